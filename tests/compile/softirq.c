/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Softirqs: one more counter, that spin_lock_bh() raises along with preempt. */
#include "kernel.h"

void bad_bh_disabled(void)
{
	local_bh_disable();
	msleep(1);				/* FINDING sleep-in-atomic */
	local_bh_enable();
}

void bad_spin_lock_bh(struct dev *d)
{
	spin_lock_bh(&d->lock);
	mutex_lock(&d->mutex);			/* FINDING sleep-in-atomic */
	mutex_unlock(&d->mutex);
	spin_unlock_bh(&d->lock);
}

/* spin_unlock() of spin_lock_bh(): softirqs stay off. */
void bad_plain_unlock_leaves_bh_off(struct dev *d)
{
	spin_lock_bh(&d->lock);
	spin_unlock(&d->lock);
	msleep(1);				/* FINDING sleep-in-atomic */
	local_bh_enable();
}

void bad_bh_nested(void)
{
	local_bh_disable();
	local_bh_disable();
	local_bh_enable();
	msleep(1);				/* FINDING sleep-in-atomic */
	local_bh_enable();
}

void bad_enable_in_one_branch(struct dev *d)
{
	local_bh_disable();
	if (cond()) {
		local_bh_enable();
		msleep(1);
		return;
	}
	msleep(1);				/* FINDING sleep-in-atomic */
	local_bh_enable();
}

void ok_bh_enabled_again(void)
{
	local_bh_disable();
	local_bh_enable();
	msleep(1);
}

/* spin_lock_bh() in two steps */
static void addr_lock(struct dev *d)
{
	local_bh_disable();
	spin_lock(&d->lock);
}

void ok_bh_lock_in_two_steps(struct dev *d)
{
	addr_lock(d);
	use(d);
	spin_unlock_bh(&d->lock);
	msleep(1);
}

void ok_unlock_in_two_steps(struct dev *d)
{
	spin_lock_bh(&d->lock);
	spin_unlock(&d->lock);
	local_bh_enable();
	msleep(1);
}

void ok_atomic_allocation(struct dev *d)
{
	spin_lock_bh(&d->lock);
	d->buf = kmalloc(8, GFP_ATOMIC);
	spin_unlock_bh(&d->lock);
}
