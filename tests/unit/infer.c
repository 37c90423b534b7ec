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
		bool locks = contains(s->cases.at[i].guard.at[0].values, 1);

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
	assert_false(found_one->possible);
	/* the returns, for no jump to them stands in the source */
	assert_int_equal(found_one->place.line, 3);
	assert_int_equal(found_one->other.line, 4);
}

/* An exit is where the source jumps to it from, if it does. */
static void a_finding_stands_at_the_jump(void **state)
{
	struct fixture *f = *state;
	struct sw_findings findings = { .arena = &f->unit.arena };

	begin(f, "f", 0, 3);
	two_ways(f, anything(f, 0), "lock", 0, NULL, 0);
	f->function->blocks.at[0].edges.at[0].place = (struct sw_place){ .file = "test.c", .line = 77 };
	sw_infer(run(f), &findings);
	assert_int_equal(findings.list.n, 1);
	assert_int_equal(findings.list.at[0].place.line, 77);
	assert_int_equal(findings.list.at[0].other.line, 4);
}

/* Three exits, decided by nobody knows what. */
static void three_ways(struct fixture *f, const char *first, const char *second, const char *third)
{
	const char *const callees[] = { first, second, third };
	static const uint32_t blocks[] = { 1, 3, 4 };

	branch(f, 0, anything(f, 0), 1, 2);
	branch(f, 2, anything(f, 2), 3, 4);
	for (int i = 0; i < 3; i++) {
		if (callees[i])
			call(f, blocks[i], callees[i]);
		leave(f, blocks[i], 0);
	}
}

static void what_goes_both_ways_is_possible(void **state)
{
	static const struct {
		const char *callees[3];
		bool possible;
	} rows3[] = {
		{ { "lock", "unlock", NULL }, true },
		{ { "unlock", NULL, "lock" }, true },
		{ { "lock", NULL, NULL }, false },
		{ { "unlock", NULL, NULL }, false },
		{ { "lock", "lock", NULL }, false },
		{ { "rcu_lock", "rcu_unlock", NULL }, true },
		{ { "irq_enable", "irq_disable", "irq_save" }, false },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(rows3); i++) {
		struct sw_findings findings = { .arena = &f->unit.arena };
		const struct sw_summary *s;

		begin(f, sw_intern_printf(&f->unit.strings, "f%zu", i), 0, 5);
		three_ways(f, rows3[i].callees[0], rows3[i].callees[1], rows3[i].callees[2]);
		s = sw_infer(run(f), &findings);
		assert_true(s->imbalanced);
		assert_false(s->doubtful);
		check(findings.list.n == 1, "row %zu: %u findings", i, findings.list.n);
		check(findings.list.at[0].possible == rows3[i].possible, "row %zu", i);
	}
}

/*
 * `=0` and `x+0` agree where nothing else differs, and nowhere else. A bare `=0` in a case that callers can tell, here by
 * argument 1, is theirs.
 */
static void only_exits_that_are_alike_are_aligned(void **state)
{
	struct fixture *f = *state;
	const struct sw_summary *s;

	begin(f, "alike", 1, 3);
	two_ways(f, anything(f, 0), "irq_enable", 0, NULL, 0);
	assert_string_equal(summary_of(f, NULL), "any context");
	begin(f, "section", 1, 3);
	call(f, 1, "irq_disable");
	two_ways(f, arg(f, 1), "irq_enable", 0, NULL, 0);
	assert_string_equal(summary_of(f, NULL), "any context");
	begin(f, "theirs", 1, 3);
	two_ways(f, arg(f, 1), "irq_enable", 0, NULL, 0);
	assert_string_equal(summary_of(f, NULL), "set irq 0 if arg 1");
	begin(f, "unlike", 1, 3);
	call(f, 1, "irq_enable");
	two_ways(f, arg(f, 1), "lock", 0, NULL, 0);
	s = sw_infer(run(f), NULL);
	assert_false(s->imbalanced);
	assert_int_equal(s->cases.n, 2);
	for (int i = 0; i < 2; i++) {
		const struct sw_vector *v = &s->cases.at[i].vector;
		bool locks = v->of[SW_PREEMPT].lo == 1;

		assert_true(sw_transfer_equal(v->of[SW_IRQ], locks ? sw_transfer_set(0) : sw_transfer_add(0)));
	}
}

/* Two of one kind, and a third that differs in another counter: that has no say. */
static void an_exit_unlike_the_others_has_no_say(void **state)
{
	struct fixture *f = *state;
	const struct sw_summary *s;
	unsigned set = 0;

	begin(f, "f", 2, 5);
	branch(f, 0, arg(f, 1), 1, 2);
	call(f, 1, "irq_disable");
	call(f, 1, "lock");
	leave(f, 1, 0);
	branch(f, 2, anything(f, 2), 3, 4);
	call(f, 3, "irq_enable");
	leave(f, 3, 0);
	leave(f, 4, 0);
	s = sw_infer(run(f), NULL);
	assert_false(s->imbalanced);
	assert_int_equal(s->cases.n, 2);
	for (int i = 0; i < 2; i++)
		set += s->cases.at[i].vector.of[SW_IRQ].set != 0;
	assert_int_equal(set, 1);
}

/* mm/vmscan.c: what was passed is given back, with the lock that came with it; only for NULL is it taken here. */
static void what_was_passed_tells(void **state)
{
	struct fixture *f = *state;
	const struct sw_summary *s;

	for (int given = 1; given <= 2; given++) {
		struct sw_findings findings = { .arena = &f->unit.arena };

		begin(f, given == 2 ? "right" : "wrong", 2, 5);
		branch(f, 0, anything(f, 0), 1, 2);
		leave(f, 1, arg(f, given));
		branch(f, 2, arg(f, 2), 3, 4);
		leave(f, 3, arg(f, 2));
		call(f, 4, "lock");
		leave(f, 4, number(f, 1));
		s = sw_infer(run(f), &findings);
		/* the other argument says nothing of what is returned */
		assert_int_equal(s->imbalanced, given == 1);
		assert_int_equal(findings.list.n, given == 1);
	}
}

/* Each case has what it returns. */
static void cases_have_results(void **state)
{
	struct fixture *f = *state;
	const struct sw_summary *s;

	begin(f, "f", 2, 3);
	two_ways(f, arg(f, 1), "lock", arg(f, 2), NULL, number(f, 0));
	s = sw_infer(run(f), NULL);
	assert_int_equal(s->result, 0);
	assert_int_equal(s->cases.n, 2);
	for (int i = 0; i < 2; i++) {
		const struct sw_case *c = &s->cases.at[i];
		bool locks = c->vector.of[SW_PREEMPT].lo == 1;

		assert_int_equal(c->result, locks ? arg(f, 2) : number(f, 0));
		assert_string_equal(guard_text(f, &c->guard),
				    locks ? "arg 1 in nonzero" : "the result in 0 and arg 1 in 0");
	}
}

/* The error exit keeps what the others give back; if another keeps it too, it is no leak. */
static void a_leak_is_of_the_error_exit_alone(void **state)
{
	struct fixture *f = *state;

	for (int others = 0; others < 2; others++) {
		struct sw_findings findings = { .arena = &f->unit.arena };

		begin(f, others ? "others" : "alone", 1, 5);
		call(f, 0, "lock");
		branch(f, 0, anything(f, 0), 1, 2);
		leave(f, 1, number(f, -12));
		branch(f, 2, arg(f, 1), 3, 4);
		if (!others)
			call(f, 3, "unlock");
		leave(f, 3, number(f, 1));
		call(f, 4, "unlock");
		leave(f, 4, number(f, 0));
		sw_infer(run(f), &findings);
		assert_int_equal(findings.list.n, !others);
		if (!others)
			assert_int_equal(findings.list.at[0].kind, SW_FOUND_LEAK);
	}
}

/*
 * A lock taken for one of many reasons, at a place for each: there is no room to keep all of them apart, and with them
 * goes what tells the exits from each other. That is no imbalance to report.
 */
static void what_is_blurred_is_doubtful(void **state)
{
	for (int reasons = 2; reasons <= 7; reasons += 5) {
		struct fixture *f = *state;
		struct sw_findings findings = { .arena = &f->unit.arena };
		uint32_t n = (uint32_t)reasons, end = 2 * n;
		const struct sw_summary *s;
		struct sw_flow *flow;
		bool blurred = false;

		begin(f, reasons == 2 ? "few" : "many", (unsigned)reasons, end + 1);
		for (uint32_t i = 0; i < n; i++) {
			branch(f, i, arg(f, (int)i + 1), n + i, i + 1 < n ? i + 1 : end);
			call(f, n + i, "lock");
			jump(f, n + i, end);
		}
		leave(f, end, 0);
		flow = run(f);
		s = sw_infer(flow, &findings);
		for (uint32_t i = 0; i < flow->exits.n; i++)
			blurred |= flow->exits.at[i].blurred;
		assert_int_equal(blurred, reasons > 2);
		assert_int_equal(s->imbalanced, reasons > 2);
		assert_int_equal(s->doubtful, reasons > 2);
		assert_int_equal(findings.list.n, 0);
	}
}

/* ---- demands that some path meets by itself ---- */

static const char *demands_of(struct fixture *f)
{
	const struct sw_summary *s = sw_infer(run(f), NULL);
	struct sw_summary only = { .returns = true };

	only.demands.at = s->demands.at;
	only.demands.n = s->demands.n;
	return sw_summary_text(&f->unit.strings, &f->unit.terms, &only);
}

/* FIRST; if (anything) MAYBE; LAST */
static const char *demands_after(struct fixture *f, const char *name, const char *first, const char *maybe,
				 const char *last)
{
	begin(f, name, 0, 3);
	if (first)
		call(f, 0, first);
	branch(f, 0, anything(f, 0), 1, 2);
	if (maybe)
		call(f, 1, maybe);
	jump(f, 1, 2);
	call(f, 2, last);
	leave(f, 2, 0);
	return demands_of(f);
}

static void an_unlock_that_some_path_meets_asks_possibly(void **state)
{
	static const char *const table[][4] = {
		{ NULL, NULL, "unlock", "expect preempt 1.." },
		{ NULL, "lock", "unlock", "possibly expect preempt 1.." },
		{ NULL, "rcu_lock", "unlock", "expect preempt 1.." },
		{ "lock", NULL, "unlock", "any context" },
		/* of the two counts that it takes down only one is met */
		{ NULL, "lock", "unlock_bh", "possibly expect preempt 1.., expect softirq 1.." },
		{ NULL, "lock_bh", "unlock_bh", "possibly expect preempt 1.., possibly expect softirq 1.." },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(table); i++) {
		const char *got = demands_after(f, sw_intern_printf(&f->unit.strings, "f%zu", i), table[i][0],
						table[i][1], table[i][2]);

		check(!strcmp(got, table[i][3]), "row %zu: '%s', not '%s'", i, got, table[i][3]);
	}
}

/* That another count was taken down before changes nothing. */
static void another_count_has_no_part_in_what_is_met(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(demands_after(f, "f", "rcu_unlock", "lock", "unlock"), "expect rcu 1.., possibly expect preempt 1..");
}

/* One path takes the lock itself; the other gives the caller's back first. Softirqs are the caller's on both. */
static void what_is_met_of_one_count_is_not_met_of_the_other(void **state)
{
	struct fixture *f = *state;
	const char *got;

	begin(f, "f", 0, 4);
	branch(f, 0, anything(f, 0), 1, 2);
	call(f, 1, "lock");
	jump(f, 1, 3);
	call(f, 2, "unlock");
	jump(f, 2, 3);
	call(f, 3, "unlock_bh");
	leave(f, 3, 0);
	got = demands_of(f);
	check(strstr(got, "expect softirq 1.."), "'%s'", got);
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
		unit_test_with_primitives(a_finding_stands_at_the_jump),
		unit_test_with_primitives(what_goes_both_ways_is_possible),
		unit_test_with_primitives(only_exits_that_are_alike_are_aligned),
		unit_test_with_primitives(an_exit_unlike_the_others_has_no_say),
		unit_test_with_primitives(what_was_passed_tells),
		unit_test_with_primitives(cases_have_results),
		unit_test_with_primitives(a_leak_is_of_the_error_exit_alone),
		unit_test_with_primitives(what_is_blurred_is_doubtful),
		unit_test_with_primitives(an_unlock_that_some_path_meets_asks_possibly),
		unit_test_with_primitives(another_count_has_no_part_in_what_is_met),
		unit_test_with_primitives(what_is_met_of_one_count_is_not_met_of_the_other),
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
