// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Pointers that were obtained inside a read-side section and are followed after it.
 *
 * A finding needs all of this: wherever the pointer is obtained, a section is surely open; where it is followed, no counter
 * is above 0 on any path (a spinlock is held in place of the section, or keeps the updater out); the pointer was given to
 * nobody in between, on no path; and nothing shows that callers hold something.
 */
#include "sleepwalk/codec.h"
#include "sleepwalk/pointers.h"
#include "sleepwalk/solver.h"

/* ---- what can matter ---- */

/* Bit per pointer, true on some way. */
struct marks {
	uint64_t fresh; /* it was obtained, and nothing was called since */
	uint64_t given; /* it was obtained, and given away since */
};

static uint64_t bit_of(const struct sw_event *e)
{
	return UINT64_C(1) << (e->pointer - 1);
}

static void pass_event(struct marks *now, const struct sw_event *e)
{
	switch (e->kind) {
	case SW_EVENT_CALL:
		now->fresh = 0;
		break;
	case SW_EVENT_OBTAIN:
		now->fresh |= bit_of(e);
		now->given &= ~bit_of(e);
		break;
	case SW_EVENT_GIVE:
		now->given |= bit_of(e);
		break;
	default:
		break;
	}
}

/* True when more is known of the block that EDGE leads to. */
static bool pass_edge(struct marks *begin, const struct marks *now, const struct sw_edge *edge)
{
	struct marks *to = &begin[edge->to], before = *to;

	to->fresh |= now->fresh;
	to->given |= now->given;
	return to->fresh != before.fresh || to->given != before.given;
}

/* What holds at the beginning of each block. */
static struct marks *find_marks(struct sw_arena *arena, const struct sw_function *function)
{
	struct marks *begin = sw_alloc(arena, function->blocks.n * sizeof *begin);
	bool changed = true;

	while (changed) {
		changed = false;
		for (uint32_t b = 0; b < function->blocks.n; b++) {
			const struct sw_block *block = &function->blocks.at[b];
			struct marks now = begin[b];

			for (uint32_t i = 0; i < block->events.n; i++)
				pass_event(&now, &block->events.at[i]);
			for (uint32_t i = 0; i < block->edges.n; i++)
				changed |= pass_edge(begin, &now, &block->edges.at[i]);
		}
	}
	return begin;
}

/* Keeps the other events, and of a pointer's uses the first after each call. The pointers that are still followed. */
static uint64_t drop_uses(struct sw_block *block, struct marks now)
{
	uint64_t followed = 0, told = 0;
	uint32_t kept = 0;

	for (uint32_t i = 0; i < block->events.n; i++) {
		const struct sw_event *e = &block->events.at[i];

		pass_event(&now, e);
		if (e->kind == SW_EVENT_CALL || e->kind == SW_EVENT_OBTAIN)
			told = 0;
		if (e->kind == SW_EVENT_GIVE)
			continue;
		if (e->kind == SW_EVENT_FOLLOW) {
			if ((now.fresh | now.given | told) & bit_of(e))
				continue;
			told |= bit_of(e);
			followed |= bit_of(e);
		}
		block->events.at[kept++] = *e;
	}
	block->events.n = kept;
	return followed;
}

static void drop_unfollowed(struct sw_block *block, uint64_t followed)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < block->events.n; i++)
		if (block->events.at[i].kind != SW_EVENT_OBTAIN || followed & bit_of(&block->events.at[i]))
			block->events.at[kept++] = block->events.at[i];
	block->events.n = kept;
}

void sw_trim_pointers(struct sw_arena *arena, struct sw_function *function)
{
	struct marks *begin;
	uint64_t followed = 0;

	if (!function->n_pointers)
		return;
	begin = find_marks(arena, function);
	for (uint32_t b = 0; b < function->blocks.n; b++)
		followed |= drop_uses(&function->blocks.at[b], begin[b]);
	for (uint32_t b = 0; b < function->blocks.n; b++)
		drop_unfollowed(&function->blocks.at[b], followed);
	if (!followed)
		function->n_pointers = 0;
}

/* ---- where they are followed ---- */

void sw_note_pointer(struct sw_flow *flow, const struct sw_event *event, const struct sw_state *state)
{
	struct sw_visit_of_pointer *visit = &flow->pointers[event->id];

	for (enum sw_counter c = 0; c < SW_COUNTERS; c++) {
		struct sw_range now = sw_transfer_apply(state->vector.of[c], (struct sw_range){ 0, 0 });

		visit->at.of[c] = visit->reached ? sw_range_join(visit->at.of[c], now) : now;
	}
	if (!visit->reached)
		visit->trail = state->trail;
	visit->reached = true;
}

static bool may_be_above_zero(const struct sw_context *at)
{
	for (enum sw_counter c = 0; c < SW_COUNTERS; c++)
		if (sw_counter_forbids_sleep(c) && at->of[c].hi > 0)
			return true;
	return false;
}

static bool all_are_zero(const struct sw_context *at)
{
	for (enum sw_counter c = 0; c < SW_COUNTERS; c++)
		if (sw_counter_forbids_sleep(c) && (at->of[c].lo != 0 || at->of[c].hi != 0))
			return false;
	return true;
}

static bool some_is_above_zero(const struct sw_context *at)
{
	for (enum sw_counter c = 0; c < SW_COUNTERS; c++)
		if (sw_counter_forbids_sleep(c) && at->of[c].lo > 0)
			return true;
	return false;
}

typedef SW_VEC(const struct sw_event *) events;

/* Where POINTER is obtained; NULL: somewhere a section is not surely open. */
static const struct sw_event *obtained(const struct sw_flow *flow, const events *all, uint32_t pointer)
{
	const struct sw_event *first = NULL;

	for (uint32_t i = 0; i < all->n; i++) {
		const struct sw_event *e = all->at[i];

		if (e->kind != SW_EVENT_OBTAIN || e->pointer != pointer || !flow->pointers[e->id].reached)
			continue;
		if (flow->pointers[e->id].at.of[SW_RCU].lo <= 0)
			return NULL;
		if (!first)
			first = e;
	}
	return first;
}

/* Where POINTER is followed when nothing keeps what it points to; NULL: nowhere. */
static const struct sw_event *followed(const struct sw_flow *flow, const events *all, uint32_t pointer)
{
	for (uint32_t i = 0; i < all->n; i++) {
		const struct sw_event *e = all->at[i];

		if (e->kind == SW_EVENT_FOLLOW && e->pointer == pointer && flow->pointers[e->id].reached &&
		    all_are_zero(&flow->pointers[e->id].at))
			return e;
	}
	return NULL;
}

/* ---- what callers hold ---- */

/* A pointer is obtained where no section is open: callers have opened one, or keep updaters out. */
static bool relies_on_callers(const struct sw_flow *flow, const events *all)
{
	for (uint32_t i = 0; i < all->n; i++)
		if (all->at[i]->kind == SW_EVENT_OBTAIN && flow->pointers[all->at[i]->id].reached &&
		    flow->pointers[all->at[i]->id].at.of[SW_RCU].hi <= 0)
			return true;
	return false;
}

static bool demands_some(const struct sw_summary *summary)
{
	for (uint32_t i = 0; summary && i < summary->demands.n; i++)
		if (summary->demands.at[i].kind == SW_DEMAND_ATOMIC || some_is_above_zero(&summary->demands.at[i].context))
			return true;
	return false;
}

static bool declares_some(const struct sw_contract *contract)
{
	return contract && contract->entered && some_is_above_zero(&contract->context);
}

/* Does it say, or is it known of it, that a counter is above 0 where it is entered? */
static bool demands_to_be_within(const struct sw_symbol *symbol)
{
	return demands_some(symbol->inferred) || demands_some(symbol->summary) || declares_some(symbol->contract);
}

/* Is it put where functions are entered with a counter above 0? Any object may do that: it is asked when all is solved. */
static bool is_put_within(const struct sw_unit *unit, const struct sw_symbol *symbol)
{
	for (uint32_t i = 0; i < unit->assignments.n; i++) {
		const struct sw_context *context = sw_assignment_context(&unit->assignments.at[i]);

		if (sw_symbol_real(unit->assignments.at[i].function) == symbol && context && some_is_above_zero(context))
			return true;
	}
	return false;
}

/* ---- findings ---- */

static void report(const struct sw_flow *flow, const struct sw_event *from, const struct sw_event *use,
		   struct sw_findings *findings)
{
	struct sw_finding *f = sw_vec_push(findings->arena, &findings->list);

	*f = (struct sw_finding){ .kind = SW_FOUND_FOLLOWED, .tag = SW_TAG_RCU_USE, .counter = SW_RCU };
	f->function = flow->function->symbol;
	f->place = use->place;
	f->other = from->place;
	f->callee = use->path;
	f->trail = sw_keep_trail(flow->keep, flow->pointers[use->id].trail);
}

static events list_events(const struct sw_flow *flow)
{
	events all = { 0 };

	for (uint32_t b = 0; b < flow->function->blocks.n; b++)
		for (uint32_t i = 0; i < flow->function->blocks.at[b].events.n; i++)
			if (flow->function->blocks.at[b].events.at[i].pointer)
				*sw_vec_push(flow->run, &all) = &flow->function->blocks.at[b].events.at[i];
	return all;
}

void sw_check_pointers(const struct sw_flow *flow, struct sw_findings *findings)
{
	events all;

	if (!flow->pointers)
		return;
	all = list_events(flow);
	if (relies_on_callers(flow, &all))
		return;
	for (uint32_t pointer = 1; pointer <= flow->function->n_pointers; pointer++) {
		const struct sw_event *use = followed(flow, &all, pointer), *from = use ? obtained(flow, &all, pointer) : NULL;

		if (from && !demands_to_be_within(flow->function->symbol))
			report(flow, from, use, findings);
	}
}

/* ---- callers ---- */

enum { DEPTH = 5, FLOWS = 100 };

struct climb {
	const struct sw_unit *unit;
	sw_sites_fn *sites;
	void *cookie;
	struct sw_arena scratch;
	struct sw_numbering seen; /* functions whose callers were looked at */
	uint32_t flows;
	bool cut;                 /* there are callers that are too far away */
};

static bool is_candidate(const struct sw_unit *unit, const char *slot, const struct sw_symbol *symbol)
{
	struct sw_candidates c = slot ? sw_unit_candidates(unit, slot) : (struct sw_candidates){ 0 };

	for (uint32_t i = 0; i < c.n; i++)
		if (sw_symbol_real(c.at[i]) == symbol)
			return true;
	return false;
}

/* Does a call of CALLEE, or else through SLOT, reach SYMBOL? */
static bool may_reach(const struct sw_unit *unit, struct sw_symbol *callee, const char *slot, const struct sw_symbol *symbol)
{
	return callee ? sw_symbol_real(callee) == symbol : is_candidate(unit, slot, symbol);
}

static bool calls(const struct sw_unit *unit, const struct sw_function *caller, const struct sw_symbol *symbol)
{
	for (uint32_t i = 0; i < caller->calls.n; i++)
		if (may_reach(unit, caller->calls.at[i].callee, caller->calls.at[i].slot, symbol))
			return true;
	return false;
}

static bool calls_within(struct climb *c, struct sw_symbol *caller, const struct sw_symbol *symbol)
{
	const struct sw_flow *flow = c->sites(c->cookie, caller);

	c->flows++;
	for (uint32_t b = 0; b < flow->function->blocks.n; b++) {
		for (uint32_t i = 0; i < flow->function->blocks.at[b].events.n; i++) {
			const struct sw_event *e = &flow->function->blocks.at[b].events.at[i];

			if (e->kind == SW_EVENT_CALL && flow->reached[e->id] && may_be_above_zero(&flow->sites[e->id]) &&
			    may_reach(c->unit, e->callee, e->slot, symbol))
				return true;
		}
	}
	return false;
}

/* Each caller by itself, and then those of each. */
static bool is_called_within(struct climb *c, const struct sw_symbol *symbol, unsigned depth)
{
	uint32_t known = c->seen.list.n;

	if (depth == DEPTH) {
		c->cut = true;
		return false;
	}
	if (sw_number(&c->scratch, &c->seen, symbol) < known)
		return false;
	for (int climbs = 0; climbs < 2; climbs++) {
		for (uint32_t f = 0; f < c->unit->functions.n && c->flows < FLOWS; f++) {
			struct sw_symbol *caller = c->unit->functions.at[f]->symbol;

			if (!calls(c->unit, c->unit->functions.at[f], symbol))
				continue;
			if (climbs ? is_called_within(c, caller, depth + 1)
				   : demands_to_be_within(caller) || is_put_within(c->unit, caller) || calls_within(c, caller, symbol))
				return true;
		}
	}
	return false;
}

void sw_drop_kept_pointers(const struct sw_unit *unit, struct sw_findings *findings, sw_sites_fn *sites, void *cookie)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < findings->list.n; i++) {
		struct climb c = { .unit = unit, .sites = sites, .cookie = cookie };
		struct sw_finding f = findings->list.at[i];

		if (f.kind == SW_FOUND_FOLLOWED && (is_put_within(unit, f.function) || is_called_within(&c, f.function, 0)))
			f.function = NULL;
		f.possible |= c.cut || c.flows >= FLOWS;
		if (f.function)
			findings->list.at[kept++] = f;
		sw_arena_free(&c.scratch);
	}
	findings->list.n = kept;
}
