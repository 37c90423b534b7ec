/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Iterators that declare nothing: what they do to the function that they are given is inferred. */
#include "kernel.h"

static void sleeper(struct dev *d)
{
	mutex_lock(&d->mutex);
	mutex_unlock(&d->mutex);
}

static void quick(struct dev *d)
{
	d->state++;
}

/* Without any declaration: the iterator calls its argument with a lock held. */
static void each_locked(struct dev *d, void (*fn)(struct dev *d))
{
	spin_lock(&d->lock);
	fn(d);
	spin_unlock(&d->lock);
}

static void each_unlocked(struct dev *d, void (*fn)(struct dev *d))
{
	use(d);
	fn(d);
}

void bad_iterator_with_a_lock(struct dev *d)
{
	each_locked(d, sleeper);		/* FINDING sleep-in-atomic "sleeper" */
}

void bad_iterator_within_a_lock(struct dev *d)
{
	spin_lock(&d->lock);
	each_unlocked(d, sleeper);		/* FINDING sleep-in-atomic "sleeper" */
	spin_unlock(&d->lock);
}

void ok_iterators(struct dev *d)
{
	each_locked(d, quick);
	each_unlocked(d, sleeper);
	spin_lock(&d->lock);
	each_unlocked(d, quick);
	spin_unlock(&d->lock);
}

/* A slot that declares nothing: what was put into it decides, and here that is not of one mind. */
struct plain_ops {
	void (*run)(struct dev *d);
};

struct plain_ops ok_slow_ops = { .run = sleeper };
struct plain_ops ok_quick_ops = { .run = quick };

void ok_unless_asked_for_the_possible(struct dev *d, const struct plain_ops *ops)
{
	spin_lock(&d->lock);
	ops->run(d);				/* POSSIBLE sleep-in-atomic */
	spin_unlock(&d->lock);
}

void ok_without_a_lock(struct dev *d, const struct plain_ops *ops)
{
	ops->run(d);
}
