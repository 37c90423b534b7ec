// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The parts of a unit as bytes and back, which the writer (wire-write.c) and the reader (wire-read.c) share: blocks with
 * their events and edges, symbols, and what is put into slots.
 */
#include <string.h>

#include "sleepwalk/records.h"

/* ---- contracts ---- */

/*
 * Contracts by what was written of them: bodies are read again and again. What is read of one record may be parsed as long
 * as its texts together are in proportion to it, for a long text can be spoken of in a few bytes.
 */
struct sw_contract_table {
	SW_VEC(struct sw_contract *) list;
	uint32_t *table; /* numbers in `list`, plus 1 */
	uint32_t size;
	uint64_t left;   /* bytes that may be parsed */
};

void sw_contract_table_init(struct sw_arena *arena, struct sw_names *names, size_t payload)
{
	enum { LEAST = 1 << 20, TIMES = 4 };

	names->contracts = SW_NEW(arena, struct sw_contract_table);
	names->contracts->left = LEAST + (uint64_t)payload * TIMES;
}

static bool is_same(const struct sw_contract *a, const struct sw_contract *b)
{
	return a->text == b->text && a->name == b->name && sw_same_place(&a->place, &b->place);
}

static uint32_t hash_contract(const struct sw_contract *c)
{
	const void *names[] = { c->text, c->name, c->place.file };
	uint32_t numbers[] = { c->place.line, c->place.column };

	return sw_hash(sw_hash(SW_HASH_START, names, sizeof names), numbers, sizeof numbers);
}

static uint32_t *find(const struct sw_contract_table *t, const struct sw_contract *like)
{
	uint32_t i = hash_contract(like) & (t->size - 1);

	while (t->table[i] && !is_same(t->list.at[t->table[i] - 1], like))
		i = (i + 1) & (t->size - 1);
	return &t->table[i];
}

static uint32_t *find_or_grow(struct sw_arena *arena, struct sw_contract_table *t, const struct sw_contract *like)
{
	if (t->list.n * 2 >= t->size) {
		t->size = t->size ? t->size * 2 : 16;
		t->table = sw_alloc(arena, t->size * sizeof *t->table);
		for (uint32_t i = 0; i < t->list.n; i++)
			*find(t, t->list.at[i]) = i + 1;
	}
	return find(t, like);
}

/* What LIKE stands for, whose text, name and place are set. */
static struct sw_contract *parsed(struct sw_codec *c, const struct sw_contract *like)
{
	struct sw_arena *arena = &c->unit->arena; /* findings speak of it */
	struct sw_contract_table *t = c->names->contracts;
	uint32_t *place = t->size ? find(t, like) : NULL;
	size_t length = strlen(like->text);
	struct sw_parse_error error;
	struct sw_contract *contract;
	const char *message;

	if (place && *place)
		return t->list.at[*place - 1];
	if (length >= t->left) {
		sw_code_fail(c);
		return NULL;
	}
	t->left -= length + 1;
	contract = SW_NEW(arena, struct sw_contract);
	*contract = *like;
	if (!sw_contract_parse(&c->unit->terms, contract, like->text, length, &error) ||
	    !sw_contract_finish(&c->unit->terms, contract, &message)) {
		sw_code_fail(c);
		return NULL;
	}
	place = find_or_grow(arena, t, like);
	*sw_vec_push(arena, &t->list) = contract;
	*place = t->list.n;
	return contract;
}

/* As it stands in the source; an annotation is not carried, whoever reads this has its own. */
static void code_contract(struct sw_codec *c, const struct sw_contract **contract)
{
	bool carried = c->writing && *contract && (*contract)->origin == SW_ORIGIN_ATTRIBUTE;
	const struct sw_contract *own = carried ? *contract : NULL;
	const char *text = own ? own->text : NULL, *name = own ? own->name : NULL;
	struct sw_place place = { 0 };

	sw_code_string(c, &text);
	if (text) {
		place = own ? own->place : place;
		sw_code_string(c, &name);
		sw_code_place(c, &place);
	}
	if (!c->writing)
		*contract = !text || c->failed ? NULL :
			    parsed(c, &(struct sw_contract){ .origin = SW_ORIGIN_ATTRIBUTE, .text = text,
							     .name = name ? name : "", .place = place });
}

/* ---- bodies ---- */

static void code_argument(struct sw_codec *c, sw_term *arg)
{
	sw_code_term(c, arg);
}

static void code_call(struct sw_codec *c, struct sw_event *e)
{
	struct {
		sw_term *at;
		uint32_t n, room;
	} args = { e->args, e->n_args, e->n_args };

	sw_code_symbol(c, &e->callee);
	if (!e->callee) {
		sw_code_term(c, &e->target);
		sw_code_string(c, &e->slot);
		SW_CODE(c, e->closed);
		code_contract(c, &e->contract);
	}
	SW_CODE_VEC(c, &args, 1, code_argument);
	SW_CODE(c, e->by_value);
	SW_CODE(c, e->object);
	sw_code_term(c, &e->result_memory);
	e->args = args.at;
	e->n_args = args.n;
}

static void code_path(struct sw_codec *c, const char **path)
{
	sw_code_string(c, path);
	if (!*path)
		*path = "";
}

static void code_pointer(struct sw_codec *c, struct sw_event *e)
{
	SW_CODE(c, e->pointer);
	if (!e->pointer || e->pointer > SW_POINTERS_ROOM)
		sw_code_fail(c);
}

static void code_event(struct sw_codec *c, struct sw_event *e)
{
	SW_CODE(c, e->kind);
	/* messages speak of these only */
	if (e->kind == SW_EVENT_CALL || e->kind == SW_EVENT_OBTAIN || e->kind == SW_EVENT_FOLLOW)
		sw_code_place(c, &e->place);
	if (e->kind == SW_EVENT_CALL || e->kind == SW_EVENT_LOAD || e->kind == SW_EVENT_DEFINE || e->kind == SW_EVENT_STORE)
		sw_code_term(c, &e->value);
	if (!c->writing)
		e->path = "";
	switch (e->kind) {
	case SW_EVENT_CALL:
		code_call(c, e);
		break;
	case SW_EVENT_COPY:
		sw_code_term(c, &e->from);
		sw_code_term(c, &e->base);
		code_path(c, &e->path);
		break;
	case SW_EVENT_LOAD:
	case SW_EVENT_STORE:
		sw_code_term(c, &e->base);
		code_path(c, &e->path);
		break;
	case SW_EVENT_DEFINE:
		break;
	case SW_EVENT_OBTAIN:
		code_pointer(c, e);
		break;
	case SW_EVENT_FOLLOW:
		code_pointer(c, e);
		code_path(c, &e->path);
		break;
	default:
		sw_code_fail(c);
	}
	/* whoever defines a value defines one: hostile input must not make a constant known anew */
	if (!c->writing && (e->kind == SW_EVENT_LOAD || e->kind == SW_EVENT_DEFINE || (e->kind == SW_EVENT_CALL && e->value)) &&
	    sw_term_node(&c->unit->terms, e->value)->op != SW_VAL)
		sw_code_fail(c);
}

static void code_assign(struct sw_codec *c, struct sw_assign *assign)
{
	sw_code_term(c, &assign->val);
	sw_code_term(c, &assign->from);
	if (!c->writing && sw_term_node(&c->unit->terms, assign->val)->op != SW_VAL)
		sw_code_fail(c);
}

static void code_edge(struct sw_codec *c, struct sw_edge *edge)
{
	SW_CODE(c, edge->to);
	sw_code_values(c, &edge->when);
	sw_code_place(c, &edge->place);
	SW_CODE_VEC(c, &edge->assigns, 2, code_assign);
}

static void code_block(struct sw_codec *c, struct sw_block *block)
{
	SW_CODE_VEC(c, &block->events, 2, code_event);
	SW_CODE(c, block->returns);
	if (block->returns) {
		sw_code_term(c, &block->result);
		sw_code_term(c, &block->result_memory);
		sw_code_place(c, &block->place);
		return;
	}
	sw_code_term(c, &block->condition);
	SW_CODE_VEC(c, &block->edges, 4, code_edge);
}

void sw_code_body(struct sw_codec *c, struct sw_function *function)
{
	SW_CODE_VEC(c, &function->blocks, 4, code_block);
}

/* ---- the unit ---- */

enum { NORETURN = 1, LOCAL = 2, WEAK = 4, BODY = 8, REGISTERED = 16 };

void sw_code_symbol_record(struct sw_codec *c, struct sw_symbol_record *r)
{
	struct sw_symbol *s = &r->symbol;
	const char *name = s->name == s->link_name ? NULL : s->name;
	const struct sw_contract *contract = s->contract;
	unsigned flags = s->noreturn * NORETURN | s->local * LOCAL | s->weak * WEAK | r->has_body * BODY | s->registered * REGISTERED;

	sw_code_string(c, &s->link_name);
	sw_code_string(c, &name);
	SW_CODE(c, flags);
	if (flags & BODY)
		sw_code_place(c, &s->place);
	SW_CODE(c, r->alias_of);
	code_contract(c, &contract);
	sw_code_string(c, &s->assumed_type);
	if (s->assumed_type)
		SW_CODE(c, s->assumed_arg);
	if (flags & LOCAL && flags & BODY)
		SW_CODE(c, r->content);
	if (c->writing)
		return;
	if (!s->link_name)
		sw_code_fail(c);
	s->name = name ? name : s->link_name;
	s->noreturn = flags & NORETURN;
	s->local = flags & LOCAL;
	s->weak = flags & WEAK;
	s->registered = flags & REGISTERED;
	r->has_body = flags & BODY;
	s->contract = (struct sw_contract *)contract;
}

void sw_code_assignment(struct sw_codec *c, struct sw_assignment *a)
{
	sw_code_symbol(c, &a->function);
	sw_code_symbol(c, &a->in);
	sw_code_string(c, &a->slot);
	code_contract(c, &a->contract);
	sw_code_place(c, &a->place);
	if (!a->function)
		sw_code_fail(c);
}

void sw_code_placing(struct sw_codec *c, struct sw_placing *p)
{
	SW_CODE(c, p->arg);
	sw_code_string(c, &p->slot);
	code_contract(c, &p->contract);
}

void sw_code_constant(struct sw_codec *c, struct sw_constant *constant)
{
	const struct sw_terms *terms = &c->unit->terms;
	const struct sw_node *place;

	sw_code_term(c, &constant->place);
	sw_code_symbol(c, &constant->function);
	place = sw_term_node(terms, constant->place);
	if (!constant->function || place->op != SW_MEM || sw_term_node(terms, place->a)->op != SW_SYMBOL)
		sw_code_fail(c);
}
