// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Soundness of evaluation and inference by brute force: terms over two leaves, facts about the leaves, and every pair
 * of values that the facts allow. eval() must hold what C computes; infer() must not exclude a pair that is possible.
 */
#include "helper.h"

static const int64_t values[] = { INT64_MIN, INT64_MIN + 1, -4096, -255, -2, -1, 0, 1, 3, 4, 256, 511, INT64_MAX };
static const int64_t constants[] = { INT64_MIN, -1, 0, 1, 4, 6, INT64_MAX };
static const enum sw_op binary_ops[] = { SW_ADD, SW_MUL, SW_AND, SW_OR, SW_XOR, SW_SHL, SW_SHR, SW_EQ, SW_NE, SW_LT,
					 SW_LE, SW_LTU, SW_LEU };

enum { FACTS = 9, SHAPES = 6 };

static struct sw_values fact(unsigned i)
{
	const struct sw_values facts[FACTS] = {
		sw_values_any(),        sw_values_one(0),      sw_values_nonzero(),
		sw_values_range(-2, 1), sw_values_range(0, 1), sw_values_range(INT64_MIN, -1),
		sw_values_object(),     sw_values_one(-1),     sw_values_range(3, INT64_MAX),
	};

	return facts[i];
}

/* What is known, and, while infer() runs, what was learnt: of the leaves `arg 1` and `arg 2`, and of the whole term. */
struct world {
	struct fixture *f;
	sw_term leaf[2], whole;
	struct sw_values known[2], whole_known, learnt[2];
};

static struct sw_values known(void *cookie, sw_term t)
{
	struct world *w = cookie;

	return t == w->leaf[0] ? w->known[0] : t == w->leaf[1] ? w->known[1] : t == w->whole ? w->whole_known :
									sw_values_any();
}

static void learn(void *cookie, sw_term t, const struct sw_values *set)
{
	struct world *w = cookie;

	assert_int_not_equal(t, w->whole);
	for (int i = 0; i < 2; i++)
		if (t == w->leaf[i])
			w->learnt[i] = sw_values_intersect(&w->learnt[i], set);
	if (t != w->leaf[0] && t != w->leaf[1])
		sw_term_infer(&w->f->unit.terms, t, set, known, learn, w);
}

/* A term of one of six shapes, and what C computes for it. */
struct shape {
	unsigned kind;
	enum sw_op one, two;
	int64_t c;
};

static sw_term make(struct world *w, const struct shape *s)
{
	struct fixture *f = w->f;
	sw_term x = w->leaf[0], y = w->leaf[1], c = number(f, s->c);

	switch (s->kind) {
	case 0:
		return op(f, s->one, x, y);
	case 1:
		return op(f, s->one, x, c);
	case 2:
		return op(f, s->one, c, x);
	case 3:
		return op(f, s->two, op(f, s->one, x, c), y);
	case 4:
		return op(f, s->one, sw_term_unary(&f->unit.terms, SW_NEG, x, 0), c);
	default:
		return op(f, s->one, sw_term_unary(&f->unit.terms, SW_ZEXT, x, 8),
			  sw_term_unary(&f->unit.terms, SW_NOT, y, 0));
	}
}

static bool compute(const struct shape *s, int64_t x, int64_t y, int64_t *result)
{
	int64_t inner = 0, other = 0;

	switch (s->kind) {
	case 0:
		return reference(s->one, x, y, result);
	case 1:
		return reference(s->one, x, s->c, result);
	case 2:
		return reference(s->one, s->c, x, result);
	case 3:
		return reference(s->one, x, s->c, &inner) && reference(s->two, inner, y, result);
	case 4:
		return reference(SW_NEG, x, 0, &inner) && reference(s->one, inner, s->c, result);
	default:
		return reference(SW_ZEXT, x, 8, &inner) && reference(SW_NOT, y, 0, &other) &&
		       reference(s->one, inner, other, result);
	}
}

/* What infer() takes for granted of the operand of a ZEXT: it is off by one time 2^bits at most. */
static bool is_like_a_sum(const struct shape *s, int64_t x)
{
	return s->kind < 5 || (x > -256 && x < 512);
}

typedef void trial_fn(struct world *w, const struct shape *s);

/* Every shape, operation and constant; the second operation of shape 3 goes round. */
static void for_shapes(struct fixture *f, trial_fn *trial)
{
	struct world w = { .f = f, .leaf = { arg(f, 1), arg(f, 2) }, .whole_known = sw_values_any() };
	unsigned turn = 0;

	for (unsigned kind = 0; kind < SHAPES; kind++) {
		for (size_t o = 0; o < COUNT(binary_ops); o++) {
			for (size_t c = 0; c < COUNT(constants); c++) {
				struct shape s = { kind, binary_ops[o], binary_ops[turn++ % COUNT(binary_ops)],
						   constants[c] };

				w.whole = make(&w, &s);
				if (w.whole > 0 && w.whole != w.leaf[0] && w.whole != w.leaf[1])
					trial(&w, &s);
			}
		}
	}
}

static void for_facts(struct world *w, const struct shape *s, trial_fn *trial)
{
	for (unsigned i = 0; i < FACTS; i++) {
		for (unsigned j = 0; j < FACTS; j++) {
			w->known[0] = fact(i);
			w->known[1] = fact(j);
			trial(w, s);
		}
	}
}

static void eval_holds(struct world *w, const struct shape *s)
{
	struct sw_values set = sw_term_eval(&w->f->unit.terms, w->whole, known, w);
	int64_t result;

	for (size_t x = 0; x < COUNT(values); x++)
		for (size_t y = 0; y < COUNT(values); y++)
			if (contains(&w->known[0], values[x]) && contains(&w->known[1], values[y]) &&
			    compute(s, values[x], values[y], &result))
				check(contains(&set, result),
				      "shape %u, %d, %d, %" PRId64 " of %" PRId64 " and %" PRId64 " can be %" PRId64,
				      s->kind, s->one, s->two, s->c, values[x], values[y], result);
}

static void eval_over_facts(struct world *w, const struct shape *s)
{
	for_facts(w, s, eval_holds);
}

static void eval_holds_every_value(void **state)
{
	for_shapes(*state, eval_over_facts);
}

static void infer_keeps(struct world *w, const struct shape *s)
{
	const struct sw_values results[] = { sw_values_one(0),       sw_values_one(1),       sw_values_nonzero(),
					     sw_values_range(-2, 2), sw_values_range(5, INT64_MAX), sw_values_one(-1),
					     sw_values_range(INT64_MIN, 0) };
	int64_t result;

	for (size_t r = 0; r < COUNT(results); r++) {
		w->learnt[0] = w->learnt[1] = sw_values_any();
		sw_term_infer(&w->f->unit.terms, w->whole, &results[r], known, learn, w);
		for (size_t x = 0; x < COUNT(values); x++)
			for (size_t y = 0; y < COUNT(values); y++)
				if (contains(&w->known[0], values[x]) && contains(&w->known[1], values[y]) &&
				    is_like_a_sum(s, values[x]) && compute(s, values[x], values[y], &result) &&
				    contains(&results[r], result))
					check(contains(&w->learnt[0], values[x]) && contains(&w->learnt[1], values[y]),
					      "shape %u, %d, %d, %" PRId64 ": %" PRId64 " and %" PRId64 " give %" PRId64
					      ", and were excluded",
					      s->kind, s->one, s->two, s->c, values[x], values[y], result);
	}
}

static void infer_over_facts(struct world *w, const struct shape *s)
{
	for_facts(w, s, infer_keeps);
}

static void infer_excludes_nothing_possible(void **state)
{
	for_shapes(*state, infer_over_facts);
}

/* The operands that give VALUES, off by one time 2^bits at most, are learnt, and no others of those. */
static void infer_of_zext_is_exact_for_sums(void **state)
{
	struct fixture *f = *state;
	struct world w = { .f = f, .leaf = { arg(f, 1), arg(f, 2) }, .whole_known = sw_values_any() };
	const struct sw_values results[] = { sw_values_one(0), sw_values_one(1), sw_values_one(255), sw_values_nonzero(),
					     sw_values_range(3, 200), sw_values_range(128, INT64_MAX),
					     sw_values_range(0, 255), sw_values_any() };

	w.known[0] = w.known[1] = sw_values_any();
	w.whole = sw_term_unary(&f->unit.terms, SW_ZEXT, w.leaf[0], 8);
	for (size_t r = 0; r < COUNT(results); r++) {
		w.learnt[0] = w.learnt[1] = sw_values_any();
		sw_term_infer(&f->unit.terms, w.whole, &results[r], known, learn, &w);
		for (int64_t x = -255; x < 512; x++)
			check(!contains(&results[r], x & 255) || contains(&w.learnt[0], x), "row %zu: %" PRId64, r, x);
		if (r < 3)
			for (int64_t x = -255; x < 512; x++)
				check(contains(&results[r], x & 255) == contains(&w.learnt[0], x), "row %zu: %" PRId64,
				      r, x);
	}
}

/* A fact about the whole term counts too. */
static void eval_heeds_what_is_known_of_the_whole(void **state)
{
	struct fixture *f = *state;
	struct world w = { .f = f, .leaf = { arg(f, 1), arg(f, 2) } };
	struct sw_values set;

	w.known[0] = w.known[1] = sw_values_any();
	w.whole = op(f, SW_XOR, w.leaf[0], w.leaf[1]);
	w.whole_known = sw_values_range(0, 3);
	set = sw_term_eval(&f->unit.terms, w.whole, known, &w);
	assert_true(sw_values_equal(&set, &w.whole_known));
}

/* What must be found, for guards in kernel code to settle: one row is what is known, and what has to follow. */
static void eval_is_sharp_where_it_matters(void **state)
{
	struct fixture *f = *state;
	struct sw_terms *t = &f->unit.terms;
	struct world w = { .f = f, .leaf = { arg(f, 1), arg(f, 2) }, .whole_known = sw_values_any() };
	const struct {
		sw_term term;
		struct sw_values first, want;
	} rows[] = {
		{ op(f, SW_AND, w.leaf[0], number(f, 0x400)), sw_values_one(0xcc0), sw_values_one(0x400) },
		{ op(f, SW_AND, w.leaf[0], number(f, 0x400)), sw_values_one(0x820), sw_values_one(0) },
		{ op(f, SW_AND, w.leaf[0], number(f, 6)), sw_values_any(), sw_values_range(0, 6) },
		{ op(f, SW_EQ, w.leaf[0], number(f, 0)), sw_values_object(), sw_values_one(0) },
		{ op(f, SW_NE, w.leaf[0], number(f, 0)), sw_values_nonzero(), sw_values_one(1) },
		{ op(f, SW_LT, w.leaf[0], number(f, 0)), sw_values_range(-4095, -1), sw_values_one(1) },
		{ op(f, SW_LTU, number(f, -4096), w.leaf[0]), sw_values_range(-4095, -1), sw_values_one(1) },
		{ op(f, SW_LTU, number(f, -4096), w.leaf[0]), sw_values_object(), sw_values_one(0) },
		{ op(f, SW_ADD, w.leaf[0], number(f, 3)), sw_values_range(0, 2), sw_values_range(3, 5) },
		{ sw_term_unary(t, SW_ZEXT, w.leaf[0], 8), sw_values_any(), sw_values_range(0, 255) },
		{ sw_term_unary(t, SW_SEXT, w.leaf[0], 8), sw_values_any(), sw_values_range(-128, 127) },
		{ sw_term_unary(t, SW_ZEXT, w.leaf[0], 8), sw_values_range(1, 2), sw_values_range(1, 2) },
		{ sw_term_unary(t, SW_NOT, w.leaf[0], 0), sw_values_range(0, 1), sw_values_range(-2, -1) },
		{ op(f, SW_OR, w.leaf[0], w.leaf[1]), sw_values_nonzero(), sw_values_nonzero() },
		{ sw_term_unary(t, SW_BITS, w.leaf[0], 0xff), sw_values_range(1, 9), sw_values_range(1, 0xff) },
		{ sw_term_unary(t, SW_BITS, w.leaf[0], 0xff), sw_values_one(0), sw_values_one(0) },
		{ sw_term_unary(t, SW_BITS, w.leaf[0], 2), sw_values_range(1, 9), sw_values_one(2) },
		{ sw_term_unary(t, SW_BITS, w.leaf[0], 0xff), sw_values_range(0, 9), sw_values_range(0, 0xff) },
		{ sw_term_unary(t, SW_SOME, w.leaf[0], 0xff), sw_values_range(1, 9), sw_values_range(0, 0xff) },
		{ sw_term_unary(t, SW_SOME, w.leaf[0], 0xff), sw_values_one(0), sw_values_one(0) },
		{ sw_term_unary(t, SW_ENTERED, w.leaf[0], 0xff), sw_values_range(1, 9), sw_values_range(0, 0xff) },
		{ sw_term_unary(t, SW_ENTERED, w.leaf[0], 0xff), sw_values_one(0), sw_values_one(0) },
		{ address(f, "object"), sw_values_any(), sw_values_object() },
		{ sw_term_addr(t, w.leaf[0], "x"), sw_values_any(), sw_values_object() },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct sw_values got;
		char a[80], b[80];

		w.known[0] = rows[i].first;
		w.known[1] = sw_values_any();
		got = sw_term_eval(t, rows[i].term, known, &w);
		check(sw_values_equal(&got, &rows[i].want), "row %zu: %s, not %s", i,
		      sw_values_print(&got, a, sizeof a), sw_values_print(&rows[i].want, b, sizeof b));
	}
}

static void infer_is_sharp_where_it_matters(void **state)
{
	struct fixture *f = *state;
	struct sw_terms *t = &f->unit.terms;
	sw_term x = arg(f, 1), zero = number(f, 0);
	const struct {
		sw_term term;
		struct sw_values is, want;
	} rows[] = {
		{ op(f, SW_EQ, x, number(f, 5)), sw_values_one(1), sw_values_one(5) },
		{ op(f, SW_NE, x, zero), sw_values_one(0), sw_values_one(0) },
		{ op(f, SW_NE, x, zero), sw_values_one(1), sw_values_nonzero() },
		{ op(f, SW_LT, x, zero), sw_values_one(1), sw_values_range(INT64_MIN, -1) },
		{ op(f, SW_LT, x, zero), sw_values_one(0), sw_values_range(0, INT64_MAX) },
		{ op(f, SW_LTU, number(f, -4096), x), sw_values_one(1), sw_values_range(-4095, -1) },
		{ op(f, SW_ADD, x, number(f, 1)), sw_values_one(1), sw_values_one(0) },
		{ op(f, SW_AND, x, arg(f, 2)), sw_values_nonzero(), sw_values_nonzero() },
		{ op(f, SW_OR, x, arg(f, 2)), sw_values_one(0), sw_values_one(0) },
		{ sw_term_unary(t, SW_NEG, x, 0), sw_values_range(1, 2), sw_values_range(-2, -1) },
		{ sw_term_unary(t, SW_NOT, x, 0), sw_values_one(-1), sw_values_one(0) },
		{ sw_term_unary(t, SW_BITS, x, 0xff), sw_values_nonzero(), sw_values_nonzero() },
		{ sw_term_unary(t, SW_BITS, x, 0xff), sw_values_one(0), sw_values_one(0) },
		{ sw_term_unary(t, SW_SOME, x, 0xff), sw_values_nonzero(), sw_values_nonzero() },
		{ sw_term_unary(t, SW_SOME, x, 0xff), sw_values_one(0), sw_values_any() },
		{ sw_term_unary(t, SW_ENTERED, x, 0xff), sw_values_one(0), sw_values_any() },
		{ op(f, SW_OR, sw_term_unary(t, SW_BITS, x, 1), arg(f, 2)), sw_values_one(0), sw_values_one(0) },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct world w = { .f = f, .leaf = { x, arg(f, 2) }, .whole = rows[i].term };
		char a[80], b[80];

		w.whole_known = w.known[0] = w.known[1] = w.learnt[0] = w.learnt[1] = sw_values_any();
		sw_term_infer(t, rows[i].term, &rows[i].is, known, learn, &w);
		check(sw_values_equal(&w.learnt[0], &rows[i].want), "row %zu: %s, not %s", i,
		      sw_values_print(&w.learnt[0], a, sizeof a), sw_values_print(&rows[i].want, b, sizeof b));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in(eval_holds_every_value),
		unit_test_in(infer_excludes_nothing_possible),
		unit_test_in(infer_of_zext_is_exact_for_sums),
		unit_test_in(eval_heeds_what_is_known_of_the_whole),
		unit_test_in(eval_is_sharp_where_it_matters),
		unit_test_in(infer_is_sharp_where_it_matters),
	};

	return cmocka_run_group_tests_name("eval", tests, NULL, NULL);
}
