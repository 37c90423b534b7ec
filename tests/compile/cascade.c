/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One wrong place is reported there, and its callers go on as if it were right. */
#include "kernel.h"

static int bad_leaky(struct dev *d)
{
	spin_lock(&d->lock);
	if (!probe(d))
		return -EIO;			/* FINDING imbalance */
	spin_unlock(&d->lock);
	return 0;
}

int ok_caller(struct dev *d)
{
	int err = bad_leaky(d);

	if (err)
		return err;
	msleep(1);
	return 0;
}

void ok_caller_that_ignores_the_result(struct dev *d)
{
	bad_leaky(d);
	msleep(1);
}

void ok_caller_in_a_loop(struct dev *list)
{
	struct dev *d;

	for (d = list; d; d = d->next) {
		bad_leaky(d);
		schedule();
	}
}

static int pass_on(struct dev *d)
{
	return bad_leaky(d);
}

int ok_callers_caller(struct dev *d)
{
	int err = pass_on(d);

	mutex_lock(&d->mutex);
	mutex_unlock(&d->mutex);
	return err;
}

static void bad_asleep(struct dev *d)
{
	spin_lock(&d->lock);
	msleep(1);				/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

/* Its own lock is one more, but the cause is the same. */
void ok_caller_of_the_sleeper(struct dev *d)
{
	bad_asleep(d);
	use(d);
}

static int bad_rcu_leaky(struct dev *d)
{
	rcu_read_lock();
	if (!probe(d))
		return -EIO;			/* FINDING rcu-leak */
	rcu_read_unlock();
	return 0;
}

int ok_caller_of_the_rcu_leak(struct dev *d)
{
	int err = bad_rcu_leaky(d);

	synchronize_rcu();
	return err;
}

/* A leak does not hide what else is wrong in a caller. */
int bad_caller_with_its_own_fault(struct dev *d)
{
	int err;

	spin_lock(&d->tx_lock);
	err = bad_leaky(d);
	msleep(1);				/* FINDING sleep-in-atomic */
	spin_unlock(&d->tx_lock);
	return err;
}
