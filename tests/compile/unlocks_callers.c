/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A callee that drops its caller's lock, sleeps, and takes it again: right with one lock, wrong with two. */
#include "kernel.h"

static void wait_unlocked(struct dev *d)
{
	spin_unlock(&d->lock);
	msleep(1);
	spin_lock(&d->lock);
}

void ok_with_one_lock(struct dev *d)
{
	spin_lock(&d->lock);
	wait_unlocked(d);
	spin_unlock(&d->lock);
}

void bad_with_two_locks(struct dev *d)
{
	spin_lock(&d->tx_lock);
	spin_lock(&d->lock);
	wait_unlocked(d);			/* FINDING sleep-in-atomic "'wait_unlocked'" */
	spin_unlock(&d->lock);
	spin_unlock(&d->tx_lock);
}

static void wait_unlocked_irq(struct dev *d)
{
	spin_unlock_irq(&d->lock);
	schedule();
	spin_lock_irq(&d->lock);
}

void ok_with_one_irq_lock(struct dev *d)
{
	spin_lock_irq(&d->lock);
	wait_unlocked_irq(d);
	spin_unlock_irq(&d->lock);
}

void bad_irq_lock_within_a_lock(struct dev *d)
{
	spin_lock(&d->tx_lock);
	spin_lock_irq(&d->lock);
	wait_unlocked_irq(d);			/* FINDING sleep-in-atomic */
	spin_unlock_irq(&d->lock);
	spin_unlock(&d->tx_lock);
}

static void wait_unlocked_plain(struct dev *d)
{
	spin_unlock(&d->lock);
	might_sleep();
	spin_lock(&d->lock);
}

/* The callee gives back the lock, but leaves the interrupts as they are: off. */
void bad_irqs_still_off(struct dev *d)
{
	spin_lock_irq(&d->lock);
	wait_unlocked_plain(d);			/* FINDING sleep-in-atomic */
	spin_unlock_irq(&d->lock);
}

void bad_within_a_read_side_section(struct dev *d)
{
	rcu_read_lock();
	spin_lock(&d->lock);
	wait_unlocked(d);			/* FINDING rcu-sleep */
	spin_unlock(&d->lock);
	rcu_read_unlock();
}

/* Unlocks for good. */
static void finish(struct dev *d)
{
	use(d);
	spin_unlock(&d->lock);
	vfree(d->buf);
}

void ok_callee_finishes(struct dev *d)
{
	spin_lock(&d->lock);
	finish(d);
	msleep(1);
}

void bad_callee_finishes_one_of_two(struct dev *d)
{
	spin_lock(&d->tx_lock);
	spin_lock(&d->lock);
	finish(d);				/* FINDING sleep-in-atomic */
	spin_unlock(&d->tx_lock);
}

static void wait_if_asked(struct dev *d)
{
	if (cond())
		wait_unlocked(d);
}

void ok_two_levels_with_one_lock(struct dev *d)
{
	spin_lock(&d->lock);
	wait_if_asked(d);
	spin_unlock(&d->lock);
}

static void wait_deeper(struct dev *d)
{
	spin_unlock(&d->lock);
	synchronize_rcu();
	spin_lock(&d->lock);
}

static void wait_deeper_if_asked(struct dev *d)
{
	if (cond())
		wait_deeper(d);
}

void bad_two_levels_with_two_locks(struct dev *d)
{
	spin_lock(&d->tx_lock);
	spin_lock(&d->lock);
	wait_deeper_if_asked(d);		/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
	spin_unlock(&d->tx_lock);
}
