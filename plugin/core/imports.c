// SPDX-License-Identifier: GPL-2.0-or-later
/* Summaries of other components, by their address, as copies in the pool of the one that is solved. */
#include "sleepwalk/imports.h"

enum { SMALLEST = 64 };

static struct sw_import *find(const struct sw_imports *imports, const struct sw_summary *summary)
{
	uint32_t i = sw_hash_pointer(summary) & (imports->size - 1);

	while (imports->table[i].from && imports->table[i].from != summary)
		i = (i + 1) & (imports->size - 1);
	return &imports->table[i];
}

static void grow(struct sw_imports *imports)
{
	const struct sw_import *old = imports->table;
	uint32_t n = imports->size;

	imports->size = n ? n * 2 : SMALLEST;
	imports->table = sw_alloc(&imports->arena, imports->size * sizeof *imports->table);
	for (uint32_t i = 0; i < n; i++)
		if (old[i].from)
			*find(imports, old[i].from) = old[i];
}

static void sort_guards(struct sw_summary *summary)
{
	for (uint32_t i = 0; i < summary->cases.n; i++) {
		sw_guard_sort(&summary->cases.at[i].guard);
		sw_guard_sort(&summary->cases.at[i].after);
	}
	for (uint32_t i = 0; i < summary->demands.n; i++)
		sw_guard_sort(&summary->demands.at[i].guard);
}

void sw_summary_unpack(struct sw_terms *terms, sw_term first, struct sw_summary *summary, struct sw_arena *scratch)
{
	struct sw_term_fields fields = { 0 };

	sw_summary_fields(scratch, summary, first, &fields);
	sw_terms_unpack(terms, summary->parcel, first, &fields, scratch);
	summary->parcel = NULL;
	sort_guards(summary);
}

struct sw_summary *sw_summary_copy(struct sw_arena *arena, const struct sw_summary *summary)
{
	struct sw_summary *copy = sw_alloc_raw(arena, sizeof *copy);

	*copy = *summary;
#define COPY(list)                                                                                                      \
	(copy->list.room = copy->list.n,                                                                               \
	 copy->list.at = copy->list.n ? memcpy(sw_alloc_raw(arena, copy->list.n * sizeof *copy->list.at), copy->list.at, \
					       copy->list.n * sizeof *copy->list.at)                                  \
				      : NULL)
	COPY(cases);
	COPY(demands);
	COPY(invokes);
	COPY(outs);
#undef COPY
	return copy;
}

const struct sw_summary *sw_import(struct sw_imports *imports, const struct sw_summary *summary)
{
	struct sw_import *place;
	struct sw_summary *copy;

	if (!summary || !summary->parcel)
		return summary;
	if (imports->n * 2 >= imports->size)
		grow(imports);
	place = find(imports, summary);
	if (place->from)
		return place->copy;
	copy = sw_summary_copy(&imports->arena, summary);
	sw_summary_unpack(imports->terms, imports->terms->first, copy, &imports->arena);
	*place = (struct sw_import){ summary, copy };
	imports->n++;
	return copy;
}

void sw_imports_forget(struct sw_imports *imports)
{
	sw_arena_reset(&imports->arena);
	imports->table = NULL;
	imports->n = imports->size = 0;
}
