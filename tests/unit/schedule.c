// SPDX-License-Identifier: GPL-2.0-or-later
/* Components side by side: whoever waits for another begins after it, and any number of workers finds the same. */
#include <pthread.h>

#include "random.h"
#include "sleepwalk/schedule.h"

/* ---- who waits for whom ---- */

struct diary {
	pthread_mutex_t lock;
	uint32_t n, *begun, *done; /* by component: when */
};

static void write_down(struct diary *d, uint32_t *what)
{
	pthread_mutex_lock(&d->lock);
	*what = ++d->n;
	pthread_mutex_unlock(&d->lock);
}

static uint32_t visit(void *worker, uint32_t component, const bool *done)
{
	struct diary *d = worker;

	(void)done;
	write_down(d, &d->begun[component]);
	write_down(d, &d->done[component]);
	return component;
}

enum { COMPONENTS = 2000, WORKERS = 4 };

/* Component C waits for C / 2 and for all that are a power of two below it. */
static bool waits_for(uint32_t c, uint32_t other)
{
	return other < c && (other == c / 2 || !(other & (other - 1)));
}

static void who_waits_begins_later(void **state)
{
	struct fixture *f = *state;
	struct sw_schedule s = { .n = COMPONENTS };
	struct diary d = { .lock = PTHREAD_MUTEX_INITIALIZER };
	void *workers[WORKERS] = { &d, &d, &d, &d };
	SW_VEC(uint32_t) followers = { 0 };

	s.waits = sw_alloc(&f->scratch, COMPONENTS * sizeof *s.waits);
	s.ends = sw_alloc(&f->scratch, COMPONENTS * sizeof *s.ends);
	d.begun = sw_alloc(&f->scratch, COMPONENTS * sizeof *d.begun);
	d.done = sw_alloc(&f->scratch, COMPONENTS * sizeof *d.done);
	for (uint32_t other = 0; other < COMPONENTS; other++) {
		for (uint32_t c = other + 1; c < COMPONENTS; c++) {
			if (waits_for(c, other)) {
				s.waits[c]++;
				*sw_vec_push(&f->scratch, &followers) = c;
			}
		}
		s.ends[other] = followers.n;
	}
	s.followers = followers.at;
	sw_run_schedule(&s, visit, workers, WORKERS);
	assert_int_equal(d.n, 2 * COMPONENTS);
	for (uint32_t c = 0; c < COMPONENTS; c++) {
		assert_int_not_equal(d.done[c], 0);
		for (uint32_t other = 0; other < c; other++)
			check(!waits_for(c, other) || d.done[other] < d.begun[c], "%u began before %u was done", c, other);
	}
}

/* What component C turns out to look at: two that come after it in the queue, or itself where there are none. */
static uint32_t looks_at(uint32_t c, int which)
{
	uint32_t other = which ? 2 * c + 1 : c + 1 + c % 7;

	return other < COMPONENTS ? other : c;
}

static uint32_t visit_or_wait(void *worker, uint32_t component, const bool *done)
{
	struct diary *d = worker;

	write_down(d, &d->begun[component]);
	for (int which = 0; which < 2; which++) {
		uint32_t other = looks_at(component, which);

		if (other != component && !__atomic_load_n(&done[other], __ATOMIC_ACQUIRE))
			return other;
	}
	write_down(d, &d->done[component]);
	return component;
}

/* Of a component nobody waits as far as is known, and then it looks at one that is not done. */
static void who_looks_at_another_is_begun_anew(void **state)
{
	struct fixture *f = *state;
	struct sw_schedule s = { .n = COMPONENTS };
	struct diary d = { .lock = PTHREAD_MUTEX_INITIALIZER };
	void *workers[WORKERS] = { &d, &d, &d, &d };

	s.waits = sw_alloc(&f->scratch, COMPONENTS * sizeof *s.waits);
	s.ends = sw_alloc(&f->scratch, COMPONENTS * sizeof *s.ends);
	s.followers = sw_alloc(&f->scratch, COMPONENTS * sizeof *s.followers);
	d.begun = sw_alloc(&f->scratch, COMPONENTS * sizeof *d.begun);
	d.done = sw_alloc(&f->scratch, COMPONENTS * sizeof *d.done);
	sw_run_schedule(&s, visit_or_wait, workers, WORKERS);
	/* all but the last are begun before what they look at, by more than there are workers */
	assert_true(d.n > 2 * COMPONENTS);
	for (uint32_t c = 0; c < COMPONENTS; c++) {
		assert_true(d.done[c] > d.begun[c]);
		for (int which = 0; which < 2; which++)
			check(looks_at(c, which) == c || d.done[looks_at(c, which)] < d.done[c], "%u was done before %u", c,
			      looks_at(c, which));
	}
}

/* Who puts a function into memory of his callers is asked what it does, though he does not call it. */
static void who_stores_a_function_waits_for_it(void **state)
{
	struct fixture *f = *state;
	struct sw_order order;
	struct sw_schedule s;
	uint32_t locker, user;

	begin(f, "user", 1, 1);
	store(f, 0, arg(f, 1), "lock", address(f, "locker"));
	call(f, 0, "outside", arg(f, 1));
	leave(f, 0, 0);
	calls(f, "locker", "take", NULL, NULL);
	f->unit.whole = true;
	sw_bind(&f->unit, NULL);
	order = sw_find_order(&f->unit);
	s = sw_make_schedule(&f->scratch, &f->unit, &order);
	locker = symbol(f, "locker")->component;
	user = symbol(f, "user")->component;
	assert_int_not_equal(locker, user);
	assert_int_equal(s.waits[locker] + s.waits[user], 1);
	assert_int_equal(s.followers[0], locker < user ? user : locker);
	sw_arena_free(&order.arena);
}

/* ---- what they find ---- */

/*
 * `user` calls what `putter` has put into its memory, and no call of it shows that this is `locker`, which comes before it in
 * the order, but has to wait for a long chain of others.
 */
static void who_is_found_in_memory_is_waited_for(void **state)
{
	enum { CHAIN = 200 };
	struct fixture *f = *state;

	begin(f, "putter", 1, 1);
	store(f, 0, arg(f, 1), "lock", address(f, "locker"));
	leave(f, 0, 0);
	for (unsigned i = 0; i < CHAIN; i++) {
		const char *callee = i ? sw_intern_printf(&f->unit.strings, "chain%u", i - 1) : "rcu_lock";

		calls(f, sw_intern_printf(&f->unit.strings, "chain%u", i), callee, NULL, NULL);
	}
	calls(f, "locker", sw_intern_printf(&f->unit.strings, "chain%u", CHAIN - 1), NULL, NULL);
	begin(f, "user", 1, 1);
	call(f, 0, "putter", arg(f, 1));
	call_pointer(f, 0, load(f, 0, arg(f, 1), "lock"), NULL);
	leave(f, 0, 0);
	f->unit.whole = true;
	f->solver.workers = 2;
	solve(f);
	assert_true(symbol(f, "locker")->component < symbol(f, "user")->component);
	assert_string_equal(inferred(f, "user"), inferred(f, "locker"));
	assert_string_not_equal(inferred(f, "user"), "");
}

enum { FUNCTIONS = 120 };

/* Functions of which some call each other in circles, in every other program also through memory; solved as a whole one. */
static struct fixture *random_program(uint32_t seed, unsigned workers)
{
	const char *names[FUNCTIONS];
	struct fixture *f;
	struct maker m = { .seed = seed, .callees = names, .stood_for = seed % 2 ? names : NULL, .n_stood_for = FUNCTIONS };
	void *state;

	setup_primitives(&state);
	m.f = f = state;
	for (unsigned i = 0; i < FUNCTIONS; i++)
		names[i] = sw_intern_printf(&f->unit.strings, "f%u", i);
	if (m.stood_for)
		make_tables(&m);
	for (unsigned i = 0; i < FUNCTIONS; i++) {
		m.loops = next_random(&m.seed) & 1;
		m.n_callees = i % 10 ? i : i + 3 < FUNCTIONS ? i + 3 : FUNCTIONS;
		make_function(&m, names[i]);
	}
	f->unit.whole = true;
	f->solver.workers = workers;
	f->solver.possible = true;
	solve(f);
	return f;
}

static void any_number_of_workers_finds_the_same(void **state)
{
	enum { PROGRAMS = 24 };
	uint32_t findings = 0, recursive = 0, special = 0, rounds = 0;

	(void)state;
	for (uint32_t seed = 1; seed <= PROGRAMS; seed++) {
		struct fixture *one = random_program(seed, 1);

		findings += one->solver.findings.list.n;
		recursive += one->solver.statistics.recursive;
		special += one->solver.statistics.special;
		rounds += one->solver.statistics.rounds > 1;
		for (unsigned workers = 2; workers <= 4; workers += 2) {
			struct fixture *more = random_program(seed, workers);
			char name[16];

			assert_string_equal(found(more), found(one));
			for (unsigned i = 0; i < FUNCTIONS; i++) {
				snprintf(name, sizeof name, "f%u", i);
				assert_string_equal(inferred(more, name), inferred(one, name));
			}
			assert_int_equal(more->solver.statistics.solved, one->solver.statistics.solved);
			assert_int_equal(more->solver.statistics.states, one->solver.statistics.states);
			assert_int_equal(more->solver.statistics.special, one->solver.statistics.special);
			assert_int_equal(more->solver.statistics.rounds, one->solver.statistics.rounds);
			teardown((void **)&more);
		}
		teardown((void **)&one);
	}
	/* else it shows nothing */
	assert_true(findings > PROGRAMS && recursive > 0 && special > PROGRAMS && rounds > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in(who_waits_begins_later),
		unit_test_in(who_looks_at_another_is_begun_anew),
		unit_test_in(who_stores_a_function_waits_for_it),
		unit_test_with_primitives(who_is_found_in_memory_is_waited_for),
		cmocka_unit_test(any_number_of_workers_finds_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
