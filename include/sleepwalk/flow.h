/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flow: property simulation over one residue. In go the residue and its callees' summaries; out come the exits, the
 * demands on callers, and the calls that are wrong whatever the caller does. Nothing is printed or decided here.
 */
#ifndef SLEEPWALK_FLOW_H
#define SLEEPWALK_FLOW_H

#include "sleepwalk/contract.h"
#include "sleepwalk/crowd.h"
#include "sleepwalk/imports.h"

/* One kind of path to a return. */
struct sw_exit {
	struct sw_vector vector;
	struct sw_guard guard;      /* visible tests that held on entry */
	struct sw_guard after;      /* of those, the ones about memory that was written, as they are now */
	SW_VEC(sw_term) written;    /* visible places in memory that were written: MEM terms */
	struct sw_values result;
	sw_term result_term;        /* visible, or 0 */
	bool inexact, blurred, doubtful; /* as in sw_state; blurred when it is doubtful or astray, too */
	unsigned char loose;        /* as in sw_state */
	bool saves_irq;
	unsigned char borrowed;     /* as in sw_state */
	struct sw_place place;
	const struct sw_step *trail;
	SW_VEC(struct sw_out) outs;
};

/* A call whose demand no entry context can meet. */
struct sw_violation {
	uint32_t site;                      /* the event's number in its function */
	struct sw_place place;
	struct sw_symbol *function;         /* in which it stands */
	const char *callee;
	const struct sw_demand *demand;
	const struct sw_contract *contract; /* that declares the demand, or NULL */
	enum sw_counter counter;            /* the first that is wrong */
	struct sw_transfer at;              /* that counter's, there */
	const struct sw_step *trail;
	bool possible;
	bool passed_in;                     /* what is called here is our callers' doing */
	bool certain;                       /* but for what follows */
	bool unsure;                        /* facts were lost that tell whether this path gets here */
	bool open;                          /* `rest` tests scalars that our callers pass */
	struct sw_guard rest;               /* what of the demand's guard is not settled here */
};

/*
 * The summary of SYMBOL for a caller who passes functions in: GIVEN[0..N) says which function (a SYMBOL) stands at which
 * of the places that it invokes. It lives as long as the unit. NULL: there is no body, it is being made (recursion), or too
 * many are being made within each other.
 */
typedef const struct sw_summary *sw_special_fn(void *cookie, struct sw_symbol *symbol, const struct sw_binding *given,
					       unsigned n);

/*
 * The component that is being solved. Of the others, those before it in the order count as they are in this round, those after
 * it as they were told of. So what is found is the same whoever is solved meanwhile.
 */
struct sw_turn {
	uint32_t component;
	const bool *done; /* by component, in this round; NULL: all that come before it are */
	bool waits;       /* for AWAITED, which comes before it, was asked for, and is not done: what is found now is of no use */
	uint32_t awaited;
};

/* Is SYMBOL a function of that component? */
static inline bool sw_is_member(const struct sw_turn *turn, const struct sw_symbol *symbol)
{
	return symbol->body && symbol->component == turn->component;
}

/* A call of which the callee is still being solved, with what is known before it: what is demanded there may grow. */
struct sw_open_call {
	const struct sw_event *event;
	const struct sw_kept_state *state;
};

/* What the counters can be where a pointer is obtained or followed, for an entry at 0. */
struct sw_visit_of_pointer {
	bool reached;
	struct sw_context at;
	const struct sw_step *trail; /* of the first state that got there */
};

struct sw_flow {
	struct sw_unit *unit;
	struct sw_function *function;
	struct sw_space space;
	struct sw_turn *turn;
	struct sw_trace *trace;           /* where it is noted what is gone by; NULL: nowhere */
	struct sw_crowd *crowd;           /* of whoever solves: working memory of joins */
	struct sw_imports *imports;       /* what summaries are looked at through; NULL: all terms are in one pool */
	struct sw_arena *keep;            /* for what outlives the run, as what findings speak of */
	struct sw_arena *made;            /* for the summary, which outlives the run, too */
	struct sw_arena *run;             /* for results that are looked at once: exits, steps, violations, demands */
	SW_VEC(struct sw_exit) exits;
	bool for_value;                   /* only what it returns is of interest, and not at any price */
	sw_special_fn *special;           /* NULL: functions that are passed in are not looked at */
	void *cookie;
	struct sw_summary demands;        /* only its demands and invocations are used */
	struct sw_keeper *keeper;         /* of states at open calls; NULL: they are not noted */
	SW_VEC(struct sw_open_call) open_calls;
	SW_VEC(struct sw_violation) violations; /* one for each site */
	uint32_t *violation;              /* by event id: the place of its violation, plus 1; 0: none */
	uint32_t writes;                  /* parameters through which it writes, as in sw_summary */
	bool *fine;                       /* by event id: some path makes this call without a violation */
	int (*met)[SW_COUNTERS];          /* by event id: the most of each counter that a path has by itself where so much is taken down */
	struct sw_context *sites;         /* by event id: what the counters can be for an entry at 0; NULL: not asked */
	bool *reached;                    /* by event id, with sites */
	SW_VEC(uint32_t) outside;         /* slots that it calls through where no counter is surely above 0 */
	struct sw_visit_of_pointer *pointers; /* by event id; NULL: there are none */
	uint32_t states, merges;          /* for statistics */
	bool given_up;                    /* it would have taken too much memory or time */
};

/*
 * Does what this round finds of SYMBOL count for a function in component USER, to which it is passed in if GIVEN? Else what was
 * told of the last round does. Where it is not found yet TURN has to wait.
 */
bool sw_turn_counts(struct sw_turn *turn, uint32_t user, bool given, const struct sw_symbol *symbol);
/*
 * What is known of SYMBOL, which may be called: its summary, or, where it comes after the function or the component that is
 * solved, that of the last round.
 */
const struct sw_summary *sw_flow_summary(const struct sw_flow *flow, struct sw_symbol *symbol);
/* The same of the function's own calls that are wrong whatever callers pass in, by event id; NULL: none. */
const bool *sw_flow_wrong(const struct sw_flow *flow);
/* The function that T is the address of, by itself or read from a constant variable; or NULL. */
struct sw_symbol *sw_flow_function_of(const struct sw_flow *flow, sw_term t);
/* The place of SLOT in the unit's `candidates`; UINT32_MAX when nobody is seen to stand in it. */
uint32_t sw_flow_slot(const struct sw_flow *flow, const char *slot);
/* Results go into FLOW, whose unit, function, turn, crowd, keep, space and special the caller has set. */
void sw_flow_run(struct sw_flow *flow);

/* A copy of the steps, in KEEP. */
const struct sw_step *sw_keep_trail(struct sw_arena *keep, const struct sw_step *trail);

/* belief.c: when all is seen, which of the possible violations are definite. */
void sw_believe(struct sw_flow *flow);

/* apply.c: what STATE becomes after the call EVENT; new states are pushed to OUT. STATE itself may be used up. */
void sw_apply_call(struct sw_flow *flow, const struct sw_event *event, struct sw_state *state, struct sw_states *out);
/* What the callees of open calls demand by now. Adds to demands and violations; cheap, for no path is walked again. */
void sw_apply_demands(struct sw_flow *flow);

#endif
