// SPDX-License-Identifier: GPL-2.0-or-later
/* One abstract state: what is known of terms, how memory is written, and what a VAL stands for. */
#include <string.h>

#include "sleepwalk/state.h"

/* Copies an array, with room for a few more. */
#define COPY_VEC(space, to, from)                                                                                      \
	do {                                                                                                           \
		(to)->room = (from)->n + 4;                                                                            \
		(to)->at = sw_alloc_raw((space)->scratch, (to)->room * sizeof *(to)->at);                              \
		(to)->n = (from)->n;                                                                                   \
		if ((from)->n)                                                                                         \
			memcpy((to)->at, (from)->at, (from)->n * sizeof *(to)->at);                                    \
	} while (0)

/* Removes, in order, the elements for which CONDITION (over `it`) holds. */
#define REMOVE_IF(type, vec, condition)                                                                                \
	do {                                                                                                           \
		uint32_t kept = 0;                                                                                     \
		for (uint32_t i_ = 0; i_ < (vec)->n; i_++) {                                                           \
			type *it = &(vec)->at[i_];                                                                     \
			if (!(condition))                                                                              \
				(vec)->at[kept++] = *it;                                                               \
		}                                                                                                      \
		(vec)->n = kept;                                                                                       \
	} while (0)

struct sw_state *sw_state_copy(struct sw_space *space, const struct sw_state *state)
{
	struct sw_state *copy = SW_NEW(space->scratch, struct sw_state);

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
	uint32_t i = fact_position(state, t);

	return i < state->facts.n && state->facts.at[i].term == t ? &state->facts.at[i] : NULL;
}

static sw_term find_binding(const struct sw_state *state, sw_term key)
{
	for (uint32_t i = 0; i < state->bindings.n; i++)
		if (state->bindings.at[i].key == key)
			return state->bindings.at[i].value;
	return 0;
}

static const int64_t *find_version(const struct sw_state *state, sw_term place)
{
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
static int64_t version_of(struct sw_space *space, const struct sw_state *state, sw_term place)
{
	const int64_t *store = find_version(state, place);
	const struct sw_node *n = sw_term_node(space->terms, place);
	size_t longest = 0;

	if (store)
		return *store;
	store = find_version(state, n->a);
	for (uint32_t i = 0; i < state->versions.n; i++) {
		const struct sw_node *part = sw_term_node(space->terms, state->versions.at[i].place);

		if (part->op == SW_ADDR && part->a == n->a && is_below(n->name, part->name) &&
		    strlen(part->name) > longest) {
			store = &state->versions.at[i].store;
			longest = strlen(part->name);
		}
	}
	return store ? *store : 0;
}

static void set_version(struct sw_space *space, struct sw_state *state, sw_term place, int64_t store)
{
	for (uint32_t i = 0; i < state->versions.n; i++) {
		if (state->versions.at[i].place == place) {
			state->versions.at[i].store = store;
			return;
		}
	}
	*sw_vec_push(space->scratch, &state->versions) = (struct sw_version){ place, store };
}

sw_term sw_state_read(struct sw_space *space, const struct sw_state *state, sw_term base, const char *path)
{
	sw_term place = base ? sw_term_mem(space->terms, base, path, 0) : 0;
	const struct sw_node *n;
	sw_term key, value;
	int64_t store;

	if (!place)
		return 0;
	store = version_of(space, state, place);
	n = sw_term_node(space->terms, place);
	key = store ? sw_term_mem(space->terms, n->a, n->name, store) : place;
	value = find_binding(state, key);
	return value ? value : key;
}

struct resolver {
	struct sw_space *space;
	const struct sw_state *state;
};

static sw_term resolve_leaf(void *cookie, const struct sw_node *leaf, sw_term self, sw_term base)
{
	struct resolver *r = cookie;
	sw_term value;

	if (base)
		self = sw_term_mem(r->space->terms, base, leaf->name, leaf->number);
	value = leaf->op == SW_VAL || leaf->op == SW_MEM ? find_binding(r->state, self) : 0;
	return value ? value : self;
}

sw_term sw_state_resolve(struct sw_space *space, const struct sw_state *state, sw_term t)
{
	const struct sw_node *n = sw_term_node(space->terms, t);
	struct resolver r = { space, state };
	sw_term resolved;

	if (!n->has_val && !n->has_mem)
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

/* Interval of the current count, as far as the vector alone tells. */
static struct sw_values count_values(struct sw_transfer t)
{
	int64_t lo = t.set || t.lo > 0 ? t.lo : 0;

	return sw_values_range(lo, t.set && t.hi != SW_MAX ? t.hi : INT64_MAX);
}

static struct sw_values known(void *cookie, sw_term t)
{
	struct resolver *r = cookie;
	const struct sw_node *n = sw_term_node(r->space->terms, t);
	const struct sw_fact *fact = sw_state_fact(r->state, t);

	if (n->op == SW_COUNTER)
		return count_values((struct sw_transfer){ 0 });
	return fact ? fact->values : sw_values_any();
}

struct sw_values sw_state_eval(struct sw_space *space, const struct sw_state *state, sw_term resolved)
{
	struct resolver r = { space, state };

	return resolved ? sw_term_eval(space->terms, resolved, known, &r) : sw_values_any();
}

static void set_fact(struct sw_space *space, struct sw_state *state, sw_term t, const struct sw_values *values,
		     bool implied)
{
	uint32_t i = fact_position(state, t);

	if (i < state->facts.n && state->facts.at[i].term == t) {
		state->facts.at[i].values = *values;
		state->facts.at[i].implied &= implied;
		return;
	}
	if (state->facts.n == SW_FACTS_ROOM) {
		/* the term that was made first is about the oldest thing */
		memmove(&state->facts.at[0], &state->facts.at[1], (SW_FACTS_ROOM - 1) * sizeof *state->facts.at);
		state->facts.n--;
		i -= i > 0;
	}
	sw_vec_push(space->scratch, &state->facts);
	memmove(&state->facts.at[i + 1], &state->facts.at[i], (state->facts.n - 1 - i) * sizeof *state->facts.at);
	state->facts.at[i] = (struct sw_fact){ t, *values, implied };
}

struct learner {
	struct resolver resolver; /* first: known() is given this */
	struct sw_state *state;
	bool possible;
};

static void learn(void *cookie, sw_term t, const struct sw_values *values)
{
	struct learner *l = cookie;
	struct sw_values before, now;

	if (!l->possible || !t)
		return;
	before = sw_term_eval(l->resolver.space->terms, t, known, l);
	now = sw_values_intersect(&before, values);
	if (sw_values_is_none(&now)) {
		l->possible = false;
		return;
	}
	if (sw_values_equal(&before, &now))
		return;
	if (!sw_term_is_derived(l->resolver.space->terms, t))
		set_fact(l->resolver.space, l->state, t, &now, false);
	sw_term_infer(l->resolver.space->terms, t, &now, known, learn, l);
}

bool sw_state_assume(struct sw_space *space, struct sw_state *state, sw_term resolved, const struct sw_values *values)
{
	struct learner l = { { space, state }, state, true };

	learn(&l, resolved, values);
	return l.possible;
}

void sw_state_imply_object(struct sw_space *space, struct sw_state *state, sw_term resolved)
{
	struct sw_values before = sw_state_eval(space, state, resolved), object = sw_values_object(), now;

	if (!resolved || sw_values_within(&before, &object))
		return;
	now = sw_values_intersect(&before, &object);
	if (!sw_values_is_none(&now))
		set_fact(space, state, resolved, &now, true);
}

/* Does T speak of what STORE wrote before, at a place that it is not the last to have written? */
static bool is_stale(struct sw_space *space, const struct sw_state *state, sw_term t, int64_t store, bool all)
{
	const struct sw_node n = *sw_term_node(space->terms, t);

	if (!n.has_mem)
		return false;
	if (n.op == SW_MEM && n.number == store &&
	    (all || version_of(space, state, sw_term_mem(space->terms, n.a, n.name, 0)) != store))
		return true;
	return (n.a && is_stale(space, state, n.a, store, all)) || (n.b && is_stale(space, state, n.b, store, all));
}

static void forget_stale(struct sw_space *space, struct sw_state *state, int64_t store, bool all)
{
	REMOVE_IF(struct sw_binding, &state->bindings,
		  is_stale(space, state, it->key, store, all) || is_stale(space, state, it->value, store, all));
	REMOVE_IF(struct sw_fact, &state->facts, is_stale(space, state, it->term, store, all));
	REMOVE_IF(struct sw_saved_irq, &state->saved, is_stale(space, state, it->flags, store, all));
}

void sw_state_forget_store(struct sw_space *space, struct sw_state *state, int64_t store)
{
	forget_stale(space, state, store, true);
}

static void bind(struct sw_space *space, struct sw_state *state, sw_term key, sw_term value)
{
	if (!value || value == key)
		return;
	if (sw_term_node(space->terms, value)->depth > SW_BOUND_DEPTH) {
		struct sw_values values = sw_state_eval(space, state, value);

		if (!sw_values_is_any(&values))
			set_fact(space, state, key, &values, true);
		return;
	}
	for (uint32_t i = 0; i < state->bindings.n; i++) {
		if (state->bindings.at[i].key == key) {
			state->bindings.at[i].value = value;
			return;
		}
	}
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
	const struct sw_node *n;
	struct sw_values values = sw_state_eval(space, state, value);
	sw_term key;

	if (!place)
		return;
	set_version(space, state, place, store);
	n = sw_term_node(space->terms, place);
	key = sw_term_mem(space->terms, n->a, n->name, store);
	if (value && !is_stale(space, state, value, store, true))
		bind(space, state, key, value);
	else if (!sw_values_is_any(&values))
		set_fact(space, state, key, &values, false);
}

/* Does PLACE lie in what T, which PART is the node of, is the address of? */
static bool is_part(const struct sw_terms *terms, sw_term place, sw_term t, const struct sw_node *part)
{
	const struct sw_node *n = sw_term_node(terms, place);

	if (place == t || part->op != SW_ADDR)
		return sw_term_holds(terms, place, t);
	return n->a == part->a && is_below(n->name, part->name);
}

static void clobber(struct sw_space *space, struct sw_state *state, sw_term t, int64_t store)
{
	const struct sw_node part = *sw_term_node(space->terms, t);

	REMOVE_IF(struct sw_version, &state->versions, is_part(space->terms, it->place, t, &part));
	set_version(space, state, t, store);
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

	if (!below)
		return;
	clobber(space, state, below, store);
	for (unsigned i = 0; i < n; i++) {
		sw_term place = sw_term_mem(space->terms, below, pieces[i].path, 0);
		const struct sw_node *node = sw_term_node(space->terms, place);
		sw_term key = place ? sw_term_mem(space->terms, node->a, node->name, store) : 0;

		if (!key || is_stale(space, state, pieces[i].value, store, true))
			continue;
		set_version(space, state, place, store);
		bind(space, state, key, pieces[i].value);
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
			set_fact(space, state, b.key, &values, false);
	}
	REMOVE_IF(struct sw_binding, &state->bindings,
		  sw_term_holds(terms, it->key, val) || sw_term_holds(terms, it->value, val));
	REMOVE_IF(struct sw_fact, &state->facts, sw_term_holds(terms, it->term, val));
	REMOVE_IF(struct sw_version, &state->versions, sw_term_holds(terms, it->place, val));
	REMOVE_IF(struct sw_saved_irq, &state->saved, sw_term_holds(terms, it->flags, val));
}

void sw_state_bind(struct sw_space *space, struct sw_state *state, sw_term val, sw_term value)
{
	sw_state_forget(space, state, val);
	if (value && !sw_term_holds(space->terms, value, val))
		bind(space, state, val, value);
}

enum { STEP = 4096 };

/* A pointer to an object, or one that was moved on by an element: it stays in the object. */
static bool stays_object(struct sw_space *space, const struct sw_state *state, sw_term t)
{
	const struct sw_node n = *sw_term_node(space->terms, t);
	struct sw_values now = sw_state_eval(space, state, t), object = sw_values_object();
	int64_t step;

	if (sw_values_within(&now, &object))
		return true;
	return n.op == SW_ADD && sw_term_is_const(space->terms, n.b, &step) && step > 0 && step < STEP &&
	       stays_object(space, state, n.a);
}

void sw_state_assign(struct sw_space *space, struct sw_state *state, const struct sw_assign *assigns, uint32_t n, bool back)
{
	sw_term *values = sw_alloc(space->scratch, (n + 1) * sizeof *values);
	bool *object = sw_alloc(space->scratch, n + 1);
	struct sw_values set = sw_values_object();

	for (uint32_t i = 0; i < n; i++)
		values[i] = sw_state_resolve(space, state, assigns[i].from);
	for (uint32_t i = 0; i < n; i++) {
		object[i] = stays_object(space, state, values[i]);
		/* a value over a VAL of this edge (a loop's counter) means the old one: nothing is known of the new */
		for (uint32_t j = 0; j < n; j++)
			if (sw_term_holds(space->terms, values[i], assigns[j].val) && values[i] != assigns[i].val)
				values[i] = 0;
	}
	for (uint32_t i = 0; i < n; i++)
		if (values[i] != assigns[i].val)
			sw_state_forget(space, state, assigns[i].val);
	for (uint32_t i = 0; i < n; i++)
		if (!back || !sw_term_node(space->terms, values[i])->has_mem)
			bind(space, state, assigns[i].val, values[i]);
	/* of what can not be bound, one thing is kept that loops ask for: that it is a pointer to something */
	for (uint32_t i = 0; i < n; i++)
		if (object[i] && values[i] != assigns[i].val && !find_binding(state, assigns[i].val))
			set_fact(space, state, assigns[i].val, &set, true);
}

struct keeping {
	struct sw_space *space;
	const struct sw_live *live;
	uint32_t block;
	uint64_t *through; /* VALs that bindings of what is live speak of */
};

static bool all_live(const struct keeping *k, sw_term t)
{
	const struct sw_node *n = sw_term_node(k->space->terms, t);

	if (!n->has_val)
		return true;
	if (n->op == SW_VAL)
		return sw_live_has(k->live, k->block, n->number) ||
		       k->through[(uint64_t)n->number / 64] >> (uint64_t)n->number % 64 & 1;
	return all_live(k, n->a) && (!n->b || all_live(k, n->b));
}

static void keep(struct keeping *k, sw_term t)
{
	const struct sw_node *n = sw_term_node(k->space->terms, t);

	if (!n->has_val)
		return;
	if (n->op == SW_VAL) {
		k->through[(uint64_t)n->number / 64] |= (uint64_t)1 << (uint64_t)n->number % 64;
		return;
	}
	keep(k, n->a);
	if (n->b)
		keep(k, n->b);
}

void sw_state_forget_dead(struct sw_space *space, struct sw_state *state, const struct sw_live *live, uint32_t block)
{
	struct keeping k = { space, live, block, NULL };

	if (!live->bits)
		return;
	k.through = sw_alloc(space->scratch, live->words * sizeof *k.through);
	/* newest last: what a binding speaks of was bound before it */
	for (uint32_t i = state->bindings.n; i-- > 0;)
		if (all_live(&k, state->bindings.at[i].key))
			keep(&k, state->bindings.at[i].value);
	REMOVE_IF(struct sw_binding, &state->bindings, !all_live(&k, it->key));
	REMOVE_IF(struct sw_fact, &state->facts, !all_live(&k, it->term));
	REMOVE_IF(struct sw_version, &state->versions, !all_live(&k, it->place));
	REMOVE_IF(struct sw_saved_irq, &state->saved, !all_live(&k, it->flags));
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

static bool versions_within(struct sw_space *space, const struct sw_state *a, const struct sw_state *b)
{
	for (uint32_t i = 0; i < a->versions.n; i++) {
		sw_term place = a->versions.at[i].place;
		const int64_t *other = find_version(b, place);

		if (sw_term_node(space->terms, place)->op == SW_MEM ? version_of(space, b, place) != a->versions.at[i].store
								     : !other || *other != a->versions.at[i].store)
			return false;
	}
	return true;
}

bool sw_state_covers(struct sw_space *space, const struct sw_state *a, const struct sw_state *b)
{
	if (!(a->inexact ? sw_vector_within(&b->vector, &a->vector) : sw_vector_equal(&b->vector, &a->vector)) ||
	    a->inexact < b->inexact || a->blurred < b->blurred || a->doubtful != b->doubtful || !same_saved(a, b) ||
	    !versions_within(space, a, b) || !versions_within(space, b, a))
		return false;
	for (uint32_t i = 0; i < a->bindings.n; i++)
		if (find_binding(b, a->bindings.at[i].key) != a->bindings.at[i].value)
			return false;
	for (uint32_t i = 0; i < a->facts.n; i++) {
		struct sw_values values = sw_state_eval(space, b, sw_state_resolve(space, b, a->facts.at[i].term));

		if (!sw_values_within(&values, &a->facts.at[i].values))
			return false;
	}
	return true;
}

static struct sw_values unknown(void *cookie, sw_term t)
{
	(void)cookie;
	(void)t;
	return sw_values_any();
}

/* Is it so of every value of T anyway (0 or 64 of x & 64)? */
static bool says_nothing(struct sw_space *space, sw_term t, const struct sw_values *values)
{
	struct sw_values all;

	if (sw_values_is_any(values))
		return true;
	if (sw_term_node(space->terms, t)->op < SW_NOT)
		return false;
	all = sw_term_eval(space->terms, t, unknown, NULL);
	return sw_values_within(&all, values);
}

/* Adds to TO what A and B both know of T. */
static void join_values(struct sw_space *space, struct sw_state *to, sw_term t, const struct sw_values *a,
			const struct sw_values *b, bool widen, bool implied)
{
	struct sw_values both = sw_values_unite(a, b);

	if (!t || (widen && !sw_values_equal(a, b)) || says_nothing(space, t, &both) || sw_state_fact(to, t))
		return;
	set_fact(space, to, t, &both, implied);
}

static void join_facts(struct sw_space *space, struct sw_state *to, const struct sw_state *a, const struct sw_state *b,
		       bool widen)
{
	for (uint32_t i = 0; i < a->facts.n; i++) {
		const struct sw_fact *f = &a->facts.at[i], *same = sw_state_fact(b, f->term);
		struct sw_values other;

		if (!same)
			other = sw_state_eval(space, b, sw_state_resolve(space, b, f->term));
		join_values(space, to, f->term, &f->values, same ? &same->values : &other, widen, f->implied);
	}
}

static void join_bindings(struct sw_space *space, struct sw_state *to, const struct sw_state *a,
			  const struct sw_state *b, bool widen)
{
	for (uint32_t i = 0; i < a->bindings.n; i++) {
		const struct sw_binding *binding = &a->bindings.at[i];
		sw_term other = find_binding(b, binding->key);
		struct sw_values va, vb;

		if (other == binding->value) {
			bind(space, to, binding->key, other);
			continue;
		}
		va = sw_state_eval(space, a, binding->value);
		vb = sw_state_eval(space, b, other ? other : binding->key);
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

	if (base)
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
		join_values(space, to, rename(space, f->term, mine, joined), &f->values, &theirs, widen, f->implied);
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

/* A place that A and B wrote differently gets a version of the join's own. */
static void join_versions(struct sw_space *space, struct sw_state *to, const struct sw_state *a,
			  const struct sw_state *b, int64_t version, bool widen)
{
	for (uint32_t i = 0; i < a->versions.n; i++) {
		sw_term place = a->versions.at[i].place;
		struct sw_node n = *sw_term_node(space->terms, place);
		sw_term mine, other, joined;
		struct sw_values va, vb;

		if (n.op != SW_MEM) { /* a clobbered variable */
			const int64_t *there = find_version(b, place);

			set_version(space, to, place, there && *there == a->versions.at[i].store ? *there : version);
			continue;
		}
		if (version_of(space, a, place) == version_of(space, b, place)) {
			set_version(space, to, place, a->versions.at[i].store);
			continue;
		}
		set_version(space, to, place, version);
		mine = sw_state_read(space, a, n.a, n.name);
		other = sw_state_read(space, b, n.a, n.name);
		joined = sw_term_mem(space->terms, n.a, n.name, version);
		if (mine == other) {
			bind(space, to, joined, mine);
			continue;
		}
		va = sw_state_eval(space, a, mine);
		vb = sw_state_eval(space, b, other);
		join_values(space, to, joined, &va, &vb, widen, false);
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
	struct sw_state *copy = sw_state_copy(space, state);

	forget_stale(space, copy, version, false);
	return copy;
}

struct sw_state *sw_state_join(struct sw_space *space, const struct sw_state *a, const struct sw_state *b, bool widen,
			       int64_t version)
{
	struct sw_state *to = SW_NEW(space->scratch, struct sw_state);

	b = without_stale(space, b, version);
	to->inexact = a->inexact || b->inexact;
	to->blurred = a->blurred || b->blurred;
	to->doubtful = a->doubtful || b->doubtful;
	to->trail = a->trail;
	to->last = a->last;
	to->jump = a->jump;
	join_vectors(to, a, b, widen);
	join_versions(space, to, a, b, version, widen);
	join_versions(space, to, b, a, version, widen);
	join_bindings(space, to, a, b, widen);
	join_bindings(space, to, b, a, widen);
	join_facts(space, to, a, b, widen);
	join_facts(space, to, b, a, widen);
	for (uint32_t i = 0; i < a->saved.n; i++)
		for (uint32_t j = 0; j < b->saved.n; j++)
			if (a->saved.at[i].flags == b->saved.at[j].flags &&
			    sw_transfer_equal(a->saved.at[i].irq, b->saved.at[j].irq))
				*sw_vec_push(space->scratch, &to->saved) = a->saved.at[i];
	return to;
}

struct sw_guard sw_state_guard(struct sw_space *space, const struct sw_state *state)
{
	struct sw_guard guard = { 0 };

	for (uint32_t i = 0; i < state->facts.n; i++)
		if (!state->facts.at[i].implied && sw_term_node(space->terms, state->facts.at[i].term)->visible)
			sw_guard_add(&guard, state->facts.at[i].term, &state->facts.at[i].values);
	return guard;
}
