// SPDX-License-Identifier: GPL-2.0-or-later
/* Where functions that are passed end up, who can stand in a slot, and what callers pass in. */
#include "helper.h"

static void put(struct fixture *f, const char *function, unsigned number, const char *slot)
{
	struct sw_placing placing = { .arg = number, .slot = sw_intern(&f->unit.strings, slot) };

	sw_symbol_places(&f->unit, symbol(f, function), &placing);
}

/* NAME(fn) { CALLEE(fn); } */
static void passes_on(struct fixture *f, const char *name, const char *callee)
{
	begin(f, name, 1, 1);
	call(f, 0, callee, arg(f, 1));
	leave(f, 0, 0);
}

/* NAME() { CALLEE(&FUNCTION); } */
static void passes(struct fixture *f, const char *name, const char *callee, const char *function)
{
	begin(f, name, 0, 1);
	call(f, 0, callee, address(f, function));
	leave(f, 0, 0);
}

static struct sw_candidates candidates(struct fixture *f, const char *slot)
{
	return sw_unit_candidates(&f->unit, sw_intern(&f->unit.strings, slot));
}

static void an_argument_is_followed_through_wrappers(void **state)
{
	struct fixture *f = *state;

	symbol(f, "handler");
	/* the outermost comes first: one look at each function is not enough */
	passes(f, "user", "outer", "handler");
	passes_on(f, "outer", "inner");
	passes_on(f, "inner", "fill");
	put(f, "fill", 1, "urb.complete");
	sw_bind(&f->unit, NULL);
	assert_int_equal(symbol(f, "outer")->placings.n, 1);
	assert_int_equal(candidates(f, "urb.complete").n, 1);
	assert_ptr_equal(candidates(f, "urb.complete").at[0], symbol(f, "handler"));
	assert_int_equal(f->unit.assignments.n, 1);
	assert_string_equal(f->unit.assignments.at[0].by, "outer");
	assert_int_equal(candidates(f, "urb.other").n, 0);
}

static void a_function_that_passes_to_itself_ends(void **state)
{
	struct fixture *f = *state;

	begin(f, "again", 2, 1);
	call(f, 0, "again", arg(f, 2), arg(f, 1));
	leave(f, 0, 0);
	put(f, "again", 1, "ops.run");
	sw_bind(&f->unit, NULL);
	assert_int_equal(symbol(f, "again")->placings.n, 2); /* as its first argument and as its second */
}

static void a_registration_through_a_wrapper_is_checked(void **state)
{
	struct fixture *f = *state;

	declare(f, "request", "enters arg 1 with hardirq 1");
	passes(f, "user", "wrapper", "sleeper");
	passes_on(f, "wrapper", "request");
	begin(f, "sleeper", 0, 1);
	call(f, 0, "sleep");
	leave(f, 0, 0);
	solve(f);
	assert_string_equal(found(f), "entry-context:5");
}

/* each(fn) { lock(); fn(); unlock(); } */
static void iterator(struct fixture *f)
{
	begin(f, "each", 1, 1);
	call(f, 0, "lock", arg(f, 1));
	call_pointer(f, 0, arg(f, 1), NULL);
	call(f, 0, "unlock", arg(f, 1));
	leave(f, 0, 0);
}

static void what_is_passed_in_is_called_in_its_context(void **state)
{
	struct fixture *f = *state;

	iterator(f);
	passes(f, "good", "each", "quick");
	passes(f, "bad", "each", "sleeper");
	passes_on(f, "wrapper", "each");
	passes(f, "worse", "wrapper", "sleeper");
	begin(f, "quick", 0, 1);
	leave(f, 0, 0);
	begin(f, "sleeper", 0, 1);
	call(f, 0, "sleep");
	leave(f, 0, 0);
	solve(f);
	assert_string_equal(found(f), "sleep-in-atomic:7, sleep-in-atomic:11");
	assert_int_equal(symbol(f, "each")->summary->invokes.n, 1);
	assert_int_equal(symbol(f, "each")->summary->invokes.at[0].at.of[SW_PREEMPT].lo, 1);
	assert_int_equal(symbol(f, "wrapper")->summary->invokes.n, 1);
}

static void what_is_passed_in_may_change_the_counters(void **state)
{
	struct fixture *f = *state;

	begin(f, "each", 1, 1);
	call_pointer(f, 0, arg(f, 1), NULL);
	leave(f, 0, 0);
	begin(f, "taker", 0, 1);
	call(f, 0, "lock");
	leave(f, 0, 0);
	begin(f, "user", 0, 1);
	call(f, 0, "each", address(f, "taker"));
	call(f, 0, "sleep");
	call(f, 0, "unlock");
	leave(f, 0, 0);
	solve(f);
	assert_string_equal(found(f), "sleep-in-atomic:6");
}

static void a_constant_table_holds_its_functions(void **state)
{
	struct fixture *f = *state;
	sw_term place = sw_term_mem(&f->unit.terms, address(f, "table"), "run", 0);

	symbol(f, "table");
	*sw_vec_push(&f->unit.arena, &f->unit.constants) = (struct sw_constant){ place, symbol(f, "sleeper") };
	sw_bind(&f->unit, NULL);
	assert_ptr_equal(sw_unit_function_of(&f->unit, place), symbol(f, "sleeper"));
	assert_null(sw_unit_function_of(&f->unit, sw_term_mem(&f->unit.terms, address(f, "table"), "stop", 0)));
	assert_ptr_equal(sw_unit_function_of(&f->unit, address(f, "sleeper")), symbol(f, "sleeper"));
}

static struct sw_symbol *registered(struct fixture *f, const char *name)
{
	struct sw_symbol *s = symbol(f, name);

	s->registered = true;
	return s;
}

static void a_registered_function_is_entered_as_contracts_say(void **state)
{
	struct fixture *f = *state;
	struct sw_symbol *once = registered(f, "once"), *twice = registered(f, "twice"), *called = registered(f, "called");
	struct sw_symbol *lost = registered(f, "lost"), *other = symbol(f, "other");

	declare(f, "timer", "enters arg 1 with softirq 1");
	declare(f, "work", "enters arg 1 with task context");
	declare(f, "forget", "any context");
	put(f, "timer", 1, "timer.function"); /* the contract goes before it */
	passes(f, "a", "timer", "once");
	passes(f, "b", "forget", "once");
	passes(f, "c", "timer", "twice");
	passes(f, "d", "work", "twice");
	passes(f, "e", "timer", "called");
	passes(f, "g", "timer", "lost");
	passes(f, "h", "unknown", "lost");
	passes(f, "i", "timer", "other");
	begin(f, "j", 0, 1);
	call(f, 0, "called");
	leave(f, 0, 0);
	sw_bind(&f->unit, NULL);
	assert_int_equal(once->entry->of[SW_SOFTIRQ].lo, 1);
	assert_int_equal(twice->entry->of[SW_SOFTIRQ].lo, 0);
	assert_int_equal(twice->entry->of[SW_SOFTIRQ].hi, 1);
	assert_true(sw_context_is_any(lost->entry));
	assert_null(called->entry);
	assert_null(other->entry);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in(an_argument_is_followed_through_wrappers),
		unit_test_in(a_function_that_passes_to_itself_ends),
		unit_test_with_primitives(a_registration_through_a_wrapper_is_checked),
		unit_test_with_primitives(what_is_passed_in_is_called_in_its_context),
		unit_test_with_primitives(what_is_passed_in_may_change_the_counters),
		unit_test_in(a_constant_table_holds_its_functions),
		unit_test_in(a_registered_function_is_entered_as_contracts_say),
	};

	return cmocka_run_group_tests_name("bind", tests, NULL, NULL);
}
