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

/* The same of an or: `b || !yes`, when the compiler makes one value of both, is what `b` is. */
int ok_b_or_not_yes(bool b)
{
	bool yes = !b;

	if (b || !yes)
		preempt_disable();
	if (!b)
		msleep(1);
	if (b)
		preempt_enable();
	return 0;
}

/* A count that is below 0 by mistake forbids no sleep: the first mistake is told of, and nothing else. */
int __task_context bad_sleeps_after_one_too_few(void)
{
	preempt_enable();	/* FINDING underflow */
	msleep(1);
	preempt_disable();
	return 0;
}

/* What a loop gives back in all of its rounds, it gives back: it has not any count at all. */
static void give_back_all(int n)
{
	int i;

	for (i = 0; i < n; i++) {
		preempt_enable();
		use(NULL);
	}
}

int __task_context bad_gives_back_in_loop(void)
{
	give_back_all(2);	/* FINDING underflow */
	return 0;
}

/* `next` is 0 or 2, and never 1, however many locks the rounds have taken. */
static int states_of_loop(struct dev *d)
{
	int i, next = 0;

	for (i = 0; i < 2; i++) {
		switch (next) {
		case 0:
			spin_lock(&d->lock);
			next = cond() ? 2 : 0;
			break;
		case 1:
			msleep(1);	/* POSSIBLE sleep-in-atomic */
		case 2:
			break;
		}
	}
	return 0;
}

int calls_states_of_loop(struct dev *d)
{
	return states_of_loop(d);
}

/* Interrupts are off on one return, and on on the other. */
int bad_one_more_or_none(struct dev *d)
{
	unsigned long flags;

	local_irq_save(flags);
	if (!spin_trylock(&d->lock))
		return 1;	/* FINDING imbalance */
	spin_unlock(&d->lock);
	local_irq_enable();
	return 1;
}

/* It gives back one lock, or two, of which it takes one itself: the other is asked of callers, and possibly that. */
static void gives_back_two(struct dev *d, bool taken)
{
	if (taken)
		spin_lock(&d->lock);
	else
		spin_unlock(&d->lock);
	spin_unlock(&d->lock);
}

int __task_context bad_gives_back_two(struct dev *d, bool taken)
{
	gives_back_two(d, taken);	/* POSSIBLE underflow */
	return 0;
}

/* What asks the same of callers is told of where it comes first. */
int __task_context bad_first_of_two_unlocks(struct dev *d)
{
	spin_unlock(&d->lock);	/* FINDING underflow */
	spin_lock(&d->lock);
	spin_unlock(&d->lock);
	return 0;
}

/* The counts of the rounds are joined; whichever it was, it is not what the contract says. */
int __adjusts(preempt, 0) bad_returns_what_was_joined(int n)
{
	int i;

	for (i = 0; i < n; i++)
		preempt_disable();
	return 0;	/* FINDING contract */
}

/* The rounds of the loop are joined: one of the paths has taken nothing that could be given back. */
static void take_some(struct dev *d)
{
	while (cond()) {
		spin_trylock(&d->lock);
		use(d);
	}
	spin_unlock(&d->lock);
}

int __task_context bad_gives_back_none(struct dev *d)
{
	take_some(d);	/* POSSIBLE underflow */
	return 0;
}

/* It calls itself with what was passed to it, under a lock. */
static void walk_down(struct dev *d, void (*fn)(void), int depth)
{
	fn();
	spin_lock(&d->lock);
	if (depth)
		walk_down(d, fn, depth - 1);
	spin_unlock(&d->lock);
}

static void sleep_there(void)
{
	msleep(1);
}

void bad_walks_down(struct dev *d)
{
	walk_down(d, sleep_there, 2);	/* FINDING sleep-in-atomic "walk_down" */
}

unsigned long take_irq(void) __adjusts(irq, +1) __saves(irq);
int number(void);

/* Which state of interrupts is given back, a join has forgotten: they may stay off. */
int bad_restores_one_of_two(int a, bool b)
{
	unsigned long flags = take_irq();
	int found = 0;

	switch (number()) {
	case 0:
		break;
	case 1:
		if (b)
			preempt_disable();
		if (b)
			preempt_enable();
		found = a;
		break;
	case 2:
		flags = take_irq();
		local_irq_restore(flags);
		break;
	default:
		found = number();
	}
	local_irq_restore(flags);
	msleep(1);	/* POSSIBLE sleep-in-atomic */
	return found;
}

/* It sleeps under its caller's lock, but for the ways on which a loop has given more of them back: all were joined. */
static void unlocks_in_loop_or_not(struct dev *d, int a)
{
	int n = 0;

	switch (a) {
	case 0:
	case 1:
		do {
			spin_unlock(&d->lock);
		} while (cond());
		if (cond())
			n = number();
	}
	msleep(n);
}

void bad_calls_under_lock(struct dev *d, int a)
{
	spin_trylock(&d->lock);
	unlocks_in_loop_or_not(d, a);	/* POSSIBLE sleep-in-atomic */
}

/* Long enough to be looked at for what it calls only. */
static void gives_back(struct dev *d)
{
	spin_unlock(&d->lock);
}

static void gives_back_too(struct dev *d)
{
	use(d);
	spin_unlock(&d->lock);
}

static int calls_one_of_two(struct dev *d, bool b, int n)
{
	int found = 0;

	if (n == 1)
		found = cond();
	if (n == 2)
		found += cond();
	if (n == 3)
		found += cond();
	(b ? gives_back : gives_back_too)(d);
	return found;
}

int __task_context bad_calls_who_calls_one_of_two(struct dev *d, bool b, int n)
{
	return calls_one_of_two(d, b, n);	/* FINDING underflow */
}

/* Whether `none` is true, is known where it is used only. */
void ok_true_and_later(struct dev *d, bool b, int n)
{
	bool none = false;

	if (!none && b)
		rcu_read_lock();
	if (n) {
		none = false;
		use(d);
	}
	if (!none && b)
		rcu_read_unlock();
	msleep(1);
}
