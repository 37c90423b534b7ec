// SPDX-License-Identifier: GPL-2.0-or-later
/* Aliases of nothing, of each other, of a variable. */
int variable;
int missing(void) __attribute__((alias("nowhere")));
int one(void) __attribute__((alias("two"))), two(void) __attribute__((alias("one")));
int of_variable(void) __attribute__((alias("variable")));
int f(void) { return missing() + one() + of_variable(); }
