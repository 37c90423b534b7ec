// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Applies a callee's summary to a state: its demands are met, passed on to our own callers, or violated here; its cases
 * split the state, each with what its guard says.
 */
#include <string.h>

#include "sleepwalk/flow.h"

struct call {
	struct sw_flow *flow;
	struct sw_space *space;
	const struct sw_event *event;
	struct sw_state *state;    /* before the call */
	sw_term *args;             /* resolved */
	sw_term result_memory;     /* resolved */
	struct sw_symbol *symbol;  /* NULL: not known */
	const struct sw_summary *summary;
	const char *name;
	bool passed_in;            /* it is called, or calls, a function that our callers pass in */
	bool possible;             /* it is one of several that can be called here */
	bool violated;             /* it demands what this state does not have */
	struct sw_state *after;    /* assume_after() only */
};

/* ---- the callee's terms in the caller's ---- */

static sw_term count_now(struct call *call, enum sw_counter counter)
{
	struct sw_transfer t = call->state->vector.of[counter];
	sw_term entry = sw_term_leaf(call->space->terms, SW_COUNTER, counter);

	if (!sw_transfer_is_exact(t))
		return 0;
	return t.set ? sw_term_const(call->space->terms, t.lo)
		     : sw_term_binary(call->space->terms, SW_ADD, entry, sw_term_const(call->space->terms, t.lo));
}

static sw_term in_caller(void *cookie, const struct sw_node *leaf, sw_term self, sw_term base)
{
	struct call *call = cookie;

	if (base)
		return sw_state_read(call->space, call->state, base, leaf->name);
	switch (leaf->op) {
	case SW_PARAM:
		return leaf->number <= call->event->n_args ? call->args[leaf->number - 1] : 0;
	case SW_PASSED:
		if (leaf->number > call->event->n_args || !call->args[leaf->number - 1])
			return 0;
		return *leaf->name ? sw_state_read(call->space, call->state, call->args[leaf->number - 1], leaf->name)
				   : call->args[leaf->number - 1];
	case SW_COUNTER:
		return count_now(call, (enum sw_counter)leaf->number);
	case SW_RET:
		return call->result_memory;
	default:
		return self;
	}
}

static sw_term translate(struct call *call, sw_term t)
{
	return sw_term_replace(call->space->terms, t, in_caller, call);
}

/* One of several values, as in a switch: what such a parameter says is data, and no mode that callers ask for. */
static bool is_one_of_several(const struct sw_atom *atom)
{
	for (unsigned i = 0; i < atom->values->n; i++)
		if (atom->values->in[i].lo != atom->values->in[i].hi)
			return false;
	return atom->values->n > 1;
}

/* Is the test about what our caller passes? HERE is its term in the caller, where it may turn out to be about counters. */
static bool is_scalar_test(const struct sw_terms *terms, const struct sw_atom *atom, sw_term here)
{
	return (atom->chosen || sw_term_is_scalar(terms, atom->term)) && !sw_term_node(terms, here)->has_count &&
	       !(sw_term_node(terms, atom->term)->op == SW_PARAM && is_one_of_several(atom));
}

/* ---- flags ---- */

/* Is the test one of a flag, and of which? */
static bool flag_of(const struct sw_terms *terms, sw_term t, const struct sw_values *values, struct sw_flag *flag)
{
	const struct sw_node *n = sw_term_node(terms, t);
	struct sw_values zero = sw_values_one(0);

	*flag = (struct sw_flag){ .mask = -1, .set = sw_values_disjoint(values, &zero) };
	if (n->op == SW_AND && sw_term_is_const(terms, n->b, &flag->mask))
		n = sw_term_node(terms, n->a);
	flag->field = n->name;
	return n->op == SW_MEM && *n->name && (flag->set || sw_values_equal(values, &zero));
}

static void note_flag(const struct sw_terms *terms, sw_term t, const struct sw_values *values, struct sw_step *to)
{
	unsigned n = 0;

	while (n < SW_STEP_FLAGS && to->flags[n].field)
		n++;
	if (n < SW_STEP_FLAGS && !flag_of(terms, t, values, &to->flags[n]))
		to->flags[n].field = NULL;
}

/* What the counters hang on here: what the callee's case tests, and the tests on the way, the newest first. */
static void note_flags(struct call *call, const struct sw_case *taken, const struct sw_state *after, struct sw_step *to)
{
	for (unsigned i = 0; taken && i < taken->guard.n; i++)
		note_flag(call->space->terms, translate(call, taken->guard.at[i].term), taken->guard.at[i].values, to);
	for (uint32_t i = after->facts.n; i-- > 0;)
		if (!after->facts.at[i].implied)
			note_flag(call->space->terms, after->facts.at[i].term, after->facts.at[i].values, to);
}

/* What the way to a demand found of flags: as guards, these are lost where callers do not know the object. */
static void note_demand_flags(const struct call *call, struct sw_demand *demand)
{
	const struct sw_terms *terms = call->space->terms;
	unsigned n = 0;

	while (n < SW_DEMAND_FLAGS && demand->flags[n].field)
		n++;
	for (uint32_t i = call->state->facts.n; i-- > 0 && n < SW_DEMAND_FLAGS;) {
		const struct sw_fact *fact = &call->state->facts.at[i];

		if (!fact->implied && flag_of(terms, fact->term, fact->values, &demand->flags[n]))
			n++;
	}
	if (n < SW_DEMAND_FLAGS)
		demand->flags[n].field = NULL;
}

/*
 * A lock that is taken if a flag is clear, and a sleep if that flag of another object is set (sound/core/pcm_native.c:
 * `nonatomic` of linked streams): as a rule the two objects agree, and nothing here can tell. Did the way here find the
 * other of this flag when it changed the counters?
 */
static bool is_opposed_flag(const struct call *call, const struct sw_flag *flag)
{
	for (const struct sw_step *step = call->state->trail; step; step = step->before)
		for (unsigned i = 0; i < SW_STEP_FLAGS && step->flags[i].field; i++)
			if (step->flags[i].field == flag->field && step->flags[i].mask == flag->mask &&
			    step->flags[i].set != flag->set)
				return true;
	return false;
}

static bool is_opposed(const struct call *call, sw_term t, const struct sw_values *values)
{
	struct sw_flag flag;

	return call->state->trail && flag_of(call->space->terms, t, values, &flag) && is_opposed_flag(call, &flag);
}

static bool any_fact_is_opposed(const struct call *call)
{
	for (uint32_t i = 0; i < call->state->facts.n; i++)
		if (!call->state->facts.at[i].implied &&
		    is_opposed(call, call->state->facts.at[i].term, call->state->facts.at[i].values))
			return true;
	return false;
}

/* ---- demands ---- */

struct settled {
	bool holds;           /* false: the guard fails here, the rest says nothing */
	bool open;            /* a test on a scalar is open, and can be passed on */
	bool lost;            /* a test on a scalar is open, and can not */
	bool opposed;         /* a test is open that the way here found the other way round, of another object */
	struct sw_guard rest; /* the tests that are open, as our callers see them */
};

static void mark_chosen(struct sw_guard *guard, sw_term term, bool chosen)
{
	struct sw_atom *atom = sw_guard_find(guard, term);

	if (atom)
		atom->chosen |= chosen;
}

/* NULL or not, an object or what stands for none. */
static bool is_about_existence(const struct sw_values *values)
{
	struct sw_values null = sw_values_one(0), other = sw_values_nonzero(), object = sw_values_object(),
			 none = sw_values_complement(&object);

	return sw_values_equal(values, &null) || sw_values_equal(values, &other) || sw_values_equal(values, &object) ||
	       sw_values_equal(values, &none);
}

/*
 * Whether there is an object is ordinary data where it is read from memory: relay_flush(bt->rchan), which has nothing to do
 * without a channel. It is a mode where our callers pass it, and where nothing is known of it.
 */
static bool is_object_test(const struct call *call, const struct sw_atom *atom, sw_term here)
{
	const struct sw_node *param = sw_term_node(call->space->terms, atom->term);
	const struct sw_symbol *callee = sw_symbol_real(call->symbol);

	return param->op == SW_PARAM && param->number <= 32 && callee && callee->body &&
	       callee->body->pointers >> (param->number - 1) & 1 && is_about_existence(atom->values) &&
	       sw_term_node(call->space->terms, here)->visible && sw_term_node(call->space->terms, here)->has_mem;
}

static struct settled settle(struct call *call, const struct sw_guard *guard)
{
	struct settled s = { .holds = true };

	for (unsigned i = 0; i < guard->n; i++) {
		const struct sw_atom *atom = &guard->at[i];
		sw_term here = translate(call, atom->term);
		struct sw_values values = sw_state_eval(call->space, call->state, here);
		bool scalar = is_scalar_test(call->space->terms, atom, here) && !is_object_test(call, atom, here);

		if (sw_values_within(&values, atom->values))
			continue;
		if (sw_values_disjoint(&values, atom->values)) {
			s.holds = false;
			return s;
		}
		if (here && sw_term_node(call->space->terms, here)->visible) {
			sw_guard_add(call->space->terms, &s.rest, here, atom->values);
			s.open |= scalar;
			mark_chosen(&s.rest, here, scalar);
		} else {
			s.lost |= scalar;
		}
		s.opposed |= is_opposed(call, atom->term, atom->values);
	}
	return s;
}

/* The entry contexts that meet the demand here; an empty range where none does, and then *WRONG is that counter. */
static struct sw_context require(const struct sw_vector *vector, const struct sw_demand *demand, enum sw_counter *wrong)
{
	struct sw_context context = sw_context_any();

	*wrong = demand->inner ? demand->inner->counter : SW_COUNTERS;
	if (demand->kind == SW_DEMAND_ATOMIC || demand->inner)
		return context;
	for (enum sw_counter c = 0; c < SW_COUNTERS; c++) {
		/* of a counter that it does not name, it asks nothing: that none falls below 0 is asked where it falls */
		if (sw_range_is_any(demand->context.of[c]))
			continue;
		context.of[c] = sw_transfer_require(vector->of[c], demand->context.of[c]);
		if (sw_range_is_empty(context.of[c]) && *wrong == SW_COUNTERS)
			*wrong = c;
	}
	return context;
}

/* Does the demand for an atomic context get past this vector to our callers? */
static bool atomic_is_open(const struct sw_vector *vector)
{
	for (enum sw_counter c = 0; c < SW_COUNTERS; c++)
		if (c != SW_PAGEFAULT && (vector->of[c].hi > 0 || vector->of[c].lo > 0))
			return false;
	return true;
}

static struct sw_witness witness(const struct call *call, const struct sw_demand *demand)
{
	return (struct sw_witness){
		.place = call->event->place, .function = call->flow->function->symbol, .callee = call->name,
		.contract = demand->witness ? NULL : call->summary->contract, .next = demand->witness,
		.length = demand->witness ? demand->witness->length + 1 : 1,
	};
}

/* WITNESS is about to go: the demand that has it, which few do, gets one that stays. */
static void keep_witness(struct sw_flow *flow, const struct sw_witness *witness)
{
	for (uint32_t i = 0; i < flow->demands.demands.n; i++) {
		struct sw_demand *d = &flow->demands.demands.at[i];

		if (d->witness == witness)
			d->witness = memcpy(sw_alloc_raw(flow->run, sizeof *witness), witness, sizeof *witness);
	}
}

/* Were facts lost that tell counter vectors apart? Then this vector may not be one that gets here. */
static bool is_unsure(const struct sw_state *state)
{
	return state->doubtful || state->blurred;
}

/* The state before the call where the open tests on counters hold: they say what the counters are. NULL: they can not. */
static struct sw_state *assume_counts(struct call *call, const struct sw_guard *rest)
{
	struct sw_state *state = call->state;

	for (unsigned i = 0; i < rest->n; i++) {
		if (!sw_term_node(call->space->terms, rest->at[i].term)->has_count)
			continue;
		if (state == call->state)
			state = sw_state_copy(call->space, state);
		if (!sw_state_assume(call->space, state, rest->at[i].term, rest->at[i].values))
			return NULL;
	}
	return state;
}

/* Of a counter that the tests on the way settle, nothing is asked. What the entry settles is asked of who enters. */
static struct sw_context without_settled(struct call *call, const struct sw_state *state, struct sw_context context)
{
	for (enum sw_counter c = 0; c < SW_COUNTERS; c++) {
		const struct sw_fact *fact = sw_state_fact(state, sw_term_leaf(call->space->terms, SW_COUNTER, c));
		struct sw_values wanted = sw_range_values(context.of[c]);

		if (fact && sw_values_within(fact->values, &wanted))
			context.of[c] = sw_range_any();
	}
	return context;
}

/* Adds the tests that are open, but for those on counters: what callers choose, or the others. False: they can not hold. */
static bool add_rest(const struct call *call, const struct sw_guard *rest, bool chosen, struct sw_guard *to)
{
	for (unsigned i = 0; i < rest->n; i++) {
		const struct sw_atom *atom = &rest->at[i];

		if (sw_term_node(call->space->terms, atom->term)->has_count ||
		    (atom->chosen || sw_term_is_scalar(call->space->terms, atom->term)) != chosen)
			continue;
		if (!sw_guard_add(call->space->terms, to, atom->term, atom->values))
			return false;
		mark_chosen(to, atom->term, atom->chosen);
	}
	return true;
}

static bool add_guard(const struct call *call, const struct sw_state *state, struct sw_guard *to)
{
	struct sw_guard guard = sw_state_guard(call->space, state);

	for (unsigned i = 0; i < guard.n; i++)
		if (!sw_guard_add(call->space->terms, to, guard.at[i].term, guard.at[i].values))
			return false;
	return true;
}

/* Is it an unlock after a call that may have left the lock taken, or not? */
static bool gives_back_loose(const struct sw_state *state, const struct sw_demand *demand)
{
	return demand->kind == SW_DEMAND_UNDERFLOW &&
	       (state->doubtful || state->loose & sw_context_named(&demand->context));
}

/* How far an underflow takes the counters down that it is about: the most, of several. */
static int taken_by(const struct sw_demand *demand)
{
	int most = 0;

	for (enum sw_counter c = 0; demand->kind == SW_DEMAND_UNDERFLOW && c < SW_COUNTERS; c++)
		if (demand->own >> c & 1 && demand->context.of[c].lo > most)
			most = demand->context.of[c].lo;
	return most;
}

static void pass_on(struct call *call, const struct sw_demand *demand, const struct sw_context *context,
		    const struct settled *s)
{
	const struct sw_state *state = assume_counts(call, &s->rest);
	struct sw_witness link = witness(call, demand);
	struct sw_demand mine = { .kind = demand->kind, .witness = &link };

	if (!state)
		return;
	mine.context = without_settled(call, state, *context);
	if (sw_context_is_any(&mine.context) && !sw_context_is_any(context))
		return;
	mine.possible = demand->possible || call->possible || s->lost || state->astray || gives_back_loose(state, demand) ||
			(is_unsure(call->state) && !sw_vector_is_identity(&call->state->vector));
	if (!add_rest(call, &s->rest, true, &mine.guard) || !add_guard(call, state, &mine.guard) ||
	    !add_rest(call, &s->rest, false, &mine.guard))
		return;
	for (unsigned i = 0; i < mine.guard.n; i++)
		mine.guard.at[i].chosen |= sw_term_is_scalar(call->space->terms, mine.guard.at[i].term);
	mine.site = call->event->id;
	mine.own = demand->own;
	mine.taken = taken_by(demand);
	mine.inner = demand->inner;
	memcpy(mine.flags, demand->flags, sizeof mine.flags);
	note_demand_flags(call, &mine);
	sw_summary_add_demand(call->space->terms, call->flow->run, &call->flow->demands, &mine);
	keep_witness(call->flow, &link);
}

static struct sw_violation violation(const struct call *call, const struct sw_demand *demand, enum sw_counter counter,
				     const struct settled *s)
{
	struct sw_violation v = {
		.site = call->event->id, .place = call->event->place, .function = call->flow->function->symbol,
		.callee = call->name, .demand = demand,
		.counter = counter, .contract = demand->witness ? NULL : call->summary->contract,
		.at = call->state->vector.of[counter], .trail = call->state->trail, .open = s->open, .rest = s->rest,
		.passed_in = call->passed_in,
	};

	v.certain = !demand->possible && !call->possible && !s->lost && !s->opposed && !call->state->astray &&
		    !(call->state->doubted >> counter & 1) && !any_fact_is_opposed(call);
	v.unsure = call->state->unsure >> counter & 1;
	v.possible = !v.certain || v.unsure || v.open;
	return v;
}

/* Of two violations at one call the one is told of which less is open. */
static bool is_surer(const struct sw_violation *a, const struct sw_violation *b)
{
	if (a->possible != b->possible)
		return b->possible;
	if (a->certain != b->certain)
		return a->certain;
	if ((a->demand->kind == SW_DEMAND_UNDERFLOW) != (b->demand->kind == SW_DEMAND_UNDERFLOW))
		return b->demand->kind == SW_DEMAND_UNDERFLOW;
	if (a->unsure != b->unsure)
		return b->unsure;
	/* what sleeps is wrong in every configuration */
	if ((a->demand->kind == SW_DEMAND_BLOCK) != (b->demand->kind == SW_DEMAND_BLOCK))
		return b->demand->kind == SW_DEMAND_BLOCK;
	return a->rest.n < b->rest.n;
}

static void violate(struct call *call, const struct sw_demand *demand, enum sw_counter counter, const struct settled *s)
{
	struct sw_violation new_one = violation(call, demand, counter, s), *there;
	uint32_t *number = &call->flow->violation[call->event->id];

	call->violated = true;
	if (!*number) {
		*sw_vec_push(call->flow->run, &call->flow->violations) = new_one;
		*number = call->flow->violations.n;
		return;
	}
	there = &call->flow->violations.at[*number - 1];
	if (is_surer(&new_one, there))
		*there = new_one;
}

/* INNER is about to go: the demand that has it, which few do, gets one that stays. */
static void keep_inner(struct sw_flow *flow, const struct sw_violation *inner)
{
	for (uint32_t i = 0; i < flow->demands.demands.n; i++) {
		struct sw_demand *d = &flow->demands.demands.at[i], *demand;
		struct sw_violation *kept;

		if (d->inner != inner)
			continue;
		demand = SW_NEW(flow->keep, struct sw_demand);
		*demand = *inner->demand;
		kept = SW_NEW(flow->keep, struct sw_violation);
		*kept = *inner;
		kept->demand = demand;
		kept->trail = sw_keep_trail(flow->keep, inner->trail);
		d->inner = kept;
	}
}

/* What is wrong here is wrong for those callers only who pass this function in: it is told there. */
static void pass_violation_on(struct call *call, const struct sw_demand *demand, enum sw_counter counter,
			      const struct settled *s)
{
	struct sw_violation inner = violation(call, demand, counter, s);
	struct sw_demand broken = *demand;
	struct sw_context any = sw_context_any();

	if (!demand->inner)
		broken.inner = &inner;
	broken.possible |= !inner.certain || inner.unsure;
	inner.open = false; /* callers settle it */
	inner.rest.n = 0;
	pass_on(call, &broken, &any, s);
	keep_inner(call->flow, &inner);
}

/* The count of those that were joined in T which is the worst: the lowest where it is taken down, without end one less than all. */
static struct sw_transfer worst_of(struct sw_transfer t, bool down)
{
	if (down && t.lo == SW_MIN)
		t.lo = t.hi < 0 ? t.hi - 1 : -1;
	if (down)
		t.hi = t.lo;
	else
		t.lo = t.hi;
	return t;
}

/* VECTOR with the worst counts for DEMAND; false: no counts were joined that it is about. */
static bool worst_of_joined(const struct sw_vector *vector, const struct sw_demand *demand, struct sw_vector *worst)
{
	bool down = demand->kind == SW_DEMAND_UNDERFLOW, joined = false;
	unsigned char about = down ? demand->own : sw_context_named(&demand->context);

	*worst = *vector;
	for (enum sw_counter c = 0; c < SW_COUNTERS; c++) {
		if (!(about >> c & 1) || sw_transfer_is_exact(vector->of[c]))
			continue;
		worst->of[c] = worst_of(vector->of[c], down);
		joined = true;
	}
	return joined;
}

/* A loop may have taken what it gives back in another: which of the paths that were joined get here is not known. */
static void check_joined(struct call *call, const struct sw_demand *demand, const struct settled *s)
{
	bool violated = call->violated;
	struct sw_context context;
	struct settled perhaps;
	struct sw_vector worst;
	enum sw_counter wrong;

	if (demand->kind == SW_DEMAND_ATOMIC || demand->inner || !worst_of_joined(&call->state->vector, demand, &worst))
		return;
	perhaps = *s;
	perhaps.lost = true;
	context = require(&worst, demand, &wrong);
	if (wrong == SW_COUNTERS && !sw_context_is_any(&context))
		pass_on(call, demand, &context, &perhaps);
	else if (wrong != SW_COUNTERS && !call->passed_in)
		violate(call, demand, wrong, &perhaps);
	call->violated = violated;
}

/* Of what is taken down, this path has all, or has it of some counter: CONTEXT, the rest, asks callers for none of that. */
static void note_met(struct call *call, const struct sw_demand *demand, const struct sw_context *context)
{
	int *met = call->flow->met[call->event->id];

	for (enum sw_counter c = 0; c < SW_COUNTERS; c++)
		if (demand->own >> c & 1 && sw_range_is_any(context->of[c]) && met[c] < taken_by(demand))
			met[c] = taken_by(demand);
}

static void check_demand(struct call *call, const struct sw_demand *demand)
{
	struct settled s = settle(call, &demand->guard);
	enum sw_counter wrong;
	struct sw_context context;

	if (!s.holds)
		return;
	for (unsigned i = 0; i < SW_DEMAND_FLAGS && demand->flags[i].field; i++)
		s.opposed |= is_opposed_flag(call, &demand->flags[i]);
	context = require(&call->state->vector, demand, &wrong);
	if (wrong == SW_COUNTERS)
		check_joined(call, demand, &s);
	if (wrong != SW_COUNTERS && call->passed_in) {
		pass_violation_on(call, demand, wrong, &s);
	} else if (wrong != SW_COUNTERS) {
		violate(call, demand, wrong, &s);
		if (s.open)
			pass_violation_on(call, demand, wrong, &s);
	} else if (demand->kind == SW_DEMAND_ATOMIC ? atomic_is_open(&call->state->vector)
						    : !sw_context_is_any(&context)) {
		pass_on(call, demand, &context, &s);
	}
	if (demand->kind == SW_DEMAND_UNDERFLOW && wrong == SW_COUNTERS)
		note_met(call, demand, &context);
}

/* ---- effects ---- */

static void step(struct call *call, const struct sw_case *taken, struct sw_state *after)
{
	struct sw_step *new_step;

	if (sw_vector_equal(&call->state->vector, &after->vector))
		return;
	new_step = SW_NEW(call->flow->run, struct sw_step);
	*new_step = (struct sw_step){ .before = call->state->trail, .place = call->event->place, .callee = call->name,
				      .object = call->event->n_args ? call->args[0] : 0, .vector = after->vector,
				      .helped = call->state->helped };
	note_flags(call, taken, after, new_step);
	after->trail = new_step;
}

/* What makes the irq count COUNT of what it was on entry; false when the term does not tell. */
static bool count_as_transfer(const struct call *call, sw_term count, struct sw_transfer *t)
{
	const struct sw_terms *terms = call->space->terms;
	const struct sw_node *n = sw_term_node(terms, count);
	int64_t c = 0;

	if (sw_term_is_const(terms, count, &c)) {
		*t = sw_transfer_set((int)c);
		return true;
	}
	if (n->op == SW_ADD && sw_term_is_const(terms, n->b, &c))
		n = sw_term_node(terms, n->a);
	*t = n->op == SW_COUNTER ? sw_transfer_add((int)c) : *t;
	return n->op == SW_COUNTER;
}

static void restore_irq(struct call *call, struct sw_state *after)
{
	unsigned arg = call->summary->restores_irq;
	sw_term flags = arg <= call->event->n_args ? call->args[arg - 1] : 0;
	struct sw_transfer *irq = &after->vector.of[SW_IRQ];
	sw_term kept = flags ? sw_term_unary(call->space->terms, SW_HELD, flags, 0) : 0;

	if (count_as_transfer(call, kept, irq))
		return;
	for (uint32_t i = 0; i < call->state->saved.n; i++) {
		if (call->state->saved.at[i].flags == flags) {
			*irq = call->state->saved.at[i].irq;
			return;
		}
	}
	/* saved elsewhere (by our caller, say): one level less; or one of several that were, of which it is not known which */
	*irq = sw_transfer_then(*irq, sw_transfer_add(-1));
	if (flags && sw_lost_has(call->state->lost, flags)) {
		irq->hi = call->state->vector.of[SW_IRQ].hi;
		after->inexact = true;
	}
}

static void write_outs(struct call *call, struct sw_state *after)
{
	for (uint32_t i = 0; i < call->summary->outs.n; i++) {
		const struct sw_out *out = &call->summary->outs.at[i];

		sw_state_write(call->space, after, translate(call, out->base), out->path, translate(call, out->value),
			       call->event->id);
	}
}

/* What the callee may have written in our own variables is not known any more. */
static void clobber(struct call *call, struct sw_state *after)
{
	if (call->result_memory)
		sw_state_clobber_local(call->space, after, call->result_memory, call->event->id);
	for (unsigned i = 0; i < call->event->n_args; i++)
		if (call->args[i] && sw_call_may_write(call->event, call->summary, i))
			sw_state_clobber_local(call->space, after, call->args[i], call->event->id);
}

/* The guard's tests in the caller; those on RET are about the call's own value. False: this case can not be. */
static bool assume_guard(struct call *call, struct sw_state *after, const struct sw_guard *guard)
{
	for (unsigned i = 0; i < guard->n; i++) {
		const struct sw_atom *atom = &guard->at[i];
		bool on_result = sw_term_node(call->space->terms, atom->term)->op == SW_RET;
		sw_term here = on_result ? call->event->value : translate(call, atom->term);

		if (here && !sw_state_assume(call->space, after, sw_state_resolve(call->space, after, here), atom->values))
			return false;
	}
	return true;
}

/* The places in T, a term of the callee, that MEM names there: the call has written them. */
static void write_places(struct call *call, struct sw_state *after, sw_term t)
{
	const struct sw_node n = *sw_term_node(call->space->terms, t);

	if (!n.has_mem)
		return;
	if (n.op == SW_MEM)
		sw_state_write(call->space, after, translate(call, n.a), n.name, 0, call->event->id);
	if (n.a && n.op != SW_MEM)
		write_places(call, after, n.a);
	if (n.b)
		write_places(call, after, n.b);
}

static sw_term now_in_caller(void *cookie, const struct sw_node *leaf, sw_term self, sw_term base)
{
	struct call *call = cookie;

	return base ? sw_state_read(call->space, call->after, base, leaf->name) : in_caller(cookie, leaf, self, base);
}

/* What the case says of memory that it wrote. */
static bool assume_after(struct call *call, struct sw_state *after, const struct sw_guard *guard)
{
	call->after = after;
	for (unsigned i = 0; i < guard->n; i++)
		write_places(call, after, guard->at[i].term);
	for (unsigned i = 0; i < guard->n; i++) {
		sw_term now = sw_term_replace(call->space->terms, guard->at[i].term, now_in_caller, call);

		if (now && !sw_state_assume(call->space, after, now, guard->at[i].values))
			return false;
	}
	return true;
}

static bool can_hold(struct call *call, const struct sw_guard *guard)
{
	for (unsigned i = 0; i < guard->n; i++) {
		struct sw_values values;

		if (sw_term_node(call->space->terms, guard->at[i].term)->op == SW_RET)
			continue;
		values = sw_state_eval(call->space, call->state, translate(call, guard->at[i].term));
		if (sw_values_disjoint(&values, guard->at[i].values))
			return false;
	}
	return true;
}

/* A contract's `if nonzero`: what it returns then, if it is a pointer, is one to something. */
static bool says_found(const struct call *call, const struct sw_guard *guard)
{
	struct sw_values nonzero = sw_values_nonzero();

	for (unsigned i = 0; i < guard->n; i++)
		if (sw_term_node(call->space->terms, guard->at[i].term)->op == SW_RET &&
		    sw_values_equal(guard->at[i].values, &nonzero))
			return true;
	return false;
}

static void make_doubtful(struct sw_state *state)
{
	state->doubtful = true;
	state->doubted = UINT8_MAX;
}

/* The value is followed at once: a way on which it is no object does not go on. That is no test which callers could settle. */
static bool follow_value(struct call *call, struct sw_state *after)
{
	sw_term value = sw_state_resolve(call->space, after, call->event->value);
	struct sw_values now = sw_state_eval(call->space, after, value), object = sw_values_object();

	sw_state_imply_object(call->space, after, value);
	return !sw_values_disjoint(&now, &object);
}

static void finish_case(struct call *call, const struct sw_case *taken, struct sw_states *out)
{
	static const struct sw_guard always = { 0 };
	const struct sw_summary *summary = call->summary;
	struct sw_state *after = sw_state_copy(call->space, call->state);
	bool coarse = call->flow->function->coarse;
	sw_term value = call->event->value, result = taken && taken->result ? taken->result : summary ? summary->result : 0;

	result = result ? translate(call, result) : 0;
	clobber(call, after);
	if (coarse && taken && !sw_vector_is_identity(&taken->vector))
		sw_state_blur(after);
	if (summary && summary->doubtful)
		make_doubtful(after);
	if (summary)
		write_outs(call, after);
	if (value)
		sw_state_bind(call->space, after, value, result);
	for (int c = 0; taken && c < SW_COUNTERS; c++)
		/* fs/dcache.c: select_collect2() leaves a section open that shrink_dcache_parent() closes */
		if (after->loose >> c & 1 && !taken->vector.of[c].set && taken->vector.of[c].lo < 0)
			make_doubtful(after);
	for (int c = 0; taken && c < SW_COUNTERS; c++) {
		after->vector.of[c] = sw_transfer_then(after->vector.of[c], taken->vector.of[c]);
		/* whatever it was, now it is above 0; but for a coarse function, which can not tell the callee's cases apart */
		if (taken->vector.of[c].lo > 0 && !(coarse && summary->cases.n > 1)) {
			after->unsure &= (unsigned char)~(1 << c);
			after->doubted &= (unsigned char)~(1 << c);
		}
	}
	after->loose |= summary ? summary->loose : 0;
	if (summary && summary->restores_irq)
		restore_irq(call, after);
	if (!assume_guard(call, after, taken ? &taken->guard : &always) ||
	    !assume_after(call, after, taken ? &taken->after : &always))
		return;
	if (value && call->event->object && !follow_value(call, after))
		return;
	if (value && taken && says_found(call, &taken->guard))
		sw_state_imply_object(call->space, after, sw_state_resolve(call->space, after, value));
	if (value && summary) {
		if (!sw_state_assume(call->space, after, sw_state_resolve(call->space, after, value), &summary->result_values))
			return;
		if (summary->saves_irq && sw_term_node(call->space->terms, result)->op != SW_SAVED)
			*sw_vec_push(call->space->scratch, &after->saved) =
				(struct sw_saved_irq){ value, call->state->vector.of[SW_IRQ] };
	}
	if (taken && !sw_vector_is_identity(&taken->vector) && call->event->n_args && !call->event->numeric)
		sw_state_imply_object(call->space, after, call->args[0]);
	step(call, taken, after);
	*sw_vec_push(call->space->scratch, &out->list) = after;
}

/* ---- the call ---- */

/* The address of a part of an object is passed: the object is there. */
static void imply_objects(struct call *call)
{
	for (unsigned i = 0; i < call->event->n_args; i++) {
		const struct sw_node *n = sw_term_node(call->space->terms, call->args[i]);

		if (n->op == SW_ADDR && !sw_is_by_value(call->event, i))
			sw_state_imply_object(call->space, call->state, n->a);
	}
}

/* Is what is called here our callers' doing? Not where the call is wrong for all of them: that is told of it by itself. */
static bool is_passed_in(const struct call *call)
{
	const bool *wrong;

	if (!call->space->n_given)
		return false;
	wrong = sw_flow_wrong(call->flow);
	return !(wrong && wrong[call->event->id]);
}

/* Can callers put a function there? What global variables hold was put there at another time, and is nothing that they know. */
static bool is_from_callers(const struct sw_terms *terms, sw_term target)
{
	const struct sw_node *n = sw_term_node(terms, target);

	if (!n->visible || n->op == SW_SYMBOL)
		return false;
	return n->op == SW_PARAM || n->op == SW_PASSED || is_from_callers(terms, n->a) || is_from_callers(terms, n->b);
}

static void note_invocation(struct call *call, sw_term target, const struct sw_vector *at)
{
	if (is_from_callers(call->space->terms, target))
		sw_summary_add_invocation(call->flow->run, &call->flow->demands, target, at);
}

/* What is said of calls with the address of some field: of `&d->lock.rlock` the last one counts. */
static const struct sw_contract *contract_by_field(const struct call *call, const struct sw_by_field *said)
{
	const struct sw_node *n = call->event->n_args ? sw_term_node(call->space->terms, call->args[0]) : NULL;
	const char *last = n && n->op == SW_ADDR ? strrchr(n->name, '.') : NULL;

	for (; n && n->op == SW_ADDR && said; said = said->next)
		if (!strcmp(last ? last + 1 : n->name, said->field))
			return said->contract;
	return NULL;
}

/* A summary with terms that we understand. */
static const struct sw_summary *here(const struct call *call, const struct sw_summary *summary)
{
	return call->flow->imports ? sw_import(call->flow->imports, summary) : summary;
}

static void find_callee(struct call *call)
{
	const struct sw_event *event = call->event;
	sw_term target = event->callee ? 0 : sw_state_resolve(call->space, call->state, event->target);
	const struct sw_contract *by_field;

	call->symbol = event->callee ? event->callee : sw_flow_function_of(call->flow, target);
	call->name = call->symbol ? call->symbol->name : event->slot ? event->slot : "a function pointer";
	call->passed_in = !event->callee && call->symbol && is_passed_in(call);
	call->symbol = sw_symbol_bound(call->symbol);
	call->summary = call->symbol ? here(call, sw_flow_summary(call->flow, call->symbol)) : NULL;
	by_field = call->symbol && call->symbol->by_field ? contract_by_field(call, call->symbol->by_field) : NULL;
	if (by_field) {
		call->summary = &by_field->summary;
		call->name = by_field->name;
	}
	if (!call->symbol && event->contract)
		call->summary = &event->contract->summary;
	if (!event->callee && !call->symbol)
		note_invocation(call, target, &call->state->vector);
}

/* ---- functions that are passed in ---- */

/* Does it make a difference that SYMBOL is the one that is called? */
static bool makes_a_difference(const struct call *call, struct sw_symbol *symbol)
{
	const struct sw_summary *summary = sw_flow_summary(call->flow, symbol);

	return symbol->noreturn || (summary && sw_summary_matters(summary));
}

static bool is_given(const struct sw_binding *given, unsigned n, sw_term key)
{
	for (unsigned i = 0; i < n; i++)
		if (given[i].key == key)
			return true;
	return false;
}

/* A function that does nothing is worth knowing too, where any other was thought possible. */
static bool has_possible_demand(const struct sw_summary *summary)
{
	for (uint32_t i = 0; i < summary->demands.n; i++)
		if (summary->demands.at[i].possible)
			return true;
	return false;
}

/* The counters where the callee calls, from our own entry. */
static struct sw_vector vector_at(const struct call *call, const struct sw_invocation *invocation)
{
	struct sw_vector at;

	for (int c = 0; c < SW_COUNTERS; c++)
		at.of[c] = sw_transfer_then(call->state->vector.of[c], invocation->at.of[c]);
	return at;
}

/*
 * The callee calls what its arguments hold. Where that is a function that we know here, it is solved anew with it; where
 * it is what our own callers hold, they are told.
 */
static void pass_functions_in(struct call *call)
{
	struct sw_binding given[SW_INVOKES_ROOM];
	const struct sw_summary *special;
	bool unsure = has_possible_demand(call->summary);
	unsigned n = 0;

	for (uint32_t i = 0; i < call->summary->invokes.n; i++) {
		const struct sw_invocation *invocation = &call->summary->invokes.at[i];
		sw_term target = translate(call, invocation->target);
		struct sw_symbol *function = sw_symbol_bound(sw_flow_function_of(call->flow, target));
		struct sw_vector at = vector_at(call, invocation);

		if (function && (makes_a_difference(call, function) || unsure) && !is_given(given, n, invocation->target))
			given[n++] = (struct sw_binding){ invocation->target, target };
		else if (!function)
			note_invocation(call, target, &at);
	}
	special = n ? call->flow->special(call->flow->cookie, call->symbol, given, n) : NULL;
	if (!special)
		return;
	call->summary = special;
	call->passed_in = is_passed_in(call);
	/* as it stands in messages, between quotes */
	call->name = sw_intern_printf(call->space->terms->strings, "%s' with '%s", call->name,
				      sw_flow_function_of(call->flow, given[0].value)->name);
}

/* ---- functions in a slot ---- */

static bool is_surely_atomic(const struct sw_vector *at)
{
	for (enum sw_counter c = 0; c < SW_COUNTERS; c++)
		if (sw_counter_forbids_sleep(c) && sw_transfer_apply(at->of[c], (struct sw_range){ 0, 0 }).lo > 0)
			return true;
	return false;
}

/* Where some of those who may be called sleep, is it wrong whoever is called here? */
static bool is_sure(enum sw_sleepers who, enum sw_demand_kind kind)
{
	return who == SW_ALL || (who == SW_SOME_IN_ATOMIC && kind == SW_DEMAND_SLEEP);
}

static void note_outside(struct sw_flow *flow, uint32_t slot)
{
	for (uint32_t i = 0; i < flow->outside.n; i++)
		if (flow->outside.at[i] == slot)
			return;
	*sw_vec_push(flow->run, &flow->outside) = slot;
}

/* Nothing is known of who is called but the functions that were seen to be put into the slot; of these, whether they sleep. */
static void check_candidates(struct call *call)
{
	uint32_t slot = sw_flow_slot(call->flow, call->event->slot);
	bool known = call->event->closed || call->flow->unit->whole;
	const struct sw_candidates *candidates;
	struct call to = *call;

	if (slot == UINT32_MAX)
		return;
	if (!is_surely_atomic(&call->state->vector))
		note_outside(call->flow, slot);
	candidates = &call->flow->unit->candidates.at[slot];
	if (candidates->sleep == SW_NOBODY && candidates->block == SW_NOBODY)
		return;
	for (uint32_t i = 0; i < candidates->n; i++) {
		to.symbol = sw_symbol_bound(candidates->at[i]);
		to.summary = here(call, to.symbol->body ? to.symbol->told : to.symbol->summary);
		if (!to.summary || !to.summary->demands.n)
			continue;
		to.name = sw_intern_printf(call->space->terms->strings, "%s (%s)", candidates->at[i]->name, call->event->slot);
		for (uint32_t d = 0; d < to.summary->demands.n; d++) {
			bool blocks = to.summary->demands.at[d].kind == SW_DEMAND_BLOCK;
			enum sw_sleepers who = blocks ? candidates->block : candidates->sleep;

			if (who == SW_NOBODY)
				continue;
			to.possible = !known || !is_sure(who, to.summary->demands.at[d].kind);
			check_demand(&to, &to.summary->demands.at[d]);
		}
	}
	call->violated = to.violated;
}

/* Is what is called one of several functions that a variable holds, of which a join has forgotten which? */
static bool is_one_of_stored(const struct call *call)
{
	sw_term target = call->symbol || call->event->callee || call->event->slot || call->event->contract ?
			 0 : sw_state_resolve(call->space, call->state, call->event->target);

	return sw_term_node(call->space->terms, target)->op == SW_VAL && sw_lost_has(call->state->lost, target);
}

/* Whoever has SUMMARY may have been called: the counters are what that makes of BEFORE, or what they are. */
static void may_change(struct sw_state *state, const struct sw_vector *before, const struct sw_summary *summary)
{
	make_doubtful(state);
	for (uint32_t i = 0; i < summary->cases.n; i++) {
		for (int c = 0; c < SW_COUNTERS; c++) {
			struct sw_transfer then = sw_transfer_then(before->of[c], summary->cases.at[i].vector.of[c]);

			if (then.set != state->vector.of[c].set)
				continue; /* one of both kinds stands for all, as where paths are joined */
			state->inexact |= !sw_transfer_equal(then, state->vector.of[c]);
			state->vector.of[c] = sw_transfer_join(state->vector.of[c], then);
		}
	}
}

/* Any of those that the function puts into variables may be called. */
static void check_stored(struct call *call)
{
	const struct sw_function *function = call->flow->function;
	const struct sw_vector before = call->state->vector;
	struct call to = *call;

	to.possible = true;
	for (uint32_t i = 0; i < function->stored.n; i++) {
		to.symbol = sw_symbol_bound(function->stored.at[i]);
		to.summary = here(call, sw_flow_summary(call->flow, to.symbol));
		to.name = function->stored.at[i]->name;
		for (uint32_t d = 0; to.summary && d < to.summary->demands.n; d++)
			check_demand(&to, &to.summary->demands.at[d]);
		if (to.summary && sw_summary_changes_counters(to.summary))
			may_change(call->state, &before, to.summary);
	}
	call->violated = to.violated;
}

/* A slot's declared context must be one that can be here. */
static void check_slot(struct call *call)
{
	const struct sw_contract *contract = call->event->contract;
	struct sw_demand entered, *kept;
	enum sw_counter wrong;

	if (!contract || !contract->entered)
		return;
	entered = (struct sw_demand){ .kind = SW_DEMAND_EXPECT, .context = contract->context };
	require(&call->state->vector, &entered, &wrong);
	if (wrong == SW_COUNTERS)
		return;
	kept = SW_NEW(call->flow->keep, struct sw_demand);
	*kept = entered;
	violate(call, kept, wrong, &(struct settled){ .holds = true });
}

static void note_writes(struct call *call)
{
	for (unsigned i = 0; i < call->event->n_args; i++) {
		const struct sw_node *n = sw_term_node(call->space->terms, call->args[i]);

		while (n->op == SW_ADDR || n->op == SW_ADD)
			n = sw_term_node(call->space->terms, n->a);
		if (n->op == SW_PARAM && sw_call_may_write(call->event, call->summary, i))
			call->flow->writes |= 1u << (n->number <= 31 ? n->number - 1 : 31);
	}
}

static void note_site(struct call *call)
{
	struct sw_flow *flow = call->flow;
	uint32_t id = call->event->id;

	if (!flow->sites)
		return;
	for (int c = 0; c < SW_COUNTERS; c++) {
		struct sw_range now = sw_transfer_apply(call->state->vector.of[c], (struct sw_range){ 0, 0 });

		flow->sites[id].of[c] = flow->reached[id] ? sw_range_join(flow->sites[id].of[c], now) : now;
	}
	flow->reached[id] = true;
}

static bool is_open(const struct call *call, struct sw_symbol *symbol)
{
	symbol = sw_symbol_real(symbol);
	return symbol && symbol->component == call->flow->turn->component && symbol->open;
}

/* Is anybody whose demands count here still being solved? */
static bool depends_on_open(const struct call *call)
{
	const struct sw_event *event = call->event;

	if (is_open(call, call->symbol))
		return true;
	if (!call->symbol || call->summary == here(call, sw_flow_summary(call->flow, call->symbol)))
		return false;
	for (unsigned i = 0; i < event->n_args; i++)
		if (is_open(call, sw_flow_function_of(call->flow, call->args[i])))
			return true;
	return false;
}

/* The call is looked at again when its callees are known better. */
static void note_open(struct call *call)
{
	struct sw_flow *flow = call->flow;
	struct sw_state state = *call->state;

	if (!flow->keeper || !depends_on_open(call))
		return;
	state.lost = NULL; /* it tells how sure the paths from here on are; this is as far as the state goes */
	*sw_vec_push(flow->run, &flow->open_calls) = (struct sw_open_call){ call->event, sw_state_keep(flow->keeper, &state) };
}

static struct call prepare(struct sw_flow *flow, const struct sw_event *event, struct sw_state *state)
{
	struct call call = { .flow = flow, .space = &flow->space, .event = event, .state = state };

	call.args = sw_alloc(flow->space.scratch, (event->n_args + 1) * sizeof *call.args);
	for (unsigned i = 0; i < event->n_args; i++)
		call.args[i] = sw_state_resolve(&flow->space, state, event->args[i]);
	call.result_memory = sw_state_resolve(&flow->space, state, event->result_memory);
	find_callee(&call);
	if (call.summary && call.summary->invokes.n && flow->special)
		pass_functions_in(&call);
	imply_objects(&call);
	return call;
}

static void check_demands(struct call *call)
{
	const struct sw_summary *summary = call->summary;

	if (!call->symbol && call->event->contract)
		check_slot(call);
	else if (!call->symbol && call->event->slot)
		check_candidates(call);
	else if (is_one_of_stored(call))
		check_stored(call);
	for (uint32_t i = 0; summary && i < summary->demands.n; i++)
		check_demand(call, &summary->demands.at[i]);
	call->flow->fine[call->event->id] |= !call->violated;
}

void sw_apply_demands(struct sw_flow *flow)
{
	for (uint32_t i = 0; i < flow->open_calls.n; i++)
		flow->fine[flow->open_calls.at[i].event->id] = false;
	for (uint32_t i = 0; i < flow->open_calls.n; i++) {
		const struct sw_open_call *open = &flow->open_calls.at[i];
		struct call call = prepare(flow, open->event, sw_state_revive(&flow->space, flow->keeper, open->state));

		check_demands(&call);
	}
}

void sw_apply_call(struct sw_flow *flow, const struct sw_event *event, struct sw_state *state, struct sw_states *out)
{
	struct call call = prepare(flow, event, state);
	const struct sw_summary *summary = call.summary;

	note_writes(&call);
	note_site(&call);
	note_open(&call);
	check_demands(&call);
	if ((summary && !summary->returns) || (call.symbol && call.symbol->noreturn))
		return;
	if (!summary || !summary->cases.n)
		finish_case(&call, NULL, out);
	for (uint32_t i = 0; summary && i < summary->cases.n; i++)
		if (can_hold(&call, &summary->cases.at[i].guard))
			finish_case(&call, &summary->cases.at[i], out);
}
