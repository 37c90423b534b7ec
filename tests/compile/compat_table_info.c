// SPDX-License-Identifier: GPL-2.0-or-later
/* Parts of an object that are written as a whole: by a step that nobody knows, and by name. */
#include "kernel.h"

struct part { int number[4]; };
struct table { struct part hooks, flows; int wait; };

void bad_table_info(struct table *t, long step)
{
	*(struct part *)((char *)t + step) = (struct part){ };
	t->flows = (struct part){ };
	rcu_read_lock();
	if (t->flows.number[2])
		msleep(1);	/* FINDING rcu-sleep */
	rcu_read_unlock();
}
