/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sleep in a read-side section of RCU.
 *
 * What is wrong	a section that sleeps holds up every grace period, and without CONFIG_PREEMPT_RCU the object
 *			may be freed under the reader.  No counter of preemption need be raised for it to be wrong.
 * Reported		the call of msleep(), as rcu-sleep.
 * How to read it	"'msleep' may sleep" in a read-side section; note (1) names the rcu_read_lock() that opened
 *			it.
 * The fix		take a reference to the device, leave the section, then sleep; or use SRCU, whose sections
 *			may.
 */
#include "kernel.h"

int dev_wait_for_next(struct dev *d)
{
	struct dev *next;

	rcu_read_lock();
	next = d->next;
	while (next && !dev_ready(next))
		msleep(1);			/* FINDING rcu-sleep */
	rcu_read_unlock();
	return next ? 0 : -EIO;
}
