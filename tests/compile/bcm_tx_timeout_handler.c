// SPDX-License-Identifier: GPL-2.0-or-later
/* How an argument is entered, where the call's flags decide, goes before the field that the function ends in. */
#include "kernel.h"

struct hrtimer { int (*function)(struct hrtimer *) __entered_with(hardirq, 1); };

#define MODE_SOFT	4

static struct dev *dev;

__sleepwalk("enters arg 2 with softirq 1 if arg 3 & 4, enters arg 2 with hardirq 1 if !(arg 3 & 4)")
void hrtimer_setup(struct hrtimer *timer, int (*fn)(struct hrtimer *), int mode)
{
	timer->function = fn;
}

static inline gfp_t gfp_any(void)
{
	return in_softirq() ? GFP_ATOMIC : GFP_KERNEL;
}

static int ok_soft(struct hrtimer *timer)
{
	dev->buf = kmalloc(8, gfp_any());
	return 0;
}

static int bad_hard(struct hrtimer *timer)
{
	dev->buf = kmalloc(8, gfp_any());	/* FINDING entry-context */
	return 0;
}

static int by_field(struct hrtimer *timer)
{
	dev->buf = kmalloc(8, gfp_any());
	return 0;
}

void start(struct hrtimer *timers)
{
	hrtimer_setup(&timers[0], ok_soft, MODE_SOFT | 1);
	hrtimer_setup(&timers[1], bad_hard, 1);
	timers[2].function = by_field;		/* FINDING slot-contract "by_field" */
}
