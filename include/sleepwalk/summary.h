/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Summaries: what a function demands of its callers and does to them. A declared contract and an inferred one are the
 * same type, so both sides of every rule are checked by the same code.
 *
 * Guards are conjunctions of tests on visible terms (term.h): parameters, memory reached from them or from globals as it
 * was on entry, entry counts, and the returned value. Terms live in the unit's pool.
 */
#ifndef SLEEPWALK_SUMMARY_H
#define SLEEPWALK_SUMMARY_H

#include "sleepwalk/counters.h"
#include "sleepwalk/residue.h"

enum { SW_GUARD_ROOM = 8, SW_CASES_ROOM = 8, SW_DEMANDS_ROOM = 12, SW_BLOCKS_ROOM = 4, SW_INVOKES_ROOM = 8 };

struct sw_atom {
	sw_term term;
	bool chosen; /* callees test it as an argument that their callers choose (a gfp), though here it is read from memory */
	const struct sw_values *values; /* a pool's */
};

/* All atoms must hold; no atom: always. Sorted by term, one atom per term. */
struct sw_guard {
	unsigned n;
	struct sw_atom at[SW_GUARD_ROOM];
};

/* Adds a test; false when the guard can not hold any more. Without room the test is left out (the guard is weaker). */
bool sw_guard_add(struct sw_terms *terms, struct sw_guard *guard, sw_term term, const struct sw_values *values);
/* Puts the tests into their order again, when their terms have become others. */
void sw_guard_sort(struct sw_guard *guard);
/* The test on TERM in GUARD, or NULL. */
struct sw_atom *sw_guard_find(const struct sw_guard *guard, sw_term term);
bool sw_guard_contradicts(const struct sw_guard *a, const struct sw_guard *b);
/* A implies B. */
bool sw_guard_implies(const struct sw_guard *a, const struct sw_guard *b);
bool sw_guard_equal(const struct sw_guard *a, const struct sw_guard *b);
/* The strongest guard that both imply. */
struct sw_guard sw_guard_join(struct sw_terms *terms, const struct sw_guard *a, const struct sw_guard *b);

/* The values that TERM can have where GUARD holds. */
struct sw_values sw_guard_eval(const struct sw_terms *terms, const struct sw_guard *guard, sw_term term);

/* A or B as one guard, put into A, when they differ in one test only. */
bool sw_guard_unite(struct sw_terms *terms, struct sw_guard *a, const struct sw_guard *b);

/* The counts in a range, as values of a COUNTER. */
struct sw_values sw_range_values(struct sw_range r);
/* What T, a count or bits of one, can be where a function is entered in CONTEXT. */
struct sw_values sw_context_values(const struct sw_terms *terms, const struct sw_context *context, sw_term t);

enum sw_demand_kind {
	SW_DEMAND_SLEEP,     /* it sleeps */
	SW_DEMAND_BLOCK,     /* it takes a lock that sleeps on PREEMPT_RT */
	SW_DEMAND_EXPECT,    /* its contract expects a range */
	SW_DEMAND_UNDERFLOW, /* it takes a count down */
	SW_DEMAND_ATOMIC,    /* some counter must be above zero; the ranges say by how much each was raised already */
};

/* What a path found of a flag in memory: of a field, or of a bit in it, whatever the object is that has it. */
struct sw_flag {
	const char *field; /* interned */
	int64_t mask;      /* -1: all of it */
	bool set;
};

enum { SW_DEMAND_FLAGS = 3 };

/* Why a demand is there: the place, and what stands at it. The chain ends at a declared contract. */
struct sw_witness {
	struct sw_place place;
	struct sw_symbol *function;        /* in which PLACE stands */
	const char *callee;                /* what is called there, as people write it */
	const struct sw_contract *contract; /* at the chain's end: what says so; else NULL */
	const struct sw_witness *next;
	unsigned length;                   /* links from here to the end */
};

struct sw_demand {
	enum sw_demand_kind kind;
	bool possible;  /* hangs on a scalar that nobody could settle */
	struct sw_guard guard;
	struct sw_flag flags[SW_DEMAND_FLAGS]; /* some that it hangs on, of whatever object; field NULL: no more */
	struct sw_context context; /* what the counters must be within on entry; an empty range: wrong in any context */
	const struct sw_violation *inner; /* a function that was passed in is called where it can not be, whoever calls; or NULL */
	const struct sw_witness *witness; /* NULL for a declared one */
	uint32_t site; /* the event in the function that makes it, or 0 */
	unsigned char own; /* bit per counter that it was about at its origin; `context` may name others by now */
	int taken;     /* of an underflow: how much is taken down at `site` */
};

/*
 * One way through the function: under `guard` (which may test RET) the counters do this. `after` tests memory that this
 * way wrote, as it is when the function has returned: so callers can tell what happened by a flag that they look at.
 */
struct sw_case {
	struct sw_guard guard, after;
	struct sw_vector vector;
	sw_term result; /* the returned value as a visible term, or 0 */
};

/* What a function leaves in memory: a visible value at a visible place (base RET: in the struct that it returns). */
struct sw_out {
	sw_term base;
	const char *path;
	sw_term value;
};

/* It calls what TARGET holds, a pointer that it got or found in memory; the counters are then at AT of what they were. */
struct sw_invocation {
	sw_term target;
	struct sw_vector at;
};

struct sw_summary {
	const struct sw_contract *contract; /* when declared */
	const struct sw_parcel *parcel;     /* its terms are in there; NULL: in the pool, as ever. See imports.h */
	bool returns;                       /* false: no path comes back */
	bool imbalanced;                    /* exits disagree; reported once, callers take it as balanced */
	unsigned char loose;                /* bit per counter in which exits surely disagree, here or in a callee */
	bool doubtful;                      /* they seem to, but it was not certain enough to report */
	unsigned char levels;               /* bit per counter that some ways set and others leave: taken as left by all */
	SW_VEC(struct sw_case) cases;       /* empty: nothing happens to the counters */
	SW_VEC(struct sw_demand) demands;
	SW_VEC(struct sw_invocation) invokes;
	sw_term result;                     /* the returned value as a visible term, or 0 */
	struct sw_values result_values;
	SW_VEC(struct sw_out) outs;
	bool saves_irq;                     /* the returned value holds the irq count of entry */
	unsigned restores_irq;              /* the argument whose saved irq count comes back, or 0 */
	uint32_t writes;                    /* bit N-1: may write memory of its argument N; the last bit: and all after */
};

/* Is there a context in which it is met? */
bool sw_demand_can_be_met(const struct sw_demand *demand);
/* Is there a case in which it changes a counter? */
bool sw_summary_changes_counters(const struct sw_summary *summary);
/* Whoever meets A meets B, or was told already by A. */
bool sw_demand_covers(const struct sw_demand *a, const struct sw_demand *b);
/* Makes A say what both say, when one demand can; whatever their witnesses and flags are. */
bool sw_demand_unite(struct sw_terms *terms, struct sw_demand *a, const struct sw_demand *b);
/*
 * Adds a demand, unless one that is there covers it. Of two with the same context the shorter witness stays; guards that
 * differ in one test are united. Without room (what is possible has its own) the guards of two of one kind are joined; with
 * none of its kind it is lost.
 */
void sw_summary_add_demand(struct sw_terms *terms, struct sw_arena *arena, struct sw_summary *summary,
			   const struct sw_demand *demand);
/* Notes that what TARGET holds is called; past the room it is not noted. */
void sw_summary_add_invocation(struct sw_arena *arena, struct sw_summary *summary, sw_term target,
			       const struct sw_vector *at);
/* Adds the places in SUMMARY at which terms from FIRST on stand. */
void sw_summary_fields(struct sw_arena *arena, struct sw_summary *summary, sw_term first, struct sw_term_fields *fields);
/* May CALL, of whose callee SUMMARY is known, write what its argument I, from 0, is the address of? NULL: nothing is known. */
static inline bool sw_call_may_write(const struct sw_event *call, const struct sw_summary *summary, unsigned i)
{
	return !sw_is_by_value(call, i) && (!summary || summary->writes >> (i < 31 ? i : 31) & 1);
}

/* Does a call of it make a difference to the counters, or to what is reported? */
bool sw_summary_matters(const struct sw_summary *summary);
/* The same in all but the demands; the same demands, whatever their witnesses. */
bool sw_summary_same_effect(const struct sw_summary *a, const struct sw_summary *b);
bool sw_summary_same_demands(const struct sw_summary *a, const struct sw_summary *b);

#endif
