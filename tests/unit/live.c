// SPDX-License-Identifier: GPL-2.0-or-later
/* Liveness of values: against a search along all paths, and what a state forgets of values that are dead. */
#include "helper.h"

/* Blocks in the order of their numbers: any order will do, it is run to a fixpoint. */
static struct sw_live live_of(struct fixture *f)
{
	uint32_t n = f->function->blocks.n, *order = sw_alloc(&f->unit.arena, n * sizeof *order);

	for (uint32_t i = 0; i < n; i++)
		order[i] = i;
	return sw_live_compute(&f->unit.arena, &f->unit.terms, f->function, order, n);
}

static int64_t number_of(struct fixture *f, sw_term v)
{
	return sw_term_node(&f->unit.terms, v)->number;
}

static void assert_live(struct fixture *f, const struct sw_live *live, uint32_t block, sw_term v, bool want)
{
	check(sw_live_has(live, block, number_of(f, v)) == want, "val %" PRId64 " at block %u", number_of(f, v), block);
}

/* ---- against a search ---- */

enum { BLOCKS = 6, PROGRAMS = 300, VALS = 70 };

struct maker {
	struct fixture *f;
	uint32_t seed;
	sw_term vals[VALS];
	unsigned n;
	bool phis;
};

static unsigned pick(struct maker *m, unsigned n)
{
	return next_random(&m->seed) % n;
}

static sw_term some_val(struct maker *m)
{
	return m->vals[pick(m, m->n)];
}

static sw_term some_use(struct maker *m)
{
	sw_term t = op(m->f, SW_ADD, some_val(m), some_val(m));

	return pick(m, 2) ? t : sw_term_addr(&m->f->unit.terms, some_val(m), "x");
}

static void add_event(struct maker *m, uint32_t block)
{
	switch (pick(m, 5)) {
	case 0:
		load(m->f, block, some_val(m), "a");
		break;
	case 1:
		store(m->f, block, some_val(m), "a", some_use(m));
		break;
	case 2:
		call(m->f, block, "other", some_use(m));
		break;
	case 3:
		copy(m->f, block, some_val(m), "", some_val(m));
		break;
	default:
		call_pointer(m->f, block, some_val(m), NULL);
	}
	if (pick(m, 2)) {
		/* what is made here was perhaps made elsewhere, too */
		struct sw_block *b = &m->f->function->blocks.at[block];
		struct sw_event *e = &b->events.at[b->events.n - 1];

		if (e->kind == SW_EVENT_LOAD || e->kind == SW_EVENT_CALL)
			e->value = some_val(m);
	}
}

static void make(struct maker *m)
{
	begin(m->f, "random", 0, BLOCKS);
	/* more than a word of bits */
	for (m->n = 0; m->n < VALS; m->n++)
		m->vals[m->n] = sw_function_new_val(&m->f->unit, m->f->function);
	for (uint32_t b = 0; b < BLOCKS; b++) {
		for (unsigned n = pick(m, 4); n > 0; n--)
			add_event(m, b);
		if (b == BLOCKS - 1 || pick(m, 6) == 0)
			leave(m->f, b, pick(m, 2) ? some_val(m) : 0);
		else
			branch(m->f, b, some_val(m), pick(m, BLOCKS), pick(m, BLOCKS));
		for (uint32_t e = 0; m->phis && e < m->f->function->blocks.at[b].edges.n; e++)
			if (pick(m, 2))
				phi(m->f, &m->f->function->blocks.at[b].edges.at[e], some_val(m), some_use(m));
	}
}

static bool uses(const struct fixture *f, const struct sw_event *e, sw_term v)
{
	const struct sw_terms *t = &f->unit.terms;
	bool used = sw_term_holds(t, e->base, v) || sw_term_holds(t, e->from, v) || sw_term_holds(t, e->target, v) ||
		    (e->kind == SW_EVENT_STORE && sw_term_holds(t, e->value, v));

	for (unsigned i = 0; i < e->n_args; i++)
		used |= sw_term_holds(t, e->args[i], v);
	return used;
}

static bool reads(const struct fixture *f, uint32_t block, sw_term v, bool *seen)
{
	const struct sw_block *b = &f->function->blocks.at[block];
	const struct sw_terms *t = &f->unit.terms;

	if (seen[block])
		return false;
	seen[block] = true;
	for (uint32_t i = 0; i < b->events.n; i++) {
		if (uses(f, &b->events.at[i], v))
			return true;
		if (b->events.at[i].kind != SW_EVENT_STORE && b->events.at[i].value == v)
			return false;
	}
	if (sw_term_holds(t, b->condition, v) || sw_term_holds(t, b->result, v))
		return true;
	for (uint32_t i = 0; i < b->edges.n; i++) {
		bool made = false;

		for (uint32_t j = 0; j < b->edges.at[i].assigns.n; j++) {
			if (sw_term_holds(t, b->edges.at[i].assigns.at[j].from, v))
				return true;
			made |= b->edges.at[i].assigns.at[j].val == v;
		}
		if (!made && reads(f, b->edges.at[i].to, v, seen))
			return true;
	}
	return false;
}

/* Whatever is read later is live; without phis nothing else is. */
static void live_is_what_is_read_later(void **state)
{
	unsigned dead = 0;

	for (uint32_t program = 0; program < PROGRAMS; program++) {
		struct maker m = { .seed = program, .phis = program % 2 };
		struct sw_live live;
		void *fixture;

		setup(&fixture);
		m.f = fixture;
		make(&m);
		live = live_of(m.f);
		assert_non_null(live.bits);
		for (uint32_t b = 0; b < BLOCKS; b++) {
			for (unsigned v = 0; v < VALS; v++) {
				bool seen[BLOCKS] = { 0 }, is = sw_live_has(&live, b, number_of(m.f, m.vals[v])),
				     want = reads(m.f, b, m.vals[v], seen);

				check(is == want || (m.phis && is), "program %u: val %u at block %u", program, v, b);
				dead += !is;
			}
		}
		teardown(&fixture);
	}
	assert_true(dead > PROGRAMS * BLOCKS * VALS / 4);
	(void)state;
}

/* ---- by hand ---- */

static void what_nothing_reads_any_more_is_dead(void **state)
{
	struct fixture *f = *state;
	sw_term first, second, joined;
	struct sw_live live;

	begin(f, "f", 0, 3);
	first = anything(f, 0);
	second = anything(f, 0);
	joined = sw_function_new_val(&f->unit, f->function);
	branch(f, 0, first, 1, 2);
	phi(f, jump(f, 1, 2), joined, second);
	phi(f, &f->function->blocks.at[0].edges.at[1], joined, number(f, 1));
	leave(f, 2, joined);
	live = live_of(f);
	assert_live(f, &live, 0, first, false);
	assert_live(f, &live, 0, second, false);
	assert_live(f, &live, 1, first, false);
	assert_live(f, &live, 1, second, true);
	assert_live(f, &live, 2, second, false);
	assert_live(f, &live, 2, joined, true);
}

static void a_loop_keeps_what_its_next_round_reads(void **state)
{
	struct fixture *f = *state;
	sw_term limit, i;
	struct sw_live live;

	begin(f, "f", 0, 4);
	limit = anything(f, 0);
	i = sw_function_new_val(&f->unit, f->function);
	phi(f, jump(f, 0, 1), i, number(f, 0));
	branch(f, 1, op(f, SW_LT, i, limit), 2, 3);
	phi(f, jump(f, 2, 1), i, op(f, SW_ADD, i, number(f, 1)));
	leave(f, 3, 0);
	live = live_of(f);
	assert_live(f, &live, 2, limit, true);
	assert_live(f, &live, 2, i, true);
	assert_live(f, &live, 3, limit, false);
	assert_live(f, &live, 3, i, false);
}

/* A set for each block would take gigabytes: what one block reads of another is live in all of them, and nothing else. */
static void blocks_of_a_large_function_share_a_set(void **state)
{
	enum { MANY = 40000 };
	struct fixture *f = *state;
	sw_term far, near;
	struct sw_live live;

	begin(f, "f", 0, MANY);
	far = anything(f, 0);
	for (uint32_t b = 0; b < MANY - 1; b++) {
		near = anything(f, b);
		branch(f, b, near, b + 1, MANY - 1);
	}
	leave(f, MANY - 1, far);
	live = live_of(f);
	assert_live(f, &live, 0, far, true);
	assert_live(f, &live, MANY - 1, far, true);
	assert_live(f, &live, 0, near, false);
	assert_live(f, &live, MANY - 2, near, false);
}

/* ---- what a state forgets ---- */

static void what_is_known_of_dead_values_is_forgotten(void **state)
{
	struct fixture *f = *state;
	struct sw_space space = { .terms = &f->unit.terms, .scratch = &f->scratch, .keep = &f->unit.arena };
	struct sw_values one = sw_values_one(1);
	struct sw_state s = { 0 };
	sw_term dead, alive, through, bound;
	struct sw_live live;

	begin(f, "f", 1, 2);
	dead = anything(f, 0);
	alive = anything(f, 0);
	through = anything(f, 0);
	bound = sw_function_new_val(&f->unit, f->function);
	jump(f, 0, 1);
	call(f, 1, "other", alive, bound);
	leave(f, 1, 0);
	live = live_of(f);
	assert_true(sw_state_assume(&space, &s, dead, &one));
	assert_true(sw_state_assume(&space, &s, alive, &one));
	assert_true(sw_state_assume(&space, &s, through, &one));
	assert_true(sw_state_assume(&space, &s, arg(f, 1), &one));
	assert_true(sw_state_assume(&space, &s, op(f, SW_AND, dead, number(f, 8)), &one) || true);
	sw_state_bind(&space, &s, bound, op(f, SW_XOR, through, arg(f, 1)));
	sw_state_forget_dead(&space, &s, &live, 1);
	assert_null(sw_state_fact(&s, dead));
	assert_non_null(sw_state_fact(&s, alive));
	assert_non_null(sw_state_fact(&s, arg(f, 1)));
	/* what a live value is bound to is spoken of still */
	assert_non_null(sw_state_fact(&s, through));
	assert_int_equal(sw_state_resolve(&space, &s, bound), op(f, SW_XOR, through, arg(f, 1)));
	for (uint32_t i = 0; i < s.facts.n; i++)
		assert_false(sw_term_holds(&f->unit.terms, s.facts.at[i].term, dead));
}

/* Two sides of a test on a value that is dead behind it are one state. */
static void states_that_differ_in_dead_values_are_one(void **state)
{
	for (int read = 0; read < 2; read++) {
		struct fixture *f = *state;
		sw_term v;
		struct sw_flow *flow;

		begin(f, read ? "read" : "dead", 0, 4);
		v = anything(f, 0);
		branch(f, 0, v, 1, 2);
		jump(f, 1, 3);
		jump(f, 2, 3);
		leave(f, 3, read ? v : 0);
		flow = run(f);
		assert_int_equal(flow->exits.n, 1 + read);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(live_is_what_is_read_later),
		unit_test_in(what_nothing_reads_any_more_is_dead),
		unit_test_in(a_loop_keeps_what_its_next_round_reads),
		unit_test_in(blocks_of_a_large_function_share_a_set),
		unit_test_in(what_is_known_of_dead_values_is_forgotten),
		unit_test_in(states_that_differ_in_dead_values_are_one),
	};

	return cmocka_run_group_tests_name("live", tests, NULL, NULL);
}
