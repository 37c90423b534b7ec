// SPDX-License-Identifier: GPL-2.0-or-later
/* The clause language: a table of texts with what they mean, and one of refused texts with place and reason. */
#include "helper.h"

#define A_CLAUSE                                                                                                       \
	"expected a clause (expect, adjust, set, save, restore, returns, sleeps, may, blocks, any, atomic, task, entered, enters, " \
	"update, trusted, warns or report), found "
#define A_COUNTER "expected a counter (preempt, softirq, hardirq, irq, rcu or pagefault), found "
#define A_GUARD "expected a guard (nonzero, zero, negative, nonnegative, error, arg N ..., or a counter and its range), found "
#define A_RANGE "expected a range such as 0, 0..1 or 1.., found "
#define A_CHANGE "expected a change such as +1 or -1, found "
#define AN_ARG "expected an argument number from 1, found "

static bool parse(struct fixture *f, struct sw_contract *c, const char *text, struct sw_parse_error *error)
{
	return sw_contract_parse(&f->unit.terms, c, text, strlen(text), error);
}

/* ---- one clause ---- */

static const struct {
	const char *text;
	struct sw_clause clause; /* but for guard and contexts */
	const char *guard;
} clauses[] = {
	{ "expect preempt 0", { .kind = SW_CLAUSE_EXPECT, .range = { 0, 0 } }, "" },
	{ "expect rcu 0..1", { .kind = SW_CLAUSE_EXPECT, .counter = SW_RCU, .range = { 0, 1 } }, "" },
	{ "expect irq 1..", { .kind = SW_CLAUSE_EXPECT, .counter = SW_IRQ, .range = { 1, SW_MAX } }, "" },
	{ "expect irq 1..max", { .kind = SW_CLAUSE_EXPECT, .counter = SW_IRQ, .range = { 1, SW_MAX } }, "" },
	{ "expect softirq 2 .. 3", { .kind = SW_CLAUSE_EXPECT, .counter = SW_SOFTIRQ, .range = { 2, 3 } }, "" },
	{ "expect hardirq 0x10", { .kind = SW_CLAUSE_EXPECT, .counter = SW_HARDIRQ, .range = { 16, 16 } }, "" },
	{ "expect pagefault 0 if arg 1", { .kind = SW_CLAUSE_EXPECT, .counter = SW_PAGEFAULT }, "arg 1 in nonzero" },
	{ "adjust preempt +1", { .kind = SW_CLAUSE_ADJUST, .amount = 1 }, "" },
	{ "adjust preempt -1", { .kind = SW_CLAUSE_ADJUST, .amount = -1 }, "" },
	{ "adjust preempt 2", { .kind = SW_CLAUSE_ADJUST, .amount = 2 }, "" },
	{ "adjust rcu +1000000", { .kind = SW_CLAUSE_ADJUST, .counter = SW_RCU, .amount = 1000000 }, "" },
	{ "set irq 0", { .kind = SW_CLAUSE_SET, .counter = SW_IRQ }, "" },
	{ "set irq 1 if zero", { .kind = SW_CLAUSE_SET, .counter = SW_IRQ, .amount = 1 }, "the result in 0" },
	{ "save irq", { .kind = SW_CLAUSE_SAVE }, "" },
	{ "restore irq arg 2", { .kind = SW_CLAUSE_RESTORE, .arg = 2 }, "" },
	{ "sleeps", { .kind = SW_CLAUSE_SLEEPS }, "" },
	{ "any context", { .kind = SW_CLAUSE_ANY }, "" },
	{ "atomic context", { .kind = SW_CLAUSE_ATOMIC }, "" },
	{ "may sleep", { .kind = SW_CLAUSE_SLEEPS, .possible = true }, "" },
	{ "may sleep if arg 2", { .kind = SW_CLAUSE_SLEEPS, .possible = true }, "arg 2 in nonzero" },
	{ "task context", { .kind = SW_CLAUSE_TASK }, "" },
	{ "blocks", { .kind = SW_CLAUSE_BLOCKS }, "" },
	{ "blocks if !arg 2", { .kind = SW_CLAUSE_BLOCKS }, "arg 2 in 0" },
	{ "may block", { .kind = SW_CLAUSE_BLOCKS, .possible = true }, "" },
	{ "may block if arg 2", { .kind = SW_CLAUSE_BLOCKS, .possible = true }, "arg 2 in nonzero" },
	{ "trusted \"it, # is so\"", { .kind = SW_CLAUSE_TRUSTED, .why = "it, # is so" }, "" },
	{ "trusted \"a \\\" b\"", { .kind = SW_CLAUSE_TRUSTED, .why = "a \\\" b" }, "" },
	{ "trusted \"\\\"\"", { .kind = SW_CLAUSE_TRUSTED, .why = "\\\"" }, "" },
	{ "warns", { .kind = SW_CLAUSE_WARNS }, "" },
	{ "returns object", { .kind = SW_CLAUSE_RETURNS, .object = true }, "" },
	{ "report", { .kind = SW_CLAUSE_REPORT }, "" },
	{ " \t sleeps\n", { .kind = SW_CLAUSE_SLEEPS }, "" },
	{ "sleeps\tif\targ\t10000", { .kind = SW_CLAUSE_SLEEPS }, "arg 10000 in nonzero" },
};

static void clauses_are_taken(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(clauses); i++) {
		struct sw_contract c = { 0 };
		struct sw_parse_error error;
		const struct sw_clause *want = &clauses[i].clause, *got;

		check(parse(f, &c, clauses[i].text, &error), "%s: %s", clauses[i].text, error.message);
		assert_int_equal(c.clauses.n, 1);
		got = &c.clauses.at[0];
		check(got->kind == want->kind && got->counter == want->counter && got->range.lo == want->range.lo &&
			      got->range.hi == want->range.hi && got->amount == want->amount && got->arg == want->arg && got->possible == want->possible,
		      "%s", clauses[i].text);
		assert_string_equal(guard_text(f, &got->guard), clauses[i].guard);
		assert_string_equal(got->why ? got->why : "", want->why ? want->why : "");
	}
}

/* ---- guards ---- */

static const char *const guards[][2] = {
	{ "nonzero", "the result in nonzero" },
	{ "zero", "the result in 0" },
	{ "negative", "the result in ..-1" },
	{ "nonnegative", "the result in 0.." },
	{ "error", "the result in -4095..-1" },
	{ "arg 1", "arg 1 in nonzero" },
	{ "!arg 1", "arg 1 in 0" },
	{ "arg 2 == 5", "arg 2 in 5" },
	{ "arg 2 == -5", "arg 2 in -5" },
	{ "arg 2 != 0", "arg 2 in nonzero" },
	{ "arg 2 != 7", "arg 2 in ..6 or 8.." },
	{ "arg 2 < 3", "arg 2 in ..2" },
	{ "arg 2 <= 3", "arg 2 in ..3" },
	{ "arg 2 > 3", "arg 2 in 4.." },
	{ "arg 2 >= 3", "arg 2 in 3.." },
	{ "arg 2 > 9223372036854775806", "arg 2 in 9223372036854775807" },
	{ "arg 2 <= 9223372036854775807", "" },
	{ "arg 2 & 0x400", "arg 2 & 0x400 in nonzero" },
	{ "!(arg 2 & 0x400)", "arg 2 & 0x400 in 0" },
	{ "!arg 2 & 0x400", "arg 2 & 0x400 in 0" },
	{ "arg 2 & 0x401 == 0x400", "arg 2 & 0x401 in 1024" },
	{ "arg 1->flags & 4", "arg 1->flags & 4 in nonzero" },
	{ "arg 1->a.b.c", "arg 1->a.b.c in nonzero" },
	{ "arg 1->a->b == 1", "arg 1->a->b in 1" },
	{ "preempt 0", "preempt in 0" },
	{ "pagefault 1..", "pagefault in 1.." },
	{ "nonzero and arg 1 == 2 and arg 2", "arg 1 in 2 and arg 2 in nonzero and the result in nonzero" },
	{ "arg 1 >= 1 and arg 1 <= 3", "arg 1 in 1..3" },
};

/* Of terms that were made in the order that the table shows. */
static void guards_are_taken(void **state)
{
	struct fixture *f = *state;

	arg(f, 1);
	arg(f, 2);
	for (size_t i = 0; i < COUNT(guards); i++) {
		struct sw_contract c = { 0 };
		struct sw_parse_error error;
		const char *text = sw_intern_printf(&f->unit.strings, "sleeps if %s", guards[i][0]);

		check(parse(f, &c, text, &error), "%s: %s", text, error.message);
		assert_string_equal(guard_text(f, &c.clauses.at[0].guard), guards[i][1]);
	}
}

/* Blanks between tokens mean nothing. */
static void blanks_in_a_path_mean_nothing(void **state)
{
	struct fixture *f = *state;
	struct sw_contract c = { 0 };
	struct sw_parse_error error;

	check(parse(f, &c, "sleeps if arg 1 -> a . b", &error), "%s", error.message);
	assert_string_equal(guard_text(f, &c.clauses.at[0].guard), "arg 1->a.b in nonzero");
}

/* ---- what is returned ---- */

static const char *const returned[][2] = {
	{ "irq 1", "irq & 0x1" },
	{ "preempt 255 and softirq 0xff00", "preempt & 0xff | softirq & 0xff00" },
	{ "entered softirq 0x100", "entered softirq & 0x100" },
	{ "some hardirq 0xf00000", "some of hardirq & 0xf00000" },
	{ "irq 1 of arg 2", "held by arg 2 & 0x1" },
};

static void bits_are_taken(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(returned); i++) {
		struct sw_contract c = { 0 };
		struct sw_parse_error error;
		const char *text = sw_intern_printf(&f->unit.strings, "returns %s", returned[i][0]);
		char got[100];

		check(parse(f, &c, text, &error), "%s: %s", text, error.message);
		assert_int_equal(c.clauses.at[0].kind, SW_CLAUSE_RETURNS);
		assert_string_equal(sw_term_print(&f->unit.terms, c.clauses.at[0].result, got, sizeof got), returned[i][1]);
	}
}

static void protection_is_taken(void **state)
{
	struct fixture *f = *state;
	struct sw_contract c = { 0 };
	struct sw_parse_error error;

	check(parse(f, &c, "returns protected by rcu", &error), "%s", error.message);
	assert_int_equal(c.clauses.n, 1);
	assert_int_equal(c.clauses.at[0].kind, SW_CLAUSE_PROTECTED);
	assert_false(parse(f, &c, "returns protected by irq", &error));
	assert_string_equal(error.message, "expected 'rcu', found 'irq'");
	assert_false(parse(f, &c, "returns protected", &error));
	assert_string_equal(error.message, "expected 'by', found the end");
}

/* ---- contexts, lists ---- */

static void contexts_are_taken(void **state)
{
	struct fixture *f = *state;
	struct sw_contract c = { 0 };
	struct sw_context task = sw_context_task();
	struct sw_parse_error error;
	const struct sw_clause *at;

	check(parse(f, &c, "entered with softirq 1 and preempt 0..2, enters arg 2 with task context, "
			   "enters arg 3 with irq 1..", &error), "%s", error.message);
	at = c.clauses.at;
	assert_int_equal(c.clauses.n, 3);
	assert_int_equal(at[0].context.of[SW_SOFTIRQ].lo, 1);
	assert_int_equal(at[0].context.of[SW_SOFTIRQ].hi, 1);
	assert_int_equal(at[0].context.of[SW_PREEMPT].hi, 2);
	assert_true(sw_range_is_any(at[0].context.of[SW_RCU]));
	assert_int_equal(at[1].arg, 2);
	assert_true(sw_context_equal(&at[1].context, &task));
	assert_int_equal(at[2].context.of[SW_IRQ].lo, 1);
	assert_int_equal(at[2].context.of[SW_IRQ].hi, SW_MAX);
	assert_int_equal(c.highest_arg, 3);
}

static void clauses_add_up(void **state)
{
	struct fixture *f = *state;
	struct sw_contract c = { 0 };
	struct sw_parse_error error;

	assert_true(parse(f, &c, "sleeps if arg 4", &error));
	assert_true(parse(f, &c, "adjust preempt +1,adjust irq +1 , save irq", &error));
	assert_int_equal(c.clauses.n, 4);
	assert_int_equal(c.highest_arg, 4);
}

static void only_the_given_length_is_read(void **state)
{
	struct fixture *f = *state;
	struct sw_contract c = { 0 };
	struct sw_parse_error error;

	assert_true(sw_contract_parse(&f->unit.terms, &c, "sleeps if arg 12", 15, &error));
	assert_int_equal(c.highest_arg, 1);
	assert_false(sw_contract_parse(&f->unit.terms, &c, "trusted \"a\"", 10, &error));
	assert_int_equal(error.offset, 8);
}

/* ---- refused ---- */

static const struct {
	const char *text;
	size_t offset;
	const char *message;
} refused[] = {
	{ "", 0, A_CLAUSE "the end" },
	{ "  ", 2, A_CLAUSE "the end" },
	{ "sleep", 0, A_CLAUSE "'sleep'" },
	{ "Sleeps", 0, A_CLAUSE "'Sleeps'" },
	{ "sleeps,", 7, A_CLAUSE "the end" },
	{ ", sleeps", 0, A_CLAUSE "','" },
	{ "sleeps,, sleeps", 7, A_CLAUSE "','" },
	{ "sleeps sleeps", 7, "expected ',' or the end, found 'sleeps'" },
	{ "sleeps; report", 6, "expected ',' or the end, found ';'" },
	{ "expect", 6, A_COUNTER "the end" },
	{ "expect nmi 0", 7, A_COUNTER "'nmi'" },
	{ "expect 0", 7, A_COUNTER "'0'" },
	{ "expect preempt", 14, A_RANGE "the end" },
	{ "expect preempt x", 15, A_RANGE "'x'" },
	{ "expect preempt -1", 15, A_RANGE "'-'" },
	{ "expect preempt 1000001", 15, A_RANGE "'1000001'" },
	{ "expect preempt 2..1", 18, "expected an upper end that is not below the lower, found '1'" },
	{ "expect preempt 0..1000001", 18, "expected a count, found '1000001'" },
	{ "expect preempt 0...1", 18, "expected ',' or the end, found '.'" },
	{ "expect preempt 0 1", 17, "expected ',' or the end, found '1'" },
	{ "expect preempt 0if", 15, A_RANGE "'0'" },
	{ "adjust preempt", 14, A_CHANGE "the end" },
	{ "adjust preempt +", 16, A_CHANGE "the end" },
	{ "adjust preempt +-1", 16, A_CHANGE "'-'" },
	{ "adjust preempt +1000001", 16, A_CHANGE "'1000001'" },
	{ "adjust preempt +99999999999999999999", 16, A_CHANGE "'99999999999999999999'" },
	{ "adjust preempt +0x", 16, A_CHANGE "'0'" },
	{ "adjust preempt +0x, sleeps", 16, A_CHANGE "'0'" },
	{ "adjust preempt +0xfg", 16, A_CHANGE "'0xf'" },
	{ "set irq", 7, "expected a count, found the end" },
	{ "set irq -1", 8, "expected a count, found '-'" },
	{ "save", 4, "expected 'irq', found the end" },
	{ "save preempt", 5, "expected 'irq', found 'preempt'" },
	{ "restore irq", 11, "expected 'arg', found the end" },
	{ "restore irq arg", 15, AN_ARG "the end" },
	{ "restore irq arg 0", 16, AN_ARG "'0'" },
	{ "restore irq arg 10001", 16, AN_ARG "'10001'" },
	{ "restore irq arg -1", 16, AN_ARG "'-'" },
	{ "any", 3, "expected 'context', found the end" },
	{ "may", 3, "expected 'sleep' or 'block', found the end" },
	{ "may sleeps", 4, "expected 'sleep' or 'block', found 'sleeps'" },
	{ "blocks preempt", 7, "expected ',' or the end, found 'preempt'" },
	{ "atomic contexts", 7, "expected 'context', found 'contexts'" },
	{ "task", 4, "expected 'context', found the end" },
	{ "entered", 7, "expected 'with', found the end" },
	{ "entered with", 12, A_COUNTER "the end" },
	{ "entered with task", 17, "expected 'context', found the end" },
	{ "entered with softirq", 20, A_RANGE "the end" },
	{ "entered with softirq 1 and", 26, A_COUNTER "the end" },
	{ "enters 2 with softirq 1", 7, "expected 'arg', found '2'" },
	{ "enters arg 2 with softirq 1 if", 30, A_GUARD "the end" },
	{ "enters arg 2 in softirq 1", 13, "expected 'with', found 'in'" },
	{ "trusted", 7, "expected the reason in quotes, found the end" },
	{ "trusted why", 8, "expected the reason in quotes, found 'why'" },
	{ "trusted \"\"", 8, "expected the reason in quotes, found '\"\"'" },
	{ "trusted \"why", 8, "expected the reason in quotes, found '\"why'" },
	{ "trusted \"why\\\"", 8, "expected the reason in quotes, found '\"why\\\"'" },
	{ "trusted \"why\\", 8, "expected the reason in quotes, found '\"why\\'" },
	{ "trusted \"why\\\\\"\"", 15, "expected ',' or the end, found '\"'" },
	{ "sleeps if", 9, A_GUARD "the end" },
	{ "sleeps if maybe", 10, A_GUARD "'maybe'" },
	{ "sleeps if 1", 10, A_GUARD "'1'" },
	{ "sleeps if nonzero and", 21, A_GUARD "the end" },
	{ "sleeps if nonzero or zero", 18, "expected ',' or the end, found 'or'" },
	{ "sleeps if nonzero and zero", 26, "expected a guard that can hold, found the end" },
	{ "sleeps if arg 1 == 1 and arg 1 == 2, report", 35, "expected a guard that can hold, found ','" },
	{ "sleeps if arg 1 > 9223372036854775807", 37, "expected a guard that can hold, found the end" },
	{ "sleeps if arg 1 ==", 18, "expected a number, found the end" },
	{ "sleeps if arg 1 = 1", 16, "expected ',' or the end, found '='" },
	{ "sleeps if arg 1 == x", 19, "expected a number, found 'x'" },
	{ "sleeps if arg 1 == 9223372036854775808", 19, "expected a number, found '9223372036854775808'" },
	{ "sleeps if arg 1 & ", 18, "expected a number, found the end" },
	{ "sleeps if arg 1->", 17, "expected a field's name, found the end" },
	{ "sleeps if arg 1->a.", 19, "expected a field's name, found the end" },
	{ "sleeps if arg 1->2", 17, "expected a field's name, found '2'" },
	{ "sleeps if !", 11, "expected 'arg', found the end" },
	{ "sleeps if !nonzero", 11, "expected 'arg', found 'nonzero'" },
	{ "sleeps if !(arg 1", 17, "expected ')', found the end" },
	{ "sleeps if preempt", 17, A_RANGE "the end" },
	{ "sleeps if arg 1->a->b->c->d->e->f->g->h->i->j->k->l->m", 54, "expected a shorter guard, found the end" },
	{ "sleeps \x01", 7, "expected ',' or the end, found '\x01'" },
};

static void faults_have_place_and_reason(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(refused); i++) {
		struct sw_contract c = { 0 };
		struct sw_parse_error error;

		check(!parse(f, &c, refused[i].text, &error), "'%s' is taken", refused[i].text);
		check(!strcmp(error.message, refused[i].message) && error.offset == refused[i].offset,
		      "'%s': at %zu '%s', not at %zu '%s'", refused[i].text, error.offset, error.message,
		      refused[i].offset, refused[i].message);
		assert_int_equal(c.clauses.n, 0);
	}
}

static void a_fault_leaves_the_contract_as_it_was(void **state)
{
	struct fixture *f = *state;
	struct sw_contract c = { 0 };
	struct sw_parse_error error;

	assert_true(parse(f, &c, "sleeps if arg 2", &error));
	assert_false(parse(f, &c, "adjust preempt +1, sleeps if arg 7, nonsense", &error));
	assert_int_equal(c.clauses.n, 1);
	assert_int_equal(c.clauses.at[0].kind, SW_CLAUSE_SLEEPS);
	assert_int_equal(c.highest_arg, 2);
	assert_true(parse(f, &c, "report", &error));
	assert_int_equal(c.clauses.at[1].kind, SW_CLAUSE_REPORT);
	assert_int_equal(c.clauses.at[1].amount, 0);
}

static void too_many_tests_are_refused(void **state)
{
	struct fixture *f = *state;
	struct sw_contract c = { 0 };
	struct sw_parse_error error;
	const char *text = "sleeps if arg 1";

	for (int i = 2; i <= SW_GUARD_ROOM; i++)
		text = sw_intern_printf(&f->unit.strings, "%s and arg %d", text, i);
	check(parse(f, &c, text, &error), "%s", error.message);
	assert_int_equal(c.clauses.at[0].guard.n, SW_GUARD_ROOM);
	text = sw_intern_printf(&f->unit.strings, "%s and arg 99", text);
	assert_false(parse(f, &c, text, &error));
	assert_string_equal(error.message, "expected a shorter guard, found the end");
	assert_int_equal(error.offset, strlen(text));
}

/* What was found is cut to length, but never within a character. */
static void long_words_are_cut(void **state)
{
	struct fixture *f = *state;
	struct sw_contract c = { 0 };
	struct sw_parse_error error;
	char text[1000];

	memset(text, 'x', sizeof text);
	assert_false(sw_contract_parse(&f->unit.terms, &c, text, sizeof text, &error));
	assert_true(strlen(error.message) < sizeof error.message - 1);
	assert_non_null(strstr(error.message, "found 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'"));
	assert_int_equal(error.offset, 0);
}

static void a_character_is_shown_whole(void **state)
{
	struct fixture *f = *state;
	struct sw_contract c = { 0 };
	struct sw_parse_error error;

	assert_false(parse(f, &c, "sleeps \xc3\xa9t\xc3\xa9", &error));
	assert_int_equal(error.offset, 7);
	assert_string_equal(error.message, "expected ',' or the end, found '\xc3\xa9'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in(clauses_are_taken),
		unit_test_in(guards_are_taken),
		unit_test_in(bits_are_taken),
		unit_test_in(protection_is_taken),
		unit_test_in(blanks_in_a_path_mean_nothing),
		unit_test_in(contexts_are_taken),
		unit_test_in(clauses_add_up),
		unit_test_in(only_the_given_length_is_read),
		unit_test_in(faults_have_place_and_reason),
		unit_test_in(a_fault_leaves_the_contract_as_it_was),
		unit_test_in(too_many_tests_are_refused),
		unit_test_in(long_words_are_cut),
		unit_test_in(a_character_is_shown_whole),
	};

	return cmocka_run_group_tests_name("parse", tests, NULL, NULL);
}
