// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The solver: solves components bottom-up (order.c), again where what is in slots makes a difference, then checks entries
 * and assignments.
 *
 * A component of more than one function, or a function that calls itself, starts from "never returns, demands
 * nothing" and is run until nothing changes. Witnesses grow by one link a round, so the first that is found is a
 * shortest one and holds no circle.
 */
#include <stdlib.h>
#include <string.h>

#include "sleepwalk/cache.h"
#include "sleepwalk/pointers.h"
#include "sleepwalk/schedule.h"

enum {
	ROUNDS = 12,  /* of a component; one that still changes is left as it is, and counted as unfinished */
	SLOT_ROUNDS = 4, /* over the program; functions of slots that sleep make others sleep */
	DEMAND_ROUNDS = 40, /* the same for demands, which cost less */
	SPECIAL_ROUNDS = 3, /* of a function that calls itself with what is passed in: made within each other, they multiply */
	BUCKETS = 1024, /* for specials */
	DEPTH = 8,    /* of functions that pass functions on to each other, solved anew for them */
};

/* The summary of a symbol for callers that pass in the functions GIVEN. */
struct special {
	const struct sw_symbol *symbol;
	unsigned n_given;
	struct sw_binding given[SW_INVOKES_ROOM];
	const struct sw_summary *summary; /* NULL: it is being made for the first time */
	struct special *next;             /* in its bucket, made before it */
	bool asked;                       /* since it was begun last: it calls itself with what is given */
};

/* What COMPONENT has brought to light: findings from FIRST on. */
struct harvest {
	uint32_t component, first, end;
	const struct sw_findings *findings;
};

/* Who solves components, one at a time. There may be others who do the same. */
struct work {
	struct sw_solver *solver;
	const struct sw_order *order;
	bool leads;            /* speaks for all: of progress */
	struct sw_unit *unit;
	struct sw_unit view;   /* of a whole program: it, with terms and memory of our own */
	struct sw_imports imports;
	struct sw_arena *made; /* for summaries, until the component is done: of a whole program, those that stay are copied then */
	struct sw_arena backup;
	struct sw_arena scratch[DEPTH + 1]; /* by the depth of specials that are made within each other */
	unsigned depth;
	struct sw_turn turn;
	struct sw_crowd *crowd;
	struct sw_cache_user *cache; /* NULL: nothing is kept from run to run */
	SW_VEC(struct sw_symbol *) given_up; /* in the component; with a cache only */
	SW_VEC(struct special *) specials; /* made for the component, of its summaries as they are */
	struct special *buckets[BUCKETS];  /* the same, by hash; the last made first */
	struct sw_findings findings;
	SW_VEC(uint32_t) outside; /* slots that the component calls through outside of atomic context */
	SW_VEC(struct harvest) harvests; /* of this round */
	struct sw_statistics statistics;
	bool for_value;        /* only what the function returns is of interest */
	bool sites;            /* what calls see is wanted */
	struct sw_flow last;   /* that was run for its sites */
};

struct crew {
	struct sw_solver *solver;
	struct sw_arena arena;
	struct sw_order order;
	struct sw_schedule schedule; /* of several workers */
	const struct sw_contract_directory *contracts; /* of the cache */
	struct work **workers;
	unsigned n;
	bool taken_back;       /* a slot is called through outside of atomic context after all: what was told of it is to go */
};

/* ---- one component ---- */

/* A call through a pointer: what it holds may be declared, seen, or known to our callers. */
static bool pointer_matters(const struct work *w, const struct sw_call *call)
{
	const struct sw_candidates *candidates = w->unit->candidates.at;
	uint32_t slot;

	if (call->contract || call->by_parameter)
		return true;
	slot = sw_unit_slot(w->unit, call->slot);
	return slot != UINT32_MAX && (candidates[slot].sleep != SW_NOBODY || candidates[slot].block != SW_NOBODY);
}

/* Does one matter that the function puts into a variable, through which it may be called here? */
static bool stored_matters(const struct sw_call *call)
{
	for (uint32_t i = 0; i < call->passed.n; i++) {
		const struct sw_symbol *stored = call->passed.at[i].arg ? NULL : sw_symbol_real(call->passed.at[i].function);

		if (stored && (stored->contract || stored->noreturn || (stored->summary && sw_summary_matters(stored->summary))))
			return true;
	}
	return false;
}

static bool call_matters(const struct work *w, const struct sw_call *call)
{
	struct sw_symbol *callee = sw_symbol_real(call->callee);

	if (stored_matters(call))
		return true;
	if (!callee)
		return pointer_matters(w, call);
	if (callee->by_field)
		return true;
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

static void take_cases(struct sw_summary *both, const struct sw_summary *declared)
{
	both->cases.at = declared->cases.at;
	both->cases.n = both->cases.room = declared->cases.n;
}

/* What is returned is declared: that the body tells its paths apart by it says no more, if nothing else happens on them. */
static void declare_result(struct sw_summary *both, const struct sw_summary *declared)
{
	both->result = declared->result;
	if (sw_summary_changes_counters(both))
		return;
	take_cases(both, declared);
	both->result_values = declared->result_values;
}

/* A contract that says where a function may be called says nothing of locks that sleep on PREEMPT_RT only. */
static bool leaves_to_body(const struct sw_contract *contract, const struct sw_demand *inferred)
{
	return !contract->trusted && (!contract->declares_expectation ||
				      (inferred->kind == SW_DEMAND_BLOCK && !contract->declares_blocking));
}

/* What is declared of the returned value holds; what the body says beyond that does, too, unless it contradicts. */
static void take_values(struct sw_summary *both, const struct sw_summary *declared)
{
	struct sw_values common = sw_values_intersect(&both->result_values, &declared->result_values);

	both->result_values = sw_values_is_none(&common) ? declared->result_values : common;
}

/* What callers see: the declared part of a contract, and the inferred for what it leaves open. */
static const struct sw_summary *visible_summary(struct work *w, const struct sw_symbol *s)
{
	struct sw_summary *both;

	if (!s->contract || !s->inferred)
		return s->contract ? &s->contract->summary : s->inferred;
	both = SW_NEW(w->made, struct sw_summary);
	*both = *s->inferred;
	both->demands.n = both->demands.room = 0;
	/* what a function does wrong that is passed in, no contract of its caller speaks of, unless that is trusted */
	if (s->contract->trusted)
		both->invokes.n = both->invokes.room = 0;
	for (uint32_t i = 0; i < s->inferred->demands.n; i++) {
		const struct sw_demand *d = &s->inferred->demands.at[i];

		if ((d->inner && d->inner->passed_in && !s->contract->trusted) || leaves_to_body(s->contract, d))
			*sw_vec_push(w->made, &both->demands) = *d;
	}
	for (uint32_t i = 0; i < s->contract->summary.demands.n; i++)
		*sw_vec_push(w->made, &both->demands) = s->contract->summary.demands.at[i];
	if (s->contract->declares_effect || s->contract->trusted) {
		take_cases(both, &s->contract->summary);
		both->returns = true;
		both->imbalanced = both->doubtful = false;
		both->loose = both->levels = 0;
	}
	if (s->contract->summary.result)
		declare_result(both, &s->contract->summary);
	take_values(both, &s->contract->summary);
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
		wrong[flow->violations.at[i].site] = !flow->violations.at[i].possible;
	symbol->wrong = wrong;
}

/* Several may say so at a time. What was given up in any round, or with what some caller passes in, is not known well. */
static void note_given_up(struct work *w, struct sw_symbol *symbol)
{
	__atomic_store_n(&symbol->given_up, true, __ATOMIC_RELAXED);
	if (w->cache)
		*sw_vec_push(&w->backup, &w->given_up) = symbol;
}

static struct sw_arena *scratch(struct work *w)
{
	return &w->scratch[w->depth];
}

static sw_special_fn special_summary;

/*
 * Runs SYMBOL's flow. With KEEPER, its body and the states at calls that are still open live there, so that demands can be
 * applied again; else all is gone when the scratch memory is used anew.
 */
static void run(struct work *w, struct sw_symbol *symbol, const struct special *special, struct sw_keeper *keeper,
		struct sw_flow *flow)
{
	struct sw_arena *body = keeper ? keeper->states : scratch(w);

	*flow = (struct sw_flow){ .unit = w->unit, .turn = &w->turn, .crowd = w->crowd, .keep = &w->unit->arena,
				  .made = w->made, .run = body, .keeper = keeper };
	flow->trace = w->cache ? &w->cache->trace : NULL;
	flow->function = sw_function_open(w->unit, symbol->body, body, SW_NEW(body, struct sw_function));
	flow->space = (struct sw_space){ .terms = &w->unit->terms, .scratch = scratch(w), .keep = &w->unit->arena,
					 .entry = symbol->entry };
	if (special) {
		flow->space.given = special->given;
		flow->space.n_given = special->n_given;
	}
	flow->imports = w->imports.terms ? &w->imports : NULL;
	flow->special = special_summary;
	flow->cookie = w;
	flow->for_value = w->for_value;
	if (w->sites && !special) {
		flow->sites = sw_alloc(body, (flow->function->n_events + 1) * sizeof *flow->sites);
		flow->reached = sw_alloc(body, flow->function->n_events + 1);
	}
	sw_flow_run(flow);
	w->statistics.states += flow->states;
	w->statistics.merges += flow->merges;
	if (flow->given_up && !flow->for_value) {
		w->statistics.unfinished++;
		note_given_up(w, symbol);
	}
}

static bool same_given(const struct special *special, const struct sw_binding *given, unsigned n)
{
	if (special->n_given != n)
		return false;
	for (unsigned i = 0; i < n; i++)
		if (special->given[i].key != given[i].key || special->given[i].value != given[i].value)
			return false;
	return true;
}

static struct special **bucket(struct work *w, const struct sw_symbol *symbol, const struct sw_binding *given, unsigned n)
{
	uint32_t hash = sw_hash(SW_HASH_START, &symbol, sizeof symbol);

	return &w->buckets[sw_hash(hash, given, n * sizeof *given) % BUCKETS];
}

/* Those from the FIRSTth on. */
static void forget_specials(struct work *w, uint32_t first)
{
	while (w->specials.n > first) {
		struct special *last = w->specials.at[--w->specials.n];

		*bucket(w, last->symbol, last->given, last->n_given) = last->next;
	}
}

/* Solves the symbol anew, in an arena of its own: a caller is being solved meanwhile. Returns whether the summary is another. */
static bool run_special(struct work *w, struct sw_symbol *symbol, struct special *special)
{
	const struct sw_summary *before = special->summary;
	struct sw_symbol visible = { .contract = symbol->contract };
	struct sw_flow flow;

	special->asked = false;
	w->depth++;
	run(w, symbol, special, NULL, &flow);
	sw_believe(&flow);
	visible.inferred = sw_infer(&flow, NULL);
	special->summary = visible_summary(w, &visible);
	sw_arena_reset(scratch(w));
	w->depth--;
	w->statistics.special++;
	return !before || !sw_summary_same_effect(before, special->summary) || !sw_summary_same_demands(before, special->summary);
}

static const struct sw_summary *special_summary(void *cookie, struct sw_symbol *symbol, const struct sw_binding *given,
						unsigned n)
{
	struct work *w = cookie;
	struct special **same = bucket(w, symbol, given, n), *special;
	uint32_t first;

	if (w->cache)
		sw_trace_note(&w->cache->trace, &w->turn, &(struct sw_dependence){ .kind = SW_ON_BODY, .symbol = symbol });
	for (special = *same; special; special = special->next) {
		if (special->symbol == symbol && same_given(special, given, n)) {
			special->asked = true;
			return special->summary;
		}
	}
	if (!symbol->body || !symbol->body->n_blocks || w->depth == DEPTH)
		return NULL;
	special = SW_NEW(w->made, struct special);
	*special = (struct special){ .symbol = symbol, .n_given = n, .next = *same };
	memcpy(special->given, given, n * sizeof *given);
	*sw_vec_push(w->made, &w->specials) = *same = special;
	first = w->specials.n;
	for (int round = 0; run_special(w, symbol, special) && special->asked && round < SPECIAL_ROUNDS - 1; round++)
		forget_specials(w, first); /* they may go by what it was */
	return special->summary;
}

static void report_violations(struct work *w, const struct sw_flow *flow)
{
	for (uint32_t i = 0; i < flow->violations.n; i++) {
		const struct sw_violation *outer = &flow->violations.at[i];
		/* of a function that was passed in, what is wrong is wrong where it is called */
		const struct sw_violation *v = outer->demand->inner ? outer->demand->inner : outer;
		struct sw_finding *f = sw_vec_push(w->findings.arena, &w->findings.list);

		*f = (struct sw_finding){ .kind = SW_FOUND_CALL, .counter = v->counter, .possible = outer->possible };
		f->tag = v->demand->kind == SW_DEMAND_BLOCK     ? SW_TAG_RT_NESTING :
			 v->demand->kind == SW_DEMAND_UNDERFLOW ? SW_TAG_UNDERFLOW :
			 v->demand->kind == SW_DEMAND_ATOMIC    ? SW_TAG_CONTRACT :
			 v->at.lo < v->demand->context.of[v->counter].lo && v->at.set ? SW_TAG_CONTRACT :
			 v->counter == SW_RCU                   ? SW_TAG_RCU_SLEEP : SW_TAG_SLEEP_IN_ATOMIC;
		f->place = outer->place;
		f->function = flow->function->symbol;
		f->demand = v->demand->kind;
		f->expected = v->demand->context.of[v->counter];
		f->actual = sw_transfer_apply(v->at, (struct sw_range){ 0, 0 });
		f->callee = outer->callee;
		f->inner = outer->demand->inner;
		f->trail = sw_keep_trail(flow->keep, v->trail);
		f->witness = outer->demand->witness;
		f->contract = outer->contract;
	}
}

/* Would all be the same without trust: nothing told of the body, and nothing else seen by callers? */
static bool needs_no_trust(struct work *w, const struct sw_symbol *symbol, const struct sw_flow *flow)
{
	struct sw_contract contract = *symbol->contract;
	struct sw_symbol open = *symbol;
	struct sw_function function = *flow->function;
	struct sw_flow of_open = *flow;
	struct sw_findings told = { .arena = scratch(w) };
	const struct sw_summary *visible;

	contract.trusted = NULL;
	contract.digest = 0;
	open.contract = &contract;
	function.symbol = &open;
	of_open.function = &function;
	sw_check_effects(&of_open, &told);
	sw_check_contract(w->unit, &open, &told);
	visible = visible_summary(w, &open);
	return !told.list.n && !flow->violations.n && sw_summary_same_effect(visible, symbol->summary) &&
	       sw_summary_same_demands(visible, symbol->summary);
}

/* What was inferred of SYMBOL is what callers see; BEFORE is what was in an earlier round, or NULL. */
static void publish(struct work *w, struct sw_symbol *symbol, const struct sw_summary *before)
{
	if (w->imports.terms)
		before = sw_import(&w->imports, before);
	symbol->changed = !before || !sw_summary_same_effect(before, symbol->inferred) ||
			  !sw_summary_same_demands(before, symbol->inferred);
	symbol->summary = visible_summary(w, symbol);
}

/*
 * FLOW is the last of its function: its summary is known now, so its findings are. BEFORE is that of an earlier round, or NULL.
 */
static void conclude(struct work *w, struct sw_symbol *symbol, const struct sw_summary *before, struct sw_flow *flow)
{
	struct sw_findings *findings = &w->findings;
	const struct sw_contract *contract = symbol->contract;
	bool effect_declared = contract && (contract->declares_effect || contract->trusted);
	uint32_t first = findings->list.n;

	symbol->runs++;
	sw_believe(flow);
	symbol->inferred = sw_infer(flow, effect_declared ? NULL : findings);
	publish(w, symbol, before);
	keep_wrong_calls(w, symbol, flow);
	for (uint32_t i = 0; i < flow->outside.n; i++)
		*sw_vec_push(&w->unit->arena, &w->outside) = flow->outside.at[i];
	if (!contract || !contract->trusted)
		report_violations(w, flow);
	else if (w->unit->whole && contract->origin == SW_ORIGIN_ATTRIBUTE) /* of others nobody is told */
		symbol->needless_trust = needs_no_trust(w, symbol, flow);
	sw_check_effects(flow, findings);
	sw_check_pointers(flow, findings);
	for (uint32_t i = first; i < findings->list.n; i++)
		findings->list.at[i].run = symbol->runs;
	w->statistics.solved++;
	if (w->solver->visited)
		w->solver->visited(w->solver->cookie, flow);
	sw_arena_reset(scratch(w));
}

/* ---- recursion ---- */

/* What is refined in rounds: effects first, for they decide which paths there are; then demands, that only grow. */
enum { EFFECT, DEMANDS, ASPECTS };

/* A function of a component: what it hangs on, and its flow as of the last run. */
struct member {
	struct sw_symbol *symbol;
	const struct sw_summary *before; /* of an earlier round, or NULL */
	struct sw_flow flow;
	struct sw_arena arena; /* of the flow */
	SW_VEC(uint32_t) callers; /* members that may reach it */
	bool due[ASPECTS];
};

struct component {
	struct work *work;
	struct sw_arena arena;
	struct sw_keeper keeper;
	struct member *members;
	uint32_t n;
};

static void add_caller(struct component *c, struct sw_symbol *callee, uint32_t caller)
{
	struct member *m;

	callee = sw_symbol_real(callee);
	if (!callee || !callee->open)
		return;
	m = &c->members[callee->member];
	if (!m->callers.n || m->callers.at[m->callers.n - 1] != caller)
		*sw_vec_push(&c->arena, &m->callers) = caller;
}

static void find_callers(struct component *c, uint32_t caller)
{
	const struct sw_function *function = c->members[caller].symbol->body;

	for (uint32_t i = 0; i < function->calls.n; i++) {
		const struct sw_call *call = &function->calls.at[i];
		struct sw_passing at = { 0 };
		struct sw_symbol *passed;

		add_caller(c, call->callee, caller);
		while ((passed = sw_next_passed(c->work->unit, call, &at)))
			add_caller(c, passed, caller);
	}
}

/* Runs the member; true when callers see another effect than before. */
static bool refine_effect(struct component *c, struct member *m)
{
	const struct sw_summary *before = m->symbol->inferred;

	sw_arena_reset(&m->arena);
	c->keeper.states = &m->arena;
	run(c->work, m->symbol, NULL, &c->keeper, &m->flow);
	m->symbol->inferred = sw_infer(&m->flow, NULL);
	m->symbol->summary = visible_summary(c->work, m->symbol);
	sw_arena_reset(scratch(c->work));
	return !sw_summary_same_effect(before, m->symbol->inferred);
}

/* Applies what its callees demand by now; true when it demands something else than before. */
static bool refine_demands(struct component *c, struct member *m)
{
	const struct sw_summary *before = m->symbol->inferred;
	struct sw_summary *now = SW_NEW(c->work->made, struct sw_summary);

	sw_apply_demands(&m->flow);
	sw_arena_reset(scratch(c->work));
	*now = *before;
	sw_infer_demands(&m->flow, now);
	if (sw_summary_same_demands(before, now))
		return false;
	m->symbol->inferred = now;
	m->symbol->summary = visible_summary(c->work, m->symbol);
	return true;
}

/* Refines all members that are due, and then those that hang on what has changed, until nothing changes. */
static void refine(struct component *c, int aspect, int rounds)
{
	static bool (*const refine_member[ASPECTS])(struct component *, struct member *) = { refine_effect, refine_demands };
	bool changed = true;

	for (int round = 0; changed && round < rounds && !c->work->turn.waits; round++) {
		changed = false;
		forget_specials(c->work, 0);
		for (uint32_t i = 0; i < c->n; i++) {
			struct member *m = &c->members[i];

			if (!m->due[aspect])
				continue;
			m->due[aspect] = false;
			if (!refine_member[aspect](c, m))
				continue;
			changed = true;
			for (uint32_t k = 0; k < m->callers.n; k++)
				c->members[m->callers.at[k]].due[aspect] = true;
		}
	}
	c->work->statistics.unfinished += changed;
}

/*
 * A few functions that call each other may never return, and are taken not to until one is seen to. Of many, nearly all
 * do, and are taken to at first: else each would be run once for every other that it waits for.
 */
static void solve_recursive(struct work *w, struct sw_symbol **members, uint32_t n)
{
	struct component c = { .work = w, .n = n };

	w->statistics.recursive++;
	c.keeper.arena = &c.arena;
	c.members = sw_alloc(&c.arena, n * sizeof *c.members);
	for (uint32_t i = 0; i < n; i++) {
		struct sw_summary *start = SW_NEW(w->made, struct sw_summary);
		const struct sw_summary *before = members[i]->inferred;

		start->returns = n > SW_FEW;
		start->result_values = n > SW_FEW ? sw_values_any() : sw_values_none();
		members[i]->inferred = start;
		members[i]->summary = visible_summary(w, members[i]);
		members[i]->open = true;
		c.members[i] = (struct member){ .symbol = members[i], .before = before, .due = { true, true } };
	}
	for (uint32_t i = 0; i < n; i++)
		find_callers(&c, i);
	refine(&c, EFFECT, ROUNDS);
	refine(&c, DEMANDS, DEMAND_ROUNDS);
	forget_specials(w, 0);
	for (uint32_t i = 0; i < n && !w->turn.waits; i++) {
		sw_apply_demands(&c.members[i].flow);
		conclude(w, members[i], c.members[i].before, &c.members[i].flow);
	}
	for (uint32_t i = 0; i < n; i++) {
		members[i]->open = false;
		sw_arena_free(&c.members[i].arena);
	}
	sw_arena_free(&c.arena);
}

/* FOR_VALUE: only what it returns is of interest. False: that is too much to ask. */
static bool solve_alone(struct work *w, struct sw_symbol *symbol, bool for_value)
{
	struct sw_flow flow;

	w->for_value = for_value;
	run(w, symbol, NULL, NULL, &flow);
	w->for_value = false;
	if (flow.given_up && for_value) {
		sw_arena_reset(scratch(w));
		return false;
	}
	if (!w->turn.waits)
		conclude(w, symbol, symbol->inferred, &flow);
	return true;
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
	if (!symbol || symbol->noreturn || symbol->weak || symbol->placings.n || symbol->by_field)
		return false;
	contract = symbol->contract;
	if (contract && (sw_summary_matters(&contract->summary) || contract->enters))
		return false;
	if (symbol->body && !(contract && contract->trusted))
		return symbol->inert;
	if (!contract)
		return symbol->builtin;
	/* without body or trust, a contract that has no word of locks that sleep on PREEMPT_RT leaves them open */
	return contract->declares_expectation && (contract->trusted || contract->declares_blocking);
}

/* Functions that call each other may do something together; a single one does what its callees do. */
static bool is_inert(const struct sw_function *function)
{
	for (uint32_t i = 0; i < function->calls.n; i++)
		if (!sw_symbol_is_inert(function->calls.at[i].callee))
			return false;
	return true;
}

/* Nothing in FUNCTION raises a counter: what it calls through slots it calls where it is called itself. */
static void note_calls_outside(struct work *w, const struct sw_function *function)
{
	for (uint32_t i = 0; i < function->calls.n; i++) {
		const struct sw_call *call = &function->calls.at[i];
		uint32_t slot = call->callee || !call->slot ? UINT32_MAX : sw_unit_slot(w->unit, call->slot);

		if (slot != UINT32_MAX)
			*sw_vec_push(&w->unit->arena, &w->outside) = slot;
	}
}

static int by_order(const void *a, const void *b)
{
	const struct sw_symbol *const *x = a, *const *y = b;

	return (*x)->component != (*y)->component ? ((*x)->component > (*y)->component) - ((*x)->component < (*y)->component)
						  : ((*x)->member > (*y)->member) - ((*x)->member < (*y)->member);
}

struct callees {
	SW_VEC(struct sw_symbol *) list;
};

/* Those of whom something was found, in the order in which they were solved. */
static struct callees gather_callees(struct work *w, struct sw_symbol **members, uint32_t n)
{
	struct callees callees = { 0 };

	/* only of a whole program anything is in parcels */
	for (uint32_t i = 0; w->imports.terms && i < n; i++) {
		for (uint32_t k = 0; k < members[i]->body->calls.n; k++) {
			struct sw_symbol *callee = sw_symbol_bound(members[i]->body->calls.at[k].callee);

			if (callee && callee->summary && callee->summary->parcel)
				*sw_vec_push(&w->backup, &callees.list) = callee;
		}
	}
	if (callees.list.n)
		qsort(callees.list.at, callees.list.n, sizeof *callees.list.at, by_order);
	return callees;
}

/*
 * The terms of callees are made before those that come to be on the way, in the order in which they were solved: of what there
 * is no room for, the last made goes first.
 */
static void import_callees(struct work *w, const struct callees *callees)
{
	for (uint32_t i = 0; i < callees->list.n; i++)
		sw_import(&w->imports, callees->list.at[i]->summary);
}

/* Nothing is left of a component but what was copied. */
static void forget_component(struct work *w)
{
	forget_specials(w, 0);
	memset(&w->specials, 0, sizeof w->specials);
	sw_imports_forget(&w->imports);
	sw_terms_empty(&w->unit->terms);
}

/* A component as it was before it was begun. */
struct backup {
	struct sw_statistics statistics;
	uint32_t findings;
	struct known {
		const struct sw_summary *summary, *inferred;
		const bool *wrong;
		uint32_t runs;
		bool inert, changed, needless_trust;
	} *members;
};

static struct backup back_up(struct work *w, struct sw_symbol **members, uint32_t n)
{
	struct backup backup = { w->statistics, w->findings.list.n, sw_alloc_raw(&w->backup, n * sizeof *backup.members) };

	for (uint32_t i = 0; i < n; i++) {
		const struct sw_symbol *s = members[i];

		backup.members[i] = (struct known){ s->summary, s->inferred, s->wrong, s->runs,
						    s->inert, s->changed, s->needless_trust };
	}
	return backup;
}

/* What was found of it, or was told, is forgotten. */
static void restore(struct work *w, struct sw_symbol **members, uint32_t n, const struct backup *backup)
{
	for (uint32_t i = 0; i < n; i++) {
		const struct known *k = &backup->members[i];
		struct sw_symbol *s = members[i];

		s->summary = k->summary;
		s->inferred = k->inferred;
		s->wrong = k->wrong;
		s->runs = k->runs;
		s->inert = k->inert;
		s->changed = k->changed;
		s->needless_trust = k->needless_trust;
	}
	w->statistics = backup->statistics;
	w->findings.list.n = backup->findings;
	w->outside.n = w->given_up.n = 0;
	sw_arena_reset(scratch(w));
	forget_component(w);
}

/* ---- what an earlier run found ---- */

static void add_statistics(struct sw_statistics *to, const struct sw_statistics *s)
{
	to->solved += s->solved;
	to->special += s->special;
	to->components += s->components;
	to->recursive += s->recursive;
	to->states += s->states;
	to->merges += s->merges;
	to->unfinished += s->unfinished;
	to->recalled += s->recalled;
}

/* All that SOLUTION has found of its component is as if it had been found now. */
static void take(struct work *w, const struct sw_solution *solution, const struct backup *backup)
{
	for (uint32_t i = 0; i < solution->n; i++)
		publish(w, solution->members[i], backup->members[i].inferred);
	for (uint32_t i = 0; i < solution->findings.list.n; i++)
		*sw_vec_push(w->findings.arena, &w->findings.list) = solution->findings.list.at[i];
	for (uint32_t i = 0; i < solution->outside.n; i++)
		*sw_vec_push(&w->unit->arena, &w->outside) = solution->outside.at[i];
	for (uint32_t i = 0; i < solution->given_up.n; i++)
		note_given_up(w, solution->given_up.at[i]);
	add_statistics(&w->statistics, &solution->statistics);
	w->statistics.recalled += solution->n;
}

/* False: it has to be solved, and is as BEFORE; or it has to wait. */
static bool recall(struct work *w, struct sw_symbol **members, uint32_t n, const struct callees *callees, bool for_value,
		   const struct backup *before)
{
	struct sw_solution solution = { .members = members, .n = n, .findings.arena = &w->backup };

	if (!w->cache)
		return false;
	for (uint32_t i = 0; i < n; i++)
		members[i]->runs++;
	if (!sw_cache_recall(w->cache, w->unit, &w->turn, callees->list.at, callees->list.n, for_value, w->made, &w->unit->arena,
			     &solution)) {
		restore(w, members, n, before);
		return false;
	}
	take(w, &solution, before);
	return true;
}

static struct sw_statistics spent(const struct sw_statistics *now, const struct sw_statistics *before)
{
	return (struct sw_statistics){
		.solved = now->solved - before->solved, .special = now->special - before->special,
		.recursive = now->recursive - before->recursive, .states = now->states - before->states,
		.merges = now->merges - before->merges, .unfinished = now->unfinished - before->unfinished,
	};
}

/* What was found since BEFORE is kept for the next run. */
static void keep_solution(struct work *w, struct sw_symbol **members, uint32_t n, const struct backup *before)
{
	struct sw_solution solution = { .members = members, .n = n, .statistics = spent(&w->statistics, &before->statistics) };

	if (!w->cache || w->turn.waits)
		return;
	solution.findings.list.n = w->findings.list.n - before->findings;
	if (solution.findings.list.n)
		solution.findings.list.at = &w->findings.list.at[before->findings];
	solution.outside.at = w->outside.at;
	solution.outside.n = w->outside.n;
	solution.given_up.at = w->given_up.at;
	solution.given_up.n = w->given_up.n;
	sw_cache_keep(w->cache, w->unit, &w->turn, &solution);
}

/* ---- a component ---- */

/* What there is to find of a component that may be of interest to others: nothing, what it returns, or all. */
enum interest { NOTHING, VALUE, ALL };

static enum interest interest_in(const struct work *w, struct sw_symbol **members, uint32_t n)
{
	const struct sw_function *body = members[0]->body;

	if (!body->n_blocks)
		return NOTHING;
	for (uint32_t i = 0; i < n; i++)
		if (members[i]->contract || is_relevant(w, members[i]->body))
			return ALL;
	return n == 1 && body->n_blocks <= SW_SMALL ? VALUE : NOTHING;
}

/* False: it makes no difference to anybody. */
static bool solve_anew(struct work *w, struct sw_symbol **members, uint32_t n, enum interest interest)
{
	if (n == 1 && !calls(members[0]->body, members[0]))
		return solve_alone(w, members[0], interest == VALUE);
	solve_recursive(w, members, n);
	return true;
}

/* The same. BEFORE: as it was when it was begun. */
static bool solve_component(struct work *w, struct sw_symbol **members, uint32_t n, const struct backup *before)
{
	enum interest interest = interest_in(w, members, n);
	struct callees callees;

	forget_specials(w, 0);
	for (uint32_t i = 0; i < n; i++)
		members[i]->member = i;
	if (interest != NOTHING) {
		callees = gather_callees(w, members, n);
		if (recall(w, members, n, &callees, interest == VALUE, before) || w->turn.waits)
			return true;
		import_callees(w, &callees);
		if (solve_anew(w, members, n, interest)) {
			keep_solution(w, members, n, before);
			return true;
		}
	}
	for (uint32_t i = 0; i < n; i++)
		note_calls_outside(w, members[i]->body);
	return false;
}

/* ---- slots ---- */

/* SURELY: what is only possible does not count. BLOCK: taking a lock that sleeps on PREEMPT_RT does. */
static bool may_sleep(struct sw_symbol *symbol, bool surely, bool block)
{
	const struct sw_summary *summary = sw_symbol_bound(symbol)->summary;

	for (uint32_t i = 0; summary && i < summary->demands.n; i++) {
		const struct sw_demand *d = &summary->demands.at[i];

		if ((d->kind == SW_DEMAND_SLEEP || (block && d->kind == SW_DEMAND_BLOCK)) && !(surely && d->possible))
			return true;
	}
	return false;
}

static enum sw_sleepers sleepers(const struct crew *crew, const struct sw_candidates *c, bool block)
{
	uint32_t surely = 0, some = 0;

	for (uint32_t i = 0; i < c->n; i++) {
		surely += may_sleep(c->at[i], true, block);
		some += may_sleep(c->at[i], false, block);
	}
	if (surely == c->n)
		return SW_ALL;
	if (surely && !block && !c->outside)
		return SW_SOME_IN_ATOMIC;
	return some && crew->solver->possible ? SW_SOME_OF_THEM : SW_NOBODY;
}

/* Does it sleep more than was known of it? */
static bool look_at_slot(struct crew *crew, struct sw_candidates *c)
{
	enum sw_sleepers sleep = c->sleep, block = c->block;

	c->sleep = sleepers(crew, c, false);
	c->block = sleepers(crew, c, true);
	crew->taken_back |= sleep == SW_SOME_IN_ATOMIC && c->sleep < sleep;
	return c->sleep != sleep || c->block != block;
}

/* Who calls through a slot of which more is known now is due. */
static bool look_at_slots(struct crew *crew)
{
	struct sw_unit *unit = crew->solver->unit;
	bool *changed = sw_alloc(&crew->arena, unit->candidates.n + 1), any = false;

	for (uint32_t i = 0; i < unit->candidates.n; i++)
		any |= changed[i] = look_at_slot(crew, &unit->candidates.at[i]);
	for (uint32_t f = 0; any && f < unit->functions.n; f++) {
		const struct sw_function *function = unit->functions.at[f];

		for (uint32_t i = 0; i < function->calls.n; i++) {
			const struct sw_call *call = &function->calls.at[i];
			uint32_t slot = call->callee || call->contract || !call->slot ? UINT32_MAX :
					sw_unit_slot(unit, call->slot);

			if (slot != UINT32_MAX && changed[slot])
				function->symbol->due = true;
		}
	}
	return any;
}

/* ---- all components ---- */

/* Has something changed that it goes by? Callees come before their callers. */
static bool is_due(const struct sw_unit *unit, const struct sw_symbol *symbol)
{
	for (uint32_t i = 0; i < symbol->body->calls.n; i++) {
		const struct sw_call *call = &symbol->body->calls.at[i];
		const struct sw_symbol *callee = sw_symbol_real(call->callee);
		struct sw_passing at = { 0 };
		struct sw_symbol *passed;

		if (callee && callee->changed)
			return true;
		while ((passed = sw_next_passed(unit, call, &at)))
			if (sw_symbol_real(passed)->changed)
				return true;
	}
	return symbol->due;
}

static bool any_due(const struct sw_unit *unit, struct sw_symbol **members, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (is_due(unit, members[i]))
			return true;
	return false;
}

static void gather(struct work *w, const struct sw_summary *summary, struct sw_term_fields *fields)
{
	if (summary && !summary->parcel)
		sw_summary_fields(scratch(w), (struct sw_summary *)summary, w->unit->terms.first, fields);
}

/* FIELDS are of this summary, too, if it has terms of the pool. */
static void give_parcel(struct work *w, const struct sw_summary *summary, const struct sw_parcel *parcel)
{
	struct sw_term_fields own = { 0 };

	gather(w, summary, &own);
	if (own.list.n)
		((struct sw_summary *)summary)->parcel = parcel;
}

static void keep_summaries(struct work *w, struct sw_symbol *s)
{
	const struct sw_summary *inferred = s->inferred;

	s->inferred = sw_summary_copy(&w->unit->arena, inferred);
	s->summary = s->summary == inferred ? s->inferred : sw_summary_copy(&w->unit->arena, s->summary);
}

/* Of what was made for a component only its summaries stay, and of the terms what these speak of, in a parcel. */
static void keep_component(struct work *w, struct sw_symbol **members, uint32_t n)
{
	struct sw_terms *terms = &w->unit->terms;
	struct sw_term_fields fields = { 0 };
	const struct sw_parcel *parcel;

	for (uint32_t i = 0; i < n; i++) {
		keep_summaries(w, members[i]);
		gather(w, members[i]->inferred, &fields);
		gather(w, members[i]->summary, &fields);
	}
	parcel = fields.list.n ? sw_terms_pack(terms, &fields, &w->unit->arena, scratch(w)) : NULL;
	for (uint32_t i = 0; parcel && i < n; i++) {
		give_parcel(w, members[i]->inferred, parcel);
		give_parcel(w, members[i]->summary, parcel);
	}
	sw_arena_reset(scratch(w));
	forget_component(w);
}

/* Several may say so of a slot at a time; it is asked for when all of them are done. */
static void tell_outside(struct work *w)
{
	for (uint32_t i = 0; i < w->outside.n; i++)
		__atomic_store_n(&w->unit->candidates.at[w->outside.at[i]].outside, true, __ATOMIC_RELAXED);
}

/* Solves it; or false: it has to wait, and nothing has happened. */
static bool try_component(struct work *w, struct sw_symbol **members, uint32_t n)
{
	struct backup backup = back_up(w, members, n);
	bool matters;

	w->outside.n = w->given_up.n = 0;
	w->turn.waits = false;
	matters = solve_component(w, members, n, &backup);
	if (w->turn.waits)
		restore(w, members, n, &backup);
	else if (matters && w->unit->whole) /* else bodies are in memory, and what is told of flows may speak of them */
		keep_component(w, members, n);
	if (!w->turn.waits) {
		members[0]->inert = n == 1 && is_inert(members[0]->body);
		w->statistics.components++;
		tell_outside(w);
	}
	memset(&w->given_up, 0, sizeof w->given_up);
	sw_arena_reset(&w->backup);
	return !w->turn.waits;
}

/* Solves the component if it is due. */
static uint32_t look_at_component(void *worker, uint32_t component, const bool *done)
{
	struct work *w = worker;
	uint32_t start = component ? w->order->ends.at[component - 1] : 0, n = w->order->ends.at[component] - start;
	struct sw_symbol **members = &w->order->sorted.at[start];
	uint32_t first = w->findings.list.n;

	if (!any_due(w->unit, members, n))
		return component;
	w->turn.component = component;
	w->turn.done = done;
	if (!try_component(w, members, n))
		return w->turn.awaited;
	for (uint32_t i = 0; i < n; i++)
		members[i]->due = false;
	if (w->findings.list.n > first)
		*sw_vec_push(&w->unit->arena, &w->harvests) =
			(struct harvest){ component, first, w->findings.list.n, &w->findings };
	if (w->leads && w->solver->progress && start + n < w->order->sorted.n)
		w->solver->progress(w->solver->cookie, start + n, w->order->sorted.n);
	return component;
}

static int by_component(const void *a, const void *b)
{
	const struct harvest *x = a, *y = b;

	return x->component < y->component ? -1 : x->component > y->component;
}

/* All that was found in the round, in the order of components, whoever has found it. */
static void gather_findings(struct crew *crew)
{
	struct sw_findings *all = &crew->solver->findings;
	SW_VEC(struct harvest) harvests = { 0 };

	for (unsigned i = 0; i < crew->n; i++)
		for (uint32_t k = 0; k < crew->workers[i]->harvests.n; k++)
			*sw_vec_push(&crew->arena, &harvests) = crew->workers[i]->harvests.at[k];
	if (harvests.n)
		qsort(harvests.at, harvests.n, sizeof *harvests.at, by_component);
	for (uint32_t i = 0; i < harvests.n; i++)
		for (uint32_t k = harvests.at[i].first; k < harvests.at[i].end; k++)
			*sw_vec_push(all->arena, &all->list) = harvests.at[i].findings->list.at[k];
	for (unsigned i = 0; i < crew->n; i++)
		crew->workers[i]->harvests.n = crew->workers[i]->findings.list.n = 0;
}

static void solve_round(struct crew *crew)
{
	for (uint32_t i = 0; i < crew->order.sorted.n; i++) {
		crew->order.sorted.at[i]->changed = false;
		crew->order.sorted.at[i]->told = crew->order.sorted.at[i]->summary;
		crew->order.sorted.at[i]->told_wrong = crew->order.sorted.at[i]->wrong;
		crew->order.sorted.at[i]->told_solution = crew->order.sorted.at[i]->solution;
	}
	if (crew->n > 1)
		sw_run_schedule(&crew->schedule, look_at_component, (void **)crew->workers, crew->n);
	else
		for (uint32_t c = 0; c < crew->order.ends.n; c++)
			look_at_component(crew->workers[0], c, NULL);
	gather_findings(crew);
	if (crew->solver->progress)
		crew->solver->progress(crew->solver->cookie, crew->order.sorted.n, crew->order.sorted.n);
}

/* All functions, and then those again that call through slots of which their functions sleep, until no more do. */
static void solve_all(struct crew *crew)
{
	struct sw_statistics *statistics = &crew->solver->statistics;

	for (uint32_t i = 0; i < crew->order.sorted.n; i++)
		crew->order.sorted.at[i]->due = true;
	do {
		solve_round(crew);
		statistics->rounds++;
		crew->taken_back = false;
	} while (look_at_slots(crew) && (statistics->rounds < SLOT_ROUNDS || crew->taken_back));
}

/* What was found in a function before it was solved anew, does not count. */
static void drop_stale_findings(struct sw_findings *findings)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < findings->list.n; i++)
		if (findings->list.at[i].run == findings->list.at[i].function->runs)
			findings->list.at[kept++] = findings->list.at[i];
	findings->list.n = kept;
}

/* ---- contexts ---- */

static const struct sw_flow *sites_of(void *cookie, struct sw_symbol *symbol)
{
	struct work *w = cookie;

	sw_arena_reset(scratch(w));
	if (w->imports.terms)
		forget_component(w);
	w->sites = true;
	w->turn = (struct sw_turn){ .component = symbol->component };
	run(w, symbol, NULL, NULL, &w->last);
	return &w->last;
}

static uint32_t count_calls(const struct sw_unit *unit)
{
	uint32_t n = 0;

	for (uint32_t f = 0; f < unit->functions.n; f++)
		n += unit->functions.at[f]->calls.n;
	return n;
}

/* Is trust in SYMBOL's contract that hides nothing else of use here? FIRST: of the findings that there are with it. */
static void note_use_of_trust(struct work *w, struct sw_symbol *symbol, const struct sw_contract *contract,
			      const struct sw_context *context, const struct sw_assignment *assignment, bool slot, uint32_t first)
{
	struct sw_symbol open = *symbol;
	struct sw_findings told = { .arena = scratch(w) };

	if (!symbol->needless_trust)
		return;
	open.contract = NULL;
	sw_check_entry(w->unit, &open, contract, context, assignment, slot, &told);
	symbol->needless_trust = told.list.n <= w->solver->findings.list.n - first;
	sw_arena_reset(scratch(w));
}

static void check_entry(struct work *w, struct sw_symbol *symbol, const struct sw_contract *contract,
			const struct sw_context *context, const struct sw_assignment *assignment, bool slot)
{
	uint32_t first = w->solver->findings.list.n;

	sw_check_entry(w->unit, symbol, contract, context, assignment, slot, &w->solver->findings);
	note_use_of_trust(w, symbol, contract, context, assignment, slot, first);
}

/* The contexts in which a pointer's contract lets it be called: entered with, or what it expects of callers. */
static void check_assignment(struct work *w, const struct sw_assignment *a)
{
	struct sw_symbol *function = sw_symbol_real(a->function);
	const struct sw_context *context = sw_assignment_context(a);

	if (context)
		check_entry(w, function, a->contract, context, a, !a->enters);
	else if (a->contract)
		sw_check_slot(w->unit, function, a, &w->solver->findings);
}

static bool is_same_entry(const struct sw_finding *a, const struct sw_finding *b)
{
	return a->kind == SW_FOUND_ENTERED && a->function == b->function && a->possible == b->possible &&
	       sw_same_place(&a->entered, &b->entered);
}

/* Of the findings from FIRST on those go of which an earlier one tells: one place can give a function to several contracts. */
static void drop_told(struct sw_findings *findings, uint32_t first)
{
	uint32_t kept = first;

	for (uint32_t i = first; i < findings->list.n; i++) {
		bool told = false;

		for (uint32_t k = 0; k < first && !told; k++)
			told = is_same_entry(&findings->list.at[k], &findings->list.at[i]);
		if (!told)
			findings->list.at[kept++] = findings->list.at[i];
	}
	findings->list.n = kept;
}

static void check_entries(struct work *w)
{
	for (uint32_t i = 0; i < w->unit->symbols.n; i++) {
		struct sw_symbol *s = w->unit->symbols.at[i];

		sw_check_contract(w->unit, s, &w->solver->findings);
		if (s->contract && s->contract->entered && s->inferred && !s->contract->declares_expectation)
			check_entry(w, s, s->contract, &s->contract->context, NULL, false);
	}
	/* who is given a function says it better than the slot that the function ends in */
	for (uint32_t i = 0; i < w->unit->assignments.n; i++)
		if (w->unit->assignments.at[i].enters)
			check_assignment(w, &w->unit->assignments.at[i]);
	for (uint32_t i = 0; i < w->unit->assignments.n; i++) {
		uint32_t first = w->solver->findings.list.n;

		if (w->unit->assignments.at[i].enters)
			continue;
		check_assignment(w, &w->unit->assignments.at[i]);
		drop_told(&w->solver->findings, first);
	}
}

/* ---- who works ---- */

/* Each component of a whole program has a pool of its own, over what the program speaks of itself. */
static void take_view(struct work *w, pthread_mutex_t *lock)
{
	struct sw_unit *program = w->solver->unit;

	w->view = *program;
	w->view.arena = (struct sw_arena){ 0 };
	w->view.strings = (struct sw_strings){ .arena = &w->view.arena, .shared = &program->strings, .lock = lock };
	sw_terms_init_over(&w->view.terms, &program->terms, &w->view.arena, &w->view.strings);
	w->imports.terms = &w->view.terms;
	w->made = &w->imports.arena;
	w->unit = &w->view;
}

static struct work *hire(struct crew *crew, pthread_mutex_t *lock)
{
	struct work *w = SW_NEW(&crew->arena, struct work);

	w->solver = crew->solver;
	w->unit = crew->solver->unit;
	w->made = &w->unit->arena;
	w->order = &crew->order;
	w->sites = crew->solver->visited;
	w->leads = !crew->n;
	if (w->unit->whole)
		take_view(w, lock);
	if (crew->contracts) {
		w->cache = SW_NEW(&crew->arena, struct sw_cache_user);
		w->cache->cache = w->solver->cache;
		w->cache->contracts = crew->contracts;
	}
	w->crowd = sw_crowd_new(&crew->arena);
	w->findings.arena = &w->unit->arena;
	return w;
}

/* Who is told of each flow is told by one; and parts of a program are solved by one: their terms are in one pool. */
static void hire_all(struct crew *crew, pthread_mutex_t *lock)
{
	unsigned wanted = crew->solver->unit->whole && !crew->solver->visited && crew->solver->workers ? crew->solver->workers : 1;

	crew->workers = sw_alloc(&crew->arena, wanted * sizeof *crew->workers);
	if (crew->solver->unit->whole)
		sw_terms_settle(&crew->solver->unit->terms);
	/* who is told of each flow is told of all */
	if (crew->solver->cache && crew->solver->unit->whole && !crew->solver->visited) {
		sw_cache_bind(crew->solver->cache, &crew->solver->unit->strings);
		crew->contracts = sw_contract_directory(&crew->arena, crew->solver->unit);
	}
	for (; crew->n < wanted; crew->n++)
		crew->workers[crew->n] = hire(crew, lock);
	if (wanted > 1)
		crew->schedule = sw_make_schedule(&crew->arena, crew->solver->unit, &crew->order);
}

/* All summaries speak of the program's own terms again. */
static void unpack_summaries(struct sw_unit *program, sw_term first, struct sw_arena *arena)
{
	for (uint32_t i = 0; i < program->functions.n; i++) {
		const struct sw_symbol *s = program->functions.at[i]->symbol;
		const struct sw_summary *summaries[] = { s->inferred, s->summary };

		for (int k = 0; k < 2; k++)
			if (summaries[k] && summaries[k]->parcel)
				sw_summary_unpack(&program->terms, first, (struct sw_summary *)summaries[k], arena);
		sw_arena_reset(arena);
	}
}

/* All that is to be kept is known: what follows is looked at in each run. */
static void finish_cache(struct crew *crew)
{
	struct sw_solver *solver = crew->solver;
	struct sw_cache_user **users = sw_alloc(&crew->arena, crew->n * sizeof *users);

	if (!crew->contracts)
		return;
	for (unsigned i = 0; i < crew->n; i++)
		users[i] = crew->workers[i]->cache;
	solver->kept = sw_cache_bytes(solver->cache, users, crew->n, &solver->unit->arena, &solver->n_kept);
	for (unsigned i = 0; i < crew->n; i++) {
		sw_cache_user_free(users[i]);
		crew->workers[i]->cache = NULL;
	}
}

/* What it has made is the program's. */
static void dismiss(struct crew *crew, struct work *w)
{
	struct sw_statistics *all = &crew->solver->statistics;

	add_statistics(all, &w->statistics);
	for (unsigned i = 0; i <= DEPTH; i++)
		sw_arena_free(&w->scratch[i]);
	sw_arena_free(&w->imports.arena);
	sw_arena_free(&w->backup);
	if (w->unit->whole)
		sw_arena_join(&crew->solver->unit->arena, &w->view.arena);
}

void sw_solve(struct sw_solver *solver)
{
	pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	struct crew crew = { .solver = solver };
	struct work *w;

	sw_bind(solver->unit, solver->contracts);
	crew.order = sw_find_order(solver->unit);
	hire_all(&crew, &lock);
	w = crew.workers[0];
	solve_all(&crew);
	finish_cache(&crew);
	solver->statistics.functions = solver->unit->functions.n;
	solver->statistics.calls = count_calls(solver->unit);
	drop_stale_findings(&solver->findings);
	sw_drop_kept_pointers(solver->unit, &solver->findings, sites_of, w);
	if (solver->unit->whole)
		unpack_summaries(solver->unit, w->view.terms.first, scratch(w));
	w->unit = solver->unit;
	check_entries(w);
	for (unsigned i = 0; i < crew.n; i++)
		dismiss(&crew, crew.workers[i]);
	sw_arena_free(&crew.order.arena);
	sw_arena_free(&crew.arena);
}
