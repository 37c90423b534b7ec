// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "sleepwalk/summary.h"

#include "bodies.h"

/* Names of files are interned: any order of them will do to find one. */
static int by_place(const void *a, const void *b)
{
	const struct sw_place *x = a, *y = b;

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

struct bodies bodies_find(struct sw_arena *arena, const struct sw_unit *unit)
{
	struct bodies bodies = { 0 };

	for (uint32_t i = 0; i < unit->functions.n; i++)
		if (unit->functions.at[i]->symbol->place.file)
			*sw_vec_push(arena, &bodies.starts) = unit->functions.at[i]->symbol->place;
	if (bodies.starts.n)
		qsort(bodies.starts.at, bodies.starts.n, sizeof *bodies.starts.at, by_place);
	return bodies;
}

/* The first start behind PLACE is where its body ends, if it is in the same file. */
static struct body body_at(const struct bodies *bodies, const struct sw_place *place)
{
	uint32_t low = 0, high = bodies->starts.n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (by_place(&bodies->starts.at[middle], place) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (struct body){ .file = place->file, .first = place->line,
			      .end = low < bodies->starts.n && bodies->starts.at[low].file == place->file
				     ? bodies->starts.at[low].line : UINT32_MAX };
}

enum { DEEPEST = 4 };

static bool any_below(const struct bodies *bodies, struct sw_symbol *symbol, unsigned depth, body_fn *asked, void *cookie)
{
	struct body body;

	symbol = sw_symbol_bound(symbol);
	if (!symbol || !symbol->body || symbol->contract || depth == DEEPEST || !symbol->summary ||
	    !sw_summary_changes_counters(symbol->summary))
		return false;
	body = body_at(bodies, &symbol->place);
	if (body.file && asked(cookie, &body))
		return true;
	for (uint32_t i = 0; i < symbol->body->calls.n; i++)
		if (any_below(bodies, symbol->body->calls.at[i].callee, depth + 1, asked, cookie))
			return true;
	return false;
}

/* Which of two functions of one name is meant is seen by the call itself. The name can have "with g" behind it. */
bool bodies_any(const struct bodies *bodies, const struct sw_symbol *function, const char *callee, body_fn *asked,
		void *cookie)
{
	size_t length = strcspn(callee, " ");

	for (uint32_t i = 0; function && function->body && i < function->body->calls.n; i++) {
		struct sw_symbol *called = function->body->calls.at[i].callee;

		if (called && called->name && !strncmp(called->name, callee, length) && !called->name[length] &&
		    any_below(bodies, called, 0, asked, cookie))
			return true;
	}
	return false;
}
