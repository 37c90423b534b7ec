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

static const struct sw_contract *contract_of(const struct asserting *a, const struct sw_symbol *callee)
{
	return !callee ? NULL : callee->contract ? callee->contract : sw_contracts_find(a->contracts, callee->name);
}

/* The call that returns the VAL T, or NULL. */
static const struct sw_event *call_of(const struct asserting *a, sw_term t)
{
	for (uint32_t b = 0; b < a->function->blocks.n; b++) {
		const struct sw_block *block = &a->function->blocks.at[b];

		for (uint32_t i = 0; i < block->events.n; i++)
			if (block->events.at[i].kind == SW_EVENT_CALL && block->events.at[i].value == t)
				return &block->events.at[i];
	}
	return NULL;
}

enum { ASKING_DEPTH = 3 }; /* wrappers of in_atomic(), one in another */

static bool asks_for_context(const struct asserting *a, const struct sw_symbol *symbol, unsigned depth);

/* Is a part of T what a call returns; one that asks for the context, unless DEPTH is 0? */
static bool is_returned(const struct asserting *a, sw_term t, unsigned depth)
{
	const struct sw_node *n = sw_term_node(&a->unit->terms, t);
	const struct sw_event *call;

	if (n->op == SW_VAL) {
		call = call_of(a, t);
		return call && (!depth || asks_for_context(a, call->callee, depth));
	}
	return n->has_val && (is_returned(a, n->a, depth) || (n->b && is_returned(a, n->b, depth)));
}

/* Does SYMBOL's value say something of the context: by its contract, or by what its body returns or decides on? */
static bool asks_for_context(const struct asserting *a, const struct sw_symbol *symbol, unsigned depth)
{
	const struct sw_contract *contract = contract_of(a, symbol);
	struct asserting inner = *a;

	if (contract)
		return contract->summary.result && !contract->summary.saves_irq;
	inner.function = symbol ? symbol->body : NULL;
	for (uint32_t b = 0; inner.function && depth > 1 && b < inner.function->blocks.n; b++)
		if (is_returned(&inner, inner.function->blocks.at[b].condition, depth - 1) ||
		    is_returned(&inner, inner.function->blocks.at[b].result, depth - 1))
			return true;
	return false;
}

/* Does the block warn, and do nothing else that matters? */
static bool only_warns(const struct asserting *a, const struct sw_block *block)
{
	bool warns = false;

	for (uint32_t i = 0; i < block->events.n; i++) {
		const struct sw_contract *contract;

		if (block->events.at[i].kind != SW_EVENT_CALL)
			continue;
		contract = contract_of(a, block->events.at[i].callee);
		if (!contract || sw_summary_matters(&contract->summary))
			return false;
		warns |= contract->warns;
	}
	return warns;
}

/* The edge of BLOCK to TO, or NULL. */
static struct sw_edge *edge_to(const struct sw_block *block, uint32_t to)
{
	for (uint32_t i = 0; i < block->edges.n; i++)
		if (block->edges.at[i].to == to)
			return &block->edges.at[i];
	return NULL;
}

/* How many blocks go on to TO; FROM is the last of them. */
static uint32_t count_ways_in(const struct sw_function *function, uint32_t to, uint32_t *from)
{
	uint32_t n = 0;

	for (uint32_t b = 0; b < function->blocks.n; b++) {
		if (!edge_to(&function->blocks.at[b], to))
			continue;
		*from = b;
		n++;
	}
	return n;
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
	struct sw_block *test, *after;
	uint32_t before = 0, last = 0;
	struct sw_values holds;
	sw_term asserted;
	int64_t constant;

	if (count_ways_in(a->function, w, &before) != 1 || warning->edges.n != 1)
		return;
	test = &a->function->blocks.at[before];
	after = &a->function->blocks.at[warning->edges.at[0].to];
	asserted = test->condition;
	if (test->edges.n != 2 || !asserted || sw_term_is_const(&a->unit->terms, asserted, &constant) ||
	    !edge_to(test, warning->edges.at[0].to) || is_returned(a, asserted, ASKING_DEPTH))
		return;
	holds = edge_to(test, warning->edges.at[0].to)->when;
	keep_edges(test, &holds);
	/* who comes to AFTER by another way has asserted nothing */
	if (after->condition == asserted && count_ways_in(a->function, warning->edges.at[0].to, &last) == 2)
		keep_edges(after, &holds);
	if (!is_returned(a, asserted, 0)) { /* it tells nothing of what a call did */
		test->condition = 0;
		test->edges.at[0].when = sw_values_any();
	}
}

void sw_function_settle_warnings(struct sw_unit *unit, struct sw_function *function, const struct sw_contracts *contracts)
{
	struct asserting a = { contracts, unit, function };

	for (uint32_t b = 0; b < function->blocks.n; b++)
		if (only_warns(&a, &function->blocks.at[b]))
			settle(&a, b);
}
