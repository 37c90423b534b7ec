// SPDX-License-Identifier: GPL-2.0-or-later
/* The flow on residues built by hand: what a function's exits do, what it demands, and what is wrong in it. */
#include "helper.h"

/* All exits do THIS to COUNTER. */
static void assert_exits(const struct sw_flow *flow, enum sw_counter counter, struct sw_transfer want)
{
	assert_true(flow->exits.n > 0);
	for (uint32_t i = 0; i < flow->exits.n; i++) {
		struct sw_transfer t = flow->exits.at[i].vector.of[counter];

		check(sw_transfer_equal(t, want), "exit %u: %s%d..%d", i, t.set ? "=" : "+", t.lo, t.hi);
		assert_false(flow->exits.at[i].inexact);
	}
}

static const char *demands(struct fixture *f, const struct sw_flow *flow)
{
	struct sw_summary only = { .returns = true };

	only.demands.at = flow->demands.demands.at;
	only.demands.n = flow->demands.demands.n;
	return sw_summary_text(&f->unit.strings, &f->unit.terms, &only);
}

#define NO_DEMANDS "any context"

/* ---- straight lines ---- */

static void lock_and_unlock(void **state)
{
	struct fixture *f = *state;
	struct sw_flow *flow;

	begin(f, "f", 0, 1);
	call(f, 0, "lock");
	call(f, 0, "unlock");
	leave(f, 0, 0);
	flow = run(f);
	assert_int_equal(flow->exits.n, 1);
	assert_exits(flow, SW_PREEMPT, sw_transfer_add(0));
	assert_int_equal(flow->violations.n, 0);
	assert_string_equal(demands(f, flow), NO_DEMANDS);
}

static void a_sleep_is_passed_on(void **state)
{
	struct fixture *f = *state;
	struct sw_flow *flow;

	begin(f, "f", 0, 1);
	call(f, 0, "sleep");
	leave(f, 0, 0);
	flow = run(f);
	assert_int_equal(flow->violations.n, 0);
	assert_string_equal(demands(f, flow), "sleeps");
	assert_int_equal(flow->demands.demands.at[0].witness->place.line, 1);
	assert_int_equal(flow->demands.demands.at[0].witness->length, 1);
}

static void a_sleep_under_a_lock_is_wrong(void **state)
{
	static const struct {
		const char *lock, *unlock;
		enum sw_counter counter;
	} rows[] = {
		{ "lock", "unlock", SW_PREEMPT },         { "lock_irq", "unlock_irq", SW_PREEMPT },
		{ "lock_bh", "unlock_bh", SW_PREEMPT },   { "irq_disable", "irq_enable", SW_IRQ },
		{ "rcu_lock", "rcu_unlock", SW_RCU },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct sw_flow *flow;

		begin(f, rows[i].lock, 0, 1);
		call(f, 0, rows[i].lock);
		call(f, 0, "sleep");
		call(f, 0, rows[i].unlock);
		leave(f, 0, 0);
		flow = run(f);
		assert_int_equal(flow->violations.n, 1);
		assert_int_equal(flow->violations.at[0].counter, rows[i].counter);
		assert_string_equal(flow->violations.at[0].callee, "sleep");
		assert_false(flow->violations.at[0].possible);
		assert_string_equal(flow->violations.at[0].trail->callee, rows[i].lock);
	}
}

/* kernel/workqueue.c, process_one_work(): gives the caller's lock back, sleeps, and takes it again. */
static void a_sleep_without_the_callers_lock_expects_it(void **state)
{
	struct fixture *f = *state;
	struct sw_flow *flow;

	begin(f, "f", 0, 1);
	call(f, 0, "unlock");
	call(f, 0, "sleep");
	call(f, 0, "lock");
	leave(f, 0, 0);
	flow = run(f);
	assert_int_equal(flow->violations.n, 0);
	assert_exits(flow, SW_PREEMPT, sw_transfer_add(0));
	/* the unlock asks for one at least, and the sleep for no more */
	assert_int_equal(flow->demands.demands.n, 2);
	assert_int_equal(flow->demands.demands.at[0].context.of[SW_PREEMPT].lo, 1);
	assert_int_equal(flow->demands.demands.at[1].context.of[SW_PREEMPT].hi, 1);
	assert_int_equal(flow->demands.demands.at[1].context.of[SW_IRQ].hi, 0);
}

static void an_unlock_expects_a_lock(void **state)
{
	struct fixture *f = *state;
	struct sw_flow *flow;

	begin(f, "f", 0, 1);
	call(f, 0, "unlock");
	call(f, 0, "unlock");
	leave(f, 0, 0);
	flow = run(f);
	assert_exits(flow, SW_PREEMPT, sw_transfer_add(-2));
	assert_string_equal(demands(f, flow), "expect preempt 1.., expect preempt 2..");
}

static void set_is_not_adjust(void **state)
{
	struct fixture *f = *state;
	struct sw_flow *flow;

	begin(f, "f", 0, 1);
	call(f, 0, "lock_irq");
	call(f, 0, "unlock_irq");
	call(f, 0, "sleep");
	leave(f, 0, 0);
	flow = run(f);
	assert_exits(flow, SW_IRQ, sw_transfer_set(0));
	assert_int_equal(flow->violations.n, 0);
	/* whatever interrupts were before, they are on now */
	assert_true(sw_range_is_any(flow->demands.demands.at[0].context.of[SW_IRQ]));
	assert_int_equal(flow->demands.demands.at[0].context.of[SW_PREEMPT].hi, 0);
}

static void atomic_is_met_by_any_counter(void **state)
{
	static const char *const raises[] = { "lock", "rcu_lock", "irq_disable", "lock_bh" };
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(raises); i++) {
		begin(f, raises[i], 0, 1);
		call(f, 0, raises[i]);
		call(f, 0, "atomic");
		leave(f, 0, 0);
		assert_string_equal(demands(f, run(f)), NO_DEMANDS);
	}
	begin(f, "plain", 0, 1);
	call(f, 0, "atomic");
	leave(f, 0, 0);
	assert_string_equal(demands(f, run(f)), "atomic context");
}

static void a_path_ends_at_what_never_returns(void **state)
{
	struct fixture *f = *state;
	struct sw_flow *flow;

	begin(f, "f", 1, 3);
	branch(f, 0, arg(f, 1), 1, 2);
	call(f, 1, "lock");
	call(f, 1, "panic");
	call(f, 1, "sleep");
	jump(f, 1, 2);
	leave(f, 2, 0);
	flow = run(f);
	assert_exits(flow, SW_PREEMPT, sw_transfer_add(0));
	assert_int_equal(flow->violations.n, 0);
}

/* ---- interrupts saved and given back ---- */

static void irq_restore_gives_back_what_was_saved(void **state)
{
	struct fixture *f = *state;
	sw_term outer, inner;
	struct sw_flow *flow;

	begin(f, "f", 0, 1);
	outer = call(f, 0, "irq_save");
	inner = call(f, 0, "irq_save");
	call(f, 0, "irq_restore", inner);
	call(f, 0, "irq_enable");
	call(f, 0, "irq_restore", outer);
	call(f, 0, "sleep");
	leave(f, 0, 0);
	flow = run(f);
	assert_exits(flow, SW_IRQ, sw_transfer_add(0));
	assert_string_equal(demands(f, flow), "sleeps");
}

static void irq_restore_of_the_inner_flags_is_still_off(void **state)
{
	struct fixture *f = *state;
	sw_term inner;
	struct sw_flow *flow;

	begin(f, "f", 0, 1);
	call(f, 0, "irq_save");
	inner = call(f, 0, "irq_save");
	call(f, 0, "irq_restore", inner);
	call(f, 0, "sleep");
	leave(f, 0, 0);
	flow = run(f);
	assert_int_equal(flow->violations.n, 1);
	assert_int_equal(flow->violations.at[0].counter, SW_IRQ);
}

static void flags_may_lie_in_memory(void **state)
{
	struct fixture *f = *state;
	struct sw_flow *flow;

	begin(f, "f", 0, 1);
	store(f, 0, local(f, 1), "", call(f, 0, "irq_save"));
	call(f, 0, "irq_enable");
	call(f, 0, "irq_restore", load(f, 0, local(f, 1), ""));
	leave(f, 0, 0);
	flow = run(f);
	assert_exits(flow, SW_IRQ, sw_transfer_add(0));
}

static void flags_of_a_caller_are_one_level(void **state)
{
	struct fixture *f = *state;

	begin(f, "f", 1, 1);
	call(f, 0, "irq_restore", arg(f, 1));
	leave(f, 0, 0);
	assert_exits(run(f), SW_IRQ, sw_transfer_add(-1));
}

static void a_function_that_returns_flags_saves_them(void **state)
{
	struct fixture *f = *state;
	struct sw_flow *flow;

	begin(f, "f", 0, 1);
	leave(f, 0, call(f, 0, "irq_save"));
	flow = run(f);
	assert_true(flow->exits.at[0].saves_irq);
	assert_exits(flow, SW_IRQ, sw_transfer_add(1));
}

/* ---- branches ---- */

/* if (CONDITION) lock(); if (AGAIN) unlock(); else or the other way round */
static struct sw_flow *lock_twice_on(struct fixture *f, sw_term condition, sw_term again, bool opposite)
{
	branch(f, 0, condition, 1, 2);
	call(f, 1, "lock");
	jump(f, 1, 2);
	branch(f, 2, again, opposite ? 4 : 3, opposite ? 3 : 4);
	call(f, 3, "unlock");
	jump(f, 3, 4);
	leave(f, 4, 0);
	return run(f);
}

static void the_same_condition_twice(void **state)
{
	struct fixture *f = *state;
	struct sw_flow *flow;

	begin(f, "f", 1, 5);
	flow = lock_twice_on(f, arg(f, 1), arg(f, 1), false);
	assert_exits(flow, SW_PREEMPT, sw_transfer_add(0));
	assert_string_equal(demands(f, flow), NO_DEMANDS);
}

static void the_same_test_in_other_words(void **state)
{
	struct fixture *f = *state;
	struct sw_flow *flow;

	begin(f, "f", 1, 5);
	flow = lock_twice_on(f, op(f, SW_NE, op(f, SW_AND, arg(f, 1), number(f, 4)), number(f, 0)),
			     op(f, SW_EQ, op(f, SW_AND, arg(f, 1), number(f, 4)), number(f, 0)), true);
	assert_exits(flow, SW_PREEMPT, sw_transfer_add(0));
	assert_string_equal(demands(f, flow), NO_DEMANDS);
}

static void another_condition_is_no_excuse(void **state)
{
	struct fixture *f = *state;
	struct sw_flow *flow;

	begin(f, "f", 2, 5);
	flow = lock_twice_on(f, arg(f, 1), arg(f, 2), false);
	assert_true(flow->exits.n >= 3);
	assert_string_equal(demands(f, flow), "expect preempt 1.. if arg 1 in 0 and arg 2");
}

static void what_a_store_changed_is_not_the_same_condition(void **state)
{
	struct fixture *f = *state;
	sw_term first, second;

	for (int stores = 0; stores < 2; stores++) {
		struct sw_flow *flow;

		begin(f, stores ? "stores" : "does not", 2, 5);
		first = load(f, 0, arg(f, 1), "flags");
		if (stores)
			store(f, 2, arg(f, 1), "flags", arg(f, 2));
		second = load(f, 2, arg(f, 1), "flags");
		flow = lock_twice_on(f, op(f, SW_AND, first, number(f, 4)), op(f, SW_AND, second, number(f, 4)), false);
		if (stores)
			assert_string_not_equal(demands(f, flow), NO_DEMANDS);
		else
			assert_exits(flow, SW_PREEMPT, sw_transfer_add(0));
	}
}

/* A flag set beside the lock tells of it, in a variable and in a copy of the struct that it lies in. */
static void a_flag_in_memory_tells(void **state)
{
	struct fixture *f = *state;

	for (int copied = 0; copied < 2; copied++) {
		struct sw_flow *flow;
		sw_term again;

		begin(f, copied ? "copied" : "plain", 1, 5);
		store(f, 0, local(f, 1), "locked", number(f, 0));
		store(f, 1, local(f, 1), "locked", number(f, 1));
		if (copied)
			copy(f, 2, local(f, 2), "", local(f, 1));
		again = load(f, 2, local(f, copied ? 2 : 1), "locked");
		call(f, 1, "other");
		flow = lock_twice_on(f, arg(f, 1), again, false);
		assert_exits(flow, SW_PREEMPT, sw_transfer_add(0));
		assert_string_equal(demands(f, flow), NO_DEMANDS);
	}
}

static void a_copy_replaces_what_was_there(void **state)
{
	struct fixture *f = *state;
	struct sw_flow *flow;

	begin(f, "f", 2, 3);
	store(f, 0, arg(f, 1), "x", number(f, 5));
	copy(f, 0, arg(f, 1), "", arg(f, 2));
	branch(f, 0, op(f, SW_EQ, load(f, 0, arg(f, 1), "x"), number(f, 5)), 1, 2);
	leave(f, 1, 0);
	call(f, 2, "sleep");
	leave(f, 2, 0);
	flow = run(f);
	assert_int_equal(flow->demands.demands.n, 1);
	assert_true(flow->exits.n >= 2);
}

static void trylock_cases(void **state)
{
	static const struct {
		bool opposite;
		const char *demands;
		int least, most;
	} rows[] = { { false, NO_DEMANDS, 0, 0 }, { true, "expect preempt 1..", -1, 1 } };
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		int least = 9, most = -9;
		struct sw_flow *flow;

		begin(f, i ? "wrong" : "right", 0, 3);
		branch(f, 0, call(f, 0, "trylock"), 1 + rows[i].opposite, 2 - rows[i].opposite);
		call(f, 1, "unlock");
		leave(f, 1, 0);
		leave(f, 2, 0);
		flow = run(f);
		assert_string_equal(demands(f, flow), rows[i].demands);
		for (uint32_t e = 0; e < flow->exits.n; e++) {
			struct sw_transfer t = flow->exits.at[e].vector.of[SW_PREEMPT];

			least = t.lo < least ? t.lo : least;
			most = t.hi > most ? t.hi : most;
		}
		assert_int_equal(least, rows[i].least);
		assert_int_equal(most, rows[i].most);
	}
}

/* ok = trylock(); tried = !ok; if (tried) return; ... */
static void the_result_may_travel(void **state)
{
	struct fixture *f = *state;
	struct sw_flow *flow;
	sw_term ok, later;

	begin(f, "f", 0, 4);
	ok = call(f, 0, "trylock");
	later = sw_function_new_val(&f->unit, f->function);
	phi(f, jump(f, 0, 1), later, op(f, SW_EQ, ok, number(f, 0)));
	branch(f, 1, op(f, SW_NE, later, number(f, 0)), 2, 3);
	leave(f, 2, 0);
	call(f, 3, "unlock");
	leave(f, 3, 0);
	flow = run(f);
	assert_exits(flow, SW_PREEMPT, sw_transfer_add(0));
	assert_string_equal(demands(f, flow), NO_DEMANDS);
}

/* ---- loops ---- */

static void a_loop_that_locks_ends(void **state)
{
	struct fixture *f = *state;
	struct sw_flow *flow;
	bool inexact = false;

	begin(f, "f", 0, 3);
	jump(f, 0, 1);
	call(f, 1, "lock");
	branch(f, 1, anything(f, 1), 1, 2);
	leave(f, 2, 0);
	flow = run(f);
	assert_true(flow->exits.n > 0);
	for (uint32_t i = 0; i < flow->exits.n; i++)
		inexact |= flow->exits.at[i].inexact && flow->exits.at[i].vector.of[SW_PREEMPT].hi == SW_MAX;
	assert_true(inexact);
}

/* Two numbers that differ are both 0: such a path contradicts itself, which is not seen, and yet has to come to an end. */
static void a_loop_on_a_path_that_can_not_be_ends(void **state)
{
	struct fixture *f = *state;

	begin(f, "f", 2, 5);
	branch(f, 0, op(f, SW_NE, arg(f, 1), arg(f, 2)), 1, 4);
	branch(f, 1, arg(f, 1), 4, 2);
	branch(f, 2, arg(f, 2), 4, 3);
	call(f, 3, "lock");
	call(f, 3, "unlock");
	jump(f, 3, 3);
	leave(f, 4, 0);
	assert_true(run(f)->states < 100);
}

static void a_balanced_loop_is_exact(void **state)
{
	struct fixture *f = *state;
	struct sw_flow *flow;

	begin(f, "f", 0, 4);
	jump(f, 0, 1);
	branch(f, 1, anything(f, 1), 2, 3);
	call(f, 2, "lock");
	call(f, 2, "unlock");
	jump(f, 2, 1);
	leave(f, 3, 0);
	flow = run(f);
	assert_exits(flow, SW_PREEMPT, sw_transfer_add(0));
}

static void a_counted_loop_of_trylock_ends(void **state)
{
	struct fixture *f = *state;
	struct sw_flow *flow;
	sw_term i;

	begin(f, "f", 1, 5);
	i = sw_function_new_val(&f->unit, f->function);
	phi(f, jump(f, 0, 1), i, number(f, 0));
	branch(f, 1, op(f, SW_LT, i, arg(f, 1)), 2, 4);
	branch(f, 2, call(f, 2, "trylock"), 3, 1);
	phi(f, &f->function->blocks.at[2].edges.at[1], i, op(f, SW_ADD, i, number(f, 1)));
	call(f, 3, "unlock");
	leave(f, 3, number(f, 1));
	leave(f, 4, number(f, 0));
	flow = run(f);
	assert_exits(flow, SW_PREEMPT, sw_transfer_add(0));
	assert_string_equal(demands(f, flow), NO_DEMANDS);
}

/* Two blocks that are both entered from above and from each other. */
static void an_irreducible_graph_ends(void **state)
{
	struct fixture *f = *state;
	struct sw_flow *flow;

	for (int wrong = 0; wrong < 2; wrong++) {
		begin(f, wrong ? "wrong" : "right", 1, 4);
		branch(f, 0, arg(f, 1), 1, 2);
		call(f, 1, "lock");
		call(f, 1, wrong ? "lock" : "unlock");
		branch(f, 1, anything(f, 1), 2, 3);
		call(f, 2, "lock");
		call(f, 2, "unlock");
		branch(f, 2, anything(f, 2), 1, 3);
		leave(f, 3, 0);
		flow = run(f);
		assert_true(flow->exits.n > 0);
		if (!wrong)
			assert_exits(flow, SW_PREEMPT, sw_transfer_add(0));
	}
}

/* Thirty branches in a row, each with a lock or without: two to the thirtieth ways. */
static void states_are_bounded(void **state)
{
	enum { BRANCHES = 30 };
	struct fixture *f = *state;
	struct sw_flow *flow;

	begin(f, "f", 0, 2 * BRANCHES + 1);
	for (uint32_t i = 0; i < BRANCHES; i++) {
		branch(f, 2 * i, anything(f, 2 * i), 2 * i + 1, 2 * i + 2);
		call(f, 2 * i + 1, "lock");
		jump(f, 2 * i + 1, 2 * i + 2);
	}
	leave(f, 2 * BRANCHES, 0);
	flow = run(f);
	assert_in_range(flow->states, BRANCHES, 500 * BRANCHES);
	assert_true(flow->exits.n > 0);
}

static void a_long_chain_of_blocks_needs_no_stack(void **state)
{
	enum { LONG = 20000 };
	struct fixture *f = *state;

	begin(f, "f", 0, LONG);
	for (uint32_t i = 0; i + 1 < LONG; i++)
		jump(f, i, i + 1);
	call(f, 0, "lock");
	leave(f, LONG - 1, 0);
	assert_exits(run(f), SW_PREEMPT, sw_transfer_add(1));
}

/* ---- guards of callees ---- */

enum given { SLEEPS, DOES_NOT, PASSED_UP, LOST, FACT_SLEEPS, FACT_DOES_NOT };

static sw_term given_flags(struct fixture *f, enum given given)
{
	switch (given) {
	case SLEEPS:
		return number(f, 0xcc0);
	case DOES_NOT:
		return number(f, 0x820);
	case LOST:
		return anything(f, 1);
	default:
		return arg(f, 1);
	}
}

static void guards_on_arguments(void **state)
{
	static const struct {
		enum given given;
		const char *demands;
		bool violation, possible;
	} rows[] = {
		{ SLEEPS, "sleeps", true, false },
		{ DOES_NOT, NO_DEMANDS, false, false },
		{ PASSED_UP, "sleeps if arg 1 & 0x400", true, true },
		{ LOST, "sleeps", true, true },
		{ FACT_SLEEPS, "sleeps if arg 1 & 0x400 in 1024", true, false },
		{ FACT_DOES_NOT, NO_DEMANDS, false, false },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < 2 * COUNT(rows); i++) {
		const size_t r = i / 2;
		const bool locked = i % 2;
		sw_term bit = op(f, SW_AND, arg(f, 1), number(f, 0x400));
		struct sw_flow *flow;

		begin(f, sw_intern_printf(&f->unit.strings, "f%zu", i), 1, 3);
		if (rows[r].given >= FACT_SLEEPS)
			branch(f, 0, bit, rows[r].given == FACT_SLEEPS ? 1 : 2, rows[r].given == FACT_SLEEPS ? 2 : 1);
		else
			jump(f, 0, 1);
		if (locked)
			call(f, 1, "lock");
		call(f, 1, "alloc", given_flags(f, rows[r].given));
		leave(f, 1, 0);
		leave(f, 2, 0);
		flow = run(f);
		if (locked) {
			check(flow->violations.n == rows[r].violation, "row %zu", r);
			if (rows[r].violation)
				check(flow->violations.at[0].possible == rows[r].possible, "row %zu", r);
		} else {
			assert_string_equal(demands(f, flow), rows[r].demands);
			if (flow->demands.demands.n)
				assert_int_equal(flow->demands.demands.at[0].possible, rows[r].given == LOST);
		}
	}
}

/* Of a function that calls CALLEE with an unknown object under a lock, and of nothing else. */
static const struct sw_violation *only_violation(struct fixture *f, const char *callee)
{
	struct sw_flow *flow;

	begin(f, "f", 0, 1);
	call(f, 0, "lock");
	call(f, 0, callee, anything(f, 0));
	leave(f, 0, 0);
	flow = run(f);
	assert_int_equal(flow->violations.n, 1);
	return &flow->violations.at[0];
}

/* A test on memory that nothing settles is ordinary data: what may sleep may sleep, definitely. */
static void a_guard_on_memory_is_definite(void **state)
{
	assert_false(only_violation(*state, "unless_quick")->possible);
}

/* A contract's flag that makes the callee sleep: somebody set it, or nobody did, and the callers know. */
static void a_flag_that_has_to_be_set_is_for_callers_to_know(void **state)
{
	assert_true(only_violation(*state, "by_flags")->possible);
}

static void a_guard_on_memory_is_settled_by_a_store(void **state)
{
	struct fixture *f = *state;

	for (int flag = 0; flag <= 4; flag += 4) {
		begin(f, flag ? "sleeps" : "does not", 0, 1);
		store(f, 0, local(f, 1), "flags", number(f, flag));
		call(f, 0, "lock");
		call(f, 0, "by_flags", local(f, 1));
		leave(f, 0, 0);
		assert_int_equal(run(f)->violations.n, flag / 4);
	}
}

/* A call that no one knows may write to variables that are given to it. */
static void an_unknown_call_may_write(void **state)
{
	struct fixture *f = *state;

	for (int given = 0; given < 2; given++) {
		begin(f, given ? "given" : "kept", 0, 1);
		store(f, 0, local(f, 1), "flags", number(f, 0));
		if (given)
			call(f, 0, "unknown", local(f, 1));
		else
			call(f, 0, "unknown");
		call(f, 0, "lock");
		call(f, 0, "by_flags", local(f, 1));
		leave(f, 0, 0);
		assert_int_equal(run(f)->violations.n, given);
	}
}

static void a_pointer_to_a_known_function_is_a_call_of_it(void **state)
{
	struct fixture *f = *state;
	struct sw_flow *flow;

	begin(f, "f", 0, 1);
	call(f, 0, "lock");
	store(f, 0, local(f, 1), "fn", address(f, "sleep"));
	call_pointer(f, 0, load(f, 0, local(f, 1), "fn"), "ops.fn");
	call_pointer(f, 0, anything(f, 0), "ops.fn");
	leave(f, 0, 0);
	flow = run(f);
	assert_int_equal(flow->violations.n, 1);
	assert_string_equal(flow->violations.at[0].callee, "sleep");
}

static void sites_have_the_hull_of_their_counts(void **state)
{
	struct fixture *f = *state;
	struct sw_flow *flow = SW_NEW(&f->unit.arena, struct sw_flow);

	begin(f, "f", 1, 4);
	branch(f, 0, arg(f, 1), 1, 2);
	call(f, 1, "lock");
	jump(f, 1, 2);
	call(f, 2, "other");
	leave(f, 2, 0);
	call(f, 3, "never");
	*flow = (struct sw_flow){ .unit = &f->unit, .function = f->function, .turn = &(struct sw_turn){ 0 }, .keep = &f->unit.arena, .made = &f->unit.arena,
				  .run = &f->unit.arena };
	flow->crowd = sw_crowd_new(&f->unit.arena);
	flow->space = (struct sw_space){ .terms = &f->unit.terms, .scratch = &f->scratch, .keep = &f->unit.arena };
	flow->sites = sw_alloc(&f->unit.arena, 4 * sizeof *flow->sites);
	flow->reached = sw_alloc(&f->unit.arena, 4);
	sw_flow_run(flow);
	assert_int_equal(flow->sites[2].of[SW_PREEMPT].lo, 0);
	assert_int_equal(flow->sites[2].of[SW_PREEMPT].hi, 1);
	assert_true(flow->reached[1] && flow->reached[2]);
	assert_false(flow->reached[3]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_with_primitives(lock_and_unlock),
		unit_test_with_primitives(a_sleep_is_passed_on),
		unit_test_with_primitives(a_sleep_under_a_lock_is_wrong),
		unit_test_with_primitives(a_sleep_without_the_callers_lock_expects_it),
		unit_test_with_primitives(an_unlock_expects_a_lock),
		unit_test_with_primitives(set_is_not_adjust),
		unit_test_with_primitives(atomic_is_met_by_any_counter),
		unit_test_with_primitives(a_path_ends_at_what_never_returns),
		unit_test_with_primitives(irq_restore_gives_back_what_was_saved),
		unit_test_with_primitives(irq_restore_of_the_inner_flags_is_still_off),
		unit_test_with_primitives(flags_may_lie_in_memory),
		unit_test_with_primitives(flags_of_a_caller_are_one_level),
		unit_test_with_primitives(a_function_that_returns_flags_saves_them),
		unit_test_with_primitives(the_same_condition_twice),
		unit_test_with_primitives(the_same_test_in_other_words),
		unit_test_with_primitives(another_condition_is_no_excuse),
		unit_test_with_primitives(what_a_store_changed_is_not_the_same_condition),
		unit_test_with_primitives(a_flag_in_memory_tells),
		unit_test_with_primitives(a_copy_replaces_what_was_there),
		unit_test_with_primitives(trylock_cases),
		unit_test_with_primitives(the_result_may_travel),
		unit_test_with_primitives(a_loop_that_locks_ends),
		unit_test_with_primitives(a_loop_on_a_path_that_can_not_be_ends),
		unit_test_with_primitives(a_balanced_loop_is_exact),
		unit_test_with_primitives(a_counted_loop_of_trylock_ends),
		unit_test_with_primitives(an_irreducible_graph_ends),
		unit_test_with_primitives(states_are_bounded),
		unit_test_with_primitives(a_long_chain_of_blocks_needs_no_stack),
		unit_test_with_primitives(guards_on_arguments),
		unit_test_with_primitives(a_guard_on_memory_is_definite),
		unit_test_with_primitives(a_flag_that_has_to_be_set_is_for_callers_to_know),
		unit_test_with_primitives(a_guard_on_memory_is_settled_by_a_store),
		unit_test_with_primitives(an_unknown_call_may_write),
		unit_test_with_primitives(a_pointer_to_a_known_function_is_a_call_of_it),
		unit_test_with_primitives(sites_have_the_hull_of_their_counts),
	};

	return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}
