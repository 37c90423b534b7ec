// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Guards against their meaning: all guards over three terms with values 0..2, and all ways to give the terms values.
 */
#include "helper.h"

enum { TERMS = 3, VALUES = 3, SUBSETS = (1 << VALUES) - 1, WORLDS = 27, GUARDS = 343 };

/* The values whose bits are set; all of them: no test. */
static struct sw_values subset(unsigned bits)
{
	struct sw_values v = sw_values_none();

	for (unsigned i = 0; i < VALUES; i++) {
		struct sw_values one = sw_values_one(i);

		if (bits >> i & 1)
			v = sw_values_unite(&v, &one);
	}
	return v;
}

static struct sw_unit unit; /* whose pool keeps values */
static struct sw_guard guards[GUARDS];
static uint32_t meaning[GUARDS]; /* bit per world */

static uint32_t worlds_of(const struct sw_guard *guard)
{
	uint32_t worlds = 0;

	for (unsigned w = 0; w < WORLDS; w++) {
		const unsigned values[TERMS] = { w % 3, w / 3 % 3, w / 9 };
		bool holds = true;

		for (unsigned i = 0; i < guard->n; i++)
			holds &= contains(guard->at[i].values, values[guard->at[i].term - 1]);
		worlds |= holds ? 1u << w : 0;
	}
	return worlds;
}

static int make_guards(void **state)
{
	(void)state;
	sw_unit_init(&unit);
	for (unsigned g = 0; g < GUARDS; g++) {
		const unsigned bits[TERMS] = { g % SUBSETS + 1, g / SUBSETS % SUBSETS + 1, g / SUBSETS / SUBSETS + 1 };

		for (unsigned i = TERMS; i-- > 0;) {
			struct sw_values v = subset(bits[i]);

			if (bits[i] != SUBSETS)
				assert_true(sw_guard_add(&unit.terms, &guards[g], i + 1, &v));
		}
		meaning[g] = worlds_of(&guards[g]);
		assert_int_not_equal(meaning[g], 0);
	}
	return 0;
}

static int forget_guards(void **state)
{
	(void)state;
	sw_unit_free(&unit);
	return 0;
}

static void atoms_are_sorted_and_single(void **state)
{
	(void)state;
	for (unsigned g = 0; g < GUARDS; g++)
		for (unsigned i = 1; i < guards[g].n; i++)
			assert_true(guards[g].at[i - 1].term < guards[g].at[i].term);
}

static void add_is_conjunction(void **state)
{
	(void)state;
	for (unsigned g = 0; g < GUARDS; g++) {
		for (unsigned term = 1; term <= TERMS; term++) {
			for (unsigned bits = 1; bits < SUBSETS; bits++) {
				struct sw_guard more = guards[g], only = { 0 };
				struct sw_values v = subset(bits);
				bool can = sw_guard_add(&unit.terms, &more, term, &v);

				sw_guard_add(&unit.terms, &only, term, &v);
				assert_int_equal(worlds_of(&more), meaning[g] & worlds_of(&only));
				assert_int_equal(can, worlds_of(&more) != 0);
			}
		}
	}
}

static void add_of_anything_is_no_test(void **state)
{
	struct sw_guard guard = { 0 };
	struct sw_values any = sw_values_any(), none = sw_values_none();

	(void)state;
	assert_true(sw_guard_add(&unit.terms, &guard, 1, &any));
	assert_int_equal(guard.n, 0);
	assert_false(sw_guard_add(&unit.terms, &guard, 1, &none));
}

static void without_room_the_guard_is_weaker(void **state)
{
	enum { MORE = SW_GUARD_ROOM + 3 };
	struct sw_guard guard = { 0 };
	struct sw_values one = sw_values_one(1), zero = sw_values_one(0);
	sw_term terms[MORE];

	(void)state;
	for (unsigned i = 0; i < MORE; i++) {
		terms[i] = sw_term_leaf(&unit.terms, SW_PARAM, 100 + i);
		assert_false(i < SW_GUARD_ROOM && sw_terms_order_counts(&unit.terms, terms[i]));
		assert_true(sw_guard_add(&unit.terms, &guard, terms[i], &one));
	}
	assert_int_equal(guard.n, SW_GUARD_ROOM);
	for (unsigned i = 0; i < guard.n; i++)
		assert_int_equal(guard.at[i].term, terms[i]);
	/* had they been in another order, others would have gone */
	for (unsigned i = 0; i < MORE; i++)
		assert_true(sw_terms_order_counts(&unit.terms, terms[i]));
	assert_false(sw_guard_add(&unit.terms, &guard, terms[SW_GUARD_ROOM - 1], &zero));
}

static void relations_mean_what_they_say(void **state)
{
	(void)state;
	for (unsigned a = 0; a < GUARDS; a++) {
		for (unsigned b = 0; b < GUARDS; b++) {
			assert_int_equal(sw_guard_contradicts(&guards[a], &guards[b]), !(meaning[a] & meaning[b]));
			assert_int_equal(sw_guard_implies(&guards[a], &guards[b]), !(meaning[a] & ~meaning[b]));
		}
	}
}

static void join_is_implied_by_both(void **state)
{
	(void)state;
	for (unsigned a = 0; a < GUARDS; a++) {
		for (unsigned b = 0; b < GUARDS; b++) {
			struct sw_guard j = sw_guard_join(&unit.terms, &guards[a], &guards[b]);
			struct sw_guard k = sw_guard_join(&unit.terms, &guards[b], &guards[a]);

			assert_int_equal((meaning[a] | meaning[b]) & ~worlds_of(&j), 0);
			assert_int_equal(worlds_of(&j), worlds_of(&k));
		}
	}
}

/* Of the guards that both imply, none says more. */
static void join_is_the_strongest(void **state)
{
	(void)state;
	for (unsigned a = 0; a < GUARDS; a += 3) {
		for (unsigned b = 0; b < GUARDS; b += 5) {
			struct sw_guard j = sw_guard_join(&unit.terms, &guards[a], &guards[b]);

			for (unsigned c = 0; c < GUARDS; c++)
				if (!((meaning[a] | meaning[b]) & ~meaning[c]))
					assert_int_equal(worlds_of(&j) & ~meaning[c], 0);
		}
	}
}

static void unite_is_exactly_one_or_the_other(void **state)
{
	unsigned united = 0;

	(void)state;
	for (unsigned a = 0; a < GUARDS; a++) {
		for (unsigned b = 0; b < GUARDS; b++) {
			struct sw_guard u = guards[a];

			if (!sw_guard_unite(&unit.terms, &u, &guards[b])) {
				assert_true(sw_guard_equal(&u, &guards[a]));
				continue;
			}
			united++;
			assert_int_equal(worlds_of(&u), meaning[a] | meaning[b]);
		}
	}
	assert_true(united > GUARDS);
}

static void unite_joins_both_sides_of_a_test(void **state)
{
	struct sw_values zero = sw_values_one(0), nonzero = sw_values_nonzero(), five = sw_values_one(5);
	struct sw_guard a = { 0 }, b = { 0 }, two = { 0 };

	(void)state;
	sw_guard_add(&unit.terms, &a, 1, &five);
	b = two = a;
	sw_guard_add(&unit.terms, &a, 2, &zero);
	sw_guard_add(&unit.terms, &b, 2, &nonzero);
	sw_guard_add(&unit.terms, &two, 3, &zero);
	assert_false(sw_guard_unite(&unit.terms, &two, &a));
	assert_true(sw_guard_unite(&unit.terms, &a, &b));
	assert_int_equal(a.n, 1);
	assert_int_equal(a.at[0].term, 1);
}

static void unite_is_the_same_both_ways(void **state)
{
	(void)state;
	for (unsigned a = 0; a < GUARDS; a++) {
		for (unsigned b = 0; b < GUARDS; b++) {
			struct sw_guard ab = guards[a], ba = guards[b];
			bool can = sw_guard_unite(&unit.terms, &ab, &guards[b]);

			assert_int_equal(sw_guard_unite(&unit.terms, &ba, &guards[a]), can);
			if (can)
				assert_int_equal(worlds_of(&ab), worlds_of(&ba));
		}
		{
			struct sw_guard same = guards[a];

			assert_true(sw_guard_unite(&unit.terms, &same, &guards[a]));
			assert_true(sw_guard_equal(&same, &guards[a]));
		}
	}
}

/* A set past its room grows: the united guard may say less, never more. */
static void unite_past_the_room_is_weaker(void **state)
{
	struct sw_guard a = { 0 }, b = { 0 }, u;
	struct sw_values odd = sw_values_none(), even = sw_values_none();

	(void)state;
	for (int i = 0; i < SW_VALUES_ROOM; i++) {
		struct sw_values x = sw_values_one(8 * i), y = sw_values_one(8 * i + 4);

		even = sw_values_unite(&even, &x);
		odd = sw_values_unite(&odd, &y);
	}
	assert_true(sw_guard_add(&unit.terms, &a, 1, &even) && sw_guard_add(&unit.terms, &b, 1, &odd));
	u = a;
	assert_true(sw_guard_unite(&unit.terms, &u, &b));
	assert_true(sw_guard_implies(&a, &u) && sw_guard_implies(&b, &u));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(atoms_are_sorted_and_single),
		cmocka_unit_test(add_is_conjunction),
		cmocka_unit_test(add_of_anything_is_no_test),
		cmocka_unit_test(without_room_the_guard_is_weaker),
		cmocka_unit_test(relations_mean_what_they_say),
		cmocka_unit_test(join_is_implied_by_both),
		cmocka_unit_test(join_is_the_strongest),
		cmocka_unit_test(unite_is_exactly_one_or_the_other),
		cmocka_unit_test(unite_joins_both_sides_of_a_test),
		cmocka_unit_test(unite_is_the_same_both_ways),
		cmocka_unit_test(unite_past_the_room_is_weaker),
	};

	return cmocka_run_group_tests_name("guard", tests, make_guards, forget_guards);
}
