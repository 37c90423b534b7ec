// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * `if (WARN_ON(x)) return;`: that x is false is what the author says, and the kernel tells if it is not so. A way on which it
 * has told of that is not gone: neither the warning nor what is done about it can show a mistake that is not known already.
 *
 *	P: if (x) W else S      W: the warning, to S      S: if (x) ... else ...
 *
 * Not where x asks for the context: a warning of a wrong context is no leave to sleep in it.
 */
#include "sleepwalk/contract.h"

struct asserting {
	const struct sw_contracts *contracts;
	struct sw_unit *unit;
	struct sw_function *function;
};

static bool has_contract(const struct asserting *a, const struct sw_symbol *callee)
{
	return callee && (callee->contract || sw_contracts_find(a->contracts, callee->name));
}

/* Does a call that has a contract return the VAL T? */
static bool is_declared(const struct asserting *a, sw_term t)
{
	for (uint32_t b = 0; b < a->function->blocks.n; b++) {
		const struct sw_block *block = &a->function->blocks.at[b];

		for (uint32_t i = 0; i < block->events.n; i++)
			if (block->events.at[i].kind == SW_EVENT_CALL && block->events.at[i].value == t)
				return has_contract(a, block->events.at[i].callee);
	}
	return false;
}

static bool asks_for_context(const struct asserting *a, sw_term t)
{
	const struct sw_node *n = sw_term_node(&a->unit->terms, t);

	if (n->op == SW_VAL)
		return is_declared(a, t);
	return n->has_val && (asks_for_context(a, n->a) || (n->b && asks_for_context(a, n->b)));
}

static bool warns(const struct sw_block *block)
{
	for (uint32_t i = 0; i < block->events.n; i++) {
		const struct sw_symbol *callee = block->events.at[i].kind == SW_EVENT_CALL ? block->events.at[i].callee : NULL;

		if (callee && callee->contract && callee->contract->warns)
			return true;
	}
	return false;
}

/* The edge of BLOCK to TO, or NULL. */
static struct sw_edge *edge_to(const struct sw_block *block, uint32_t to)
{
	for (uint32_t i = 0; i < block->edges.n; i++)
		if (block->edges.at[i].to == to)
			return &block->edges.at[i];
	return NULL;
}

/* The one block that goes on to TO; UINT32_MAX when there are more. */
static uint32_t way_in(const struct sw_function *function, uint32_t to)
{
	uint32_t from = UINT32_MAX;

	for (uint32_t b = 0; b < function->blocks.n; b++) {
		if (!edge_to(&function->blocks.at[b], to))
			continue;
		if (from != UINT32_MAX)
			return UINT32_MAX;
		from = b;
	}
	return from;
}

/* The edges of BLOCK that VALUES of its condition take are the only ones that are left. */
static void keep_edges(struct sw_block *block, const struct sw_values *values)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < block->edges.n; i++) {
		struct sw_values both = sw_values_intersect(&block->edges.at[i].when, values);

		if (!sw_values_is_none(&both))
			block->edges.at[n++] = block->edges.at[i];
	}
	block->edges.n = n;
}

/* Block W warns: if what is tested before it makes it an assertion, that holds from there on. */
static void settle(const struct asserting *a, uint32_t w)
{
	const struct sw_block *warning = &a->function->blocks.at[w];
	uint32_t before = way_in(a->function, w);
	struct sw_block *test, *after;
	struct sw_values holds;
	sw_term asserted;
	int64_t constant;

	if (before == UINT32_MAX || warning->edges.n != 1)
		return;
	test = &a->function->blocks.at[before];
	after = &a->function->blocks.at[warning->edges.at[0].to];
	asserted = test->condition;
	if (test->edges.n != 2 || !asserted || sw_term_is_const(&a->unit->terms, asserted, &constant) ||
	    !edge_to(test, warning->edges.at[0].to) || asks_for_context(a, asserted))
		return;
	holds = edge_to(test, warning->edges.at[0].to)->when;
	keep_edges(test, &holds);
	if (after->condition == asserted)
		keep_edges(after, &holds);
}

void sw_function_settle_warnings(struct sw_unit *unit, struct sw_function *function, const struct sw_contracts *contracts)
{
	struct asserting a = { contracts, unit, function };

	for (uint32_t b = 0; b < function->blocks.n; b++)
		if (warns(&function->blocks.at[b]))
			settle(&a, b);
}
