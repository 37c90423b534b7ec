// SPDX-License-Identifier: GPL-2.0-or-later
/* Guards: sorted conjunctions of tests on terms. */
#include <string.h>

#include "sleepwalk/summary.h"

/* Which of the tests there is room for, their order decides. */
static void note_order(struct sw_terms *terms, const struct sw_guard *guard, sw_term term)
{
	for (unsigned i = 0; i < guard->n; i++)
		sw_terms_note_order(terms, guard->at[i].term);
	sw_terms_note_order(terms, term);
}

bool sw_guard_add(struct sw_terms *terms, struct sw_guard *guard, sw_term term, const struct sw_values *values)
{
	unsigned i = 0;

	if (sw_values_is_any(values))
		return true;
	while (i < guard->n && guard->at[i].term < term)
		i++;
	if (i < guard->n && guard->at[i].term == term) {
		struct sw_values both = sw_values_intersect(guard->at[i].values, values);

		guard->at[i].values = sw_terms_values(terms, &both);
		return !sw_values_is_none(&both);
	}
	if (guard->n < SW_GUARD_ROOM) {
		memmove(&guard->at[i + 1], &guard->at[i], (guard->n - i) * sizeof *guard->at);
		guard->at[i] = (struct sw_atom){ .term = term, .values = sw_terms_values(terms, values) };
		guard->n++;
	} else {
		note_order(terms, guard, term);
	}
	return !sw_values_is_none(values);
}

void sw_guard_sort(struct sw_guard *guard)
{
	for (unsigned i = 1; i < guard->n; i++) {
		struct sw_atom atom = guard->at[i];
		unsigned k = i;

		for (; k && guard->at[k - 1].term > atom.term; k--)
			guard->at[k] = guard->at[k - 1];
		guard->at[k] = atom;
	}
}

struct sw_atom *sw_guard_find(const struct sw_guard *guard, sw_term term)
{
	for (unsigned i = 0; i < guard->n; i++)
		if (guard->at[i].term == term)
			return (struct sw_atom *)&guard->at[i];
	return NULL;
}

bool sw_guard_contradicts(const struct sw_guard *a, const struct sw_guard *b)
{
	for (unsigned i = 0, j = 0; i < a->n && j < b->n;) {
		if (a->at[i].term == b->at[j].term && sw_values_disjoint(a->at[i].values, b->at[j].values))
			return true;
		if (a->at[i].term <= b->at[j].term)
			i++;
		else
			j++;
	}
	return false;
}

bool sw_guard_implies(const struct sw_guard *a, const struct sw_guard *b)
{
	unsigned i = 0;

	for (unsigned j = 0; j < b->n; j++) {
		while (i < a->n && a->at[i].term < b->at[j].term)
			i++;
		if (i == a->n || a->at[i].term != b->at[j].term ||
		    !sw_values_within(a->at[i].values, b->at[j].values))
			return false;
	}
	return true;
}

bool sw_guard_equal(const struct sw_guard *a, const struct sw_guard *b)
{
	return sw_guard_implies(a, b) && sw_guard_implies(b, a);
}

struct sw_guard sw_guard_join(struct sw_terms *terms, const struct sw_guard *a, const struct sw_guard *b)
{
	struct sw_guard both = { 0 };

	for (unsigned i = 0, j = 0; i < a->n && j < b->n;) {
		if (a->at[i].term == b->at[j].term) {
			struct sw_values values = sw_values_unite(a->at[i].values, b->at[j].values);

			sw_guard_add(terms, &both, a->at[i].term, &values);
			if (sw_guard_find(&both, a->at[i].term))
				sw_guard_find(&both, a->at[i].term)->chosen = a->at[i].chosen || b->at[j].chosen;
			i++;
			j++;
		} else if (a->at[i].term < b->at[j].term) {
			i++;
		} else {
			j++;
		}
	}
	return both;
}

struct premise {
	const struct sw_terms *terms;
	const struct sw_guard *guard;
};

/* What (x & MASK) in VALUES says of (x & OTHER). */
static struct sw_values other_mask(const struct sw_values *values, int64_t mask, int64_t other)
{
	struct sw_values zero = sw_values_one(0);
	int64_t bits;

	if (sw_values_is_one(values, &bits) && (other & ~mask) == 0)
		return sw_values_one(bits & other);
	if ((sw_values_is_one(values, &bits) && (bits & other)) ||
	    ((mask & ~other) == 0 && sw_values_disjoint(values, &zero)))
		return sw_values_nonzero();
	return sw_values_any();
}

static struct sw_values known_by_guard(void *cookie, sw_term term)
{
	const struct premise *p = cookie;
	const struct sw_node *asked = sw_term_node(p->terms, term);
	struct sw_values known = sw_values_any();

	for (unsigned i = 0; i < p->guard->n; i++) {
		const struct sw_atom *atom = &p->guard->at[i];
		const struct sw_node *n = sw_term_node(p->terms, atom->term);
		struct sw_values values = sw_values_any();
		int64_t mask, other;

		if (atom->term == term)
			values = *atom->values;
		else if (n->op == SW_AND && asked->op == SW_AND && n->a == asked->a &&
			 sw_term_is_const(p->terms, n->b, &mask) && sw_term_is_const(p->terms, asked->b, &other))
			values = other_mask(atom->values, mask, other);
		known = sw_values_intersect(&known, &values);
	}
	return known;
}

struct sw_values sw_guard_eval(const struct sw_terms *terms, const struct sw_guard *guard, sw_term term)
{
	struct premise p = { terms, guard };

	return sw_term_eval(terms, term, known_by_guard, &p);
}

bool sw_guard_unite(struct sw_terms *terms, struct sw_guard *a, const struct sw_guard *b)
{
	struct sw_guard result = { 0 };
	unsigned differing = 0;

	if (a->n != b->n)
		return false;
	for (unsigned i = 0; i < a->n; i++) {
		struct sw_values values = sw_values_unite(a->at[i].values, b->at[i].values);

		if (a->at[i].term != b->at[i].term)
			return false;
		differing += !sw_values_equal(a->at[i].values, b->at[i].values);
		sw_guard_add(terms, &result, a->at[i].term, &values);
		if (sw_guard_find(&result, a->at[i].term))
			sw_guard_find(&result, a->at[i].term)->chosen = a->at[i].chosen || b->at[i].chosen;
	}
	if (differing > 1)
		return false;
	*a = result;
	return true;
}

struct sw_values sw_range_values(struct sw_range r)
{
	return sw_values_range(r.lo, r.hi == SW_MAX ? INT64_MAX : r.hi);
}

struct sw_values sw_context_values(const struct sw_terms *terms, const struct sw_context *context, sw_term t)
{
	const struct sw_node *n = sw_term_node(terms, t), *count = sw_term_node(terms, n->a);

	if (n->op == SW_COUNTER)
		return sw_range_values(context->of[n->number]);
	/* who enters from outside with the counter raised has set these bits */
	if (n->op == SW_ENTERED && count->op == SW_COUNTER && context->of[count->number].lo > 0)
		return sw_values_nonzero();
	return sw_values_any();
}
