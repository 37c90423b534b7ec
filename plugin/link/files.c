// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "files.h"
#include "names.h"

static int by_address(const void *a, const void *b)
{
	const char *x = *(const char *const *)a, *y = *(const char *const *)b;

	return (x > y) - (x < y);
}

static void sort(struct files *files, int (*order)(const void *, const void *))
{
	if (files->list.n)
		files->list.n = names_sort(files->list.at, files->list.n, order);
}

/* Of what is defined there, and of what is only declared: a header counts, too. */
struct files files_find(struct paths *paths, const struct sw_unit *unit)
{
	struct files files = { .strings = paths->strings };

	for (uint32_t i = 0; i < unit->symbols.n; i++)
		if (unit->symbols.at[i]->place.file)
			*sw_vec_push(paths->strings->arena, &files.list) = unit->symbols.at[i]->place.file;
	sort(&files, by_address);
	for (uint32_t i = 0; i < files.list.n; i++)
		files.list.at[i] = paths_name(paths, files.list.at[i]);
	sort(&files, by_address); /* of which two that the compiler named in two ways can be one */
	sort(&files, names_by_text);
	return files;
}

bool files_match(const struct files *files, const char *pattern)
{
	for (uint32_t i = 0; i < files->list.n; i++)
		if (path_matches(pattern, files->list.at[i]))
			return true;
	return false;
}

bool files_in_tree(const struct files *files)
{
	for (uint32_t i = 0; i < files->list.n; i++)
		if (*files->list.at[i] != '/')
			return true;
	return !files->list.n;
}

/* FILES, and the directories that they are in: "net/" and "net/ipv4/" */
static struct files with_directories(const struct files *files)
{
	struct files all = { .strings = files->strings };

	for (uint32_t i = 0; i < files->list.n; i++) {
		const char *name = files->list.at[i];

		*sw_vec_push(all.strings->arena, &all.list) = name;
		for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/'))
			if (slash > name)
				*sw_vec_push(all.strings->arena, &all.list) = sw_intern_n(all.strings, name, (size_t)(slash + 1 - name));
	}
	sort(&all, by_address);
	sort(&all, names_by_text);
	return all;
}

const char *files_are_like(const struct files *files)
{
	if (!files->list.n)
		return "";
	return sw_intern_printf(files->strings, "; names of its files are as '%s': if they should begin elsewhere, say with --source where",
				files->list.at[0]);
}

const char *files_hint(const struct files *files, const char *pattern)
{
	struct files all = with_directories(files);
	const char *near = names_near(all.list.at, all.list.n, pattern);

	return near ? sw_intern_printf(files->strings, "; did you mean '%s'?", near) : files_are_like(files);
}
