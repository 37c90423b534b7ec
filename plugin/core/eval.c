// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Terms and values: which values a term can have under known facts, and what a term's value tells about its operands.
 *
 * Both are upper bounds: eval() never leaves out a value that can be, infer() never claims more than follows.
 */
#include "sleepwalk/term.h"

enum { SMALLEST_TABLE = 256 };

/* The whole range of a comparison's result. */
static struct sw_values truth(bool can_be_false, bool can_be_true)
{
	return sw_values_range(can_be_false ? 0 : 1, can_be_true ? 1 : 0);
}

/* The values x for which (x op c) holds; OP is a comparison. Top when that is no set of intervals. */
static struct sw_values satisfying(enum sw_op op, int64_t c)
{
	struct sw_values one = sw_values_one(c), below;

	switch (op) {
	case SW_EQ:
		return one;
	case SW_NE:
		return sw_values_complement(&one);
	case SW_LT:
		return c == INT64_MIN ? sw_values_none() : sw_values_range(INT64_MIN, c - 1);
	case SW_LE:
		return sw_values_range(INT64_MIN, c);
	case SW_LTU:
		if (c == 0)
			return sw_values_none();
		return satisfying(SW_LEU, (int64_t)((uint64_t)c - 1));
	default: /* LEU: by bit pattern, the negative numbers come after the others */
		below = sw_values_range(0, c < 0 ? INT64_MAX : c);
		one = sw_values_range(INT64_MIN, c);
		return c < 0 ? sw_values_unite(&one, &below) : below;
	}
}

/* The comparison with its operands swapped, as (constant op x): c < x is !(x <= c). */
static struct sw_values satisfying_right(enum sw_op op, int64_t c)
{
	struct sw_values set;

	switch (op) {
	case SW_LT:
		set = satisfying(SW_LE, c);
		return sw_values_complement(&set);
	case SW_LE:
		set = satisfying(SW_LT, c);
		return sw_values_complement(&set);
	case SW_LTU:
		set = satisfying(SW_LEU, c);
		return sw_values_complement(&set);
	case SW_LEU:
		set = satisfying(SW_LTU, c);
		return sw_values_complement(&set);
	default:
		return satisfying(op, c);
	}
}

static struct sw_values eval_comparison(enum sw_op op, const struct sw_values *a, const struct sw_values *b)
{
	int64_t c;
	struct sw_values yes, no;

	if (sw_values_is_one(b, &c)) {
		yes = satisfying(op, c);
		no = sw_values_complement(&yes);
		return truth(!sw_values_disjoint(a, &no), !sw_values_disjoint(a, &yes));
	}
	if (sw_values_is_one(a, &c)) {
		yes = satisfying_right(op, c);
		no = sw_values_complement(&yes);
		return truth(!sw_values_disjoint(b, &no), !sw_values_disjoint(b, &yes));
	}
	if ((op == SW_EQ || op == SW_NE) && sw_values_disjoint(a, b))
		return sw_values_one(op == SW_NE);
	return truth(true, true);
}

/* A few values, each masked; false when A is no list of single values. */
static bool mask_singles(const struct sw_values *a, int64_t mask, struct sw_values *result)
{
	*result = sw_values_none();
	for (unsigned i = 0; i < a->n; i++) {
		struct sw_values one = sw_values_one(a->in[i].lo & mask);

		if (a->in[i].lo != a->in[i].hi)
			return false;
		*result = sw_values_unite(result, &one);
	}
	return true;
}

static struct sw_values eval_mask(const struct sw_values *a, int64_t mask)
{
	struct sw_values zero = sw_values_one(0), bit = sw_values_one(mask), result;

	if (mask_singles(a, mask, &result))
		return result;
	if (mask < 0)
		return sw_values_any();
	if (!(mask & (mask - 1)))
		return sw_values_unite(&zero, &bit);
	return sw_values_range(0, mask);
}

static struct sw_values eval_bits(enum sw_op op, const struct sw_values *a, int64_t bits)
{
	struct sw_values all;

	if (bits >= 64)
		return *a;
	all = op == SW_ZEXT ? sw_values_range(0, (int64_t)(((uint64_t)1 << bits) - 1))
			    : sw_values_range(-((int64_t)1 << (bits - 1)), ((int64_t)1 << (bits - 1)) - 1);
	return sw_values_within(a, &all) ? *a : all;
}

/* Every value shifted by C, with no bit lost at the upper end; of a negative value nothing is known. */
static struct sw_values eval_shift(enum sw_op op, const struct sw_values *a, int64_t c)
{
	struct sw_values result = sw_values_none(), one;

	for (unsigned i = 0; i < a->n; i++) {
		int64_t lo = a->in[i].lo, hi = a->in[i].hi;

		if (lo < 0 || c < 0 || c > 62 || (op == SW_SHL && hi > INT64_MAX >> c))
			return sw_values_any();
		one = op == SW_SHL ? sw_values_range(lo << c, hi << c) : sw_values_range(lo >> c, hi >> c);
		result = sw_values_unite(&result, &one);
	}
	return result;
}

/* Is N some bits of a value, moved to another place, so that each tells the other? Then *C and *MASK say how. */
static bool is_moved_mask(const struct sw_terms *terms, const struct sw_node *n, int64_t *c, int64_t *mask)
{
	const struct sw_node *a = sw_term_node(terms, n->a);

	if ((n->op != SW_SHL && n->op != SW_SHR) || a->op != SW_AND || !sw_term_is_const(terms, n->b, c) ||
	    !sw_term_is_const(terms, a->b, mask) || *mask < 0 || *c < 0 || *c > 62)
		return false;
	return n->op == SW_SHL ? *mask <= INT64_MAX >> *c : !(*mask & (((int64_t)1 << *c) - 1));
}

/* Bits that tell of a count. */
static struct sw_values eval_part(enum sw_op op, const struct sw_values *count, int64_t mask)
{
	struct sw_values zero = sw_values_one(0), set = sw_values_range(1, mask);

	if (sw_values_equal(count, &zero))
		return zero;
	if (!(mask & (mask - 1)))
		set = sw_values_one(mask);
	return op == SW_BITS && sw_values_disjoint(count, &zero) ? set : sw_values_unite(&zero, &set);
}

static struct sw_values eval_unary(const struct sw_node *n, const struct sw_values *a)
{
	struct sw_values result;

	switch (n->op) {
	case SW_NEG:
		return sw_values_negate(a);
	case SW_NOT:
		result = sw_values_negate(a);
		return sw_values_add(&result, -1);
	case SW_BITS:
	case SW_ENTERED:
	case SW_SOME:
		return eval_part(n->op, a, n->number);
	case SW_SAVED:
		return sw_values_any();
	case SW_HELD:
		return sw_values_range(0, INT64_MAX);
	default:
		return eval_bits(n->op, a, n->number);
	}
}

static struct sw_values eval_binary(enum sw_op op, const struct sw_values *a, const struct sw_values *b)
{
	struct sw_values zero = sw_values_one(0);
	int64_t c;

	switch (op) {
	case SW_EQ:
	case SW_NE:
	case SW_LT:
	case SW_LE:
	case SW_LTU:
	case SW_LEU:
		return eval_comparison(op, a, b);
	case SW_ADD:
		return sw_values_is_one(b, &c) ? sw_values_add(a, c) :
		       sw_values_is_one(a, &c) ? sw_values_add(b, c) : sw_values_any();
	case SW_AND:
		if (sw_values_equal(a, &zero) || sw_values_equal(b, &zero))
			return zero;
		return sw_values_is_one(b, &c) ? eval_mask(a, c) : sw_values_any();
	case SW_SHL:
	case SW_SHR:
		return sw_values_is_one(b, &c) ? eval_shift(op, a, c) : sw_values_any();
	case SW_OR:
		/* a bit that is set stays set */
		if (sw_values_disjoint(a, &zero) || sw_values_disjoint(b, &zero))
			return sw_values_nonzero();
		return sw_values_any();
	default:
		return sw_values_any();
	}
}

static bool is_address(const struct sw_node *n)
{
	return n->op == SW_SYMBOL || n->op == SW_LOCAL || n->op == SW_ADDR;
}

static bool all_single(const struct sw_values *a, const struct sw_values *b, int64_t *x, int64_t *y)
{
	return sw_values_is_one(a, x) && sw_values_is_one(b, y);
}

struct sw_values sw_term_eval(const struct sw_terms *terms, sw_term t, sw_term_known_fn *known, void *cookie)
{
	const struct sw_node *n = sw_term_node(terms, t);
	struct sw_values fact, a, b, result;
	int64_t x, y;

	if (n->op == SW_CONST)
		return sw_values_one(n->number);
	fact = known(cookie, t);
	if (n->op < SW_NOT) {
		if (!is_address(n))
			return fact;
		result = sw_values_object();
		return sw_values_is_any(&fact) ? result : sw_values_intersect(&fact, &result);
	}
	a = sw_term_eval(terms, n->a, known, cookie);
	if (n->b) {
		if (!sw_term_is_const(terms, n->b, &y))
			b = sw_term_eval(terms, n->b, known, cookie);
		else
			b = sw_values_one(y);
		if (all_single(&a, &b, &x, &y))
			return sw_term_fold(n->op, x, y, &x) ? sw_values_one(x) : fact;
		result = eval_binary(n->op, &a, &b);
	} else {
		result = eval_unary(n, &a);
	}
	return sw_values_is_any(&fact) ? result : sw_values_intersect(&fact, &result);
}

static struct sw_values anything(void *cookie, sw_term t)
{
	(void)cookie;
	(void)t;
	return sw_values_any();
}

/* Where VALUES are in a table of that size, or belong. */
static const struct sw_values **find(const struct sw_values **table, uint32_t size, const struct sw_values *values)
{
	uint64_t hash = values->n;
	uint32_t i;

	for (unsigned k = 0; k < values->n; k++)
		hash = (hash ^ (uint64_t)values->in[k].lo ^ (uint64_t)values->in[k].hi << 1) * 0x9e3779b97f4a7c15u;
	i = (uint32_t)(hash >> 32) & (size - 1);
	while (table[i] && !sw_values_equal(table[i], values))
		i = (i + 1) & (size - 1);
	return &table[i];
}

static void grow(struct sw_terms *terms)
{
	const struct sw_values **old = terms->values;
	uint32_t n = terms->values_size;

	terms->values_size = n ? n * 2 : SMALLEST_TABLE;
	terms->values = sw_alloc(terms->arena, terms->values_size * sizeof *terms->values);
	for (uint32_t i = 0; i < n; i++)
		if (old[i])
			*find(terms->values, terms->values_size, old[i]) = old[i];
}

const struct sw_values *sw_terms_values(struct sw_terms *terms, const struct sw_values *values)
{
	const struct sw_values **place;

	if (terms->n_values * 2 >= terms->values_size)
		grow(terms);
	place = find(terms->values, terms->values_size, values);
	if (!*place) {
		*place = memcpy(sw_alloc_raw(terms->arena, sizeof *values), values, sizeof *values);
		terms->n_values++;
	}
	return *place;
}

struct sw_values sw_term_can_be(const struct sw_terms *terms, sw_term t)
{
	struct sw_node *n = (struct sw_node *)sw_term_node(terms, t); /* only to note the answer */

	if (!n->can_be) {
		struct sw_values values = sw_term_eval(terms, t, anything, NULL);

		n->can_be = sw_terms_values((struct sw_terms *)terms, &values);
	}
	return *n->can_be;
}

/* What (a op b) = TRUE_SIDE says of each side, the other side's values being OTHER. */
static void infer_comparison(const struct sw_node *n, bool holds, sw_term_known_fn *known, sw_term_learn_fn *learn,
			     const struct sw_terms *terms, void *cookie)
{
	struct sw_values a, b = sw_term_eval(terms, n->b, known, cookie), set;
	int64_t c;

	if (sw_values_is_one(&b, &c)) {
		set = satisfying(n->op, c);
		if (!holds)
			set = sw_values_complement(&set);
		learn(cookie, n->a, &set);
		return;
	}
	a = sw_term_eval(terms, n->a, known, cookie);
	if (sw_values_is_one(&a, &c)) {
		set = satisfying_right(n->op, c);
		if (!holds)
			set = sw_values_complement(&set);
		learn(cookie, n->b, &set);
	} else if ((n->op == SW_EQ) == holds && (n->op == SW_EQ || n->op == SW_NE)) {
		learn(cookie, n->a, &b);
		learn(cookie, n->b, &a);
	}
}

static bool is_truth(const struct sw_values *v)
{
	struct sw_values both = sw_values_range(0, 1);

	return sw_values_within(v, &both);
}

/*
 * All that is or-ed together in T is zero. What tells exactly of a count comes first (COUNTS), for the rest may follow.
 */
static void learn_zeros(const struct sw_terms *terms, sw_term t, bool counts, sw_term_learn_fn *learn, void *cookie)
{
	const struct sw_node n = *sw_term_node(terms, t);
	struct sw_values zero = sw_values_one(0);

	if (n.op == SW_OR) {
		learn_zeros(terms, n.a, counts, learn, cookie);
		learn_zeros(terms, n.b, counts, learn, cookie);
	} else if ((n.op == SW_BITS) == counts) {
		learn(cookie, t, &zero);
	}
}

static void infer_or(sw_term t, const struct sw_values *values, sw_term_known_fn *known,
		     sw_term_learn_fn *learn, const struct sw_terms *terms, void *cookie)
{
	const struct sw_node *n = sw_term_node(terms, t);
	struct sw_values zero = sw_values_one(0), nonzero = sw_values_nonzero(), a, b;

	if (sw_values_equal(values, &zero)) {
		learn_zeros(terms, t, true, learn, cookie);
		learn_zeros(terms, t, false, learn, cookie);
	} else if (sw_values_disjoint(values, &zero)) {
		/* where one is zero, it was the other */
		a = sw_term_eval(terms, n->a, known, cookie);
		b = sw_term_eval(terms, n->b, known, cookie);
		if (sw_values_equal(&b, &zero))
			learn(cookie, n->a, &nonzero);
		else if (sw_values_equal(&a, &zero))
			learn(cookie, n->b, &nonzero);
	}
}

static void infer_binary(const struct sw_node *n, const struct sw_values *values, sw_term_known_fn *known,
			 sw_term_learn_fn *learn, const struct sw_terms *terms, void *cookie)
{
	struct sw_values zero = sw_values_one(0), nonzero = sw_values_nonzero(), b, set;
	int64_t c;

	b = sw_term_eval(terms, n->b, known, cookie);
	if (n->op == SW_ADD && sw_values_is_one(&b, &c) && c != INT64_MIN) {
		set = sw_values_add(values, -c);
		learn(cookie, n->a, &set);
	} else if (n->op == SW_AND && sw_values_disjoint(values, &zero) && !sw_values_is_one(&b, &c)) {
		learn(cookie, n->a, &nonzero);
		learn(cookie, n->b, &nonzero);
	} else if (n->op == SW_AND && sw_values_equal(values, &zero) && is_truth(&b)) {
		/* of two booleans, the one that is known true is not the false one */
		struct sw_values a = sw_term_eval(terms, n->a, known, cookie);

		if (is_truth(&a) && sw_values_disjoint(&a, &zero))
			learn(cookie, n->b, &zero);
		if (is_truth(&a) && sw_values_disjoint(&b, &zero))
			learn(cookie, n->a, &zero);
	}
}

enum { FEW_BITS = 2 };

/* (x & MASK) == VALUE says what each bit of a small mask is; the terms of single bits are what other tests are about. */
static void infer_bits(const struct sw_terms *terms, sw_term x, int64_t mask, int64_t value, sw_term_learn_fn *learn,
		       void *cookie)
{
	struct sw_terms *pool = (struct sw_terms *)terms;

	if (mask <= 0 || !(mask & (mask - 1)) || __builtin_popcountll((uint64_t)mask) > FEW_BITS)
		return;
	for (int64_t rest = mask; rest; rest &= rest - 1) {
		int64_t bit = rest & -rest;
		struct sw_values set = sw_values_one(value & bit);

		learn(cookie, sw_term_binary(pool, SW_AND, x, sw_term_const(pool, bit)), &set);
	}
}

/* What bits that tell of a count say of it. */
static void infer_part(const struct sw_node *n, const struct sw_values *values, sw_term_learn_fn *learn, void *cookie)
{
	struct sw_values zero = sw_values_one(0), nonzero = sw_values_nonzero();

	if (sw_values_disjoint(values, &zero))
		learn(cookie, n->a, &nonzero);
	else if (n->op == SW_BITS && sw_values_equal(values, &zero))
		learn(cookie, n->a, &zero);
}

/* The operands, all multiples of the shift's size or all below it, for which a shift gives VALUES. */
static struct sw_values move_back(enum sw_op op, const struct sw_values *values, int64_t c)
{
	struct sw_values result = sw_values_none(), one;

	for (unsigned i = 0; i < values->n; i++) {
		int64_t lo = values->in[i].lo, hi = values->in[i].hi;

		one = op == SW_SHR ? sw_values_range(lo << c, hi << c)
				   : sw_values_range((lo >> c) + !!(lo & (((int64_t)1 << c) - 1)), hi >> c);
		result = sw_values_unite(&result, &one);
	}
	return result;
}

void sw_term_infer(const struct sw_terms *terms, sw_term t, const struct sw_values *values, sw_term_known_fn *known,
		   sw_term_learn_fn *learn, void *cookie)
{
	const struct sw_node n = *sw_term_node(terms, t);
	struct sw_values set;
	int64_t c, mask;

	switch (n.op) {
	case SW_EQ:
	case SW_NE:
	case SW_LT:
	case SW_LE:
	case SW_LTU:
	case SW_LEU:
		if (sw_values_is_one(values, &c))
			infer_comparison(&n, c != 0, known, learn, terms, cookie);
		return;
	case SW_NEG:
		set = sw_values_negate(values);
		learn(cookie, n.a, &set);
		return;
	case SW_ZEXT:
		/* a product or a shift is off by more than the one time 2^bits that is looked at here */
		if (n.number < 62 && sw_term_node(terms, n.a)->op != SW_MUL && sw_term_node(terms, n.a)->op != SW_SHL) {
			struct sw_values above = sw_values_add(values, (int64_t)1 << n.number),
					 below = sw_values_add(values, -((int64_t)1 << n.number));

			set = sw_values_unite(values, &above);
			set = sw_values_unite(&set, &below);
			learn(cookie, n.a, &set);
		}
		return;
	case SW_NOT:
		set = sw_values_negate(values);
		set = sw_values_add(&set, -1);
		learn(cookie, n.a, &set);
		return;
	case SW_OR:
		infer_or(t, values, known, learn, terms, cookie);
		return;
	case SW_BITS:
	case SW_ENTERED:
	case SW_SOME:
		infer_part(&n, values, learn, cookie);
		return;
	case SW_SHL:
	case SW_SHR:
		if (is_moved_mask(terms, &n, &c, &mask)) {
			struct sw_values all = n.op == SW_SHL ? sw_values_range(0, mask << c) : sw_values_range(0, mask >> c);

			set = sw_values_intersect(values, &all);
			set = move_back(n.op, &set, c);
			learn(cookie, n.a, &set);
		}
		return;
	case SW_AND:
		if (sw_term_is_const(terms, n.b, &mask) && sw_values_is_one(values, &c))
			infer_bits(terms, n.a, mask, c, learn, cookie);
		/* fall through */
	case SW_ADD:
		infer_binary(&n, values, known, learn, terms, cookie);
		return;
	default:
		return;
	}
}

bool sw_term_is_derived(const struct sw_terms *terms, sw_term t)
{
	const struct sw_node *n = sw_term_node(terms, t);
	int64_t c, mask;

	switch (n->op) {
	case SW_SHL:
	case SW_SHR:
		return is_moved_mask(terms, n, &c, &mask);
	case SW_EQ:
	case SW_NE:
	case SW_LT:
	case SW_LE:
	case SW_LTU:
	case SW_LEU:
		return sw_term_is_const(terms, n->a, &c) || sw_term_is_const(terms, n->b, &c);
	case SW_NOT:
	case SW_NEG:
	case SW_BITS: /* as far as anybody tests it: zero or not */
		return true;
	case SW_ADD:
		return sw_term_node(terms, n->a)->op == SW_COUNTER && sw_term_is_const(terms, n->b, &c);
	default:
		return false;
	}
}
