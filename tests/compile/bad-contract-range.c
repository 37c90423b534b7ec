/* SPDX-License-Identifier: GPL-2.0-or-later */
/* exit: 1 */
/* Ranges that hold no value. */
#include "kernel.h"

void bad_reversed(struct dev *d) __expects(preempt, 2, 1);		/* ERROR "sleepwalk:bad-annotation" */
void bad_below_zero(struct dev *d) __expects(preempt, -1, 0);		/* ERROR "sleepwalk:bad-annotation" */
void bad_no_low_end(struct dev *d) __sleepwalk("expect preempt ..1");	/* ERROR "sleepwalk:bad-annotation" */
void bad_three_dots(struct dev *d) __sleepwalk("expect preempt 0...1");	/* ERROR "sleepwalk:bad-annotation" */
void bad_no_range(struct dev *d) __sleepwalk("expect preempt");		/* ERROR "sleepwalk:bad-annotation" */

void ok_range(struct dev *d) __expects(preempt, 0, 1);
void ok_open_range(struct dev *d) __expects(preempt, 1, max);
void ok_open_range_without_max(struct dev *d) __sleepwalk("expect preempt 1..");
void ok_one_number(struct dev *d) __sleepwalk("expect preempt 0");
