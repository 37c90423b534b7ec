/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mm/pagewalk.c: the operations stand in a constant table, and are called with the page table locked. */
#include "kernel.h"

struct walk;
struct walk_ops {
	int (*entry)(struct walk *walk);
	int (*hole[2])(struct walk *walk);
};
struct walk { const struct walk_ops *ops; struct dev *d; };

/* Seen by itself: one of the two that are put there sleeps, and neither is called anywhere else. */
static int walk_entries(struct walk *walk)
{
	int err = 0;

	if (walk->ops->entry) {
		spin_lock(&walk->d->lock);
		err = walk->ops->entry(walk);	/* FINDING sleep-in-atomic "slow" */
		spin_unlock(&walk->d->lock);
	}
	if (!err && walk->ops->hole[1])
		err = walk->ops->hole[1](walk);
	return err;
}

static int walk_page_range(struct dev *d, const struct walk_ops *ops)
{
	struct walk walk = { .ops = ops, .d = d };

	return walk_entries(&walk);
}

static int quick(struct walk *walk)
{
	walk->d->state++;
	return 0;
}

static int slow(struct walk *walk)
{
	mutex_lock(&walk->d->mutex);
	mutex_unlock(&walk->d->mutex);
	return 0;
}

static const struct walk_ops quick_ops = { .entry = quick, .hole = { [0 ... 1] = slow } };
static const struct walk_ops slow_ops = { .entry = slow };
static const struct walk_ops hole_ops = { .hole = { [1] = slow } };

int ok_quick_entries(struct dev *d)
{
	return walk_page_range(d, &quick_ops);
}

int bad_slow_entries(struct dev *d)
{
	return walk_page_range(d, &slow_ops);	/* FINDING sleep-in-atomic "slow" */
}

int ok_slow_holes(struct dev *d)
{
	return walk_page_range(d, &hole_ops);
}

int bad_slow_holes_with_a_lock(struct dev *d)
{
	int err;

	spin_lock(&d->tx_lock);
	err = walk_page_range(d, &hole_ops);	/* FINDING sleep-in-atomic "slow" */
	spin_unlock(&d->tx_lock);
	return err;
}
