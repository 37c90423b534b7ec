// SPDX-License-Identifier: GPL-2.0-or-later
/* Summaries: keeping their demands few, and comparing them. */
#include "sleepwalk/flow.h"

static bool context_within(const struct sw_context *part, const struct sw_context *whole)
{
	for (int c = 0; c < SW_COUNTERS; c++)
		if (!sw_range_within(part->of[c], whole->of[c]))
			return false;
	return true;
}

bool sw_demand_can_be_met(const struct sw_demand *demand)
{
	for (int c = 0; c < SW_COUNTERS; c++)
		if (sw_range_is_empty(demand->context.of[c]))
			return false;
	return !demand->inner;
}

/* Of two with an inner violation only those are alike that speak of the same one. */
static bool same_inner(const struct sw_violation *a, const struct sw_violation *b)
{
	return a == b || (a && b && a->function == b->function && a->site == b->site && a->callee == b->callee);
}

/* How sure an underflow is may yet hang on what else happens at its site, and so it stands for itself. */
static bool same_site(const struct sw_demand *a, const struct sw_demand *b)
{
	return (a->kind != SW_DEMAND_UNDERFLOW && b->kind != SW_DEMAND_UNDERFLOW) ||
	       (a->site == b->site && a->own == b->own && (!a->site || a->taken == b->taken));
}

/* One that none can meet does not stand for one that some can. */
bool sw_demand_covers(const struct sw_demand *a, const struct sw_demand *b)
{
	if (!same_inner(a->inner, b->inner) || !same_site(a, b) || sw_demand_can_be_met(a) != sw_demand_can_be_met(b))
		return false;
	if (a->kind == SW_DEMAND_ATOMIC || b->kind == SW_DEMAND_ATOMIC)
		return a->kind == b->kind && sw_context_equal(&a->context, &b->context) &&
		       sw_guard_implies(&b->guard, &a->guard);
	return a->possible <= b->possible && context_within(&a->context, &b->context) &&
	       sw_guard_implies(&b->guard, &a->guard);
}

static bool same_kind(const struct sw_demand *a, const struct sw_demand *b)
{
	return a->kind == b->kind && a->possible == b->possible && same_inner(a->inner, b->inner) &&
	       sw_context_equal(&a->context, &b->context);
}

static unsigned length(const struct sw_demand *d)
{
	return d->witness ? d->witness->length : 0;
}

static bool has_flag(const struct sw_demand *d, const struct sw_flag *flag)
{
	for (unsigned i = 0; i < SW_DEMAND_FLAGS; i++)
		if (d->flags[i].field == flag->field && d->flags[i].mask == flag->mask && d->flags[i].set == flag->set)
			return true;
	return false;
}

/* What KEPT stands for now hangs on the flags of both only; what is only possible makes nothing surer. */
static void keep_common_flags(struct sw_demand *kept, const struct sw_demand *other)
{
	unsigned n = 0;

	if (other->possible && !kept->possible)
		return;
	for (unsigned i = 0; i < SW_DEMAND_FLAGS; i++)
		if (kept->flags[i].field && has_flag(other, &kept->flags[i]))
			kept->flags[n++] = kept->flags[i];
	while (n < SW_DEMAND_FLAGS)
		kept->flags[n++].field = NULL;
}

static bool same_flags(const struct sw_demand *a, const struct sw_demand *b)
{
	for (unsigned i = 0; i < SW_DEMAND_FLAGS; i++)
		if ((a->flags[i].field && !has_flag(b, &a->flags[i])) || (b->flags[i].field && !has_flag(a, &b->flags[i])))
			return false;
	return true;
}

static void keep_shorter(struct sw_demand *kept, const struct sw_demand *other)
{
	keep_common_flags(kept, other);
	if (length(other) < length(kept))
		kept->witness = other->witness;
}

/* The demand that loses least when it is made to stand for NEW_ONE, too: what both test is left. NULL: none is of its kind. */
static struct sw_demand *find_alike(struct sw_terms *terms, const struct sw_summary *summary, const struct sw_demand *new_one)
{
	struct sw_demand *alike = NULL;
	unsigned most = 0;

	for (uint32_t i = 0; i < summary->demands.n; i++) {
		struct sw_demand *d = &summary->demands.at[i];
		unsigned kept;

		if (!same_kind(d, new_one))
			continue;
		kept = 1 + sw_guard_join(terms, &d->guard, &new_one->guard).n + (same_flags(d, new_one) ? SW_GUARD_ROOM + 1 : 0);
		if (kept > most) {
			alike = d;
			most = kept;
		}
	}
	return alike;
}

static bool is_chosen(const struct sw_guard *guard)
{
	for (unsigned i = 0; i < guard->n; i++)
		if (guard->at[i].chosen)
			return true;
	return false;
}

/* For want of room: what both hang on. Where callers choose whether either holds, they may yet choose that none does. */
static void join(struct sw_terms *terms, struct sw_demand *kept, const struct sw_demand *other)
{
	bool kept_chosen = is_chosen(&kept->guard), other_chosen = is_chosen(&other->guard);

	kept->guard = sw_guard_join(terms, &kept->guard, &other->guard);
	if (is_chosen(&kept->guard) || kept_chosen == other_chosen) {
		keep_shorter(kept, other);
		kept->possible |= kept_chosen && !is_chosen(&kept->guard);
		return;
	}
	keep_common_flags(kept, other);
	if (kept_chosen)
		kept->witness = other->witness;
}

/* Which demands share a room: nothing else is joined for unlocks, nor for locks that sleep on PREEMPT_RT. */
static enum sw_demand_kind room_of(const struct sw_demand *d)
{
	return d->kind == SW_DEMAND_BLOCK || d->kind == SW_DEMAND_UNDERFLOW ? d->kind : SW_DEMAND_SLEEP;
}

/* Possible demands and those that are certain have each their own: what is certain does not hang on what is not. */
static bool has_room(const struct sw_summary *summary, const struct sw_demand *demand)
{
	unsigned n = 0;

	for (uint32_t i = 0; i < summary->demands.n; i++)
		n += summary->demands.at[i].possible == demand->possible &&
		     room_of(&summary->demands.at[i]) == room_of(demand);
	return n < (demand->kind == SW_DEMAND_BLOCK ? SW_BLOCKS_ROOM : SW_DEMANDS_ROOM);
}

/* Without room for DEMAND. Where what it is joined to becomes possible by that, it needs room with those that are. */
static void add_to_alike(struct sw_terms *terms, struct sw_arena *arena, struct sw_summary *summary,
			 const struct sw_demand *demand)
{
	struct sw_demand *alike = find_alike(terms, summary, demand), joined;

	if (!alike)
		return;
	join(terms, alike, demand);
	if (alike->possible == demand->possible)
		return;
	joined = *alike;
	*alike = summary->demands.at[--summary->demands.n];
	sw_summary_add_demand(terms, arena, summary, &joined);
}

void sw_summary_add_demand(struct sw_terms *terms, struct sw_arena *arena, struct sw_summary *summary,
			   const struct sw_demand *demand)
{
	for (uint32_t i = 0; i < summary->demands.n; i++) {
		struct sw_demand *d = &summary->demands.at[i];

		if (sw_demand_covers(d, demand)) {
			if (same_kind(d, demand) && same_site(d, demand) && sw_guard_equal(&d->guard, &demand->guard))
				keep_shorter(d, demand);
			else
				keep_common_flags(d, demand);
			return;
		}
	}
	for (uint32_t i = 0; i < summary->demands.n; i++) {
		struct sw_demand *d = &summary->demands.at[i];

		if (sw_demand_covers(demand, d)) {
			struct sw_demand covered = *d;

			*d = *demand;
			keep_common_flags(d, &covered);
			return;
		}
		if (same_kind(d, demand) && same_site(d, demand) && same_flags(d, demand) && sw_guard_unite(terms, &d->guard, &demand->guard)) {
			keep_shorter(d, demand);
			return;
		}
	}
	if (has_room(summary, demand))
		*sw_vec_push(arena, &summary->demands) = *demand;
	else
		add_to_alike(terms, arena, summary, demand);
}

bool sw_summary_changes_counters(const struct sw_summary *summary)
{
	for (uint32_t i = 0; i < summary->cases.n; i++)
		if (!sw_vector_is_identity(&summary->cases.at[i].vector))
			return true;
	return false;
}

bool sw_demand_unite(struct sw_terms *terms, struct sw_demand *a, const struct sw_demand *b)
{
	if (sw_demand_covers(a, b))
		return true;
	if (sw_demand_covers(b, a)) {
		*a = *b;
		return true;
	}
	return same_kind(a, b) && same_site(a, b) && sw_guard_unite(terms, &a->guard, &b->guard);
}

bool sw_summary_matters(const struct sw_summary *s)
{
	return sw_summary_changes_counters(s) || s->demands.n || s->invokes.n || !s->returns || s->saves_irq ||
	       s->restores_irq || s->doubtful || s->loose;
}

void sw_summary_add_invocation(struct sw_arena *arena, struct sw_summary *summary, sw_term target,
			       const struct sw_vector *at)
{
	for (uint32_t i = 0; i < summary->invokes.n; i++)
		if (summary->invokes.at[i].target == target && sw_vector_equal(&summary->invokes.at[i].at, at))
			return;
	if (summary->invokes.n < SW_INVOKES_ROOM)
		*sw_vec_push(arena, &summary->invokes) = (struct sw_invocation){ target, *at };
}

static bool cases_equal(const struct sw_summary *a, const struct sw_summary *b)
{
	if (a->cases.n != b->cases.n)
		return false;
	for (uint32_t i = 0; i < a->cases.n; i++)
		if (!sw_guard_equal(&a->cases.at[i].guard, &b->cases.at[i].guard) ||
		    !sw_guard_equal(&a->cases.at[i].after, &b->cases.at[i].after) ||
		    a->cases.at[i].result != b->cases.at[i].result ||
		    !sw_vector_equal(&a->cases.at[i].vector, &b->cases.at[i].vector))
			return false;
	return true;
}

static bool demands_equal(const struct sw_summary *a, const struct sw_summary *b)
{
	if (a->demands.n != b->demands.n)
		return false;
	for (uint32_t i = 0; i < a->demands.n; i++)
		if (!same_kind(&a->demands.at[i], &b->demands.at[i]) ||
		    !sw_guard_equal(&a->demands.at[i].guard, &b->demands.at[i].guard))
			return false;
	return true;
}

static bool invokes_equal(const struct sw_summary *a, const struct sw_summary *b)
{
	if (a->invokes.n != b->invokes.n)
		return false;
	for (uint32_t i = 0; i < a->invokes.n; i++)
		if (a->invokes.at[i].target != b->invokes.at[i].target ||
		    !sw_vector_equal(&a->invokes.at[i].at, &b->invokes.at[i].at))
			return false;
	return true;
}

static bool outs_equal(const struct sw_summary *a, const struct sw_summary *b)
{
	if (a->outs.n != b->outs.n)
		return false;
	for (uint32_t i = 0; i < a->outs.n; i++)
		if (a->outs.at[i].base != b->outs.at[i].base || a->outs.at[i].path != b->outs.at[i].path ||
		    a->outs.at[i].value != b->outs.at[i].value)
			return false;
	return true;
}

bool sw_summary_same_demands(const struct sw_summary *a, const struct sw_summary *b)
{
	return demands_equal(a, b);
}

bool sw_summary_same_effect(const struct sw_summary *a, const struct sw_summary *b)
{
	return a->returns == b->returns && a->imbalanced == b->imbalanced && a->doubtful == b->doubtful &&
	       a->loose == b->loose && a->levels == b->levels && a->writes == b->writes && a->result == b->result &&
	       a->saves_irq == b->saves_irq &&
	       a->restores_irq == b->restores_irq && sw_values_equal(&a->result_values, &b->result_values) &&
	       cases_equal(a, b) && invokes_equal(a, b) && outs_equal(a, b);
}

/* ---- terms ---- */

struct gathering {
	struct sw_arena *arena;
	struct sw_term_fields *fields;
	sw_term first;
};

static void gather(const struct gathering *g, sw_term *at)
{
	sw_term_fields_add(g->arena, g->fields, at, g->first);
}

static void gather_guard(const struct gathering *g, struct sw_guard *guard)
{
	for (unsigned i = 0; i < guard->n; i++)
		gather(g, &guard->at[i].term);
}

void sw_summary_fields(struct sw_arena *arena, struct sw_summary *s, sw_term first, struct sw_term_fields *fields)
{
	struct gathering g = { arena, fields, first };

	gather(&g, &s->result);
	for (uint32_t i = 0; i < s->cases.n; i++) {
		gather(&g, &s->cases.at[i].result);
		gather_guard(&g, &s->cases.at[i].guard);
		gather_guard(&g, &s->cases.at[i].after);
	}
	for (uint32_t i = 0; i < s->demands.n; i++)
		gather_guard(&g, &s->demands.at[i].guard);
	for (uint32_t i = 0; i < s->invokes.n; i++)
		gather(&g, &s->invokes.at[i].target);
	for (uint32_t i = 0; i < s->outs.n; i++) {
		gather(&g, &s->outs.at[i].base);
		gather(&g, &s->outs.at[i].value);
	}
}
