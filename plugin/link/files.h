/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The source files of a program, for patterns that are to match some: one that matches none is a slip of the pen. */
#ifndef SLEEPWALK_LINK_FILES_H
#define SLEEPWALK_LINK_FILES_H

#include "sleepwalk/residue.h"

#include "paths.h"

struct files {
	struct sw_strings *strings;
	SW_VEC(const char *) list; /* names in their trees, sorted, each once */
};

struct files files_find(struct paths *paths, const struct sw_unit *unit);
/* Does PATTERN, as in paths.h, match any of them? */
bool files_match(const struct files *files, const char *pattern);
/* Is one of them in a tree, or are there none? */
bool files_in_tree(const struct files *files);
/* Words that say what their names are like. Interned. */
const char *files_are_like(const struct files *files);
/* Words for one whose PATTERN matches none: which file or directory is like it, or else what names are like. Interned. */
const char *files_hint(const struct files *files, const char *pattern);

#endif
