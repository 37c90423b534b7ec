/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of one function, and why; and of all that a module may call, as an annotation file. */
#ifndef SLEEPWALK_LINK_EXPLAIN_H
#define SLEEPWALK_LINK_EXPLAIN_H

#include <stdio.h>

#include "program.h"

/* The contract of each function called NAME, where it is from, and who calls it in atomic context. False: there is none. */
bool explain_function(FILE *to, struct program *program, const char *name);
/* The inferred contracts of global functions that no annotation speaks of, one a line, sorted. */
void export_contracts(FILE *to, struct program *program);

#endif
