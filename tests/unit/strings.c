// SPDX-License-Identifier: GPL-2.0-or-later
/* Interning: the same text is the same pointer, different texts never are. */
#include "helper.h"

static void same_text_is_same_pointer(void **state)
{
	struct fixture *f = *state;
	char text[] = "spin_lock";
	const char *first = sw_intern(&f->unit.strings, text);

	text[0] = 'S';
	assert_string_equal(first, "spin_lock");
	assert_ptr_equal(sw_intern(&f->unit.strings, "spin_lock"), first);
	assert_ptr_equal(sw_intern_n(&f->unit.strings, "spin_lock_irq", 9), first);
	assert_ptr_equal(sw_intern_printf(&f->unit.strings, "%s_%s", "spin", "lock"), first);
	assert_ptr_not_equal(sw_intern(&f->unit.strings, text), first);
}

static void prefixes_are_apart(void **state)
{
	static const char text[] = "aaaaaaaaaaaaaaaaaaaaaaaa";
	struct fixture *f = *state;
	const char *all[sizeof text];

	for (size_t n = 0; n < sizeof text; n++)
		all[n] = sw_intern_n(&f->unit.strings, text, n);
	for (size_t n = 0; n < sizeof text; n++) {
		assert_int_equal(strlen(all[n]), n);
		for (size_t m = 0; m < n; m++)
			assert_ptr_not_equal(all[n], all[m]);
	}
}

static void many_survive_growing(void **state)
{
	struct fixture *f = *state;
	enum { MANY = 3000 };
	const char **all = test_calloc(MANY, sizeof *all);

	for (int i = 0; i < MANY; i++)
		all[i] = sw_intern_printf(&f->unit.strings, "name_%d", i);
	for (int i = 0; i < MANY; i++) {
		char text[32];

		snprintf(text, sizeof text, "name_%d", i);
		assert_ptr_equal(sw_intern(&f->unit.strings, text), all[i]);
	}
	test_free(all);
}

static void long_text_is_whole(void **state)
{
	struct fixture *f = *state;

	for (int n = 250; n < 270; n++) {
		const char *text = sw_intern_printf(&f->unit.strings, "%0*d|", n, 0);

		assert_int_equal(strlen(text), n + 1);
		assert_int_equal(text[n], '|');
		assert_ptr_equal(sw_intern(&f->unit.strings, text), text);
	}
}

/* The published values of FNV-1a with 32 bits. */
static void hash_is_fnv1a(void **state)
{
	(void)state;
	assert_int_equal(sw_hash(SW_HASH_START, "", 0), 0x811c9dc5);
	assert_int_equal(sw_hash(SW_HASH_START, "a", 1), 0xe40c292c);
	assert_int_equal(sw_hash(SW_HASH_START, "foobar", 6), 0xbf9cf968);
	assert_int_equal(sw_hash(sw_hash(SW_HASH_START, "foo", 3), "bar", 3), 0xbf9cf968);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in(same_text_is_same_pointer),
		unit_test_in(prefixes_are_apart),
		unit_test_in(many_survive_growing),
		unit_test_in(long_text_is_whole),
		cmocka_unit_test(hash_is_fnv1a),
	};

	return cmocka_run_group_tests_name("strings", tests, NULL, NULL);
}
