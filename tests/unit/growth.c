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

/* Large blocks have mappings of their own. */
static size_t allocated(void)
{
	struct mallinfo2 all = mallinfo2();

	return all.uordblks + all.hblkhd;
}

/* What a solved unit of that size holds. */
static size_t memory_of(build_fn *build, unsigned n)
{
	size_t before = allocated(), after;
	void *state;

	setup_primitives(&state);
	build(state, n);
	solve(state);
	after = allocated();
	discard(state);
	return after - before;
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

/* ---- while it is solved ---- */

enum { KNOT = 60 };

static void note_peak(void *cookie, const struct sw_flow *flow)
{
	size_t *peak = cookie, now = allocated();

	*peak = now > *peak ? now : *peak;
	(void)flow;
}

/* Each of N functions calls all of them, behind tests of which it knows many at each call; some sleep. */
static void stand_in_a_knot(struct fixture *f, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		begin(f, numbered(f, "f", i), 1, 2 * n + 1);
		for (unsigned k = 0; k < n; k++) {
			sw_term flag = sw_term_const(&f->unit.terms, (int64_t)1 << k % 30);

			branch(f, 2 * k, op(f, SW_AND, arg(f, 1), flag), 2 * k + 1, 2 * k + 2);
			call(f, 2 * k + 1, i % 20 || k ? numbered(f, "f", k) : "sleep", load(f, 2 * k + 1, arg(f, 1), numbered(f, "next", k)));
			jump(f, 2 * k + 1, 2 * k + 2);
		}
		leave(f, 2 * n, 0);
	}
}

/* What is known at each call of a component is kept until that is solved, and no more. */
static void a_knot_while_it_is_solved(void **state)
{
	enum { MOST = 9000 }; /* bytes for each call */
	size_t peak = 0, before;
	struct fixture *f;

	setup_primitives(state);
	f = *state;
	stand_in_a_knot(f, KNOT);
	f->solver.visited = note_peak;
	f->solver.cookie = &peak;
	before = allocated();
	solve(f);
	discard(f);
	if (!before)
		skip();
	check(peak - before < (size_t)KNOT * KNOT * MOST, "%zu bytes for each call", (peak - before) / KNOT / KNOT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_that_all_pass),
		cmocka_unit_test(a_slot_that_all_call),
		cmocka_unit_test(a_chain_of_calls),
		cmocka_unit_test(a_ring_of_calls),
		cmocka_unit_test(a_knot_while_it_is_solved),
	};

	return cmocka_run_group_tests_name("growth", tests, NULL, NULL);
}
