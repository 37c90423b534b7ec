/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A list that is not empty: were it, the lock of nothing would be taken. */
#include "kernel.h"

struct dev *first_dev(void);

void ok_hand_over_hand(void)
{
	struct dev *first = first_dev(), *old = NULL;

	for (struct dev *d = first; d; d = d->next) {
		int busy = !spin_trylock(&d->lock);

		if (old)
			spin_unlock(&old->lock);
		if (busy)
			return;
		old = d;
	}
	spin_lock(&old->tx_lock);
	spin_unlock(&old->lock);
	spin_unlock(&old->tx_lock);
}

void bad_last_one_stays_locked(void)
{
	struct dev *first = first_dev(), *old = NULL;

	for (struct dev *d = first; d; d = d->next) {	/* FINDING imbalance */
		int busy = !spin_trylock(&d->lock);

		if (old)
			spin_unlock(&old->lock);
		if (busy)
			return;
		old = d;
	}
}
