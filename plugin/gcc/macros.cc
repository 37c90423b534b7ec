// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Macros that have a contract: an expansion is a call of a function of the macro's name, whatever the configuration makes of
 * it (a call, a barrier, or only the marker of a statement).
 *
 * A location in an expansion belongs to a map, one for each expansion, which knows the macro, where it was expanded (perhaps
 * in another expansion), and of each token whether it comes from the macro's body or from an argument (line-map.h). Text that
 * was preprocessed before has no such maps.
 */
#include "gcc-compat.h"

#include "lowering.h"

static bool is_one_of(const struct macro_names *names, const char *name)
{
	for (uint32_t i = 0; i < names->n; i++)
		if (names->at[i] == name)
			return true;
	return false;
}

/* The outermost expansion from whose body LOCATION comes, of those macros; or NULL. */
static const line_map_macro *expansion_of(const struct macro_names *names, location_t location)
{
	const line_map_macro *found = NULL;

	while (linemap_location_from_macro_expansion_p(line_table, location)) {
		const line_map_macro *map;

		location = LOCATION_LOCUS(location);
		map = linemap_check_macro(linemap_lookup(line_table, location));
		if (gcc_is_from_argument(map, location)) {
			location = linemap_macro_map_loc_unwind_toward_spelling(line_table, map, location);
			continue;
		}
		if (is_one_of(names, linemap_map_get_macro_name(map)))
			found = map;
		location = gcc_expansion_point(map);
	}
	return found;
}

/* MAP is met for the first time in this function. */
static bool is_first(struct lowering *l, const line_map_macro *map)
{
	uint32_t *last = &plugin.expansions[map - LINEMAPS_MACRO_MAP_AT(line_table, 0)];

	if (*last == l->number)
		return false;
	*last = l->number;
	return true;
}

enum macro_part macro_part_of(struct lowering *l, gimple *stmt, const char **name)
{
	const line_map_macro *map = plugin.macros.n ? expansion_of(&plugin.macros, gimple_location(stmt)) : NULL;

	if (!map)
		return NO_MACRO;
	*name = linemap_map_get_macro_name(map);
	return is_first(l, map) ? MACRO_BEGINS : MACRO_GOES_ON;
}

bool is_in_protecting_macro(location_t location)
{
	return plugin.protecting_macros.n && expansion_of(&plugin.protecting_macros, location);
}

/* The expansion itself: also in what stands in an argument. */
bool is_in_updating_macro(location_t location)
{
	while (plugin.updating_macros.n && linemap_location_from_macro_expansion_p(line_table, location)) {
		const line_map_macro *map = linemap_check_macro(linemap_lookup(line_table, LOCATION_LOCUS(location)));

		if (is_one_of(&plugin.updating_macros, linemap_map_get_macro_name(map)))
			return true;
		location = gcc_expansion_point(map);
	}
	return false;
}

/* What a macro says of protected pointers is said of what it is expanded to; all else makes it a call. */
void find_macros(void)
{
	/* a hundred thousand in a file of the kernel, of which few are asked for: mostly, what is not touched takes no memory */
	plugin.expansions = XCNEWVEC(uint32_t, LINEMAPS_MACRO_USED(line_table));
	for (uint32_t i = 0; i < plugin.contracts.macros.n; i++) {
		const char *macro = plugin.contracts.macros.at[i];
		tree name = maybe_get_identifier(macro);
		const struct sw_contract *contract = name ? sw_contracts_find(&plugin.contracts, macro) : NULL;

		if (contract && contract->is_protected)
			*sw_vec_push(&plugin.unit.arena, &plugin.protecting_macros) = IDENTIFIER_POINTER(name);
		if (contract && contract->updates)
			*sw_vec_push(&plugin.unit.arena, &plugin.updating_macros) = IDENTIFIER_POINTER(name);
		if (contract && contract->clauses.n > (uint32_t)contract->is_protected + contract->updates)
			*sw_vec_push(&plugin.unit.arena, &plugin.macros) = IDENTIFIER_POINTER(name);
	}
}
