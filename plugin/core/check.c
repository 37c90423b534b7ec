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
	for (unsigned i = 0; i < guard->n; i++)
		if (guard->at[i].chosen || sw_term_is_scalar(&unit->terms, guard->at[i].term))
			return true;
	return false;
}

struct entry {
	const struct sw_unit *unit;
	const struct sw_context *context;
};

/* What is known of counters where a function is entered. */
static struct sw_values known_on_entry(void *cookie, sw_term t)
{
	const struct entry *e = cookie;

	return sw_context_values(&e->unit->terms, e->context, t);
}

/* Does a test of the guard on counters fail in each context that can be? */
static bool fails_in(const struct sw_unit *unit, const struct sw_guard *guard, const struct sw_context *context)
{
	struct entry entry = { unit, context };

	for (unsigned i = 0; i < guard->n; i++) {
		struct sw_values values;

		if (!sw_term_node(&unit->terms, guard->at[i].term)->has_count)
			continue;
		values = sw_term_eval(&unit->terms, guard->at[i].term, known_on_entry, &entry);
		if (sw_values_disjoint(&values, guard->at[i].values))
			return true;
	}
	return false;
}

/* CONTEXT without counts for which the guard can not hold: 0, those above 0, and what is tested for by itself. */
static void narrow(const struct sw_unit *unit, const struct sw_guard *guard, struct sw_context *context)
{
	for (enum sw_counter c = 0; c < SW_COUNTERS; c++) {
		struct sw_context zero = *context, above = *context;

		zero.of[c] = sw_range_meet(zero.of[c], (struct sw_range){ 0, 0 });
		above.of[c] = sw_range_meet(above.of[c], (struct sw_range){ 1, SW_MAX });
		if (fails_in(unit, guard, &zero))
			*context = above;
		if (fails_in(unit, guard, &above))
			context->of[c] = sw_range_meet(context->of[c], (struct sw_range){ 0, 0 });
	}
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

/* Does the test hold wherever GUARD does? What a test says of the returned value, no guard of a demand can. */
static bool holds(const struct sw_terms *terms, const struct sw_guard *guard, const struct sw_atom *test)
{
	struct sw_values values = sw_guard_eval(terms, guard, test->term);

	return sw_term_node(terms, test->term)->op == SW_RET || sw_values_within(&values, test->values);
}

/* The contexts that are left when all declared demands hold that surely do where GUARD does, and EXTRA, if any. */
static struct sw_context surely_allowed(const struct sw_terms *terms, const struct sw_contract *contract,
					const struct sw_guard *guard, const struct sw_demand *extra)
{
	struct sw_context context = contract->entered ? contract->context : sw_context_any();

	for (uint32_t i = 0; i < contract->summary.demands.n; i++) {
		const struct sw_demand *d = &contract->summary.demands.at[i];
		unsigned held = 0;

		while (held < d->guard.n && holds(terms, guard, &d->guard.at[held]))
			held++;
		if (d->kind == SW_DEMAND_ATOMIC || (held < d->guard.n && d != extra))
			continue;
		for (enum sw_counter c = 0; c < SW_COUNTERS; c++)
			context.of[c] = sw_range_meet(context.of[c], d->context.of[c]);
	}
	return context;
}

/* Takes out of REST what DECLARED guards; true when nothing is left. Of two tests that may both fail, none is taken. */
static bool leave_out(struct sw_terms *terms, struct sw_guard *rest, const struct sw_guard *declared)
{
	const struct sw_atom *open = NULL;
	struct sw_values left, known;

	for (unsigned i = 0; i < declared->n; i++) {
		if (holds(terms, rest, &declared->at[i]))
			continue;
		if (open)
			return false;
		open = &declared->at[i];
	}
	if (!open)
		return true;
	left = sw_values_complement(open->values);
	known = sw_guard_eval(terms, rest, open->term);
	left = sw_values_intersect(&left, &known);
	return !sw_guard_add(terms, rest, open->term, &left) || sw_values_is_none(&left);
}

/* A contract that names some counters says nothing of the others: there it allows what the body expects. */
static void allow_unnamed(const struct sw_contract *contract, const struct sw_demand *d, struct sw_context *context)
{
	for (enum sw_counter c = 0; c < SW_COUNTERS; c++)
		if (!contract->declares[c])
			context->of[c] = sw_range_meet(context->of[c], d->context.of[c]);
}

/* Do the cases of the contract, one after the other, cover all in which the body makes the demand? */
static bool is_declared(struct sw_unit *unit, const struct sw_contract *contract, const struct sw_demand *d)
{
	struct sw_guard rest = d->guard;

	for (uint32_t i = 0; i < contract->summary.demands.n; i++) {
		const struct sw_demand *declared = &contract->summary.demands.at[i];
		struct sw_context context = surely_allowed(&unit->terms, contract, &d->guard, declared);

		narrow(unit, &d->guard, &context);
		allow_unnamed(contract, d, &context);
		if (unmet(d, &context, true) == SW_COUNTERS && leave_out(&unit->terms, &rest, &declared->guard))
			return true;
	}
	return false;
}

/*
 * Is D more than CONTRACT lets its holder demand? Then the counter in question, else SW_COUNTERS. OPEN: only if D's guard
 * and that of a declared demand, which are tests on different things, do not go together.
 */
static enum sw_counter beyond(struct sw_unit *unit, const struct sw_contract *contract, const struct sw_demand *d,
			      struct sw_context *context, bool *open)
{
	enum sw_counter c;

	*open = false;
	*context = sw_contract_allows(contract, &d->guard);
	if (fails_in(unit, &d->guard, context))
		return SW_COUNTERS;
	narrow(unit, &d->guard, context);
	allow_unnamed(contract, d, context);
	c = unmet(d, context, true);
	if (d->kind == SW_DEMAND_ATOMIC)
		return declares_atomic(contract) ? SW_COUNTERS : c;
	if (d->kind == SW_DEMAND_SLEEP && declares_atomic(contract))
		return c == SW_COUNTERS ? SW_PREEMPT : c;
	if (is_declared(unit, contract, d))
		return SW_COUNTERS;
	if (c != SW_COUNTERS)
		return c;
	*open = true;
	*context = surely_allowed(&unit->terms, contract, &d->guard, NULL);
	narrow(unit, &d->guard, context);
	allow_unnamed(contract, d, context);
	return unmet(d, context, true);
}

/*
 * What says where something may be called, and that it does not sleep there, leaves locks open that sleep on PREEMPT_RT only:
 * unless it names a counter that matters to them.
 */
static bool is_left_open(const struct sw_contract *contract, const struct sw_demand *d)
{
	struct sw_context block = sw_context_block();

	if (d->kind != SW_DEMAND_BLOCK || contract->declares_blocking || contract->entered)
		return false;
	for (uint32_t i = 0; i < contract->clauses.n; i++)
		if (contract->clauses.at[i].kind == SW_CLAUSE_EXPECT &&
		    !sw_range_is_any(block.of[contract->clauses.at[i].counter]))
			return false;
	return true;
}

void sw_check_contract(struct sw_unit *unit, const struct sw_symbol *symbol, struct sw_findings *findings)
{
	const struct sw_contract *contract = symbol->contract;
	unsigned char fallen = 0;

	if (!contract || contract->trusted || !contract->declares_expectation || !symbol->inferred)
		return;
	for (uint32_t i = 0; i < symbol->inferred->demands.n; i++) {
		const struct sw_demand *d = &symbol->inferred->demands.at[i];
		struct sw_context context;
		bool open;
		enum sw_counter c = beyond(unit, contract, d, &context, &open);
		struct sw_finding *f;

		if (c == SW_COUNTERS || is_left_open(contract, d))
			continue;
		f = add(findings, SW_FOUND_DECLARED, d->kind == SW_DEMAND_UNDERFLOW ? SW_TAG_UNDERFLOW : SW_TAG_CONTRACT,
			symbol, d, c, context.of[c]);
		f->contract = contract;
		f->possible = open || d->possible || hangs_on_scalar(unit, &d->guard);
		/* what is taken down after a counter fell below 0 may be right once that is mended */
		f->possible |= d->kind == SW_DEMAND_UNDERFLOW && fallen >> c & 1;
		fallen |= (unsigned char)(d->kind == SW_DEMAND_UNDERFLOW ? 1 << c : 0);
	}
}

static void enter_at(struct sw_finding *f, const struct sw_assignment *assignment)
{
	f->entered = assignment->place;
	f->entered_in = assignment->in;
	f->entered_by = assignment->enters ? assignment->by : assignment->slot;
}

/* The finding speaks of the place where FUNCTION was given away, and of what it does below. */
static void move_to_entry(struct sw_finding *f, const struct sw_symbol *function, const struct sw_demand *d)
{
	f->place = f->entered;
	f->callee = function->name;
	f->witness = d->witness;
}

void sw_check_slot(struct sw_unit *unit, const struct sw_symbol *function, const struct sw_assignment *assignment,
		   struct sw_findings *findings)
{
	const struct sw_contract *contract = assignment->contract;
	const struct sw_summary *summary = function->summary;

	if (summary)
		sw_check_slot_effect(unit, function, assignment, findings);
	for (uint32_t i = 0; summary && i < summary->demands.n; i++) {
		const struct sw_demand *d = &summary->demands.at[i];
		struct sw_context context;
		bool open;
		enum sw_counter c = beyond(unit, contract, d, &context, &open);
		struct sw_finding *f;

		if (c == SW_COUNTERS || is_left_open(contract, d))
			continue;
		f = add(findings, SW_FOUND_ENTERED, SW_TAG_SLOT_CONTRACT, function, d, c, context.of[c]);
		f->contract = contract;
		f->possible = open || d->possible || hangs_on_scalar(unit, &d->guard);
		enter_at(f, assignment);
		move_to_entry(f, function, d);
		return;
	}
}

void sw_check_entry(const struct sw_unit *unit, const struct sw_symbol *symbol, const struct sw_contract *contract,
		    const struct sw_context *context, const struct sw_assignment *assignment, bool slot,
		    struct sw_findings *findings)
{
	bool trusted = symbol->contract && symbol->contract->trusted;
	const struct sw_summary *summary = symbol->inferred && !trusted ? symbol->inferred : symbol->summary;

	for (uint32_t i = 0; summary && i < summary->demands.n; i++) {
		const struct sw_demand *d = &summary->demands.at[i];
		enum sw_counter c = unmet(d, context, false);
		struct sw_finding *f;
		bool possible = d->possible || hangs_on_scalar(unit, &d->guard) || (assignment && assignment->open);

		if (c == SW_COUNTERS || fails_in(unit, &d->guard, context))
			continue;
		f = add(findings, SW_FOUND_ENTERED, slot ? SW_TAG_SLOT_CONTRACT :
			d->kind == SW_DEMAND_UNDERFLOW ? SW_TAG_UNDERFLOW : SW_TAG_ENTRY_CONTEXT, symbol, d, c,
			context->of[c]);
		f->possible = possible;
		f->contract = contract;
		if (assignment)
			enter_at(f, assignment);
		if (assignment && (slot || !d->witness))
			move_to_entry(f, symbol, d);
		if (!possible)
			return; /* one is enough to show it */
	}
}
