// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What was found of a component as bytes and back: summaries with their witnesses, and findings with all that messages say.
 *
 * A chain of witnesses goes on in the summary of a callee, where its links are, and only so much of it is spelled out as is
 * not there.
 */
#include <stdlib.h>

#include "sleepwalk/cache.h"

/* ---- contracts by what they say ---- */

struct sw_contract_directory {
	struct listed {
		uint64_t digest;
		const struct sw_contract *contract;
	} *at; /* sorted by digest: of contracts that say the same any will do */
	uint32_t n;
};

static int by_digest(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;

	return (x->digest > y->digest) - (x->digest < y->digest);
}

/* NULL: there is none. */
static const struct sw_contract *find_contract(const struct sw_contract_directory *d, uint64_t digest)
{
	const struct listed key = { .digest = digest };
	const struct listed *found = d->n ? bsearch(&key, d->at, d->n, sizeof key, by_digest) : NULL;

	return found ? found->contract : NULL;
}

static void list_contract(struct sw_arena *arena, struct sw_numbering *contracts, const struct sw_contract *contract)
{
	if (contract)
		sw_number(arena, contracts, contract);
}

struct sw_contract_directory *sw_contract_directory(struct sw_arena *arena, const struct sw_unit *unit)
{
	struct sw_contract_directory *d = SW_NEW(arena, struct sw_contract_directory);
	struct sw_numbering all = { 0 };

	for (uint32_t i = 0; i < unit->symbols.n; i++) {
		list_contract(arena, &all, unit->symbols.at[i]->contract);
		for (const struct sw_by_field *f = unit->symbols.at[i]->by_field; f; f = f->next)
			list_contract(arena, &all, f->contract);
	}
	for (uint32_t f = 0; f < unit->functions.n; f++)
		for (uint32_t i = 0; i < unit->functions.at[f]->calls.n; i++)
			list_contract(arena, &all, unit->functions.at[f]->calls.at[i].contract);
	d->at = sw_alloc_raw(arena, (all.list.n + 1) * sizeof *d->at);
	for (; d->n < all.list.n; d->n++)
		d->at[d->n] = (struct listed){ sw_contract_digest(all.list.at[d->n]), all.list.at[d->n] };
	if (d->n)
		qsort(d->at, d->n, sizeof *d->at, by_digest);
	return d;
}

/* ---- parts ---- */

/* What is given to the functions of codec.h is the beginning of one. */
static struct sw_solution_codec *solution_of(struct sw_codec *c)
{
	return (struct sw_solution_codec *)c;
}

/* More than there can be of an enumeration, or of an array. */
static void hold(struct sw_codec *c, uint64_t value, uint64_t limit)
{
	if (value >= limit)
		sw_code_fail(c);
}

static void code_int(struct sw_codec *c, int *value)
{
	int64_t wide = *value;

	sw_code_signed(c, &wide);
	*value = (int)wide;
}

static void code_contract(struct sw_codec *c, const struct sw_contract **contract)
{
	uint64_t digest = c->writing && *contract ? sw_contract_digest(*contract) : 0;
	const struct sw_contract *found;

	sw_code_number(c, &digest);
	found = digest ? find_contract(solution_of(c)->contracts, digest) : NULL;
	if (digest && !found)
		sw_code_fail(c);
	if (!c->writing)
		*contract = found;
}

static void code_range(struct sw_codec *c, struct sw_range *range)
{
	code_int(c, &range->lo);
	code_int(c, &range->hi);
}

/* Of most counters nothing is said. */
static void code_context(struct sw_codec *c, struct sw_context *context)
{
	unsigned said = 0;

	for (int i = 0; i < SW_COUNTERS; i++)
		said |= (unsigned)!sw_range_is_any(context->of[i]) << i;
	SW_CODE(c, said);
	for (int i = 0; i < SW_COUNTERS; i++) {
		if (!c->writing)
			context->of[i] = sw_range_any();
		if (said >> i & 1)
			code_range(c, &context->of[i]);
	}
}

static void code_transfer(struct sw_codec *c, struct sw_transfer *transfer)
{
	SW_CODE(c, transfer->set);
	hold(c, (uint64_t)transfer->set, 2);
	code_int(c, &transfer->lo);
	code_int(c, &transfer->hi);
}

/* Most counters stay as they are. */
static void code_vector(struct sw_codec *c, struct sw_vector *vector)
{
	unsigned changed = 0;

	for (int i = 0; i < SW_COUNTERS; i++)
		changed |= (unsigned)!sw_transfer_is_identity(vector->of[i]) << i;
	SW_CODE(c, changed);
	for (int i = 0; i < SW_COUNTERS; i++) {
		if (!c->writing)
			vector->of[i] = sw_transfer_add(0);
		if (changed >> i & 1)
			code_transfer(c, &vector->of[i]);
	}
}

static void code_atom(struct sw_codec *c, struct sw_atom *atom)
{
	struct sw_values values = c->writing ? *atom->values : sw_values_any();

	sw_code_term(c, &atom->term);
	SW_CODE(c, atom->chosen);
	sw_code_values(c, &values);
	if (!c->writing)
		atom->values = sw_terms_values(&c->unit->terms, &values);
}

static void code_guard(struct sw_codec *c, struct sw_guard *guard)
{
	SW_CODE(c, guard->n);
	hold(c, guard->n, SW_GUARD_ROOM + 1);
	if (c->failed)
		guard->n = 0;
	for (unsigned i = 0; i < guard->n; i++)
		code_atom(c, &guard->at[i]);
	if (!c->writing)
		sw_guard_sort(guard);
}

static void code_flags(struct sw_codec *c, struct sw_flag *flags, unsigned room)
{
	for (unsigned i = 0; i < room; i++) {
		sw_code_string(c, &flags[i].field);
		if (!flags[i].field)
			break;
		sw_code_signed(c, &flags[i].mask);
		SW_CODE(c, flags[i].set);
	}
}

static void code_step(struct sw_codec *c, struct sw_step *step)
{
	code_flags(c, step->flags, SW_STEP_FLAGS);
	sw_code_place(c, &step->place);
	sw_code_string(c, &step->callee);
	code_vector(c, &step->vector);
	SW_CODE(c, step->helped);
	step->object = 0; /* only the flow asks for it */
}

static void write_trail(struct sw_codec *c, const struct sw_step *trail)
{
	uint32_t n = 0;

	for (const struct sw_step *step = trail; step; step = step->before)
		n++;
	sw_code_count(c, &n, 4);
	for (; trail; trail = trail->before) {
		struct sw_step step = *trail;

		code_step(c, &step);
	}
}

static const struct sw_step *read_trail(struct sw_codec *c)
{
	const struct sw_step *trail = NULL, **end = &trail;
	uint32_t n = 0;

	for (sw_code_count(c, &n, 4); n && !c->failed; n--) {
		struct sw_step *step = SW_NEW(solution_of(c)->keep, struct sw_step);

		code_step(c, step);
		*end = step;
		end = &step->before;
	}
	return trail;
}

static void code_trail(struct sw_codec *c, const struct sw_step **trail)
{
	if (c->writing)
		write_trail(c, *trail);
	else
		*trail = read_trail(c);
}

/* ---- witnesses ---- */

/* Where a chain goes on: nowhere, right here, or in a demand that a function's summary has, or that was inferred of it. */
enum { NOWHERE, HERE, IN_SUMMARY, IN_INFERRED };

static const struct sw_summary *holder(const struct sw_symbol *function, unsigned where)
{
	return where == IN_SUMMARY ? function->summary : function->inferred;
}

static bool find_in(const struct sw_summary *summary, const struct sw_witness *witness, uint32_t *number)
{
	for (*number = 0; summary && *number < summary->demands.n; ++*number)
		if (summary->demands.at[*number].witness == witness)
			return true;
	return false;
}

/* What is there of FUNCTION will be the same when this is read: it was gone by, as this round has found it. */
static bool is_settled(const struct sw_solution_codec *s, const struct sw_symbol *function)
{
	return function->body && !sw_is_member(s->turn, function) && sw_trace_has(s->trace, s->turn, function);
}

static unsigned where_is(const struct sw_solution_codec *s, const struct sw_witness *witness, uint32_t *number)
{
	if (!witness)
		return NOWHERE;
	if (!is_settled(s, witness->function))
		return HERE;
	for (unsigned where = IN_SUMMARY; where <= IN_INFERRED; where++)
		if (find_in(holder(witness->function, where), witness, number))
			return where;
	return HERE;
}

static void code_link(struct sw_codec *c, struct sw_witness *link)
{
	sw_code_place(c, &link->place);
	sw_code_symbol(c, &link->function);
	sw_code_string(c, &link->callee);
	code_contract(c, &link->contract);
	if (!link->function)
		sw_code_fail(c);
}

static void write_witness(struct sw_codec *c, const struct sw_witness *witness)
{
	uint32_t number = 0;
	unsigned where;

	for (;; witness = witness->next) {
		struct sw_witness link;

		where = where_is(solution_of(c), witness, &number);
		SW_CODE(c, where);
		if (where != HERE)
			break;
		link = *witness;
		code_link(c, &link);
	}
	if (where != NOWHERE) {
		uint64_t length = witness->length; /* who is the shorter hangs on it */

		sw_code_symbol(c, &(struct sw_symbol *){ witness->function });
		SW_CODE(c, number);
		sw_code_number(c, &length);
	}
}

static const struct sw_witness *read_reference(struct sw_codec *c, unsigned where)
{
	struct sw_symbol *function = NULL;
	const struct sw_summary *summary;
	const struct sw_witness *witness;
	uint32_t number = 0;
	uint64_t length = 0;

	sw_code_symbol(c, &function);
	SW_CODE(c, number);
	sw_code_number(c, &length);
	summary = function && !c->failed && is_settled(solution_of(c), function) ? holder(function, where) : NULL;
	witness = summary && number < summary->demands.n ? summary->demands.at[number].witness : NULL;
	if (!witness || witness->length != length)
		sw_code_fail(c);
	return witness;
}

/* Of the N links from FIRST on, each is longer than the one behind it. */
static void count_links(struct sw_witness *first, const struct sw_witness *rest, unsigned n)
{
	unsigned length = n + (rest ? rest->length : 0);

	for (; n; n--) {
		first->length = length--;
		first = (struct sw_witness *)first->next;
	}
}

static const struct sw_witness *read_witness(struct sw_codec *c)
{
	struct sw_witness *first = NULL;
	const struct sw_witness **end = (const struct sw_witness **)&first;
	unsigned where = NOWHERE, n = 0;

	for (;; n++) {
		struct sw_witness *link;

		SW_CODE(c, where);
		hold(c, where, IN_INFERRED + 1);
		if (c->failed || where != HERE)
			break;
		link = SW_NEW(solution_of(c)->keep, struct sw_witness);
		code_link(c, link);
		*end = link;
		end = &link->next;
	}
	*end = !c->failed && where != NOWHERE ? read_reference(c, where) : NULL;
	count_links(first, *end, n);
	return first;
}

static void code_witness(struct sw_codec *c, const struct sw_witness **witness)
{
	if (c->writing)
		write_witness(c, *witness);
	else
		*witness = read_witness(c);
}

/* ---- demands ---- */

static void code_inner(struct sw_codec *c, const struct sw_violation **inner);

static void code_demand(struct sw_codec *c, struct sw_demand *d)
{
	SW_CODE(c, d->kind);
	hold(c, d->kind, SW_DEMAND_ATOMIC + 1);
	SW_CODE(c, d->possible);
	code_guard(c, &d->guard);
	code_flags(c, d->flags, SW_DEMAND_FLAGS);
	code_context(c, &d->context);
	code_inner(c, &d->inner);
	code_witness(c, &d->witness);
	SW_CODE(c, d->site);
	SW_CODE(c, d->own);
	code_int(c, &d->taken);
}

/* What is passed in may be called wrongly by what is passed in: so deep it goes. */
enum { INNER_DEPTH = 4 };

static unsigned depth_of(const struct sw_violation *inner)
{
	unsigned depth = 0;

	for (; inner && depth <= INNER_DEPTH; inner = inner->demand->inner)
		depth++;
	return depth;
}

/* What the demand hung on, and what of that was open, nobody asks any more. */
static void code_violation(struct sw_codec *c, struct sw_violation *v, struct sw_demand *demand)
{
	SW_CODE(c, v->site);
	sw_code_place(c, &v->place);
	sw_code_symbol(c, &v->function);
	sw_code_string(c, &v->callee);
	demand->guard.n = v->rest.n = 0;
	code_demand(c, demand);
	v->demand = demand;
	code_contract(c, &v->contract);
	SW_CODE(c, v->counter);
	hold(c, v->counter, SW_COUNTERS);
	code_transfer(c, &v->at);
	code_trail(c, &v->trail);
	SW_CODE(c, v->possible);
	SW_CODE(c, v->passed_in);
	if (!v->function)
		sw_code_fail(c);
}

/* One that is read holds fewer within it, or it goes on for ever. */
static void code_inner(struct sw_codec *c, const struct sw_violation **inner)
{
	const struct sw_violation *own = c->writing ? *inner : NULL;
	unsigned depth = depth_of(own);
	struct sw_violation *v;
	struct sw_demand *demand;

	SW_CODE(c, depth);
	hold(c, depth, solution_of(c)->inner);
	if (!depth || c->failed)
		return;
	v = SW_NEW(solution_of(c)->keep, struct sw_violation);
	demand = SW_NEW(solution_of(c)->keep, struct sw_demand);
	if (own) {
		*v = *own;
		*demand = *own->demand;
	}
	solution_of(c)->inner--;
	code_violation(c, v, demand);
	solution_of(c)->inner++;
	if (!c->writing)
		*inner = v;
}

/* ---- summaries ---- */

static void code_case(struct sw_codec *c, struct sw_case *way)
{
	code_guard(c, &way->guard);
	code_guard(c, &way->after);
	code_vector(c, &way->vector);
	sw_code_term(c, &way->result);
}

static void code_invocation(struct sw_codec *c, struct sw_invocation *invocation)
{
	sw_code_term(c, &invocation->target);
	code_vector(c, &invocation->at);
}

static void code_out(struct sw_codec *c, struct sw_out *out)
{
	sw_code_term(c, &out->base);
	sw_code_string(c, &out->path);
	sw_code_term(c, &out->value);
	if (!out->path)
		sw_code_fail(c);
}

static void code_summary(struct sw_codec *c, struct sw_summary *s)
{
	SW_CODE(c, s->returns);
	SW_CODE(c, s->imbalanced);
	SW_CODE(c, s->loose);
	SW_CODE(c, s->doubtful);
	SW_CODE(c, s->levels);
	SW_CODE_VEC(c, &s->cases, 4, code_case);
	SW_CODE_VEC(c, &s->demands, 8, code_demand);
	SW_CODE_VEC(c, &s->invokes, 2, code_invocation);
	sw_code_term(c, &s->result);
	sw_code_values(c, &s->result_values);
	SW_CODE_VEC(c, &s->outs, 3, code_out);
	SW_CODE(c, s->saves_irq);
	SW_CODE(c, s->restores_irq);
	SW_CODE(c, s->writes);
}

static void write_wrong(struct sw_codec *c, const struct sw_function *function, const bool *wrong)
{
	uint32_t n = 0;

	for (uint32_t id = 0; wrong && id <= function->n_events; id++)
		n += wrong[id];
	sw_code_count(c, &n, 1);
	for (uint32_t id = 0; wrong && id <= function->n_events; id++)
		if (wrong[id])
			SW_CODE(c, id);
}

static const bool *read_wrong(struct sw_codec *c, const struct sw_function *function)
{
	uint32_t n = 0, id = 0;
	bool *wrong;

	sw_code_count(c, &n, 1);
	wrong = n ? sw_alloc(solution_of(c)->keep, (size_t)function->n_events + 1) : NULL;
	for (; n; n--) {
		SW_CODE(c, id);
		hold(c, id, (uint64_t)function->n_events + 1);
		if (c->failed)
			break;
		wrong[id] = true;
	}
	return wrong;
}

static void code_member(struct sw_codec *c, struct sw_symbol *s)
{
	struct sw_summary *inferred = c->writing ? (struct sw_summary *)s->inferred : SW_NEW(c->arena, struct sw_summary);

	code_summary(c, inferred);
	if (c->writing) {
		write_wrong(c, s->body, s->wrong);
	} else {
		s->inferred = inferred;
		s->wrong = read_wrong(c, s->body);
	}
	SW_CODE(c, s->needless_trust);
}

/* ---- the order of terms ---- */

struct gathered {
	struct sw_arena *arena;
	const struct sw_terms *terms;
	struct sw_numbering seen;
	SW_VEC(sw_term) list;
};

/* T and what it is made of, as far as that is of the pool of the component. */
static void gather_term(struct gathered *g, sw_term t)
{
	const void *key = (const void *)(uintptr_t)t;
	const struct sw_node *n = sw_term_node(g->terms, t);

	if (t < g->terms->first || sw_is_numbered(&g->seen, key))
		return;
	sw_number(g->arena, &g->seen, key);
	*sw_vec_push(g->arena, &g->list) = t;
	gather_term(g, n->a);
	gather_term(g, n->b);
}

static int by_number(const void *a, const void *b)
{
	const sw_term *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static struct gathered gather_terms(struct sw_codec *c, const struct sw_solution *solution)
{
	const struct sw_terms *terms = &c->unit->terms;
	struct gathered g = { .arena = c->arena, .terms = terms };
	struct sw_term_fields fields = { 0 };

	for (uint32_t i = 0; i < solution->n; i++)
		sw_summary_fields(c->arena, (struct sw_summary *)solution->members[i]->inferred, terms->first, &fields);
	for (uint32_t i = 0; i < fields.list.n; i++)
		gather_term(&g, fields.list.at[i].term);
	for (sw_term t = 1; t / 64 < terms->ordered_words; t++) {
		if (sw_terms_order_counts(terms, t) && t < terms->first)
			*sw_vec_push(g.arena, &g.list) = t;
		else if (sw_terms_order_counts(terms, t))
			gather_term(&g, t);
	}
	if (g.list.n)
		qsort(g.list.at, g.list.n, sizeof *g.list.at, by_number);
	return g;
}

/* Whether a term is of the pool below, where its order counts. */
enum { ANYWHERE, BELOW, OWN };

static unsigned where_in_order(const struct sw_terms *terms, sw_term t)
{
	return !sw_terms_order_counts(terms, t) ? ANYWHERE : t < terms->first ? BELOW : OWN;
}

/* What was made first comes first again: guards are in the order of their terms. Where that decided something, it has to be so. */
static void code_terms(struct sw_codec *c, const struct sw_solution *solution)
{
	const struct sw_terms *terms = &c->unit->terms;
	struct gathered g = { 0 };
	uint32_t n;
	sw_term last = 0;

	if (c->writing)
		g = gather_terms(c, solution);
	n = g.list.n;
	sw_code_count(c, &n, 2);
	for (uint32_t i = 0; i < n && !c->failed; i++) {
		sw_term term = i < g.list.n ? g.list.at[i] : 0;
		unsigned where = c->writing ? where_in_order(terms, term) : ANYWHERE;

		SW_CODE(c, where);
		sw_code_term(c, &term);
		if ((where == BELOW && (term >= terms->first || term <= last)) || (where == OWN && term < terms->first))
			sw_code_fail(c);
		last = where == BELOW ? term : last;
	}
}

/* ---- findings ---- */

static void code_finding(struct sw_codec *c, struct sw_finding *f)
{
	SW_CODE(c, f->tag);
	hold(c, f->tag, SW_TAGS);
	SW_CODE(c, f->kind);
	hold(c, f->kind, SW_FOUND_FOLLOWED + 1);
	SW_CODE(c, f->possible);
	sw_code_place(c, &f->place);
	sw_code_symbol(c, &f->function);
	SW_CODE(c, f->demand);
	hold(c, f->demand, SW_DEMAND_ATOMIC + 1);
	SW_CODE(c, f->counter);
	hold(c, f->counter, SW_COUNTERS);
	code_range(c, &f->expected);
	code_range(c, &f->actual);
	code_transfer(c, &f->here);
	code_transfer(c, &f->there);
	sw_code_values(c, &f->returned);
	sw_code_values(c, &f->other_returned);
	sw_code_string(c, &f->callee);
	code_inner(c, &f->inner);
	code_trail(c, &f->trail);
	code_trail(c, &f->other_trail);
	sw_code_place(c, &f->other);
	code_witness(c, &f->witness);
	code_contract(c, &f->contract);
	if (!f->function || !sw_is_member(solution_of(c)->turn, f->function))
		sw_code_fail(c);
}

static void code_findings(struct sw_codec *c, struct sw_findings *findings)
{
	uint32_t n = findings->list.n;

	sw_code_count(c, &n, 16);
	for (uint32_t i = 0; i < n && !c->failed; i++) {
		struct sw_finding *f = c->writing ? &findings->list.at[i] : sw_vec_push(findings->arena, &findings->list);

		code_finding(c, f);
		if (!c->writing && !c->failed)
			f->run = f->function->runs;
	}
}

/* ---- all of it ---- */

static void code_slot(struct sw_codec *c, uint32_t *slot)
{
	const char *name = c->writing ? c->unit->candidates.at[*slot].slot : NULL;

	sw_code_string(c, &name);
	if (!c->writing)
		*slot = name ? sw_unit_slot(c->unit, name) : UINT32_MAX;
	if (*slot == UINT32_MAX)
		sw_code_fail(c);
}

static void code_given_up(struct sw_codec *c, struct sw_symbol **symbol)
{
	sw_code_symbol(c, symbol);
	if (!*symbol)
		sw_code_fail(c);
}

static void code_statistics(struct sw_codec *c, struct sw_statistics *s)
{
	SW_CODE(c, s->solved);
	SW_CODE(c, s->special);
	SW_CODE(c, s->recursive);
	SW_CODE(c, s->states);
	SW_CODE(c, s->merges);
	SW_CODE(c, s->unfinished);
}

void sw_code_solution(struct sw_solution_codec *s, struct sw_solution *solution)
{
	struct sw_codec *c = &s->c;

	s->inner = INNER_DEPTH + 1;
	code_terms(c, solution);
	for (uint32_t i = 0; i < solution->n && !c->failed; i++)
		code_member(c, solution->members[i]);
	code_findings(c, &solution->findings);
	SW_CODE_VEC(c, &solution->outside, 1, code_slot);
	SW_CODE_VEC(c, &solution->given_up, 1, code_given_up);
	code_statistics(c, &solution->statistics);
}
