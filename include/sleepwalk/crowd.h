/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The states that meet at a block. They stay apart while there is room; past that, those that lose least are joined.
 */
#ifndef SLEEPWALK_CROWD_H
#define SLEEPWALK_CROWD_H

#include "sleepwalk/state.h"

struct sw_states {
	SW_VEC(struct sw_state *) list;
};

/* The states at a block: those that its events were run with, and those that still wait for it. */
struct sw_visit {
	SW_VEC(struct sw_state *) run, waiting;
	unsigned rounds; /* how often what waits was run; counted by the caller */
	uint32_t block;
	bool changes_ahead; /* some call from here on changes a counter */
};

/* Working memory for joins, of no use between them. */
struct sw_crowd *sw_crowd_new(struct sw_arena *arena);

/* What joins have in common in one function. The owner sets space and crowd; states live in the space's scratch. */
struct sw_joiner {
	struct sw_space *space;
	struct sw_crowd *crowd;
	uint32_t merges;         /* joins made, for statistics */
};

/* STATE waits at the block from now on; false when the states that are there cover it already, and it is not kept. */
bool sw_visit_add(struct sw_joiner *joiner, struct sw_visit *visit, struct sw_state *state);
/*
 * Joins states at the block until there are few enough. A state that was run, and knows more than what it is joined to,
 * is replaced by a waiting one. From a number of rounds on there is room for one state of each kind of vector, and joins
 * widen.
 */
void sw_visit_thin_out(struct sw_joiner *joiner, struct sw_visit *visit);
/* Calls in one block may split states again and again: past a bound those with one vector are joined, in place. */
void sw_states_thin_out(struct sw_joiner *joiner, struct sw_states *states, uint32_t block);

#endif
