/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RCU's read-side sections: no sleep inside, and closed where they were opened. */
#include "kernel.h"

void bad_sleep_in_section(void)
{
	rcu_read_lock();
	msleep(1);				/* FINDING rcu-sleep */
	rcu_read_unlock();
}

void bad_synchronize_in_section(void)
{
	rcu_read_lock();
	synchronize_rcu();			/* FINDING rcu-sleep "'synchronize_rcu'" */
	rcu_read_unlock();
}

void bad_gfp_kernel_in_section(struct dev *d)
{
	rcu_read_lock();
	d->buf = kmalloc(8, GFP_KERNEL);	/* FINDING rcu-sleep */
	rcu_read_unlock();
}

static void refresh(struct dev *d)
{
	mutex_lock(&d->mutex);
	mutex_unlock(&d->mutex);
}

void bad_through_a_helper(struct dev *d)
{
	rcu_read_lock();
	if (d->state)
		refresh(d);			/* FINDING rcu-sleep "'refresh'" */
	rcu_read_unlock();
}

/* More than RCU forbids it here. */
void bad_lock_within_section(struct dev *d)
{
	rcu_read_lock();
	spin_lock(&d->lock);
	msleep(1);				/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
	rcu_read_unlock();
}

void bad_after_the_lock_within_section(struct dev *d)
{
	rcu_read_lock();
	spin_lock(&d->lock);
	spin_unlock(&d->lock);
	msleep(1);				/* FINDING rcu-sleep */
	rcu_read_unlock();
}

void bad_rcu_bh(void)
{
	rcu_read_lock_bh();
	msleep(1);				/* FINDING sleep-in-atomic */
	rcu_read_unlock_bh();
}

int bad_early_return(struct dev *d)
{
	rcu_read_lock();
	if (!d->next)
		return -EINVAL;			/* FINDING rcu-leak */
	use(d->next);
	rcu_read_unlock();
	return 0;
}

void bad_void_early_return(struct dev *d)
{
	rcu_read_lock();
	if (!cond()) {
		use(d);
		return;				/* FINDING rcu-leak */
	}
	rcu_read_unlock();
}

void bad_nested_section(void)
{
	rcu_read_lock();
	rcu_read_lock();
	rcu_read_unlock();
	msleep(1);				/* FINDING rcu-sleep */
	rcu_read_unlock();
}

void ok_after_section(struct dev *d)
{
	rcu_read_lock();
	use(d->next);
	rcu_read_unlock();
	synchronize_rcu();
}

void ok_atomic_allocation(struct dev *d)
{
	rcu_read_lock();
	d->buf = kmalloc(8, GFP_ATOMIC);
	rcu_read_unlock();
}

int ok_closed_on_every_path(struct dev *d)
{
	rcu_read_lock();
	if (!d->next) {
		rcu_read_unlock();
		return -EINVAL;
	}
	use(d->next);
	rcu_read_unlock();
	return 0;
}

void ok_section_left_for_the_sleep(struct dev *list)
{
	struct dev *d;

	rcu_read_lock();
	for (d = list; d; d = d->next) {
		rcu_read_unlock();
		msleep(1);
		rcu_read_lock();
	}
	rcu_read_unlock();
}

void ok_nested_sections(void)
{
	rcu_read_lock();
	rcu_read_lock();
	rcu_read_unlock();
	rcu_read_unlock();
	synchronize_rcu();
}

/* Opened in one function and closed in another, as seq_file's start and stop do. */
static void list_start(void)
{
	rcu_read_lock();
}

static void list_stop(void)
{
	rcu_read_unlock();
}

void ok_start_and_stop(struct dev *d)
{
	list_start();
	use(d);
	list_stop();
	msleep(1);
}

void bad_between_start_and_stop(struct dev *d)
{
	list_start();
	msleep(1);				/* FINDING rcu-sleep */
	list_stop();
}
