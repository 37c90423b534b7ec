// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * GIMPLE operands as terms, and references as places in memory.
 *
 * A value is its 64-bit pattern: what is narrower is extended by its own signedness, so that comparisons of narrower
 * unsigned types are comparisons of signed numbers. What is not understood becomes a VAL of its own.
 */
#include "gcc-compat.h"

#include "lowering.h"

static sw_term new_val(struct lowering *l)
{
	return sw_function_new_val(l->unit, l->function);
}

static bool is_integral(tree type)
{
	return (INTEGRAL_TYPE_P(type) || POINTER_TYPE_P(type)) && TYPE_PRECISION(type) <= 64;
}

static bool is_wide(tree type)
{
	return TYPE_PRECISION(type) == 64;
}

/* Brings the result of arithmetic in TYPE back into its range. Signed overflow is not looked for. */
static sw_term wrap(struct lowering *l, tree type, sw_term t)
{
	if (is_wide(type) || !TYPE_UNSIGNED(type))
		return t;
	return sw_term_unary(&l->unit->terms, SW_ZEXT, t, TYPE_PRECISION(type));
}

static sw_term convert(struct lowering *l, tree to, tree from, sw_term t)
{
	int p_to, p_from;

	if (!is_integral(to) || !is_integral(from))
		return 0;
	p_to = TYPE_PRECISION(to);
	p_from = TYPE_PRECISION(from);
	if (p_to == 64 || (p_to > p_from && (TYPE_UNSIGNED(from) || !TYPE_UNSIGNED(to))) ||
	    (p_to == p_from && TYPE_UNSIGNED(to) == TYPE_UNSIGNED(from)))
		return t;
	if (p_to < p_from && TYPE_UNSIGNED(to))
		return sw_term_binary(&l->unit->terms, SW_AND, t,
				      sw_term_const(&l->unit->terms, ((int64_t)1 << p_to) - 1));
	return sw_term_unary(&l->unit->terms, TYPE_UNSIGNED(to) ? SW_ZEXT : SW_SEXT, t, p_to);
}

static sw_term term_of_comparison(struct lowering *l, enum tree_code code, tree type, sw_term a, sw_term b)
{
	struct sw_terms *terms = &l->unit->terms;
	bool by_pattern = is_wide(type) && TYPE_UNSIGNED(type);

	switch (code) {
	case EQ_EXPR:
		return sw_term_binary(terms, SW_EQ, a, b);
	case NE_EXPR:
		return sw_term_binary(terms, SW_NE, a, b);
	case LT_EXPR:
		return sw_term_binary(terms, by_pattern ? SW_LTU : SW_LT, a, b);
	case LE_EXPR:
		return sw_term_binary(terms, by_pattern ? SW_LEU : SW_LE, a, b);
	case GT_EXPR:
		return sw_term_binary(terms, by_pattern ? SW_LTU : SW_LT, b, a);
	default:
		return sw_term_binary(terms, by_pattern ? SW_LEU : SW_LE, b, a);
	}
}

static sw_term term_of_unary(struct lowering *l, enum tree_code code, tree type, tree a)
{
	struct sw_terms *terms = &l->unit->terms;
	sw_term t = term_of(l, a);

	switch (code) {
	CASE_CONVERT:
		return convert(l, type, TREE_TYPE(a), t);
	case NEGATE_EXPR:
		return wrap(l, type, sw_term_unary(terms, SW_NEG, t, 0));
	case BIT_NOT_EXPR:
		if (TYPE_PRECISION(type) == 1)
			return sw_term_binary(terms, SW_EQ, t, sw_term_const(terms, 0));
		return wrap(l, type, sw_term_unary(terms, SW_NOT, t, 0));
	case TRUTH_NOT_EXPR:
		return sw_term_binary(terms, SW_EQ, t, sw_term_const(terms, 0));
	default:
		return 0;
	}
}

/*
 * A truth value that is and-ed with true, or or-ed with false, stays the term that it is: what was learned of the one holds
 * for the other. That it has one bit only is said of each, for either may turn out to be so later, and so that `b | !!b` is
 * known for what it is.
 */
static sw_term term_of_truths(struct sw_terms *terms, enum sw_op op, sw_term x, sw_term y)
{
	sw_term zero = sw_term_const(terms, 0);
	int64_t c;

	if (sw_term_is_const(terms, x, &c))
		return (c != 0) == (op == SW_AND) ? y : sw_term_const(terms, c != 0);
	if (sw_term_is_const(terms, y, &c))
		return (c != 0) == (op == SW_AND) ? x : sw_term_const(terms, c != 0);
	return sw_term_binary(terms, op, sw_term_binary(terms, SW_NE, x, zero), sw_term_binary(terms, SW_NE, y, zero));
}

sw_term term_of_operation(struct lowering *l, enum tree_code code, tree type, tree a, tree b)
{
	struct sw_terms *terms = &l->unit->terms;
	bool truths = TREE_CODE(type) == BOOLEAN_TYPE;
	sw_term x, y;

	if (!is_integral(type) || !is_integral(TREE_TYPE(a)) || (b && !is_integral(TREE_TYPE(b))))
		return 0;
	if (!b)
		return term_of_unary(l, code, type, a);
	x = term_of(l, a);
	y = term_of(l, b);
	switch (code) {
	case EQ_EXPR:
	case NE_EXPR:
	case LT_EXPR:
	case LE_EXPR:
	case GT_EXPR:
	case GE_EXPR:
		return term_of_comparison(l, code, TREE_TYPE(a), x, y);
	case PLUS_EXPR:
	case POINTER_PLUS_EXPR:
		return wrap(l, type, sw_term_binary(terms, SW_ADD, x, y));
	case MINUS_EXPR:
		return wrap(l, type, sw_term_binary(terms, SW_ADD, x, sw_term_unary(terms, SW_NEG, y, 0)));
	case MULT_EXPR:
		return wrap(l, type, sw_term_binary(terms, SW_MUL, x, y));
	case BIT_AND_EXPR:
	case TRUTH_AND_EXPR:
		return truths ? term_of_truths(terms, SW_AND, x, y) : sw_term_binary(terms, SW_AND, x, y);
	case BIT_IOR_EXPR:
	case TRUTH_OR_EXPR:
		return truths ? term_of_truths(terms, SW_OR, x, y) : sw_term_binary(terms, SW_OR, x, y);
	case BIT_XOR_EXPR:
		return sw_term_binary(terms, SW_XOR, x, y);
	case LSHIFT_EXPR:
		return wrap(l, type, sw_term_binary(terms, SW_SHL, x, y));
	case RSHIFT_EXPR:
		/* a 64-bit unsigned value can look negative, and would be filled with ones */
		return is_wide(type) && TYPE_UNSIGNED(type) ? 0 : sw_term_binary(terms, SW_SHR, x, y);
	default:
		return 0;
	}
}

/* ---- memory ---- */

static sw_term local_of(struct lowering *l, tree decl)
{
	for (uint32_t i = 0; i < l->locals.n; i++)
		if (l->locals.at[i] == decl)
			return sw_term_leaf(&l->unit->terms, SW_LOCAL, i + 1);
	*sw_vec_push(&l->unit->arena, &l->locals) = decl;
	return sw_term_leaf(&l->unit->terms, SW_LOCAL, l->locals.n);
}

unsigned number_of_parameter(const struct lowering *l, tree parm)
{
	unsigned number = 1;

	for (tree p = DECL_ARGUMENTS(l->gcc_function->decl); p && p != parm; p = DECL_CHAIN(p))
		number++;
	return number;
}

static bool is_read_only(const struct lowering *l, tree decl)
{
	for (uint32_t i = 0; i < l->read_only.n; i++)
		if (l->read_only.at[i] == decl)
			return true;
	return false;
}

static sw_term base_of_decl(struct lowering *l, tree decl)
{
	if (TREE_CODE(decl) == FUNCTION_DECL)
		return sw_term_symbol(&l->unit->terms, symbol_of(l->unit, decl)->link_name);
	if (VAR_P(decl) && (TREE_STATIC(decl) || DECL_EXTERNAL(decl)))
		return sw_term_variable(&l->unit->terms, IDENTIFIER_POINTER(DECL_ASSEMBLER_NAME(decl)), !TREE_PUBLIC(decl));
	if (is_read_only(l, decl))
		return sw_term_passed(&l->unit->terms, number_of_parameter(l, decl), "");
	return DECL_P(decl) ? local_of(l, decl) : 0;
}

/* Puts NAME in front of PATH. */
static const char *prefix(struct lowering *l, const char *name, const char *path)
{
	return *path && *path != '[' ? sw_intern_printf(&l->unit->strings, "%s.%s", name, path)
				     : sw_intern_printf(&l->unit->strings, "%s%s", name, path);
}

bool place_in_memory(struct lowering *l, tree ref, sw_term *base, const char **path)
{
	const char *below = "";

	for (;; ref = TREE_OPERAND(ref, 0)) {
		tree index;

		switch (TREE_CODE(ref)) {
		case COMPONENT_REF:
			if (DECL_NAME(TREE_OPERAND(ref, 1)))
				below = prefix(l, IDENTIFIER_POINTER(DECL_NAME(TREE_OPERAND(ref, 1))), below);
			continue;
		case ARRAY_REF:
			index = TREE_OPERAND(ref, 1);
			if (!tree_fits_shwi_p(index))
				return false;
			below = prefix(l, sw_intern_printf(&l->unit->strings, "[%ld]", (long)tree_to_shwi(index)), below);
			continue;
		case MEM_REF:
			*base = term_of(l, TREE_OPERAND(ref, 0));
			if (!integer_zerop(TREE_OPERAND(ref, 1)))
				below = prefix(l, sw_intern_printf(&l->unit->strings, "+%ld",
					(long)mem_ref_offset(ref).force_shwi().to_constant()), below);
			*path = sw_intern(&l->unit->strings, below);
			return *base != 0;
		case VAR_DECL:
		case PARM_DECL:
		case RESULT_DECL:
		case FUNCTION_DECL:
			*base = base_of_decl(l, ref);
			*path = sw_intern(&l->unit->strings, below);
			return *base != 0;
		default:
			return false;
		}
	}
}

const char *slot_of(struct lowering *l, tree ref)
{
	tree field, record;

	if (!ref || TREE_CODE(ref) != COMPONENT_REF)
		return NULL;
	field = TREE_OPERAND(ref, 1);
	record = DECL_CONTEXT(field) ? TYPE_NAME(TYPE_MAIN_VARIANT(DECL_CONTEXT(field))) : NULL_TREE;
	if (record && TREE_CODE(record) == TYPE_DECL)
		record = DECL_NAME(record);
	if (!record || !DECL_NAME(field))
		return NULL;
	return sw_intern_printf(&l->unit->strings, "%s.%s", IDENTIFIER_POINTER(record),
				IDENTIFIER_POINTER(DECL_NAME(field)));
}

sw_term address_of(struct lowering *l, tree ref)
{
	sw_term base;
	const char *path;

	return place_in_memory(l, ref, &base, &path) ? sw_term_addr(&l->unit->terms, base, path) : 0;
}

/* ---- SSA names ---- */

/* __builtin_expect() and its like give their first argument back. */
static bool passes_first_argument(gimple *call)
{
	return gimple_call_builtin_p(call, BUILT_IN_EXPECT) ||
	       gimple_call_builtin_p(call, BUILT_IN_EXPECT_WITH_PROBABILITY) ||
	       gimple_call_builtin_p(call, BUILT_IN_ASSUME_ALIGNED);
}

static bool is_loaded(tree value)
{
	gimple *def = TREE_CODE(value) == SSA_NAME ? SSA_NAME_DEF_STMT(value) : NULL;

	if (def && gimple_assign_cast_p(def))
		return is_loaded(gimple_assign_rhs1(def));
	return def && gimple_assign_load_p(def);
}

/* What is read from memory is no constant; a parameter may be, in a caller. */
static sw_term term_of_constant_p(struct lowering *l, tree value)
{
	if (is_gimple_min_invariant(value))
		return sw_term_const(&l->unit->terms, 1);
	return is_loaded(value) ? sw_term_const(&l->unit->terms, 0) : 0;
}

static sw_term term_of_call(struct lowering *l, gimple *call)
{
	if (passes_first_argument(call))
		return term_of(l, gimple_call_arg(call, 0));
	if (gimple_call_builtin_p(call, BUILT_IN_CONSTANT_P))
		return term_of_constant_p(l, gimple_call_arg(call, 0));
	return 0;
}

/* check_add_overflow(): the sum is the real part of what an internal function returns. 0: VALUE is no such sum. */
static sw_term term_of_sum(struct lowering *l, tree value)
{
	tree pair = TREE_CODE(value) == REALPART_EXPR ? TREE_OPERAND(value, 0) : NULL_TREE;
	gimple *call = pair && TREE_CODE(pair) == SSA_NAME ? SSA_NAME_DEF_STMT(pair) : NULL;

	if (!call || !gimple_call_internal_p(call, IFN_ADD_OVERFLOW))
		return 0;
	return term_of_operation(l, PLUS_EXPR, TREE_TYPE(value), gimple_call_arg(call, 0), gimple_call_arg(call, 1));
}

static sw_term term_of_assign(struct lowering *l, gimple *assign)
{
	tree lhs = gimple_assign_lhs(assign);

	if (TREE_CODE(gimple_assign_rhs1(assign)) == REALPART_EXPR)
		return term_of_sum(l, gimple_assign_rhs1(assign));
	if (gimple_assign_load_p(assign))
		return 0;
	if (gimple_assign_single_p(assign))
		return term_of(l, gimple_assign_rhs1(assign));
	if (gimple_num_ops(assign) > 3)
		return 0;
	return term_of_operation(l, gimple_assign_rhs_code(assign), TREE_TYPE(lhs), gimple_assign_rhs1(assign),
				 gimple_num_ops(assign) == 3 ? gimple_assign_rhs2(assign) : NULL_TREE);
}

tree parameter_in(tree value)
{
	return TREE_CODE(value) == SSA_NAME && SSA_NAME_IS_DEFAULT_DEF(value) && SSA_NAME_VAR(value) &&
	       TREE_CODE(SSA_NAME_VAR(value)) == PARM_DECL ? SSA_NAME_VAR(value) : NULL_TREE;
}

static bool is_zero(tree value)
{
	gimple *def = TREE_CODE(value) == SSA_NAME ? SSA_NAME_DEF_STMT(value) : NULL;

	return integer_zerop(def && gimple_assign_single_p(def) ? gimple_assign_rhs1(def) : value);
}

enum { PHIS = 8 }; /* that are looked through for a parameter */

/* VALUE is one of the N PHIS from now on; false when it is no phi, or there are too many. */
static bool add_phi(tree *phis, unsigned *n, tree value)
{
	for (unsigned i = 0; i < *n; i++)
		if (phis[i] == value)
			return true;
	if (*n == PHIS || TREE_CODE(value) != SSA_NAME || gimple_code(SSA_NAME_DEF_STMT(value)) != GIMPLE_PHI)
		return false;
	phis[(*n)++] = value;
	return true;
}

/* The parameter that RESULT, of a phi, is wherever it is not 0, also through other phis; NULL_TREE when there is none. */
static tree masked_in(tree result)
{
	tree phis[PHIS] = { result }, found = NULL_TREE;
	unsigned n = 1;

	for (unsigned p = 0; p < n; p++) {
		gphi *phi = as_a<gphi *>(SSA_NAME_DEF_STMT(phis[p]));

		for (unsigned i = 0; i < gimple_phi_num_args(phi); i++) {
			tree value = gimple_phi_arg_def(phi, i), parameter = parameter_in(value);

			if (parameter && !found)
				found = parameter;
			else if (parameter ? parameter != found : !is_zero(value) && !add_phi(phis, &n, value))
				return NULL_TREE;
		}
	}
	return found;
}

static sw_term term_of_parameter(struct lowering *l, tree parm)
{
	return sw_term_leaf(&l->unit->terms, SW_PARAM, number_of_parameter(l, parm));
}

/* `if (timeout < 0) sleep_ok = false;` leaves a flag that is set only if the caller's is: the caller's, masked. */
static sw_term term_of_phi(struct lowering *l, tree result)
{
	tree masked = INTEGRAL_TYPE_P(TREE_TYPE(result)) ? masked_in(result) : NULL_TREE;
	struct phi phi = { result, new_val(l), masked ? term_of_parameter(l, masked) : 0 };

	*sw_vec_push(&l->unit->arena, &l->phis) = phi;
	return phi.masked ? sw_term_binary(&l->unit->terms, SW_AND, phi.masked, phi.val) : phi.val;
}

static sw_term term_of_definition(struct lowering *l, tree name)
{
	gimple *def = SSA_NAME_DEF_STMT(name);

	if (SSA_NAME_IS_DEFAULT_DEF(name))
		return parameter_in(name) ? term_of_parameter(l, parameter_in(name)) : 0;
	switch (gimple_code(def)) {
	case GIMPLE_PHI:
		return term_of_phi(l, name);
	case GIMPLE_ASSIGN:
		return term_of_assign(l, def);
	case GIMPLE_CALL:
		return term_of_call(l, def);
	default:
		return 0;
	}
}

static sw_term term_of_name(struct lowering *l, tree name)
{
	unsigned version = SSA_NAME_VERSION(name);

	if (!l->terms[version]) {
		sw_term t = term_of_definition(l, name);

		l->opaque[version] = !t;
		l->terms[version] = t ? t : new_val(l);
	}
	return l->terms[version];
}

sw_term term_of(struct lowering *l, tree value)
{
	switch (TREE_CODE(value)) {
	case SSA_NAME:
		return term_of_name(l, value);
	case INTEGER_CST:
		if (tree_fits_shwi_p(value))
			return sw_term_const(&l->unit->terms, tree_to_shwi(value));
		return tree_fits_uhwi_p(value) ? sw_term_const(&l->unit->terms, (int64_t)tree_to_uhwi(value)) : 0;
	case ADDR_EXPR:
		return address_of(l, TREE_OPERAND(value, 0));
	default:
		return 0;
	}
}
