/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the oracle (tests/oracle) found: programs of which a run saw what the analysis did not know, or whose definite
 * finding no run could show. Each is the smallest that does.
 */
#include "kernel.h"

/* A function that takes a lock was given a number: that is no address, and may be 0. */
static void lock_of_bank(int bank, struct dev *d)
{
	spin_lock(&d->lock);
	use(d);
}

void bad_number_is_no_object(int bank, struct dev *d)
{
	lock_of_bank(bank, d);
	if (!bank)
		msleep(1);	/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

/* There are more counts than are kept apart, so they are joined: a sleep after that may be one in atomic context. */
void bad_sleep_after_locks_in_loop(struct dev *d, int n, bool atomic, bool known)
{
	int i;

	if (!known) {
		switch (probe(d)) {
		case 0:
		case 1:
		case 2:
			break;
		}
	}
	for (i = 0; i < n; i++) {
		spin_lock(&d->lock);
		if (cond())
			break;
	}
	kmalloc(1, atomic ? GFP_ATOMIC : GFP_KERNEL);	/* POSSIBLE sleep-in-atomic */
}

/* The callee is told of. What its callers leave for that reason is possible, for it may be right. */
int bad_gives_back_twice(bool once)
{
	if (!once) {
		if (cond())
			preempt_enable();
	}
	preempt_enable();
	return 0;	/* FINDING imbalance */
}

bool try_section(int n) __adjusts_if(nonzero, preempt, +1);

int __adjusts(preempt, 0) bad_calls_imbalanced(void)
{
	if (try_section(1))
		bad_gives_back_twice(true);
	return 0;	/* POSSIBLE contract */
}

int bad_takes_once_or_twice(void)
{
	preempt_disable();
	preempt_disable();
	if (cond())
		preempt_enable();
	return 0;	/* FINDING imbalance */
}

int __task_context bad_unlocks_after_imbalanced(void)
{
	bad_takes_once_or_twice();
	preempt_enable();	/* POSSIBLE underflow */
	return 0;
}

/* `none == 0 & b` is `b`, once `none` is known. */
int ok_true_and(bool b)
{
	int none = 0;

	if (cond()) {
		if (!none && b && !b)
			preempt_disable();
	}
	return 0;
}
