// SPDX-License-Identifier: GPL-2.0-or-later
/* Units and their symbols, and the building of residues. */
#include <string.h>

#include "sleepwalk/residue.h"

void sw_unit_init(struct sw_unit *unit)
{
	*unit = (struct sw_unit){ 0 };
	unit->strings.arena = &unit->arena;
	sw_terms_init(&unit->terms, &unit->arena, &unit->strings);
}

void sw_unit_free(struct sw_unit *unit)
{
	sw_arena_free(&unit->arena);
}

/* LINK_NAME is interned, so its address stands for it. */
static struct sw_symbol **find(struct sw_symbol **table, uint32_t size, const char *link_name)
{
	uint32_t i = sw_hash_pointer(link_name) & (size - 1);

	while (table[i] && table[i]->link_name != link_name)
		i = (i + 1) & (size - 1);
	return &table[i];
}

static void grow(struct sw_unit *unit)
{
	unit->table_size = unit->table_size ? unit->table_size * 2 : 512;
	unit->table = sw_alloc(&unit->arena, unit->table_size * sizeof *unit->table);
	for (uint32_t i = 0; i < unit->symbols.n; i++)
		*find(unit->table, unit->table_size, unit->symbols.at[i]->link_name) = unit->symbols.at[i];
}

struct sw_symbol *sw_unit_symbol(struct sw_unit *unit, const char *link_name, const char *name)
{
	struct sw_symbol **place, *symbol;

	if (unit->symbols.n * 2 >= unit->table_size)
		grow(unit);
	link_name = sw_intern(&unit->strings, link_name);
	place = find(unit->table, unit->table_size, link_name);
	if (!*place) {
		symbol = SW_NEW(&unit->arena, struct sw_symbol);
		symbol->link_name = symbol->name = link_name;
		*sw_vec_push(&unit->arena, &unit->symbols) = symbol;
		*place = symbol;
	}
	if (name)
		(*place)->name = sw_intern(&unit->strings, name);
	return *place;
}

static struct sw_symbol *follow(struct sw_symbol *symbol, bool past_contracts)
{
	enum { LINKS = 16 };

	for (int hops = 0; symbol && symbol->alias_of && (past_contracts || !symbol->contract) && hops < LINKS; hops++)
		symbol = symbol->alias_of;
	return symbol;
}

struct sw_symbol *sw_symbol_bound(struct sw_symbol *symbol)
{
	return follow(symbol, false);
}

struct sw_symbol *sw_symbol_real(struct sw_symbol *symbol)
{
	return follow(symbol, true);
}

struct sw_symbol *sw_unit_symbol_called(const struct sw_unit *unit, const char *link_name)
{
	return unit->table_size ? *find(unit->table, unit->table_size, link_name) : NULL;
}

struct sw_symbol *sw_unit_symbol_of(const struct sw_unit *unit, sw_term t)
{
	const struct sw_node *n = sw_term_node(&unit->terms, t);

	return n->op == SW_SYMBOL ? sw_unit_symbol_called(unit, n->name) : NULL;
}

struct sw_symbol *sw_unit_function_of(const struct sw_unit *unit, sw_term t)
{
	uint32_t low = 0, high = unit->constants.n;

	if (sw_term_node(&unit->terms, t)->op != SW_MEM)
		return sw_unit_symbol_of(unit, t);
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (unit->constants.at[middle].place == t)
			return unit->constants.at[middle].function;
		if (unit->constants.at[middle].place < t)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

uint32_t sw_unit_slot(const struct sw_unit *unit, const char *slot)
{
	uint32_t low = 0, high = unit->candidates.n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (unit->candidates.at[middle].slot == slot)
			return middle;
		if (unit->candidates.at[middle].slot < slot)
			low = middle + 1;
		else
			high = middle;
	}
	return UINT32_MAX;
}

struct sw_candidates sw_unit_candidates(const struct sw_unit *unit, const char *slot)
{
	const struct sw_candidates none = { 0 };
	uint32_t i = sw_unit_slot(unit, slot);

	return i == UINT32_MAX ? none : unit->candidates.at[i];
}

struct sw_symbol *sw_next_passed(const struct sw_unit *unit, const struct sw_call *call, struct sw_passing *at)
{
	uint32_t n = call->passed.n;

	while (at->passed < n) {
		struct sw_symbol *function = call->passed.at[at->passed++].function;

		if (function)
			return function;
	}
	for (; at->passed < 2 * n; at->passed++, at->entry = 0) {
		uint32_t number = call->passed.at[at->passed - n].table;

		if (number && at->entry < unit->tables.at[number - 1].n)
			return unit->tables.at[number - 1].at[at->entry++];
	}
	return NULL;
}

bool sw_symbol_places(struct sw_unit *unit, struct sw_symbol *symbol, const struct sw_placing *placing)
{
	for (uint32_t i = 0; i < symbol->placings.n; i++) {
		const struct sw_placing *p = &symbol->placings.at[i];

		if (p->arg == placing->arg && p->slot == placing->slot && p->contract == placing->contract &&
		    p->enters == placing->enters && p->open == placing->open)
			return false;
	}
	*sw_vec_push(&unit->arena, &symbol->placings) = *placing;
	return true;
}

struct sw_function *sw_function_begin(struct sw_unit *unit, struct sw_symbol *symbol, unsigned n_params,
				      unsigned n_blocks)
{
	struct sw_function *function = SW_NEW(&unit->arena, struct sw_function);

	function->symbol = symbol;
	function->n_params = n_params;
	function->blocks.at = sw_alloc(&unit->arena, n_blocks * sizeof *function->blocks.at);
	function->blocks.n = function->blocks.room = n_blocks;
	symbol->body = function;
	*sw_vec_push(&unit->arena, &unit->functions) = function;
	return function;
}

sw_term sw_function_new_val(struct sw_unit *unit, struct sw_function *function)
{
	return sw_term_leaf(&unit->terms, SW_VAL, ++function->n_vals);
}

struct sw_event *sw_block_event(struct sw_unit *unit, struct sw_function *function, uint32_t block,
				enum sw_event_kind kind, struct sw_place place)
{
	struct sw_event *event = sw_vec_push(&unit->arena, &function->blocks.at[block].events);

	event->kind = kind;
	event->id = ++function->n_events;
	event->place = place;
	event->path = "";
	return event;
}

struct sw_edge *sw_block_edge(struct sw_unit *unit, struct sw_function *function, uint32_t from, uint32_t to,
			      struct sw_values when)
{
	struct sw_edge *edge = sw_vec_push(&unit->arena, &function->blocks.at[from].edges);

	edge->to = to;
	edge->when = when;
	return edge;
}

/* What argument I of the call passes on; false: nothing that matters. */
static bool find_passed(const struct sw_unit *unit, const struct sw_event *event, unsigned i, struct sw_passed *passed)
{
	const struct sw_node *n = sw_term_node(&unit->terms, event->args[i]);

	*passed = (struct sw_passed){ .arg = i + 1, .place = event->place };
	if (sw_is_by_value(event, i))
		return false;
	passed->function = sw_unit_symbol_of(unit, event->args[i]);
	passed->parameter = n->op == SW_PARAM ? (unsigned)n->number : 0;
	passed->variable = !passed->function && n->op == SW_SYMBOL ? event->args[i] : 0;
	return passed->function || passed->parameter || passed->variable;
}

/* There are as many as calls in a program: no room is left over. */
static void list_passed(struct sw_unit *unit, const struct sw_event *event, struct sw_call *call)
{
	struct sw_passed passed;
	uint32_t n = 0;

	for (unsigned i = 0; i < event->n_args; i++)
		n += find_passed(unit, event, i, &passed);
	if (!n)
		return;
	call->passed.at = sw_alloc_raw(&unit->arena, n * sizeof passed);
	call->passed.room = n;
	for (unsigned i = 0; i < event->n_args; i++)
		if (find_passed(unit, event, i, &passed))
			call->passed.at[call->passed.n++] = passed;
}

/* What clauses may hang on that say what becomes of what is passed. */
static void list_constants(struct sw_unit *unit, const struct sw_event *event, struct sw_call *call)
{
	int64_t value;

	for (unsigned i = 0; call->passed.n && i < event->n_args; i++)
		if (!sw_is_by_value(event, i) && sw_term_is_const(&unit->terms, event->args[i], &value))
			*sw_vec_push(&unit->arena, &call->constants) = (struct sw_passed_constant){ i + 1, value };
}

static uint32_t count_calls(const struct sw_function *function)
{
	uint32_t n = 0;

	for (uint32_t b = 0; b < function->blocks.n; b++)
		for (uint32_t i = 0; i < function->blocks.at[b].events.n; i++)
			n += function->blocks.at[b].events.at[i].kind == SW_EVENT_CALL;
	return n;
}

static void list_value(struct sw_unit *unit, struct sw_function *function, sw_term value)
{
	struct sw_symbol *stored = sw_unit_symbol_of(unit, value);

	if (stored)
		*sw_vec_push(&unit->arena, &function->stored) = stored;
}

static void list_stored(struct sw_unit *unit, struct sw_function *function)
{
	for (uint32_t b = 0; b < function->blocks.n; b++) {
		const struct sw_block *block = &function->blocks.at[b];

		for (uint32_t i = 0; i < block->events.n; i++)
			if (block->events.at[i].kind == SW_EVENT_STORE)
				list_value(unit, function, block->events.at[i].value);
		for (uint32_t i = 0; i < block->edges.n; i++)
			for (uint32_t k = 0; k < block->edges.at[i].assigns.n; k++)
				list_value(unit, function, block->edges.at[i].assigns.at[k].from);
	}
}

/* What FUNCTION puts into variables, it may call through them: it comes after those functions. */
static void pass_stored(struct sw_unit *unit, const struct sw_function *function, struct sw_call *call)
{
	for (uint32_t i = 0; i < function->stored.n; i++)
		*sw_vec_push(&unit->arena, &call->passed) = (struct sw_passed){ .function = function->stored.at[i] };
}

/* Does the call go through a variable, or is one passed, through which the callee may call? */
static bool calls_a_variable(const struct sw_terms *terms, const struct sw_event *call)
{
	for (unsigned i = 0; i < call->n_args; i++)
		if (sw_term_node(terms, call->args[i])->has_local)
			return true;
	return !call->callee && sw_term_node(terms, call->target)->op == SW_VAL;
}

void sw_function_list_calls(struct sw_unit *unit, struct sw_function *function)
{
	bool listed = false;

	function->n_blocks = function->blocks.n;
	function->calls.room = count_calls(function);
	function->calls.at = sw_alloc(&unit->arena, function->calls.room * sizeof *function->calls.at);
	list_stored(unit, function);
	for (uint32_t b = 0; b < function->blocks.n; b++) {
		for (uint32_t i = 0; i < function->blocks.at[b].events.n; i++) {
			const struct sw_event *event = &function->blocks.at[b].events.at[i];
			struct sw_call *call;

			if (event->kind != SW_EVENT_CALL)
				continue;
			call = sw_vec_push(&unit->arena, &function->calls);
			call->callee = event->callee;
			call->target = event->target;
			call->slot = event->slot;
			call->contract = event->contract;
			call->by_parameter = !event->callee && sw_term_node(&unit->terms, event->target)->op == SW_PARAM;
			list_passed(unit, event, call);
			list_constants(unit, event, call);
			if (!listed && calls_a_variable(&unit->terms, event)) {
				pass_stored(unit, function, call);
				listed = true;
			}
		}
	}
}
