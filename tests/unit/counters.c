// SPDX-License-Identifier: GPL-2.0-or-later
/* The laws of ranges and transfers, by trying all small ones, and how they are printed. */
#include "helper.h"

enum { LEAST = -1, MOST = 4 };

#define for_small(x) for (int x = LEAST; x <= MOST; x++)
/* Empty ones are among them. */
#define for_ranges(r)                                                                                                  \
	for (struct sw_range r = { LEAST, LEAST }; r.lo <= MOST;                                                       \
	     r.hi == MOST ? (void)(r = (struct sw_range){ r.lo + 1, LEAST }) : (void)r.hi++)

static bool in(int x, struct sw_range r)
{
	return r.lo <= x && x <= r.hi;
}

struct transfers {
	struct sw_transfer at[200];
	size_t n;
};

/* All `x+d` with d in -2..2 and all `=c` with c in 0..3, exact or joined; and those with an infinite end. */
static struct transfers all_transfers(void)
{
	static const int deltas[] = { SW_MIN, -2, -1, 0, 1, 2, SW_MAX }, counts[] = { 0, 1, 2, 3, SW_MAX };
	struct transfers all = { .n = 0 };

	for (size_t lo = 0; lo < COUNT(deltas) - 1; lo++)
		for (size_t hi = lo ? lo : 1; hi < COUNT(deltas); hi++)
			all.at[all.n++] = (struct sw_transfer){ false, deltas[lo], deltas[hi] };
	for (size_t lo = 0; lo < COUNT(counts) - 1; lo++)
		for (size_t hi = lo; hi < COUNT(counts); hi++)
			all.at[all.n++] = (struct sw_transfer){ true, counts[lo], counts[hi] };
	return all;
}

#define for_transfers(t)                                                                                               \
	for (struct transfers t##s = all_transfers(), *t##p = &t##s; t##p; t##p = NULL)                                \
		for (struct sw_transfer *t = t##s.at; t < t##s.at + t##s.n; t++)

/* ---- ranges ---- */

static void range_meet_is_intersection(void **state)
{
	(void)state;
	for_ranges(a)
		for_ranges(b)
			for_small(x)
				check(in(x, sw_range_meet(a, b)) == (in(x, a) && in(x, b)), "%d..%d meet %d..%d at %d",
				      a.lo, a.hi, b.lo, b.hi, x);
}

static void range_join_is_least_upper_bound(void **state)
{
	(void)state;
	for_ranges(a) {
		for_ranges(b) {
			struct sw_range j = sw_range_join(a, b);

			check(sw_range_within(a, j) && sw_range_within(b, j), "%d..%d join %d..%d", a.lo, a.hi, b.lo,
			      b.hi);
			for_ranges(other)
				if (sw_range_within(a, other) && sw_range_within(b, other))
					check(sw_range_within(j, other), "%d..%d join %d..%d is not least", a.lo, a.hi,
					      b.lo, b.hi);
		}
	}
}

static void range_operations_commute_and_associate(void **state)
{
	(void)state;
	for_ranges(a) {
		for_ranges(b) {
			assert_true(sw_range_equal(sw_range_join(a, b), sw_range_join(b, a)));
			assert_true(sw_range_equal(sw_range_meet(a, b), sw_range_meet(b, a)));
			for_ranges(c) {
				assert_true(sw_range_equal(sw_range_join(sw_range_join(a, b), c),
							   sw_range_join(a, sw_range_join(b, c))));
				assert_true(sw_range_equal(sw_range_meet(sw_range_meet(a, b), c),
							   sw_range_meet(a, sw_range_meet(b, c))));
			}
		}
	}
}

static void range_absorption(void **state)
{
	(void)state;
	for_ranges(a) {
		for_ranges(b) {
			assert_true(sw_range_equal(sw_range_meet(a, sw_range_join(a, b)), a));
			assert_true(sw_range_equal(sw_range_join(a, sw_range_meet(a, b)), a));
		}
	}
}

static void range_within_is_subset(void **state)
{
	(void)state;
	for_ranges(a) {
		for_ranges(b) {
			bool subset = true;

			for_small(x)
				subset &= !in(x, a) || in(x, b);
			check(sw_range_within(a, b) == subset, "%d..%d within %d..%d", a.lo, a.hi, b.lo, b.hi);
			check(sw_range_equal(a, b) == (sw_range_within(a, b) && sw_range_within(b, a)),
			      "%d..%d equal %d..%d", a.lo, a.hi, b.lo, b.hi);
		}
	}
}

static void range_top_and_bottom(void **state)
{
	(void)state;
	assert_true(sw_range_is_any(sw_range_any()));
	assert_false(sw_range_is_empty(sw_range_any()));
	for_ranges(a) {
		bool empty = true;

		for_small(x)
			empty &= !in(x, a);
		assert_int_equal(sw_range_is_empty(a), empty);
		assert_false(sw_range_is_any(a));
	}
	assert_false(sw_range_is_any((struct sw_range){ 1, SW_MAX }));
	assert_true(sw_range_equal((struct sw_range){ 1, 0 }, (struct sw_range){ 4, -1 }));
}

static void range_text(void **state)
{
	static const struct {
		struct sw_range range;
		const char *text;
	} rows[] = {
		{ { 0, 0 }, "0" },          { { 3, 3 }, "3" },          { { 0, 1 }, "0..1" },
		{ { 1, SW_MAX }, "1.." },   { { 0, SW_MAX }, "0.." },   { { 1, 0 }, "unsatisfiable" },
		{ { 4, -1 }, "unsatisfiable" }, { { SW_MIN, SW_MAX - 1 }, "-2147483648..2147483646" },
	};
	char buffer[SW_RANGE_TEXT];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_string_equal(sw_range_print(rows[i].range, buffer), rows[i].text);
		assert_ptr_equal(sw_range_print(rows[i].range, buffer), buffer);
	}
}

/* ---- transfers ---- */

static int after(struct sw_transfer t, int by, int x)
{
	int sum = t.set ? by : x + by;

	return sum < 0 ? 0 : sum;
}

/* A finite stand-in for an infinite end. */
static int reach(int end)
{
	return end == SW_MIN ? -9 : end == SW_MAX ? 9 : end;
}

static void apply_is_the_hull_of_what_can_be(void **state)
{
	(void)state;
	for_transfers(t) {
		for (int lo = 0; lo <= MOST; lo++) {
			for (int hi = lo; hi <= MOST; hi++) {
				struct sw_range got = sw_transfer_apply(*t, (struct sw_range){ lo, hi });
				struct sw_range want = { 1, 0 };

				for (int by = reach(t->lo); by <= reach(t->hi); by++)
					for (int x = lo; x <= hi; x++)
						want = sw_range_join(want, (struct sw_range){ after(*t, by, x),
											      after(*t, by, x) });
				if (t->hi == SW_MAX)
					want.hi = SW_MAX;
				check(got.lo == want.lo && got.hi == want.hi, "%s%d..%d to %d..%d: %d..%d, not %d..%d",
				      t->set ? "=" : "+", t->lo, t->hi, lo, hi, got.lo, got.hi, want.lo, want.hi);
			}
		}
	}
}

/* x in require(t, w) if and only if apply(t, x) is within w. */
static void require_is_adjoint_to_apply(void **state)
{
	(void)state;
	for_transfers(t) {
		if (!sw_transfer_is_exact(*t))
			continue;
		for_ranges(w) {
			for (int x = 0; x <= MOST; x++) {
				struct sw_range one = { x, x }, needed = sw_transfer_require(*t, w);

				check(in(x, needed) == sw_range_within(sw_transfer_apply(*t, one), w),
				      "%s%d, wanted %d..%d, entry %d", t->set ? "=" : "+", t->lo, w.lo, w.hi, x);
			}
		}
	}
}

/* For a joined transfer one of its ways has to end well. */
static void require_of_a_join_is_any_of_its_ways(void **state)
{
	(void)state;
	for_transfers(t) {
		for_ranges(w) {
			if (w.lo < 0)
				continue;
			for (int x = 0; x <= MOST; x++) {
				bool can = false;

				for (int by = reach(t->lo); by <= reach(t->hi); by++)
					can |= in(t->set ? by : x + by < 0 ? 0 : x + by, w);
				check(in(x, sw_transfer_require(*t, w)) == can, "%s%d..%d, wanted %d..%d, entry %d",
				      t->set ? "=" : "+", t->lo, t->hi, w.lo, w.hi, x);
			}
		}
	}
}

static void require_of_nothing_is_nothing(void **state)
{
	(void)state;
	for_transfers(t)
		assert_true(sw_range_is_empty(sw_transfer_require(*t, (struct sw_range){ 1, 0 })));
}

static void then_is_one_after_the_other(void **state)
{
	(void)state;
	for_transfers(a) {
		for_transfers(b) {
			struct sw_transfer both = sw_transfer_then(*a, *b);

			for (int x = 0; x <= MOST; x++) {
				struct sw_range one = { x, x }, first = sw_transfer_apply(*a, one);

				/* between the two the count must not have stopped at 0 */
				if (!a->set && (a->lo == SW_MIN || x + a->lo < 0))
					continue;
				assert_true(sw_range_equal(sw_transfer_apply(both, one), sw_transfer_apply(*b, first)));
			}
		}
	}
}

/* Does A and then B stop at 0 on some way? Composition knows no entry count, so only `=c` counts. */
static bool stops(struct sw_transfer a, struct sw_transfer b)
{
	return a.set && !b.set && (b.lo == SW_MIN || a.lo + b.lo < 0);
}

static void then_is_associative(void **state)
{
	(void)state;
	for_transfers(a) {
		for_transfers(b) {
			for_transfers(c) {
				struct sw_transfer left = sw_transfer_then(sw_transfer_then(*a, *b), *c);
				struct sw_transfer right = sw_transfer_then(*a, sw_transfer_then(*b, *c));

				if (stops(*a, *b) || stops(*b, *c) || stops(*a, sw_transfer_then(*b, *c)) ||
				    stops(sw_transfer_then(*a, *b), *c))
					continue;
				/* a way up without end and a way down without end have no sum */
				if (a->hi == SW_MAX || b->hi == SW_MAX || c->hi == SW_MAX || a->lo == SW_MIN ||
				    b->lo == SW_MIN || c->lo == SW_MIN)
					continue;
				assert_true(sw_transfer_equal(left, right));
			}
		}
	}
}

static void identity_is_neutral(void **state)
{
	struct sw_transfer zeroed = { 0 };

	(void)state;
	assert_true(sw_transfer_equal(zeroed, sw_transfer_add(0)));
	assert_true(sw_transfer_is_identity(zeroed));
	for_transfers(t) {
		assert_true(sw_transfer_equal(sw_transfer_then(zeroed, *t), *t));
		assert_true(sw_transfer_equal(sw_transfer_then(*t, zeroed), *t));
		assert_int_equal(sw_transfer_is_identity(*t), !t->set && t->lo == 0 && t->hi == 0);
		assert_int_equal(sw_transfer_is_exact(*t), t->lo == t->hi);
	}
}

static void set_forgets_what_was_before(void **state)
{
	(void)state;
	for_transfers(t)
		for (int c = 0; c <= MOST; c++)
			assert_true(sw_transfer_equal(sw_transfer_then(*t, sw_transfer_set(c)), sw_transfer_set(c)));
}

static bool covers(struct sw_transfer whole, struct sw_transfer part)
{
	return whole.set == part.set && whole.lo <= part.lo && whole.hi >= part.hi;
}

static void join_is_an_upper_bound(void **state)
{
	(void)state;
	for_transfers(a) {
		for_transfers(b) {
			struct sw_transfer j = sw_transfer_join(*a, *b);

			if (a->set != b->set)
				continue;
			assert_true(covers(j, *a) && covers(j, *b));
			assert_true(sw_transfer_equal(j, sw_transfer_join(*b, *a)));
			assert_true(j.lo == a->lo || j.lo == b->lo);
			assert_true(j.hi == a->hi || j.hi == b->hi);
		}
	}
}

static void join_is_idempotent_and_associative(void **state)
{
	(void)state;
	for_transfers(a) {
		assert_true(sw_transfer_equal(sw_transfer_join(*a, *a), *a));
		for_transfers(b) {
			for_transfers(c) {
				if (a->set != b->set || b->set != c->set)
					continue;
				assert_true(sw_transfer_equal(sw_transfer_join(sw_transfer_join(*a, *b), *c),
							      sw_transfer_join(*a, sw_transfer_join(*b, *c))));
			}
		}
	}
}

/* Whatever comes, an end moves once at most. */
static void widen_ends(void **state)
{
	(void)state;
	for_transfers(start) {
		struct sw_transfer t = *start;
		unsigned changes = 0;

		for_transfers(more) {
			struct sw_transfer wide;

			if (more->set != t.set)
				continue;
			wide = sw_transfer_widen(t, sw_transfer_join(t, *more));
			assert_true(covers(wide, t) && covers(wide, *more));
			changes += !sw_transfer_equal(wide, t);
			t = wide;
		}
		assert_in_range(changes, 0, 2);
	}
}

static void widen_keeps_what_stands_still(void **state)
{
	struct sw_transfer one = sw_transfer_add(1), zero_to_one = { false, 0, 1 };
	struct sw_transfer wide = sw_transfer_widen(zero_to_one, (struct sw_transfer){ false, 0, 2 });

	(void)state;
	assert_true(sw_transfer_equal(sw_transfer_widen(one, one), one));
	assert_int_equal(wide.lo, 0);
	assert_int_equal(wide.hi, SW_MAX);
	wide = sw_transfer_widen((struct sw_transfer){ true, 1, 1 }, (struct sw_transfer){ true, 0, 1 });
	assert_true(sw_transfer_equal(wide, (struct sw_transfer){ true, 0, 1 }));
}

static void infinite_ends_stay(void **state)
{
	struct sw_transfer up = { false, 0, SW_MAX }, down = { false, SW_MIN, 0 };
	struct sw_range zero = { 0, 0 }, got;

	(void)state;
	assert_int_equal(sw_transfer_then(up, sw_transfer_add(-1)).hi, SW_MAX);
	assert_int_equal(sw_transfer_then(down, sw_transfer_add(1)).lo, SW_MIN);
	assert_int_equal(sw_transfer_then(sw_transfer_add(SW_MAX - 1), sw_transfer_add(SW_MAX - 1)).hi, SW_MAX);
	got = sw_transfer_apply(up, zero);
	assert_true(got.lo == 0 && got.hi == SW_MAX);
	got = sw_transfer_require(down, zero);
	assert_true(got.lo == 0 && got.hi == SW_MAX);
	got = sw_transfer_require(up, zero);
	assert_true(got.lo == 0 && got.hi == 0);
}

static void transfer_text(void **state)
{
	static const struct {
		struct sw_transfer transfer;
		const char *text;
	} rows[] = {
		{ { false, 1, 1 }, "+1" },
		{ { false, -1, -1 }, "-1" },
		{ { false, 0, 0 }, "+0" },
		{ { true, 0, 0 }, "=0" },
		{ { true, 1, 1 }, "=1" },
		{ { false, 0, 2 }, "+0..2" },
		{ { false, -1, 2 }, "-1..2" },
		{ { true, 0, 1 }, "=0..1" },
		{ { false, 0, SW_MAX }, "+0.." },
		{ { false, SW_MIN, -1 }, "..-1" },
		{ { false, SW_MIN, SW_MAX }, "any" },
		{ { true, 1, SW_MAX }, "=1.." },
		{ { false, SW_MIN + 1, SW_MAX - 1 }, "-2147483647..2147483646" },
	};
	char buffer[SW_RANGE_TEXT];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_string_equal(sw_transfer_print(rows[i].transfer, buffer), rows[i].text);
}

/* ---- counters, vectors, contexts ---- */

static void counters_by_name(void **state)
{
	static const char *const wrong[] = { "", "pre", "preempts", "PREEMPT", "irqs", "rc", "nmi" };

	(void)state;
	for (enum sw_counter c = 0; c < SW_COUNTERS; c++) {
		const char *name = sw_counter_name(c);

		assert_int_equal(sw_counter_by_name(name, strlen(name)), c);
		assert_true(*sw_counter_wrong(c));
	}
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_int_equal(sw_counter_by_name(wrong[i], strlen(wrong[i])), SW_COUNTERS);
	assert_int_equal(sw_counter_by_name("irq 1", 3), SW_IRQ);
}

static void page_faults_do_not_forbid_sleep(void **state)
{
	struct sw_context sleep = sw_context_sleep(), task = sw_context_task(), block = sw_context_block();

	(void)state;
	for (enum sw_counter c = 0; c < SW_COUNTERS; c++) {
		assert_int_equal(block.of[c].hi, c == SW_PREEMPT || c == SW_HARDIRQ || c == SW_IRQ ? 0 : SW_MAX);
		assert_int_equal(sw_counter_forbids_sleep(c), c != SW_PAGEFAULT);
		assert_int_equal(sleep.of[c].hi, c == SW_PAGEFAULT ? SW_MAX : 0);
		assert_int_equal(task.of[c].hi, 0);
	}
}

static void vectors_differ_in_any_counter(void **state)
{
	(void)state;
	for (int c = 0; c < SW_COUNTERS; c++) {
		struct sw_vector a = { 0 }, b = { 0 };

		assert_true(sw_vector_is_identity(&a));
		assert_true(sw_vector_equal(&a, &b));
		b.of[c] = sw_transfer_set(0);
		assert_false(sw_vector_is_identity(&b));
		assert_false(sw_vector_equal(&a, &b));
	}
}

static void contexts_differ_in_any_counter(void **state)
{
	(void)state;
	for (int c = 0; c < SW_COUNTERS; c++) {
		struct sw_context a = sw_context_any(), b = sw_context_any();

		assert_true(sw_context_is_any(&a));
		assert_true(sw_context_equal(&a, &b));
		b.of[c].lo = 1;
		assert_false(sw_context_is_any(&b));
		assert_int_equal(sw_context_named(&a), 0);
		assert_int_equal(sw_context_named(&b), 1u << c);
		assert_false(sw_context_equal(&a, &b));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(range_meet_is_intersection),
		cmocka_unit_test(range_join_is_least_upper_bound),
		cmocka_unit_test(range_operations_commute_and_associate),
		cmocka_unit_test(range_absorption),
		cmocka_unit_test(range_within_is_subset),
		cmocka_unit_test(range_top_and_bottom),
		cmocka_unit_test(range_text),
		cmocka_unit_test(apply_is_the_hull_of_what_can_be),
		cmocka_unit_test(require_is_adjoint_to_apply),
		cmocka_unit_test(require_of_a_join_is_any_of_its_ways),
		cmocka_unit_test(require_of_nothing_is_nothing),
		cmocka_unit_test(then_is_one_after_the_other),
		cmocka_unit_test(then_is_associative),
		cmocka_unit_test(identity_is_neutral),
		cmocka_unit_test(set_forgets_what_was_before),
		cmocka_unit_test(join_is_an_upper_bound),
		cmocka_unit_test(join_is_idempotent_and_associative),
		cmocka_unit_test(widen_ends),
		cmocka_unit_test(widen_keeps_what_stands_still),
		cmocka_unit_test(infinite_ends_stay),
		cmocka_unit_test(transfer_text),
		cmocka_unit_test(counters_by_name),
		cmocka_unit_test(page_faults_do_not_forbid_sleep),
		cmocka_unit_test(vectors_differ_in_any_counter),
		cmocka_unit_test(contexts_differ_in_any_counter),
	};

	return cmocka_run_group_tests_name("counters", tests, NULL, NULL);
}
