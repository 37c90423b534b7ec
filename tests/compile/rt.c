/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Locks that sleep on PREEMPT_RT: where preemption is on, whatever softirqs and read-side sections are. */
#include "kernel.h"

void rt_lock(spinlock_t *lock) __blocks __adjusts(rcu, +1);
void rt_unlock(spinlock_t *lock) __adjusts(rcu, -1);
int rt_trylock(spinlock_t *lock) __adjusts_if(nonzero, rcu, +1);
void rt_free(void *p) __blocks_if(arg 1);
void rt_cancel(struct timer_list *t) __may_block;

void ok_alone(struct dev *d)
{
	rt_lock(&d->lock);
	rt_unlock(&d->lock);
}

void ok_in_each_other(struct dev *d)
{
	rt_lock(&d->lock);
	rt_lock(&d->tx_lock);
	rt_unlock(&d->tx_lock);
	rt_unlock(&d->lock);
}

void ok_with_softirqs_off(struct dev *d)
{
	local_bh_disable();
	rt_lock(&d->lock);
	rt_unlock(&d->lock);
	local_bh_enable();
}

void ok_in_a_section(struct dev *d)
{
	rcu_read_lock();
	rt_lock(&d->lock);
	rt_unlock(&d->lock);
	rcu_read_unlock();
}

void ok_try(struct dev *d)
{
	spin_lock(&d->tx_lock);
	if (rt_trylock(&d->lock))
		rt_unlock(&d->lock);
	spin_unlock(&d->tx_lock);
}

void ok_nothing_to_free(struct dev *d)
{
	spin_lock(&d->lock);
	rt_free(NULL);
	spin_unlock(&d->lock);
}

void bad_under_a_spinlock(struct dev *d)
{
	spin_lock(&d->lock);
	rt_lock(&d->tx_lock);			/* FINDING rt-nesting "'rt_lock' takes a lock that sleeps on PREEMPT_RT, but preemption is disabled" */
	rt_unlock(&d->tx_lock);
	spin_unlock(&d->lock);
}

void bad_with_interrupts_off(struct dev *d)
{
	local_irq_disable();
	rt_lock(&d->lock);			/* FINDING rt-nesting "interrupts are off" */
	rt_unlock(&d->lock);
	local_irq_enable();
}

void bad_free(struct dev *d, struct dev *other)
{
	spin_lock(&d->lock);
	if (other)
		rt_free(other);			/* FINDING rt-nesting */
	spin_unlock(&d->lock);
}

void bad_cancel(struct dev *d, struct timer_list *t)
{
	spin_lock(&d->lock);
	rt_cancel(t);				/* POSSIBLE rt-nesting */
	spin_unlock(&d->lock);
}

/* What holds such a lock may be preempted, and may not sleep of its own will. */
void bad_sleep_under_it(struct dev *d)
{
	rt_lock(&d->lock);
	msleep(1);				/* FINDING rcu-sleep */
	rt_unlock(&d->lock);
}

static void locks(struct dev *d)
{
	rt_lock(&d->lock);
	rt_unlock(&d->lock);
}

void bad_further_down(struct dev *d)
{
	spin_lock(&d->tx_lock);
	locks(d);				/* FINDING rt-nesting "'locks'" */
	spin_unlock(&d->tx_lock);
}

/* Both are wrong in each configuration. */
void bad_sleep(struct dev *d)
{
	spin_lock(&d->lock);
	msleep(1);				/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void __blocks bad_more_than_declared(struct dev *d)
{
	msleep(1);				/* FINDING contract */
}

struct rt_ops { void (*irq)(struct dev *d) __entered_with(irq, 1); };
void use_ops(const struct rt_ops *ops);

static const struct rt_ops bad_ops = { .irq = locks };	/* FINDING slot-contract "takes a lock that sleeps on PREEMPT_RT" */

void use_them(void)
{
	use_ops(&bad_ops);
}
