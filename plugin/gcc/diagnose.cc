// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Findings as GCC diagnostics: a warning with its tag, what was expected, and the path as events.
 *
 * The warning is not under GCC's -Werror, for a kernel built with CONFIG_WERROR must still build; our own severity says
 * what it is. The path is GCC's own diagnostic path, so that GCC draws it, writes it as notes, or puts it into JSON,
 * as -fdiagnostics-path-format and -fdiagnostics-format say.
 */
#include "gcc-compat.h"

#include "sleepwalk-gcc.h"

/* Files of annotations, contracts in the source and names may come from anybody, and GCC prints what it is given. */
static const char *safe(const char *text)
{
	return sw_printable(&plugin.unit.strings, text);
}

void report_fault_at(location_t location, const char *message)
{
	plugin.errors++;
	error_at(location, "%s [sleepwalk:%s]", safe(message), sw_tag_name(SW_TAG_BAD_ANNOTATION));
}

/* Annotation files are no part of the line table, so the place is in the text. */
void report_fault(void *cookie, const struct sw_place *place, const char *message)
{
	const char *const tag = sw_tag_name(SW_TAG_BAD_ANNOTATION);

	plugin.errors++;
	(void)cookie;
	if (place->line)
		error_at(UNKNOWN_LOCATION, "%s:%u:%u: %s [sleepwalk:%s]", safe(place->file), place->line, place->column,
			 safe(message), tag);
	else
		error_at(UNKNOWN_LOCATION, "%s: %s [sleepwalk:%s]", safe(place->file), safe(message), tag);
}

static tree decl_of(const struct sw_symbol *symbol)
{
	struct cgraph_node *node =
		symbol ? cgraph_node::get_for_asmname(get_identifier(symbol->link_name)) : NULL;

	return node ? node->decl : NULL_TREE;
}

static void add_events(gcc_path *path, const struct sw_message *message)
{
	/* the printer formats events too, and would put the last message's prefix into them */
	char *prefix = pp_take_prefix(gcc_printer());

	for (uint32_t i = 0; i < message->path.n; i++) {
		const struct sw_path_step *step = &message->path.at[i];

		path->add_event(location_of(&step->place), decl_of(step->function), (int)step->depth, "%s", safe(step->text));
	}
	pp_set_prefix(gcc_printer(), prefix);
}

static void report_finding(const struct sw_finding *finding)
{
	struct sw_message message = sw_message_of(&plugin.unit.strings, finding);
	location_t location = location_of(&finding->place);
	tree decl = decl_of(finding->function), before = current_function_decl;
	gcc_rich_location rich(location);
	gcc_path *path = gcc_new_path();
	auto_diagnostic_group group;

	current_function_decl = decl;
	add_events(path, &message);
	rich.set_path(path);
	if (gcc_emit(&rich, plugin.options.severity, finding->possible, safe(message.headline), sw_tag_name(finding->tag))) {
		inform(location, "%s", safe(message.expectation));
		if (message.help)
			inform(location, "help: %s", safe(message.help));
	}
	current_function_decl = before;
	delete path;
}

static int compare_numbers(uint32_t a, uint32_t b)
{
	return a < b ? -1 : a > b;
}

/* In the order of lines; at one place, definite ones before possible ones, and the shortest path first. */
static int by_place(const void *a, const void *b)
{
	const struct sw_finding *x = (const struct sw_finding *)a, *y = (const struct sw_finding *)b;
	int order;

	if (x->place.file != y->place.file)
		return x->place.file && y->place.file ? strcmp(x->place.file, y->place.file) : x->place.file ? 1 : -1;
	order = compare_numbers(x->place.line, y->place.line);
	if (!order)
		order = compare_numbers(x->place.column, y->place.column);
	if (!order)
		order = compare_numbers(x->tag, y->tag);
	if (!order)
		order = compare_numbers(x->possible, y->possible);
	if (!order)
		order = compare_numbers(x->witness ? x->witness->length : 0, y->witness ? y->witness->length : 0);
	return order || !x->callee || !y->callee ? order : strcmp(x->callee, y->callee);
}

/* The same call in another context, or another call of the same macro. */
static bool tells_the_same(const struct sw_finding *a, const struct sw_finding *b)
{
	return sw_same_mistake(a, b) || (a->tag == b->tag && a->callee == b->callee && a->function == b->function);
}

/* LIST is in order. */
static bool is_told(const struct sw_finding *list, uint32_t i)
{
	for (uint32_t k = i; k-- && sw_same_place(&list[k].place, &list[i].place);)
		if (tells_the_same(&list[k], &list[i]))
			return true;
	return false;
}

void report_findings(const struct sw_findings *findings)
{
	if (!findings->list.n)
		return;
	qsort(findings->list.at, findings->list.n, sizeof *findings->list.at, by_place);
	for (uint32_t i = 0; i < findings->list.n; i++) {
		const struct sw_finding *f = &findings->list.at[i];

		if ((!f->possible || plugin.options.possible) && !is_told(findings->list.at, i))
			report_finding(f);
	}
}

/* Notes: that a function is large is no mistake in it. */
void report_given_up(void)
{
	for (uint32_t i = 0; i < plugin.unit.functions.n; i++) {
		const struct sw_symbol *s = plugin.unit.functions.at[i]->symbol;

		if (s->given_up)
			inform(location_of(&s->place), "%s", safe(sw_given_up_message(&plugin.unit.strings, s)));
	}
}

void report_contracts(void)
{
	for (uint32_t i = 0; i < plugin.unit.symbols.n; i++) {
		const struct sw_symbol *s = plugin.unit.symbols.at[i];

		if (s->contract && s->contract->report && s->inferred)
			inform(location_of(&s->place), "the contract inferred for '%s' is: %s", safe(s->name),
			       safe(sw_summary_clauses(&plugin.unit.strings, &plugin.unit.terms, s->inferred)));
	}
}
