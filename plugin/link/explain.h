/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of one function or field, and why; and of all that a module may call, as an annotation file. */
#ifndef SLEEPWALK_LINK_EXPLAIN_H
#define SLEEPWALK_LINK_EXPLAIN_H

#include <stdio.h>

#include "program.h"

/* The contract of each function called NAME, where it is from, and who calls it in atomic context. False: there is none. */
bool explain_function(FILE *to, struct program *program, const char *name);
/* "tag.field" of "struct tag->field", "tag->field" or "tag.field"; NULL: NAME is that of a function. Interned. */
const char *explain_slot_name(struct program *program, const char *name);
/* The contract of a field that holds a function pointer, what is put there, and who calls through it. False: nobody knows it. */
bool explain_slot(FILE *to, struct program *program, const char *slot);
/* The inferred contracts of global functions that no annotation speaks of, one a line, sorted. */
void export_contracts(FILE *to, struct program *program);

#endif
