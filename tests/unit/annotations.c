// SPDX-License-Identifier: GPL-2.0-or-later
/* Annotation files in a directory of their own: each fault at its place, and every good line taken all the same. */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper.h"

#define OVERRULE "; to overrule that one, declare yours in the source, or correct it there\n"

#define A_NAME "expected a function's name, function(->field), tag.field, (type) or macro NAME, and then its clauses"
#define A_CLAUSE                                                                                                       \
	"expected a clause (expect, adjust, set, save, restore, returns, sleeps, may, blocks, any, atomic, task, entered, enters, " \
	"update, trusted, warns or report), found "

struct folder {
	struct fixture *f;
	char path[64];
	const char *files[8]; /* relative, in order of making */
	int n;
	const char *faults;   /* "file:line:col: message\n"... */
};

static int make_folder(void **state)
{
	struct folder *folder;

	setup(state);
	folder = test_calloc(1, sizeof *folder);
	folder->f = *state;
	folder->faults = "";
	snprintf(folder->path, sizeof folder->path, "%s/sleepwalk-unit-XXXXXX", P_tmpdir);
	*state = folder;
	return mkdtemp(folder->path) ? 0 : -1;
}

static const char *in(struct folder *folder, const char *name)
{
	return sw_intern_printf(&folder->f->unit.strings, "%s/%s", folder->path, name);
}

static int remove_folder(void **state)
{
	struct folder *folder = *state;
	void *fixture = folder->f;
	int failed = 0;

	while (folder->n-- > 0)
		failed |= remove(in(folder, folder->files[folder->n]));
	failed |= rmdir(folder->path);
	test_free(folder);
	teardown(&fixture);
	return failed;
}

static const char *add_bytes(struct folder *folder, const char *name, const char *text, size_t length)
{
	const char *path = in(folder, name);
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	folder->files[folder->n++] = name;
	assert_int_equal(fwrite(text, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
	return path;
}

static const char *add_file(struct folder *folder, const char *name, const char *text)
{
	return add_bytes(folder, name, text, strlen(text));
}

static void note(void *cookie, const struct sw_place *place, const char *message)
{
	struct folder *folder = cookie;
	size_t n = strlen(folder->path);
	const char *file = strncmp(place->file, folder->path, n) ? place->file : place->file + n;

	folder->faults = sw_intern_printf(&folder->f->unit.strings, "%s%s:%u:%u: %s\n", folder->faults, file,
					  place->line, place->column, message);
}

static int read_path(struct folder *folder, const char *path)
{
	folder->f->contracts.report = note;
	folder->f->contracts.cookie = folder;
	return sw_contracts_read(&folder->f->contracts, path);
}

static const struct sw_contract *find(struct folder *folder, const char *name)
{
	return sw_contracts_find(&folder->f->contracts, name);
}

/* ---- good files ---- */

static void lines_become_contracts(void **state)
{
	struct folder *folder = *state;
	const char *path = add_file(folder, "a.ann", "# comment\n\n  \t\nfirst sleeps\n  second\tany context # why\n"
						     "tag.field entered with softirq 1\n");

	assert_null(find(folder, "first"));
	assert_int_equal(read_path(folder, path), 3);
	assert_string_equal(folder->faults, "");
	assert_int_equal(find(folder, "first")->clauses.at[0].kind, SW_CLAUSE_SLEEPS);
	assert_int_equal(find(folder, "first")->place.line, 4);
	assert_int_equal(find(folder, "first")->place.column, 1);
	assert_int_equal(find(folder, "second")->place.line, 5);
	assert_int_equal(find(folder, "second")->place.column, 3);
	assert_string_equal(find(folder, "second")->place.file, path);
	assert_int_equal(find(folder, "second")->origin, SW_ORIGIN_ANNOTATION);
	assert_true(find(folder, "tag.field")->entered);
	assert_null(find(folder, "third"));
}

static void last_line_needs_no_newline(void **state)
{
	struct folder *folder = *state;

	assert_int_equal(read_path(folder, add_file(folder, "a.ann", "first sleeps\nlast sleeps")), 2);
	assert_non_null(find(folder, "last"));
}

static void carriage_returns_are_blanks(void **state)
{
	struct folder *folder = *state;

	assert_int_equal(
		read_path(folder, add_file(folder, "a.ann", "# top\r\n\r\nfirst sleeps\r\nlast any context\r\n")), 2);
	assert_string_equal(folder->faults, "");
	assert_int_equal(find(folder, "last")->place.line, 4);
}

static void comments_and_quotes(void **state)
{
	struct folder *folder = *state;
	const char *path = add_file(folder, "a.ann", "one sleeps # it's \"odd\n"
						     "two sleeps, trusted \"a # b\" # c \"d\n"
						     "three sleeps # \"x\" # y\n"
						     "#four sleeps\n");

	assert_int_equal(read_path(folder, path), 3);
	assert_string_equal(folder->faults, "");
	assert_string_equal(find(folder, "two")->trusted, "a # b");
}

/* A quote behind a backslash ends no string, so a '#' behind it opens no comment. */
static void an_escaped_quote_ends_nothing(void **state)
{
	struct folder *folder = *state;
	const char *path = add_file(folder, "a.ann", "one sleeps, trusted \"a \\\" # b\" # c\n"
						     "two sleeps, trusted \"a \\\" b\" # \"c\n");

	assert_int_equal(read_path(folder, path), 2);
	assert_string_equal(folder->faults, "");
	assert_string_equal(find(folder, "one")->trusted, "a \\\" # b");
	assert_string_equal(find(folder, "two")->trusted, "a \\\" b");
}

static void comments_may_be_in_any_language(void **state)
{
	struct folder *folder = *state;

	assert_int_equal(
		read_path(folder, add_file(folder, "a.ann", "one sleeps # \xc3\xa9 \xe2\x82\xac \xf0\x9f\x92\xa4\n")),
		1);
}

static void empty_file_is_no_fault(void **state)
{
	struct folder *folder = *state;

	assert_int_equal(read_path(folder, add_file(folder, "a.ann", "")), 0);
	assert_string_equal(folder->faults, "");
}

static void a_directory_is_read_in_order_of_names(void **state)
{
	struct folder *folder = *state;

	add_file(folder, "b.ann", "same any context\nlast sleeps\n");
	add_file(folder, "a.ann", "same sleeps\n");
	add_file(folder, "c.txt", "other sleeps\n");
	add_file(folder, ".ann", "hidden sleeps\n");
	assert_int_equal(read_path(folder, folder->path), -1);
	assert_string_equal(folder->faults, sw_intern_printf(&folder->f->unit.strings,
		"/b.ann:1:1: the contract of 'same' contradicts the one at %s/a.ann:1" OVERRULE, folder->path));
	assert_int_equal(find(folder, "same")->clauses.at[0].kind, SW_CLAUSE_SLEEPS);
	assert_non_null(find(folder, "last"));
	assert_null(find(folder, "other"));
	assert_null(find(folder, "hidden"));
	assert_int_equal(folder->f->contracts.files.n, 2);
	assert_string_equal(folder->f->contracts.files.at[0], in(folder, "a.ann"));
	assert_string_equal(folder->f->contracts.files.at[1], in(folder, "b.ann"));
}

static void the_same_contract_twice_is_no_fault(void **state)
{
	struct folder *folder = *state;
	const char *path = add_file(folder, "a.ann", "one sleeps, adjust rcu +1\none adjust rcu +1,sleeps # again\n");

	assert_int_equal(read_path(folder, path), 1);
	assert_int_equal(find(folder, "one")->place.line, 1);
}

static void thousands_of_lines_are_found_again(void **state)
{
	struct folder *folder = *state;
	enum { MANY = 20000 };
	char *text = test_malloc(MANY * 32), *at = text;
	char name[32];

	for (int i = 0; i < MANY; i++)
		at += sprintf(at, "name_%d adjust preempt +%d\n", i, i % 1000);
	assert_int_equal(read_path(folder, add_bytes(folder, "a.ann", text, (size_t)(at - text))), MANY);
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof name, "name_%d", i);
		assert_int_equal(find(folder, name)->clauses.at[0].amount, i % 1000);
	}
	test_free(text);
}

/* ---- faults ---- */

static const struct {
	const char *line, *fault; /* of the second of three lines */
} faulty_lines[] = {
	{ "bad", "2:4: " A_CLAUSE "the end" },
	{ "  bad  ", "2:8: " A_CLAUSE "the end" },
	{ "bad sleeps,", "2:12: " A_CLAUSE "the end" },
	{ "bad slepes", "2:5: " A_CLAUSE "'slepes'" },
	{ "\tbad\tsleeps if arg 0", "2:20: expected an argument number from 1, found '0'" },
	{ "bad sleeps # not here", NULL },
	{ "bad: sleeps", "2:4: " A_NAME },
	{ "? sleeps", "2:1: " A_NAME },
	{ "bad\x01 sleeps", "2:4: " A_NAME },
	{ "bad,sleeps", "2:4: " A_NAME },
	{ "bad(->) sleeps", "2:4: " A_NAME },
	{ "bad(->field sleeps", "2:4: " A_NAME },
	{ "bad(field) sleeps", "2:4: " A_NAME },
	{ "(->field) sleeps", "2:1: " A_NAME },
	{ "bad trusted \"# not closed", "2:13: expected the reason in quotes, found '\"# not closed'" },
	{ "  bad any context, sleeps", "2:3: 'any context' and an expectation contradict each other" },
	{ "good sleeps, expect irq 1", "2:1: no count meets all that is expected here" },
	{ "bad sleeps \xc3", "2:12: expected UTF-8 text" },
	{ "bad \xe2\x82 sleeps", "2:5: expected UTF-8 text" },
	{ "\x80", "2:1: expected UTF-8 text" },
	{ "bad # \xc0\xaf overlong", "2:7: expected UTF-8 text" },
	{ "bad # \xed\xa0\x80 surrogate", "2:7: expected UTF-8 text" },
	{ "bad # \xf4\x90\x80\x80 too large", "2:7: expected UTF-8 text" },
	{ "bad # \xff", "2:7: expected UTF-8 text" },
};

/* The lines around a faulty one are taken. */
static void faults_are_at_their_place(void **state)
{
	struct folder *folder = *state;

	for (size_t i = 0; i < COUNT(faulty_lines); i++) {
		struct sw_strings *strings = &folder->f->unit.strings;
		const char *text = sw_intern_printf(strings, "before_%zu sleeps\n%s\nafter_%zu sleeps\n", i,
						    faulty_lines[i].line, i);
		const char *want = faulty_lines[i].fault ?
			sw_intern_printf(strings, "/a.ann:%s\n", faulty_lines[i].fault) : "";
		int n = read_path(folder, add_file(folder, "a.ann", text));

		folder->n = 1;
		assert_string_equal(folder->faults, want);
		assert_int_equal(n, faulty_lines[i].fault ? -1 : 3);
		check(find(folder, sw_intern_printf(strings, "before_%zu", i)), "the line before row %zu is lost", i);
		check(find(folder, sw_intern_printf(strings, "after_%zu", i)), "the line after row %zu is lost", i);
		folder->faults = "";
	}
}

static void a_nul_byte_is_not_text(void **state)
{
	static const char text[] = "one sleeps\ntwo sleeps \0 three\nfour sleeps\n";
	struct folder *folder = *state;

	assert_int_equal(read_path(folder, add_bytes(folder, "a.ann", text, sizeof text - 1)), -1);
	assert_string_equal(folder->faults, "/a.ann:2:12: expected UTF-8 text\n");
	assert_non_null(find(folder, "one"));
	assert_null(find(folder, "two"));
	assert_non_null(find(folder, "four"));
}

/* Text is looked at eight bytes at a time. */
static void a_bad_byte_is_found_at_any_offset(void **state)
{
	static const char bad[] = { '\0', '\x80', '\xff' };
	enum { WORDS = 20 };
	struct folder *folder = *state;

	for (unsigned i = 0; i < WORDS * COUNT(bad) * 2; i++) {
		unsigned at = i / 2 / COUNT(bad), n = WORDS + i % 2; /* with a newline at the end, and without */
		char text[WORDS + 2] = "# 01234567890123456\n";

		text[WORDS - 1] = '8';
		text[WORDS] = '\n';
		text[at] = bad[i / 2 % COUNT(bad)];
		assert_int_equal(read_path(folder, add_bytes(folder, "a.ann", text, n)), -1);
		folder->n = 1;
		assert_string_equal(folder->faults,
				    sw_intern_printf(&folder->f->unit.strings, "/a.ann:1:%u: expected UTF-8 text\n", at + 1));
		folder->faults = "";
	}
}

static void every_fault_is_reported(void **state)
{
	struct folder *folder = *state;
	const char *path = add_file(folder, "a.ann", "a:\none sleeps\nb;\ntwo sleeps\n\xff\nthree sleeps\nc!");

	assert_int_equal(read_path(folder, path), -1);
	assert_string_equal(folder->faults, "/a.ann:1:2: " A_NAME "\n/a.ann:3:2: " A_NAME
			    "\n/a.ann:5:1: expected UTF-8 text\n/a.ann:7:2: " A_NAME "\n");
	assert_non_null(find(folder, "two"));
	assert_non_null(find(folder, "three"));
}

static void contradiction_names_both_places(void **state)
{
	struct folder *folder = *state;
	const char *path = add_file(folder, "a.ann", "one sleeps\n  one any context\nlast sleeps\n");

	assert_int_equal(read_path(folder, path), -1);
	assert_string_equal(folder->faults, sw_intern_printf(&folder->f->unit.strings,
		"/a.ann:2:3: the contract of 'one' contradicts the one at %s:1" OVERRULE, path));
	assert_int_equal(find(folder, "one")->clauses.at[0].kind, SW_CLAUSE_SLEEPS);
	assert_non_null(find(folder, "last"));
}

/* ---- one profile on top of another ---- */

static void add_profile(struct folder *folder, const char *name, const char *text)
{
	assert_int_equal(mkdir(in(folder, name), 0700), 0);
	folder->files[folder->n++] = name;
	add_file(folder, sw_intern_printf(&folder->f->unit.strings, "%s/a.ann", name), text);
}

static void read_profile(struct folder *folder, const char *name)
{
	folder->f->contracts.report = note;
	folder->f->contracts.cookie = folder;
	sw_contracts_find_profile(&folder->f->contracts, sw_profile_by_name(name), folder->path);
	sw_contracts_read_profile(&folder->f->contracts);
}

static void profiles_go_by_name(void **state)
{
	(void)state;
	assert_string_equal(sw_profile_by_name("linux")->folders[0], "linux");
	assert_null(sw_profile_by_name("linux")->folders[1]);
	assert_string_equal(sw_profile_by_name("linux-rt")->folders[0], "linux");
	assert_string_equal(sw_profile_by_name("linux-rt")->folders[1], "linux-rt");
	assert_null(sw_profile_by_name("none")->folders[0]);
	assert_null(sw_profile_by_name("rt"));
}

/* An entry of the later folder takes the place of the earlier one, whatever that says. */
static void a_later_profile_replaces(void **state)
{
	struct folder *folder = *state;

	add_profile(folder, "linux", "both any context\nfirst sleeps\nwrong slepes\n");
	add_profile(folder, "linux-rt", "both blocks\nlast blocks\nwrong blocks\n");
	read_profile(folder, "linux-rt");
	assert_int_equal(find(folder, "both")->clauses.at[0].kind, SW_CLAUSE_BLOCKS);
	assert_int_equal(find(folder, "first")->clauses.at[0].kind, SW_CLAUSE_SLEEPS);
	assert_int_equal(find(folder, "last")->clauses.at[0].kind, SW_CLAUSE_BLOCKS);
	assert_int_equal(find(folder, "wrong")->clauses.at[0].kind, SW_CLAUSE_BLOCKS);
	assert_string_equal(folder->faults, "");
}

static void one_profile_may_not_contradict_itself(void **state)
{
	struct folder *folder = *state;

	add_profile(folder, "linux", "one sleeps\n");
	add_profile(folder, "linux-rt", "one blocks\none sleeps\n");
	read_profile(folder, "linux-rt");
	assert_non_null(strstr(folder->faults, "linux-rt/a.ann:2:1: the contract of 'one' contradicts the one at "));
}

/* Messages are the same wherever it is installed; what a file depends on is named by its path. */
static void a_profile_is_named_without_its_place(void **state)
{
	struct folder *folder = *state;

	add_profile(folder, "linux", "one sleeps\n");
	read_profile(folder, "linux");
	assert_string_equal(find(folder, "one")->place.file, "annotations/linux/a.ann");
	assert_int_equal(folder->f->contracts.files.n, 1);
	assert_string_equal(folder->f->contracts.files.at[0], in(folder, "linux/a.ann"));
}

/* Who adds contracts of his own is told when they contradict what holds, of whichever folder it is. */
static void what_is_read_after_profiles_replaces_nothing(void **state)
{
	struct folder *folder = *state;

	add_profile(folder, "linux", "one sleeps\ntwo sleeps\n");
	add_profile(folder, "linux-rt", "two blocks\n");
	read_profile(folder, "linux-rt");
	assert_int_equal(read_path(folder, add_file(folder, "b.ann", "one any context\ntwo sleeps\nthree sleeps\n")), -1);
	assert_non_null(strstr(folder->faults, "/b.ann:1:1: the contract of 'one' contradicts the one at "));
	assert_non_null(strstr(folder->faults, "/b.ann:2:1: the contract of 'two' contradicts the one at "));
	assert_int_equal(find(folder, "two")->clauses.at[0].kind, SW_CLAUSE_BLOCKS);
	assert_non_null(find(folder, "three"));
}

static void calls_with_a_field_have_a_name(void **state)
{
	struct folder *folder = *state;
	const char *path = add_file(folder, "a.ann", "lock(->inner)  blocks\nlock  adjust preempt +1\n");

	assert_int_equal(read_path(folder, path), 2);
	assert_string_equal(folder->faults, "");
	assert_int_equal(find(folder, "lock(->inner)")->clauses.at[0].kind, SW_CLAUSE_BLOCKS);
	assert_int_equal(folder->f->contracts.by_field.n, 1);
	assert_string_equal(folder->f->contracts.by_field.at[0].function, "lock");
	assert_string_equal(folder->f->contracts.by_field.at[0].field, "inner");
}

enum { MILLION = 1000000 };

static void a_line_of_a_million_characters(void **state)
{
	struct folder *folder = *state;
	char *text = test_malloc(MILLION + 64);
	size_t n = 0;

	memcpy(text, "one", 3);
	memset(text + 3, ' ', MILLION);
	n = MILLION + 3;
	n += (size_t)sprintf(text + n, "slepes\ntwo sleeps\n");
	assert_int_equal(read_path(folder, add_bytes(folder, "a.ann", text, n)), -1);
	assert_string_equal(folder->faults, "/a.ann:1:1000004: " A_CLAUSE "'slepes'\n");
	assert_non_null(find(folder, "two"));
	test_free(text);
}

static void a_clause_list_of_a_million_characters(void **state)
{
	struct folder *folder = *state;
	char *text = test_malloc(MILLION + 64), *at = text;

	at += sprintf(at, "one sleeps");
	while (at < text + MILLION)
		at += sprintf(at, ", sleeps");
	*at++ = '\n';
	assert_int_equal(read_path(folder, add_bytes(folder, "a.ann", text, (size_t)(at - text))), 1);
	assert_int_equal(find(folder, "one")->summary.demands.n, 1);
	test_free(text);
}

static void a_comment_of_a_million_characters(void **state)
{
	struct folder *folder = *state;
	char *text = test_malloc(MILLION + 64);

	memset(text, '#', MILLION);
	sprintf(text + MILLION, "\none sleeps");
	assert_int_equal(read_path(folder, add_file(folder, "a.ann", text)), 1);
	test_free(text);
}

/* ---- types ---- */

static void a_type_lends_its_contract_to_functions(void **state)
{
	struct folder *folder = *state;
	struct sw_contract *c;

	assert_int_equal(read_path(folder, add_file(folder, "a.ann", "(gfp_t) sleeps if arg 1 & 0x400\n")), 1);
	c = sw_contract_of_type(&folder->f->unit.terms, find(folder, "(gfp_t)"), "alloc", 3);
	assert_int_equal(c->origin, SW_ORIGIN_ASSUMED);
	assert_int_equal(c->summary.demands.n, 1);
	assert_int_equal(c->summary.demands.at[0].guard.at[0].term,
			 op(folder->f, SW_AND, arg(folder->f, 3), number(folder->f, 0x400)));
}

static void a_macro_is_known_by_its_name(void **state)
{
	struct folder *folder = *state;
	struct sw_contracts *contracts = &folder->f->contracts;
	const char *path = add_file(folder, "a.ann", "macro  off  adjust preempt +1\nmacro (off)  sleeps\n");

	assert_int_equal(read_path(folder, path), -1);
	assert_string_equal(folder->faults, "/a.ann:2:12: " A_NAME "\n");
	assert_int_equal(find(folder, "off")->summary.cases.n, 1);
	assert_int_equal(contracts->macros.n, 1);
	assert_string_equal(contracts->macros.at[0], "off");
}

static void of_a_type_there_is_one_argument(void **state)
{
	struct folder *folder = *state;

	assert_int_equal(read_path(folder, add_file(folder, "a.ann", "(gfp_t) sleeps if arg 2 & 0x400\n(x sleeps\n")), -1);
	assert_non_null(strstr(folder->faults, "/a.ann:1:1: of a type there is 'arg 1' only"));
	assert_non_null(strstr(folder->faults, "/a.ann:2:1: expected a function's name"));
}

/* ---- on demand ---- */

static void clauses_are_parsed_when_they_are_wanted(void **state)
{
	struct folder *folder = *state;

	folder->f->contracts.on_demand = true;
	assert_int_equal(read_path(folder, add_file(folder, "a.ann", "good sleeps\nbad  sleeps twice\n")), 2);
	assert_string_equal(folder->faults, "");
	assert_non_null(find(folder, "good"));
	assert_string_equal(folder->faults, "");
	assert_null(find(folder, "bad"));
	assert_non_null(strstr(folder->faults, "/a.ann:2:13: "));
	folder->faults = "";
	assert_null(find(folder, "bad")); /* told once */
	assert_string_equal(folder->faults, "");
}

static void repetitions_are_compared_on_demand_too(void **state)
{
	struct folder *folder = *state;

	folder->f->contracts.on_demand = true;
	assert_int_equal(read_path(folder, add_file(folder, "a.ann", "one sleeps\none any context\n")), -1);
	assert_non_null(strstr(folder->faults, "/a.ann:2:1: the contract of 'one' contradicts the one at "));
}

/* A fault that shows when the line is compared with a later one is a fault of the file. */
static void a_repetition_of_what_has_a_fault(void **state)
{
	struct folder *folder = *state;

	folder->f->contracts.on_demand = true;
	assert_int_equal(read_path(folder, add_file(folder, "a.ann", "one sleep\none sleeps\n")), -1);
	assert_non_null(strstr(folder->faults, "/a.ann:1:5: " A_CLAUSE));
}

/* ---- what can not be read ---- */

static void a_missing_file_is_a_fault(void **state)
{
	struct folder *folder = *state;

	assert_int_equal(read_path(folder, in(folder, "missing.ann")), -1);
	assert_string_equal(folder->faults, sw_intern_printf(&folder->f->unit.strings,
		"/missing.ann:0:0: cannot read: %s\n", strerror(ENOENT)));
	assert_int_equal(folder->f->contracts.files.n, 0);
}

static void a_directory_without_annotations_is_a_fault(void **state)
{
	struct folder *folder = *state;

	add_file(folder, "a.txt", "one sleeps\n");
	assert_int_equal(read_path(folder, folder->path), -1);
	assert_string_equal(folder->faults, ":0:0: expected *.ann files in this directory\n");
}

static void what_is_unreadable_in_a_directory_is_a_fault(void **state)
{
	struct folder *folder = *state;

	folder->files[folder->n++] = "a.ann";
	assert_int_equal(mkdir(in(folder, "a.ann"), 0700), 0);
	folder->files[folder->n++] = "b.ann";
	assert_int_equal(symlink("b.ann", in(folder, "b.ann")), 0);
	add_file(folder, "c.ann", "one sleeps\n");
	assert_int_equal(read_path(folder, folder->path), -1);
	assert_string_equal(folder->faults, sw_intern_printf(&folder->f->unit.strings,
		"/a.ann:0:0: cannot read: %s\n/b.ann:0:0: cannot read: %s\n", strerror(EISDIR), strerror(ELOOP)));
	assert_non_null(find(folder, "one"));
}

#define in_folder(function) cmocka_unit_test_setup_teardown(function, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_folder(lines_become_contracts),
		in_folder(last_line_needs_no_newline),
		in_folder(carriage_returns_are_blanks),
		in_folder(comments_and_quotes),
		in_folder(an_escaped_quote_ends_nothing),
		in_folder(comments_may_be_in_any_language),
		in_folder(empty_file_is_no_fault),
		in_folder(a_directory_is_read_in_order_of_names),
		in_folder(the_same_contract_twice_is_no_fault),
		in_folder(thousands_of_lines_are_found_again),
		in_folder(faults_are_at_their_place),
		in_folder(a_nul_byte_is_not_text),
		in_folder(a_bad_byte_is_found_at_any_offset),
		in_folder(every_fault_is_reported),
		in_folder(contradiction_names_both_places),
		cmocka_unit_test(profiles_go_by_name),
		in_folder(a_later_profile_replaces),
		in_folder(one_profile_may_not_contradict_itself),
		in_folder(a_profile_is_named_without_its_place),
		in_folder(what_is_read_after_profiles_replaces_nothing),
		in_folder(calls_with_a_field_have_a_name),
		in_folder(a_line_of_a_million_characters),
		in_folder(a_clause_list_of_a_million_characters),
		in_folder(a_comment_of_a_million_characters),
		in_folder(a_type_lends_its_contract_to_functions),
		in_folder(a_macro_is_known_by_its_name),
		in_folder(of_a_type_there_is_one_argument),
		in_folder(clauses_are_parsed_when_they_are_wanted),
		in_folder(repetitions_are_compared_on_demand_too),
		in_folder(a_repetition_of_what_has_a_fault),
		in_folder(a_missing_file_is_a_fault),
		in_folder(a_directory_without_annotations_is_a_fault),
		in_folder(what_is_unreadable_in_a_directory_is_a_fault),
	};

	return cmocka_run_group_tests_name("annotations", tests, NULL, NULL);
}
