// SPDX-License-Identifier: GPL-2.0-or-later
/* One abstract state: what is known of terms, how memory is written, and what a VAL stands for. */
#include <string.h>

#include "sleepwalk/knowledge.h"

/* Copies an array, with room for a few more where there are any. */
#define COPY_VEC(space, to, from)                                                                                      \
	do {                                                                                                           \
		(to)->room = (from)->n ? (from)->n + 4 : 0;                                                            \
		(to)->n = (from)->n;                                                                                   \
		if ((from)->n)                                                                                         \
			(to)->at = memcpy(sw_alloc_raw((space)->scratch, (to)->room * sizeof *(to)->at), (from)->at,   \
					  (from)->n * sizeof *(to)->at);                                               \
	} while (0)

struct sw_state *sw_state_copy(struct sw_space *space, const struct sw_state *state)
{
	struct sw_state *copy = sw_alloc_raw(space->scratch, sizeof *copy);

	*copy = *state;
	COPY_VEC(space, &copy->facts, &state->facts);
	COPY_VEC(space, &copy->bindings, &state->bindings);
	COPY_VEC(space, &copy->versions, &state->versions);
	COPY_VEC(space, &copy->saved, &state->saved);
	return copy;
}

/* The place of T's fact, or the one where it belongs: facts are sorted by term. */
static uint32_t fact_position(const struct sw_state *state, sw_term t)
{
	uint32_t low = 0, high = state->facts.n;

	if (high && state->facts.at[high - 1].term < t)
		return high;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (state->facts.at[middle].term < t)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct sw_fact *sw_state_fact(const struct sw_state *state, sw_term t)
{
	uint32_t i;

	if (!(state->told & sw_term_bit(t)))
		return NULL;
	i = fact_position(state, t);
	return i < state->facts.n && state->facts.at[i].term == t ? &state->facts.at[i] : NULL;
}

sw_term sw_state_binding(const struct sw_state *state, sw_term key)
{
	if (!(state->bound & sw_term_bit(key)))
		return 0;
	for (uint32_t i = state->bindings.n; i-- > 0;) /* mostly one of the newest */
		if (state->bindings.at[i].key == key)
			return state->bindings.at[i].value;
	return 0;
}

const int64_t *sw_state_version(const struct sw_state *state, sw_term place)
{
	if (!(state->written & sw_term_bit(place)))
		return NULL;
	for (uint32_t i = 0; i < state->versions.n; i++)
		if (state->versions.at[i].place == place)
			return &state->versions.at[i].store;
	return NULL;
}

/* The variable whose address T is, or is below; 0 when T is no local memory. */
static sw_term local_root(const struct sw_terms *terms, sw_term t)
{
	const struct sw_node *n = sw_term_node(terms, t);

	while (n->op == SW_ADDR) {
		t = n->a;
		n = sw_term_node(terms, t);
	}
	return n->op == SW_LOCAL ? t : 0;
}

static bool is_below(const char *path, const char *whole)
{
	size_t n = strlen(whole);

	return !strncmp(path, whole, n) && (!path[n] || path[n] == '.' || path[n] == '[');
}

/*
 * The store that wrote PLACE last. A clobber stands in the versions under the address that was clobbered, a variable or
 * a part of one, and holds for all below it that was not written since.
 */
int64_t sw_state_version_of(struct sw_space *space, const struct sw_state *state, sw_term place)
{
	const int64_t *store = sw_state_version(state, place);
	const struct sw_node *n = sw_term_node(space->terms, place);
	size_t longest = 0;

	if (store)
		return *store;
	store = sw_state_version(state, n->a);
	for (uint32_t i = 0; state->clobbered && i < state->versions.n; i++) {
		const struct sw_node *part = sw_term_node(space->terms, state->versions.at[i].place);

		if (part->op == SW_ADDR && part->a == n->a && is_below(n->name, part->name) &&
		    strlen(part->name) > longest) {
			store = &state->versions.at[i].store;
			longest = strlen(part->name);
		}
	}
	return store ? *store : 0;
}

void sw_state_add_version(struct sw_space *space, struct sw_state *state, sw_term place, int64_t store)
{
	const struct sw_node *n = sw_term_node(space->terms, place);

	state->written |= sw_term_bit(place);
	state->clobbered |= n->op == SW_ADDR;
	*sw_vec_push(space->scratch, &state->versions) = (struct sw_version){ place, n->has_val, store };
}

void sw_state_set_version(struct sw_space *space, struct sw_state *state, sw_term place, int64_t store)
{
	int64_t *there = (int64_t *)sw_state_version(state, place);

	if (there)
		*there = store;
	else
		sw_state_add_version(space, state, place, store);
}

/* The function that callers put at the visible PLACE, or 0. */
static sw_term given(const struct sw_space *space, sw_term place)
{
	for (unsigned i = 0; i < space->n_given; i++)
		if (space->given[i].key == place)
			return space->given[i].value;
	return 0;
}

sw_term sw_state_read_version(struct sw_space *space, const struct sw_state *state, sw_term place, int64_t store)
{
	sw_term key = store ? sw_term_written(space->terms, place, store) : place;
	sw_term value = store == SW_ZEROED ? sw_term_const(space->terms, 0) : sw_state_binding(state, key);

	if (!value)
		value = given(space, key);
	return value ? value : key;
}

sw_term sw_state_read(struct sw_space *space, const struct sw_state *state, sw_term base, const char *path)
{
	sw_term place = base ? sw_term_mem(space->terms, base, path, 0) : 0;

	return place ? sw_state_read_version(space, state, place, sw_state_version_of(space, state, place)) : 0;
}

struct resolver {
	struct sw_space *space;
	const struct sw_state *state;
};

static sw_term resolve_leaf(void *cookie, const struct sw_node *leaf, sw_term self, sw_term base)
{
	struct resolver *r = cookie;
	sw_term value;

	if (base && base != leaf->a)
		self = sw_term_mem(r->space->terms, base, leaf->name, leaf->number);
	value = leaf->op == SW_VAL || leaf->op == SW_MEM ? sw_state_binding(r->state, self) : 0;
	if (!value)
		value = given(r->space, self);
	return value ? value : self;
}

sw_term sw_state_resolve(struct sw_space *space, const struct sw_state *state, sw_term t)
{
	const struct sw_node *n = sw_term_node(space->terms, t);
	struct resolver r = { space, state };
	sw_term resolved;

	if (!(n->parts & state->bound) && !space->n_given)
		return t;
	resolved = sw_term_replace(space->terms, t, resolve_leaf, &r);
	/* what grew too deep is spoken of by its own name, and so agrees with itself at least */
	return resolved ? resolved : t;
}

static sw_term current_leaf(void *cookie, const struct sw_node *leaf, sw_term self, sw_term base)
{
	struct resolver *r = cookie;

	return base ? sw_state_read(r->space, r->state, base, leaf->name) : self;
}

sw_term sw_state_now(struct sw_space *space, const struct sw_state *state, sw_term t)
{
	struct resolver r = { space, state };

	return sw_term_replace(space->terms, t, current_leaf, &r);
}

static struct sw_values known(void *cookie, sw_term t)
{
	struct resolver *r = cookie;
	const struct sw_node *n = sw_term_node(r->space->terms, t);
	const struct sw_fact *fact = sw_state_fact(r->state, t);

	if (fact)
		return *fact->values;
	if (r->space->entry)
		return sw_context_values(r->space->terms, r->space->entry, t);
	return n->op == SW_COUNTER ? sw_values_range(0, INT64_MAX) : sw_values_any();
}

static struct sw_values eval(const struct sw_terms *terms, const struct sw_state *state, sw_term t, struct resolver *r)
{
	const struct sw_node *n = sw_term_node(terms, t);

	/* no fact is about any part of it */
	if (!(n->parts & state->told) && !n->has_count)
		return sw_term_can_be(terms, t);
	return sw_term_eval(terms, t, known, r);
}

struct sw_values sw_state_eval(struct sw_space *space, const struct sw_state *state, sw_term resolved)
{
	struct resolver r = { space, state };

	return resolved ? eval(space->terms, state, resolved, &r) : sw_values_any();
}

/* The fact about T, which has none, belongs at I. */
static void insert_fact(struct sw_space *space, struct sw_state *state, uint32_t i, sw_term t,
			const struct sw_values *values, bool implied)
{
	struct sw_fact *fact;

	if (state->facts.n == SW_FACTS_ROOM) {
		/* the term that was made first is about the oldest thing */
		for (uint32_t k = 0; k < SW_FACTS_ROOM; k++)
			sw_terms_note_order(space->terms, state->facts.at[k].term);
		sw_terms_note_order(space->terms, t);
		memmove(&state->facts.at[0], &state->facts.at[1], (SW_FACTS_ROOM - 1) * sizeof *state->facts.at);
		state->facts.n--;
		i -= i > 0;
	}
	sw_vec_push(space->scratch, &state->facts);
	fact = &state->facts.at[i];
	memmove(fact + 1, fact, (state->facts.n - 1 - i) * sizeof *fact);
	*fact = (struct sw_fact){ t, implied, sw_term_node(space->terms, t)->has_val, values };
	state->told |= sw_term_bit(t);
}

void sw_state_set_fact(struct sw_space *space, struct sw_state *state, sw_term t, const struct sw_values *values,
		       bool implied)
{
	uint32_t i = fact_position(state, t);

	if (i < state->facts.n && state->facts.at[i].term == t) {
		state->facts.at[i].values = sw_terms_values(space->terms, values);
		state->facts.at[i].implied &= implied;
	} else {
		insert_fact(space, state, i, t, sw_terms_values(space->terms, values), implied);
	}
}

void sw_state_add_fact(struct sw_space *space, struct sw_state *state, sw_term t, const struct sw_values *values,
		       bool implied)
{
	uint32_t i = fact_position(state, t);

	if (i == state->facts.n || state->facts.at[i].term != t)
		insert_fact(space, state, i, t, values, implied);
}

/*
 * Flag words: no bit of x & (A | B) can be set where none of x & A and of x & B is. T, a mask of a word, has just become
 * known; false when what is known of the word's masks can not be.
 */
static bool masks_agree(struct sw_space *space, const struct sw_state *state, sw_term t)
{
	const struct sw_node *n = sw_term_node(space->terms, t);
	const struct sw_values zero = sw_values_one(0);
	int64_t clear = 0, mask;

	if (n->op != SW_AND || !sw_term_is_const(space->terms, n->b, &mask))
		return true;
	for (int pass = 0; pass < 2; pass++) {
		for (uint32_t i = 0; i < state->facts.n; i++) {
			const struct sw_fact *fact = &state->facts.at[i];
			const struct sw_node *other = sw_term_node(space->terms, fact->term);

			if (other->op != SW_AND || other->a != n->a || !sw_term_is_const(space->terms, other->b, &mask))
				continue;
			if (!pass && sw_values_equal(fact->values, &zero))
				clear |= mask;
			if (pass && !(mask & ~clear) && sw_values_disjoint(fact->values, &zero))
				return false;
		}
	}
	return true;
}

struct learner {
	struct resolver resolver; /* first: known() is given this */
	struct sw_state *state;
	bool possible, guessed;
};

static void learn(void *cookie, sw_term t, const struct sw_values *values)
{
	struct learner *l = cookie;
	struct sw_values before, now;

	if (!l->possible || !t)
		return;
	before = eval(l->resolver.space->terms, l->state, t, &l->resolver);
	now = sw_values_intersect(&before, values);
	if (sw_values_is_none(&now)) {
		l->possible = false;
		return;
	}
	if (sw_values_equal(&before, &now))
		return;
	l->guessed |= sw_lost_has(l->state->lost, t);
	if (!sw_term_is_derived(l->resolver.space->terms, t))
		sw_state_set_fact(l->resolver.space, l->state, t, &now, false);
	if (!masks_agree(l->resolver.space, l->state, t)) {
		l->possible = false;
		return;
	}
	sw_term_infer(l->resolver.space->terms, t, &now, known, learn, l);
}

bool sw_state_assume(struct sw_space *space, struct sw_state *state, sw_term resolved, const struct sw_values *values)
{
	struct learner l = { { space, state }, state, true, false };

	learn(&l, resolved, values);
	if (l.guessed && state->guessed)
		sw_state_blur(state);
	state->astray |= l.guessed && state->widened;
	state->guessed |= l.guessed;
	return l.possible;
}

void sw_state_imply_object(struct sw_space *space, struct sw_state *state, sw_term resolved)
{
	struct sw_values before = sw_state_eval(space, state, resolved), object = sw_values_object(), now;

	if (!resolved || sw_values_within(&before, &object))
		return;
	now = sw_values_intersect(&before, &object);
	if (!sw_values_is_none(&now))
		sw_state_set_fact(space, state, resolved, &now, true);
}

/* Does T speak of what STORE wrote before, at a place that it is not the last to have written? */
static bool is_stale(struct sw_space *space, const struct sw_state *state, sw_term t, int64_t store, bool all)
{
	const struct sw_node *n = sw_term_node(space->terms, t);

	if (!sw_node_may_name(n, store))
		return false;
	if (n->op == SW_MEM && n->number == store &&
	    (all || sw_state_version_of(space, state, sw_term_mem(space->terms, n->a, n->name, 0)) != store))
		return true;
	return is_stale(space, state, n->a, store, all) || is_stale(space, state, n->b, store, all);
}

bool sw_state_may_name(struct sw_space *space, const struct sw_state *state, int64_t store)
{
	const struct sw_terms *terms = space->terms;
	uint64_t stores = 0;

	for (uint32_t i = 0; i < state->bindings.n; i++)
		stores |= sw_term_node(terms, state->bindings.at[i].key)->stores |
			  sw_term_node(terms, state->bindings.at[i].value)->stores;
	for (uint32_t i = 0; i < state->facts.n; i++)
		stores |= sw_term_node(terms, state->facts.at[i].term)->stores;
	for (uint32_t i = 0; i < state->saved.n; i++)
		stores |= sw_term_node(terms, state->saved.at[i].flags)->stores;
	return stores >> (uint64_t)store % 64 & 1;
}

void sw_state_forget_stale(struct sw_space *space, struct sw_state *state, int64_t store, bool all)
{
	if (!sw_state_may_name(space, state, store))
		return;
	SW_REMOVE_IF(struct sw_binding, &state->bindings,
		  is_stale(space, state, it->key, store, all) || is_stale(space, state, it->value, store, all));
	SW_REMOVE_IF(struct sw_fact, &state->facts, is_stale(space, state, it->term, store, all));
	SW_REMOVE_IF(struct sw_saved_irq, &state->saved, is_stale(space, state, it->flags, store, all));
}

void sw_state_forget_store(struct sw_space *space, struct sw_state *state, int64_t store)
{
	sw_state_forget_stale(space, state, store, true);
}

void sw_state_set_binding(struct sw_space *space, struct sw_state *state, sw_term key, sw_term value)
{
	if (!value || value == key)
		return;
	if (sw_term_node(space->terms, value)->depth > SW_BOUND_DEPTH) {
		struct sw_values values = sw_state_eval(space, state, value);

		if (!sw_values_is_any(&values))
			sw_state_set_fact(space, state, key, &values, true);
		return;
	}
	for (uint32_t i = 0; (state->bound & sw_term_bit(key)) && i < state->bindings.n; i++) {
		if (state->bindings.at[i].key == key) {
			state->bindings.at[i].value = value;
			return;
		}
	}
	state->bound |= sw_term_bit(key);
	if (state->bindings.n == SW_BINDINGS_ROOM) {
		memmove(&state->bindings.at[0], &state->bindings.at[1],
			(SW_BINDINGS_ROOM - 1) * sizeof *state->bindings.at);
		state->bindings.n--;
	}
	*sw_vec_push(space->scratch, &state->bindings) = (struct sw_binding){ key, value };
}

void sw_state_write(struct sw_space *space, struct sw_state *state, sw_term base, const char *path, sw_term value,
		    int64_t store)
{
	sw_term place = base ? sw_term_mem(space->terms, base, path, 0) : 0;
	struct sw_values values = sw_state_eval(space, state, value);
	sw_term key;

	if (!place)
		return;
	sw_state_set_version(space, state, place, store);
	key = sw_term_written(space->terms, place, store);
	if (!key)
		return;
	if (value && !is_stale(space, state, value, store, true))
		sw_state_set_binding(space, state, key, value);
	else if (!sw_values_is_any(&values))
		sw_state_set_fact(space, state, key, &values, false);
}

/* Does PLACE lie in what T, which PART is the node of, is the address of? */
static bool is_part(const struct sw_terms *terms, sw_term place, sw_term t, const struct sw_node *part)
{
	const struct sw_node *n = sw_term_node(terms, place);

	if (place == t || part->op != SW_ADDR)
		return sw_term_holds(terms, place, t);
	return (n->op == SW_MEM || n->op == SW_ADDR) && n->a == part->a && is_below(n->name, part->name);
}

static void clobber(struct sw_space *space, struct sw_state *state, sw_term t, int64_t store)
{
	const struct sw_node part = *sw_term_node(space->terms, t);

	SW_REMOVE_IF(struct sw_version, &state->versions, is_part(space->terms, it->place, t, &part));
	sw_state_set_version(space, state, t, store);
}

void sw_state_clobber_local(struct sw_space *space, struct sw_state *state, sw_term t, int64_t store)
{
	if (local_root(space->terms, t))
		clobber(space, state, t, store);
}

struct piece {
	const char *path;
	sw_term value;
};

enum { PIECES = 16 };

/* Notes what is known to be stored directly below FROM. */
static unsigned collect_pieces(struct sw_space *space, const struct sw_state *state, sw_term from, struct piece *pieces)
{
	unsigned n = 0;

	for (uint32_t i = 0; i < state->versions.n && n < PIECES; i++) {
		const struct sw_node *place = sw_term_node(space->terms, state->versions.at[i].place);

		if (place->op == SW_MEM && place->a == from) {
			const char *path = place->name;

			pieces[n++] = (struct piece){ path, sw_state_read(space, state, from, path) };
		}
	}
	return n;
}

void sw_state_copy_memory(struct sw_space *space, struct sw_state *state, sw_term base, const char *path, sw_term from,
			  int64_t store)
{
	struct piece pieces[PIECES];
	unsigned n = from ? collect_pieces(space, state, from, pieces) : 0;
	sw_term below = base ? sw_term_addr(space->terms, base, path) : 0;
	int64_t zero;

	if (!below)
		return;
	/* in a variable: an address that was read leads elsewhere, and of a copy it is not known what was clobbered */
	if (sw_term_is_const(space->terms, from, &zero) && !zero && local_root(space->terms, below))
		store = SW_ZEROED;
	clobber(space, state, below, store);
	for (unsigned i = 0; i < n; i++) {
		sw_term place = sw_term_mem(space->terms, below, pieces[i].path, 0);
		const struct sw_node *node = sw_term_node(space->terms, place);
		sw_term key = place ? sw_term_mem(space->terms, node->a, node->name, store) : 0;

		if (!key || is_stale(space, state, pieces[i].value, store, true))
			continue;
		sw_state_set_version(space, state, place, store);
		sw_state_set_binding(space, state, key, pieces[i].value);
	}
}

void sw_state_forget(struct sw_space *space, struct sw_state *state, sw_term val)
{
	const struct sw_terms *terms = space->terms;

	/* what was bound to a term over VAL keeps the values that are known of it now */
	for (uint32_t i = 0; i < state->bindings.n; i++) {
		struct sw_binding b = state->bindings.at[i];
		struct sw_values values;

		if (b.key == val || !sw_term_holds(terms, b.value, val) || sw_term_holds(terms, b.key, val))
			continue;
		values = sw_state_eval(space, state, b.value);
		if (!sw_values_is_any(&values))
			sw_state_set_fact(space, state, b.key, &values, false);
	}
	SW_REMOVE_IF(struct sw_binding, &state->bindings,
		  sw_term_holds(terms, it->key, val) || sw_term_holds(terms, it->value, val));
	SW_REMOVE_IF(struct sw_fact, &state->facts, sw_term_holds(terms, it->term, val));
	SW_REMOVE_IF(struct sw_version, &state->versions, sw_term_holds(terms, it->place, val));
	SW_REMOVE_IF(struct sw_saved_irq, &state->saved, sw_term_holds(terms, it->flags, val));
}

void sw_state_bind(struct sw_space *space, struct sw_state *state, sw_term val, sw_term value)
{
	sw_state_forget(space, state, val);
	if (value && !sw_term_holds(space->terms, value, val))
		sw_state_set_binding(space, state, val, value);
}

struct renewed {
	const struct sw_terms *terms;
	sw_term val;
};

static bool is_over_another(void *cookie, sw_term t)
{
	const struct renewed *r = cookie;

	return !sw_term_holds(r->terms, t, r->val);
}

/* What was lost of terms over VAL does not matter when VAL is something new. */
static void forget_losses(struct sw_space *space, struct sw_state *state, sw_term val)
{
	struct renewed r = { space->terms, val };

	state->lost = sw_lost_keep_if(space, state->lost, is_over_another, &r);
}

/* What VAL is was known, and is not told apart any more. */
static void lose(struct sw_space *space, struct sw_state *state, sw_term val)
{
	state->lost = sw_lost_add(space, state->lost, &val, 1);
	state->widened = true;
}

enum { STEP = 4096 };

struct sw_values sw_state_stays(struct sw_space *space, const struct sw_state *state, sw_term t)
{
	const struct sw_node n = *sw_term_node(space->terms, t);
	struct sw_values now = sw_state_eval(space, state, t), object = sw_values_object();
	struct sw_values none = sw_values_range(-SW_MAX_ERRNO, 0), found = sw_values_complement(&none);
	int64_t step;

	if (sw_values_within(&now, &object))
		return object;
	if (sw_values_equal(&now, &found))
		return found;
	if (n.op == SW_ADD && sw_term_is_const(space->terms, n.b, &step) && step > 0 && step < STEP)
		return sw_state_stays(space, state, n.a);
	return sw_values_any();
}

/*
 * Does a loop count by this, VALUE after what its variable was? Each round would be a state of its own, and what is worth
 * knowing would be lost among them. From 0 to 1 and back it is a flag.
 */
static bool counts(const struct sw_space *space, const struct sw_state *state, const struct sw_assign *assign, sw_term value)
{
	sw_term before = sw_state_binding(state, assign->val);
	int64_t old, now, literal;

	return value != before && sw_term_is_const(space->terms, value, &now) &&
	       before && sw_term_is_const(space->terms, before, &old) &&
	       !sw_term_is_const(space->terms, assign->from, &literal) && (now < 0 || now > 1 || old < 0 || old > 1);
}

void sw_state_assign(struct sw_space *space, struct sw_state *state, const struct sw_assign *assigns, uint32_t n, bool back)
{
	sw_term *values = sw_alloc(space->scratch, (n + 1) * sizeof *values);
	struct sw_values *stays = sw_alloc(space->scratch, (n + 1) * sizeof *stays);
	bool *counted = sw_alloc(space->scratch, n + 1);

	for (uint32_t i = 0; i < n; i++)
		values[i] = sw_state_resolve(space, state, assigns[i].from);
	for (uint32_t i = 0; i < n; i++) {
		stays[i] = sw_state_stays(space, state, values[i]);
		/* a value over a VAL of this edge (a loop's counter) means the old one: nothing is known of the new */
		for (uint32_t j = 0; j < n; j++)
			if (sw_term_holds(space->terms, values[i], assigns[j].val) && values[i] != assigns[i].val)
				values[i] = 0;
		counted[i] = back && counts(space, state, &assigns[i], values[i]);
		if (counted[i])
			values[i] = 0;
	}
	for (uint32_t i = 0; i < n; i++) {
		if (values[i] == assigns[i].val)
			continue;
		sw_state_forget(space, state, assigns[i].val);
		/* other VALs are made anew where what was lost of the old is dead, and forgotten */
		if (back)
			forget_losses(space, state, assigns[i].val);
		/* not each number comes up, as it does where a round adds to it: `next = c ? 2 : 0` */
		if (counted[i] && !sw_term_holds(space->terms, assigns[i].from, assigns[i].val))
			lose(space, state, assigns[i].val);
	}
	for (uint32_t i = 0; i < n; i++)
		if (!back || !sw_term_node(space->terms, values[i])->has_mem)
			sw_state_set_binding(space, state, assigns[i].val, values[i]);
	/* of what can not be bound, one thing is kept that loops ask for: that it is a pointer to something, or not NULL */
	for (uint32_t i = 0; i < n; i++)
		if (!sw_values_is_any(&stays[i]) && values[i] != assigns[i].val && !sw_state_binding(state, assigns[i].val))
			sw_state_set_fact(space, state, assigns[i].val, &stays[i], true);
}

struct sw_guard sw_state_guard(struct sw_space *space, const struct sw_state *state)
{
	struct sw_guard guard = { 0 };

	/* what callers choose first: there may not be room for all */
	for (int scalar = 1; scalar >= 0; scalar--)
		for (uint32_t i = 0; i < state->facts.n; i++)
			if (!state->facts.at[i].implied && sw_term_node(space->terms, state->facts.at[i].term)->visible &&
			    sw_term_is_scalar(space->terms, state->facts.at[i].term) == scalar)
				sw_guard_add(space->terms, &guard, state->facts.at[i].term, state->facts.at[i].values);
	return guard;
}
