// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From the exits of a function to its summary, and to what is wrong with the exits themselves.
 *
 * Exits that do the same become one case. Exits that differ become cases if a caller can tell them apart, by the
 * returned value or by what it passed in. If not, the function is imbalanced: that is reported once, here, and callers
 * take it as balanced, so that one wrong place never becomes a hundred reports.
 */
#include <string.h>

#include "sleepwalk/solver.h"

static bool is_error(const struct sw_values *result)
{
	struct sw_values errors = sw_values_range(-SW_MAX_ERRNO, -1);

	return !sw_values_is_none(result) && sw_values_within(result, &errors);
}

static bool alike_but_for(const struct sw_exit *a, const struct sw_exit *b, enum sw_counter but)
{
	for (enum sw_counter c = 0; c < SW_COUNTERS; c++)
		if (c != but && !sw_transfer_equal(a->vector.of[c], b->vector.of[c]))
			return false;
	return true;
}

/* Was the counter changed to something else first, on the way to the exit? */
static bool came_back(const struct sw_exit *exit, enum sw_counter c)
{
	for (const struct sw_step *step = exit->trail; step; step = step->before)
		if (!sw_transfer_is_identity(step->vector.of[c]) &&
		    !sw_transfer_equal(step->vector.of[c], exit->vector.of[c]))
			return true;
	return false;
}

/* Is the counter 0 on entry, wherever the exit is reached? What sleeps on the way leaves no other choice. */
static bool was_zero(const struct sw_flow *flow, const struct sw_exit *exit, enum sw_counter c)
{
	for (uint32_t i = 0; i < flow->demands.demands.n; i++) {
		const struct sw_demand *d = &flow->demands.demands.at[i];

		if (d->context.of[c].hi == 0 && sw_guard_implies(&exit->guard, &d->guard))
			return true;
	}
	return false;
}

/*
 * Is all that sets the counter done for callers, in cases that these can tell from those that leave it alone? Such are the two
 * halves of what is not done if a flag is set: local_irq_disable() in the one, local_irq_enable() in the other.
 */
static bool is_for_callers(const struct sw_flow *flow, const struct sw_exit *exits, uint32_t n, enum sw_counter c)
{
	for (uint32_t i = 0; i < n; i++) {
		if (!exits[i].vector.of[c].set)
			continue;
		if (came_back(&exits[i], c) || (!exits[i].vector.of[c].hi && was_zero(flow, &exits[i], c)))
			return false;
		for (uint32_t j = 0; j < n; j++)
			if (!exits[j].vector.of[c].set && !sw_guard_contradicts(&exits[i].guard, &exits[j].guard))
				return false;
	}
	return true;
}

/* May both leave the counter as it was, or raised, or not? */
static bool may_agree(struct sw_transfer added, struct sw_transfer set)
{
	return !added.lo || (added.lo > 0 ? set.lo > 0 : set.lo == 0);
}

/*
 * Makes `x+d` and `=c` agree where they can: spin_lock_irq() .. spin_unlock_irq() on one path only leaves `=0` there and
 * `x+0` elsewhere, which is no disagreement of exits that are alike in all else. With one c, `x+d` it is; with several,
 * which disagree anyway, `x+0` sides with the lowest. An exit that is not certain has no say. True if they were not equal.
 */
static bool align(struct sw_exit *exits, uint32_t n, uint32_t self, enum sw_counter c)
{
	struct sw_transfer *mine = &exits[self].vector.of[c];
	int lowest = SW_MAX, highest = SW_MIN;
	bool given_up = false;

	if (mine->set)
		return false;
	for (uint32_t i = 0; i < n; i++) {
		struct sw_transfer t = exits[i].vector.of[c];

		if (!alike_but_for(&exits[i], &exits[self], c) || (exits[i].blurred && !exits[self].blurred))
			continue;
		if (!t.set && t.lo != mine->lo)
			return false;
		if (t.set) {
			lowest = t.lo < lowest ? t.lo : lowest;
			highest = t.hi > highest ? t.hi : highest;
		}
	}
	if (lowest < highest && sw_transfer_is_identity(*mine)) {
		*mine = sw_transfer_set(lowest);
		return true;
	}
	for (uint32_t i = 0; i < n && lowest == highest; i++) {
		struct sw_transfer *t = &exits[i].vector.of[c];

		if (t->set && t->lo == lowest && t->hi == lowest && may_agree(*mine, *t) &&
		    alike_but_for(&exits[i], &exits[self], c)) {
			*t = *mine;
			given_up = true;
		}
	}
	return given_up;
}

/* The test on TERM as it is when the function has returned: written since entry, or as it was. */
static const struct sw_atom *test_now(const struct sw_exit *exit, sw_term term)
{
	const struct sw_atom *after = sw_guard_find(&exit->after, term);

	return after ? after : sw_guard_find(&exit->guard, term);
}

/* The first test of A that memory fails when B returns, or NULL. */
static const struct sw_atom *told_by_memory(const struct sw_exit *a, const struct sw_exit *b)
{
	const struct sw_guard *guards[] = { &a->after, &a->guard };

	for (unsigned g = 0; g < 2; g++) {
		for (unsigned i = 0; i < guards[g]->n; i++) {
			sw_term term = guards[g]->at[i].term;
			const struct sw_atom *mine = test_now(a, term), *other = test_now(b, term);

			if (other && sw_values_disjoint(mine->values, other->values))
				return mine;
		}
	}
	return NULL;
}

static bool is_out(const struct sw_exit *exit, const struct sw_node *place)
{
	for (uint32_t i = 0; i < exit->outs.n; i++)
		if (exit->outs.at[i].base == place->a && exit->outs.at[i].path == place->name)
			return true;
	return false;
}

struct rewriting {
	struct sw_terms *terms;
	const struct sw_exit *exit;
};

/* What a place of the entry holds at the exit, as far as a caller could say it. */
static sw_term at_exit(void *cookie, const struct sw_node *leaf, sw_term self, sw_term base)
{
	struct rewriting *r = cookie;

	for (uint32_t i = 0; base && i < r->exit->outs.n; i++)
		if (r->exit->outs.at[i].base == base && r->exit->outs.at[i].path == leaf->name)
			return r->exit->outs.at[i].value;
	return self;
}

/* May EXIT have changed what the test TERM says? `flags |= A` does not change `flags & B`. */
static bool writes(const struct sw_flow *flow, const struct sw_exit *exit, sw_term term)
{
	struct rewriting r = { flow->space.terms, exit };
	sw_term now = sw_term_replace(flow->space.terms, term, at_exit, &r);

	for (uint32_t i = 0; i < exit->written.n; i++)
		if (sw_term_holds(flow->space.terms, term, exit->written.at[i]))
			return now != term || !is_out(exit, sw_term_node(flow->space.terms, exit->written.at[i]));
	return false;
}

/*
 * A test that A turned round (nd->flags & LOOKUP_RCU, which drops the read lock with the flag) and that B can not have:
 * either it came out the other way before B, or it still comes out as before after it. NULL when there is none.
 */
static const struct sw_atom *turned(const struct sw_flow *flow, const struct sw_exit *a, const struct sw_exit *b)
{
	for (unsigned i = 0; i < a->guard.n; i++) {
		const struct sw_atom *before = &a->guard.at[i], *after = sw_guard_find(&a->after, before->term);

		if (after && sw_values_disjoint(before->values, after->values) && !writes(flow, b, before->term))
			return after;
	}
	return NULL;
}

static bool is_null_or_error(const struct sw_values *result)
{
	struct sw_values none = sw_values_range(-SW_MAX_ERRNO, 0);

	return sw_values_within(result, &none);
}

/* What SELF returns, if the caller passed what OTHER shows it to have passed: lruvec, when that was NULL. */
static struct sw_values result_given(const struct sw_exit *self, const struct sw_exit *other)
{
	const struct sw_atom *passed = self->result_term ? sw_guard_find(&other->guard, self->result_term) : NULL;

	return passed ? sw_values_intersect(&self->result, passed->values) : self->result;
}

/* Anything, but perhaps not NULL: find_alloc_undo() of ipc/sem.c has asked for that only. */
static bool is_unknown(const struct sw_values *values)
{
	struct sw_values nonzero = sw_values_nonzero();

	return sw_values_is_any(values) || sw_values_equal(values, &nonzero);
}

/*
 * sw_guard_find() that returns something unknown with the lock held, and NULL or an error without: the something is neither. Just
 * so wait() that returns something unknown when it has given the caller's lock back, and 0 when it has not. The other way
 * round, with a lock kept where there is nothing to return, it is more likely a mistake.
 */
static bool overlaps_only_as_unknown(const struct sw_exit *high, const struct sw_values *high_result,
				     const struct sw_values *low_result, enum sw_counter c)
{
	struct sw_transfer t = high->vector.of[c];

	if (is_null_or_error(low_result) && is_unknown(high_result))
		return true;
	return is_null_or_error(high_result) && is_unknown(low_result) && !t.set && t.hi <= 0;
}

/* Can a caller tell which of the two it got? SURELY: of something unknown it can not. */
static bool separable(const struct sw_flow *flow, const struct sw_exit *high, const struct sw_exit *low, enum sw_counter c,
		      bool surely)
{
	struct sw_values high_result = result_given(high, low), low_result = result_given(low, high);

	return sw_guard_contradicts(&high->guard, &low->guard) || sw_values_disjoint(&high_result, &low_result) ||
	       told_by_memory(high, low) || turned(flow, high, low) || turned(flow, low, high) ||
	       (!surely && overlaps_only_as_unknown(high, &high_result, &low_result, c));
}

static enum sw_counter first_difference(const struct sw_exit *a, const struct sw_exit *b)
{
	enum sw_counter c = 0;

	while (c < SW_COUNTERS && sw_transfer_equal(a->vector.of[c], b->vector.of[c]))
		c++;
	return c;
}

/* An error return that keeps what every other return gives back. */
static bool leaks(const struct sw_exit *exits, uint32_t n, const struct sw_exit *error, const struct sw_exit *other,
		  enum sw_counter c)
{
	struct sw_transfer e = error->vector.of[c], o = other->vector.of[c];

	if (!is_error(&error->result) || is_error(&other->result) || e.set || o.set || o.lo || o.hi || e.lo <= 0)
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (!is_error(&exits[i].result) && sw_transfer_equal(exits[i].vector.of[c], e))
			return false;
	return true;
}

static struct sw_finding *report_exits(const struct sw_flow *flow, struct sw_findings *findings,
				       enum sw_finding_kind kind, const struct sw_exit *high,
				       const struct sw_exit *low, enum sw_counter c)
{
	struct sw_finding *f = sw_vec_push(findings->arena, &findings->list);

	*f = (struct sw_finding){ .kind = kind, .counter = c, .function = flow->function->symbol };
	f->tag = c == SW_RCU ? SW_TAG_RCU_LEAK : SW_TAG_IMBALANCE;
	f->place = high->place;
	f->other = low->place;
	f->here = high->vector.of[c];
	f->there = low->vector.of[c];
	f->returned = high->result;
	f->other_returned = low->result;
	f->trail = sw_keep_trail(flow->keep, high->trail);
	f->other_trail = sw_keep_trail(flow->keep, low->trail);
	return f;
}

/* The contract lets no caller have as many as this exit takes away: that is an underflow, and reported as one. */
static bool falls_below_zero(const struct sw_flow *flow, const struct sw_exit *exit, enum sw_counter c)
{
	const struct sw_contract *contract = flow->function->symbol->contract;
	struct sw_context context;

	if (!contract || exit->vector.of[c].set)
		return false;
	context = sw_contract_allows(contract, &exit->guard);
	return context.of[c].hi != SW_MAX && context.of[c].hi + exit->vector.of[c].hi < 0;
}

/*
 * Is it certain that both paths are, and that they disagree? What the lower gives back without having taken it, a
 * function that nobody knows may have taken.
 */
static bool is_certain(const struct sw_exit *high, const struct sw_exit *low, enum sw_counter c)
{
	return !high->blurred && !low->blurred && !(low->borrowed >> c & 1);
}

/* LIKELY: as far as it seems. CONCEIVABLE: if what is unknown does not tell the two paths apart. */
enum doubt { CERTAIN, LIKELY, CONCEIVABLE };

/* The pair to blame, or false. *HIGH keeps the higher count. */
static bool find_disagreement(const struct sw_flow *flow, const struct sw_exit *exits, uint32_t n, enum doubt doubt,
			      const struct sw_exit **high, const struct sw_exit **low, enum sw_counter *counter,
			      enum sw_finding_kind *kind)
{
	for (uint32_t i = 0; i < n; i++) {
		for (uint32_t j = 0; j < n; j++) {
			enum sw_counter c = first_difference(&exits[i], &exits[j]);

			if (c == SW_COUNTERS || exits[i].vector.of[c].hi < exits[j].vector.of[c].hi ||
			    (doubt == CERTAIN && !is_certain(&exits[i], &exits[j], c)) ||
			    (doubt == CONCEIVABLE && exits[j].borrowed >> c & 1) || falls_below_zero(flow, &exits[j], c))
				continue;
			*kind = leaks(exits, n, &exits[i], &exits[j], c) ? SW_FOUND_LEAK : SW_FOUND_EXITS;
			if (*kind == SW_FOUND_EXITS && separable(flow, &exits[i], &exits[j], c, doubt == CONCEIVABLE))
				continue;
			*high = &exits[i];
			*low = &exits[j];
			*counter = c;
			return true;
		}
	}
	return false;
}

/*
 * Exits that took and exits that gave, and some that did neither: two branches on one condition that was not seen to be
 * one (a bit tested twice, a call made twice). Nearly always such a function is balanced.
 */
static bool goes_both_ways(const struct sw_exit *exits, uint32_t n, enum sw_counter c)
{
	bool up = false, down = false;

	for (uint32_t i = 0; i < n; i++) {
		up |= !exits[i].vector.of[c].set && exits[i].vector.of[c].lo > 0;
		down |= !exits[i].vector.of[c].set && exits[i].vector.of[c].hi < 0;
	}
	return up && down;
}

static bool any_inexact(const struct sw_exit *exits, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (exits[i].inexact)
			return true;
	return false;
}

/* Adds to MINE what tells SELF from OTHER: one test is enough. */
static void add_telling_test(const struct sw_flow *flow, const struct sw_exit *self, const struct sw_exit *other,
			     struct sw_case *mine)
{
	sw_term ret = sw_term_leaf(flow->space.terms, SW_RET, 0);
	const struct sw_atom *now = told_by_memory(self, other), *passed;
	struct sw_values rest;

	/* what memory says afterwards is worth knowing to the caller even when something else tells the two apart */
	if (now)
		sw_guard_add(flow->space.terms, sw_guard_find(&self->after, now->term) ? &mine->after : &mine->guard, now->term, now->values);
	for (unsigned a = 0; a < self->guard.n; a++) {
		const struct sw_atom *then = &self->guard.at[a], *there = sw_guard_find(&other->guard, then->term);

		if (there && sw_values_disjoint(then->values, there->values)) {
			sw_guard_add(flow->space.terms, &mine->guard, then->term, then->values);
			return;
		}
	}
	if (sw_values_disjoint(&other->result, &self->result)) {
		sw_guard_add(flow->space.terms, &mine->guard, ret, &self->result);
		return;
	}
	if (now)
		return;
	now = turned(flow, self, other);
	if (now) {
		sw_guard_add(flow->space.terms, &mine->after, now->term, now->values);
		sw_guard_add(flow->space.terms, &mine->guard, now->term, sw_guard_find(&self->guard, now->term)->values);
		return;
	}
	if (turned(flow, other, self))
		return;
	passed = other->result_term ? sw_guard_find(&self->guard, other->result_term) : NULL;
	if (passed) {
		sw_guard_add(flow->space.terms, &mine->guard, passed->term, passed->values);
		return;
	}
	if (self->result_term && sw_guard_find(&other->guard, self->result_term))
		return;
	/* it overlaps only as unknown */
	rest = sw_values_complement(&other->result);
	sw_guard_add(flow->space.terms, &mine->guard, ret, sw_values_is_any(&self->result) ? &rest : &self->result);
}

/*
 * A pointer in memory that EXIT made NULL, or something else than NULL, with what it did to the counters (it holds the
 * lock): what the exit found there. That is what callers go by. NULL when there is none.
 */
static const struct sw_atom *find_holder(const struct sw_flow *flow, const struct sw_exit *exit)
{
	struct sw_values zero = sw_values_one(0);

	for (unsigned i = 0; i < exit->guard.n; i++) {
		const struct sw_atom *before = &exit->guard.at[i], *after = sw_guard_find(&exit->after, before->term);

		if (after && sw_term_node(flow->space.terms, before->term)->op == SW_MEM &&
		    sw_values_disjoint(before->values, after->values) &&
		    (sw_values_equal(before->values, &zero) || sw_values_equal(after->values, &zero)))
			return before;
	}
	return NULL;
}

static void add_holder(const struct sw_flow *flow, const struct sw_exit *self, struct sw_case *mine)
{
	const struct sw_atom *before = find_holder(flow, self);

	if (before) {
		sw_guard_add(flow->space.terms, &mine->guard, before->term, before->values);
		sw_guard_add(flow->space.terms, &mine->after, before->term, sw_guard_find(&self->after, before->term)->values);
	}
}

/* Does each exit return something that is known then, or that hangs on counters alone? Then the counters may decide it. */
static bool returns_by_counters(const struct sw_flow *flow, const struct sw_exit *exits, uint32_t n)
{
	int64_t value;

	for (uint32_t i = 0; i < n; i++)
		if (!sw_values_is_one(&exits[i].result, &value) &&
		    !sw_term_node(flow->space.terms, exits[i].result_term)->has_count)
			return false;
	return true;
}

/* What the counters were on the way to this exit, for what it returns hangs on that: can_sleep(), say. */
static void add_counter_tests(const struct sw_flow *flow, const struct sw_exit *self, struct sw_case *mine)
{
	int64_t value;

	if (sw_values_is_one(&self->result, &value))
		sw_guard_add(flow->space.terms, &mine->guard, sw_term_leaf(flow->space.terms, SW_RET, 0), &self->result);
	for (unsigned i = 0; i < self->guard.n; i++)
		if (sw_term_node(flow->space.terms, self->guard.at[i].term)->has_count)
			sw_guard_add(flow->space.terms, &mine->guard, self->guard.at[i].term, self->guard.at[i].values);
}

/* The case of one exit. What tells no other exit from it tells a caller nothing about the counters, and stays out. */
static struct sw_case case_of(const struct sw_flow *flow, const struct sw_exit *exits, uint32_t n, uint32_t self,
			      bool by_counters)
{
	sw_term ret = sw_term_leaf(flow->space.terms, SW_RET, 0);
	struct sw_case mine = { .vector = exits[self].vector, .result = exits[self].result_term };

	for (uint32_t i = 0; i < n; i++)
		if (!sw_vector_equal(&exits[i].vector, &mine.vector)) {
			add_telling_test(flow, &exits[self], &exits[i], &mine);
			sw_guard_add(flow->space.terms, &mine.guard, ret, &exits[self].result); /* what it returns then is so in any case */
			add_holder(flow, &exits[self], &mine);
		}
	if (by_counters)
		add_counter_tests(flow, &exits[self], &mine);
	return mine;
}

static void add_case(const struct sw_flow *flow, struct sw_summary *summary, const struct sw_case *new_case)
{
	struct sw_case *alike = NULL;

	for (uint32_t i = 0; i < summary->cases.n; i++) {
		struct sw_case *c = &summary->cases.at[i];

		if (!sw_vector_equal(&c->vector, &new_case->vector))
			continue;
		alike = c;
		if (!sw_guard_equal(&c->after, &new_case->after) || c->result != new_case->result)
			continue;
		if (sw_guard_implies(&new_case->guard, &c->guard))
			return;
		if (sw_guard_implies(&c->guard, &new_case->guard))
			c->guard = new_case->guard;
		else if (!sw_guard_unite(flow->space.terms, &c->guard, &new_case->guard))
			continue;
		return;
	}
	if (summary->cases.n < SW_CASES_ROOM || !alike) {
		*sw_vec_push(flow->run, &summary->cases) = *new_case;
		return;
	}
	alike->guard = sw_guard_join(flow->space.terms, &alike->guard, &new_case->guard);
	alike->after = sw_guard_join(flow->space.terms, &alike->after, &new_case->after);
	if (alike->result != new_case->result)
		alike->result = 0;
}

/* The holder of another exit, which SELF leaves as it was; of several, the one that was NULL. NULL when there is none. */
static const struct sw_atom *kept_holder(const struct sw_flow *flow, const struct sw_exit *exits, uint32_t n, uint32_t self)
{
	const struct sw_atom *found = NULL;
	int64_t one;

	for (uint32_t i = 0; i < n && !(found && sw_values_is_one(found->values, &one)); i++) {
		const struct sw_atom *before = sw_vector_equal(&exits[i].vector, &exits[self].vector) ? NULL :
					       find_holder(flow, &exits[i]);

		if (before && !writes(flow, &exits[self], before->term))
			found = before;
	}
	return found;
}

/* C with a test that came out so before, and comes out so still. */
static void add_kept_case(const struct sw_flow *flow, struct sw_summary *summary, struct sw_case c, sw_term term,
			  const struct sw_values *values)
{
	sw_guard_add(flow->space.terms, &c.guard, term, values);
	sw_guard_add(flow->space.terms, &c.after, term, values);
	add_case(flow, summary, &c);
}

static void infer_cases(const struct sw_flow *flow, struct sw_summary *summary, const struct sw_exit *exits, uint32_t n)
{
	bool by_counters = !summary->result && returns_by_counters(flow, exits, n);

	for (uint32_t i = 0; i < n; i++) {
		struct sw_case c = case_of(flow, exits, n, i, by_counters);
		const struct sw_atom *test = kept_holder(flow, exits, n, i);
		const struct sw_atom *made = test ? sw_guard_find(&exits[i].guard, test->term) : NULL;

		if (made) {
			add_kept_case(flow, summary, c, made->term, made->values);
		} else if (test) {
			struct sw_values rest = sw_values_complement(test->values);

			add_kept_case(flow, summary, c, test->term, test->values);
			add_kept_case(flow, summary, c, test->term, &rest);
		} else {
			add_case(flow, summary, &c);
		}
	}
	if (summary->cases.n == 1 && sw_vector_is_identity(&summary->cases.at[0].vector))
		summary->cases.n = 0;
}

static bool has_out(const struct sw_exit *exit, const struct sw_out *out)
{
	for (uint32_t i = 0; i < exit->outs.n; i++)
		if (exit->outs.at[i].base == out->base && exit->outs.at[i].path == out->path &&
		    exit->outs.at[i].value == out->value)
			return true;
	return false;
}

/* What is so on every exit. */
static void infer_results(const struct sw_flow *flow, struct sw_summary *summary, const struct sw_exit *exits, uint32_t n)
{
	summary->result = exits[0].result_term;
	summary->result_values = exits[0].result;
	summary->saves_irq = true;
	for (uint32_t i = 0; i < n; i++) {
		if (exits[i].result_term != summary->result)
			summary->result = 0;
		summary->result_values = sw_values_unite(&summary->result_values, &exits[i].result);
		summary->saves_irq &= exits[i].saves_irq;
		summary->loose |= exits[i].loose;
		summary->doubtful |= exits[i].doubtful;
	}
	for (uint32_t o = 0; o < exits[0].outs.n; o++) {
		uint32_t i = 1;

		while (i < n && has_out(&exits[i], &exits[0].outs.at[o]))
			i++;
		if (i == n)
			*sw_vec_push(flow->run, &summary->outs) = exits[0].outs.at[o];
	}
}

/* Does a path that makes this call have by itself what the demand wants of callers for others? */
static bool is_met(const struct sw_flow *flow, const struct sw_demand *d)
{
	for (enum sw_counter c = 0; c < SW_COUNTERS; c++)
		if (d->own >> c & 1 && flow->met[d->site][c] >= d->taken)
			return true;
	return false;
}

/* Is there a demand that stands for D? It came before, and so it is the first to go wrong. */
static bool is_kept(const struct sw_summary *summary, const struct sw_demand *d)
{
	for (uint32_t i = 0; i < summary->demands.n; i++)
		if (sw_demand_covers(&summary->demands.at[i], d))
			return true;
	return false;
}

/*
 * An unlock that some paths reach with the lock taken here, and others without, hangs on a condition that was not seen
 * through: what it asks of callers is possible.
 */
static void keep_demands(const struct sw_flow *flow, struct sw_summary *summary)
{
	memset(&summary->demands, 0, sizeof summary->demands);
	for (uint32_t i = 0; i < flow->demands.demands.n; i++) {
		struct sw_demand d = flow->demands.demands.at[i];

		if (d.kind == SW_DEMAND_UNDERFLOW) {
			d.possible |= is_met(flow, &d);
			d.site = 0; /* from here on it is like any other of its kind */
		}
		if (d.kind != SW_DEMAND_UNDERFLOW || !is_kept(summary, &d))
			*sw_vec_push(flow->run, &summary->demands) = d;
	}
}

/* A copy of an array in memory that outlives the run, with no more room than it needs. */
#define SETTLE(arena, vec)                                                                                             \
	do {                                                                                                           \
		void *kept_ = sw_alloc_raw((arena), (vec)->n * sizeof *(vec)->at);                                     \
		if ((vec)->n)                                                                                          \
			memcpy(kept_, (vec)->at, (vec)->n * sizeof *(vec)->at);                                        \
		(vec)->at = kept_;                                                                                     \
		(vec)->room = (vec)->n;                                                                                \
	} while (0)

void sw_infer_demands(const struct sw_flow *flow, struct sw_summary *summary)
{
	keep_demands(flow, summary);
	SETTLE(flow->made, &summary->demands);
	for (uint32_t i = 0; i < summary->demands.n; i++) {
		struct sw_demand *d = &summary->demands.at[i];
		struct sw_witness *witness = d->witness ? SW_NEW(flow->keep, struct sw_witness) : NULL;

		if (witness)
			*witness = *d->witness;
		d->witness = witness;
	}
	summary->invokes.at = flow->demands.invokes.at;
	summary->invokes.n = flow->demands.invokes.n;
	SETTLE(flow->made, &summary->invokes);
}

static struct sw_summary *settle(const struct sw_flow *flow, struct sw_summary *summary)
{
	SETTLE(flow->made, &summary->cases);
	SETTLE(flow->made, &summary->outs);
	return summary;
}

/* Do the exits disagree, and how sure is that? FINDINGS may be NULL. */
static void infer_balance(const struct sw_flow *flow, struct sw_summary *summary, const struct sw_exit *exits, uint32_t n,
			  struct sw_findings *findings)
{
	const struct sw_exit *high, *low;
	enum sw_counter counter;
	enum sw_finding_kind kind;
	bool inexact = any_inexact(exits, n);

	if (!inexact && find_disagreement(flow, exits, n, CERTAIN, &high, &low, &counter, &kind)) {
		summary->imbalanced = true;
		summary->loose |= (unsigned char)(1 << counter);
		if (findings)
			report_exits(flow, findings, kind, high, low, counter)->possible = goes_both_ways(exits, n, counter);
	} else if (inexact || find_disagreement(flow, exits, n, LIKELY, &high, &low, &counter, &kind)) {
		summary->imbalanced = summary->doubtful = true;
	} else if (findings && find_disagreement(flow, exits, n, CONCEIVABLE, &high, &low, &counter, &kind)) {
		report_exits(flow, findings, kind, high, low, counter)->possible = true;
	}
}

struct sw_summary *sw_infer(const struct sw_flow *flow, struct sw_findings *findings)
{
	struct sw_summary *summary = SW_NEW(flow->made, struct sw_summary);
	struct sw_exit *exits = flow->exits.at;
	uint32_t n = flow->exits.n;

	sw_infer_demands(flow, summary);
	summary->writes = flow->writes;
	summary->returns = n > 0;
	if (!n)
		return summary;
	infer_results(flow, summary, exits, n);
	for (enum sw_counter c = 0; c < SW_COUNTERS; c++) {
		bool for_callers = is_for_callers(flow, exits, n, c);

		for (uint32_t i = 0; i < n && !for_callers; i++)
			summary->levels |= (unsigned char)(align(exits, n, i, c) << c);
	}
	infer_balance(flow, summary, exits, n, findings);
	if (!summary->imbalanced)
		infer_cases(flow, summary, exits, n);
	return settle(flow, summary);
}
