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

static void visit(void *worker, uint32_t component)
{
	struct diary *d = worker;

	write_down(d, &d->begun[component]);
	write_down(d, &d->done[component]);
}

/* Component C waits for C / 2 and for all that are a power of two below it. */
static bool waits_for(uint32_t c, uint32_t other)
{
	return other < c && (other == c / 2 || !(other & (other - 1)));
}

static void who_waits_begins_later(void **state)
{
	enum { COMPONENTS = 2000, WORKERS = 4 };
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

enum { FUNCTIONS = 120 };

/* Functions of which some call each other in circles, solved as a whole program. */
static struct fixture *random_program(uint32_t seed, unsigned workers)
{
	const char *names[FUNCTIONS];
	struct fixture *f;
	struct maker m = { .seed = seed, .callees = names };
	void *state;

	setup_primitives(&state);
	m.f = f = state;
	for (unsigned i = 0; i < FUNCTIONS; i++)
		names[i] = sw_intern_printf(&f->unit.strings, "f%u", i);
	for (unsigned i = 0; i < FUNCTIONS; i++) {
		m.loops = next_random(&m.seed) & 1;
		m.n_callees = i % 10 ? i : i + 3 < FUNCTIONS ? i + 3 : FUNCTIONS;
		make_function(&m, names[i]);
	}
	f->unit.whole = true;
	f->solver.workers = workers;
	solve(f);
	return f;
}

static void any_number_of_workers_finds_the_same(void **state)
{
	enum { PROGRAMS = 12 };
	uint32_t findings = 0, recursive = 0;

	(void)state;
	for (uint32_t seed = 1; seed <= PROGRAMS; seed++) {
		struct fixture *one = random_program(seed, 1);

		findings += one->solver.findings.list.n;
		recursive += one->solver.statistics.recursive;
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
			teardown((void **)&more);
		}
		teardown((void **)&one);
	}
	/* else it shows nothing */
	assert_true(findings > PROGRAMS && recursive > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in(who_waits_begins_later),
		unit_test_in(who_stores_a_function_waits_for_it),
		cmocka_unit_test(any_number_of_workers_finds_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
