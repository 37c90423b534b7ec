/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What state.c, join.c and lost.c share of a state's inside: its facts, bindings and versions one by one, what was lost. */
#ifndef SLEEPWALK_KNOWLEDGE_H
#define SLEEPWALK_KNOWLEDGE_H

#include "sleepwalk/state.h"

/* Removes, in order, the elements for which CONDITION (over `it`) holds. */
#define SW_REMOVE_IF(type, vec, condition)                                                                                \
	do {                                                                                                           \
		uint32_t kept = 0;                                                                                     \
		for (uint32_t i_ = 0; i_ < (vec)->n; i_++) {                                                           \
			type *it = &(vec)->at[i_];                                                                     \
			if (!(condition))                                                                              \
				(vec)->at[kept++] = *it;                                                               \
		}                                                                                                      \
		(vec)->n = kept;                                                                                       \
	} while (0)

/* What KEY, a VAL or what a store left in memory, is bound to; or 0. */
sw_term sw_state_binding(const struct sw_state *state, sw_term key);
/* KEY is VALUE from now on; of a value that is too deep to bind only the values it can have are kept. */
void sw_state_set_binding(struct sw_space *space, struct sw_state *state, sw_term key, sw_term value);
/* The fact about the resolved term T; IMPLIED as in struct sw_fact. */
void sw_state_set_fact(struct sw_space *space, struct sw_state *state, sw_term t, const struct sw_values *values,
		       bool implied);
/* The same, unless there is a fact about it already. VALUES are the pool's. */
void sw_state_add_fact(struct sw_space *space, struct sw_state *state, sw_term t, const struct sw_values *values,
		       bool implied);
/* The version that stands under PLACE itself, or NULL. */
const int64_t *sw_state_version(const struct sw_state *state, sw_term place);
/* The store that wrote PLACE last, by itself or by a clobber of what it is part of; 0: none since entry. */
int64_t sw_state_version_of(struct sw_space *space, const struct sw_state *state, sw_term place);
/* PLACE has no version yet. */
void sw_state_add_version(struct sw_space *space, struct sw_state *state, sw_term place, int64_t store);
void sw_state_set_version(struct sw_space *space, struct sw_state *state, sw_term place, int64_t store);
/* What PLACE, a MEM as on entry, holds when STORE wrote it last. */
sw_term sw_state_read_version(struct sw_space *space, const struct sw_state *state, sw_term place, int64_t store);
/* False when nothing but the versions speaks of what STORE wrote; mostly true when something does. */
bool sw_state_may_name(struct sw_space *space, const struct sw_state *state, int64_t store);
/* Forgets all that speaks of what STORE wrote; unless ALL, only where something else has written since. */
void sw_state_forget_stale(struct sw_space *space, struct sw_state *state, int64_t store, bool all);

/* lost.c. NULL is the empty set. What is given back is in the scratch memory of SPACE, or one of those that were given. */
/* All terms of both. */
const struct sw_lost *sw_lost_unite(struct sw_space *space, const struct sw_lost *a, const struct sw_lost *b);
/* LOST and the N TERMS, of which some may be the same; the array is overwritten. */
const struct sw_lost *sw_lost_add(struct sw_space *space, const struct sw_lost *lost, sw_term *terms, uint32_t n);
typedef bool sw_lost_keep_fn(void *cookie, sw_term t);
/* LOST without the terms that hold a VAL and that KEEP does not want. */
const struct sw_lost *sw_lost_keep_if(struct sw_space *space, const struct sw_lost *lost, sw_lost_keep_fn *keep, void *cookie);

/*
 * A pointer to an object, or one that was moved on by an element, stays in the object; and one that is neither NULL nor
 * an error stays so. What stays true of T: anything at all when it is no such pointer.
 */
struct sw_values sw_state_stays(struct sw_space *space, const struct sw_state *state, sw_term t);

#endif
