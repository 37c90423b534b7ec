// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The attributes: sleepwalk("clauses"), and preempt_range(lo, hi) and preempt_adjust(n), other spellings of two clauses.
 * The handlers only look for faults, where GCC still knows the place; the contract is made when somebody asks for it.
 */
#include "gcc-compat.h"

#include "sleepwalk-gcc.h"

static const char *const names[] = { "sleepwalk", "preempt_range", "preempt_adjust" };

/* A string of bytes; a NUL inside would hide what follows it, as it would in L"wide" ones. */
static bool is_plain_string(tree value)
{
	return TREE_CODE(value) == STRING_CST && TREE_STRING_LENGTH(value) > 0 &&
	       strlen(TREE_STRING_POINTER(value)) == (size_t)TREE_STRING_LENGTH(value) - 1;
}

/* The clauses that the attribute stands for, or NULL when its arguments are not of the kind that it takes. */
static const char *clauses_of(tree name, tree args)
{
	struct sw_strings *strings = &plugin.unit.strings;
	tree first = TREE_VALUE(args), second = TREE_CHAIN(args) ? TREE_VALUE(TREE_CHAIN(args)) : NULL_TREE;

	STRIP_NOPS(first);
	if (is_attribute_p("sleepwalk", name))
		return is_plain_string(first) ? sw_intern(strings, TREE_STRING_POINTER(first)) : NULL;
	if (TREE_CODE(first) != INTEGER_CST || !tree_fits_shwi_p(first))
		return NULL;
	if (!second)
		return sw_intern_printf(strings, "adjust preempt %ld", (long)tree_to_shwi(first));
	STRIP_NOPS(second);
	if (TREE_CODE(second) != INTEGER_CST || !tree_fits_shwi_p(second))
		return NULL;
	return sw_intern_printf(strings, "expect preempt %ld..%ld", (long)tree_to_shwi(first),
				(long)tree_to_shwi(second));
}

/*
 * Of several declarations GCC keeps the place of the last, which need not be the one with the attribute. So an attribute of
 * a declaration holds its place where GCC looks for nothing: arguments are their values. Types that are alike share theirs.
 */
static tree keep_location(tree args, location_t location)
{
	TREE_PURPOSE(args) = build_int_cst(long_long_unsigned_type_node, location);
	return args;
}

static location_t kept_location(tree args, location_t otherwise)
{
	tree kept = TREE_PURPOSE(args);

	return kept && TREE_CODE(kept) == INTEGER_CST ? (location_t)TREE_INT_CST_LOW(kept) : otherwise;
}

static struct sw_contract *new_contract(const char *name, location_t location)
{
	struct sw_contract *contract = SW_NEW(&plugin.unit.arena, struct sw_contract);

	contract->origin = SW_ORIGIN_ATTRIBUTE;
	contract->name = name;
	contract->place = place_of(location);
	return contract;
}

/* How many parameters the function or pointer to function NODE has; -1 when it can not be said. */
static int count_parameters(tree node)
{
	tree type = DECL_P(node) ? TREE_TYPE(node) : node;
	int n = 0;

	while (type && POINTER_TYPE_P(type))
		type = TREE_TYPE(type);
	if (!type || TREE_CODE(type) != FUNCTION_TYPE || !prototype_p(type) || stdarg_p(type))
		return -1;
	for (tree t = TYPE_ARG_TYPES(type); t && t != void_list_node; t = TREE_CHAIN(t))
		n++;
	return n;
}

static bool returns_nothing(tree node)
{
	tree type = DECL_P(node) ? TREE_TYPE(node) : node;

	while (type && POINTER_TYPE_P(type))
		type = TREE_TYPE(type);
	return type && TREE_CODE(type) == FUNCTION_TYPE && VOID_TYPE_P(TREE_TYPE(type));
}

static bool tests_result(const struct sw_contract *contract)
{
	for (uint32_t i = 0; i < contract->clauses.n; i++) {
		const struct sw_guard *guard = &contract->clauses.at[i].guard;

		for (unsigned a = 0; a < guard->n; a++)
			if (sw_term_node(&plugin.unit.terms, guard->at[a].term)->op == SW_RET)
				return true;
	}
	return false;
}

/* What is wrong with the attribute on NODE, or NULL. */
static const char *find_fault(tree node, tree name, tree args, location_t location)
{
	const char *text = clauses_of(name, args), *message;
	struct sw_contract *contract = new_contract("", location);
	struct sw_parse_error error;
	int parameters;

	if (!text)
		return is_attribute_p("sleepwalk", name) ? "expected a string of clauses" : "expected integer constants";
	if (!sw_contract_parse(&plugin.unit.terms, contract, text, strlen(text), &error))
		return sw_intern_printf(&plugin.unit.strings, "%s at column %u of \"%s\"", error.message,
					(unsigned)error.offset + 1, text);
	parameters = count_parameters(node);
	if (parameters >= 0 && contract->highest_arg > (unsigned)parameters)
		return sw_intern_printf(&plugin.unit.strings, "expected an argument from 1 to %d, found 'arg %u'",
					parameters, contract->highest_arg);
	if (tests_result(contract) && returns_nothing(node))
		return "expected no guard on the returned value, for the function returns nothing";
	return sw_contract_finish(&plugin.unit.terms, contract, &message) ? NULL : message;
}

/* Names of our own, that no source can spell: the type before a contract was put on it, and a parameter's contract. */
static const char original_type[] = "sleepwalk original type", parameter_contract[] = "sleepwalk parameter";

/*
 * A prototype's parameters are forgotten, their types are not: for as long as the declaration is read, the attribute is on
 * a type of its own that is pointed to. keep_parameters() then moves it to the function and gives the type back.
 */
static void move_to_type(tree parm, tree name, tree args)
{
	tree before = TREE_TYPE(parm), function = TREE_TYPE(before);
	tree attributes = tree_cons(get_identifier(original_type), build_tree_list(NULL_TREE, before),
				    TYPE_ATTRIBUTES(function));

	attributes = tree_cons(name, args, attributes);
	TREE_TYPE(parm) = build_pointer_type(build_type_attribute_variant(function, attributes));
}

/* The type that stood there before move_to_type(); TYPE itself if it did nothing. */
static tree type_before(tree type)
{
	tree original = POINTER_TYPE_P(type) ? lookup_attribute(original_type, TYPE_ATTRIBUTES(TREE_TYPE(type))) : NULL_TREE;

	return original ? TREE_VALUE(TREE_VALUE(original)) : type;
}

static void keep_parameter(tree fndecl, tree type, unsigned number)
{
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
		tree list = TYPE_ATTRIBUTES(TREE_TYPE(type));

		for (tree a = lookup_attribute(names[i], list); a; a = lookup_attribute(names[i], TREE_CHAIN(a))) {
			tree args = keep_location(copy_list(TREE_VALUE(a)), DECL_SOURCE_LOCATION(fndecl));

			DECL_ATTRIBUTES(fndecl) = tree_cons(get_identifier(parameter_contract),
				tree_cons(build_int_cst(integer_type_node, number),
					  tree_cons(get_attribute_name(a), args, NULL_TREE), NULL_TREE),
				DECL_ATTRIBUTES(fndecl));
		}
	}
}

void keep_parameters(tree fndecl)
{
	unsigned number = 0;

	for (tree t = TYPE_ARG_TYPES(TREE_TYPE(fndecl)); t && t != void_list_node; t = TREE_CHAIN(t)) {
		tree before = type_before(TREE_VALUE(t));

		number++;
		if (before == TREE_VALUE(t))
			continue;
		keep_parameter(fndecl, TREE_VALUE(t), number);
		TREE_VALUE(t) = before;
	}
	for (tree parm = DECL_ARGUMENTS(fndecl); parm; parm = DECL_CHAIN(parm)) {
		tree before = type_before(TREE_TYPE(parm));

		if (before != TREE_TYPE(parm))
			TREE_TYPE(parm) = DECL_ARG_TYPE(parm) = before;
	}
}

static tree handle(tree *node, tree name, tree args, int, bool *no_add_attrs)
{
	location_t location = DECL_P(*node) ? DECL_SOURCE_LOCATION(*node) : input_location;
	const char *message = find_fault(*node, name, args, location);

	plugin.has_attributes = true;
	if (message) {
		*no_add_attrs = true;
		report_fault_at(location, message);
	} else if (TREE_CODE(*node) == PARM_DECL && POINTER_TYPE_P(TREE_TYPE(*node)) &&
		   TREE_CODE(TREE_TYPE(TREE_TYPE(*node))) == FUNCTION_TYPE) {
		*no_add_attrs = true;
		move_to_type(*node, name, args);
	} else if (DECL_P(*node)) {
		keep_location(args, location);
	}
	return NULL_TREE;
}

void register_sleepwalk_attributes(void)
{
	static const int arguments[] = { 1, 2, 1 };
	static struct attribute_spec specs[3];

	for (unsigned i = 0; i < 3; i++) {
		specs[i].name = names[i];
		specs[i].min_length = specs[i].max_length = arguments[i];
		specs[i].handler = handle;
		register_attribute(&specs[i]);
	}
}

/* Adds what LIST's attributes say. Newest first is how GCC keeps them; the order of clauses has no meaning. */
static struct sw_contract *add_attributes(struct sw_contract *contract, tree list, const char *name, location_t location)
{
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
		for (tree a = lookup_attribute(names[i], list); a; a = lookup_attribute(names[i], TREE_CHAIN(a))) {
			const char *text = clauses_of(get_attribute_name(a), TREE_VALUE(a));
			struct sw_parse_error error;

			if (!contract)
				contract = new_contract(name, kept_location(TREE_VALUE(a), location));
			if (!text)
				continue;
			sw_contract_parse(&plugin.unit.terms, contract, text, strlen(text), &error);
			contract->text = contract->text ? sw_intern_printf(&plugin.unit.strings, "%s, %s", contract->text, text)
							: text;
		}
	}
	return contract;
}

static struct sw_contract *finish(struct sw_contract *contract, location_t location)
{
	const char *message;

	if (contract && !sw_contract_finish(&plugin.unit.terms, contract, &message))
		report_fault_at(location, message);
	return contract;
}

struct sw_contract *contract_of_decl(tree decl)
{
	const char *name = IDENTIFIER_POINTER(DECL_NAME(decl));
	location_t location = DECL_SOURCE_LOCATION(decl);
	struct sw_contract *contract = add_attributes(NULL, DECL_ATTRIBUTES(decl), name, location);

	if (TREE_CODE(decl) == FUNCTION_DECL)
		contract = add_attributes(contract, TYPE_ATTRIBUTES(TREE_TYPE(decl)), name, location);
	return finish(contract, location);
}

/* Attributes of a type: its own, those of the typedefs that name it, and those of what it points to. */
static struct sw_contract *add_type(struct sw_contract *contract, tree type, const char *name, location_t location)
{
	for (int depth = 0; type && depth < 3; depth++) {
		contract = add_attributes(contract, TYPE_ATTRIBUTES(type), name, location);
		if (TYPE_NAME(type) && TREE_CODE(TYPE_NAME(type)) == TYPE_DECL)
			contract = add_attributes(contract, DECL_ATTRIBUTES(TYPE_NAME(type)), name, location);
		type = POINTER_TYPE_P(type) ? TREE_TYPE(type) : NULL_TREE;
	}
	return contract;
}

struct sw_contract *contract_of_pointer(tree ref, tree pointer_type)
{
	struct sw_contract *contract = NULL;
	tree decl = ref && TREE_CODE(ref) == COMPONENT_REF ? TREE_OPERAND(ref, 1) : ref;
	bool named = decl && DECL_P(decl) && DECL_NAME(decl);
	const char *name = named ? IDENTIFIER_POINTER(DECL_NAME(decl)) : "a function pointer";
	location_t location = decl && DECL_P(decl) ? DECL_SOURCE_LOCATION(decl) : UNKNOWN_LOCATION;

	if (decl && DECL_P(decl)) {
		contract = add_attributes(contract, DECL_ATTRIBUTES(decl), name, location);
		contract = add_type(contract, TREE_TYPE(decl), name, location);
	} else {
		contract = add_type(contract, pointer_type, name, location);
	}
	return finish(contract, location);
}

struct sw_contract *contract_of_parameter(tree fndecl, unsigned number)
{
	struct sw_contract *contract = NULL;
	location_t location = DECL_SOURCE_LOCATION(fndecl);
	tree list = DECL_ATTRIBUTES(fndecl);

	for (tree a = lookup_attribute(parameter_contract, list); a; a = lookup_attribute(parameter_contract, TREE_CHAIN(a))) {
		tree value = TREE_VALUE(a), attribute = TREE_VALUE(value);

		if (tree_to_uhwi(TREE_PURPOSE(value)) == number)
			contract = add_attributes(contract, attribute, "a parameter", location);
	}
	return finish(contract, location);
}

void remove_sleepwalk_attributes(tree decl)
{
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
		DECL_ATTRIBUTES(decl) = remove_attribute(names[i], DECL_ATTRIBUTES(decl));
	DECL_ATTRIBUTES(decl) = remove_attribute(parameter_contract, DECL_ATTRIBUTES(decl));
}

void check_redeclaration(tree decl)
{
	unsigned before = plugin.errors;

	if (TREE_CODE(decl) == FUNCTION_DECL)
		keep_parameters(decl);
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
		if (TREE_CODE(decl) == FUNCTION_DECL && lookup_attribute(names[i], DECL_ATTRIBUTES(decl))) {
			struct sw_contract *contract =
				add_attributes(NULL, DECL_ATTRIBUTES(decl), IDENTIFIER_POINTER(DECL_NAME(decl)), input_location);

			finish(contract, input_location);
			break;
		}
	}
	if (plugin.errors > before)
		remove_sleepwalk_attributes(decl);
}
