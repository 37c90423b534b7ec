// SPDX-License-Identifier: GPL-2.0-or-later
#include "random.h"

const char *const maker_fields[MAKER_FIELDS] = { "flags", "count" };
const char *const maker_tables[MAKER_TABLES] = { "table0", "table1", "table2", "table3" };
const char *const maker_slot = "ops.run", *const maker_member = "run";

unsigned pick(struct maker *m, unsigned n)
{
	if (!m->at)
		return next_random(&m->seed) % n;
	return m->at < m->end ? *m->at++ % n : 0;
}

static sw_term keep(struct maker *m, sw_term val)
{
	return m->vals[m->n_vals++ % MAKER_VALS] = val;
}

static sw_term some_value(struct maker *m)
{
	unsigned choice = pick(m, 8);

	if (choice < 5 && m->n_vals)
		return m->vals[pick(m, m->n_vals < MAKER_VALS ? m->n_vals : MAKER_VALS)];
	return choice == 5 ? number(m->f, pick(m, 5)) : arg(m->f, choice == 6 ? 2 : 3);
}

static sw_term some_term(struct maker *m)
{
	static const enum sw_op ops[] = { SW_ADD, SW_AND, SW_OR, SW_EQ, SW_NE, SW_LT, SW_LEU, SW_XOR };
	sw_term a = some_value(m), t;

	if (pick(m, 3) == 0)
		return a;
	t = op(m->f, ops[pick(m, COUNT(ops))], a, pick(m, 2) ? some_value(m) : number(m->f, pick(m, 5)));
	return t ? t : a;
}

static sw_term some_place(struct maker *m)
{
	unsigned choice = pick(m, MAKER_PLACES);

	return choice ? local(m->f, (int)choice) : arg(m->f, 1);
}

/* To one of the functions that were made before, or to a primitive. */
static void add_call(struct maker *m, uint32_t block)
{
	static const char *const plain[] = { "lock", "unlock", "lock_irq", "unlock_irq", "irq_enable", "irq_disable",
					     "rcu_lock", "rcu_unlock", "sleep", "lock", "unlock" };
	unsigned choice;

	if (m->n_callees && pick(m, 2)) {
		keep(m, call(m->f, block, m->callees[pick(m, m->n_callees)], some_place(m), some_term(m), some_term(m)));
		return;
	}
	choice = pick(m, 16);
	if (choice < 11)
		call(m->f, block, plain[choice]);
	else if (choice < 13)
		keep(m, call(m->f, block, "trylock"));
	else if (choice == 13)
		call(m->f, block, "alloc", some_term(m));
	else
		call(m->f, block, "by_flags", some_place(m));
}

/* ---- functions that are not called by name ---- */

static const char *some_function(struct maker *m)
{
	return m->stood_for[pick(m, m->n_stood_for)];
}

static sw_term some_table(struct maker *m)
{
	return address(m->f, maker_tables[pick(m, MAKER_TABLES)]);
}

/* A function is stored, passed on by itself or in a table, or whoever stands somewhere is called. */
static void add_indirect(struct maker *m, uint32_t block)
{
	sw_term function = address(m->f, some_function(m));

	switch (pick(m, 6)) {
	case 0:
		store(m->f, block, some_place(m), maker_member, function);
		break;
	case 1:
		store(m->f, block, some_place(m), "ops", some_table(m));
		break;
	case 2:
		if (m->n_callees)
			keep(m, call(m->f, block, m->callees[pick(m, m->n_callees)], some_place(m), function, some_table(m)));
		break;
	case 3:
		call_pointer(m->f, block, load(m->f, block, load(m->f, block, some_place(m), "ops"), maker_member), NULL, some_place(m));
		break;
	case 4:
		call_pointer(m->f, block, arg(m->f, 2), NULL, some_place(m));
		break;
	default:
		call_pointer(m->f, block, load(m->f, block, some_place(m), maker_member), maker_slot, some_place(m));
	}
}

void make_tables(struct maker *m)
{
	struct sw_unit *unit = &m->f->unit;

	for (unsigned i = 0; i < MAKER_TABLES; i++) {
		sw_term place = sw_term_mem(&unit->terms, address(m->f, maker_tables[i]), maker_member, 0);

		*sw_vec_push(&unit->arena, &unit->constants) = (struct sw_constant){ place, symbol(m->f, some_function(m)) };
		*sw_vec_push(&unit->arena, &unit->assignments) = (struct sw_assignment){
			.function = symbol(m->f, some_function(m)), .slot = sw_intern(&unit->strings, maker_slot) };
	}
}

/* ---- functions ---- */

static void add_event(struct maker *m, uint32_t block)
{
	const char *field = maker_fields[pick(m, MAKER_FIELDS)];

	if (m->stood_for && pick(m, 4) == 0) {
		add_indirect(m, block);
		return;
	}
	switch (pick(m, 9)) {
	case 0:
		keep(m, anything(m->f, block));
		break;
	case 1:
	case 2:
		keep(m, load(m->f, block, some_place(m), field));
		break;
	case 3:
		store(m->f, block, some_place(m), field, some_term(m));
		break;
	case 4:
		copy(m->f, block, some_place(m), "", some_place(m));
		break;
	default:
		add_call(m, block);
	}
}

static uint32_t some_block(struct maker *m, uint32_t from)
{
	return m->loops && pick(m, 4) == 0 ? 1 + pick(m, from + 1) % (m->blocks - 1)
					   : from + 1 + pick(m, m->blocks - 1 - from);
}

static void add_end(struct maker *m, uint32_t block)
{
	struct sw_block *b = &m->f->function->blocks.at[block];

	if (block == m->blocks - 1 || pick(m, 8) == 0) {
		leave(m->f, block, pick(m, 4) ? some_term(m) : 0);
		return;
	}
	if (pick(m, 3))
		branch(m->f, block, some_term(m), some_block(m, block), some_block(m, block));
	else
		jump(m->f, block, some_block(m, block));
	for (uint32_t i = 0; i < b->edges.n; i++)
		for (unsigned phis = pick(m, 3); phis > 0 && m->n_vals > 1; phis--) {
			sw_term to = m->vals[phis % (m->n_vals < MAKER_VALS ? m->n_vals : MAKER_VALS)];

			phi(m->f, &b->edges.at[i], to, some_term(m));
		}
}

void make_function(struct maker *m, const char *name)
{
	m->blocks = m->blocks ? m->blocks : MAKER_BLOCKS;
	begin(m->f, name, 3, m->blocks);
	m->n_vals = 0;
	for (uint32_t block = 0; block < m->blocks; block++) {
		for (unsigned n = pick(m, MAKER_EVENTS + 1); n > 0; n--)
			add_event(m, block);
		add_end(m, block);
	}
}
