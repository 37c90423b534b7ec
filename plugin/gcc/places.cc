// SPDX-License-Identifier: GPL-2.0-or-later
/* GCC's locations and the core's places. The cookie of a place is the location that it was made from. */
#include "gcc-compat.h"

#include "sleepwalk-gcc.h"

/* What stands in a macro's expansion is blamed on the place where the macro is used. */
static location_t point_of_use(location_t location)
{
	return linemap_resolve_location(line_table, location, LRK_MACRO_EXPANSION_POINT, NULL);
}

struct sw_place place_of(location_t location)
{
	struct sw_place place = { NULL, 0, 0, 0 };
	expanded_location x;

	if (LOCATION_LOCUS(location) <= BUILTINS_LOCATION)
		return place;
	location = point_of_use(LOCATION_LOCUS(location));
	x = expand_location(location);
	place.file = x.file ? sw_intern(&plugin.unit.strings, x.file) : NULL;
	place.line = (uint32_t)x.line;
	place.column = (uint32_t)x.column;
	place.cookie = location;
	return place;
}

location_t location_of(const struct sw_place *place)
{
	return place->cookie ? (location_t)place->cookie : UNKNOWN_LOCATION;
}
