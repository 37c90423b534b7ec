// SPDX-License-Identifier: GPL-2.0-or-later
/* Prints groups of findings the way GCC prints warnings. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sleepwalk/characters.h"

#include "text.h"

/* PLACES: how many others are named; WIDTH: columns of source that are quoted; MARGIN: for the line number. */
enum { PLACES = 5, WIDTH = 160, MARGIN = 5, TAB = 8 };

/* GCC's defaults for GCC_COLORS. */
#define LOCUS "01"
#define QUOTE "01"
#define NOTE "01;36"

static const struct {
	const char *word, *colour;
} severities[] = {
	[SW_NOTE] = { "note", NOTE },
	[SW_WARNING] = { "warning", "01;35" },
	[SW_ERROR] = { "error", "01;31" },
};

static void begin(const struct sw_text *t, const char *colour)
{
	if (t->colour)
		fprintf(t->to, "\33[%sm\33[K", colour);
}

static void end(const struct sw_text *t)
{
	if (t->colour)
		fputs("\33[m\33[K", t->to);
}

/* ---- characters ---- */

/* The same in a line of source, after COLUMN columns of it. */
static struct sw_cell source_cell(const char *text, size_t left, unsigned column)
{
	if (*text == '\t')
		return (struct sw_cell){ 1, TAB - column % TAB, "        " };
	return sw_cell_at(text, left);
}

/* A quote that opens stands at a word's start, one that closes at its end; others are apostrophes. */
static bool opens(const char *start, const char *p)
{
	return *p == '\'' && (p == start || p[-1] == ' ' || p[-1] == '(') && strchr(p + 1, '\'');
}

/* What is quoted stands out. */
static void put_message(const struct sw_text *t, const char *text)
{
	bool quoted = false;

	for (const char *p = text; *p;) {
		struct sw_cell cell = sw_cell_at(p, strnlen(p, SW_LONGEST_CHARACTER));

		if (quoted && *p == '\'') {
			end(t);
			quoted = false;
			fputs(cell.text, t->to);
		} else {
			fputs(cell.text, t->to);
			if (!quoted && opens(text, p)) {
				quoted = true;
				begin(t, QUOTE);
			}
		}
		p += cell.bytes;
	}
	if (quoted)
		end(t);
}

/* ---- the source ---- */

/* A line that is there, and where PLACE is in it. */
struct quote {
	const char *line;
	size_t length;
	bool pointed;    /* the place is in the line */
	unsigned column; /* columns before it */
};

static bool find_quote(const struct sw_text *t, const struct sw_place *place, struct quote *q)
{
	*q = (struct quote){ 0 };
	if (t->sources && place->file)
		q->line = sw_source_line(t->sources, place->file, place->line, &q->length);
	if (!q->line)
		return false;
	q->pointed = place->column && place->column <= q->length + 1;
	for (size_t i = 0; q->pointed && i + 1 < place->column;) {
		struct sw_cell cell = source_cell(q->line + i, q->length - i, q->column);

		q->column += cell.width;
		i += cell.bytes;
	}
	while (q->length && strchr(" \t\v\f", q->line[q->length - 1]) && q->line[q->length - 1])
		q->length--;
	return true;
}

/* The first column of a long line that is shown, so that the place is. */
static unsigned first_column(const struct quote *q)
{
	return q->column < WIDTH - WIDTH / 8 ? 0 : q->column - WIDTH / 2;
}

/* A cell at the place is in COLOUR. What is cut off is dots, in columns that it would have. */
static void put_line(const struct sw_text *t, const struct quote *q, unsigned first, const char *colour)
{
	const char dots[] = "...";
	unsigned column = 0, start = first ? first + (unsigned)strlen(dots) : 0;
	size_t i = 0;

	if (first)
		fputs(dots, t->to);
	while (i < q->length) {
		struct sw_cell cell = source_cell(q->line + i, q->length - i, column);
		bool here = q->pointed && column == q->column && cell.width && *cell.text != ' ';

		if (column + cell.width > first + WIDTH) {
			fputs(dots, t->to);
			break;
		}
		if (here)
			begin(t, colour);
		if (column >= start)
			fprintf(t->to, "%.*s", *cell.text == ' ' ? (int)cell.width : (int)sizeof cell.text, cell.text);
		else if (column + cell.width > start)
			fprintf(t->to, "%*s", (int)(column + cell.width - start), "");
		if (here)
			end(t);
		column += cell.width;
		i += cell.bytes;
	}
	putc('\n', t->to);
}

static void put_quote(const struct sw_text *t, const struct sw_place *place, const struct quote *q, const char *colour)
{
	unsigned first = first_column(q);
	int margin = snprintf(NULL, 0, "%*u", MARGIN, place->line);

	fprintf(t->to, "%*u | ", margin, place->line);
	put_line(t, q, first, colour);
	if (!q->pointed)
		return;
	fprintf(t->to, "%*s | %*s", margin, "", (int)(q->column - first), "");
	begin(t, colour);
	putc('^', t->to);
	end(t);
	putc('\n', t->to);
}

/* ---- lines of a finding ---- */

static void put_file(const struct sw_text *t, const struct sw_place *place)
{
	sw_put_printable(t->to, place->file ? place->file : "sleepwalk");
}

static void put_place(const struct sw_text *t, const struct sw_place *place, const struct quote *q)
{
	begin(t, LOCUS);
	put_file(t, place);
	if (place->file && place->line)
		fprintf(t->to, ":%u", place->line);
	if (place->file && place->line && place->column)
		fprintf(t->to, ":%u", q->pointed ? q->column + 1 : place->column);
	putc(':', t->to);
	end(t);
	putc(' ', t->to);
}

/* "FILE:LINE:COLUMN: SEVERITY: ", and the text is up to the caller. */
static void put_head(const struct sw_text *t, const struct sw_place *place, const struct quote *q,
		     enum sw_severity severity)
{
	put_place(t, place, q);
	begin(t, severities[severity].colour);
	fprintf(t->to, "%s: ", severities[severity].word);
	end(t);
}

static void put_note(const struct sw_text *t, const struct sw_place *place, const char *text)
{
	struct quote q;

	find_quote(t, place, &q);
	put_head(t, place, &q, SW_NOTE);
	put_message(t, text);
	putc('\n', t->to);
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_place(const struct sw_place *a, const struct sw_place *b)
{
	return a->line == b->line && a->column == b->column && same_text(a->file, b->file);
}

static void put_function(struct sw_text *t, const struct sw_finding *f)
{
	const char *name = f->function ? f->function->name : NULL;

	if (!name || (same_text(t->function, name) && same_text(t->file, f->place.file)))
		return;
	begin(t, LOCUS);
	put_file(t, &f->place);
	putc(':', t->to);
	end(t);
	fputs(" In function '", t->to);
	begin(t, QUOTE);
	sw_put_printable(t->to, name);
	end(t);
	fputs("':\n", t->to);
	t->function = name;
	t->file = f->place.file;
}

static void put_warning(const struct sw_text *t, const struct sw_finding *f, const struct sw_message *m)
{
	const char *colour = severities[t->severity].colour;
	struct quote q;
	bool there = find_quote(t, &f->place, &q);

	put_head(t, &f->place, &q, t->severity);
	put_message(t, m->headline);
	fprintf(t->to, "%s [", f->possible ? " (possible)" : "");
	begin(t, colour);
	fprintf(t->to, "sleepwalk:%s", sw_tag_name(f->tag));
	end(t);
	fputs("]\n", t->to);
	if (there)
		put_quote(t, &f->place, &q, colour);
}

/* A line that was just quoted is not quoted again. */
static void put_path(const struct sw_text *t, const struct sw_place *place, const struct sw_message *m)
{
	for (uint32_t i = 0; i < m->path.n; i++) {
		const struct sw_path_step *step = &m->path.at[i];
		struct quote q;
		bool there = find_quote(t, &step->place, &q);

		put_head(t, &step->place, &q, SW_NOTE);
		fprintf(t->to, "(%u) ", i + 1);
		put_message(t, step->text);
		putc('\n', t->to);
		if (there && !same_place(place, &step->place))
			put_quote(t, &step->place, &q, NOTE);
		place = &step->place;
	}
}

/* ---- groups ---- */

static void put_suspect(const struct sw_text *t, const struct sw_group *g)
{
	const char *name = g->suspect->name;

	put_note(t, &g->places.at[0]->place,
		 sw_intern_printf(t->strings, "%u of the %u calls of '%s' are like this: the suspect is '%s', not its callers",
				  g->atomic, g->callers, name, name));
}

/* "'f' (y.c:300)" */
static const char *place_text(const struct sw_text *t, const struct sw_finding *f)
{
	const char *file = f->place.file ? f->place.file : "?", *slash = strrchr(file, '/');

	return sw_intern_printf(t->strings, "'%s' (%s:%u)", f->function ? f->function->name : "?", slash ? slash + 1 : file,
				f->place.line);
}

static void put_places(const struct sw_text *t, const struct sw_group *g)
{
	uint32_t more = g->places.n - 1;
	const char *text = sw_intern_printf(t->strings, more == 1 ? "%u more place has the same cause:"
								  : "%u more places have the same cause:", more);

	for (uint32_t i = 1; i <= more && i <= PLACES; i++)
		text = sw_intern_printf(t->strings, "%s%s %s", text, i > 1 ? "," : "", place_text(t, g->places.at[i]));
	if (more > PLACES)
		text = sw_intern_printf(t->strings, "%s, ...", text);
	put_note(t, &g->places.at[0]->place, text);
}

bool sw_text_wants_colour(FILE *to)
{
	const char *terminal = getenv("TERM"), *no = getenv("NO_COLOR");

	return isatty(fileno(to)) && terminal && strcmp(terminal, "dumb") && !(no && *no);
}

void sw_text_print(struct sw_text *text, const struct sw_group *group)
{
	const struct sw_finding *f = group->places.at[0];
	struct sw_message m = sw_message_of(text->strings, f);

	put_function(text, f);
	put_warning(text, f, &m);
	put_note(text, &f->place, m.expectation);
	put_path(text, &f->place, &m);
	/* where the suspect is a callee, moving its calls is no help */
	if (m.help && !group->suspect)
		put_note(text, &f->place, sw_intern_printf(text->strings, "help: %s", m.help));
	if (group->suspect)
		put_suspect(text, group);
	if (group->places.n > 1)
		put_places(text, group);
}
