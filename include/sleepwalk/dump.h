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
/* The summary, much as in clauses, with all that was found out. Interned. */
const char *sw_summary_text(struct sw_strings *strings, const struct sw_terms *terms, const struct sw_summary *summary);
/*
 * clauses.c: the summary as a contract that parses (annotations/README.md), joined by ", "; what no clause can say stands
 * behind "#" at the end. Interned.
 */
const char *sw_summary_clauses(struct sw_strings *strings, struct sw_terms *terms, const struct sw_summary *summary);
/* The same for a file of contracts: of a sleep whose guard can not be said, a clause that says less is better than none. */
const char *sw_summary_export(struct sw_strings *strings, struct sw_terms *terms, const struct sw_summary *summary);
/* One demand of SUMMARY: clauses, or, where none say it, words. */
const char *sw_demand_clauses(struct sw_strings *strings, struct sw_terms *terms, const struct sw_summary *summary,
			      const struct sw_demand *demand);
/* All of a bound and solved symbol: with what its contract says of other things than counters, and what it enters. */
const char *sw_symbol_clauses(struct sw_unit *unit, const struct sw_symbol *symbol);

#endif
