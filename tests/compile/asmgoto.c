/* SPDX-License-Identifier: GPL-2.0-or-later */
/* asm goto has a way to each of its labels, and one to the next statement. */
#include "kernel.h"

/* static_branch_unlikely() */
static inline __attribute__((always_inline)) bool tracing(void)
{
	__asm__ goto("" : : : : yes);
	return false;
yes:
	return true;
}

void bad_at_the_label(struct dev *d)
{
	spin_lock(&d->lock);
	__asm__ goto("" : : : : slow);
	spin_unlock(&d->lock);
	return;
slow:
	msleep(1);				/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void bad_on_the_way_through(struct dev *d)
{
	spin_lock(&d->lock);
	__asm__ goto("" : : : : fast);
	msleep(1);				/* FINDING sleep-in-atomic */
fast:
	spin_unlock(&d->lock);
}

void bad_static_branch(struct dev *d)
{
	spin_lock(&d->lock);
	if (tracing())
		msleep(1);			/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

int bad_leak_at_the_label(struct dev *d)
{
	spin_lock(&d->lock);
	__asm__ goto("" : : : : fault);
	spin_unlock(&d->lock);
	return 0;
fault:
	return -EIO;				/* FINDING imbalance */
}

int ok_unlocked_at_the_label(struct dev *d)
{
	spin_lock(&d->lock);
	__asm__ goto("" : : : : fault);
	spin_unlock(&d->lock);
	return 0;
fault:
	spin_unlock(&d->lock);
	msleep(1);
	return -EIO;
}

void ok_static_branch(struct dev *d)
{
	spin_lock(&d->lock);
	if (tracing())
		use(d);
	spin_unlock(&d->lock);
	if (tracing())
		msleep(1);
}
