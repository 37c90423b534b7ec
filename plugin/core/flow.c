// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Property simulation over one residue (Das, Lerner, Seigle: ESP, PLDI 2002).
 *
 * Blocks are taken in reverse post-order from a pending set. At a block, states with different counter vectors stay
 * apart; of those with the same vector a few stay apart, so that two branches on the same condition agree, and more
 * are joined to what they share. Past the bounds vectors are joined to intervals, and joins at a block that is entered
 * again and again are widened, so the number of states is bounded and each can only weaken: it ends.
 */
#include <stdlib.h>
#include <string.h>

#include "sleepwalk/flow.h"

enum {
	SAME_VECTOR = 4,   /* states with one vector kept apart at a block */
	ONE_VECTOR = 2,    /* the same in a function that changes no counter: nothing has to be told apart */
	VECTORS = 12,      /* different vectors at a block */
	STATES = SAME_VECTOR * VECTORS,
	CROWD = 64,        /* states that may wait at a block before they are looked through */
	PATIENCE = 12,     /* times that a block is come back to before joins widen: more than one only in loops */
	OUTS_ROOM = 8,     /* places in memory of others of which callers learn what is there now */
	TELLING = 16,      /* what a fact that tells vectors apart counts, against other facts */
};

/* The states at a block: those that its events were run with, and those that still wait for it. */
struct visit {
	SW_VEC(struct sw_state *) run, waiting;
	unsigned rounds;
};

struct engine {
	struct sw_flow *flow;
	struct sw_function *function;
	struct sw_space *space;
	struct visit *visits;    /* by block */
	uint32_t *order;         /* blocks in reverse post-order */
	uint32_t *position;      /* of a block in `order` */
	uint32_t n_order;
	struct sw_live live;
	bool changes_counters;   /* some call here does */
	struct crowd *crowd;     /* kept from block to block */
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

static bool has_binding(const struct sw_state *state, const struct sw_binding *binding)
{
	for (uint32_t i = 0; i < state->bindings.n; i++)
		if (state->bindings.at[i].key == binding->key)
			return state->bindings.at[i].value == binding->value;
	return false;
}

static bool same_kinds(const struct sw_state *a, const struct sw_state *b)
{
	for (int c = 0; c < SW_COUNTERS; c++)
		if (a->vector.of[c].set != b->vector.of[c].set)
			return false;
	return true;
}

enum { MOST = STATES + CROWD };

/* The states at a block while it is decided which of them to join. */
struct crowd {
	struct sw_state *at[MOST];
	bool was_run[MOST];
	unsigned char *weights[MOST]; /* of the facts of each */
	uint16_t lost[MOST][MOST]; /* what joining two would lose, plus 1; 0: not computed */
	unsigned n;
};

/* A fact of one of the crowd, for looking through all facts about one term together. */
struct crowd_fact {
	sw_term term;
	unsigned state, fact;
};

static int by_term(const void *a, const void *b)
{
	const struct crowd_fact *x = a, *y = b;

	return x->term < y->term ? -1 : x->term > y->term;
}

/* Two facts about one term that contradict each other, under different vectors, tell what happened to the counters. */
static void weigh_pair(struct crowd *crowd, const struct crowd_fact *a, const struct crowd_fact *b)
{
	const struct sw_state *x = crowd->at[a->state], *y = crowd->at[b->state];

	if (sw_vector_equal(&x->vector, &y->vector) ||
	    !sw_values_disjoint(&x->facts.at[a->fact].values, &y->facts.at[b->fact].values))
		return;
	crowd->weights[a->state][a->fact] = crowd->weights[b->state][b->fact] = TELLING;
}

static void weigh(struct engine *e, struct crowd *crowd)
{
	uint32_t total = 0, n = 0;
	struct crowd_fact *facts;

	for (unsigned i = 0; i < crowd->n; i++)
		total += crowd->at[i]->facts.n;
	facts = sw_alloc(e->space->scratch, (total + 1) * sizeof *facts);
	for (unsigned i = 0; i < crowd->n; i++) {
		crowd->weights[i] = sw_alloc(e->space->scratch, crowd->at[i]->facts.n + 1);
		memset(crowd->weights[i], 1, crowd->at[i]->facts.n);
		for (uint32_t f = 0; f < crowd->at[i]->facts.n; f++)
			facts[n++] = (struct crowd_fact){ crowd->at[i]->facts.at[f].term, i, f };
	}
	qsort(facts, n, sizeof *facts, by_term);
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t j = i + 1; j < n && facts[j].term == facts[i].term; j++)
			weigh_pair(crowd, &facts[i], &facts[j]);
}

static unsigned char weight_of(const struct crowd *crowd, unsigned i, sw_term term)
{
	const struct sw_fact *fact = sw_state_fact(crowd->at[i], term);

	return fact ? crowd->weights[i][fact - crowd->at[i]->facts.at] : 1;
}

/* The facts that a join keeps weigh what they weighed in the states that it was made from. */
static unsigned char *joined_weights(struct engine *e, const struct crowd *crowd, unsigned a, unsigned b,
				     const struct sw_state *joined)
{
	unsigned char *weights = sw_alloc(e->space->scratch, joined->facts.n + 1);

	for (uint32_t f = 0; f < joined->facts.n; f++) {
		unsigned char x = weight_of(crowd, a, joined->facts.at[f].term),
			      y = weight_of(crowd, b, joined->facts.at[f].term);

		weights[f] = x > y ? x : y;
	}
	return weights;
}

/* What a join would forget of state A: facts and bindings that B does not share. */
static unsigned loss(const struct crowd *crowd, unsigned a, unsigned b)
{
	const struct sw_state *mine = crowd->at[a], *other = crowd->at[b];
	unsigned lost = 0;

	for (uint32_t i = 0, j = 0; i < mine->facts.n; i++) {
		while (j < other->facts.n && other->facts.at[j].term < mine->facts.at[i].term)
			j++;
		if (j == other->facts.n || other->facts.at[j].term != mine->facts.at[i].term ||
		    !sw_values_within(&other->facts.at[j].values, &mine->facts.at[i].values))
			lost += crowd->weights[a][i];
	}
	for (uint32_t i = 0; i < mine->bindings.n; i++)
		lost += !has_binding(other, &mine->bindings.at[i]);
	return lost;
}

/* Would joining B to A forget something of A that tells counter vectors apart? */
static bool blurs(const struct crowd *crowd, unsigned a, unsigned b)
{
	const struct sw_state *mine = crowd->at[a], *other = crowd->at[b];

	for (uint32_t i = 0; i < mine->facts.n; i++) {
		const struct sw_fact *fact = sw_state_fact(other, mine->facts.at[i].term);

		if (crowd->weights[a][i] == TELLING &&
		    (!fact || !sw_values_within(&fact->values, &mine->facts.at[i].values)))
			return true;
	}
	return false;
}

static unsigned loss_of_pair(struct crowd *crowd, unsigned a, unsigned b)
{
	if (!crowd->lost[a][b])
		crowd->lost[a][b] = crowd->lost[b][a] = (uint16_t)(loss(crowd, a, b) + loss(crowd, b, a) + 1);
	return crowd->lost[a][b];
}

/* Place I of the crowd holds another state now. */
static void forget_losses(struct crowd *crowd, unsigned i)
{
	for (unsigned k = 0; k < crowd->n; k++)
		crowd->lost[i][k] = crowd->lost[k][i] = 0;
}

static void leave_crowd(struct crowd *crowd, unsigned i)
{
	crowd->n--;
	crowd->at[i] = crowd->at[crowd->n];
	crowd->was_run[i] = crowd->was_run[crowd->n];
	crowd->weights[i] = crowd->weights[crowd->n];
	forget_losses(crowd, i);
}

/* Joins state B to state A. What was run with more than the join knows has to be run again. */
static void join_in_crowd(struct engine *e, struct crowd *crowd, uint32_t block, unsigned a, unsigned b)
{
	bool widen = e->visits[block].rounds > PATIENCE;
	unsigned first = crowd->was_run[b] ? b : a, second = first == a ? b : a;
	struct sw_state *joined =
		sw_state_join(e->space, crowd->at[first], crowd->at[second], widen, -1 - (int64_t)block);

	joined->blurred |= blurs(crowd, first, second) || blurs(crowd, second, first);
	e->flow->merges++;
	if (!crowd->was_run[first] || !sw_state_covers(e->space, crowd->at[first], joined)) {
		crowd->weights[first] = joined_weights(e, crowd, first, second, joined);
		crowd->at[first] = joined;
		crowd->was_run[first] = false;
		forget_losses(crowd, first);
	}
	leave_crowd(crowd, second);
}

/* The pair with AT's vector that loses least; false when there are no more than ROOM such states. */
static bool find_pair(struct crowd *crowd, unsigned at, unsigned room, unsigned *a, unsigned *b)
{
	unsigned same = 0, least = UINT_MAX;

	for (unsigned i = 0; i < crowd->n; i++)
		same += sw_vector_equal(&crowd->at[i]->vector, &crowd->at[at]->vector);
	if (same <= room)
		return false;
	for (unsigned i = 0; i < crowd->n; i++) {
		if (!sw_vector_equal(&crowd->at[i]->vector, &crowd->at[at]->vector))
			continue;
		for (unsigned j = i + 1; j < crowd->n; j++) {
			unsigned lost;

			if (!sw_vector_equal(&crowd->at[j]->vector, &crowd->at[at]->vector))
				continue;
			lost = loss_of_pair(crowd, i, j);
			if (lost < least) {
				least = lost;
				*a = i;
				*b = j;
			}
		}
	}
	return true;
}

/* Two states whose vectors can be joined to intervals; false when there are none. */
static bool find_kin(const struct crowd *crowd, unsigned *a, unsigned *b)
{
	for (*a = 0; *a < crowd->n; (*a)++)
		for (*b = *a + 1; *b < crowd->n; (*b)++)
			if (same_kinds(crowd->at[*a], crowd->at[*b]))
				return true;
	return false;
}

static const struct sw_state *state_at(const struct visit *visit, uint32_t i)
{
	return i < visit->run.n ? visit->run.at[i] : visit->waiting.at[i - visit->run.n];
}

/* How many states with one vector the block has room for. */
static unsigned room_at(const struct engine *e, const struct visit *visit)
{
	return visit->rounds > PATIENCE ? 1 : e->changes_counters ? SAME_VECTOR : ONE_VECTOR;
}

/* Are there more than ROOM states with one vector, or more in all than may be? */
static bool is_crowded(const struct visit *visit, unsigned room)
{
	uint32_t n = visit->run.n + visit->waiting.n;

	if (n <= room)
		return false;
	if (n > STATES / 2 || room == 1)
		return true;
	for (uint32_t i = 0; i < n; i++) {
		unsigned same = 0;

		for (uint32_t j = i; j < n; j++)
			same += sw_vector_equal(&state_at(visit, i)->vector, &state_at(visit, j)->vector);
		if (same > room)
			return true;
	}
	return false;
}

static void gather(struct engine *e, struct visit *visit, struct crowd *crowd)
{
	for (uint32_t i = 0; i < visit->run.n; i++) {
		crowd->at[crowd->n] = visit->run.at[i];
		crowd->was_run[crowd->n++] = true;
	}
	for (uint32_t i = 0; i < visit->waiting.n; i++) {
		crowd->at[crowd->n] = visit->waiting.at[i];
		crowd->was_run[crowd->n++] = false;
	}
	weigh(e, crowd);
	for (unsigned i = 0; i < crowd->n; i++)
		forget_losses(crowd, i);
	visit->run.n = visit->waiting.n = 0;
}

static void disperse(struct engine *e, struct visit *visit, const struct crowd *crowd)
{
	for (unsigned i = 0; i < crowd->n; i++) {
		if (crowd->was_run[i])
			*sw_vec_push(e->space->scratch, &visit->run) = crowd->at[i];
		else
			*sw_vec_push(e->space->scratch, &visit->waiting) = crowd->at[i];
	}
}

/* Joins states at the block until there are few enough, those first that lose least by it. */
static void thin_out(struct engine *e, uint32_t block)
{
	struct visit *visit = &e->visits[block];
	unsigned room = room_at(e, visit), a = 0, b = 0;
	struct crowd *crowd;

	if (!is_crowded(visit, room))
		return;
	crowd = e->crowd = e->crowd ? e->crowd : sw_alloc(e->space->scratch, sizeof *crowd);
	crowd->n = 0;
	gather(e, visit, crowd);
	for (unsigned i = 0; i < crowd->n;) {
		if (find_pair(crowd, i, room, &a, &b)) {
			join_in_crowd(e, crowd, block, a, b);
			i = 0;
		} else {
			i++;
		}
	}
	/* a loop that raises a counter each time round ends in an interval without end */
	while ((crowd->n > STATES / 2 || visit->rounds > PATIENCE) && find_kin(crowd, &a, &b))
		join_in_crowd(e, crowd, block, a, b);
	disperse(e, visit, crowd);
}

static bool is_covered(struct engine *e, const struct visit *visit, const struct sw_state *state)
{
	for (uint32_t i = 0; i < visit->run.n; i++)
		if (sw_state_covers(e->space, visit->run.at[i], state))
			return true;
	for (uint32_t i = 0; i < visit->waiting.n; i++)
		if (sw_state_covers(e->space, visit->waiting.at[i], state))
			return true;
	return false;
}

static void arrive(struct engine *e, uint32_t block, struct sw_state *state)
{
	struct visit *visit = &e->visits[block];
	uint32_t position = e->position[block];

	sw_state_forget_dead(e->space, state, &e->live, block);
	if (is_covered(e, visit, state))
		return;
	e->flow->states++;
	if (visit->waiting.n == CROWD)
		thin_out(e, block);
	*sw_vec_push(e->space->scratch, &visit->waiting) = state;
	e->waiting[position] = true;
	if (position < e->first)
		e->first = position;
}

/* ---- inside a block ---- */

static void imply_base(struct engine *e, struct sw_state *state, sw_term base)
{
	if (sw_term_node(e->space->terms, base)->op == SW_VAL)
		sw_state_imply_object(e->space, state, base);
}

static void run_event(struct engine *e, const struct sw_event *event, struct sw_state *state, struct sw_states *out)
{
	const struct sw_node *n;
	sw_term base, value;

	if (event->place.line)
		state->last = event->place;
	if (event->kind != SW_EVENT_LOAD && event->kind != SW_EVENT_DEFINE)
		sw_state_forget_store(e->space, state, event->id);
	base = sw_state_resolve(e->space, state, event->base);
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

		if (place.op != SW_MEM || !sw_term_node(e->space->terms, base)->visible)
			continue;
		value = sw_state_read(e->space, state, place.a, place.name);
		if (!value || !sw_term_node(e->space->terms, value)->visible)
			continue;
		if (base != ret && exit->outs.n >= OUTS_ROOM)
			continue;
		*sw_vec_push(e->flow->keep, &exit->outs) = (struct sw_out){ base, place.name, value };
	}
}

/*
 * What memory that was written answers now to the tests that callers may make: those that held on entry, of a flag word
 * the masks that any branch here has tested, and what it holds where that is known.
 */
static struct sw_guard tests_after(struct engine *e, const struct sw_state *state, const struct sw_exit *exit)
{
	struct sw_guard after = { 0 };

	for (unsigned i = 0; i < exit->guard.n; i++) {
		sw_term now = sw_state_now(e->space, state, exit->guard.at[i].term);
		struct sw_values values = sw_state_eval(e->space, state, now);

		if (now != exit->guard.at[i].term)
			sw_guard_add(&after, exit->guard.at[i].term, &values);
	}
	for (uint32_t w = 0; w < exit->written.n; w++) {
		for (uint32_t i = 0; i < state->facts.n; i++) {
			const struct sw_node n = *sw_term_node(e->space->terms, state->facts.at[i].term);
			sw_term test = n.op == SW_AND ? sw_term_binary(e->space->terms, SW_AND, exit->written.at[w], n.b) : 0;
			struct sw_values values;
			int64_t one;

			if (!test || !sw_term_node(e->space->terms, test)->visible ||
			    !sw_term_holds(e->space->terms, sw_state_now(e->space, state, exit->written.at[w]), n.a))
				continue;
			values = sw_state_eval(e->space, state, sw_state_now(e->space, state, test));
			if (sw_values_is_one(&values, &one))
				sw_guard_add(&after, test, &values);
		}
	}
	for (uint32_t w = 0; w < exit->written.n; w++) {
		sw_term now = sw_state_now(e->space, state, exit->written.at[w]);
		struct sw_values values = sw_state_eval(e->space, state, now);

		sw_guard_add(&after, exit->written.at[w], &values);
	}
	return after;
}

static void note_written(struct engine *e, const struct sw_state *state, struct sw_exit *exit)
{
	for (uint32_t i = 0; i < state->versions.n; i++) {
		const struct sw_node *place = sw_term_node(e->space->terms, state->versions.at[i].place);

		if (place->op == SW_MEM && place->visible)
			*sw_vec_push(e->flow->keep, &exit->written) = state->versions.at[i].place;
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
	exit->blurred = state->blurred || state->doubtful;
	exit->trail = state->trail;
	exit->place = state->jump.line ? state->jump : block->place.line ? block->place : state->last;
	for (uint32_t i = 0; i < state->saved.n; i++)
		exit->saves_irq |= state->saved.at[i].flags == result && sw_transfer_is_identity(state->saved.at[i].irq);
	note_written(e, state, exit);
	exit->after = tests_after(e, state, exit);
	collect_outs(e, block, state, exit);
}

static void take_edges(struct engine *e, uint32_t index, struct sw_state *state)
{
	const struct sw_block *block = &e->function->blocks.at[index];

	for (uint32_t i = 0; i < block->edges.n; i++) {
		const struct sw_edge *edge = &block->edges.at[i];
		struct sw_state *next = i + 1 < block->edges.n ? sw_state_copy(e->space, state) : state;

		if (block->condition) {
			sw_term condition = sw_state_resolve(e->space, next, block->condition);

			if (condition && !sw_state_assume(e->space, next, condition, &edge->when))
				continue;
		}
		sw_state_assign(e->space, next, edge->assigns.at, edge->assigns.n,
				e->position[edge->to] <= e->position[index]);
		next->jump = edge->place;
		arrive(e, edge->to, next);
	}
}

/* Calls in one block may split states again and again: past a bound those with one vector are joined. */
static void thin_out_block(struct engine *e, uint32_t block, struct sw_states *states)
{
	uint32_t kept = 0;

	if (states->list.n <= STATES / 2)
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
		thin_out_block(e, index, &then);
		now = then;
	}
	for (uint32_t s = 0; s < now.list.n; s++) {
		if (block->returns)
			leave(e, block, now.list.at[s]);
		else
			take_edges(e, index, now.list.at[s]);
	}
}

/* ---- the function ---- */

/* Runs the states that wait at the first waiting block; false when none waits. */
static bool run_next(struct engine *e)
{
	struct visit *visit;
	struct sw_state **batch;
	uint32_t block, n;

	while (e->first < e->n_order && !e->waiting[e->first])
		e->first++;
	if (e->first == e->n_order)
		return false;
	e->waiting[e->first] = false;
	block = e->order[e->first];
	visit = &e->visits[block];
	visit->rounds++;
	thin_out(e, block);
	/* what arrives from here on (the block may follow itself) is looked through with the rest the next time */
	batch = visit->waiting.at;
	n = visit->waiting.n;
	visit->waiting.at = NULL;
	visit->waiting.n = visit->waiting.room = 0;
	for (uint32_t i = 0; i < n; i++)
		*sw_vec_push(e->space->scratch, &visit->run) = batch[i];
	for (uint32_t i = 0; i < n; i++)
		run_block(e, block, batch[i]);
	return true;
}

static bool changes_counters(const struct sw_event *event)
{
	const struct sw_summary *summary = event->callee ? event->callee->summary : NULL;

	if (!event->callee && event->contract)
		summary = &event->contract->summary;
	return summary && (summary->cases.n || summary->restores_irq);
}

static bool any_changes_counters(const struct sw_function *function)
{
	for (uint32_t b = 0; b < function->blocks.n; b++)
		for (uint32_t i = 0; i < function->blocks.at[b].events.n; i++)
			if (changes_counters(&function->blocks.at[b].events.at[i]))
				return true;
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
	e->changes_counters = any_changes_counters(e->function);
	e->live = sw_live_compute(e->space->scratch, e->space->terms, e->function, e->order, e->n_order);
	arrive(e, 0, SW_NEW(e->space->scratch, struct sw_state));
}

void sw_flow_run(struct sw_flow *flow)
{
	struct engine e = { .flow = flow, .function = flow->function, .space = &flow->space };

	flow->met = sw_alloc(flow->keep, flow->function->n_events + 1);
	if (!flow->function->blocks.n)
		return;
	start(&e);
	while (run_next(&e))
		;
}
