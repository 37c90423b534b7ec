/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names that a solved program has, for those who ask for one that it does not have. */
#ifndef SLEEPWALK_LINK_NAMES_H
#define SLEEPWALK_LINK_NAMES_H

#include <stdio.h>

#include "program.h"

/*
 * Prints a warning for each line of an annotation file that the user named which is about a function, a field or a type
 * that the program does not have.
 */
void names_print_unmatched(FILE *to, struct program *program);
/* Words for one who looked for function NAME in vain: which are like it, "" when none are. Interned. */
const char *names_hint(struct program *program, const char *name);
/* The same for a field, "tag.field". */
const char *names_slot_hint(struct program *program, const char *slot);
int names_by_text(const void *a, const void *b);
/* Sorts N names and drops those that are equal, by ORDER. How many are left? */
uint32_t names_sort(const char **at, uint32_t n, int (*order)(const void *, const void *));
/* Of N names that one which is so close to NAME that it can have been meant; or NULL. */
const char *names_near(const char **at, uint32_t n, const char *name);

#endif
