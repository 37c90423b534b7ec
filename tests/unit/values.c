// SPDX-License-Identifier: GPL-2.0-or-later
/* Value sets against sets of sample points, 64-bit extremes among them. */
#include "helper.h"

static const int64_t points[] = {
	INT64_MIN, INT64_MIN + 1, INT64_MIN + 2, INT64_MIN / 2, -2, -1, 0, 1, 2, INT64_MAX / 2, INT64_MAX - 2,
	INT64_MAX - 1, INT64_MAX,
};

enum { POINTS = COUNT(points), SETS = 4096 };

/* Sets of up to two intervals between points, and what they hold. */
static struct sw_values sets[SETS];
static unsigned bits_of[SETS];
static size_t n_sets;

static unsigned bitmap(const struct sw_values *v)
{
	unsigned bits = 0;

	for (unsigned i = 0; i < POINTS; i++)
		bits |= contains(v, points[i]) ? 1u << i : 0;
	return bits;
}

static void add_set(struct sw_values v, unsigned bits)
{
	assert_true(n_sets < SETS);
	sets[n_sets] = v;
	bits_of[n_sets++] = bits;
}

/* Bits FROM..TO. */
static unsigned run_of_bits(unsigned from, unsigned to)
{
	return ((2u << to) - 1) & ~((1u << from) - 1);
}

static int make_sets(void **state)
{
	(void)state;
	add_set(sw_values_none(), 0);
	for (unsigned i = 0; i < POINTS; i++) {
		for (unsigned j = i; j < POINTS; j++) {
			struct sw_values one = sw_values_range(points[i], points[j]);

			add_set(one, run_of_bits(i, j));
			for (unsigned k = j + 2; k < POINTS; k++) {
				for (unsigned l = k; l < POINTS; l += 2) {
					struct sw_values two = { .n = 2, .in = { { points[i], points[j] },
										 { points[k], points[l] } } };

					add_set(two, run_of_bits(i, j) | run_of_bits(k, l));
				}
			}
		}
	}
	return 0;
}

static bool well_formed(const struct sw_values *v)
{
	for (unsigned i = 0; i < v->n; i++)
		if (v->in[i].lo > v->in[i].hi ||
		    (i && (v->in[i - 1].hi == INT64_MAX || v->in[i].lo <= v->in[i - 1].hi + 1)))
			return false;
	return v->n <= SW_VALUES_ROOM;
}

static void ranges_hold_what_they_say(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_sets; i++)
		assert_int_equal(bitmap(&sets[i]), bits_of[i]);
}

static void unite_and_intersect(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_sets; i++) {
		for (size_t j = i % 7; j < n_sets; j += 7) {
			struct sw_values both = sw_values_unite(&sets[i], &sets[j]);
			struct sw_values common = sw_values_intersect(&sets[i], &sets[j]);

			assert_true(well_formed(&both) && well_formed(&common));
			assert_int_equal(bitmap(&both), bits_of[i] | bits_of[j]);
			assert_int_equal(bitmap(&common), bits_of[i] & bits_of[j]);
		}
	}
}

static void within_and_disjoint(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_sets; i++) {
		for (size_t j = i % 7; j < n_sets; j += 7) {
			/* all ends are points, so what holds for points holds for all numbers, but in gaps */
			struct sw_values common = sw_values_intersect(&sets[i], &sets[j]);
			bool within = sw_values_equal(&common, &sets[i]);

			assert_int_equal(sw_values_within(&sets[i], &sets[j]), within);
			if (within)
				assert_int_equal(bits_of[i] & ~bits_of[j], 0);
			assert_int_equal(sw_values_disjoint(&sets[i], &sets[j]), !(bits_of[i] & bits_of[j]));
			assert_int_equal(sw_values_equal(&sets[i], &sets[j]),
					 within && sw_values_within(&sets[j], &sets[i]));
		}
	}
}

static void complement_holds_all_else(void **state)
{
	const unsigned all = (1u << POINTS) - 1;

	(void)state;
	for (size_t i = 0; i < n_sets; i++) {
		struct sw_values others = sw_values_complement(&sets[i]), again = sw_values_complement(&others);
		struct sw_values both = sw_values_unite(&sets[i], &others);

		assert_true(well_formed(&others));
		assert_int_equal(bitmap(&others), all & ~bits_of[i]);
		assert_true(sw_values_equal(&again, &sets[i]));
		assert_true(sw_values_disjoint(&sets[i], &others));
		assert_true(sw_values_is_any(&both));
	}
}

static void unite_obeys_its_laws(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_sets; i++) {
		struct sw_values self = sw_values_unite(&sets[i], &sets[i]);

		assert_true(sw_values_equal(&self, &sets[i]));
		for (size_t j = i % 13; j < n_sets; j += 13) {
			struct sw_values ab = sw_values_unite(&sets[i], &sets[j]),
					 ba = sw_values_unite(&sets[j], &sets[i]);

			assert_true(sw_values_equal(&ab, &ba));
		}
	}
}

/* Sets of numbers 0..23 as bitmaps: more intervals than there is room for come up often. */
static struct sw_values from_bits(uint32_t bits)
{
	struct sw_values v = sw_values_none();

	for (unsigned i = 0; i < 24; i++) {
		struct sw_values one = sw_values_one(i);

		if (bits >> i & 1)
			v = sw_values_unite(&v, &one);
	}
	return v;
}

static uint32_t to_bits(const struct sw_values *v)
{
	uint32_t bits = 0;

	for (unsigned i = 0; i < 24; i++)
		bits |= contains(v, i) ? 1u << i : 0;
	return bits;
}

static unsigned runs(uint32_t bits)
{
	return (unsigned)__builtin_popcount(bits & ~(bits << 1));
}

static void upper_bounds_over_the_room(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		uint32_t x = next_random(&seed), y = next_random(&seed), z = x & y;
		struct sw_values a = from_bits(x), b = from_bits(y), both = sw_values_unite(&a, &b);
		struct sw_values common = sw_values_intersect(&a, &b), others = sw_values_complement(&a);

		assert_true(well_formed(&a) && well_formed(&both) && well_formed(&common) && well_formed(&others));
		assert_int_equal(x & ~to_bits(&a), 0);
		assert_int_equal((x | y) & ~to_bits(&both), 0);
		assert_int_equal(z & ~to_bits(&common), 0);
		assert_int_equal(~to_bits(&a) & ~to_bits(&others) & 0xffffff, 0);
		assert_true(sw_values_within(&a, &both) && sw_values_within(&b, &both));
		if (runs(x) <= SW_VALUES_ROOM)
			assert_int_equal(to_bits(&a), x);
	}
}

static void the_narrowest_gap_goes(void **state)
{
	static const struct {
		int64_t in[SW_VALUES_ROOM], more, from, to; /* of the gap that closes */
	} rows[] = {
		{ { 0, 10, 20, 30 }, 32, 30, 32 },      { { 0, 10, 20, 30 }, 18, 18, 20 },
		{ { 0, 10, 20, 30 }, 2, 0, 2 },         { { 0, 10, 13, 30 }, 50, 10, 13 },
		{ { 0, 2, 10, 20 }, -50, 0, 2 },        { { 0, 10, 20, 30 }, -3, -3, 0 },
		{ { INT64_MIN, 0, 5, 9 }, INT64_MAX, 5, 9 },
	};

	(void)state;
	for (size_t r = 0; r < COUNT(rows); r++) {
		struct sw_values v = sw_values_none(), more = sw_values_one(rows[r].more);

		for (unsigned i = 0; i < SW_VALUES_ROOM; i++) {
			struct sw_values one = sw_values_one(rows[r].in[i]);

			v = sw_values_unite(&v, &one);
		}
		v = sw_values_unite(&v, &more);
		assert_int_equal(v.n, SW_VALUES_ROOM);
		for (unsigned i = 0; i < v.n; i++)
			check(v.in[i].lo == v.in[i].hi || (v.in[i].lo == rows[r].from && v.in[i].hi == rows[r].to),
			      "row %zu closes %" PRId64 "..%" PRId64, r, v.in[i].lo, v.in[i].hi);
		assert_true(contains(&v, rows[r].from + 1));
	}
}

/* In 64 bits, round and round: no set of two intervals needs more room than there is. */
static void add_moves_every_value(void **state)
{
	static const int64_t deltas[] = { INT64_MIN, INT64_MIN + 1, -3, -1, 0, 1, 3, INT64_MAX - 1, INT64_MAX };

	(void)state;
	for (size_t i = 0; i < n_sets; i++) {
		for (size_t d = 0; d < COUNT(deltas); d++) {
			struct sw_values moved = sw_values_add(&sets[i], deltas[d]);

			assert_true(well_formed(&moved));
			for (unsigned p = 0; p < POINTS; p++) {
				int64_t to = (int64_t)((uint64_t)points[p] + (uint64_t)deltas[d]);

				assert_int_equal(contains(&moved, to), bits_of[i] >> p & 1);
			}
		}
	}
}

/* There and back again is what it was: nothing came in on the way. */
static void add_can_be_undone(void **state)
{
	static const int64_t deltas[] = { INT64_MIN, -3, -1, 1, INT64_MAX / 2, INT64_MAX };

	(void)state;
	for (size_t i = 0; i < n_sets; i++) {
		for (size_t d = 0; d < COUNT(deltas); d++) {
			struct sw_values moved = sw_values_add(&sets[i], deltas[d]),
					 back = sw_values_add(&moved, (int64_t)(0 - (uint64_t)deltas[d]));

			assert_true(sw_values_equal(&back, &sets[i]));
		}
	}
}

/* A wrapped interval is two: past the room it is still an upper bound. */
static void add_over_the_room_is_an_upper_bound(void **state)
{
	struct sw_values v = { .n = 4, .in = { { 0, 1 }, { 10, 11 }, { 20, 21 }, { INT64_MAX - 3, INT64_MAX } } };
	struct sw_values moved = sw_values_add(&v, 2);

	(void)state;
	assert_true(well_formed(&moved));
	for (unsigned i = 0; i < v.n; i++) {
		assert_true(contains(&moved, (int64_t)((uint64_t)v.in[i].lo + 2)));
		assert_true(contains(&moved, (int64_t)((uint64_t)v.in[i].hi + 2)));
	}
}

static void negate_mirrors(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_sets; i++) {
		struct sw_values mirrored = sw_values_negate(&sets[i]), again = sw_values_negate(&mirrored);

		assert_true(well_formed(&mirrored));
		if (bits_of[i] & 1) {
			assert_true(sw_values_is_any(&mirrored));
			continue;
		}
		assert_true(sw_values_equal(&again, &sets[i]));
		for (unsigned p = 1; p < POINTS; p++)
			assert_int_equal(contains(&mirrored, -points[p]), bits_of[i] >> p & 1);
	}
}

static void named_sets(void **state)
{
	static const struct {
		int64_t value;
		bool nonzero, object;
	} rows[] = {
		{ INT64_MIN, true, true }, { -4096, true, true }, { -4095, true, false }, { -1, true, false },
		{ 0, false, false },       { 1, true, true },     { INT64_MAX, true, true },
	};
	struct sw_values nonzero = sw_values_nonzero(), object = sw_values_object(), none = sw_values_range(1, 0);
	int64_t value = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct sw_values one = sw_values_one(rows[i].value);

		assert_int_equal(contains(&nonzero, rows[i].value), rows[i].nonzero);
		assert_int_equal(contains(&object, rows[i].value), rows[i].object);
		assert_true(sw_values_is_one(&one, &value));
		assert_int_equal(value, rows[i].value);
	}
	assert_true(sw_values_is_none(&none));
	assert_false(sw_values_is_one(&none, &value));
	assert_false(sw_values_is_one(&nonzero, &value));
}

static void texts(void **state)
{
	const struct {
		struct sw_values values;
		const char *text;
	} rows[] = {
		{ sw_values_none(), "nothing" },
		{ sw_values_any(), "any" },
		{ sw_values_nonzero(), "nonzero" },
		{ sw_values_one(0), "0" },
		{ sw_values_range(-SW_MAX_ERRNO, -1), "-4095..-1" },
		{ sw_values_range(1, INT64_MAX), "1.." },
		{ sw_values_range(INT64_MIN, -1), "..-1" },
		{ sw_values_object(), "..-4096 or 1.." },
		{ { .n = 3, .in = { { 0, 0 }, { 2, 3 }, { 5, 5 } } }, "0 or 2..3 or 5" },
		{ sw_values_one(INT64_MIN), "-9223372036854775808" },
	};
	char buffer[64], small[64];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_string_equal(sw_values_print(&rows[i].values, buffer, sizeof buffer), rows[i].text);
		for (size_t size = 1; size < sizeof small; size++) {
			memset(small, '#', sizeof small);
			sw_values_print(&rows[i].values, small, size);
			assert_true(strlen(small) < size);
			assert_memory_equal(small, rows[i].text, strlen(small));
			assert_true(small[size] == '#' || size == sizeof small);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges_hold_what_they_say),
		cmocka_unit_test(unite_and_intersect),
		cmocka_unit_test(within_and_disjoint),
		cmocka_unit_test(complement_holds_all_else),
		cmocka_unit_test(unite_obeys_its_laws),
		cmocka_unit_test(upper_bounds_over_the_room),
		cmocka_unit_test(the_narrowest_gap_goes),
		cmocka_unit_test(add_moves_every_value),
		cmocka_unit_test(add_can_be_undone),
		cmocka_unit_test(add_over_the_room_is_an_upper_bound),
		cmocka_unit_test(negate_mirrors),
		cmocka_unit_test(named_sets),
		cmocka_unit_test(texts),
	};

	return cmocka_run_group_tests_name("values", tests, make_sets, NULL);
}
