// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The bytes are clauses, as in an attribute, and the text of an annotation file. A fault has its place and says what was
 * expected there. What parses is said again by the printer, and what that says parses, too, and is printed the same.
 */
#include "fuzz.h"
#include "sleepwalk/dump.h"

enum { TIMES = 3000, BASE = 1 << 20 };

/* ---- an attribute ---- */

static void try_clauses(const char *text, size_t n)
{
	struct sw_unit unit;
	struct sw_contract c = { .name = "" };
	struct sw_parse_error error = { .offset = SIZE_MAX };
	const char *message = NULL;

	count_memory();
	sw_unit_init(&unit);
	if (!sw_contract_parse(&unit.terms, &c, text, n, &error)) {
		require(error.offset <= n, "a fault at %zu of %zu", error.offset, n);
		require(!strncmp(error.message, "expected ", 9) && strstr(error.message, ", found "), "'%s'", error.message);
		require(!c.clauses.n, "%u clauses of what does not parse", c.clauses.n);
	} else if (!sw_contract_finish(&unit.terms, &c, &message)) {
		require(*message, "a fault that says nothing");
	} else {
		require_memory("parsing", n, TIMES, BASE);
		require_clauses(&unit.terms, sw_summary_clauses(&unit.strings, &unit.terms, &c.summary));
	}
	require_memory("clauses", n, TIMES, BASE);
	sw_unit_free(&unit);
}

/* ---- a file ---- */

struct file {
	const char *text;
	size_t n;
	const char *path;
	unsigned faults;
};

/* The length of line LINE, from 1; SIZE_MAX when there is none. */
static size_t length_of_line(const struct file *file, uint32_t line)
{
	const char *at = file->text, *end = at + file->n, *newline;

	for (; line > 1; line--) {
		newline = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
		if (!newline)
			return SIZE_MAX;
		at = newline + 1;
	}
	newline = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
	return (size_t)((newline ? newline : end) - at);
}

static void take_fault(void *cookie, const struct sw_place *place, const char *message)
{
	struct file *file = cookie;
	size_t length = length_of_line(file, place->line);

	file->faults++;
	require(*message, "a fault that says nothing");
	require(!strcmp(place->file, file->path), "a fault in '%s'", place->file);
	require(place->line && length != SIZE_MAX, "'%s' on line %u", message, place->line);
	require(place->column && place->column <= length + 1, "'%s' at column %u of %zu", message, place->column, length);
}

static struct sw_contracts contracts_of(struct sw_unit *unit, struct file *file, bool on_demand)
{
	struct sw_contracts contracts = { .terms = &unit->terms, .report = take_fault, .cookie = file, .on_demand = on_demand };
	unsigned before = file->faults;
	int read = sw_contracts_read(&contracts, file->path);

	require((read < 0) == (file->faults > before), "%d contracts, %u faults", read, file->faults - before);
	return contracts;
}

static void try_file(const unsigned char *bytes, size_t n)
{
	struct sw_unit unit;
	struct file file = { (const char *)bytes, n, file_of(bytes, n), 0 };
	struct sw_contracts early, late;
	unsigned faults;

	count_memory();
	sw_unit_init(&unit);
	early = contracts_of(&unit, &file, false);
	require_memory("a file", n, TIMES, BASE);
	faults = file.faults;
	late = contracts_of(&unit, &file, true);
	for (uint32_t i = 0; i < early.own.n && !faults; i++) {
		const struct sw_contract *now = sw_contracts_find(&early, early.own.at[i].name);
		const struct sw_contract *then = sw_contracts_find(&late, early.own.at[i].name);

		require(now && then && sw_contract_equal(now, then), "'%s' when it is wanted is another one", early.own.at[i].name);
		require_clauses(&unit.terms, sw_summary_clauses(&unit.strings, &unit.terms, &now->summary));
	}
	sw_unit_free(&unit);
}

void fuzz(const unsigned char *bytes, size_t n)
{
	try_clauses((const char *)bytes, n);
	try_file(bytes, n);
}
