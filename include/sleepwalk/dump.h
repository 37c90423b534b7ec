/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each stage in text, for developers and tests. The form may change with any release. */
#ifndef SLEEPWALK_DUMP_H
#define SLEEPWALK_DUMP_H

#include <stdio.h>

#include "sleepwalk/solver.h"

void sw_dump_residue(FILE *out, const struct sw_unit *unit, const struct sw_function *function);
void sw_dump_summary(FILE *out, const struct sw_unit *unit, const struct sw_symbol *symbol);
/* One line for each kind of path to a return. */
void sw_dump_exits(FILE *out, const struct sw_flow *flow);
/* One line a call: place, caller, callee, and the interval of every counter. */
void sw_dump_sites(FILE *out, const struct sw_flow *flow);
void sw_dump_statistics(FILE *out, const struct sw_statistics *statistics);
/* The summary as clauses, joined by ", ": for messages. Interned. */
const char *sw_summary_text(struct sw_strings *strings, const struct sw_terms *terms, const struct sw_summary *summary);

#endif
