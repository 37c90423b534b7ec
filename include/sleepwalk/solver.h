/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The solver: all residues of a unit, callees before callers, strongly connected components to a least fixpoint; then
 * every declared contract, entry context and assignment is checked against what was inferred.
 */
#ifndef SLEEPWALK_SOLVER_H
#define SLEEPWALK_SOLVER_H

#include "sleepwalk/finding.h"

struct sw_statistics {
	uint32_t functions, solved, special, components, recursive, calls, states, merges, unfinished, rounds;
	uint32_t recalled; /* of those that were solved, from the cache */
};

struct sw_solver {
	struct sw_unit *unit;
	const struct sw_contracts *contracts; /* annotation files, or NULL */
	struct sw_findings findings;          /* arena set by the caller */
	unsigned workers;                     /* threads that may be used for a whole program; 0: as 1. All is the same for any number */
	bool possible;                        /* callers want to know of what only some functions of a slot do */
	struct sw_statistics statistics;
	/* cache.h: what an earlier run found of a whole program; NULL: nothing is kept. */
	struct sw_cache *cache;
	const unsigned char *kept; /* with a cache: N_KEPT bytes for the next run; NULL: they are those that the cache was read from */
	size_t n_kept;
	/* When set, called after each function was solved for the last time, with what its calls can see. */
	void (*visited)(void *cookie, const struct sw_flow *flow);
	/* When set, told how many functions were looked at, of how many. */
	void (*progress)(void *cookie, uint32_t done, uint32_t all);
	void *cookie;
};

void sw_solve(struct sw_solver *solver);

enum { SW_FEW = 8 }; /* functions of a component; one of more is taken for a knot that only looks like recursion */

/* The functions of a unit in the order in which they are solved. The owner frees the arena. */
struct sw_order {
	struct sw_arena arena;
	SW_VEC(struct sw_symbol *) sorted; /* callees first, components together */
	SW_VEC(uint32_t) ends;             /* of components, in `sorted` */
	SW_VEC(uint32_t) sizes;            /* of components by all calls, by their number `scc`; empty: not known yet */
};

/* order.c: once bound. */
struct sw_order sw_find_order(struct sw_unit *unit);

/* bind.c: contracts to symbols, calls and assignments; functions to the slots that they are put into. */
void sw_bind(struct sw_unit *unit, const struct sw_contracts *contracts);
/* The contract of a pointer: its OWN, of its type, or what annotation files say of SLOT; or NULL. Once bound. */
const struct sw_contract *sw_pointer_contract(const struct sw_unit *unit, const char *slot, const struct sw_contract *own);

/* The context in which what was put there is entered, if it is one; NULL: callers promise less, or it is not known. Once bound. */
const struct sw_context *sw_assignment_context(const struct sw_assignment *assignment);

/* infer.c: the summary of a function from its flow; findings about its exits go to FINDINGS unless that is NULL. */
struct sw_summary *sw_infer(const struct sw_flow *flow, struct sw_findings *findings);
/* Gives SUMMARY the demands and invocations of the flow as they are now; those that it had are forgotten. */
void sw_infer_demands(const struct sw_flow *flow, struct sw_summary *summary);

/* check.c: a solved function against its declared contract, and against a context that it is entered in. */
void sw_check_contract(struct sw_unit *unit, const struct sw_symbol *symbol, struct sw_findings *findings);
void sw_check_slot(struct sw_unit *unit, const struct sw_symbol *function, const struct sw_assignment *assignment,
		   struct sw_findings *findings);
void sw_check_entry(const struct sw_unit *unit, const struct sw_symbol *symbol, const struct sw_contract *contract,
		    const struct sw_context *context, const struct sw_assignment *assignment, bool slot,
		    struct sw_findings *findings);

/* effects.c: what a function does to the counters against the cases of its contract, or of a pointer that it is put into. */
void sw_check_effects(const struct sw_flow *flow, struct sw_findings *findings);
void sw_check_slot_effect(const struct sw_unit *unit, const struct sw_symbol *function,
			  const struct sw_assignment *assignment, struct sw_findings *findings);

#endif
