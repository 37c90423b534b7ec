// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A summary in the clause language, so that it can be pasted into an annotation file or an attribute.
 *
 * Each clause is tried on the parser together with those before it, so what comes out always parses. What the language
 * can not say, for it has no word for a test or because the clauses would contradict each other, stands behind `#`.
 */
#include <string.h>

#include "sleepwalk/contract.h"
#include "sleepwalk/dump.h"

struct text {
	struct sw_strings *strings;
	struct sw_terms *terms;
	const struct sw_summary *summary;
	const char *clauses, *comment;
	bool weaker; /* rather a clause that says less than none */
};

/* ---- guards ---- */

static bool is_path(const char *path)
{
	return *path && !strpbrk(path, "[]()*") && !strstr(path, "..");
}

/* "arg 1->a.b", with "& 0x4"; NULL when there is no way to say it. */
static const char *operand_text(struct text *t, sw_term term)
{
	const struct sw_node *n = sw_term_node(t->terms, term);
	const char *base;
	int64_t mask;

	if (n->op == SW_PARAM)
		return sw_intern_printf(t->strings, "arg %lld", (long long)n->number);
	if (n->op == SW_MEM && n->number == 0 && is_path(n->name)) {
		base = operand_text(t, n->a);
		return base && !strchr(base, '&') ? sw_intern_printf(t->strings, "%s->%s", base, n->name) : NULL;
	}
	if (n->op == SW_AND && sw_term_is_const(t->terms, n->b, &mask) && mask > 0) {
		base = operand_text(t, n->a);
		return base && !strchr(base, '&') ? sw_intern_printf(t->strings, "%s & 0x%llx", base, (long long)mask) : NULL;
	}
	return NULL;
}

/* A value as the language writes it; of the lowest number there is none. */
static const char *value_text(struct text *t, int64_t value)
{
	return value == INT64_MIN ? NULL : sw_intern_printf(t->strings, "%lld", (long long)value);
}

static const char *compared(struct text *t, const char *operand, const char *how, int64_t value)
{
	const char *number = value_text(t, value);

	return number ? sw_intern_printf(t->strings, "%s %s %s", operand, how, number) : NULL;
}

/* A term's other values: those that it can have at all, and the test does not name. */
static struct sw_values others(struct text *t, const struct sw_atom *atom)
{
	struct sw_values all = sw_term_can_be(t->terms, atom->term), rest = sw_values_complement(&atom->values);

	return sw_values_intersect(&all, &rest);
}

static const char *operand_test(struct text *t, const struct sw_atom *atom)
{
	const char *operand = operand_text(t, atom->term), *low, *high;
	struct sw_values rest = others(t, atom);
	int64_t value, lo, hi;

	if (!operand || !atom->values.n)
		return NULL;
	if (sw_values_is_one(&atom->values, &value) && !value)
		return sw_intern_printf(t->strings, strchr(operand, '&') ? "!(%s)" : "!%s", operand);
	if (sw_values_is_one(&rest, &value))
		return value ? compared(t, operand, "!=", value) : operand;
	if (sw_values_is_one(&atom->values, &value))
		return compared(t, operand, "==", value);
	if (atom->values.n > 1)
		return NULL;
	lo = atom->values.in[0].lo;
	hi = atom->values.in[0].hi;
	low = lo == INT64_MIN ? "" : compared(t, operand, ">=", lo);
	high = hi == INT64_MAX ? "" : compared(t, operand, "<=", hi);
	return !low || !high ? NULL : sw_intern_printf(t->strings, "%s%s%s", low, *low && *high ? " and " : "", high);
}

/* The word that takes, of all that the function returns, just the values of the test. */
static const char *result_test(struct text *t, const struct sw_atom *atom)
{
	const struct {
		const char *word;
		struct sw_values values;
	} words[] = { { "nonzero", sw_values_nonzero() },
		      { "zero", sw_values_one(0) },
		      { "negative", sw_values_range(INT64_MIN, -1) },
		      { "nonnegative", sw_values_range(0, INT64_MAX) },
		      { "error", sw_values_range(-SW_MAX_ERRNO, -1) } };
	const struct sw_values *returned = &t->summary->result_values;
	struct sw_values meant = sw_values_intersect(&atom->values, returned);

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct sw_values taken = sw_values_intersect(&words[i].values, returned);

		if (sw_values_equal(&taken, &meant))
			return words[i].word;
	}
	return NULL;
}

static const char *counter_test(struct text *t, enum sw_counter counter, const struct sw_values *values)
{
	struct sw_range range;
	char text[SW_RANGE_TEXT];

	if (values->n != 1 || values->in[0].lo > SW_MAX)
		return NULL;
	range.lo = values->in[0].lo < 0 ? 0 : (int)values->in[0].lo;
	range.hi = values->in[0].hi > SW_MAX ? SW_MAX : (int)values->in[0].hi;
	return sw_intern_printf(t->strings, "%s %s", sw_counter_name(counter), sw_range_print(range, text));
}

static const char *test_text(struct text *t, const struct sw_atom *atom)
{
	const struct sw_node *n = sw_term_node(t->terms, atom->term);

	return n->op == SW_RET ? result_test(t, atom) :
	       n->op == SW_COUNTER ? counter_test(t, (enum sw_counter)n->number, &atom->values) : operand_test(t, atom);
}

/* Without the tests that the others imply. */
static struct sw_guard shortest(const struct text *t, struct sw_guard guard)
{
	for (unsigned i = 0; i < guard.n;) {
		struct sw_guard rest = guard;
		struct sw_values values;

		rest.n--;
		memmove(&rest.at[i], &rest.at[i + 1], (rest.n - i) * sizeof *rest.at);
		values = sw_guard_eval(t->terms, &rest, guard.at[i].term);
		if (sw_values_within(&values, &guard.at[i].values))
			guard = rest;
		else
			i++;
	}
	return guard;
}

/* " if ...", "" for no guard, or NULL. */
static const char *guard_clause(struct text *t, const struct sw_guard *whole)
{
	struct sw_guard guard = shortest(t, *whole);
	const char *all = "";

	for (unsigned i = 0; i < guard.n; i++) {
		const char *test = test_text(t, &guard.at[i]);

		if (!test)
			return NULL;
		all = sw_intern_printf(t->strings, "%s%s%s", all, i ? " and " : " if ", test);
	}
	return all;
}

/* ---- clauses ---- */

static const char *joined(struct text *t, const char *all, const char *more)
{
	return *all ? sw_intern_printf(t->strings, "%s, %s", all, more) : more;
}

static void comment(struct text *t, const char *text)
{
	if (!strstr(t->comment, text))
		t->comment = joined(t, t->comment, text);
}

static bool parses(struct text *t, const char *clauses)
{
	struct sw_contract contract = { 0 };
	struct sw_parse_error error;
	const char *message;

	return sw_contract_parse(t->terms, &contract, clauses, strlen(clauses), &error) &&
	       sw_contract_finish(t->terms, &contract, &message);
}

/* Do these stand there already, side by side? */
static bool stands_there(const struct text *t, const char *clauses)
{
	size_t n = strlen(clauses);

	for (const char *at = t->clauses; (at = strstr(at, clauses)); at++)
		if ((at == t->clauses || at[-1] == ' ') && (!at[n] || at[n] == ','))
			return true;
	return false;
}

static bool add(struct text *t, const char *clauses)
{
	const char *all = joined(t, t->clauses, clauses);

	if (stands_there(t, clauses))
		return true;
	if (!parses(t, all))
		return false;
	t->clauses = all;
	return true;
}

/* "adjust preempt +1 if nonzero, set irq 1 if nonzero"; NULL when some part of it can not be said. */
static const char *case_clauses(struct text *t, const struct sw_case *c)
{
	const char *all = "", *guard = guard_clause(t, &c->guard);
	char text[SW_RANGE_TEXT];

	for (enum sw_counter k = 0; k < SW_COUNTERS && guard; k++) {
		struct sw_transfer transfer = c->vector.of[k];

		if (sw_transfer_is_identity(transfer) || (k == SW_IRQ && t->summary->restores_irq))
			continue;
		if (!sw_transfer_is_exact(transfer))
			return NULL;
		sw_transfer_print(transfer, text);
		all = joined(t, all, sw_intern_printf(t->strings, "%s %s %s%s", transfer.set ? "set" : "adjust",
						      sw_counter_name(k), transfer.set ? text + 1 : text, guard));
	}
	return guard ? all : NULL;
}

/* A case that does something else where this one holds: what tells them apart, memory afterwards perhaps, has no word. */
static bool stands_alone(const struct sw_summary *summary, const struct sw_case *c)
{
	for (uint32_t i = 0; i < summary->cases.n; i++)
		if (!sw_vector_equal(&summary->cases.at[i].vector, &c->vector) &&
		    !sw_guard_contradicts(&summary->cases.at[i].guard, &c->guard))
			return false;
	return true;
}

/* The same is said already, of all where this case holds. */
static bool is_said(const struct sw_summary *summary, uint32_t self)
{
	for (uint32_t i = 0; i < self; i++)
		if (sw_vector_equal(&summary->cases.at[i].vector, &summary->cases.at[self].vector) &&
		    sw_guard_implies(&summary->cases.at[self].guard, &summary->cases.at[i].guard))
			return true;
	return false;
}

static void add_case(struct text *t, uint32_t i)
{
	const struct sw_case *c = &t->summary->cases.at[i];
	const char *clauses = stands_alone(t->summary, c) ? case_clauses(t, c) : NULL;

	if (sw_vector_is_identity(&c->vector) || is_said(t->summary, i) || (clauses && (!*clauses || add(t, clauses))))
		return;
	comment(t, sw_case_text(t->strings, t->terms, c));
}

/* `adjust preempt -1` expects at least 1 by itself. */
static bool is_implied(const struct sw_summary *summary, const struct sw_demand *d)
{
	if (d->kind != SW_DEMAND_UNDERFLOW || d->guard.n || summary->cases.n != 1 || summary->cases.at[0].guard.n)
		return false;
	for (enum sw_counter k = 0; k < SW_COUNTERS; k++) {
		struct sw_transfer t = summary->cases.at[0].vector.of[k];

		if (!sw_range_is_any(d->context.of[k]) &&
		    (t.set || t.hi >= 0 || d->context.of[k].lo > -t.hi || d->context.of[k].hi != SW_MAX))
			return false;
	}
	return true;
}

static const char *demand_clauses(struct text *t, const struct sw_demand *d)
{
	const char *all = "", *guard = guard_clause(t, &d->guard);
	struct sw_context sleep = sw_context_sleep(), block = sw_context_block();
	char text[SW_RANGE_TEXT];

	if (!guard || (d->kind == SW_DEMAND_ATOMIC && (*guard || !sw_context_is_any(&d->context))))
		return NULL;
	if (d->kind == SW_DEMAND_ATOMIC)
		return "atomic context";
	if (d->kind == SW_DEMAND_SLEEP && sw_context_equal(&d->context, &sleep))
		return sw_intern_printf(t->strings, "%s%s", d->possible ? "may sleep" : "sleeps", guard);
	if (d->kind == SW_DEMAND_BLOCK && sw_context_equal(&d->context, &block))
		return sw_intern_printf(t->strings, "%s%s", d->possible ? "may block" : "blocks", guard);
	if (d->possible)
		return NULL;
	for (enum sw_counter k = 0; k < SW_COUNTERS; k++)
		if (!sw_range_is_any(d->context.of[k]))
			all = joined(t, all, sw_intern_printf(t->strings, "expect %s %s%s", sw_counter_name(k),
							      sw_range_print(d->context.of[k], text), guard));
	return *all ? all : NULL;
}

/*
 * What says less: without the tests that no clause can say. Where one of these is for callers to choose, it may sleep;
 * ordinary data can go either way, as it does in the demand itself. False: that is no clause either.
 */
static bool weaken(struct text *t, struct sw_demand *d)
{
	struct sw_guard whole = d->guard;
	struct sw_context sleep = sw_context_sleep();

	if (d->kind != SW_DEMAND_SLEEP || !sw_context_equal(&d->context, &sleep))
		return false;
	d->guard.n = 0;
	for (unsigned i = 0; i < whole.n; i++) {
		if (test_text(t, &whole.at[i]))
			d->guard.at[d->guard.n++] = whole.at[i];
		else
			d->possible |= whole.at[i].chosen || sw_term_is_scalar(t->terms, whole.at[i].term);
	}
	return true;
}

/* Both as one, unless they could be said and it can not. */
static bool unite(struct text *t, struct sw_demand *a, const struct sw_demand *b)
{
	struct sw_demand both = *a;

	if (!sw_demand_unite(&both, b) || (!demand_clauses(t, &both) && demand_clauses(t, a)))
		return false;
	*a = both;
	return true;
}

/*
 * Puts DEMAND into LIST, so that none there says what another does, nor two what one could: what it makes one with others
 * stands where the first of them stood. Returns how many there are then.
 */
static uint32_t put(struct text *t, struct sw_demand *list, uint32_t n, struct sw_demand demand)
{
	uint32_t place = n;

	for (uint32_t i = 0; i < n;) {
		struct sw_demand both = list[i];

		if (!unite(t, &both, &demand)) {
			i++;
			continue;
		}
		demand = both;
		place = i < place ? i : place;
		n--;
		memmove(&list[i], &list[i + 1], (n - i) * sizeof *list);
		i = 0;
	}
	memmove(&list[place + 1], &list[place], (n - place) * sizeof *list);
	list[place] = demand;
	return n + 1;
}

static void add_demand(struct text *t, const struct sw_demand *d)
{
	const char *clauses = demand_clauses(t, d);

	if (is_implied(t->summary, d) || (clauses && add(t, clauses)) || t->weaker)
		return;
	comment(t, sw_intern_printf(t->strings, "%s%s", d->possible ? "possibly " : "",
				    sw_demand_text(t->strings, t->terms, d)));
}

static void add_demands(struct text *t)
{
	const struct sw_summary *summary = t->summary;
	struct sw_demand *list = sw_alloc(t->terms->arena, (summary->demands.n + 1) * sizeof *list);
	uint32_t n = 0;

	for (uint32_t i = 0; i < summary->demands.n; i++) {
		struct sw_demand d = summary->demands.at[i];

		if (!t->weaker || demand_clauses(t, &d) || weaken(t, &d))
			n = put(t, list, n, d);
	}
	for (uint32_t i = 0; i < n; i++)
		add_demand(t, &list[i]);
}

/* "calls arg 2 with preempt +1" */
static void add_invocation(struct text *t, const struct sw_invocation *invocation)
{
	char target[200], change[SW_RANGE_TEXT];
	const char *with = "";

	for (enum sw_counter c = 0; c < SW_COUNTERS; c++)
		if (!sw_transfer_is_identity(invocation->at.of[c]))
			with = sw_intern_printf(t->strings, "%s%s%s %s", with, *with ? " and " : " with ", sw_counter_name(c),
						sw_transfer_print(invocation->at.of[c], change));
	comment(t, sw_intern_printf(t->strings, "calls %s%s",
				    sw_term_print(t->terms, invocation->target, target, sizeof target), with));
}

static const char *clauses_of(struct text t)
{
	const struct sw_summary *summary = t.summary;

	add_demands(&t);
	for (uint32_t i = 0; i < summary->cases.n; i++)
		add_case(&t, i);
	if (summary->saves_irq)
		add(&t, "save irq");
	if (summary->restores_irq)
		add(&t, sw_intern_printf(t.strings, "restore irq arg %u", summary->restores_irq));
	for (uint32_t i = 0; i < summary->invokes.n; i++)
		add_invocation(&t, &summary->invokes.at[i]);
	if (summary->imbalanced)
		comment(&t, "imbalanced");
	if (!summary->returns)
		comment(&t, "never returns");
	if (!*t.clauses && !*t.comment)
		return "any context";
	if (!*t.comment)
		return t.clauses;
	return sw_intern_printf(t.strings, "%s%s# no clause says: %s", t.clauses, *t.clauses ? "  " : "", t.comment);
}

const char *sw_summary_clauses(struct sw_strings *strings, struct sw_terms *terms, const struct sw_summary *summary)
{
	return clauses_of((struct text){ strings, terms, summary, "", "", false });
}

const char *sw_summary_export(struct sw_strings *strings, struct sw_terms *terms, const struct sw_summary *summary)
{
	return clauses_of((struct text){ strings, terms, summary, "", "", true });
}
