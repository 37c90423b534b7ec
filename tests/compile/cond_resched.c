/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls of one macro stand where it is used: one mistake, one message. */
#include "kernel.h"

void might_sleep_here(void) __sleeps;
void reschedule(int n) __sleeps;
void perhaps(void) __may_sleep;
void rest_of(struct dev *d) { msleep(d->state); }

#define cond_resched()		do { perhaps(); rest_of(NULL); might_sleep_here(); reschedule(1); } while (0)
#define sleeps_after_lock(l)	do { reschedule(1); preempt_disable(); might_sleep_here(); preempt_enable(); } while (0)

void bad_one_macro(struct dev *d)
{
	spin_lock(&d->lock);
	cond_resched();		/* FINDING sleep-in-atomic "'might_sleep_here'" */
	spin_unlock(&d->lock);
}

/* What is wrong in another context is another mistake. */
void bad_in_two_contexts(struct dev *d)
{
	spin_lock(&d->lock);
	sleeps_after_lock(&d->lock);	/* FINDING sleep-in-atomic "'reschedule'" */ /* FINDING sleep-in-atomic "'might_sleep_here'" */
	spin_unlock(&d->lock);
}

void bad_two_calls(struct dev *d)
{
	spin_lock(&d->lock);
	might_sleep_here(); reschedule(1);	/* FINDING sleep-in-atomic "'might" */ /* FINDING sleep-in-atomic "'resch" */
	spin_unlock(&d->lock);
}
