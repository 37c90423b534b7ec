// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Findings as GitLab's code quality report: an array of issues, a subset of Code Climate's
 * (docs.gitlab.com, "Code Quality", "Code Quality report format"). It shows them in merge requests.
 */
#include "json.h"
#include "report.h"

static json_t *issue(const struct report *report, const struct sw_group *g)
{
	const struct sw_finding *f = g->places.at[0];
	struct sw_message m = sw_message_of(&report->program->unit.strings, f);
	const char *text = sw_intern_printf(&report->program->unit.strings, "%s: %s", m.headline, m.expectation);
	char fingerprint[SW_FINGERPRINT_TEXT];

	return json_pack("{so ss ss ss s{so s{si}}}", "description", json_text(report, text), "check_name", sw_tag_name(f->tag),
			 "fingerprint", sw_fingerprint_print(g, fingerprint), "severity", g->possible ? "minor" : "major",
			 "location", "path", json_file(report, f->place.file ? f->place.file : ""), "lines", "begin",
			 (int)(f->place.line ? f->place.line : 1));
}

void report_gitlab(FILE *to, const struct report *report)
{
	json_t *issues = json_array();

	/* the format has no way to say that one was known */
	for (uint32_t i = 0; i < report->shown.list.n; i++)
		if (!report->shown.list.at[i].known)
			json_array_append_new(issues, issue(report, &report->shown.list.at[i]));
	json_write(to, issues);
}
