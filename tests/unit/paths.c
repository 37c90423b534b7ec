// SPDX-License-Identifier: GPL-2.0-or-later
/* Names of files in their source tree, and the patterns that stand for them. */
#include "helper.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../plugin/link/paths.h"

static void names_are_plain_and_begin_at_the_top(void **state)
{
	static const char *const rows[][2] = {
		{ "ipc/sem.c", "ipc/sem.c" },       { "./ipc/sem.c", "ipc/sem.c" },      { "../ipc/sem.c", "ipc/sem.c" },
		{ "../../ipc/sem.c", "ipc/sem.c" }, { "a/../ipc//sem.c", "ipc/sem.c" },  { "a/b/../../../x.c", "x.c" },
		{ "/src/linux/ipc/sem.c", "ipc/sem.c" }, { "/src/linux/./a/../x.h", "x.h" }, { "/src/linux", "/src/linux" },
		{ "/src/linux-2/x.c", "/src/linux-2/x.c" }, { "/../x.c", "/x.c" },       { "..x/...", "..x/..." }, { "", "" },
	};
	struct fixture *f = *state;
	struct paths paths = { .strings = &f->unit.strings };

	paths_add_tree(&paths, "/src//linux/");
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_string_equal(paths_name(&paths, rows[i][0]), rows[i][1]);
	assert_null(paths_name(&paths, NULL));
}

static const char *made(struct fixture *f, const char *directory, const char *name, bool is_file)
{
	const char *path = sw_intern_printf(&f->unit.strings, "%s/%s", directory, name);

	if (is_file)
		fclose(fopen(path, "w"));
	else
		assert_int_equal(mkdir(path, 0777), 0);
	return path;
}

/* A kernel in a repository; its build directory beside it. What is below them need not be there. */
static void the_top_of_a_tree_is_seen(void **state)
{
	struct fixture *f = *state;
	struct paths paths = { .strings = &f->unit.strings }, built = paths, inside = paths;
	char directory[] = "/tmp/sleepwalk-paths-XXXXXX";
	const char *made_paths[6];

	assert_non_null(mkdtemp(directory));
	made_paths[0] = made(f, directory, ".git", false);
	made_paths[1] = made(f, directory, "linux", false);
	made_paths[2] = made(f, made_paths[1], "Kbuild", true);
	made_paths[3] = made(f, made_paths[1], "MAINTAINERS", true);
	made_paths[4] = made(f, directory, "build", false);
	made_paths[5] = sw_intern_printf(&f->unit.strings, "%s/source", made_paths[4]);
	assert_int_equal(symlink("../linux", made_paths[5]), 0);

	assert_string_equal(paths_top(&paths), ".");
	assert_string_equal(paths_name(&paths, sw_intern_printf(&f->unit.strings, "%s/ipc/sem.c", made_paths[1])), "ipc/sem.c");
	assert_string_equal(paths_top(&paths), made_paths[1]);
	assert_string_equal(paths_name(&paths, sw_intern_printf(&f->unit.strings, "%s/lib/x.c", directory)), "lib/x.c");

	paths_add_build(&built, made_paths[4]);
	assert_string_equal(paths_top(&built), made_paths[1]);
	paths_add_build(&inside, sw_intern_printf(&f->unit.strings, "%s/out", made_paths[1]));
	assert_string_equal(paths_top(&inside), made_paths[1]);

	for (size_t i = COUNT(made_paths); i--;)
		assert_int_equal(remove(made_paths[i]), 0);
	rmdir(directory);
}

static void patterns_match_as_in_MAINTAINERS(void **state)
{
	static const struct {
		const char *pattern, *name;
		bool matches;
	} rows[] = {
		{ "drivers/net/", "drivers/net/tun.c", true },     { "drivers/net/", "drivers/net/phy/phy.c", true },
		{ "drivers/net/", "drivers/network.c", false },    { "drivers/net", "drivers/net/phy/phy.c", true },
		{ "drivers/net", "drivers/network.c", false },     { "drivers/net/*", "drivers/net/tun.c", true },
		{ "drivers/net/*", "drivers/net/phy/phy.c", false }, { "*/net/*", "drivers/net/tun.c", true },
		{ "*/net/*", "drivers/a/net/tun.c", false },       { "*/net/", "drivers/net/phy/phy.c", true },
		{ "net/x.c", "net/x.c", true },                    { "net/x.c", "net/x.cc", false },
		{ "net/x.c", "a/net/x.c", false },                 { "net/*b*.c", "net/abc.c", true },
		{ "net/*b*.c", "net/acd.c", false },               { "net/?.c", "net/x.c", true },
		{ "net?x.c", "net/x.c", false },                   { "net/ab*", "net/ab/x.c", false },
		{ "include/*/tun*.h", "include/linux/tun_x.h", true }, { "", "net/x.c", true }, { "*", "x.c", true },
		{ "*", "net/x.c", false },                         { "net/x*", "net/x", true }, { "net/xx*", "net/x", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check(path_matches(rows[i].pattern, rows[i].name) == rows[i].matches, "%s %s", rows[i].pattern, rows[i].name);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		unit_test_in(names_are_plain_and_begin_at_the_top),
		unit_test_in(the_top_of_a_tree_is_seen),
		cmocka_unit_test(patterns_match_as_in_MAINTAINERS),
	};

	return cmocka_run_group_tests_name("paths", tests, NULL, NULL);
}
