// SPDX-License-Identifier: GPL-2.0-or-later
/* Baselines: what matches, how they are written, and what is wrong with those that can not be read. */
#include "helper.h"

#include <unistd.h>

#include "../../plugin/link/baseline.h"

static struct baseline_entry entry(uint64_t fingerprint, const char *file, uint32_t count)
{
	return (struct baseline_entry){ fingerprint, false, file, "f", "imbalance", count };
}

/* "1 0 1": which of FOUND, which end with a fingerprint 0, are known to a baseline of KNOWN; then how many are gone. */
static const char *matched(struct fixture *f, const struct baseline_entry *known, const struct baseline_entry *found)
{
	struct baseline baseline = { .strings = &f->unit.strings };
	bool is_known[8];
	const char *all = "";
	uint32_t n = 0;

	for (; known->fingerprint; known++)
		baseline_add(&baseline, known);
	while (found[n].fingerprint)
		n++;
	baseline_match(&baseline, found, n, is_known);
	for (uint32_t i = 0; i < n; i++)
		all = sw_intern_printf(&f->unit.strings, "%s%d ", all, is_known[i]);
	return sw_intern_printf(&f->unit.strings, "%s-%u", all, baseline_gone(&baseline, true));
}

#define ENTRIES(...) ((const struct baseline_entry[]){ __VA_ARGS__, { 0 } })

static void findings_match_by_file_and_count(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(matched(f, ENTRIES(entry(1, "a", 1), entry(2, "b", 1)), ENTRIES(entry(2, "b", 1), entry(1, "a", 1))),
			    "1 1 -0");
	assert_string_equal(matched(f, ENTRIES({ 0 }), ENTRIES(entry(1, "a", 1))), "0 -0");
	assert_string_equal(matched(f, ENTRIES(entry(1, "a", 1)), ENTRIES({ 0 })), "-1");
	/* two equal ones, of which one is mended, or a third comes */
	assert_string_equal(matched(f, ENTRIES(entry(1, "a", 2)), ENTRIES(entry(1, "a", 1))), "1 -1");
	assert_string_equal(matched(f, ENTRIES(entry(1, "a", 1), entry(1, "a", 1)),
				    ENTRIES(entry(1, "a", 1), entry(1, "a", 1), entry(1, "a", 1))), "1 1 0 -0");
}

static void a_renamed_file_is_no_news(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(matched(f, ENTRIES(entry(1, "old", 2)), ENTRIES(entry(1, "new", 1), entry(1, "new", 1))), "1 1 -0");
	/* whoever is where it was comes first, wherever it stands */
	assert_string_equal(matched(f, ENTRIES(entry(1, "b", 1)), ENTRIES(entry(1, "a", 1), entry(1, "b", 1))), "0 1 -0");
	assert_string_equal(matched(f, ENTRIES(entry(1, "b", 1), entry(1, "c", 1)), ENTRIES(entry(1, "a", 1), entry(1, "b", 1))),
			    "1 1 -0");
	assert_string_equal(matched(f, ENTRIES(entry(1, "a", 1)), ENTRIES(entry(2, "a", 1))), "0 -1");
}

static void ranks_are_apart(void **state)
{
	struct fixture *f = *state;
	struct baseline_entry possible = entry(1, "a", 1);
	struct baseline baseline = { .strings = &f->unit.strings };

	possible.possible = true;
	assert_string_equal(matched(f, ENTRIES(possible), ENTRIES(entry(1, "a", 1))), "0 -1");
	assert_string_equal(matched(f, ENTRIES(possible), ENTRIES(possible)), "1 -0");
	baseline_add(&baseline, &possible);
	assert_int_equal(baseline_gone(&baseline, false), 0);
	assert_int_equal(baseline_gone(&baseline, true), 1);
}

/* ---- files ---- */

static const char *text_of(struct fixture *f, struct baseline *baseline)
{
	struct memory memory;

	baseline_write(open_memory(&memory), baseline);
	return memory_text(f, &memory);
}

static const char sorted[] =
	"{\"format\": 1, \"findings\": [\n"
	"{\"file\": \"a\", \"function\": \"f\", \"tag\": \"imbalance\", \"rank\": \"definite\", \"fingerprint\": \"0000000000000002\", \"count\": 1},\n"
	"{\"file\": \"b\", \"function\": \"f\", \"tag\": \"imbalance\", \"rank\": \"definite\", \"fingerprint\": \"0000000000000001\", \"count\": 3},\n"
	"{\"file\": \"b\", \"function\": \"f\", \"tag\": \"imbalance\", \"rank\": \"possible\", \"fingerprint\": \"0000000000000001\", \"count\": 1}\n"
	"]}\n";

static void what_is_written_is_sorted_and_can_be_read(void **state)
{
	struct fixture *f = *state;
	struct baseline_entry all[] = { entry(1, "b", 1), entry(1, "b", 1), entry(2, "a", 1), entry(1, "b", 1) };
	struct baseline baseline = { .strings = &f->unit.strings }, again = baseline, empty = baseline;
	FILE *from = fmemopen((void *)sorted, sizeof sorted - 1, "r");

	all[1].possible = true;
	for (size_t i = 0; i < COUNT(all); i++)
		baseline_add(&baseline, &all[i]);
	all[3].count = 1;
	baseline_add(&baseline, &all[3]);
	assert_string_equal(text_of(f, &baseline), sorted);
	assert_true(baseline_read(&again, from, "x"));
	fclose(from);
	assert_string_equal(text_of(f, &again), sorted);
	assert_string_equal(text_of(f, &empty), "{\"format\": 1, \"findings\": [\n]}\n");
}

/* What is said of a baseline of that text; "" when nothing is. */
static const char *fault_of(struct fixture *f, const char *text)
{
	struct baseline baseline = { .strings = &f->unit.strings };
	FILE *from = fmemopen((void *)text, strlen(text), "r"), *said = tmpfile();
	int kept = dup(STDERR_FILENO);
	char line[256] = "";

	dup2(fileno(said), STDERR_FILENO);
	assert_true(baseline_read(&baseline, from, "x.json") == !ftell(said));
	dup2(kept, STDERR_FILENO);
	rewind(said);
	if (!fgets(line, sizeof line, said))
		*line = '\0';
	fclose(said);
	fclose(from);
	close(kept);
	return sw_intern(&f->unit.strings, line);
}

static void faults_are_told(void **state)
{
#define ENTRY(file, rank, fingerprint, count)                                                                          \
	"{\"format\": 1, \"findings\": [{\"file\": " file ", \"function\": \"f\", \"tag\": \"t\", \"rank\": \"" rank "\", "       \
	"\"fingerprint\": \"" fingerprint "\", \"count\": " count "}]}"
	static const char *const rows[][2] = {
		{ "{\n\"format\" 1}", "x.json:2:10: error: ':' expected near '1'\n" },
		{ "{\"format\": 1, \"format\": 1}", "x.json:1:22: error: duplicate object key near '\"format\"'\n" },
		{ "[]", "x.json: error: not a baseline: expected an object with a number \"format\" and an array \"findings\"\n" },
		{ "{\"format\": 2, \"findings\": []}", "x.json: error: expected \"format\" 1, found 2, of another sleepwalk\n" },
		{ "{\"format\": 1, \"findings\": [3]}", "x.json: error: entry 1 of \"findings\": Expected object, got integer" },
		{ ENTRY("3", "definite", "0123456789abcdef", "1"),
		  "x.json: error: entry 1 of \"findings\": Expected string, got integer" },
		{ ENTRY("\"a\"", "sure", "0123456789abcdef", "1"),
		  "x.json: error: entry 1 of \"findings\": expected \"definite\" or \"possible\" for \"rank\"\n" },
		{ ENTRY("\"a\"", "definite", "0123456789abcdeF", "1"),
		  "x.json: error: entry 1 of \"findings\": expected 16 hexadecimal digits for \"fingerprint\"\n" },
		{ ENTRY("\"a\"", "definite", "0123456789abcdef", "0"),
		  "x.json: error: entry 1 of \"findings\": expected a \"count\" above 0\n" },
		{ ENTRY("\"a\"", "definite", "0123456789abcdef", "1"), "" },
	};
	struct fixture *f = *state;

	/* newer releases of jansson say more at the end of a line */
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *fault = fault_of(f, rows[i][0]);

		assert_int_equal(!*fault, !*rows[i][1]);
		assert_memory_equal(fault, rows[i][1], strlen(rows[i][1]));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		unit_test_in(findings_match_by_file_and_count),
		unit_test_in(a_renamed_file_is_no_news),
		unit_test_in(ranks_are_apart),
		unit_test_in(what_is_written_is_sorted_and_can_be_read),
		unit_test_in(faults_are_told),
	};

	return cmocka_run_group_tests_name("baseline", tests, NULL, NULL);
}
