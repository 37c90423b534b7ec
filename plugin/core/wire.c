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
static bool is_carried(const struct sw_contract *contract)
{
	return contract && contract->origin == SW_ORIGIN_ATTRIBUTE;
}

static void code_contract(struct sw_codec *c, const struct sw_contract **contract)
{
	const struct sw_contract *own = c->writing && is_carried(*contract) ? *contract : NULL;
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

/*
 * An event begins with its kind, and a block's end with END; what else there is to say of it stands in the same number:
 * FRESH: it defines a new VAL; VALUED: it has another value; of a call, POINTER: there is no callee, RARELY: what most calls
 * have not, NUMERIC: its first argument is a number.
 */
enum { KIND = 7, END = KIND, FRESH = 8, VALUED = 16, POINTER = 32, RARELY = 64, NUMERIC = 128 };

static bool defines(const struct sw_event *e)
{
	return e->kind == SW_EVENT_CALL || e->kind == SW_EVENT_LOAD || e->kind == SW_EVENT_DEFINE;
}

static unsigned head_of(const struct sw_codec *c, const struct sw_event *e)
{
	unsigned head = e->kind;

	if (defines(e) && e->value)
		head |= sw_code_is_new_val(c, e->value) ? FRESH : VALUED;
	if (e->kind == SW_EVENT_CALL && !e->callee)
		head |= POINTER;
	if (e->kind == SW_EVENT_CALL && (e->by_value || e->object || e->result_memory))
		head |= RARELY;
	if (e->kind == SW_EVENT_CALL && e->numeric)
		head |= NUMERIC;
	return head;
}

static void code_call(struct sw_codec *c, struct sw_event *e, unsigned head)
{
	struct {
		sw_term *at;
		uint32_t n, room;
	} args = { e->args, e->n_args, e->n_args };

	if (head & POINTER) {
		sw_code_term(c, &e->target);
		sw_code_string(c, &e->slot);
		SW_CODE(c, e->closed);
		code_contract(c, &e->contract);
	} else {
		sw_code_symbol(c, &e->callee);
		if (!e->callee)
			sw_code_fail(c);
	}
	SW_CODE_VEC(c, &args, 1, code_argument);
	e->numeric = head & NUMERIC;
	if (head & RARELY) {
		SW_CODE(c, e->by_value);
		SW_CODE(c, e->object);
		sw_code_term(c, &e->result_memory);
	}
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

/* Whoever defines a value defines one: hostile input must not make a constant known anew. */
static void code_defined(struct sw_codec *c, struct sw_event *e, unsigned head)
{
	if (head & FRESH)
		sw_code_new_val(c, &e->value);
	else if (head & VALUED)
		sw_code_term(c, &e->value);
	if (!c->writing && (e->value || e->kind != SW_EVENT_CALL) && sw_term_node(&c->unit->terms, e->value)->op != SW_VAL)
		sw_code_fail(c);
}

static void code_event(struct sw_codec *c, struct sw_event *e, unsigned head)
{
	/* messages speak of these only */
	if (e->kind == SW_EVENT_CALL || e->kind == SW_EVENT_OBTAIN || e->kind == SW_EVENT_FOLLOW)
		sw_code_place(c, &e->place);
	if (!c->writing)
		e->path = "";
	switch (e->kind) {
	case SW_EVENT_CALL:
		code_call(c, e, head);
		break;
	case SW_EVENT_COPY:
		sw_code_term(c, &e->from);
		sw_code_term(c, &e->base);
		code_path(c, &e->path);
		break;
	case SW_EVENT_STORE:
		sw_code_term(c, &e->value);
		/* fall through */
	case SW_EVENT_LOAD:
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
	if (defines(e))
		code_defined(c, e, head);
}

static void code_assign(struct sw_codec *c, struct sw_assign *assign)
{
	sw_code_term(c, &assign->val);
	sw_code_term(c, &assign->from);
	if (!c->writing && sw_term_node(&c->unit->terms, assign->val)->op != SW_VAL)
		sw_code_fail(c);
}

/*
 * How a block ends. GO and EITHER have no condition, and one or two edges; IF has one, and edges where it is nonzero and where
 * it is 0, in this order or the other. OTHERWISE spells all of it out. ASSIGNS: some edge has one.
 */
enum ending { LEAVE, RETURN, GO, EITHER, IF, IF_NOT, OTHERWISE, ENDINGS, ASSIGNS = 8 };

enum { ENDING_SHIFT = 3 };

static bool holds_any(const struct sw_block *block)
{
	for (uint32_t i = 0; i < block->edges.n; i++)
		if (!sw_values_is_any(&block->edges.at[i].when))
			return false;
	return true;
}

static bool is_test(const struct sw_block *block, bool negated)
{
	struct sw_values zero = sw_values_one(0), nonzero = sw_values_nonzero();

	return block->condition && block->edges.n == 2 && sw_values_equal(&block->edges.at[negated].when, &nonzero) &&
	       sw_values_equal(&block->edges.at[!negated].when, &zero);
}

static unsigned ending_of(const struct sw_block *block)
{
	unsigned ending = OTHERWISE;

	if (block->returns)
		return block->result || block->result_memory ? RETURN : LEAVE;
	if (!block->condition && (block->edges.n == 1 || block->edges.n == 2) && holds_any(block))
		ending = block->edges.n == 1 ? GO : EITHER;
	else if (is_test(block, false))
		ending = IF;
	else if (is_test(block, true))
		ending = IF_NOT;
	for (uint32_t i = 0; i < block->edges.n; i++)
		if (block->edges.at[i].assigns.n)
			return ending | ASSIGNS;
	return ending;
}

static void code_return(struct sw_codec *c, struct sw_block *block, unsigned ending)
{
	block->returns = true;
	if (ending == RETURN) {
		sw_code_term(c, &block->result);
		sw_code_term(c, &block->result_memory);
	}
	sw_code_place(c, &block->place);
}

/* Reading: the value of the condition at edge I of two, where the ending says it. */
static struct sw_values usual_value(unsigned ending, uint32_t i)
{
	if (ending == GO || ending == EITHER)
		return sw_values_any();
	return (ending == IF) == !i ? sw_values_nonzero() : sw_values_one(0);
}

static void code_edge(struct sw_codec *c, struct sw_edge *edge, unsigned ending, uint32_t i, uint32_t from)
{
	int64_t step = (int64_t)edge->to - from;

	sw_code_signed(c, &step);
	if (!c->writing)
		edge->to = from + (uint32_t)step; /* modulo 2^32: hostile steps may be any */
	if ((ending & ~ASSIGNS) == OTHERWISE)
		sw_code_values(c, &edge->when);
	else if (!c->writing)
		edge->when = usual_value(ending & ~ASSIGNS, i);
	sw_code_place(c, &edge->place);
	if (ending & ASSIGNS)
		SW_CODE_VEC(c, &edge->assigns, 2, code_assign);
}

static void code_edges(struct sw_codec *c, struct sw_block *block, unsigned ending, uint32_t from)
{
	unsigned kind = ending & ~ASSIGNS;
	uint32_t n = kind == GO ? 1 : 2;

	if (kind == IF || kind == IF_NOT || kind == OTHERWISE)
		sw_code_term(c, &block->condition);
	if (kind == OTHERWISE) {
		n = block->edges.n;
		sw_code_count(c, &n, 3);
	}
	if (!c->writing) {
		block->edges.at = sw_alloc(c->arena, ((size_t)n + 1) * sizeof *block->edges.at);
		block->edges.n = block->edges.room = n;
	}
	for (uint32_t i = 0; i < n && !c->failed; i++)
		code_edge(c, &block->edges.at[i], ending, i, from);
}

static void code_end(struct sw_codec *c, struct sw_block *block, unsigned ending, uint32_t number)
{
	if (ending == LEAVE || ending == RETURN)
		code_return(c, block, ending);
	else if ((ending & ~ASSIGNS) >= GO && (ending & ~ASSIGNS) < ENDINGS)
		code_edges(c, block, ending, number);
	else
		sw_code_fail(c);
}

static void write_block(struct sw_codec *c, struct sw_block *block, uint32_t number)
{
	unsigned head;

	for (uint32_t i = 0; i < block->events.n; i++) {
		head = head_of(c, &block->events.at[i]);
		SW_CODE(c, head);
		code_event(c, &block->events.at[i], head);
	}
	head = END | ending_of(block) << ENDING_SHIFT;
	SW_CODE(c, head);
	code_end(c, block, head >> ENDING_SHIFT, number);
}

static void read_block(struct sw_codec *c, struct sw_block *block, uint32_t number)
{
	unsigned head = 0;

	for (;;) {
		struct sw_event *e;

		SW_CODE(c, head);
		if (c->failed || (head & KIND) == END)
			break;
		e = sw_vec_push(c->arena, &block->events);
		e->kind = (enum sw_event_kind)(head & KIND);
		code_event(c, e, head);
	}
	code_end(c, block, head >> ENDING_SHIFT, number);
}

void sw_code_body(struct sw_codec *c, struct sw_function *function)
{
	uint32_t n = function->blocks.n;

	sw_code_count(c, &n, 2);
	if (!c->writing) {
		function->blocks.at = sw_alloc(c->arena, ((size_t)n + 1) * sizeof *function->blocks.at);
		function->blocks.n = function->blocks.room = n;
	}
	for (uint32_t i = 0; i < n && !c->failed; i++) {
		if (c->writing)
			write_block(c, &function->blocks.at[i], i);
		else
			read_block(c, &function->blocks.at[i], i);
	}
}

/* ---- the unit ---- */

/* Most symbols have none of the later ones. */
enum {
	LOCAL = 1, BODY = 2, REGISTERED = 4, SHARED = 8, NORETURN = 16, WEAK = 32,
	NAMED = 64, ALIAS = 128, CONTRACT = 256, ASSUMED = 512,
};

static unsigned flags_of(const struct sw_symbol_record *r)
{
	const struct sw_symbol *s = &r->symbol;
	unsigned flags = s->local * LOCAL | r->has_body * BODY | s->registered * REGISTERED | (r->content != 0) * SHARED;

	flags |= s->noreturn * NORETURN | s->weak * WEAK | (s->name != s->link_name) * NAMED | (r->alias_of != 0) * ALIAS;
	return flags | is_carried(s->contract) * CONTRACT | (s->assumed_type != NULL) * ASSUMED;
}

/* The link name is there already: names stand in a table of their own. */
void sw_code_symbol_record(struct sw_codec *c, struct sw_symbol_record *r)
{
	struct sw_symbol *s = &r->symbol;
	const struct sw_contract *contract = s->contract;
	unsigned flags = c->writing ? flags_of(r) : 0;

	SW_CODE(c, flags);
	if (!c->writing)
		s->name = s->link_name;
	if (flags & NAMED)
		sw_code_string(c, &s->name);
	if (flags & BODY)
		sw_code_place(c, &s->place);
	if (flags & ALIAS)
		SW_CODE(c, r->alias_of);
	if (flags & CONTRACT)
		code_contract(c, &contract);
	if (flags & ASSUMED) {
		sw_code_string(c, &s->assumed_type);
		SW_CODE(c, s->assumed_arg);
	}
	if (flags & SHARED)
		SW_CODE(c, r->content);
	if (c->writing)
		return;
	if (!s->name)
		sw_code_fail(c);
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
