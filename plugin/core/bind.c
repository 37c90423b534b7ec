// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Before a unit is solved: gives symbols and slots the contracts that annotation files have for them, and follows
 * functions that are passed as arguments to where they end: in a slot, or with one who declares how it enters them.
 *
 * timer_setup() and usb_fill_bulk_urb() put an argument into a field; a driver's own wrapper passes its argument on to
 * them. So for each function its placings are found, from those of its callees, until nothing is new; then each call that
 * passes a function's address to one with placings is an assignment like `x->complete = f`.
 */
#include <stdlib.h>
#include <string.h>

#include "sleepwalk/solver.h"

/* A function that a constant variable holds. */
struct table_entry {
	sw_term variable;
	struct sw_symbol *function;
};

struct binding {
	struct sw_unit *unit;
	const struct sw_contracts *contracts; /* or NULL */
};

/* What is taken for granted of a function of which nothing is known but a parameter's type. */
static struct sw_contract *assumed(struct binding *b, const struct sw_symbol *s)
{
	const struct sw_contract *type = s->assumed_type && b->contracts ? sw_contracts_find(b->contracts, s->assumed_type) : NULL;

	return type ? sw_contract_of_type(&b->unit->terms, type, s->name, s->assumed_arg) : NULL;
}

static void bind_by_field(struct binding *b, struct sw_symbol *s)
{
	for (uint32_t i = 0; i < b->contracts->by_field.n; i++) {
		const struct sw_field_entry *entry = &b->contracts->by_field.at[i];
		struct sw_by_field *said;

		if (strcmp(entry->function, s->name))
			continue;
		said = SW_NEW(&b->unit->arena, struct sw_by_field);
		*said = (struct sw_by_field){ entry->field, sw_contracts_find(b->contracts, entry->name), s->by_field };
		if (said->contract)
			s->by_field = said;
	}
}

static void bind_symbols(struct binding *b)
{
	for (uint32_t i = 0; i < b->unit->symbols.n; i++) {
		struct sw_symbol *s = b->unit->symbols.at[i];

		if (!s->contract && b->contracts)
			s->contract = sw_contracts_find(b->contracts, s->name);
		if (b->contracts)
			bind_by_field(b, s);
		if (!s->contract && !s->body && !s->alias_of)
			s->contract = assumed(b, s);
		if (s->contract)
			s->summary = &s->contract->summary;
	}
}

const struct sw_contract *sw_pointer_contract(const struct sw_unit *unit, const char *slot, const struct sw_contract *own)
{
	return own || !slot || !unit->contracts ? own : sw_contracts_find(unit->contracts, slot);
}

/* ---- every call ---- */

static void bind_events(struct binding *b, struct sw_function *function)
{
	for (uint32_t k = 0; k < function->blocks.n; k++) {
		for (uint32_t i = 0; i < function->blocks.at[k].events.n; i++) {
			struct sw_event *e = &function->blocks.at[k].events.at[i];

			if (e->kind == SW_EVENT_CALL && !e->callee)
				e->contract = sw_pointer_contract(b->unit, e->slot, e->contract);
		}
	}
}

static void bind_calls(struct binding *b)
{
	for (uint32_t f = 0; f < b->unit->functions.n; f++) {
		struct sw_function *function = b->unit->functions.at[f];

		bind_events(b, function);
		if (function->blocks.n && !function->n_blocks)
			sw_function_list_calls(b->unit, function);
		for (uint32_t i = 0; i < function->calls.n; i++) {
			struct sw_call *call = &function->calls.at[i];

			call->contract = sw_pointer_contract(b->unit, call->slot, call->contract);
			if (!call->callee)
				call->callee = sw_unit_function_of(b->unit, call->target);
			if (call->callee)
				sw_symbol_real(call->callee)->callers++;
		}
	}
}

const struct sw_context *sw_assignment_context(const struct sw_assignment *assignment)
{
	const struct sw_contract *contract = assignment->contract;

	return assignment->enters ? &assignment->enters->context : contract && contract->entered ? &contract->context : NULL;
}

typedef bool each_call_fn(struct binding *b, struct sw_function *function, const struct sw_call *call);

/* Did FN say true of any call of the unit that passes something on? */
static bool any_call(struct binding *b, each_call_fn *fn)
{
	bool any = false;

	for (uint32_t f = 0; f < b->unit->functions.n; f++) {
		struct sw_function *function = b->unit->functions.at[f];

		for (uint32_t i = 0; i < function->calls.n; i++)
			if (function->calls.at[i].passed.n)
				any |= fn(b, function, &function->calls.at[i]);
	}
	return any;
}

/* ---- placings ---- */

/* A guard over the constants that a call passes. */
struct passing_call {
	const struct sw_unit *unit;
	const struct sw_call *call;
};

static struct sw_values known_constant(void *cookie, sw_term t)
{
	const struct passing_call *c = cookie;
	const struct sw_node *n = sw_term_node(&c->unit->terms, t);

	for (uint32_t i = 0; n->op == SW_PARAM && i < c->call->constants.n; i++)
		if (c->call->constants.at[i].arg == n->number)
			return sw_values_one(c->call->constants.at[i].value);
	return sw_values_any();
}

/* False when the guard can not hold; OPEN when it may or may not. */
static bool may_hold(const struct sw_unit *unit, const struct sw_call *call, const struct sw_guard *guard, bool *open)
{
	struct passing_call c = { unit, call };

	*open = false;
	for (unsigned i = 0; i < guard->n; i++) {
		struct sw_values values = sw_term_eval(&unit->terms, guard->at[i].term, known_constant, &c);

		if (sw_values_disjoint(&values, guard->at[i].values))
			return false;
		*open |= !sw_values_within(&values, guard->at[i].values);
	}
	return true;
}

typedef bool placing_fn(struct binding *b, void *cookie, const struct sw_placing *placing);

/* Gives FN what CALL does with its argument ARG, as its callee's contract says, or else its placings. */
static bool each_placing(struct binding *b, const struct sw_call *call, unsigned arg, placing_fn *fn, void *cookie)
{
	const struct sw_symbol *callee = sw_symbol_bound(call->callee);
	const struct sw_contract *contract = callee ? callee->contract : call->contract;
	bool any = false, declared = false;

	for (uint32_t i = 0; contract && i < contract->clauses.n; i++) {
		const struct sw_clause *c = &contract->clauses.at[i];
		bool open;

		if (c->kind != SW_CLAUSE_ENTERS || c->arg != arg)
			continue;
		declared = true;
		if (may_hold(b->unit, call, &c->guard, &open))
			any |= fn(b, cookie, &(struct sw_placing){ .arg = arg, .contract = contract, .enters = c, .open = open });
	}
	for (uint32_t i = 0; !declared && callee && i < callee->placings.n; i++) {
		const struct sw_placing placing = callee->placings.at[i]; /* a copy: a function may pass to itself */

		if (placing.arg == arg)
			any |= fn(b, cookie, &placing);
	}
	return any;
}

struct parameter {
	struct sw_symbol *owner;
	unsigned number;
};

static bool add_placing(struct binding *b, void *cookie, const struct sw_placing *placing)
{
	const struct parameter *p = cookie;
	struct sw_placing mine = *placing;

	mine.arg = p->number;
	return sw_symbol_places(b->unit, p->owner, &mine);
}

/* What the function does with its own parameters by passing them on. */
static bool pass_on(struct binding *b, struct sw_function *function, const struct sw_call *call)
{
	bool any = false;

	for (uint32_t i = 0; i < call->passed.n; i++) {
		struct parameter p = { function->symbol, call->passed.at[i].parameter };

		if (p.number)
			any |= each_placing(b, call, call->passed.at[i].arg, add_placing, &p);
	}
	return any;
}

struct passing {
	const struct sw_passed *passed;
	const struct sw_function *in;
	const struct sw_call *call;
};

static bool add_assignment(struct binding *b, void *cookie, const struct sw_placing *placing)
{
	const struct passing *p = cookie;

	*sw_vec_push(&b->unit->arena, &b->unit->assignments) = (struct sw_assignment){
		.function = p->passed->function, .slot = placing->slot, .contract = placing->contract, .enters = placing->enters,
		.open = placing->open, .by = p->call->callee ? p->call->callee->name : p->call->slot, .in = p->in->symbol, .place = p->passed->place,
	};
	return true;
}

/* SYMBOL is entered in CONTEXT, too. */
static void add_entry(struct binding *b, struct sw_symbol *symbol, const struct sw_context *context)
{
	symbol = sw_symbol_real(symbol);
	if (!symbol->registered || symbol->callers)
		return;
	if (!symbol->entry) {
		symbol->entry = SW_NEW(&b->unit->arena, struct sw_context);
		*symbol->entry = *context;
	} else {
		*symbol->entry = sw_context_join(symbol->entry, context);
	}
}

/* Is something said of whom CALL reaches? Then he enters no function but those that this says he does: can_rx_unregister(). */
static bool is_declared(const struct sw_call *call)
{
	const struct sw_symbol *callee = sw_symbol_bound(call->callee);
	const struct sw_contract *contract = callee ? callee->contract : call->contract;

	return contract && contract->origin != SW_ORIGIN_ASSUMED;
}

/* Who is given a function without a word of what becomes of it may do anything with it. */
static bool pass_functions(struct binding *b, struct sw_function *function, const struct sw_call *call)
{
	struct sw_context any = sw_context_any();

	for (uint32_t i = 0; i < call->passed.n; i++) {
		struct passing p = { &call->passed.at[i], function, call };

		if (!p.passed->function || !p.passed->arg)
			continue;
		if (!each_placing(b, call, p.passed->arg, add_assignment, &p) && !is_declared(call))
			add_entry(b, p.passed->function, &any);
	}
	return false;
}

static void bind_assignments(struct binding *b)
{
	struct sw_context any = sw_context_any();

	for (uint32_t i = 0; i < b->unit->assignments.n; i++) {
		struct sw_assignment *a = &b->unit->assignments.at[i];
		const struct sw_context *context;

		a->contract = sw_pointer_contract(b->unit, a->slot, a->contract);
		context = sw_assignment_context(a);
		add_entry(b, a->function, context ? context : &any);
	}
}

/* ---- slots ---- */

static int by_slot(const void *a, const void *b)
{
	const struct sw_assignment *x = a, *y = b;

	/* functions by name: the same order in every run */
	return x->slot != y->slot ? (x->slot > y->slot) - (x->slot < y->slot)
				  : strcmp(x->function->link_name, y->function->link_name);
}

static int by_variable(const void *a, const void *b)
{
	const struct table_entry *x = a, *y = b;

	return x->variable != y->variable ? (x->variable > y->variable) - (x->variable < y->variable)
					  : strcmp(x->function->link_name, y->function->link_name);
}

/* Runs of one variable in ENTRIES, which are sorted, become its table. */
static void make_tables(struct binding *b, const struct table_entry *entries, uint32_t n)
{
	struct sw_symbol **functions = sw_alloc(&b->unit->arena, (n + 1) * sizeof *functions);
	struct sw_table *table = NULL;

	b->unit->tables.n = 0;
	for (uint32_t i = 0; i < n; i++) {
		if (!table || table->variable != entries[i].variable) {
			table = sw_vec_push(&b->unit->arena, &b->unit->tables);
			*table = (struct sw_table){ .variable = entries[i].variable, .at = &functions[i] };
		}
		if (!table->n || table->at[table->n - 1] != entries[i].function)
			table->at[table->n++] = entries[i].function;
	}
}

static uint32_t table_of(const struct sw_unit *unit, sw_term variable)
{
	uint32_t low = 0, high = unit->tables.n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (unit->tables.at[middle].variable < variable)
			low = middle + 1;
		else
			high = middle;
	}
	return low < unit->tables.n && unit->tables.at[low].variable == variable ? low + 1 : 0;
}

/* Who gets the address of a constant table may call the functions in it. */
static void find_tables_of(struct sw_unit *unit, struct sw_call *call)
{
	for (uint32_t i = 0; i < call->passed.n; i++)
		if (call->passed.at[i].variable)
			call->passed.at[i].table = table_of(unit, call->passed.at[i].variable);
}

static void find_tables(struct binding *b)
{
	uint32_t n = b->unit->constants.n;
	struct table_entry *entries = sw_alloc(&b->unit->arena, (n + 1) * sizeof *entries);

	for (uint32_t i = 0; i < n; i++)
		entries[i] = (struct table_entry){ sw_term_node(&b->unit->terms, b->unit->constants.at[i].place)->a,
						   b->unit->constants.at[i].function };
	if (n)
		qsort(entries, n, sizeof *entries, by_variable);
	make_tables(b, entries, n);
	for (uint32_t f = 0; n && f < b->unit->functions.n; f++)
		for (uint32_t i = 0; i < b->unit->functions.at[f]->calls.n; i++)
			find_tables_of(b->unit, &b->unit->functions.at[f]->calls.at[i]);
}

/* Runs of one slot in the sorted assignments become its candidates, each function once. */
static void find_candidates(struct binding *b)
{
	uint32_t n = b->unit->assignments.n;
	struct sw_assignment *sorted = sw_alloc(&b->unit->arena, (n + 1) * sizeof *sorted);
	struct sw_symbol **functions = sw_alloc(&b->unit->arena, (n + 1) * sizeof *functions);
	struct sw_candidates *last = NULL;

	for (uint32_t i = 0; i < n; i++)
		sorted[i] = b->unit->assignments.at[i];
	qsort(sorted, n, sizeof *sorted, by_slot);
	for (uint32_t i = 0; i < n; i++) {
		if (!sorted[i].slot)
			continue;
		if (!last || last->slot != sorted[i].slot) {
			last = sw_vec_push(&b->unit->arena, &b->unit->candidates);
			*last = (struct sw_candidates){ .slot = sorted[i].slot, .at = functions };
		}
		if (!last->n || last->at[last->n - 1] != sorted[i].function) {
			*functions++ = sorted[i].function;
			last->n++;
		}
	}
}

static int by_place(const void *a, const void *b)
{
	const struct sw_constant *x = a, *y = b;

	return (x->place > y->place) - (x->place < y->place);
}

void sw_bind(struct sw_unit *unit, const struct sw_contracts *contracts)
{
	struct binding b = { unit, contracts };

	unit->contracts = contracts;
	if (unit->constants.n)
		qsort(unit->constants.at, unit->constants.n, sizeof *unit->constants.at, by_place);
	bind_symbols(&b);
	bind_calls(&b);
	while (any_call(&b, pass_on))
		;
	any_call(&b, pass_functions);
	bind_assignments(&b);
	find_candidates(&b);
	find_tables(&b);
}
