/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paths that never come back give nothing back, and need not. */
#include "kernel.h"

int ok_panic_under_lock(struct dev *d)
{
	spin_lock(&d->lock);
	if (!probe(d))
		panic("no device");
	spin_unlock(&d->lock);
	return 0;
}

int ok_bug_under_lock(struct dev *d)
{
	spin_lock(&d->lock);
	BUG_ON(!d->next);
	spin_unlock(&d->lock);
	msleep(1);
	return 0;
}

int ok_unreachable_default(struct dev *d)
{
	spin_lock(&d->lock);
	switch (d->state & 1) {
	case 0:
	case 1:
		spin_unlock(&d->lock);
		break;
	default:
		__builtin_unreachable();
	}
	return 0;
}

int ok_trap_under_lock(struct dev *d)
{
	spin_lock(&d->lock);
	if (!probe(d))
		__builtin_trap();
	spin_unlock(&d->lock);
	return 0;
}

int ok_hang_under_lock(struct dev *d)
{
	spin_lock(&d->lock);
	if (!probe(d))
		for (;;)
			udelay(1);
	spin_unlock(&d->lock);
	return 0;
}

static __attribute__((noreturn, noinline)) void die(struct dev *d)
{
	use(d);
	do_exit(1);
}

int ok_dies_in_a_helper(struct dev *d)
{
	spin_lock(&d->lock);
	if (!probe(d))
		die(d);
	spin_unlock(&d->lock);
	msleep(1);
	return 0;
}

/* Not declared noreturn, but no path comes back. */
static void give_up(struct dev *d)
{
	use(d);
	panic("giving up");
}

int ok_helper_that_never_returns(struct dev *d)
{
	spin_lock(&d->lock);
	if (!probe(d)) {
		give_up(d);
		return -EIO;
	}
	spin_unlock(&d->lock);
	return 0;
}

void bad_sleep_on_the_path_that_lives(struct dev *d)
{
	spin_lock(&d->lock);
	if (!probe(d))
		panic("no device");
	msleep(1);				/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void bad_sleep_before_the_check(struct dev *d)
{
	spin_lock(&d->lock);
	mutex_lock(&d->mutex);			/* FINDING sleep-in-atomic */
	BUG_ON(!d->next);
	mutex_unlock(&d->mutex);
	spin_unlock(&d->lock);
}

int bad_leak_beside_a_panic(struct dev *d)
{
	spin_lock(&d->lock);
	if (!d->next)
		panic("no next");
	if (!probe(d))
		return -EIO;			/* FINDING imbalance */
	spin_unlock(&d->lock);
	return 0;
}
