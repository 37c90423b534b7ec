/* SPDX-License-Identifier: GPL-2.0-or-later */
/* exit: 1 */
/* Arguments that the function does not have; they are counted from 1. */
#include "kernel.h"

void bad_third_of_two(struct dev *d, int a) __sleeps_if(arg 3 & 0x400);	/* ERROR "sleepwalk:bad-annotation" */
void bad_zeroth(struct dev *d, int a) __sleeps_if(arg 0 & 0x400);	/* ERROR "sleepwalk:bad-annotation" */
void bad_first_of_none(void) __sleeps_if(arg 1);			/* ERROR "sleepwalk:bad-annotation" */
void bad_enters_third(struct dev *d, void (*fn)(void)) __enters(3, softirq, 1);	/* ERROR "sleepwalk:bad-annotation" */
void bad_restores_third(struct dev *d, unsigned long f) __restores(irq, 3);	/* ERROR "sleepwalk:bad-annotation" */

void ok_last(struct dev *d, int a) __sleeps_if(arg 2 & 0x400);
void ok_enters(struct dev *d, void (*fn)(void)) __enters(2, softirq, 1);
void ok_restores(struct dev *d, unsigned long flags) __restores(irq, 2);
void ok_variadic(const char *fmt, ...) __sleeps_if(arg 1);
