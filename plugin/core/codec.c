// SPDX-License-Identifier: GPL-2.0-or-later
/* Numbers, names, places, values and terms as bytes and back; codec.h says how. */
#include <string.h>

#include "sleepwalk/codec.h"
#include "sleepwalk/counters.h"

/* ---- numberings ---- */

static uint32_t *find(const struct sw_numbering *numbering, const void *pointer)
{
	uint32_t i = sw_hash_pointer(pointer) & (numbering->size - 1);

	while (numbering->table[i] && numbering->list.at[numbering->table[i] - 1] != pointer)
		i = (i + 1) & (numbering->size - 1);
	return &numbering->table[i];
}

uint32_t sw_number(struct sw_arena *arena, struct sw_numbering *numbering, const void *pointer)
{
	uint32_t *place;

	if (numbering->list.n * 2 >= numbering->size) {
		numbering->size = numbering->size ? numbering->size * 2 : 64;
		numbering->table = sw_alloc(arena, numbering->size * sizeof *numbering->table);
		for (uint32_t i = 0; i < numbering->list.n; i++)
			*find(numbering, numbering->list.at[i]) = i + 1;
	}
	place = find(numbering, pointer);
	if (!*place) {
		*sw_vec_push(arena, &numbering->list) = pointer;
		*place = numbering->list.n;
	}
	return *place - 1;
}

uint32_t sw_number_of(const struct sw_numbering *numbering, const void *pointer)
{
	return numbering->size ? *find(numbering, pointer) - 1 : UINT32_MAX;
}

bool sw_is_numbered(const struct sw_numbering *numbering, const void *pointer)
{
	return sw_number_of(numbering, pointer) != UINT32_MAX;
}

static const void *term_key(sw_term term)
{
	return (const void *)(uintptr_t)term;
}

/* ---- numbers ---- */

void sw_code_fail(struct sw_codec *c)
{
	c->failed = true;
}

/* The same on every machine: low byte first. */
static void mix(struct sw_codec *c, uint64_t value)
{
	unsigned char bytes[8];

	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(value >> 8 * i);
	c->hash = sw_hash64(c->hash, bytes, sizeof bytes);
}

static void mix_text(struct sw_codec *c, const char *text)
{
	c->hash = sw_hash64(c->hash, text, strlen(text));
	mix(c, 0);
}

static void put(struct sw_codec *c, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		*sw_vec_push(c->arena, &c->out) = (unsigned char)(value | 0x80);
	*sw_vec_push(c->arena, &c->out) = (unsigned char)value;
}

void sw_code_append(struct sw_codec *c, const void *bytes, uint32_t n)
{
	while (c->out.room - c->out.n < n)
		c->out.at = sw_vec_grow(c->arena, c->out.at, c->out.n, &c->out.room, 1);
	if (n)
		memcpy(c->out.at + c->out.n, bytes, n);
	c->out.n += n;
}

static uint64_t get(struct sw_codec *c)
{
	uint64_t value = 0;

	for (unsigned shift = 0; !c->failed && c->at < c->end && shift < 64; shift += 7) {
		unsigned char byte = *c->at++;

		value |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return value;
	}
	sw_code_fail(c);
	return 0;
}

void sw_code_any_number(struct sw_codec *c, uint64_t *value)
{
	if (!c->writing) {
		*value = get(c);
		return;
	}
	put(c, *value);
	mix(c, *value);
}

/* Small numbers of either sign become small ones: 0, -1, 1, -2, ... */
static uint64_t folded(int64_t value)
{
	return (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0);
}

static int64_t unfolded(uint64_t value)
{
	return (int64_t)(value >> 1 ^ (value & 1 ? UINT64_MAX : 0));
}

void sw_code_signed(struct sw_codec *c, int64_t *value)
{
	uint64_t number = folded(*value);

	sw_code_number(c, &number);
	if (!c->writing)
		*value = unfolded(number);
}

void sw_code_count(struct sw_codec *c, uint32_t *n, unsigned least)
{
	uint64_t value = *n;

	sw_code_number(c, &value);
	if (c->writing)
		return;
	if (value > (uint64_t)(c->end - c->at) / least)
		sw_code_fail(c);
	*n = c->failed ? 0 : (uint32_t)value;
}

/* ---- names ---- */

static const char *string_at(struct sw_codec *c, uint64_t number)
{
	const struct sw_names *names = c->names;

	if (number >= names->n_strings || (!names->strings[number] && !names->text)) {
		sw_code_fail(c);
		return "";
	}
	if (!names->strings[number])
		names->strings[number] = sw_intern(&c->unit->strings, names->text + names->offsets[number]);
	return names->strings[number];
}

/* 0 is NULL. */
void sw_code_string(struct sw_codec *c, const char **string)
{
	uint64_t number;

	if (c->writing) {
		put(c, *string ? sw_number(c->arena, c->strings, *string) + 1 : 0);
		mix_text(c, *string ? *string : "");
		return;
	}
	sw_code_number(c, &number);
	*string = number ? string_at(c, number - 1) : NULL;
}

void sw_code_symbol(struct sw_codec *c, struct sw_symbol **symbol)
{
	uint64_t number;

	if (c->writing) {
		put(c, *symbol ? sw_number(c->arena, c->symbols, *symbol) + 1 : 0);
		mix_text(c, *symbol ? (*symbol)->link_name : "");
		return;
	}
	sw_code_number(c, &number);
	if (number > c->names->n_symbols)
		sw_code_fail(c);
	*symbol = number && !c->failed ? c->names->symbols[number - 1] : NULL;
}

/* ---- places ---- */

/* Places of one cookie are one place. */
static uint32_t identity(const struct sw_place *place)
{
	uint32_t hash = sw_hash(SW_HASH_START, &place->file, sizeof place->file);

	hash = sw_hash(hash, &place->line, sizeof place->line);
	return sw_hash(hash, &place->column, sizeof place->column) | 1;
}

/* 0: not known; else, in one number, the distance to the last line and whether the file is another one, which follows then. */
void sw_code_place(struct sw_codec *c, struct sw_place *place)
{
	bool other = place->file != c->place.file;
	uint64_t head = 0;

	if (c->writing && place->line)
		head = (folded((int64_t)place->line - c->place.line) << 1 | other) + 1;
	sw_code_number(c, &head);
	if (!c->writing)
		*place = (struct sw_place){ 0 };
	if (!head)
		return;
	other = (head - 1) & 1;
	if (!c->writing)
		place->file = c->place.file;
	if (other)
		sw_code_string(c, &place->file);
	if (!c->writing)
		place->line = (uint32_t)(unfolded((head - 1) >> 1) + c->place.line);
	SW_CODE(c, place->column);
	if (!c->writing)
		place->cookie = identity(place);
	c->place = *place;
}

/* ---- values ---- */

enum { ANY, NONZERO, ONE, LIST };

static int kind_of(const struct sw_values *values)
{
	struct sw_values nonzero = sw_values_nonzero();
	int64_t one;

	if (sw_values_is_any(values))
		return ANY;
	if (sw_values_equal(values, &nonzero))
		return NONZERO;
	return sw_values_is_one(values, &one) ? ONE : LIST;
}

static void code_list(struct sw_codec *c, struct sw_values *values)
{
	SW_CODE(c, values->n);
	if (values->n > SW_VALUES_ROOM)
		sw_code_fail(c);
	for (unsigned i = 0; i < values->n && !c->failed; i++) {
		sw_code_signed(c, &values->in[i].lo);
		sw_code_signed(c, &values->in[i].hi);
		if (values->in[i].lo > values->in[i].hi || (i && values->in[i - 1].hi >= values->in[i].lo))
			sw_code_fail(c);
	}
	if (c->failed)
		*values = sw_values_any();
}

void sw_code_values(struct sw_codec *c, struct sw_values *values)
{
	int kind = c->writing ? kind_of(values) : ANY;
	int64_t one = values->in[0].lo;

	SW_CODE(c, kind);
	switch (kind) {
	case ANY:
		*values = sw_values_any();
		break;
	case NONZERO:
		*values = sw_values_nonzero();
		break;
	case ONE:
		sw_code_signed(c, &one);
		*values = sw_values_one(one);
		break;
	case LIST:
		code_list(c, values);
		break;
	default:
		sw_code_fail(c);
	}
}

/* ---- terms ---- */

static bool has_name(enum sw_op op)
{
	return op == SW_MEM || op == SW_ADDR || op == SW_PASSED;
}

static bool has_number(enum sw_op op)
{
	return op != SW_VAL && op != SW_SYMBOL && op != SW_ADDR && op != SW_MEM && op < SW_ADD;
}

/* A function by its symbol, a variable by its name: of a local one there may be several in a program. */
static sw_term code_named(struct sw_codec *c, const struct sw_node *node)
{
	struct sw_symbol *symbol = c->writing ? sw_unit_symbol_of(c->unit, sw_term_symbol(&c->unit->terms, node->name)) : NULL;
	const char *name = node->name;
	int64_t local = node->number;

	sw_code_symbol(c, &symbol);
	if (symbol && c->made)
		return 0;
	if (symbol)
		return sw_term_symbol(&c->unit->terms, symbol->link_name);
	sw_code_string(c, &name);
	sw_code_signed(c, &local);
	if (!name)
		sw_code_fail(c);
	if (c->failed || c->writing || c->made)
		return 0;
	if (local)
		name = sw_intern_printf(&c->unit->strings, "%s@u%08x", name, c->names->hash);
	return sw_term_symbol(&c->unit->terms, name);
}

enum { MOST_PARAMETERS = 1 << 16 };

/* Can a leaf, or an operation with a number, have this one? */
static bool is_good(const struct sw_node *n)
{
	switch (n->op) {
	case SW_PARAM:
	case SW_PASSED:
		return n->number > 0 && n->number <= MOST_PARAMETERS;
	case SW_LOCAL:
		return n->number > 0;
	case SW_COUNTER:
		return n->number >= 0 && n->number < SW_COUNTERS;
	case SW_BITS:
	case SW_ENTERED:
	case SW_SOME:
		return n->number > 0;
	case SW_ZEXT:
	case SW_SEXT:
		return n->number > 0 && n->number <= 64;
	default:
		return true;
	}
}

static sw_term remake(struct sw_codec *c, const struct sw_node *n)
{
	struct sw_terms *terms = &c->unit->terms;

	if (n->op == SW_VAL)
		return sw_term_leaf(terms, SW_VAL, ++c->n_vals);
	if (n->op == SW_MEM)
		return sw_term_mem(terms, n->a, n->name, 0);
	if (n->op == SW_ADDR)
		return sw_term_addr(terms, n->a, n->name);
	if (n->op == SW_PASSED)
		return sw_term_passed(terms, n->number, n->name);
	if (n->op < SW_MEM)
		return sw_term_leaf(terms, (enum sw_op)n->op, n->number);
	return n->op < SW_ADD ? sw_term_unary(terms, (enum sw_op)n->op, n->a, n->number)
			      : sw_term_binary(terms, (enum sw_op)n->op, n->a, n->b);
}

static void code_term_at(struct sw_codec *c, sw_term *term, unsigned depth);

/* The node's operation is known. 0 when it need not be made, or can not. */
static sw_term code_node(struct sw_codec *c, struct sw_node n, unsigned depth)
{
	if (depth > SW_TERM_DEPTH)
		sw_code_fail(c);
	if (c->failed)
		return 0;
	if (n.op == SW_SYMBOL)
		return code_named(c, &n);
	if (has_number((enum sw_op)n.op))
		sw_code_signed(c, &n.number);
	if (n.op >= SW_MEM)
		code_term_at(c, &n.a, depth + 1);
	if (n.op >= SW_ADD)
		code_term_at(c, &n.b, depth + 1);
	if (has_name((enum sw_op)n.op))
		sw_code_string(c, &n.name);
	if ((has_name((enum sw_op)n.op) && !n.name) || !is_good(&n))
		sw_code_fail(c);
	return c->failed || c->writing || c->made ? 0 : remake(c, &n);
}

static void write_term(struct sw_codec *c, sw_term term, unsigned depth)
{
	const struct sw_node *n = sw_term_node(&c->unit->terms, term);
	uint32_t known = c->seen.list.n;
	uint64_t head = n->op;

	if (term && sw_number_of(&c->seen, term_key(term)) < known)
		head = SW_OPS + known - 1 - sw_number_of(&c->seen, term_key(term));
	sw_code_number(c, &head);
	if (!term || head >= SW_OPS)
		return;
	sw_number(c->arena, &c->seen, term_key(term));
	code_node(c, *n, depth);
}

static sw_term read_term(struct sw_codec *c, unsigned depth)
{
	uint32_t number = c->terms.n;
	uint64_t head;
	sw_term term;

	sw_code_number(c, &head);
	if (head >= SW_OPS + (uint64_t)number)
		sw_code_fail(c);
	if (!head || c->failed)
		return 0;
	if (head >= SW_OPS)
		return c->terms.at[number - 1 - (head - SW_OPS)];
	*sw_vec_push(c->arena, &c->terms) = 0;
	term = code_node(c, (struct sw_node){ .op = (uint8_t)head }, depth);
	if (c->failed)
		return 0;
	return c->terms.at[number] = c->made ? c->made[number] : term;
}

/*
 * 0 is no term; below SW_OPS is a new one of that operation, whose operands follow; above is how many were seen since this
 * one.
 */
static void code_term_at(struct sw_codec *c, sw_term *term, unsigned depth)
{
	if (c->writing)
		write_term(c, *term, depth);
	else
		*term = read_term(c, depth);
}

void sw_code_term(struct sw_codec *c, sw_term *term)
{
	code_term_at(c, term, 0);
}

bool sw_code_is_new_val(const struct sw_codec *c, sw_term term)
{
	return sw_term_node(&c->unit->terms, term)->op == SW_VAL && !sw_is_numbered(&c->seen, term_key(term));
}

void sw_code_new_val(struct sw_codec *c, sw_term *term)
{
	if (c->writing) {
		sw_number(c->arena, &c->seen, term_key(*term));
		return;
	}
	*term = c->made ? c->made[c->terms.n] : remake(c, &(struct sw_node){ .op = SW_VAL });
	*sw_vec_push(c->arena, &c->terms) = *term;
}
