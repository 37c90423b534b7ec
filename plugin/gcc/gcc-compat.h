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
#if BUILDING_GCC_MAJOR >= 15
#include <simple-diagnostic-path.h>
#else
#include <diagnostic-path.h>
#endif
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

/* The printer that events are worded with. */
static inline pretty_printer *gcc_printer(void)
{
#if BUILDING_GCC_MAJOR >= 15
	return global_dc->get_reference_printer();
#else
	return global_dc->printer;
#endif
}

typedef simple_diagnostic_path gcc_path;

static inline gcc_path *gcc_new_path(void)
{
#if BUILDING_GCC_MAJOR >= 16
	static const tree_logical_location_manager manager;

	return new gcc_path(manager, gcc_printer());
#else
	return new gcc_path(gcc_printer());
#endif
}

/* What a diagnostic is. */
#if BUILDING_GCC_MAJOR >= 16
typedef diagnostics::kind gcc_kind;
typedef diagnostics::diagnostic_info gcc_diagnostic;
#define GCC_KIND_NOTE diagnostics::kind::note
#define GCC_KIND_WARNING diagnostics::kind::warning
#define GCC_KIND_ERROR diagnostics::kind::error
#else
typedef diagnostic_t gcc_kind;
typedef diagnostic_info gcc_diagnostic;
#define GCC_KIND_NOTE DK_NOTE
#define GCC_KIND_WARNING DK_WARNING
#define GCC_KIND_ERROR DK_ERROR
#endif

/* Sets whether -Werror holds, and returns what it was. */
static inline bool gcc_set_werror(bool werror)
{
#if BUILDING_GCC_MAJOR >= 14
	bool before = global_dc->warning_as_error_requested_p();

	global_dc->set_warning_as_error_requested(werror);
#else
	bool before = global_dc->warning_as_error_requested;

	global_dc->warning_as_error_requested = werror;
#endif
	return before;
}

/*
 * A diagnostic of our own severity: GCC's own functions would make a warning an error under -Werror. Returns whether it
 * was shown (-w silences warnings).
 */
bool gcc_emit(rich_location *where, gcc_kind kind, bool possible, const char *text, const char *tag);

/*
 * Bytes for a section of the object that is neither loaded nor kept by a final link. Its type is the first of those that
 * ELF leaves to applications, which GCC has no flag for: of one with the program's own type that is not loaded, modpost
 * says of each module that it was not expected.
 */
static inline void gcc_write_section(const char *name, const char *bytes, size_t n)
{
	fprintf(asm_out_file, "\t.section\t%s,\"e\"," TYPE_OPERAND_FMT "\n", name, "0x80000000");
	in_section = NULL;
	assemble_string(bytes, (int)n);
}

/* Where the macro of MAP was expanded: a location in another expansion, perhaps. */
static inline location_t gcc_expansion_point(const line_map_macro *map)
{
#if BUILDING_GCC_MAJOR >= 14
	return map->get_expansion_point_location();
#else
	return map->expansion;
#endif
}

/* Does the token at LOCATION, in the expansion that MAP is of, come from an argument of the macro, not from its body? */
static inline bool gcc_is_from_argument(const line_map_macro *map, location_t location)
{
	const location_t *pair = &map->macro_locations[2 * (location - map->start_location)];

	return pair[0] != pair[1];
}

static inline unsigned gcc_count_ssa_names(struct function *function)
{
	return SSANAMES(function)->length();
}

#endif
