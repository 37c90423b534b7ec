/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interrupts are off or on: set, saved and restored, not counted. */
#include "kernel.h"

void bad_irq_disabled(void)
{
	local_irq_disable();
	msleep(1);				/* FINDING sleep-in-atomic */
	local_irq_enable();
}

void bad_irq_saved(void)
{
	unsigned long flags;

	local_irq_save(flags);
	schedule();				/* FINDING sleep-in-atomic */
	local_irq_restore(flags);
}

void bad_spin_lock_irq(struct dev *d)
{
	spin_lock_irq(&d->lock);
	msleep(1);				/* FINDING sleep-in-atomic */
	spin_unlock_irq(&d->lock);
}

void bad_spin_lock_irqsave(struct dev *d)
{
	unsigned long flags;

	spin_lock_irqsave(&d->lock, flags);
	d->buf = kmalloc(8, GFP_KERNEL);	/* FINDING sleep-in-atomic */
	spin_unlock_irqrestore(&d->lock, flags);
}

/* The lock is gone, the interrupts are still off. */
void bad_unlock_leaves_irqs_off(struct dev *d)
{
	spin_lock_irq(&d->lock);
	spin_unlock(&d->lock);
	msleep(1);				/* FINDING sleep-in-atomic */
	local_irq_enable();
}

void bad_inner_restore_gives_back_off(struct dev *d)
{
	unsigned long outer, inner;

	local_irq_save(outer);
	spin_lock_irqsave(&d->lock, inner);
	spin_unlock_irqrestore(&d->lock, inner);
	msleep(1);				/* FINDING sleep-in-atomic */
	local_irq_restore(outer);
}

void bad_restored_in_one_branch(struct dev *d)
{
	unsigned long flags;

	local_irq_save(flags);
	if (cond()) {
		local_irq_restore(flags);
		return;
	}
	msleep(1);				/* FINDING sleep-in-atomic */
	local_irq_restore(flags);
}

static void unlock_for(struct dev *d, unsigned long flags)
{
	spin_unlock_irqrestore(&d->lock, flags);
}

static unsigned long lock_for(struct dev *d)
{
	unsigned long flags;

	spin_lock_irqsave(&d->lock, flags);
	return flags;
}

void bad_flags_through_helpers(struct dev *d)
{
	unsigned long flags = lock_for(d);

	msleep(1);				/* FINDING sleep-in-atomic */
	unlock_for(d, flags);
}

void bad_inner_pair_in_helpers(struct dev *d)
{
	unsigned long flags;

	local_irq_disable();
	flags = lock_for(d);
	unlock_for(d, flags);
	msleep(1);				/* FINDING sleep-in-atomic */
	local_irq_enable();
}

void ok_irq_disabled_and_enabled(void)
{
	local_irq_disable();
	local_irq_enable();
	msleep(1);
}

void ok_irq_restored(struct dev *d)
{
	unsigned long flags;

	spin_lock_irqsave(&d->lock, flags);
	use(d);
	spin_unlock_irqrestore(&d->lock, flags);
	msleep(1);
}

void ok_nested_saves(struct dev *d)
{
	unsigned long outer, inner;

	spin_lock_irqsave(&d->lock, outer);
	spin_lock_irqsave(&d->tx_lock, inner);
	spin_unlock_irqrestore(&d->tx_lock, inner);
	spin_unlock_irqrestore(&d->lock, outer);
	msleep(1);
}

/* Off is off: one enable undoes any number of disables. */
void ok_disable_twice_enable_once(void)
{
	local_irq_disable();
	local_irq_disable();
	local_irq_enable();
	msleep(1);
}

void ok_lock_irq_unlock_then_enable(struct dev *d)
{
	spin_lock_irq(&d->lock);
	spin_unlock(&d->lock);
	local_irq_enable();
	msleep(1);
}

void ok_disable_lock_unlock_irq(struct dev *d)
{
	local_irq_disable();
	spin_lock(&d->lock);
	spin_unlock_irq(&d->lock);
	msleep(1);
}

void ok_flags_through_helpers(struct dev *d)
{
	unsigned long flags = lock_for(d);

	use(d);
	unlock_for(d, flags);
	msleep(1);
}

static void lock_into(struct dev *d, unsigned long *flags)
{
	spin_lock_irqsave(&d->lock, *flags);
}

void ok_flags_through_a_pointer(struct dev *d)
{
	unsigned long flags;

	lock_into(d, &flags);
	use(d);
	spin_unlock_irqrestore(&d->lock, flags);
	msleep(1);
}

void ok_saved_under_a_condition(struct dev *d, bool irqs)
{
	unsigned long flags = 0;

	if (irqs)
		local_irq_save(flags);
	use(d);
	if (irqs)
		local_irq_restore(flags);
}

/* It drops the lock, with the caller's flags, and takes it again. */
static unsigned long wait_unlocked(struct dev *d, unsigned long flags)
{
	spin_unlock_irqrestore(&d->lock, flags);
	msleep(1);
	spin_lock_irqsave(&d->lock, flags);
	return flags;
}

void ok_flags_given_to_a_helper_and_back(struct dev *d)
{
	unsigned long flags;

	spin_lock_irqsave(&d->lock, flags);
	flags = wait_unlocked(d, flags);
	spin_unlock_irqrestore(&d->lock, flags);
}
