// SPDX-License-Identifier: GPL-2.0-or-later
/* From exits to summaries: what is a case, what an imbalance, what a leak, and what is known of the result. */
#include "helper.h"

/* Two returns, decided by CONDITION: one path does FIRST, the other SECOND (NULL: nothing). */
static void two_ways(struct fixture *f, sw_term condition, const char *first, sw_term first_result, const char *second,
		     sw_term second_result)
{
	branch(f, 0, condition, 1, 2);
	if (first)
		call(f, 1, first);
	leave(f, 1, first_result);
	if (second)
		call(f, 2, second);
	leave(f, 2, second_result);
}

static const char *summary_of(struct fixture *f, struct sw_findings *findings)
{
	return sw_summary_text(&f->unit.strings, &f->unit.terms, sw_infer(run(f), findings));
}

enum test { ON_ARGUMENT, ON_ANYTHING };
enum { NONE = 9999 };

static const struct {
	enum test test;
	const char *first, *second;
	int64_t results[2]; /* NONE: returns nothing */
	const char *summary;
	enum sw_finding_kind kind;
	bool finding;
} rows[] = {
	{ ON_ANYTHING, NULL, NULL, { NONE, NONE }, "any context", 0, false },
	{ ON_ANYTHING, "lock", "lock", { NONE, NONE }, "adjust preempt +1", 0, false },
	{ ON_ANYTHING, "lock", NULL, { NONE, NONE }, "imbalanced", SW_FOUND_EXITS, true },
	{ ON_ANYTHING, "rcu_lock", NULL, { NONE, NONE }, "imbalanced", SW_FOUND_EXITS, true },
	{ ON_ANYTHING, "lock", NULL, { 1, 0 },
	  "adjust preempt +1 if the result in 1", 0, false },
	{ ON_ANYTHING, "lock", NULL, { 0, -5 },
	  "adjust preempt +1 if the result in 0", 0, false },
	{ ON_ANYTHING, "lock", NULL, { 1, 1 }, "imbalanced", SW_FOUND_EXITS, true },
	{ ON_ANYTHING, "lock", NULL, { -5, 0 }, "imbalanced", SW_FOUND_LEAK, true },
	{ ON_ARGUMENT, "lock", NULL, { NONE, NONE }, "adjust preempt +1 if arg 1", 0, false },
	{ ON_ANYTHING, "irq_enable", NULL, { NONE, NONE }, "any context", 0, false },
	{ ON_ANYTHING, "irq_enable", "irq_disable", { NONE, NONE }, "imbalanced", SW_FOUND_EXITS, true },
};

static void two_exits(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct sw_findings findings = { .arena = &f->unit.arena };
		sw_term results[2] = { 0 };
		const char *text;

		for (int r = 0; r < 2; r++)
			results[r] = rows[i].results[r] == NONE ? 0 : number(f, rows[i].results[r]);
		begin(f, sw_intern_printf(&f->unit.strings, "f%zu", i), 1, 3);
		two_ways(f, rows[i].test == ON_ARGUMENT ? arg(f, 1) : anything(f, 0), rows[i].first, results[0],
			 rows[i].second, results[1]);
		text = summary_of(f, &findings);
		check(!strcmp(text, rows[i].summary), "row %zu: '%s', not '%s'", i, text, rows[i].summary);
		check(findings.list.n == rows[i].finding, "row %zu: %u findings", i, findings.list.n);
		if (rows[i].finding)
			assert_int_equal(findings.list.at[0].kind, rows[i].kind);
	}
}

static void opposite_effects_are_two_cases(void **state)
{
	struct fixture *f = *state;
	const struct sw_summary *s;

	begin(f, "f", 1, 3);
	two_ways(f, arg(f, 1), "lock", 0, "unlock", 0);
	s = sw_infer(run(f), NULL);
	assert_false(s->imbalanced);
	assert_int_equal(s->cases.n, 2);
	assert_true(sw_guard_contradicts(&s->cases.at[0].guard, &s->cases.at[1].guard));
	for (int i = 0; i < 2; i++) {
		bool locks = contains(&s->cases.at[i].guard.at[0].values, 1);

		assert_int_equal(s->cases.at[i].guard.n, 1);
		assert_int_equal(s->cases.at[i].vector.of[SW_PREEMPT].lo, locks ? 1 : -1);
	}
}

static void a_finding_blames_both_exits(void **state)
{
	struct fixture *f = *state;
	struct sw_findings findings = { .arena = &f->unit.arena };
	const struct sw_finding *found_one;

	begin(f, "f", 0, 3);
	two_ways(f, anything(f, 0), "rcu_lock", 0, NULL, 0);
	sw_infer(run(f), &findings);
	assert_int_equal(findings.list.n, 1);
	found_one = &findings.list.at[0];
	assert_int_equal(found_one->tag, SW_TAG_RCU_LEAK);
	assert_int_equal(found_one->counter, SW_RCU);
	assert_true(sw_transfer_equal(found_one->here, sw_transfer_add(1)));
	assert_true(sw_transfer_is_identity(found_one->there));
	assert_string_equal(found_one->trail->callee, "rcu_lock");
	assert_null(found_one->other_trail);
	assert_ptr_equal(found_one->function, symbol(f, "f"));
	assert_int_equal(found_one->place.line, 2);
	assert_int_not_equal(found_one->other.line, 2);
}

static void without_findings_nothing_is_reported(void **state)
{
	struct fixture *f = *state;

	begin(f, "f", 0, 3);
	two_ways(f, anything(f, 0), "lock", 0, NULL, 0);
	assert_true(sw_infer(run(f), NULL)->imbalanced);
}

static void no_exit_is_no_return(void **state)
{
	struct fixture *f = *state;
	const struct sw_summary *s;

	begin(f, "f", 0, 1);
	call(f, 0, "sleep");
	call(f, 0, "panic");
	leave(f, 0, 0);
	s = sw_infer(run(f), NULL);
	assert_false(s->returns);
	assert_int_equal(s->demands.n, 1);
}

static void the_result_is_a_term_of_the_arguments(void **state)
{
	struct fixture *f = *state;
	const struct sw_summary *s;
	sw_term bit = op(f, SW_AND, arg(f, 1), number(f, 0x400));

	begin(f, "blocks", 1, 1);
	leave(f, 0, op(f, SW_NE, bit, number(f, 0)));
	s = sw_infer(run(f), NULL);
	assert_int_equal(s->result, op(f, SW_NE, bit, number(f, 0)));
	begin(f, "either", 1, 3);
	two_ways(f, anything(f, 0), NULL, number(f, 3), NULL, number(f, 5));
	s = sw_infer(run(f), NULL);
	assert_int_equal(s->result, 0);
	assert_true(contains(&s->result_values, 3) && contains(&s->result_values, 5));
	assert_false(contains(&s->result_values, 4));
}

static void only_what_every_exit_stores_is_left_in_memory(void **state)
{
	struct fixture *f = *state;
	const struct sw_summary *s;

	begin(f, "f", 1, 3);
	store(f, 0, arg(f, 1), "always", number(f, 7));
	store(f, 1, arg(f, 1), "once", number(f, 7));
	two_ways(f, anything(f, 0), NULL, 0, NULL, 0);
	s = sw_infer(run(f), NULL);
	assert_int_equal(s->outs.n, 1);
	assert_string_equal(s->outs.at[0].path, "always");
	assert_int_equal(s->outs.at[0].value, number(f, 7));
	assert_int_equal(s->writes, 1);
}

static void flags_are_saved_on_every_exit(void **state)
{
	struct fixture *f = *state;

	begin(f, "f", 0, 1);
	leave(f, 0, call(f, 0, "irq_save"));
	assert_string_equal(summary_of(f, NULL), "adjust irq +1, save irq");
}

static void a_joined_count_is_no_finding(void **state)
{
	struct fixture *f = *state;
	struct sw_findings findings = { .arena = &f->unit.arena };

	begin(f, "f", 0, 3);
	jump(f, 0, 1);
	call(f, 1, "lock");
	branch(f, 1, anything(f, 1), 1, 2);
	leave(f, 2, 0);
	assert_true(sw_infer(run(f), &findings)->imbalanced);
	assert_int_equal(findings.list.n, 0);
}

static void a_test_that_tells_nothing_is_no_guard(void **state)
{
	struct fixture *f = *state;

	begin(f, "f", 2, 6);
	branch(f, 0, arg(f, 2), 1, 2);
	call(f, 1, "other");
	jump(f, 1, 3);
	jump(f, 2, 3);
	branch(f, 3, arg(f, 1), 4, 5);
	call(f, 4, "lock");
	leave(f, 4, 0);
	leave(f, 5, 0);
	assert_string_equal(summary_of(f, NULL), "adjust preempt +1 if arg 1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_with_primitives(two_exits),
		unit_test_with_primitives(opposite_effects_are_two_cases),
		unit_test_with_primitives(a_finding_blames_both_exits),
		unit_test_with_primitives(without_findings_nothing_is_reported),
		unit_test_with_primitives(no_exit_is_no_return),
		unit_test_with_primitives(the_result_is_a_term_of_the_arguments),
		unit_test_with_primitives(only_what_every_exit_stores_is_left_in_memory),
		unit_test_with_primitives(flags_are_saved_on_every_exit),
		unit_test_with_primitives(a_joined_count_is_no_finding),
		unit_test_with_primitives(a_test_that_tells_nothing_is_no_guard),
	};

	return cmocka_run_group_tests_name("infer", tests, NULL, NULL);
}
