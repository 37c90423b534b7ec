// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Backward dataflow over bitsets, to a fixpoint; blocks in post-order, so that a loop takes a round or two more. A function
 * that is too large for a set for each block has one for all.
 */
#include <string.h>

#include "sleepwalk/live.h"

enum { LARGEST = 16 << 20 }; /* words in all: 128 MiB */

struct live {
	const struct sw_terms *terms;
	const struct sw_function *function;
	struct sw_live result;
	uint64_t *now; /* of one block, while it is computed */
	bool shared;   /* one set for all blocks */
};

static void set(uint64_t *bits, int64_t val)
{
	bits[(uint64_t)val / 64] |= (uint64_t)1 << (uint64_t)val % 64;
}

static void clear(uint64_t *bits, int64_t val)
{
	bits[(uint64_t)val / 64] &= ~((uint64_t)1 << (uint64_t)val % 64);
}

static void use(struct live *l, sw_term t)
{
	const struct sw_node *n = sw_term_node(l->terms, t);

	if (!n->has_val)
		return;
	if (n->op == SW_VAL) {
		set(l->now, n->number);
		return;
	}
	use(l, n->a);
	if (n->b)
		use(l, n->b);
}

static void define(struct live *l, sw_term val)
{
	const struct sw_node *n = sw_term_node(l->terms, val);

	if (n->op == SW_VAL)
		clear(l->now, n->number);
}

static void flow_edge(struct live *l, const struct sw_edge *edge)
{
	const uint64_t *to = &l->result.bits[(size_t)edge->to * l->result.stride];

	for (uint32_t w = 0; w < l->result.words && !l->shared; w++)
		l->now[w] |= to[w];
	/* a phi that is live at the target keeps alive what it is made from; it is itself made on the edge */
	for (uint32_t i = 0; i < edge->assigns.n; i++)
		use(l, edge->assigns.at[i].from);
}

static void flow_event(struct live *l, const struct sw_event *e)
{
	if (e->kind != SW_EVENT_STORE)
		define(l, e->value);
	else
		use(l, e->value);
	use(l, e->base);
	use(l, e->from);
	use(l, e->target);
	use(l, e->result_memory);
	for (unsigned i = 0; i < e->n_args; i++)
		use(l, e->args[i]);
}

/* What is live at the start of the block. */
static void flow_block(struct live *l, const struct sw_block *block)
{
	memset(l->now, 0, l->result.words * sizeof *l->now);
	for (uint32_t i = 0; i < block->edges.n; i++)
		flow_edge(l, &block->edges.at[i]);
	use(l, block->condition);
	use(l, block->result);
	use(l, block->result_memory);
	for (uint32_t i = block->events.n; i-- > 0;)
		flow_event(l, &block->events.at[i]);
}

/* True when the block's set grew. */
static bool update_block(struct live *l, uint32_t index)
{
	uint64_t *at = &l->result.bits[(size_t)index * l->result.stride];
	bool changed;

	flow_block(l, &l->function->blocks.at[index]);
	changed = memcmp(at, l->now, l->result.words * sizeof *at);
	memcpy(at, l->now, l->result.words * sizeof *at);
	return changed;
}

static void update_blocks(struct live *l, const uint32_t *order, uint32_t n)
{
	bool changed = true;

	while (changed) {
		changed = false;
		for (uint32_t i = n; i-- > 0;)
			changed |= update_block(l, order[i]);
	}
}

/* All that some block reads, and has not defined before: nothing else is live at the start of any block. */
static void collect_blocks(struct live *l, const uint32_t *order, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		flow_block(l, &l->function->blocks.at[order[i]]);
		for (uint32_t w = 0; w < l->result.words; w++)
			l->result.bits[w] |= l->now[w];
	}
}

struct sw_live sw_live_compute(struct sw_arena *arena, const struct sw_terms *terms, const struct sw_function *function,
			       const uint32_t *order, uint32_t n)
{
	struct live l = { .terms = terms, .function = function };

	l.result.words = function->n_vals / 64 + 1;
	l.shared = (uint64_t)l.result.words * function->blocks.n > LARGEST;
	l.result.stride = l.shared ? 0 : l.result.words;
	l.result.bits = sw_alloc(arena, (l.shared ? l.result.words : (size_t)l.result.words * function->blocks.n) *
						sizeof *l.result.bits);
	l.result.kept = sw_alloc_raw(arena, l.result.words * sizeof *l.result.kept);
	l.now = sw_alloc_raw(arena, l.result.words * sizeof *l.now);
	if (l.shared)
		collect_blocks(&l, order, n);
	else
		update_blocks(&l, order, n);
	return l.result;
}
