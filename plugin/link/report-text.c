// SPDX-License-Identifier: GPL-2.0-or-later
/* Findings as a compiler's warnings, then how many there are. */
#include "sleepwalk/characters.h"

#include "coverage.h"
#include "report.h"
#include "text.h"

/* Behind what there are N of. */
static const char *plural(uint32_t n)
{
	return n == 1 ? "" : "s";
}

static const char *be(uint32_t n)
{
	return n == 1 ? "is" : "are";
}

static void print_count(FILE *to, const char *rank, const struct counted *counted)
{
	fprintf(to, "%u %sfinding%s in %u group%s", counted->findings, rank, plural(counted->findings), counted->groups,
		plural(counted->groups));
}

static void print_counts(FILE *to, const struct report *report)
{
	const struct counted *definite = &report->counts[0], *possible = &report->counts[1];
	const char *between = ": ";

	print_count(to, "", definite);
	for (unsigned t = 0; t < SW_TAGS; t++) {
		if (!definite->by_tag[t])
			continue;
		fprintf(to, "%s%s %u", between, sw_tag_name((enum sw_tag)t), definite->by_tag[t]);
		between = ", ";
	}
	putc('\n', to);
	print_count(to, "possible ", possible);
	fprintf(to, report->options->possible || !possible->groups ? "\n" : "; --report possible shows %s\n",
		possible->findings == 1 ? "it" : "them");
}

static void print_compared(FILE *to, const struct compared *c)
{
	if (!c->done)
		return;
	fprintf(to, "%u group%s %s new, %u %s in the baseline", c->fresh, plural(c->fresh), be(c->fresh), c->known, be(c->known));
	if (c->gone)
		fprintf(to, "; %u finding%s of it %s gone: --write-baseline writes it anew", c->gone, plural(c->gone), be(c->gone));
	if (c->elsewhere)
		fprintf(to, "; %u finding%s of it %s in files that were not checked", c->elsewhere, plural(c->elsewhere),
			be(c->elsewhere));
	putc('\n', to);
}

static void print_trusted(FILE *to, const struct trusted *t)
{
	if (!t->source && !t->annotations)
		return;
	fprintf(to, "trusted: %u function%s in source, %u by annotations", t->source, plural(t->source), t->annotations);
	if (t->needless.n)
		fprintf(to, "; %u in source %s nothing: --unused-trusted names %s", t->needless.n,
			t->needless.n == 1 ? "hides" : "hide", t->needless.n == 1 ? "it" : "them");
	putc('\n', to);
}

static void print_needless(FILE *to, const struct report *report)
{
	struct sw_strings *strings = &report->program->unit.strings;

	for (uint32_t i = 0; i < report->trusted.needless.n; i++) {
		const struct sw_symbol *symbol = report->trusted.needless.at[i];
		const struct sw_place *place = &symbol->contract->place;

		fprintf(to, "%s:%u:%u: warning: '%s' need not be trusted: its body holds what is declared\n",
			sw_printable(strings, place->file ? place->file : "?"), place->line, place->column,
			sw_printable(strings, symbol->name));
	}
}

static void print_part(FILE *to, const struct ratchet_part *part)
{
	if (part->unmatched)
		sw_put_safely(to, "warning: no file of the program matches '%s'\n", part->pattern);
	else
		sw_put_safely(to, "%s: '%s' is allowed %u group%s of findings, and has %u%s\n",
			part->found > part->allowed ? "error" : "note", part->pattern, part->allowed, plural(part->allowed),
			part->found, part->found > part->allowed ? "" : ": the number can be lowered");
}

void report_ratchet(FILE *to, const struct report *report)
{
	const struct ratchet *ratchet = report->ratchet;
	bool quiet = report->options->quiet;

	if (!ratchet || report->options->write_ratchet)
		return;
	for (uint32_t i = 0; i < ratchet->parts.n; i++) {
		const struct ratchet_part *part = &ratchet->parts.at[i];

		if (!part->unmatched && (quiet ? part->found <= part->allowed : part->found == part->allowed))
			continue;
		sw_put_safely(to, "%s:%u:%u: ", ratchet->path, part->line, part->column);
		print_part(to, part);
	}
}

void report_given_up(FILE *to, const struct report *report)
{
	uint32_t n = report->given_up.n;

	if (n)
		fprintf(to, "%u function%s %s given up, for their paths would take too much memory or time: --coverage names %s\n", n, plural(n),
			be(n), n == 1 ? "it" : "them");
}

static void print_given_up(FILE *to, const struct report *report)
{
	struct sw_strings *strings = &report->program->unit.strings;

	for (uint32_t i = 0; i < report->given_up.n; i++) {
		const struct sw_symbol *s = report->given_up.at[i];

		sw_put_safely(to, "%s:%u:%u: note: %s\n", s->place.file ? s->place.file : "?", s->place.line, s->place.column,
			      sw_given_up_message(strings, s));
	}
}

static void print_summary(FILE *to, const struct report *report)
{
	print_counts(to, report);
	print_compared(to, &report->compared);
	if (report->left_out)
		fprintf(to, "%u group%s not touch what is asked for\n", report->left_out,
			report->left_out == 1 ? " does" : "s do");
	print_trusted(to, &report->trusted);
	if (report->program->cached)
		fprintf(to, "cache: %u of %u functions did not have to be solved\n", report->program->solver.statistics.recalled,
			report->program->solver.statistics.solved);
	report_given_up(to, report);
}

static void print_timings(FILE *to, struct program *program)
{
	timings_end(&program->timings, PHASE_REPORTING);
	timings_print(to, &program->timings, program->unit.functions.n);
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
	if (o->coverage) {
		coverage_print(to, report->program);
		print_given_up(to, report);
	}
	if (o->timings)
		print_timings(to, report->program);
	report_ratchet(to, report);
	if (!o->quiet)
		print_summary(to, report);
}
