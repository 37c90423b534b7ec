// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Property simulation over one residue (Das, Lerner, Seigle: ESP, PLDI 2002).
 *
 * Blocks are taken in reverse post-order from a pending set. At a block, states with different counter vectors stay
 * apart; of those with the same vector a few stay apart, so that two branches on the same condition agree, and more
 * are joined to what they share. Past the bounds vectors are joined to intervals, and joins at a block that is entered
 * again and again are widened, so the number of states is bounded and each can only weaken: it ends.
 */
#include <string.h>

#include "sleepwalk/flow.h"

enum {
	SAME_VECTOR = 4,   /* states with one vector kept apart at a block */
	VECTORS = 12,      /* different vectors at a block */
	PATIENCE = 40,     /* arrivals at a block before joins widen */
};

struct visit {
	struct sw_state *states[SAME_VECTOR * VECTORS + 1];
	uint64_t pending;  /* bit per state */
	unsigned n, arrivals;
};

_Static_assert(SAME_VECTOR * VECTORS < 64, "a bit for each state");

struct engine {
	struct sw_flow *flow;
	struct sw_function *function;
	struct sw_space *space;
	struct visit *visits;    /* by block */
	uint32_t *order;         /* blocks in reverse post-order */
	uint32_t *position;      /* of a block in `order` */
	uint32_t n_order;
	bool *waiting;           /* by position */
	uint32_t first;          /* no position before it is waiting */
};

/* ---- order ---- */

static void find_order(struct engine *e)
{
	uint32_t n = e->function->blocks.n, depth = 0, post = 0;
	uint32_t *stack = sw_alloc(e->space->scratch, (n + 1) * sizeof *stack);
	uint32_t *next = sw_alloc(e->space->scratch, n * sizeof *next);
	uint32_t *finished = sw_alloc(e->space->scratch, n * sizeof *finished);
	bool *seen = sw_alloc(e->space->scratch, n);

	stack[depth++] = 0;
	seen[0] = true;
	while (depth) {
		uint32_t b = stack[depth - 1];
		const struct sw_block *block = &e->function->blocks.at[b];

		if (next[b] == block->edges.n) {
			finished[post++] = b;
			depth--;
			continue;
		}
		b = block->edges.at[next[b]++].to;
		if (!seen[b]) {
			seen[b] = true;
			stack[depth++] = b;
		}
	}
	for (uint32_t i = 0; i < post; i++) {
		e->order[i] = finished[post - 1 - i];
		e->position[e->order[i]] = i;
	}
	e->n_order = post;
}

/* ---- meeting at a block ---- */

static void wait(struct engine *e, uint32_t block, unsigned slot)
{
	uint32_t position = e->position[block];

	e->visits[block].pending |= (uint64_t)1 << slot;
	e->waiting[position] = true;
	if (position < e->first)
		e->first = position;
}

static bool same_kinds(const struct sw_state *a, const struct sw_state *b)
{
	for (int c = 0; c < SW_COUNTERS; c++)
		if (a->vector.of[c].set != b->vector.of[c].set)
			return false;
	return true;
}

/* How alike two states are: the facts and bindings that both have. */
static unsigned likeness(const struct sw_state *a, const struct sw_state *b)
{
	unsigned shared = 0;

	for (uint32_t i = 0; i < a->facts.n; i++)
		for (uint32_t j = 0; j < b->facts.n; j++)
			shared += a->facts.at[i].term == b->facts.at[j].term &&
				  sw_values_equal(&a->facts.at[i].values, &b->facts.at[j].values);
	for (uint32_t i = 0; i < a->bindings.n; i++)
		for (uint32_t j = 0; j < b->bindings.n; j++)
			shared += a->bindings.at[i].key == b->bindings.at[j].key &&
				  a->bindings.at[i].value == b->bindings.at[j].value;
	return shared;
}

static void replace(struct engine *e, uint32_t block, unsigned slot, struct sw_state *with)
{
	struct visit *visit = &e->visits[block];

	e->flow->merges++;
	visit->states[slot] = with;
	wait(e, block, slot);
	for (unsigned i = 0; i < visit->n; i++) {
		/* what is covered now need not be followed any more */
		if (i != slot && visit->states[i] && sw_state_covers(e->space, with, visit->states[i])) {
			visit->states[i] = NULL;
			visit->pending &= ~((uint64_t)1 << i);
		}
	}
}

static void add(struct engine *e, uint32_t block, struct sw_state *state)
{
	struct visit *visit = &e->visits[block];
	unsigned slot = 0;

	while (slot < visit->n && visit->states[slot])
		slot++;
	visit->states[slot] = state;
	if (slot == visit->n)
		visit->n++;
	e->flow->states++;
	wait(e, block, slot);
}

/* The state to join with, or -1 when STATE may stand beside the others. */
static int choose_partner(struct engine *e, uint32_t block, const struct sw_state *state)
{
	struct visit *visit = &e->visits[block];
	unsigned same = 0, live = 0, best_likeness = 0;
	int best = -1, kin = -1;
	bool patient = visit->arrivals <= PATIENCE;

	for (unsigned i = 0; i < visit->n; i++) {
		const struct sw_state *other = visit->states[i];

		if (!other)
			continue;
		live++;
		if (sw_vector_equal(&other->vector, &state->vector)) {
			unsigned l = likeness(other, state);

			same++;
			if (best < 0 || l > best_likeness) {
				best = (int)i;
				best_likeness = l;
			}
		} else if (same_kinds(other, state)) {
			kin = (int)i;
		}
	}
	if (same && (same >= SAME_VECTOR || !patient))
		return best;
	if (live < SAME_VECTOR * VECTORS / 2 && patient)
		return -1;
	if (kin >= 0)
		return kin;
	return live < SAME_VECTOR * VECTORS ? -1 : best;
}

static void arrive(struct engine *e, uint32_t block, struct sw_state *state)
{
	struct visit *visit = &e->visits[block];
	struct sw_state *joined;
	int partner;

	visit->arrivals++;
	for (unsigned i = 0; i < visit->n; i++)
		if (visit->states[i] && sw_state_covers(e->space, visit->states[i], state))
			return;
	partner = choose_partner(e, block, state);
	if (partner < 0) {
		if (visit->n < SAME_VECTOR * VECTORS)
			add(e, block, state);
		return;
	}
	joined = sw_state_join(e->space, visit->states[partner], state, visit->arrivals > PATIENCE,
			       -1 - (int64_t)block);
	if (!sw_state_covers(e->space, visit->states[partner], joined))
		replace(e, block, (unsigned)partner, joined);
}

/* ---- inside a block ---- */

static void imply_base(struct engine *e, struct sw_state *state, sw_term base)
{
	if (sw_term_node(e->space->terms, base)->op == SW_VAL)
		sw_state_imply_object(e->space, state, base);
}

static void run_event(struct engine *e, const struct sw_event *event, struct sw_state *state, struct sw_states *out)
{
	sw_term base = sw_state_resolve(e->space, state, event->base), value;
	const struct sw_node *n;

	if (event->place.line)
		state->last = event->place;
	switch (event->kind) {
	case SW_EVENT_CALL:
		sw_apply_call(e->flow, event, state, out);
		return;
	case SW_EVENT_LOAD:
		imply_base(e, state, base);
		sw_state_bind(e->space, state, event->value, sw_state_read(e->space, state, base, event->path));
		break;
	case SW_EVENT_DEFINE:
		sw_state_forget(e->space, state, event->value);
		break;
	case SW_EVENT_STORE:
		value = sw_state_resolve(e->space, state, event->value);
		imply_base(e, state, base);
		sw_state_write(e->space, state, base, event->path, value, event->id);
		break;
	case SW_EVENT_COPY:
		sw_state_copy_memory(e->space, state, base, event->path,
				     sw_state_resolve(e->space, state, event->from), event->id);
		break;
	}
	if (event->kind == SW_EVENT_STORE || event->kind == SW_EVENT_COPY) {
		for (n = sw_term_node(e->space->terms, base); n->op == SW_ADDR;)
			n = sw_term_node(e->space->terms, n->a);
		if (n->op == SW_PARAM)
			e->flow->writes |= 1u << (n->number <= 31 ? n->number - 1 : 31);
	}
	*sw_vec_push(e->space->scratch, &out->list) = state;
}

/* What stays in memory for the caller: values that it understands, at places that it understands. */
static void collect_outs(struct engine *e, const struct sw_block *block, const struct sw_state *state,
			 struct sw_exit *exit)
{
	sw_term returned = sw_state_resolve(e->space, state, block->result_memory);
	sw_term ret = sw_term_leaf(e->space->terms, SW_RET, 0);

	for (uint32_t i = 0; i < state->versions.n; i++) {
		struct sw_node place = *sw_term_node(e->space->terms, state->versions.at[i].place);
		sw_term value, base = place.a == returned && returned ? ret : place.a;
		int64_t constant;

		if (place.op != SW_MEM || !sw_term_node(e->space->terms, base)->visible)
			continue;
		value = sw_state_read(e->space, state, place.a, place.name);
		if (!value || !sw_term_node(e->space->terms, value)->visible)
			continue;
		/* values passed on through memory of others are rarely asked for; constants and returned structs are */
		if (base != ret && !sw_term_is_const(e->space->terms, value, &constant))
			continue;
		*sw_vec_push(e->flow->keep, &exit->outs) = (struct sw_out){ base, place.name, value };
	}
}

static void leave(struct engine *e, const struct sw_block *block, const struct sw_state *state)
{
	sw_term result = sw_state_resolve(e->space, state, block->result);
	struct sw_exit *exit = sw_vec_push(e->flow->keep, &e->flow->exits);

	exit->vector = state->vector;
	exit->guard = sw_state_guard(e->space, state);
	exit->result = sw_state_eval(e->space, state, result);
	exit->result_term = sw_term_node(e->space->terms, result)->visible ? result : 0;
	exit->inexact = state->inexact;
	exit->trail = state->trail;
	exit->place = state->last.line ? state->last : block->place;
	for (uint32_t i = 0; i < state->saved.n; i++)
		exit->saves_irq |= state->saved.at[i].flags == result && sw_transfer_is_identity(state->saved.at[i].irq);
	collect_outs(e, block, state, exit);
}

static void take_edges(struct engine *e, const struct sw_block *block, struct sw_state *state)
{
	for (uint32_t i = 0; i < block->edges.n; i++) {
		const struct sw_edge *edge = &block->edges.at[i];
		struct sw_state *next = i + 1 < block->edges.n ? sw_state_copy(e->space, state) : state;

		if (block->condition) {
			sw_term condition = sw_state_resolve(e->space, next, block->condition);

			if (condition && !sw_state_assume(e->space, next, condition, &edge->when))
				continue;
		}
		sw_state_assign(e->space, next, edge->assigns.at, edge->assigns.n);
		if (edge->place.line)
			next->last = edge->place;
		arrive(e, edge->to, next);
	}
}

/* Calls in one block may split states again and again: past a bound those that can be joined are. */
static void thin_out(struct engine *e, uint32_t block, struct sw_states *states)
{
	uint32_t kept = 0;

	if (states->list.n <= SAME_VECTOR * VECTORS / 2)
		return;
	for (uint32_t i = 0; i < states->list.n; i++) {
		uint32_t j = 0;

		while (j < kept && !sw_vector_equal(&states->list.at[j]->vector, &states->list.at[i]->vector))
			j++;
		for (uint32_t k = 0; j == kept && kept >= VECTORS && k < kept; k++)
			if (same_kinds(states->list.at[k], states->list.at[i]))
				j = k;
		if (j == kept)
			states->list.at[kept++] = states->list.at[i];
		else
			states->list.at[j] = sw_state_join(e->space, states->list.at[j], states->list.at[i], false,
							   -1 - (int64_t)block);
	}
	states->list.n = kept;
}

static void run_block(struct engine *e, uint32_t index, struct sw_state *state)
{
	const struct sw_block *block = &e->function->blocks.at[index];
	struct sw_states now = { 0 }, then;

	*sw_vec_push(e->space->scratch, &now.list) = sw_state_copy(e->space, state);
	for (uint32_t i = 0; i < block->events.n; i++) {
		then = (struct sw_states){ 0 };
		for (uint32_t s = 0; s < now.list.n; s++)
			run_event(e, &block->events.at[i], now.list.at[s], &then);
		thin_out(e, index, &then);
		now = then;
	}
	for (uint32_t s = 0; s < now.list.n; s++) {
		if (block->returns)
			leave(e, block, now.list.at[s]);
		else
			take_edges(e, block, now.list.at[s]);
	}
}

/* ---- the function ---- */

static bool next_pending(struct engine *e, uint32_t *block, struct sw_state **state)
{
	for (; e->first < e->n_order; e->first++) {
		struct visit *visit;
		unsigned slot;

		if (!e->waiting[e->first])
			continue;
		*block = e->order[e->first];
		visit = &e->visits[*block];
		if (!visit->pending) {
			e->waiting[e->first] = false;
			continue;
		}
		slot = (unsigned)__builtin_ctzll(visit->pending);
		visit->pending &= visit->pending - 1;
		*state = visit->states[slot];
		return true;
	}
	return false;
}

static void start(struct engine *e)
{
	uint32_t n = e->function->blocks.n;

	e->visits = sw_alloc(e->space->scratch, n * sizeof *e->visits);
	e->order = sw_alloc(e->space->scratch, n * sizeof *e->order);
	e->position = sw_alloc(e->space->scratch, n * sizeof *e->position);
	e->waiting = sw_alloc(e->space->scratch, n);
	find_order(e);
	arrive(e, 0, SW_NEW(e->space->scratch, struct sw_state));
}

void sw_flow_run(struct sw_flow *flow)
{
	struct engine e = { .flow = flow, .function = flow->function, .space = &flow->space };
	struct sw_state *state;
	uint32_t block;

	if (!flow->function->blocks.n)
		return;
	start(&e);
	while (next_pending(&e, &block, &state))
		run_block(&e, block, state);
}
