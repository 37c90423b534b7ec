// SPDX-License-Identifier: GPL-2.0-or-later
/* Findings for other programs. docs/json.md is the contract: fields are added to it, and never change what they mean. */
#include <string.h>

#include "sleepwalk/characters.h"

#include "json.h"
#include "report.h"

enum {
	FORMAT_VERSION = 1,
	LONGEST = 500 /* bytes that are quoted of a line of source */
};

/* ---- pieces ---- */

json_t *json_text(const struct report *report, const char *text)
{
	return text ? json_string(sw_printable(&report->program->unit.strings, text)) : json_null();
}

json_t *json_line(const char *line, size_t length)
{
	struct sw_cell cell;
	char text[(LONGEST + 1) * sizeof cell.text], *end = text;
	size_t done = 0;

	*end = '\0';
	for (; done < length && done < LONGEST; done += cell.bytes) {
		cell = sw_cell_at(line + done, length - done);
		end = stpcpy(end, line[done] == '\t' ? "\t" : cell.text);
	}
	if (done < length)
		strcpy(end, " ...");
	return json_string(text);
}

json_t *json_file(const struct report *report, const char *file)
{
	return json_text(report, paths_name(report->paths, file));
}

static json_t *json_place(const struct report *report, const struct sw_place *place)
{
	return json_pack("{so si si}", "file", json_file(report, place->file), "line", (int)place->line, "column",
			 (int)place->column);
}

static json_t *json_path(const struct report *report, const struct sw_message *m)
{
	json_t *path = json_array();

	for (uint32_t i = 0; i < m->path.n; i++) {
		const struct sw_path_step *step = &m->path.at[i];

		json_array_append_new(path, json_pack("{ss so so si so so so}", "kind", sw_path_kind_name(step->kind), "place",
						      json_place(report, &step->place), "function",
						      json_text(report, step->function ? step->function->name : NULL), "depth",
						      (int)step->depth, "callee", json_text(report, step->callee), "effect",
						      json_text(report, step->effect), "text", json_text(report, step->text)));
	}
	return path;
}

/* Where else the cause shows. */
static json_t *json_others(const struct report *report, const struct sw_group *g)
{
	json_t *others = json_array();

	for (uint32_t i = 1; i < g->places.n; i++) {
		const struct sw_finding *f = g->places.at[i];

		json_array_append_new(others, json_pack("{so so}", "place", json_place(report, &f->place), "function",
							json_text(report, f->function ? f->function->name : NULL)));
	}
	return others;
}

static json_t *json_suspect(const struct report *report, const struct sw_group *g)
{
	if (!g->suspect)
		return json_null();
	return json_pack("{so si si}", "function", json_text(report, g->suspect->name), "calls", (int)g->callers, "calls_like_this",
			 (int)g->atomic);
}

static json_t *json_standing(const struct report *report, const struct sw_group *g)
{
	return report->compared.done ? json_string(g->known ? "known" : "new") : json_null();
}

json_t *json_group(const struct report *report, const struct sw_group *g)
{
	const struct sw_finding *f = g->places.at[0];
	struct sw_message m = sw_message_of(&report->program->unit.strings, f);
	char fingerprint[SW_FINGERPRINT_TEXT];

	return json_pack("{ss ss ss so so so so so so so so so}", "fingerprint", sw_fingerprint_print(g, fingerprint), "tag",
			 sw_tag_name(f->tag), "rank", g->possible ? "possible" : "definite", "function",
			 json_text(report, f->function ? f->function->name : NULL), "place", json_place(report, &f->place), "message",
			 json_text(report, m.headline), "expectation", json_text(report, m.expectation), "path",
			 json_path(report, &m), "help", json_text(report, m.help), "suspect", json_suspect(report, g), "same_cause",
			 json_others(report, g), "baseline", json_standing(report, g));
}

/* ---- the whole ---- */

static json_t *json_counts(const struct counted *counted)
{
	json_t *by_tag = json_object();

	for (unsigned t = 0; t < SW_TAGS; t++)
		if (counted->by_tag[t])
			json_object_set_new(by_tag, sw_tag_name((enum sw_tag)t), json_integer(counted->by_tag[t]));
	return json_pack("{si si so}", "groups", (int)counted->groups, "findings", (int)counted->findings, "by_tag", by_tag);
}

/* In groups, but for findings that are gone; null without a baseline. */
static json_t *json_compared(const struct compared *c)
{
	return c->done ? json_pack("{si si si si}", "new", (int)c->fresh, "known", (int)c->known, "gone", (int)c->gone, "elsewhere",
				   (int)c->elsewhere)
		       : json_null();
}

static json_t *json_ratchet(const struct report *report)
{
	json_t *parts = report->ratchet ? json_array() : json_null();

	for (uint32_t i = 0; report->ratchet && i < report->ratchet->parts.n; i++) {
		const struct ratchet_part *part = &report->ratchet->parts.at[i];

		json_array_append_new(parts, json_pack("{so si si}", "pattern", json_text(report, part->pattern), "allowed",
						       (int)part->allowed, "found", (int)part->found));
	}
	return parts;
}

static json_t *json_trusted(const struct report *report)
{
	const struct trusted *t = &report->trusted;
	json_t *needless = json_array();

	for (uint32_t i = 0; i < t->needless.n; i++)
		json_array_append_new(needless, json_pack("{so so}", "place", json_place(report, &t->needless.at[i]->contract->place),
							  "function", json_text(report, t->needless.at[i]->name)));
	return json_pack("{si si so}", "source", (int)t->source, "annotations", (int)t->annotations, "unused", needless);
}

static json_t *json_given_up(const struct report *report)
{
	json_t *given_up = json_array();

	for (uint32_t i = 0; i < report->given_up.n; i++)
		json_array_append_new(given_up, json_pack("{so so}", "place", json_place(report, &report->given_up.at[i]->place),
							  "function", json_text(report, report->given_up.at[i]->name)));
	return given_up;
}

/* The reporting is what was done of it up to here, which is all but the writing. */
static json_t *json_timings(struct program *program)
{
	static const char *const names[] = {
#define X(symbol, text, name) name,
		PHASE_LIST(X)
#undef X
	};
	json_t *phases = json_array();

	timings_end(&program->timings, PHASE_REPORTING);
	for (unsigned i = 0; i < PHASES; i++)
		json_array_append_new(phases, json_pack("{ss sf sf}", "phase", names[i], "wall", program->timings.phases[i].wall, "cpu",
							program->timings.phases[i].cpu));
	return json_pack("{si si si so}", "functions", (int)program->unit.functions.n,
			 "solved", (int)program->solver.statistics.solved, "recalled", (int)program->solver.statistics.recalled, "phases", phases);
}

json_t *json_report(const struct report *report)
{
	json_t *groups = json_array();

	for (uint32_t i = 0; i < report->shown.list.n; i++)
		json_array_append_new(groups, json_group(report, &report->shown.list.at[i]));
	return json_pack("{si s{ss ss} s{so so so si} so so so so so}", "format", FORMAT_VERSION, "tool", "name", "sleepwalk", "version",
			 SLEEPWALK_VERSION, "counts", "definite", json_counts(&report->counts[0]), "possible",
			 json_counts(&report->counts[1]), "baseline", json_compared(&report->compared), "left_out",
			 (int)report->left_out, "ratchet", json_ratchet(report), "trusted", json_trusted(report), "given_up",
			 json_given_up(report), "timings", report->options->timings ? json_timings(report->program) : json_null(), "groups", groups);
}

void json_write(FILE *to, json_t *document)
{
	json_dumpf(document, to, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
	putc('\n', to);
	json_decref(document);
}

void report_json(FILE *to, const struct report *report)
{
	json_write(to, json_report(report));
}
