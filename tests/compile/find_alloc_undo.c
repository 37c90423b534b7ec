/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Found: something that is not NULL, with the section open; not found: an error, and it is closed. */
#include "kernel.h"

struct undo { int id; struct undo *next; };

struct undo *lookup(int id);

static struct undo *find_undo(int id)
{
	struct undo *un;

	rcu_read_lock();
	un = lookup(id);
	if (un)
		return un; /* POSSIBLE rcu-leak "leaves different rcu counts" */
	rcu_read_unlock();
	return ERR_PTR(-EINVAL);
}

int ok_use(int id)
{
	struct undo *un = find_undo(id);

	if (IS_ERR(un))
		return -EINVAL;
	un->id++;
	rcu_read_unlock();
	return 0;
}
