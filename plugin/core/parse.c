// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The clause language: text in, clauses out, or the place of the first fault and what was expected there.
 * The grammar is in annotations/README.md; each function below parses one of its rules.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "sleepwalk/contract.h"

enum token_kind { END, WORD, NUMBER, STRING, PUNCTUATION, BAD };

struct token {
	enum token_kind kind;
	const char *at;
	size_t length;
	int64_t number;
};

struct parser {
	struct sw_terms *terms;
	const char *text, *next, *end;
	struct token now;
	struct sw_parse_error *error;
	unsigned highest_arg;
	bool failed;
};

static const char *const punctuation[] = { "..", "->", "==", "!=", "<=", ">=", "<", ">", "&", "!", "(", ")", ",", "+", "-", "." };

static size_t number_length(const char *at, const char *end)
{
	const char *p = at;

	if (end - p > 2 && p[0] == '0' && (p[1] == 'x' || p[1] == 'X') && isxdigit((unsigned char)p[2]))
		for (p += 2; p < end && isxdigit((unsigned char)*p);)
			p++;
	else
		while (p < end && isdigit((unsigned char)*p))
			p++;
	return (size_t)(p - at);
}

/* False when it does not fit 63 bits, or letters follow. */
static bool read_number(struct token *t, const char *end)
{
	bool hex = t->length > 2 && (t->at[1] == 'x' || t->at[1] == 'X');
	uint64_t value = 0;

	for (size_t i = hex ? 2 : 0; i < t->length; i++) {
		int c = tolower((unsigned char)t->at[i]);
		uint64_t digit = (uint64_t)(isdigit(c) ? c - '0' : c - 'a' + 10);

		if (value > ((uint64_t)INT64_MAX - digit) / (hex ? 16 : 10))
			return false;
		value = value * (hex ? 16 : 10) + digit;
	}
	t->number = (int64_t)value;
	return t->at + t->length == end || !(isalnum((unsigned char)t->at[t->length]) || t->at[t->length] == '_');
}

/* The quote that ends a string; one behind a backslash is part of it. */
static const char *closing_quote(const char *at, const char *end)
{
	for (; at < end && *at != '"'; at++)
		at += *at == '\\' && at + 1 < end;
	return at < end ? at : NULL;
}

static void advance(struct parser *p)
{
	struct token *t = &p->now;

	while (p->next < p->end && isspace((unsigned char)*p->next))
		p->next++;
	*t = (struct token){ .kind = BAD, .at = p->next, .length = p->next < p->end };
	if (p->next == p->end) {
		t->kind = END;
	} else if (isalpha((unsigned char)*p->next) || *p->next == '_') {
		t->kind = WORD;
		while (t->at + t->length < p->end &&
		       (isalnum((unsigned char)t->at[t->length]) || t->at[t->length] == '_'))
			t->length++;
	} else if (isdigit((unsigned char)*p->next)) {
		t->length = number_length(t->at, p->end);
		t->kind = read_number(t, p->end) ? NUMBER : BAD;
	} else if (*p->next == '"') {
		const char *close = closing_quote(t->at + 1, p->end);

		t->kind = close ? STRING : BAD;
		t->length = close ? (size_t)(close - t->at + 1) : (size_t)(p->end - t->at);
	} else {
		for (size_t i = 0; i < sizeof punctuation / sizeof *punctuation && t->kind == BAD; i++) {
			size_t n = strlen(punctuation[i]);

			if ((size_t)(p->end - t->at) >= n && !memcmp(t->at, punctuation[i], n)) {
				t->kind = PUNCTUATION;
				t->length = n;
			}
		}
	}
	p->next = t->at + t->length;
}

/* Records the first fault only; always false, for use in a return. */
static bool expected(struct parser *p, const char *what)
{
	int shown = p->now.length > 40 ? 40 : (int)p->now.length;

	if (p->failed)
		return false;
	/* a character of UTF-8 is shown whole */
	while (p->now.at + shown < p->end && ((unsigned char)p->now.at[shown] & 0xc0) == 0x80)
		shown++;
	p->failed = true;
	p->error->offset = (size_t)(p->now.at - p->text);
	if (p->now.kind == END)
		snprintf(p->error->message, sizeof p->error->message, "expected %s, found the end", what);
	else
		snprintf(p->error->message, sizeof p->error->message, "expected %s, found '%.*s'", what, shown, p->now.at);
	return false;
}

static bool is(const struct parser *p, const char *text)
{
	return (p->now.kind == WORD || p->now.kind == PUNCTUATION) && p->now.length == strlen(text) &&
	       !memcmp(p->now.at, text, p->now.length);
}

static bool take(struct parser *p, const char *text)
{
	if (!is(p, text))
		return false;
	advance(p);
	return true;
}

static bool need(struct parser *p, const char *text)
{
	char quoted[40];

	snprintf(quoted, sizeof quoted, "'%s'", text);
	return take(p, text) || expected(p, quoted);
}

static bool parse_number(struct parser *p, const char *what, int64_t most, int64_t *value)
{
	*value = 0;
	if (p->now.kind != NUMBER || p->now.number > most)
		return expected(p, what);
	*value = p->now.number;
	advance(p);
	return true;
}

static bool parse_value(struct parser *p, int64_t *value)
{
	bool negative = take(p, "-");

	if (!parse_number(p, "a number", INT64_MAX, value))
		return false;
	if (negative)
		*value = -*value;
	return true;
}

static bool parse_counter(struct parser *p, enum sw_counter *counter)
{
	*counter = p->now.kind == WORD ? sw_counter_by_name(p->now.at, p->now.length) : SW_COUNTERS;
	if (*counter == SW_COUNTERS)
		return expected(p, "a counter (preempt, softirq, hardirq, irq, rcu or pagefault)");
	advance(p);
	return true;
}

enum { LARGEST_COUNT = 1000000, LARGEST_ARG = 10000 };

/* `2`, `0..1`, `1..`, `1..max` */
static bool parse_range(struct parser *p, struct sw_range *range)
{
	int64_t lo, hi;

	if (!parse_number(p, "a range such as 0, 0..1 or 1..", LARGEST_COUNT, &lo))
		return false;
	*range = (struct sw_range){ (int)lo, (int)lo };
	if (!take(p, ".."))
		return true;
	range->hi = SW_MAX;
	if (take(p, "max") || p->now.kind != NUMBER)
		return true;
	if (p->now.number < lo)
		return expected(p, "an upper end that is not below the lower");
	if (!parse_number(p, "a count", LARGEST_COUNT, &hi))
		return false;
	range->hi = (int)hi;
	return true;
}

static bool parse_arg(struct parser *p, unsigned *arg)
{
	int64_t n;

	if (!need(p, "arg"))
		return false;
	if (p->now.kind == NUMBER && p->now.number == 0)
		return expected(p, "an argument number from 1");
	if (!parse_number(p, "an argument number from 1", LARGEST_ARG, &n))
		return false;
	*arg = (unsigned)n;
	if (*arg > p->highest_arg)
		p->highest_arg = *arg;
	return true;
}

enum { LONGEST_PATH = 256 };

/* `a.b` */
static bool parse_path(struct parser *p, const char **path)
{
	char text[LONGEST_PATH];
	size_t n = 0;

	do {
		if (p->now.kind != WORD)
			return expected(p, "a field's name");
		if (n + 1 + p->now.length >= sizeof text)
			return expected(p, "a shorter path");
		if (n)
			text[n++] = '.';
		memcpy(text + n, p->now.at, p->now.length);
		n += p->now.length;
		advance(p);
	} while (take(p, "."));
	text[n] = 0;
	*path = sw_intern(p->terms->strings, text);
	return true;
}

/* `arg 1`, `arg 1->a.b->c`, with `& MASK` */
static bool parse_operand(struct parser *p, sw_term *term)
{
	unsigned arg;
	int64_t mask;

	if (!parse_arg(p, &arg))
		return false;
	*term = sw_term_leaf(p->terms, SW_PARAM, arg);
	while (take(p, "->")) {
		const char *path;

		if (!parse_path(p, &path))
			return false;
		*term = sw_term_mem(p->terms, *term, path, 0);
	}
	if (take(p, "&")) {
		if (!parse_value(p, &mask))
			return false;
		*term = sw_term_binary(p->terms, SW_AND, *term, sw_term_const(p->terms, mask));
	}
	return true;
}

/* A test as it is read. */
struct test {
	sw_term term;
	struct sw_values values;
};

static bool parse_test(struct parser *p, struct test *test)
{
	static const struct {
		const char *text;
		enum sw_op op;
		bool negated;
	} tests[] = { { "==", SW_EQ, false }, { "!=", SW_NE, false }, { "<", SW_LT, false }, { "<=", SW_LE, false },
		      { ">", SW_LE, true }, { ">=", SW_LT, true } };
	int64_t value;

	if (take(p, "!")) {
		bool parenthesis = take(p, "(");

		test->values = sw_values_one(0);
		return parse_operand(p, &test->term) && (!parenthesis || need(p, ")"));
	}
	if (!parse_operand(p, &test->term))
		return false;
	test->values = sw_values_nonzero();
	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
		if (!take(p, tests[i].text))
			continue;
		if (!parse_value(p, &value))
			return false;
		switch (tests[i].op) {
		case SW_LT:
			test->values = value == INT64_MIN ? sw_values_none() : sw_values_range(INT64_MIN, value - 1);
			break;
		case SW_LE:
			test->values = sw_values_range(INT64_MIN, value);
			break;
		default:
			test->values = sw_values_one(value);
		}
		if (tests[i].negated || tests[i].op == SW_NE)
			test->values = sw_values_complement(&test->values);
		return true;
	}
	return true;
}

static bool parse_atom(struct parser *p, struct test *test)
{
	enum sw_counter counter = p->now.kind == WORD ? sw_counter_by_name(p->now.at, p->now.length) : SW_COUNTERS;
	struct sw_range range;

	test->term = sw_term_leaf(p->terms, SW_RET, 0);
	test->values = sw_values_nonzero();
	if (take(p, "nonzero"))
		return true;
	if (take(p, "zero")) {
		test->values = sw_values_one(0);
		return true;
	}
	if (take(p, "negative")) {
		test->values = sw_values_range(INT64_MIN, -1);
		return true;
	}
	if (take(p, "nonnegative")) {
		test->values = sw_values_range(0, INT64_MAX);
		return true;
	}
	if (take(p, "error")) {
		test->values = sw_values_range(-SW_MAX_ERRNO, -1);
		return true;
	}
	if (is(p, "arg") || is(p, "!"))
		return parse_test(p, test);
	if (counter == SW_COUNTERS)
		return expected(p, "a guard (nonzero, zero, negative, nonnegative, error, arg N ..., or a counter and its range)");
	advance(p);
	if (!parse_range(p, &range))
		return false;
	test->term = sw_term_leaf(p->terms, SW_COUNTER, counter);
	test->values = sw_range_values(range);
	return true;
}

/*
 * A flag in an object that has to be set for what the contract says: somebody who made the object set it, and it is for
 * callers to know (CRYPTO_TFM_REQ_MAY_SLEEP). Without it, all is as with an object of which nothing is known.
 */
static bool is_opt_in(const struct sw_terms *terms, const struct test *test)
{
	const struct sw_node *n = sw_term_node(terms, test->term);
	struct sw_values zero = sw_values_one(0);

	return n->op == SW_AND && n->has_mem && sw_values_disjoint(&test->values, &zero);
}

static bool parse_guard(struct parser *p, struct sw_guard *guard)
{
	struct test test;

	if (!take(p, "if"))
		return true;
	do {
		if (!parse_atom(p, &test))
			return false;
		if (!test.term || guard->n == SW_GUARD_ROOM)
			return expected(p, "a shorter guard");
		if (!sw_guard_add(p->terms, guard, test.term, &test.values))
			return expected(p, "a guard that can hold");
		if (is_opt_in(p->terms, &test))
			sw_guard_find(guard, test.term)->chosen = true;
	} while (take(p, "and"));
	return true;
}

/* `with`-less tail of entered and enters: `softirq 1 and preempt 1`, or `task context`; counters not named are any. */
static bool parse_context(struct parser *p, struct sw_context *context)
{
	enum sw_counter counter;

	if (take(p, "task")) {
		*context = sw_context_task();
		return need(p, "context");
	}
	*context = sw_context_any();
	do {
		if (!parse_counter(p, &counter) || !parse_range(p, &context->of[counter]))
			return false;
	} while (take(p, "and"));
	return true;
}

static bool parse_adjust(struct parser *p, struct sw_clause *clause)
{
	bool negative;
	int64_t n;

	if (!parse_counter(p, &clause->counter))
		return false;
	negative = take(p, "-");
	if (!negative)
		take(p, "+");
	if (!parse_number(p, "a change such as +1 or -1", LARGEST_COUNT, &n))
		return false;
	clause->amount = negative ? (int)-n : (int)n;
	return parse_guard(p, &clause->guard);
}

static bool parse_set(struct parser *p, struct sw_clause *clause)
{
	int64_t n;

	if (!parse_counter(p, &clause->counter) || !parse_number(p, "a count", LARGEST_COUNT, &n))
		return false;
	clause->amount = (int)n;
	return parse_guard(p, &clause->guard);
}

static bool parse_expect(struct parser *p, struct sw_clause *clause)
{
	return parse_counter(p, &clause->counter) && parse_range(p, &clause->range) && parse_guard(p, &clause->guard);
}

static bool parse_enters(struct parser *p, struct sw_clause *clause)
{
	return parse_arg(p, &clause->arg) && need(p, "with") && parse_context(p, &clause->context) &&
	       parse_guard(p, &clause->guard);
}

static bool parse_irq_flags(struct parser *p, struct sw_clause *clause)
{
	return need(p, "irq") && (clause->kind == SW_CLAUSE_SAVE || parse_arg(p, &clause->arg));
}

/* `preempt 0xff`, `entered softirq 0x100`, `some hardirq 0xf00000`, `irq 1 of arg 1` */
static bool parse_bits(struct parser *p, sw_term *bits)
{
	enum sw_op op = take(p, "entered") ? SW_ENTERED : take(p, "some") ? SW_SOME : SW_BITS;
	enum sw_counter counter;
	int64_t mask;
	unsigned arg;
	sw_term count;

	if (!parse_counter(p, &counter))
		return false;
	if (p->now.kind == NUMBER && p->now.number == 0)
		return expected(p, "a mask with a bit in it");
	if (!parse_number(p, "a mask such as 0xff", INT64_MAX, &mask))
		return false;
	count = sw_term_leaf(p->terms, SW_COUNTER, counter);
	if (take(p, "of")) {
		if (!parse_arg(p, &arg))
			return false;
		count = sw_term_unary(p->terms, SW_HELD, sw_term_leaf(p->terms, SW_PARAM, arg), 0);
	}
	*bits = sw_term_unary(p->terms, op, count, mask);
	return true;
}

enum { PARTS_ROOM = 8 };

/* `arg 1->a`, `arg 1->a != arg 2` */
static bool parse_returned_operand(struct parser *p, sw_term *result)
{
	sw_term other;

	if (!parse_operand(p, result))
		return false;
	if (!take(p, "!="))
		return true;
	if (!parse_operand(p, &other))
		return false;
	*result = sw_term_binary(p->terms, SW_NE, *result, other);
	return true;
}

/* `protected by rcu`: what is returned is sure to be there only in the section */
static bool parse_protected(struct parser *p, struct sw_clause *clause)
{
	clause->kind = SW_CLAUSE_PROTECTED;
	return need(p, "by") && need(p, sw_counter_name(SW_RCU));
}

static bool parse_returns(struct parser *p, struct sw_clause *clause)
{
	sw_term parts[PARTS_ROOM];
	unsigned n = 0;

	if (take(p, "protected"))
		return parse_protected(p, clause);
	if (take(p, "the"))
		return need(p, "same");
	clause->object = take(p, "object");
	if (clause->object)
		return true;
	if (is(p, "arg"))
		return parse_returned_operand(p, &clause->result);
	do {
		if (n == PARTS_ROOM)
			return expected(p, "fewer parts");
		if (!parse_bits(p, &parts[n++]))
			return false;
	} while (take(p, "and"));
	/* two by two: a deep term has less room to grow */
	for (; n > 1; n = (n + 1) / 2)
		for (unsigned i = 0; i < n; i += 2)
			parts[i / 2] = i + 1 < n ? sw_term_binary(p->terms, SW_OR, parts[i], parts[i + 1]) : parts[i];
	clause->result = parts[0];
	return true;
}

static bool parse_trusted(struct parser *p, struct sw_clause *clause)
{
	if (p->now.kind != STRING || p->now.length == 2)
		return expected(p, "the reason in quotes");
	clause->why = sw_intern_n(p->terms->strings, p->now.at + 1, p->now.length - 2);
	advance(p);
	return true;
}

/* `sleep` or `block`, after `may` */
static bool parse_may(struct parser *p, struct sw_clause *clause)
{
	clause->possible = true;
	clause->kind = is(p, "block") ? SW_CLAUSE_BLOCKS : SW_CLAUSE_SLEEPS;
	if (!take(p, "sleep") && !take(p, "block"))
		return expected(p, "'sleep' or 'block'");
	return parse_guard(p, &clause->guard);
}

static bool parse_clause(struct parser *p, struct sw_clause *clause)
{
	static const struct {
		const char *word;
		enum sw_clause_kind kind;
	} words[] = {
		{ "expect", SW_CLAUSE_EXPECT },   { "adjust", SW_CLAUSE_ADJUST },   { "set", SW_CLAUSE_SET },
		{ "save", SW_CLAUSE_SAVE },       { "restore", SW_CLAUSE_RESTORE }, { "sleeps", SW_CLAUSE_SLEEPS },
		{ "any", SW_CLAUSE_ANY },         { "atomic", SW_CLAUSE_ATOMIC },   { "task", SW_CLAUSE_TASK },
		{ "entered", SW_CLAUSE_ENTERED }, { "enters", SW_CLAUSE_ENTERS },   { "trusted", SW_CLAUSE_TRUSTED },
		{ "report", SW_CLAUSE_REPORT },   { "returns", SW_CLAUSE_RETURNS }, { "blocks", SW_CLAUSE_BLOCKS },
		{ "warns", SW_CLAUSE_WARNS },
		{ "update", SW_CLAUSE_UPDATE },
	};
	size_t i = 0;

	*clause = (struct sw_clause){ 0 };
	if (take(p, "may"))
		return parse_may(p, clause);
	while (i < sizeof words / sizeof *words && !take(p, words[i].word))
		i++;
	if (i == sizeof words / sizeof *words)
		return expected(p, "a clause (expect, adjust, set, save, restore, returns, sleeps, may, blocks, any, "
				   "atomic, task, entered, enters, update, trusted, warns or report)");
	clause->kind = words[i].kind;
	switch (clause->kind) {
	case SW_CLAUSE_EXPECT:
		return parse_expect(p, clause);
	case SW_CLAUSE_ADJUST:
		return parse_adjust(p, clause);
	case SW_CLAUSE_SET:
		return parse_set(p, clause);
	case SW_CLAUSE_SAVE:
	case SW_CLAUSE_RESTORE:
		return parse_irq_flags(p, clause);
	case SW_CLAUSE_RETURNS:
		return parse_returns(p, clause);
	case SW_CLAUSE_SLEEPS:
	case SW_CLAUSE_BLOCKS:
		return parse_guard(p, &clause->guard);
	case SW_CLAUSE_ANY:
	case SW_CLAUSE_ATOMIC:
	case SW_CLAUSE_TASK:
		return need(p, "context");
	case SW_CLAUSE_ENTERED:
		return need(p, "with") && parse_context(p, &clause->context);
	case SW_CLAUSE_ENTERS:
		return parse_enters(p, clause);
	case SW_CLAUSE_UPDATE:
		return need(p, "side");
	case SW_CLAUSE_TRUSTED:
		return parse_trusted(p, clause);
	case SW_CLAUSE_PROTECTED: /* begins as `returns` */
	case SW_CLAUSE_REPORT:
	case SW_CLAUSE_WARNS:
		return true;
	}
	return false;
}

bool sw_contract_parse(struct sw_terms *terms, struct sw_contract *contract, const char *text, size_t length,
		       struct sw_parse_error *error)
{
	struct parser p = { .terms = terms, .text = text, .next = text, .end = text + length, .error = error };
	uint32_t before = contract->clauses.n;
	struct sw_clause clause;

	advance(&p);
	do {
		if (!parse_clause(&p, &clause)) {
			contract->clauses.n = before;
			return false;
		}
		*sw_vec_push(terms->arena, &contract->clauses) = clause;
	} while (take(&p, ","));
	if (p.now.kind != END) {
		contract->clauses.n = before;
		return expected(&p, "',' or the end");
	}
	if (p.highest_arg > contract->highest_arg)
		contract->highest_arg = p.highest_arg;
	return true;
}
