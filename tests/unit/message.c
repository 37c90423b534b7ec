// SPDX-License-Identifier: GPL-2.0-or-later
/* Words for each kind of finding: the headline, what is expected, the path with its depths, and the help. */
#include <stdlib.h>

#include "helper.h"

static struct sw_message message_of(struct fixture *f)
{
	assert_int_equal(f->solver.findings.list.n, 1);
	return sw_message_of(&f->unit.strings, &f->solver.findings.list.at[0]);
}

/* "LINE/DEPTH text\n" for each step. */
static const char *path_text(struct fixture *f, const struct sw_message *m)
{
	const char *all = "";

	for (uint32_t i = 0; i < m->path.n; i++)
		all = sw_intern_printf(&f->unit.strings, "%s%u/%u %s\n", all, m->path.at[i].place.line,
				       m->path.at[i].depth, m->path.at[i].text);
	return all;
}

static void sequence(struct fixture *f, const char *name, const char *const *callees)
{
	begin(f, name, 1, 1);
	for (; *callees; callees++)
		call(f, 0, *callees, arg(f, 1));
	leave(f, 0, 0);
}

static void every_tag_has_its_name(void **state)
{
	(void)state;
	for (enum sw_tag a = 0; a < SW_TAGS; a++) {
		assert_true(*sw_tag_name(a));
		for (enum sw_tag b = 0; b < a; b++)
			assert_string_not_equal(sw_tag_name(a), sw_tag_name(b));
	}
	assert_string_equal(sw_tag_name(SW_TAG_SLEEP_IN_ATOMIC), "sleep-in-atomic");
	assert_string_equal(sw_tag_name(SW_TAG_BAD_ANNOTATION), "bad-annotation");
}

static void a_sleep_under_a_lock(void **state)
{
	static const char *const top[] = { "other", "lock", "middle", "unlock", NULL };
	static const char *const middle[] = { "sleep", NULL };
	struct fixture *f = *state;
	struct sw_message m;

	sequence(f, "top", top);
	sequence(f, "middle", middle);
	solve(f);
	m = message_of(f);
	assert_string_equal(m.headline, "'middle' may sleep, but preemption is disabled here");
	assert_string_equal(m.expectation, "'middle' expects preempt 0, and it is 1 here");
	assert_string_equal(path_text(f, &m), "2/0 'top' calls 'lock': preempt becomes 1\n3/0 'top' calls 'middle'\n"
					      "6/1 'middle' calls 'sleep', which may sleep\n");
	assert_string_equal(m.help, "move the call before line 2, or use a variant that does not sleep");
	assert_ptr_equal(m.path.at[2].function, symbol(f, "middle"));
}

/* CALLER calls CALLEE at LINE, on the way to NEXT. */
static struct sw_witness link_of(struct fixture *f, uint32_t line, const char *caller, const char *callee,
				 const struct sw_witness *next)
{
	return (struct sw_witness){ .place = { .file = "test.c", .line = line, .column = 1, .cookie = line },
				    .function = symbol(f, caller), .callee = callee, .next = next,
				    .length = next ? next->length + 1 : 1 };
}

/* 'top' calls CALLEE with preemption disabled, which leads to a sleep by WITNESS. */
static struct sw_finding sleeping_call(struct fixture *f, const char *callee, const struct sw_witness *witness)
{
	return (struct sw_finding){
		.kind = SW_FOUND_CALL,
		.place = { .file = "test.c", .line = 5, .column = 1, .cookie = 5 },
		.function = symbol(f, "top"),
		.demand = SW_DEMAND_SLEEP,
		.counter = SW_PREEMPT,
		.actual = { 1, 1 },
		.callee = callee,
		.witness = witness,
	};
}

/* middle -> deep -> middle -> last -> sleep: the way from middle back to middle says nothing of why it sleeps. */
static void a_way_round_a_recursion_is_not_told(void **state)
{
	struct fixture *f = *state;
	struct sw_witness last = link_of(f, 40, "last", "sleep", NULL), out = link_of(f, 30, "middle", "last", &last),
			  back = link_of(f, 20, "deep", "middle", &out), in = link_of(f, 10, "middle", "deep", &back);
	struct sw_finding finding = sleeping_call(f, "middle", &in);
	struct sw_message m = sw_message_of(&f->unit.strings, &finding);

	assert_string_equal(path_text(f, &m), "5/0 'top' calls 'middle'\n30/1 'middle' calls 'last'\n"
					      "40/2 'last' calls 'sleep', which may sleep\n");

	/* One further down, of a function that calls itself. */
	last = link_of(f, 40, "middle", "sleep", NULL);
	out = link_of(f, 30, "middle", "middle", &last);
	in = link_of(f, 10, "outer", "middle", &out);
	finding.callee = "outer";
	m = sw_message_of(&f->unit.strings, &finding);
	assert_string_equal(path_text(f, &m), "5/0 'top' calls 'outer'\n10/1 'outer' calls 'middle'\n"
					      "40/2 'middle' calls 'sleep', which may sleep\n");
}

/* A thousand calls deep: both ends are told, and what is between them in one step. */
static void the_middle_of_a_long_chain_is_left_out(void **state)
{
	enum { LONG = 1000 };
	struct fixture *f = *state;
	struct sw_witness links[LONG];
	struct sw_finding finding = sleeping_call(f, "f0", &links[0]);
	struct sw_message m;
	uint32_t gap = 0;

	for (uint32_t i = LONG; i-- > 0;)
		links[i] = link_of(f, 10 + i, sw_intern_printf(&f->unit.strings, "f%u", i),
				   i == LONG - 1 ? "sleep" : sw_intern_printf(&f->unit.strings, "f%u", i + 1),
				   i == LONG - 1 ? NULL : &links[i + 1]);
	m = sw_message_of(&f->unit.strings, &finding);
	assert_in_range(m.path.n, 20, 100);
	while (!strstr(m.path.at[gap].text, "left out"))
		gap++;
	/* the steps, and those that one of them says are not told, are the call of the finding and the thousand */
	assert_int_equal(m.path.n + strtol(strstr(m.path.at[gap].text, "; ") + 2, NULL, 10), LONG + 1);
	assert_string_equal(m.path.at[m.path.n - 1].text, "'f999' calls 'sleep', which may sleep");
	assert_int_equal(m.path.at[gap + 1].depth, m.path.at[gap].depth + 1);
}

static const struct {
	const char *calls[4], *headline, *expectation;
} direct[] = {
	{ { "lock", "sleep", "unlock" },
	  "'sleep' may sleep, but preemption is disabled here",
	  "'sleep' expects preempt 0, and it is 1 here" },
	{ { "rcu_lock", "sleep", "rcu_unlock" },
	  "'sleep' may sleep, but an RCU read-side critical section is open here",
	  "'sleep' expects rcu 0, and it is 1 here" },
	{ { "irq_disable", "sleep" },
	  "'sleep' may sleep, but interrupts are off here",
	  "'sleep' expects irq 0, and it is 1 here" },
	{ { "lock", "lock", "sleep" },
	  "'sleep' may sleep, but preemption is disabled here",
	  "'sleep' expects preempt 0, and it is 2 here" },
	{ { "hardirq_enter", "sleep" },
	  "'sleep' may sleep, but a hardirq is being served here",
	  "'sleep' expects hardirq 0, and it is 1 here" },
	{ { "lock", "rt_lock" },
	  "'rt_lock' takes a lock that sleeps on PREEMPT_RT, but preemption is disabled here",
	  "'rt_lock' expects preempt 0, and it is 1 here" },
	{ { "irq_enable", "irq_off_wait" },
	  "'irq_off_wait' is called with the wrong irq count",
	  "'irq_off_wait' expects irq 1.., and it is 0 here" },
};

static void calls_with_the_wrong_count(void **state)
{
	for (size_t i = 0; i < COUNT(direct); i++) {
		void *fixture;
		struct fixture *f;
		struct sw_message m;

		setup_primitives(&fixture);
		f = fixture;
		declare(f, "irq_off_wait", "expect irq 1..");
		declare(f, "hardirq_enter", "set hardirq 1");
		declare(f, "rt_lock", "blocks, adjust rcu +1");
		sequence(f, "f", direct[i].calls);
		solve(f);
		m = message_of(f);
		assert_string_equal(m.headline, direct[i].headline);
		assert_string_equal(m.expectation, direct[i].expectation);
		teardown(&fixture);
	}
	(void)state;
}

static void a_lock_that_sleeps_on_preempt_rt(void **state)
{
	static const char *const calls[] = { "lock", "rt_lock", NULL };
	struct fixture *f = *state;
	struct sw_message m;

	declare(f, "rt_lock", "blocks, adjust rcu +1");
	sequence(f, "f", calls);
	solve(f);
	m = message_of(f);
	assert_string_equal(path_text(f, &m), "1/0 'f' calls 'lock': preempt becomes 1\n"
					      "2/0 'f' calls 'rt_lock', which takes a lock that sleeps on PREEMPT_RT\n");
	assert_string_equal(m.help, "move the call before line 1, or behind what begins there");
}

/* Only the steps since the counter was last as on entry explain it. */
static void the_path_starts_at_the_last_change(void **state)
{
	static const char *const calls[] = { "lock", "unlock", "rcu_lock", "lock", "lock", "sleep", NULL };
	struct fixture *f = *state;
	struct sw_message m;

	sequence(f, "f", calls);
	solve(f);
	m = message_of(f);
	assert_string_equal(path_text(f, &m), "4/0 'f' calls 'lock': preempt becomes 1\n"
					      "5/0 'f' calls 'lock': preempt becomes 2\n"
					      "6/0 'f' calls 'sleep', which may sleep\n");
}

static void exits_that_disagree(void **state)
{
	struct fixture *f = *state;
	struct sw_message m;

	begin(f, "f", 1, 3);
	branch(f, 0, anything(f, 0), 1, 2);
	call(f, 1, "lock");
	leave(f, 1, 0);
	leave(f, 2, 0);
	solve(f);
	m = message_of(f);
	assert_string_equal(m.headline, "'f' leaves different preempt counts on different paths");
	assert_string_equal(m.expectation,
			    "the same preempt count is expected on every return that a caller can not tell apart");
	assert_non_null(strstr(path_text(f, &m), "2/0 'f' calls 'lock': preempt becomes 1\n"));
	assert_non_null(strstr(path_text(f, &m), "'f' leaves here: preempt is +1 of what it was on entry\n"));
	assert_non_null(strstr(path_text(f, &m), "'f' leaves here on another path: preempt is as on entry\n"));
	assert_string_equal(m.help, "give back on every path what was taken, or say by the returned value which it is");
}

static void an_error_that_leaks(void **state)
{
	struct fixture *f = *state;
	struct sw_message m;

	begin(f, "f", 1, 3);
	branch(f, 0, anything(f, 0), 1, 2);
	call(f, 1, "rcu_lock");
	leave(f, 1, number(f, -5));
	leave(f, 2, number(f, 0));
	solve(f);
	m = message_of(f);
	assert_string_equal(m.headline, "'f' returns an error with rcu still raised, but gives it back on success");
}

/* Both exits took it, one gave it back: the path tells each from where it was taken. */
static void a_leak_is_told_in_its_own_words(void **state)
{
	struct fixture *f = *state;
	struct sw_message m;

	begin(f, "f", 1, 3);
	call(f, 0, "rcu_lock");
	branch(f, 0, anything(f, 0), 1, 2);
	leave(f, 1, number(f, -5));
	call(f, 2, "rcu_unlock");
	leave(f, 2, number(f, 0));
	solve(f);
	assert_string_equal(found(f), "rcu-leak:3");
	m = message_of(f);
	assert_string_equal(m.expectation,
			    "an error return is expected to give back the rcu count that the function took");
	assert_string_equal(m.help, "give it back before the error is returned, or declare that callers get it then");
	assert_string_equal(path_text(f, &m), "1/0 'f' calls 'rcu_lock': rcu becomes 1\n"
					      "3/0 'f' leaves here: rcu is +1 of what it was on entry, and -5 is returned\n"
					      "1/0 'f' calls 'rcu_lock': rcu becomes 1\n"
					      "4/0 'f' calls 'rcu_unlock': rcu becomes 0\n"
					      "5/0 'f' leaves here on another path: rcu is as on entry, and 0 is returned\n");
}

static void an_effect_that_was_not_declared(void **state)
{
	static const char *const twice[] = { "lock", "lock", NULL };
	struct fixture *f = *state;
	struct sw_message m;

	declare(f, "f", "adjust preempt +1");
	sequence(f, "f", twice);
	solve(f);
	m = message_of(f);
	assert_string_equal(m.headline, "'f' does not adjust preempt as its contract says");
	assert_string_equal(m.expectation, "expects preempt +1 on this return, and it is +2 (declared at test.ann:1)");
}

static void a_demand_that_was_not_declared(void **state)
{
	static const char *const f_calls[] = { "g", NULL }, *const g_calls[] = { "sleep", NULL };
	struct fixture *f = *state;
	struct sw_message m;

	declare(f, "f", "any context");
	sequence(f, "f", f_calls);
	sequence(f, "g", g_calls);
	solve(f);
	m = message_of(f);
	assert_string_equal(m.headline, "'g' may sleep, but the contract of 'f' does not say so");
	assert_string_equal(m.expectation,
			    "'g' expects preempt 0, but callers of 'f' may have 0.. (declared at test.ann:1)");
	assert_string_equal(path_text(f, &m), "1/0 'f' calls 'g'\n3/1 'g' calls 'sleep', which may sleep\n");
}

static void a_registered_function(void **state)
{
	static const char *const callback[] = { "sleep", NULL };
	struct fixture *f = *state;
	struct sw_message m;

	declare(f, "setup_timer", "enters arg 1 with softirq 1");
	sequence(f, "callback", callback);
	begin(f, "probe", 0, 1);
	call(f, 0, "setup_timer", address(f, "callback"));
	leave(f, 0, 0);
	solve(f);
	m = message_of(f);
	assert_string_equal(m.headline, "'sleep' may sleep, but softirqs are disabled or being served here");
	assert_string_equal(m.expectation, "'sleep' expects softirq 0, and it is 1 here (the context is declared at test.ann:1)");
	assert_non_null(strstr(path_text(f, &m), "3/0 'probe' gives 'callback' to 'setup_timer'\n"));
	assert_non_null(strstr(path_text(f, &m), "1/1 'callback' calls 'sleep', which may sleep\n"));
}

static void a_slot_that_is_not_kept(void **state)
{
	static const char *const handler[] = { "sleep", NULL };
	struct fixture *f = *state;
	struct sw_assignment *a;
	struct sw_message m;

	sequence(f, "handler", handler);
	a = sw_vec_push(&f->unit.arena, &f->unit.assignments);
	a->function = symbol(f, "handler");
	a->slot = sw_intern(&f->unit.strings, "ops.xmit");
	a->contract = contract(f, "ops.xmit", "entered with softirq 1");
	a->place = (struct sw_place){ .file = "test.c", .line = 50, .column = 1, .cookie = 50 };
	solve(f);
	m = message_of(f);
	assert_string_equal(m.headline,
			    "'handler' does not keep the contract of 'ops.xmit': 'handler' may sleep, but softirqs "
			    "are disabled or being served here");
	assert_string_equal(path_text(f, &m),
			    "50/0 'handler' is given to 'ops.xmit' here\n1/1 'handler' calls 'sleep', which may sleep\n");
}

static void what_must_be_atomic(void **state)
{
	static const char *const calls[] = { "atomic", NULL };
	struct fixture *f = *state;
	struct sw_message m;

	declare(f, "f", "entered with task context");
	sequence(f, "f", calls);
	solve(f);
	m = message_of(f);
	assert_string_equal(m.headline, "'atomic' must be called in atomic context");
	assert_string_equal(m.expectation, "'atomic' expects some counter above 0, and all are 0 here (the context is declared at test.ann:1)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_tag_has_its_name),
		unit_test_with_primitives(a_sleep_under_a_lock),
		unit_test_with_primitives(a_way_round_a_recursion_is_not_told),
		unit_test_with_primitives(the_middle_of_a_long_chain_is_left_out),
		cmocka_unit_test(calls_with_the_wrong_count),
		unit_test_with_primitives(a_lock_that_sleeps_on_preempt_rt),
		unit_test_with_primitives(the_path_starts_at_the_last_change),
		unit_test_with_primitives(exits_that_disagree),
		unit_test_with_primitives(an_error_that_leaks),
		unit_test_with_primitives(a_leak_is_told_in_its_own_words),
		unit_test_with_primitives(an_effect_that_was_not_declared),
		unit_test_with_primitives(a_demand_that_was_not_declared),
		unit_test_with_primitives(a_registered_function),
		unit_test_with_primitives(a_slot_that_is_not_kept),
		unit_test_with_primitives(what_must_be_atomic),
	};

	return cmocka_run_group_tests_name("message", tests, NULL, NULL);
}
