// SPDX-License-Identifier: GPL-2.0-or-later
/* What git says of changed lines: heads of files and of hunks, and which lines these are. */
#include "helper.h"

#include <stdio.h>

#include "../../plugin/link/changes.h"

static struct changes changes_in(struct fixture *f, const char *text)
{
	struct changes changes = { .strings = &f->unit.strings };
	FILE *from = fmemopen((void *)text, strlen(text), "r");

	changes_read(&changes, from);
	fclose(from);
	return changes;
}

/* "net/x.c:3+2-;": FILE:FIRST+N, and "-" where lines are gone. */
static const char *text_of(struct fixture *f, const char *text)
{
	struct changes changes = changes_in(f, text);
	const char *all = "";

	for (uint32_t i = 0; i < changes.list.n; i++) {
		const struct change *c = &changes.list.at[i];

		all = sw_intern_printf(&f->unit.strings, "%s%s:%u+%u%s;", all, c->file, c->first, c->n, c->removed ? "-" : "");
	}
	return all;
}

#define FILE_HEAD(name) "diff --git a/" name " b/" name "\nindex 1..2 100644\n--- a/" name "\n+++ b/" name "\n"

static void heads_are_read(void **state)
{
	static const struct {
		const char *text, *wanted;
	} rows[] = {
		{ "", "" },
		{ FILE_HEAD("net/x.c") "@@ -3 +3 @@ int f(void)\n-a\n+b\n@@ -7,0 +8,2 @@\n+c\n+d\n@@ -20,3 +22,0 @@\n-e\n-f\n-g\n",
		  "net/x.c:3+1-;net/x.c:8+2;net/x.c:22+0-;" },
		/* what looks like heads in a hunk, and a file that does not end in a newline */
		{ FILE_HEAD("x.c") "@@ -1,2 +1,2 @@\n--- a/y.c\n-@@ -9 +9 @@\n+++ b/y.c\n+diff --git\n\\ No newline at end of file\n"
		  "@@ -9 +9 @@\n-a\n\\ No newline at end of file\n+b\n", "x.c:1+2-;x.c:9+1-;" },
		/* new, gone, renamed without and with a change, binary, another mode */
		{ "diff --git a/n.c b/n.c\nnew file mode 100644\n--- /dev/null\n+++ b/n.c\n@@ -0,0 +1,2 @@\n+a\n+b\n", "n.c:1+2;" },
		{ "diff --git a/n.c b/n.c\ndeleted file mode 100644\n--- a/n.c\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n", "" },
		{ "diff --git a/o.c b/p.c\nsimilarity index 100%\nrename from o.c\nrename to p.c\n", "" },
		{ "diff --git a/o.c b/p.c\nrename from o.c\nrename to p.c\n--- a/o.c\n+++ b/p.c\n@@ -5 +6 @@\n-a\n+b\n", "p.c:6+1-;" },
		{ FILE_HEAD("x.c") "@@ -1 +1 @@\n-a\n+b\ndiff --git a/y.o b/y.o\nBinary files a/y.o and b/y.o differ\n"
		  "@@ -8 +8 @@\n", "x.c:1+1-;" },
		/* names that git quotes, or marks the end of */
		{ "--- \"a/\\303\\274 \\\"\\t.c\"\n+++ \"b/\\303\\274 \\\"\\t.c\"\n@@ -1 +1 @@\n-a\n+b\n", "\303\274 \"\t.c:1+1-;" },
		{ "--- a/a b.c\t\n+++ b/a b.c\t\n@@ -1 +1 @@\n-a\n+b\n", "a b.c:1+1-;" },
		/* lines that did not change, which some have configured; a file that ends before its hunk does */
		{ FILE_HEAD("x.c") "@@ -1,9 +1,9 @@\n a\n-b\n+c\n+d\n e\n f\n-g\n h\ndiff --git a/y.c b/y.c\n--- a/y.c\n+++ b/y.c\n@@ -4 +4 @@\n-i\n+j\n",
		  "x.c:2+2-;x.c:5+0-;y.c:4+1-;" },
		/* nonsense */
		{ "@@ -1 +1 @@\n", "" },
		{ FILE_HEAD("x.c") "@@ -a +1 @@\n@@ -1\n@@ -1 +b @@\n@@ -\n", "" },
		{ "+++ \n+++ b/\n+++ \"\n+++ \"b/x\\\n@@ -1 +2\n-a\n+b", "x\\:2+1-;" },
		{ "+++ b/x.c\n@@ -99999999999999999999 +1,99999999999999999999 @@\n-a\n+b\n", "x.c:1+1-;" },
		{ "+++ b/x.c\n@@ -1 +1 @@\n", "" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(rows); i++)
		assert_string_equal(text_of(f, rows[i].text), rows[i].wanted);
}

static void lines_are_hit_and_cut(void **state)
{
	struct changes changes = changes_in(*state, FILE_HEAD("x.c") "@@ -3,0 +4,2 @@\n+a\n+b\n@@ -9 +10,0 @@\n-c\n@@ -20 +20 @@\n-d\n+e\n");

	assert_false(changes_hit(&changes, "x.c", 3));
	assert_true(changes_hit(&changes, "x.c", 4));
	assert_true(changes_hit(&changes, "x.c", 5));
	assert_false(changes_hit(&changes, "x.c", 6));
	assert_false(changes_hit(&changes, "y.c", 4));
	assert_false(changes_hit(&changes, "x.c", 10));
	assert_false(changes_cut(&changes, "x.c", 1, 9));  /* lines that are only new take nothing away */
	assert_true(changes_cut(&changes, "x.c", 10, 11)); /* between these two was one */
	assert_true(changes_cut(&changes, "x.c", 1, 15));
	assert_false(changes_cut(&changes, "x.c", 11, 15));
	assert_false(changes_cut(&changes, "x.c", 1, 10));
	assert_true(changes_cut(&changes, "x.c", 19, 21));
	assert_false(changes_cut(&changes, "y.c", 1, 100));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		unit_test_in(heads_are_read),
		unit_test_in(lines_are_hit_and_cut),
	};

	return cmocka_run_group_tests_name("changes", tests, NULL, NULL);
}
