/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of source files that do not depend on the machine: as they stand in the source tree.
 *
 * Objects name a file as the compiler saw it: "/home/me/linux/ipc/sem.c", "../ipc/sem.c" or "./ipc/sem.c". In baselines,
 * patterns and what git says it is "ipc/sem.c". The tree of an absolute name is a directory that was given, the source of a
 * kernel's directory, or the nearest one above the file that looks like the top of a tree; relative names begin at the top.
 */
#ifndef SLEEPWALK_LINK_PATHS_H
#define SLEEPWALK_LINK_PATHS_H

#include <stdbool.h>

#include "sleepwalk/strings.h"

/* The nearest top of a tree above DIRECTORY, or NULL. */
struct found_top {
	const char *directory, *top;
};

struct paths {
	struct sw_strings *strings; /* the owner sets this, and the rest to zero */
	SW_VEC(const char *) trees; /* absolute, "/home/me/linux", interned; the first that a name is below counts */
	SW_VEC(struct found_top) found; /* above other directories */
};

/* DIRECTORY is the top of a tree, whether it is there or not. */
void paths_add_tree(struct paths *paths, const char *directory);
/* DIRECTORY is one that a kernel was built in: its "source", or else what it lies in. */
void paths_add_build(struct paths *paths, const char *directory);

/* Is there a directory at PATH? */
bool path_is_directory(const char *path);
/* The name of FILE in its tree; an absolute one that is in none stays as it is. Interned; NULL for NULL. */
const char *paths_name(struct paths *paths, const char *file);
/* A directory that names begin in, for programs to run in: the first tree that is there, or the working directory. */
const char *paths_top(struct paths *paths);

/*
 * MAINTAINERS' patterns: "net/" is all below, "net/x.c" one file, a directory without its slash all below, too. "*" and
 * "?" stand for characters within one level: "net/?*.c" is no file below net/ipv4. "" is everything.
 */
bool path_matches(const char *pattern, const char *name);

#endif
