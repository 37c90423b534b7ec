// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Abstract states against what they stand for: all ways to give two arguments and two values a number of -1..2. Each
 * operation must keep every way that can be; covers() and join() must be true to the sets.
 */
#include "helper.h"

enum { ARGS = 2, VALS = 2, NUMBERS = 4, WORLDS = NUMBERS * NUMBERS * NUMBERS * NUMBERS, RECIPES = 400, STEPS = 5 };

/* One bit for each way. */
struct set {
	bool has[WORLDS];
};

static int64_t number_of(unsigned world, unsigned leaf)
{
	return (int64_t)(world >> (2 * leaf) & 3) - 1;
}

static int64_t value_of(const struct sw_terms *terms, sw_term t, unsigned world)
{
	const struct sw_node *n = sw_term_node(terms, t);
	int64_t result = 0;

	if (n->op == SW_CONST)
		return n->number;
	if (n->op == SW_PARAM)
		return number_of(world, (unsigned)n->number - 1);
	if (n->op == SW_VAL)
		return number_of(world, ARGS + (unsigned)n->number - 1);
	assert_int_not_equal(n->a, 0);
	assert_true(reference(n->op, value_of(terms, n->a, world), n->b ? value_of(terms, n->b, world) : n->number,
			      &result));
	return result;
}

static bool is_in(const struct sw_terms *terms, const struct sw_state *state, unsigned world)
{
	for (uint32_t i = 0; i < state->facts.n; i++)
		if (!contains(state->facts.at[i].values, value_of(terms, state->facts.at[i].term, world)))
			return false;
	for (uint32_t i = 0; i < state->bindings.n; i++)
		if (value_of(terms, state->bindings.at[i].key, world) !=
		    value_of(terms, state->bindings.at[i].value, world))
			return false;
	return true;
}

static struct set meaning(const struct sw_terms *terms, const struct sw_state *state)
{
	struct set s;

	for (unsigned w = 0; w < WORLDS; w++)
		s.has[w] = is_in(terms, state, w);
	return s;
}

static bool is_empty(const struct sw_terms *terms, const struct sw_state *state)
{
	for (unsigned w = 0; w < WORLDS; w++)
		if (is_in(terms, state, w))
			return false;
	return true;
}

static unsigned with_number(unsigned world, unsigned leaf, int64_t n)
{
	return (world & ~(3u << (2 * leaf))) | (unsigned)(n + 1) << (2 * leaf);
}

/* ---- random states, each operation checked as it is made ---- */

struct trial {
	struct fixture *f;
	struct sw_space space;
	struct sw_state *state;
	struct set before;
	uint32_t seed;
};

static unsigned pick(struct trial *t, unsigned n)
{
	return next_random(&t->seed) % n;
}

static sw_term some_leaf(struct trial *t)
{
	unsigned choice = pick(t, 5);

	return choice < 2 ? arg(t->f, (int)choice + 1) : choice < 4 ? val(t->f, (int)choice - 1) :
								  number(t->f, (int)pick(t, 4) - 1);
}

static sw_term some_term(struct trial *t)
{
	static const enum sw_op ops[] = { SW_ADD, SW_AND, SW_OR, SW_EQ, SW_NE, SW_LT, SW_LEU };
	sw_term a = some_leaf(t);

	return pick(t, 2) ? a : op(t->f, ops[pick(t, COUNT(ops))], a, some_leaf(t));
}

static struct sw_values some_values(struct trial *t)
{
	const struct sw_values all[] = { sw_values_one(0), sw_values_nonzero(), sw_values_range(0, 1), sw_values_one(1),
					 sw_values_range(INT64_MIN, -1), sw_values_range(1, INT64_MAX) };

	return all[pick(t, COUNT(all))];
}

static void assume(struct trial *t)
{
	sw_term term = some_term(t), resolved = sw_state_resolve(&t->space, t->state, term);
	struct sw_values values = some_values(t);
	struct sw_state *next = sw_state_copy(&t->space, t->state);
	bool can = sw_state_assume(&t->space, next, resolved, &values);

	for (unsigned w = 0; w < WORLDS; w++) {
		bool kept = t->before.has[w] && contains(&values, value_of(&t->f->unit.terms, term, w));

		check(!kept || can, "an assumption that world %u meets is refused", w);
		check(!kept || is_in(&t->f->unit.terms, next, w), "world %u is lost by an assumption", w);
	}
	if (can)
		t->state = next;
}

static void assign(struct trial *t)
{
	struct sw_assign assigns[VALS];
	uint32_t n = 1 + pick(t, VALS), first = pick(t, VALS);

	for (uint32_t i = 0; i < n; i++)
		assigns[i] = (struct sw_assign){ val(t->f, (int)((first + i) % VALS) + 1), some_term(t) };
	sw_state_assign(&t->space, t->state, assigns, n, pick(t, 2));
	for (unsigned w = 0; w < WORLDS; w++) {
		unsigned after = w;
		bool fits = true;

		for (uint32_t i = 0; i < n; i++) {
			int64_t v = value_of(&t->f->unit.terms, assigns[i].from, w);

			fits &= v >= -1 && v < NUMBERS - 1;
			after = fits ? with_number(after, ARGS + (first + i) % VALS, v) : after;
		}
		check(!t->before.has[w] || !fits || is_in(&t->f->unit.terms, t->state, after),
		      "world %u becomes %u, which is lost", w, after);
	}
}

static void forget(struct trial *t)
{
	unsigned which = pick(t, VALS);

	sw_state_forget(&t->space, t->state, val(t->f, (int)which + 1));
	for (unsigned w = 0; w < WORLDS; w++)
		for (int64_t v = -1; v < NUMBERS - 1; v++)
			check(!t->before.has[w] || is_in(&t->f->unit.terms, t->state, with_number(w, ARGS + which, v)),
			      "value %u of world %u is not forgotten", which + 1, w);
}

static void bind(struct trial *t)
{
	unsigned which = pick(t, VALS);
	sw_term term = some_term(t), resolved = sw_state_resolve(&t->space, t->state, term);

	sw_state_bind(&t->space, t->state, val(t->f, (int)which + 1), resolved);
	for (unsigned w = 0; w < WORLDS; w++) {
		int64_t v = value_of(&t->f->unit.terms, term, w);

		check(!t->before.has[w] || v < -1 || v >= NUMBERS - 1 ||
			      is_in(&t->f->unit.terms, t->state, with_number(w, ARGS + which, v)),
		      "world %u is lost", w);
	}
}

static struct sw_state *random_state(struct trial *t)
{
	static void (*const steps[])(struct trial *) = { assume, assume, assign, forget, bind };

	t->state = SW_NEW(&t->f->scratch, struct sw_state);
	for (unsigned n = pick(t, STEPS + 1); n > 0; n--) {
		t->before = meaning(&t->f->unit.terms, t->state);
		steps[pick(t, COUNT(steps))](t);
	}
	return t->state;
}

static struct trial begin_trial(struct fixture *f, uint32_t seed)
{
	return (struct trial){ .f = f, .space = { .terms = &f->unit.terms, .scratch = &f->scratch, .keep = &f->unit.arena }, .seed = seed };
}

static void every_operation_keeps_what_can_be(void **state)
{
	struct trial t = begin_trial(*state, 5);
	unsigned checked = 0;

	for (int i = 0; i < RECIPES; i++) {
		random_state(&t);
		for (unsigned w = 0; w < WORLDS; w++)
			checked += is_in(&t.f->unit.terms, t.state, w);
	}
	/* some states only hold numbers beyond those that are tried; most do not */
	assert_true(checked > 5 * RECIPES);
}

static void eval_holds_what_can_be(void **state)
{
	struct trial t = begin_trial(*state, 11);

	for (int i = 0; i < RECIPES; i++) {
		struct sw_state *s = random_state(&t);
		sw_term term = some_term(&t);
		struct sw_values values = sw_state_eval(&t.space, s, sw_state_resolve(&t.space, s, term));

		for (unsigned w = 0; w < WORLDS; w++)
			if (is_in(&t.f->unit.terms, s, w))
				assert_true(contains(&values, value_of(&t.f->unit.terms, term, w)));
	}
}

static void join_holds_both(void **state)
{
	struct trial t = begin_trial(*state, 23);

	for (int i = 0; i < RECIPES; i++) {
		struct sw_state *a = random_state(&t), *b = random_state(&t);
		struct sw_state *joined = sw_state_join(&t.space, a, b, i % 3 == 0, -1);

		for (unsigned w = 0; w < WORLDS; w++)
			check(!(is_in(&t.f->unit.terms, a, w) || is_in(&t.f->unit.terms, b, w)) ||
				      is_in(&t.f->unit.terms, joined, w), "world %u is lost in join %d", w, i);
	}
}

static void covers_is_inclusion(void **state)
{
	struct trial t = begin_trial(*state, 31);
	unsigned covered = 0;

	for (int i = 0; i < 5 * RECIPES; i++) {
		struct sw_state *a = random_state(&t), *b = random_state(&t);

		assert_true(is_empty(&t.f->unit.terms, a) || sw_state_covers(&t.space, a, a));
		if (!sw_state_covers(&t.space, a, b))
			continue;
		covered++;
		for (unsigned w = 0; w < WORLDS; w++)
			check(!is_in(&t.f->unit.terms, b, w) || is_in(&t.f->unit.terms, a, w), "pair %d, world %u", i,
			      w);
	}
	assert_true(covered > RECIPES / 10);
}

static void vectors_must_be_equal_to_cover(void **state)
{
	struct trial t = begin_trial(*state, 1);
	struct sw_state a = { 0 }, b = { 0 };

	assert_true(sw_state_covers(&t.space, &a, &b));
	b.vector.of[SW_IRQ] = sw_transfer_set(0);
	assert_false(sw_state_covers(&t.space, &a, &b));
}

static void joined_vectors_are_intervals(void **state)
{
	struct trial t = begin_trial(*state, 1);
	struct sw_state a = { 0 }, b = { 0 };
	const struct sw_state *joined;

	b.vector.of[SW_RCU] = sw_transfer_add(2);
	joined = sw_state_join(&t.space, &a, &b, false, -1);
	assert_true(joined->inexact);
	assert_int_equal(joined->vector.of[SW_RCU].lo, 0);
	assert_int_equal(joined->vector.of[SW_RCU].hi, 2);
	joined = sw_state_join(&t.space, &a, &b, true, -1);
	assert_int_equal(joined->vector.of[SW_RCU].hi, SW_MAX);
	assert_false(sw_state_join(&t.space, &a, &a, false, -1)->inexact);
}

/* ---- memory ---- */

static void what_was_written_is_read(void **state)
{
	struct trial t = begin_trial(*state, 1);
	struct fixture *f = t.f;
	struct sw_state s = { 0 };
	sw_term on_entry = sw_state_read(&t.space, &s, arg(f, 1), "x");

	assert_int_equal(on_entry, sw_term_mem(&f->unit.terms, arg(f, 1), "x", 0));
	sw_state_write(&t.space, &s, arg(f, 1), "x", number(f, 5), 1);
	assert_int_equal(sw_state_read(&t.space, &s, arg(f, 1), "x"), number(f, 5));
	assert_int_not_equal(sw_state_read(&t.space, &s, arg(f, 1), "y"), number(f, 5));
	assert_int_not_equal(sw_state_read(&t.space, &s, arg(f, 2), "x"), number(f, 5));
	sw_state_write(&t.space, &s, arg(f, 1), "x", 0, 2);
	assert_int_not_equal(sw_state_read(&t.space, &s, arg(f, 1), "x"), number(f, 5));
	assert_int_not_equal(sw_state_read(&t.space, &s, arg(f, 1), "x"), on_entry);
	assert_int_equal(sw_state_read(&t.space, &s, 0, "x"), 0);
}

static void a_part_is_read_below_its_whole(void **state)
{
	struct trial t = begin_trial(*state, 1);
	struct fixture *f = t.f;
	struct sw_state s = { 0 };
	sw_term part = sw_term_addr(&f->unit.terms, arg(f, 1), "a");

	sw_state_write(&t.space, &s, part, "b", number(f, 5), 1);
	assert_int_equal(sw_state_read(&t.space, &s, arg(f, 1), "a.b"), number(f, 5));
}

static void a_copy_has_what_its_origin_has(void **state)
{
	struct trial t = begin_trial(*state, 1);
	struct fixture *f = t.f;
	struct sw_state s = { 0 };

	sw_state_write(&t.space, &s, local(f, 1), "x", number(f, 5), 1);
	sw_state_write(&t.space, &s, local(f, 2), "y", number(f, 6), 2);
	sw_state_copy_memory(&t.space, &s, local(f, 2), "", local(f, 1), 3);
	assert_int_equal(sw_state_read(&t.space, &s, local(f, 2), "x"), number(f, 5));
	assert_int_not_equal(sw_state_read(&t.space, &s, local(f, 2), "y"), number(f, 6));
	sw_state_write(&t.space, &s, local(f, 1), "x", number(f, 7), 4);
	assert_int_equal(sw_state_read(&t.space, &s, local(f, 2), "x"), number(f, 5));
}

/* Whatever lies at the goal of a copy is not what it was. */
static void a_copy_over_memory_of_others(void **state)
{
	struct trial t = begin_trial(*state, 1);
	struct fixture *f = t.f;
	struct sw_state s = { 0 };

	sw_state_write(&t.space, &s, arg(f, 1), "x", number(f, 5), 1);
	sw_state_copy_memory(&t.space, &s, arg(f, 1), "", arg(f, 2), 2);
	assert_int_not_equal(sw_state_read(&t.space, &s, arg(f, 1), "x"), number(f, 5));
}

static void a_clobbered_variable_is_unknown(void **state)
{
	struct trial t = begin_trial(*state, 1);
	struct fixture *f = t.f;
	struct sw_state s = { 0 };

	sw_state_write(&t.space, &s, local(f, 1), "x", number(f, 5), 1);
	sw_state_write(&t.space, &s, local(f, 2), "x", number(f, 6), 2);
	sw_state_clobber_local(&t.space, &s, sw_term_addr(&f->unit.terms, local(f, 1), "x"), 3);
	assert_int_not_equal(sw_state_read(&t.space, &s, local(f, 1), "x"), number(f, 5));
	assert_int_equal(sw_state_read(&t.space, &s, local(f, 2), "x"), number(f, 6));
}

static void zeroed_memory_is_zero_until_it_is_written(void **state)
{
	struct trial t = begin_trial(*state, 1);
	struct fixture *f = t.f;
	struct sw_state s = { 0 }, other = { 0 }, *joined;
	sw_term zero = number(f, 0);

	sw_state_write(&t.space, &s, local(f, 1), "x", number(f, 5), 1);
	sw_state_copy_memory(&t.space, &s, local(f, 1), "", zero, 2);
	assert_int_equal(sw_state_read(&t.space, &s, local(f, 1), "x"), zero);
	assert_int_equal(sw_state_read(&t.space, &s, local(f, 1), "inner.y"), zero);
	assert_int_not_equal(sw_state_read(&t.space, &s, local(f, 2), "x"), zero);
	sw_state_write(&t.space, &s, local(f, 1), "x", number(f, 5), 3);
	assert_int_equal(sw_state_read(&t.space, &s, local(f, 1), "x"), number(f, 5));
	sw_state_copy_memory(&t.space, &s, local(f, 2), "", local(f, 1), 4);
	assert_int_equal(sw_state_read(&t.space, &s, local(f, 2), "x"), number(f, 5));
	assert_int_not_equal(sw_state_read(&t.space, &s, local(f, 2), "y"), zero);
	sw_state_copy_memory(&t.space, &other, local(f, 1), "", zero, 7);
	joined = sw_state_join(&t.space, &s, &other, false, -1);
	assert_int_equal(sw_state_read(&t.space, joined, local(f, 1), "y"), zero);
	assert_int_not_equal(sw_state_read(&t.space, joined, local(f, 2), "y"), zero);
	sw_state_clobber_local(&t.space, &s, local(f, 1), 5);
	assert_int_not_equal(sw_state_read(&t.space, &s, local(f, 1), "y"), zero);
}

static void joined_memory_has_the_values_of_both(void **state)
{
	struct trial t = begin_trial(*state, 1);
	struct fixture *f = t.f;
	struct sw_state a = { 0 }, b = { 0 }, *joined;
	struct sw_values values;

	sw_state_write(&t.space, &a, local(f, 1), "x", number(f, 1), 1);
	sw_state_write(&t.space, &b, local(f, 1), "x", number(f, 3), 2);
	sw_state_write(&t.space, &a, local(f, 1), "y", number(f, 9), 3);
	joined = sw_state_join(&t.space, &a, &b, false, -1);
	values = sw_state_eval(&t.space, joined, sw_state_read(&t.space, joined, local(f, 1), "x"));
	assert_true(contains(&values, 1) && contains(&values, 3));
	assert_false(contains(&values, 2));
	values = sw_state_eval(&t.space, joined, sw_state_read(&t.space, joined, local(f, 1), "y"));
	assert_true(sw_values_is_any(&values));
}

/* The next element of a list keeps no connection to the one before; all else does. */
static void what_a_loop_reads_from_memory_is_not_bound(void **state)
{
	struct trial t = begin_trial(*state, 1);
	struct fixture *f = t.f;
	sw_term next = sw_term_mem(&f->unit.terms, arg(f, 1), "next", 0);
	const struct sw_assign assigns[] = { { val(f, 1), next }, { val(f, 2), arg(f, 2) } };
	struct sw_values object = sw_values_object(), got;

	for (int back = 0; back < 2; back++) {
		struct sw_state s = { 0 };

		assert_true(sw_state_assume(&t.space, &s, next, &object));
		sw_state_assign(&t.space, &s, assigns, 2, back);
		assert_int_equal(sw_state_resolve(&t.space, &s, val(f, 1)), back ? val(f, 1) : next);
		assert_int_equal(sw_state_resolve(&t.space, &s, val(f, 2)), arg(f, 2));
		/* that it is the address of something is kept of it */
		got = sw_state_eval(&t.space, &s, sw_state_resolve(&t.space, &s, val(f, 1)));
		assert_true(sw_values_within(&got, &object));
	}
}

/* for (p = array; ...; p++): P points to something as often as it is moved on; a number that is added is not of a kind. */
static void a_pointer_that_is_moved_on_stays_a_pointer(void **state)
{
	static const struct {
		int64_t step;
		bool stays;
	} steps[] = { { 1, true }, { 64, true }, { 4095, true }, { 4096, false }, { -1, false } };
	struct trial t = begin_trial(*state, 1);
	struct fixture *f = t.f;
	struct sw_values object = sw_values_object(), got;

	for (size_t i = 0; i < COUNT(steps); i++) {
		struct sw_state s = { 0 };
		const struct sw_assign assign = { val(f, 1), op(f, SW_ADD, val(f, 1), number(f, steps[i].step)) };

		assert_true(sw_state_assume(&t.space, &s, val(f, 1), &object));
		for (int round = 0; round < 3; round++)
			sw_state_assign(&t.space, &s, &assign, 1, true);
		got = sw_state_eval(&t.space, &s, sw_state_resolve(&t.space, &s, val(f, 1)));
		check(sw_values_within(&got, &object) == steps[i].stays, "step %" PRId64, steps[i].step);
	}
}

/* A join keeps no fact that holds of every value of its term. */
static void a_join_keeps_only_facts_that_say_something(void **state)
{
	struct trial t = begin_trial(*state, 1);
	struct fixture *f = t.f;
	struct sw_values zero = sw_values_one(0), set = sw_values_one(64), one = sw_values_one(1);
	struct sw_state a = { 0 }, b = { 0 };
	sw_term bit = op(f, SW_AND, arg(f, 1), number(f, 64));
	const struct sw_state *joined;

	assert_true(sw_state_assume(&t.space, &a, bit, &zero));
	assert_true(sw_state_assume(&t.space, &b, bit, &set));
	assert_true(sw_state_assume(&t.space, &a, arg(f, 2), &zero));
	assert_true(sw_state_assume(&t.space, &b, arg(f, 2), &one));
	joined = sw_state_join(&t.space, &a, &b, false, -1);
	assert_null(sw_state_fact(joined, bit));
	assert_non_null(sw_state_fact(joined, arg(f, 2)));
	assert_non_null(sw_state_fact(sw_state_join(&t.space, &a, &a, false, -1), bit));
}

/* ---- what is unsure ---- */

static void what_is_unsure_stays_unsure(void **state)
{
	struct trial t = begin_trial(*state, 1);
	struct sw_state sure = { 0 }, blurred = { .blurred = true }, doubtful = { .doubtful = true };
	const struct sw_state *unsure[] = { &blurred, &doubtful };

	for (int i = 0; i < 2; i++) {
		const struct sw_state *one = sw_state_join(&t.space, &sure, unsure[i], false, -1),
				      *other = sw_state_join(&t.space, unsure[i], &sure, false, -1);

		assert_int_equal(one->blurred, unsure[i]->blurred);
		assert_int_equal(other->blurred, unsure[i]->blurred);
		assert_int_equal(one->doubtful, unsure[i]->doubtful);
		assert_int_equal(other->doubtful, unsure[i]->doubtful);
		assert_false(sw_state_covers(&t.space, &sure, unsure[i]));
	}
	/* a state that is doubtful takes nothing from one that is not */
	assert_false(sw_state_covers(&t.space, &doubtful, &sure));
	assert_true(sw_state_covers(&t.space, &blurred, &sure));
}

/* A branch on what a join forgot is right for some path; the second may be right for none. */
static void what_is_asked_twice_of_a_join_is_blurred(void **state)
{
	struct trial t = begin_trial(*state, 1);
	struct fixture *f = t.f;
	struct sw_values zero = sw_values_one(0), nonzero = sw_values_nonzero();
	struct sw_state a = { 0 }, b = { 0 }, *joined;

	for (int i = 1; i <= 2; i++) {
		assert_true(sw_state_assume(&t.space, &a, arg(f, i), &zero));
		assert_true(sw_state_assume(&t.space, &b, arg(f, i), &nonzero));
	}
	assert_false(a.guessed || b.guessed);
	joined = sw_state_join(&t.space, &a, &b, false, -1);
	assert_true(sw_state_assume(&t.space, joined, arg(f, 3), &zero));
	assert_false(joined->guessed);
	assert_true(sw_state_assume(&t.space, joined, arg(f, 1), &zero));
	assert_true(joined->guessed && !joined->blurred);
	assert_true(sw_state_assume(&t.space, joined, arg(f, 1), &zero)); /* known by now */
	assert_false(joined->blurred);
	assert_true(sw_state_assume(&t.space, joined, arg(f, 2), &nonzero));
	assert_true(joined->blurred);
}

/* No bit of a mask can be set where each is in a mask that is clear. */
static void masks_of_one_word_agree(void **state)
{
	struct trial t = begin_trial(*state, 1);
	struct fixture *f = t.f;
	struct sw_values zero = sw_values_one(0), nonzero = sw_values_nonzero();
	struct sw_state s = { 0 };

	assert_true(sw_state_assume(&t.space, &s, op(f, SW_AND, arg(f, 1), number(f, 7)), &nonzero));
	assert_true(sw_state_assume(&t.space, &s, op(f, SW_AND, arg(f, 1), number(f, 3)), &zero));
	assert_true(sw_state_assume(&t.space, &s, op(f, SW_AND, arg(f, 2), number(f, 4)), &zero));
	assert_false(sw_state_assume(&t.space, &s, op(f, SW_AND, arg(f, 1), number(f, 4)), &zero));
}

/* ---- guards ---- */

static void only_visible_tests_are_a_guard(void **state)
{
	struct trial t = begin_trial(*state, 1);
	struct fixture *f = t.f;
	struct sw_state s = { 0 };
	struct sw_values nonzero = sw_values_nonzero();
	struct sw_guard guard;

	assert_true(sw_state_assume(&t.space, &s, arg(f, 1), &nonzero));
	assert_true(sw_state_assume(&t.space, &s, val(f, 1), &nonzero));
	sw_state_imply_object(&t.space, &s, arg(f, 2));
	guard = sw_state_guard(&t.space, &s);
	assert_string_equal(guard_text(f, &guard), "arg 1 in nonzero");
}

static void facts_have_room_for_the_newest(void **state)
{
	struct trial t = begin_trial(*state, 1);
	struct fixture *f = t.f;
	struct sw_state s = { 0 };
	struct sw_values five = sw_values_one(5), got;

	for (int i = 1; i <= SW_FACTS_ROOM + 10; i++)
		assert_true(sw_state_assume(&t.space, &s, val(f, i), &five));
	assert_true(s.facts.n <= SW_FACTS_ROOM);
	got = sw_state_eval(&t.space, &s, val(f, SW_FACTS_ROOM + 10));
	assert_true(sw_values_equal(&got, &five));
	got = sw_state_eval(&t.space, &s, val(f, 1));
	assert_true(sw_values_is_any(&got));
}

static void a_copied_state_is_a_state_of_its_own(void **state)
{
	struct trial t = begin_trial(*state, 1);
	struct fixture *f = t.f;
	struct sw_state s = { 0 }, *other = sw_state_copy(&t.space, &s);
	struct sw_values zero = sw_values_one(0);

	assert_true(sw_state_assume(&t.space, other, arg(f, 1), &zero));
	sw_state_write(&t.space, other, arg(f, 1), "x", number(f, 1), 1);
	assert_int_equal(s.facts.n, 0);
	assert_int_equal(s.versions.n, 0);
}

/* States with N facts each, two of which differ: nearly all of a state are facts. */
static void kept_states_share_their_facts(void **state)
{
	enum { FACTS = SW_FACTS_ROOM, STATES = 500 };
	struct trial t = begin_trial(*state, 1);
	struct sw_arena facts = { 0 }, states = { 0 };
	struct sw_keeper keeper = { .arena = &facts, .states = &states };
	const struct sw_kept_state *kept[STATES];
	struct sw_state s = { 0 };

	for (int i = 1; i < FACTS; i++) {
		struct sw_values known = sw_values_one(i);

		assert_true(sw_state_assume(&t.space, &s, val(t.f, i), &known));
	}
	sw_state_write(&t.space, &s, arg(t.f, 1), "x", number(t.f, 1), 1);
	for (int i = 0; i < STATES; i++) {
		struct sw_state *one = sw_state_copy(&t.space, &s);
		struct sw_values last = sw_values_one(i % 2);

		assert_true(sw_state_assume(&t.space, one, val(t.f, FACTS), &last));
		kept[i] = sw_state_keep(&keeper, one);
	}
	assert_int_equal(keeper.facts.n, FACTS + 1);
	check(sw_arena_size(&states) < STATES * (sizeof(struct sw_state) + FACTS * sizeof(struct sw_fact) * 2 / 3), "%zu bytes", sw_arena_size(&states));
	for (int i = 0; i < STATES; i++) {
		struct sw_state *again = sw_state_revive(&t.space, &keeper, kept[i]);
		struct sw_values last = sw_values_one(i % 2), got = sw_state_eval(&t.space, again, val(t.f, FACTS));

		assert_true(sw_values_equal(&got, &last));
		assert_int_equal(again->facts.n, FACTS);
		assert_int_equal(again->versions.n, s.versions.n);
		assert_true(sw_state_covers(&t.space, &s, again));
	}
	sw_arena_free(&facts);
	sw_arena_free(&states);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in(every_operation_keeps_what_can_be),
		unit_test_in(eval_holds_what_can_be),
		unit_test_in(join_holds_both),
		unit_test_in(covers_is_inclusion),
		unit_test_in(vectors_must_be_equal_to_cover),
		unit_test_in(joined_vectors_are_intervals),
		unit_test_in(what_was_written_is_read),
		unit_test_in(a_part_is_read_below_its_whole),
		unit_test_in(a_copy_has_what_its_origin_has),
		unit_test_in(a_copy_over_memory_of_others),
		unit_test_in(a_clobbered_variable_is_unknown),
		unit_test_in(zeroed_memory_is_zero_until_it_is_written),
		unit_test_in(joined_memory_has_the_values_of_both),
		unit_test_in(what_a_loop_reads_from_memory_is_not_bound),
		unit_test_in(a_pointer_that_is_moved_on_stays_a_pointer),
		unit_test_in(a_join_keeps_only_facts_that_say_something),
		unit_test_in(what_is_unsure_stays_unsure),
		unit_test_in(what_is_asked_twice_of_a_join_is_blurred),
		unit_test_in(masks_of_one_word_agree),
		unit_test_in(only_visible_tests_are_a_guard),
		unit_test_in(facts_have_room_for_the_newest),
		unit_test_in(a_copied_state_is_a_state_of_its_own),
		unit_test_in(kept_states_share_their_facts),
	};

	return cmocka_run_group_tests_name("state", tests, NULL, NULL);
}
