// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lowers GIMPLE in SSA form to residues, pushing each function block by block through residue.h. Only reads.
 *
 * Block numbers are GCC's own; block 0 is the entry block. Calls stay with their arguments; loads, stores and copies
 * stay where the analysis can name the place; arithmetic becomes terms and leaves no event.
 */
#include "gcc-compat.h"

#include "lowering.h"

/* ---- symbols ---- */

/* What a parameter's type, by the name that people gave it, lets us assume: a gfp_t says whether the function may sleep. */
static void note_parameter_types(struct sw_unit *unit, struct sw_symbol *symbol, tree fndecl)
{
	unsigned arg = 1;

	for (tree t = TYPE_ARG_TYPES(TREE_TYPE(fndecl)); t && t != void_list_node; t = TREE_CHAIN(t), arg++) {
		tree name = TYPE_NAME(TREE_VALUE(t));
		const char *type;

		if (!name || TREE_CODE(name) != TYPE_DECL || !DECL_NAME(name))
			continue;
		type = sw_intern_printf(&unit->strings, "(%s)", IDENTIFIER_POINTER(DECL_NAME(name)));
		if (!sw_contracts_find(&plugin.contracts, type))
			continue;
		symbol->assumed_type = type;
		symbol->assumed_arg = arg;
		return;
	}
}

/* What the alias NODE stands for; of a weak reference to what this file does not declare, there is only a name. Or NULL. */
static struct sw_symbol *target_of_alias(struct sw_unit *unit, struct cgraph_node *node)
{
	struct ipa_ref *ref = NULL;
	tree name = node->get_alias_target_tree();

	if (node->iterate_reference(0, ref) && ref->use == IPA_REF_ALIAS)
		return TREE_CODE(ref->referred->decl) == FUNCTION_DECL ? symbol_of(unit, ref->referred->decl) : NULL;
	if (!name || TREE_CODE(name) != IDENTIFIER_NODE)
		return NULL;
	return sw_unit_symbol(unit, IDENTIFIER_POINTER(name), IDENTIFIER_POINTER(name));
}

struct sw_symbol *symbol_of(struct sw_unit *unit, tree fndecl)
{
	const char *link_name = IDENTIFIER_POINTER(DECL_ASSEMBLER_NAME(fndecl));
	struct sw_symbol *symbol = sw_unit_symbol(unit, link_name, IDENTIFIER_POINTER(DECL_NAME(fndecl)));
	struct cgraph_node *node;

	if (symbol->place.line)
		return symbol;
	symbol->place = place_of(DECL_SOURCE_LOCATION(fndecl));
	if (!symbol->place.line)
		symbol->place.line = 1; /* a builtin: only to mark that it was looked at */
	symbol->noreturn = TREE_THIS_VOLATILE(fndecl);
	symbol->local = !TREE_PUBLIC(fndecl);
	symbol->weak = DECL_WEAK(fndecl);
	symbol->builtin = fndecl_built_in_p(fndecl, BUILT_IN_NORMAL);
	symbol->contract = contract_of_decl(fndecl);
	if (!gimple_has_body_p(fndecl))
		note_parameter_types(unit, symbol, fndecl);
	node = cgraph_node::get(fndecl);
	if (node && node->alias)
		symbol->alias_of = target_of_alias(unit, node);
	return symbol;
}

/* ---- events ---- */

static struct sw_event *new_event(struct lowering *l, gimple *stmt, enum sw_event_kind kind)
{
	return sw_block_event(l->unit, l->function, gimple_bb(stmt)->index, kind, place_of(gimple_location(stmt)));
}

/* The SSA name becomes something that is not understood, each time that STMT runs. */
static void define(struct lowering *l, gimple *stmt, tree name)
{
	sw_term val = term_of(l, name);

	if (l->opaque[SSA_NAME_VERSION(name)])
		new_event(l, stmt, SW_EVENT_DEFINE)->value = val;
}

/* ---- bit fields ---- */

/* The field of RECORD that is the BITS from bit FIRST on, as a reference; NULL_TREE when there is none. */
static tree field_at(tree record, HOST_WIDE_INT first, HOST_WIDE_INT bits)
{
	if (TREE_CODE(TREE_TYPE(record)) != RECORD_TYPE)
		return NULL_TREE;
	for (tree field = TYPE_FIELDS(TREE_TYPE(record)); field; field = DECL_CHAIN(field)) {
		HOST_WIDE_INT begin, size;
		tree ref;

		if (TREE_CODE(field) != FIELD_DECL || !DECL_SIZE(field) || !tree_fits_shwi_p(DECL_SIZE(field)) ||
		    !tree_fits_shwi_p(bit_position(field)))
			continue;
		begin = tree_to_shwi(bit_position(field));
		size = tree_to_shwi(DECL_SIZE(field));
		if (first < begin || first + bits > begin + size)
			continue;
		ref = build3(COMPONENT_REF, TREE_TYPE(field), record, field, NULL_TREE);
		if (DECL_BIT_FIELD(field))
			return first == begin && bits == size ? ref : NULL_TREE;
		return field_at(ref, first - begin, bits);
	}
	return NULL_TREE;
}

/* Is VALUE only looked at for whether it is 0? */
static bool is_truth_only(tree value)
{
	imm_use_iterator uses;
	use_operand_p use;

	FOR_EACH_IMM_USE_FAST(use, uses, value) {
		gimple *stmt = USE_STMT(use);
		enum tree_code code;
		tree to;

		if (is_gimple_debug(stmt))
			continue;
		if (gimple_code(stmt) == GIMPLE_COND) {
			code = gimple_cond_code(stmt);
			to = gimple_cond_rhs(stmt);
		} else if (is_gimple_assign(stmt) && gimple_num_ops(stmt) == 3) {
			code = gimple_assign_rhs_code(stmt);
			to = gimple_assign_rhs2(stmt);
		} else {
			return false;
		}
		if ((code != EQ_EXPR && code != NE_EXPR) || !integer_zerop(to))
			return false;
	}
	return true;
}

/* Bits of a record, from the bit AT. */
struct word {
	tree of;
	HOST_WIDE_INT at;
};

/* MASKED is WORD, which STMT loads, with a mask: a load of the one field that the mask takes out of it. */
static bool lower_masked(struct lowering *l, const struct word *word, gimple *stmt, gimple *masked)
{
	tree value, field;
	unsigned HOST_WIDE_INT mask;
	sw_term base;
	const char *path;
	struct sw_event *event;
	int first;

	if (!is_gimple_assign(masked) || gimple_assign_rhs_code(masked) != BIT_AND_EXPR ||
	    !tree_fits_uhwi_p(gimple_assign_rhs2(masked)))
		return false;
	value = gimple_assign_lhs(masked);
	mask = tree_to_uhwi(gimple_assign_rhs2(masked));
	first = mask ? ctz_hwi(mask) : 0;
	if (!mask || mask >> first != (mask >> first | (mask >> first) >> 1) || !is_truth_only(value) ||
	    l->terms[SSA_NAME_VERSION(value)])
		return false;
	field = field_at(word->of, word->at + first, popcount_hwi(mask));
	if (!field || !place_in_memory(l, field, &base, &path))
		return false;
	event = new_event(l, stmt, SW_EVENT_LOAD);
	event->value = sw_function_new_val(l->unit, l->function);
	event->base = base;
	event->path = path;
	l->terms[SSA_NAME_VERSION(value)] = event->value;
	return true;
}

/* Does BITS read a word that spans fields? By its size and the target, that is a part of a record, or all of it as a number. */
static bool is_word(tree bits, struct word *word)
{
	if (BYTES_BIG_ENDIAN || TREE_THIS_VOLATILE(bits))
		return false;
	if (TREE_CODE(bits) == BIT_FIELD_REF && tree_fits_shwi_p(TREE_OPERAND(bits, 2)))
		*word = { TREE_OPERAND(bits, 0), tree_to_shwi(TREE_OPERAND(bits, 2)) };
	else if (TREE_CODE(bits) == VIEW_CONVERT_EXPR && TREE_CODE(TREE_TYPE(TREE_OPERAND(bits, 0))) == RECORD_TYPE)
		*word = { TREE_OPERAND(bits, 0), 0 };
	else
		return false;
	return true;
}

/*
 * `if (dev->power.irq_safe)`, with irq_safe a bit of a word, has become a test of that word under a mask. False when the word
 * is used in another way, too.
 */
static bool lower_bits(struct lowering *l, gimple *stmt)
{
	struct word word;
	imm_use_iterator uses;
	use_operand_p use;
	bool all = true;

	if (!is_word(gimple_assign_rhs1(stmt), &word))
		return false;
	FOR_EACH_IMM_USE_FAST(use, uses, gimple_assign_lhs(stmt))
		if (!is_gimple_debug(USE_STMT(use)))
			all &= lower_masked(l, &word, stmt, USE_STMT(use));
	return all;
}

/*
 * STMT follows the pointer that REF goes by. If a call has just returned it, then that was an object: do_shmat() knows that
 * shm_lock() finds the segment, and locks it, and looks into it.
 */
static void note_object(struct lowering *l, gimple *stmt, tree ref)
{
	tree base = get_base_address(ref), pointer = base && TREE_CODE(base) == MEM_REF ? TREE_OPERAND(base, 0) : NULL_TREE;
	gimple *def = pointer && TREE_CODE(pointer) == SSA_NAME ? SSA_NAME_DEF_STMT(pointer) : NULL;
	struct sw_block *block = &l->function->blocks.at[gimple_bb(stmt)->index];

	if (!def || gimple_code(def) != GIMPLE_CALL || gimple_bb(def) != gimple_bb(stmt))
		return;
	for (uint32_t i = 0; i < block->events.n; i++)
		if (block->events.at[i].kind == SW_EVENT_CALL && block->events.at[i].value == term_of(l, pointer))
			block->events.at[i].object = true;
}

static void lower_load(struct lowering *l, gimple *stmt)
{
	tree ref = gimple_assign_rhs1(stmt);
	sw_term base;
	const char *path;
	struct sw_event *event;

	note_object(l, stmt, ref);
	if (lower_bits(l, stmt))
		return;
	if (TREE_THIS_VOLATILE(ref) || !place_in_memory(l, ref, &base, &path)) {
		define(l, stmt, gimple_assign_lhs(stmt));
		return;
	}
	event = new_event(l, stmt, SW_EVENT_LOAD);
	event->value = term_of(l, gimple_assign_lhs(stmt));
	event->base = base;
	event->path = path;
}

static bool is_function_pointer(tree type)
{
	return POINTER_TYPE_P(type) && TREE_CODE(TREE_TYPE(type)) == FUNCTION_TYPE;
}

/* A function's address goes where a contract may say how it will be entered. */
static void note_assignment(struct lowering *l, struct sw_symbol *function, const char *slot,
			    struct sw_contract *contract, struct sw_place place)
{
	struct sw_assignment *a = sw_vec_push(&l->unit->arena, &l->unit->assignments);

	a->in = l->function ? l->function->symbol : NULL;
	a->function = function;
	a->slot = slot;
	a->contract = contract;
	a->place = place;
}

/* The function that VALUE is the address of, or NULL. */
static tree function_in(tree value)
{
	STRIP_NOPS(value);
	value = TREE_CODE(value) == ADDR_EXPR ? TREE_OPERAND(value, 0) : NULL_TREE;
	return value && TREE_CODE(value) == FUNCTION_DECL ? value : NULL_TREE;
}

/* VALUE is put into the field or variable REF: when it is a function's address, REF may have a contract. */
static void note_function(struct lowering *l, tree ref, tree value, struct sw_place place)
{
	tree function = function_in(value), parameter = parameter_in(value);
	struct sw_contract *contract;
	const char *slot;

	if ((!function && !parameter) || !is_function_pointer(TREE_TYPE(ref)))
		return;
	contract = contract_of_pointer(ref, TREE_TYPE(ref));
	slot = slot_of(l, ref);
	if (!contract && !slot)
		return;
	if (function) {
		note_assignment(l, symbol_of(l->unit, function), slot, contract, place);
	} else {
		struct sw_placing placing = { number_of_parameter(l, parameter), slot, contract, NULL, false };

		sw_symbol_places(l->unit, l->function->symbol, &placing);
	}
}

/* All of REF is written, with what is still to be said; NULL when it can not be named. */
static struct sw_event *copy_to(struct lowering *l, gimple *stmt, tree ref)
{
	struct sw_event *event;
	sw_term base;
	const char *path;

	if (!place_in_memory(l, ref, &base, &path))
		return NULL;
	event = new_event(l, stmt, SW_EVENT_COPY);
	event->base = base;
	event->path = path;
	return event;
}

/*
 * Of REF, which is set to zeros, nothing is known of what can be written under more names than one: the members of a union
 * (REF is in one, or is one of which all but the member BUT goes: SHARED), and elements, which any pointer reaches.
 */
static void forget_shared(struct lowering *l, gimple *stmt, tree ref, tree but, bool shared)
{
	for (tree field = TYPE_FIELDS(TREE_TYPE(ref)); field; field = DECL_CHAIN(field)) {
		bool composed = TREE_CODE(field) == FIELD_DECL && RECORD_OR_UNION_TYPE_P(TREE_TYPE(field)), named;
		tree part;

		if (TREE_CODE(field) != FIELD_DECL || field == but)
			continue;
		named = DECL_NAME(field);
		part = build3(COMPONENT_REF, TREE_TYPE(field), ref, field, NULL_TREE);
		if (composed && (!named || (!shared && TREE_CODE(TREE_TYPE(field)) == RECORD_TYPE)))
			forget_shared(l, stmt, part, NULL_TREE, shared || TREE_CODE(TREE_TYPE(field)) == UNION_TYPE);
		else if (named && (shared || composed || TREE_CODE(TREE_TYPE(field)) == ARRAY_TYPE))
			copy_to(l, stmt, part);
	}
}

static bool is_local(tree decl)
{
	return decl && VAR_P(decl) && !is_global_var(decl);
}

/* All of REF, a variable or a part of one, is known to be set to zeros. False when it can not be named. */
static bool set_to_zeros(struct lowering *l, gimple *stmt, tree ref)
{
	struct sw_event *event = copy_to(l, stmt, ref);

	if (!event)
		return false;
	event->from = sw_term_const(&l->unit->terms, 0);
	forget_shared(l, stmt, ref, NULL_TREE, false);
	return true;
}

/* All of REF is set to zeros, which is known of variables only. False when it can not be named. */
static bool lower_zeros(struct lowering *l, gimple *stmt, tree ref)
{
	if (is_local(ref) && TREE_CODE(TREE_TYPE(ref)) == RECORD_TYPE)
		return set_to_zeros(l, stmt, ref);
	return copy_to(l, stmt, ref);
}

/* An element that can not be named is written: what is known of all of the array goes. */
static void lower_unnamed_store(struct lowering *l, gimple *stmt, tree ref)
{
	while (handled_component_p(ref)) {
		ref = TREE_OPERAND(ref, 0);
		if (copy_to(l, stmt, ref))
			return;
	}
}

/* A part of a variable is written as something else than its fields (GCC makes one store of a memcpy()): all of it is. */
static void forget_punned(struct lowering *l, gimple *stmt, tree ref)
{
	tree object;

	while (handled_component_p(ref))
		ref = TREE_OPERAND(ref, 0);
	object = get_base_address(ref);
	if (TREE_CODE(ref) == MEM_REF && object && VAR_P(object) && TREE_CODE(TREE_TYPE(object)) == RECORD_TYPE &&
	    TYPE_MAIN_VARIANT(TREE_TYPE(ref)) != TYPE_MAIN_VARIANT(TREE_TYPE(object)))
		copy_to(l, stmt, object);
}

/* Has REF a place of its own? That of an unnamed member is that of the struct around it. */
static bool is_named(tree ref)
{
	return TREE_CODE(ref) != COMPONENT_REF || DECL_NAME(TREE_OPERAND(ref, 1));
}

/*
 * STMT writes REF, in a variable: what is in a union with it is not known any more, or is 0 with REF (`cmd.u64 = 0;
 * cmd.s.opcode = 5;`).
 */
static void lower_siblings(struct lowering *l, gimple *stmt, tree ref)
{
	bool zero = integer_zerop(gimple_assign_rhs1(stmt));

	if (!is_local(get_base_address(ref)))
		return;
	for (tree part = ref; handled_component_p(part); part = TREE_OPERAND(part, 0)) {
		tree whole = TREE_OPERAND(part, 0);

		if (TREE_CODE(part) != COMPONENT_REF || TREE_CODE(TREE_TYPE(whole)) != UNION_TYPE)
			continue;
		if (zero && part == ref && is_named(whole) &&
		    tree_int_cst_equal(TYPE_SIZE(TREE_TYPE(whole)), DECL_SIZE(TREE_OPERAND(part, 1))))
			set_to_zeros(l, stmt, whole);
		else
			forget_shared(l, stmt, whole, TREE_OPERAND(part, 1), true);
	}
}

static void lower_store(struct lowering *l, gimple *stmt)
{
	tree ref = gimple_assign_lhs(stmt), from = gimple_assign_rhs1(stmt);
	sw_term base, value = gimple_assign_single_p(stmt) && is_gimple_val(from) ? term_of(l, from) : 0;
	const char *path;
	struct sw_event *event;

	note_object(l, stmt, ref);
	forget_punned(l, stmt, ref);
	note_function(l, ref, from, place_of(gimple_location(stmt)));
	lower_siblings(l, stmt, ref);
	if (!place_in_memory(l, ref, &base, &path)) {
		lower_unnamed_store(l, stmt, ref);
		return;
	}
	event = new_event(l, stmt, SW_EVENT_STORE);
	event->base = base;
	event->path = path;
	event->value = value;
}

/* A whole struct is written: from another one, or with what is not looked at. */
static void lower_copy(struct lowering *l, gimple *stmt)
{
	tree to = gimple_assign_lhs(stmt), from = gimple_assign_rhs1(stmt);
	struct sw_event *event;

	/* the end of a variable's scope: nothing reads it from here on */
	if (gimple_clobber_p(stmt))
		return;
	if (TREE_CODE(from) == CONSTRUCTOR && !CONSTRUCTOR_NELTS(from) && lower_zeros(l, stmt, to)) /* `= {}` */
		return;
	event = copy_to(l, stmt, to);
	if (event)
		event->from = address_of(l, from);
	else
		lower_unnamed_store(l, stmt, to);
}

static void lower_assign(struct lowering *l, gimple *stmt)
{
	tree lhs = gimple_assign_lhs(stmt);

	if (TREE_CODE(lhs) != SSA_NAME) {
		if (is_gimple_reg_type(TREE_TYPE(lhs)) && !gimple_clobber_p(stmt))
			lower_store(l, stmt);
		else
			lower_copy(l, stmt);
	} else if (gimple_assign_load_p(stmt)) {
		lower_load(l, stmt);
	} else {
		if (SSA_NAME_VAR(lhs))
			note_function(l, SSA_NAME_VAR(lhs), gimple_assign_rhs1(stmt), place_of(gimple_location(stmt)));
		define(l, stmt, lhs);
	}
}

/* STMT makes OUTPUT, a name or a place, something that is not understood. */
static void lower_output(struct lowering *l, gimple *stmt, tree output)
{
	struct sw_event *event;
	sw_term base;
	const char *path;

	if (TREE_CODE(output) == SSA_NAME) {
		define(l, stmt, output);
	} else if (place_in_memory(l, output, &base, &path)) {
		event = new_event(l, stmt, SW_EVENT_STORE);
		event->base = base;
		event->path = path;
	}
}

static void lower_asm(struct lowering *l, gasm *stmt)
{
	for (unsigned i = 0; i < gimple_asm_noutputs(stmt); i++)
		lower_output(l, stmt, TREE_VALUE(gimple_asm_output_op(stmt, i)));
}

/* Calls that do nothing to what is looked at: their value, if any, is just not known. */
static bool is_inert(gimple *stmt)
{
	tree fndecl = gimple_call_fndecl(stmt);

	if (gimple_call_internal_p(stmt))
		return true;
	return fndecl && fndecl_built_in_p(fndecl, BUILT_IN_NORMAL) && !gimple_call_noreturn_p(stmt) &&
	       (gimple_call_flags(stmt) & (ECF_CONST | ECF_PURE));
}

/* The reference that the called pointer was read from: its field or variable may carry a contract. */
static tree pointer_source(tree fn)
{
	for (int hops = 0; fn && TREE_CODE(fn) == SSA_NAME && hops < 8; hops++) {
		gimple *def = SSA_NAME_DEF_STMT(fn);

		if (SSA_NAME_IS_DEFAULT_DEF(fn))
			return SSA_NAME_VAR(fn);
		if (!is_gimple_assign(def) || (!gimple_assign_load_p(def) && !gimple_assign_single_p(def)))
			return SSA_NAME_VAR(fn);
		fn = gimple_assign_rhs1(def);
	}
	return fn;
}

/* Declared in the file that is compiled, not in a header: no other unit knows of it. */
static bool is_of_main_file(tree decl)
{
	const char *file = LOCATION_FILE(DECL_SOURCE_LOCATION(decl));

	return file && !strcmp(file, main_input_filename);
}

static void lower_callee(struct lowering *l, gimple *stmt, struct sw_event *event)
{
	tree fndecl = gimple_call_fndecl(stmt), source;

	if (fndecl) {
		event->callee = symbol_of(l->unit, fndecl);
		event->callee->noreturn |= gimple_call_noreturn_p(stmt);
		return;
	}
	source = pointer_source(gimple_call_fn(stmt));
	event->target = term_of(l, gimple_call_fn(stmt));
	event->slot = slot_of(l, source);
	event->closed = source && TREE_CODE(source) == COMPONENT_REF && is_of_main_file(TREE_OPERAND(source, 1));
	event->contract = contract_of_pointer(source, TREE_TYPE(gimple_call_fn(stmt)));
	if (!event->contract && source && TREE_CODE(source) == PARM_DECL)
		event->contract = contract_of_parameter(l->gcc_function->decl, number_of_parameter(l, source));
}

/* Functions passed to parameters whose types have a contract. */
static void note_arguments(struct lowering *l, gimple *stmt)
{
	tree t = TYPE_ARG_TYPES(gimple_call_fntype(stmt)), fndecl = gimple_call_fndecl(stmt);

	for (unsigned i = 0; t && t != void_list_node && i < gimple_call_num_args(stmt); i++, t = TREE_CHAIN(t)) {
		struct sw_contract *contract;
		tree function = function_in(gimple_call_arg(stmt, i));

		if (!function || !is_function_pointer(TREE_VALUE(t)))
			continue;
		contract = fndecl ? contract_of_parameter(fndecl, i + 1) : NULL;
		if (!contract)
			contract = contract_of_pointer(NULL_TREE, TREE_VALUE(t));
		if (contract)
			note_assignment(l, symbol_of(l->unit, function), NULL, contract,
					place_of(gimple_location(stmt)));
	}
}

/* memset(&x, 0, sizeof x): like `x = {}`. False: it is no such call. */
static bool lower_zeroing(struct lowering *l, gimple *stmt)
{
	tree object, size;

	if (!gimple_call_builtin_p(stmt, BUILT_IN_MEMSET) || TREE_CODE(gimple_call_arg(stmt, 0)) != ADDR_EXPR ||
	    !integer_zerop(gimple_call_arg(stmt, 1)) || gimple_call_lhs(stmt))
		return false;
	object = TREE_OPERAND(gimple_call_arg(stmt, 0), 0);
	size = TYPE_SIZE_UNIT(TREE_TYPE(object));
	return size && tree_int_cst_equal(size, gimple_call_arg(stmt, 2)) && lower_zeros(l, stmt, object);
}

/* Of a struct that is passed as it is, the argument is where it stands. */
static void lower_argument(struct lowering *l, struct sw_event *event, unsigned i, tree arg)
{
	if (is_gimple_reg_type(TREE_TYPE(arg))) {
		event->args[i] = term_of(l, arg);
	} else if (i < 32) {
		event->args[i] = address_of(l, arg);
		event->by_value |= UINT32_C(1) << i;
	}
}

static void lower_call(struct lowering *l, gimple *stmt)
{
	tree lhs = gimple_call_lhs(stmt);
	struct sw_event *event;
	sw_term base, value = 0;
	const char *path;

	if (is_inert(stmt)) {
		if (lhs && TREE_CODE(lhs) == SSA_NAME)
			define(l, stmt, lhs);
		return;
	}
	if (lower_zeroing(l, stmt) || gimple_call_builtin_p(stmt, BUILT_IN_UNREACHABLE))
		return;
	if (lhs && TREE_CODE(lhs) == SSA_NAME)
		value = term_of(l, lhs);
	else if (lhs && is_gimple_reg_type(TREE_TYPE(lhs)))
		value = sw_function_new_val(l->unit, l->function);
	event = new_event(l, stmt, SW_EVENT_CALL);
	event->value = value;
	event->n_args = gimple_call_num_args(stmt);
	event->args = (sw_term *)sw_alloc(&l->unit->arena, (event->n_args + 1) * sizeof *event->args);
	for (unsigned i = 0; i < event->n_args; i++)
		lower_argument(l, event, i, gimple_call_arg(stmt, i));
	event->numeric = event->n_args && TREE_CODE(gimple_call_arg(stmt, 0)) == SSA_NAME &&
			 INTEGRAL_TYPE_P(TREE_TYPE(gimple_call_arg(stmt, 0)));
	lower_callee(l, stmt, event);
	note_arguments(l, stmt);
	if (!lhs || TREE_CODE(lhs) == SSA_NAME || !place_in_memory(l, lhs, &base, &path))
		return;
	if (!value) {
		event->result_memory = sw_term_addr(&l->unit->terms, base, path);
		return;
	}
	event = new_event(l, stmt, SW_EVENT_STORE);
	event->base = base;
	event->path = path;
	event->value = value;
}

static void lower_statement(struct lowering *l, gimple *stmt)
{
	switch (gimple_code(stmt)) {
	case GIMPLE_ASSIGN:
		lower_assign(l, stmt);
		return;
	case GIMPLE_CALL:
		lower_call(l, stmt);
		return;
	case GIMPLE_ASM:
		lower_asm(l, as_a<gasm *>(stmt));
		return;
	default:
		return;
	}
}

/* ---- edges ---- */

/* A 64-bit pattern; false when the constant is no such thing. */
static bool pattern_of(tree constant, int64_t *pattern)
{
	if (!tree_fits_shwi_p(constant) && !tree_fits_uhwi_p(constant))
		return false;
	*pattern = tree_fits_shwi_p(constant) ? tree_to_shwi(constant) : (int64_t)tree_to_uhwi(constant);
	return true;
}

/* The values of a label that is not the default's; false when they are no interval of patterns. */
static bool values_of_label(tree label, struct sw_values *values)
{
	tree low = CASE_LOW(label), high = CASE_HIGH(label) ? CASE_HIGH(label) : low;
	int64_t from, to;

	*values = sw_values_any();
	if (!pattern_of(low, &from) || !pattern_of(high, &to) || from > to)
		return false;
	*values = sw_values_range(from, to);
	return true;
}

/* The values for which each edge of a switch is taken; the default's are those of no other label. */
static void lower_switch(struct lowering *l, gswitch *stmt, struct sw_block *block)
{
	unsigned n = gimple_switch_num_labels(stmt);
	struct sw_values all = sw_values_none(), rest;
	/* the union may grow past the labels' values: then nothing is said of the default */
	bool known = n <= SW_VALUES_ROOM + 1;

	for (uint32_t i = 0; i < block->edges.n; i++) {
		l->edge_to[block->edges.at[i].to] = i;
		block->edges.at[i].when = sw_values_none();
	}
	for (unsigned i = n; i-- > 0;) { /* the first label is the default */
		tree label = gimple_switch_label(stmt, i);
		uint32_t to = label_to_block(l->gcc_function, CASE_LABEL(label))->index;
		struct sw_values *when = &block->edges.at[l->edge_to[to]].when, values;

		if (CASE_LOW(label)) {
			known &= values_of_label(label, &values);
			all = sw_values_unite(&all, &values);
		} else {
			rest = sw_values_complement(&all);
			values = known ? rest : sw_values_any();
		}
		*when = sw_values_unite(when, &values);
	}
}

static struct sw_values values_of_edge(gimple *last, edge e)
{
	if (last && gimple_code(last) == GIMPLE_COND)
		return e->flags & EDGE_TRUE_VALUE ? sw_values_nonzero() : sw_values_one(0);
	return sw_values_any();
}

static sw_term condition_of(struct lowering *l, gimple *last)
{
	if (last && gimple_code(last) == GIMPLE_COND)
		return term_of_operation(l, gimple_cond_code(last), boolean_type_node, gimple_cond_lhs(last),
					 gimple_cond_rhs(last));
	if (last && gimple_code(last) == GIMPLE_SWITCH)
		return term_of(l, gimple_switch_index(as_a<gswitch *>(last)));
	return 0;
}

/* Where a jump to a return stands: `return;` leaves only a prediction behind, `return x;` an argument of the phi. */
static location_t location_of_edge(basic_block block, edge e)
{
	gimple *last = NULL;

	if (e->goto_locus > BUILTINS_LOCATION)
		return e->goto_locus;
	for (gphi_iterator p = gsi_start_phis(e->dest); !gsi_end_p(p); gsi_next(&p))
		if (gimple_phi_arg_location(p.phi(), e->dest_idx) > BUILTINS_LOCATION)
			return gimple_phi_arg_location(p.phi(), e->dest_idx);
	for (gimple_stmt_iterator i = gsi_start_bb(block); !gsi_end_p(i); gsi_next(&i))
		if (gimple_code(gsi_stmt(i)) == GIMPLE_PREDICT)
			last = gsi_stmt(i);
	return last ? gimple_location(last) : UNKNOWN_LOCATION;
}

static void lower_edges(struct lowering *l, basic_block block)
{
	gimple *last = gsi_stmt(gsi_last_nondebug_bb(block));
	struct sw_block *to = &l->function->blocks.at[block->index];
	edge_iterator ei;
	edge e;

	to->condition = condition_of(l, last);
	FOR_EACH_EDGE(e, ei, block->succs) {
		if (e->dest != EXIT_BLOCK_PTR_FOR_FN(l->gcc_function)) {
			struct sw_edge *way = sw_block_edge(l->unit, l->function, block->index, e->dest->index,
							    values_of_edge(last, e));

			way->place = place_of(location_of_edge(block, e));
		}
	}
	if (last && gimple_code(last) == GIMPLE_SWITCH)
		lower_switch(l, as_a<gswitch *>(last), to);
}

static void lower_return(struct lowering *l, greturn *stmt)
{
	struct sw_block *block = &l->function->blocks.at[gimple_bb(stmt)->index];
	tree value = gimple_return_retval(stmt);
	sw_term base;
	const char *path;

	block->returns = true;
	block->place = place_of(gimple_location(stmt));
	if (!value)
		return;
	if (is_gimple_reg_type(TREE_TYPE(value)))
		block->result = is_gimple_val(value) ? term_of(l, value) : 0;
	else if (place_in_memory(l, value, &base, &path))
		block->result_memory = sw_term_addr(&l->unit->terms, base, path);
}

static struct sw_symbol *symbol_of_macro(struct sw_unit *unit, const char *name)
{
	struct sw_symbol *symbol = sw_unit_symbol(unit, name, name);

	if (!symbol->contract)
		symbol->contract = sw_contracts_find(&plugin.contracts, name);
	return symbol;
}

/* What stands in the expansion of a macro with a contract: that is a call of the macro, and the calls in it do nothing else. */
static bool lower_macro(struct lowering *l, gimple *stmt)
{
	const char *name;
	enum macro_part part = macro_part_of(l, stmt, &name);

	if (part == MACRO_BEGINS)
		new_event(l, stmt, SW_EVENT_CALL)->callee = symbol_of_macro(l->unit, name);
	if (part == NO_MACRO || gimple_code(stmt) != GIMPLE_CALL)
		return false;
	if (gimple_call_lhs(stmt))
		lower_output(l, stmt, gimple_call_lhs(stmt));
	return true;
}

static void lower_block(struct lowering *l, basic_block block)
{
	for (gimple_stmt_iterator i = gsi_start_bb(block); !gsi_end_p(i); gsi_next(&i)) {
		gimple *stmt = gsi_stmt(i);

		lower_pointer_events(l, stmt, true);
		if (lower_macro(l, stmt))
			; /* all is said */
		else if (gimple_code(stmt) == GIMPLE_RETURN)
			lower_return(l, as_a<greturn *>(stmt));
		else if (!is_gimple_debug(stmt))
			lower_statement(l, stmt);
		lower_pointer_events(l, stmt, false);
	}
	lower_edges(l, block);
}

/* What PHI's VAL is for VALUE: a mask where it has one, which is that of VALUE if this is a masked phi, too. */
static sw_term phi_value(struct lowering *l, const struct phi *phi, sw_term value)
{
	const struct sw_node *n = sw_term_node(&l->unit->terms, value);

	if (phi->masked && value == phi->masked)
		return sw_term_const(&l->unit->terms, -1);
	if (phi->masked && n->op == SW_AND)
		return n->a == phi->masked ? n->b : n->a;
	return value;
}

/* A switch may have thousands of edges, each to a block with phis. */
static void number_edges(struct lowering *l, basic_block block)
{
	struct sw_block *from = &l->function->blocks.at[block->index];
	edge_iterator ei;
	edge e;

	if (from->edges.n <= FEW_EDGES)
		return;
	for (uint32_t i = 0; i < from->edges.n; i++)
		l->edge_to[from->edges.at[i].to] = i;
	if (!l->numbers)
		l->numbers = new hash_map<edge, uint32_t>;
	FOR_EACH_EDGE(e, ei, block->succs)
		l->numbers->put(e, l->edge_to[e->dest->index]);
}

/* What became of GCC's edge. */
static struct sw_edge *edge_of(struct lowering *l, edge e)
{
	struct sw_block *from = &l->function->blocks.at[e->src->index];
	uint32_t i = 0;

	if (from->edges.n > FEW_EDGES)
		return &from->edges.at[*l->numbers->get(e)];
	while (from->edges.at[i].to != (uint32_t)e->dest->index)
		i++;
	return &from->edges.at[i];
}

/* Assignments of the phis that terms speak of; their arguments may speak of more. */
static void lower_phis(struct lowering *l)
{
	basic_block block;

	FOR_EACH_BB_FN(block, l->gcc_function)
		number_edges(l, block);
	for (uint32_t p = 0; p < l->phis.n; p++) {
		struct phi lowered = l->phis.at[p];
		gphi *phi = as_a<gphi *>(SSA_NAME_DEF_STMT(lowered.result));

		for (unsigned i = 0; i < gimple_phi_num_args(phi); i++) {
			edge e = gimple_phi_arg_edge(phi, i);
			sw_term value = phi_value(l, &lowered, term_of(l, gimple_phi_arg_def(phi, i)));
			struct sw_edge *way = edge_of(l, e);
			struct sw_assign *assign = sw_vec_push(&l->unit->arena, &way->assigns);

			assign->val = lowered.val;
			assign->from = value;
		}
	}
}

/* Parameters whose address is taken live in memory. */
static void lower_parameters(struct lowering *l)
{
	unsigned number = 1;

	for (tree parm = DECL_ARGUMENTS(l->gcc_function->decl); parm; parm = DECL_CHAIN(parm), number++) {
		struct sw_event *event;
		sw_term base;
		const char *path;

		if (is_gimple_reg(parm) || !is_gimple_reg_type(TREE_TYPE(parm)) ||
		    !place_in_memory(l, parm, &base, &path))
			continue;
		event = sw_block_event(l->unit, l->function, ENTRY_BLOCK, SW_EVENT_STORE, place_of(UNKNOWN_LOCATION));
		event->base = base;
		event->path = path;
		event->value = sw_term_leaf(&l->unit->terms, SW_PARAM, number);
	}
}

static unsigned count_parameters(tree fndecl)
{
	unsigned n = 0;

	for (tree parm = DECL_ARGUMENTS(fndecl); parm; parm = DECL_CHAIN(parm))
		n++;
	return n;
}

/* Which parameters are pointers, but not to functions; of the first 32. */
static uint32_t find_pointers(tree fndecl)
{
	uint32_t pointers = 0, bit = 1;

	for (tree parm = DECL_ARGUMENTS(fndecl); parm && bit; parm = DECL_CHAIN(parm), bit <<= 1)
		if (POINTER_TYPE_P(TREE_TYPE(parm)) && !is_function_pointer(TREE_TYPE(parm)))
			pointers |= bit;
	return pointers;
}

static void note_written(struct lowering *l, tree ref)
{
	tree written = ref ? get_base_address(ref) : NULL_TREE;

	for (uint32_t i = 0; i < l->read_only.n; i++)
		if (l->read_only.at[i] == written)
			l->read_only.at[i] = NULL_TREE;
}

/* Structs that are passed, and of which nothing is written: what is read of them is what the caller has there. */
static void find_read_only(struct lowering *l)
{
	basic_block block;

	for (tree parm = DECL_ARGUMENTS(l->gcc_function->decl); parm; parm = DECL_CHAIN(parm))
		if (!is_gimple_reg_type(TREE_TYPE(parm)) && !TREE_ADDRESSABLE(parm))
			*sw_vec_push(&l->unit->arena, &l->read_only) = parm;
	if (!l->read_only.n)
		return;
	FOR_EACH_BB_FN(block, l->gcc_function) {
		for (gimple_stmt_iterator i = gsi_start_bb(block); !gsi_end_p(i); gsi_next(&i)) {
			gasm *assembly = dyn_cast<gasm *>(gsi_stmt(i));

			note_written(l, gimple_get_lhs(gsi_stmt(i)));
			for (unsigned o = 0; assembly && o < gimple_asm_noutputs(assembly); o++)
				note_written(l, TREE_VALUE(gimple_asm_output_op(assembly, o)));
		}
	}
}

static void lower_function(struct sw_unit *unit, tree fndecl)
{
	struct lowering l = {};
	basic_block block;
	unsigned names;

	l.unit = unit;
	l.gcc_function = DECL_STRUCT_FUNCTION(fndecl);
	names = gcc_count_ssa_names(l.gcc_function);
	l.function = sw_function_begin(unit, symbol_of(unit, fndecl), count_parameters(fndecl),
				       last_basic_block_for_fn(l.gcc_function));
	l.number = unit->functions.n;
	l.terms = (sw_term *)sw_alloc(&unit->arena, names * sizeof *l.terms);
	l.opaque = (bool *)sw_alloc(&unit->arena, names);
	l.edge_to = (uint32_t *)sw_alloc(&unit->arena, l.function->blocks.n * sizeof *l.edge_to);
	l.function->pointers = find_pointers(fndecl);
	find_read_only(&l);
	l.pointers = find_pointer_events(unit, l.gcc_function);
	lower_parameters(&l);
	sw_block_edge(unit, l.function, ENTRY_BLOCK, single_succ(ENTRY_BLOCK_PTR_FOR_FN(l.gcc_function))->index,
		      sw_values_any());
	FOR_EACH_BB_FN(block, l.gcc_function)
		lower_block(&l, block);
	lower_phis(&l);
	delete l.numbers;
}

/* Once all bodies are there: a test in one function is understood by what another returns. */
static void finish_functions(struct sw_unit *unit)
{
	sw_unit_settle_warnings(unit, &plugin.contracts);
	for (uint32_t i = 0; i < unit->functions.n; i++) {
		sw_trim_pointers(&unit->arena, unit->functions.at[i]);
		sw_function_end(unit, unit->functions.at[i]);
	}
}

/* ---- initialisers ---- */

/* What is never written holds this function for good. */
static void note_constant(struct lowering *l, tree ref, struct sw_symbol *function)
{
	struct sw_constant *c;
	sw_term base;
	const char *path;

	if (!TREE_READONLY(get_base_address(ref)) || !place_in_memory(l, ref, &base, &path))
		return;
	c = sw_vec_push(&l->unit->arena, &l->unit->constants);
	c->place = sw_term_mem(&l->unit->terms, base, path, 0);
	c->function = function;
}

/* The part of REF, a variable or a part of one, that INDEX names in a constructor of it. */
static tree part_of(tree ref, tree index, tree element)
{
	if (RECORD_OR_UNION_TYPE_P(TREE_TYPE(ref)))
		return build3(COMPONENT_REF, TREE_TYPE(index), ref, index, NULL_TREE);
	return build4(ARRAY_REF, TREE_TYPE(element), ref, index, NULL_TREE, NULL_TREE);
}

/* Functions in the constructor of a global; REF is where VALUE goes. */
static void lower_initialiser(struct lowering *l, tree value, tree ref, struct sw_place place)
{
	unsigned HOST_WIDE_INT i;
	tree index, element, target;

	STRIP_NOPS(value);
	target = function_in(value);
	if (TREE_CODE(value) == CONSTRUCTOR) {
		FOR_EACH_CONSTRUCTOR_ELT(CONSTRUCTOR_ELTS(value), i, index, element) {
			tree bare = element;

			STRIP_NOPS(bare);
			if (index && (TREE_CODE(bare) == CONSTRUCTOR || function_in(bare)))
				lower_initialiser(l, bare, part_of(ref, index, element), place);
		}
	} else if (target) {
		if (EXPR_HAS_LOCATION(value))
			place = place_of(EXPR_LOCATION(value));
		note_constant(l, ref, symbol_of(l->unit, target));
		while (TREE_CODE(ref) == ARRAY_REF)
			ref = TREE_OPERAND(ref, 0);
		note_assignment(l, symbol_of(l->unit, target), slot_of(l, ref), contract_of_pointer(ref, TREE_TYPE(ref)),
				place);
	}
}

static void lower_variables(struct sw_unit *unit)
{
	struct varpool_node *node;
	struct lowering l = {};

	l.unit = unit;
	FOR_EACH_DEFINED_VARIABLE(node) {
		tree initial = DECL_INITIAL(node->decl);

		if (initial && initial != error_mark_node)
			lower_initialiser(&l, initial, node->decl, place_of(DECL_SOURCE_LOCATION(node->decl)));
	}
}

/* Aliases have no body; they are symbols that point on to one. */
static void lower_aliases(struct sw_unit *unit)
{
	struct cgraph_node *node;

	FOR_EACH_FUNCTION(node)
		if (node->alias)
			symbol_of(unit, node->decl);
}

/* ---- where addresses go ---- */

/* Is it noted where FNDECL's address goes, which REF takes: by an assignment, or by a call that passes it? */
static bool is_noted(struct lowering *l, const struct ipa_ref *ref, tree fndecl)
{
	gimple *stmt = ref->stmt;

	if (ref->use != IPA_REF_ADDR)
		return false;
	if (!stmt || gimple_code(stmt) == GIMPLE_COND) /* an initialiser's are all noted; a comparison takes it nowhere */
		return true;
	if (is_gimple_call(stmt)) {
		for (unsigned i = 0; i < gimple_call_num_args(stmt); i++)
			if (function_in(gimple_call_arg(stmt, i)) == fndecl)
				return true;
		return false;
	}
	return gimple_assign_single_p(stmt) && function_in(gimple_assign_rhs1(stmt)) == fndecl &&
	       is_function_pointer(TREE_TYPE(gimple_assign_lhs(stmt))) && slot_of(l, gimple_assign_lhs(stmt));
}

static bool is_registered(struct lowering *l, struct cgraph_node *node)
{
	struct ipa_ref *ref = NULL;

	if (TREE_PUBLIC(node->decl) || DECL_PRESERVE_P(node->decl))
		return false;
	for (int i = 0; node->iterate_referring(i, ref); i++)
		if (!is_noted(l, ref, node->decl))
			return false;
	return true;
}

static void find_registered(struct sw_unit *unit)
{
	struct cgraph_node *node;
	struct lowering l = {};

	l.unit = unit;
	FOR_EACH_FUNCTION_WITH_GIMPLE_BODY(node)
		symbol_of(unit, node->decl)->registered = is_registered(&l, node);
}

/* What is left in the attributes would tell functions apart that GCC may fold into one: our reading must change nothing. */
static void drop_attributes(void)
{
	struct cgraph_node *node;

	if (!plugin.has_attributes)
		return;
	FOR_EACH_FUNCTION(node)
		remove_sleepwalk_attributes(node->decl);
}

void lower_unit(void)
{
	struct cgraph_node *node;

	find_macros();
	find_protecting();
	FOR_EACH_FUNCTION_WITH_GIMPLE_BODY(node)
		if (gimple_has_body_p(node->decl) && DECL_STRUCT_FUNCTION(node->decl)->cfg)
			lower_function(&plugin.unit, node->decl);
	finish_functions(&plugin.unit);
	lower_aliases(&plugin.unit);
	lower_variables(&plugin.unit);
	find_registered(&plugin.unit);
	drop_attributes();
}
