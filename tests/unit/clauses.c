// SPDX-License-Identifier: GPL-2.0-or-later
/* What is printed of a summary parses, and says the same; what can not be said stands behind '#'. */
#include "helper.h"

static const struct sw_summary *summary_of(struct fixture *f, const char *name)
{
	return symbol(f, name)->inferred;
}

static const char *clauses(struct fixture *f, const char *name)
{
	return sw_summary_clauses(&f->unit.strings, &f->unit.terms, summary_of(f, name));
}

/* ---- equal summaries ---- */

/* Under what FROM returns at all, both guards hold together. */
static bool same_guard(struct fixture *f, const struct sw_guard *a, const struct sw_guard *b,
		       const struct sw_values *returned)
{
	sw_term ret = sw_term_leaf(&f->unit.terms, SW_RET, 0);
	const struct sw_guard *guards[] = { a, b };

	for (unsigned side = 0; side < 2; side++) {
		struct sw_guard here = *guards[side];

		sw_guard_add(&f->unit.terms, &here, ret, returned);
		for (unsigned i = 0; i < guards[!side]->n; i++) {
			struct sw_values values = sw_guard_eval(&f->unit.terms, &here, guards[!side]->at[i].term);

			if (!sw_values_within(&values, guards[!side]->at[i].values))
				return false;
		}
	}
	return true;
}

/* Each case of PART that does something is one of WHOLE. */
static bool has_cases(struct fixture *f, const struct sw_summary *part, const struct sw_summary *whole,
		      const struct sw_values *returned)
{
	for (uint32_t i = 0; i < part->cases.n; i++) {
		const struct sw_case *c = &part->cases.at[i];
		uint32_t j = 0;

		while (j < whole->cases.n && !(sw_vector_equal(&whole->cases.at[j].vector, &c->vector) &&
					       same_guard(f, &whole->cases.at[j].guard, &c->guard, returned)))
			j++;
		if (j == whole->cases.n && !sw_vector_is_identity(&c->vector))
			return false;
	}
	return true;
}

/* What two unlocks ask, one clause says of both. */
static bool is_as_much(const struct sw_context *context, const struct sw_demand *d)
{
	for (int c = 0; d->kind == SW_DEMAND_UNDERFLOW && c < SW_COUNTERS; c++)
		if (!sw_range_within(context->of[c], d->context.of[c]))
			return false;
	return d->kind == SW_DEMAND_UNDERFLOW || sw_context_equal(context, &d->context);
}

static bool has_demands(struct fixture *f, const struct sw_summary *part, const struct sw_summary *whole)
{
	struct sw_values any = sw_values_any();

	for (uint32_t i = 0; i < part->demands.n; i++) {
		const struct sw_demand *d = &part->demands.at[i];
		uint32_t j = 0;

		while (j < whole->demands.n && !(is_as_much(&whole->demands.at[j].context, d) &&
						 same_guard(f, &whole->demands.at[j].guard, &d->guard, &any)))
			j++;
		if (j == whole->demands.n)
			return false;
	}
	return true;
}

/* EXPECTED is printed for NAME; read again, it is the summary that it was printed from. */
static void comes_back(struct fixture *f, const char *name, const char *expected)
{
	const struct sw_summary *inferred = summary_of(f, name), *read;
	const char *text = clauses(f, name);

	assert_string_equal(text, expected);
	read = &contract(f, name, text)->summary;
	check(has_cases(f, inferred, read, &inferred->result_values), "%s: a case is lost in: %s", name, text);
	check(has_cases(f, read, inferred, &inferred->result_values), "%s: a case is new in: %s", name, text);
	check(has_demands(f, inferred, read), "%s: a demand is lost in: %s", name, text);
	check(has_demands(f, read, inferred), "%s: a demand is new in: %s", name, text);
	assert_int_equal(inferred->saves_irq, read->saves_irq);
	assert_string_equal(sw_summary_clauses(&f->unit.strings, &f->unit.terms, read), text);
}

/* ---- functions in a row ---- */

static const struct {
	const char *calls[5], *text;
} rows[] = {
	{ { NULL }, "any context" },
	{ { "sleep" }, "sleeps" },
	{ { "lock" }, "adjust preempt +1" },
	{ { "unlock" }, "adjust preempt -1" },
	{ { "unlock", "unlock" }, "adjust preempt -2" },
	{ { "unlock", "lock" }, "expect preempt 1.." },
	{ { "lock_bh" }, "adjust preempt +1, adjust softirq +1" },
	{ { "lock_irq" }, "adjust preempt +1, set irq 1" },
	{ { "irq_enable" }, "set irq 0" },
	{ { "sleep", "rcu_lock", "lock" }, "sleeps, adjust preempt +1, adjust rcu +1" },
	{ { "lock", "unlock", "atomic" }, "atomic context" },
	{ { "rt_lock" }, "blocks, adjust rcu +1" },
	{ { "rt_lock", "rcu_unlock" }, "blocks" },
	{ { "rt_lock", "rcu_unlock", "sleep" }, "sleeps" },
};

static void sequences(void **state)
{
	struct fixture *f = *state;

	declare(f, "rt_lock", "blocks, adjust rcu +1");
	for (size_t i = 0; i < COUNT(rows); i++) {
		begin(f, sw_intern_printf(&f->unit.strings, "row%zu", i), 1, 1);
		for (unsigned c = 0; rows[i].calls[c]; c++)
			call(f, 0, rows[i].calls[c]);
		leave(f, 0, 0);
	}
	solve(f);
	for (size_t i = 0; i < COUNT(rows); i++)
		comes_back(f, sw_intern_printf(&f->unit.strings, "row%zu", i), rows[i].text);
}

/* ---- cases ---- */

/* NAME calls CALLEE if CONDITION, and then returns THERE; else ELSEWHERE. */
static void calls_if(struct fixture *f, const char *name, sw_term condition, const char *callee, sw_term there,
		     sw_term elsewhere)
{
	begin(f, name, 2, 3);
	branch(f, 0, condition ? condition : anything(f, 0), 1, 2);
	call(f, 1, callee);
	leave(f, 1, there);
	leave(f, 2, elsewhere);
}

static void by_the_result(void **state)
{
	struct fixture *f = *state;

	begin(f, "try", 1, 1);
	leave(f, 0, call(f, 0, "trylock"));
	calls_if(f, "one", 0, "lock", number(f, 1), number(f, 0));
	calls_if(f, "null", 0, "lock", number(f, 0), number(f, 7));
	calls_if(f, "errors", 0, "unlock", number(f, -5), number(f, 0));
	calls_if(f, "irqs", 0, "lock_irq", number(f, 1), number(f, 0));
	solve(f);
	comes_back(f, "try", "adjust preempt +1 if nonzero");
	comes_back(f, "one", "adjust preempt +1 if nonzero");
	comes_back(f, "null", "adjust preempt +1 if zero");
	comes_back(f, "irqs", "adjust preempt +1 if nonzero, set irq 1 if nonzero");
	assert_string_equal(clauses(f, "errors"), "expect preempt 1.., adjust preempt -1 if nonzero");
}

static void by_what_is_passed(void **state)
{
	struct fixture *f = *state;
	sw_term masked, field;

	calls_if(f, "arg", arg(f, 1), "lock", 0, 0);
	calls_if(f, "equal", op(f, SW_EQ, arg(f, 2), number(f, 3)), "lock", 0, 0);
	calls_if(f, "below", op(f, SW_LT, arg(f, 2), number(f, -3)), "sleep", 0, 0);
	masked = op(f, SW_AND, arg(f, 2), number(f, 0x400));
	calls_if(f, "bit", masked, "sleep", 0, 0);
	masked = op(f, SW_AND, arg(f, 2), number(f, 0xc00));
	calls_if(f, "bits", masked, "sleep", 0, 0);
	calls_if(f, "no_bits", op(f, SW_EQ, masked, number(f, 0)), "sleep", 0, 0);
	calls_if(f, "these_bits", op(f, SW_EQ, masked, number(f, 0x800)), "sleep", 0, 0);
	begin(f, "field", 1, 3);
	field = load(f, 0, load(f, 0, arg(f, 1), "base.next"), "flags");
	branch(f, 0, op(f, SW_AND, field, number(f, 4)), 1, 2);
	call(f, 1, "sleep");
	leave(f, 1, 0);
	leave(f, 2, 0);
	solve(f);
	comes_back(f, "arg", "adjust preempt +1 if arg 1");
	comes_back(f, "equal", "adjust preempt +1 if arg 2 == 3");
	comes_back(f, "below", "sleeps if arg 2 <= -4");
	comes_back(f, "bit", "sleeps if arg 2 & 0x400");
	comes_back(f, "bits", "sleeps if arg 2 & 0xc00");
	comes_back(f, "no_bits", "sleeps if !(arg 2 & 0xc00)");
	comes_back(f, "these_bits", "sleeps if arg 2 & 0xc00 == 2048");
	comes_back(f, "field", "sleeps if arg 1->base.next->flags & 0x4");
}

static void saved_interrupts(void **state)
{
	struct fixture *f = *state;

	begin(f, "save", 0, 1);
	leave(f, 0, call(f, 0, "irq_save"));
	solve(f);
	comes_back(f, "save", "adjust irq +1, save irq");
}

/* ---- what no clause says ---- */

static void what_has_no_clause(void **state)
{
	struct fixture *f = *state;

	begin(f, "dies", 0, 1);
	call(f, 0, "panic");
	calls_if(f, "disagrees", 0, "lock", 0, 0);
	calls_if(f, "two", 0, "lock", number(f, 2), number(f, 1));
	calls_if(f, "sum", op(f, SW_LT, op(f, SW_ADD, arg(f, 1), arg(f, 2)), number(f, 9)), "sleep", 0, 0);
	solve(f);
	assert_string_equal(clauses(f, "dies"), "# no clause says: never returns");
	assert_string_equal(clauses(f, "disagrees"), "# no clause says: leaves different counts on different paths");
	assert_string_equal(clauses(f, "two"), "# no clause says: adjust preempt +1 where the result is 2");
	assert_non_null(strstr(clauses(f, "sum"), "# no clause says: sleeps where "));
}

static const char *exported(struct fixture *f, const char *name)
{
	return sw_summary_export(&f->unit.strings, &f->unit.terms, summary_of(f, name));
}

/* In a file of contracts less is said rather than nothing: what callers choose makes it possible, other data does not. */
static void what_has_no_clause_is_exported_as_less(void **state)
{
	struct fixture *f = *state;
	sw_term sum = op(f, SW_ADD, arg(f, 1), arg(f, 2)), place;

	calls_if(f, "chosen", op(f, SW_LT, sum, number(f, 9)), "sleep", 0, 0);
	place = sw_term_mem(&f->unit.terms, arg(f, 1), "a[1]", 0);
	calls_if(f, "data", op(f, SW_EQ, place, number(f, 7)), "sleep", 0, 0);
	calls_if(f, "said", arg(f, 1), "sleep", 0, 0);
	solve(f);
	assert_memory_equal(exported(f, "chosen"), "may sleep", sizeof "may sleep" - 1);
	assert_memory_equal(exported(f, "data"), "sleeps", sizeof "sleeps" - 1);
	assert_string_equal(exported(f, "said"), "sleeps if arg 1");
}

/* Two cases that only memory after the call tells apart would contradict each other as clauses. */
static void cases_that_overlap(void **state)
{
	struct fixture *f = *state;
	struct sw_summary summary = { .returns = true, .result_values = sw_values_any() };
	struct sw_case here = { 0 }, there = { 0 };

	here.vector.of[SW_PREEMPT] = sw_transfer_add(1);
	there.vector.of[SW_RCU] = sw_transfer_add(1);
	*sw_vec_push(&f->unit.arena, &summary.cases) = here;
	*sw_vec_push(&f->unit.arena, &summary.cases) = there;
	summary.saves_irq = true;
	assert_string_equal(sw_summary_clauses(&f->unit.strings, &f->unit.terms, &summary),
			    "save irq  # no clause says: adjust preempt +1, adjust rcu +1");
}

/* SUMMARY sleeps where argument 1, and argument 2, are 0 (-1), are not (1), or whatever they are (0). */
static void sleeps_where(struct fixture *f, struct sw_summary *summary, int first, int second)
{
	const int how[] = { first, second };
	struct sw_demand d = { .kind = SW_DEMAND_SLEEP, .context = sw_context_sleep() };

	for (unsigned i = 0; i < COUNT(how); i++) {
		struct sw_values values = how[i] < 0 ? sw_values_one(0) : how[i] ? sw_values_nonzero() : sw_values_any();

		sw_guard_add(&f->unit.terms, &d.guard, arg(f, i + 1), &values);
	}
	/* inference keeps demands apart that hang on different flags */
	d.flags[0] = (struct sw_flag){ .field = sw_intern_printf(&f->unit.strings, "f%u", summary->demands.n), .mask = -1 };
	*sw_vec_push(&f->unit.arena, &summary->demands) = d;
}

static void each_thing_is_said_once(void **state)
{
	static const struct {
		int where[3][2];
		const char *text;
	} said[] = { { { { 0, 0 }, { 0, 0 }, { 1, 0 } }, "sleeps" },
		     { { { 1, 0 }, { 0, 0 }, { 1, -1 } }, "sleeps" },
		     { { { 1, 0 }, { 1, 0 }, { -1, 0 } }, "sleeps" },
		     { { { 1, 1 }, { -1, 1 }, { 0, -1 } }, "sleeps" },
		     { { { 1, 1 }, { 1, 1 }, { -1, 1 } }, "sleeps if arg 2" },
		     { { { 1, 0 }, { 0, 1 }, { 1, 1 } }, "sleeps if arg 1, sleeps if arg 2" } };
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(said); i++) {
		struct sw_summary summary = { .returns = true, .result_values = sw_values_any() };

		for (unsigned k = 0; k < 3; k++)
			sleeps_where(f, &summary, said[i].where[k][0], said[i].where[k][1]);
		assert_string_equal(sw_summary_clauses(&f->unit.strings, &f->unit.terms, &summary), said[i].text);
		assert_string_equal(sw_summary_export(&f->unit.strings, &f->unit.terms, &summary), said[i].text);
	}
}

/* A contract that is only tried is nobody's, but the clause speaks of who it belongs to. */
static void returns_the_same(void **state)
{
	struct fixture *f = *state;
	struct sw_symbol *s = declare(f, "one", "returns the same");

	s->contract->text = sw_intern(&f->unit.strings, "returns the same");
	f->unit.strings.recent[0] = s->contract->text; /* where no text is looked for */
	assert_string_equal(sw_symbol_clauses(&f->unit, s), "any context, returns the same");
}

/* Read together they are one demand, and that is said as they were. */
static void several_values_are_said_one_by_one(void **state)
{
	static const char text[] = "may sleep if !arg 3, may sleep if arg 3 == 2";
	struct fixture *f = *state;

	assert_string_equal(sw_summary_clauses(&f->unit.strings, &f->unit.terms, &contract(f, "f", text)->summary), text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_with_primitives(sequences),
		unit_test_with_primitives(by_the_result),
		unit_test_with_primitives(by_what_is_passed),
		unit_test_with_primitives(returns_the_same),
		unit_test_with_primitives(saved_interrupts),
		unit_test_with_primitives(what_has_no_clause),
		unit_test_with_primitives(what_has_no_clause_is_exported_as_less),
		unit_test_with_primitives(cases_that_overlap),
		unit_test_with_primitives(each_thing_is_said_once),
		unit_test_with_primitives(several_values_are_said_one_by_one),
	};

	return cmocka_run_group_tests_name("clauses", tests, NULL, NULL);
}
