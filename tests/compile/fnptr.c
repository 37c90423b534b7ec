/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Contracts of function pointers: what is called through them, and what is put into them. */
#include "kernel.h"

typedef void (*wait_fn)(struct dev *d) __sleeps;
typedef void (*quick_fn)(struct dev *d) __any_context;

struct dev_ops {
	void (*suspend)(struct dev *d) __sleeps;
	void (*poll)(struct dev *d) __any_context;
	void (*lock)(struct dev *d) __adjusts(preempt, +1);
	void (*unlock)(struct dev *d) __adjusts(preempt, -1);
	int (*xmit)(struct dev *d) __entered_with(softirq, 1);
	void *(*alloc)(struct dev *d, gfp_t gfp) __sleeps_if(arg 2 & 0x400);
	void (*other)(struct dev *d);
};

extern void for_each_part(struct dev *d, void (*fn)(struct dev *d) __entered_with(preempt, 1));

static void sleeper(struct dev *d)
{
	mutex_lock(&d->mutex);
	mutex_unlock(&d->mutex);
}

static void quick(struct dev *d)
{
	d->state++;
}

static int slow_xmit(struct dev *d)
{
	msleep(1);
	return d->state;
}

static int quick_xmit(struct dev *d)
{
	return d->state;
}

static void real_lock(struct dev *d)
{
	spin_lock(&d->lock);
}

static void real_unlock(struct dev *d)
{
	spin_unlock(&d->lock);
}

/* calls */

void bad_call_of_a_typedef(struct dev *d, wait_fn fn)
{
	spin_lock(&d->lock);
	fn(d);					/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void bad_call_of_a_field(struct dev *d, const struct dev_ops *ops)
{
	spin_lock(&d->lock);
	ops->suspend(d);			/* FINDING sleep-in-atomic "suspend" */
	spin_unlock(&d->lock);
}

void bad_call_of_a_parameter(struct dev *d, void (*fn)(struct dev *d) __sleeps)
{
	spin_lock(&d->lock);
	fn(d);					/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void bad_lock_through_a_field(struct dev *d, const struct dev_ops *ops)
{
	ops->lock(d);
	msleep(1);				/* FINDING sleep-in-atomic */
	ops->unlock(d);
}

void bad_argument_of_a_field(struct dev *d, const struct dev_ops *ops)
{
	spin_lock(&d->lock);
	d->buf = ops->alloc(d, GFP_KERNEL);	/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void ok_calls(struct dev *d, const struct dev_ops *ops, wait_fn wait, quick_fn fast)
{
	wait(d);
	ops->lock(d);
	fast(d);
	ops->poll(d);
	d->buf = ops->alloc(d, GFP_ATOMIC);
	ops->unlock(d);
	ops->suspend(d);
}

void ok_call_without_contract(struct dev *d, const struct dev_ops *ops)
{
	spin_lock(&d->lock);
	ops->other(d);
	spin_unlock(&d->lock);
}

/* what is put into them */

void bad_field_assigned(struct dev_ops *ops)
{
	ops->poll = sleeper;			/* FINDING slot-contract "sleeper" */
}

void bad_entered_field_assigned(struct dev_ops *ops)
{
	ops->xmit = slow_xmit;			/* FINDING slot-contract "slow_xmit" */
}

void bad_lock_field_assigned(struct dev_ops *ops)
{
	ops->lock = quick;			/* FINDING slot-contract "quick" */
}

struct dev_ops bad_ops = { .xmit = slow_xmit };	/* FINDING slot-contract "slow_xmit" */

const struct dev_ops bad_const_ops = { .poll = sleeper };	/* FINDING slot-contract "sleeper" */

void bad_argument_passed(struct dev *d)
{
	for_each_part(d, sleeper);		/* FINDING slot-contract "sleeper" */
}

void bad_typedef_assigned(struct dev *d)
{
	quick_fn fn = sleeper;			/* FINDING slot-contract "sleeper" */

	fn(d);
}

struct dev_ops ok_ops = {
	.suspend = sleeper,
	.poll = quick,
	.lock = real_lock,
	.unlock = real_unlock,
	.xmit = quick_xmit,
};

void ok_fields_assigned(struct dev_ops *ops)
{
	ops->poll = quick;
	ops->suspend = quick;
	ops->xmit = quick_xmit;
	ops->poll = NULL;
}

void ok_argument_passed(struct dev *d)
{
	for_each_part(d, quick);
}
