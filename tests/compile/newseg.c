/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was handed out locked is still so after another lock was taken and given back; one that was given back is not. */
#include "kernel.h"

int add_locked(struct dev *d);

void ok_another_lock_meanwhile(struct dev *d, struct dev *other)
{
	if (add_locked(d))
		return;
	spin_lock(&other->lock);
	spin_unlock(&other->lock);
	spin_unlock(&d->lock);
}

void bad_the_same_lock_meanwhile(struct dev *d)
{
	if (add_locked(d))
		return;			/* FINDING imbalance */
	spin_lock(&d->lock);
	spin_unlock(&d->lock);
	spin_unlock(&d->lock);
}
