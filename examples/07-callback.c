/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A timer function that sleeps.
 *
 * What is wrong	timers run in softirq context, where nothing can be scheduled.  dev_tick() takes no lock and
 *			looks innocent; that it is a timer is said elsewhere.
 * Reported		the first call in dev_tick() that leads to the sleep, as entry-context.
 * How to read it	the message says that the function is entered with softirq 1; the notes name the timer_setup()
 *			that says so, and the steps down to mutex_lock().
 * The fix		let the timer queue a work item, and take the mutex there; or use a spinlock in its place.
 */
#include "kernel.h"

static void dev_update(struct dev *d)
{
	mutex_lock(&d->mutex);
	d->state++;
	mutex_unlock(&d->mutex);
}

static void dev_tick(struct timer_list *t)
{
	struct dev *d = (struct dev *)((char *)t - __builtin_offsetof(struct dev, timer));

	if (dev_ready(d))
		dev_update(d);			/* FINDING entry-context */
}

void dev_start(struct dev *d)
{
	timer_setup(&d->timer, dev_tick, 0);
}
