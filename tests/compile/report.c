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
