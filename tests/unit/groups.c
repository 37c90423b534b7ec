// SPDX-License-Identifier: GPL-2.0-or-later
/* What is one cause, who is the suspect, the order of groups, and fingerprints. Findings are built by hand. */
#include <time.h>

#include "helper.h"

#include "sleepwalk/groups.h"

struct program {
	struct sw_findings findings;
	struct {
		const char *name;
		uint32_t n;
	} callers[8];
	uint32_t moved; /* all of it stands so many lines further down */
};

static uint32_t callers(void *cookie, const struct sw_symbol *symbol)
{
	const struct program *p = cookie;

	for (size_t i = 0; i < COUNT(p->callers) && p->callers[i].name; i++)
		if (!strcmp(p->callers[i].name, symbol->name))
			return p->callers[i].n;
	return 1;
}

static struct sw_groups group(struct fixture *f, struct program *p)
{
	return sw_group_findings(&f->unit.arena, &p->findings, callers, p);
}

/* The same line for the same call. */
static struct sw_place place_of(struct program *p, const char *caller, const char *callee, uint32_t more)
{
	uint32_t line = sw_hash(sw_hash(SW_HASH_START, caller, strlen(caller)), callee, strlen(callee)) % 5000 + 1;

	return (struct sw_place){ "drivers/x/y.c", line + more + p->moved, 2, line + more };
}

static const struct sw_witness *chain(struct fixture *f, struct program *p, const char *const *names)
{
	struct sw_witness *w;

	if (!names[0] || !names[1])
		return NULL;
	w = SW_NEW(&f->unit.arena, struct sw_witness);
	*w = (struct sw_witness){ .place = place_of(p, names[0], names[1], 0), .function = symbol(f, names[0]),
				  .callee = sw_intern(&f->unit.strings, names[1]), .next = chain(f, p, names + 1) };
	w->length = w->next ? w->next->length + 1 : 1;
	return w;
}

/* NAMES: the finding's function, what it calls, and so on down to what sleeps. */
static struct sw_finding *add_n(struct fixture *f, struct program *p, const char *const *names)
{
	struct sw_finding *finding = sw_vec_push(&f->unit.arena, &p->findings.list);

	*finding = (struct sw_finding){
		.kind = SW_FOUND_CALL,
		.tag = SW_TAG_SLEEP_IN_ATOMIC,
		.demand = SW_DEMAND_SLEEP,
		.counter = SW_PREEMPT,
		.function = symbol(f, names[0]),
		.callee = sw_intern(&f->unit.strings, names[1]),
		.place = place_of(p, names[0], names[1], 0),
		.witness = chain(f, p, names + 1),
		.actual = { 1, 1 },
	};
	return finding;
}

#define add(f, p, ...) add_n(f, p, (const char *const[]){ __VA_ARGS__, NULL })

/* "hub 3/4: a b c; -: d?": the suspect with its calls, and the functions of all places; '?' for possible ones. */
static const char *text_of(struct fixture *f, struct sw_groups groups)
{
	const char *all = "";

	for (uint32_t i = 0; i < groups.list.n; i++) {
		const struct sw_group *g = &groups.list.at[i];

		all = sw_intern_printf(&f->unit.strings, "%s%s%s", all, i ? "; " : "", g->suspect ? g->suspect->name : "-");
		if (g->suspect)
			all = sw_intern_printf(&f->unit.strings, "%s %u/%u", all, g->atomic, g->callers);
		all = sw_intern_printf(&f->unit.strings, "%s:", all);
		for (uint32_t k = 0; k < g->places.n; k++)
			all = sw_intern_printf(&f->unit.strings, "%s %s", all, g->places.at[k]->function->name);
		all = sw_intern_printf(&f->unit.strings, "%s%s", all, g->possible ? "?" : "");
	}
	return all;
}

static void no_findings_are_no_groups(void **state)
{
	struct program p = { 0 };

	assert_int_equal(group(*state, &p).list.n, 0);
}

static void most_callers_blame_the_hub(void **state)
{
	struct fixture *f = *state;
	struct program p = { .callers = { { "hub", 4 } } };

	add(f, &p, "c", "hub", "sleep");
	add(f, &p, "a", "hub", "sleep");
	add(f, &p, "b", "x", "hub", "sleep");
	assert_string_equal(text_of(f, group(f, &p)), "hub 3/4: a c b");
}

static void half_of_the_callers_are_not_most(void **state)
{
	struct fixture *f = *state;
	struct program p = { .callers = { { "hub", 4 } } };

	add(f, &p, "a", "hub", "sleep");
	add(f, &p, "b", "hub", "sleep");
	assert_int_equal(group(f, &p).list.n, 2);
	assert_null(group(f, &p).list.at[0].suspect);
	p.callers[0].n = 3;
	assert_string_equal(text_of(f, group(f, &p)), "hub 2/3: a b");
}

static void one_caller_proves_nothing(void **state)
{
	struct fixture *f = *state;
	struct program p = { 0 };

	add(f, &p, "a", "helper", "sleep");
	assert_string_equal(text_of(f, group(f, &p)), "-: a");
	assert_true(group(f, &p).list.at[0].belief == SW_BELIEF_SURE);
}

/* Two findings whose chains enter the hub by one and the same call are one caller of it. */
static void call_sites_count_once(void **state)
{
	struct fixture *f = *state;
	struct program p = { .callers = { { "outer", 9 }, { "hub", 1 } } };

	add(f, &p, "a", "outer", "hub", "sleep");
	add(f, &p, "b", "outer", "hub", "sleep");
	assert_int_equal(group(f, &p).list.n, 2);
}

static void the_suspect_nearest_to_the_sleep_is_blamed(void **state)
{
	struct fixture *f = *state;
	struct program p = { .callers = { { "upper", 3 }, { "lower", 2 } } };

	add(f, &p, "a", "upper", "lower", "sleep");
	add(f, &p, "b", "upper", "lower", "sleep");
	add(f, &p, "c", "upper", "lower", "sleep");
	assert_string_equal(text_of(f, group(f, &p)), "upper 3/3: a b c");
	add(f, &p, "d", "lower", "sleep");
	assert_string_equal(text_of(f, group(f, &p)), "lower 2/2: d a b c");
}

static void what_shares_only_the_primitive_is_apart(void **state)
{
	struct fixture *f = *state;
	struct program p = { 0 };

	add(f, &p, "a", "x", "sleep");
	add(f, &p, "b", "y", "sleep");
	add(f, &p, "c", "sleep");
	add(f, &p, "d", "sleep");
	assert_int_equal(group(f, &p).list.n, 4);
}

static void one_bad_caller_comes_before_a_hub(void **state)
{
	struct fixture *f = *state;
	struct program p = { .callers = { { "hub", 3 }, { "fine", 200 }, { "good", 20 } } };
	struct sw_groups groups;

	add(f, &p, "a", "hub", "sleep");
	add(f, &p, "b", "hub", "sleep");
	add(f, &p, "c", "hub", "sleep");
	add(f, &p, "d", "good", "sleep");
	add(f, &p, "e", "fine", "sleep");
	groups = group(f, &p);
	assert_string_equal(text_of(f, groups), "-: e; -: d; hub 3/3: a b c");
	/* e: z is (199 / 200 - 0.9) / sqrt(0.9 * 0.1 / 200) = 4.478; the hub: -0.9 / sqrt(0.9 * 0.1 / 3) = -5.196 */
	assert_true(groups.list.at[0].belief > 20.05 && groups.list.at[0].belief < 20.06);
	assert_true(groups.list.at[2].belief > -27.01 && groups.list.at[2].belief < -26.99);
}

/* What contradicts only a contract, or itself, needs no other callers for a witness. */
static void what_has_no_callers_to_ask_is_sure(void **state)
{
	struct fixture *f = *state;
	struct program p = { .callers = { { "fine", 200 } } };

	add(f, &p, "b", "fine", "sleep");
	add(f, &p, "a", "helper", "sleep");
	add(f, &p, "c", "sleep");
	assert_string_equal(text_of(f, group(f, &p)), "-: c; -: a; -: b");
}

static void definite_and_possible_ones_are_apart(void **state)
{
	struct fixture *f = *state;
	struct program p = { .callers = { { "hub", 5 } } };

	add(f, &p, "a", "hub", "sleep")->possible = true;
	add(f, &p, "b", "hub", "sleep")->possible = true;
	add(f, &p, "c", "hub", "sleep");
	assert_string_equal(text_of(f, group(f, &p)), "-: c; hub 3/5: a b?");
	add(f, &p, "d", "hub", "sleep");
	add(f, &p, "e", "hub", "sleep");
	assert_string_equal(text_of(f, group(f, &p)), "hub 3/5: c d e; hub 5/5: a b?");
}

/* A macro calls two that sleep: the shorter way is told, and both calls count. In another context it is another mistake. */
static void calls_of_one_place_are_told_once(void **state)
{
	struct fixture *f = *state;
	struct program p = { .callers = { { "far", 1 }, { "near", 1 }, { "maybe", 1 } } };
	struct sw_place macro = add(f, &p, "f", "far", "x", "sleep")->place;

	add(f, &p, "f", "near", "sleep")->place = macro;
	add(f, &p, "f", "maybe")->place = macro;
	p.findings.list.at[2].possible = true;
	assert_string_equal(text_of(f, group(f, &p)), "-: f");
	assert_string_equal(group(f, &p).list.at[0].places.at[0]->callee, "near");
	p.findings.list.at[0].actual.hi = 2;
	assert_string_equal(text_of(f, group(f, &p)), "-: f; -: f");
	p.findings.list.at[0].actual.hi = 1;
	p.findings.list.at[0].function = symbol(f, "g");
	assert_string_equal(text_of(f, group(f, &p)), "-: f; -: g");
	p.findings.list.at[1].function = symbol(f, "g");
	p.callers[0].n = 2;
	add(f, &p, "h", "far", "x", "sleep");
	assert_string_equal(text_of(f, group(f, &p)), "-: g; far 2/2: h; -: f?");
}

static void kinds_of_demands_are_counted_apart(void **state)
{
	struct fixture *f = *state;
	struct program p = { .callers = { { "hub", 3 } } };
	struct sw_finding *under;

	add(f, &p, "a", "hub", "sleep");
	under = add(f, &p, "b", "hub", "unlock");
	under->demand = SW_DEMAND_UNDERFLOW;
	under->tag = SW_TAG_UNDERFLOW;
	assert_int_equal(group(f, &p).list.n, 2);
	assert_null(group(f, &p).list.at[1].suspect);
}

static void tags_share_a_hub_but_not_a_caller(void **state)
{
	struct fixture *f = *state;
	struct program p = { .callers = { { "hub", 2 }, { "x", 9 } } };

	add(f, &p, "a", "hub", "sleep");
	add(f, &p, "b", "hub", "sleep")->tag = SW_TAG_RCU_SLEEP;
	assert_string_equal(text_of(f, group(f, &p)), "hub 2/2: a b");
	p.findings.list.n = 0;
	add(f, &p, "a", "x", "sleep");
	add(f, &p, "a", "x", "sleep")->tag = SW_TAG_RCU_SLEEP;
	assert_string_equal(text_of(f, group(f, &p)), "-: a; -: a");
}

static void calls_of_one_function_by_one_are_one_group(void **state)
{
	struct fixture *f = *state;
	struct program p = { .callers = { { "x", 9 } } };

	add(f, &p, "a", "x", "sleep")->place.line += 7;
	add(f, &p, "a", "x", "sleep");
	add(f, &p, "a", "x", "sleep");
	assert_string_equal(text_of(f, group(f, &p)), "-: a a");
	assert_true(group(f, &p).list.at[0].places.at[0]->place.line < group(f, &p).list.at[0].places.at[1]->place.line);
}

static void namesakes_of_two_files_are_apart(void **state)
{
	struct fixture *f = *state;
	struct program p = { 0 };
	struct sw_finding *other;

	add(f, &p, "a", "sleep");
	other = add(f, &p, "a", "sleep");
	other->function = sw_unit_symbol(&f->unit, "a", "a.2");
	other->place.file = "drivers/z.c";
	assert_int_equal(group(f, &p).list.n, 2);
	/* a header's function has a symbol for each unit */
	other->place = p.findings.list.at[0].place;
	assert_int_equal(group(f, &p).list.n, 1);
}

/* Of a chain that is longer than anybody follows, only the end is looked at, and that is where the cause of many is. */
static void findings_along_a_long_chain_have_its_end_in_common(void **state)
{
	enum { LONG = 1000, EVERY = 50 };
	struct fixture *f = *state;
	struct program p = { .findings = { .arena = &f->unit.arena } };
	const struct sw_witness *links[LONG];
	struct sw_groups groups;

	for (unsigned i = 0; i < LONG; i++) {
		struct sw_witness *w = SW_NEW(&f->unit.arena, struct sw_witness);

		*w = (struct sw_witness){ .function = symbol(f, sw_intern_printf(&f->unit.strings, "f%u", i)), .callee = i ? "f" : "sleep",
					  .place = { "a.c", i + 1, 2, 0 }, .next = i ? links[i - 1] : NULL, .length = i + 1 };
		links[i] = w;
	}
	for (unsigned i = EVERY - 1; i < LONG; i += EVERY) {
		struct sw_finding *finding = add(f, &p, sw_intern_printf(&f->unit.strings, "g%u", i), "f");

		finding->witness = links[i];
	}
	groups = group(f, &p);
	assert_int_equal(groups.list.n, 1);
	assert_int_equal(groups.list.at[0].places.n, LONG / EVERY);
	assert_string_equal(groups.list.at[0].suspect->name, "f49"); /* who is called by two of them, and nearest to the end */
}

static void without_a_chain_it_is_function_and_tag(void **state)
{
	static const enum sw_finding_kind kinds[] = { SW_FOUND_EXITS, SW_FOUND_LEAK, SW_FOUND_EFFECT, SW_FOUND_UNSAVED };
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct program p = { 0 };

		for (unsigned n = 0; n < 4; n++) {
			struct sw_finding *finding = add(f, &p, n == 3 ? "b" : "a", "ignored");

			finding->kind = kinds[i];
			finding->callee = NULL;
			finding->tag = n == 2 ? SW_TAG_RCU_LEAK : SW_TAG_IMBALANCE;
			finding->place.line += n;
		}
		assert_string_equal(text_of(f, group(f, &p)), "-: a; -: a a; -: b");
	}
}

/* middle -> deep -> middle: only the way on from middle explains it, and deep is no suspect. */
static void a_way_round_a_recursion_blames_nobody(void **state)
{
	struct fixture *f = *state;
	struct program p = { .callers = { { "middle", 9 }, { "deep", 2 } } };

	add(f, &p, "a", "middle", "deep", "middle", "last", "sleep");
	add(f, &p, "b", "middle", "deep", "middle", "last", "sleep");
	assert_int_equal(group(f, &p).list.n, 2);
	assert_null(group(f, &p).list.at[0].suspect);
	assert_int_equal(group(f, &p).list.at[0].length, 2);
}

/* A timer's function that is given away three times is called nowhere. */
static void a_registration_is_no_call(void **state)
{
	struct fixture *f = *state;
	struct program p = { 0 };

	for (unsigned n = 0; n < 3; n++) {
		struct sw_finding *finding = add(f, &p, "tick", "tick", "sleep");

		finding->kind = SW_FOUND_ENTERED;
		finding->tag = SW_TAG_ENTRY_CONTEXT;
		finding->place.line += n;
		finding->entered = finding->place;
	}
	assert_string_equal(text_of(f, group(f, &p)), "-: tick tick tick");
	assert_true(group(f, &p).list.at[0].belief == SW_BELIEF_SURE);
}

/* A call through a pointer is a caller that the count may not have. */
static void there_are_as_many_callers_as_were_seen(void **state)
{
	struct fixture *f = *state;
	struct program p = { .callers = { { "hub", 0 } } };

	add(f, &p, "a", "hub", "sleep");
	add(f, &p, "b", "hub", "sleep");
	assert_string_equal(text_of(f, group(f, &p)), "hub 2/2: a b");
}

/* ---- order ---- */

static const char *name(struct fixture *f, const char *kind, uint32_t n)
{
	return sw_intern_printf(&f->unit.strings, "%s%u", kind, n);
}

static void add_random(struct fixture *f, struct program *p, uint32_t *seed)
{
	const char *names[6] = { name(f, "f", next_random(seed) % 90) };
	unsigned n = 1 + next_random(seed) % 4;
	struct sw_finding *finding;

	for (unsigned i = 1; i < n; i++)
		names[i] = name(f, i == 1 ? "g" : i == 2 ? "h" : "i", next_random(seed) % 20);
	names[n] = name(f, "sleep", next_random(seed) % 3);
	finding = add_n(f, p, names);
	finding->possible = next_random(seed) % 3 == 0;
	finding->tag = next_random(seed) % 4 ? SW_TAG_SLEEP_IN_ATOMIC : SW_TAG_RCU_SLEEP;
	if (next_random(seed) % 5 == 0) {
		finding->kind = SW_FOUND_EXITS;
		finding->callee = NULL;
		finding->witness = NULL;
	}
}

static const char *all_of(struct fixture *f, struct sw_groups groups)
{
	const char *all = text_of(f, groups);

	for (uint32_t i = 0; i < groups.list.n; i++) {
		char fingerprint[SW_FINGERPRINT_TEXT];

		all = sw_intern_printf(&f->unit.strings, "%s\n%s", all,
				       sw_fingerprint_print(&groups.list.at[i], fingerprint));
		for (uint32_t k = 0; k < groups.list.at[i].places.n; k++)
			all = sw_intern_printf(&f->unit.strings, "%s %u", all, groups.list.at[i].places.at[k]->place.line);
	}
	return all;
}

static void shuffle(struct sw_findings *findings, uint32_t *seed)
{
	for (uint32_t i = findings->list.n; i > 1; i--) {
		uint32_t k = next_random(seed) % i;
		struct sw_finding other = findings->list.at[k];

		findings->list.at[k] = findings->list.at[i - 1];
		findings->list.at[i - 1] = other;
	}
}

static void the_order_of_findings_does_not_matter(void **state)
{
	struct fixture *f = *state;
	struct program p = { .callers = { { "g1", 30 }, { "g2", 4 }, { "h3", 7 }, { "h4", 50 } } };
	uint32_t seed = 7;
	const char *before;

	for (unsigned i = 0; i < 300; i++)
		add_random(f, &p, &seed);
	before = all_of(f, group(f, &p));
	for (unsigned i = 0; i < 20; i++) {
		shuffle(&p.findings, &seed);
		assert_string_equal(all_of(f, group(f, &p)), before);
	}
}

static void the_order_is_as_said(void **state)
{
	struct fixture *f = *state;
	struct program p = { 0 };
	struct sw_groups groups;
	uint32_t seed = 3;

	for (unsigned i = 0; i < 300; i++)
		add_random(f, &p, &seed);
	groups = group(f, &p);
	for (uint32_t i = 1; i < groups.list.n; i++) {
		const struct sw_group *a = &groups.list.at[i - 1], *b = &groups.list.at[i];

		assert_true(a->possible <= b->possible);
		if (a->possible == b->possible)
			assert_true(a->belief >= b->belief);
		if (a->possible == b->possible && a->belief == b->belief)
			assert_true(a->length <= b->length);
	}
}

/* A day's work of the quadratic kind would show here. */
static void many_findings_take_no_long_time(void **state)
{
	enum { N = 40000 };
	struct fixture *f = *state;
	struct program p = { .callers = { { "hub", N } } };
	clock_t begun;

	for (uint32_t i = 0; i < N; i++)
		add(f, &p, name(f, "f", i), "x", "y", "hub", "z", "sleep")->place.line = i + 1;
	add(f, &p, "last", "hub", "sleep");
	begun = clock();
	assert_int_equal(group(f, &p).list.n, 2);
	check(clock() - begun < 10 * CLOCKS_PER_SEC, "%ld ms", (long)((clock() - begun) * 1000 / CLOCKS_PER_SEC));
}

/* ---- fingerprints ---- */

static uint64_t print_of(struct fixture *f, struct program *p)
{
	return group(f, p).list.at[0].fingerprint;
}

static void lines_and_files_are_not_in_it(void **state)
{
	struct fixture *f = *state;
	struct program p = { 0 }, q = { .moved = 40 };

	add(f, &p, "a", "x", "sleep");
	add(f, &q, "a", "x", "sleep")->place.file = "/home/me/linux/drivers/x/renamed.c";
	q.findings.list.at[0].place.column = 80;
	assert_true(print_of(f, &p) == print_of(f, &q));
}

/* It is kept in files of people who do not want to see a finding again. */
static void it_is_what_it_was(void **state)
{
	struct fixture *f = *state;
	struct program p = { 0 };
	char text[SW_FINGERPRINT_TEXT];
	struct sw_groups groups;

	add(f, &p, "a", "x", "sleep");
	groups = group(f, &p);
	assert_string_equal(sw_fingerprint_print(&groups.list.at[0], text), "ff2c4773da78dccf");
}

static void all_else_is_in_it(void **state)
{
	struct fixture *f = *state;

	for (unsigned i = 0; i < 7; i++) {
		struct program p = { 0 }, q = { 0 };
		struct sw_finding *other;

		add(f, &p, "a", "x", "y", "sleep");
		other = add(f, &q, i == 0 ? "b" : "a", i == 1 ? "z" : "x", i == 2 ? "z" : "y", i == 3 ? "nap" : "sleep");
		if (i == 4)
			other->tag = SW_TAG_RCU_SLEEP;
		if (i == 5)
			other->kind = SW_FOUND_DECLARED;
		if (i == 6)
			other->counter = SW_RCU;
		/* the middle of the chain is not */
		assert_true((print_of(f, &p) == print_of(f, &q)) == (i == 2));
	}
}

static void equal_ones_are_numbered_in_order(void **state)
{
	static const char *const directories[] = { "a/y.c", "b/y.c", "c/y.c" };
	struct fixture *f = *state;
	struct program p = { 0 };
	struct sw_groups groups;

	for (size_t i = COUNT(directories); i--;)
		add(f, &p, "a", "sleep")->place.file = directories[i];
	groups = group(f, &p);
	assert_int_equal(groups.list.n, 3);
	for (uint32_t i = 0; i < 3; i++) {
		char text[SW_FINGERPRINT_TEXT], end[4];

		assert_string_equal(groups.list.at[i].places.at[0]->place.file, directories[i]);
		assert_int_equal(groups.list.at[i].ordinal, i + 1);
		sw_fingerprint_print(&groups.list.at[i], text);
		snprintf(end, sizeof end, "#%u", i + 1);
		assert_string_equal(text + 16, i ? end : "");
	}
}

/* Which finding a group shows, and so its fingerprint, does not hang on lines either. */
static void functions_that_change_places_keep_it(void **state)
{
	struct fixture *f = *state;
	struct program p = { .callers = { { "hub", 2 } } }, q = p;

	add(f, &p, "a", "hub", "sleep")->place.line = 10;
	add(f, &p, "b", "hub", "sleep")->place.line = 20;
	add(f, &q, "a", "hub", "sleep")->place.line = 25;
	add(f, &q, "b", "hub", "sleep")->place.line = 15;
	assert_true(print_of(f, &p) == print_of(f, &q));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in(no_findings_are_no_groups),
		unit_test_in(most_callers_blame_the_hub),
		unit_test_in(half_of_the_callers_are_not_most),
		unit_test_in(one_caller_proves_nothing),
		unit_test_in(call_sites_count_once),
		unit_test_in(the_suspect_nearest_to_the_sleep_is_blamed),
		unit_test_in(what_shares_only_the_primitive_is_apart),
		unit_test_in(one_bad_caller_comes_before_a_hub),
		unit_test_in(what_has_no_callers_to_ask_is_sure),
		unit_test_in(definite_and_possible_ones_are_apart),
		unit_test_in(calls_of_one_place_are_told_once),
		unit_test_in(kinds_of_demands_are_counted_apart),
		unit_test_in(tags_share_a_hub_but_not_a_caller),
		unit_test_in(calls_of_one_function_by_one_are_one_group),
		unit_test_in(namesakes_of_two_files_are_apart),
		unit_test_in(findings_along_a_long_chain_have_its_end_in_common),
		unit_test_in(without_a_chain_it_is_function_and_tag),
		unit_test_in(a_way_round_a_recursion_blames_nobody),
		unit_test_in(a_registration_is_no_call),
		unit_test_in(there_are_as_many_callers_as_were_seen),
		unit_test_in(the_order_of_findings_does_not_matter),
		unit_test_in(the_order_is_as_said),
		unit_test_in(many_findings_take_no_long_time),
		unit_test_in(lines_and_files_are_not_in_it),
		unit_test_in(it_is_what_it_was),
		unit_test_in(all_else_is_in_it),
		unit_test_in(equal_ones_are_numbered_in_order),
		unit_test_in(functions_that_change_places_keep_it),
	};

	return cmocka_run_group_tests_name("groups", tests, NULL, NULL);
}
