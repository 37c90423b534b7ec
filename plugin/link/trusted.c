// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "trusted.h"

static int compare_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

/* By what the contract is about, and where it stands. */
static int by_place(const void *a, const void *b)
{
	const struct sw_symbol *x = *(const struct sw_symbol *const *)a, *y = *(const struct sw_symbol *const *)b;
	const struct sw_place *p = &x->contract->place, *q = &y->contract->place;
	int order = compare_text(p->file, q->file);

	if (!order)
		order = p->line < q->line ? -1 : p->line > q->line;
	if (!order)
		order = p->column < q->column ? -1 : p->column > q->column;
	return order ? order : compare_text(x->name, y->name);
}

/* SYMBOLS[0..N) are one function: its bodies in several objects. */
static void add_source(struct sw_unit *unit, struct trusted *trusted, const struct sw_symbol **symbols, uint32_t n)
{
	trusted->source++;
	for (uint32_t i = 0; i < n; i++)
		if (!symbols[i]->needless_trust)
			return;
	*sw_vec_push(&unit->arena, &trusted->needless) = symbols[0];
}

struct trusted find_trusted(struct sw_unit *unit)
{
	SW_VEC(const struct sw_symbol *) source = { 0 };
	struct trusted trusted = { 0 };

	for (uint32_t i = 0; i < unit->symbols.n; i++) {
		const struct sw_symbol *symbol = unit->symbols.at[i];

		if (!symbol->contract || !symbol->contract->trusted)
			continue;
		if (symbol->contract->origin == SW_ORIGIN_ATTRIBUTE)
			*sw_vec_push(&unit->arena, &source) = symbol;
		else
			trusted.annotations++;
	}
	if (source.n)
		qsort(source.at, source.n, sizeof *source.at, by_place);
	for (uint32_t i = 0, end; i < source.n; i = end) {
		for (end = i + 1; end < source.n && !by_place(&source.at[i], &source.at[end]);)
			end++;
		add_source(unit, &trusted, source.at + i, end - i);
	}
	return trusted;
}
