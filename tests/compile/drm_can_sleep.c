// SPDX-License-Identifier: GPL-2.0-or-later
/* Helpers that tell callers whether they may sleep: what they return hangs on counters, and says what these are. */
#include "kernel.h"

static inline bool drm_can_sleep(void)
{
	if (in_atomic() || irqs_disabled())
		return false;
	return true;
}

static inline bool short_can_sleep(void)
{
	return !in_atomic() && !irqs_disabled();
}

static bool can_not_sleep(void)
{
	return in_interrupt() || irqs_disabled();
}

void ok_ask_first(spinlock_t *lock)
{
	spin_lock(lock);
	if (drm_can_sleep())
		msleep(1);
	if (short_can_sleep())
		msleep(1);
	spin_unlock(lock);
}

void ok_interrupts_off(void)
{
	unsigned long flags;

	local_irq_save(flags);
	if (drm_can_sleep())
		msleep(1);
	local_irq_restore(flags);
}

void bad_wrong_question(spinlock_t *lock)
{
	spin_lock(lock);
	if (!can_not_sleep())
		msleep(1);		/* FINDING sleep-in-atomic "preempt" */
	spin_unlock(lock);
}

void bad_read_side_section(void)
{
	rcu_read_lock();
	if (drm_can_sleep())
		msleep(1);		/* FINDING rcu-sleep */
	rcu_read_unlock();
}

static void delay(void)
{
	if (short_can_sleep())
		msleep(1);
	else
		udelay(1000);
}

void ok_callee_asks(spinlock_t *lock)
{
	spin_lock(lock);
	delay();
	spin_unlock(lock);
}

void bad_callee_asks(void)
{
	rcu_read_lock();
	delay();			/* FINDING rcu-sleep */
	rcu_read_unlock();
}
