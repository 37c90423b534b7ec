// SPDX-License-Identifier: GPL-2.0-or-later
/* Terms: hash-consing, folding as C computes, replacing, visibility, text. */
#include "helper.h"

static const int64_t numbers[] = { INT64_MIN, INT64_MIN + 1, -4096, -4095, -2, -1, 0, 1, 2, 3, 7, 31, 32, 63, 64, 1024,
				   INT32_MAX, (int64_t)INT32_MAX + 1, INT64_MAX - 1, INT64_MAX };
static const enum sw_op binary_ops[] = { SW_ADD, SW_MUL, SW_AND, SW_OR, SW_XOR, SW_SHL, SW_SHR, SW_EQ, SW_NE, SW_LT,
					 SW_LE, SW_LTU, SW_LEU };

static void equal_terms_are_one_number(void **state)
{
	struct fixture *f = *state;
	sw_term sum = op(f, SW_ADD, arg(f, 1), arg(f, 2));

	assert_int_equal(arg(f, 1), arg(f, 1));
	assert_int_not_equal(arg(f, 1), arg(f, 2));
	assert_int_not_equal(arg(f, 1), val(f, 1));
	assert_int_equal(sum, op(f, SW_ADD, arg(f, 2), arg(f, 1)));
	assert_int_not_equal(op(f, SW_LT, arg(f, 1), arg(f, 2)), op(f, SW_LT, arg(f, 2), arg(f, 1)));
	assert_int_equal(address(f, "x"), address(f, "x"));
	assert_int_not_equal(address(f, "x"), address(f, "y"));
}

static void a_part_of_what_is_passed_is_no_memory(void **state)
{
	struct fixture *f = *state;
	struct sw_terms *t = &f->unit.terms;
	sw_term all = sw_term_passed(t, 2, ""), part = sw_term_passed(t, 2, "a.b");
	char text[64];

	assert_int_equal(sw_term_mem(t, all, "a.b", 0), part);
	assert_int_equal(sw_term_mem(t, sw_term_addr(t, all, "a"), "b", 0), part);
	assert_int_not_equal(part, sw_term_passed(t, 1, "a.b"));
	assert_true(sw_term_is_scalar(t, part));
	assert_true(sw_term_node(t, part)->visible);
	assert_string_equal(sw_term_print(t, part, text, sizeof text), "arg 2.a.b");
}

static sw_term sum_in(struct sw_terms *terms, sw_term a, sw_term b)
{
	return sw_term_binary(terms, SW_ADD, a, b);
}

/* arg 7 < value 9 */
static sw_term comparison_in(struct sw_terms *terms)
{
	return sw_term_binary(terms, SW_LT, sw_term_leaf(terms, SW_PARAM, 7), sw_term_leaf(terms, SW_VAL, 9));
}

static void a_pool_over_another_has_its_terms(void **state)
{
	struct fixture *f = *state;
	enum { MANY = 3000 };
	sw_term below = op(f, SW_ADD, arg(f, 1), arg(f, 2)), mine;
	uint32_t n = f->unit.terms.n;
	struct sw_terms over;

	sw_terms_init_over(&over, &f->unit.terms, &f->unit.arena, &f->unit.strings);
	assert_true(over.first >= n);
	assert_int_equal(sum_in(&over, sw_term_leaf(&over, SW_PARAM, 2), sw_term_leaf(&over, SW_PARAM, 1)), below);
	mine = sum_in(&over, below, sw_term_leaf(&over, SW_VAL, 9));
	assert_true(mine >= over.first);
	assert_true(sw_term_holds(&over, mine, below));
	for (int i = 0; i < MANY; i++)
		sw_term_const(&over, i * INT64_C(1000003));
	assert_int_equal(sum_in(&over, below, sw_term_leaf(&over, SW_VAL, 9)), mine);
	sw_terms_empty(&over);
	assert_int_equal(over.n, over.first);
	assert_int_equal(sw_term_const(&over, 5), over.first);
	assert_int_equal(sum_in(&over, sw_term_leaf(&over, SW_PARAM, 1), sw_term_leaf(&over, SW_PARAM, 2)), below);
	assert_int_equal(f->unit.terms.n, n);
}

static void a_parcel_makes_its_terms_again(void **state)
{
	struct fixture *f = *state;
	sw_term below = op(f, SW_ADD, arg(f, 1), arg(f, 2)), kept[3];
	const struct sw_parcel *parcel;
	struct sw_term_fields fields = { 0 };
	struct sw_terms from, to;

	sw_terms_init_over(&from, &f->unit.terms, &f->unit.arena, &f->unit.strings);
	sw_terms_init_over(&to, &f->unit.terms, &f->unit.arena, &f->unit.strings);
	sw_term_const(&from, 1000003);
	kept[0] = comparison_in(&from);
	kept[1] = sum_in(&from, below, kept[0]);
	kept[2] = below;
	for (int i = 0; i < 3; i++)
		sw_term_fields_add(&f->scratch, &fields, &kept[i], from.first);
	sw_term_fields_add(&f->scratch, &fields, &kept[1], from.first); /* two share it */
	assert_int_equal(fields.list.n, 3);
	parcel = sw_terms_pack(&from, &fields, &f->unit.arena, &f->scratch);
	assert_int_equal(parcel->n, 4);
	sw_terms_empty(&from);
	/* in the other pool, they stand in another order */
	sw_term_leaf(&to, SW_VAL, 9);
	fields.list.n = 0;
	for (int i = 0; i < 3; i++)
		sw_term_fields_add(&f->scratch, &fields, &kept[i], from.first);
	sw_terms_unpack(&to, parcel, from.first, &fields, &f->scratch);
	assert_int_equal(kept[0], comparison_in(&to));
	assert_int_equal(kept[1], sum_in(&to, below, kept[0]));
	assert_int_equal(kept[2], below);
	assert_null(sw_terms_pack(&to, &(struct sw_term_fields){ 0 }, &f->unit.arena, &f->scratch));
}

/* Two callees speak of x + y, one of which met y first: to their caller it is one sum. */
static void a_parcel_says_the_same_in_whatever_order(void **state)
{
	struct fixture *f = *state;
	const struct sw_parcel *parcel;
	struct sw_term_fields fields = { 0 };
	struct sw_terms from, to;
	sw_term x, y, sum;

	sw_terms_init_over(&from, &f->unit.terms, &f->unit.arena, &f->unit.strings);
	sw_terms_init_over(&to, &f->unit.terms, &f->unit.arena, &f->unit.strings);
	y = sw_term_leaf(&from, SW_PARAM, 2);
	x = sw_term_leaf(&from, SW_PARAM, 1);
	sum = sum_in(&from, x, y);
	sw_term_fields_add(&f->scratch, &fields, &sum, from.first);
	parcel = sw_terms_pack(&from, &fields, &f->unit.arena, &f->scratch);
	x = sw_term_leaf(&to, SW_PARAM, 1);
	y = sw_term_leaf(&to, SW_PARAM, 2);
	fields.list.n = 0;
	sw_term_fields_add(&f->scratch, &fields, &sum, from.first);
	sw_terms_unpack(&to, parcel, from.first, &fields, &f->scratch);
	assert_int_equal(sum, sum_in(&to, x, y));
}

static void many_terms_stay_apart(void **state)
{
	struct fixture *f = *state;
	enum { MANY = 5000 };
	sw_term *terms = test_calloc(MANY, sizeof *terms);

	for (int i = 0; i < MANY; i++)
		terms[i] = number(f, i * INT64_C(1000003));
	for (int i = 0; i < MANY; i++) {
		int64_t value;

		assert_int_equal(number(f, i * INT64_C(1000003)), terms[i]);
		assert_true(sw_term_is_const(&f->unit.terms, terms[i], &value));
		assert_int_equal(value, i * INT64_C(1000003));
	}
	test_free(terms);
}

/* In any number, by what they hold, and whatever becomes of the terms. */
static void values_are_kept_once(void **state)
{
	enum { SETS = 2000 };
	struct fixture *f = *state;
	const struct sw_values *kept[SETS], *pair;
	struct sw_terms over;
	struct sw_values one = sw_values_one(1), five = sw_values_one(5), both = sw_values_unite(&one, &five);

	sw_terms_init_over(&over, &f->unit.terms, &f->unit.arena, &f->unit.strings);
	pair = sw_terms_values(&over, &both);
	for (int i = 0; i < SETS; i++) {
		struct sw_values values = sw_values_range(-i, i % 2 ? i : 2 * i);

		kept[i] = sw_terms_values(&over, &values);
		assert_true(sw_values_equal(kept[i], &values) && kept[i] != &values);
	}
	sw_terms_empty(&over);
	for (int i = 0; i < SETS; i++) {
		struct sw_values values = *kept[i];

		assert_ptr_equal(sw_terms_values(&over, &values), kept[i]);
		assert_ptr_not_equal(kept[i], kept[(i + 1) % SETS]);
	}
	/* what is beyond their number does not count */
	both.in[both.n] = both.in[0];
	assert_ptr_equal(sw_terms_values(&over, &both), pair);
	assert_ptr_not_equal(sw_terms_values(&over, &one), pair);
}

static void check_fold(struct fixture *f, enum sw_op what, int64_t a, int64_t b, sw_term got)
{
	int64_t want, value;

	if (!reference(what, a, b, &want)) {
		assert_int_equal(got, 0);
		return;
	}
	assert_true(sw_term_is_const(&f->unit.terms, got, &value));
	check(value == want, "operation %d of %" PRId64 " and %" PRId64 ": %" PRId64 ", not %" PRId64, what, a, b,
	      value, want);
}

static void binary_folding_is_arithmetic(void **state)
{
	struct fixture *f = *state;

	for (size_t o = 0; o < COUNT(binary_ops); o++)
		for (size_t a = 0; a < COUNT(numbers); a++)
			for (size_t b = 0; b < COUNT(numbers); b++)
				check_fold(f, binary_ops[o], numbers[a], numbers[b],
					   op(f, binary_ops[o], number(f, numbers[a]), number(f, numbers[b])));
}

static void unary_folding_is_arithmetic(void **state)
{
	struct fixture *f = *state;
	struct sw_terms *t = &f->unit.terms;

	for (size_t a = 0; a < COUNT(numbers); a++) {
		sw_term c = number(f, numbers[a]);

		check_fold(f, SW_NOT, numbers[a], 0, sw_term_unary(t, SW_NOT, c, 0));
		check_fold(f, SW_NEG, numbers[a], 0, sw_term_unary(t, SW_NEG, c, 0));
		for (int64_t bits = 1; bits <= 64; bits++) {
			check_fold(f, SW_ZEXT, numbers[a], bits, sw_term_unary(t, SW_ZEXT, c, bits));
			check_fold(f, SW_SEXT, numbers[a], bits, sw_term_unary(t, SW_SEXT, c, bits));
		}
	}
}

struct assignment {
	struct fixture *f;
	int64_t value;
};

static sw_term give_value(void *cookie, const struct sw_node *leaf, sw_term self, sw_term base)
{
	struct assignment *a = cookie;

	(void)self;
	(void)base;
	return leaf->op == SW_PARAM ? number(a->f, a->value) : 0;
}

/* (((x op1 c1) op2 c2) == c3) and its like mean the same however they were simplified while they were made. */
static void simplified_terms_mean_the_same(void **state)
{
	static const int64_t constants[] = { -1, 0, 1, 2, INT64_MAX },
			     values[] = { INT64_MIN, -1, 0, 1, 2, 3, INT64_MAX };
	struct fixture *f = *state;

	for (size_t n = 0; n < COUNT(binary_ops) * COUNT(binary_ops) * COUNT(constants) * COUNT(constants) * 4; n++) {
		enum sw_op one = binary_ops[n / 4 % COUNT(binary_ops)];
		enum sw_op two = binary_ops[n / 4 / COUNT(binary_ops) % COUNT(binary_ops)];
		size_t rest = n / 4 / COUNT(binary_ops) / COUNT(binary_ops);
		int64_t c = constants[rest % COUNT(constants)], d = constants[rest / COUNT(constants)];
		bool left = n & 1, left_then = n & 2;
		sw_term t = left ? op(f, one, number(f, c), arg(f, 1)) : op(f, one, arg(f, 1), number(f, c));

		t = left_then ? op(f, two, number(f, d), t) : op(f, two, t, number(f, d));
		for (size_t v = 0; v < COUNT(values); v++) {
			struct assignment a = { f, values[v] };
			int64_t inner, want, got = 0;

			if (!reference(one, left ? c : values[v], left ? values[v] : c, &inner) ||
			    !reference(two, left_then ? d : inner, left_then ? inner : d, &want))
				continue;
			check(sw_term_is_const(&f->unit.terms, sw_term_replace(&f->unit.terms, t, give_value, &a),
					       &got) &&
				      got == want,
			      "operations %d, %d with %" PRId64 ", %" PRId64 " of %" PRId64 ": %" PRId64
			      ", not %" PRId64,
			      one, two, c, d, values[v], got, want);
		}
	}
}

static void a_negated_comparison_is_the_opposite_one(void **state)
{
	static const enum sw_op pairs[][2] = { { SW_EQ, SW_NE }, { SW_NE, SW_EQ } };
	struct fixture *f = *state;
	sw_term a = arg(f, 1), b = arg(f, 2), zero = number(f, 0);

	for (size_t i = 0; i < COUNT(pairs); i++) {
		assert_int_equal(op(f, SW_EQ, op(f, pairs[i][0], a, b), zero), op(f, pairs[i][1], a, b));
		assert_int_equal(op(f, SW_NE, op(f, pairs[i][0], a, b), zero), op(f, pairs[i][0], a, b));
	}
	assert_int_equal(op(f, SW_EQ, op(f, SW_LT, a, b), zero), op(f, SW_LE, b, a));
	assert_int_equal(op(f, SW_NE, op(f, SW_LEU, a, b), number(f, 1)), op(f, SW_LTU, b, a));
}

static void neutral_elements_vanish(void **state)
{
	static const struct {
		enum sw_op what;
		int64_t neutral;
	} rows[] = { { SW_ADD, 0 }, { SW_OR, 0 }, { SW_XOR, 0 }, { SW_SHL, 0 }, { SW_SHR, 0 }, { SW_AND, -1 } };
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(op(f, rows[i].what, arg(f, 1), number(f, rows[i].neutral)), arg(f, 1));
	assert_int_equal(op(f, SW_ADD, op(f, SW_ADD, arg(f, 1), number(f, 3)), number(f, -3)), arg(f, 1));
}

static void unknown_is_contagious(void **state)
{
	struct fixture *f = *state;
	struct sw_terms *t = &f->unit.terms;

	for (size_t o = 0; o < COUNT(binary_ops); o++) {
		assert_int_equal(op(f, binary_ops[o], 0, arg(f, 1)), 0);
		assert_int_equal(op(f, binary_ops[o], number(f, 1), 0), 0);
	}
	assert_int_equal(sw_term_unary(t, SW_NOT, 0, 0), 0);
	assert_int_equal(sw_term_mem(t, 0, "x", 0), 0);
	assert_int_equal(sw_term_addr(t, 0, "x"), 0);
}

static void too_deep_is_unknown(void **state)
{
	struct fixture *f = *state;
	sw_term t = arg(f, 1);

	for (int depth = 1; depth < SW_TERM_DEPTH; depth++) {
		t = sw_term_unary(&f->unit.terms, SW_NEG, t, 0);
		assert_int_not_equal(t, 0);
		assert_int_equal(sw_term_node(&f->unit.terms, t)->depth, depth + 1);
	}
	assert_int_equal(sw_term_unary(&f->unit.terms, SW_NEG, t, 0), 0);
}

static void paths_join(void **state)
{
	struct fixture *f = *state;
	struct sw_terms *t = &f->unit.terms;
	sw_term below = sw_term_addr(t, arg(f, 1), "a");

	assert_int_equal(sw_term_addr(t, arg(f, 1), ""), arg(f, 1));
	assert_int_equal(sw_term_addr(t, below, "b"), sw_term_addr(t, arg(f, 1), "a.b"));
	assert_int_equal(sw_term_addr(t, below, ""), below);
	assert_int_equal(sw_term_mem(t, below, "b", 0), sw_term_mem(t, arg(f, 1), "a.b", 0));
	assert_int_equal(sw_term_mem(t, below, "", 0), sw_term_mem(t, arg(f, 1), "a", 0));
	assert_int_not_equal(sw_term_mem(t, arg(f, 1), "a", 0), sw_term_mem(t, arg(f, 1), "a", 1));
}

static void leaves_decide_visibility(void **state)
{
	struct fixture *f = *state;
	struct sw_terms *t = &f->unit.terms;
	const struct {
		sw_term term;
		bool visible, has_val, has_mem, has_local;
	} rows[] = {
		{ arg(f, 1), true, false, false, false },
		{ number(f, 5), true, false, false, false },
		{ address(f, "x"), true, false, false, false },
		{ sw_term_leaf(t, SW_RET, 0), true, false, false, false },
		{ sw_term_leaf(t, SW_COUNTER, SW_IRQ), true, false, false, false },
		{ val(f, 1), false, true, false, false },
		{ local(f, 1), false, false, false, true },
		{ sw_term_mem(t, arg(f, 1), "x", 0), true, false, true, false },
		{ sw_term_mem(t, arg(f, 1), "x", 3), false, false, true, false },
		{ sw_term_mem(t, val(f, 1), "x", 0), false, true, true, false },
		{ sw_term_mem(t, local(f, 1), "x", 0), false, false, true, true },
		{ op(f, SW_ADD, arg(f, 1), val(f, 1)), false, true, false, false },
		{ op(f, SW_AND, sw_term_mem(t, arg(f, 1), "x", 0), number(f, 4)), true, false, true, false },
		{ sw_term_mem(t, sw_term_mem(t, arg(f, 1), "x", 0), "y", 0), true, false, true, false },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct sw_node *n = sw_term_node(t, rows[i].term);

		check(n->visible == rows[i].visible && n->has_val == rows[i].has_val && n->has_mem == rows[i].has_mem &&
			      n->has_local == rows[i].has_local, "row %zu", i);
	}
}

static void holds_finds_every_part(void **state)
{
	struct fixture *f = *state;
	struct sw_terms *t = &f->unit.terms;
	sw_term whole = op(f, SW_EQ, op(f, SW_AND, sw_term_mem(t, val(f, 1), "x", 0), number(f, 4)), arg(f, 2));

	assert_true(sw_term_holds(t, whole, whole));
	assert_true(sw_term_holds(t, whole, val(f, 1)));
	assert_true(sw_term_holds(t, whole, number(f, 4)));
	assert_true(sw_term_holds(t, whole, arg(f, 2)));
	assert_false(sw_term_holds(t, whole, arg(f, 1)));
	assert_false(sw_term_holds(t, whole, 0));
	assert_false(sw_term_holds(t, 0, 0));
}

/* Takes the arguments of a callee for those of its caller: arg 1 is &arg 3->in, arg 2 is 7, memory is on entry. */
static sw_term in_caller(void *cookie, const struct sw_node *leaf, sw_term self, sw_term base)
{
	struct fixture *f = cookie;

	if (base)
		return sw_term_mem(&f->unit.terms, base, leaf->name, leaf->number);
	if (leaf->op != SW_PARAM)
		return self;
	return leaf->number == 1 ? sw_term_addr(&f->unit.terms, arg(f, 3), "in") : leaf->number == 2 ? number(f, 7) : 0;
}

static void replace_rebuilds(void **state)
{
	struct fixture *f = *state;
	struct sw_terms *t = &f->unit.terms;
	const struct {
		sw_term before, after;
	} rows[] = {
		{ sw_term_mem(t, arg(f, 1), "x", 0), sw_term_mem(t, arg(f, 3), "in.x", 0) },
		{ sw_term_addr(t, arg(f, 1), "x"), sw_term_addr(t, arg(f, 3), "in.x") },
		{ op(f, SW_ADD, arg(f, 2), number(f, 1)), number(f, 8) },
		{ sw_term_unary(t, SW_NEG, arg(f, 2), 0), number(f, -7) },
		{ op(f, SW_ADD, arg(f, 2), arg(f, 9)), 0 },
		{ sw_term_mem(t, arg(f, 9), "x", 0), 0 },
		{ val(f, 1), val(f, 1) },
		{ number(f, 3), number(f, 3) },
		{ 0, 0 },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		check(sw_term_replace(t, rows[i].before, in_caller, f) == rows[i].after, "row %zu", i);
}

static void texts(void **state)
{
	struct fixture *f = *state;
	struct sw_terms *t = &f->unit.terms;
	sw_term flags = sw_term_mem(t, arg(f, 1), "base.flags", 0), masked = op(f, SW_AND, flags, number(f, 0x200));
	const struct {
		sw_term term;
		const char *text;
	} rows[] = {
		{ 0, "?" },
		{ number(f, 9), "9" },
		{ number(f, 0x400), "0x400" },
		{ number(f, -12), "-12" },
		{ arg(f, 2), "arg 2" },
		{ val(f, 3), "val 3" },
		{ address(f, "jiffies"), "jiffies" },
		{ sw_term_leaf(t, SW_RET, 0), "the result" },
		{ op(f, SW_AND, arg(f, 2), number(f, 0x400)), "arg 2 & 0x400" },
		{ flags, "arg 1->base.flags" },
		{ sw_term_mem(t, arg(f, 1), "", 0), "arg 1[0]" },
		{ sw_term_addr(t, arg(f, 1), "x"), "&arg 1->x" },
		{ op(f, SW_EQ, masked, arg(f, 2)), "(arg 1->base.flags & 0x200) == arg 2" },
		{ sw_term_unary(t, SW_NOT, arg(f, 1), 0), "~arg 1" },
		{ sw_term_unary(t, SW_ZEXT, arg(f, 1), 32), "arg 1" },
	};
	char text[100], small[100];

	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_string_equal(sw_term_print(t, rows[i].term, text, sizeof text), rows[i].text);
		for (size_t size = 1; size < sizeof small; size++) {
			memset(small, '#', sizeof small);
			sw_term_print(t, rows[i].term, small, size);
			assert_true(strlen(small) < size && small[size] == '#');
			assert_memory_equal(small, text, strlen(small));
		}
	}
}

/* ---- bits that tell of counts ---- */

static sw_term counter(struct fixture *f, enum sw_counter c)
{
	return sw_term_leaf(&f->unit.terms, SW_COUNTER, c);
}

static sw_term bits(struct fixture *f, enum sw_op what, sw_term count, int64_t mask)
{
	return sw_term_unary(&f->unit.terms, what, count, mask);
}

static sw_term masked(struct fixture *f, sw_term t, int64_t mask)
{
	return op(f, SW_AND, t, number(f, mask));
}

static void a_mask_picks_the_bits_of_counts(void **state)
{
	struct fixture *f = *state;
	sw_term preempt = bits(f, SW_BITS, counter(f, SW_PREEMPT), 0xff),
		hardirq = bits(f, SW_BITS, counter(f, SW_HARDIRQ), 0xf0000), both = op(f, SW_OR, preempt, hardirq);

	assert_int_equal(masked(f, both, 0xff), preempt);
	assert_int_equal(masked(f, both, 0xff0000), hardirq);
	assert_int_equal(masked(f, both, 0xf00ff), both);
	assert_int_equal(masked(f, both, 0xff00), number(f, 0));
	/* of a part of its bits it is only known that they are zero when the count is */
	assert_int_equal(masked(f, both, 0xf), bits(f, SW_SOME, counter(f, SW_PREEMPT), 0xf));
	assert_int_equal(sw_term_unary(&f->unit.terms, SW_SEXT, both, 32), both);
	assert_int_not_equal(sw_term_unary(&f->unit.terms, SW_ZEXT, both, 8), both);
}

static void counts_that_are_known_fold(void **state)
{
	struct fixture *f = *state;
	sw_term more = op(f, SW_ADD, counter(f, SW_SOFTIRQ), number(f, 2));

	assert_int_equal(bits(f, SW_BITS, number(f, 0), 0xff), number(f, 0));
	assert_int_equal(bits(f, SW_SOME, number(f, 0), 0xff), number(f, 0));
	assert_int_equal(bits(f, SW_BITS, number(f, 3), 1), number(f, 1));
	assert_int_not_equal(bits(f, SW_SOME, number(f, 3), 1), number(f, 1));
	/* what is taken on the way was not there when the context was entered */
	assert_int_equal(bits(f, SW_ENTERED, more, 0x100), bits(f, SW_ENTERED, counter(f, SW_SOFTIRQ), 0x100));
	assert_int_equal(sw_term_unary(&f->unit.terms, SW_HELD, sw_term_unary(&f->unit.terms, SW_SAVED, more, 0), 0), more);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in(equal_terms_are_one_number),
		unit_test_in(many_terms_stay_apart),
		unit_test_in(values_are_kept_once),
		unit_test_in(a_pool_over_another_has_its_terms),
		unit_test_in(a_parcel_makes_its_terms_again),
		unit_test_in(a_parcel_says_the_same_in_whatever_order),
		unit_test_in(binary_folding_is_arithmetic),
		unit_test_in(unary_folding_is_arithmetic),
		unit_test_in(simplified_terms_mean_the_same),
		unit_test_in(a_negated_comparison_is_the_opposite_one),
		unit_test_in(neutral_elements_vanish),
		unit_test_in(unknown_is_contagious),
		unit_test_in(too_deep_is_unknown),
		unit_test_in(paths_join),
		unit_test_in(leaves_decide_visibility),
		unit_test_in(holds_finds_every_part),
		unit_test_in(replace_rebuilds),
		unit_test_in(texts),
		unit_test_in(a_part_of_what_is_passed_is_no_memory),
		unit_test_in(a_mask_picks_the_bits_of_counts),
		unit_test_in(counts_that_are_known_fold),
	};

	return cmocka_run_group_tests_name("term", tests, NULL, NULL);
}
