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

static void print_origin(FILE *to, const struct sw_symbol *s)
{
	static const char *const origins[] = { "an attribute", "an annotation", "what is assumed of its parameter's type" };
	const struct sw_contract *c = s->contract;

	if (!c) {
		sw_put_safely(to, "  origin: inferred from the body\n");
		return;
	}
	sw_put_safely(to, "  origin: %s at %s:%u", origins[c->origin], c->place.file ? c->place.file : "?", c->place.line);
	if (c->trusted)
		sw_put_safely(to, ", trusted: %s", c->trusted);
	else if (s->inferred && !(c->declares_effect && c->declares_expectation))
		sw_put_safely(to, "; its %s inferred from the body", c->declares_effect ? "expectations are" : c->declares_expectation ?
			"effect is" : "expectations and effect are");
	sw_put_safely(to, "\n");
	/* the clauses above are a function's own; what it enters, or tells of, stands here only */
	if (c->text)
		sw_put_safely(to, "  declared: %s\n", c->text);
}

static void print_demands(FILE *to, struct program *program, const struct sw_summary *summary)
{
	for (uint32_t i = 0; i < summary->demands.n; i++) {
		const struct sw_demand *d = &summary->demands.at[i];

		sw_put_safely(to, "  %s%s\n", sw_demand_text(&program->unit.strings, &program->unit.terms, d),
			d->possible ? " (possibly)" : "");
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
	sw_put_safely(to, "  %u calls in all, %u in a context that it does not expect\n", symbol->callers, atomic);
}

/* Where it is put for others to call it. */
static void print_slots(FILE *to, const struct program *program, const struct sw_symbol *s)
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
	const struct sw_summary *summary = bound->summary;

	print_place(to, &s->place);
	sw_put_safely(to, ": '%s'\n", s->name);
	if (!summary) {
		sw_put_safely(to, "  %s\n", sw_symbol_real(s)->body ? "calls nothing that matters: any context will do, and counters stay as they are"
							    : "neither body nor contract: assumed to do nothing");
	} else {
		sw_put_safely(to, "  contract: %s\n", sw_summary_clauses(&program->unit.strings, &program->unit.terms, summary));
		print_origin(to, bound);
		print_demands(to, program, summary);
	}
	if (bound->contract && bound->inferred && bound->inferred->demands.n) {
		sw_put_safely(to, "  what its body shows:\n");
		print_demands(to, program, bound->inferred);
	}
	print_by_field(to, bound);
	print_slots(to, program, bound);
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
