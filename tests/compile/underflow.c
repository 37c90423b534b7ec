/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Something is given back that was never taken: known only where the entry context is. */
#include "kernel.h"

void __task_context bad_unlock_twice(struct dev *d)
{
	spin_lock(&d->lock);
	spin_unlock(&d->lock);
	spin_unlock(&d->lock);			/* FINDING underflow */
}

void __task_context bad_unlock_without_lock(struct dev *d)
{
	use(d);
	spin_unlock(&d->lock);			/* FINDING underflow */
}

void __expects(preempt, 0, 0) bad_preempt_enable_twice(void)
{
	preempt_disable();
	preempt_enable();
	preempt_enable();			/* FINDING underflow */
}

void __expects(softirq, 0, 0) bad_bh_enable_without_disable(struct dev *d)
{
	spin_lock(&d->lock);
	spin_unlock_bh(&d->lock);		/* FINDING underflow */
}

void __task_context bad_rcu_closed_twice(struct dev *d)
{
	rcu_read_lock();
	use(d);
	rcu_read_unlock();
	rcu_read_unlock();			/* FINDING underflow */
}

static void release(struct dev *d)
{
	use(d);
	spin_unlock(&d->lock);
}

void __task_context bad_unlock_by_a_helper(struct dev *d)
{
	spin_lock(&d->lock);
	spin_unlock(&d->lock);
	release(d);				/* FINDING underflow "'release'" */
}

void __task_context bad_trylock_failed(struct dev *d)
{
	if (!spin_trylock(&d->lock)) {
		spin_unlock(&d->lock);		/* FINDING underflow */
		return;
	}
	spin_unlock(&d->lock);
}

/* It may well be the caller's lock. */
void ok_unlock_of_the_callers_lock(struct dev *d)
{
	use(d);
	spin_unlock(&d->lock);
}

void __expects(preempt, 1, max) ok_unlock_expected(struct dev *d)
{
	spin_unlock(&d->lock);
}

void __task_context ok_as_many_unlocks_as_locks(struct dev *d)
{
	spin_lock(&d->lock);
	spin_lock(&d->tx_lock);
	spin_unlock(&d->lock);
	spin_unlock(&d->tx_lock);
}

void __task_context ok_enable_irqs_that_are_on(void)
{
	local_irq_enable();
}

void __task_context ok_helper_gives_back(struct dev *d)
{
	spin_lock(&d->lock);
	release(d);
}
