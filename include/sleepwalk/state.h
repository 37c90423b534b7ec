/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The abstract state of property simulation (Das, Lerner, Seigle: ESP, PLDI 2002): one counter vector, exact wherever
 * it can be, and what is known on the paths that have it.
 *
 * A state stands for a set of paths from the function's entry. The vector says what they did to the counters. Facts say
 * which values a term has on all of them; bindings say that a VAL, or what a store left in memory, is a term over
 * other things; versions say which store wrote a place last, or that it was set to zeros. Forgetting any fact or binding is
 * always safe; forgetting a version is not.
 */
#ifndef SLEEPWALK_STATE_H
#define SLEEPWALK_STATE_H

#include "sleepwalk/live.h"
#include "sleepwalk/summary.h"

enum { SW_STEP_FLAGS = 4 };

/* What happened to the counters on the way, newest first; steps are shared between states and never change. */
struct sw_step {
	struct sw_flag flags[SW_STEP_FLAGS]; /* some that had been found; field NULL: no more */
	const struct sw_step *before;
	struct sw_place place;
	const char *callee; /* whose effect it is */
	sw_term object; /* that it was passed first, a lock as a rule, or 0 */
	struct sw_vector vector; /* after it */
	unsigned char helped; /* as in sw_state, before it */
};

struct sw_fact {
	sw_term term;
	bool implied; /* by a use (a pointer that was dereferenced), not by a branch: never part of a guard */
	bool has_val; /* of the term: it can die */
	const struct sw_values *values; /* the pool's */
};

struct sw_binding {
	sw_term key, value;
};

/*
 * Instead of a store: a variable was set to zeros, and what was not written since under its own name is 0. That is a claim:
 * whatever may write there in another way takes it back by a version of its own.
 */
#define SW_ZEROED INT64_MIN

struct sw_version {
	sw_term place; /* the MEM term with store 0 */
	bool has_val;  /* of the place: it can die */
	int64_t store;
};

struct sw_saved_irq {
	sw_term flags;
	struct sw_transfer irq;
};

/* Terms of which joins forgot something. States share it, so it never changes. */
struct sw_lost {
	uint32_t n, n_plain;
	sw_term at[]; /* N_PLAIN that hold no VAL, and then those that do; both sorted */
};

/* Has a join forgotten something of T? LOST may be NULL. */
bool sw_lost_has(const struct sw_lost *lost, sw_term t);

struct sw_state {
	struct sw_vector vector;
	bool inexact; /* counters were joined because there were too many */
	bool blurred; /* exits may differ for a reason that is lost: see sw_state_assume() and sw_visit_thin_out() */
	bool guessed; /* a branch asked for something that a join had forgotten */
	bool widened; /* a join forgot which values there were, though both sides knew: loops have to end */
	bool astray;  /* a branch asked for something that such a join may have forgotten: perhaps no path takes it */
	const struct sw_lost *lost; /* NULL: nothing */
	/* For searches that find nothing, which most are: sw_term_bit() of each term there is a fact, binding, version of. */
	uint64_t told, bound, written; /* when some were forgotten, there may be bits too many */
	bool clobbered; /* of versions, too: some may be of a part of a variable that was written as a whole */
	SW_VEC(struct sw_fact) facts; /* sorted by term */
	SW_VEC(struct sw_binding) bindings;
	SW_VEC(struct sw_version) versions;
	SW_VEC(struct sw_saved_irq) saved;
	/* Bit per counter: a function that nobody knows ran when it was not raised; and what that may have locked was unlocked. */
	unsigned char helped, borrowed;
	unsigned char loose; /* bit per counter that an imbalanced function was called with: who lowers it may give that back */
	bool doubtful; /* an imbalanced function was called: the counts may be other than they are said to be */
	unsigned char unsure, doubted; /* bit per counter: it became blurred, doubtful, since it was raised last */
	const struct sw_step *trail;
	struct sw_place last; /* the last place that the paths passed, for messages about the function's end */
	struct sw_place jump; /* of the jump to this block, where the source has one */
};

static inline void sw_state_blur(struct sw_state *state)
{
	state->blurred = true;
	state->unsure = UINT8_MAX;
}

/* Where states live, and the pool that their terms are in. Facts past the room are forgotten. */
struct sw_space {
	struct sw_terms *terms;
	struct sw_arena *scratch;
	struct sw_arena *keep; /* for what outlives the function: steps of findings */
	const struct sw_binding *given; /* what callers put at visible places: functions */
	unsigned n_given;
	const struct sw_context *entry; /* in which the function is entered; NULL: any */
};

/* A deeper term is not bound: the value keeps its own name, so that terms over it have room to grow. */
enum { SW_FACTS_ROOM = 40, SW_BINDINGS_ROOM = 64, SW_BOUND_DEPTH = 7 };

/* The fact about the resolved term itself, or NULL. */
const struct sw_fact *sw_state_fact(const struct sw_state *state, sw_term t);
struct sw_state *sw_state_copy(struct sw_space *space, const struct sw_state *state);

/* T with every VAL, and all that a store left in memory, replaced by what the state knows it to be. */
sw_term sw_state_resolve(struct sw_space *space, const struct sw_state *state, sw_term t);
/* A visible term over memory on entry, as a term over memory as it is now; 0 when that can not be said. */
sw_term sw_state_now(struct sw_space *space, const struct sw_state *state, sw_term t);
/* The values of a resolved term. */
struct sw_values sw_state_eval(struct sw_space *space, const struct sw_state *state, sw_term resolved);
/*
 * Takes for granted that the resolved term is among VALUES; false when it can not be. When a join has forgotten something
 * of it, then some of the paths that were joined go this way, and others may not; the second time that this happens,
 * there may be none left that went both ways: the state is blurred.
 */
bool sw_state_assume(struct sw_space *space, struct sw_state *state, sw_term resolved, const struct sw_values *values);
/* The resolved term is the address of an object, for it is used as one; no effect when that contradicts what is known. */
void sw_state_imply_object(struct sw_space *space, struct sw_state *state, sw_term resolved);

/* What the place BASE (resolved), PATH holds now; 0 when BASE is 0. */
sw_term sw_state_read(struct sw_space *space, const struct sw_state *state, sw_term base, const char *path);
/* Event STORE runs (again, in a loop): what is known of what it wrote before is forgotten. Comes before its writes. */
void sw_state_forget_store(struct sw_space *space, struct sw_state *state, int64_t store);
/* STORE (an event's id) writes the resolved VALUE, or 0 for something unknown. */
void sw_state_write(struct sw_space *space, struct sw_state *state, sw_term base, const char *path, sw_term value,
		    int64_t store);
/* Everything below BASE, PATH becomes a copy of what is below FROM. */
void sw_state_copy_memory(struct sw_space *space, struct sw_state *state, sw_term base, const char *path, sw_term from,
			  int64_t store);
/* Event STORE may have written all memory at the resolved address T, if that is a local variable or a part of one. */
void sw_state_clobber_local(struct sw_space *space, struct sw_state *state, sw_term t, int64_t store);

/* VAL is given a new value: what was known of the old one goes. */
void sw_state_forget(struct sw_space *space, struct sw_state *state, sw_term val);
/* VAL is the resolved term VALUE (0: nothing is known). */
void sw_state_bind(struct sw_space *space, struct sw_state *state, sw_term val, sw_term value);
/*
 * The phis of an edge, all at once. BACK: the edge closes a loop, and what is read from memory (the next element of a
 * list) keeps no connection to where it was read: the terms would grow each time round.
 */
void sw_state_assign(struct sw_space *space, struct sw_state *state, const struct sw_assign *assigns, uint32_t n,
		     bool back);

/* At the start of BLOCK: what is known of VALs that nothing reads any more is forgotten. */
void sw_state_forget_dead(struct sw_space *space, struct sw_state *state, const struct sw_live *live, uint32_t block);

/*
 * All that A knows holds in B, with the same vector, and A is no more certain than B: B's paths add nothing to A's. What only
 * serves to find out how certain things are (guessed, lost, helped, borrowed) is not compared.
 */
bool sw_state_covers(struct sw_space *space, const struct sw_state *a, const struct sw_state *b);
/* What both know; vectors are equal, or joined when JOIN_VECTORS. WIDEN: facts that differ are dropped. */
struct sw_state *sw_state_join(struct sw_space *space, const struct sw_state *a, const struct sw_state *b, bool widen,
			       int64_t version);

/* The tests on visible terms that hold on all the paths. */
struct sw_guard sw_state_guard(struct sw_space *space, const struct sw_state *state);

/* kept.c: states that are kept while other functions are looked at. Nearly all facts are in many of them, and stand here once. */
struct sw_keeper {
	struct sw_arena *arena;  /* of the facts */
	struct sw_arena *states; /* of what else is kept; the owner may change it */
	SW_VEC(struct sw_fact) facts;
	uint32_t *table; /* their numbers, plus 1; open addressing */
	uint32_t size;
};

struct sw_kept_state;

const struct sw_kept_state *sw_state_keep(struct sw_keeper *keeper, const struct sw_state *state);
/* The state as it was kept, in SPACE's scratch. */
struct sw_state *sw_state_revive(struct sw_space *space, const struct sw_keeper *keeper, const struct sw_kept_state *kept);

#endif
