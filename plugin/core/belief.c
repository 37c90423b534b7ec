// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * When all of a function has been seen: which of its possible violations are definite.
 *
 * What the function itself believes of its arguments (Engler et al.: Bugs as deviant behavior, SOSP 2001):
 *
 * dma_pool_alloc(pool, gfp, …) that allocates under its own lock with the flags that it was given is wrong only for
 * callers that pass flags which may sleep, and those may be in other units, or nowhere. But when the same function
 * sleeps elsewhere under just this condition, in a context that callers can give it, or declares to do so, then it
 * expects such callers: the violation is definite. Not so when the flags stand in memory (audit_expand(): `gfp_mask` of
 * the buffer): who made the object chose them, and all that is called with it sleeps by them or not.
 */
#include "sleepwalk/flow.h"

/* The values for which ATOM holds that its term can have: of one bit, "nonzero" is that bit. */
static struct sw_values meaning(const struct sw_terms *terms, const struct sw_atom *atom)
{
	struct sw_values all = sw_term_can_be(terms, atom->term);

	return sw_values_intersect(&all, atom->values);
}

/* Does DEMAND hold for callers that pass what REST is about, and for that reason only? */
static bool expects(const struct sw_terms *terms, const struct sw_demand *demand, const struct sw_guard *rest)
{
	if (demand->kind != SW_DEMAND_SLEEP || demand->possible || !sw_demand_can_be_met(demand) ||
	    demand->guard.n != rest->n)
		return false;
	for (unsigned i = 0; i < rest->n; i++) {
		const struct sw_atom *atom = sw_guard_find(&demand->guard, rest->at[i].term);
		struct sw_values here = meaning(terms, &rest->at[i]);

		if (!atom || !sw_values_within(&here, atom->values))
			return false;
	}
	return true;
}

static bool any_expects(const struct sw_terms *terms, const struct sw_summary *summary, const struct sw_guard *rest)
{
	for (uint32_t i = 0; i < summary->demands.n; i++)
		if (expects(terms, &summary->demands.at[i], rest))
			return true;
	return false;
}

/* Callers need not be told what is told here. */
static void drop_demands_of(struct sw_flow *flow, uint32_t site)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < flow->demands.demands.n; i++)
		if (flow->demands.demands.at[i].site != site || sw_demand_can_be_met(&flow->demands.demands.at[i]))
			flow->demands.demands.at[kept++] = flow->demands.demands.at[i];
	flow->demands.demands.n = kept;
}

static bool chosen_elsewhere(const struct sw_terms *terms, const struct sw_guard *rest)
{
	for (unsigned i = 0; i < rest->n; i++)
		if (rest->at[i].chosen && !sw_term_is_scalar(terms, rest->at[i].term))
			return true;
	return false;
}

/* Do callers pass what would settle that the violation is one? */
static bool callers_are_expected(const struct sw_flow *flow, const struct sw_violation *v)
{
	const struct sw_contract *contract = flow->function->symbol->contract;

	if (chosen_elsewhere(flow->space.terms, &v->rest))
		return false;
	return any_expects(flow->space.terms, &flow->demands, &v->rest) ||
	       (contract && any_expects(flow->space.terms, &contract->summary, &v->rest));
}

void sw_believe(struct sw_flow *flow)
{
	for (uint32_t i = 0; i < flow->violations.n; i++) {
		struct sw_violation *v = &flow->violations.at[i];

		/* whichever path gets to the call, it is wrong there */
		v->unsure &= flow->fine[v->site];
		if (v->open && callers_are_expected(flow, v)) {
			v->open = false;
			drop_demands_of(flow, v->site);
		}
		v->possible = !v->certain || v->unsure || v->open;
	}
}
