/* SPDX-License-Identifier: GPL-2.0-or-later */
/* exit: 1 */
/* Clauses that are none. */
#include "kernel.h"

#if __has_attribute(sleepwalk)
# define __raw(...)	__attribute__((sleepwalk(__VA_ARGS__)))
# define __bare		__attribute__((sleepwalk))
#else
# define __raw(...)
# define __bare
#endif

void bad_verb(struct dev *d) __sleepwalk("naps");			/* ERROR "sleepwalk:bad-annotation" */
void bad_empty(struct dev *d) __sleepwalk("");				/* ERROR "sleepwalk:bad-annotation" */
void bad_more_words(struct dev *d) __sleepwalk("sleeps soundly");	/* ERROR "sleepwalk:bad-annotation" */
void bad_context(struct dev *d) __sleepwalk("some context");		/* ERROR "sleepwalk:bad-annotation" */
void bad_half_an_entry(struct dev *d) __sleepwalk("entered softirq 1");	/* ERROR "sleepwalk:bad-annotation" */
void bad_open_string(struct dev *d) __sleepwalk("trusted \"cold path");	/* ERROR "sleepwalk:bad-annotation" */
void bad_no_reason(struct dev *d) __sleepwalk("trusted");		/* ERROR "sleepwalk:bad-annotation" */
void bad_control_character(struct dev *d) __sleepwalk("sleeps\001");	/* ERROR "sleepwalk:bad-annotation" */
void bad_number(struct dev *d) __raw(1);				/* ERROR "sleepwalk:bad-annotation" */
void bad_no_text(struct dev *d) __bare;					/* ERROR "wrong number of arguments" */

void ok_sleeps(struct dev *d) __sleepwalk("sleeps");
void ok_blanks(struct dev *d) __sleepwalk("  adjust\tpreempt   +1 ");
void ok_several(struct dev *d) __sleepwalk("adjust preempt +1, adjust softirq +1");
void ok_reason(struct dev *d) __any_context __trusted("cold path, \"never\" with a lock");
