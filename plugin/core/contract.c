// SPDX-License-Identifier: GPL-2.0-or-later
/* From clauses to a contract's summary: declared behaviour in the shape that inference gives it. */
#include <string.h>

#include "sleepwalk/contract.h"

static struct sw_demand demand_of(enum sw_demand_kind kind, const struct sw_guard *guard, struct sw_context context)
{
	return (struct sw_demand){ .kind = kind, .guard = *guard, .context = context,
				   .own = sw_context_named(&context) };
}

static struct sw_context only(enum sw_counter counter, struct sw_range range)
{
	struct sw_context context = sw_context_any();

	context.of[counter] = range;
	return context;
}

static void add_demand(struct sw_terms *terms, struct sw_contract *contract, enum sw_demand_kind kind,
		       const struct sw_guard *guard, struct sw_context context)
{
	struct sw_demand demand = demand_of(kind, guard, context);

	sw_summary_add_demand(terms, terms->arena, &contract->summary, &demand);
}

static void add_sleep(struct sw_terms *terms, struct sw_contract *contract, const struct sw_clause *clause)
{
	bool blocks = clause->kind == SW_CLAUSE_BLOCKS;
	struct sw_demand demand = demand_of(blocks ? SW_DEMAND_BLOCK : SW_DEMAND_SLEEP, &clause->guard,
					    blocks ? sw_context_block() : sw_context_sleep());

	demand.possible = clause->possible;
	sw_summary_add_demand(terms, terms->arena, &contract->summary, &demand);
}

/* The effect of one clause on a case, when its guard holds there. */
static void apply(struct sw_case *to, const struct sw_clause *clause)
{
	struct sw_transfer *t = &to->vector.of[clause->counter];

	*t = sw_transfer_then(*t, clause->kind == SW_CLAUSE_SET ? sw_transfer_set(clause->amount)
								: sw_transfer_add(clause->amount));
}

/*
 * Splits CASES[0..N) by a clause: where its guard holds, and, for each of its tests, where that test fails and those
 * before it hold. False when there are too many.
 */
static bool split_cases(struct sw_terms *terms, struct sw_case *cases, unsigned *n, const struct sw_clause *clause)
{
	struct sw_case out[SW_CASES_ROOM];
	unsigned kept = 0;

	for (unsigned i = 0; i < *n; i++) {
		struct sw_case rest = cases[i];

		for (unsigned a = 0; a < clause->guard.n; a++) {
			struct sw_case fails = rest;
			struct sw_values opposite = sw_values_complement(clause->guard.at[a].values);

			if (sw_guard_add(terms, &fails.guard, clause->guard.at[a].term, &opposite)) {
				if (kept == SW_CASES_ROOM)
					return false;
				out[kept++] = fails;
			}
			if (!sw_guard_add(terms, &rest.guard, clause->guard.at[a].term, clause->guard.at[a].values))
				goto next;
		}
		if (kept == SW_CASES_ROOM)
			return false;
		apply(&rest, clause);
		out[kept++] = rest;
next:;
	}
	memcpy(cases, out, kept * sizeof *out);
	*n = kept;
	return true;
}

static bool clauses_equal(const struct sw_clause *a, const struct sw_clause *b)
{
	return a->kind == b->kind && a->counter == b->counter && sw_range_equal(a->range, b->range) &&
	       a->amount == b->amount && a->arg == b->arg && a->result == b->result && a->object == b->object && a->possible == b->possible &&
	       sw_context_equal(&a->context, &b->context) &&
	       sw_guard_equal(&a->guard, &b->guard);
}

static bool is_effect(const struct sw_clause *c)
{
	return c->kind == SW_CLAUSE_ADJUST || c->kind == SW_CLAUSE_SET;
}

static bool is_repeated(const struct sw_contract *contract, uint32_t i)
{
	for (uint32_t j = 0; j < i; j++)
		if (clauses_equal(&contract->clauses.at[i], &contract->clauses.at[j]))
			return true;
	return false;
}

static const char *finish_effects(struct sw_terms *terms, struct sw_contract *contract)
{
	struct sw_case cases[SW_CASES_ROOM] = { 0 };
	unsigned n = 1;

	for (uint32_t i = 0; i < contract->clauses.n; i++) {
		const struct sw_clause *c = &contract->clauses.at[i];

		if (!is_effect(c) || is_repeated(contract, i))
			continue;
		contract->declares_effect = true;
		if (!split_cases(terms, cases, &n, c))
			return "the adjustments make too many cases";
		if (c->kind == SW_CLAUSE_ADJUST && c->amount < 0)
			add_demand(terms, contract, SW_DEMAND_UNDERFLOW, &c->guard,
				   only(c->counter, (struct sw_range){ -c->amount, SW_MAX }));
	}
	for (unsigned i = 0; contract->declares_effect && i < n; i++)
		*sw_vec_push(terms->arena, &contract->summary.cases) = cases[i];
	return NULL;
}

static bool is_expectation(enum sw_clause_kind kind)
{
	return kind == SW_CLAUSE_EXPECT || kind == SW_CLAUSE_SLEEPS || kind == SW_CLAUSE_BLOCKS || kind == SW_CLAUSE_TASK ||
	       kind == SW_CLAUSE_ATOMIC || kind == SW_CLAUSE_ANY;
}

static void finish_clause(struct sw_terms *terms, struct sw_contract *contract, const struct sw_clause *c)
{
	switch (c->kind) {
	case SW_CLAUSE_EXPECT:
		add_demand(terms, contract, SW_DEMAND_EXPECT, &c->guard, only(c->counter, c->range));
		break;
	case SW_CLAUSE_SLEEPS:
	case SW_CLAUSE_BLOCKS:
		add_sleep(terms, contract, c);
		break;
	case SW_CLAUSE_TASK:
		add_demand(terms, contract, SW_DEMAND_EXPECT, &c->guard, sw_context_task());
		break;
	case SW_CLAUSE_ATOMIC:
		add_demand(terms, contract, SW_DEMAND_ATOMIC, &c->guard, sw_context_any());
		break;
	case SW_CLAUSE_SAVE:
		contract->summary.saves_irq = true;
		contract->summary.result =
			sw_term_unary(terms, SW_SAVED, sw_term_leaf(terms, SW_COUNTER, SW_IRQ), 0);
		break;
	case SW_CLAUSE_RETURNS:
		if (c->object) {
			contract->summary.result_values = sw_values_object();
			break;
		}
		/* "the same": an object that has no other name than that of who returns it */
		contract->summary.result = c->result ? c->result : sw_term_symbol(terms, contract->name);
		break;
	case SW_CLAUSE_PROTECTED:
		contract->is_protected = true;
		break;
	case SW_CLAUSE_UPDATE:
		contract->updates = true;
		break;
	case SW_CLAUSE_RESTORE:
		contract->summary.restores_irq = c->arg;
		contract->declares_effect = true;
		break;
	case SW_CLAUSE_ENTERED:
		contract->entered = true;
		contract->context = c->context;
		break;
	case SW_CLAUSE_TRUSTED:
		contract->trusted = c->why;
		break;
	case SW_CLAUSE_REPORT:
		contract->report = true;
		break;
	case SW_CLAUSE_WARNS:
		contract->warns = true;
		break;
	default:
		break;
	}
	for (enum sw_counter k = 0; k < SW_COUNTERS; k++)
		contract->declares[k] |= c->kind == SW_CLAUSE_EXPECT ? k == c->counter : is_expectation(c->kind);
	contract->enters |= c->kind == SW_CLAUSE_ENTERS;
	contract->declares_blocking |= c->kind == SW_CLAUSE_BLOCKS || c->kind == SW_CLAUSE_TASK ||
				       (c->kind == SW_CLAUSE_SLEEPS && !c->possible && !c->guard.n);
	contract->declares_expectation |= is_expectation(c->kind);
}

static unsigned count(const struct sw_contract *contract, enum sw_clause_kind kind)
{
	unsigned n = 0;

	for (uint32_t i = 0; i < contract->clauses.n; i++)
		n += contract->clauses.at[i].kind == kind;
	return n;
}

/* Two expectations of one counter, both always there, that no count meets. */
static bool expects_nothing(const struct sw_contract *contract)
{
	for (enum sw_counter counter = 0; counter < SW_COUNTERS; counter++) {
		struct sw_range all = sw_range_any();

		for (uint32_t i = 0; i < contract->summary.demands.n; i++) {
			const struct sw_demand *d = &contract->summary.demands.at[i];

			if (!d->guard.n)
				all = sw_range_meet(all, d->context.of[counter]);
		}
		if (sw_range_is_empty(all))
			return true;
	}
	return false;
}

/* Two different effects on one counter, in cases that are not told apart. */
static bool adjusts_twice(const struct sw_contract *contract)
{
	for (uint32_t i = 0; i < contract->clauses.n; i++) {
		const struct sw_clause *a = &contract->clauses.at[i];

		if (!is_effect(a) || is_repeated(contract, i))
			continue;
		for (uint32_t j = 0; j < i; j++) {
			const struct sw_clause *b = &contract->clauses.at[j];

			if (is_effect(b) && a->counter == b->counter && !clauses_equal(a, b) &&
			    !sw_guard_contradicts(&a->guard, &b->guard))
				return true;
		}
	}
	return false;
}

static const char *find_contradiction(const struct sw_contract *contract)
{
	unsigned any = count(contract, SW_CLAUSE_ANY), sleeps = count(contract, SW_CLAUSE_SLEEPS),
		 atomic = count(contract, SW_CLAUSE_ATOMIC), task = count(contract, SW_CLAUSE_TASK);

	if (any && (sleeps || atomic || task || count(contract, SW_CLAUSE_EXPECT) || count(contract, SW_CLAUSE_BLOCKS)))
		return "'any context' and an expectation contradict each other";
	if (atomic && (sleeps || task))
		return "'atomic context' contradicts a contract that sleeps or expects task context";
	if (count(contract, SW_CLAUSE_ENTERED) > 1)
		return "'entered with' is given twice; join the counters by 'and'";
	if (count(contract, SW_CLAUSE_RETURNS) > 1)
		return "'returns' is given twice; join the parts by 'and'";
	if (count(contract, SW_CLAUSE_RETURNS) && count(contract, SW_CLAUSE_SAVE))
		return "'returns' and 'save irq' contradict each other";
	if (count(contract, SW_CLAUSE_RESTORE) > 1)
		return "'restore irq' is given twice";
	if (adjusts_twice(contract))
		return "one counter is adjusted in two ways at once";
	if (expects_nothing(contract))
		return "no count meets all that is expected here";
	return NULL;
}

bool sw_contract_finish(struct sw_terms *terms, struct sw_contract *contract, const char **message)
{
	contract->summary = (struct sw_summary){ .contract = contract, .returns = true, .writes = UINT32_MAX };
	contract->summary.result_values = sw_values_any();
	memset(contract->declares, 0, sizeof contract->declares);
	contract->declares_effect = contract->declares_expectation = contract->declares_blocking = contract->report = false;
	contract->enters = contract->entered = contract->is_protected = contract->updates = contract->warns = false;
	for (uint32_t i = 0; i < contract->clauses.n; i++)
		finish_clause(terms, contract, &contract->clauses.at[i]);
	*message = finish_effects(terms, contract);
	if (!*message)
		*message = find_contradiction(contract);
	return !*message;
}

struct renumbering {
	struct sw_terms *terms;
	unsigned arg;
};

static sw_term renumbered(void *cookie, const struct sw_node *leaf, sw_term self, sw_term base)
{
	struct renumbering *r = cookie;

	if (base)
		return sw_term_mem(r->terms, base, leaf->name, leaf->number);
	return leaf->op == SW_PARAM ? sw_term_leaf(r->terms, SW_PARAM, r->arg) : self;
}

struct sw_contract *sw_contract_of_type(struct sw_terms *terms, const struct sw_contract *type, const char *function,
					unsigned arg)
{
	struct renumbering r = { terms, arg };
	struct sw_contract *contract = SW_NEW(terms->arena, struct sw_contract);
	const char *message;

	contract->origin = SW_ORIGIN_ASSUMED;
	contract->type = type;
	contract->place = type->place;
	contract->name = function;
	for (uint32_t i = 0; i < type->clauses.n; i++) {
		struct sw_clause *c = sw_vec_push(terms->arena, &contract->clauses);
		struct sw_guard guard = { 0 };

		*c = type->clauses.at[i];
		for (unsigned a = 0; a < c->guard.n; a++)
			sw_guard_add(terms, &guard, sw_term_replace(terms, c->guard.at[a].term, renumbered, &r),
				     c->guard.at[a].values);
		c->guard = guard;
	}
	sw_contract_finish(terms, contract, &message);
	return contract;
}

struct sw_context sw_contract_allows(const struct sw_contract *contract, const struct sw_guard *guard)
{
	struct sw_context context = contract->entered ? contract->context : sw_context_any();

	for (uint32_t i = 0; i < contract->summary.demands.n; i++) {
		const struct sw_demand *d = &contract->summary.demands.at[i];

		/* where GUARD says nothing at all, a demand that hangs on something does not hold */
		if (d->kind == SW_DEMAND_ATOMIC || sw_guard_contradicts(&d->guard, guard) || (d->guard.n && !guard->n))
			continue;
		for (int c = 0; c < SW_COUNTERS; c++)
			context.of[c] = sw_range_meet(context.of[c], d->context.of[c]);
	}
	return context;
}

static bool contains(const struct sw_contract *contract, const struct sw_clause *clause)
{
	for (uint32_t i = 0; i < contract->clauses.n; i++)
		if (clauses_equal(&contract->clauses.at[i], clause))
			return true;
	return false;
}

bool sw_contract_equal(const struct sw_contract *a, const struct sw_contract *b)
{
	for (uint32_t i = 0; i < a->clauses.n; i++)
		if (!contains(b, &a->clauses.at[i]))
			return false;
	for (uint32_t i = 0; i < b->clauses.n; i++)
		if (!contains(a, &b->clauses.at[i]))
			return false;
	return true;
}
