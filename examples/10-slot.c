/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A function in a place that promises something else.
 *
 * What is wrong	whoever calls dev_ops.xmit does so with softirqs disabled, and the field says it.  slow_xmit()
 *			waits for the device in a way that sleeps.
 * Reported		the line that puts slow_xmit() into the field, as slot-contract: the function may be right for
 *			another field, and who calls it need not be known.
 * How to read it	the message names the field and what it promises, "entered with softirq 1"; the notes go from
 *			slow_xmit() down to the sleep.
 * The fix		return -EBUSY and let the caller try again, as quick_xmit() does.
 */
#include "kernel.h"

struct dev_ops {
	int (*xmit)(struct dev *d, int value) __entered_with(softirq, 1);
	int (*ioctl)(struct dev *d, int value) __task_context;
};

static int slow_xmit(struct dev *d, int value)
{
	while (!dev_ready(d))
		msleep(1);
	dev_write(d, value);
	return 0;
}

static int quick_xmit(struct dev *d, int value)
{
	if (!dev_ready(d))
		return -EBUSY;
	dev_write(d, value);
	return 0;
}

void dev_set_ops(struct dev_ops *ops, int quick)
{
	ops->ioctl = slow_xmit;
	if (quick)
		ops->xmit = quick_xmit;
	else
		ops->xmit = slow_xmit;		/* FINDING slot-contract */
}
