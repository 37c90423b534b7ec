// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Property simulation over one residue (Das, Lerner, Seigle: ESP, PLDI 2002).
 *
 * Blocks are taken in reverse post-order from a pending set. At a block, states with different counter vectors stay
 * apart; of those with the same vector a few stay apart, so that two branches on the same condition agree, and more
 * are joined to what they share (crowd.c). Past the bounds vectors are joined to intervals, and joins at a block that is
 * entered again and again are widened, so the number of states is bounded and each can only weaken: it ends.
 */
#include <string.h>

#include "sleepwalk/pointers.h"
#include "sleepwalk/trace.h"

/* Bytes, for the states of one function, and of one that is looked at only for what it returns. */
enum { ENOUGH = 128 << 20, ENOUGH_PER_BLOCK = 8 << 10, ENOUGH_FOR_VALUE = 4 << 20 };
enum { EXITS_ROOM = 2000 }; /* each is held against all others */
enum { OUTS_ROOM = 8 }; /* places in memory of others of which callers learn what is there now */

struct engine {
	struct sw_flow *flow;
	struct sw_function *function;
	struct sw_space *space;
	struct sw_visit *visits; /* by block */
	uint32_t *order;         /* blocks in reverse post-order */
	uint32_t *position;      /* of a block in `order` */
	uint32_t n_order;
	struct sw_live live;
	struct sw_joiner joiner;
	bool *opaque;            /* by VAL: anything at all, to us */
	sw_term unseen;          /* a place for such values, in which equal tests of them are one */
	bool knows_changers;     /* functions that change counters may be passed on from here */
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

/* ---- inside a block ---- */

static void imply_base(struct engine *e, struct sw_state *state, sw_term base)
{
	if (sw_term_node(e->space->terms, base)->op == SW_VAL)
		sw_state_imply_object(e->space, state, base);
}

/* What is written is a part of an object, which may be a step away from something (`this_cpu_ptr(p)->lock.acquired = 1`). */
static void imply_written(struct engine *e, struct sw_state *state, sw_term base)
{
	const struct sw_node *n = sw_term_node(e->space->terms, base);

	imply_base(e, state, base);
	if (n->op == SW_ADDR && sw_term_node(e->space->terms, n->a)->op == SW_ADD)
		sw_state_imply_object(e->space, state, n->a);
}

/* The parameter or variable that the address T leads to, through parts and steps; 0 when there is none. */
static sw_term root_of(const struct sw_terms *terms, sw_term t)
{
	const struct sw_node *n = sw_term_node(terms, t);
	sw_term root;

	switch (n->op) {
	case SW_PARAM:
	case SW_LOCAL:
		return t;
	case SW_ADDR:
		return root_of(terms, n->a);
	case SW_ADD:
		root = root_of(terms, n->a);
		return root ? root : root_of(terms, n->b);
	default:
		return 0;
	}
}

/* What T, the address of something in ROOT with a step in it (an index), can lead to: any element of an array, or any part. */
static sw_term reach_of(const struct engine *e, sw_term t, sw_term root)
{
	const struct sw_node *n = sw_term_node(e->space->terms, t);
	size_t length;
	char *path;

	while (n->op == SW_ADD)
		n = sw_term_node(e->space->terms, root_of(e->space->terms, n->a) ? n->a : n->b);
	if (n->op != SW_ADDR || n->a != root)
		return root;
	length = strlen(n->name);
	while (length && n->name[length - 1] == ']')
		while (length && n->name[--length] != '[')
			; /* a name of hostile input may have no beginning of it */
	if (!n->name[length])
		return root;
	path = sw_alloc(e->space->scratch, length + 1);
	memcpy(path, n->name, length);
	return sw_term_addr(e->space->terms, root, path);
}

/* Comes before the write itself. */
static void note_write(struct engine *e, const struct sw_event *event, struct sw_state *state, sw_term base)
{
	sw_term root = root_of(e->space->terms, base);
	const struct sw_node *n = sw_term_node(e->space->terms, base), *top = sw_term_node(e->space->terms, root);

	if (top->op == SW_PARAM)
		e->flow->writes |= 1u << (top->number <= 31 ? top->number - 1 : 31);
	while (n->op == SW_ADDR)
		n = sw_term_node(e->space->terms, n->a);
	if (n->op == SW_ADD && root)
		sw_state_clobber_local(e->space, state, reach_of(e, base, root), event->id);
}

static bool is_given(const struct sw_flow *flow, const struct sw_symbol *symbol)
{
	for (unsigned i = 0; i < flow->space.n_given; i++)
		if (sw_symbol_bound(sw_flow_function_of(flow, flow->space.given[i].value)) == symbol)
			return true;
	return false;
}

/* Who comes before the component that is solved is asked for; if he is not done, it has to wait. */
static bool is_done(struct sw_turn *turn, uint32_t component)
{
	if (component == turn->component || !turn->done || __atomic_load_n(&turn->done[component], __ATOMIC_ACQUIRE))
		return true;
	turn->waits = true;
	turn->awaited = component;
	return false;
}

bool sw_turn_counts(struct sw_turn *turn, uint32_t user, bool given, const struct sw_symbol *symbol)
{
	if (!symbol->body)
		return true;
	if (symbol->component > turn->component || (symbol->component > user && !given))
		return false;
	return is_done(turn, symbol->component);
}

/* Does what this round finds of SYMBOL count? */
static bool counts_now(const struct sw_flow *flow, struct sw_symbol *symbol)
{
	struct sw_symbol *user = flow->function->symbol;
	bool given = symbol->body && symbol->component > user->component && is_given(flow, symbol);

	if (flow->trace)
		sw_trace_note(flow->trace, flow->turn,
			      &(struct sw_dependence){ .kind = SW_ON_SUMMARY, .given = given, .symbol = symbol, .user = user });
	return sw_turn_counts(flow->turn, user->component, given, symbol);
}

const struct sw_summary *sw_flow_summary(const struct sw_flow *flow, struct sw_symbol *symbol)
{
	return counts_now(flow, symbol) ? symbol->summary : symbol->told;
}

const bool *sw_flow_wrong(const struct sw_flow *flow)
{
	struct sw_symbol *symbol = flow->function->symbol;

	return counts_now(flow, symbol) ? symbol->wrong : symbol->told_wrong;
}

struct sw_symbol *sw_flow_function_of(const struct sw_flow *flow, sw_term t)
{
	const struct sw_node *n = sw_term_node(&flow->unit->terms, t), *variable = sw_term_node(&flow->unit->terms, n->a);

	if (flow->trace && n->op == SW_SYMBOL)
		sw_trace_note(flow->trace, flow->turn, &(struct sw_dependence){ .kind = SW_ON_NAME, .name = n->name });
	if (flow->trace && n->op == SW_MEM && variable->op == SW_SYMBOL)
		sw_trace_note(flow->trace, flow->turn,
			      &(struct sw_dependence){ .kind = SW_ON_CONSTANT, .name = variable->name, .path = n->name });
	return sw_unit_function_of(flow->unit, t);
}

uint32_t sw_flow_slot(const struct sw_flow *flow, const char *slot)
{
	if (flow->trace && slot)
		sw_trace_note(flow->trace, flow->turn, &(struct sw_dependence){ .kind = SW_ON_SLOT, .name = slot });
	return sw_unit_slot(flow->unit, slot);
}

/* What is known of whom the call reaches, as far as the event alone says; or NULL. */
static const struct sw_summary *summary_of(const struct engine *e, const struct sw_event *event)
{
	struct sw_symbol *callee = sw_symbol_bound(event->callee);

	if (callee)
		return sw_flow_summary(e->flow, callee);
	return event->contract ? &event->contract->summary : NULL;
}

static bool summary_changes_counters(const struct sw_summary *summary)
{
	return summary && (sw_summary_changes_counters(summary) || summary->restores_irq);
}

static bool changes_counters(const struct engine *e, const struct sw_event *event)
{
	return summary_changes_counters(summary_of(e, event));
}

/* May the call do so for what callers pass in, or what is passed on here? */
static bool may_change_counters(const struct engine *e, const struct sw_event *event)
{
	const struct sw_summary *summary = summary_of(e, event);

	return changes_counters(e, event) || (summary && summary->invokes.n && e->knows_changers) ||
	       (event->kind == SW_EVENT_CALL && !event->callee && e->knows_changers);
}

static bool is_changer(const struct sw_flow *flow, struct sw_symbol *symbol)
{
	return symbol && summary_changes_counters(sw_flow_summary(flow, sw_symbol_bound(symbol)));
}

static bool passes_changer(const struct sw_flow *flow, const struct sw_call *call)
{
	struct sw_passing at = { 0 };
	struct sw_symbol *passed;

	while ((passed = sw_next_passed(flow->unit, call, &at)))
		if (is_changer(flow, passed))
			return true;
	return false;
}

static bool is_given_changer(const struct sw_flow *flow)
{
	for (unsigned i = 0; i < flow->space.n_given; i++)
		if (is_changer(flow, sw_flow_function_of(flow, flow->space.given[i].value)))
			return true;
	return false;
}

/* Does the block put the address of such a function into memory, or into a variable? */
static bool stores_changer(const struct sw_flow *flow, const struct sw_block *block)
{
	for (uint32_t i = 0; i < block->events.n; i++)
		if (is_changer(flow, sw_unit_symbol_of(flow->unit, block->events.at[i].value)))
			return true;
	for (uint32_t i = 0; i < block->edges.n; i++)
		for (uint32_t k = 0; k < block->edges.at[i].assigns.n; k++)
			if (is_changer(flow, sw_unit_symbol_of(flow->unit, block->edges.at[i].assigns.at[k].from)))
				return true;
	return false;
}

/* May functions that change counters be called here for being passed in, or passed on? */
static bool knows_changers(const struct sw_flow *flow)
{
	const struct sw_function *function = flow->function;

	if (is_given_changer(flow))
		return true;
	for (uint32_t i = 0; i < function->calls.n; i++)
		if (passes_changer(flow, &function->calls.at[i]))
			return true;
	for (uint32_t b = 0; b < function->blocks.n; b++)
		if (stores_changer(flow, &function->blocks.at[b]))
			return true;
	return false;
}

/* A lock in the object that NULL points to: no path goes on from there. */
static bool locks_nothing(struct engine *e, const struct sw_event *event, const struct sw_state *state)
{
	sw_term lock = event->n_args ? sw_state_resolve(e->space, state, event->args[0]) : 0;
	const struct sw_node *n = sw_term_node(e->space->terms, lock);
	int64_t base;

	return n->op == SW_ADDR && changes_counters(e, event) && sw_term_is_const(e->space->terms, n->a, &base) && !base;
}

static bool is_known(const struct sw_event *event)
{
	const struct sw_symbol *callee = sw_symbol_bound(event->callee);

	return callee ? callee->body || callee->summary : event->contract != NULL;
}

/* Bit per counter that is not known to be raised. */
static unsigned char not_raised(const struct sw_vector *vector)
{
	unsigned char bits = 0;

	for (int c = 0; c < SW_COUNTERS; c++)
		if (!vector->of[c].set && vector->of[c].lo <= 0)
			bits |= (unsigned char)(1u << c);
	return bits;
}

/* Bit per counter of which was given back what was not taken. */
static unsigned char below_entry(const struct sw_vector *vector)
{
	unsigned char bits = 0;

	for (int c = 0; c < SW_COUNTERS; c++)
		if (!vector->of[c].set && vector->of[c].lo < 0)
			bits |= (unsigned char)(1u << c);
	return bits;
}

/*
 * Bit per counter that the object which the call gets, if any, may have been locked with elsewhere. What took and gave back
 * another object meanwhile makes no difference; what did so with this one does.
 */
static unsigned char handed_out(struct engine *e, const struct sw_event *event, const struct sw_state *state)
{
	sw_term object = event->n_args ? sw_state_resolve(e->space, state, event->args[0]) : 0;
	unsigned char helped = state->helped;
	int64_t number;

	if (!object || sw_term_is_const(e->space->terms, object, &number))
		return 0;
	for (const struct sw_step *step = state->trail; step && step->object != object; step = step->before)
		helped |= step->helped;
	return helped;
}

/* Does the callee leave a counter as it is on some ways and set it on others, where that is not the same? */
static bool may_set(const struct engine *e, const struct sw_event *event, const struct sw_vector *vector)
{
	const struct sw_summary *summary = summary_of(e, event);

	for (int c = 0; summary && c < SW_COUNTERS; c++)
		if (summary->levels >> c & 1 && vector->of[c].set && vector->of[c].hi > 0)
			return true;
	return false;
}

/* What a call that nobody knows may have done is noted, for what the path gives back later without having taken it. */
static void run_call(struct engine *e, const struct sw_event *event, struct sw_state *state, struct sw_states *out)
{
	unsigned char below = below_entry(&state->vector), idle = not_raised(&state->vector);
	bool unsettled = may_set(e, event, &state->vector);
	unsigned char borrowed;
	uint32_t first = out->list.n;

	if (locks_nothing(e, event, state))
		return;
	state->helped = is_known(event) ? state->helped & idle : state->helped | idle;
	borrowed = handed_out(e, event, state);
	sw_apply_call(e->flow, event, state, out);
	for (uint32_t i = first; i < out->list.n; i++) {
		struct sw_state *after = out->list.at[i];

		if (unsettled)
			sw_state_blur(after);
		after->borrowed |= borrowed & below_entry(&after->vector) & ~below;
	}
}

static void run_event(struct engine *e, const struct sw_event *event, struct sw_state *state, struct sw_states *out)
{
	sw_term base, value;

	if (event->pointer) {
		sw_note_pointer(e->flow, event, state);
		*sw_vec_push(e->space->scratch, &out->list) = state;
		return;
	}
	if (event->place.line)
		state->last = event->place;
	if (event->kind != SW_EVENT_LOAD && event->kind != SW_EVENT_DEFINE)
		sw_state_forget_store(e->space, state, event->id);
	base = sw_state_resolve(e->space, state, event->base);
	if (event->kind == SW_EVENT_STORE || event->kind == SW_EVENT_COPY)
		note_write(e, event, state, base);
	switch (event->kind) {
	case SW_EVENT_CALL:
		run_call(e, event, state, out);
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
		imply_written(e, state, base);
		sw_state_write(e->space, state, base, event->path, value, event->id);
		break;
	case SW_EVENT_COPY:
		sw_state_copy_memory(e->space, state, base, event->path,
				     sw_state_resolve(e->space, state, event->from), event->id);
		break;
	default:
		break;
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
		*sw_vec_push(e->flow->run, &exit->outs) = (struct sw_out){ base, place.name, value };
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
			sw_guard_add(e->space->terms, &after, exit->guard.at[i].term, &values);
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
				sw_guard_add(e->space->terms, &after, test, &values);
		}
	}
	for (uint32_t w = 0; w < exit->written.n; w++) {
		sw_term now = sw_state_now(e->space, state, exit->written.at[w]);
		struct sw_values values = sw_state_eval(e->space, state, now);

		sw_guard_add(e->space->terms, &after, exit->written.at[w], &values);
	}
	return after;
}

static void note_written(struct engine *e, const struct sw_state *state, struct sw_exit *exit)
{
	for (uint32_t i = 0; i < state->versions.n; i++) {
		const struct sw_node *place = sw_term_node(e->space->terms, state->versions.at[i].place);

		if (place->op == SW_MEM && place->visible)
			*sw_vec_push(e->flow->run, &exit->written) = state->versions.at[i].place;
	}
}

static void leave(struct engine *e, const struct sw_block *block, const struct sw_state *state)
{
	sw_term result = sw_state_resolve(e->space, state, block->result);
	sw_term entry_irq = sw_term_leaf(e->space->terms, SW_COUNTER, SW_IRQ);
	struct sw_exit *exit = sw_vec_push(e->flow->run, &e->flow->exits);

	exit->vector = state->vector;
	exit->guard = sw_state_guard(e->space, state);
	exit->result = sw_state_eval(e->space, state, result);
	exit->result_term = sw_term_node(e->space->terms, result)->visible ? result : 0;
	exit->inexact = state->inexact;
	exit->blurred = state->blurred || state->doubtful || state->astray;
	exit->doubtful = state->doubtful;
	exit->loose = state->loose;
	exit->borrowed = state->borrowed;
	exit->trail = state->trail;
	exit->place = state->jump.line ? state->jump : block->place.line ? block->place : state->last;
	for (uint32_t i = 0; i < state->saved.n; i++)
		exit->saves_irq |= state->saved.at[i].flags == result && sw_transfer_is_identity(state->saved.at[i].irq);
	exit->saves_irq |= result && result == sw_term_unary(e->space->terms, SW_SAVED, entry_irq, 0);
	note_written(e, state, exit);
	exit->after = tests_after(e, state, exit);
	collect_outs(e, block, state, exit);
}

static void arrive(struct engine *e, uint32_t block, struct sw_state *state)
{
	uint32_t position = e->position[block];

	sw_state_forget_dead(e->space, state, &e->live, block);
	if (!sw_visit_add(&e->joiner, &e->visits[block], state))
		return;
	e->flow->states++;
	e->waiting[position] = true;
	if (position < e->first)
		e->first = position;
}

static sw_term unseen_leaf(void *cookie, const struct sw_node *leaf, sw_term self, sw_term base)
{
	struct engine *e = cookie;

	if (base)
		return sw_term_mem(e->space->terms, base, leaf->name, leaf->number);
	return leaf->op == SW_VAL && e->opaque[leaf->number] ? e->unseen : self;
}

/* Is a mask of a value that is anything tested in T? */
static bool masks_opaque(const struct engine *e, sw_term t)
{
	const struct sw_node *n = sw_term_node(e->space->terms, t);
	const struct sw_node *word = sw_term_node(e->space->terms, n->a);

	if (!n->has_val || n->op == SW_VAL)
		return false;
	if (n->op == SW_AND && word->op == SW_VAL)
		return e->opaque[word->number];
	return masks_opaque(e, n->a) || (n->b && masks_opaque(e, n->b));
}

/*
 * Two values that are anything, to us, may be one and the same (flags in one word, that the compiler reads at once). So
 * where the same mask of both is tested, and comes out differently, the path may be none.
 */
static void compare_unseen(struct engine *e, struct sw_state *state, sw_term condition, const struct sw_values *when)
{
	sw_term unseen = masks_opaque(e, condition) ?
			 sw_term_replace(e->space->terms, condition, unseen_leaf, e) : 0;

	if (unseen && !sw_state_assume(e->space, sw_state_copy(e->space, state), unseen, when))
		sw_state_blur(state);
	else if (unseen)
		sw_state_assume(e->space, state, unseen, when);
}

static void take_edges(struct engine *e, uint32_t index, struct sw_state *state)
{
	const struct sw_block *block = &e->function->blocks.at[index];

	for (uint32_t i = 0; i < block->edges.n; i++) {
		const struct sw_edge *edge = &block->edges.at[i];
		struct sw_state *next = i + 1 < block->edges.n ? sw_state_copy(e->space, state) : state;
		bool back;

		if (block->condition) {
			sw_term condition = sw_state_resolve(e->space, next, block->condition);

			if (condition && !sw_state_assume(e->space, next, condition, &edge->when))
				continue;
			compare_unseen(e, next, condition, &edge->when);
		}
		back = e->position[edge->to] <= e->position[index];
		if (back)
			sw_state_forget(e->space, next, e->unseen);
		if (edge->assigns.n)
			sw_state_assign(e->space, next, edge->assigns.at, edge->assigns.n, back);
		next->jump = edge->place;
		arrive(e, edge->to, next);
	}
}

static void run_block(struct engine *e, uint32_t index, struct sw_state *state)
{
	const struct sw_block *block = &e->function->blocks.at[index];
	struct sw_states now = { 0 }, then = { 0 }, spare;

	*sw_vec_push(e->space->scratch, &now.list) = sw_state_copy(e->space, state);
	for (uint32_t i = 0; i < block->events.n; i++) {
		then.list.n = 0;
		for (uint32_t s = 0; s < now.list.n; s++)
			run_event(e, &block->events.at[i], now.list.at[s], &then);
		sw_states_thin_out(&e->joiner, &then, index);
		spare = now;
		now = then;
		then = spare;
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
	struct sw_visit *visit;
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
	sw_visit_thin_out(&e->joiner, visit);
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

static bool block_changes_counters(const struct engine *e, const struct sw_block *block)
{
	for (uint32_t i = 0; i < block->events.n; i++)
		if (may_change_counters(e, &block->events.at[i]))
			return true;
	return false;
}

/* From the ends of the function backward, until nothing is new. */
static void find_changes_ahead(struct engine *e)
{
	bool changed = true;

	for (uint32_t i = 0; i < e->n_order; i++)
		e->visits[e->order[i]].changes_ahead = block_changes_counters(e, &e->function->blocks.at[e->order[i]]);
	while (changed) {
		changed = false;
		for (uint32_t i = e->n_order; i-- > 0;) {
			struct sw_visit *visit = &e->visits[e->order[i]];
			const struct sw_block *block = &e->function->blocks.at[e->order[i]];

			for (uint32_t k = 0; k < block->edges.n && !visit->changes_ahead; k++)
				changed |= visit->changes_ahead = e->visits[block->edges.at[k].to].changes_ahead;
		}
	}
}

static void find_opaque(struct engine *e)
{
	sw_term nowhere = sw_term_leaf(e->space->terms, SW_LOCAL, -1);

	e->opaque = sw_alloc(e->space->scratch, e->function->n_vals + 1);
	for (uint32_t b = 0; b < e->function->blocks.n; b++) {
		const struct sw_block *block = &e->function->blocks.at[b];

		for (uint32_t i = 0; i < block->events.n; i++)
			if (block->events.at[i].kind == SW_EVENT_DEFINE)
				e->opaque[sw_term_node(e->space->terms, block->events.at[i].value)->number] = true;
	}
	e->unseen = sw_term_mem(e->space->terms, nowhere, sw_intern(e->space->terms->strings, ""), 0);
}

static void start(struct engine *e)
{
	uint32_t n = e->function->blocks.n;

	e->visits = sw_alloc(e->space->scratch, n * sizeof *e->visits);
	e->order = sw_alloc(e->space->scratch, n * sizeof *e->order);
	e->position = sw_alloc(e->space->scratch, n * sizeof *e->position);
	e->waiting = sw_alloc(e->space->scratch, n);
	find_order(e);
	e->joiner = (struct sw_joiner){ .space = e->space, .crowd = e->flow->crowd };
	for (uint32_t b = 0; b < n; b++)
		e->visits[b].block = b;
	e->knows_changers = knows_changers(e->flow);
	find_changes_ahead(e);
	find_opaque(e);
	e->live = sw_live_compute(e->space->scratch, e->space->terms, e->function, e->order, e->n_order);
	arrive(e, 0, SW_NEW(e->space->scratch, struct sw_state));
}

const struct sw_step *sw_keep_trail(struct sw_arena *keep, const struct sw_step *trail)
{
	const struct sw_step *kept = NULL, **end = &kept;

	for (; trail; trail = trail->before) {
		struct sw_step *copy = SW_NEW(keep, struct sw_step);

		*copy = *trail;
		*end = copy;
		end = &copy->before;
	}
	return kept;
}

/* More than this function may take: states may each know of all of its variables, and there are as many of both. */
static bool is_too_much(const struct engine *e)
{
	size_t enough = e->flow->for_value ? ENOUGH_FOR_VALUE : ENOUGH + (size_t)e->n_order * ENOUGH_PER_BLOCK;

	return e->flow->exits.n > EXITS_ROOM || sw_arena_size(e->space->scratch) > enough;
}

/* The function is not understood: it does nothing that is known, and what follows a call of it is possible only. */
static void give_up(struct sw_flow *flow)
{
	struct sw_exit *exit;

	flow->demands = (struct sw_summary){ 0 };
	flow->exits.n = flow->open_calls.n = flow->violations.n = flow->outside.n = 0;
	exit = sw_vec_push(flow->run, &flow->exits);
	exit->result = sw_values_any();
	exit->inexact = exit->blurred = flow->given_up = true;
}

void sw_flow_run(struct sw_flow *flow)
{
	struct engine e = { .flow = flow, .function = flow->function, .space = &flow->space };

	flow->met = sw_alloc(flow->run, (flow->function->n_events + 1) * sizeof *flow->met);
	flow->fine = sw_alloc(flow->run, flow->function->n_events + 1);
	flow->violation = sw_alloc(flow->run, (flow->function->n_events + 1) * sizeof *flow->violation);
	if (!flow->function->blocks.n)
		return;
	if (flow->function->n_pointers)
		flow->pointers = sw_alloc(flow->run, (flow->function->n_events + 1) * sizeof *flow->pointers);
	start(&e);
	while (!flow->turn->waits && run_next(&e)) {
		if (is_too_much(&e)) {
			give_up(flow);
			break;
		}
	}
	flow->merges = e.joiner.merges;
}
