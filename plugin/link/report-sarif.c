// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Findings as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format). Section numbers are those of the standard.
 *
 * A result is a group: its location is the finding that is shown, its code flow the path to the sleep, and the other
 * places with its cause are related locations.
 */
#include <string.h>

#include "sleepwalk/characters.h"

#include "json.h"
#include "report.h"
#include "rules.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

/* 3.14.14: what paths that are relative are relative to. Who reads the log knows where that is. */
#define ROOT "SRCROOT"

/* ---- rules (3.49) ---- */

static json_t *text_of(const char *text)
{
	return json_pack("{ss}", "text", text);
}

static json_t *rule(enum sw_tag tag)
{
	const struct rule *r = rule_of(tag);

	return json_pack("{ss ss so so s{ss++} s{ss}}", "id", sw_tag_name(tag), "name", r->name, "shortDescription", text_of(r->brief),
			 "fullDescription", text_of(r->cause), "help", "text", r->cause, " ", r->fix, "defaultConfiguration",
			 "level", "warning");
}

static json_t *driver(void)
{
	json_t *rules = json_array();

	for (unsigned t = 0; t < SW_TAGS; t++)
		json_array_append_new(rules, rule((enum sw_tag)t));
	return json_pack("{ss ss ss so}", "name", "sleepwalk", "version", SLEEPWALK_VERSION, "semanticVersion",
			 SLEEPWALK_VERSION ".0", "rules", rules);
}

/* ---- locations (3.28) ---- */

/* RFC 3986: what needs no escape in a path. */
static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("/-._~+@,=", c));
}

static const char *uri_of(struct sw_strings *strings, const char *file)
{
	static const char hex[] = "0123456789ABCDEF", scheme[] = "file://";
	char *uri = sw_alloc(strings->arena, sizeof scheme + 3 * strlen(file)), *end = uri;

	if (*file == '/')
		end = stpcpy(end, scheme);
	for (; *file; file++) {
		if (is_plain(*file)) {
			*end++ = *file;
			continue;
		}
		*end++ = '%';
		*end++ = hex[(unsigned char)*file >> 4];
		*end++ = hex[*file & 15];
	}
	return uri;
}

static json_t *artifact(const struct report *report, const char *file)
{
	const char *name = paths_name(report->paths, file), *uri = uri_of(&report->program->unit.strings, name);

	return *name == '/' ? json_pack("{ss}", "uri", uri) : json_pack("{ss ss}", "uri", uri, "uriBaseId", ROOT);
}

/* 3.30; the compiler counts bytes, and a log code points (3.14.17). */
static json_t *region(const struct report *report, const struct sw_place *place)
{
	size_t length = 0;
	const char *line = sw_source_line(report->sources, place->file, place->line, &length);
	unsigned column = 1;

	if (!place->column)
		return json_pack("{si}", "startLine", (int)place->line);
	if (!line || place->column > length + 1)
		return json_pack("{si si}", "startLine", (int)place->line, "startColumn", (int)place->column);
	for (size_t i = 0; i + 1 < place->column; column++)
		i += sw_cell_at(line + i, length - i).bytes;
	return json_pack("{si si s{so}}", "startLine", (int)place->line, "startColumn", (int)column, "snippet", "text",
			 json_line(line, length));
}

static json_t *physical(const struct report *report, const struct sw_place *place)
{
	json_t *location = json_pack("{so}", "artifactLocation", artifact(report, place->file));

	if (place->line)
		json_object_set_new(location, "region", region(report, place));
	return location;
}

/* MESSAGE and FUNCTION may be NULL. */
static json_t *location(const struct report *report, const struct sw_place *place, const struct sw_symbol *function,
			const char *message)
{
	json_t *location = json_object();

	if (place->file)
		json_object_set_new(location, "physicalLocation", physical(report, place));
	if (function)
		json_object_set_new(location, "logicalLocations",
				    json_pack("[{so ss}]", "name", json_text(report, function->name), "kind", "function"));
	if (message)
		json_object_set_new(location, "message", json_pack("{so}", "text", json_text(report, message)));
	return location;
}

/* ---- results (3.27) ---- */

/* 3.36, with one thread; the last step is the finding itself, if the path does not end there. */
static json_t *code_flows(const struct report *report, const struct sw_message *m)
{
	json_t *steps = json_array();

	for (uint32_t i = 0; i < m->path.n; i++) {
		const struct sw_path_step *step = &m->path.at[i];

		json_array_append_new(steps, json_pack("{so si si}", "location",
						       location(report, &step->place, step->function, step->text), "nestingLevel",
						       (int)step->depth, "executionOrder", (int)i + 1));
	}
	return json_pack("[{s[{so}]}]", "threadFlows", "locations", steps);
}

static json_t *related(const struct report *report, const struct sw_group *g)
{
	json_t *places = json_array();

	for (uint32_t i = 1; i < g->places.n; i++) {
		json_t *place = location(report, &g->places.at[i]->place, g->places.at[i]->function, "The same cause");

		json_object_set_new(place, "id", json_integer(i));
		json_array_append_new(places, place);
	}
	return places;
}

/* 3.11: sentences, the first of which says it all. */
static json_t *message(const struct report *report, const struct sw_message *m)
{
	struct sw_strings *strings = &report->program->unit.strings;
	const char *text = sw_intern_printf(strings, "%s. %s.", m->headline, m->expectation);

	if (m->help)
		text = sw_intern_printf(strings, "%s Help: %s.", text, m->help);
	return json_pack("{so}", "text", json_text(report, text));
}

static json_t *result(const struct report *report, const struct sw_group *g)
{
	const struct sw_finding *f = g->places.at[0];
	struct sw_message m = sw_message_of(&report->program->unit.strings, f);
	char fingerprint[SW_FINGERPRINT_TEXT];
	json_t *result = json_pack("{ss si ss so s[o] s{ss} so}", "ruleId", sw_tag_name(f->tag), "ruleIndex", (int)f->tag, "level",
				   g->possible ? "note" : "warning", "message", message(report, &m), "locations",
				   location(report, &f->place, f->function, NULL), "partialFingerprints", "sleepwalk/v1",
				   sw_fingerprint_print(g, fingerprint), "relatedLocations", related(report, g));

	if (report->compared.done)
		json_object_set_new(result, "baselineState", json_string(g->known ? "unchanged" : "new"));
	if (m.path.n)
		json_object_set_new(result, "codeFlows", code_flows(report, &m));
	return result;
}

/* ---- the log (3.13) ---- */

static json_t *run(const struct report *report)
{
	json_t *results = json_array();

	for (uint32_t i = 0; i < report->shown.list.n; i++)
		json_array_append_new(results, result(report, &report->shown.list.at[i]));
	return json_pack("{s{so} s[{sb}] s{s{s{ss}}} ss so}", "tool", "driver", driver(), "invocations", "executionSuccessful", 1,
			 "originalUriBaseIds", ROOT, "description", "text", "The root of the source tree", "columnKind",
			 "unicodeCodePoints", "results", results);
}

void report_sarif(FILE *to, const struct report *report)
{
	json_write(to, json_pack("{ss ss s[o]}", "$schema", SCHEMA, "version", "2.1.0", "runs", run(report)));
}
