// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>

#include "sleepwalk/characters.h"

#include "gate.h"

/* ---- opening ---- */

static void find_bases(struct gate *gate, char **paths, int n)
{
	for (unsigned i = 0; i < gate->options->n_sources; i++) {
		*sw_vec_push(&gate->arena, &gate->bases) = gate->options->sources[i];
		if (*gate->options->sources[i])
			paths_add_tree(&gate->paths, gate->options->sources[i]);
	}
	for (int i = 0; i < n; i++) {
		if (!path_is_directory(paths[i]))
			continue;
		*sw_vec_push(&gate->arena, &gate->bases) = paths[i];
		paths_add_build(&gate->paths, paths[i]);
	}
}

/* BESIDES: what is to be said when it can not be. */
static FILE *open_input(const char *path, const char *besides)
{
	FILE *from = fopen(path, "re");

	if (!from)
		sw_put_safely(stderr, "%s: error: cannot read: %s%s\n", path, strerror(errno), besides);
	return from;
}

static bool read_baseline(struct gate *gate)
{
	const char *path = gate->options->baseline;
	FILE *from = path ? open_input(path, "") : NULL;
	bool good = !path || (from && baseline_read(&gate->baseline, from, path));

	if (from)
		fclose(from);
	return good;
}

/* What is written anew has its patterns from what was there. */
static bool read_ratchet(struct gate *gate)
{
	const struct options *o = gate->options;
	const char *path = gate->ratchet.path = o->ratchet ? o->ratchet : o->write_ratchet;
	FILE *from = path ? open_input(path, o->ratchet ? "" : "; --write-ratchet needs a file that has the patterns") : NULL;
	bool good = !path || (from && ratchet_read(&gate->ratchet, from, o->write_ratchet));

	if (from)
		fclose(from);
	return good;
}

static bool open_output(struct output *output, const char *path)
{
	return !path || output_open(output, path);
}

/* A slash at the end is part of a pattern. */
static const char *pattern_of(struct gate *gate, const char *only)
{
	const char *name = paths_name(&gate->paths, only);

	return *only && *name && only[strlen(only) - 1] == '/' ? sw_intern_printf(&gate->strings, "%s/", name) : name;
}

bool gate_open(struct gate *gate, const struct options *options, char **paths, int n)
{
	*gate = (struct gate){ .options = options, .strings.arena = &gate->arena };
	gate->paths.strings = gate->baseline.strings = gate->found.strings = &gate->strings;
	gate->ratchet.strings = gate->changes.strings = &gate->strings;
	if (options->write_baseline && (options->n_only || options->diff)) {
		sw_put_safely(stderr, "sleepwalk: --write-baseline: a baseline has all findings: not with --only or --diff\n");
		return false;
	}
	find_bases(gate, paths, n);
	for (unsigned i = 0; i < options->n_only; i++)
		gate->only[i] = pattern_of(gate, options->only[i]);
	return read_baseline(gate) && read_ratchet(gate) && open_output(&gate->written_baseline, options->write_baseline) &&
	       open_output(&gate->written_ratchet, options->write_ratchet);
}

/* ---- the baseline ---- */

static const char *file_of(struct gate *gate, const struct sw_finding *f)
{
	return f->place.file ? sw_printable(&gate->strings, paths_name(&gate->paths, f->place.file)) : "";
}

static struct baseline_entry entry_of(struct gate *gate, const struct sw_finding *f)
{
	const char *function = f->function && f->function->name ? f->function->name : "";

	return (struct baseline_entry){ .fingerprint = sw_finding_fingerprint(f),
					.possible = f->possible,
					.file = file_of(gate, f),
					.function = sw_printable(&gate->strings, function),
					.tag = sw_tag_name(f->tag),
					.count = 1 };
}

/* In the order of groups, and of their places. */
static void list_findings(struct gate *gate, const struct sw_groups *groups)
{
	for (uint32_t i = 0; i < groups->list.n; i++) {
		const struct sw_group *g = &groups->list.at[i];

		for (uint32_t p = 0; p < g->places.n; p++) {
			struct baseline_entry entry = entry_of(gate, g->places.at[p]);

			baseline_add(&gate->found, &entry);
		}
	}
}

/* The first place that is not known is the one to show. */
static void mark_group(struct sw_group *g, const bool *known)
{
	const struct sw_finding *shown;
	uint32_t first = 0;

	while (first < g->places.n && known[first])
		first++;
	g->known = first == g->places.n;
	if (g->known || !first)
		return;
	shown = g->places.at[first];
	memmove(g->places.at + 1, g->places.at, first * sizeof *g->places.at);
	g->places.at[0] = shown;
}

/* What is in files that a part of the program does not have was not looked for: it stays as it is. How many findings are? */
static uint32_t set_aside_elsewhere(struct gate *gate, const struct sw_unit *unit)
{
	struct files files = files_find(&gate->paths, unit);
	uint32_t elsewhere = 0;

	for (uint32_t i = 0; i < gate->baseline.entries.n; i++) {
		struct baseline_entry *entry = &gate->baseline.entries.at[i];

		if (!entry->count || files_match(&files, entry->file))
			continue;
		elsewhere += entry->possible && !gate->options->possible ? 0 : entry->count;
		baseline_add(&gate->found, entry);
		entry->count = 0;
	}
	return elsewhere;
}

/* Which of what was found is known, and what of the baseline is gone. */
static void compare(struct gate *gate, struct report *report)
{
	const struct options *o = gate->options;

	if (o->write_baseline && !o->baseline)
		for (uint32_t i = 0; i < gate->found.entries.n; i++)
			baseline_add(&gate->baseline, &gate->found.entries.at[i]);
	baseline_match(&gate->baseline, gate->found.entries.at, gate->found.entries.n, gate->known);
	report->compared.elsewhere = set_aside_elsewhere(gate, &report->program->unit);
	report->compared.gone = baseline_gone(&gate->baseline, o->possible);
	/* the possible ones were not looked for: they stay as they are */
	for (uint32_t i = 0; i < gate->baseline.entries.n && !o->possible; i++)
		if (gate->baseline.entries.at[i].possible && gate->baseline.entries.at[i].count)
			baseline_add(&gate->found, &gate->baseline.entries.at[i]);
}

/* Shows what is new; the known places of all groups stand in one row. */
static void mark_groups(struct gate *gate, struct report *report)
{
	const bool *known = gate->known;

	for (uint32_t i = 0; i < report->shown.list.n; i++) {
		struct sw_group *g = &report->shown.list.at[i];

		mark_group(g, known);
		known += g->places.n;
		(*(g->known ? &report->compared.known : &report->compared.fresh))++;
	}
}

/* ---- what was asked for ---- */

static bool is_below(struct gate *gate, const char *file)
{
	for (unsigned i = 0; file && i < gate->options->n_only; i++)
		if (path_matches(gate->only[i], paths_name(&gate->paths, file)))
			return true;
	return false;
}

static bool is_changed(struct gate *gate, const struct sw_place *place)
{
	return place->file && changes_hit(&gate->changes, paths_name(&gate->paths, place->file), place->line);
}

/* What went away between two steps of a function may be what kept it right: an unlock. */
static bool is_cut(struct gate *gate, const struct sw_path_step *from, const struct sw_path_step *to)
{
	uint32_t a = from->place.line, b = to->place.line;

	return from->function == to->function && from->depth == to->depth && from->place.file &&
	       from->place.file == to->place.file &&
	       changes_cut(&gate->changes, paths_name(&gate->paths, from->place.file), a < b ? a : b, a < b ? b : a);
}

static bool is_body_below(void *gate, const struct body *body)
{
	return is_below(gate, body->file);
}

static bool is_body_changed(void *cookie, const struct body *body)
{
	struct gate *gate = cookie;

	return changes_within(&gate->changes, paths_name(&gate->paths, body->file), body->first, body->end);
}

/* A callee changes the count, for what it does or no longer does. */
static bool is_changed_by(struct gate *gate, const struct sw_path_step *step, body_fn *asked)
{
	return step->kind == SW_PATH_CHANGE && bodies_any(&gate->bodies, step->function, step->callee, asked, gate);
}

static bool touches(struct gate *gate, struct sw_strings *strings, const struct sw_finding *f)
{
	struct sw_message m = sw_message_of(strings, f);
	bool in_files = is_below(gate, f->place.file), in_changes = is_changed(gate, &f->place);

	for (uint32_t i = 0; i < m.path.n; i++) {
		const struct sw_path_step *step = &m.path.at[i];

		in_files |= is_below(gate, step->place.file) || is_changed_by(gate, step, is_body_below);
		in_changes |= is_changed(gate, &step->place) || (i && is_cut(gate, step - 1, step)) ||
			      is_changed_by(gate, step, is_body_changed);
	}
	return (in_files || !gate->options->n_only) && (in_changes || !gate->options->diff);
}

/*
 * Only the places that touch it are left, and only the groups that have some. How many groups have none? KNOWN has a row for
 * the places of all groups, and shrinks with them; it may be NULL.
 */
static uint32_t keep_touching(struct gate *gate, struct sw_strings *strings, struct sw_groups *groups, bool *known)
{
	uint32_t kept = 0, all = groups->list.n, from = 0, to = 0;

	for (uint32_t i = 0; i < all; i++) {
		struct sw_group g = groups->list.at[i];
		uint32_t n = 0;

		for (uint32_t p = 0; p < g.places.n; p++, from++) {
			if (!touches(gate, strings, g.places.at[p]))
				continue;
			g.places.at[n++] = g.places.at[p];
			if (known)
				known[to++] = known[from];
		}
		g.places.n = n;
		if (n)
			groups->list.at[kept++] = g;
	}
	groups->list.n = kept;
	return all - kept;
}

static void narrow(struct gate *gate, struct report *report)
{
	struct sw_unit *unit = &report->program->unit;

	gate->bodies = bodies_find(&gate->arena, unit);
	report->left_out = keep_touching(gate, &unit->strings, &report->shown, gate->known);
	keep_touching(gate, &unit->strings, &report->hidden, NULL);
}

/* ---- all of it ---- */

/* Nothing is below a name that nothing has: who asks for that would be told that all is well. */
static bool match_only(struct gate *gate, const struct files *files)
{
	bool good = true;

	for (unsigned i = 0; i < gate->options->n_only; i++) {
		if (files_match(files, gate->only[i]))
			continue;
		sw_put_safely(stderr, "sleepwalk: error: no file of the program is under '%s'%s\n", gate->options->only[i],
			files_hint(files, gate->only[i]));
		good = false;
	}
	return good;
}

/* Changed lines are known by names in the tree: of a program from elsewhere none is ever touched, and all would be well. */
static bool match_tree(struct gate *gate, const struct files *files)
{
	if (!gate->options->diff || files_in_tree(files))
		return true;
	sw_put_safely(stderr, "sleepwalk: error: --diff: no file of the program is in the tree that git knows%s\n", files_are_like(files));
	return false;
}

static bool match_files(struct gate *gate, const struct sw_unit *unit)
{
	struct files files;

	if (!gate->options->n_only && !gate->ratchet.parts.n && !gate->options->diff)
		return true;
	files = files_find(&gate->paths, unit);
	for (uint32_t i = 0; i < gate->ratchet.parts.n; i++)
		gate->ratchet.parts.at[i].unmatched = !files_match(&files, gate->ratchet.parts.at[i].pattern);
	return match_only(gate, &files) && match_tree(gate, &files);
}

/* Of the definite ones, before any of their places is left out. */
static void count(struct gate *gate, struct report *report)
{
	for (uint32_t i = 0; i < report->shown.list.n; i++) {
		struct sw_group *g = &report->shown.list.at[i];

		if (!g->possible)
			g->covered = ratchet_count(&gate->ratchet, file_of(gate, g->places.at[0]));
	}
}

bool gate_pass(struct gate *gate, struct report *report)
{
	const struct options *o = gate->options;

	if (!match_files(gate, &report->program->unit))
		return false;
	count(gate, report);
	report->ratchet = gate->ratchet.path ? &gate->ratchet : NULL;
	list_findings(gate, &report->shown);
	gate->known = sw_alloc(&gate->arena, gate->found.entries.n + 1);
	report->compared.done = o->baseline || o->write_baseline;
	if (report->compared.done)
		compare(gate, report);
	if (o->diff && !changes_ask(&gate->changes, paths_top(&gate->paths), o->diff))
		return false;
	if (o->diff || o->n_only)
		narrow(gate, report);
	mark_groups(gate, report);
	sw_groups_number(&report->shown);
	return true;
}

/* With a ratchet and no baseline, it is the number in its parts that counts, not each finding. */
static bool group_fails(struct gate *gate, const struct sw_group *g)
{
	enum fail_on on = gate->options->fail_on;
	bool counted = gate->ratchet.path && !gate->options->baseline && !g->possible;

	if (g->known || on == FAIL_ON_NONE || (g->possible && on == FAIL_ON_DEFINITE))
		return false;
	return !counted || !g->covered;
}

bool gate_fails(struct gate *gate, const struct report *report)
{
	const struct options *o = gate->options;

	if (o->fail_on != FAIL_ON_NONE && !o->write_ratchet && !ratchet_holds(&gate->ratchet))
		return true;
	for (uint32_t i = 0; i < report->shown.list.n; i++)
		if (group_fails(gate, &report->shown.list.at[i]))
			return true;
	return false;
}

/* ---- closing ---- */

bool gate_close(struct gate *gate, bool good)
{
	bool written = true;

	if (gate->written_baseline.to) {
		baseline_write(gate->written_baseline.to, &gate->found);
		written = output_close(&gate->written_baseline, good);
	}
	if (gate->written_ratchet.to) {
		ratchet_write(gate->written_ratchet.to, &gate->ratchet);
		written &= output_close(&gate->written_ratchet, good && written);
	}
	sw_arena_free(&gate->arena);
	return written;
}
