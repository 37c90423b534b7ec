// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The solver: solves components bottom-up, then checks entries and assignments.
 *
 * Components are found by Tarjan's algorithm (SIAM J. Comput. 1(2), 1972) with a stack of its own, for call chains can
 * be long. A component of more than one function, or a function that calls itself, starts from "never returns, demands
 * nothing" and is run until nothing changes; witnesses grow by one link a round, so the first that is found is a
 * shortest one and holds no circle.
 */
#include <string.h>

#include "sleepwalk/solver.h"

enum {
	ROUNDS = 12,  /* of a component; one that still changes is left as it is, and counted as unfinished */
	SMALL = 8,    /* blocks: so short a function is looked at for what it returns, even when it calls nothing */
	DEPTH = 8,    /* of functions that pass functions on to each other, solved anew for them */
};

struct frame {
	struct sw_symbol *symbol;
	uint32_t call, reached; /* REACHED functions of the call were looked at */
};

/* The summary of a symbol for callers that pass in the functions GIVEN. */
struct sw_special {
	struct sw_special *next;
	unsigned n_given;
	struct sw_binding given[SW_INVOKES_ROOM];
	const struct sw_summary *summary; /* NULL: it is being made */
	uint32_t generation;              /* of the summaries that it was made from */
};

struct work {
	struct sw_solver *solver;
	struct sw_unit *unit;
	struct sw_arena scratch[DEPTH + 1]; /* by the depth of specials that are made within each other */
	unsigned depth;
	uint32_t generation; /* counts the rounds in which summaries were still growing */
	SW_VEC(struct frame) frames;
	SW_VEC(struct sw_symbol *) open; /* Tarjan's stack */
	uint32_t visits;
};

/* ---- one component ---- */

/* A call through a pointer: what it holds may be declared, seen, or known to our callers. */
static bool pointer_matters(const struct work *w, const struct sw_call *call)
{
	return call->contract || call->by_parameter || sw_unit_candidates(w->unit, call->slot).n;
}

static bool call_matters(const struct work *w, const struct sw_call *call)
{
	struct sw_symbol *callee = sw_symbol_real(call->callee);

	if (!callee)
		return pointer_matters(w, call);
	if (!callee->summary) /* of the same component, or nothing is known of it */
		return callee->contract || callee->noreturn;
	return sw_summary_matters(callee->summary);
}

/* Does anything that it calls matter? */
static bool is_relevant(const struct work *w, const struct sw_function *function)
{
	for (uint32_t i = 0; i < function->calls.n; i++)
		if (call_matters(w, &function->calls.at[i]))
			return true;
	return false;
}

/* What callers see: the declared part of a contract, and the inferred for what it leaves open. */
static const struct sw_summary *visible_summary(struct work *w, const struct sw_symbol *s)
{
	struct sw_summary *both;

	if (!s->contract || !s->inferred)
		return s->contract ? &s->contract->summary : s->inferred;
	both = SW_NEW(&w->unit->arena, struct sw_summary);
	*both = *s->inferred;
	both->demands.n = both->demands.room = 0;
	/* what a function does wrong that is passed in, no contract of its caller speaks of */
	for (uint32_t i = 0; i < s->inferred->demands.n; i++) {
		const struct sw_demand *d = &s->inferred->demands.at[i];

		if ((d->inner && d->inner->passed_in) || !(s->contract->declares_expectation || s->contract->trusted))
			*sw_vec_push(&w->unit->arena, &both->demands) = *d;
	}
	for (uint32_t i = 0; i < s->contract->summary.demands.n; i++)
		*sw_vec_push(&w->unit->arena, &both->demands) = s->contract->summary.demands.at[i];
	if (s->contract->declares_effect || s->contract->trusted) {
		both->cases.at = s->contract->summary.cases.at;
		both->cases.n = both->cases.room = s->contract->summary.cases.n;
		both->returns = true;
		both->imbalanced = both->doubtful = false;
		both->loose = both->levels = 0;
	}
	if (s->contract->summary.result)
		both->result = s->contract->summary.result;
	both->saves_irq |= s->contract->summary.saves_irq;
	both->restores_irq = s->contract->summary.restores_irq;
	both->contract = s->contract;
	return both;
}

/* What is told of a function by itself is not told again of those who pass a function to it. */
static void keep_wrong_calls(struct work *w, struct sw_symbol *symbol, const struct sw_flow *flow)
{
	bool *wrong = flow->violations.n ? sw_alloc(&w->unit->arena, flow->function->n_events + 1) : NULL;

	for (uint32_t i = 0; i < flow->violations.n; i++)
		wrong[flow->violations.at[i].event->id] = !flow->violations.at[i].possible;
	symbol->wrong = wrong;
}

static struct sw_arena *scratch(struct work *w)
{
	return &w->scratch[w->depth];
}

static sw_special_fn special_summary;

static void run(struct work *w, struct sw_symbol *symbol, const struct sw_special *special, struct sw_flow *flow)
{
	struct sw_function *opened = SW_NEW(scratch(w), struct sw_function);

	*flow = (struct sw_flow){ .unit = w->unit, .keep = &w->unit->arena };
	flow->function = sw_function_open(w->unit, symbol->body, scratch(w), opened);
	flow->space = (struct sw_space){ .terms = &w->unit->terms, .scratch = scratch(w), .keep = &w->unit->arena };
	if (special) {
		flow->space.given = special->given;
		flow->space.n_given = special->n_given;
	}
	flow->special = special_summary;
	flow->cookie = w;
	if (w->solver->visited && !special) {
		flow->sites = sw_alloc(scratch(w), (flow->function->n_events + 1) * sizeof *flow->sites);
		flow->reached = sw_alloc(scratch(w), flow->function->n_events + 1);
	}
	sw_flow_run(flow);
	sw_believe(flow);
	w->solver->statistics.states += flow->states;
	w->solver->statistics.merges += flow->merges;
}

static bool same_given(const struct sw_special *special, const struct sw_binding *given, unsigned n)
{
	if (special->n_given != n)
		return false;
	for (unsigned i = 0; i < n; i++)
		if (special->given[i].key != given[i].key || special->given[i].value != given[i].value)
			return false;
	return true;
}

/* Solves SYMBOL anew, in an arena of its own: a caller is being solved meanwhile. */
static const struct sw_summary *special_summary(void *cookie, struct sw_symbol *symbol, const struct sw_binding *given,
						unsigned n)
{
	struct work *w = cookie;
	struct sw_special *special;
	struct sw_symbol visible = *symbol;
	struct sw_flow flow;

	for (special = symbol->specials; special; special = special->next)
		if (special->generation == w->generation && same_given(special, given, n))
			return special->summary;
	if (!symbol->body || !symbol->body->n_blocks || w->depth == DEPTH)
		return NULL;
	special = SW_NEW(&w->unit->arena, struct sw_special);
	*special = (struct sw_special){ .next = symbol->specials, .n_given = n, .generation = w->generation };
	memcpy(special->given, given, n * sizeof *given);
	symbol->specials = special;
	w->depth++;
	run(w, symbol, special, &flow);
	visible.inferred = sw_infer(&flow, NULL);
	special->summary = visible_summary(w, &visible);
	sw_arena_reset(scratch(w));
	w->depth--;
	w->solver->statistics.special++;
	return special->summary;
}

static void report_violations(struct work *w, const struct sw_flow *flow)
{
	for (uint32_t i = 0; i < flow->violations.n; i++) {
		const struct sw_violation *outer = &flow->violations.at[i];
		/* of a function that was passed in, what is wrong is wrong where it is called */
		const struct sw_violation *v = outer->demand->inner ? outer->demand->inner : outer;
		struct sw_finding *f = sw_vec_push(w->solver->findings.arena, &w->solver->findings.list);

		*f = (struct sw_finding){ .kind = SW_FOUND_CALL, .counter = v->counter, .possible = outer->possible };
		f->tag = v->demand->kind == SW_DEMAND_UNDERFLOW ? SW_TAG_UNDERFLOW :
			 v->demand->kind == SW_DEMAND_ATOMIC    ? SW_TAG_CONTRACT :
			 v->at.lo < v->demand->context.of[v->counter].lo && v->at.set ? SW_TAG_CONTRACT :
			 v->counter == SW_RCU                   ? SW_TAG_RCU_SLEEP : SW_TAG_SLEEP_IN_ATOMIC;
		f->place = outer->event->place;
		f->function = flow->function->symbol;
		f->demand = v->demand->kind;
		f->expected = v->demand->context.of[v->counter];
		f->actual = sw_transfer_apply(v->at, (struct sw_range){ 0, 0 });
		f->callee = outer->callee;
		f->inner = outer->demand->inner;
		f->trail = v->trail;
		f->witness = outer->demand->witness;
		f->contract = outer->contract;
	}
}

/* The last run of a function: its summary is known now, so its findings are. */
static void conclude(struct work *w, struct sw_symbol *symbol)
{
	struct sw_findings *findings = &w->solver->findings;
	const struct sw_contract *contract = symbol->contract;
	bool effect_declared = contract && (contract->declares_effect || contract->trusted);
	struct sw_flow flow;

	run(w, symbol, NULL, &flow);
	symbol->inferred = sw_infer(&flow, effect_declared ? NULL : findings);
	symbol->summary = visible_summary(w, symbol);
	keep_wrong_calls(w, symbol, &flow);
	if (!contract || !contract->trusted)
		report_violations(w, &flow);
	sw_check_effects(&flow, findings);
	w->solver->statistics.solved++;
	if (w->solver->visited)
		w->solver->visited(w->solver->cookie, &flow);
	sw_arena_reset(scratch(w));
}

static bool refine(struct work *w, struct sw_symbol *symbol)
{
	const struct sw_summary *before = symbol->inferred;
	struct sw_flow flow;

	run(w, symbol, NULL, &flow);
	symbol->inferred = sw_infer(&flow, NULL);
	symbol->summary = visible_summary(w, symbol);
	sw_arena_reset(scratch(w));
	return !before || !sw_summary_equal(before, symbol->inferred);
}

static void solve_recursive(struct work *w, struct sw_symbol **members, uint32_t n)
{
	bool changed = true;

	w->solver->statistics.recursive++;
	for (uint32_t i = 0; i < n; i++) {
		members[i]->inferred = SW_NEW(&w->unit->arena, struct sw_summary);
		members[i]->summary = visible_summary(w, members[i]);
	}
	for (int round = 0; changed && round < ROUNDS; round++) {
		changed = false;
		w->generation++;
		for (uint32_t i = 0; i < n; i++)
			changed |= refine(w, members[i]);
	}
	w->solver->statistics.unfinished += changed;
	w->generation++;
}

static bool calls(const struct sw_function *function, const struct sw_symbol *symbol)
{
	for (uint32_t i = 0; i < function->calls.n; i++)
		if (sw_symbol_real(function->calls.at[i].callee) == symbol)
			return true;
	return false;
}

bool sw_symbol_is_inert(struct sw_symbol *symbol)
{
	const struct sw_contract *contract;

	symbol = sw_symbol_bound(symbol);
	if (!symbol || symbol->noreturn || symbol->weak || symbol->placings.n)
		return false;
	contract = symbol->contract;
	if (contract && (sw_summary_matters(&contract->summary) || contract->enters))
		return false;
	return symbol->body && !(contract && contract->trusted) ? symbol->inert : contract && contract->declares_expectation;
}

/* Functions that call each other may do something together; a single one does what its callees do. */
static bool is_inert(const struct sw_function *function)
{
	for (uint32_t i = 0; i < function->calls.n; i++)
		if (!sw_symbol_is_inert(function->calls.at[i].callee))
			return false;
	return true;
}

static void solve_component(struct work *w, struct sw_symbol **members, uint32_t n)
{
	bool relevant = false, small = n == 1 && members[0]->body->n_blocks && members[0]->body->n_blocks <= SMALL;

	w->solver->statistics.components++;
	members[0]->inert = n == 1 && is_inert(members[0]->body);
	for (uint32_t i = 0; i < n; i++)
		relevant |= members[i]->contract || is_relevant(w, members[i]->body);
	if (!members[0]->body->n_blocks || (!relevant && !small))
		return;
	if (n > 1 || calls(members[0]->body, members[0]))
		solve_recursive(w, members, n);
	for (uint32_t i = 0; i < n; i++)
		conclude(w, members[i]);
}

/* ---- all components ---- */

/* The functions that a call reaches, one by one: its callee, those that are passed to it, those in its slot. */
static struct sw_symbol *reached(const struct work *w, const struct sw_call *call, uint32_t number, bool *end)
{
	struct sw_candidates candidates = { 0 };

	if (number == 0)
		return sw_symbol_real(call->callee);
	if (number <= call->passed.n)
		return sw_symbol_real(call->passed.at[number - 1].function);
	if (!call->callee && !call->contract && call->slot)
		candidates = sw_unit_candidates(w->unit, call->slot);
	number -= call->passed.n + 1;
	*end = number >= candidates.n;
	return *end ? NULL : sw_symbol_real(candidates.at[number]);
}

/* The next function with a body that a call after FRAME's place reaches, or NULL. */
static struct sw_symbol *next_reached(const struct work *w, struct frame *frame)
{
	const struct sw_function *function = frame->symbol->body;

	for (; frame->call < function->calls.n; frame->call++, frame->reached = 0) {
		bool end = false;

		while (!end) {
			struct sw_symbol *symbol = reached(w, &function->calls.at[frame->call], frame->reached++, &end);

			if (symbol && symbol->body)
				return symbol;
		}
	}
	return NULL;
}

static void enter(struct work *w, struct sw_symbol *symbol)
{
	symbol->order = symbol->component = ++w->visits;
	symbol->on_stack = true;
	*sw_vec_push(&w->unit->arena, &w->open) = symbol;
	*sw_vec_push(&w->unit->arena, &w->frames) = (struct frame){ .symbol = symbol };
}

static void close_component(struct work *w, struct sw_symbol *root)
{
	uint32_t start = w->open.n;

	do {
		start--;
		w->open.at[start]->on_stack = false;
	} while (w->open.at[start] != root);
	solve_component(w, &w->open.at[start], w->open.n - start);
	w->open.n = start;
}

static void visit(struct work *w, struct sw_symbol *root)
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

/* ---- contexts ---- */

static uint32_t count_calls(const struct sw_unit *unit)
{
	uint32_t n = 0;

	for (uint32_t f = 0; f < unit->functions.n; f++)
		n += unit->functions.at[f]->calls.n;
	return n;
}

/* The contexts in which a pointer's contract lets it be called: entered with, or what it expects of callers. */
static void check_assignment(struct work *w, const struct sw_assignment *a)
{
	struct sw_symbol *function = sw_symbol_real(a->function);

	if (!a->contract)
		return;
	if (a->enters)
		sw_check_entry(w->unit, function, a->contract, &a->enters->context, a, false, &w->solver->findings);
	else if (a->contract->entered)
		sw_check_entry(w->unit, function, a->contract, &a->contract->context, a, true, &w->solver->findings);
	else
		sw_check_slot(w->unit, function, a, &w->solver->findings);
}

static void check_entries(struct work *w)
{
	for (uint32_t i = 0; i < w->unit->symbols.n; i++) {
		const struct sw_symbol *s = w->unit->symbols.at[i];

		sw_check_contract(w->unit, s, &w->solver->findings);
		if (s->contract && s->contract->entered && s->inferred && !s->contract->declares_expectation)
			sw_check_entry(w->unit, s, s->contract, &s->contract->context, NULL, false,
				       &w->solver->findings);
	}
	for (uint32_t i = 0; i < w->unit->assignments.n; i++)
		check_assignment(w, &w->unit->assignments.at[i]);
}

void sw_solve(struct sw_solver *solver)
{
	struct work w = { .solver = solver, .unit = solver->unit };

	sw_bind(w.unit, solver->contracts);
	for (uint32_t i = 0; i < w.unit->functions.n; i++)
		if (!w.unit->functions.at[i]->symbol->order)
			visit(&w, w.unit->functions.at[i]->symbol);
	solver->statistics.functions = w.unit->functions.n;
	solver->statistics.calls = count_calls(w.unit);
	check_entries(&w);
	for (unsigned i = 0; i <= DEPTH; i++)
		sw_arena_free(&w.scratch[i]);
}
