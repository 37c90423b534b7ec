/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A sleeping call between a lock and its unlock, with nothing in the way. */
#include "kernel.h"

void bad_msleep_under_spin_lock(struct dev *d)
{
	spin_lock(&d->lock);			/* NOTE "preempt becomes 1" */
	msleep(10);				/* FINDING sleep-in-atomic "may sleep" */
	spin_unlock(&d->lock);
}

void bad_names_the_callee(struct dev *d)
{
	spin_lock(&d->lock);
	mutex_lock(&d->mutex);			/* FINDING sleep-in-atomic "'mutex_lock'" */
	mutex_unlock(&d->mutex);
	spin_unlock(&d->lock);
}

void bad_gfp_kernel_under_spin_lock(struct dev *d)
{
	spin_lock(&d->lock);
	d->buf = kmalloc(64, GFP_KERNEL);	/* FINDING sleep-in-atomic "'kmalloc'" */
	spin_unlock(&d->lock);
}

void bad_preempt_disabled(void)
{
	preempt_disable();
	schedule();				/* FINDING sleep-in-atomic */
	preempt_enable();
}

void bad_raw_spin_lock(raw_spinlock_t *lock, struct completion *x)
{
	raw_spin_lock(lock);
	wait_for_completion(x);			/* FINDING sleep-in-atomic */
	raw_spin_unlock(lock);
}

unsigned long bad_user_copy_under_read_lock(rwlock_t *lock, void *to, const void *from)
{
	unsigned long left;

	read_lock(lock);
	left = copy_from_user(to, from, 16);	/* FINDING sleep-in-atomic */
	read_unlock(lock);
	return left;
}

void bad_might_sleep_alone(struct dev *d)
{
	spin_lock(&d->lock);
	might_sleep();				/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void bad_inner_lock_given_back_too_late(struct dev *d)
{
	spin_lock(&d->lock);
	spin_lock(&d->tx_lock);
	spin_unlock(&d->lock);
	msleep(1);				/* FINDING sleep-in-atomic */
	spin_unlock(&d->tx_lock);
}

void bad_on_one_of_two_branches(struct dev *d)
{
	spin_lock(&d->lock);
	if (cond())
		msleep(1);			/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void ok_gfp_atomic(struct dev *d)
{
	spin_lock(&d->lock);
	d->buf = kmalloc(64, GFP_ATOMIC);
	spin_unlock(&d->lock);
}

void ok_after_unlock(struct dev *d)
{
	spin_lock(&d->lock);
	use(d);
	spin_unlock(&d->lock);
	msleep(10);
}

void ok_before_lock(struct dev *d)
{
	void *p = kmalloc(64, GFP_KERNEL);

	spin_lock(&d->lock);
	d->buf = p;
	spin_unlock(&d->lock);
}

void ok_busy_wait(struct dev *d)
{
	spin_lock(&d->lock);
	udelay(10);
	spin_unlock(&d->lock);
}

void ok_mutex_is_no_atomic_section(struct dev *d)
{
	mutex_lock(&d->mutex);
	msleep(10);
	mutex_unlock(&d->mutex);
}

void ok_mutex_trylock_under_spin_lock(struct dev *d)
{
	spin_lock(&d->lock);
	if (mutex_trylock(&d->mutex))
		mutex_unlock(&d->mutex);
	spin_unlock(&d->lock);
}

void ok_dropped_around_the_sleep(struct dev *d)
{
	spin_lock(&d->lock);
	spin_unlock(&d->lock);
	msleep(1);
	spin_lock(&d->lock);
	spin_unlock(&d->lock);
}

void ok_unknown_function_under_lock(struct dev *d)
{
	spin_lock(&d->lock);
	use(d);
	spin_unlock(&d->lock);
}

void ok_two_locks_both_given_back(struct dev *d)
{
	spin_lock(&d->lock);
	spin_lock(&d->tx_lock);
	spin_unlock(&d->lock);
	spin_unlock(&d->tx_lock);
	msleep(1);
}
