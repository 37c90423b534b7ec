// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where paths meet: what is dead there is forgotten, whether one state covers another, and what two states both know.
 * Each of these only ever forgets, which is always safe.
 */
#include <string.h>

#include "sleepwalk/knowledge.h"

struct keeping {
	struct sw_space *space;
	uint64_t *kept; /* VALs that are live, and those that bindings of what is live speak of */
};

static inline bool all_live(const struct keeping *k, sw_term t);

static bool operands_live(const struct keeping *k, const struct sw_node *n)
{
	return all_live(k, n->a) && all_live(k, n->b);
}

static inline bool all_live(const struct keeping *k, sw_term t)
{
	const struct sw_node *n = sw_term_node(k->space->terms, t);

	if (!n->has_val)
		return true;
	return n->op == SW_VAL ? k->kept[(uint64_t)n->number / 64] >> (uint64_t)n->number % 64 & 1 : operands_live(k, n);
}

static void keep(struct keeping *k, sw_term t)
{
	const struct sw_node *n = sw_term_node(k->space->terms, t);

	if (!n->has_val)
		return;
	if (n->op == SW_VAL) {
		k->kept[(uint64_t)n->number / 64] |= (uint64_t)1 << (uint64_t)n->number % 64;
		return;
	}
	keep(k, n->a);
	keep(k, n->b);
}

static bool is_live(void *cookie, sw_term t)
{
	return all_live(cookie, t);
}

void sw_state_forget_dead(struct sw_space *space, struct sw_state *state, const struct sw_live *live, uint32_t block)
{
	struct keeping k = { space, live->kept };

	memcpy(k.kept, &live->bits[(size_t)block * live->stride], live->words * sizeof *k.kept);
	/* newest last: what a binding speaks of was bound before it */
	for (uint32_t i = state->bindings.n; i-- > 0;)
		if (all_live(&k, state->bindings.at[i].key))
			keep(&k, state->bindings.at[i].value);
	SW_REMOVE_IF(struct sw_binding, &state->bindings, !all_live(&k, it->key));
	SW_REMOVE_IF(struct sw_fact, &state->facts, it->has_val && !all_live(&k, it->term));
	SW_REMOVE_IF(struct sw_version, &state->versions, it->has_val && !all_live(&k, it->place));
	SW_REMOVE_IF(struct sw_saved_irq, &state->saved, !all_live(&k, it->flags));
	state->lost = sw_lost_keep_if(space, state->lost, is_live, &k);
}

static bool same_saved(const struct sw_state *a, const struct sw_state *b)
{
	if (a->saved.n != b->saved.n)
		return false;
	for (uint32_t i = 0; i < a->saved.n; i++)
		if (a->saved.at[i].flags != b->saved.at[i].flags ||
		    !sw_transfer_equal(a->saved.at[i].irq, b->saved.at[i].irq))
			return false;
	return true;
}

/* The version of PLACE, which stands at I in a state that is like it: mostly both were written alike. */
static int64_t *version_near(const struct sw_state *state, sw_term place, uint32_t i)
{
	if (i < state->versions.n && state->versions.at[i].place == place)
		return &state->versions.at[i].store;
	return (int64_t *)sw_state_version(state, place);
}

/* Is all that A says was written last the same in B? SHARED: of so many places both say it. */
static bool versions_within(struct sw_space *space, const struct sw_state *a, const struct sw_state *b, uint32_t *shared)
{
	*shared = 0;
	for (uint32_t i = 0; i < a->versions.n; i++) {
		sw_term place = a->versions.at[i].place;
		const int64_t *other = version_near(b, place, i);
		int64_t store = a->versions.at[i].store;

		if (other ? *other != store : sw_term_node(space->terms, place)->op != SW_MEM ||
					      sw_state_version_of(space, b, place) != store)
			return false;
		*shared += other != NULL;
	}
	return true;
}

static bool same_versions(struct sw_space *space, const struct sw_state *a, const struct sw_state *b)
{
	uint32_t shared;

	return versions_within(space, a, b, &shared) && (shared == b->versions.n || versions_within(space, b, a, &shared));
}

/* What KEY, which stands at I in a state that is like it, is bound to; or 0. */
static sw_term binding_near(const struct sw_state *state, sw_term key, uint32_t i)
{
	return i < state->bindings.n && state->bindings.at[i].key == key ? state->bindings.at[i].value
									: sw_state_binding(state, key);
}

/*
 * Is FACT true in STATE? First as it stands there: a path that can not be may contradict itself, and of a value that got its
 * binding after the fact, the term is another when it is resolved. A state covers itself all the same, or loops never end.
 */
static bool holds(struct sw_space *space, const struct sw_state *state, const struct sw_fact *fact)
{
	const struct sw_fact *same = sw_state_fact(state, fact->term);
	struct sw_values values;
	sw_term resolved;

	if (same && sw_values_within(same->values, fact->values))
		return true;
	resolved = sw_state_resolve(space, state, fact->term);
	same = sw_state_fact(state, resolved);
	if (same && sw_values_within(same->values, fact->values))
		return true;
	values = sw_state_eval(space, state, resolved);
	return sw_values_within(&values, fact->values);
}

bool sw_state_covers(struct sw_space *space, const struct sw_state *a, const struct sw_state *b)
{
	if (a->bindings.n > b->bindings.n ||
	    !(a->inexact ? sw_vector_within(&b->vector, &a->vector) : sw_vector_equal(&b->vector, &a->vector)) ||
	    a->inexact < b->inexact || a->blurred < b->blurred || a->astray > b->astray || a->doubtful != b->doubtful ||
	    ((b->loose & ~a->loose) | (b->unsure & ~a->unsure) | (b->doubted & ~a->doubted)) || !same_saved(a, b) ||
	    !same_versions(space, a, b))
		return false;
	for (uint32_t i = 0; i < a->bindings.n; i++)
		if (binding_near(b, a->bindings.at[i].key, i) != a->bindings.at[i].value)
			return false;
	for (uint32_t i = 0; i < a->facts.n; i++)
		if (!holds(space, b, &a->facts.at[i]))
			return false;
	return true;
}

/* Is it so of every value of T anyway (0 or 64 of x & 64)? */
static bool says_nothing(struct sw_space *space, sw_term t, const struct sw_values *values)
{
	const struct sw_node *n = sw_term_node(space->terms, t);
	struct sw_values all;

	if (sw_values_is_any(values))
		return true;
	if (n->op < SW_NOT || (n->can_be && sw_values_is_any(n->can_be)))
		return false;
	all = sw_term_can_be(space->terms, t);
	return sw_values_within(&all, values);
}

/* Adds to TO what A and B both know of T. */
static void join_values(struct sw_space *space, struct sw_state *to, sw_term t, const struct sw_values *a,
			const struct sw_values *b, bool widen, bool implied)
{
	struct sw_values united;
	bool equal = sw_values_equal(a, b);

	if (!t)
		return;
	if (!equal) {
		united = sw_values_unite(a, b);
		a = &united;
	}
	if (says_nothing(space, t, a))
		return;
	if (widen && !equal)
		to->widened = true;
	else if (!sw_state_fact(to, t))
		sw_state_set_fact(space, to, t, a, implied);
}

/* The same of a fact of A, and what B knows of its term. */
static void join_fact(struct sw_space *space, struct sw_state *to, const struct sw_fact *a, const struct sw_values *b, bool widen)
{
	if (!sw_values_equal(a->values, b))
		join_values(space, to, a->term, a->values, b, widen, a->implied);
	else if (!says_nothing(space, a->term, a->values))
		sw_state_add_fact(space, to, a->term, a->values, a->implied);
}

/* As long as there is room, nothing that a join put there is pushed out again. */
static bool has_room(const struct sw_state *to)
{
	return to->facts.n < SW_FACTS_ROOM && to->bindings.n < SW_BINDINGS_ROOM;
}

/* AGAIN: A and B have changed places, and what both speak of was seen to. */
static void join_facts(struct sw_space *space, struct sw_state *to, const struct sw_state *a, const struct sw_state *b,
		       bool widen, bool again)
{
	for (uint32_t i = 0, j = 0; i < a->facts.n; i++) {
		const struct sw_fact *f = &a->facts.at[i];
		struct sw_values other;

		while (j < b->facts.n && b->facts.at[j].term < f->term)
			j++;
		if (j < b->facts.n && b->facts.at[j].term == f->term) {
			if (!again || !has_room(to))
				join_fact(space, to, f, b->facts.at[j].values, widen);
			continue;
		}
		other = sw_state_eval(space, b, sw_state_resolve(space, b, f->term));
		join_fact(space, to, f, &other, widen);
	}
}

/* A pointer that was moved on is still what it was: its values, taken by number, would be others each time round a loop. */
static struct sw_values values_of_bound(struct sw_space *space, const struct sw_state *state, sw_term t)
{
	struct sw_values values = sw_state_eval(space, state, t), stays;

	if (sw_term_node(space->terms, t)->op != SW_ADD)
		return values;
	stays = sw_state_stays(space, state, t);
	return sw_values_is_any(&stays) ? values : stays;
}

/* AGAIN as in join_facts(). */
static void join_bindings(struct sw_space *space, struct sw_state *to, const struct sw_state *a,
			  const struct sw_state *b, bool widen, bool again)
{
	for (uint32_t i = 0; i < a->bindings.n; i++) {
		const struct sw_binding *binding = &a->bindings.at[i];
		sw_term other = binding_near(b, binding->key, i);
		struct sw_values va, vb;

		if (again && other && has_room(to))
			continue;
		if (other == binding->value) {
			sw_state_set_binding(space, to, binding->key, other);
			continue;
		}
		va = values_of_bound(space, a, binding->value);
		vb = values_of_bound(space, b, other ? other : binding->key);
		join_values(space, to, binding->key, &va, &vb, widen, false);
	}
}

struct renaming {
	struct sw_space *space;
	sw_term from, to;
};

static sw_term rename_leaf(void *cookie, const struct sw_node *leaf, sw_term self, sw_term base)
{
	struct renaming *r = cookie;

	if (base && base != leaf->a)
		self = sw_term_mem(r->space->terms, base, leaf->name, leaf->number);
	return self == r->from ? r->to : self;
}

static sw_term rename(struct sw_space *space, sw_term t, sw_term from, sw_term to)
{
	struct renaming r = { space, from, to };

	return sw_term_replace(space->terms, t, rename_leaf, &r);
}

/* What A knows of terms over MINE, and B of the same over OTHER, is known in TO of the same over JOINED. */
static void join_facts_of_place(struct sw_space *space, struct sw_state *to, const struct sw_state *a,
				const struct sw_state *b, sw_term mine, sw_term other, sw_term joined, bool widen)
{
	for (uint32_t i = 0; i < a->facts.n; i++) {
		const struct sw_fact *f = &a->facts.at[i];
		struct sw_values theirs;

		if (f->term == mine || !sw_term_holds(space->terms, f->term, mine))
			continue;
		theirs = sw_state_eval(space, b, rename(space, f->term, mine, other));
		join_values(space, to, rename(space, f->term, mine, joined), f->values, &theirs, widen, f->implied);
	}
}

/*
 * Flag words: for every mask that a branch has tested, what A left of it in MINE and B in OTHER is known in TO of JOINED.
 */
static void join_masks(struct sw_space *space, struct sw_state *to, const struct sw_state *a, const struct sw_state *b,
		       sw_term mine, sw_term other, sw_term joined)
{
	for (uint32_t i = 0; i < a->facts.n; i++) {
		struct sw_node n = *sw_term_node(space->terms, a->facts.at[i].term);
		struct sw_values va, vb;
		int64_t mask;

		if (n.op != SW_AND || !sw_term_is_const(space->terms, n.b, &mask) ||
		    !(sw_term_holds(space->terms, mine, n.a) || sw_term_holds(space->terms, other, n.a)))
			continue;
		va = sw_state_eval(space, a, sw_term_binary(space->terms, SW_AND, mine, n.b));
		vb = sw_state_eval(space, b, sw_term_binary(space->terms, SW_AND, other, n.b));
		if (sw_values_equal(&va, &vb))
			join_values(space, to, sw_term_binary(space->terms, SW_AND, joined, n.b), &va, &vb, false, false);
	}
}

/* Gives PLACE, version I of the first or (AGAIN) of the second of the two that are joined, its version in TO. */
static void set_joined(struct sw_space *space, struct sw_state *to, uint32_t i, sw_term place, int64_t store, bool again)
{
	int64_t *there = again ? version_near(to, place, i) : NULL;

	if (there)
		*there = store;
	else
		sw_state_add_version(space, to, place, store);
}

/*
 * TO, which has none yet, gets the versions that A and B begin with alike: how many these are. It will have one of each place
 * of A and of B, so that what A notes of all its own may be taken at once.
 */
static uint32_t join_same_versions(struct sw_space *space, struct sw_state *to, const struct sw_state *a, const struct sw_state *b)
{
	uint32_t n = 0;

	while (n < a->versions.n && n < b->versions.n && a->versions.at[n].place == b->versions.at[n].place &&
	       a->versions.at[n].store == b->versions.at[n].store)
		n++;
	if (!n)
		return 0;
	to->versions.room = a->versions.n + b->versions.n - n;
	to->versions.at = memcpy(sw_alloc_raw(space->scratch, to->versions.room * sizeof *to->versions.at), a->versions.at,
				 n * sizeof *to->versions.at);
	to->versions.n = n;
	to->written = a->written;
	to->clobbered = a->clobbered;
	return n;
}

/*
 * From the FIRST on, a place that A and B wrote differently gets a version of the join's own. AGAIN: A and B have changed
 * places, and what both speak of was seen to, but for the facts of this A.
 */
static void join_versions(struct sw_space *space, struct sw_state *to, const struct sw_state *a,
			  const struct sw_state *b, uint32_t first, int64_t version, bool widen, bool again)
{
	for (uint32_t i = first; i < a->versions.n; i++) {
		sw_term place = a->versions.at[i].place, mine, other, joined;
		const int64_t *there = version_near(b, place, i);
		struct sw_values va, vb;
		int64_t store = a->versions.at[i].store, theirs;

		if (there && *there == store) {
			if (!again)
				sw_state_add_version(space, to, place, store);
			continue;
		}
		if (sw_term_node(space->terms, place)->op != SW_MEM) { /* a clobbered variable */
			set_joined(space, to, i, place, version, again);
			continue;
		}
		theirs = there ? *there : sw_state_version_of(space, b, place);
		if (store == theirs) {
			set_joined(space, to, i, place, store, again);
			continue;
		}
		set_joined(space, to, i, place, version, again);
		mine = sw_state_read_version(space, a, place, store);
		other = sw_state_read_version(space, b, place, theirs);
		joined = sw_term_written(space->terms, place, version);
		if (mine == other) {
			sw_state_set_binding(space, to, joined, mine);
			continue;
		}
		if (!again || !there || !has_room(to)) {
			va = sw_state_eval(space, a, mine);
			vb = sw_state_eval(space, b, other);
			join_values(space, to, joined, &va, &vb, widen, false);
		}
		join_facts_of_place(space, to, a, b, mine, other, joined, widen);
		join_masks(space, to, a, b, mine, other, joined);
	}
}

static void join_vectors(struct sw_state *to, const struct sw_state *a, const struct sw_state *b, bool widen)
{
	for (int c = 0; c < SW_COUNTERS; c++) {
		struct sw_transfer joined = sw_transfer_join(a->vector.of[c], b->vector.of[c]);

		to->inexact |= !sw_transfer_equal(a->vector.of[c], b->vector.of[c]);
		to->vector.of[c] = widen ? sw_transfer_widen(a->vector.of[c], joined) : joined;
	}
}

/* What the join of an earlier time round a loop wrote is not what this one writes. */
static const struct sw_state *without_stale(struct sw_space *space, const struct sw_state *state, int64_t version)
{
	struct sw_state *copy;

	if (!sw_state_may_name(space, state, version))
		return state;
	copy = sw_state_copy(space, state);
	sw_state_forget_stale(space, copy, version, false);
	return copy;
}

/* Terms, in any order and some more than once. */
struct losses {
	sw_term *at;
	uint32_t n;
};

/* What A knew and TO does not, or not as well: facts, and what VALs and memory are. */
static void add_losses_of(struct losses *losses, const struct sw_state *to, const struct sw_state *a)
{
	for (uint32_t i = 0, k = 0; i < a->facts.n; i++) {
		const struct sw_fact *fact = &a->facts.at[i];

		while (k < to->facts.n && to->facts.at[k].term < fact->term)
			k++;
		if (k == to->facts.n || to->facts.at[k].term != fact->term ||
		    !sw_values_equal(to->facts.at[k].values, fact->values))
			losses->at[losses->n++] = fact->term;
	}
	for (uint32_t i = 0; i < a->bindings.n; i++)
		if (binding_near(to, a->bindings.at[i].key, i) != a->bindings.at[i].value)
			losses->at[losses->n++] = a->bindings.at[i].key;
}

static void add_joined_places(struct sw_space *space, struct losses *losses, const struct sw_state *to, int64_t version)
{
	for (uint32_t i = 0; i < to->versions.n; i++) {
		sw_term place = to->versions.at[i].place;

		if (to->versions.at[i].store == version && sw_term_node(space->terms, place)->op == SW_MEM)
			losses->at[losses->n++] = sw_term_written(space->terms, place, version);
	}
}

static void note_lost(struct sw_space *space, struct sw_state *to, const struct sw_state *a, const struct sw_state *b,
		      int64_t version)
{
	uint32_t room = a->facts.n + a->bindings.n + b->facts.n + b->bindings.n + to->versions.n;
	struct losses losses = { sw_alloc_raw(space->scratch, room * sizeof *losses.at), 0 };

	add_losses_of(&losses, to, a);
	add_losses_of(&losses, to, b);
	add_joined_places(space, &losses, to, version);
	to->lost = sw_lost_add(space, sw_lost_unite(space, a->lost, b->lost), losses.at, losses.n);
}

struct sw_state *sw_state_join(struct sw_space *space, const struct sw_state *a, const struct sw_state *b, bool widen,
			       int64_t version)
{
	struct sw_state *to = SW_NEW(space->scratch, struct sw_state);
	uint32_t same;

	b = without_stale(space, b, version);
	to->inexact = a->inexact || b->inexact;
	to->blurred = a->blurred || b->blurred;
	to->guessed = a->guessed || b->guessed;
	to->widened = a->widened || b->widened;
	to->astray = a->astray || b->astray;
	to->helped = a->helped | b->helped;
	to->borrowed = a->borrowed | b->borrowed;
	to->doubtful = a->doubtful || b->doubtful;
	to->loose = a->loose | b->loose;
	to->unsure = a->unsure | b->unsure;
	to->doubted = a->doubted | b->doubted;
	to->trail = a->trail;
	to->last = a->last;
	to->jump = a->jump;
	join_vectors(to, a, b, widen);
	same = join_same_versions(space, to, a, b);
	join_versions(space, to, a, b, same, version, widen, false);
	join_versions(space, to, b, a, same, version, widen, true);
	join_bindings(space, to, a, b, widen, false);
	join_bindings(space, to, b, a, widen, true);
	join_facts(space, to, a, b, widen, false);
	join_facts(space, to, b, a, widen, true);
	for (uint32_t i = 0; i < a->saved.n; i++)
		for (uint32_t j = 0; j < b->saved.n; j++)
			if (a->saved.at[i].flags == b->saved.at[j].flags &&
			    sw_transfer_equal(a->saved.at[i].irq, b->saved.at[j].irq))
				*sw_vec_push(space->scratch, &to->saved) = a->saved.at[i];
	note_lost(space, to, a, b, version);
	return to;
}
