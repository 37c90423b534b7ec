/* SPDX-License-Identifier: GPL-2.0-or-later */
/* exit: 1 */
/* Counters that do not exist, and numbers that are none.  The exact words are left to the parser's unit test. */
#include "kernel.h"

void bad_unknown_counter(struct dev *d) __adjusts(wibble, +1);		/* ERROR "sleepwalk:bad-annotation" */
void bad_counter_in_capitals(struct dev *d) __adjusts(PREEMPT, +1);	/* ERROR "sleepwalk:bad-annotation" */
void bad_missing_counter(struct dev *d) __sleepwalk("adjust +1");	/* ERROR "sleepwalk:bad-annotation" */
void bad_missing_number(struct dev *d) __sleepwalk("adjust preempt");	/* ERROR "sleepwalk:bad-annotation" */
void bad_number_by_name(struct dev *d) __adjusts(preempt, ONE);		/* ERROR "sleepwalk:bad-annotation" */
void bad_set_below_zero(struct dev *d) __sets(irq, -1);			/* ERROR "sleepwalk:bad-annotation" */
void bad_unknown_saved(struct dev *d) __saves(flags);			/* ERROR "sleepwalk:bad-annotation" */
void bad_huge_number(struct dev *d) __adjusts(preempt, 99999999999999999999);	/* ERROR "sleepwalk:bad-annotation" */

void ok_every_counter(struct dev *d) __adjusts(preempt, 1) __adjusts(softirq, 1) __adjusts(hardirq, 1)
	__adjusts(irq, 1) __adjusts(rcu, 1);
void ok_every_sign(struct dev *d) __adjusts(preempt, +1) __adjusts(softirq, -1) __adjusts(rcu, 1);
