/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a component's solution has gone by, beside the bodies of its members: so it can be told, later, whether it still holds.
 */
#ifndef SLEEPWALK_TRACE_H
#define SLEEPWALK_TRACE_H

#include "sleepwalk/flow.h"

/* Rows: symbol. */
#define SW_DEPENDENCE_LIST(X)                                                                                          \
	X(SUMMARY)  /* what is known of `symbol`, in the flow of `user` */                                             \
	X(BODY)     /* of `symbol`, which was solved anew with what is passed in */                                    \
	X(NAME)     /* the function called `name`, if there is one, and what it is bound to */                         \
	X(CONSTANT) /* the function that stands in the variable `name` at `path` */                                    \
	X(SLOT)     /* who stands in the slot `name`, and whether they sleep */

enum sw_dependence_kind {
#define X(symbol) SW_ON_##symbol,
	SW_DEPENDENCE_LIST(X)
#undef X
	SW_DEPENDENCE_KINDS
};

struct sw_dependence {
	enum sw_dependence_kind kind;
	bool given;              /* SUMMARY: `symbol` is passed in */
	struct sw_symbol *symbol;
	struct sw_symbol *user;  /* SUMMARY: NULL: a member of the component */
	const char *name, *path; /* interned, or NULL */
};

/* Each dependence once. */
struct sw_trace {
	struct sw_arena arena;
	SW_VEC(struct sw_dependence) list;
	uint32_t *table; /* numbers in `list`, plus 1; open addressing */
	uint32_t size;
};

void sw_trace_forget(struct sw_trace *trace);
/* Notes it, unless it is a member of the component that is asked for, as it is being solved: that hangs on the rest. */
void sw_trace_note(struct sw_trace *trace, const struct sw_turn *turn, const struct sw_dependence *dependence);
/* Was it asked for what this round has found of SYMBOL? */
bool sw_trace_has(const struct sw_trace *trace, const struct sw_turn *turn, const struct sw_symbol *symbol);

/* A digest of what it is now; 0: that is not known. Of no use when TURN is told to wait. */
uint64_t sw_dependence_digest(struct sw_unit *unit, struct sw_turn *turn, const struct sw_dependence *dependence);
/*
 * Of the bodies of the component MEMBERS, and of all that is said of these and of whom they call; CALLEES are those of whom
 * something was found, in order. FOR_VALUE: as in struct sw_flow.
 */
uint64_t sw_component_digest(const struct sw_unit *unit, struct sw_symbol *const *members, uint32_t n,
			     struct sw_symbol *const *callees, uint32_t n_callees, bool for_value);
/* What a contract says, where it stands, and of whom. */
uint64_t sw_contract_digest(const struct sw_contract *contract);

#endif
