// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The bytes choose functions: what they call, where they branch, what they pass and put into slots. Their unit is solved and
 * written, and what was written is read and solved as a program. Bytes find the same each time.
 */
#include "../unit/random.h"
#include "fuzz.h"

enum { FUNCTIONS = 6, MOST_BLOCKS = 40, MOST_EXTRAS = 12, POINTERS = 3 };

static const char *const names[FUNCTIONS] = { "f0", "f1", "f2", "f3", "f4", "f5" };
static const char *const slots[] = { "ops.run", "ops.stop", "timer.function" };

/* As in source, so that it is written with the unit. */
static struct sw_contract *attribute(struct fixture *f, const char *name, const char *clauses)
{
	struct sw_contract *c = contract(f, name, clauses);

	c->text = sw_intern(&f->unit.strings, clauses);
	return c;
}

static void declare_primitives(struct fixture *f)
{
	for (size_t i = 0; i < PRIMITIVES; i++)
		symbol(f, primitives[i][0])->contract = attribute(f, primitives[i][0], primitives[i][1]);
	symbol(f, "later")->contract = attribute(f, "later", "enters arg 1 with softirq 1");
	symbol(f, "current")->contract = attribute(f, "current", "returns the same");
	symbol(f, "is_off")->contract = attribute(f, "is_off", "returns irq 1");
}

static sw_term some_function(struct maker *m)
{
	return address(m->f, names[pick(m, FUNCTIONS)]);
}

/* What random.c does not make: calls through pointers, functions that are passed, contexts that are tested, pointers. */
static void add_extra(struct maker *m)
{
	uint32_t block = pick(m, m->blocks);
	struct fixture *f = m->f;
	sw_term val;

	switch (pick(m, 9)) {
	case 0:
		call_pointer(f, block, arg(f, 1), slots[pick(m, COUNT(slots))], arg(f, 1), arg(f, 2));
		break;
	case 1:
		call_pointer(f, block, load(f, block, arg(f, 1), maker_fields[0]), NULL, arg(f, 1));
		break;
	case 2:
		call(f, block, names[pick(m, FUNCTIONS)], some_function(m), arg(f, 2), arg(f, 3));
		break;
	case 3:
		call(f, block, "later", some_function(m));
		break;
	case 4:
		val = call(f, block, "current");
		store(f, block, val, maker_fields[1], call(f, block, "is_off"));
		break;
	case 5:
		val = call(f, block, "irq_save");
		call(f, block, "irq_restore", val);
		break;
	case 6:
		obtain(f, block, 1 + pick(m, POINTERS));
		break;
	case 7:
		follow(f, block, 1 + pick(m, POINTERS));
		break;
	default:
		give(f, block, 1 + pick(m, POINTERS));
	}
}

static void add_assignment(struct maker *m)
{
	struct sw_assignment *a = sw_vec_push(&m->f->unit.arena, &m->f->unit.assignments);

	a->function = symbol(m->f, names[pick(m, FUNCTIONS)]);
	a->slot = sw_intern(&m->f->unit.strings, slots[pick(m, COUNT(slots))]);
	if (pick(m, 2))
		a->contract = attribute(m->f, a->slot, pick(m, 2) ? "entered with softirq 1" : "sleeps if arg 2 & 4");
}

static void make_unit(struct maker *m)
{
	unsigned n = 1 + pick(m, FUNCTIONS);

	m->loops = pick(m, 2);
	m->callees = names;
	for (unsigned i = 0; i < n; i++) {
		m->n_callees = pick(m, 3) ? i : n;
		m->blocks = 2 + pick(m, MOST_BLOCKS);
		make_function(m, names[i]);
		for (unsigned extras = pick(m, MOST_EXTRAS); extras; extras--)
			add_extra(m);
		m->f->function->symbol->local = pick(m, 2);
		sw_function_end(&m->f->unit, m->f->function);
	}
	for (unsigned assignments = pick(m, FUNCTIONS); assignments; assignments--)
		add_assignment(m);
}

static struct fixture *unit_of(const unsigned char *bytes, size_t n)
{
	void *state;
	struct maker m = { .at = bytes, .end = bytes + n };

	setup(&state);
	m.f = state;
	m.f->solver.possible = true;
	declare_primitives(m.f);
	make_unit(&m);
	return m.f;
}

void fuzz(const unsigned char *bytes, size_t n)
{
	struct fixture *f = unit_of(bytes, n), *again = unit_of(bytes, n);
	struct program program;
	struct sw_wire wire;

	wire = written(f, "test.c");
	solve(again);
	require(!strcmp(found_sorted(f), found_sorted(again)), "first%s, then%s", found_sorted(f), found_sorted(again));
	discard(again);
	count_memory();
	begin_program(&program);
	require(read_section(&program, NULL, wire.at, wire.n), "what was written is not read");
	survive_program(&program, n);
	program_free(&program);
	discard(f);
}
