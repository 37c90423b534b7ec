// SPDX-License-Identifier: GPL-2.0-or-later
/* Findings as a compiler's warnings, then how many there are. */
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

void report_text(FILE *to, const struct report *report)
{
	const struct options *o = report->options;
	struct sw_text text = { .to = to, .strings = &report->program->unit.strings, .sources = report->sources,
				.severity = SW_WARNING, .colour = o->colour < 0 ? sw_text_wants_colour(to) : o->colour };

	for (uint32_t i = 0; i < report->shown.list.n; i++)
		sw_text_print(&text, &report->shown.list.at[i]);
	if (o->coverage)
		coverage_print(to, report->program);
	if (!o->quiet)
		print_counts(to, report);
}
