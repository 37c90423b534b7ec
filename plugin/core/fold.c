// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Folds away what a residue does not need: loads and phis that nothing reads, branches whose sides do the same, those
 * that only put their condition into a variable, and blocks that carry nothing. Dropping one makes others needless, so a
 * few rounds are made.
 */
#include <string.h>

#include "sleepwalk/residue.h"

enum { ROUNDS = 4 };

struct fold {
	struct sw_unit *unit;
	struct sw_function *function;
	bool *needed; /* by VAL number */
	bool changed;
};

static void need(struct fold *f, sw_term t)
{
	const struct sw_node *n = sw_term_node(&f->unit->terms, t);

	if (!n->has_val)
		return;
	if (n->op == SW_VAL) {
		f->changed |= !f->needed[n->number];
		f->needed[n->number] = true;
		return;
	}
	need(f, n->a);
	if (n->b)
		need(f, n->b);
}

static bool is_needed(const struct fold *f, sw_term val)
{
	return f->needed[sw_term_node(&f->unit->terms, val)->number];
}

/* Is it there for its value only, which nothing reads? */
static bool is_needless(const struct fold *f, const struct sw_event *event)
{
	return (event->kind == SW_EVENT_LOAD || event->kind == SW_EVENT_DEFINE || event->inert) &&
	       !is_needed(f, event->value);
}

static void need_event(struct fold *f, const struct sw_event *event)
{
	if (is_needless(f, event))
		return;
	need(f, event->base);
	need(f, event->from);
	need(f, event->target);
	need(f, event->result_memory);
	if (event->kind == SW_EVENT_STORE)
		need(f, event->value);
	for (unsigned i = 0; i < event->n_args; i++)
		need(f, event->args[i]);
}

static void need_block(struct fold *f, const struct sw_block *block)
{
	need(f, block->condition);
	need(f, block->result);
	need(f, block->result_memory);
	for (uint32_t i = 0; i < block->events.n; i++)
		need_event(f, &block->events.at[i]);
	for (uint32_t i = 0; i < block->edges.n; i++)
		for (uint32_t j = 0; j < block->edges.at[i].assigns.n; j++)
			if (is_needed(f, block->edges.at[i].assigns.at[j].val))
				need(f, block->edges.at[i].assigns.at[j].from);
}

static void find_needed(struct fold *f)
{
	memset(f->needed, 0, f->function->n_vals + 1);
	do {
		f->changed = false;
		for (uint32_t b = f->function->blocks.n; b-- > 0;)
			need_block(f, &f->function->blocks.at[b]);
	} while (f->changed);
}

static void drop_needless(struct fold *f, struct sw_block *block)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < block->events.n; i++) {
		const struct sw_event *e = &block->events.at[i];

		if (!is_needless(f, e))
			block->events.at[kept++] = *e;
	}
	f->changed |= kept < block->events.n;
	block->events.n = kept;
	for (uint32_t i = 0; i < block->edges.n; i++) {
		struct sw_edge *edge = &block->edges.at[i];

		kept = 0;
		for (uint32_t j = 0; j < edge->assigns.n; j++)
			if (is_needed(f, edge->assigns.at[j].val))
				edge->assigns.at[kept++] = edge->assigns.at[j];
		edge->assigns.n = kept;
	}
}

/* A block that only passes on to its one successor. What is left of an assertion (warnings.c) also has a condition. */
static bool passes_on(const struct sw_block *block)
{
	return !block->events.n && !block->returns && !block->condition && block->edges.n == 1;
}

static void skip_empty(struct fold *f, struct sw_edge *edge)
{
	for (uint32_t hops = 0; hops < f->function->blocks.n; hops++) {
		const struct sw_block *next = &f->function->blocks.at[edge->to];

		if (!passes_on(next) || next->edges.at[0].assigns.n || next->edges.at[0].to == edge->to)
			return;
		/* its assigns are for the phis of the block that it enters now, so only an edge without any may move */
		if (edge->assigns.n)
			return;
		edge->to = next->edges.at[0].to;
		if (!edge->place.line)
			edge->place = next->edges.at[0].place;
	}
}

static bool same_effect(const struct sw_edge *a, const struct sw_edge *b)
{
	if (a->to != b->to || a->assigns.n != b->assigns.n)
		return false;
	for (uint32_t i = 0; i < a->assigns.n; i++)
		if (a->assigns.at[i].val != b->assigns.at[i].val || a->assigns.at[i].from != b->assigns.at[i].from)
			return false;
	return true;
}

static void merge_edges(struct fold *f, struct sw_block *block)
{
	uint32_t kept = 0;
	bool merged;

	for (uint32_t i = 0; i < block->edges.n; i++) {
		uint32_t j = 0;

		while (j < kept && !same_effect(&block->edges.at[j], &block->edges.at[i]))
			j++;
		if (j == kept)
			block->edges.at[kept++] = block->edges.at[i];
		else
			block->edges.at[j].when =
				sw_values_unite(&block->edges.at[j].when, &block->edges.at[i].when);
	}
	merged = kept < block->edges.n;
	f->changed |= merged;
	block->edges.n = kept;
	if (kept == 1 && block->condition && (merged || sw_values_is_any(&block->edges.at[0].when))) {
		block->condition = 0;
		block->edges.at[0].when = sw_values_any();
		f->changed = true;
	}
}

/* Nothing happens in it, and nothing after it. */
static bool is_dead_end(const struct sw_block *block)
{
	return !block->events.n && !block->returns && !block->edges.n;
}

/* A way that leads there is none; what it is taken for, is not so on the others. */
static void drop_dead_ends(struct fold *f, struct sw_block *block)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < block->edges.n; i++)
		if (!is_dead_end(&f->function->blocks.at[block->edges.at[i].to]))
			block->edges.at[kept++] = block->edges.at[i];
	f->changed |= kept < block->edges.n;
	block->edges.n = kept;
	if (!kept)
		block->condition = 0;
}

/* Of a constant condition only the edges that it takes are left. */
static void take_constant(struct fold *f, struct sw_block *block)
{
	struct sw_values is;
	int64_t value;
	uint32_t kept = 0;

	if (!sw_term_is_const(&f->unit->terms, block->condition, &value))
		return;
	is = sw_values_one(value);
	for (uint32_t i = 0; i < block->edges.n; i++) {
		if (sw_values_disjoint(&block->edges.at[i].when, &is))
			continue;
		block->edges.at[kept] = block->edges.at[i];
		block->edges.at[kept++].when = sw_values_any();
	}
	block->edges.n = kept;
	block->condition = 0;
	f->changed = true;
}

/* What no path comes to has no needs. */
static void drop_unreached(struct sw_arena *arena, struct sw_function *function)
{
	uint32_t *stack = sw_alloc(arena, (function->blocks.n + 1) * sizeof *stack), depth = 1;
	bool *seen = sw_alloc(arena, function->blocks.n + 1);

	seen[0] = true; /* the entry, which is on the stack */
	while (depth) {
		const struct sw_block *block = &function->blocks.at[stack[--depth]];

		for (uint32_t i = 0; i < block->edges.n; i++) {
			if (!seen[block->edges.at[i].to])
				stack[depth++] = block->edges.at[i].to;
			seen[block->edges.at[i].to] = true;
		}
	}
	for (uint32_t b = 0; b < function->blocks.n; b++)
		if (!seen[b])
			function->blocks.at[b] = (struct sw_block){ 0 };
}

/* Where EDGE leads, and with which phis: past a block that carries nothing else. */
static const struct sw_edge *arm_of(const struct fold *f, const struct sw_edge *edge)
{
	const struct sw_block *next = &f->function->blocks.at[edge->to];

	return passes_on(next) && !edge->assigns.n && next->edges.at[0].to != edge->to ? &next->edges.at[0] : edge;
}

enum { FLAG_DEPTH = 4 }; /* of a condition that a variable is said to be: it has to be short enough to be bound */

/* What is YES where CONDITION holds and NO where not; 0 when no short term says it. */
static sw_term choice(struct sw_terms *terms, sw_term condition, sw_term yes, sw_term no)
{
	int64_t y, n;
	sw_term flag;

	if (yes == no)
		return yes;
	if (!sw_term_is_const(terms, yes, &y) || !sw_term_is_const(terms, no, &n) ||
	    !((y == 0 && n == 1) || (y == 1 && n == 0)))
		return 0;
	flag = sw_term_binary(terms, y ? SW_NE : SW_EQ, condition, sw_term_const(terms, 0));
	return sw_term_node(terms, flag)->depth <= FLAG_DEPTH ? flag : 0;
}

/* `x = a && b` is two branches and a phi; the last of them, which only makes x what b is, becomes `x = b`. */
static void merge_flag(struct fold *f, struct sw_block *block)
{
	struct sw_values zero = sw_values_one(0);
	const struct sw_edge *yes, *no;
	struct sw_edge both;

	if (block->edges.n != 2 || !block->condition)
		return;
	no = &block->edges.at[sw_values_equal(&block->edges.at[1].when, &zero)];
	yes = &block->edges.at[no == block->edges.at];
	if (!sw_values_equal(&no->when, &zero) || !sw_values_disjoint(&yes->when, &zero))
		return;
	no = arm_of(f, no);
	yes = arm_of(f, yes);
	if (yes->to != no->to || yes->assigns.n != no->assigns.n)
		return;
	both = *yes;
	memset(&both.assigns, 0, sizeof both.assigns);
	for (uint32_t i = 0; i < yes->assigns.n; i++) {
		const struct sw_assign *a = &yes->assigns.at[i], *b = &no->assigns.at[i];
		sw_term from = a->val == b->val ? choice(&f->unit->terms, block->condition, a->from, b->from) : 0;

		if (!from)
			return;
		*sw_vec_push(&f->unit->arena, &both.assigns) = (struct sw_assign){ a->val, from };
	}
	both.when = sw_values_any();
	block->edges.at[0] = both;
	block->edges.n = 1;
	block->condition = 0;
	f->changed = true;
}

void sw_function_end(struct sw_unit *unit, struct sw_function *function)
{
	struct fold f = { .unit = unit, .function = function };

	if (!function->blocks.n)
		return;
	f.needed = sw_alloc(&unit->arena, function->n_vals + 1);
	for (uint32_t b = 0; b < function->blocks.n; b++)
		take_constant(&f, &function->blocks.at[b]);
	if (f.changed)
		drop_unreached(&unit->arena, function);
	for (int round = 0; round < ROUNDS; round++) {
		find_needed(&f);
		f.changed = false;
		/* backwards: a chain of empty blocks is short already when what leads to it is looked at */
		for (uint32_t b = function->blocks.n; b-- > 0;) {
			struct sw_block *block = &function->blocks.at[b];

			drop_needless(&f, block);
			for (uint32_t i = 0; i < block->edges.n; i++)
				skip_empty(&f, &block->edges.at[i]);
			drop_dead_ends(&f, block);
			merge_edges(&f, block);
			merge_flag(&f, block);
		}
		if (!f.changed)
			break;
	}
}
