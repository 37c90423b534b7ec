// SPDX-License-Identifier: GPL-2.0-or-later
/* Allocation flags chosen by the context: right for softirqs, blind to a spinlock. */
#include "kernel.h"

static inline gfp_t gfp_any(void)
{
	return in_softirq() ? GFP_ATOMIC : GFP_KERNEL;
}

static inline gfp_t gfp_here(void)
{
	return in_atomic() || irqs_disabled() ? GFP_ATOMIC : GFP_KERNEL;
}

void *ok_softirqs_off(spinlock_t *lock)
{
	void *p;

	spin_lock_bh(lock);
	p = kmalloc(8, gfp_any());
	spin_unlock_bh(lock);
	return p;
}

void *bad_spinlock(spinlock_t *lock)
{
	void *p;

	spin_lock(lock);
	p = kmalloc(8, gfp_any());	/* FINDING sleep-in-atomic */
	spin_unlock(lock);
	return p;
}

void *ok_spinlock(spinlock_t *lock)
{
	void *p;

	spin_lock(lock);
	p = kmalloc(8, gfp_here());
	spin_unlock(lock);
	return p;
}

/* Softirqs that are off are not being served: in_task() says nothing of them. */
void *bad_served(spinlock_t *lock)
{
	void *p;

	local_bh_disable();
	p = kmalloc(8, in_task() ? GFP_KERNEL : GFP_ATOMIC);	/* FINDING sleep-in-atomic "softirqs" */
	local_bh_enable();
	return p;
}

static void *alloc(void)
{
	return kmalloc(8, in_task() ? GFP_KERNEL : GFP_ATOMIC);
}

void *bad_served_in_callee(void)
{
	void *p;

	local_bh_disable();
	p = alloc();			/* FINDING sleep-in-atomic "softirqs" */
	local_bh_enable();
	return p;
}

static void ok_tick(struct timer_list *timer)
{
	consume(alloc());
}

static int ok_handler(int irq, void *dev)
{
	consume(alloc());
	return 0;
}

static int bad_handler(int irq, void *dev)
{
	if (in_nmi())
		return 0;
	consume(kmalloc(8, GFP_KERNEL));	/* FINDING entry-context */
	return 0;
}

void start(struct timer_list *timer)
{
	timer_setup(timer, ok_tick, 0);
	request_irq(1, ok_handler, NULL);
	request_irq(2, bad_handler, NULL);
}
