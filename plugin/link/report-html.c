// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Findings as one page that needs nothing else: page/ has its parts, which the build puts together, and this fills in the
 * findings (as report-json.c says them), the source around each of their places, and what their tags mean.
 *
 * Names and source may come from anybody. Nothing of them is markup here: in the findings, '<' is written as JSON's escape
 * for it, and the page's script makes text of all of it; in the list for browsers without scripts it is escaped.
 */
#include <string.h>

#include "sleepwalk/characters.h"

#include "json.h"
#include "report.h"
#include "rules.h"

/* What the build made of page/. */
extern const char page[];

__asm__(".pushsection .rodata\n"
	".globl page\n"
	".hidden page\n"
	"page: .incbin \"" SLEEPWALK_PAGE "\"\n"
	".byte 0\n"
	".popsection");

/* ---- source ---- */

enum { AROUND = 2 }; /* lines that are quoted before and behind that of a step */

static void quote_line(const struct report *report, json_t *lines, const char *file, uint32_t number)
{
	size_t length = 0;
	const char *line = sw_source_line(report->sources, file, number, &length);
	const char *key = sw_intern_printf(&report->program->unit.strings, "%u", number);

	if (line && !json_object_get(lines, key))
		json_object_set_new(lines, key, json_line(line, length));
}

/* Into SOURCES, which has the lines of each file by their numbers. */
static void quote(const struct report *report, json_t *sources, const struct sw_place *place, uint32_t around)
{
	json_t *name, *lines;

	if (!place->file)
		return;
	name = json_file(report, place->file);
	lines = json_object_get(sources, json_string_value(name));
	if (!lines) {
		lines = json_object();
		json_object_set_new(sources, json_string_value(name), lines);
	}
	json_decref(name);
	for (uint32_t i = 0; i <= 2 * around; i++)
		quote_line(report, lines, place->file, place->line - around + i);
}

static void quote_group(const struct report *report, json_t *sources, const struct sw_group *g)
{
	struct sw_message m = sw_message_of(&report->program->unit.strings, g->places.at[0]);

	quote(report, sources, &g->places.at[0]->place, AROUND);
	for (uint32_t i = 0; i < m.path.n; i++)
		quote(report, sources, &m.path.at[i].place, AROUND);
	for (uint32_t i = 1; i < g->places.n; i++)
		quote(report, sources, &g->places.at[i]->place, 0);
}

static json_t *json_sources(const struct report *report)
{
	json_t *sources = json_object();

	for (uint32_t i = 0; i < report->shown.list.n; i++)
		quote_group(report, sources, &report->shown.list.at[i]);
	return sources;
}

/* ---- rules ---- */

static json_t *json_rules(void)
{
	json_t *rules = json_object();

	for (unsigned t = 0; t < SW_TAGS; t++) {
		const struct rule *r = rule_of((enum sw_tag)t);

		json_object_set_new(rules, sw_tag_name((enum sw_tag)t),
				    json_pack("{ss ss ss}", "brief", r->brief, "cause", r->cause, "fix", r->fix));
	}
	return rules;
}

/* ---- the page ---- */

/* In JSON, '<' stands in strings only; the element that holds it ends at the first "</script". */
static int write_json(const char *text, size_t length, void *to)
{
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '<')
			fputs("\\u003c", to);
		else
			putc(text[i], to);
	}
	return ferror(to) ? -1 : 0;
}

static void put_report(FILE *to, const struct report *report)
{
	json_t *document = json_report(report);

	json_object_set_new(document, "sources", json_sources(report));
	json_object_set_new(document, "rules", json_rules());
	json_dump_callback(document, write_json, to, JSON_COMPACT | JSON_PRESERVE_ORDER);
	json_decref(document);
}

static void put_escaped(FILE *to, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '<':
			fputs("&lt;", to);
			break;
		case '&':
			fputs("&amp;", to);
			break;
		default:
			putc(*text, to);
		}
	}
}

/* For browsers without scripts. */
static void put_list(FILE *to, const struct report *report)
{
	struct sw_strings *strings = &report->program->unit.strings;

	for (uint32_t i = 0; i < report->shown.list.n; i++) {
		const struct sw_finding *f = report->shown.list.at[i].places.at[0];
		struct sw_message m = sw_message_of(strings, f);

		fputs("<li>", to);
		put_escaped(to, sw_printable(strings, sw_intern_printf(strings, "%s:%u: %s [%s]", f->place.file ? paths_name(report->paths, f->place.file) : "?",
								    f->place.line, m.headline, sw_tag_name(f->tag))));
		fputs("</li>\n", to);
	}
}

/* Writes the page up to MARK; returns what is behind it. */
static const char *put_until(FILE *to, const char *text, const char *mark)
{
	const char *end = strstr(text, mark);

	fwrite(text, 1, (size_t)(end - text), to);
	return end + strlen(mark);
}

void report_html(FILE *to, const struct report *report)
{
	const char *rest = put_until(to, page, "@LIST@\n");

	put_list(to, report);
	rest = put_until(to, rest, "@REPORT@");
	put_report(to, report);
	fputs(rest, to);
}
