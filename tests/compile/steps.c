/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each step of a path names the function that it stands in. */
#include "kernel.h"

static void drain(struct dev *d)
{
	mutex_lock(&d->mutex);			/* NOTE "'drain' calls 'mutex_lock', which may sleep" */
	mutex_unlock(&d->mutex);
}

void bad_chain(struct dev *d)
{
	spin_lock(&d->lock);			/* NOTE "'bad_chain' calls 'spin_lock': preempt becomes 1" */
	drain(d);				/* FINDING sleep-in-atomic */ /* NOTE "'bad_chain' calls 'drain'" */
	spin_unlock(&d->lock);
}

int bad_exits(struct dev *d)
{
	if (cond())
		return 0;			/* NOTE "'bad_exits' leaves here on another path: preempt is as on entry" */
	spin_lock(&d->lock);			/* NOTE "'bad_exits' calls 'spin_lock'" */
	return 0;				/* FINDING imbalance */ /* NOTE "'bad_exits' leaves here: preempt is +1" */
}

void __any_context bad_declared(struct dev *d)
{
	msleep(d->state);			/* FINDING contract */ /* NOTE "'bad_declared' calls 'msleep', which may" */
}

int __adjusts(preempt, +1) bad_effect(struct dev *d)
{
	use(d);
	return 0;				/* FINDING contract */ /* NOTE "'bad_effect' leaves here" */
}

static void bad_tick(struct timer_list *t)
{
	msleep(1);				/* FINDING entry-context */ /* NOTE "'bad_tick' calls 'msleep', which may" */
}

void start(struct dev *d)
{
	timer_setup(&d->timer, bad_tick, 0);	/* NOTE "'start' gives 'bad_tick' to 'timer_setup'" */
}

void __entered_with(softirq, 1) bad_entered(struct dev *d)	/* NOTE "'bad_entered' is entered like that by its contract" */
{
	msleep(d->state);			/* FINDING entry-context */
}

struct dev_ops {
	int (*xmit)(struct dev *d) __entered_with(softirq, 1);
};

static int slow_xmit(struct dev *d)
{
	msleep(d->state);			/* NOTE "'slow_xmit' calls 'msleep', which may sleep" */
	return 0;
}

void bad_store(struct dev_ops *ops)
{
	ops->xmit = slow_xmit;			/* FINDING slot-contract */ /* NOTE "'bad_store' gives 'slow_xmit' to 'dev_ops.xmit'" */
}

/* An initializer stands in no function. */
const struct dev_ops bad_ops = {
	.xmit = slow_xmit,			/* FINDING slot-contract */ /* NOTE "'slow_xmit' is given to 'dev_ops.xmit' here" */
};

/* The lock is taken in the function that calls what is passed in, so that is where it is told. */
static void locked(struct dev *d, int (*what)(struct dev *d))
{
	spin_lock(&d->lock);			/* NOTE "'locked' calls 'spin_lock': preempt becomes 1" */
	what(d);				/* NOTE "'locked' calls 'slow_xmit'" */
	spin_unlock(&d->lock);
}

void bad_passed_in(struct dev *d)
{
	locked(d, slow_xmit);			/* FINDING sleep-in-atomic */ /* NOTE "'bad_passed_in' calls 'locked' with" */
}
