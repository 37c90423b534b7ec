// SPDX-License-Identifier: GPL-2.0-or-later
/* Source trees, and the names of files in them. Names are taken as text: the file may be on another machine. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "paths.h"

/* ---- text ---- */

/* Where the text from START to END ends without its last level. */
static char *above(char *start, char *end)
{
	char *p = end;

	while (p > start && p[-1] != '/')
		p--;
	return p > start + 1 ? p - 1 : p;
}

/* PATH without "." and "..", doubled slashes and one at the end. What would lead above the top is dropped. */
static const char *plain(struct sw_strings *strings, const char *path)
{
	char *text = malloc(strlen(path) + 2), *end = text;
	const char *result;

	if (!text)
		sw_give_up("out of memory");
	if (*path == '/')
		*end++ = '/';
	while (*path) {
		size_t length = strcspn(path, "/");

		if (length == 2 && !memcmp(path, "..", 2)) {
			end = above(text, end);
		} else if (length && !(length == 1 && *path == '.')) {
			if (end > text && end[-1] != '/')
				*end++ = '/';
			memcpy(end, path, length);
			end += length;
		}
		path += length + (path[length] == '/');
	}
	result = sw_intern_n(strings, text, (size_t)(end - text));
	free(text);
	return result;
}

/* What is left of PATH below DIRECTORY; NULL: it is not below. */
static const char *below(const char *directory, const char *path)
{
	size_t length = strlen(directory);

	if (strncmp(directory, path, length))
		return NULL;
	if (length && directory[length - 1] == '/')
		return path + length;
	return path[length] == '/' ? path + length + 1 : NULL;
}

/* ---- trees ---- */

static const char *absolute(struct paths *paths, const char *path)
{
	char here[PATH_MAX];

	if (*path == '/' || !getcwd(here, sizeof here))
		return plain(paths->strings, path);
	return plain(paths->strings, sw_intern_printf(paths->strings, "%s/%s", here, path));
}

void paths_add_tree(struct paths *paths, const char *directory)
{
	*sw_vec_push(paths->strings->arena, &paths->trees) = absolute(paths, directory);
}

static bool holds(struct paths *paths, const char *directory, const char *name)
{
	return !access(sw_intern_printf(paths->strings, "%s/%s", directory, name), F_OK);
}

/* The top of a kernel's source, also of one that lies in a larger repository; or of a repository. */
static bool is_top(struct paths *paths, const char *directory)
{
	return holds(paths, directory, ".git") || (holds(paths, directory, "Kbuild") && holds(paths, directory, "MAINTAINERS"));
}

/* The nearest directory above PATH, which is plain and absolute, that is the top of a tree; or NULL. */
static const char *find_top(struct paths *paths, const char *path)
{
	for (const char *slash = strrchr(path, '/'); slash && slash > path; slash = strrchr(path, '/')) {
		path = sw_intern_n(paths->strings, path, (size_t)(slash - path));
		if (is_top(paths, path))
			return path;
	}
	return NULL;
}

void paths_add_build(struct paths *paths, const char *directory)
{
	const char *link = sw_intern_printf(paths->strings, "%s/source", directory), *top;
	char *source = realpath(link, NULL);

	if (source) {
		paths_add_tree(paths, source);
		free(source);
		return;
	}
	top = find_top(paths, sw_intern_printf(paths->strings, "%s/", absolute(paths, directory)));
	if (top)
		paths_add_tree(paths, top);
}

static const char *name_in_trees(const struct paths *paths, const char *file)
{
	for (uint32_t i = 0; i < paths->trees.n; i++) {
		const char *name = below(paths->trees.at[i], file);

		if (name)
			return name;
	}
	return NULL;
}

/* find_top(), which is asked once for a directory. */
static const char *top_above(struct paths *paths, const char *file)
{
	const char *directory = sw_intern_n(paths->strings, file, (size_t)(strrchr(file, '/') - file));
	struct found_top *found;

	for (uint32_t i = 0; i < paths->found.n; i++)
		if (paths->found.at[i].directory == directory)
			return paths->found.at[i].top;
	found = sw_vec_push(paths->strings->arena, &paths->found);
	*found = (struct found_top){ directory, find_top(paths, file) };
	return found->top;
}

const char *paths_name(struct paths *paths, const char *file)
{
	const char *name, *top;

	if (!file)
		return NULL;
	file = plain(paths->strings, file);
	if (*file != '/')
		return file;
	name = name_in_trees(paths, file);
	if (!name && (top = top_above(paths, file)))
		name = below(top, file);
	return name ? sw_intern(paths->strings, name) : file;
}

bool path_is_directory(const char *path)
{
	struct stat about;

	return !stat(path, &about) && S_ISDIR(about.st_mode);
}

const char *paths_top(struct paths *paths)
{
	for (uint32_t i = 0; i < paths->trees.n; i++)
		if (path_is_directory(paths->trees.at[i]))
			return paths->trees.at[i];
	for (uint32_t i = 0; i < paths->found.n; i++)
		if (paths->found.at[i].top)
			return paths->found.at[i].top;
	return ".";
}

/* ---- patterns ---- */

/* LAST: what of the pattern came before. */
static bool matches(const char *pattern, const char *name, char last)
{
	for (; *pattern && *pattern != '*'; last = *pattern++, name++)
		if (!*name || (*pattern != *name && (*pattern != '?' || *name == '/')))
			return false;
	if (!*pattern)
		return !*name || last == '/' || (*name == '/' && last != '*' && last != '?');
	while (!matches(pattern + 1, name, *pattern))
		if (!*name || *name++ == '/')
			return false;
	return true;
}

bool path_matches(const char *pattern, const char *name)
{
	return matches(pattern, name, '/');
}
