// SPDX-License-Identifier: GPL-2.0-or-later
/* What a component's solution has gone by, and digests of it: of names their text, for addresses are others in each run. */
#include <string.h>

#include "sleepwalk/trace.h"

/* ---- what is noted ---- */

static bool is_same(const struct sw_dependence *a, const struct sw_dependence *b)
{
	return a->kind == b->kind && a->given == b->given && a->symbol == b->symbol && a->user == b->user && a->name == b->name &&
	       a->path == b->path;
}

static uint32_t *find(const struct sw_trace *trace, const struct sw_dependence *like)
{
	uintptr_t about = (uintptr_t)(like->symbol ? (const void *)like->symbol : (const void *)like->name);
	uint32_t i = sw_hash_pointer((const void *)(about + like->kind)) & (trace->size - 1);

	while (trace->table[i] && !is_same(&trace->list.at[trace->table[i] - 1], like))
		i = (i + 1) & (trace->size - 1);
	return &trace->table[i];
}

static void grow(struct sw_trace *trace)
{
	trace->size = trace->size ? trace->size * 2 : 64;
	trace->table = sw_alloc(&trace->arena, trace->size * sizeof *trace->table);
	for (uint32_t i = 0; i < trace->list.n; i++)
		*find(trace, &trace->list.at[i]) = i + 1;
}

/* Is it the body of a member that is asked for, as it is just being solved? One that comes before it goes by the last round. */
static bool is_own(const struct sw_turn *turn, const struct sw_dependence *d)
{
	if (!d->symbol || !sw_is_member(turn, d->symbol))
		return false;
	return d->kind == SW_ON_BODY || !d->user || d->given || d->symbol->component <= d->user->component;
}

void sw_trace_note(struct sw_trace *trace, const struct sw_turn *turn, const struct sw_dependence *dependence)
{
	struct sw_dependence noted = *dependence;
	uint32_t *place;

	if (is_own(turn, &noted))
		return;
	if (noted.user && sw_is_member(turn, noted.user))
		noted.user = NULL;
	if (trace->list.n * 2 >= trace->size)
		grow(trace);
	place = find(trace, &noted);
	if (*place)
		return;
	*sw_vec_push(&trace->arena, &trace->list) = noted;
	*place = trace->list.n;
}

bool sw_trace_has(const struct sw_trace *trace, const struct sw_turn *turn, const struct sw_symbol *symbol)
{
	const struct sw_dependence summary = { .kind = SW_ON_SUMMARY, .symbol = (struct sw_symbol *)symbol };

	return symbol->component <= turn->component && trace->size && *find(trace, &summary);
}

void sw_trace_forget(struct sw_trace *trace)
{
	sw_arena_reset(&trace->arena);
	memset(&trace->list, 0, sizeof trace->list);
	trace->table = NULL;
	trace->size = 0;
}

/* ---- digests ---- */

static uint64_t mix_text(uint64_t hash, const char *text)
{
	return sw_mix(hash, text ? sw_digest(text, strlen(text)) : 0);
}

static uint64_t mix_place(uint64_t hash, const struct sw_place *place)
{
	return sw_mix(mix_text(hash, place->file), (uint64_t)place->line << 32 | place->column);
}

static uint64_t digest_contract(const struct sw_contract *contract)
{
	uint64_t hash = sw_mix(SW_HASH64_START, contract->origin);

	hash = mix_text(mix_text(hash, contract->name), contract->type ? contract->type->text : contract->text);
	hash = sw_mix(mix_text(hash, contract->trusted), contract->highest_arg);
	return mix_place(hash, &contract->place);
}

/* Several may work it out at a time: it is the same. */
uint64_t sw_contract_digest(const struct sw_contract *contract)
{
	uint64_t known = __atomic_load_n(&contract->digest, __ATOMIC_RELAXED);

	if (!known) {
		known = digest_contract(contract) | 1;
		__atomic_store_n(&((struct sw_contract *)contract)->digest, known, __ATOMIC_RELAXED);
	}
	return known;
}

static uint64_t mix_contract(uint64_t hash, const struct sw_contract *contract)
{
	return sw_mix(hash, contract ? sw_contract_digest(contract) : 0);
}

static uint64_t mix_placing(uint64_t hash, const struct sw_placing *p)
{
	hash = mix_text(sw_mix(hash, (uint64_t)p->arg << 1 | p->open), p->slot);
	hash = mix_contract(hash, p->contract);
	return sw_mix(hash, p->enters ? (uint64_t)(p->enters - p->contract->clauses.at) + 1 : 0);
}

/* All that is said of SYMBOL, and nothing of what was found. */
static uint64_t said_of(const struct sw_symbol *s)
{
	uint64_t hash = mix_text(mix_text(SW_HASH64_START, s->link_name), s->name);
	unsigned flags = s->noreturn | s->local << 1 | s->weak << 2 | s->builtin << 3 | s->registered << 4 | (s->body != NULL) << 5;

	hash = mix_place(sw_mix(hash, flags), &s->place);
	if (s->body)
		hash = sw_mix(hash, (uint64_t)s->body->pointers << 32 | s->body->n_params);
	hash = mix_contract(hash, s->contract);
	for (const struct sw_by_field *f = s->by_field; f; f = f->next)
		hash = mix_contract(mix_text(hash, f->field), f->contract);
	hash = sw_mix(mix_text(hash, s->assumed_type), s->assumed_arg);
	for (uint32_t i = 0; i < s->placings.n; i++)
		hash = mix_placing(hash, &s->placings.at[i]);
	hash = mix_text(hash, s->alias_of ? s->alias_of->link_name : NULL);
	return s->entry ? sw_mix(hash, sw_digest(s->entry, sizeof *s->entry)) : hash;
}

/* The same. */
static uint64_t attributes(struct sw_symbol *symbol)
{
	uint64_t known = __atomic_load_n(&symbol->attributes, __ATOMIC_RELAXED);

	if (!known) {
		known = said_of(symbol) | 1;
		__atomic_store_n(&symbol->attributes, known, __ATOMIC_RELAXED);
	}
	return known;
}

static uint64_t mix_symbol(uint64_t hash, struct sw_symbol *symbol)
{
	return symbol ? sw_mix(sw_mix(hash, attributes(symbol)), attributes(sw_symbol_bound(symbol))) : sw_mix(hash, 0);
}

/* Of a body, and of what is said of it and of whom it speaks. */
static uint64_t body(const struct sw_unit *unit, struct sw_symbol *symbol)
{
	const struct sw_function *function = symbol->body;
	uint64_t hash = sw_mix(attributes(symbol), function->content);

	for (uint32_t i = 0; i < function->calls.n; i++) {
		const struct sw_call *call = &function->calls.at[i];
		struct sw_passing at = { 0 };
		struct sw_symbol *passed;

		hash = mix_contract(mix_symbol(hash, call->callee), call->contract);
		while ((passed = sw_next_passed(unit, call, &at)))
			hash = mix_symbol(hash, passed);
	}
	for (uint32_t i = 0; i < function->stored.n; i++)
		hash = mix_symbol(hash, function->stored.at[i]);
	return hash;
}

uint64_t sw_component_digest(const struct sw_unit *unit, struct sw_symbol *const *members, uint32_t n,
			     struct sw_symbol *const *callees, uint32_t n_callees, bool for_value)
{
	uint64_t hash = sw_mix(SW_HASH64_START, for_value);

	for (uint32_t i = 0; i < n; i++)
		hash = sw_mix(hash, body(unit, members[i]));
	for (uint32_t i = 0; i < n_callees; i++)
		hash = sw_mix(hash, attributes(callees[i]));
	return hash;
}

/* Of what was found of SYMBOL, as SOLUTION says; 0: that is not known. */
static uint64_t version(struct sw_symbol *symbol, uint64_t solution)
{
	return solution == SW_SOLUTION_UNKNOWN ? 0 : sw_mix(attributes(symbol), solution) | 1;
}

static uint64_t summary(struct sw_turn *turn, const struct sw_dependence *d)
{
	uint32_t user = d->user ? d->user->component : turn->component;
	bool now = sw_turn_counts(turn, user, d->given, d->symbol);

	return version(d->symbol, now ? d->symbol->solution : d->symbol->told_solution);
}

static uint64_t name(struct sw_unit *unit, const struct sw_dependence *d)
{
	return mix_symbol(0, sw_unit_symbol_called(unit, d->name)) | 1;
}

static uint64_t constant(struct sw_unit *unit, const struct sw_dependence *d)
{
	sw_term variable = sw_term_symbol(&unit->terms, d->name);
	struct sw_symbol *function = sw_unit_function_of(unit, sw_term_mem(&unit->terms, variable, d->path, 0));

	return mix_symbol(0, function) | 1;
}

/* Of functions with a body it is asked what the last round has found of them. */
static uint64_t slot(const struct sw_unit *unit, const struct sw_dependence *d)
{
	uint32_t number = sw_unit_slot(unit, d->name);
	const struct sw_candidates *candidates;
	uint64_t hash, one = 1;

	if (number == UINT32_MAX)
		return 1;
	candidates = &unit->candidates.at[number];
	hash = sw_mix(candidates->sleep, candidates->block);
	if (candidates->sleep == SW_NOBODY && candidates->block == SW_NOBODY)
		return hash | 1;
	for (uint32_t i = 0; i < candidates->n && one; i++) {
		struct sw_symbol *candidate = sw_symbol_bound(candidates->at[i]);

		one = version(candidate, candidate->told_solution);
		hash = sw_mix(mix_symbol(hash, candidates->at[i]), one);
	}
	return one ? hash | 1 : 0;
}

uint64_t sw_dependence_digest(struct sw_unit *unit, struct sw_turn *turn, const struct sw_dependence *dependence)
{
	switch (dependence->kind) {
	case SW_ON_SUMMARY:
		return summary(turn, dependence);
	case SW_ON_BODY:
		return body(unit, dependence->symbol) | 1;
	case SW_ON_NAME:
		return name(unit, dependence);
	case SW_ON_CONSTANT:
		return constant(unit, dependence);
	case SW_ON_SLOT:
		return slot(unit, dependence);
	default:
		return 0;
	}
}
