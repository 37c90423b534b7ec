// SPDX-License-Identifier: GPL-2.0-or-later
/* Arena memory: zeroed, aligned, apart from one another, and used again after a reset; arrays that grow. */
#include "helper.h"

static void memory_is_zeroed_aligned_and_apart(void **state)
{
	static const size_t sizes[] = { 0, 1, 15, 16, 17, 100, 4096, 16 << 10, (16 << 10) + 1, 1 << 20, 5 << 20, 3 };
	struct sw_arena arena = { 0 };
	unsigned char *parts[COUNT(sizes)];

	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		parts[i] = sw_alloc(&arena, sizes[i]);
		assert_int_equal((uintptr_t)parts[i] % _Alignof(max_align_t), 0);
		for (size_t b = 0; b < sizes[i]; b++)
			assert_int_equal(parts[i][b], 0);
		if (sizes[i])
			memset(parts[i], (int)i + 1, sizes[i]);
	}
	for (size_t i = 0; i < COUNT(sizes); i++)
		for (size_t b = 0; b < sizes[i]; b++)
			assert_int_equal(parts[i][b], i + 1);
	sw_arena_free(&arena);
}

static void reset_gives_zeroed_memory_again(void **state)
{
	struct sw_arena arena = { 0 };

	(void)state;
	sw_arena_reset(&arena);
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 100; i++) {
			char *p = sw_alloc(&arena, 1000);

			for (int b = 0; b < 1000; b++)
				assert_int_equal(p[b], 0);
			memset(p, 0x55, 1000);
		}
		sw_arena_reset(&arena);
	}
	/* all is free, and none of it given back */
	assert_null(arena.newest);
	assert_non_null(arena.spare);
	sw_arena_free(&arena);
	assert_null(arena.newest);
	assert_null(arena.spare);
}

static void reset_keeps_memory_to_use(void **state)
{
	struct sw_arena arena = { 0 };
	void *chunk;

	(void)state;
	sw_alloc(&arena, 100000);
	chunk = arena.newest;
	sw_arena_reset(&arena);
	sw_alloc(&arena, 100000);
	assert_ptr_equal(arena.newest, chunk);
	sw_arena_free(&arena);
}

/* Room that was left in the last chunk is given up with a join, and nothing is handed out that is nowhere. */
static void joined_memory_counts_and_grows(void **state)
{
	struct sw_arena arena = { 0 }, from = { 0 };
	void *volatile nothing; /* else the compiler believes what is to be shown */
	char *mine, *theirs;

	(void)state;
	mine = memset(sw_alloc(&arena, 100), 1, 100);
	theirs = memset(sw_alloc(&from, 50), 2, 50);
	sw_arena_join(&arena, &from);
	assert_null(from.newest);
	assert_int_equal(sw_arena_size(&arena), 112 + 64);
	nothing = sw_alloc(&arena, 0);
	assert_non_null(nothing);
	memset(sw_alloc(&arena, 1000), 3, 1000);
	assert_int_equal(mine[99], 1);
	assert_int_equal(theirs[49], 2);
	sw_arena_free(&arena);
}

/* A limit that is held against it must not hang on what the memory was used for before. */
static void size_is_what_was_asked_for(void **state)
{
	struct sw_arena fresh = { 0 }, used = { 0 };

	(void)state;
	sw_alloc(&used, 3 << 20);
	sw_arena_reset(&used);
	assert_int_equal(sw_arena_size(&used), 0);
	for (int i = 0; i < 100; i++) {
		sw_alloc(&fresh, 1000);
		sw_alloc(&used, 1000);
		assert_int_equal(sw_arena_size(&used), sw_arena_size(&fresh));
		assert_int_equal(sw_arena_size(&used), (size_t)(i + 1) * 1008);
	}
	sw_arena_free(&fresh);
	sw_arena_free(&used);
}

/* What was used in one round does for the next, in whatever order it is asked for; raw memory is apart, too. */
static void raw_memory_is_aligned_and_apart(void **state)
{
	struct sw_arena arena = { 0 };
	uint32_t seed = 3;

	(void)state;
	for (int round = 0; round < 20; round++) {
		unsigned char *at[50];
		size_t size[50];

		for (int i = 0; i < 50; i++) {
			size[i] = 1 + next_random(&seed) % (i % 7 ? 500 : 60000);
			at[i] = i % 2 ? sw_alloc_raw(&arena, size[i]) : sw_alloc(&arena, size[i]);
			assert_int_equal((uintptr_t)at[i] % 16, 0);
			memset(at[i], i + 1, size[i]);
		}
		for (int i = 0; i < 50; i++)
			for (size_t b = 0; b < size[i]; b++)
				assert_int_equal(at[i][b], i + 1);
		sw_arena_reset(&arena);
	}
	sw_arena_free(&arena);
}

static void vectors_keep_their_elements(void **state)
{
	struct sw_arena arena = { 0 };
	SW_VEC(uint64_t) numbers = { 0 };

	(void)state;
	for (uint64_t i = 0; i < 10000; i++) {
		uint64_t *last = sw_vec_push(&arena, &numbers);

		assert_int_equal(*last, 0);
		*last = i * i;
	}
	assert_int_equal(numbers.n, 10000);
	assert_true(numbers.room >= numbers.n);
	for (uint64_t i = 0; i < numbers.n; i++)
		assert_int_equal(numbers.at[i], i * i);
	sw_arena_free(&arena);
}

/* Popped room holds old bytes; a push gives a zeroed element all the same, as its comment promises. */
static void pushed_element_is_zeroed_after_a_pop(void **state)
{
	struct sw_arena arena = { 0 };
	SW_VEC(int) numbers = { 0 };

	(void)state;
	*sw_vec_push(&arena, &numbers) = 7;
	numbers.n--;
	assert_int_equal(*sw_vec_push(&arena, &numbers), 0);
	sw_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_aligned_and_apart),
		cmocka_unit_test(reset_gives_zeroed_memory_again),
		cmocka_unit_test(reset_keeps_memory_to_use),
		cmocka_unit_test(joined_memory_counts_and_grows),
		cmocka_unit_test(size_is_what_was_asked_for),
		cmocka_unit_test(raw_memory_is_aligned_and_apart),
		cmocka_unit_test(vectors_keep_their_elements),
		cmocka_unit_test(pushed_element_is_zeroed_after_a_pop),
	};

	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
