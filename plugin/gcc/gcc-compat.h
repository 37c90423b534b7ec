/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All of GCC that this project sees, and all that differs between its releases. Only files of plugin/gcc/ include this,
 * and only this file tests the compiler's version: elsewhere the small functions below are called.
 *
 * The plugin interface is C++ because the headers are; the code is C in C++ clothes: no classes but the one that a pass
 * must be, no exceptions, no templates of its own.
 */
#ifndef SLEEPWALK_GCC_COMPAT_H
#define SLEEPWALK_GCC_COMPAT_H

#define INCLUDE_MEMORY
#define INCLUDE_VECTOR
#include <gcc-plugin.h>
#include <bversion.h>
/* The order matters: each of these needs those before it. */
#include <tree.h>
#include <c-family/c-common.h>
#include <c-family/c-pragma.h>
#include <tree-pass.h>
#include <context.h>
#include <basic-block.h>
#include <gimple.h>
#include <gimple-iterator.h>
#include <gimple-walk.h>
#include <tree-cfg.h>
#include <cgraph.h>
#include <ssa.h>
#include <stringpool.h>
#include <attribs.h>
#include <diagnostic.h>
#include <diagnostic-path.h>
#include <gcc-rich-location.h>
#include <langhooks.h>
#include <options.h>
#include <cpplib.h>
#include <output.h>
#include <varasm.h>

/* libcpp's; its header is not installed. Weak, for lto1 has neither preprocessor nor C front end. */
extern void deps_add_dep(class mkdeps *, const char *) __attribute__((weak));
extern cpp_reader *parse_in __attribute__((weak));
extern class mkdeps *cpp_get_deps(cpp_reader *) __attribute__((weak));

/* The make dependencies that are being written, or NULL. */
static inline class mkdeps *gcc_dependencies(void)
{
	return cpp_get_deps && &parse_in && parse_in ? cpp_get_deps(parse_in) : NULL;
}

typedef simple_diagnostic_path gcc_path;

static inline gcc_path *gcc_new_path(void)
{
	return new gcc_path(global_dc->printer);
}

/*
 * A diagnostic of our own severity: diagnostic_report_diagnostic() would make a warning an error under -Werror. Returns
 * whether it was shown (-w silences warnings).
 */
bool gcc_emit(rich_location *where, diagnostic_t kind, bool possible, const char *text, const char *tag);

/*
 * Bytes for a section of the object that is neither loaded nor kept by a final link: what GCC's own LTO sections are
 * (lhd_begin_section() in langhooks.cc).
 */
static inline void gcc_write_section(const char *name, const char *bytes, size_t n)
{
	switch_to_section(get_section(name, SECTION_DEBUG | SECTION_EXCLUDE, NULL));
	assemble_string(bytes, (int)n);
}

/* Where the macro of MAP was expanded: a location in another expansion, perhaps. */
static inline location_t gcc_expansion_point(const line_map_macro *map)
{
#if BUILDING_GCC_MAJOR >= 13
	return map->get_expansion_point_location();
#else
	return map->expansion;
#endif
}

/* Does the token at LOCATION, in the expansion that MAP is of, come from an argument of the macro, not from its body? */
static inline bool gcc_is_from_argument(const line_map_macro *map, location_t location)
{
#if BUILDING_GCC_MAJOR >= 13
	const location_t *pair = &map->m_macro_locations[2 * (location - map->start_location)];
#else
	const location_t *pair = &map->macro_locations[2 * (location - map->start_location)];
#endif

	return pair[0] != pair[1];
}

static inline unsigned gcc_count_ssa_names(struct function *function)
{
	return SSANAMES(function)->length();
}

#endif
