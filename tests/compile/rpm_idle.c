/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A bit of a word that is read in a way that nobody sees through, tested at the lock and at the unlock. */
#include "kernel.h"

static unsigned int word(void)
{
	unsigned int w;

	__asm__ volatile("" : "=r"(w));
	return w;
}

#define WORD()	({ unsigned int w; __asm__ volatile("" : "=r"(w)); w; })

int ok_same_bit_twice(struct dev *d)
{
	if (WORD() & 4)
		spin_lock(&d->lock);
	else
		spin_lock_irq(&d->lock);
	use(d);
	if (WORD() & 4)
		spin_unlock(&d->lock);
	else
		spin_unlock_irq(&d->lock);
	return 0;
}

void ok_lock_by_a_bit(struct dev *d)
{
	if (WORD() & 4)
		spin_lock(&d->lock);
	use(d);
	if (WORD() & 4)
		spin_unlock(&d->lock);
}

int bad_error_by_a_bit(struct dev *d)
{
	spin_lock(&d->lock);
	if (WORD() & 4)
		return -EIO;		/* FINDING imbalance */
	spin_unlock(&d->lock);
	return word() & 4 ? 0 : 1;
}
