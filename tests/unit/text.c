// SPDX-License-Identifier: GPL-2.0-or-later
/* Findings as text: their shape, the quoted source with its caret, and what of it a terminal gets to see. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper.h"

#include "../../plugin/link/text.h"

struct printed {
	struct fixture *f;
	char directory[32];
	const char *bases[2];
	struct sw_sources sources;
	struct sw_text text;
	char *output;
	size_t size;
};

static int setup_printed(void **state)
{
	struct printed *p = test_calloc(1, sizeof *p);
	void *fixture;

	setup(&fixture);
	p->f = fixture;
	strcpy(p->directory, "/tmp/sleepwalk-text-XXXXXX");
	assert_non_null(mkdtemp(p->directory));
	p->bases[0] = "/nowhere";
	p->bases[1] = p->directory;
	sw_sources_init(&p->sources, p->bases, 2);
	p->text = (struct sw_text){ .to = open_memstream(&p->output, &p->size), .strings = &p->f->unit.strings,
				    .sources = &p->sources, .severity = SW_WARNING };
	*state = p;
	return 0;
}

static const char *path_in(struct printed *p, const char *name)
{
	return sw_intern_printf(&p->f->unit.strings, "%s/%s", p->directory, name);
}

static int teardown_printed(void **state)
{
	static const char *const names[] = { "y.c", "z.c", "pipe" };
	struct printed *p = *state;
	void *fixture = p->f;

	for (size_t i = 0; i < COUNT(names); i++)
		unlink(path_in(p, names[i]));
	rmdir(p->directory);
	fclose(p->text.to);
	free(p->output);
	sw_sources_free(&p->sources);
	teardown(&fixture);
	test_free(p);
	return 0;
}

#define unit_test_printed(function) cmocka_unit_test_setup_teardown(function, setup_printed, teardown_printed)

static void write_n(struct printed *p, const char *name, const void *text, size_t n)
{
	FILE *to = fopen(path_in(p, name), "w");

	assert_non_null(to);
	assert_int_equal(fwrite(text, 1, n, to), n);
	fclose(to);
}

#define write_source(p, name, text) write_n(p, name, text, sizeof(text) - 1)

static struct sw_place place(const char *file, uint32_t line, uint32_t column)
{
	return (struct sw_place){ file, line, column, line };
}

/* "queue" calls "wait" under a lock. */
static struct sw_finding a_finding(struct printed *p, struct sw_place at)
{
	return (struct sw_finding){ .kind = SW_FOUND_CALL, .tag = SW_TAG_SLEEP_IN_ATOMIC, .demand = SW_DEMAND_SLEEP,
				    .counter = SW_PREEMPT, .actual = { 1, 1 }, .function = symbol(p->f, "queue"),
				    .callee = "wait", .place = at };
}

static void print_all(struct printed *p, const struct sw_finding *const *findings, uint32_t n)
{
	struct sw_group group = { .ordinal = 1 };

	for (uint32_t i = 0; i < n; i++)
		*sw_vec_push(&p->f->unit.arena, &group.places) = findings[i];
	sw_text_print(&p->text, &group);
	fflush(p->text.to);
}

static void print(struct printed *p, const struct sw_finding *finding)
{
	print_all(p, &finding, 1);
}

/* What is quoted of line LINE of y.c, with COLUMN pointed at: both lines, up to the notes. */
static const char *quote_of(struct printed *p, uint32_t line, uint32_t column)
{
	struct sw_finding finding = a_finding(p, place("y.c", line, column));
	const char *from, *to;

	rewind(p->text.to);
	print(p, &finding);
	from = strstr(p->output, "[sleepwalk:sleep-in-atomic]\n");
	assert_non_null(from);
	from = strchr(from, '\n') + 1;
	to = strstr(from, "y.c:");
	assert_non_null(to);
	return sw_intern_n(&p->f->unit.strings, from, (size_t)(to - from));
}

static const char source[] = "void queue(void)\n"
			     "{\n"
			     "\tlock(&d->lock);\n"
			     "\tif (x)\n"
			     "\t\tp = wait(d);   \n"
			     "}";

static void the_whole(void **state)
{
	struct printed *p = *state;
	struct sw_step lock = { .place = place("y.c", 3, 2), .callee = "lock" };
	struct sw_witness below = { .place = place("gone/z.c", 12, 2), .function = symbol(p->f, "wait"), .callee = "sleep" };
	struct sw_finding finding = a_finding(p, place("y.c", 5, 7)), second = finding, third = finding;
	const struct sw_finding *const all[] = { &finding, &second, &third };

	lock.vector.of[SW_PREEMPT] = (struct sw_transfer){ .lo = 1, .hi = 1 };
	finding.trail = &lock;
	finding.witness = &below;
	second.function = symbol(p->f, "probe");
	second.place = place("drivers/x.c", 300, 1);
	third.function = symbol(p->f, "reset");
	third.place = place("y.c", 33, 1);
	write_source(p, "y.c", source);
	print_all(p, all, 3);
	assert_string_equal(p->output,
		"y.c: In function 'queue':\n"
		"y.c:5:21: warning: 'wait' may sleep, but preemption is disabled here [sleepwalk:sleep-in-atomic]\n"
		"    5 |                 p = wait(d);\n"
		"      |                     ^\n"
		"y.c:5:21: note: 'wait' expects preempt 0, and it is 1 here\n"
		"y.c:3:9: note: (1) 'queue' calls 'lock': preempt becomes 1\n"
		"    3 |         lock(&d->lock);\n"
		"      |         ^\n"
		"y.c:5:21: note: (2) 'queue' calls 'wait'\n"
		"    5 |                 p = wait(d);\n"
		"      |                     ^\n"
		"gone/z.c:12:2: note: (3) 'wait' calls 'sleep', which may sleep\n"
		"y.c:5:21: note: help: move the call before line 3, or use a variant that does not sleep\n"
		"y.c:5:21: note: 2 more places have the same cause: 'probe' (x.c:300), 'reset' (y.c:33)\n");
}

static void severity_and_possible(void **state)
{
	struct printed *p = *state;
	struct sw_finding finding = a_finding(p, place("y.c", 5, 7));

	finding.possible = true;
	p->text.severity = SW_ERROR;
	print(p, &finding);
	assert_string_equal(p->output,
		"y.c: In function 'queue':\n"
		"y.c:5:7: error: 'wait' may sleep, but preemption is disabled here (possible) [sleepwalk:sleep-in-atomic]\n"
		"y.c:5:7: note: 'wait' expects preempt 0, and it is 1 here\n"
		"y.c:5:7: note: (1) 'queue' calls 'wait', which may sleep\n");
}

static void a_suspect_and_many_places(void **state)
{
	struct printed *p = *state;
	struct sw_finding finding = a_finding(p, place("y.c", 5, 7));
	struct sw_group group = { .suspect = symbol(p->f, "wait"), .atomic = 9, .callers = 10 };

	for (unsigned i = 0; i < 7; i++)
		*sw_vec_push(&p->f->unit.arena, &group.places) = &finding;
	sw_text_print(&p->text, &group);
	fflush(p->text.to);
	assert_non_null(strstr(p->output, "y.c:5:7: note: 9 of the 10 calls of 'wait' are like this: the suspect is 'wait', "
					  "not its callers\ny.c:5:7: note: 6 more places have the same cause: "
					  "'queue' (y.c:5), 'queue' (y.c:5), 'queue' (y.c:5), 'queue' (y.c:5), "
					  "'queue' (y.c:5), ...\n"));
	group.places.n = 2;
	sw_text_print(&p->text, &group);
	fflush(p->text.to);
	assert_non_null(strstr(p->output, "note: 1 more place has the same cause: 'queue' (y.c:5)\n"));
}

/* As GCC does: only when it is another one. */
static void the_function_is_said_once(void **state)
{
	struct printed *p = *state;
	struct sw_finding first = a_finding(p, place("y.c", 5, 7)), second = a_finding(p, place("y.c", 6, 7)),
			  third = a_finding(p, place("z.c", 6, 7));
	char *at;

	print(p, &first);
	print(p, &second);
	at = strstr(p->output, "In function");
	assert_non_null(at);
	assert_null(strstr(at + 1, "In function"));
	print(p, &third);
	assert_non_null(strstr(p->output, "z.c: In function 'queue':\n"));
}

static void colours_are_those_of_gcc(void **state)
{
	struct printed *p = *state;
	struct sw_finding finding = a_finding(p, place("y.c", 5, 7));

	p->text.colour = true;
	write_source(p, "y.c", source);
	print(p, &finding);
	assert_string_equal(p->output,
		"\33[01m\33[Ky.c:\33[m\33[K In function '\33[01m\33[Kqueue\33[m\33[K':\n"
		"\33[01m\33[Ky.c:5:21:\33[m\33[K \33[01;35m\33[Kwarning: \33[m\33[K'\33[01m\33[Kwait\33[m\33[K' may sleep, "
		"but preemption is disabled here [\33[01;35m\33[Ksleepwalk:sleep-in-atomic\33[m\33[K]\n"
		"    5 |                 p = \33[01;35m\33[Kw\33[m\33[Kait(d);\n"
		"      |                     \33[01;35m\33[K^\33[m\33[K\n"
		"\33[01m\33[Ky.c:5:21:\33[m\33[K \33[01;36m\33[Knote: \33[m\33[K'\33[01m\33[Kwait\33[m\33[K' expects preempt 0, "
		"and it is 1 here\n"
		"\33[01m\33[Ky.c:5:21:\33[m\33[K \33[01;36m\33[Knote: \33[m\33[K(1) '\33[01m\33[Kqueue\33[m\33[K' calls "
		"'\33[01m\33[Kwait\33[m\33[K', which may sleep\n");
}

/* "this pointer's" opens nothing. */
static void an_apostrophe_is_no_quote(void **state)
{
	struct printed *p = *state;
	struct sw_finding finding = a_finding(p, place("y.c", 5, 7));
	struct sw_contract contract = { .place = place("a.ann", 1, 1) };

	finding.kind = SW_FOUND_EFFECT;
	finding.tag = SW_TAG_SLOT_CONTRACT;
	finding.contract = &contract;
	p->text.colour = true;
	print(p, &finding);
	assert_non_null(strstr(p->output, "'\33[01m\33[Kqueue\33[m\33[K' does not adjust preempt as this pointer's contract says"));
}

static void only_a_terminal_has_colours(void **state)
{
	struct printed *p = *state;
	FILE *file = fopen(path_in(p, "y.c"), "w");

	setenv("TERM", "xterm", 1);
	assert_false(sw_text_wants_colour(file));
	fclose(file);
	file = fopen("/dev/ptmx", "r+");
	if (!file)
		skip();
	unsetenv("NO_COLOR");
	assert_true(sw_text_wants_colour(file));
	setenv("NO_COLOR", "1", 1);
	assert_false(sw_text_wants_colour(file));
	unsetenv("NO_COLOR");
	setenv("TERM", "dumb", 1);
	assert_false(sw_text_wants_colour(file));
	fclose(file);
}

/* ---- quotes ---- */

#define MARGIN "      | "
#define FIRST "    1 | "

static void tabs_go_to_the_next_eighth_column(void **state)
{
	struct printed *p = *state;

	write_source(p, "y.c", "abc\td\te\n");
	assert_string_equal(quote_of(p, 1, 5), FIRST "abc     d       e\n" MARGIN "        ^\n");
	assert_non_null(strstr(p->output, "y.c:1:9: warning"));
	assert_string_equal(quote_of(p, 1, 7), FIRST "abc     d       e\n" MARGIN "                ^\n");
	/* on the tab */
	assert_string_equal(quote_of(p, 1, 4), FIRST "abc     d       e\n" MARGIN "   ^\n");
}

static void columns_that_are_not_there_get_no_caret(void **state)
{
	struct printed *p = *state;

	write_source(p, "y.c", "abc\n\nlast");
	assert_string_equal(quote_of(p, 1, 4), FIRST "abc\n" MARGIN "   ^\n");
	assert_string_equal(quote_of(p, 1, 5), FIRST "abc\n");
	assert_string_equal(quote_of(p, 1, 0), FIRST "abc\n");
	assert_non_null(strstr(p->output, "y.c:1: warning"));
	assert_string_equal(quote_of(p, 2, 1), "    2 | \n" MARGIN "^\n");
	assert_string_equal(quote_of(p, 3, 4), "    3 | last\n" MARGIN "   ^\n");
	assert_string_equal(quote_of(p, 3, UINT32_MAX), "    3 | last\n");
}

static void lines_that_are_not_there_are_not_quoted(void **state)
{
	struct printed *p = *state;

	assert_string_equal(quote_of(p, 1, 1), "");
	sw_sources_free(&p->sources);
	write_source(p, "y.c", "");
	assert_string_equal(quote_of(p, 1, 1), "");
	sw_sources_free(&p->sources);
	write_source(p, "y.c", "abc\n");
	assert_string_equal(quote_of(p, 1, 1), FIRST "abc\n" MARGIN "^\n");
	assert_string_equal(quote_of(p, 2, 1), "");
	assert_string_equal(quote_of(p, UINT32_MAX, 1), "");
	assert_string_equal(quote_of(p, 0, 1), "");
	p->text.sources = NULL;
	assert_string_equal(quote_of(p, 1, 1), "");
}

static void large_line_numbers_widen_the_margin(void **state)
{
	struct printed *p = *state;
	char *text = malloc(1234567);

	memset(text, '\n', 1234567);
	text[1234566] = 'x';
	write_n(p, "y.c", text, 1234567);
	free(text);
	assert_string_equal(quote_of(p, 1234567, 1), "1234567 | x\n        | ^\n");
}

static void what_a_terminal_would_obey_is_spelled(void **state)
{
	static const struct {
		const char *source, *quoted;
	} cases[] = {
		{ "a\33[2Jb", "a<U+001B>[2Jb" },
		{ "a\177b\7", "a<U+007F>b<U+0007>" },
		{ "a\x9b" "2Jb", "a<9b>2Jb" },
		{ "a\xc2\x9b" "b", "a<U+009B>b" },          /* the same as UTF-8 */
		{ "a\xe2\x80\xae" "b", "a<U+202E>b" },      /* turns the text around */
		{ "a\xe2\x80\x8b" "b", "a<U+200B>b" },      /* is not seen */
		{ "a\xc3\xa4" "b\xe6\xbc\xa2", "a\xc3\xa4" "b\xe6\xbc\xa2" },
		{ "a\xc0\x80" "b", "a<c0><80>b" },          /* too long a form */
		{ "a\xe0\x80\x9b" "b", "a<e0><80><9b>b" },
		{ "a\xed\xa0\x80" "b", "a<ed><a0><80>b" },  /* half a character of UTF-16 */
		{ "a\xf4\x90\x80\x80" "b", "a<f4><90><80><80>b" },
		{ "a\xff" "b\xe6\xbc", "a<ff>b<e6><bc>" },  /* ends too early */
		{ "a\rb\r", "a<U+000D>b" },                 /* a DOS line's end is none of it */
	};
	struct printed *p = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *line = sw_intern_printf(&p->f->unit.strings, "%s\n", cases[i].source);

		sw_sources_free(&p->sources);
		write_n(p, "y.c", line, strlen(line));
		assert_string_equal(quote_of(p, 1, 1),
				    sw_intern_printf(&p->f->unit.strings, FIRST "%s\n" MARGIN "^\n", cases[i].quoted));
	}
}

static void the_caret_counts_what_is_seen(void **state)
{
	struct printed *p = *state;

	write_source(p, "y.c", "\33x\xc3\xa4y\xe6\xbc\xa2z\0e\xcc\x81w\n");
	assert_string_equal(quote_of(p, 1, 2), FIRST "<U+001B>x\xc3\xa4y\xe6\xbc\xa2z<U+0000>e\xcc\x81w\n" MARGIN "        ^\n");
	assert_string_equal(quote_of(p, 1, 5), FIRST "<U+001B>x\xc3\xa4y\xe6\xbc\xa2z<U+0000>e\xcc\x81w\n" MARGIN "          ^\n");
	assert_string_equal(quote_of(p, 1, 9), FIRST "<U+001B>x\xc3\xa4y\xe6\xbc\xa2z<U+0000>e\xcc\x81w\n" MARGIN "             ^\n");
	assert_string_equal(quote_of(p, 1, 13), FIRST "<U+001B>x\xc3\xa4y\xe6\xbc\xa2z<U+0000>e\xcc\x81w\n" MARGIN "                       ^\n");
}

static void names_are_spelled_too(void **state)
{
	struct printed *p = *state;
	struct sw_finding finding = a_finding(p, place("y\33.c", 5, 7));

	finding.callee = "wa\nit\33]0;x\7";
	finding.function = symbol(p->f, "f\33c");
	print(p, &finding);
	assert_null(strchr(p->output, '\33'));
	assert_null(strchr(p->output, '\7'));
	assert_non_null(strstr(p->output, "y<U+001B>.c: In function 'f<U+001B>c':\ny<U+001B>.c:5:7: warning: "
					  "'wa<U+000A>it<U+001B>]0;x<U+0007>' may sleep"));
}

/* A line of digits, so that each column can be seen. */
static void long_lines_are_cut_around_the_place(void **state)
{
	enum { N = 100000 };
	struct printed *p = *state;
	char *line = malloc(N + 1);
	static const uint32_t columns[] = { 1, 140, 141, 500, N / 2, N - 3, N };

	for (unsigned i = 0; i < N; i++)
		line[i] = (char)('0' + i % 10);
	line[N] = '\n';
	line[N / 3] = '\t';
	write_n(p, "y.c", line, N + 1);
	for (size_t i = 0; i < COUNT(columns); i++) {
		const char *quoted = quote_of(p, 1, columns[i]), *caret = strchr(quoted, '\n') + 1;
		size_t at = strcspn(caret, "^");

		check(caret - quoted < 180, "%zu columns for place %u", (size_t)(caret - quoted), columns[i]);
		assert_int_equal(caret[at], '^');
		assert_int_equal(quoted[at], '0' + (columns[i] - 1) % 10);
		assert_true(!strncmp(quoted, FIRST "...", strlen(FIRST "...")) == (columns[i] > 140));
		assert_true(!strncmp(caret - 4, "...", 3) == (columns[i] < N - 80));
	}
	free(line);
}

static void any_bytes_can_be_quoted(void **state)
{
	struct printed *p = *state;
	unsigned char bytes[4096];
	uint32_t seed = 1;

	for (unsigned round = 0; round < 50; round++) {
		for (size_t i = 0; i < sizeof bytes; i++)
			bytes[i] = (unsigned char)(next_random(&seed) >> 7);
		sw_sources_free(&p->sources);
		write_n(p, "y.c", bytes, sizeof bytes);
		for (uint32_t line = 1; line < 20; line++) {
			const char *quoted = quote_of(p, line, 1 + next_random(&seed) % 300);

			for (; *quoted; quoted++)
				check((*quoted & 0x60) || *quoted == '\n' || *quoted & 0x80, "a %02x", *quoted);
		}
	}
}

/* ---- files ---- */

static void what_is_no_file_is_not_read(void **state)
{
	struct printed *p = *state;
	size_t length;

	assert_int_equal(mkfifo(path_in(p, "pipe"), 0600), 0);
	assert_null(sw_source_line(&p->sources, "pipe", 1, &length));
	assert_null(sw_source_line(&p->sources, "/dev/zero", 1, &length));
	assert_null(sw_source_line(&p->sources, ".", 1, &length));
	assert_null(sw_source_line(&p->sources, "", 1, &length));
	assert_null(sw_source_line(&p->sources, "<built-in>", 1, &length));
}

static void files_are_found_by_either_name(void **state)
{
	struct printed *p = *state;
	const char *const cwd[] = { "" };
	size_t length;

	write_source(p, "y.c", "abc\n");
	assert_memory_equal(sw_source_line(&p->sources, "y.c", 1, &length), "abc", 3);
	assert_int_equal(length, 3);
	assert_non_null(sw_source_line(&p->sources, path_in(p, "y.c"), 1, &length));
	assert_null(sw_source_line(&p->sources, "y.h", 1, &length));
	sw_sources_free(&p->sources);
	sw_sources_init(&p->sources, cwd, 1);
	assert_null(sw_source_line(&p->sources, "y.c", 1, &length));
	assert_non_null(sw_source_line(&p->sources, "Makefile", 1, &length));
}

static void a_file_is_read_once_while_it_is_kept(void **state)
{
	struct printed *p = *state;
	size_t length;

	write_source(p, "y.c", "old\n");
	assert_memory_equal(sw_source_line(&p->sources, "y.c", 1, &length), "old", 3);
	write_source(p, "y.c", "new\n");
	for (unsigned i = 0; i < 2 * SW_SOURCES_KEPT; i++) {
		assert_null(sw_source_line(&p->sources, sw_intern_printf(&p->f->unit.strings, "%u.c", i), 1, &length));
		assert_memory_equal(sw_source_line(&p->sources, "y.c", 1, &length), "old", 3);
	}
	for (unsigned i = 0; i < SW_SOURCES_KEPT; i++)
		sw_source_line(&p->sources, sw_intern_printf(&p->f->unit.strings, "%u.h", i), 1, &length);
	assert_memory_equal(sw_source_line(&p->sources, "y.c", 1, &length), "new", 3);
}

static void a_place_may_be_unknown(void **state)
{
	struct printed *p = *state;
	struct sw_finding finding = a_finding(p, place(NULL, 0, 0));

	print(p, &finding);
	assert_non_null(strstr(p->output, "sleepwalk: warning: 'wait' may sleep"));
}

static void a_full_disk_is_noticed(void **state)
{
	struct printed *p = *state;
	struct sw_finding finding = a_finding(p, place("y.c", 5, 7));
	FILE *memory = p->text.to, *full = fopen("/dev/full", "w");

	if (!full)
		skip();
	p->text.to = full;
	print(p, &finding);
	assert_true(ferror(full));
	fclose(full);
	p->text.to = memory;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_printed(the_whole),
		unit_test_printed(severity_and_possible),
		unit_test_printed(a_suspect_and_many_places),
		unit_test_printed(the_function_is_said_once),
		unit_test_printed(colours_are_those_of_gcc),
		unit_test_printed(an_apostrophe_is_no_quote),
		unit_test_printed(only_a_terminal_has_colours),
		unit_test_printed(tabs_go_to_the_next_eighth_column),
		unit_test_printed(columns_that_are_not_there_get_no_caret),
		unit_test_printed(lines_that_are_not_there_are_not_quoted),
		unit_test_printed(large_line_numbers_widen_the_margin),
		unit_test_printed(what_a_terminal_would_obey_is_spelled),
		unit_test_printed(the_caret_counts_what_is_seen),
		unit_test_printed(names_are_spelled_too),
		unit_test_printed(long_lines_are_cut_around_the_place),
		unit_test_printed(any_bytes_can_be_quoted),
		unit_test_printed(what_is_no_file_is_not_read),
		unit_test_printed(files_are_found_by_either_name),
		unit_test_printed(a_file_is_read_once_while_it_is_kept),
		unit_test_printed(a_place_may_be_unknown),
		unit_test_printed(a_full_disk_is_noticed),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
