// SPDX-License-Identifier: GPL-2.0-or-later
/* The same question twice: the branches agree, and so do those that a lock decides. */
#include "kernel.h"

void ok_asked_twice(struct dev *d)
{
	bool atomic = in_atomic();

	if (!atomic)
		spin_lock(&d->lock);
	use(d);
	if (!atomic)
		spin_unlock(&d->lock);
}

void ok_locked_means_atomic(struct dev *d)
{
	spin_lock(&d->lock);
	if (!preemptible()) {
		spin_unlock(&d->lock);
		return;
	}
	msleep(1);		/* nobody comes here */
}

void bad_after_unlock(struct dev *d)
{
	unsigned long flags;

	spin_lock_irqsave(&d->lock, flags);
	if (irqs_disabled())
		msleep(1);	/* FINDING sleep-in-atomic */
	spin_unlock_irqrestore(&d->lock, flags);
	if (irqs_disabled())
		use(d);
}

/* Saved by one, restored by another, and asked in between. */
static unsigned long save(struct dev *d)
{
	unsigned long flags;

	spin_lock_irqsave(&d->lock, flags);
	return flags;
}

void ok_saved_elsewhere(struct dev *d)
{
	unsigned long flags = save(d);

	if (arch_irqs_disabled_flags(flags))
		use(d);
	spin_unlock_irqrestore(&d->lock, flags);
	msleep(1);
}

void __task_context bad_restored_to_off(struct dev *d)
{
	unsigned long flags;

	local_irq_disable();
	flags = save(d);
	spin_unlock_irqrestore(&d->lock, flags);
	msleep(1);		/* FINDING sleep-in-atomic "interrupts" */
	local_irq_enable();
}
