/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Findings: violated contracts, as records. The analysis fills them, message.c words them, printers print them.
 */
#ifndef SLEEPWALK_FINDING_H
#define SLEEPWALK_FINDING_H

#include "sleepwalk/flow.h"

/* Rows: symbol, tag. docs/findings.md has a chapter for each. */
#define SW_TAG_LIST(X)                                                                                                 \
	X(SLEEP_IN_ATOMIC, "sleep-in-atomic")                                                                          \
	X(RCU_SLEEP, "rcu-sleep")                                                                                      \
	X(RT_NESTING, "rt-nesting")                                                                                    \
	X(RCU_LEAK, "rcu-leak")                                                                                        \
	X(RCU_USE, "rcu-use-after-unlock")                                                                             \
	X(IMBALANCE, "imbalance")                                                                                      \
	X(UNDERFLOW, "underflow")                                                                                      \
	X(CONTRACT, "contract")                                                                                        \
	X(SLOT_CONTRACT, "slot-contract")                                                                              \
	X(ENTRY_CONTEXT, "entry-context")                                                                              \
	X(BAD_ANNOTATION, "bad-annotation")

enum sw_tag {
#define X(symbol, text) SW_TAG_##symbol,
	SW_TAG_LIST(X)
#undef X
	SW_TAGS
};

const char *sw_tag_name(enum sw_tag tag);

enum sw_finding_kind {
	SW_FOUND_CALL,     /* a call whose demand can not be met where it stands */
	SW_FOUND_EXITS,    /* the exit at `place` disagrees with the one at `other` */
	SW_FOUND_LEAK,     /* the error exit at `place` keeps what the exit at `other` gives back */
	SW_FOUND_EFFECT,   /* the exit at `place` does not do what the contract declares */
	SW_FOUND_UNSAVED,  /* the exit at `place` does not return the irq count that the contract says it saves */
	SW_FOUND_DECLARED, /* the body demands more than the contract declares */
	SW_FOUND_ENTERED,  /* the function demands what the context that it is entered in does not give */
	SW_FOUND_FOLLOWED, /* a pointer from `other` is followed at `place`, after the section that kept what it points to */
};

struct sw_finding {
	enum sw_tag tag;
	enum sw_finding_kind kind;
	bool possible;
	uint32_t run;                       /* the solver's: of its function; 0: of no run */
	struct sw_place place;
	struct sw_symbol *function;         /* in which PLACE stands */
	enum sw_demand_kind demand;
	enum sw_counter counter;
	struct sw_range expected;           /* of the counter at PLACE */
	struct sw_range actual;
	struct sw_transfer here, there;     /* EXITS, LEAK, EFFECT: what the exits do to the counter; declared: `there` */
	struct sw_values returned;          /* EXITS, LEAK: by the exit at PLACE */
	struct sw_values other_returned;    /* and by that at `other` */
	const char *callee;                 /* CALL, DECLARED, ENTERED: what is called at PLACE; FOLLOWED: the pointer's name */
	const struct sw_violation *inner;   /* CALL: below the call, a function that is passed in is called wrongly; or NULL */
	const struct sw_step *trail;        /* how the counter came to be what it is, newest first */
	const struct sw_step *other_trail;  /* EXITS, LEAK */
	struct sw_place other;
	const struct sw_witness *witness;   /* below the call, or NULL */
	const struct sw_contract *contract; /* that was violated, or that enters the function; or NULL */
	struct sw_place entered;            /* ENTERED: where the function was registered or assigned, if anywhere */
	struct sw_symbol *entered_in;       /* ENTERED: the function that this stands in; NULL: in none, an initializer */
	const char *entered_by;             /* ENTERED: what it was given to: "init_timer_key", "my_ops.xmit"; or NULL */
};

struct sw_findings {
	struct sw_arena *arena;
	SW_VEC(struct sw_finding) list;
};

/* What a step of a path is. Rows: symbol, text. */
#define SW_PATH_LIST(X)                                                                                                \
	X(CALL, "call")     /* leads to the next function, or to what is wrong */                                      \
	X(CHANGE, "change") /* a call that changes the count */                                                        \
	X(ENTRY, "entry")   /* a function is given to something that calls it */                                       \
	X(EXIT, "exit")                                                                                                \
	X(USE, "use")       /* of a pointer */

enum sw_path_kind {
#define X(symbol, text) SW_PATH_##symbol,
	SW_PATH_LIST(X)
#undef X
};

const char *sw_path_kind_name(enum sw_path_kind kind);

/* A step of the path that explains a finding, in words. */
struct sw_path_step {
	enum sw_path_kind kind;
	struct sw_place place;
	struct sw_symbol *function; /* in which it stands, or NULL */
	unsigned depth;             /* calls below the finding's function */
	const char *callee;         /* CALL, CHANGE, ENTRY: what is called or given */
	const char *effect;         /* "preempt becomes 1", "may sleep", "given to my_ops.run"; or NULL */
	const char *text;           /* "'f' calls 'g': preempt becomes 1": all of it, the function too */
};

struct sw_message {
	const char *headline;       /* without the tag */
	const char *expectation;    /* "'kmalloc' expects preempt 0, and it is 1 here" */
	SW_VEC(struct sw_path_step) path;
	const char *help;           /* or NULL */
};

/* Words for FINDING; strings live in STRINGS' arena. */
struct sw_message sw_message_of(struct sw_strings *strings, const struct sw_finding *finding);
/* Of a function that is given up. */
const char *sw_given_up_message(struct sw_strings *strings, const struct sw_symbol *symbol);

#endif
