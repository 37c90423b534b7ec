// SPDX-License-Identifier: GPL-2.0-or-later
/* Sets of what joins forgot: against arrays with a place for each term. */
#include "helper.h"
#include "sleepwalk/knowledge.h"

enum { TERMS = 60, SETS = 40, ROUNDS = 4000 };

/* A set, and the same by the number of each term. */
struct pair {
	const struct sw_lost *lost;
	bool has[TERMS];
};

struct trial {
	struct fixture *f;
	struct sw_space space;
	uint32_t seed;
	sw_term terms[TERMS];
	struct pair sets[SETS];
};

static unsigned pick(struct trial *t, unsigned n)
{
	return next_random(&t->seed) % n;
}

static bool is_over_val(struct trial *t, sw_term term)
{
	return sw_term_node(&t->f->unit.terms, term)->has_val;
}

/* Those over VALs and the others take turns, by no rule. */
static struct trial *begin_trial(struct fixture *f)
{
	struct trial *t = SW_NEW(&f->unit.arena, struct trial);

	*t = (struct trial){ .f = f, .space = { .terms = &f->unit.terms, .scratch = &f->scratch, .keep = &f->unit.arena }, .seed = 7 };
	for (int i = 0; i < TERMS; i++)
		t->terms[i] = op(f, SW_ADD, i * 7 % 3 ? arg(f, 1) : val(f, 1), number(f, i + 1));
	return t;
}

static bool holds(struct pair *p, struct trial *t)
{
	uint32_t n = 0;

	for (int i = 0; i < TERMS; i++) {
		if (sw_lost_has(p->lost, t->terms[i]) != p->has[i])
			return false;
		n += p->has[i];
	}
	return n == (p->lost ? p->lost->n : 0);
}

static void unite(struct trial *t, struct pair *to, const struct pair *a, const struct pair *b)
{
	struct pair both = { .lost = sw_lost_unite(&t->space, a->lost, b->lost) };

	for (int i = 0; i < TERMS; i++)
		both.has[i] = a->has[i] || b->has[i];
	*to = both;
}

/* Few, or many, and some of them twice. */
static void add(struct trial *t, struct pair *to, const struct pair *from)
{
	struct pair more = *from;
	sw_term terms[TERMS];
	uint32_t n = pick(t, 3) ? pick(t, 4) : pick(t, TERMS);

	for (uint32_t i = 0; i < n; i++) {
		unsigned which = pick(t, TERMS);

		terms[i] = t->terms[which];
		more.has[which] = true;
	}
	more.lost = sw_lost_add(&t->space, from->lost, terms, n);
	*to = more;
}

static bool is_even(void *cookie, sw_term term)
{
	const struct trial *t = cookie;

	for (int i = 0; i < TERMS; i++)
		if (t->terms[i] == term)
			return i % 2 == 0;
	return true;
}

static void keep_even(struct trial *t, struct pair *to, const struct pair *from)
{
	struct pair rest = *from;

	rest.lost = sw_lost_keep_if(&t->space, from->lost, is_even, t);
	for (int i = 1; i < TERMS; i += 2)
		rest.has[i] &= !is_over_val(t, t->terms[i]);
	*to = rest;
}

static void sets_hold_what_was_put_into_them(void **state)
{
	struct trial *t = begin_trial(*state);

	for (int round = 0; round < ROUNDS; round++) {
		unsigned which = pick(t, SETS);
		struct pair *to = &t->sets[which], *a = &t->sets[pick(t, SETS)], *b = &t->sets[pick(t, SETS)];

		switch (pick(t, 8)) {
		case 0:
			*to = (struct pair){ 0 };
			break;
		case 1:
			keep_even(t, to, a);
			break;
		case 2:
		case 3:
		case 4:
			unite(t, to, a, b);
			break;
		default:
			add(t, to, a);
		}
		check(holds(to, t), "round %d, set %u", round, which);
	}
	for (unsigned i = 0; i < SETS; i++)
		check(holds(&t->sets[i], t), "set %u has become another", i);
}

static void what_has_all_is_not_made_anew(void **state)
{
	struct trial *t = begin_trial(*state);
	sw_term some[] = { t->terms[3], t->terms[9], t->terms[30] }, again[] = { t->terms[9], t->terms[9] }, other[] = { t->terms[9] };
	const struct sw_lost *all = sw_lost_add(&t->space, NULL, some, COUNT(some)), *part = sw_lost_add(&t->space, NULL, other, 1);

	assert_ptr_equal(sw_lost_add(&t->space, all, again, COUNT(again)), all);
	assert_ptr_equal(sw_lost_unite(&t->space, all, part), all);
	assert_ptr_equal(sw_lost_unite(&t->space, part, all), all);
	assert_ptr_equal(sw_lost_unite(&t->space, NULL, all), all);
	assert_ptr_equal(sw_lost_unite(&t->space, all, NULL), all);
	assert_null(sw_lost_add(&t->space, NULL, NULL, 0));
	assert_null(sw_lost_keep_if(&t->space, NULL, is_even, t));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in(sets_hold_what_was_put_into_them),
		unit_test_in(what_has_all_is_not_made_anew),
	};

	return cmocka_run_group_tests_name("lost", tests, NULL, NULL);
}
