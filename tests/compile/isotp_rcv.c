// SPDX-License-Identifier: GPL-2.0-or-later
/* What is only registered is entered as those say who are given it: a test of the context inside goes one way only. */
#include "kernel.h"

static struct dev *dev;

static inline gfp_t gfp_any(void)
{
	return in_softirq() ? GFP_ATOMIC : GFP_KERNEL;
}

static void receive(struct dev *d)
{
	d->buf = kmalloc(8, gfp_any());
}

static void ok_registered(struct timer_list *t)
{
	spin_lock(&dev->lock);
	dev->buf = kmalloc(8, gfp_any());
	if (!in_interrupt())
		msleep(1);
	spin_unlock(&dev->lock);
}

static void ok_field(struct timer_list *t)
{
	spin_lock(&dev->lock);
	dev->buf = kmalloc(8, in_serving_softirq() ? GFP_ATOMIC : GFP_KERNEL);
	spin_unlock(&dev->lock);
}

static void bad_called(struct timer_list *t)
{
	spin_lock(&dev->lock);
	dev->buf = kmalloc(8, gfp_any());	/* FINDING sleep-in-atomic */
	spin_unlock(&dev->lock);
}

static void bad_twice(struct timer_list *t)
{
	spin_lock(&dev->lock);
	dev->buf = kmalloc(8, gfp_any());	/* FINDING sleep-in-atomic */
	spin_unlock(&dev->lock);
}

static void bad_elsewhere(struct timer_list *t)
{
	spin_lock(&dev->lock);
	dev->buf = kmalloc(8, gfp_any());	/* FINDING sleep-in-atomic */
	spin_unlock(&dev->lock);
}

static void bad_unknown(struct timer_list *t)
{
	spin_lock(&dev->lock);
	dev->buf = kmalloc(8, gfp_any());	/* FINDING sleep-in-atomic */
	spin_unlock(&dev->lock);
}

void bad_exported(struct timer_list *t)
{
	spin_lock(&dev->lock);
	dev->buf = kmalloc(8, gfp_any());	/* FINDING sleep-in-atomic */
	spin_unlock(&dev->lock);
}

/* What it asks of who enters it is held against the contexts as ever. */
static void bad_in_softirq(struct timer_list *t)
{
	if (in_softirq())
		msleep(1);			/* FINDING entry-context */
}

static void ok_deep(struct timer_list *t)
{
	spin_lock(&dev->lock);
	receive(dev);
	spin_unlock(&dev->lock);
}

struct softirq_ops { void (*run)(struct timer_list *) __entered_with(softirq, 1); };
void whatever(void *fn);
static void (*kept)(struct timer_list *);

void register_all(struct dev *d, struct softirq_ops *ops)
{
	dev = d;
	timer_setup(&d->timer, ok_registered, 0);
	timer_setup(&d->timer, ok_deep, 0);
	timer_setup(&d->timer, bad_in_softirq, 0);
	ops->run = ok_field;
	timer_setup(&d->timer, bad_called, 0);
	bad_called(&d->timer);
	timer_setup(&d->timer, bad_twice, 0);
	init_work(&d->work, (void (*)(struct work_struct *))bad_twice);
	timer_setup(&d->timer, bad_elsewhere, 0);
	kept = bad_elsewhere;
	timer_setup(&d->timer, bad_unknown, 0);
	whatever(bad_unknown);
	timer_setup(&d->timer, bad_exported, 0);
}

void run_kept(struct dev *d)
{
	kept(&d->timer);
}
