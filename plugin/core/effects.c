// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Holds what a function does to the counters against the cases of a declared contract.
 *
 * Each way out of the function is compared with each declared case that it can be, as far as the guard and the returned
 * value tell. A way that agrees with none of its cases is wrong, and so is a case that some way is and that no way
 * agrees with. A way that agrees with one of its cases and not with another hangs on something open, and is possible.
 */
#include "sleepwalk/solver.h"

/* One way through a function: an exit, or a case of its summary. */
struct way {
	struct sw_guard guard;
	struct sw_values result;
	struct sw_vector vector;
	bool inexact, blurred, saves_irq;
	unsigned char loose;        /* as in sw_state */
	const struct sw_exit *exit; /* or NULL */
};

struct comparison {
	const struct sw_terms *terms;
	const struct sw_contract *contract;
	SW_VEC(struct way) ways;
	bool irq_by_hand; /* restores the irq count, and does so in ways that differ */
};

struct mismatch {
	const struct way *way;
	struct sw_transfer declared;
	enum sw_counter counter;
	bool possible;
};

enum likeness { SAME, PERHAPS, OTHER };

/* ---- one way and one case ---- */

static struct sw_values values_in(const struct comparison *x, const struct way *way, sw_term term)
{
	struct sw_values values = sw_guard_eval(x->terms, &way->guard, term);

	return sw_term_node(x->terms, term)->op == SW_RET ? sw_values_intersect(&values, &way->result) : values;
}

static bool can_be(const struct comparison *x, const struct way *way, const struct sw_case *declared)
{
	for (unsigned i = 0; i < declared->guard.n; i++) {
		struct sw_values values = values_in(x, way, declared->guard.at[i].term);

		if (sw_values_disjoint(&values, declared->guard.at[i].values))
			return false;
	}
	return true;
}

/* Does it return what the case says of the returned value? What the case says of arguments is up to the caller. */
static bool returns_as(const struct comparison *x, const struct way *way, const struct sw_case *declared)
{
	for (unsigned i = 0; i < declared->guard.n; i++) {
		struct sw_values values = values_in(x, way, declared->guard.at[i].term);

		if (sw_term_node(x->terms, declared->guard.at[i].term)->op == SW_RET &&
		    !sw_values_within(&values, declared->guard.at[i].values))
			return false;
	}
	return true;
}

/* What the counter can be when this way is entered: by the contract, and by the tests that the body makes. */
static struct sw_range entry_of(const struct comparison *x, const struct way *way, enum sw_counter c)
{
	struct sw_range entry = sw_contract_allows(x->contract, &way->guard).of[c];

	for (unsigned i = 0; i < way->guard.n; i++) {
		const struct sw_node *n = sw_term_node(x->terms, way->guard.at[i].term);
		const struct sw_values *v = way->guard.at[i].values;
		struct sw_range tested;

		if (n->op != SW_COUNTER || n->number != (int64_t)c || !v->n)
			continue;
		tested.lo = v->in[0].lo > 0 ? (int)v->in[0].lo : 0;
		tested.hi = v->in[v->n - 1].hi < SW_MAX ? (int)v->in[v->n - 1].hi : SW_MAX;
		entry = sw_range_meet(entry, tested);
	}
	return entry;
}

/*
 * `=c` against nothing done: the same where the counter is up already, or down already; and a body that ends in `=0` may
 * have taken what it gave back (spin_lock_irq() .. spin_unlock_irq()).
 */
static enum likeness compare_with_none(struct sw_transfer set, bool found, struct sw_range entry)
{
	if (found && set.hi == 0)
		return SAME;
	return (set.lo > 0 ? entry.lo > 0 : entry.hi == 0) ? SAME : OTHER;
}

static enum likeness compare_counter(struct sw_transfer found, struct sw_transfer declared, struct sw_range entry)
{
	struct sw_range a, b;

	if (found.set == declared.set)
		return sw_transfer_equal(found, declared) ? SAME : OTHER;
	if (sw_transfer_is_identity(found) || sw_transfer_is_identity(declared))
		return compare_with_none(found.set ? found : declared, found.set, entry);
	a = sw_transfer_apply(found, entry);
	b = sw_transfer_apply(declared, entry);
	if (sw_range_equal(a, b))
		return SAME;
	return sw_range_is_empty(sw_range_meet(a, b)) ? OTHER : PERHAPS;
}

/* What the case does to C: saved interrupts that come back are one level less, whoever saved them. */
static struct sw_transfer declared_transfer(const struct comparison *x, const struct sw_case *declared, enum sw_counter c)
{
	if (c == SW_IRQ && x->contract->summary.restores_irq)
		return sw_transfer_add(-1);
	return declared->vector.of[c];
}

/* The counter in which they differ most, and how much that is. */
static enum likeness compare(const struct comparison *x, const struct way *way, const struct sw_case *declared,
			     struct mismatch *m)
{
	enum likeness worst = SAME;

	for (enum sw_counter c = 0; c < SW_COUNTERS; c++) {
		struct sw_transfer wanted = declared_transfer(x, declared, c);
		enum likeness here = c == SW_IRQ && x->irq_by_hand ? SAME :
				     compare_counter(way->vector.of[c], wanted, entry_of(x, way, c));

		if (here <= worst)
			continue;
		worst = here;
		*m = (struct mismatch){ way, wanted, c, here == PERHAPS || way->blurred || way->loose >> c & 1 };
	}
	return worst;
}

/* ---- all ways and all cases ---- */

/* A way that is none of the cases that it can be. */
static bool find_wrong_way(const struct comparison *x, struct mismatch *m)
{
	const struct sw_summary *declared = &x->contract->summary;

	for (uint32_t i = 0; i < x->ways.n; i++) {
		enum likeness nearest = OTHER;
		bool any = false;

		for (uint32_t k = 0; k < declared->cases.n && !x->ways.at[i].inexact; k++) {
			struct mismatch here;
			enum likeness like;

			if (!can_be(x, &x->ways.at[i], &declared->cases.at[k]))
				continue;
			like = compare(x, &x->ways.at[i], &declared->cases.at[k], &here);
			if (like == OTHER && !any)
				*m = here;
			any = true;
			nearest = like < nearest ? like : nearest;
		}
		if (any && nearest == OTHER)
			return true;
	}
	return false;
}

/* A way that is this case, when no way does what the case says. */
static bool find_unkept_case(const struct comparison *x, const struct sw_case *declared, struct mismatch *m)
{
	bool found = false;

	for (uint32_t i = 0; i < x->ways.n; i++) {
		const struct way *way = &x->ways.at[i];
		struct mismatch here;

		if (!can_be(x, way, declared))
			continue;
		if (way->inexact || compare(x, way, declared, &here) != OTHER)
			return false;
		if (!found && returns_as(x, way, declared)) {
			*m = here;
			found = true;
		}
	}
	return found;
}

/* Does some way surely return what the case says of the returned value, and do what the case says? */
static bool is_kept(const struct comparison *x, const struct sw_case *declared)
{
	struct mismatch m;

	for (uint32_t i = 0; i < x->ways.n; i++)
		if (can_be(x, &x->ways.at[i], declared) && returns_as(x, &x->ways.at[i], declared) &&
		    compare(x, &x->ways.at[i], declared, &m) == SAME)
			return true;
	return false;
}

static bool tests_result(const struct comparison *x, const struct sw_case *declared)
{
	for (unsigned i = 0; i < declared->guard.n; i++)
		if (sw_term_node(x->terms, declared->guard.at[i].term)->op == SW_RET)
			return true;
	return false;
}

/* find() that returns something unknown, and NULL where it found none: the something is none of what others return. */
static bool can_still_be(const struct comparison *x, const struct way *way, const struct sw_case *declared)
{
	return can_be(x, way, declared) &&
	       !(sw_values_is_any(&way->result) && tests_result(x, declared) && is_kept(x, declared));
}

/* A way that can be a case which it does not agree with. */
static bool find_open(const struct comparison *x, struct mismatch *m)
{
	const struct sw_summary *declared = &x->contract->summary;

	for (uint32_t i = 0; i < x->ways.n; i++)
		for (uint32_t k = 0; k < declared->cases.n; k++)
			if (can_still_be(x, &x->ways.at[i], &declared->cases.at[k]) &&
			    compare(x, &x->ways.at[i], &declared->cases.at[k], m) != SAME) {
				m->possible = true;
				return true;
			}
	return false;
}

static bool changes_irq(const struct comparison *x)
{
	for (uint32_t i = 0; i < x->ways.n; i++)
		if (!sw_transfer_is_identity(x->ways.at[i].vector.of[SW_IRQ]))
			return true;
	return false;
}

static bool find_mismatch(struct comparison *x, struct mismatch *m)
{
	const struct sw_summary *declared = &x->contract->summary;

	x->irq_by_hand = declared->restores_irq && changes_irq(x);
	if (find_wrong_way(x, m))
		return true;
	for (uint32_t k = 0; k < declared->cases.n; k++)
		if (find_unkept_case(x, &declared->cases.at[k], m))
			return true;
	return find_open(x, m);
}

/* ---- findings ---- */

static struct sw_finding *add(struct sw_findings *findings, enum sw_finding_kind kind, const struct sw_symbol *function,
			      const struct sw_contract *contract, const struct sw_exit *exit)
{
	struct sw_finding *f = sw_vec_push(findings->arena, &findings->list);

	*f = (struct sw_finding){ .kind = kind, .tag = SW_TAG_CONTRACT, .contract = contract, .counter = SW_IRQ };
	f->function = (struct sw_symbol *)function;
	if (exit) {
		f->place = exit->place;
		f->trail = sw_keep_trail(findings->arena, exit->trail);
	}
	return f;
}

static struct sw_finding *add_mismatch(struct sw_findings *findings, const struct sw_symbol *function,
				       const struct sw_contract *contract, const struct mismatch *m)
{
	struct sw_finding *f = add(findings, SW_FOUND_EFFECT, function, contract, m->way->exit);

	f->counter = m->counter;
	f->here = m->way->vector.of[m->counter];
	f->there = m->declared;
	f->possible = m->possible;
	return f;
}

/* The counters as they are at EXIT itself: in its own vector inference may have made exits agree. */
static struct way way_of_exit(const struct sw_exit *exit)
{
	struct way way = { .guard = exit->guard, .result = exit->result, .inexact = exit->inexact };

	if (exit->inexact)
		way.vector = exit->vector; /* the trail is of one of the paths that were joined */
	else if (exit->trail)
		way.vector = exit->trail->vector;
	way.blurred = exit->blurred;
	way.loose = exit->loose;
	way.saves_irq = exit->saves_irq;
	way.exit = exit;
	return way;
}

/* A return that does not hand on the interrupt state, which it had to save. */
static const struct way *find_unsaved(const struct comparison *x)
{
	for (uint32_t i = 0; i < x->ways.n; i++)
		if (!x->ways.at[i].saves_irq)
			return &x->ways.at[i];
	return NULL;
}

void sw_check_effects(const struct sw_flow *flow, struct sw_findings *findings)
{
	const struct sw_contract *contract = flow->function->symbol->contract;
	struct comparison x = { .terms = flow->space.terms, .contract = contract };
	const struct way *unsaved;
	struct mismatch m;
	int64_t one;

	if (!contract || contract->trusted)
		return;
	for (uint32_t i = 0; i < flow->exits.n; i++)
		*sw_vec_push(flow->space.scratch, &x.ways) = way_of_exit(&flow->exits.at[i]);
	if (contract->declares_effect && find_mismatch(&x, &m))
		add_mismatch(findings, flow->function->symbol, contract, &m);
	unsaved = contract->summary.saves_irq ? find_unsaved(&x) : NULL;
	if (unsaved)
		add(findings, SW_FOUND_UNSAVED, flow->function->symbol, contract, unsaved->exit)->possible =
			!sw_values_is_one(&unsaved->result, &one);
}

static struct way way_of_case(const struct sw_summary *summary, const struct sw_case *c)
{
	struct way way = { .guard = c->guard, .result = summary->result_values, .vector = c->vector };

	way.blurred = summary->doubtful;
	way.loose = summary->loose;
	if (summary->restores_irq)
		way.vector.of[SW_IRQ] = sw_transfer_add(-1);
	return way;
}

void sw_check_slot_effect(const struct sw_unit *unit, const struct sw_symbol *function,
			  const struct sw_assignment *assignment, struct sw_findings *findings)
{
	static const struct sw_case nothing;
	const struct sw_summary *summary = function->summary;
	struct comparison x = { .terms = &unit->terms, .contract = assignment->contract };
	struct sw_finding *f;
	struct mismatch m;

	if (!assignment->contract->declares_effect || !summary->returns || summary->imbalanced)
		return;
	for (uint32_t i = 0; i < summary->cases.n; i++)
		*sw_vec_push(findings->arena, &x.ways) = way_of_case(summary, &summary->cases.at[i]);
	if (!summary->cases.n)
		*sw_vec_push(findings->arena, &x.ways) = way_of_case(summary, &nothing);
	if (!find_mismatch(&x, &m))
		return;
	f = add_mismatch(findings, function, assignment->contract, &m);
	f->tag = SW_TAG_SLOT_CONTRACT;
	f->place = assignment->place;
}
