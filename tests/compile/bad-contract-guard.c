/* SPDX-License-Identifier: GPL-2.0-or-later */
/* exit: 1 */
/* Guards that say nothing. */
#include "kernel.h"

int bad_empty(struct dev *d, int a) __sleepwalk("sleeps if");		/* ERROR "sleepwalk:bad-annotation" */
int bad_word(struct dev *d, int a) __sleeps_if(sometimes);		/* ERROR "sleepwalk:bad-annotation" */
int bad_no_mask(struct dev *d, int a) __sleeps_if(arg 2 &);		/* ERROR "sleepwalk:bad-annotation" */
int bad_mask_by_name(struct dev *d, int a) __sleeps_if(arg 2 & FLAG);	/* ERROR "sleepwalk:bad-annotation" */
int bad_no_argument(struct dev *d, int a) __sleeps_if(arg & 4);		/* ERROR "sleepwalk:bad-annotation" */
int bad_no_value(struct dev *d, int a) __sleeps_if(arg 2 ==);		/* ERROR "sleepwalk:bad-annotation" */
int bad_no_field(struct dev *d, int a) __sleeps_if(arg 1-> & 4);	/* ERROR "sleepwalk:bad-annotation" */
int bad_or(struct dev *d, int a) __sleeps_if(arg 1 or arg 2);		/* ERROR "sleepwalk:bad-annotation" */
int bad_half_an_and(struct dev *d, int a) __sleeps_if(arg 2 and);	/* ERROR "sleepwalk:bad-annotation" */
void bad_result_of_void(struct dev *d) __adjusts_if(nonzero, preempt, 1);	/* ERROR "sleepwalk:bad-annotation" */

int ok_mask(struct dev *d, int a) __sleeps_if(arg 2 & 0x400);
int ok_value(struct dev *d, int a) __sleeps_if(arg 2 == 1);
int ok_not(struct dev *d, int a) __sleeps_if(!arg 2);
int ok_field(struct dev *d, int a) __sleeps_if(arg 1->flags & 0x4);
int ok_and(struct dev *d, int a) __sleeps_if(arg 1 and arg 2 & 0x1);
int ok_negative(struct dev *d) __adjusts_if(negative, preempt, +1);
void *ok_error(struct dev *d) __adjusts_if(error, preempt, +1);
