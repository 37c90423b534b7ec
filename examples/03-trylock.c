/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sleep where a trylock has succeeded.
 *
 * What is wrong	behind the early return the lock is held, although no spin_lock() is to be seen.
 * Reported		the second msleep().  The first one is fine: there spin_trylock() has returned 0, and its
 *			contract says that it takes the lock only when it returns something else.
 * How to read it	"'msleep' may sleep, but preemption is disabled here"; note (1) names spin_trylock() and the
 *			line.
 * The fix		spin_unlock() before the sleep.
 */
#include "kernel.h"

int dev_poll(struct dev *d)
{
	if (!spin_trylock(&d->lock)) {
		msleep(1);
		return -EBUSY;
	}
	if (!dev_ready(d))
		msleep(1);			/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
	return 0;
}
