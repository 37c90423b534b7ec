// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The flags for a compiler. A plugin belongs to one release of it, so the compiler is asked which it is; the plugin lies in
 * a folder of that name, TARGET-VERSION.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sleepwalk/characters.h"

#include "child.h"
#include "kcflags.h"
#include "place.h"

/* Where the folders are, as seen from the command: where it was built, and where it is installed. */
static const char *const homes[] = { "..", "../lib/sleepwalk" };

enum { HOMES = sizeof homes / sizeof *homes, WORDS_ROOM = 16, ANSWER_ROOM = 128 };

static enum status refuse(const char *what, const char *why)
{
	sw_put_safely(stderr, "sleepwalk --kcflags: '%s': %s\n", what, why);
	return FAILED;
}

/* ---- the compiler ---- */

/* A triplet or a version. It becomes part of a path, and of what a shell and make read. */
static bool is_plain(const char *answer)
{
	return *answer && *answer != '.' &&
	       !answer[strspn(answer, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")];
}

/* The one line that the compiler CC, which may be several words, answers to OPTION. */
static enum status ask(struct sw_arena *arena, const char *cc, const char *option, char answer[static ANSWER_ROOM])
{
	char *words[WORDS_ROOM + 2], *rest, *copy = strcpy(sw_alloc(arena, strlen(cc) + 1), cc);
	unsigned n = 0;
	int status;
	pid_t child;
	FILE *stream;
	char *end;

	for (char *word = strtok_r(copy, " \t", &rest); word && n < WORDS_ROOM; word = strtok_r(NULL, " \t", &rest))
		words[n++] = word;
	words[n] = (char *)option;
	words[n + 1] = NULL;
	errno = ENOENT;
	stream = n ? child_start(words, -1, &child) : NULL;
	if (!stream)
		return refuse(cc, strerror(errno));
	end = fgets(answer, ANSWER_ROOM, stream) ? strchr(answer, '\n') : NULL;
	*(end ? end : answer) = '\0';
	fclose(stream);
	if (waitpid(child, &status, 0) != child || status || !is_plain(answer))
		return refuse(cc, "expected GCC, and this does not answer as GCC does");
	return CLEAN;
}

/* ---- the plugin ---- */

static const char *find_plugin(struct sw_strings *strings, const char *folder)
{
	for (unsigned i = 0; i < HOMES; i++) {
		const char *path = place_of(strings, sw_intern_printf(strings, "%s/%s/sleepwalk.so", homes[i], folder));

		if (path && !access(path, R_OK))
			return path;
	}
	return NULL;
}

/* For which compilers there is one. */
static unsigned list_plugins(struct sw_strings *strings, const char *home)
{
	const char *directory = place_of(strings, home);
	struct dirent **entries;
	int n = directory ? scandir(directory, &entries, NULL, alphasort) : -1;
	unsigned found = 0;

	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;

		if (*name != '.' && !access(sw_intern_printf(strings, "%s/%s/sleepwalk.so", directory, name), R_OK))
			sw_put_safely(stderr, "%s %s", found++ ? "," : "sleepwalk --kcflags: there are plugins for", name);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	if (found)
		fputc('\n', stderr);
	return found;
}

static enum status no_plugin(struct sw_strings *strings, const char *cc, const char *folder, const char *version)
{
	unsigned found = 0;

	sw_put_safely(stderr, "sleepwalk --kcflags: there is no plugin for '%s', which is %s\n", cc, folder);
	for (unsigned i = 0; i < HOMES; i++)
		found += list_plugins(strings, homes[i]);
	if (!found)
		fputs("sleepwalk --kcflags: there is none for another compiler\n", stderr);
	sw_put_safely(stderr, "sleepwalk --kcflags: 'make install CC=...' makes and installs it; of Debian's gcc-%.*s it is in the package "
			"sleepwalk-gcc-%.*s\n", (int)strcspn(version, "."), version, (int)strcspn(version, "."), version);
	return FAILED;
}

/* ---- the flags ---- */

/* A path that a shell and make leave as it is. Neither has a way of quoting that goes through both, and kbuild. */
static bool survives(const char *path)
{
	return !path[strcspn(path, " \t\n\r\"'`$\\#&;|<>()*?[]{}:")];
}

/* FLAGS with one more, whose value is PATH made absolute, for kbuild changes directories; NULL, and told, when that can not be. */
static const char *add_path(struct sw_strings *strings, const char *flags, const char *flag, const char *path)
{
	char *whole = realpath(path, NULL);
	const char *longer = NULL;

	if (!whole)
		refuse(path, strerror(errno));
	else if (!survives(whole))
		refuse(whole, "has a character that the shell, or make, does not leave as it is: it must lie elsewhere");
	else
		longer = sw_intern_printf(strings, "%s%s%s", flags, flag, whole);
	free(whole);
	return longer;
}

/* Nothing is printed before all is known: make would take a part for the whole. */
static enum status print_flags(FILE *to, struct sw_strings *strings, const struct options *o, const char *plugin)
{
	const char *flags = add_path(strings, "", "-fplugin=", plugin), *slash = strrchr(plugin, '/');

	/* sleepwalk.h, which the kernel's own flags leave no place for */
	if (flags)
		flags = add_path(strings, flags, " -I", sw_intern_printf(strings, "%.*s/include", (int)(slash - plugin), plugin));
	if (flags && o->profile != sw_profile_by_name("linux"))
		flags = sw_intern_printf(strings, "%s -fplugin-arg-sleepwalk-profile=%s", flags, o->profile->name);
	if (flags && o->possible)
		flags = sw_intern_printf(strings, "%s -fplugin-arg-sleepwalk-report=possible", flags);
	for (unsigned i = 0; flags && i < o->n_annotations; i++)
		flags = add_path(strings, flags, " -fplugin-arg-sleepwalk-annotations=", o->annotations[i]);
	if (!flags)
		return FAILED;
	fprintf(to, "%s\n", flags);
	return CLEAN;
}

enum status kcflags(FILE *to, const struct options *o, char **args, int n)
{
	char target[ANSWER_ROOM], version[ANSWER_ROOM];
	struct sw_arena arena = { 0 };
	struct sw_strings strings = { .arena = &arena };
	enum status status = FAILED;

	if (n)
		return refuse(args[0], "expected no more words");
	if (ask(&arena, o->cc, "-dumpmachine", target) == CLEAN && ask(&arena, o->cc, "-dumpfullversion", version) == CLEAN) {
		const char *folder = sw_intern_printf(&strings, "%s-%s", target, version);
		const char *plugin = find_plugin(&strings, folder);

		status = plugin ? print_flags(to, &strings, o, plugin) : no_plugin(&strings, o->cc, folder, version);
	}
	sw_arena_free(&arena);
	return status;
}
