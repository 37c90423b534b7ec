// SPDX-License-Identifier: GPL-2.0-or-later
/* Findings as a compiler's warnings, then how many there are. */
#include "characters.h"
#include "coverage.h"
#include "report.h"
#include "text.h"

static void print_counts(FILE *to, const struct report *report)
{
	const struct counted *definite = &report->counts[0], *possible = &report->counts[1];
	const char *between = ": ";

	fprintf(to, "%u findings in %u groups", definite->findings, definite->groups);
	for (unsigned t = 0; t < SW_TAGS; t++) {
		if (!definite->by_tag[t])
			continue;
		fprintf(to, "%s%s %u", between, sw_tag_name((enum sw_tag)t), definite->by_tag[t]);
		between = ", ";
	}
	fprintf(to, "\n%u possible findings in %u groups%s\n", possible->findings, possible->groups,
		report->options->possible || !possible->groups ? "" : "; --report possible shows them");
}

static void print_compared(FILE *to, const struct compared *c)
{
	if (!c->done)
		return;
	fprintf(to, "%u groups are new, %u are in the baseline", c->fresh, c->known);
	if (c->gone)
		fprintf(to, "; %u findings of it are gone: --write-baseline writes it anew", c->gone);
	putc('\n', to);
}

static void print_trusted(FILE *to, const struct trusted *t)
{
	if (!t->source && !t->annotations)
		return;
	fprintf(to, "trusted: %u functions in source, %u by annotations", t->source, t->annotations);
	if (t->needless.n)
		fprintf(to, "; %u in source hide nothing: --unused-trusted names them", t->needless.n);
	putc('\n', to);
}

static void print_needless(FILE *to, const struct report *report)
{
	struct sw_strings *strings = &report->program->unit.strings;

	for (uint32_t i = 0; i < report->trusted.needless.n; i++) {
		const struct sw_symbol *symbol = report->trusted.needless.at[i];
		const struct sw_place *place = &symbol->contract->place;

		fprintf(to, "%s:%u:%u: warning: '%s' need not be trusted: its body holds what is declared\n",
			printable(strings, place->file ? place->file : "?"), place->line, place->column,
			printable(strings, symbol->name));
	}
}

/* Where there is more than allowed, and, unless it is to be QUIET, where there is less. */
static void print_ratchet(FILE *to, const struct ratchet *ratchet, bool quiet)
{
	for (uint32_t i = 0; i < ratchet->parts.n; i++) {
		const struct ratchet_part *part = &ratchet->parts.at[i];
		bool more = part->found > part->allowed;

		if (more || (part->found < part->allowed && !quiet))
			fprintf(to, "%s:%u:%u: %s: '%s' is allowed %u groups of findings, and has %u%s\n", ratchet->path, part->line,
				part->column, more ? "error" : "note", part->pattern, part->allowed, part->found,
				more ? "" : ": the number can be lowered");
	}
}

static void print_summary(FILE *to, const struct report *report)
{
	print_counts(to, report);
	print_compared(to, &report->compared);
	if (report->left_out)
		fprintf(to, "%u groups do not touch what is asked for\n", report->left_out);
	print_trusted(to, &report->trusted);
}

void report_text(FILE *to, const struct report *report)
{
	const struct options *o = report->options;
	struct sw_text text = { .to = to, .strings = &report->program->unit.strings, .sources = report->sources,
				.severity = SW_WARNING, .colour = o->colour < 0 ? sw_text_wants_colour(to) : o->colour };

	for (uint32_t i = 0; i < report->shown.list.n; i++)
		if (!report->shown.list.at[i].known)
			sw_text_print(&text, &report->shown.list.at[i]);
	if (o->unused_trusted)
		print_needless(to, report);
	if (o->coverage)
		coverage_print(to, report->program);
	if (report->ratchet && !o->write_ratchet)
		print_ratchet(to, report->ratchet, o->quiet);
	if (!o->quiet)
		print_summary(to, report);
}
