// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What of a solved unit the rest of the program can not need: calls of functions that are known to do nothing, values and
 * stores that nothing reads, branches that are left without a purpose, and functions that nobody calls any more.
 *
 * Works on copies, for the unit itself goes on with what it has. A store through a pointer is kept where some function of
 * the unit reads a field of that name; what is lost is only what a caller in another unit could have known of it.
 */
#include <string.h>

#include "sleepwalk/pointers.h"
#include "sleepwalk/prune.h"

struct prune {
	struct sw_unit *unit;
	struct sw_arena *arena;
	struct sw_function *function;
	bool *read;                    /* by LOCAL number: something reads the variable */
	int64_t n_locals;
	struct sw_numbering *fields;   /* that are read, in all functions */
	struct sw_substitution *said;  /* values of calls */
	bool copies;                   /* what lies below some pointer is copied, or passed, as a whole: all of it may be read */
};

/* ---- copies ---- */

#define COPY_VEC(arena, to, from)                                                                                      \
	do {                                                                                                           \
		(to)->at = sw_alloc((arena), ((from)->n + 1) * sizeof *(to)->at);                                      \
		(to)->n = (to)->room = (from)->n;                                                                      \
		if ((from)->n)                                                                                         \
			memcpy((to)->at, (from)->at, (from)->n * sizeof *(to)->at);                                    \
	} while (0)

static struct sw_function *copy(struct sw_arena *arena, const struct sw_function *function)
{
	struct sw_function *new_one = SW_NEW(arena, struct sw_function);

	*new_one = *function;
	COPY_VEC(arena, &new_one->blocks, &function->blocks);
	for (uint32_t b = 0; b < function->blocks.n; b++) {
		const struct sw_block *from = &function->blocks.at[b];
		struct sw_block *to = &new_one->blocks.at[b];

		COPY_VEC(arena, &to->edges, &from->edges);
		for (uint32_t i = 0; i < from->edges.n; i++)
			COPY_VEC(arena, &to->edges.at[i].assigns, &from->edges.at[i].assigns);
		memset(&to->events, 0, sizeof to->events);
	}
	return new_one;
}

/* ---- calls that do nothing ---- */

/* The LOCAL that T is the address of, or lies in; NULL when it is none. */
static const struct sw_node *local_in(const struct sw_terms *terms, sw_term t)
{
	const struct sw_node *n = sw_term_node(terms, t);

	while (n->op == SW_ADDR || n->op == SW_ADD)
		n = sw_term_node(terms, n->a);
	return n->op == SW_LOCAL ? n : NULL;
}

/* The last field of a path: of those before it, `q = &p->m; q->x` and `p->m.x` name another part. */
static const char *field_of(struct sw_unit *unit, const char *path)
{
	const char *last = strrchr(path, '.');

	last = last ? last + 1 : path;
	return sw_intern_n(&unit->strings, last, strcspn(last, "["));
}

/* Does its value say more than that it is anything? */
static bool tells_by_value(const struct sw_symbol *callee)
{
	const struct sw_summary *summary = callee ? callee->summary : NULL;

	return summary && (summary->result || !sw_values_is_any(&summary->result_values));
}

/* Is what it leaves in one of our variables known, or in a field that somebody reads? */
static bool tells_by_memory(struct prune *p, const struct sw_event *call, const struct sw_symbol *callee)
{
	const struct sw_summary *summary = callee ? callee->summary : NULL;

	for (unsigned i = 0; summary && summary->outs.n && i < call->n_args; i++)
		if (local_in(&p->unit->terms, call->args[i]))
			return true;
	for (uint32_t i = 0; summary && i < summary->outs.n; i++)
		if (sw_is_numbered(p->fields, field_of(p->unit, summary->outs.at[i].path)))
			return true;
	return false;
}

/* With the call it is gone where the functions went that it passes; a contract without a word of them enters none. */
static void forget_passed(struct prune *p, const struct sw_event *call, const struct sw_symbol *callee)
{
	for (unsigned i = 0; callee && !callee->contract && i < call->n_args; i++) {
		struct sw_symbol *passed = sw_unit_symbol_of(p->unit, call->args[i]);

		if (passed)
			passed->registered = false;
	}
}

/* In place of the call: what it may have written in our variables is not known any more, and nor is its value. */
static void add_inert(struct prune *p, const struct sw_event *call, struct sw_block *to)
{
	const struct sw_symbol *callee = sw_symbol_bound(call->callee);
	struct sw_event *event;
	bool said;

	if (tells_by_memory(p, call, callee)) {
		*sw_vec_push(p->arena, &to->events) = *call;
		return;
	}
	forget_passed(p, call, callee);
	said = call->value && callee && callee->summary && callee->summary->result &&
	       sw_substitution_say(p->said, call, callee->summary, to);
	for (unsigned i = 0; i < call->n_args; i++) {
		if (!local_in(&p->unit->terms, call->args[i]) || !sw_call_may_write(call, callee ? callee->summary : NULL, i))
			continue;
		event = sw_vec_push(p->arena, &to->events);
		*event = (struct sw_event){ .kind = SW_EVENT_COPY, .place = call->place, .base = call->args[i], .path = "" };
	}
	if (!call->value || said)
		return;
	event = sw_vec_push(p->arena, &to->events);
	*event = *call;
	event->inert = true;
	if (!tells_by_value(callee))
		*event = (struct sw_event){ .kind = SW_EVENT_DEFINE, .place = call->place, .value = call->value, .path = "" };
}

static void drop_inert_calls(struct prune *p, const struct sw_function *original)
{
	for (uint32_t b = 0; b < original->blocks.n; b++) {
		const struct sw_block *from = &original->blocks.at[b];
		struct sw_block *to = &p->function->blocks.at[b];

		for (uint32_t i = 0; i < from->events.n; i++) {
			const struct sw_event *e = &from->events.at[i];

			if (e->kind == SW_EVENT_CALL && sw_symbol_is_inert(e->callee))
				add_inert(p, e, to);
			else
				*sw_vec_push(p->arena, &to->events) = *e;
		}
	}
}

/* ---- stores that nothing reads ---- */

static void note_read(struct prune *p, sw_term t)
{
	const struct sw_node *n = sw_term_node(&p->unit->terms, t);

	if (n->op == SW_LOCAL && n->number > 0 && n->number <= p->n_locals)
		p->read[n->number] = true;
	if (!n->has_local || n->op == SW_LOCAL)
		return;
	note_read(p, n->a);
	if (n->b)
		note_read(p, n->b);
}

static void note_reads_of(struct prune *p, const struct sw_event *e)
{
	switch (e->kind) {
	case SW_EVENT_LOAD:
		note_read(p, e->base);
		sw_number(p->arena, p->fields, field_of(p->unit, e->path));
		break;
	case SW_EVENT_STORE:
		note_read(p, e->value);
		break;
	case SW_EVENT_COPY:
		note_read(p, e->from);
		p->copies |= e->from && !local_in(&p->unit->terms, e->from);
		break;
	case SW_EVENT_CALL:
		note_read(p, e->target);
		for (unsigned i = 0; i < e->n_args; i++) {
			note_read(p, e->args[i]);
			p->copies |= sw_is_by_value(e, i) && !local_in(&p->unit->terms, e->args[i]);
		}
		break;
	default:
		break;
	}
}

static void note_reads(struct prune *p)
{
	for (uint32_t b = 0; b < p->function->blocks.n; b++) {
		const struct sw_block *block = &p->function->blocks.at[b];

		note_read(p, block->result_memory);
		note_read(p, block->result);
		for (uint32_t i = 0; i < block->events.n; i++)
			note_reads_of(p, &block->events.at[i]);
		for (uint32_t i = 0; i < block->edges.n; i++)
			for (uint32_t k = 0; k < block->edges.at[i].assigns.n; k++)
				note_read(p, block->edges.at[i].assigns.at[k].from);
	}
}

static bool is_read(struct prune *p, const struct sw_event *e)
{
	const struct sw_node *local = local_in(&p->unit->terms, e->base);

	if (local)
		return local->number <= 0 || local->number > p->n_locals || p->read[local->number];
	return e->kind == SW_EVENT_COPY || p->copies || sw_is_numbered(p->fields, field_of(p->unit, e->path));
}

/* False when there was none to drop. */
static bool drop_unread(struct prune *p, bool locals_only)
{
	bool any = false;

	for (uint32_t b = 0; b < p->function->blocks.n; b++) {
		struct sw_block *block = &p->function->blocks.at[b];
		uint32_t kept = 0;

		for (uint32_t i = 0; i < block->events.n; i++) {
			const struct sw_event *e = &block->events.at[i];
			bool store = e->kind == SW_EVENT_STORE || e->kind == SW_EVENT_COPY;

			if (!store || (locals_only && !local_in(&p->unit->terms, e->base)) || is_read(p, e))
				block->events.at[kept++] = *e;
		}
		any |= kept < block->events.n;
		block->events.n = kept;
	}
	return any;
}

/* ---- the function ---- */

static int64_t highest_local(const struct sw_unit *unit, const struct sw_function *function)
{
	int64_t highest = 0;

	for (uint32_t b = 0; b < function->blocks.n; b++) {
		for (uint32_t i = 0; i < function->blocks.at[b].events.n; i++) {
			const struct sw_node *n = local_in(&unit->terms, function->blocks.at[b].events.at[i].base);

			if (n && n->number > highest)
				highest = n->number;
		}
	}
	return highest;
}

/* The source shows the jump to a return only in messages about the return. */
static void drop_places(struct sw_function *function)
{
	for (uint32_t b = 0; b < function->blocks.n; b++) {
		struct sw_block *block = &function->blocks.at[b];

		for (uint32_t i = 0; i < block->edges.n; i++)
			if (!function->blocks.at[block->edges.at[i].to].returns)
				block->edges.at[i].place = (struct sw_place){ 0 };
	}
}

enum { ROUNDS = 3 };

static void drop_unread_locals(struct prune *p)
{
	for (int round = 0; round < ROUNDS; round++) {
		struct sw_numbering fields = { 0 }, *all = p->fields;

		memset(p->read, 0, (size_t)p->n_locals + 1);
		p->fields = &fields;
		note_reads(p);
		p->fields = all;
		if (!drop_unread(p, true))
			break;
		sw_function_end(p->unit, p->function);
	}
}

static struct prune begin(struct sw_unit *unit, struct sw_arena *arena, struct sw_function *function,
			  struct sw_numbering *fields)
{
	struct prune p = { .unit = unit, .arena = arena, .function = function, .fields = fields };

	p.n_locals = highest_local(unit, function);
	p.read = sw_alloc(arena, (size_t)p.n_locals + 1);
	return p;
}

/* The fields that are read anywhere, before anything is dropped. */
static struct sw_numbering find_fields(struct sw_unit *unit, struct sw_arena *arena)
{
	struct sw_numbering fields = { 0 };

	for (uint32_t f = 0; f < unit->functions.n; f++) {
		const struct sw_function *function = unit->functions.at[f];

		for (uint32_t b = 0; b < function->blocks.n; b++)
			for (uint32_t i = 0; i < function->blocks.at[b].events.n; i++)
				if (function->blocks.at[b].events.at[i].kind == SW_EVENT_LOAD)
					sw_number(arena, &fields, field_of(unit, function->blocks.at[b].events.at[i].path));
	}
	return fields;
}

struct sw_function **sw_prune(struct sw_unit *unit, struct sw_arena *arena)
{
	struct sw_function **pruned = sw_alloc(arena, (unit->functions.n + 1) * sizeof *pruned);
	struct sw_numbering all = find_fields(unit, arena), fields = { 0 };

	for (uint32_t i = 0; i < unit->functions.n; i++) {
		struct prune p;

		pruned[i] = copy(arena, unit->functions.at[i]);
		p = begin(unit, arena, pruned[i], &all);
		p.said = sw_substitution_begin(unit, arena, pruned[i]);
		drop_inert_calls(&p, unit->functions.at[i]);
		sw_substitution_end(p.said);
		p = begin(unit, arena, pruned[i], &fields);
		sw_trim_pointers(arena, pruned[i]);
		sw_function_end(unit, pruned[i]);
		sw_coarsen(unit, arena, pruned[i]);
		drop_unread_locals(&p);
		note_reads(&p);
	}
	for (uint32_t i = 0; i < unit->functions.n; i++) {
		struct prune p = begin(unit, arena, pruned[i], &fields);

		note_reads(&p);
		if (drop_unread(&p, false))
			sw_function_end(unit, pruned[i]);
		sw_join_lines(arena, pruned[i]);
		drop_places(pruned[i]);
	}
	return pruned;
}
