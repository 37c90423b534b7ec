// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * In which order functions are solved: callees before callers, those that call each other together. Calls by name count, and
 * what is passed on; calls through slots do not, for operations tables would tie most of a program into one knot.
 *
 * Components are found by Tarjan's algorithm (SIAM J. Comput. 1(2), 1972) with a stack of its own, for call chains can be long.
 */
#include "sleepwalk/solver.h"

struct frame {
	struct sw_symbol *symbol;
	uint32_t call;
	bool called; /* the call's callee was looked at, and of what it passes on: */
	struct sw_passing passing;
};

struct walk {
	struct sw_unit *unit;
	struct sw_order *order;
	SW_VEC(struct frame) frames;
	SW_VEC(struct sw_symbol *) open; /* Tarjan's stack */
	uint32_t visits;
};

/*
 * In a component of many functions, who has a contract is not followed: callers go by that, and only the effect, which
 * is nearly always none, is taken from the body. That leaves few functions together.
 */
static bool is_cut(const struct walk *w, const struct sw_symbol *from, const struct sw_symbol *to)
{
	return w->order->sizes.n && from->scc == to->scc && w->order->sizes.at[to->scc] > SW_FEW && to->contract &&
	       (to->contract->trusted || to->contract->declares_expectation);
}

/* The next function that CALL, at which FRAME is, calls or passes on; NULL: there is no other. */
static struct sw_symbol *next_of(const struct walk *w, struct frame *frame, const struct sw_call *call)
{
	if (!frame->called && call->callee) {
		frame->called = true;
		return call->callee;
	}
	return sw_next_passed(w->unit, call, &frame->passing);
}

/* The next function with a body that FRAME's calls, or pass on; or NULL. */
static struct sw_symbol *next_reached(const struct walk *w, struct frame *frame)
{
	const struct sw_function *function = frame->symbol->body;

	while (frame->call < function->calls.n) {
		struct sw_symbol *symbol;

		while ((symbol = next_of(w, frame, &function->calls.at[frame->call]))) {
			symbol = sw_symbol_real(symbol);
			if (symbol->body && !is_cut(w, frame->symbol, symbol))
				return symbol;
		}
		*frame = (struct frame){ .symbol = frame->symbol, .call = frame->call + 1 };
	}
	return NULL;
}

static void enter(struct walk *w, struct sw_symbol *symbol)
{
	symbol->order = symbol->component = ++w->visits;
	symbol->on_stack = true;
	*sw_vec_push(&w->order->arena, &w->open) = symbol;
	*sw_vec_push(&w->order->arena, &w->frames) = (struct frame){ .symbol = symbol };
}

static void close_component(struct walk *w, struct sw_symbol *root)
{
	uint32_t start = w->open.n;

	do {
		start--;
		w->open.at[start]->on_stack = false;
	} while (w->open.at[start] != root);
	for (uint32_t i = start; i < w->open.n; i++)
		*sw_vec_push(&w->order->arena, &w->order->sorted) = w->open.at[i];
	*sw_vec_push(&w->order->arena, &w->order->ends) = w->order->sorted.n;
	w->open.n = start;
}

static void visit(struct walk *w, struct sw_symbol *root)
{
	enter(w, root);
	while (w->frames.n) {
		struct frame *frame = &w->frames.at[w->frames.n - 1];
		struct sw_symbol *symbol = frame->symbol, *callee = next_reached(w, frame);

		if (callee && !callee->order) {
			enter(w, callee);
		} else if (callee) {
			if (callee->on_stack && callee->order < symbol->component)
				symbol->component = callee->order;
		} else {
			if (symbol->component == symbol->order)
				close_component(w, symbol);
			w->frames.n--;
			if (w->frames.n && symbol->component < w->frames.at[w->frames.n - 1].symbol->component)
				w->frames.at[w->frames.n - 1].symbol->component = symbol->component;
		}
	}
}

/* Functions in `sorted`, callees first; components end where `ends` says. */
static void visit_all(struct walk *w)
{
	w->visits = w->order->sorted.n = w->order->ends.n = 0;
	for (uint32_t i = 0; i < w->unit->functions.n; i++)
		w->unit->functions.at[i]->symbol->order = 0;
	for (uint32_t i = 0; i < w->unit->functions.n; i++)
		if (!w->unit->functions.at[i]->symbol->order)
			visit(w, w->unit->functions.at[i]->symbol);
}

/* Numbers the components by all calls; the size of the largest. */
static uint32_t number_components(struct sw_order *order)
{
	uint32_t start = 0, largest = 0;

	for (uint32_t c = 0; c < order->ends.n; start = order->ends.at[c++]) {
		uint32_t size = order->ends.at[c] - start;

		for (uint32_t i = start; i < order->ends.at[c]; i++)
			order->sorted.at[i]->scc = c;
		*sw_vec_push(&order->arena, &order->sizes) = size;
		largest = size > largest ? size : largest;
	}
	return largest;
}

struct sw_order sw_find_order(struct sw_unit *unit)
{
	struct sw_order order = { 0 };
	struct walk w = { .unit = unit, .order = &order };

	visit_all(&w);
	if (number_components(&order) > SW_FEW)
		visit_all(&w);
	for (uint32_t c = 0, i = 0; c < order.ends.n; c++)
		for (; i < order.ends.at[c]; i++)
			order.sorted.at[i]->component = c;
	return order;
}
