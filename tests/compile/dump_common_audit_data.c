/* SPDX-License-Identifier: GPL-2.0-or-later */
/* security/lsm_audit.c: flags that stand in an object were chosen by who made it. That they are used outside of a lock as well
 * as inside says nothing of them; flags that are an argument, of what callers pass. */
#include "kernel.h"

struct buffer {
	gfp_t gfp;
	void *at;
};

static void expand(struct buffer *b)
{
	b->at = kmalloc(8, b->gfp);
}

static void format(struct buffer *b)
{
	expand(b);
}

void ok_dump(struct dev *d, struct buffer *b)
{
	format(b);
	rcu_read_lock();
	format(b);				/* POSSIBLE rcu-sleep */
	rcu_read_unlock();
}

void bad_dump_argument(struct dev *d, struct buffer *b, gfp_t gfp)
{
	b->at = kmalloc(8, gfp);
	rcu_read_lock();
	b->at = kmalloc(8, gfp);		/* FINDING rcu-sleep */
	rcu_read_unlock();
}
