/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much of the program was seen: which calls lead where, and by what that is known. */
#ifndef SLEEPWALK_LINK_COVERAGE_H
#define SLEEPWALK_LINK_COVERAGE_H

#include <stdio.h>

#include "program.h"

/* Counts of a solved program, as lines of text. */
void coverage_print(FILE *to, const struct program *program);

#endif
