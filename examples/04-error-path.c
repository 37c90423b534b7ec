/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An error path that keeps the lock.
 *
 * What is wrong	one of three exits forgets spin_unlock().
 * Reported		that return, as an imbalance: it keeps what the successful return has given back.
 * How to read it	the message gives both values of the counter preempt, 1 at this return and 0 at the others;
 *			the notes name the lock and a return that disagrees.  The callers of dev_send() are not
 *			reported on top: for them the function counts as balanced.
 * The fix		goto out, as the exit before it does.
 */
#include "kernel.h"

int dev_send(struct dev *d, int value)
{
	int err = 0;

	spin_lock(&d->lock);
	if (!dev_ready(d)) {
		err = -EBUSY;
		goto out;
	}
	if (!d->buf)
		return -EIO;			/* FINDING imbalance */
	dev_write(d, value);
out:
	spin_unlock(&d->lock);
	return err;
}
