/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sleep, or the lock, is in a function that is called: reported where the two meet, in the caller. */
#include "kernel.h"

static void wait_a_bit(void)
{
	msleep(1);
}

void bad_one_level(struct dev *d)
{
	spin_lock(&d->lock);
	wait_a_bit();				/* FINDING sleep-in-atomic "'wait_a_bit'" */
	spin_unlock(&d->lock);
}

static void flush_buffer(struct dev *d)
{
	mutex_lock(&d->mutex);			/* NOTE "mutex_lock" */
	mutex_unlock(&d->mutex);
}

static void flush_queue(struct dev *d)
{
	use(d);
	flush_buffer(d);			/* NOTE "flush_buffer" */
}

static void stop_device(struct dev *d)
{
	if (cond())
		flush_queue(d);			/* NOTE "flush_queue" */
}

void bad_four_levels(struct dev *d)
{
	spin_lock(&d->lock);			/* NOTE "preempt becomes 1" */
	stop_device(d);				/* FINDING sleep-in-atomic "'stop_device' may sleep" */
	spin_unlock(&d->lock);
}

static void take(struct dev *d)
{
	spin_lock(&d->lock);
}

static void give(struct dev *d)
{
	spin_unlock(&d->lock);
}

void bad_lock_in_a_helper(struct dev *d)
{
	take(d);
	msleep(1);				/* FINDING sleep-in-atomic */
	give(d);
}

static void begin(struct dev *d)
{
	use(d);
	take(d);
}

void bad_lock_two_helpers_deep(struct dev *d)
{
	begin(d);
	schedule();				/* FINDING sleep-in-atomic */
	give(d);
}

static void reset_chip(struct dev *d)
{
	d->buf = kmalloc(8, GFP_KERNEL);
}

static void begin_other(struct dev *d)
{
	take(d);
}

void bad_both_in_helpers(struct dev *d)
{
	begin_other(d);
	reset_chip(d);				/* FINDING sleep-in-atomic */
	give(d);
}

static void walk(struct dev *d)
{
	if (d->next)
		walk(d->next);
	wait_for_completion(d->buf);
}

void bad_recursion(struct dev *d)
{
	spin_lock(&d->lock);
	walk(d);				/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

static void even(struct dev *d);

static void odd(struct dev *d)
{
	if (d->next)
		even(d->next);
}

static void even(struct dev *d)
{
	if (d->next)
		odd(d->next);
	else
		synchronize_rcu();
}

void bad_mutual_recursion(struct dev *d)
{
	spin_lock(&d->lock);
	odd(d);					/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void bad_recursion_under_its_own_lock(struct dev *d)
{
	spin_lock(&d->lock);
	if (d->next)
		bad_recursion_under_its_own_lock(d->next);	/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
	vfree(d->buf);
}

static void wake_reader(struct dev *d)
{
	vfree(d->buf);
}

static void bad_wake_all(struct dev *d)
{
	spin_lock(&d->lock);
	wake_reader(d);				/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void ok_not_blamed_for_what_the_callee_does_itself(struct dev *d)
{
	bad_wake_all(d);
}

static void count_down(struct dev *d)
{
	if (d->next)
		count_down(d->next);
	use(d);
}

void ok_recursion(struct dev *d)
{
	spin_lock(&d->lock);
	count_down(d);
	spin_unlock(&d->lock);
}

static void lock_chain(struct dev *d)
{
	spin_lock(&d->lock);
	if (d->next)
		use(d->next);
	spin_unlock(&d->lock);
}

void ok_balanced_helper(struct dev *d)
{
	lock_chain(d);
	msleep(1);
}

void ok_lock_and_unlock_in_helpers(struct dev *d)
{
	take(d);
	use(d);
	give(d);
	msleep(1);
}

static void poke(struct dev *d)
{
	use(d);
}

static void poke_twice(struct dev *d)
{
	poke(d);
	poke(d);
}

void ok_helpers_under_lock(struct dev *d)
{
	spin_lock(&d->lock);
	poke_twice(d);
	spin_unlock(&d->lock);
}

void ok_sleeping_helper_outside(struct dev *d)
{
	spin_lock(&d->lock);
	poke(d);
	spin_unlock(&d->lock);
	stop_device(d);
}

/* Nobody calls this one in atomic context, as far as this file shows. */
void ok_unknown_entry(struct dev *d)
{
	wait_a_bit();
	flush_queue(d);
}

static void ping(struct dev *d);

static void pong(struct dev *d)
{
	if (cond())
		ping(d);
}

static void ping(struct dev *d)
{
	use(d);
	pong(d);
}

void ok_mutual_recursion(struct dev *d)
{
	spin_lock(&d->lock);
	ping(d);
	spin_unlock(&d->lock);
	msleep(1);
}

static inline __attribute__((always_inline)) void inline_wait(void)
{
	schedule();
}

void bad_inline_helper(struct dev *d)
{
	preempt_disable();
	inline_wait();				/* FINDING sleep-in-atomic "'inline_wait'" */
	preempt_enable();
}
