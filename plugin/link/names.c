// SPDX-License-Identifier: GPL-2.0-or-later
/* Names that nothing has: a slip of the pen, something of another configuration, or what the compiler never sees. */
#include <stdlib.h>
#include <string.h>

#include "names.h"

/* ---- what there is ---- */

/* Sorted, each once. */
struct names {
	const char **at;
	uint32_t n;
};

struct collection {
	struct sw_arena *arena;
	SW_VEC(const char *) list;
};

static void add(struct collection *c, const char *name)
{
	if (name)
		*sw_vec_push(c->arena, &c->list) = name;
}

int names_by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

uint32_t names_sort(const char **at, uint32_t n, int (*order)(const void *, const void *))
{
	uint32_t kept = 0;

	if (!n)
		return 0;
	qsort(at, n, sizeof *at, order);
	for (uint32_t i = 0; i < n; i++)
		if (!kept || order(&at[kept - 1], &at[i]))
			at[kept++] = at[i];
	return kept;
}

static struct names sorted(struct collection *c)
{
	return (struct names){ c->list.at, names_sort(c->list.at, c->list.n, names_by_text) };
}

static struct names functions_of(struct program *program)
{
	struct collection c = { .arena = &program->unit.arena };

	for (uint32_t i = 0; i < program->unit.symbols.n; i++)
		add(&c, program->unit.symbols.at[i]->name);
	return sorted(&c);
}

static struct names types_of(struct program *program)
{
	struct collection c = { .arena = &program->unit.arena };

	for (uint32_t i = 0; i < program->unit.symbols.n; i++)
		add(&c, program->unit.symbols.at[i]->assumed_type);
	return sorted(&c);
}

/* Fields that something is put into, or called from. */
static struct names fields_of(struct program *program)
{
	const struct sw_unit *unit = &program->unit;
	struct collection c = { .arena = &program->unit.arena };

	for (uint32_t i = 0; i < unit->assignments.n; i++)
		add(&c, unit->assignments.at[i].slot);
	for (uint32_t f = 0; f < unit->functions.n; f++)
		for (uint32_t i = 0; i < unit->functions.at[f]->calls.n; i++)
			add(&c, unit->functions.at[f]->calls.at[i].slot);
	return sorted(&c);
}

/* ---- what is like it ---- */

enum { LONGEST = 128, LETTERS_PER_SLIP = 8, SHOWN = 5 };

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* How many letters have to be put in, taken out, changed or swapped with the next to make B of A; of long names: too many. */
static unsigned slips(const char *a, const char *b)
{
	unsigned rows[3][LONGEST + 1], n = (unsigned)strlen(a), m = (unsigned)strlen(b);
	unsigned *before = rows[0], *last = rows[1], *row = rows[2];

	if (n > LONGEST || m > LONGEST)
		return LONGEST;
	for (unsigned j = 0; j <= m; j++)
		last[j] = j;
	for (unsigned i = 1; i <= n; i++) {
		unsigned *oldest = before;

		row[0] = i;
		for (unsigned j = 1; j <= m; j++) {
			row[j] = least(least(last[j], row[j - 1]) + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		before = last;
		last = row;
		row = oldest;
	}
	return last[m];
}

/* The one that is most like NAME, if it is so close that it can have been meant; or NULL. */
static const char *nearest(const struct names *names, const char *name)
{
	unsigned length = (unsigned)strlen(name), best = 1 + length / LETTERS_PER_SLIP;
	const char *found = NULL;

	for (uint32_t i = 0; i < names->n; i++) {
		unsigned other = (unsigned)strlen(names->at[i]), n;

		if (other > length + best || length > other + best)
			continue;
		n = slips(name, names->at[i]);
		if (n < best || (n == best && !found)) {
			best = n;
			found = names->at[i];
		}
	}
	return found;
}

const char *names_near(const char **at, uint32_t n, const char *name)
{
	return nearest(&(struct names){ at, n }, name);
}

/* What a macro, or an inline function, of some name may lead to: `name_far`, `__name`, or, less likely so, `my_name`. */
struct variant {
	const char *name;
	unsigned unlikely;
};

static bool is_variant(const char *other, const char *name, struct variant *variant)
{
	size_t n = strlen(name), m = strlen(other);
	const char *bare = other + strspn(other, "_");

	*variant = (struct variant){ other, (unsigned)m + (strncmp(bare, name, n) ? LONGEST : 0) };
	return n < m && (!strncmp(bare, name, n) || !memcmp(other + m - n, name, n));
}

static int likely_first(const void *a, const void *b)
{
	const struct variant *x = a, *y = b;

	return x->unlikely != y->unlikely ? (x->unlikely > y->unlikely) - (x->unlikely < y->unlikely) : strcmp(x->name, y->name);
}

/* "'name_far', '__name_far', 'my_name', ..." */
static const char *variants(struct program *program, const struct names *names, const char *name)
{
	SW_VEC(struct variant) list = { 0 };
	const char *text = "";

	for (uint32_t i = 0; i < names->n; i++) {
		struct variant v;

		if (is_variant(names->at[i], name, &v))
			*sw_vec_push(&program->unit.arena, &list) = v;
	}
	if (list.n)
		qsort(list.at, list.n, sizeof *list.at, likely_first);
	for (uint32_t i = 0; i < list.n && i < SHOWN; i++)
		text = sw_intern_printf(&program->unit.strings, "%s%s'%s'", text, i ? ", " : "", list.at[i].name);
	return list.n > SHOWN ? sw_intern_printf(&program->unit.strings, "%s, ...", text) : text;
}

const char *names_hint(struct program *program, const char *name)
{
	struct names functions = functions_of(program);
	const char *near = nearest(&functions, name), *like = *name ? variants(program, &functions, name) : "";

	if (*like)
		return sw_intern_printf(&program->unit.strings, "it may be a macro, or inline in a header; of its name are %s", like);
	return near ? sw_intern_printf(&program->unit.strings, "did you mean '%s'?", near) : "";
}

const char *names_slot_hint(struct program *program, const char *slot)
{
	struct names fields = fields_of(program);
	const char *near = nearest(&fields, slot);

	return near ? sw_intern_printf(&program->unit.strings, "did you mean '%s'?", near) : "";
}

/* ---- annotations ---- */

struct all_names {
	struct names functions, fields, types;
};

static bool has(const struct names *names, const char *name)
{
	return names->n && bsearch(&name, names->at, names->n, sizeof *names->at, names_by_text);
}

/* Of `f(->field)` it is only asked whether there is the function: the field can be anybody's. */
static void print_unless_matched(FILE *to, struct program *program, const struct all_names *all, const struct sw_line *line)
{
	const char *name = sw_intern_n(&program->unit.strings, line->name, *line->name == '(' ? strlen(line->name)
											      : strcspn(line->name, "("));
	const struct names *names = *name == '(' ? &all->types : strchr(name, '.') ? &all->fields : &all->functions;
	const char *near = has(names, name) ? name : nearest(names, name);

	if (near == name)
		return;
	fprintf(to, "%s:%u:%u: warning: nothing in the program has the name '%s'", line->place.file, line->place.line,
		line->place.column, name);
	fprintf(to, near ? "; did you mean '%s'?\n" : "\n", near);
}

void names_print_unmatched(FILE *to, struct program *program)
{
	struct all_names all = { functions_of(program), fields_of(program), types_of(program) };

	for (uint32_t i = 0; i < program->contracts.own.n; i++)
		print_unless_matched(to, program, &all, &program->contracts.own.at[i]);
}
