/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sleep is three calls away from the lock.
 *
 * What is wrong	dev_stop() holds the lock and calls dev_flush(), which calls dev_drain(), which takes a mutex.
 *			None of the three is wrong by itself.
 * Reported		the call of dev_flush() in dev_stop(): there the lock and the way to the sleep meet.
 * How to read it	"'dev_flush' may sleep, but preemption is disabled here".  The notes go down step by step,
 *			each with its own line: (1) the lock, (2) dev_flush(), (3) dev_drain(), (4) mutex_lock().
 * The fix		flush after the unlock.  If the queue must not change in between, take the mutex first and the
 *			spinlock inside it.
 */
#include "kernel.h"

static void dev_drain(struct dev *d)
{
	mutex_lock(&d->mutex);
	d->buf = NULL;
	mutex_unlock(&d->mutex);
}

static void dev_flush(struct dev *d)
{
	if (d->buf)
		dev_drain(d);
}

void dev_stop(struct dev *d)
{
	spin_lock(&d->lock);
	d->state = 0;
	dev_flush(d);				/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}
