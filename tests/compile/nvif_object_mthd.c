/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check_add_overflow(): the sum is arithmetic like any other, so that a constant size settles what is asked of it. */
#include "kernel.h"

static int mthd(unsigned size)
{
	unsigned total;

	if (__builtin_add_overflow(32u, size, &total))
		return -1;
	if (total > 128)
		msleep(1);
	return 0;
}

void ok_small(spinlock_t *l)
{
	spin_lock(l);
	mthd(0);
	spin_unlock(l);
}

void bad_large(spinlock_t *l)
{
	spin_lock(l);
	mthd(200); /* FINDING sleep-in-atomic "mthd" */
	spin_unlock(l);
}
