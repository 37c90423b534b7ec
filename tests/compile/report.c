/* SPDX-License-Identifier: GPL-2.0-or-later */
/* __report_context prints what was found out about a function. */
#include "kernel.h"

void __report_context ok_report_balanced(struct dev *d)	/* NOTE "ok_report_balanced" */
{
	use(d);
}

void __report_context ok_report_lock(struct dev *d)	/* NOTE "preempt +1" */
{
	spin_lock(&d->lock);
}

void __report_context ok_report_unlock_bh(struct dev *d)	/* NOTE "softirq -1" */
{
	spin_unlock_bh(&d->lock);
}

void __report_context ok_report_sleep(void)	/* NOTE "sleeps" */
{
	msleep(1);
}

void *ok_report_guard(gfp_t gfp) __report_context;
void *ok_report_guard(gfp_t gfp)		/* NOTE "arg 1 & 0x400" */
{
	return kmalloc(8, gfp);
}

/* All cases, as clauses that an annotation file takes. */
int __report_context ok_report_cases(struct dev *d)	/* NOTE "is: adjust rcu +1 if zero, adjust preempt +1 if nonzero" */
{
	if (spin_trylock(&d->lock))
		return 1;
	rcu_read_lock();
	return 0;
}

unsigned long __report_context ok_report_save(void)	/* NOTE "is: adjust irq +1, save irq" */
{
	unsigned long flags;

	local_irq_save(flags);
	return flags;
}

void __report_context ok_report_no_clause(void)	/* NOTE "is: # no clause says: never returns" */
{
	panic("no");
}

/* What it calls, and with which counters, follows its clauses. */
void __report_context ok_report_iterator(struct dev *d, void (*fn)(struct dev *d))	/* NOTE "calls arg 2 with preempt +1" */
{
	spin_lock(&d->lock);
	fn(d);
	spin_unlock(&d->lock);
}
