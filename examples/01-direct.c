/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sleep under a spinlock.
 *
 * What is wrong	msleep() gives up the CPU while the lock is held.  Whoever wants the lock next spins until
 *			this task comes back; on the same CPU that may be never.
 * Reported		the call of msleep(), marked below.
 * How to read it	"'msleep' may sleep, but preemption is disabled here".  The notes tell why: (1) spin_lock()
 *			made the counter preempt 1, (2) msleep() expects it to be 0.
 * The fix		sleep before the lock or after it; or, when it is about microseconds, udelay().
 */
#include "kernel.h"

void dev_reset(struct dev *d)
{
	spin_lock(&d->lock);
	dev_write(d, 1);
	msleep(10);				/* FINDING sleep-in-atomic */
	dev_write(d, 0);
	spin_unlock(&d->lock);
}
