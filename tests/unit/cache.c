// SPDX-License-Identifier: GPL-2.0-or-later
/* What an earlier run found is found again: all of it where nothing has changed, and else what has not. */
#include <stdlib.h>

#include "random.h"
#include "sleepwalk/cache.h"

enum { FUNCTIONS = 100, PROGRAMS = 16 };

/* What was kept of a program, beyond its end. */
struct kept {
	unsigned char *at;
	size_t n;
};

/* A program, of which function CHANGED is another one; FUNCTIONS: none is. Each begins at a line of its own. */
static struct fixture *program(uint32_t seed, unsigned changed)
{
	const char *names[FUNCTIONS];
	struct fixture *f;
	struct maker m = { .callees = names, .stood_for = seed % 2 ? names : NULL, .n_stood_for = FUNCTIONS };
	void *state;

	setup_primitives(&state);
	m.f = f = state;
	for (unsigned i = 0; i < FUNCTIONS; i++)
		names[i] = sw_intern_printf(&f->unit.strings, "f%u", i);
	m.seed = seed;
	if (m.stood_for)
		make_tables(&m);
	for (unsigned i = 0; i < FUNCTIONS; i++) {
		f->line = i * 1000;
		m.seed = seed * FUNCTIONS + i + (i == changed ? 77777 : 0) + 1;
		m.loops = i & 1;
		m.n_callees = i % 10 ? i : i + 3 < FUNCTIONS ? i + 3 : FUNCTIONS;
		make_function(&m, names[i]);
		f->function->content = m.seed;
	}
	f->unit.whole = true;
	f->solver.possible = true;
	return f;
}

/* Solves it with what was KEPT; that is what there is to be kept then. */
static void solve_with(struct fixture *f, struct kept *kept, unsigned workers)
{
	struct sw_cache cache = { 0 };

	assert_true(sw_cache_read(&cache, kept->at, kept->n));
	f->solver.cache = &cache;
	f->solver.workers = workers;
	solve(f);
	sw_cache_free(&cache);
	if (!f->solver.kept)
		return;
	free(kept->at);
	kept->n = f->solver.n_kept;
	kept->at = memcpy(malloc(kept->n), f->solver.kept, kept->n);
}

static void check_same(struct fixture *a, struct fixture *b, const char *what)
{
	char name[16];

	check(!strcmp(found(a), found(b)), "%s: other findings:\n%s\n%s", what, found(a), found(b));
	for (unsigned i = 0; i < FUNCTIONS; i++) {
		snprintf(name, sizeof name, "f%u", i);
		check(!strcmp(inferred(a, name), inferred(b, name)), "%s: %s: '%s' and '%s'", what, name, inferred(a, name),
		      inferred(b, name));
	}
	assert_int_equal(a->solver.statistics.solved, b->solver.statistics.solved);
	assert_int_equal(a->solver.statistics.rounds, b->solver.statistics.rounds);
}

static void the_same_program_is_not_solved_again(void **state)
{
	uint32_t findings = 0, special = 0, rounds = 0;

	(void)state;
	for (uint32_t seed = 1; seed <= PROGRAMS; seed++) {
		struct fixture *fresh = program(seed, FUNCTIONS), *first = program(seed, FUNCTIONS), *second = program(seed, FUNCTIONS);
		struct kept kept = { 0 };

		solve(fresh);
		solve_with(first, &kept, 1 + seed % 3);
		assert_int_equal(first->solver.statistics.recalled, 0);
		check_same(fresh, first, "at first");
		solve_with(second, &kept, 1 + seed % 2);
		assert_null(second->solver.kept);
		assert_int_equal(second->solver.statistics.recalled, second->solver.statistics.solved);
		check_same(fresh, second, "again");
		assert_int_equal(fresh->solver.statistics.states, second->solver.statistics.states);
		findings += fresh->solver.findings.list.n;
		special += fresh->solver.statistics.special;
		rounds += fresh->solver.statistics.rounds > 1;
		free(kept.at);
		teardown((void **)&fresh);
		teardown((void **)&first);
		teardown((void **)&second);
	}
	/* else it shows nothing */
	assert_true(findings > PROGRAMS && special > PROGRAMS && rounds > 0);
}

static void what_has_changed_is_solved_anew(void **state)
{
	uint32_t recalled = 0, solved = 0, others = 0;

	(void)state;
	for (uint32_t seed = 1; seed <= PROGRAMS; seed++) {
		unsigned changed = FUNCTIONS - 1 - seed * 5;
		struct fixture *before = program(seed, FUNCTIONS), *fresh = program(seed, changed), *after = program(seed, changed);
		struct kept kept = { 0 };

		solve_with(before, &kept, 1);
		solve(fresh);
		solve_with(after, &kept, 1 + seed % 2);
		check_same(fresh, after, "changed");
		others += strcmp(found(before), found(after)) != 0;
		recalled += after->solver.statistics.recalled;
		solved += after->solver.statistics.solved;
		assert_true(after->solver.statistics.recalled < after->solver.statistics.solved);
		free(kept.at);
		teardown((void **)&before);
		teardown((void **)&fresh);
		teardown((void **)&after);
	}
	/* most is as it was, and mostly the change is seen */
	assert_true(recalled > solved / 2 && others > PROGRAMS / 2);
}

/* Whoever reads such a file has seen to it that it is whole; and still, no byte of it may be fatal. */
static void no_byte_is_fatal(void **state)
{
	struct fixture *f = program(3, FUNCTIONS);
	struct kept kept = { 0 };

	(void)state;
	solve_with(f, &kept, 1);
	teardown((void **)&f);
	assert_true(kept.n > 1000);
	for (size_t i = 0; i < kept.n; i += kept.n / 150) {
		unsigned char *bytes = malloc(kept.n);
		struct sw_cache cache = { 0 };

		memcpy(bytes, kept.at, kept.n);
		bytes[i] ^= (unsigned char)(1 << i % 8);
		f = program(3, FUNCTIONS);
		/* a length that is another one is seen, or the solutions behind it are others */
		sw_cache_read(&cache, bytes, i % 3 ? kept.n : kept.n - i);
		f->solver.cache = &cache;
		solve(f);
		assert_true(f->solver.statistics.solved > FUNCTIONS / 2);
		assert_true(f->solver.statistics.recalled <= f->solver.statistics.solved);
		sw_cache_free(&cache);
		teardown((void **)&f);
		free(bytes);
	}
	free(kept.at);
}

/* Half of what was kept is no solution. */
static void what_ends_early_is_told(void **state)
{
	struct fixture *f = program(1, FUNCTIONS);
	struct kept kept = { 0 };
	struct sw_cache cache = { 0 };

	(void)state;
	solve_with(f, &kept, 1);
	assert_false(sw_cache_read(&cache, kept.at, kept.n / 2));
	assert_int_equal(cache.list.n, 0);
	sw_cache_free(&cache);
	free(kept.at);
	teardown((void **)&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_program_is_not_solved_again),
		cmocka_unit_test(what_has_changed_is_solved_anew),
		cmocka_unit_test(no_byte_is_fatal),
		cmocka_unit_test(what_ends_early_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
