// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Keeping demands few: whatever was demanded still is, nothing else is, and the shortest witness stays. Demands here
 * are of `preempt` only, guarded by at most two terms with values 0 and 1.
 */
#include "helper.h"

static bool equal(const struct sw_summary *a, const struct sw_summary *b)
{
	return sw_summary_same_effect(a, b) && sw_summary_same_demands(a, b);
}

enum { SEQUENCES = 3000, LENGTH = 5, COUNTS = 4 };

static struct sw_demand random_demand(struct fixture *f, uint32_t *seed)
{
	struct sw_demand d = { .kind = next_random(seed) % 2 ? SW_DEMAND_SLEEP : SW_DEMAND_EXPECT };
	int lo = (int)(next_random(seed) % COUNTS), more = (int)(next_random(seed) % 3);

	d.context = sw_context_any();
	d.context.of[SW_PREEMPT] = (struct sw_range){ lo, more == 2 ? SW_MAX : lo + more };
	d.possible = next_random(seed) % 4 == 0;
	for (sw_term t = 1; t <= 2; t++) {
		uint32_t choice = next_random(seed) % 3;
		struct sw_values v = sw_values_one(choice);

		if (choice < 2)
			sw_guard_add(&f->unit.terms, &d.guard, t, &v);
	}
	return d;
}

static bool holds(const struct sw_guard *guard, unsigned world)
{
	for (unsigned i = 0; i < guard->n; i++)
		if (!contains(guard->at[i].values, world >> (guard->at[i].term - 1) & 1))
			return false;
	return true;
}

/* Is COUNT, in WORLD, wrong by one of the demands? Only definite ones when DEFINITE. */
static bool wrong(const struct sw_demand *demands, uint32_t n, unsigned world, int count, bool definite)
{
	for (uint32_t i = 0; i < n; i++) {
		struct sw_range r = demands[i].context.of[SW_PREEMPT];

		if (holds(&demands[i].guard, world) && !(definite && demands[i].possible) &&
		    (count < r.lo || count > r.hi))
			return true;
	}
	return false;
}

static void demands_mean_the_same_in_any_number(void **state)
{
	struct fixture *f = *state;
	uint32_t seed = 7;

	for (int s = 0; s < SEQUENCES; s++) {
		struct sw_summary summary = { .returns = true };
		struct sw_demand added[LENGTH];

		for (int i = 0; i < LENGTH; i++) {
			added[i] = random_demand(f, &seed);
			sw_summary_add_demand(&f->unit.terms, &f->unit.arena, &summary, &added[i]);
		}
		for (unsigned world = 0; world < 4; world++)
			for (int count = 0; count < COUNTS + 3; count++)
				for (int definite = 0; definite < 2; definite++)
					check(wrong(added, LENGTH, world, count, definite) ==
						      wrong(summary.demands.at, summary.demands.n, world, count,
							    definite),
					      "sequence %d, world %u, count %d, definite %d", s, world, count,
					      definite);
	}
}

static struct sw_demand sleep_if(struct fixture *f, sw_term term, int64_t value)
{
	struct sw_demand d = { .kind = SW_DEMAND_SLEEP, .context = sw_context_sleep() };
	struct sw_values v = sw_values_one(value);

	if (term)
		sw_guard_add(&f->unit.terms, &d.guard, term, &v);
	return d;
}

static void without_room_nothing_is_lost(void **state)
{
	struct fixture *f = *state;
	struct sw_summary summary = { .returns = true };

	/* guards over two terms each, so that no two can be united */
	for (sw_term t = 1; t <= 3 * SW_DEMANDS_ROOM; t++) {
		struct sw_demand d = sleep_if(f, t, t);
		struct sw_values v = sw_values_one(t);

		sw_guard_add(&f->unit.terms, &d.guard, t + 1, &v);
		sw_summary_add_demand(&f->unit.terms, &f->unit.arena, &summary, &d);
	}
	assert_int_equal(summary.demands.n, SW_DEMANDS_ROOM);
	for (sw_term t = 1; t <= 3 * SW_DEMANDS_ROOM; t++) {
		struct sw_demand d = sleep_if(f, t, t);
		struct sw_values v = sw_values_one(t);
		bool kept = false;

		sw_guard_add(&f->unit.terms, &d.guard, t + 1, &v);
		for (uint32_t i = 0; i < summary.demands.n; i++)
			kept |= sw_guard_implies(&d.guard, &summary.demands.at[i].guard);
		check(kept, "demand %u is lost", t);
	}
}

static void locks_have_room_of_their_own(void **state)
{
	struct fixture *f = *state;
	struct sw_summary summary = { .returns = true };
	struct sw_values one = sw_values_one(1);

	for (sw_term t = 1; t <= SW_DEMANDS_ROOM; t++) {
		struct sw_demand sleeps = sleep_if(f, 2 * t, 1), blocks = sleep_if(f, 2 * t, 2);

		sw_guard_add(&f->unit.terms, &sleeps.guard, 2 * t + 1, &one);
		sw_guard_add(&f->unit.terms, &blocks.guard, 2 * t + 1, &one);
		blocks.kind = SW_DEMAND_BLOCK;
		blocks.context = sw_context_block();
		sw_summary_add_demand(&f->unit.terms, &f->unit.arena, &summary, &blocks);
		sw_summary_add_demand(&f->unit.terms, &f->unit.arena, &summary, &sleeps);
	}
	assert_int_equal(summary.demands.n, SW_DEMANDS_ROOM + SW_BLOCKS_ROOM);
	for (uint32_t i = 0; i < summary.demands.n; i++)
		check(summary.demands.at[i].kind == SW_DEMAND_BLOCK || summary.demands.at[i].guard.n == 2, "demand %u was joined", i);
}

/* --report possible does not change what is definite. */
static void possible_demands_take_no_room_of_others(void **state)
{
	struct fixture *f = *state;
	struct sw_summary summary = { .returns = true };

	for (sw_term t = 1; t <= 2 * SW_DEMANDS_ROOM; t++) {
		struct sw_demand d = sleep_if(f, t, t);
		struct sw_values v = sw_values_one(t);

		sw_guard_add(&f->unit.terms, &d.guard, t + 1, &v);
		d.possible = t <= SW_DEMANDS_ROOM;
		sw_summary_add_demand(&f->unit.terms, &f->unit.arena, &summary, &d);
	}
	assert_int_equal(summary.demands.n, 2 * SW_DEMANDS_ROOM);
	for (uint32_t i = 0; i < summary.demands.n; i++)
		check(summary.demands.at[i].guard.n == 2, "demand %u has lost its guard", i);
}

/* Demands that callers choose become possible when they are joined, and take the room of those that are. */
static void what_becomes_possible_needs_room_among_the_possible(void **state)
{
	struct fixture *f = *state;
	struct sw_summary summary = { .returns = true };

	for (sw_term t = 1; t <= 9 * SW_DEMANDS_ROOM; t++) {
		struct sw_demand d = sleep_if(f, t, 1);

		d.guard.at[0].chosen = true;
		sw_summary_add_demand(&f->unit.terms, &f->unit.arena, &summary, &d);
	}
	check(summary.demands.n <= 2 * SW_DEMANDS_ROOM, "%u demands", summary.demands.n);
}

/* Where one demand has to stand for two, it is the one that has most tests in common with the new one. */
static void without_room_most_tests_stay(void **state)
{
	enum { FLAGS = 100, OTHERS = 200 };
	struct fixture *f = *state;
	struct sw_summary summary = { .returns = true };
	struct sw_demand last = sleep_if(f, FLAGS, 1);
	struct sw_values v = sw_values_one(1);

	for (sw_term t = 1; t <= SW_DEMANDS_ROOM; t++) {
		struct sw_demand d = sleep_if(f, t == 1 ? FLAGS : OTHERS + t, 1);

		sw_guard_add(&f->unit.terms, &d.guard, t, &v);
		sw_summary_add_demand(&f->unit.terms, &f->unit.arena, &summary, &d);
	}
	sw_guard_add(&f->unit.terms, &last.guard, OTHERS, &v);
	sw_summary_add_demand(&f->unit.terms, &f->unit.arena, &summary, &last);
	assert_int_equal(summary.demands.n, SW_DEMANDS_ROOM);
	for (uint32_t i = 0; i < summary.demands.n; i++)
		check(summary.demands.at[i].guard.n, "demand %u has lost its guard", i);
}

static void shorter_witness_stays(void **state)
{
	static const unsigned orders[][3] = { { 3, 1, 2 }, { 1, 2, 3 }, { 2, 3, 1 } };
	struct fixture *f = *state;

	for (size_t o = 0; o < COUNT(orders); o++) {
		struct sw_summary summary = { .returns = true };
		struct sw_witness witnesses[3];

		for (int i = 0; i < 3; i++) {
			struct sw_demand d = sleep_if(f, 0, 0);

			witnesses[i] = (struct sw_witness){ .length = orders[o][i] };
			d.witness = &witnesses[i];
			sw_summary_add_demand(&f->unit.terms, &f->unit.arena, &summary, &d);
		}
		assert_int_equal(summary.demands.n, 1);
		assert_int_equal(summary.demands.at[0].witness->length, 1);
	}
}

static void both_sides_of_a_test_are_one_demand(void **state)
{
	struct fixture *f = *state;
	struct sw_summary summary = { .returns = true };
	struct sw_demand zero = sleep_if(f, 1, 0), rest = sleep_if(f, 0, 0);
	struct sw_values nonzero = sw_values_nonzero();

	sw_guard_add(&f->unit.terms, &rest.guard, 1, &nonzero);
	sw_summary_add_demand(&f->unit.terms, &f->unit.arena, &summary, &zero);
	sw_summary_add_demand(&f->unit.terms, &f->unit.arena, &summary, &rest);
	assert_int_equal(summary.demands.n, 1);
	assert_int_equal(summary.demands.at[0].guard.n, 0);
}

static void atomic_demands_stay_by_themselves(void **state)
{
	struct fixture *f = *state;
	struct sw_summary summary = { .returns = true };
	struct sw_demand sleep = sleep_if(f, 0, 0), atomic = { .kind = SW_DEMAND_ATOMIC, .context = sw_context_any() };

	sw_summary_add_demand(&f->unit.terms, &f->unit.arena, &summary, &sleep);
	sw_summary_add_demand(&f->unit.terms, &f->unit.arena, &summary, &atomic);
	sw_summary_add_demand(&f->unit.terms, &f->unit.arena, &summary, &atomic);
	sw_summary_add_demand(&f->unit.terms, &f->unit.arena, &summary, &sleep);
	assert_int_equal(summary.demands.n, 2);
}

static void equality_looks_at_everything(void **state)
{
	struct fixture *f = *state;
	struct sw_summary plain = { .returns = true }, other[11];
	struct sw_demand sleep = sleep_if(f, 0, 0);

	for (size_t i = 0; i < COUNT(other); i++) {
		other[i] = plain;
		assert_true(equal(&plain, &other[i]));
	}
	other[0].returns = false;
	other[1].result = 1;
	other[2].saves_irq = true;
	other[3].restores_irq = 2;
	other[4].result_values = sw_values_one(1);
	sw_summary_add_demand(&f->unit.terms, &f->unit.arena, &other[5], &sleep);
	sw_vec_push(&f->unit.arena, &other[6].cases)->vector.of[SW_RCU] = sw_transfer_add(1);
	*sw_vec_push(&f->unit.arena, &other[7].outs) = (struct sw_out){ 1, "x", 2 };
	other[8].loose = 1;
	other[9].levels = 1;
	sw_summary_add_invocation(&f->unit.arena, &other[10], arg(f, 1), &(struct sw_vector){ 0 });
	for (size_t i = 0; i < COUNT(other); i++) {
		assert_false(equal(&plain, &other[i]));
		assert_false(equal(&other[i], &plain));
		assert_true(equal(&other[i], &other[i]));
	}
	assert_false(sw_summary_matters(&plain));
	assert_true(sw_summary_matters(&other[0]));
	assert_true(sw_summary_matters(&other[5]));
	assert_true(sw_summary_matters(&other[6]));
	assert_true(sw_summary_matters(&other[8]));
	assert_true(sw_summary_matters(&other[10]));
}

/* A recursive component is run until its summaries are equal: what callers go by must count. */
static void equality_looks_at_all_that_callers_go_by(void **state)
{
	struct fixture *f = *state;
	struct sw_values one = sw_values_one(1);
	struct sw_summary plain = { .returns = true }, other[4];

	sw_vec_push(&f->unit.arena, &plain.cases)->vector.of[SW_RCU] = sw_transfer_add(1);
	for (size_t i = 0; i < COUNT(other); i++) {
		other[i] = plain;
		other[i].cases.n = other[i].cases.room = 0;
		*sw_vec_push(&f->unit.arena, &other[i].cases) = plain.cases.at[0];
		assert_true(equal(&plain, &other[i]));
	}
	other[0].writes = 1;
	other[1].doubtful = true;
	other[2].cases.at[0].result = 1;
	other[3].cases.at[0].after.n = 1;
	other[3].cases.at[0].after.at[0] = (struct sw_atom){ .term = 1, .values = sw_terms_values(&f->unit.terms, &one) };
	for (size_t i = 0; i < COUNT(other); i++)
		check(!equal(&plain, &other[i]) && !equal(&other[i], &plain), "row %zu", i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in(demands_mean_the_same_in_any_number),
		unit_test_in(possible_demands_take_no_room_of_others),
		unit_test_in(without_room_nothing_is_lost),
		unit_test_in(without_room_most_tests_stay),
		unit_test_in(what_becomes_possible_needs_room_among_the_possible),
		unit_test_in(locks_have_room_of_their_own),
		unit_test_in(shorter_witness_stays),
		unit_test_in(both_sides_of_a_test_are_one_demand),
		unit_test_in(atomic_demands_stay_by_themselves),
		unit_test_in(equality_looks_at_everything),
		unit_test_in(equality_looks_at_all_that_callers_go_by),
	};

	return cmocka_run_group_tests_name("summary", tests, NULL, NULL);
}
