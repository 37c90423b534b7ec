// SPDX-License-Identifier: GPL-2.0-or-later
/* Units and symbols, and what folding a residue drops and keeps. */
#include "helper.h"

static void symbols_go_by_link_name(void **state)
{
	struct fixture *f = *state;
	struct sw_symbol *s = sw_unit_symbol(&f->unit, "open.cold", NULL);

	assert_string_equal(s->name, "open.cold");
	assert_ptr_equal(sw_unit_symbol(&f->unit, "open.cold", "open"), s);
	assert_string_equal(s->name, "open");
	assert_string_equal(s->link_name, "open.cold");
	assert_ptr_equal(sw_unit_symbol(&f->unit, "open.cold", NULL), s);
	assert_string_equal(s->name, "open");
	assert_ptr_not_equal(sw_unit_symbol(&f->unit, "open", NULL), s);
	assert_ptr_equal(sw_unit_symbol_of(&f->unit, address(f, "open.cold")), s);
	assert_null(sw_unit_symbol_of(&f->unit, address(f, "a variable")));
	assert_null(sw_unit_symbol_of(&f->unit, arg(f, 1)));
	assert_null(sw_unit_symbol_of(&f->unit, 0));
}

static void many_symbols_are_found_again(void **state)
{
	struct fixture *f = *state;
	enum { MANY = 2000 };

	for (int i = 0; i < MANY; i++)
		symbol(f, sw_intern_printf(&f->unit.strings, "f%d", i))->component = (uint32_t)i;
	assert_int_equal(f->unit.symbols.n, MANY);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(symbol(f, sw_intern_printf(&f->unit.strings, "f%d", i))->component, i);
}

static void events_and_values_are_counted(void **state)
{
	struct fixture *f = *state;
	const struct sw_function *function;

	begin(f, "f", 1, 2);
	anything(f, 0);
	store(f, 1, arg(f, 1), "x", number(f, 1));
	load(f, 0, arg(f, 1), "x");
	function = symbol(f, "f")->body;
	assert_ptr_equal(function, f->function);
	assert_int_equal(function->n_events, 3);
	assert_int_equal(function->n_vals, 2);
	assert_int_equal(function->blocks.at[0].events.at[1].id, 3);
	assert_int_equal(function->blocks.at[1].events.at[0].id, 2);
}

static uint32_t events_left(struct fixture *f)
{
	uint32_t n = 0;

	sw_function_end(&f->unit, f->function);
	for (uint32_t b = 0; b < f->function->blocks.n; b++)
		n += f->function->blocks.at[b].events.n;
	return n;
}

static void what_nothing_reads_goes(void **state)
{
	struct fixture *f = *state;

	begin(f, "f", 1, 1);
	load(f, 0, load(f, 0, arg(f, 1), "next"), "x");
	anything(f, 0);
	leave(f, 0, 0);
	assert_int_equal(events_left(f), 0);
}

/* A call, a store and a copy are effects: they stay, read or not. */
static void effects_stay(void **state)
{
	struct fixture *f = *state;

	begin(f, "f", 1, 1);
	call(f, 0, "g");
	store(f, 0, arg(f, 1), "x", number(f, 1));
	copy(f, 0, arg(f, 1), "y", local(f, 1));
	leave(f, 0, 0);
	assert_int_equal(events_left(f), 3);
}

enum use { AS_RESULT, AS_CONDITION, AS_ARGUMENT, AS_TARGET, AS_STORED, AS_BASE, AS_COPIED, IN_A_TERM, THROUGH_A_LOAD,
	   AS_RESULT_MEMORY, AS_CALL_MEMORY, USES };

static void use_value(struct fixture *f, enum use use, sw_term v)
{
	switch (use) {
	case AS_CONDITION:
		call(f, 1, "g");
		branch(f, 0, v, 1, 2);
		return;
	case AS_ARGUMENT:
		call(f, 0, "g", v);
		break;
	case AS_TARGET:
		call_pointer(f, 0, v, "tag.field");
		break;
	case AS_STORED:
		store(f, 0, arg(f, 1), "x", v);
		break;
	case AS_BASE:
		store(f, 0, v, "x", number(f, 1));
		break;
	case AS_COPIED:
		copy(f, 0, arg(f, 1), "x", v);
		break;
	case THROUGH_A_LOAD:
		f->function->blocks.at[2].result = load(f, 0, v, "x");
		break;
	case AS_RESULT_MEMORY:
		f->function->blocks.at[2].result_memory = v;
		break;
	case AS_CALL_MEMORY:
		call(f, 0, "g");
		f->function->blocks.at[0].events.at[1].result_memory = v;
		break;
	default:
		f->function->blocks.at[2].result = use == AS_RESULT ? v : op(f, SW_ADD, v, number(f, 1));
	}
	jump(f, 0, 2);
}

static void what_is_read_stays(void **state)
{
	struct fixture *f = *state;

	for (enum use use = 0; use < USES; use++) {
		const struct sw_block *entry;
		sw_term v;

		begin(f, sw_intern_printf(&f->unit.strings, "f%d", use), 1, 3);
		leave(f, 2, 0);
		jump(f, 1, 2);
		v = load(f, 0, arg(f, 1), "field");
		use_value(f, use, v);
		sw_function_end(&f->unit, f->function);
		entry = &f->function->blocks.at[0];
		check(entry->events.n && entry->events.at[0].kind == SW_EVENT_LOAD && entry->events.at[0].value == v,
		      "the load is dropped in use %d", use);
	}
}

static void phis_keep_what_they_need(void **state)
{
	struct fixture *f = *state;
	sw_term v, needed, needless;

	begin(f, "f", 1, 3);
	v = load(f, 0, arg(f, 1), "x");
	needed = sw_function_new_val(&f->unit, f->function);
	needless = sw_function_new_val(&f->unit, f->function);
	phi(f, jump(f, 0, 1), needed, v);
	phi(f, &f->function->blocks.at[0].edges.at[0], needless, v);
	leave(f, 1, needed);
	assert_int_equal(events_left(f), 1);
	assert_int_equal(f->function->blocks.at[0].edges.at[0].assigns.n, 1);
	assert_int_equal(f->function->blocks.at[0].edges.at[0].assigns.at[0].val, needed);
}

static void a_loop_of_phis_that_nothing_reads_goes(void **state)
{
	struct fixture *f = *state;
	sw_term i;
	struct sw_edge *again;

	begin(f, "f", 1, 3);
	i = sw_function_new_val(&f->unit, f->function);
	phi(f, jump(f, 0, 1), i, number(f, 0));
	call(f, 1, "g");
	branch(f, 1, call(f, 1, "h"), 1, 2);
	again = &f->function->blocks.at[1].edges.at[0];
	phi(f, again, i, op(f, SW_ADD, i, number(f, 1)));
	leave(f, 2, 0);
	assert_int_equal(events_left(f), 2);
	assert_int_equal(f->function->blocks.at[1].edges.at[0].assigns.n, 0);
}

/* Branch upon branch of which no side does anything is one edge in the end, and their conditions are not read. */
static void branches_without_effect_go(void **state)
{
	struct fixture *f = *state;

	begin(f, "f", 1, 7);
	branch(f, 0, load(f, 0, arg(f, 1), "a"), 1, 2);
	branch(f, 1, load(f, 1, arg(f, 1), "b"), 3, 4);
	jump(f, 2, 5);
	jump(f, 3, 5);
	jump(f, 4, 5);
	jump(f, 5, 6);
	leave(f, 6, 0);
	assert_int_equal(events_left(f), 0);
	assert_int_equal(f->function->blocks.at[0].edges.n, 1);
	assert_int_equal(f->function->blocks.at[0].edges.at[0].to, 6);
	assert_int_equal(f->function->blocks.at[0].condition, 0);
	assert_true(sw_values_is_any(&f->function->blocks.at[0].edges.at[0].when));
}

static void branches_with_effect_stay(void **state)
{
	struct fixture *f = *state;

	begin(f, "f", 1, 4);
	branch(f, 0, arg(f, 1), 1, 2);
	call(f, 1, "lock");
	jump(f, 1, 3);
	jump(f, 2, 3);
	leave(f, 3, 0);
	sw_function_end(&f->unit, f->function);
	assert_int_equal(f->function->blocks.at[0].edges.n, 2);
	assert_int_equal(f->function->blocks.at[0].edges.at[0].to, 1);
	assert_int_equal(f->function->blocks.at[0].edges.at[1].to, 3);
	assert_int_equal(f->function->blocks.at[0].condition, arg(f, 1));
}

static void edges_with_different_phis_stay(void **state)
{
	struct fixture *f = *state;
	sw_term v;

	begin(f, "f", 1, 2);
	branch(f, 0, arg(f, 1), 1, 1);
	v = sw_function_new_val(&f->unit, f->function);
	phi(f, &f->function->blocks.at[0].edges.at[0], v, number(f, 1));
	phi(f, &f->function->blocks.at[0].edges.at[1], v, number(f, 2));
	leave(f, 1, v);
	sw_function_end(&f->unit, f->function);
	assert_int_equal(f->function->blocks.at[0].edges.n, 2);
}

/* What its condition says of the other way is still said. */
static void a_way_to_a_dead_end_goes(void **state)
{
	struct fixture *f = *state;

	begin(f, "f", 1, 4);
	branch(f, 0, arg(f, 1), 1, 2);
	jump(f, 1, 3);
	call(f, 2, "g");
	leave(f, 2, 0);
	assert_int_equal(events_left(f), 1);
	assert_int_equal(f->function->blocks.at[0].edges.n, 1);
	assert_int_equal(f->function->blocks.at[0].edges.at[0].to, 2);
	assert_int_equal(f->function->blocks.at[0].condition, arg(f, 1));
}

/* What the other edge leads to needs nothing any more. */
static void a_constant_condition_takes_its_edge(void **state)
{
	struct fixture *f = *state;
	sw_term v;

	begin(f, "f", 1, 3);
	v = load(f, 0, arg(f, 1), "x");
	branch(f, 0, number(f, 0), 1, 2);
	call(f, 1, "g", v);
	leave(f, 1, 0);
	call(f, 2, "h");
	leave(f, 2, 0);
	assert_int_equal(events_left(f), 1);
	assert_int_equal(f->function->blocks.at[0].edges.n, 1);
	assert_int_equal(f->function->blocks.at[0].edges.at[0].to, 2);
	assert_int_equal(f->function->blocks.at[0].condition, 0);
}

static void an_empty_loop_is_left_alone(void **state)
{
	struct fixture *f = *state;

	begin(f, "f", 0, 4);
	jump(f, 0, 1);
	jump(f, 1, 2);
	jump(f, 2, 1);
	jump(f, 3, 3);
	sw_function_end(&f->unit, f->function);
	assert_int_equal(f->function->blocks.at[0].edges.n, 1);
	assert_int_equal(f->function->blocks.at[3].edges.at[0].to, 3);
	assert_int_equal(run(f)->exits.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in(symbols_go_by_link_name),
		unit_test_in(many_symbols_are_found_again),
		unit_test_in(events_and_values_are_counted),
		unit_test_in(what_nothing_reads_goes),
		unit_test_in(effects_stay),
		unit_test_in(what_is_read_stays),
		unit_test_in(phis_keep_what_they_need),
		unit_test_in(a_loop_of_phis_that_nothing_reads_goes),
		unit_test_in(branches_without_effect_go),
		unit_test_in(branches_with_effect_stay),
		unit_test_in(edges_with_different_phis_stay),
		unit_test_in(a_way_to_a_dead_end_goes),
		unit_test_in(a_constant_condition_takes_its_edge),
		unit_test_in(an_empty_loop_is_left_alone),
	};

	return cmocka_run_group_tests_name("residue", tests, NULL, NULL);
}
