/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that something else enters: timers, interrupts, work; reported where they begin to sleep. */
#include "kernel.h"

void __entered_with(softirq, 1) bad_declared_entry(struct dev *d)
{
	use(d);
	msleep(1);				/* FINDING entry-context "softirq" */
}

void __entered_with(preempt, 1) bad_declared_entry_allocates(struct dev *d)
{
	d->buf = kmalloc(8, GFP_KERNEL);	/* FINDING entry-context */
}

void __entered_with(rcu, 1) bad_declared_rcu_entry(struct dev *d)
{
	d->state++;
	synchronize_rcu();			/* FINDING entry-context */
}

static void bad_timer(struct timer_list *t)
{
	msleep(1);				/* FINDING entry-context "'msleep'" */
}

static void deep(struct dev *d)
{
	mutex_lock(&d->mutex);
	mutex_unlock(&d->mutex);
}

static void less_deep(struct dev *d)
{
	deep(d);
}

static void bad_timer_three_levels(struct timer_list *t)
{
	struct dev *d = (struct dev *)((char *)t - __builtin_offsetof(struct dev, timer));

	use(d);
	less_deep(d);				/* FINDING entry-context "'less_deep'" */
}

static int bad_irq_handler(int irq, void *data)
{
	struct dev *d = data;

	spin_lock(&d->lock);
	d->state = irq;
	spin_unlock(&d->lock);
	d->buf = kmalloc(8, GFP_KERNEL);	/* FINDING entry-context "hardirq" */
	return 1;
}

static void bad_ipi(void *info)
{
	wait_for_completion(info);		/* FINDING entry-context */
}

/* Right as work, wrong as a timer. */
static void both(struct dev *d)
{
	vfree(d->buf);
}

static void bad_both_timer(struct timer_list *t)
{
	both((struct dev *)t);		/* FINDING entry-context "'both'" */
}

static void ok_both_work(struct work_struct *w)
{
	both((struct dev *)w);
}

static void ok_timer(struct timer_list *t)
{
	struct dev *d = (struct dev *)((char *)t - __builtin_offsetof(struct dev, timer));

	spin_lock(&d->lock);
	d->buf = kmalloc(8, GFP_ATOMIC);
	spin_unlock(&d->lock);
}

static int ok_irq_handler(int irq, void *data)
{
	struct dev *d = data;
	unsigned long flags;

	spin_lock_irqsave(&d->lock, flags);
	d->state = irq;
	spin_unlock_irqrestore(&d->lock, flags);
	return 1;
}

static void ok_work(struct work_struct *w)
{
	msleep(1);
}

void __entered_with(softirq, 1) ok_declared_entry(struct dev *d)
{
	use(d);
	d->buf = kmalloc(8, GFP_NOWAIT);
}

void register_all(struct dev *d)
{
	timer_setup(&d->timer, bad_timer, 0);
	timer_setup(&d->timer, bad_timer_three_levels, 0);
	timer_setup(&d->timer, bad_both_timer, 0);
	timer_setup(&d->timer, ok_timer, 0);
	request_irq(1, bad_irq_handler, d);
	request_irq(2, ok_irq_handler, d);
	on_each_cpu(bad_ipi, d);
	init_work(&d->work, ok_work);
	init_work(&d->work, ok_both_work);
}

/* Reported once, wherever it is registered again. */
void register_again(struct dev *d)
{
	void (*fn)(struct timer_list *) = bad_timer;

	timer_setup(&d->timer, fn, 0);
}
