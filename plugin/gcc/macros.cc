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

/* Is NAME a macro with a contract? Identifiers are kept once, so that addresses tell them apart. */
static bool is_annotated(const char *name)
{
	for (uint32_t i = 0; i < plugin.macros.n; i++)
		if (plugin.macros.at[i] == name)
			return true;
	return false;
}

/* The outermost expansion from whose body LOCATION comes, of those with a contract; or NULL. */
static const line_map_macro *expansion_of(location_t location)
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
		if (is_annotated(linemap_map_get_macro_name(map)))
			found = map;
		location = gcc_expansion_point(map);
	}
	return found;
}

/* MAP is met for the first time in this function. */
static bool is_first(struct lowering *l, const line_map_macro *map)
{
	for (uint32_t i = l->expansions.n; i-- > 0;)
		if (l->expansions.at[i] == map)
			return false;
	*sw_vec_push(&l->unit->arena, &l->expansions) = map;
	return true;
}

enum macro_part macro_part_of(struct lowering *l, gimple *stmt, const char **name)
{
	const line_map_macro *map = plugin.macros.n ? expansion_of(gimple_location(stmt)) : NULL;

	if (!map)
		return NO_MACRO;
	*name = linemap_map_get_macro_name(map);
	return is_first(l, map) ? MACRO_BEGINS : MACRO_GOES_ON;
}

void find_macros(void)
{
	for (uint32_t i = 0; i < plugin.contracts.macros.n; i++) {
		tree name = maybe_get_identifier(plugin.contracts.macros.at[i]);

		if (name)
			*sw_vec_push(&plugin.unit.arena, &plugin.macros) = IDENTIFIER_POINTER(name);
	}
}
