// SPDX-License-Identifier: GPL-2.0-or-later
/* Whole units: callees before callers, recursion, contracts against bodies, entries, slots, one finding per cause. */
#include <stdio.h>
#include <stdlib.h>

#include "helper.h"

static void assign(struct fixture *f, const char *function, const char *slot, const char *clauses)
{
	struct sw_assignment *a = sw_vec_push(&f->unit.arena, &f->unit.assignments);

	a->function = symbol(f, function);
	a->slot = sw_intern(&f->unit.strings, slot);
	a->contract = clauses ? contract(f, slot, clauses) : NULL;
	a->place = (struct sw_place){ .file = "test.c", .line = 100, .column = 1, .cookie = 100 };
}

/* ---- calls ---- */

static void a_sleep_down_a_chain_is_found(void **state)
{
	struct fixture *f = *state;
	const struct sw_finding *finding;

	calls(f, "top", "lock", "middle", "unlock");
	calls(f, "middle", "bottom", NULL, NULL);
	calls(f, "bottom", "sleep", NULL, NULL);
	solve(f);
	assert_string_equal(found(f), "sleep-in-atomic:2");
	finding = &f->solver.findings.list.at[0];
	assert_string_equal(finding->callee, "middle");
	assert_int_equal(finding->witness->length, 2);
	assert_string_equal(finding->witness->callee, "bottom");
	assert_int_equal(finding->witness->place.line, 5);
	assert_string_equal(finding->witness->next->callee, "sleep");
	assert_null(finding->witness->next->next);
	assert_int_equal(finding->expected.hi, 0);
	assert_int_equal(finding->actual.lo, 1);
}

static void the_shortest_witness_is_kept(void **state)
{
	struct fixture *f = *state;

	calls(f, "long1", "long2", NULL, NULL);
	calls(f, "long2", "long3", NULL, NULL);
	calls(f, "long3", "sleep", NULL, NULL);
	calls(f, "short", "sleep", NULL, NULL);
	begin(f, "either", 1, 4);
	branch(f, 0, anything(f, 0), 1, 2);
	call(f, 1, "long1");
	jump(f, 1, 3);
	call(f, 2, "short");
	jump(f, 2, 3);
	leave(f, 3, 0);
	calls(f, "top", "lock", "either", "unlock");
	solve(f);
	assert_int_equal(f->solver.findings.list.n, 1);
	assert_int_equal(f->solver.findings.list.at[0].witness->length, 2);
	assert_string_equal(f->solver.findings.list.at[0].witness->callee, "short");
}

static void locks_in_callees_count(void **state)
{
	struct fixture *f = *state;

	calls(f, "my_lock", "lock", "rcu_lock", NULL);
	calls(f, "my_unlock", "rcu_unlock", "unlock", NULL);
	calls(f, "good", "my_lock", "my_unlock", "sleep");
	calls(f, "bad", "my_lock", "sleep", "my_unlock");
	solve(f);
	assert_string_equal(inferred(f, "my_lock"), "adjust preempt +1, adjust rcu +1");
	assert_string_equal(inferred(f, "good"), "sleeps");
	assert_string_equal(found(f), "sleep-in-atomic:12");
}

/* A helper that computes: may(flags) is `flags & 0x400`; the caller sleeps only behind it. */
static void a_returned_expression_is_a_guard(void **state)
{
	struct fixture *f = *state;

	begin(f, "may", 1, 1);
	leave(f, 0, op(f, SW_NE, op(f, SW_AND, arg(f, 1), number(f, 0x400)), number(f, 0)));
	begin(f, "maybe_sleeps", 1, 3);
	branch(f, 0, call(f, 0, "may", arg(f, 1)), 1, 2);
	call(f, 1, "sleep");
	leave(f, 1, 0);
	leave(f, 2, 0);
	begin(f, "good", 0, 1);
	call(f, 0, "lock");
	call(f, 0, "maybe_sleeps", number(f, 0x820));
	call(f, 0, "unlock");
	leave(f, 0, 0);
	begin(f, "bad", 0, 1);
	call(f, 0, "lock");
	call(f, 0, "maybe_sleeps", number(f, 0xcc0));
	call(f, 0, "unlock");
	leave(f, 0, 0);
	solve(f);
	assert_string_equal(found(f), "sleep-in-atomic:11");
}

static void conditional_locks_are_cases(void **state)
{
	struct fixture *f = *state;

	begin(f, "lock_if", 1, 3);
	branch(f, 0, arg(f, 1), 1, 2);
	call(f, 1, "lock");
	leave(f, 1, 0);
	leave(f, 2, 0);
	begin(f, "good", 0, 1);
	call(f, 0, "lock_if", number(f, 0));
	call(f, 0, "sleep");
	leave(f, 0, 0);
	begin(f, "bad", 0, 1);
	call(f, 0, "lock_if", number(f, 1));
	call(f, 0, "sleep");
	call(f, 0, "unlock");
	leave(f, 0, 0);
	solve(f);
	assert_string_equal(inferred(f, "lock_if"), "adjust preempt +1 if arg 1");
	assert_string_equal(found(f), "sleep-in-atomic:8");
}

static void an_alias_is_its_function(void **state)
{
	struct fixture *f = *state;

	calls(f, "real", "sleep", NULL, NULL);
	symbol(f, "alias")->alias_of = symbol(f, "real");
	symbol(f, "second")->alias_of = symbol(f, "alias");
	calls(f, "top", "lock", "second", "unlock");
	solve(f);
	assert_string_equal(found(f), "sleep-in-atomic:4");
	assert_string_equal(f->solver.findings.list.at[0].callee, "second");
}

static void what_never_returns_ends_its_callers_paths(void **state)
{
	struct fixture *f = *state;

	calls(f, "die", "panic", NULL, NULL);
	calls(f, "top", "lock", "die", "sleep");
	solve(f);
	assert_string_equal(inferred(f, "die"), "never returns");
	assert_string_equal(inferred(f, "top"), "never returns");
	assert_string_equal(found(f), "");
}

/* ---- recursion ---- */

static void a_function_that_calls_itself(void **state)
{
	struct fixture *f = *state;

	begin(f, "f", 1, 3);
	branch(f, 0, arg(f, 1), 1, 2);
	call(f, 1, "lock");
	call(f, 1, "f", anything(f, 1));
	call(f, 1, "unlock");
	jump(f, 1, 2);
	leave(f, 2, 0);
	solve(f);
	assert_string_equal(inferred(f, "f"), "any context");
	assert_string_equal(found(f), "");
	assert_int_equal(f->solver.statistics.recursive, 1);
	assert_int_equal(f->solver.statistics.unfinished, 0);
}

static void recursion_without_end_never_returns(void **state)
{
	struct fixture *f = *state;

	calls(f, "f", "lock", "f", "unlock");
	solve(f);
	assert_string_equal(inferred(f, "f"), "never returns");
}

static void a_sleep_in_mutual_recursion(void **state)
{
	struct fixture *f = *state;
	const struct sw_finding *finding;

	begin(f, "even", 1, 3);
	branch(f, 0, arg(f, 1), 1, 2);
	call(f, 1, "odd", anything(f, 1));
	leave(f, 1, 0);
	call(f, 2, "sleep");
	leave(f, 2, 0);
	begin(f, "odd", 1, 3);
	branch(f, 0, arg(f, 1), 1, 2);
	call(f, 1, "even", anything(f, 1));
	leave(f, 1, 0);
	leave(f, 2, 0);
	calls(f, "top", "lock", "odd", "unlock");
	solve(f);
	assert_int_equal(f->solver.statistics.recursive, 1);
	assert_int_equal(f->solver.statistics.unfinished, 0);
	assert_int_equal(f->solver.findings.list.n, 1);
	finding = &f->solver.findings.list.at[0];
	assert_ptr_equal(finding->function, symbol(f, "top"));
	assert_int_equal(finding->witness->length, 2);
	assert_string_equal(finding->witness->callee, "even");
	assert_string_equal(finding->witness->next->callee, "sleep");
}

static void recursion_that_locks_ends(void **state)
{
	struct fixture *f = *state;

	begin(f, "f", 1, 3);
	branch(f, 0, anything(f, 0), 1, 2);
	call(f, 1, "lock");
	call(f, 1, "f");
	jump(f, 1, 2);
	leave(f, 2, 0);
	calls(f, "top", "f", "sleep", NULL);
	solve(f);
	assert_int_equal(f->solver.statistics.recursive, 1);
	assert_true(f->solver.findings.list.n <= 1);
}

static void a_long_chain_needs_no_stack(void **state)
{
	enum { LONG = 5000 };
	struct fixture *f = *state;

	calls(f, "top", "lock", "f0", "unlock");
	for (int i = 0; i < LONG; i++)
		calls(f, sw_intern_printf(&f->unit.strings, "f%d", i),
		      i + 1 < LONG ? sw_intern_printf(&f->unit.strings, "f%d", i + 1) : "sleep", NULL, NULL);
	solve(f);
	assert_string_equal(found(f), "sleep-in-atomic:2");
	assert_int_equal(f->solver.findings.list.at[0].witness->length, LONG);
	assert_int_equal(f->solver.statistics.components, LONG + 1);
}

/* ---- imbalance ---- */

/* Each state knows of all variables, and there is a state for each: a compiler can not do without the memory. */
static void what_takes_too_much_memory_is_given_up(void **state)
{
	enum { MANY = 4000 };
	struct fixture *f = *state;

	calls(f, "top", "lock", "large", "sleep");
	begin(f, "large", 0, 2 * MANY + 1);
	call(f, 0, "lock");
	for (uint32_t i = 0; i < MANY; i++) {
		store(f, 2 * i, local(f, i + 1), "", 0);
		branch(f, 2 * i, anything(f, 2 * i), 2 * i + 1, 2 * i + 2);
		call(f, 2 * i + 1, "use");
		jump(f, 2 * i + 1, 2 * i + 2);
	}
	leave(f, 2 * MANY, 0);
	solve(f);
	assert_int_equal(f->solver.statistics.unfinished, 1);
	assert_true(symbol(f, "large")->given_up);
	assert_false(symbol(f, "top")->given_up);
	assert_string_equal(found(f), "sleep-in-atomic:3?");
}

/* Nothing that it calls matters: what it returns is not worth much memory, and nobody needs to be told. */
static void what_is_looked_at_for_its_value_is_not_given_up(void **state)
{
	enum { MANY = 3000, CALLS = 400 };
	struct fixture *f = *state;

	calls(f, "top", "lock", "generated", "sleep");
	begin(f, "generated", 0, 1);
	for (uint32_t i = 0; i < MANY; i++)
		store(f, 0, local(f, i + 1), "", number(f, i));
	for (uint32_t i = 0; i < CALLS; i++)
		call(f, 0, "use", local(f, i + 1));
	leave(f, 0, number(f, 1));
	solve(f);
	assert_null(symbol(f, "generated")->summary);
	assert_false(symbol(f, "generated")->given_up);
	assert_int_equal(f->solver.statistics.unfinished, 0);
	assert_string_equal(found(f), "sleep-in-atomic:3");
}

/* safe_mod_func_int8_t_s_s() of csmith: its ways tell what is returned, and nothing else. */
static void ways_that_leave_the_counters_do_not_matter(void **state)
{
	struct fixture *f = *state;

	begin(f, "divides", 2, 3);
	branch(f, 0, arg(f, 2), 1, 2);
	leave(f, 1, anything(f, 1));
	leave(f, 2, arg(f, 1));
	begin(f, "long", 2, 2 * SW_SMALL);
	for (uint32_t i = 0; i + 1 < 2 * SW_SMALL; i++) {
		call(f, i, "divides", arg(f, 1), arg(f, 2));
		jump(f, i, i + 1);
	}
	leave(f, 2 * SW_SMALL - 1, 0);
	solve(f);
	assert_true(symbol(f, "divides")->summary->cases.n > 1);
	assert_null(symbol(f, "long")->summary);
}

/* What is held against each other is thousands of returns, and each does another thing. */
static void what_returns_in_too_many_ways_is_given_up(void **state)
{
	enum { FEW = 1000, MANY = 3000 };
	struct fixture *f = *state;

	for (uint32_t n = FEW; n <= MANY; n += MANY - FEW) {
		begin(f, n == FEW ? "few" : "many", 1, 2 * n + 1);
		for (uint32_t i = 0; i < n; i++) {
			branch(f, 2 * i, op(f, SW_EQ, arg(f, 1), number(f, i)), 2 * i + 1, 2 * i + 2);
			leave(f, 2 * i + 1, number(f, i));
			call(f, 2 * i + 2, "lock");
		}
		call(f, 2 * n, "sleep");
		leave(f, 2 * n, number(f, n));
	}
	solve(f);
	assert_int_equal(f->solver.statistics.unfinished, 1);
	assert_false(symbol(f, "few")->given_up);
	assert_true(symbol(f, "many")->given_up);
}

static void an_imbalance_is_reported_once(void **state)
{
	struct fixture *f = *state;

	begin(f, "wrong", 1, 3);
	branch(f, 0, anything(f, 0), 1, 2);
	call(f, 1, "lock");
	leave(f, 1, 0);
	leave(f, 2, 0);
	calls(f, "caller", "wrong", "sleep", NULL);
	calls(f, "another", "wrong", "caller", NULL);
	solve(f);
	assert_string_equal(found(f), "imbalance:3");
	assert_string_equal(inferred(f, "caller"), "sleeps");
}

static void an_error_return_that_keeps_the_lock_leaks(void **state)
{
	struct fixture *f = *state;

	begin(f, "f", 1, 3);
	call(f, 0, "lock");
	branch(f, 0, anything(f, 0), 1, 2);
	leave(f, 1, number(f, -12));
	call(f, 2, "unlock");
	leave(f, 2, number(f, 0));
	solve(f);
	assert_int_equal(f->solver.findings.list.n, 1);
	assert_int_equal(f->solver.findings.list.at[0].kind, SW_FOUND_LEAK);
	assert_int_equal(f->solver.findings.list.at[0].tag, SW_TAG_IMBALANCE);
}

/* ---- cases ---- */

/* What a case returns is bound in the caller: 5 with the lock, 0 without. */
static void a_case_binds_its_result(void **state)
{
	struct fixture *f = *state;

	begin(f, "get", 2, 3);
	branch(f, 0, arg(f, 1), 1, 2);
	call(f, 1, "lock");
	leave(f, 1, arg(f, 2));
	leave(f, 2, number(f, 0));
	for (int passed = 5; passed <= 6; passed++) {
		begin(f, passed == 5 ? "right" : "wrong", 1, 3);
		branch(f, 0, op(f, SW_EQ, call(f, 0, "get", arg(f, 1), number(f, passed)), number(f, 5)), 1, 2);
		call(f, 1, "unlock");
		leave(f, 1, 0);
		call(f, 2, "sleep");
		leave(f, 2, 0);
	}
	solve(f);
	assert_int_equal(f->solver.findings.list.n > 0, true);
	for (uint32_t i = 0; i < f->solver.findings.list.n; i++)
		assert_ptr_equal(f->solver.findings.list.at[i].function, symbol(f, "wrong"));
	assert_false(symbol(f, "right")->inferred->imbalanced);
	assert_int_equal(symbol(f, "right")->inferred->cases.n, 0);
}

/* What is passed decides which case it is, even where the callee did not look: for 7 no lock is taken. */
static void what_was_passed_decides_in_the_caller(void **state)
{
	struct fixture *f = *state;

	begin(f, "relock", 2, 5);
	branch(f, 0, anything(f, 0), 1, 2);
	leave(f, 1, arg(f, 2));
	branch(f, 2, arg(f, 2), 3, 4);
	leave(f, 3, arg(f, 2));
	call(f, 4, "lock");
	leave(f, 4, number(f, 1));
	begin(f, "passes 7", 0, 1);
	call(f, 0, "relock", arg(f, 1), number(f, 7));
	call(f, 0, "sleep");
	leave(f, 0, 0);
	begin(f, "passes 1", 0, 1);
	call(f, 0, "relock", arg(f, 1), number(f, 1));
	call(f, 0, "sleep");
	leave(f, 0, 0);
	solve(f);
	assert_string_equal(found(f), "");
}

/* The same where no exit but the one that locks has tested what was passed: only for NULL is a lock taken. */
static void what_was_passed_is_part_of_the_case(void **state)
{
	static const int64_t passed[] = { 1, 7 };

	for (size_t i = 0; i < COUNT(passed); i++) {
		void *fixture;
		struct fixture *f;

		setup_primitives(&fixture);
		f = fixture;
		begin(f, "relock", 2, 5);
		branch(f, 0, anything(f, 0), 1, 2);
		leave(f, 1, arg(f, 2));
		branch(f, 2, arg(f, 2), 3, 4);
		call(f, 3, "panic");
		call(f, 4, "lock");
		leave(f, 4, number(f, 1));
		begin(f, "caller", 1, 1);
		call(f, 0, "relock", arg(f, 1), number(f, passed[i]));
		call(f, 0, "sleep");
		leave(f, 0, 0);
		solve(f);
		check(!strcmp(found(f), ""), "for %" PRId64 ": '%s'", passed[i], found(f));
		teardown(&fixture);
	}
	(void)state;
}

/* A chain of recursive functions: what the last writes, the first writes. Memory that it may have written is unknown. */
static void writes_go_all_the_way_up_a_recursion(void **state)
{
	enum { CHAIN = 6 };
	struct fixture *f = *state;

	for (int i = 0; i < CHAIN; i++) {
		begin(f, sw_intern_printf(&f->unit.strings, "f%d", i), 1, 3);
		branch(f, 0, anything(f, 0), 1, 2);
		call(f, 0, "sleep");
		if (i == CHAIN - 1)
			store(f, 1, arg(f, 1), "flags", anything(f, 1));
		call(f, 1, sw_intern_printf(&f->unit.strings, "f%d", (i + 1) % CHAIN), arg(f, 1));
		leave(f, 1, 0);
		leave(f, 2, 0);
	}
	solve(f);
	for (int i = 0; i < CHAIN; i++)
		check(symbol(f, sw_intern_printf(&f->unit.strings, "f%d", i))->inferred->writes == 1, "f%d", i);
}

static sw_term flag(struct fixture *f, sw_term word)
{
	return op(f, SW_AND, word, number(f, 64));
}

/*
 * fs/namei.c, try_to_unlazy(): drops the read lock and clears the flag that says that it is held, or leaves both. The
 * flag, looked at afterwards, tells.
 */
static void a_flag_that_was_turned_round_tells(void **state)
{
	for (int clears = 0; clears < 2; clears++) {
		void *fixture;
		struct fixture *f;
		const struct sw_summary *s;

		setup_primitives(&fixture);
		f = fixture;
		begin(f, "leave_rcu", 1, 5);
		branch(f, 0, anything(f, 0), 1, 2);
		leave(f, 1, 0);
		{
			sw_term word = load(f, 2, arg(f, 1), "flags");

			branch(f, 2, flag(f, word), 3, 4);
			if (clears)
				store(f, 3, arg(f, 1), "flags", op(f, SW_AND, word, number(f, ~(int64_t)64)));
		}
		call(f, 3, "rcu_unlock");
		leave(f, 3, 0);
		leave(f, 4, 0);
		begin(f, "walk", 1, 6);
		call(f, 0, "rcu_lock");
		branch(f, 0, flag(f, load(f, 0, arg(f, 1), "flags")), 1, 2);
		call(f, 1, "leave_rcu", arg(f, 1));
		branch(f, 1, flag(f, load(f, 1, arg(f, 1), "flags")), 2, 3);
		call(f, 2, "rcu_unlock");
		jump(f, 2, 3);
		call(f, 3, "sleep");
		leave(f, 3, 0);
		solve(f);
		s = symbol(f, "leave_rcu")->inferred;
		assert_int_equal(s->imbalanced, !clears);
		if (clears) {
			assert_string_equal(found(f), "");
			assert_int_equal(symbol(f, "walk")->inferred->cases.n, 0);
			assert_false(symbol(f, "walk")->inferred->imbalanced);
		} else {
			assert_string_equal(sw_tag_name(f->solver.findings.list.at[0].tag), "rcu-leak");
		}
		teardown(&fixture);
	}
	(void)state;
}

/* ---- what is unsure ---- */

/* After a call of which nobody is certain that it is balanced, what is wrong is possibly so; but not what is locked since. */
static void after_a_doubtful_call_is_possible(void **state)
{
	struct fixture *f = *state;
	struct sw_summary *doubtful = SW_NEW(&f->unit.arena, struct sw_summary);

	*doubtful = (struct sw_summary){ .returns = true, .imbalanced = true, .doubtful = true };
	doubtful->result_values = sw_values_any();
	symbol(f, "doubtful")->summary = doubtful;
	calls(f, "before", "lock", "sleep", "doubtful");
	calls(f, "after", "doubtful", "lock", "sleep");
	calls(f, "between", "lock", "doubtful", "sleep");
	calls(f, "above", "between", NULL, NULL);
	solve(f);
	assert_string_equal(found(f), "sleep-in-atomic:2, sleep-in-atomic:7, sleep-in-atomic:11?");
}

/* ---- tags ---- */

static const struct {
	const char *before, *clauses, *found;
} expectations[] = {
	{ "lock", "expect preempt 0", "sleep-in-atomic:2" },
	{ "irq_disable", "expect irq 0", "sleep-in-atomic:2" },
	{ "rcu_lock", "expect rcu 0", "rcu-sleep:2" },
	{ "lock", "expect preempt 0..1", "" },
	{ "irq_enable", "expect irq 1..", "contract:2" },
	{ "irq_disable", "expect irq 1..", "" },
	{ "rcu_reset", "expect rcu 1..", "contract:2" },
};

static void what_is_expected_is_violated_from_above_or_below(void **state)
{
	for (size_t i = 0; i < COUNT(expectations); i++) {
		void *fixture;
		struct fixture *f;

		setup_primitives(&fixture);
		f = fixture;
		declare(f, "rcu_reset", "set rcu 0");
		declare(f, "picky", expectations[i].clauses);
		calls(f, "f", expectations[i].before, "picky", NULL);
		solve(f);
		check(!strcmp(found(f), expectations[i].found), "row %zu: '%s', not '%s'", i, found(f),
		      expectations[i].found);
		teardown(&fixture);
	}
	(void)state;
}

/* ---- contracts ---- */

static const struct {
	const char *clauses, *callees[3], *found;
} bodies[] = {
	{ "sleeps", { "sleep" }, "" },
	{ "any context", { "sleep" }, "contract:1" },
	{ "any context, trusted \"why\"", { "sleep" }, "" },
	{ "atomic context", { "sleep" }, "contract:1" },
	{ "atomic context", { "atomic" }, "" },
	{ "any context", { "atomic" }, "contract:1" },
	{ "task context", { "sleep" }, "" },
	/* a contract that names some counters is held against those */
	{ "expect preempt 0", { "sleep" }, "" },
	{ "expect preempt 0..1", { "sleep" }, "contract:1" },
	{ "expect rcu 0", { "unlock", "lock" }, "" },
	{ "expect preempt 0, expect pagefault 0..1", { "sleep" }, "" },
	/* what is declared under a guard does not hold where the body has none */
	{ "sleeps if arg 1", { "sleep" }, "contract:1" },
	{ "expect preempt 1.. if arg 1", { "unlock", "lock" }, "underflow:1" },
	{ "sleeps if arg 1 & 0x400", { "alloc" }, "" },
	{ "expect preempt 1..", { "unlock", "lock" }, "" },
	{ "any context", { "unlock", "lock" }, "underflow:1" },
	{ "expect preempt 1..2", { "unlock", "unlock" }, "underflow:2" },
	{ "adjust preempt +1", { "lock" }, "" },
	{ "adjust preempt +1", { "lock", "lock" }, "contract:3" },
	{ "adjust preempt +1", { NULL }, "contract:1" },
	{ "adjust preempt +1, trusted \"why\"", { NULL }, "" },
	{ "adjust preempt -1", { "unlock" }, "" },
	{ "adjust preempt +1", { "rcu_lock" }, "contract:2" },
	{ "set irq 0", { "irq_enable" }, "" },
	{ "set irq 1", { "irq_enable" }, "contract:2" },
	{ "entered with preempt 1", { "sleep" }, "entry-context:1" },
	{ "entered with preempt 1, trusted \"why\"", { "sleep" }, "" },
	{ "entered with task context", { "sleep" }, "" },
	{ "entered with preempt 0", { "sleep" }, "" },
	{ "entered with rcu 0", { "rcu_unlock" }, "underflow:1" },
};

static void bodies_are_held_against_contracts(void **state)
{
	for (size_t i = 0; i < COUNT(bodies); i++) {
		void *fixture;
		struct fixture *f;

		setup_primitives(&fixture);
		f = fixture;
		declare(f, "f", bodies[i].clauses);
		calls(f, "f", bodies[i].callees[0], bodies[i].callees[1], bodies[i].callees[2]);
		solve(f);
		check(!strcmp(found(f), bodies[i].found), "row %zu, '%s': '%s', not '%s'", i, bodies[i].clauses,
		      found(f), bodies[i].found);
		teardown(&fixture);
	}
	(void)state;
}

/* A counter that is not named hides none that is: rcu may be 1 here, and the body sleeps. */
static void each_counter_that_is_named_is_held_against_the_body(void **state)
{
	for (int c = 0; c < SW_COUNTERS; c++) {
		void *fixture;
		struct fixture *f;

		setup_primitives(&fixture);
		f = fixture;
		declare(f, "f", sw_intern_printf(&f->unit.strings, "expect %s 0..1", sw_counter_name(c)));
		calls(f, "f", "sleep", NULL, NULL);
		solve(f);
		check(!strcmp(found(f), sw_counter_forbids_sleep(c) ? "contract:1" : ""), "%s: '%s'", sw_counter_name(c),
		      found(f));
		teardown(&fixture);
	}
	(void)state;
}

/* Callers go by what was declared, and by the body for what was left open. */
static void callers_see_the_contract(void **state)
{
	struct fixture *f = *state;

	declare(f, "kvfree", "any context, trusted \"vfree is the caller's to avoid\"");
	calls(f, "kvfree", "sleep", NULL, NULL);
	calls(f, "good", "lock", "kvfree", "unlock");
	declare(f, "half", "sleeps");
	calls(f, "half", "lock", NULL, NULL);
	calls(f, "bad", "half", "sleep", "unlock");
	solve(f);
	assert_string_equal(found(f), "sleep-in-atomic:10");
}

static void annotation_files_are_second(void **state)
{
	struct fixture *f = *state;
	char path[] = "/tmp/sleepwalk-solve-XXXXXX";
	FILE *file = fdopen(mkstemp(path), "w");

	assert_non_null(file);
	fputs("declared any context\nfrom_file sleeps\n", file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(sw_contracts_read(&f->contracts, path), 2);
	assert_int_equal(remove(path), 0);
	declare(f, "declared", "sleeps");
	calls(f, "bad", "lock", "from_file", NULL);
	calls(f, "worse", "lock", "declared", NULL);
	solve(f);
	assert_string_equal(found(f), "sleep-in-atomic:2, sleep-in-atomic:5");
}

/* ---- locks that sleep on PREEMPT_RT ---- */

static const struct {
	const char *around, *found;
} nestings[] = {
	{ "lock", "rt-nesting:2" }, { "irq_off", "rt-nesting:2" }, { "hardirq_enter", "rt-nesting:2" },
	{ "bh_off", "" },           { "rcu_lock", "" },            { "rt_lock", "" },
};

static void where_a_lock_may_be_taken(void **state)
{
	for (size_t i = 0; i < COUNT(nestings); i++) {
		void *fixture;
		struct fixture *f;

		setup_primitives(&fixture);
		f = fixture;
		declare(f, "irq_off", "set irq 1");
		declare(f, "hardirq_enter", "set hardirq 1");
		declare(f, "bh_off", "adjust softirq +1");
		declare(f, "rt_lock", "blocks, adjust rcu +1");
		calls(f, "f", nestings[i].around, "rt_lock", NULL);
		solve(f);
		check(!strcmp(found(f), nestings[i].found), "%s: '%s'", nestings[i].around, found(f));
		teardown(&fixture);
	}
	(void)state;
}

/* Of a contract that says nothing of such locks, the body does; one that does, or is trusted, is believed. */
static void what_a_contract_leaves_open_the_body_says(void **state)
{
	struct fixture *f = *state;

	declare(f, "rt_lock", "blocks");
	declare(f, "atomic_free", "any context");
	calls(f, "atomic_free", "rt_lock", NULL, NULL);
	calls(f, "open", "lock", "atomic_free", NULL);
	declare(f, "trusted_free", "any context, trusted \"it is never contended\"");
	calls(f, "trusted_free", "rt_lock", NULL, NULL);
	calls(f, "fine", "lock", "trusted_free", NULL);
	solve(f);
	assert_string_equal(found(f), "rt-nesting:4");
}

/* A body that sleeps is more than a contract allows which speaks of locks only. */
static void a_body_that_sleeps_does_more_than_block(void **state)
{
	struct fixture *f = *state;

	declare(f, "f", "blocks");
	calls(f, "f", "sleep", NULL, NULL);
	solve(f);
	assert_string_equal(found(f), "contract:1");
}

/* What sleeps is told as that, even where a lock would be wrong, too. */
static void a_sleep_is_worse_than_a_lock(void **state)
{
	struct fixture *f = *state;

	declare(f, "alloc", "blocks, sleeps if arg 1");
	begin(f, "f", 0, 1);
	call(f, 0, "lock");
	call(f, 0, "alloc", number(f, 1));
	call(f, 0, "alloc", number(f, 0));
	leave(f, 0, 0);
	solve(f);
	assert_string_equal(found(f), "sleep-in-atomic:2, rt-nesting:3");
}

static void a_slot_leaves_open_what_it_does_not_name(void **state)
{
	struct fixture *f = *state;

	declare(f, "rt_lock", "blocks");
	calls(f, "free", "rt_lock", NULL, NULL);
	calls(f, "irq", "rt_lock", NULL, NULL);
	calls(f, "end", "rt_lock", NULL, NULL);
	assign(f, "free", "ops.free", "any context");
	assign(f, "irq", "ops.irq", "entered with irq 1");
	assign(f, "end", "ops.end", "expect irq 0..");
	solve(f);
	assert_string_equal(found(f), "slot-contract:100, slot-contract:100");
}

/* One function for two kinds of locks: which it is, the field says that its argument is the address of. */
static void calls_are_told_apart_by_a_field(void **state)
{
	struct fixture *f = *state;
	char path[] = "/tmp/sleepwalk-solve-XXXXXX";
	FILE *file = fdopen(mkstemp(path), "w");
	sw_term checked;

	assert_non_null(file);
	fputs("lock_it adjust preempt +1\nlock_it(->inner) blocks, adjust rcu +1\n", file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(sw_contracts_read(&f->contracts, path), 2);
	assert_int_equal(remove(path), 0);
	begin(f, "check", 1, 1);
	leave(f, 0, sw_term_addr(&f->unit.terms, arg(f, 1), sw_intern(&f->unit.strings, "inner")));
	begin(f, "f", 1, 1);
	call(f, 0, "lock_it", sw_term_addr(&f->unit.terms, arg(f, 1), sw_intern(&f->unit.strings, "raw")));
	call(f, 0, "lock_it", sw_term_addr(&f->unit.terms, arg(f, 1), sw_intern(&f->unit.strings, "lock.inner")));
	checked = call(f, 0, "check", arg(f, 1));
	call(f, 0, "lock_it", checked);
	leave(f, 0, 0);
	solve(f);
	assert_string_equal(found(f), "rt-nesting:3, rt-nesting:5");
	assert_string_equal(f->solver.findings.list.at[0].callee, "lock_it(->inner)");
	assert_string_equal(inferred(f, "f"), "adjust preempt +1, adjust rcu +2");
}

/* ---- entries ---- */

static const struct {
	const char *clauses, *callee, *found;
} registrations[] = {
	{ "enters arg 2 with softirq 1", "sleep", "entry-context:1" },
	{ "enters arg 2 with task context", "sleep", "" },
	{ "enters arg 2 with preempt 0..1", "sleep", "" },
	{ "enters arg 2 with preempt 1..", "sleep", "entry-context:1" },
	{ "enters arg 1 with softirq 1", "sleep", "" },
	{ "enters arg 3 with softirq 1", "sleep", "" },
	{ "enters arg 2 with task context", "atomic", "entry-context:1" },
	{ "enters arg 2 with rcu 0", "rcu_unlock", "underflow:1" },
	{ "enters arg 2 with rcu 1", "rcu_unlock", "" },
	{ "enters arg 2 with softirq 1 if arg 3 & 4", "sleep", "entry-context:1" },
	{ "enters arg 2 with softirq 1 if !(arg 3 & 4)", "sleep", "" },
	{ "enters arg 2 with softirq 1 if arg 3 == 6 and arg 4", "sleep", "entry-context:1?" },
	{ "enters arg 2 with softirq 1 if arg 4, enters arg 2 with hardirq 1 if !arg 4", "sleep", "entry-context:1?, entry-context:1?" },
};

static void registered_functions_are_checked(void **state)
{
	for (size_t i = 0; i < COUNT(registrations); i++) {
		void *fixture;
		struct fixture *f;

		setup_primitives(&fixture);
		f = fixture;
		declare(f, "setup_timer", registrations[i].clauses);
		calls(f, "callback", registrations[i].callee, NULL, NULL);
		begin(f, "probe", 1, 1);
		call(f, 0, "setup_timer", arg(f, 1), address(f, "callback"), number(f, 6), arg(f, 1));
		leave(f, 0, 0);
		solve(f);
		check(!strcmp(found(f), registrations[i].found), "row %zu, '%s': '%s', not '%s'", i,
		      registrations[i].clauses, found(f), registrations[i].found);
		if (*registrations[i].found) {
			assert_string_equal(f->solver.findings.list.at[0].entered_by, "setup_timer");
			assert_int_equal(f->solver.findings.list.at[0].entered.line, 3);
		}
		teardown(&fixture);
	}
	(void)state;
}

static const struct {
	const char *clauses, *callee, *found;
} assignments[] = {
	{ "entered with softirq 1", "sleep", "slot-contract:100" },
	{ "entered with task context", "sleep", "" },
	{ "any context", "sleep", "slot-contract:100" },
	{ "atomic context", "sleep", "slot-contract:100" },
	{ "sleeps", "sleep", "" },
	{ "sleeps", "lock", "" },
	{ "any context", "alloc", "slot-contract:100?" },
	{ NULL, "sleep", "" },
};

static void assigned_functions_are_checked(void **state)
{
	for (size_t i = 0; i < COUNT(assignments); i++) {
		void *fixture;
		struct fixture *f;

		setup_primitives(&fixture);
		f = fixture;
		calls(f, "handler", assignments[i].callee, NULL, NULL);
		assign(f, "handler", "ops.handler", assignments[i].clauses);
		solve(f);
		check(!strcmp(found(f), assignments[i].found), "row %zu, '%s': '%s', not '%s'", i,
		      assignments[i].clauses ? assignments[i].clauses : "", found(f), assignments[i].found);
		teardown(&fixture);
	}
	(void)state;
}

static void calls_through_a_slot_keep_its_contract(void **state)
{
	struct fixture *f = *state;

	begin(f, "f", 1, 1);
	call(f, 0, "lock");
	call_pointer(f, 0, load(f, 0, arg(f, 1), "fn"), "ops.fn");
	f->function->blocks.at[0].events.at[2].contract = contract(f, "ops.fn", "sleeps");
	call(f, 0, "unlock");
	leave(f, 0, 0);
	solve(f);
	assert_int_equal(f->solver.findings.list.n, 1);
	assert_string_equal(f->solver.findings.list.at[0].callee, "ops.fn");
	assert_int_equal(f->solver.findings.list.at[0].tag, SW_TAG_SLEEP_IN_ATOMIC);
}

/* Calls through SLOT where nothing is known to be raised, in so many blocks that it is looked into for its calls' sake only. */
static void calls_outside(struct fixture *f, const char *name, const char *slot, const char *other)
{
	begin(f, name, 1, SW_SMALL + 1);
	for (uint32_t b = 0; b < SW_SMALL; b++)
		branch(f, b, anything(f, b), b + 1, SW_SMALL);
	call_pointer(f, SW_SMALL, load(f, SW_SMALL, arg(f, 1), "run"), slot);
	call_pointer(f, SW_SMALL, load(f, SW_SMALL, arg(f, 1), "below"), other);
	leave(f, SW_SMALL, 0);
}

/*
 * One of a slot's functions sleeps; it is called through under a lock, and by who has nothing else of interest. That call is
 * seen at once: he would else be taken to sleep for a while, and that goes on by itself where he stands in a slot of his own.
 */
static void a_call_outside_is_seen_where_nothing_else_matters(void **state)
{
	struct fixture *f = *state;

	f->unit.whole = true;
	calls(f, "sleeper", "sleep", NULL, NULL);
	calls(f, "calm", "unknown", NULL, NULL);
	assign(f, "sleeper", "ops.run", NULL);
	assign(f, "calm", "ops.run", NULL);
	calls_outside(f, "stacked", "ops.run", "ops.below");
	assign(f, "stacked", "ops.below", NULL);
	begin(f, "locked", 1, 1);
	call(f, 0, "lock");
	call_pointer(f, 0, load(f, 0, arg(f, 1), "run"), "ops.run");
	call(f, 0, "unlock");
	leave(f, 0, 0);
	calls(f, "f", "lock", "stacked", "unlock");
	solve(f);
	assert_string_equal(found(f), "");
}

static void what_calls_nothing_of_interest_is_not_solved(void **state)
{
	struct fixture *f = *state;

	begin(f, "dull", 0, 40);
	for (uint32_t b = 0; b < 39; b++) {
		call(f, b, "unknown");
		branch(f, b, anything(f, b), b + 1, 39);
	}
	leave(f, 39, 0);
	solve(f);
	assert_int_equal(f->solver.statistics.functions, 1);
	assert_int_equal(f->solver.statistics.solved, 0);
	assert_string_equal(found(f), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_with_primitives(a_sleep_down_a_chain_is_found),
		unit_test_with_primitives(the_shortest_witness_is_kept),
		unit_test_with_primitives(locks_in_callees_count),
		unit_test_with_primitives(a_returned_expression_is_a_guard),
		unit_test_with_primitives(conditional_locks_are_cases),
		unit_test_with_primitives(an_alias_is_its_function),
		unit_test_with_primitives(what_never_returns_ends_its_callers_paths),
		unit_test_with_primitives(a_function_that_calls_itself),
		unit_test_with_primitives(recursion_without_end_never_returns),
		unit_test_with_primitives(a_sleep_in_mutual_recursion),
		unit_test_with_primitives(recursion_that_locks_ends),
		unit_test_with_primitives(a_long_chain_needs_no_stack),
		unit_test_with_primitives(what_takes_too_much_memory_is_given_up),
		unit_test_with_primitives(what_is_looked_at_for_its_value_is_not_given_up),
		unit_test_with_primitives(ways_that_leave_the_counters_do_not_matter),
		unit_test_with_primitives(what_returns_in_too_many_ways_is_given_up),
		unit_test_with_primitives(an_imbalance_is_reported_once),
		unit_test_with_primitives(an_error_return_that_keeps_the_lock_leaks),
		unit_test_with_primitives(a_case_binds_its_result),
		unit_test_with_primitives(what_was_passed_decides_in_the_caller),
		cmocka_unit_test(what_was_passed_is_part_of_the_case),
		unit_test_with_primitives(writes_go_all_the_way_up_a_recursion),
		cmocka_unit_test(a_flag_that_was_turned_round_tells),
		unit_test_with_primitives(after_a_doubtful_call_is_possible),
		cmocka_unit_test(what_is_expected_is_violated_from_above_or_below),
		cmocka_unit_test(bodies_are_held_against_contracts),
		cmocka_unit_test(each_counter_that_is_named_is_held_against_the_body),
		unit_test_with_primitives(callers_see_the_contract),
		unit_test_with_primitives(annotation_files_are_second),
		unit_test_with_primitives(where_a_lock_may_be_taken),
		unit_test_with_primitives(what_a_contract_leaves_open_the_body_says),
		unit_test_with_primitives(a_body_that_sleeps_does_more_than_block),
		unit_test_with_primitives(a_sleep_is_worse_than_a_lock),
		unit_test_with_primitives(a_slot_leaves_open_what_it_does_not_name),
		unit_test_with_primitives(calls_are_told_apart_by_a_field),
		cmocka_unit_test(registered_functions_are_checked),
		cmocka_unit_test(assigned_functions_are_checked),
		unit_test_with_primitives(calls_through_a_slot_keep_its_contract),
		unit_test_with_primitives(a_call_outside_is_seen_where_nothing_else_matters),
		unit_test_with_primitives(what_calls_nothing_of_interest_is_not_solved),
	};

	return cmocka_run_group_tests_name("solve", tests, NULL, NULL);
}
