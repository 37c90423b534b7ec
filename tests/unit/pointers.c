// SPDX-License-Identifier: GPL-2.0-or-later
/* Pointers that are obtained inside a read-side section and followed after it: what is kept of them, and what is found. */
#include "helper.h"

#include "sleepwalk/pointers.h"

/* The function that was built last as a front end leaves it; then all is solved, and FOUND is what comes of it. */
static void finds(struct fixture *f, const char *all)
{
	sw_trim_pointers(&f->unit.arena, f->function);
	solve(f);
	assert_string_equal(found(f), all);
}

/* ---- what is kept ---- */

static uint32_t count(const struct fixture *f, enum sw_event_kind kind)
{
	uint32_t n = 0;

	for (uint32_t b = 0; b < f->function->blocks.n; b++)
		for (uint32_t i = 0; i < f->function->blocks.at[b].events.n; i++)
			n += f->function->blocks.at[b].events.at[i].kind == kind;
	return n;
}

static void keeps(struct fixture *f, uint32_t obtained, uint32_t followed)
{
	sw_trim_pointers(&f->unit.arena, f->function);
	assert_int_equal(count(f, SW_EVENT_OBTAIN), obtained);
	assert_int_equal(count(f, SW_EVENT_FOLLOW), followed);
	assert_int_equal(count(f, SW_EVENT_GIVE), 0);
	assert_int_equal(f->function->n_pointers != 0, obtained != 0);
}

static void what_is_followed_before_any_call_goes(void **state)
{
	struct fixture *f = *state;

	begin(f, "f", 0, 1);
	obtain(f, 0, 1);
	follow(f, 0, 1);
	call(f, 0, "g");
	leave(f, 0, 0);
	keeps(f, 0, 0);
}

static void of_several_uses_the_first_after_a_call_stays(void **state)
{
	struct fixture *f = *state;

	begin(f, "f", 0, 1);
	obtain(f, 0, 1);
	call(f, 0, "g");
	follow(f, 0, 1);
	follow(f, 0, 1);
	call(f, 0, "g");
	follow(f, 0, 1);
	follow(f, 0, 1);
	leave(f, 0, 0);
	keeps(f, 1, 2);
}

/* On one way nothing was called, or it was given away. */
static void all_ways_count(void **state)
{
	struct fixture *f = *state;

	for (int given = 0; given < 3; given++) {
		begin(f, given == 0 ? "f" : given == 1 ? "g" : "h", 1, 4);
		obtain(f, 0, 1);
		if (given)
			call(f, 0, "outside");
		branch(f, 0, arg(f, 1), 1, 2);
		call(f, 1, "outside");
		if (given == 1)
			give(f, 1, 1);
		jump(f, 1, 3);
		jump(f, 2, 3);
		follow(f, 3, 1);
		leave(f, 3, 0);
		keeps(f, given == 2, given == 2);
	}
}

static void what_was_given_is_new_when_it_is_obtained_again(void **state)
{
	struct fixture *f = *state;

	begin(f, "f", 0, 3);
	jump(f, 0, 1);
	obtain(f, 1, 1);
	call(f, 1, "g");
	follow(f, 1, 1);
	give(f, 1, 1);
	branch(f, 1, arg(f, 1), 1, 2);
	follow(f, 2, 1);
	leave(f, 2, 0);
	keeps(f, 1, 1);
}

static void the_highest_pointer(void **state)
{
	struct fixture *f = *state;

	begin(f, "f", 0, 1);
	obtain(f, 0, 1);
	obtain(f, 0, SW_POINTERS_ROOM);
	call(f, 0, "g");
	give(f, 0, 1);
	follow(f, 0, 1);
	follow(f, 0, SW_POINTERS_ROOM);
	leave(f, 0, 0);
	keeps(f, 1, 1);
}

/* ---- what is found ---- */

static void after_the_section(void **state)
{
	struct fixture *f = *state;
	struct sw_message message;

	begin(f, "f", 0, 1);
	call(f, 0, "rcu_lock");
	obtain(f, 0, 1);
	call(f, 0, "rcu_unlock");
	follow(f, 0, 1);
	leave(f, 0, 0);
	finds(f, "rcu-use-after-unlock:4");
	message = sw_message_of(&f->unit.strings, &f->solver.findings.list.at[0]);
	assert_string_equal(message.headline, "'p' was loaded inside an RCU read-side critical section that has ended, and is "
					      "followed here");
	assert_int_equal(message.path.n, 3);
	assert_string_equal(message.path.at[0].text, "'f' loads 'p' inside the section");
	assert_string_equal(message.path.at[1].text, "'f' calls 'rcu_unlock': rcu becomes 0");
	assert_int_equal(message.path.at[1].place.line, 3);
	assert_string_equal(message.path.at[2].text, "'f' follows 'p'");
}

/* The calls around the pointer, and where in them it is obtained and followed. */
static void sections(void **state)
{
	static const struct {
		const char *calls[6];
		unsigned obtained, followed; /* after so many of them */
		const char *found;
	} rows[] = {
		{ { "rcu_lock", "rcu_unlock" }, 1, 2, "rcu-use-after-unlock:4" },
		{ { "rcu_lock", "outside", "rcu_unlock" }, 1, 2, "" },
		{ { "rcu_lock", "rcu_lock", "rcu_unlock", "rcu_unlock" }, 2, 3, "" },
		{ { "rcu_lock", "rcu_lock", "rcu_unlock", "rcu_unlock" }, 2, 4, "rcu-use-after-unlock:6" },
		{ { "lock", "rcu_lock", "rcu_unlock", "unlock" }, 2, 3, "" },
		{ { "lock", "rcu_lock", "rcu_unlock", "unlock" }, 2, 4, "rcu-use-after-unlock:6" },
		{ { "rcu_lock", "rcu_unlock", "irq_disable", "irq_enable" }, 1, 3, "" },
		{ { "rcu_lock", "rcu_unlock", "rcu_lock", "rcu_unlock" }, 1, 3, "" },
		{ { "outside", "outside" }, 1, 2, "" },
		{ { "lock", "outside", "unlock" }, 1, 3, "" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		void *fresh;

		setup_primitives(&fresh);
		f = fresh;
		begin(f, "f", 0, 1);
		for (unsigned k = 0; k < COUNT(rows[i].calls); k++) {
			if (rows[i].obtained == k)
				obtain(f, 0, 1);
			if (rows[i].followed == k)
				follow(f, 0, 1);
			if (rows[i].calls[k])
				call(f, 0, rows[i].calls[k]);
		}
		leave(f, 0, 0);
		sw_trim_pointers(&f->unit.arena, f->function);
		solve(f);
		check(!strcmp(found(f), rows[i].found), "row %zu: %s", i, found(f));
		discard(f);
	}
}

/* On one way the section is still open. */
static void on_all_ways_it_has_ended(void **state)
{
	struct fixture *f = *state;

	begin(f, "f", 1, 5);
	call(f, 0, "rcu_lock");
	obtain(f, 0, 1);
	branch(f, 0, load(f, 0, arg(f, 1), "early"), 1, 2);
	call(f, 1, "rcu_unlock");
	call(f, 1, "g");
	jump(f, 1, 3);
	call(f, 2, "g");
	jump(f, 2, 3);
	follow(f, 3, 1);
	jump(f, 3, 4);
	leave(f, 4, 0);
	sw_trim_pointers(&f->unit.arena, f->function);
	solve(f);
	assert_null(strstr(found(f), "rcu-use-after-unlock"));
}

/* Of two that are one pointer from there on, the other is read where no section is open. */
static void wherever_it_is_obtained_a_section_is_open(void **state)
{
	struct fixture *f = *state;

	begin(f, "f", 1, 4);
	branch(f, 0, arg(f, 1), 1, 2);
	call(f, 1, "rcu_lock");
	obtain(f, 1, 1);
	call(f, 1, "rcu_unlock");
	jump(f, 1, 3);
	obtain(f, 2, 1);
	call(f, 2, "g");
	jump(f, 2, 3);
	follow(f, 3, 1);
	leave(f, 3, 0);
	finds(f, "");
}

static void helpers_open_and_close(void **state)
{
	struct fixture *f = *state;

	calls(f, "open", "outside", "rcu_lock", NULL);
	calls(f, "close", "rcu_unlock", "outside", NULL);
	begin(f, "f", 0, 1);
	call(f, 0, "open");
	obtain(f, 0, 1);
	call(f, 0, "close");
	follow(f, 0, 1);
	leave(f, 0, 0);
	finds(f, "rcu-use-after-unlock:10");
}

/* ---- what callers hold ---- */

static void build_section(struct fixture *f, const char *name)
{
	begin(f, name, 0, 1);
	call(f, 0, "rcu_lock");
	obtain(f, 0, 1);
	call(f, 0, "rcu_unlock");
	follow(f, 0, 1);
}

static void a_contract_that_expects_a_section(void **state)
{
	struct fixture *f = *state;

	declare(f, "f", "expect rcu 1..");
	build_section(f, "f");
	leave(f, 0, 0);
	finds(f, "");
}

static void a_lock_of_callers_that_is_given_back(void **state)
{
	struct fixture *f = *state;

	build_section(f, "f");
	call(f, 0, "unlock");
	leave(f, 0, 0);
	finds(f, "");
}

static void what_is_entered_with_a_counter_above_0(void **state)
{
	struct fixture *f = *state;
	struct sw_assignment *a = sw_vec_push(&f->unit.arena, &f->unit.assignments);

	build_section(f, "f");
	leave(f, 0, 0);
	*a = (struct sw_assignment){ .function = symbol(f, "f"), .contract = contract(f, "ops.run", "entered with softirq 1") };
	finds(f, "");
}

static void build_caller(struct fixture *f, const char *name, const char *lock, const char *callee, const char *unlock)
{
	begin(f, name, 0, 1);
	if (lock)
		call(f, 0, lock);
	call(f, 0, callee);
	if (unlock)
		call(f, 0, unlock);
	leave(f, 0, 0);
}

/* Who calls F: nobody with a lock, one that has it himself, one that has it two calls further up. */
static void a_lock_of_a_caller(void **state)
{
	struct fixture *f = *state;

	for (int row = 0; row < 4; row++) {
		void *fresh;

		setup_primitives(&fresh);
		f = fresh;
		build_section(f, "f");
		leave(f, 0, 0);
		build_caller(f, "plain", NULL, "f", NULL);
		build_caller(f, "itself", row == 1 ? "lock" : NULL, "f", row == 1 ? "unlock" : NULL);
		build_caller(f, "upper", row == 2 ? "rcu_lock" : NULL, "plain", row == 2 ? "rcu_unlock" : NULL);
		build_caller(f, "round", NULL, "round", "upper");
		if (row == 3)
			declare(f, "upper", "expect rcu 1..");
		sw_trim_pointers(&f->unit.arena, f->unit.functions.at[0]);
		solve(f);
		check(!strcmp(found(f), row ? "" : "rcu-use-after-unlock:4"), "row %d: %s", row, found(f));
		discard(f);
	}
}

static void a_lock_around_a_call_through_a_slot(void **state)
{
	struct fixture *f = *state;
	struct sw_assignment *a = sw_vec_push(&f->unit.arena, &f->unit.assignments);

	build_section(f, "f");
	leave(f, 0, 0);
	sw_trim_pointers(&f->unit.arena, f->function);
	*a = (struct sw_assignment){ .function = symbol(f, "f"), .slot = sw_intern(&f->unit.strings, "ops.run") };
	begin(f, "g", 1, 1);
	call(f, 0, "lock");
	call_pointer(f, 0, load(f, 0, arg(f, 1), "run"), "ops.run");
	call(f, 0, "unlock");
	leave(f, 0, 0);
	solve(f);
	assert_string_equal(found(f), "");
}

/* ---- through an object ---- */

static void it_is_found_in_what_was_written(void **state)
{
	struct fixture *f = *state, *program;

	declare(f, "calm", "any context, trusted \"and takes no lock\"");
	begin(f, "f", 0, 1);
	call(f, 0, "rcu_lock");
	obtain(f, 0, 1);
	obtain(f, 0, 2);
	call(f, 0, "calm");
	follow(f, 0, 2);
	call(f, 0, "rcu_unlock");
	follow(f, 0, 1);
	leave(f, 0, 0);
	sw_trim_pointers(&f->unit.arena, f->function);
	assert_int_equal(count(f, SW_EVENT_OBTAIN), 2);
	program = reread(written(f, "test.c"));
	assert_int_equal(program->unit.functions.n, 1);
	assert_null(strstr(residue_text(program, "f"), "pointer 2"));
	solve(program);
	assert_string_equal(found(program), "rcu-use-after-unlock:7");
	discard(program);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_with_primitives(what_is_followed_before_any_call_goes),
		unit_test_with_primitives(of_several_uses_the_first_after_a_call_stays),
		unit_test_with_primitives(all_ways_count),
		unit_test_with_primitives(what_was_given_is_new_when_it_is_obtained_again),
		unit_test_with_primitives(the_highest_pointer),
		unit_test_with_primitives(after_the_section),
		unit_test_with_primitives(sections),
		unit_test_with_primitives(on_all_ways_it_has_ended),
		unit_test_with_primitives(wherever_it_is_obtained_a_section_is_open),
		unit_test_with_primitives(helpers_open_and_close),
		unit_test_with_primitives(a_contract_that_expects_a_section),
		unit_test_with_primitives(a_lock_of_callers_that_is_given_back),
		unit_test_with_primitives(what_is_entered_with_a_counter_above_0),
		unit_test_with_primitives(a_lock_of_a_caller),
		unit_test_with_primitives(a_lock_around_a_call_through_a_slot),
		unit_test_with_primitives(it_is_found_in_what_was_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
