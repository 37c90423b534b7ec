// SPDX-License-Identifier: GPL-2.0-or-later
/* What of a solved unit is left out before it is written, and what other units need. */
#include "helper.h"

#include "sleepwalk/prune.h"

/* ---- residues that are left ---- */

static void declare_more(struct fixture *f)
{
	declare(f, "calm", "any context, trusted \"and takes no lock\"");
	declare(f, "number_of", "any context, trusted \"and takes no lock\"");
}

/* What is left of NAME, in text, without places, and without the values of calls where no branch is on a value; interned. */
static const char *left_of(struct fixture *f, const char *name)
{
	struct sw_function **pruned = sw_prune(&f->unit, &f->unit.arena);
	const char *all = "";

	for (uint32_t i = 0; i < f->unit.functions.n; i++) {
		struct memory memory;
		const char *text;

		if (strcmp(f->unit.functions.at[i]->symbol->name, name))
			continue;
		sw_dump_residue(open_memory(&memory), &f->unit, pruned[i]);
		text = memory_text(f, &memory);
		for (const char *line = strchr(text, '\n') + 1; *line; line = strchr(line, '\n') + 1) {
			const char *number = strstr(line, ": "), *end = strchr(line, '\n'), *place = strstr(line, "  # ");
			const char *start = number && number < end ? number + 2 : line + strspn(line, " ");

			end = place && place < end ? place : end;
			if (!strncmp(start, "val ", 4) && strstr(start, " = call ") && strstr(start, " = call ") < end &&
			    !strstr(text, "on val"))
				start = strstr(start, " = call ") + 3;
			if (strncmp(start, "block", 5))
				all = sw_intern_printf(&f->unit.strings, "%s%.*s\n", all, (int)(end - start), start);
		}
	}
	return all;
}

/* if (CONDITION) lock(); */
static void locks_if(struct fixture *f, sw_term condition)
{
	branch(f, 0, condition, 1, 2);
	call(f, 1, "lock");
	leave(f, 1, 0);
	leave(f, 2, 0);
}

static void keeps(struct fixture *f, const char *name, const char *text)
{
	assert_string_equal(left_of(f, name), text);
}

/* ---- calls ---- */

static void calls_of_what_does_nothing_go(void **state)
{
	struct fixture *f = *state;

	declare_more(f);
	begin(f, "empty", 1, 1);
	call(f, 0, "calm");
	leave(f, 0, 0);
	begin(f, "f", 1, 1);
	call(f, 0, "lock");
	call(f, 0, "empty", arg(f, 1));
	call(f, 0, "calm");
	call(f, 0, "outside");
	call(f, 0, "unlock");
	leave(f, 0, 0);
	solve(f);
	keeps(f, "f", "call lock()\ncall outside()\ncall unlock()\nreturn ?\n");
}

/* Whether it takes a lock that sleeps on PREEMPT_RT, another unit tells. */
static void calls_that_leave_something_open_stay(void **state)
{
	struct fixture *f = *state;

	declare(f, "atomic", "any context");
	declare(f, "locks", "blocks");
	begin(f, "f", 0, 1);
	call(f, 0, "atomic");
	call(f, 0, "locks");
	leave(f, 0, 0);
	solve(f);
	keeps(f, "f", "call atomic()\ncall locks()\nreturn ?\n");
}

/* Others may define it anew, or it is not known to return. */
static void calls_of_what_may_do_something_stay(void **state)
{
	struct fixture *f = *state;

	begin(f, "weak", 0, 1);
	leave(f, 0, 0);
	symbol(f, "weak")->weak = true;
	begin(f, "stop", 0, 1);
	leave(f, 0, 0);
	symbol(f, "stop")->noreturn = true;
	begin(f, "places", 1, 1);
	leave(f, 0, 0);
	sw_symbol_places(&f->unit, symbol(f, "places"), &(struct sw_placing){ .arg = 1, .slot = sw_intern(&f->unit.strings, "a.b") });
	begin(f, "f", 1, 1);
	call(f, 0, "weak");
	call(f, 0, "places", address(f, "weak"));
	call(f, 0, "stop");
	leave(f, 0, 0);
	solve(f);
	keeps(f, "f", "call weak()\ncall places(weak)\ncall stop()\nreturn ?\n");
}

/* Each calls the other, and what the first calls nobody here knows. */
static void recursion_stays(void **state)
{
	struct fixture *f = *state;

	begin(f, "one", 0, 3);
	branch(f, 0, arg(f, 1), 1, 2);
	call(f, 1, "two");
	leave(f, 1, 0);
	leave(f, 2, 0);
	begin(f, "two", 0, 1);
	call(f, 0, "one");
	leave(f, 0, 0);
	solve(f);
	keeps(f, "two", "call one()\nreturn ?\n");
}

/* ---- values ---- */

/* A value that a condition under a lock is about is anything; what it returns by its arguments is asked where it is called. */
static void values_that_are_needed_stay(void **state)
{
	struct fixture *f = *state;

	declare_more(f);
	begin(f, "is_set", 1, 1);
	leave(f, 0, op(f, SW_AND, arg(f, 1), number(f, 4)));
	begin(f, "by_result", 1, 3);
	locks_if(f, call(f, 0, "is_set", arg(f, 1)));
	begin(f, "by_anything", 1, 3);
	locks_if(f, call(f, 0, "number_of", arg(f, 1)));
	begin(f, "unused", 1, 1);
	call(f, 0, "is_set", arg(f, 1));
	call(f, 0, "lock");
	leave(f, 0, 0);
	solve(f);
	keeps(f, "by_result",
	      "on arg 1 & 4\n-> 1 when nonzero\n-> 2 when 0\ncall lock()\nreturn ?\nreturn ?\n");
	keeps(f, "by_anything",
	      "val 1 = anything\non val 1\n-> 1 when nonzero\n-> 2 when 0\nval 2 = call lock()\nreturn ?\nreturn ?\n");
	keeps(f, "unused", "call lock()\nreturn ?\n");
}

/* What the value is read from is read where the call was. */
static void values_are_what_they_are_read_from(void **state)
{
	struct fixture *f = *state;

	begin(f, "is_set", 2, 1);
	leave(f, 0, op(f, SW_AND, load(f, 0, arg(f, 2), "flags"), number(f, 4)));
	begin(f, "f", 1, 3);
	locks_if(f, call(f, 0, "is_set", 0, load(f, 0, arg(f, 1), "inner")));
	begin(f, "g", 1, 3);
	locks_if(f, call(f, 0, "is_set", arg(f, 1), 0));
	solve(f);
	keeps(f, "f", "val 1 = arg 1->inner\nval 4 = val 1->flags\non val 4 & 4\n-> 1 when nonzero\n-> 2 when 0\n"
		      "val 3 = call lock()\nreturn ?\nreturn ?\n");
	keeps(f, "g", "val 1 = call is_set(arg 1, ?)\non val 1\n-> 1 when nonzero\n-> 2 when 0\nval 2 = call lock()\nreturn ?\nreturn ?\n");
}

/* ERR_PTR(): what it gives is an error, whatever it got. */
static void values_of_which_more_is_known_stay(void **state)
{
	struct fixture *f = *state;
	sw_term some;

	begin(f, "negative", 1, 3);
	branch(f, 0, op(f, SW_LT, arg(f, 1), number(f, 0)), 1, 2);
	leave(f, 1, arg(f, 1));
	begin(f, "f", 1, 3);
	some = call(f, 0, "negative", arg(f, 1));
	locks_if(f, op(f, SW_ADD, some, call(f, 0, "negative", number(f, -4))));
	solve(f);
	keeps(f, "f", "val 1 = call negative(arg 1)\non val 1 + -4\n-> 1 when nonzero\n-> 2 when 0\n"
		      "val 3 = call lock()\nreturn ?\nreturn ?\n");
}

/* ---- memory ---- */

static void stores_that_nothing_reads_go(void **state)
{
	struct fixture *f = *state;

	begin(f, "f", 1, 1);
	store(f, 0, arg(f, 1), "unread", number(f, 1));
	store(f, 0, arg(f, 1), "read", number(f, 2));
	store(f, 0, local(f, 1), "unread", number(f, 3));
	store(f, 0, local(f, 2), "x", number(f, 4));
	call(f, 0, "lock");
	call(f, 0, "use", local(f, 2));
	leave(f, 0, 0);
	begin(f, "g", 1, 3);
	branch(f, 0, load(f, 0, arg(f, 1), "read"), 1, 2);
	call(f, 1, "sleep");
	leave(f, 1, 0);
	leave(f, 2, 0);
	solve(f);
	keeps(f, "f", "arg 1->read := 2\nlocal 2->x := 4\ncall lock()\ncall use(local 2)\nreturn ?\n");
}

/* What a call that is left out wrote in a variable is not known after it. */
static void a_variable_that_was_written_is_forgotten(void **state)
{
	struct fixture *f = *state;

	begin(f, "fill", 1, 3);
	branch(f, 0, anything(f, 0), 1, 2);
	store(f, 1, arg(f, 1), "x", anything(f, 1));
	leave(f, 1, 0);
	leave(f, 2, 0);
	begin(f, "f", 1, 3);
	store(f, 0, local(f, 1), "x", number(f, 0));
	call(f, 0, "fill", local(f, 1));
	locks_if(f, load(f, 0, local(f, 1), "x"));
	solve(f);
	keeps(f, "f", "local 1->x := 0\nlocal 1[0] := all of ?\nval 2 = local 1->x\non val 2\n-> 1 when nonzero\n-> 2 when 0\n"
		      "val 3 = call lock()\nreturn ?\nreturn ?\n");
}

/* ---- coarsening ---- */

enum { BRANCHES = 5 };

/* Sleeps on CONDITION, in so many branches that it is no short function. WITH is what is called first, or NULL. */
static void sleeps_on(struct fixture *f, const char *name, sw_term condition, const char *with)
{
	begin(f, name, 2, 2 * BRANCHES + 1);
	if (with)
		call(f, 0, with);
	for (uint32_t i = 0; i < BRANCHES; i++) {
		sw_term t = condition ? op(f, SW_EQ, condition, number(f, i)) : call(f, 2 * i, "outside");

		branch(f, 2 * i, t, 2 * i + 1, 2 * i + 2);
		call(f, 2 * i + 1, "sleep");
		jump(f, 2 * i + 1, 2 * i + 2);
	}
	leave(f, 2 * BRANCHES, 0);
}

static unsigned count_of(const char *text, const char *part)
{
	unsigned n = 0;

	for (text = strstr(text, part); text; text = strstr(text + 1, part))
		n++;
	return n;
}

static void conditions_on_parameters_stay(void **state)
{
	struct fixture *f = *state;
	const char *left;

	sleeps_on(f, "f", arg(f, 2), NULL);
	sleeps_on(f, "g", sw_term_mem(&f->unit.terms, arg(f, 1), "flags", 0), NULL);
	solve(f);
	left = left_of(f, "f");
	assert_int_equal(count_of(left, "on arg 2"), BRANCHES);
	assert_int_equal(count_of(left, "call sleep()"), BRANCHES);
	assert_int_equal(count_of(left_of(f, "g"), "on arg 1->flags"), BRANCHES);
}

static void conditions_on_what_calls_return_go(void **state)
{
	struct fixture *f = *state;
	const char *left;

	sleeps_on(f, "f", 0, NULL);
	solve(f);
	left = left_of(f, "f");
	assert_int_equal(count_of(left, "on "), 0);
	assert_int_equal(count_of(left, "val "), 0);
	assert_int_equal(count_of(left, "call outside()"), BRANCHES);
	assert_int_equal(count_of(left, "call sleep()"), BRANCHES);
}

/* Like that, on `outside() WHAT arg 2`: where it is nonzero, or where it is 0. */
static const char *left_of_sleeps_beside(struct fixture *f, const char *name, enum sw_op what, bool nonzero)
{
	begin(f, name, 2, 2 * BRANCHES + 1);
	for (uint32_t i = 0; i < BRANCHES; i++) {
		uint32_t sleeps = 2 * i + 1, next = 2 * i + 2;

		branch(f, 2 * i, op(f, what, call(f, 2 * i, "outside"), arg(f, 2)), nonzero ? sleeps : next, nonzero ? next : sleeps);
		call(f, sleeps, "sleep");
		jump(f, sleeps, next);
	}
	leave(f, 2 * BRANCHES, 0);
	solve(f);
	return left_of(f, name);
}

/* dwc2_core_reset(): `if (wait_for_host_mode && !skip_wait)`, where only skip_wait is the caller's. */
static void half_of_a_condition_stays(void **state)
{
	struct fixture *f = *state;
	const char *left = left_of_sleeps_beside(f, "f", SW_AND, true);

	assert_int_equal(count_of(left, "on arg 2\n-> "), BRANCHES);
	assert_int_equal(count_of(left, "when nonzero"), BRANCHES);
	assert_int_equal(count_of(left, "when 0"), 0);
	left = left_of_sleeps_beside(f, "g", SW_OR, false);
	assert_int_equal(count_of(left, "on arg 2\n-> "), BRANCHES);
	assert_int_equal(count_of(left, "when 0"), BRANCHES);
	assert_int_equal(count_of(left, "when nonzero"), 0);
}

/* Of a sum that is nonzero, nothing is known of one side. */
static void half_of_a_condition_that_says_nothing_goes(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(count_of(left_of_sleeps_beside(f, "f", SW_ADD, true), "on "), 0);
}

/* There, which way it went tells what the counters are. */
static void not_where_counters_change(void **state)
{
	struct fixture *f = *state;

	sleeps_on(f, "f", 0, "lock");
	solve(f);
	assert_int_equal(count_of(left_of(f, "f"), "on val"), BRANCHES);
}

/* ---- what is not touched ---- */

static void the_unit_itself_stays_as_it_is(void **state)
{
	struct fixture *f = *state;
	const char *before;

	declare_more(f);
	sleeps_on(f, "f", 0, "calm");
	solve(f);
	before = residue_text(f, "f");
	sw_prune(&f->unit, &f->scratch);
	assert_string_equal(residue_text(f, "f"), before);
}

static void blocks_in_a_line_become_one(void **state)
{
	struct fixture *f = *state;

	begin(f, "f", 0, 3);
	call(f, 0, "lock");
	jump(f, 0, 1);
	call(f, 1, "use");
	jump(f, 1, 2);
	call(f, 2, "unlock");
	leave(f, 2, 0);
	solve(f);
	keeps(f, "f", "call lock()\ncall use()\ncall unlock()\nreturn ?\n");
}

/* A return without a place of its own is where the jump to it is, also past blocks that are joined to it. */
static void the_place_of_a_jump_to_a_return_is_kept(void **state)
{
	struct fixture *f = *state;
	struct sw_function *pruned;
	struct sw_edge *edge;

	begin(f, "f", 1, 4);
	branch(f, 0, arg(f, 1), 1, 2);
	call(f, 1, "lock");
	f->function->blocks.at[0].edges.at[0].place.line = 50;
	edge = jump(f, 1, 3);
	edge->place.line = 70;
	call(f, 2, "use");
	leave(f, 2, 0);
	leave(f, 3, 0);
	f->function->blocks.at[3].place.line = 0;
	solve(f);
	pruned = sw_prune(&f->unit, &f->unit.arena)[0];
	assert_true(pruned->blocks.at[1].returns);
	assert_int_equal(pruned->blocks.at[1].place.line, 70);
	assert_int_equal(pruned->blocks.at[0].edges.at[0].place.line, 50);
	assert_int_equal(f->function->blocks.at[1].edges.at[0].place.line, 70);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_with_primitives(calls_of_what_does_nothing_go),
		unit_test_with_primitives(calls_that_leave_something_open_stay),
		unit_test_with_primitives(calls_of_what_may_do_something_stay),
		unit_test_with_primitives(recursion_stays),
		unit_test_with_primitives(values_that_are_needed_stay),
		unit_test_with_primitives(values_are_what_they_are_read_from),
		unit_test_with_primitives(values_of_which_more_is_known_stay),
		unit_test_with_primitives(stores_that_nothing_reads_go),
		unit_test_with_primitives(a_variable_that_was_written_is_forgotten),
		unit_test_with_primitives(conditions_on_parameters_stay),
		unit_test_with_primitives(conditions_on_what_calls_return_go),
		unit_test_with_primitives(half_of_a_condition_stays),
		unit_test_with_primitives(half_of_a_condition_that_says_nothing_goes),
		unit_test_with_primitives(not_where_counters_change),
		unit_test_with_primitives(the_unit_itself_stays_as_it_is),
		unit_test_with_primitives(blocks_in_a_line_become_one),
		unit_test_with_primitives(the_place_of_a_jump_to_a_return_is_kept),
	};

	return cmocka_run_group_tests_name("prune", tests, NULL, NULL);
}
