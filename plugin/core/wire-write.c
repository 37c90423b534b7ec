// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Writes a unit's record: bodies first, for they bring the symbols and strings that the tables before them list.
 *
 * The content of a body is hashed as it is written, with texts in place of numbers. What a local function is hangs on its
 * local callees too, so theirs is mixed in (a Merkle hash): two units that have the same hash mean the same function.
 */
#include <string.h>
#include <zstd.h>

#include "sleepwalk/prune.h"
#include "sleepwalk/records.h"

enum {
	LEVEL = 5,   /* of zstd: 9 makes a record 2 % smaller, and is slower */
	CONTENT_SHIFT = 36, /* what is left of a hash is told in four bytes, and is no 0 */
	DEEP = 1000, /* local functions that call each other in a row: the stack has room for these at least */
};

/* A body as bytes, and what is needed for the hash of its function. */
struct body {
	struct sw_function *function;
	const unsigned char *bytes;
	uint32_t length;              /* 0: there is nothing to say of it */
	uint64_t hash;
	SW_VEC(struct sw_symbol *) reached; /* functions of the unit that it calls or passes on */
	enum { NEW, OPEN, DONE } state;
};

struct writer {
	struct sw_unit *unit;
	struct sw_arena *arena;
	struct sw_numbering strings, symbols;
	struct sw_numbering functions; /* symbols with a body */
	SW_VEC(struct body) bodies;    /* by number in `functions` */
	const char *file;              /* the unit's, interned */
	uint64_t own;                  /* a hash of that */
};

static struct sw_codec new_codec(struct writer *w)
{
	return (struct sw_codec){ .unit = w->unit, .arena = w->arena, .writing = true, .hash = SW_HASH64_START,
				  .strings = &w->strings, .symbols = &w->symbols };
}

/* ---- bodies ---- */

/* Block numbers in the order of a depth-first walk from the entry: only those that can be reached. */
static uint32_t find_order(struct writer *w, const struct sw_function *function, uint32_t *order)
{
	uint32_t *stack = sw_alloc(w->arena, (function->blocks.n + 1) * sizeof *stack), depth = 0, n = 0;
	bool *seen = sw_alloc(w->arena, function->blocks.n + 1);

	if (function->blocks.n) {
		stack[depth++] = 0;
		seen[0] = true;
	}
	while (depth) {
		const struct sw_block *block = &function->blocks.at[stack[--depth]];

		order[n++] = stack[depth];
		for (uint32_t i = block->edges.n; i-- > 0;) {
			if (!seen[block->edges.at[i].to])
				stack[depth++] = block->edges.at[i].to;
			seen[block->edges.at[i].to] = true;
		}
	}
	return n;
}

/* FUNCTION with only the blocks that can be reached, in the order of a walk. */
static struct sw_function in_order(struct writer *w, const struct sw_function *function)
{
	uint32_t *order = sw_alloc(w->arena, (function->blocks.n + 1) * sizeof *order);
	uint32_t *number = sw_alloc(w->arena, (function->blocks.n + 1) * sizeof *number);
	struct sw_function kept = *function;

	memset(&kept.blocks, 0, sizeof kept.blocks);
	for (uint32_t i = 0, n = find_order(w, function, order); i < n; i++) {
		number[order[i]] = i;
		*sw_vec_push(w->arena, &kept.blocks) = function->blocks.at[order[i]];
	}
	for (uint32_t b = 0; b < kept.blocks.n; b++) {
		struct sw_block *block = &kept.blocks.at[b];
		struct sw_edge *edges = sw_alloc(w->arena, (block->edges.n + 1) * sizeof *edges);

		for (uint32_t i = 0; i < block->edges.n; i++) {
			edges[i] = block->edges.at[i];
			edges[i].to = number[edges[i].to];
		}
		block->edges.at = edges;
	}
	return kept;
}

/* A long function that calls nothing tells its callers nothing. */
static bool says_nothing(const struct sw_function *function)
{
	if (function->blocks.n <= SW_SMALL)
		return false;
	for (uint32_t b = 0; b < function->blocks.n; b++)
		for (uint32_t i = 0; i < function->blocks.at[b].events.n; i++)
			if (function->blocks.at[b].events.at[i].kind == SW_EVENT_CALL)
				return false;
	return true;
}

/* Who has the body that SYMBOL stands for, in this unit; or NULL. */
static struct sw_symbol *with_body(struct sw_symbol *symbol)
{
	symbol = sw_symbol_real(symbol);
	return symbol && symbol->body ? symbol : NULL;
}

/* The symbol's body is wanted, if it is here. */
static void reach(struct writer *w, struct sw_symbol *symbol)
{
	symbol = with_body(symbol);
	if (symbol)
		sw_number(w->arena, &w->functions, symbol);
}

static void note_reached(struct writer *w, struct body *body, struct sw_symbol *symbol)
{
	symbol = with_body(symbol);
	if (symbol)
		*sw_vec_push(w->arena, &body->reached) = symbol;
}

static void note_in_event(struct writer *w, struct body *body, const struct sw_event *e)
{
	note_reached(w, body, e->callee);
	note_reached(w, body, sw_unit_symbol_of(w->unit, e->target));
	if (e->kind == SW_EVENT_STORE)
		note_reached(w, body, sw_unit_symbol_of(w->unit, e->value));
	for (unsigned a = 0; a < e->n_args; a++)
		note_reached(w, body, sw_unit_symbol_of(w->unit, e->args[a]));
}

static void note_all_reached(struct writer *w, struct body *body, const struct sw_function *function)
{
	for (uint32_t b = 0; b < function->blocks.n; b++) {
		const struct sw_block *block = &function->blocks.at[b];

		for (uint32_t i = 0; i < block->events.n; i++)
			note_in_event(w, body, &block->events.at[i]);
		for (uint32_t i = 0; i < block->edges.n; i++)
			for (uint32_t k = 0; k < block->edges.at[i].assigns.n; k++)
				note_reached(w, body, sw_unit_symbol_of(w->unit, block->edges.at[i].assigns.at[k].from));
		note_reached(w, body, sw_unit_symbol_of(w->unit, block->result));
	}
}

static void encode_body(struct writer *w, struct sw_function *function)
{
	struct body *body = sw_vec_push(w->arena, &w->bodies);
	struct sw_codec c = new_codec(w);
	struct sw_function kept = in_order(w, function);

	body->function = function;
	sw_number(w->arena, &w->symbols, function->symbol);
	sw_code_place(&c, &function->symbol->place);
	if (!says_nothing(&kept)) {
		c.out.n = 0; /* the place stands with the symbol; here it only is part of what is hashed */
		c.place = (struct sw_place){ 0 };
		sw_code_body(&c, &kept);
		body->bytes = c.out.at;
		body->length = c.out.n;
		note_all_reached(w, body, &kept);
	}
	body->hash = c.hash;
}

/* Bodies of what others can see, and of all that these reach: what is left of the others, nobody asks for. */
static void encode_bodies(struct writer *w)
{
	struct sw_function **pruned = sw_prune(w->unit, w->arena);

	for (uint32_t i = 0; i < w->unit->functions.n; i++) {
		w->unit->functions.at[i]->symbol->number = i;
		if (!w->unit->functions.at[i]->symbol->local)
			sw_number(w->arena, &w->functions, w->unit->functions.at[i]->symbol);
	}
	for (uint32_t i = 0; i < w->unit->assignments.n; i++)
		reach(w, w->unit->assignments.at[i].function);
	for (uint32_t i = 0; i < w->unit->constants.n; i++)
		reach(w, w->unit->constants.at[i].function);
	for (uint32_t i = 0; i < w->unit->symbols.n; i++) /* by another name it is seen: init_module() */
		if (w->unit->symbols.at[i]->alias_of && !w->unit->symbols.at[i]->local)
			reach(w, w->unit->symbols.at[i]);
	for (uint32_t i = 0; i < w->functions.list.n; i++) {
		const struct sw_symbol *symbol = w->functions.list.at[i];

		encode_body(w, pruned[symbol->number]);
		for (uint32_t k = 0; k < w->bodies.at[i].reached.n; k++)
			reach(w, w->bodies.at[i].reached.at[k]);
	}
}

static struct body *body_of(struct writer *w, const struct sw_symbol *symbol)
{
	return &w->bodies.at[sw_number(w->arena, &w->functions, symbol)];
}

/*
 * The chain of local callees is mostly as deep as inline functions of headers are. In a circle, and below a long chain, which
 * only a file of its own has and no header, what is reached is taken for this unit's own.
 */
static uint64_t content_of(struct writer *w, struct body *body, unsigned depth)
{
	uint64_t hash = body->hash;

	if (body->state == DONE)
		return hash;
	if (body->state == OPEN || depth == DEEP)
		return hash ^ w->own;
	body->state = OPEN;
	for (uint32_t i = 0; i < body->reached.n; i++)
		if (body->reached.at[i]->local && body->reached.at[i] != body->function->symbol)
			hash = (hash ^ content_of(w, body_of(w, body->reached.at[i]), depth + 1)) * SW_HASH64_STEP;
	body->state = DONE;
	return body->hash = hash;
}

/* ---- records ---- */

static void write_function(struct sw_codec *c, struct body *body)
{
	struct sw_symbol *symbol = body->function->symbol;
	unsigned head = body->function->n_params << SW_HEAD_PARAMS | (symbol->placings.n ? SW_HEAD_PLACINGS : 0) |
			(body->function->coarse ? SW_HEAD_COARSE : 0);

	SW_CODE(c, head);
	SW_CODE(c, body->function->pointers);
	if (symbol->placings.n)
		SW_CODE_VEC(c, &symbol->placings, 3, sw_code_placing);
	SW_CODE(c, body->length);
	sw_code_append(c, body->bytes, body->length);
}

/* In the order of their symbols, which say that there is one. */
static void write_functions(struct writer *w, struct sw_codec *c)
{
	for (uint32_t i = 0; i < w->symbols.list.n; i++)
		if (sw_is_numbered(&w->functions, w->symbols.list.at[i]))
			write_function(c, body_of(w, w->symbols.list.at[i]));
}

/* What the unit itself puts somewhere: what follows from calls, whoever reads this finds out again. */
static void write_assignments(struct writer *w, struct sw_codec *c)
{
	struct {
		struct sw_assignment *at;
		uint32_t n, room;
	} own = { 0 };

	for (uint32_t i = 0; i < w->unit->assignments.n; i++)
		if (!w->unit->assignments.at[i].by)
			*sw_vec_push(w->arena, &own) = w->unit->assignments.at[i];
	SW_CODE_VEC(c, &own, 5, sw_code_assignment);
}

/* Whoever is of the unit's file, no other unit has. */
static bool is_shared(const struct writer *w, const struct sw_symbol *symbol)
{
	return symbol->local && sw_is_numbered(&w->functions, symbol) && symbol->place.file != w->file;
}

/* Symbols in the order of their numbers; an alias may bring one more. */
static void write_symbols(struct writer *w, struct sw_codec *c)
{
	for (uint32_t i = 0; i < w->symbols.list.n; i++) {
		struct sw_symbol *symbol = (struct sw_symbol *)w->symbols.list.at[i];
		struct sw_symbol_record r = { .symbol = *symbol, .has_body = sw_is_numbered(&w->functions, symbol) };

		if (symbol->alias_of)
			r.alias_of = sw_number(w->arena, &w->symbols, symbol->alias_of) + 1;
		if (is_shared(w, symbol))
			r.content = (uint32_t)(content_of(w, body_of(w, symbol), 0) >> CONTENT_SHIFT) | 1;
		sw_code_symbol_record(c, &r);
	}
}

static void write_texts(struct sw_codec *c, const char *const *texts, uint32_t n)
{
	uint64_t length = 0;

	for (uint32_t i = 0; i < n; i++)
		length += strlen(texts[i]) + 1;
	SW_CODE(c, n);
	SW_CODE(c, length);
	for (uint32_t i = 0; i < n; i++)
		sw_code_append(c, texts[i], (uint32_t)strlen(texts[i]) + 1);
}

static void write_names(struct writer *w, struct sw_codec *c)
{
	const char **names = sw_alloc(w->arena, (w->symbols.list.n + 1) * sizeof *names);

	for (uint32_t i = 0; i < w->symbols.list.n; i++)
		names[i] = ((const struct sw_symbol *)w->symbols.list.at[i])->link_name;
	write_texts(c, names, w->symbols.list.n);
}

static void put_u32(unsigned char *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(value >> 8 * i);
}

/* FRAME, of N bytes, is made so long that a payload of this SIZE is taken: a skippable frame (RFC 8878) comes after it. */
static size_t pad(unsigned char *frame, size_t n, size_t size)
{
	enum { FRAME_HEAD = 8 };
	size_t least = size / SW_WIRE_RATIO, more = least > n + FRAME_HEAD ? least - n - FRAME_HEAD : 0;

	if (n >= least)
		return n;
	put_u32(frame + n, ZSTD_MAGIC_SKIPPABLE_START);
	put_u32(frame + n + 4, (uint32_t)more);
	return n + FRAME_HEAD + more;
}

static struct sw_wire compress(struct writer *w, const struct sw_codec *payload)
{
	size_t room = ZSTD_compressBound(payload->out.n), n;
	struct sw_wire wire = { sw_alloc(w->arena, SW_WIRE_HEAD + room), 0 };
	ZSTD_CCtx *context = ZSTD_createCCtx();

	if (!context || payload->out.n > SW_WIRE_LARGEST) {
		ZSTD_freeCCtx(context);
		return (struct sw_wire){ 0 };
	}
	ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, LEVEL);
	ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
	n = ZSTD_compress2(context, wire.at + SW_WIRE_HEAD, room, payload->out.at, payload->out.n);
	ZSTD_freeCCtx(context);
	if (ZSTD_isError(n))
		return (struct sw_wire){ 0 };
	wire.n = SW_WIRE_HEAD + pad(wire.at + SW_WIRE_HEAD, n, payload->out.n);
	memcpy(wire.at, SW_WIRE_MAGIC, 4);
	wire.at[4] = SW_WIRE_VERSION;
	put_u32(wire.at + 8, (uint32_t)wire.n);
	put_u32(wire.at + 12, payload->out.n);
	return wire;
}

struct sw_wire sw_wire_write(struct sw_unit *unit, const char *file, struct sw_arena *arena)
{
	struct writer w = { .unit = unit, .arena = arena, .file = sw_intern(&unit->strings, file),
			    .own = sw_hash64(SW_HASH64_START, file, strlen(file)) };
	struct sw_codec payload = new_codec(&w), symbols = new_codec(&w), rest = new_codec(&w);

	encode_bodies(&w);
	write_functions(&w, &rest);
	write_assignments(&w, &rest);
	SW_CODE_VEC(&rest, &unit->constants, 2, sw_code_constant);
	sw_code_string(&symbols, &w.file);
	for (uint32_t i = 0; i < unit->symbols.n; i++)
		if (unit->symbols.at[i]->alias_of && !unit->symbols.at[i]->local)
			sw_number(arena, &w.symbols, unit->symbols.at[i]);
	write_symbols(&w, &symbols);
	write_names(&w, &payload);
	write_texts(&payload, (const char *const *)w.strings.list.at, w.strings.list.n);
	sw_code_append(&payload, symbols.out.at, symbols.out.n);
	sw_code_append(&payload, rest.out.at, rest.out.n);
	return compress(&w, &payload);
}
