// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "sleepwalk/characters.h"
#include "sleepwalk/dump.h"
#include "sleepwalk/finding.h"

#include "explain.h"

/* ---- explain ---- */

static void print_place(FILE *to, const struct sw_place *place)
{
	if (place->line)
		sw_put_safely(to, "%s:%u", place->file ? place->file : "?", place->line);
	else
		sw_put_safely(to, "?");
}

static void print_witness(FILE *to, const struct sw_witness *witness)
{
	for (; witness; witness = witness->next) {
		sw_put_safely(to, "      ");
		print_place(to, &witness->place);
		sw_put_safely(to, ": '%s' calls '%s'", witness->function->name, witness->callee);
		if (witness->contract)
			sw_put_safely(to, ", as declared at %s:%u", witness->contract->place.file ? witness->contract->place.file : "?",
				witness->contract->place.line);
		sw_put_safely(to, "\n");
	}
}

/* "'sleeps' (kernel.ann:3)" */
static void print_contract(FILE *to, const struct sw_contract *contract)
{
	sw_put_safely(to, "'%s' (", contract->text ? contract->text : "");
	print_place(to, &contract->place);
	sw_put_safely(to, ")");
}

static void print_origin_of(FILE *to, const struct sw_contract *c)
{
	static const char *const origins[] = { "an attribute", "an annotation", "what is assumed of its parameter's type" };

	sw_put_safely(to, "  origin: %s at %s:%u", origins[c->origin], c->place.file ? c->place.file : "?", c->place.line);
}

static void print_origin(FILE *to, const struct sw_symbol *s)
{
	const struct sw_contract *c = s->contract;

	if (!c) {
		sw_put_safely(to, "  origin: inferred from the body\n");
		return;
	}
	print_origin_of(to, c);
	if (c->trusted)
		sw_put_safely(to, ", trusted: %s", c->trusted);
	else if (s->inferred && !(c->declares_effect && c->declares_expectation))
		sw_put_safely(to, "; its %s inferred from the body", c->declares_effect ? "expectations are" : c->declares_expectation ?
			"effect is" : "expectations and effect are");
	sw_put_safely(to, "\n");
	if (c->text)
		sw_put_safely(to, "  declared: %s\n", c->text);
}

static void print_demands(FILE *to, struct program *program, const struct sw_summary *summary)
{
	for (uint32_t i = 0; i < summary->demands.n; i++) {
		const struct sw_demand *d = &summary->demands.at[i];

		sw_put_safely(to, "  %s\n", sw_demand_clauses(&program->unit.strings, &program->unit.terms, summary, d));
		print_witness(to, d->witness);
	}
}

static void print_callers(FILE *to, const struct program *program, struct sw_symbol *symbol)
{
	const struct sw_findings *findings = &program->solver.findings;
	uint32_t atomic = 0;

	for (uint32_t i = 0; i < findings->list.n; i++) {
		const struct sw_finding *f = &findings->list.at[i];

		if (f->kind != SW_FOUND_CALL || strcmp(f->callee, symbol->name))
			continue;
		if (!atomic++)
			sw_put_safely(to, "  callers in a context that it does not expect:\n");
		sw_put_safely(to, "      ");
		print_place(to, &f->place);
		sw_put_safely(to, ": '%s'%s\n", f->function->name, f->possible ? " (possibly)" : "");
	}
	sw_put_safely(to, "  %u call%s in all, %u in a context that it does not expect\n", symbol->callers,
		      symbol->callers == 1 ? "" : "s", atomic);
}

/* Where it is put for others to call it. */
static void print_assignments(FILE *to, const struct program *program, const struct sw_symbol *s)
{
	for (uint32_t i = 0; i < program->unit.assignments.n; i++) {
		const struct sw_assignment *a = &program->unit.assignments.at[i];

		if (sw_symbol_bound(a->function) != s || (!a->slot && !a->by))
			continue;
		sw_put_safely(to, "  %s '%s' at ", a->slot ? "put into" : "given to", a->slot ? a->slot : a->by);
		print_place(to, &a->place);
		if (a->contract) {
			sw_put_safely(to, ", whose contract is ");
			print_contract(to, a->contract);
		}
		sw_put_safely(to, "\n");
	}
}

static void print_by_field(FILE *to, const struct sw_symbol *s)
{
	for (const struct sw_by_field *f = s->by_field; f; f = f->next) {
		sw_put_safely(to, "  with the address of a field '%s' its contract is ", f->field);
		print_contract(to, f->contract);
		sw_put_safely(to, "\n");
	}
}

static void print_findings(FILE *to, struct program *program, const struct sw_symbol *s)
{
	const struct sw_findings *findings = &program->solver.findings;

	for (uint32_t i = 0; i < findings->list.n; i++) {
		const struct sw_finding *f = &findings->list.at[i];

		if (f->function != s)
			continue;
		sw_put_safely(to, "  %s: ", f->possible ? "possible finding" : "finding");
		print_place(to, &f->place);
		sw_put_safely(to, ": %s\n", sw_message_of(&program->unit.strings, f).headline);
	}
}

static void explain_one(FILE *to, struct program *program, struct sw_symbol *s)
{
	const struct sw_symbol *bound = sw_symbol_bound(s);

	print_place(to, &s->place);
	sw_put_safely(to, ": '%s'\n", s->name);
	if (!bound->summary && !bound->placings.n) {
		sw_put_safely(to, "  %s\n", sw_symbol_real(s)->body ? "calls nothing that matters: any context will do, and counters stay as they are"
							    : "neither body nor contract: assumed to do nothing");
	} else {
		sw_put_safely(to, "  contract: %s\n", sw_symbol_clauses(&program->unit, bound));
		print_origin(to, bound);
	}
	if (bound->given_up)
		sw_put_safely(to, "  %s\n", sw_given_up_message(&program->unit.strings, bound));
	if (bound->summary)
		print_demands(to, program, bound->summary);
	if (bound->contract && bound->inferred && bound->inferred->demands.n) {
		sw_put_safely(to, "  what its body shows:\n");
		print_demands(to, program, bound->inferred);
	}
	print_by_field(to, bound);
	print_assignments(to, program, bound);
	print_findings(to, program, bound);
	print_callers(to, program, s);
}

bool explain_function(FILE *to, struct program *program, const char *name)
{
	bool any = false;

	for (uint32_t i = 0; i < program->unit.symbols.n; i++) {
		struct sw_symbol *symbol = program->unit.symbols.at[i];

		/* a module's reference to what another object has is that one */
		if (strcmp(symbol->name, name) || sw_symbol_bound(symbol) != symbol)
			continue;
		explain_one(to, program, symbol);
		any = true;
	}
	return any;
}

/* ---- slots ---- */

const char *explain_slot_name(struct program *program, const char *name)
{
	struct sw_strings *strings = &program->unit.strings;
	const char *tag = !strncmp(name, "struct ", 7) ? name + 7 : name;
	size_t n = strcspn(tag, ".-");
	const char *field = tag + n + (tag[n] == '.' ? 1 : !strncmp(tag + n, "->", 2) ? 2 : 0);

	return field > tag + n ? sw_intern_printf(strings, "%.*s.%s", (int)n, tag, field) : NULL;
}

/* An attribute's, of a field that something is put into or called from, or what annotation files say; or NULL. */
static const struct sw_contract *contract_of_slot(const struct sw_unit *unit, const char *slot)
{
	const struct sw_contract *contract = NULL;

	for (uint32_t i = 0; i < unit->assignments.n && !contract; i++)
		if (unit->assignments.at[i].slot == slot && !unit->assignments.at[i].enters)
			contract = unit->assignments.at[i].contract;
	for (uint32_t f = 0; f < unit->functions.n; f++)
		for (uint32_t i = 0; i < unit->functions.at[f]->calls.n && !contract; i++)
			if (unit->functions.at[f]->calls.at[i].slot == slot)
				contract = unit->functions.at[f]->calls.at[i].contract;
	return sw_pointer_contract(unit, slot, contract);
}

static bool calls_through(const struct sw_function *function, const char *slot)
{
	for (uint32_t i = 0; i < function->calls.n; i++)
		if (function->calls.at[i].slot == slot)
			return true;
	return false;
}

/* Is something put there, or called through it? */
static bool is_used(const struct sw_unit *unit, const char *slot)
{
	for (uint32_t i = 0; i < unit->assignments.n; i++)
		if (unit->assignments.at[i].slot == slot)
			return true;
	for (uint32_t f = 0; f < unit->functions.n; f++)
		if (calls_through(unit->functions.at[f], slot))
			return true;
	return false;
}

/* How many? */
static uint32_t print_put_there(FILE *to, struct program *program, const char *slot)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < program->unit.assignments.n; i++) {
		const struct sw_assignment *a = &program->unit.assignments.at[i];

		if (a->slot != slot)
			continue;
		if (!n++)
			sw_put_safely(to, "  what is put there, and its contract:\n");
		sw_put_safely(to, "      ");
		print_place(to, &a->place);
		sw_put_safely(to, ": '%s': %s\n", a->function->name, sw_symbol_clauses(&program->unit, sw_symbol_bound(a->function)));
	}
	return n;
}

/* The calls of FUNCTION, whose blocks are in memory; N stand there already. */
static uint32_t print_calls_of(FILE *to, const struct sw_function *function, const char *slot, uint32_t n)
{
	for (uint32_t b = 0; b < function->blocks.n; b++) {
		for (uint32_t i = 0; i < function->blocks.at[b].events.n; i++) {
			const struct sw_event *e = &function->blocks.at[b].events.at[i];

			if (e->kind != SW_EVENT_CALL || e->slot != slot)
				continue;
			if (!n++)
				sw_put_safely(to, "  who calls through it:\n");
			sw_put_safely(to, "      ");
			print_place(to, &e->place);
			sw_put_safely(to, ": '%s'\n", function->symbol->name);
		}
	}
	return n;
}

static uint32_t print_calls(FILE *to, struct program *program, const char *slot)
{
	struct sw_arena scratch = { 0 };
	uint32_t n = 0;

	for (uint32_t f = 0; f < program->unit.functions.n; f++) {
		struct sw_function opened, *function = program->unit.functions.at[f];

		if (!calls_through(function, slot))
			continue;
		n = print_calls_of(to, sw_function_open(&program->unit, function, &scratch, &opened), slot, n);
		sw_arena_reset(&scratch);
	}
	sw_arena_free(&scratch);
	return n;
}

bool explain_slot(FILE *to, struct program *program, const char *slot)
{
	const struct sw_contract *contract = contract_of_slot(&program->unit, slot);
	uint32_t put, called;

	if (!contract && !is_used(&program->unit, slot))
		return false;
	sw_put_safely(to, "'%s'\n", slot);
	if (contract) {
		sw_put_safely(to, "  contract: %s\n", contract->text);
		print_origin_of(to, contract);
		sw_put_safely(to, "\n");
	} else {
		sw_put_safely(to, "  no contract: it goes by what is put there\n");
	}
	put = print_put_there(to, program, slot);
	called = print_calls(to, program, slot);
	sw_put_safely(to, "  put there in %u places, called through in %u\n", put, called);
	return true;
}

/* ---- export ---- */

static int by_name(const void *a, const void *b)
{
	const struct sw_symbol *x = *(struct sw_symbol *const *)a, *y = *(struct sw_symbol *const *)b;

	return strcmp(x->name, y->name);
}

/* A name that an annotation file can have: another would be read as something else. */
static bool is_sayable(const char *name)
{
	return !name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.")];
}

/* Is there something to say of it that a file by itself would not find out? */
static bool is_exported(const struct sw_symbol *s)
{
	const struct sw_symbol *real = sw_symbol_real((struct sw_symbol *)s);

	return !s->local && !s->contract && is_sayable(s->name) && real->body && real->summary && sw_summary_matters(real->summary);
}

/* Clauses; what no clause can say is left out, for a file is no place for it, and they are not the WHOLE. Empty: there is no clause. */
static const char *clauses(struct program *program, const struct sw_symbol *s, bool *whole)
{
	const struct sw_summary *summary = sw_symbol_real((struct sw_symbol *)s)->summary;
	const char *text = sw_summary_export(&program->unit.strings, &program->unit.terms, summary);
	size_t n = strcspn(text, "#");

	*whole = !text[n];
	while (n && (text[n - 1] == ' ' || text[n - 1] == ','))
		n--;
	return sw_intern_n(&program->unit.strings, text, n);
}

void export_contracts(FILE *to, struct program *program)
{
	struct sw_unit *unit = &program->unit;
	struct sw_symbol **sorted = sw_alloc(&unit->arena, (unit->symbols.n + 1) * sizeof *sorted);
	uint32_t n = 0, partly = 0;

	for (uint32_t i = 0; i < unit->symbols.n; i++)
		if (is_exported(unit->symbols.at[i]))
			sorted[n++] = unit->symbols.at[i];
	qsort(sorted, n, sizeof *sorted, by_name);
	fprintf(to, "# Contracts that sleepwalk inferred from a whole program; made by `sleepwalk export`.\n\n");
	for (uint32_t i = 0; i < n; i++) {
		bool whole;
		const char *text = clauses(program, sorted[i], &whole);

		/* two modules may each have a function of one name: only what is known of it everywhere is said */
		if (*text && (!i || strcmp(sorted[i]->name, sorted[i - 1]->name)) &&
		    (i + 1 == n || strcmp(sorted[i]->name, sorted[i + 1]->name)))
			fprintf(to, "%s  %s\n", sorted[i]->name, text);
		partly += !whole;
	}
	if (partly)
		fprintf(to, "\n# Of %u functions no clause says all: `sleepwalk check` of the build, with your objects, knows more.\n", partly);
}
