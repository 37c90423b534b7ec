/* SPDX-License-Identifier: GPL-2.0-or-later */
/* drivers/pci/p2pdma.c: what joins forgot on the way does not matter where the lock is held on every way. */
#include "kernel.h"

static void look(struct dev *d, int a, int b, int c, int e, int f)
{
	if (a || b || c || e || f)
		use(d);
	if (a)
		d->state = 1;
	if (b)
		d->state = 2;
	if (c)
		d->state = 3;
}

int bad_store_under_the_lock(struct dev *d, int a, int b, int c, int e, int f)
{
	int n = 0;

	look(d, a, b, c, e, f);
	if (a || b || c || e || f)
		n = probe(d);
	if (a)
		n++;
	if (b)
		n += 2;
	rcu_read_lock();
	if (c)
		n += 3;
	if (a)
		use(d);
	msleep(1);				/* FINDING rcu-sleep "msleep" */
	if (b)
		n += 4;
	rcu_read_unlock();
	return n;
}
