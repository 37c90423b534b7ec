// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The solver: binds contracts to symbols, solves components bottom-up, then checks entries and assignments.
 *
 * Components are found by Tarjan's algorithm (SIAM J. Comput. 1(2), 1972) with a stack of its own, for call chains can
 * be long. A component of more than one function, or a function that calls itself, starts from "never returns, demands
 * nothing" and is run until nothing changes; witnesses grow by one link a round, so the first that is found is a
 * shortest one and holds no circle.
 */
#include "sleepwalk/solver.h"

enum {
	ROUNDS = 12,  /* of a component; one that still changes is left as it is, and counted as unfinished */
	SMALL = 8,    /* blocks: so short a function is looked at for what it returns, even when it calls nothing */
	ALIASES = 16, /* links of a chain of aliases that are followed */
};

struct frame {
	struct sw_symbol *symbol;
	uint32_t block, event;
};

struct work {
	struct sw_solver *solver;
	struct sw_unit *unit;
	struct sw_arena scratch;
	SW_VEC(struct frame) frames;
	SW_VEC(struct sw_symbol *) open; /* Tarjan's stack */
	uint32_t visits;
};

/* ---- binding ---- */

static void bind_contracts(struct work *w)
{
	const struct sw_contracts *contracts = w->solver->contracts;

	for (uint32_t i = 0; i < w->unit->symbols.n; i++) {
		struct sw_symbol *s = w->unit->symbols.at[i];

		if (!s->contract && contracts)
			s->contract = sw_contracts_find(contracts, s->name);
		if (s->contract)
			s->summary = &s->contract->summary;
	}
}

/* The contract of the pointer that EVENT calls through: of its type, or of its slot's name. */
static const struct sw_contract *pointer_contract(const struct work *w, const char *slot,
						  const struct sw_contract *own)
{
	if (own || !slot || !w->solver->contracts)
		return own;
	return sw_contracts_find(w->solver->contracts, slot);
}

static void bind_slots(struct work *w)
{
	for (uint32_t f = 0; f < w->unit->functions.n; f++) {
		struct sw_function *function = w->unit->functions.at[f];

		for (uint32_t b = 0; b < function->blocks.n; b++) {
			for (uint32_t i = 0; i < function->blocks.at[b].events.n; i++) {
				struct sw_event *e = &function->blocks.at[b].events.at[i];

				if (e->slot && e->kind == SW_EVENT_CALL)
					e->contract = pointer_contract(w, e->slot, e->contract);
			}
		}
	}
	for (uint32_t i = 0; i < w->unit->assignments.n; i++) {
		struct sw_assignment *a = &w->unit->assignments.at[i];

		a->contract = pointer_contract(w, a->slot, a->contract);
	}
}

/* ---- one component ---- */

static struct sw_symbol *real(struct sw_symbol *symbol)
{
	for (int hops = 0; symbol && symbol->alias_of && hops < ALIASES; hops++)
		symbol = symbol->alias_of;
	return symbol;
}

static bool matters(const struct sw_summary *s)
{
	return s->cases.n || s->demands.n || !s->returns || s->saves_irq || s->restores_irq || s->doubtful;
}

static bool event_matters(const struct sw_event *e)
{
	struct sw_symbol *callee = real(e->callee);

	if (e->kind != SW_EVENT_CALL)
		return false;
	if (!callee)
		return e->contract != NULL;
	if (callee->on_stack || !callee->summary) /* of the same component, or nothing is known of it */
		return callee->contract || callee->noreturn;
	return matters(callee->summary);
}

/* Does anything that it calls matter? */
static bool is_relevant(const struct sw_function *function)
{
	for (uint32_t b = 0; b < function->blocks.n; b++)
		for (uint32_t i = 0; i < function->blocks.at[b].events.n; i++)
			if (event_matters(&function->blocks.at[b].events.at[i]))
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
	if (s->contract->declares_expectation || s->contract->trusted)
		both->demands.n = 0;
	both->demands.room = both->demands.n; /* shares memory with the inferred: grow into new */
	for (uint32_t i = 0; i < s->contract->summary.demands.n; i++)
		*sw_vec_push(&w->unit->arena, &both->demands) = s->contract->summary.demands.at[i];
	if (s->contract->declares_effect || s->contract->trusted) {
		both->cases.at = s->contract->summary.cases.at;
		both->cases.n = both->cases.room = s->contract->summary.cases.n;
		both->returns = true;
	}
	both->saves_irq |= s->contract->summary.saves_irq;
	both->restores_irq = s->contract->summary.restores_irq;
	both->contract = s->contract;
	return both;
}

static void run(struct work *w, struct sw_symbol *symbol, struct sw_flow *flow)
{
	*flow = (struct sw_flow){ .unit = w->unit, .function = symbol->body, .keep = &w->unit->arena };
	flow->space = (struct sw_space){ &w->unit->terms, &w->scratch, &w->unit->arena };
	if (w->solver->visited) {
		flow->sites = sw_alloc(&w->scratch, (symbol->body->n_events + 1) * sizeof *flow->sites);
		flow->reached = sw_alloc(&w->scratch, symbol->body->n_events + 1);
	}
	sw_flow_run(flow);
	w->solver->statistics.states += flow->states;
	w->solver->statistics.merges += flow->merges;
}

static void report_violations(struct work *w, const struct sw_flow *flow)
{
	for (uint32_t i = 0; i < flow->violations.n; i++) {
		const struct sw_violation *v = &flow->violations.at[i];
		struct sw_finding *f = sw_vec_push(w->solver->findings.arena, &w->solver->findings.list);

		*f = (struct sw_finding){ .kind = SW_FOUND_CALL, .counter = v->counter, .possible = v->possible };
		f->tag = v->demand->kind == SW_DEMAND_UNDERFLOW ? SW_TAG_UNDERFLOW :
			 v->demand->kind == SW_DEMAND_ATOMIC    ? SW_TAG_CONTRACT :
			 v->at.lo < v->demand->context.of[v->counter].lo && v->at.set ? SW_TAG_CONTRACT :
			 v->counter == SW_RCU                   ? SW_TAG_RCU_SLEEP : SW_TAG_SLEEP_IN_ATOMIC;
		f->place = v->event->place;
		f->function = flow->function->symbol;
		f->demand = v->demand->kind;
		f->expected = v->demand->context.of[v->counter];
		f->actual = sw_transfer_apply(v->at, (struct sw_range){ 0, 0 });
		f->callee = v->callee;
		f->trail = v->trail;
		f->witness = v->demand->witness;
		f->contract = v->contract;
	}
}

/* The last run of a function: its summary is known now, so its findings are. */
static void conclude(struct work *w, struct sw_symbol *symbol)
{
	struct sw_findings *findings = &w->solver->findings;
	const struct sw_contract *contract = symbol->contract;
	bool effect_declared = contract && (contract->declares_effect || contract->trusted);
	struct sw_flow flow;

	run(w, symbol, &flow);
	symbol->inferred = sw_infer(&flow, effect_declared ? NULL : findings);
	symbol->summary = visible_summary(w, symbol);
	if (!contract || !contract->trusted)
		report_violations(w, &flow);
	sw_check_effects(&flow, findings);
	w->solver->statistics.solved++;
	if (w->solver->visited)
		w->solver->visited(w->solver->cookie, &flow);
	sw_arena_reset(&w->scratch);
}

static bool refine(struct work *w, struct sw_symbol *symbol)
{
	const struct sw_summary *before = symbol->inferred;
	struct sw_flow flow;

	run(w, symbol, &flow);
	symbol->inferred = sw_infer(&flow, NULL);
	symbol->summary = visible_summary(w, symbol);
	sw_arena_reset(&w->scratch);
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
		for (uint32_t i = 0; i < n; i++)
			changed |= refine(w, members[i]);
	}
	w->solver->statistics.unfinished += changed;
}

static bool calls(const struct sw_function *function, const struct sw_symbol *symbol)
{
	for (uint32_t b = 0; b < function->blocks.n; b++)
		for (uint32_t i = 0; i < function->blocks.at[b].events.n; i++)
			if (real(function->blocks.at[b].events.at[i].callee) == symbol)
				return true;
	return false;
}

static void solve_component(struct work *w, struct sw_symbol **members, uint32_t n)
{
	bool relevant = false, small = n == 1 && members[0]->body->blocks.n <= SMALL;

	w->solver->statistics.components++;
	for (uint32_t i = 0; i < n; i++)
		relevant |= members[i]->contract || is_relevant(members[i]->body);
	if (!relevant && !small)
		return;
	if (n > 1 || calls(members[0]->body, members[0]))
		solve_recursive(w, members, n);
	for (uint32_t i = 0; i < n; i++)
		conclude(w, members[i]);
}

/* ---- all components ---- */

/* The next callee with a body after FRAME's place, or NULL. */
static struct sw_symbol *next_callee(struct frame *frame)
{
	const struct sw_function *function = frame->symbol->body;

	for (; frame->block < function->blocks.n; frame->block++, frame->event = 0) {
		const struct sw_block *block = &function->blocks.at[frame->block];

		while (frame->event < block->events.n) {
			struct sw_symbol *callee = real(block->events.at[frame->event++].callee);

			if (callee && callee->body)
				return callee;
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
		struct sw_symbol *symbol = frame->symbol, *callee = next_callee(frame);

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

static const struct sw_contract *callee_contract(const struct sw_event *e)
{
	return e->callee ? sw_symbol_bound(e->callee)->contract : e->contract;
}

/* Functions given to a callee that declares how it enters them. */
static void check_registrations(struct work *w, const struct sw_event *e)
{
	const struct sw_contract *contract = callee_contract(e);

	for (uint32_t i = 0; contract && i < contract->clauses.n; i++) {
		const struct sw_clause *c = &contract->clauses.at[i];
		struct sw_symbol *function;

		if (c->kind != SW_CLAUSE_ENTERS || c->arg > e->n_args)
			continue;
		function = real(sw_unit_symbol_of(w->unit, e->args[c->arg - 1]));
		if (function)
			sw_check_entry(w->unit, function, contract, &c->context, e->callee ? e->callee->name : e->slot,
				       &e->place, false, &w->solver->findings);
	}
}

static void check_calls(struct work *w)
{
	for (uint32_t f = 0; f < w->unit->functions.n; f++) {
		const struct sw_function *function = w->unit->functions.at[f];

		for (uint32_t b = 0; b < function->blocks.n; b++)
			for (uint32_t i = 0; i < function->blocks.at[b].events.n; i++)
				if (function->blocks.at[b].events.at[i].kind == SW_EVENT_CALL) {
					w->solver->statistics.calls++;
					check_registrations(w, &function->blocks.at[b].events.at[i]);
				}
	}
}

/* The contexts in which a pointer's contract lets it be called: entered with, or what it expects of callers. */
static void check_assignment(struct work *w, const struct sw_assignment *a)
{
	struct sw_symbol *function = real(a->function);

	if (!a->contract)
		return;
	if (a->contract->entered)
		sw_check_entry(w->unit, function, a->contract, &a->contract->context, a->slot, &a->place, true,
			       &w->solver->findings);
	else
		sw_check_slot(w->unit, function, a, &w->solver->findings);
}

static void check_entries(struct work *w)
{
	for (uint32_t i = 0; i < w->unit->symbols.n; i++) {
		const struct sw_symbol *s = w->unit->symbols.at[i];

		sw_check_contract(w->unit, s, &w->solver->findings);
		if (s->contract && s->contract->entered && s->inferred && !s->contract->declares_expectation)
			sw_check_entry(w->unit, s, s->contract, &s->contract->context, NULL, NULL, false,
				       &w->solver->findings);
	}
	for (uint32_t i = 0; i < w->unit->assignments.n; i++)
		check_assignment(w, &w->unit->assignments.at[i]);
}

void sw_solve(struct sw_solver *solver)
{
	struct work w = { .solver = solver, .unit = solver->unit };

	bind_contracts(&w);
	bind_slots(&w);
	for (uint32_t i = 0; i < w.unit->functions.n; i++)
		if (!w.unit->functions.at[i]->symbol->order)
			visit(&w, w.unit->functions.at[i]->symbol);
	solver->statistics.functions = w.unit->functions.n;
	check_calls(&w);
	check_entries(&w);
	sw_arena_free(&w.scratch);
}
