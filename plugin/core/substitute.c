// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A call that does nothing is there for its value. Where that is a term over its arguments and what lies below them, the
 * value is what the term is at the call: what it reads is loaded there, and the term stands wherever the value stood.
 */
#include "sleepwalk/prune.h"

struct sw_substitution {
	struct sw_unit *unit;
	struct sw_arena *arena;
	struct sw_function *function;
	struct sw_numbering vals;  /* whose values were said: terms */
	SW_VEC(sw_term) terms;     /* by number in `vals` */
};

struct sw_substitution *sw_substitution_begin(struct sw_unit *unit, struct sw_arena *arena, struct sw_function *function)
{
	struct sw_substitution *s = SW_NEW(arena, struct sw_substitution);

	*s = (struct sw_substitution){ .unit = unit, .arena = arena, .function = function };
	return s;
}

/* ---- what a call gives ---- */

struct saying {
	struct sw_substitution *s;
	const struct sw_event *call;
	SW_VEC(struct sw_event) loads;
};

static sw_term load(struct saying *saying, sw_term base, const char *path)
{
	struct sw_event *event = sw_vec_push(saying->s->arena, &saying->loads);

	*event = (struct sw_event){ .kind = SW_EVENT_LOAD, .place = saying->call->place, .base = base, .path = path };
	return event->value = sw_function_new_val(saying->s->unit, saying->s->function);
}

/* A leaf of the callee's term, as the caller has it. 0: it has not. */
static sw_term said_leaf(void *cookie, const struct sw_node *leaf, sw_term self, sw_term base)
{
	struct saying *saying = cookie;

	switch (leaf->op) {
	case SW_CONST:
	case SW_SYMBOL:
		return self;
	case SW_PARAM:
		return leaf->number > saying->call->n_args || sw_is_by_value(saying->call, (unsigned)leaf->number - 1)
			       ? 0 : saying->call->args[leaf->number - 1];
	case SW_MEM:
		return leaf->number ? 0 : load(saying, base, leaf->name);
	default:
		return 0;
	}
}

/* Does it say as much as the callee's summary: that what ERR_PTR() gives is an error? */
static bool says_all(const struct sw_terms *terms, sw_term term, const struct sw_summary *summary)
{
	struct sw_values can_be = sw_term_can_be(terms, term);

	return sw_values_within(&can_be, &summary->result_values);
}

bool sw_substitution_say(struct sw_substitution *s, const struct sw_event *call, const struct sw_summary *summary,
			 struct sw_block *to)
{
	struct saying saying = { .s = s, .call = call };
	sw_term term = call->object ? 0 : sw_term_replace(&s->unit->terms, summary->result, said_leaf, &saying);

	if (!term || !says_all(&s->unit->terms, term, summary))
		return false;
	for (uint32_t i = 0; i < saying.loads.n; i++)
		*sw_vec_push(s->arena, &to->events) = saying.loads.at[i];
	sw_number(s->arena, &s->vals, (const void *)(uintptr_t)call->value);
	*sw_vec_push(s->arena, &s->terms) = term;
	return true;
}

/* ---- where it stands ---- */

static sw_term kept_leaf(void *cookie, const struct sw_node *leaf, sw_term self, sw_term base)
{
	const struct sw_substitution *s = cookie;
	uint32_t number;

	if (leaf->op == SW_MEM)
		return sw_term_mem(&s->unit->terms, base, leaf->name, leaf->number);
	if (leaf->op != SW_VAL)
		return self;
	number = sw_number_of(&s->vals, (const void *)(uintptr_t)self);
	/* what was said of it may speak of another that was said */
	return number == UINT32_MAX ? self : sw_term_replace(&s->unit->terms, s->terms.at[number], kept_leaf, cookie);
}

static void replace(struct sw_substitution *s, sw_term *t)
{
	if (sw_term_node(&s->unit->terms, *t)->has_val)
		*t = sw_term_replace(&s->unit->terms, *t, kept_leaf, s);
}

static void replace_in_event(struct sw_substitution *s, struct sw_event *e)
{
	sw_term *args = sw_alloc(s->arena, (e->n_args + 1) * sizeof *args); /* the original's are shared */

	if (e->kind == SW_EVENT_STORE)
		replace(s, &e->value);
	replace(s, &e->base);
	replace(s, &e->from);
	replace(s, &e->target);
	replace(s, &e->result_memory);
	for (unsigned i = 0; i < e->n_args; i++) {
		args[i] = e->args[i];
		replace(s, &args[i]);
	}
	e->args = args;
}

void sw_substitution_end(struct sw_substitution *s)
{
	for (uint32_t b = 0; s->terms.n && b < s->function->blocks.n; b++) {
		struct sw_block *block = &s->function->blocks.at[b];

		for (uint32_t i = 0; i < block->events.n; i++)
			replace_in_event(s, &block->events.at[i]);
		replace(s, &block->condition);
		replace(s, &block->result);
		replace(s, &block->result_memory);
		for (uint32_t i = 0; i < block->edges.n; i++)
			for (uint32_t k = 0; k < block->edges.at[i].assigns.n; k++)
				replace(s, &block->edges.at[i].assigns.at[k].from);
	}
}
