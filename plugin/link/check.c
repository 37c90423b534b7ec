// SPDX-License-Identifier: GPL-2.0-or-later
/* From paths to a report. */
#include "sleepwalk/characters.h"
#include "sleepwalk/groups.h"
#include "sleepwalk/wire.h"

#include "check.h"
#include "gate.h"
#include "names.h"
#include "report.h"

static void name_without_section(const struct program *program)
{
	enum { NAMED = 3 };
	unsigned named = 0;

	if (!program->inputs.without_section)
		return;
	sw_put_safely(stderr, "sleepwalk: note: %u of %u objects have no section %s, and are taken to hold nothing: ",
		program->inputs.without_section, program->inputs.objects.n, SW_WIRE_SECTION);
	for (uint32_t i = 0; i < program->inputs.objects.n && named < NAMED; i++)
		if (!program->inputs.objects.at[i].bytes)
			sw_put_safely(stderr, "%s%s", named++ ? ", " : "", program->inputs.objects.at[i].name);
	sw_put_safely(stderr, "%s\n", program->inputs.without_section > NAMED ? ", ..." : "");
}

static uint32_t callers_of(void *cookie, const struct sw_symbol *symbol)
{
	(void)cookie;
	return symbol->callers;
}

static void count(struct report *report, const struct sw_groups *groups)
{
	for (uint32_t i = 0; i < groups->list.n; i++) {
		const struct sw_group *group = &groups->list.at[i];
		struct counted *counted = &report->counts[group->possible];

		counted->groups++;
		counted->findings += group->places.n;
		for (uint32_t p = 0; p < group->places.n; p++)
			counted->by_tag[group->places.at[p]->tag]++;
	}
}

static void find_given_up(struct report *report)
{
	struct sw_unit *unit = &report->program->unit;

	for (uint32_t i = 0; i < unit->functions.n; i++)
		if (unit->functions.at[i]->symbol->given_up)
			*sw_vec_push(&unit->arena, &report->given_up) = unit->functions.at[i]->symbol;
}

static bool is_shown(const struct options *o, const struct sw_group *group)
{
	return o->possible || !group->possible;
}

static void choose(struct report *report, const struct sw_groups *groups)
{
	for (uint32_t i = 0; i < groups->list.n; i++) {
		const struct sw_group *group = &groups->list.at[i];
		struct sw_groups *to = is_shown(report->options, group) ? &report->shown : &report->hidden;

		*sw_vec_push(&report->program->unit.arena, &to->list) = *group;
	}
}

static void print(FILE *to, const struct report *report)
{
	static report_fn *const printers[] = {
#define X(symbol, text, printer) [FORMAT_##symbol] = printer,
		FORMAT_LIST(X)
#undef X
	};

	printers[report->options->format](to, report);
	if (report->options->format == FORMAT_TEXT)
		return;
	/* the others have no words for it */
	report_ratchet(stderr, report);
	if (!report->options->quiet)
		report_given_up(stderr, report);
}

/* The program of PATHS, through GATE to the printer. */
static enum status check_through(FILE *to, struct gate *gate, char **paths, int n)
{
	struct program program;
	struct sw_sources sources;
	struct sw_groups groups;
	struct report report = { .options = gate->options, .program = &program, .sources = &sources, .paths = &gate->paths };
	enum status status = FAILED;

	if (!program_load(&program, gate->options, paths, n)) {
		program_free(&program);
		return FAILED;
	}
	groups = sw_group_findings(&program.unit.arena, &program.solver.findings, callers_of, NULL);
	choose(&report, &groups);
	report.trusted = find_trusted(&program.unit);
	find_given_up(&report);
	name_without_section(&program);
	if (gate->options->unmatched)
		names_print_unmatched(gate->options->format == FORMAT_TEXT ? to : stderr, &program);
	sw_sources_init(&sources, gate->bases.at, gate->bases.n);
	if (gate_pass(gate, &report)) {
		count(&report, &report.shown);
		count(&report, &report.hidden);
		print(to, &report);
		status = gate_fails(gate, &report) ? FINDINGS : CLEAN;
	}
	sw_sources_free(&sources);
	program_free(&program);
	return status;
}

enum status check(FILE *to, const struct options *o, char **paths, int n)
{
	struct gate gate;
	enum status status = FAILED;

	if (gate_open(&gate, o, paths, n))
		status = check_through(to, &gate, paths, n);
	return gate_close(&gate, status != FAILED && !fflush(to)) ? status : FAILED;
}
