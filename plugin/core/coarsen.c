// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A function that changes no counter, as far as its unit shows it, needs no more than its calls and the conditions that
 * its callers can settle: nothing in it has to be told apart by what happened on the way. So what hangs on values that
 * only mean something inside it (what a call returned, what was read through such a pointer) becomes unknown, and branches
 * on that go either way. Values that speak of parameters and of memory reached from them stay.
 *
 * That is most functions of a program, and what is left of them is small. If it turns out that a callee in another unit
 * changes counters after all, what comes of that is not certain (apply.c).
 */
#include <string.h>

#include "sleepwalk/prune.h"

enum { SHORT = 8 }; /* blocks: in so short a function, which may just hand on what another returns, nothing is to be saved */

struct coarsening {
	struct sw_unit *unit;
	struct sw_function *function;
	bool *clear;      /* by VAL number: callers understand it, through what it was read from */
	bool changed;
};

/* ---- which functions ---- */

static bool may_change_counters(const struct sw_summary *s)
{
	return sw_summary_changes_counters(s) || s->saves_irq || s->restores_irq || s->doubtful || s->loose || s->levels || s->invokes.n;
}

/* Does the call change a counter, or may it, by a function that is passed to it? */
static bool is_plain(const struct sw_event *e)
{
	const struct sw_symbol *callee = sw_symbol_bound(e->callee);
	const struct sw_summary *summary = callee ? callee->summary : e->contract ? &e->contract->summary : NULL;

	return e->kind != SW_EVENT_CALL || !summary || !may_change_counters(summary);
}

static bool is_flat(const struct sw_function *function)
{
	const struct sw_summary *own = function->symbol->inferred;

	if (own && may_change_counters(own))
		return false;
	for (uint32_t b = 0; b < function->blocks.n; b++)
		for (uint32_t i = 0; i < function->blocks.at[b].events.n; i++)
			if (!is_plain(&function->blocks.at[b].events.at[i]))
				return false;
	return true;
}

/* ---- what callers understand ---- */

static bool is_clear(const struct coarsening *c, sw_term t)
{
	const struct sw_node *n = sw_term_node(&c->unit->terms, t);

	if (n->op == SW_VAL)
		return c->clear[n->number];
	if (n->op == SW_UNKNOWN)
		return false;
	return !n->has_val || (is_clear(c, n->a) && (!n->b || is_clear(c, n->b)));
}

static bool args_are_clear(const struct coarsening *c, const struct sw_event *e)
{
	for (unsigned i = 0; i < e->n_args; i++)
		if (!is_clear(c, e->args[i]))
			return false;
	return true;
}

static void set_unclear(struct coarsening *c, sw_term val)
{
	const struct sw_node *n = sw_term_node(&c->unit->terms, val);

	if (n->op != SW_VAL || !c->clear[n->number])
		return;
	c->clear[n->number] = false;
	c->changed = true;
}

static void look_at_event(struct coarsening *c, const struct sw_event *e)
{
	switch (e->kind) {
	case SW_EVENT_LOAD:
		if (!is_clear(c, e->base))
			set_unclear(c, e->value);
		break;
	case SW_EVENT_CALL:
		if (!e->inert || !args_are_clear(c, e))
			set_unclear(c, e->value);
		break;
	case SW_EVENT_DEFINE:
		set_unclear(c, e->value);
		break;
	default:
		break;
	}
}

/* All are clear, until something says otherwise. */
static void find_clear(struct coarsening *c)
{
	memset(c->clear, true, c->function->n_vals + 1);
	do {
		c->changed = false;
		for (uint32_t b = 0; b < c->function->blocks.n; b++) {
			const struct sw_block *block = &c->function->blocks.at[b];

			for (uint32_t i = 0; i < block->events.n; i++)
				look_at_event(c, &block->events.at[i]);
			for (uint32_t i = 0; i < block->edges.n; i++)
				for (uint32_t k = 0; k < block->edges.at[i].assigns.n; k++)
					if (!is_clear(c, block->edges.at[i].assigns.at[k].from))
						set_unclear(c, block->edges.at[i].assigns.at[k].val);
		}
	} while (c->changed);
}

/* ---- what becomes of the rest ---- */

static sw_term kept(const struct coarsening *c, sw_term t)
{
	return t && is_clear(c, t) ? t : 0;
}

static void coarsen_event(struct coarsening *c, struct sw_arena *arena, struct sw_event *e)
{
	sw_term *args;

	e->value = e->kind == SW_EVENT_STORE || e->kind == SW_EVENT_CALL ? kept(c, e->value) : e->value;
	e->from = kept(c, e->from);
	if (e->kind != SW_EVENT_CALL)
		return;
	e->target = kept(c, e->target);
	e->result_memory = kept(c, e->result_memory);
	args = sw_alloc(arena, (e->n_args + 1) * sizeof *args); /* the original's are shared */
	for (unsigned i = 0; i < e->n_args; i++)
		args[i] = kept(c, e->args[i]);
	e->args = args;
}

/* Of a store through a pointer that callers do not know, they learn nothing; of a load, neither. */
static bool is_lost(const struct coarsening *c, const struct sw_event *e)
{
	return (e->kind == SW_EVENT_STORE || e->kind == SW_EVENT_COPY || e->kind == SW_EVENT_LOAD) && !is_clear(c, e->base);
}

/*
 * What callers understand of T, a condition that they do not understand: of `w && !skip`, in which w is what a call
 * returned, that skip must be 0 where it holds. HOLDS: is T nonzero? It becomes whether the term is, then. 0: nothing.
 */
static sw_term clear_part(const struct coarsening *c, sw_term t, bool *holds)
{
	const struct sw_node *n = sw_term_node(&c->unit->terms, t);
	int64_t zero;
	bool left;

	while ((n->op == SW_NE || n->op == SW_EQ) && sw_term_is_const(&c->unit->terms, n->b, &zero) && !zero) {
		*holds ^= n->op == SW_EQ;
		t = n->a;
		n = sw_term_node(&c->unit->terms, t);
	}
	if (is_clear(c, t))
		return n->op == SW_CONST ? 0 : t;
	if (n->op != (*holds ? SW_AND : SW_OR))
		return 0;
	left = *holds;
	t = clear_part(c, n->a, &left);
	if (!t)
		return clear_part(c, n->b, holds);
	*holds = left;
	return t;
}

/* In place of BLOCK's condition, what callers understand of it where it is nonzero, or where it is 0 (POLARITY). */
static bool weaken(struct coarsening *c, struct sw_block *block, bool polarity)
{
	struct sw_values zero = sw_values_one(0), nonzero = sw_values_nonzero(), *part;
	bool holds = polarity;
	sw_term t = clear_part(c, block->condition, &holds);

	if (!t)
		return false;
	part = holds ? &nonzero : &zero;
	for (uint32_t i = 0; i < block->edges.n; i++) {
		struct sw_values *when = &block->edges.at[i].when;

		*when = sw_values_within(when, polarity ? &nonzero : &zero) ? *part : sw_values_any();
	}
	block->condition = t;
	return true;
}

static void coarsen_edges(struct coarsening *c, struct sw_block *block)
{
	bool open = block->condition && !is_clear(c, block->condition) && !weaken(c, block, true) && !weaken(c, block, false);

	if (open)
		block->condition = 0;
	for (uint32_t i = 0; i < block->edges.n; i++) {
		struct sw_edge *edge = &block->edges.at[i];
		uint32_t n = 0;

		if (open)
			edge->when = sw_values_any();
		for (uint32_t k = 0; k < edge->assigns.n; k++)
			if (is_clear(c, edge->assigns.at[k].val))
				edge->assigns.at[n++] = edge->assigns.at[k];
		edge->assigns.n = n;
	}
}

static void coarsen_block(struct coarsening *c, struct sw_arena *arena, struct sw_block *block)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < block->events.n; i++) {
		if (is_lost(c, &block->events.at[i]))
			continue;
		coarsen_event(c, arena, &block->events.at[i]);
		block->events.at[n++] = block->events.at[i];
	}
	block->events.n = n;
	coarsen_edges(c, block);
	block->result_memory = kept(c, block->result_memory);
	/* callers go by the one term that it always returns; which of several it was tells them nothing of counters */
	if (!c->function->symbol->inferred || !c->function->symbol->inferred->result)
		block->result = 0;
}

/* ---- straight lines ---- */

static uint32_t *count_ways_in(struct sw_arena *arena, const struct sw_function *function)
{
	uint32_t *n = sw_alloc(arena, (function->blocks.n + 1) * sizeof *n);

	n[0] = 1;
	for (uint32_t b = 0; b < function->blocks.n; b++)
		for (uint32_t i = 0; i < function->blocks.at[b].edges.n; i++)
			n[function->blocks.at[b].edges.at[i].to]++;
	return n;
}

/* What follows in any case, and comes from nowhere else, is part of the block. */
void sw_join_lines(struct sw_arena *arena, struct sw_function *function)
{
	uint32_t *ways_in = count_ways_in(arena, function);

	for (uint32_t b = 0; b < function->blocks.n; b++) {
		struct sw_block *block = &function->blocks.at[b];

		while (block->edges.n == 1 && !block->edges.at[0].assigns.n && block->edges.at[0].to != b &&
		       ways_in[block->edges.at[0].to] == 1 && sw_values_is_any(&block->edges.at[0].when)) {
			struct sw_block *next = &function->blocks.at[block->edges.at[0].to];
			struct sw_block joined = *next;

			if (next->returns && !next->place.line)
				joined.place = block->edges.at[0].place;
			joined.events = (__typeof__(joined.events)){ 0 };
			for (uint32_t i = 0; i < block->events.n; i++)
				*sw_vec_push(arena, &joined.events) = block->events.at[i];
			for (uint32_t i = 0; i < next->events.n; i++)
				*sw_vec_push(arena, &joined.events) = next->events.at[i];
			*next = (struct sw_block){ 0 };
			*block = joined;
		}
	}
}

void sw_coarsen(struct sw_unit *unit, struct sw_arena *arena, struct sw_function *function)
{
	struct coarsening c = { .unit = unit, .function = function };

	if (function->blocks.n <= SHORT || !is_flat(function))
		return;
	function->coarse = true;
	c.clear = sw_alloc(arena, function->n_vals + 1);
	find_clear(&c);
	for (uint32_t b = 0; b < function->blocks.n; b++)
		coarsen_block(&c, arena, &function->blocks.at[b]);
	sw_function_end(unit, function);
}
