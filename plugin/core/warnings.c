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

enum { ASKING_DEPTH = 3 }; /* wrappers of in_atomic(), one in another */

/* What was found of a function, so that nothing is looked for twice: there may be as many warnings as calls. */
struct known {
	const struct sw_event **calls; /* by the number of the VAL that each returns; NULL: not looked for yet */
	enum { NOT_ASKED, ASKS, ASKS_NOT } asks[ASKING_DEPTH + 1]; /* for the context, by how deep was looked */
};

struct asserting {
	const struct sw_contracts *contracts;
	struct sw_unit *unit;
	struct sw_arena *arena; /* for what is known, until all are settled */
	struct known *known;    /* by the function's number */
};

static struct known *known_of(const struct asserting *a, const struct sw_function *function)
{
	return &a->known[function->symbol->number];
}

static const struct sw_contract *contract_of(const struct asserting *a, const struct sw_symbol *callee)
{
	return !callee ? NULL : callee->contract ? callee->contract : sw_contracts_find(a->contracts, callee->name);
}

static void find_calls(const struct asserting *a, const struct sw_function *function, const struct sw_event **calls)
{
	for (uint32_t b = 0; b < function->blocks.n; b++) {
		const struct sw_block *block = &function->blocks.at[b];

		for (uint32_t i = 0; i < block->events.n; i++)
			if (block->events.at[i].kind == SW_EVENT_CALL && block->events.at[i].value)
				calls[sw_term_node(&a->unit->terms, block->events.at[i].value)->number] = &block->events.at[i];
	}
}

/* FUNCTION's call that returns the VAL of this NUMBER, or NULL. */
static const struct sw_event *call_of(const struct asserting *a, const struct sw_function *function, int64_t number)
{
	struct known *known = known_of(a, function);

	if (!known->calls) {
		known->calls = sw_alloc(a->arena, (function->n_vals + 1) * sizeof *known->calls);
		find_calls(a, function, known->calls);
	}
	return known->calls[number];
}

static bool asks_for_context(const struct asserting *a, const struct sw_symbol *symbol, unsigned depth);

/* Is a part of T, in FUNCTION, what a call returns; one that asks for the context, unless DEPTH is 0? */
static bool is_returned(const struct asserting *a, const struct sw_function *function, sw_term t, unsigned depth)
{
	const struct sw_node *n = sw_term_node(&a->unit->terms, t);
	const struct sw_event *call;

	if (n->op == SW_VAL) {
		call = call_of(a, function, n->number);
		return call && (!depth || asks_for_context(a, call->callee, depth));
	}
	return n->has_val && (is_returned(a, function, n->a, depth) || (n->b && is_returned(a, function, n->b, depth)));
}

static bool body_asks(const struct asserting *a, const struct sw_function *function, unsigned depth)
{
	for (uint32_t b = 0; b < function->blocks.n; b++)
		if (is_returned(a, function, function->blocks.at[b].condition, depth) ||
		    is_returned(a, function, function->blocks.at[b].result, depth))
			return true;
	return false;
}

/* Does SYMBOL's value say something of the context: by its contract, or by what its body returns or decides on? */
static bool asks_for_context(const struct asserting *a, const struct sw_symbol *symbol, unsigned depth)
{
	const struct sw_contract *contract = contract_of(a, symbol);
	struct known *known;

	if (contract)
		return contract->summary.result && !contract->summary.saves_irq;
	if (!symbol || !symbol->body || depth == 1)
		return false;
	known = known_of(a, symbol->body);
	if (!known->asks[depth])
		known->asks[depth] = body_asks(a, symbol->body, depth - 1) ? ASKS : ASKS_NOT;
	return known->asks[depth] == ASKS;
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

struct ways {
	uint32_t n;   /* edges to this block */
	uint32_t sum; /* of the blocks that these come from: the only one's number, where there is one */
};

static struct ways *count_ways_in(const struct asserting *a, const struct sw_function *function)
{
	struct ways *in = sw_alloc(a->arena, function->blocks.n * sizeof *in);

	for (uint32_t b = 0; b < function->blocks.n; b++) {
		for (uint32_t i = 0; i < function->blocks.at[b].edges.n; i++) {
			struct ways *to = &in[function->blocks.at[b].edges.at[i].to];

			to->n++;
			to->sum += b;
		}
	}
	return in;
}

/* The edges of block B that VALUES of its condition take are the only ones that are left. */
static void keep_edges(struct sw_function *function, struct ways *in, uint32_t b, const struct sw_values *values)
{
	struct sw_block *block = &function->blocks.at[b];
	uint32_t n = 0;

	for (uint32_t i = 0; i < block->edges.n; i++) {
		struct sw_values both = sw_values_intersect(&block->edges.at[i].when, values);

		if (!sw_values_is_none(&both)) {
			block->edges.at[n++] = block->edges.at[i];
			continue;
		}
		in[block->edges.at[i].to].n--;
		in[block->edges.at[i].to].sum -= b;
	}
	block->edges.n = n;
}

/* Block W warns: if what is tested before it makes it an assertion, that holds from there on. */
static void settle(const struct asserting *a, struct sw_function *function, struct ways *in, uint32_t w)
{
	const struct sw_block *warning = &function->blocks.at[w];
	struct sw_block *test, *after;
	uint32_t before = in[w].sum, next;
	struct sw_values holds;
	sw_term asserted;
	int64_t constant;

	if (in[w].n != 1 || warning->edges.n != 1)
		return;
	next = warning->edges.at[0].to;
	test = &function->blocks.at[before];
	after = &function->blocks.at[next];
	asserted = test->condition;
	if (test->edges.n != 2 || !asserted || sw_term_is_const(&a->unit->terms, asserted, &constant) ||
	    !edge_to(test, next) || is_returned(a, function, asserted, ASKING_DEPTH))
		return;
	holds = edge_to(test, next)->when;
	keep_edges(function, in, before, &holds);
	/* who comes to AFTER by another way has asserted nothing */
	if (after->condition == asserted && in[next].n == 2)
		keep_edges(function, in, next, &holds);
	if (!is_returned(a, function, asserted, 0)) { /* it tells nothing of what a call did */
		test->condition = 0;
		test->edges.at[0].when = sw_values_any();
	}
}

static void settle_function(const struct asserting *a, struct sw_function *function)
{
	struct ways *in = NULL;

	for (uint32_t b = 0; b < function->blocks.n; b++) {
		if (!only_warns(a, &function->blocks.at[b]))
			continue;
		if (!in)
			in = count_ways_in(a, function);
		settle(a, function, in, b);
	}
}

void sw_unit_settle_warnings(struct sw_unit *unit, const struct sw_contracts *contracts)
{
	struct sw_arena arena = { 0 };
	struct asserting a = { contracts, unit, &arena, sw_alloc(&arena, unit->functions.n * sizeof *a.known) };

	for (uint32_t i = 0; i < unit->functions.n; i++)
		unit->functions.at[i]->symbol->number = i;
	for (uint32_t i = 0; i < unit->functions.n; i++)
		settle_function(&a, unit->functions.at[i]);
	sw_arena_free(&arena);
}
