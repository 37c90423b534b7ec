/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One of two bits is set, and it is not the first: then it is the second. */
#include "kernel.h"

enum { STOP = 0x6, FREEZE = 0x10 };

void ok_one_of_the_bits(struct dev *d)
{
	spin_lock(&d->lock);
	if (d->flags & (STOP | FREEZE)) {
		if (d->flags & STOP)
			spin_unlock(&d->lock);
		else if (d->flags & FREEZE)
			spin_unlock(&d->lock);
		msleep(1);
		return;
	}
	spin_unlock(&d->lock);
}

void bad_a_third_bit(struct dev *d)
{
	spin_lock(&d->lock);
	if (d->flags & (STOP | FREEZE | 1)) {
		if (d->flags & STOP)
			spin_unlock(&d->lock);
		else if (d->flags & FREEZE)
			spin_unlock(&d->lock);
		msleep(1);			/* FINDING sleep-in-atomic */
		return;
	}
	spin_unlock(&d->lock);
}
