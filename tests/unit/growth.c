// SPDX-License-Identifier: GPL-2.0-or-later
/* Twice the program takes twice the memory, whatever its form: nothing is listed for each pair of what there is. */
#include <malloc.h>

#include "helper.h"

enum { SIZE = 500 };

typedef void build_fn(struct fixture *f, unsigned n);

static const char *numbered(struct fixture *f, const char *name, unsigned i)
{
	return sw_intern_printf(&f->unit.strings, "%s%u", name, i);
}

/* What a solved unit of that size holds: large blocks have mappings of their own. */
static size_t memory_of(build_fn *build, unsigned n)
{
	struct mallinfo2 before = mallinfo2(), after;
	void *state;

	setup_primitives(&state);
	build(state, n);
	solve(state);
	after = mallinfo2();
	discard(state);
	return after.uordblks + after.hblkhd - before.uordblks - before.hblkhd;
}

/* Chunks of memory are large, so a small program has some to spare. A sanitizer's own malloc() tells nothing. */
static void expect_growth(build_fn *build)
{
	size_t one = memory_of(build, SIZE), four = memory_of(build, 4 * SIZE);

	if (!one)
		skip();
	check(four < 8 * one, "%zu bytes for %d, %zu for four times as many", one, SIZE, four);
}

/* ---- forms ---- */

/* N functions get the address of a table that holds N. */
static void share_a_table(struct fixture *f, unsigned n)
{
	sw_term table = sw_term_variable(&f->unit.terms, "table", false);

	for (unsigned i = 0; i < n; i++) {
		calls(f, numbered(f, "inside", i), i % 2 ? "sleep" : "lock", NULL, NULL);
		*sw_vec_push(&f->unit.arena, &f->unit.constants) = (struct sw_constant){
			sw_term_mem(&f->unit.terms, table, numbered(f, "run", i), 0), symbol(f, numbered(f, "inside", i)) };
		begin(f, numbered(f, "user", i), 1, 1);
		call(f, 0, "anybody", table);
		leave(f, 0, 0);
	}
}

/* N functions call through a slot in which N stand. */
static void share_a_slot(struct fixture *f, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		struct sw_assignment *a = sw_vec_push(&f->unit.arena, &f->unit.assignments);

		calls(f, numbered(f, "inside", i), i % 2 ? "sleep" : "lock", NULL, NULL);
		*a = (struct sw_assignment){ .function = symbol(f, numbered(f, "inside", i)),
					     .slot = sw_intern(&f->unit.strings, "ops.run") };
		begin(f, numbered(f, "user", i), 1, 1);
		call_pointer(f, 0, arg(f, 1), "ops.run", arg(f, 1));
		leave(f, 0, 0);
	}
}

/* Each of N functions calls the one before. */
static void stand_in_a_chain(struct fixture *f, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		calls(f, numbered(f, "f", i), i ? numbered(f, "f", i - 1) : "sleep", "unlock", NULL);
}

/* N functions call each other in a ring. */
static void stand_in_a_ring(struct fixture *f, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		calls(f, numbered(f, "f", i), numbered(f, "f", (i + 1) % n), i % 7 ? NULL : "sleep", NULL);
}

static void a_table_that_all_pass(void **state)
{
	expect_growth(share_a_table);
	(void)state;
}

static void a_slot_that_all_call(void **state)
{
	expect_growth(share_a_slot);
	(void)state;
}

static void a_chain_of_calls(void **state)
{
	expect_growth(stand_in_a_chain);
	(void)state;
}

static void a_ring_of_calls(void **state)
{
	expect_growth(stand_in_a_ring);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_that_all_pass),
		cmocka_unit_test(a_slot_that_all_call),
		cmocka_unit_test(a_chain_of_calls),
		cmocka_unit_test(a_ring_of_calls),
	};

	return cmocka_run_group_tests_name("growth", tests, NULL, NULL);
}
