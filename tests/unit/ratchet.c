// SPDX-License-Identifier: GPL-2.0-or-later
/* Files of patterns with numbers: what they allow, how they are written anew, and what is wrong with some. */
#include "helper.h"

#include "../../plugin/link/ratchet.h"

static bool is_read(struct fixture *f, struct ratchet *ratchet, const char *text, size_t length, bool new)
{
	FILE *from = fmemopen((void *)text, length, "r"), *kept = stderr;
	bool good;

	*ratchet = (struct ratchet){ .strings = &f->unit.strings, .path = "r" };
	stderr = fopen("/dev/null", "w");
	good = ratchet_read(ratchet, from, new);
	fclose(stderr);
	stderr = kept;
	fclose(from);
	return good;
}

static const char *text_of(struct fixture *f, const struct ratchet *ratchet)
{
	struct memory memory;

	ratchet_write(open_memory(&memory), ratchet);
	return memory_text(f, &memory);
}

static void groups_are_counted_by_pattern(void **state)
{
	static const char text[] = "# owners\nnet/\t2\n\n  net/ipv4/  0 # none\r\n*/x.c 1";
	static const char *const files[] = { "net/x.c", "net/ipv4/y.c", "fs/x.c", "mm/z.c" };
	static const bool covered[] = { true, true, true, false };
	struct ratchet ratchet;

	assert_true(is_read(*state, &ratchet, text, sizeof text - 1, false));
	assert_int_equal(ratchet.parts.n, 3);
	assert_int_equal(ratchet.parts.at[1].line, 4);
	assert_int_equal(ratchet.parts.at[1].column, 3);
	assert_true(ratchet_holds(&ratchet));
	for (size_t i = 0; i < COUNT(files); i++)
		assert_int_equal(ratchet_count(&ratchet, files[i]), covered[i]);
	assert_int_equal(ratchet.parts.at[0].found, 2);
	assert_int_equal(ratchet.parts.at[1].found, 1);
	assert_int_equal(ratchet.parts.at[2].found, 2);
	assert_false(ratchet_holds(&ratchet));
	assert_string_equal(text_of(*state, &ratchet), "# owners\nnet/\t2\n\n  net/ipv4/  1 # none\r\n*/x.c 2");
}

static void numbers_are_written_where_there_were_none(void **state)
{
	static const char text[] = "net/\nfs/ # why\n mm/ 7\n";
	struct ratchet ratchet;

	assert_false(is_read(*state, &ratchet, text, sizeof text - 1, false));
	assert_true(is_read(*state, &ratchet, text, sizeof text - 1, true));
	ratchet_count(&ratchet, "net/x.c");
	assert_string_equal(text_of(*state, &ratchet), "net/ 1\nfs/ 0 # why\n mm/ 0\n");
}

static void what_is_no_number_is_refused(void **state)
{
	static const char *const texts[] = { "net/ x\n", "net/ -1\n", "net/ 1x\n", "net/ 1 2\n", "net/ 2147483648\n", "net/\n",
					     "net/ 99999999999999999999\n", "a#b\n" };
	struct ratchet ratchet;

	for (size_t i = 0; i < COUNT(texts); i++)
		check(!is_read(*state, &ratchet, texts[i], strlen(texts[i]), false), "%s", texts[i]);
	assert_false(is_read(*state, &ratchet, "a\0b 1\n", 6, false));
	assert_true(is_read(*state, &ratchet, "net/ 2147483647", 15, false));
	assert_true(is_read(*state, &ratchet, "\n", 1, false));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		unit_test_in(groups_are_counted_by_pattern),
		unit_test_in(numbers_are_written_where_there_were_none),
		unit_test_in(what_is_no_number_is_refused),
	};

	return cmocka_run_group_tests_name("ratchet", tests, NULL, NULL);
}
