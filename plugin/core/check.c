// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Holds solved functions against what was declared: their own contract, and the contexts that they are entered in.
 *
 * A contract is a promise to every caller, so each context that it allows must do. An entry context says what surely is,
 * so only a demand that nothing in it can meet is wrong.
 */
#include "sleepwalk/solver.h"

/* The counter whose range in CONTEXT does not do for DEMAND, or SW_COUNTERS. */
static enum sw_counter unmet(const struct sw_demand *demand, const struct sw_context *context, bool promise)
{
	bool zero = true;

	if (demand->kind == SW_DEMAND_ATOMIC) {
		for (enum sw_counter c = 0; c < SW_COUNTERS; c++)
			zero &= c == SW_PAGEFAULT || context->of[c].lo == 0;
		for (enum sw_counter c = 0; c < SW_COUNTERS && !promise; c++)
			zero &= c == SW_PAGEFAULT || context->of[c].hi == 0;
		return zero ? SW_PREEMPT : SW_COUNTERS;
	}
	for (enum sw_counter c = 0; c < SW_COUNTERS; c++) {
		struct sw_range both = sw_range_meet(demand->context.of[c], context->of[c]);

		if (promise ? !sw_range_within(context->of[c], demand->context.of[c]) : sw_range_is_empty(both))
			return c;
	}
	return SW_COUNTERS;
}

/* Does the guard hang on a scalar that the entry leaves open? Then what it guards is possible only. */
static bool hangs_on_scalar(const struct sw_unit *unit, const struct sw_guard *guard)
{
	for (unsigned i = 0; i < guard->n; i++) {
		const struct sw_node *n = sw_term_node(&unit->terms, guard->at[i].term);

		if (!n->has_mem && n->op != SW_COUNTER)
			return true;
	}
	return false;
}

/* Does a test of the guard on a counter fail in each context that can be? */
static bool fails_in(const struct sw_unit *unit, const struct sw_guard *guard, const struct sw_context *context)
{
	for (unsigned i = 0; i < guard->n; i++) {
		const struct sw_node *n = sw_term_node(&unit->terms, guard->at[i].term);
		struct sw_values counts;

		if (n->op != SW_COUNTER)
			continue;
		counts = sw_values_range(context->of[n->number].lo, context->of[n->number].hi);
		if (sw_values_disjoint(&counts, &guard->at[i].values))
			return true;
	}
	return false;
}

static struct sw_finding *add(struct sw_findings *findings, enum sw_finding_kind kind, enum sw_tag tag,
			      const struct sw_symbol *symbol, const struct sw_demand *demand, enum sw_counter counter,
			      struct sw_range actual)
{
	struct sw_finding *f = sw_vec_push(findings->arena, &findings->list);

	*f = (struct sw_finding){ .kind = kind, .tag = tag, .function = (struct sw_symbol *)symbol };
	f->demand = demand->kind;
	f->counter = counter;
	f->expected = demand->context.of[counter];
	f->actual = actual;
	f->place = demand->witness ? demand->witness->place : symbol->place;
	f->callee = demand->witness ? demand->witness->callee : symbol->name;
	f->witness = demand->witness ? demand->witness->next : NULL;
	return f;
}

static bool declares_atomic(const struct sw_contract *contract)
{
	for (uint32_t i = 0; i < contract->summary.demands.n; i++)
		if (contract->summary.demands.at[i].kind == SW_DEMAND_ATOMIC)
			return true;
	return false;
}

/* Is D more than CONTRACT lets its holder demand? Then the counter in question, else SW_COUNTERS. */
static enum sw_counter beyond(const struct sw_contract *contract, const struct sw_demand *d, struct sw_context *context)
{
	enum sw_counter c;

	*context = sw_contract_allows(contract, &d->guard);
	/* a contract that names some counters says nothing of the others: there it allows what the body expects */
	for (c = 0; c < SW_COUNTERS; c++)
		if (!contract->declares[c])
			context->of[c] = sw_range_meet(context->of[c], d->context.of[c]);
	c = unmet(d, context, true);
	if (d->kind == SW_DEMAND_ATOMIC)
		return declares_atomic(contract) ? SW_COUNTERS : c;
	return c == SW_COUNTERS && d->kind == SW_DEMAND_SLEEP && declares_atomic(contract) ? SW_PREEMPT : c;
}

void sw_check_contract(const struct sw_unit *unit, const struct sw_symbol *symbol, struct sw_findings *findings)
{
	const struct sw_contract *contract = symbol->contract;

	if (!contract || contract->trusted || !contract->declares_expectation || !symbol->inferred)
		return;
	for (uint32_t i = 0; i < symbol->inferred->demands.n; i++) {
		const struct sw_demand *d = &symbol->inferred->demands.at[i];
		struct sw_context context;
		enum sw_counter c = beyond(contract, d, &context);
		struct sw_finding *f;

		if (c == SW_COUNTERS)
			continue;
		f = add(findings, SW_FOUND_DECLARED, d->kind == SW_DEMAND_UNDERFLOW ? SW_TAG_UNDERFLOW : SW_TAG_CONTRACT,
			symbol, d, c, context.of[c]);
		f->contract = contract;
		f->possible = d->possible || hangs_on_scalar(unit, &d->guard);
	}
}

static bool stands_in(const struct sw_function *function, const struct sw_place *place)
{
	for (uint32_t b = 0; b < function->blocks.n; b++)
		for (uint32_t i = 0; i < function->blocks.at[b].events.n; i++)
			if (place->cookie && function->blocks.at[b].events.at[i].place.cookie == place->cookie)
				return true;
	return false;
}

/* The function with an event at PLACE, or NULL. It looks at all: only findings ask. */
static struct sw_symbol *function_at(const struct sw_unit *unit, const struct sw_place *place)
{
	for (uint32_t f = 0; f < unit->functions.n; f++)
		if (stands_in(unit->functions.at[f], place))
			return unit->functions.at[f]->symbol;
	return NULL;
}

static void enter_at(struct sw_finding *f, const struct sw_unit *unit, const struct sw_place *place, const char *by)
{
	f->entered = *place;
	f->entered_in = function_at(unit, place);
	f->entered_by = by;
}

/* The finding speaks of the place where FUNCTION was given away, and of what it does below. */
static void move_to_entry(struct sw_finding *f, const struct sw_symbol *function, const struct sw_demand *d)
{
	f->place = f->entered;
	f->callee = function->name;
	f->witness = d->witness;
}

/* `=0` against `x-1`, and `x+0` against `=c`, can be the same count; only two of one kind can be told apart. */
static bool differ(struct sw_transfer a, struct sw_transfer b)
{
	return a.set == b.set && !sw_transfer_equal(a, b);
}

static enum sw_counter first_difference(const struct sw_vector *a, const struct sw_vector *b)
{
	enum sw_counter c = 0;

	while (c < SW_COUNTERS && !differ(a->of[c], b->of[c]))
		c++;
	return c;
}

/* Does FUNCTION adjust counters as the contract of the pointer says? One way through both is compared with one. */
static enum sw_counter effect_difference(const struct sw_contract *contract, const struct sw_summary *summary,
					 struct sw_transfer *declared, struct sw_transfer *found)
{
	static const struct sw_case nothing;
	const struct sw_case *want = contract->summary.cases.n ? contract->summary.cases.at : &nothing;
	const struct sw_case *have = summary->cases.n ? summary->cases.at : &nothing;
	enum sw_counter c;

	if (!contract->declares_effect || summary->imbalanced || contract->summary.cases.n > 1 || summary->cases.n > 1)
		return SW_COUNTERS;
	c = first_difference(&have->vector, &want->vector);
	if (c != SW_COUNTERS) {
		*declared = want->vector.of[c];
		*found = have->vector.of[c];
	}
	return c;
}

static void check_slot_effect(const struct sw_symbol *function, const struct sw_assignment *assignment,
			      struct sw_findings *findings)
{
	struct sw_transfer declared, found;
	enum sw_counter c = effect_difference(assignment->contract, function->summary, &declared, &found);
	struct sw_finding *f;

	if (c == SW_COUNTERS)
		return;
	f = sw_vec_push(findings->arena, &findings->list);
	*f = (struct sw_finding){ .kind = SW_FOUND_EFFECT, .tag = SW_TAG_SLOT_CONTRACT, .counter = c };
	f->function = (struct sw_symbol *)function;
	f->contract = assignment->contract;
	f->place = assignment->place;
	f->here = found;
	f->there = declared;
}

void sw_check_slot(const struct sw_unit *unit, const struct sw_symbol *function, const struct sw_assignment *assignment,
		   struct sw_findings *findings)
{
	const struct sw_contract *contract = assignment->contract;
	const struct sw_summary *summary = function->summary;

	if (summary)
		check_slot_effect(function, assignment, findings);
	for (uint32_t i = 0; summary && i < summary->demands.n; i++) {
		const struct sw_demand *d = &summary->demands.at[i];
		struct sw_context context;
		enum sw_counter c = beyond(contract, d, &context);
		struct sw_finding *f;

		if (c == SW_COUNTERS)
			continue;
		f = add(findings, SW_FOUND_ENTERED, SW_TAG_SLOT_CONTRACT, function, d, c, context.of[c]);
		f->contract = contract;
		f->possible = d->possible || hangs_on_scalar(unit, &d->guard);
		enter_at(f, unit, &assignment->place, assignment->slot);
		move_to_entry(f, function, d);
		return;
	}
}

/* May this exit, and the case that the contract declares, be one and the same return? */
static bool same_way_out(const struct sw_flow *flow, const struct sw_exit *exit, const struct sw_case *declared)
{
	struct sw_guard guard = exit->guard;

	return sw_guard_add(&guard, sw_term_leaf(flow->space.terms, SW_RET, 0), &exit->result) &&
	       !sw_guard_contradicts(&guard, &declared->guard);
}

/* The declared case that comes nearest to what EXIT does: one that it matches if there is one. */
static const struct sw_case *nearest(const struct sw_flow *flow, const struct sw_exit *exit,
				     const struct sw_summary *declared, enum sw_counter *difference)
{
	const struct sw_case *found = NULL;

	*difference = SW_COUNTERS;
	for (uint32_t i = 0; i < declared->cases.n; i++) {
		const struct sw_case *c = &declared->cases.at[i];
		enum sw_counter d;

		if (!same_way_out(flow, exit, c))
			continue;
		d = first_difference(&exit->vector, &c->vector);
		if (d == SW_COUNTERS || !found) {
			found = c;
			*difference = d;
		}
		if (d == SW_COUNTERS)
			break;
	}
	return found;
}

void sw_check_effects(const struct sw_flow *flow, struct sw_findings *findings)
{
	const struct sw_contract *contract = flow->function->symbol->contract;

	if (!contract || contract->trusted || !contract->declares_effect || contract->summary.restores_irq)
		return;
	for (uint32_t i = 0; i < flow->exits.n; i++) {
		const struct sw_exit *exit = &flow->exits.at[i];
		enum sw_counter c;
		const struct sw_case *declared = nearest(flow, exit, &contract->summary, &c);
		struct sw_finding *f;

		if (!declared || c == SW_COUNTERS || exit->inexact)
			continue;
		f = sw_vec_push(findings->arena, &findings->list);
		*f = (struct sw_finding){ .kind = SW_FOUND_EFFECT, .tag = SW_TAG_CONTRACT, .contract = contract };
		f->function = flow->function->symbol;
		f->place = exit->place;
		f->counter = c;
		f->here = exit->vector.of[c];
		f->there = declared->vector.of[c];
		f->trail = exit->trail;
		return; /* one exit is enough to show it */
	}
}

void sw_check_entry(const struct sw_unit *unit, const struct sw_symbol *symbol, const struct sw_contract *contract,
		    const struct sw_context *context, const char *by, const struct sw_place *place, bool slot,
		    struct sw_findings *findings)
{
	const struct sw_summary *summary = symbol->inferred ? symbol->inferred : symbol->summary;

	for (uint32_t i = 0; summary && i < summary->demands.n; i++) {
		const struct sw_demand *d = &summary->demands.at[i];
		enum sw_counter c = unmet(d, context, false);
		struct sw_finding *f;
		bool possible = d->possible || hangs_on_scalar(unit, &d->guard);

		if (c == SW_COUNTERS || fails_in(unit, &d->guard, context))
			continue;
		f = add(findings, SW_FOUND_ENTERED, slot ? SW_TAG_SLOT_CONTRACT :
			d->kind == SW_DEMAND_UNDERFLOW ? SW_TAG_UNDERFLOW : SW_TAG_ENTRY_CONTEXT, symbol, d, c,
			context->of[c]);
		f->possible = possible;
		f->contract = contract;
		if (place)
			enter_at(f, unit, place, by);
		if (place && (slot || !d->witness))
			move_to_entry(f, symbol, d);
		if (!possible)
			return; /* one is enough to show it */
	}
}
