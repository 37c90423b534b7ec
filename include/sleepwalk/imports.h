/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each component of a program is solved in a pool of terms of its own, and leaves summaries whose terms are in parcels
 * (term.h). So what is found of a function hangs on its body and on what it calls, and not on what was solved before it.
 * Who calls it looks at the summary through a copy with terms of the own pool, made once a component.
 */
#ifndef SLEEPWALK_IMPORTS_H
#define SLEEPWALK_IMPORTS_H

#include "sleepwalk/summary.h"

struct sw_imports {
	struct sw_terms *terms; /* set by the owner; the rest is zero */
	struct sw_arena arena;
	struct sw_import {
		const struct sw_summary *from, *copy;
	} *table;
	uint32_t n, size;
};

/* SUMMARY, or its copy; NULL for NULL. It lives until the imports are forgotten. */
const struct sw_summary *sw_import(struct sw_imports *imports, const struct sw_summary *summary);
/* To be called before the pool is emptied. */
void sw_imports_forget(struct sw_imports *imports);

/* With arrays of its own. */
struct sw_summary *sw_summary_copy(struct sw_arena *arena, const struct sw_summary *summary);
/* The terms of SUMMARY from a parcel into TERMS; FIRST: of the pool that the parcel was made from. */
void sw_summary_unpack(struct sw_terms *terms, sw_term first, struct sw_summary *summary, struct sw_arena *scratch);

#endif
