// SPDX-License-Identifier: GPL-2.0-or-later
/* From clauses to summaries: cases that part all calls, demands, what is declared, and contradictions. */
#include "helper.h"

static const char *finish(struct fixture *f, struct sw_contract *c, const char *text)
{
	struct sw_parse_error error;
	const char *message = "";

	c->name = "f";
	check(sw_contract_parse(&f->unit.terms, c, text, strlen(text), &error), "%s: %s", text, error.message);
	return sw_contract_finish(&f->unit.terms, c, &message) ? NULL : message;
}

enum { OPEN = 9999 }; /* an argument of which a guard says nothing */

/* ---- effects ---- */

struct world {
	struct fixture *f;
	int64_t ret, arg1, arg2;
};

static int64_t value_in(const struct world *w, sw_term t)
{
	const struct sw_node *n = sw_term_node(&w->f->unit.terms, t);

	if (n->op == SW_AND)
		return value_in(w, n->a) & sw_term_node(&w->f->unit.terms, n->b)->number;
	return n->op == SW_RET ? w->ret : n->number == 1 ? w->arg1 : w->arg2;
}

static bool holds(const struct world *w, const struct sw_guard *guard)
{
	for (unsigned i = 0; i < guard->n; i++)
		if (!contains(guard->at[i].values, value_in(w, guard->at[i].term)))
			return false;
	return true;
}

static bool is_repeated(const struct sw_contract *c, uint32_t i)
{
	const struct sw_clause *mine = &c->clauses.at[i];

	for (uint32_t j = 0; j < i; j++) {
		const struct sw_clause *other = &c->clauses.at[j];

		if (mine->kind == other->kind && mine->counter == other->counter && mine->amount == other->amount &&
		    sw_guard_implies(&mine->guard, &other->guard) && sw_guard_implies(&other->guard, &mine->guard))
			return true;
	}
	return false;
}

/* The clauses that hold, each once. */
static struct sw_vector effect(const struct world *w, const struct sw_contract *c)
{
	struct sw_vector v = { 0 };

	for (uint32_t i = 0; i < c->clauses.n; i++) {
		const struct sw_clause *clause = &c->clauses.at[i];
		struct sw_transfer *t = &v.of[clause->counter];

		if (!holds(w, &clause->guard) || is_repeated(c, i))
			continue;
		if (clause->kind == SW_CLAUSE_SET)
			*t = sw_transfer_set(clause->amount);
		else if (clause->kind == SW_CLAUSE_ADJUST)
			*t = sw_transfer_then(*t, sw_transfer_add(clause->amount));
	}
	return v;
}

static const char *const effects[] = {
	"adjust preempt +1",
	"adjust preempt +1 if nonzero",
	"adjust preempt +1 if zero, adjust preempt -1 if nonzero",
	"adjust preempt -1, set irq 0",
	"set irq 1, adjust preempt +1",
	"adjust preempt +1 if arg 1, adjust preempt +1 if arg 1 != 0",
	"adjust preempt +1, set irq 0, adjust preempt +1",
	"adjust preempt +1 if nonzero, adjust softirq +1 if nonzero",
	"adjust preempt +1 if arg 1, adjust rcu +1 if arg 2",
	"adjust preempt +1 if arg 1 and nonzero",
	"adjust preempt +1 if arg 1 == 1 and arg 2 & 2 and negative",
	"set irq 0 if arg 1 < 0, set irq 1 if arg 1 >= 0",
	"adjust preempt +1 if error, adjust preempt +2 if zero",
	"sleeps if arg 1, adjust preempt +1 if !arg 1",
};

static void check_cases(const struct world *w, const struct sw_contract *c, const char *text)
{
	struct sw_vector want = effect(w, c);
	unsigned taken = 0;

	for (uint32_t i = 0; i < c->summary.cases.n; i++) {
		if (!holds(w, &c->summary.cases.at[i].guard))
			continue;
		taken++;
		check(sw_vector_equal(&c->summary.cases.at[i].vector, &want), "'%s' with result %" PRId64 ", %" PRId64
		      ", %" PRId64, text, w->ret, w->arg1, w->arg2);
	}
	check(taken == 1, "'%s' with result %" PRId64 ", %" PRId64 ", %" PRId64 " is in %u cases", text, w->ret,
	      w->arg1, w->arg2, taken);
}

/* Each call is in one case, and that does what the clauses say. */
static void cases_part_all_calls(void **state)
{
	static const int64_t values[] = { INT64_MIN, -4096, -1, 0, 1, 2, 3, INT64_MAX };
	struct world w = { .f = *state };

	for (size_t i = 0; i < COUNT(effects); i++) {
		struct sw_contract c = { 0 };

		assert_null(finish(w.f, &c, effects[i]));
		assert_true(c.declares_effect);
		for (size_t n = 0; n < COUNT(values) * COUNT(values) * COUNT(values); n++) {
			w.ret = values[n % COUNT(values)];
			w.arg1 = values[n / COUNT(values) % COUNT(values)];
			w.arg2 = values[n / COUNT(values) / COUNT(values)];
			check_cases(&w, &c, effects[i]);
		}
	}
}

/* ---- demands ---- */

static void what_may_sleep_is_possible(void **state)
{
	struct fixture *f = *state;
	struct sw_contract c = { 0 };

	assert_null(finish(f, &c, "may sleep if arg 1, sleeps if !arg 1"));
	assert_int_equal(c.summary.demands.n, 2);
	assert_true(c.summary.demands.at[0].possible);
	assert_false(c.summary.demands.at[1].possible);
	assert_true(c.declares_expectation);
}

static const struct {
	const char *text, *summary;
} demands[] = {
	{ "sleeps", "sleeps" },
	{ "sleeps if arg 1 & 0x400", "sleeps if arg 1 & 0x400" },
	{ "may sleep", "sleeps" },
	{ "sleeps if arg 1, sleeps if !arg 1", "sleeps" },
	{ "expect preempt 1..", "expect preempt 1.." },
	{ "expect preempt 0..2, expect preempt 1..", "expect preempt 0..2, expect preempt 1.." },
	{ "atomic context", "atomic context" },
	{ "any context", "any context" },
	{ "adjust preempt -2", "expect preempt 2.., adjust preempt -2" },
	{ "adjust preempt +1", "adjust preempt +1" },
	{ "adjust preempt +1, adjust preempt +1", "adjust preempt +1" },
	{ "adjust preempt -1, adjust preempt -1", "expect preempt 1.., adjust preempt -1" },
	{ "adjust preempt +1, set irq 1, adjust preempt +1", "adjust preempt +1, set irq 1" },
	{ "set irq 0", "set irq 0" },
	{ "adjust irq +1, save irq", "adjust irq +1, save irq" },
	{ "restore irq arg 2", "restore irq arg 2" },
	{ "task context",
	  "expect preempt 0, expect softirq 0, expect hardirq 0, expect irq 0, expect rcu 0, expect pagefault 0" },
	{ "report", "any context" },
};

static void clauses_become_demands(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(demands); i++) {
		struct sw_contract c = { 0 };
		const char *got;

		assert_null(finish(f, &c, demands[i].text));
		got = sw_summary_text(&f->unit.strings, &f->unit.terms, &c.summary);
		assert_string_equal(got, demands[i].summary);
		assert_ptr_equal(c.summary.contract, &c);
		assert_true(c.summary.returns);
		assert_true(sw_values_is_any(&c.summary.result_values));
	}
}

/* ---- what is declared ---- */

static const struct {
	const char *text;
	bool expectation, effect, entered, report, trusted;
} declared[] = {
	{ "sleeps", true, false, false, false, false },
	{ "any context", true, false, false, false, false },
	{ "atomic context", true, false, false, false, false },
	{ "task context", true, false, false, false, false },
	{ "expect irq 0", true, false, false, false, false },
	{ "adjust preempt +1", false, true, false, false, false },
	{ "set irq 0", false, true, false, false, false },
	{ "restore irq arg 1", false, true, false, false, false },
	{ "save irq", false, false, false, false, false },
	{ "entered with irq 1", false, false, true, false, false },
	{ "enters arg 1 with irq 1", false, false, false, false, false },
	{ "report", false, false, false, true, false },
	{ "trusted \"x\"", false, false, false, false, true },
	{ "sleeps, adjust rcu +1, trusted \"x\", report, entered with rcu 0", true, true, true, true, true },
};

static void what_is_declared_is_noted(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(declared); i++) {
		struct sw_contract c = { 0 };

		assert_null(finish(f, &c, declared[i].text));
		check(c.declares_expectation == declared[i].expectation && c.declares_effect == declared[i].effect &&
			      c.entered == declared[i].entered && c.report == declared[i].report &&
			      !c.trusted == !declared[i].trusted, "%s", declared[i].text);
	}
}

enum { ALL = (1 << SW_COUNTERS) - 1 };

static const struct {
	const char *text;
	unsigned counters;
} named[] = {
	{ "expect preempt 0", 1 << SW_PREEMPT },
	{ "expect rcu 0..1, expect irq 0 if arg 1", 1 << SW_RCU | 1 << SW_IRQ },
	{ "sleeps", ALL },
	{ "any context", ALL },
	{ "atomic context", ALL },
	{ "task context", ALL },
	{ "expect irq 0, sleeps if arg 1", ALL },
	{ "adjust preempt -1", 0 },
	{ "entered with irq 1", 0 },
	{ "report", 0 },
};

/* Of which counters a contract says what is expected. */
static void counters_are_declared_one_by_one(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(named); i++) {
		struct sw_contract c = { 0 };

		assert_null(finish(f, &c, named[i].text));
		for (int k = 0; k < SW_COUNTERS; k++)
			check(c.declares[k] == (named[i].counters >> k & 1), "%s: counter %d", named[i].text, k);
	}
}

/* ---- what is allowed ---- */

static const struct {
	const char *text;
	int64_t first, second;           /* of the guard: arg 1, arg 2 */
	struct sw_range preempt;
} allowed[] = {
	{ "expect preempt 1..", OPEN, OPEN, { 1, SW_MAX } },
	{ "expect preempt 1..", 1, OPEN, { 1, SW_MAX } },
	{ "expect preempt 1.. if arg 1", 1, OPEN, { 1, SW_MAX } },
	{ "expect preempt 1.. if arg 1", 0, OPEN, { 0, SW_MAX } },
	/* where nothing is said, what hangs on something does not hold; where something else is said, it may */
	{ "expect preempt 1.. if arg 1", OPEN, OPEN, { 0, SW_MAX } },
	{ "expect preempt 1.. if arg 1", OPEN, 1, { 1, SW_MAX } },
	{ "expect preempt 1.. if arg 1, expect preempt 2 if arg 2", 1, 1, { 2, 2 } },
	{ "expect preempt 1.. if arg 1, expect preempt 2 if arg 2", 1, 0, { 1, SW_MAX } },
	{ "sleeps", OPEN, OPEN, { 0, 0 } },
	{ "sleeps if arg 1", OPEN, OPEN, { 0, SW_MAX } },
	{ "atomic context", OPEN, OPEN, { 0, SW_MAX } },
	{ "entered with preempt 1..3", OPEN, OPEN, { 1, 3 } },
	{ "entered with preempt 1..3, expect preempt 2..", OPEN, OPEN, { 2, 3 } },
};

static void what_is_allowed_depends_on_the_guard(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(allowed); i++) {
		struct sw_values values[] = { sw_values_one(allowed[i].first), sw_values_one(allowed[i].second) };
		const int64_t given[] = { allowed[i].first, allowed[i].second };
		struct sw_guard guard = { 0 };
		struct sw_contract c = { 0 };
		struct sw_context context;

		assert_null(finish(f, &c, allowed[i].text));
		for (int a = 0; a < 2; a++)
			if (given[a] != OPEN)
				assert_true(sw_guard_add(&f->unit.terms, &guard, arg(f, a + 1), &values[a]));
		context = sw_contract_allows(&c, &guard);
		check(sw_range_equal(context.of[SW_PREEMPT], allowed[i].preempt), "row %zu, '%s': %d..%d", i,
		      allowed[i].text, context.of[SW_PREEMPT].lo, context.of[SW_PREEMPT].hi);
	}
}

/* ---- contradictions ---- */

static const char *const contradictions[][2] = {
	{ "any context, sleeps", "'any context' and an expectation contradict each other" },
	{ "expect irq 0, any context", "'any context' and an expectation contradict each other" },
	{ "any context, atomic context", "'any context' and an expectation contradict each other" },
	{ "any context, blocks", "'any context' and an expectation contradict each other" },
	{ "atomic context, blocks", NULL },
	{ "atomic context, sleeps", "'atomic context' contradicts a contract that sleeps or expects task context" },
	{ "task context, atomic context",
	  "'atomic context' contradicts a contract that sleeps or expects task context" },
	{ "entered with irq 1, entered with rcu 1", "'entered with' is given twice; join the counters by 'and'" },
	{ "restore irq arg 1, restore irq arg 2", "'restore irq' is given twice" },
	{ "returns irq 1, returns preempt 1", "'returns' is given twice; join the parts by 'and'" },
	{ "returns irq 1, save irq", "'returns' and 'save irq' contradict each other" },
	{ "returns irq 1, sleeps", NULL },
	{ "returns protected by rcu, sleeps", NULL },
	{ "returns the same, returns irq 1", "'returns' is given twice; join the parts by 'and'" },
	{ "returns arg 1->a, returns the same", "'returns' is given twice; join the parts by 'and'" },
	{ "expect preempt 0, expect preempt 1", "no count meets all that is expected here" },
	{ "expect preempt 0..2, expect preempt 1.., expect preempt 0..", NULL },
	{ "sleeps, adjust preempt -1", "no count meets all that is expected here" },
	{ "sleeps if arg 1, expect preempt 1.. if !arg 1", NULL },
	{ "sleeps, expect pagefault 1", NULL },
	{ "set irq 1, adjust irq +1", "one counter is adjusted in two ways at once" },
	{ "adjust preempt +1, adjust preempt +2", "one counter is adjusted in two ways at once" },
	{ "adjust preempt +1, adjust preempt -1", "one counter is adjusted in two ways at once" },
	{ "adjust preempt +1 if arg 1, adjust preempt +2 if arg 2", "one counter is adjusted in two ways at once" },
	{ "adjust preempt +1 if arg 1, adjust preempt +1", "one counter is adjusted in two ways at once" },
	{ "adjust preempt +1 if nonzero, adjust preempt -1 if arg 1 and zero", NULL },
	{ "adjust preempt +1 if arg 1, adjust preempt +2 if !arg 1", NULL },
	{ "adjust preempt +1, adjust preempt +1", NULL },
	{ "set irq 0, set irq 0", NULL },
	{ "adjust preempt +1, adjust softirq +2", NULL },
	{ "adjust preempt +1 if arg 1, adjust softirq +1 if arg 2, adjust rcu +1 if arg 3, adjust irq +1 if arg 4",
	  "the adjustments make too many cases" },
};

static void contradictions_are_refused(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(contradictions); i++) {
		struct sw_contract c = { 0 };
		const char *message = finish(f, &c, contradictions[i][0]);

		check((!message && !contradictions[i][1]) ||
			      (message && contradictions[i][1] && !strcmp(message, contradictions[i][1])), "'%s': %s",
		      contradictions[i][0], message ? message : "taken");
	}
}

/* ---- equality ---- */

static const struct {
	const char *a, *b;
	bool equal;
} pairs[] = {
	{ "sleeps", "sleeps", true },
	{ "sleeps, adjust rcu +1", "adjust rcu +1, sleeps", true },
	{ "sleeps, sleeps", "sleeps", true },
	{ "expect irq 0", "expect irq 0..0", true },
	{ "expect irq 1..", "expect irq 1..max", true },
	{ "sleeps if arg 1", "sleeps if arg 1 != 0", true },
	{ "sleeps if arg 1 and arg 2", "sleeps if arg 2 and arg 1", true },
	{ "sleeps", "sleeps if arg 1", false },
	{ "sleeps", "any context", false },
	{ "sleeps", "sleeps, report", false },
	{ "sleeps, report", "sleeps", false },
	{ "adjust rcu +1", "adjust rcu -1", false },
	{ "adjust rcu +1", "adjust irq +1", false },
	{ "adjust rcu +1", "set rcu 1", false },
	{ "restore irq arg 1", "restore irq arg 2", false },
	{ "expect irq 0", "expect irq 0..1", false },
	{ "enters arg 1 with irq 1", "enters arg 1 with irq 1 and rcu 0", false },
	{ "entered with irq 1", "entered with irq 0", false },
};

static void equality_is_of_meaning(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(pairs); i++) {
		const struct sw_contract *a = contract(f, "a", pairs[i].a), *b = contract(f, "b", pairs[i].b);

		check(sw_contract_equal(a, b) == pairs[i].equal && sw_contract_equal(b, a) == pairs[i].equal,
		      "'%s', '%s'", pairs[i].a, pairs[i].b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in(cases_part_all_calls),
		unit_test_in(clauses_become_demands),
		unit_test_in(what_may_sleep_is_possible),
		unit_test_in(what_is_declared_is_noted),
		unit_test_in(counters_are_declared_one_by_one),
		unit_test_in(what_is_allowed_depends_on_the_guard),
		unit_test_in(contradictions_are_refused),
		unit_test_in(equality_is_of_meaning),
	};

	return cmocka_run_group_tests_name("contract", tests, NULL, NULL);
}
