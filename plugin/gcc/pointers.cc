// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Pointers that a read-side section protects: the volatile load in the expansion of a macro whose contract says so, and what
 * functions with such a contract return. What becomes of them is told to the core as events.
 *
 * A pointer is a web of SSA names: what was loaded, its copies and casts, addresses a step away from it or in what it points
 * to, and phis of these and of NULL. A phi with anything else spoils the web. Whoever gets such a name, or what is stored,
 * may keep the object; and so may who gets a pointer that was read in it, for what that leads to may hold the object (its
 * module, its owner). In a web of one load, that counts from there on; where several loads meet, or the pointer of one turn of
 * a loop lives on in the next, it counts everywhere.
 */
#include "gcc-compat.h"

#include "lowering.h"

struct web {
	uint32_t joined;    /* the web that it became a part of, or itself */
	uint32_t loads;
	basic_block block;  /* of a load */
	bool spoiled, given, across; /* ACROSS: a phi in it is not below its load */
	uint32_t pointer;   /* its number, or 0 */
	const char *text;   /* the name of a variable for it, or NULL */
};

struct finder {
	struct sw_unit *unit;
	struct function *function;
	uint32_t *web_of;        /* by SSA version; 0: none; NULL: nothing was loaded */
	bool *is_inner;          /* by SSA version: it is no pointer of the web, but was read in what that points to */
	SW_VEC(struct web) webs; /* the first is none */
	SW_VEC(tree) names;      /* in webs; those at the end are to be looked at */
	struct pointer_events events;
};

/* ---- what is loaded ---- */

static bool is_protecting(tree fndecl)
{
	for (uint32_t i = 0; i < plugin.protecting.n; i++)
		if (plugin.protecting.at[i] == fndecl)
			return true;
	return false;
}

static bool is_load(gimple *stmt)
{
	return is_gimple_assign(stmt) && gimple_has_volatile_ops(stmt) && gimple_assign_load_p(stmt) &&
	       TREE_CODE(gimple_assign_lhs(stmt)) == SSA_NAME && is_in_protecting_macro(gimple_location(stmt));
}

static bool is_protecting_call(gimple *stmt)
{
	return is_gimple_call(stmt) && gimple_call_lhs(stmt) && TREE_CODE(gimple_call_lhs(stmt)) == SSA_NAME &&
	       gimple_call_fndecl(stmt) && is_protecting(gimple_call_fndecl(stmt));
}

/* ---- webs ---- */

static struct web *web_at(struct finder *f, uint32_t number)
{
	while (f->webs.at[number].joined != number)
		number = f->webs.at[number].joined;
	return &f->webs.at[number];
}

static struct web *web_of(struct finder *f, tree name)
{
	return web_at(f, f->web_of[SSA_NAME_VERSION(name)]);
}

static void join(struct web *to, struct web *from)
{
	if (to == from)
		return;
	from->joined = to->joined;
	to->loads += from->loads;
	to->spoiled |= from->spoiled;
}

/* A variable's name that stands in the source, not in a macro. */
static const char *source_name(tree name)
{
	tree var = SSA_NAME_VAR(name);

	if (!var || DECL_ARTIFICIAL(var) || !DECL_NAME(var) ||
	    linemap_location_from_macro_expansion_p(line_table, DECL_SOURCE_LOCATION(var)))
		return NULL;
	return IDENTIFIER_POINTER(DECL_NAME(var));
}

static void add_name(struct finder *f, tree name, uint32_t web, bool inner)
{
	uint32_t *at = &f->web_of[SSA_NAME_VERSION(name)];

	if (!*at) {
		*at = web;
		f->is_inner[SSA_NAME_VERSION(name)] = inner;
		*sw_vec_push(&f->unit->arena, &f->names) = name;
		return;
	}
	if (inner || f->is_inner[SSA_NAME_VERSION(name)])
		web_at(f, web)->spoiled |= web_at(f, web) != web_at(f, *at) || inner != f->is_inner[SSA_NAME_VERSION(name)];
	else
		join(web_at(f, web), web_at(f, *at));
}

/* What is made from NAME goes where NAME is. */
static void add_made(struct finder *f, tree made, tree name)
{
	add_name(f, made, f->web_of[SSA_NAME_VERSION(name)], f->is_inner[SSA_NAME_VERSION(name)]);
}

static void add_event(struct finder *f, gimple *stmt, enum sw_event_kind kind, tree name)
{
	struct pointer_event *event = sw_vec_push(&f->unit->arena, &f->events);

	event->stmt = stmt;
	event->kind = kind;
	event->name = name;
}

static void add_load(struct finder *f, gimple *stmt)
{
	tree name = gimple_get_lhs(stmt);
	struct web *web;

	if (!f->web_of) {
		f->web_of = (uint32_t *)sw_alloc(&f->unit->arena, gcc_count_ssa_names(f->function) * sizeof *f->web_of);
		f->is_inner = (bool *)sw_alloc(&f->unit->arena, gcc_count_ssa_names(f->function));
		sw_vec_push(&f->unit->arena, &f->webs);
	}
	web = sw_vec_push(&f->unit->arena, &f->webs);
	web->joined = f->webs.n - 1;
	web->loads = 1;
	web->block = gimple_bb(stmt);
	add_name(f, name, web->joined, false);
	add_event(f, stmt, SW_EVENT_OBTAIN, name);
}

/* ---- uses ---- */

/* Is REF in what NAME points to? */
static bool is_through(tree ref, tree name)
{
	ref = get_base_address(ref);
	return ref && TREE_CODE(ref) == MEM_REF && TREE_OPERAND(ref, 0) == name;
}

/* Is what STMT makes the same pointer, or one to another place in the same object? */
static bool carries_on(gimple *stmt, tree name)
{
	tree from = gimple_assign_rhs1(stmt);
	enum tree_code code = gimple_assign_rhs_code(stmt);

	if (TREE_CODE(gimple_assign_lhs(stmt)) != SSA_NAME || !POINTER_TYPE_P(TREE_TYPE(gimple_assign_lhs(stmt))))
		return false;
	if (code == ADDR_EXPR)
		return is_through(TREE_OPERAND(from, 0), name);
	return from == name && (code == SSA_NAME || code == POINTER_PLUS_EXPR || CONVERT_EXPR_CODE_P(code));
}

static bool is_inner(const struct finder *f, tree name)
{
	return f->is_inner[SSA_NAME_VERSION(name)];
}

static void use_in_load(struct finder *f, gimple *stmt, tree name)
{
	tree lhs = gimple_assign_lhs(stmt);

	if (!is_inner(f, name))
		add_event(f, stmt, SW_EVENT_FOLLOW, name);
	if (TREE_CODE(lhs) == SSA_NAME && POINTER_TYPE_P(TREE_TYPE(lhs)) && !f->web_of[SSA_NAME_VERSION(lhs)])
		add_name(f, lhs, f->web_of[SSA_NAME_VERSION(name)], true);
}

static void use_in_assign(struct finder *f, gimple *stmt, tree name)
{
	if (carries_on(stmt, name)) {
		add_made(f, gimple_assign_lhs(stmt), name);
	} else if (gimple_assign_load_p(stmt) && is_through(gimple_assign_rhs1(stmt), name) && !gimple_store_p(stmt)) {
		use_in_load(f, stmt, name);
	} else if (TREE_CODE_CLASS(gimple_assign_rhs_code(stmt)) != tcc_comparison) {
		/* what is stored in it may be a count of references */
		if (!is_inner(f, name) && gimple_store_p(stmt) && is_through(gimple_assign_lhs(stmt), name))
			add_event(f, stmt, SW_EVENT_FOLLOW, name);
		add_event(f, stmt, SW_EVENT_GIVE, name);
	}
}


static void use_in_call(struct finder *f, gimple *stmt, tree name)
{
	tree lhs = gimple_call_lhs(stmt);

	if (!is_inner(f, name) && lhs && is_through(lhs, name))
		add_event(f, stmt, SW_EVENT_FOLLOW, name);
	if (!is_inner(f, name) || gimple_call_fn(stmt) != name)
		add_event(f, stmt, SW_EVENT_GIVE, name);
}

static void look_at_use(struct finder *f, gimple *stmt, tree name)
{
	switch (gimple_code(stmt)) {
	case GIMPLE_PHI:
		add_made(f, gimple_phi_result(stmt), name);
		break;
	case GIMPLE_ASSIGN:
		use_in_assign(f, stmt, name);
		break;
	case GIMPLE_CALL:
		use_in_call(f, stmt, name);
		break;
	case GIMPLE_COND:
	case GIMPLE_SWITCH:
	case GIMPLE_RETURN:
	case GIMPLE_DEBUG:
		break;
	default:
		add_event(f, stmt, SW_EVENT_GIVE, name);
	}
}

static void look_at_uses(struct finder *f)
{
	for (uint32_t i = 0; i < f->names.n; i++) {
		imm_use_iterator uses;
		use_operand_p use;

		FOR_EACH_IMM_USE_FAST(use, uses, f->names.at[i])
			look_at_use(f, USE_STMT(use), f->names.at[i]);
	}
}

/* ---- what may be said of a web ---- */

/* Can TO be reached from the entry without passing through AVOID? */
static bool is_reached_without(struct finder *f, basic_block to, basic_block avoid)
{
	basic_block *stack = (basic_block *)sw_alloc(&f->unit->arena, last_basic_block_for_fn(f->function) * sizeof *stack);
	bool *seen = (bool *)sw_alloc(&f->unit->arena, last_basic_block_for_fn(f->function));
	unsigned depth = 0;

	if (to == avoid)
		return true;
	stack[depth++] = ENTRY_BLOCK_PTR_FOR_FN(f->function);
	while (depth) {
		basic_block block = stack[--depth];
		edge_iterator ei;
		edge e;

		FOR_EACH_EDGE(e, ei, block->succs) {
			if (e->dest == to)
				return true;
			if (e->dest == avoid || seen[e->dest->index])
				continue;
			seen[e->dest->index] = true;
			stack[depth++] = e->dest;
		}
	}
	return false;
}

static void look_at_phi(struct finder *f, gimple *phi, struct web *web)
{
	for (unsigned i = 0; i < gimple_phi_num_args(phi); i++) {
		tree arg = gimple_phi_arg_def(phi, i);

		if (TREE_CODE(arg) == SSA_NAME ? web_of(f, arg) != web || is_inner(f, arg) : !integer_zerop(arg))
			web->spoiled = true;
	}
	if (web->loads == 1 && !web->across && !web->spoiled)
		web->across = is_reached_without(f, gimple_bb(phi), web->block);
}

static void look_at_webs(struct finder *f)
{
	for (uint32_t i = 0; i < f->names.n; i++) {
		gimple *def = SSA_NAME_DEF_STMT(f->names.at[i]);
		struct web *web = web_of(f, f->names.at[i]);

		if (is_inner(f, f->names.at[i]))
			continue;
		if (gimple_code(def) == GIMPLE_PHI)
			look_at_phi(f, def, web);
		if (!web->text)
			web->text = source_name(f->names.at[i]);
	}
	for (uint32_t i = 0; i < f->events.n; i++)
		web_of(f, f->events.at[i].name)->given |= f->events.at[i].kind == SW_EVENT_GIVE;
}

static bool is_good(const struct web *web)
{
	return !web->spoiled && !(web->given && (web->loads > 1 || web->across));
}

/* ---- functions that return such a pointer ---- */

static struct finder find_pointers(struct sw_unit *unit, struct function *function)
{
	struct finder f = {};
	basic_block block;

	f.unit = unit;
	f.function = function;
	FOR_EACH_BB_FN(block, function)
		for (gimple_stmt_iterator i = gsi_start_bb(block); !gsi_end_p(i); gsi_next(&i))
			if (is_load(gsi_stmt(i)) || is_protecting_call(gsi_stmt(i)))
				add_load(&f, gsi_stmt(i));
	if (f.web_of) {
		look_at_uses(&f);
		look_at_webs(&f);
	}
	return f;
}

/* Does the function return such a pointer, or NULL, and is nobody else given it? */
static bool returns_protected(struct finder *f)
{
	edge_iterator ei;
	edge e;
	bool some = false;

	if (!f->web_of)
		return false;
	FOR_EACH_EDGE(e, ei, EXIT_BLOCK_PTR_FOR_FN(f->function)->preds) {
		greturn *stmt = safe_dyn_cast<greturn *>(gsi_stmt(gsi_last_nondebug_bb(e->src)));
		tree value = stmt ? gimple_return_retval(stmt) : NULL_TREE;

		if (!value)
			return false;
		if (TREE_CODE(value) != SSA_NAME && integer_zerop(value))
			continue;
		if (TREE_CODE(value) != SSA_NAME || !f->web_of[SSA_NAME_VERSION(value)] ||
		    is_inner(f, value) || web_of(f, value)->spoiled || web_of(f, value)->given)
			return false;
		some = true;
	}
	return some;
}

static bool holds_pointers(tree fndecl)
{
	for (uint32_t i = 0; i < plugin.holders.n; i++)
		if (plugin.holders.at[i] == fndecl)
			return true;
	return false;
}

static void add_holder(struct cgraph_node *node)
{
	if (gimple_has_body_p(node->decl) && DECL_STRUCT_FUNCTION(node->decl)->cfg && !holds_pointers(node->decl))
		*sw_vec_push(&plugin.unit.arena, &plugin.holders) = node->decl;
}

static void add_protecting(struct cgraph_node *node)
{
	*sw_vec_push(&plugin.unit.arena, &plugin.protecting) = node->decl;
	for (struct cgraph_edge *e = node->callers; e; e = e->next_caller)
		add_holder(e->caller);
}

static bool loads_pointer(struct function *function)
{
	basic_block block;

	FOR_EACH_BB_FN(block, function)
		for (gimple_stmt_iterator i = gsi_start_bb(block); !gsi_end_p(i); gsi_next(&i))
			if (is_load(gsi_stmt(i)))
				return true;
	return false;
}

/* True when one was found that was not known. */
static bool look_for_protecting(void)
{
	bool any = false;

	for (uint32_t i = 0; i < plugin.holders.n; i++) {
		tree fndecl = plugin.holders.at[i];
		struct finder f;

		if (is_protecting(fndecl))
			continue;
		f = find_pointers(&plugin.unit, DECL_STRUCT_FUNCTION(fndecl));
		if (!returns_protected(&f))
			continue;
		add_protecting(cgraph_node::get(fndecl));
		any = true;
	}
	return any;
}

enum { WRAPPERS = 3 }; /* around each other */

void find_protecting(void)
{
	struct cgraph_node *node;

	FOR_EACH_FUNCTION(node) {
		const struct sw_contract *contract =
			sw_contracts_find(&plugin.contracts, IDENTIFIER_POINTER(DECL_NAME(node->decl)));

		if (!contract && lookup_attribute("sleepwalk", DECL_ATTRIBUTES(node->decl)))
			contract = symbol_of(&plugin.unit, node->decl)->contract;
		if (contract && contract->is_protected)
			add_protecting(node);
	}
	if (plugin.protecting_macros.n)
		FOR_EACH_FUNCTION_WITH_GIMPLE_BODY(node)
			if (gimple_has_body_p(node->decl) && DECL_STRUCT_FUNCTION(node->decl)->cfg &&
			    loads_pointer(DECL_STRUCT_FUNCTION(node->decl)))
				add_holder(node);
	for (int round = 0; round < WRAPPERS && look_for_protecting(); round++)
		;
}

/* ---- where updaters are kept out ---- */

static bool expands_updating_macro(struct function *function)
{
	basic_block block;

	FOR_EACH_BB_FN(block, function)
		for (gimple_stmt_iterator i = gsi_start_bb(block); !gsi_end_p(i); gsi_next(&i))
			if (is_in_updating_macro(gimple_location(gsi_stmt(i))))
				return true;
	return false;
}

static bool is_updating_call(tree fndecl)
{
	const struct sw_contract *contract = sw_contracts_find(&plugin.contracts, IDENTIFIER_POINTER(DECL_NAME(fndecl)));

	if (contract && contract->updates)
		return true;
	return DECL_DECLARED_INLINE_P(fndecl) && gimple_has_body_p(fndecl) && DECL_STRUCT_FUNCTION(fndecl)->cfg &&
	       expands_updating_macro(DECL_STRUCT_FUNCTION(fndecl));
}

/*
 * Does the function, or an inline function that it calls, show that a lock keeps updaters out? Then a section in it is there
 * for form's sake.
 */
static bool is_on_update_side(struct function *function)
{
	for (struct cgraph_edge *e = cgraph_node::get(function->decl)->callees; e; e = e->next_callee)
		if (is_updating_call(e->callee->decl))
			return true;
	return expands_updating_macro(function);
}

/* ---- events ---- */

static int by_statement(const void *a, const void *b)
{
	const struct pointer_event *x = (const struct pointer_event *)a, *y = (const struct pointer_event *)b;

	if (x->stmt != y->stmt)
		return (uintptr_t)x->stmt < (uintptr_t)y->stmt ? -1 : 1;
	return x->kind != y->kind ? (x->kind < y->kind ? -1 : 1) : (x->pointer > y->pointer) - (x->pointer < y->pointer);
}

static void number_webs(struct finder *f)
{
	uint32_t n = 0;

	for (uint32_t i = 1; i < f->webs.n; i++)
		if (f->webs.at[i].joined == i && is_good(&f->webs.at[i]) && n < SW_POINTERS_ROOM)
			f->webs.at[i].pointer = ++n;
}

struct pointer_events find_pointer_events(struct sw_unit *unit, struct function *function)
{
	struct pointer_events good = {};
	struct finder f = {};

	if (holds_pointers(function->decl))
		f = find_pointers(unit, function);
	number_webs(&f);
	for (uint32_t i = 0; i < f.events.n; i++) {
		const struct web *web = web_of(&f, f.events.at[i].name);
		const char *text = source_name(f.events.at[i].name);

		if (!web->pointer)
			continue;
		f.events.at[i].pointer = web->pointer;
		f.events.at[i].text = text ? text : web->text ? web->text : "";
		*sw_vec_push(&unit->arena, &good) = f.events.at[i];
	}
	if (good.n && is_on_update_side(function))
		good.n = 0;
	if (good.n)
		qsort(good.at, good.n, sizeof *good.at, by_statement);
	return good;
}

static uint32_t first_of(const struct pointer_events *events, gimple *stmt)
{
	uint32_t low = 0, high = events->n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if ((uintptr_t)events->at[middle].stmt < (uintptr_t)stmt)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void lower_pointer_events(struct lowering *l, gimple *stmt, bool before)
{
	if (!l->pointers.n)
		return;
	for (uint32_t i = first_of(&l->pointers, stmt); i < l->pointers.n && l->pointers.at[i].stmt == stmt; i++) {
		const struct pointer_event *from = &l->pointers.at[i];
		struct sw_event *event;

		if ((from->kind != SW_EVENT_OBTAIN) != before)
			continue;
		event = sw_block_event(l->unit, l->function, gimple_bb(stmt)->index, from->kind, place_of(gimple_location(stmt)));
		event->pointer = from->pointer;
		event->path = sw_intern(&l->unit->strings, from->text);
		if (from->pointer > l->function->n_pointers)
			l->function->n_pointers = from->pointer;
	}
}
