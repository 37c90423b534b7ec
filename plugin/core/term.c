// SPDX-License-Identifier: GPL-2.0-or-later
/* The pool of terms: making them (folding constants), looking into them, replacing leaves, printing. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sleepwalk/counters.h"
#include "sleepwalk/term.h"

static const struct {
	const char *text;
	unsigned operands;
} ops[SW_OPS] = {
#define X(symbol, text, operands) { text, operands },
	SW_TERM_OPS(X)
#undef X
};

enum { SMALLEST_TABLE = 256 };

static uint32_t hash_node(const struct sw_node *n)
{
	uint64_t h = n->op + ((uint64_t)n->a << 8) + ((uint64_t)n->b << 36);

	h = (h ^ (uint64_t)n->number * 0x9e3779b97f4a7c15u ^ (uint64_t)(uintptr_t)n->name) * 0xff51afd7ed558ccdu;
	return (uint32_t)(h >> 32);
}

static bool same_node(const struct sw_node *a, const struct sw_node *b)
{
	return a->op == b->op && a->a == b->a && a->b == b->b && a->number == b->number && a->name == b->name;
}

/* Where NODE is, or belongs. */
static struct sw_term_entry *find(const struct sw_terms *terms, const struct sw_node *node, uint32_t hash)
{
	uint32_t i = hash & (terms->size - 1);

	while (terms->table[i].term &&
	       (terms->table[i].hash != hash || !same_node(sw_term_node(terms, terms->table[i].term), node)))
		i = (i + 1) & (terms->size - 1);
	return &terms->table[i];
}

static void enter(struct sw_terms *terms, uint32_t hash, sw_term t)
{
	uint32_t i = hash & (terms->size - 1);

	while (terms->table[i].term)
		i = (i + 1) & (terms->size - 1);
	terms->table[i] = (struct sw_term_entry){ hash, t };
}

/* The next larger table, with what is in this one. */
static void grow(struct sw_terms *terms)
{
	const struct sw_term_entry *old = terms->table;
	uint32_t n = terms->size, which = 0;

	terms->size = n ? n * 2 : SMALLEST_TABLE;
	while (terms->size > (uint32_t)SMALLEST_TABLE << which)
		which++;
	if (which == SW_TERMS_SIZES)
		sw_give_up("there are more terms than can be numbered");
	if (!terms->tables[which])
		terms->tables[which] = sw_alloc_raw(terms->arena, terms->size * sizeof *terms->table);
	terms->table = memset(terms->tables[which], 0, terms->size * sizeof *terms->table);
	for (uint32_t i = 0; i < n; i++)
		if (old[i].term)
			enter(terms, old[i].hash, old[i].term);
}

/* At a line of the cache. */
static struct sw_node *new_chunk(struct sw_arena *arena)
{
	char *bytes = sw_alloc_raw(arena, (SW_TERMS_CHUNK + 1) * sizeof(struct sw_node));

	return (struct sw_node *)(bytes + (0 - (uintptr_t)bytes) % sizeof(struct sw_node));
}

static sw_term add_node(struct sw_terms *terms, const struct sw_node *node)
{
	if (terms->n / SW_TERMS_CHUNK == terms->chunks.n)
		*sw_vec_push(terms->arena, &terms->chunks) = new_chunk(terms->arena);
	terms->chunks.at[terms->n / SW_TERMS_CHUNK][terms->n % SW_TERMS_CHUNK] = *node;
	return terms->n++;
}

static bool leaf_visible(enum sw_op op)
{
	return op == SW_CONST || op == SW_PARAM || op == SW_PASSED || op == SW_SYMBOL || op == SW_RET || op == SW_COUNTER;
}

/* A new node, of which operation, operands, number and name are set; 0 when it is too deep. */
static sw_term add(struct sw_terms *terms, struct sw_node node)
{
	const struct sw_node *a = sw_term_node(terms, node.a), *b = sw_term_node(terms, node.b);
	unsigned operands = ops[node.op].operands;

	node.depth = 1 + (a->depth > b->depth ? a->depth : b->depth);
	if (node.depth > SW_TERM_DEPTH)
		return 0;
	node.visible = operands ? a->visible && (operands == 1 || b->visible) : leaf_visible(node.op);
	if (node.op == SW_MEM && node.number)
		node.visible = false; /* written since entry: a caller can not speak of it */
	node.has_val = node.op == SW_VAL || a->has_val || b->has_val;
	node.has_mem = node.op == SW_MEM || a->has_mem || b->has_mem;
	node.has_count = node.op == SW_COUNTER || a->has_count || b->has_count;
	node.parts = a->parts | b->parts | sw_term_bit(terms->n);
	node.stores = a->stores | b->stores;
	if (node.op == SW_MEM && node.number)
		node.stores |= (uint64_t)1 << (uint64_t)node.number % 64;
	node.has_local = node.op == SW_LOCAL || a->has_local || b->has_local;
	return add_node(terms, &node);
}

/* What the pool below has; 0: nothing. It has nothing that is made of what is ours. */
static sw_term find_below(const struct sw_terms *terms, const struct sw_node *node, uint32_t hash)
{
	return terms->below && node->a < terms->first && node->b < terms->first ? find(terms->below, node, hash)->term : 0;
}

static sw_term make(struct sw_terms *terms, const struct sw_node *node)
{
	struct sw_term_entry *place;
	uint32_t hash = hash_node(node);
	unsigned operands = ops[node->op].operands;
	sw_term t;

	if ((operands >= 1 && !node->a) || (operands == 2 && !node->b))
		return 0;
	if (terms->used * 2 >= terms->size)
		grow(terms);
	place = find(terms, node, hash);
	if (place->term)
		return place->term;
	t = find_below(terms, node, hash);
	if (!t)
		t = add(terms, *node);
	if (t) {
		*place = (struct sw_term_entry){ hash, t };
		terms->used++;
	}
	return t;
}

void sw_terms_init(struct sw_terms *terms, struct sw_arena *arena, struct sw_strings *strings)
{
	static const struct sw_node unknown = { 0 };

	*terms = (struct sw_terms){ .arena = arena, .strings = strings };
	add_node(terms, &unknown);
	grow(terms);
}

void sw_terms_init_over(struct sw_terms *terms, const struct sw_terms *below, struct sw_arena *arena, struct sw_strings *strings)
{
	*terms = (struct sw_terms){ .arena = arena, .strings = strings, .below = below };
	for (uint32_t i = 0; i < below->chunks.n; i++)
		*sw_vec_push(arena, &terms->chunks) = below->chunks.at[i];
	terms->n = terms->first = below->chunks.n * SW_TERMS_CHUNK;
	grow(terms);
}

void sw_terms_settle(struct sw_terms *terms)
{
	for (sw_term t = 0; t < terms->n; t++)
		sw_term_can_be(terms, t);
}

static void make_room_for_order(struct sw_terms *terms)
{
	uint32_t room = terms->n / 64 * 2 + 1;
	uint64_t *grown = sw_alloc(terms->arena, room * sizeof *grown);

	if (terms->ordered_words)
		memcpy(grown, terms->ordered, terms->ordered_words * sizeof *grown);
	terms->ordered = grown;
	terms->ordered_room = room;
}

void sw_terms_note_order(struct sw_terms *terms, sw_term t)
{
	if (sw_term_node(terms, t)->has_val)
		return; /* a function's values are in the order of their making */
	if (t / 64 >= terms->ordered_room)
		make_room_for_order(terms);
	if (t / 64 >= terms->ordered_words)
		terms->ordered_words = t / 64 + 1;
	terms->ordered[t / 64] |= sw_term_bit(t);
}

void sw_terms_empty(struct sw_terms *terms)
{
	if (terms->ordered_words)
		memset(terms->ordered, 0, terms->ordered_words * sizeof *terms->ordered);
	terms->ordered_words = 0;
	terms->size = terms->used = 0;
	grow(terms);
	terms->n = terms->first;
	terms->generation++;
}

sw_term sw_term_const(struct sw_terms *terms, int64_t value)
{
	return sw_term_leaf(terms, SW_CONST, value);
}

sw_term sw_term_leaf(struct sw_terms *terms, enum sw_op op, int64_t number)
{
	return make(terms, &(struct sw_node){ .op = op, .number = number });
}

sw_term sw_term_variable(struct sw_terms *terms, const char *name, bool local)
{
	return make(terms, &(struct sw_node){ .op = SW_SYMBOL, .name = sw_intern(terms->strings, name), .number = local });
}

sw_term sw_term_symbol(struct sw_terms *terms, const char *name)
{
	return sw_term_variable(terms, name, false);
}

enum { LONGEST_PATH = 1024 };

/* NULL: nobody wrote such a path, it comes from a step that was taken again and again. */
static const char *join_path(struct sw_terms *terms, const char *first, const char *then)
{
	if (strnlen(first, LONGEST_PATH) + strnlen(then, LONGEST_PATH) >= LONGEST_PATH)
		return NULL;
	if (!*first)
		return sw_intern(terms->strings, then);
	return sw_intern_printf(terms->strings, *then && *then != '[' ? "%s.%s" : "%s%s", first, then);
}

sw_term sw_term_passed(struct sw_terms *terms, int64_t number, const char *path)
{
	return make(terms, &(struct sw_node){ .op = SW_PASSED, .number = number, .name = sw_intern(terms->strings, path) });
}

/* What is passed has no address: where it stands and what stands there is one term. */
static sw_term part_of_passed(struct sw_terms *terms, const struct sw_node *whole, const char *path)
{
	path = join_path(terms, whole->name, path);
	return path ? sw_term_passed(terms, whole->number, path) : 0;
}

sw_term sw_term_addr(struct sw_terms *terms, sw_term base, const char *path)
{
	const struct sw_node *n = sw_term_node(terms, base);

	if (!*path)
		return base;
	if (n->op == SW_PASSED)
		return part_of_passed(terms, n, path);
	if (n->op == SW_ADDR) {
		path = join_path(terms, n->name, path);
		return path ? make(terms, &(struct sw_node){ .op = SW_ADDR, .a = n->a, .name = path }) : 0;
	}
	return make(terms, &(struct sw_node){ .op = SW_ADDR, .a = base, .name = sw_intern(terms->strings, path) });
}

sw_term sw_term_mem(struct sw_terms *terms, sw_term base, const char *path, int64_t store)
{
	const struct sw_node *n = sw_term_node(terms, base);
	struct sw_node mem = { .op = SW_MEM, .a = base, .number = store };

	if (n->op == SW_PASSED)
		return part_of_passed(terms, n, path);
	if (n->op == SW_ADDR) {
		mem.a = n->a;
		mem.name = join_path(terms, n->name, path);
		if (!mem.name)
			return 0;
	} else {
		mem.name = sw_intern(terms->strings, path);
	}
	return make(terms, &mem);
}

sw_term sw_term_written(struct sw_terms *terms, sw_term place, int64_t store)
{
	struct sw_written *recent = &terms->recent[(place + 31 * (uint64_t)store) % SW_TERMS_RECENT];
	const struct sw_node *n = sw_term_node(terms, place);

	if (recent->generation != terms->generation || recent->place != place || recent->store != store || !place)
		*recent = (struct sw_written){ terms->generation, place, sw_term_mem(terms, n->a, n->name, store), store };
	return recent->term;
}

bool sw_term_is_const(const struct sw_terms *terms, sw_term t, int64_t *value)
{
	const struct sw_node *n = sw_term_node(terms, t);

	if (n->op != SW_CONST)
		return false;
	*value = n->number;
	return true;
}

static int64_t keep_bits(enum sw_op op, int64_t value, int64_t bits)
{
	uint64_t mask = bits >= 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1;
	uint64_t kept = (uint64_t)value & mask;

	if (op == SW_SEXT && bits < 64 && kept >> (bits - 1) & 1)
		kept |= ~mask;
	return (int64_t)kept;
}

static bool is_part(enum sw_op op)
{
	return op == SW_BITS || op == SW_ENTERED || op == SW_SOME;
}

static int64_t low_bits(int64_t n)
{
	return n >= 64 ? -1 : (int64_t)(((uint64_t)1 << n) - 1);
}

/* The bits that can be set in T, as far as its shape tells. */
static int64_t bits_of(const struct sw_terms *terms, sw_term t)
{
	const struct sw_node *n = sw_term_node(terms, t);

	switch (n->op) {
	case SW_CONST:
	case SW_BITS:
	case SW_ENTERED:
	case SW_SOME:
		return n->number;
	case SW_ZEXT:
		return low_bits(n->number);
	case SW_AND:
		return bits_of(terms, n->a) & bits_of(terms, n->b);
	case SW_OR:
	case SW_XOR:
		return bits_of(terms, n->a) | bits_of(terms, n->b);
	case SW_EQ:
	case SW_NE:
	case SW_LT:
	case SW_LE:
	case SW_LTU:
	case SW_LEU:
		return 1;
	default:
		return -1;
	}
}

/* The bits of a word that tell of a count. */
static sw_term part(struct sw_terms *terms, enum sw_op op, sw_term count, int64_t mask)
{
	struct sw_node n = *sw_term_node(terms, count);
	int64_t c;

	if (n.op == SW_CONST && n.number == 0)
		return count;
	if (n.op == SW_CONST && op == SW_BITS && !(mask & (mask - 1)))
		return sw_term_const(terms, mask);
	if (op == SW_ENTERED && n.op == SW_ADD && sw_term_is_const(terms, n.b, &c))
		count = n.a;
	return make(terms, &(struct sw_node){ .op = op, .a = count, .number = mask });
}

sw_term sw_term_unary(struct sw_terms *terms, enum sw_op op, sw_term a, int64_t bits)
{
	struct sw_node n = *sw_term_node(terms, a);
	int64_t value;

	if (is_part(op))
		return part(terms, op, a, bits);
	if (op == SW_HELD && n.op == SW_SAVED)
		return n.a;
	if (op == SW_SAVED || op == SW_HELD)
		return make(terms, &(struct sw_node){ .op = op, .a = a });
	if ((op == SW_ZEXT || op == SW_SEXT) && !(bits_of(terms, a) & ~low_bits(bits - (op == SW_SEXT))))
		return a;
	if (sw_term_is_const(terms, a, &value)) {
		switch (op) {
		case SW_NOT:
			return sw_term_const(terms, ~value);
		case SW_NEG:
			return sw_term_const(terms, (int64_t)(0 - (uint64_t)value));
		default:
			return sw_term_const(terms, keep_bits(op, value, bits));
		}
	}
	return make(terms, &(struct sw_node){ .op = op, .a = a, .number = bits });
}

bool sw_term_fold(enum sw_op op, int64_t a, int64_t b, int64_t *result)
{
	uint64_t ua = (uint64_t)a, ub = (uint64_t)b;

	switch (op) {
	case SW_ADD:
		*result = (int64_t)(ua + ub);
		return true;
	case SW_MUL:
		*result = (int64_t)(ua * ub);
		return true;
	case SW_AND:
		*result = a & b;
		return true;
	case SW_OR:
		*result = a | b;
		return true;
	case SW_XOR:
		*result = a ^ b;
		return true;
	case SW_SHL:
		*result = ub < 64 ? (int64_t)(ua << ub) : 0;
		return ub < 64;
	case SW_SHR:
		*result = ub < 64 ? a >> ub : 0;
		return ub < 64;
	case SW_EQ:
		*result = a == b;
		return true;
	case SW_NE:
		*result = a != b;
		return true;
	case SW_LT:
		*result = a < b;
		return true;
	case SW_LE:
		*result = a <= b;
		return true;
	case SW_LTU:
		*result = ua < ub;
		return true;
	case SW_LEU:
		*result = ua <= ub;
		return true;
	default:
		return false;
	}
}

static bool is_comparison(enum sw_op op)
{
	return op == SW_EQ || op == SW_NE || op == SW_LT || op == SW_LE || op == SW_LTU || op == SW_LEU;
}

static bool is_commutative(enum sw_op op)
{
	return op == SW_ADD || op == SW_MUL || op == SW_AND || op == SW_OR || op == SW_XOR || op == SW_EQ || op == SW_NE;
}

/* (c == 0) for a comparison c is its opposite, (c != 0) is c: booleans travel through ints in kernel code. */
static sw_term simplify_truth(struct sw_terms *terms, enum sw_op op, sw_term a, int64_t b)
{
	struct sw_node n = *sw_term_node(terms, a);

	if ((op != SW_EQ && op != SW_NE) || !is_comparison(n.op) || (b != 0 && b != 1))
		return 0;
	if ((op == SW_NE) == (b == 0))
		return a;
	switch (n.op) {
	case SW_EQ:
		return sw_term_binary(terms, SW_NE, n.a, n.b);
	case SW_NE:
		return sw_term_binary(terms, SW_EQ, n.a, n.b);
	case SW_LT:
		return sw_term_binary(terms, SW_LE, n.b, n.a);
	case SW_LE:
		return sw_term_binary(terms, SW_LT, n.b, n.a);
	case SW_LTU:
		return sw_term_binary(terms, SW_LEU, n.b, n.a);
	default:
		return sw_term_binary(terms, SW_LTU, n.b, n.a);
	}
}

/* (x << c) & MASK is (x & MASK >> c) << c, and so the other way: compilers make `flags & A ? B : 0` of it. */
static sw_term simplify_shifted(struct sw_terms *terms, const struct sw_node *n, int64_t mask)
{
	int64_t c, moved;

	if (!sw_term_is_const(terms, n->b, &c) || c < 0 || c > 62 || mask < 0)
		return 0;
	moved = n->op == SW_SHL ? mask >> c : mask <= INT64_MAX >> c ? mask << c : 0;
	if (!moved)
		return n->op == SW_SHL ? sw_term_const(terms, 0) : 0;
	return sw_term_binary(terms, n->op, sw_term_binary(terms, SW_AND, n->a, sw_term_const(terms, moved)), n->b);
}

/*
 * A & MASK for an A that was made from another value and constants: flags are masked, set and cleared in a row, and the
 * same bit of the same word should be the same term. 0 when there is nothing to simplify.
 */
static sw_term simplify_mask(struct sw_terms *terms, sw_term a, int64_t mask)
{
	struct sw_node n = *sw_term_node(terms, a);
	int64_t c, bits = bits_of(terms, a);

	if (!(bits & ~mask))
		return a;
	if (!(bits & mask))
		return sw_term_const(terms, 0);
	if (is_part(n.op))
		return sw_term_unary(terms, SW_SOME, n.a, bits & mask);
	if (n.op == SW_OR && bits != -1)
		return sw_term_binary(terms, SW_OR, sw_term_binary(terms, SW_AND, n.a, sw_term_const(terms, mask)),
				      sw_term_binary(terms, SW_AND, n.b, sw_term_const(terms, mask)));
	if ((n.op == SW_ZEXT || n.op == SW_SEXT) && mask >= 0 && n.number < 64 &&
	    mask < (int64_t)1 << (n.number - (n.op == SW_SEXT)))
		return sw_term_binary(terms, SW_AND, n.a, sw_term_const(terms, mask));
	if (n.op == SW_SHL || n.op == SW_SHR)
		return simplify_shifted(terms, &n, mask);
	if ((n.op != SW_AND && n.op != SW_OR && n.op != SW_XOR) || !sw_term_is_const(terms, n.b, &c))
		return 0;
	if (n.op == SW_AND)
		return sw_term_binary(terms, SW_AND, n.a, sw_term_const(terms, c & mask));
	if (!(c & mask))
		return sw_term_binary(terms, SW_AND, n.a, sw_term_const(terms, mask));
	return n.op == SW_OR && (c & mask) == mask ? sw_term_const(terms, mask) : 0;
}

/* (x + c) + d is x + (c + d). */
static sw_term simplify_sum(struct sw_terms *terms, sw_term a, int64_t d)
{
	struct sw_node n = *sw_term_node(terms, a);
	int64_t c;

	if (n.op != SW_ADD || !sw_term_is_const(terms, n.b, &c))
		return 0;
	return sw_term_binary(terms, SW_ADD, n.a, sw_term_const(terms, (int64_t)((uint64_t)c + (uint64_t)d)));
}

/* A op C for a constant C; 0 when there is nothing to simplify. */
static sw_term simplify(struct sw_terms *terms, enum sw_op op, sw_term a, int64_t c)
{
	bool neutral_zero = op == SW_ADD || op == SW_OR || op == SW_XOR || op == SW_SHL || op == SW_SHR;

	if ((c == 0 && neutral_zero) || (c == -1 && op == SW_AND))
		return a;
	if (c == 0 && op == SW_AND)
		return sw_term_const(terms, 0);
	if (op == SW_AND)
		return simplify_mask(terms, a, c);
	return op == SW_ADD ? simplify_sum(terms, a, c) : simplify_truth(terms, op, a, c);
}

sw_term sw_term_binary(struct sw_terms *terms, enum sw_op op, sw_term a, sw_term b)
{
	int64_t x = 0, y = 0, result;
	bool left = sw_term_is_const(terms, a, &x), right = sw_term_is_const(terms, b, &y);
	sw_term simple;

	if (!a || !b)
		return 0;
	if (left && right)
		return sw_term_fold(op, x, y, &result) ? sw_term_const(terms, result) : 0;
	if (a == b && is_comparison(op))
		return sw_term_const(terms, op == SW_EQ || op == SW_LE || op == SW_LEU);
	if (a == b && (op == SW_AND || op == SW_OR))
		return a;
	if (is_commutative(op) && (left || (!right && a > b)))
		return sw_term_binary(terms, op, b, a);
	simple = right ? simplify(terms, op, a, y) : 0;
	return simple ? simple : make(terms, &(struct sw_node){ .op = op, .a = a, .b = b });
}

bool sw_term_holds_inside(const struct sw_terms *terms, sw_term t, sw_term needle)
{
	const struct sw_node *n = sw_term_node(terms, t);

	return sw_term_holds(terms, n->a, needle) || sw_term_holds(terms, n->b, needle);
}

sw_term sw_term_replace(struct sw_terms *terms, sw_term t, sw_term_leaf_fn *leaf, void *cookie)
{
	const struct sw_node *n = sw_term_node(terms, t);
	sw_term a, b;

	if (n->op == SW_CONST || n->op == SW_UNKNOWN)
		return t;
	if (ops[n->op].operands == 0)
		return leaf(cookie, n, t, 0);
	a = sw_term_replace(terms, n->a, leaf, cookie);
	if (!a)
		return 0;
	if (n->op == SW_MEM)
		return leaf(cookie, n, t, a);
	if (ops[n->op].operands == 1) {
		if (a == n->a)
			return t;
		return n->op == SW_ADDR ? sw_term_addr(terms, a, n->name) : sw_term_unary(terms, n->op, a, n->number);
	}
	b = sw_term_replace(terms, n->b, leaf, cookie);
	if (!b || (a == n->a && b == n->b))
		return b ? t : 0;
	return sw_term_binary(terms, n->op, a, b);
}

/* ---- parcels ---- */

struct packing {
	const struct sw_terms *terms;
	bool *wanted; /* by number, from the pool's first on */
};

static void want(struct packing *p, sw_term t)
{
	const struct sw_node *n = sw_term_node(p->terms, t);

	if (t < p->terms->first || p->wanted[t - p->terms->first])
		return;
	p->wanted[t - p->terms->first] = true;
	want(p, n->a);
	want(p, n->b);
}

/* T by its number in the parcel, or of the pool below. */
static sw_term packed(const struct sw_terms *terms, const sw_term *numbers, sw_term t)
{
	return t < terms->first ? t : numbers[t - terms->first];
}

const struct sw_parcel *sw_terms_pack(const struct sw_terms *terms, const struct sw_term_fields *fields, struct sw_arena *arena,
				      struct sw_arena *scratch)
{
	uint32_t n = terms->n - terms->first, wanted = 0;
	struct packing p = { terms, sw_alloc(scratch, n + 1) };
	sw_term *numbers = sw_alloc_raw(scratch, (n + 1) * sizeof *numbers);
	struct sw_parcel *parcel;

	for (uint32_t i = 0; i < fields->list.n; i++)
		want(&p, fields->list.at[i].term);
	for (uint32_t i = 0; i < n; i++)
		wanted += p.wanted[i];
	if (!wanted)
		return NULL;
	parcel = sw_alloc_raw(arena, sizeof *parcel + wanted * sizeof *parcel->at);
	parcel->n = 0;
	/* in the order of their numbers, so that the operands stand in the order that they had */
	for (uint32_t i = 0; i < n; i++) {
		const struct sw_node *node = sw_term_node(terms, terms->first + i);

		if (!p.wanted[i])
			continue;
		numbers[i] = terms->first + parcel->n;
		parcel->at[parcel->n++] = (struct sw_parcel_node){ node->op, packed(terms, numbers, node->a),
								   packed(terms, numbers, node->b), node->number, node->name };
	}
	for (uint32_t i = 0; i < fields->list.n; i++)
		*fields->list.at[i].at = packed(terms, numbers, fields->list.at[i].term);
	return parcel;
}

/* What is there already may stand in another order here: a sum of both is the same term, whoever made it first. */
static sw_term make_again(struct sw_terms *terms, const struct sw_node *n)
{
	int64_t value;

	if (is_commutative((enum sw_op)n->op) && !sw_term_is_const(terms, n->b, &value) && n->a > n->b)
		return make(terms, &(struct sw_node){ .op = n->op, .a = n->b, .b = n->a });
	return make(terms, n);
}

void sw_terms_unpack(struct sw_terms *terms, const struct sw_parcel *parcel, sw_term first, const struct sw_term_fields *fields,
		     struct sw_arena *scratch)
{
	sw_term *made = sw_alloc_raw(scratch, parcel->n * sizeof *made);

	for (uint32_t i = 0; i < parcel->n; i++) {
		const struct sw_parcel_node *n = &parcel->at[i];

		made[i] = make_again(terms, &(struct sw_node){ .op = n->op, .a = n->a < first ? n->a : made[n->a - first],
							      .b = n->b < first ? n->b : made[n->b - first],
							      .number = n->number, .name = n->name });
	}
	for (uint32_t i = 0; i < fields->list.n; i++)
		*fields->list.at[i].at = made[fields->list.at[i].term - first];
}

/* ---- printing ---- */

static size_t put(char *buffer, size_t size, size_t used, const char *format, ...) __attribute__((format(printf, 4, 5)));

static size_t put(char *buffer, size_t size, size_t used, const char *format, ...)
{
	va_list args;
	int n;

	if (used >= size)
		return used;
	va_start(args, format);
	n = vsnprintf(buffer + used, size - used, format, args);
	va_end(args);
	return n < 0 ? used : used + (size_t)n;
}

static size_t print(const struct sw_terms *terms, sw_term t, char *buffer, size_t size, size_t used, bool inner)
{
	const struct sw_node *n = sw_term_node(terms, t);

	switch (n->op) {
	case SW_UNKNOWN:
	case SW_RET:
		return put(buffer, size, used, "%s", n->op == SW_RET ? "the result" : "?");
	case SW_CONST:
		return put(buffer, size, used, n->number > 9 || n->number < -4095 ? "0x%" PRIx64 : "%" PRId64, n->number);
	case SW_SYMBOL: /* what the linker is told, or we tell units apart by, is not shown */
		return put(buffer, size, used, "%.*s", (int)strcspn(n->name, "@"), n->name);
	case SW_COUNTER:
		return put(buffer, size, used, "%s", sw_counter_name((enum sw_counter)n->number));
	case SW_PASSED:
		return put(buffer, size, used, *n->name ? "arg %" PRId64 ".%s" : "arg %" PRId64, n->number, n->name);
	case SW_PARAM:
	case SW_VAL:
	case SW_LOCAL:
		return put(buffer, size, used, "%s %" PRId64, ops[n->op].text, n->number);
	case SW_ADDR:
	case SW_MEM:
		if (n->op == SW_ADDR)
			used = put(buffer, size, used, "&");
		used = print(terms, n->a, buffer, size, used, true);
		return put(buffer, size, used, *n->name ? "->%s" : "[0]", n->name);
	default:
		break;
	}
	if (ops[n->op].operands == 1) {
		if (n->op != SW_ZEXT && n->op != SW_SEXT)
			used = put(buffer, size, used, "%s", ops[n->op].text);
		used = print(terms, n->a, buffer, size, used, true);
		return is_part(n->op) ? put(buffer, size, used, " & 0x%" PRIx64, n->number) : used;
	}
	used = put(buffer, size, used, inner ? "(" : "");
	used = print(terms, n->a, buffer, size, used, true);
	used = put(buffer, size, used, " %s ", ops[n->op].text);
	used = print(terms, n->b, buffer, size, used, true);
	return put(buffer, size, used, inner ? ")" : "");
}

char *sw_term_print(const struct sw_terms *terms, sw_term t, char *buffer, size_t size)
{
	buffer[0] = 0;
	print(terms, t, buffer, size, 0, false);
	return buffer;
}
