/* SPDX-License-Identifier: GPL-2.0-or-later */
/* exit: 1 */
/* Declared twice: saying the same or more is fine, saying otherwise is not. */
#include "kernel.h"

void bad_other_number(struct dev *d) __adjusts(preempt, +1);
void bad_other_number(struct dev *d) __adjusts(preempt, +2);		/* FINDING bad-annotation */

void bad_other_sign(struct dev *d) __adjusts(preempt, +1);
void bad_other_sign(struct dev *d) __adjusts(preempt, -1);		/* FINDING bad-annotation */

void bad_other_range(struct dev *d) __expects(preempt, 0, 0);
void bad_other_range(struct dev *d) __expects(preempt, 1, max);		/* FINDING bad-annotation */

void bad_adjust_and_set(struct dev *d) __adjusts(irq, +1);
void bad_adjust_and_set(struct dev *d) __sets(irq, 0);			/* FINDING bad-annotation */

void bad_sleeps_anywhere(struct dev *d) __any_context;
void bad_sleeps_anywhere(struct dev *d) __sleeps;			/* FINDING bad-annotation */

void bad_at_once(struct dev *d) __adjusts(preempt, 1) __adjusts(preempt, 2);	/* FINDING bad-annotation */

void ok_same_again(struct dev *d) __adjusts(preempt, +1);
void ok_same_again(struct dev *d) __adjusts(preempt, 1);

void ok_more(struct dev *d) __adjusts(preempt, +1);
void ok_more(struct dev *d) __adjusts(softirq, +1);

void ok_nothing_new(struct dev *d) __sleeps;
void ok_nothing_new(struct dev *d);

int ok_two_cases(struct dev *d) __adjusts_if(zero, preempt, +1);
int ok_two_cases(struct dev *d) __adjusts_if(nonzero, preempt, +2);
