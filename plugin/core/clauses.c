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
	struct sw_contract contract; /* the clauses, parsed; of nobody */
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
	struct sw_values all = sw_term_can_be(t->terms, atom->term), rest = sw_values_complement(atom->values);

	return sw_values_intersect(&all, &rest);
}

static const char *operand_test(struct text *t, const struct sw_atom *atom)
{
	const char *operand = operand_text(t, atom->term), *low, *high;
	struct sw_values rest = others(t, atom);
	int64_t value, lo, hi;

	if (!operand || !atom->values->n)
		return NULL;
	if (sw_values_is_one(atom->values, &value) && !value)
		return sw_intern_printf(t->strings, strchr(operand, '&') ? "!(%s)" : "!%s", operand);
	if (sw_values_is_one(&rest, &value))
		return value ? compared(t, operand, "!=", value) : operand;
	if (sw_values_is_one(atom->values, &value))
		return compared(t, operand, "==", value);
	if (atom->values->n > 1)
		return NULL;
	lo = atom->values->in[0].lo;
	hi = atom->values->in[0].hi;
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
	struct sw_values meant = sw_values_intersect(atom->values, returned);

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
	       n->op == SW_COUNTER ? counter_test(t, (enum sw_counter)n->number, atom->values) : operand_test(t, atom);
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
		if (sw_values_within(&values, guard.at[i].values))
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

/* ---- words, for what no clause says ---- */

static const char *interval_words(struct text *t, int64_t lo, int64_t hi)
{
	if (lo == hi)
		return sw_intern_printf(t->strings, "%lld", (long long)lo);
	if (hi == INT64_MAX)
		return sw_intern_printf(t->strings, "at least %lld", (long long)lo);
	if (lo == INT64_MIN)
		return sw_intern_printf(t->strings, "at most %lld", (long long)hi);
	return sw_intern_printf(t->strings, "%lld to %lld", (long long)lo, (long long)hi);
}

/* "not 0", "4", "1 to 3 or at least 9" */
static const char *values_words(struct text *t, const struct sw_atom *atom)
{
	struct sw_values rest = others(t, atom);
	const char *all = "";
	int64_t value;

	if (sw_values_is_one(&rest, &value))
		return sw_intern_printf(t->strings, "not %lld", (long long)value);
	for (unsigned i = 0; i < atom->values->n; i++)
		all = sw_intern_printf(t->strings, "%s%s%s", all, i ? " or " : "",
				       interval_words(t, atom->values->in[i].lo, atom->values->in[i].hi));
	return all;
}

/* " where arg 1->a[2] is 1 to 3 and arg 2 is not 0" */
static const char *guard_words(struct text *t, const struct sw_guard *whole)
{
	struct sw_guard guard = shortest(t, *whole);
	const char *all = "";
	char term[200];

	for (unsigned i = 0; i < guard.n; i++)
		all = sw_intern_printf(t->strings, "%s%s%s is %s", all, i ? " and " : " where ",
				       sw_term_print(t->terms, guard.at[i].term, term, sizeof term),
				       values_words(t, &guard.at[i]));
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

/* Parses CLAUSES behind those that are there. */
static bool parses(struct text *t, const char *clauses)
{
	struct sw_contract whole = t->contract, finished;
	struct sw_parse_error error;
	const char *message;

	if (!sw_contract_parse(t->terms, &whole, clauses, strlen(clauses), &error))
		return false;
	finished = whole;
	if (!sw_contract_finish(t->terms, &finished, &message))
		return false;
	t->contract = whole;
	return true;
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
	if (stands_there(t, clauses))
		return true;
	if (!parses(t, clauses))
		return false;
	t->clauses = joined(t, t->clauses, clauses);
	return true;
}

/* "adjust preempt +1 if nonzero, set irq 1 if nonzero" */
static const char *case_text(struct text *t, const struct sw_case *c, const char *guard)
{
	const char *all = "";
	char text[SW_RANGE_TEXT];

	for (enum sw_counter k = 0; k < SW_COUNTERS; k++) {
		struct sw_transfer transfer = c->vector.of[k];

		if (sw_transfer_is_identity(transfer) || (k == SW_IRQ && t->summary->restores_irq))
			continue;
		sw_transfer_print(transfer, text);
		all = joined(t, all, sw_intern_printf(t->strings, "%s %s %s%s", transfer.set ? "set" : "adjust",
						      sw_counter_name(k), transfer.set ? text + 1 : text, guard));
	}
	return all;
}

/* NULL when some part of it can not be said. */
static const char *case_clauses(struct text *t, const struct sw_case *c)
{
	const char *guard = guard_clause(t, &c->guard);

	for (enum sw_counter k = 0; k < SW_COUNTERS; k++)
		if (!(k == SW_IRQ && t->summary->restores_irq) && !sw_transfer_is_exact(c->vector.of[k]))
			return NULL;
	return guard ? case_text(t, c, guard) : NULL;
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
	comment(t, case_text(t, c, guard_words(t, &c->guard)));
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

static bool is_word(const struct sw_demand *d)
{
	struct sw_context sleep = sw_context_sleep(), block = sw_context_block();

	return (d->kind == SW_DEMAND_SLEEP && sw_context_equal(&d->context, &sleep)) ||
	       (d->kind == SW_DEMAND_BLOCK && sw_context_equal(&d->context, &block));
}

/* "sleeps if arg 1", "expect preempt 0..1, expect irq 0" */
static const char *demand_text(struct text *t, const struct sw_demand *d, const char *guard)
{
	const char *all = "";
	char text[SW_RANGE_TEXT];

	if (d->kind == SW_DEMAND_ATOMIC)
		return sw_intern_printf(t->strings, "atomic context%s", guard);
	if (is_word(d) && d->kind == SW_DEMAND_SLEEP)
		return sw_intern_printf(t->strings, "%s%s", d->possible ? "may sleep" : "sleeps", guard);
	if (is_word(d))
		return sw_intern_printf(t->strings, "%s%s", d->possible ? "may block" : "blocks", guard);
	for (enum sw_counter k = 0; k < SW_COUNTERS; k++)
		if (!sw_range_is_any(d->context.of[k]))
			all = joined(t, all, sw_intern_printf(t->strings, "expect %s %s%s", sw_counter_name(k),
							      sw_range_print(d->context.of[k], text), guard));
	return all;
}

static const char *demand_clauses(struct text *t, const struct sw_demand *d);

/* What no clause says of several values, one may say of each: `sleeps if !arg 1, sleeps if arg 1 == 2`. NULL when they can not. */
static const char *clauses_of_parts(struct text *t, const struct sw_demand *d)
{
	struct sw_demand part = *d;
	unsigned several = 0;
	const char *all = "";

	while (several < d->guard.n && d->guard.at[several].values->n < 2)
		several++;
	if (several == d->guard.n)
		return NULL;
	for (unsigned i = 0; i < d->guard.at[several].values->n; i++) {
		const struct sw_values *values = d->guard.at[several].values;
		struct sw_values one = sw_values_range(values->in[i].lo, values->in[i].hi);
		const char *clauses;

		part.guard.at[several].values = sw_terms_values(t->terms, &one);
		clauses = demand_clauses(t, &part);
		if (!clauses)
			return NULL;
		all = joined(t, all, clauses);
	}
	return all;
}

/* NULL when they can not be said. */
static const char *demand_clauses(struct text *t, const struct sw_demand *d)
{
	const char *guard = guard_clause(t, &d->guard), *all;

	if (!guard)
		return clauses_of_parts(t, d);
	if ((d->kind == SW_DEMAND_ATOMIC && (*guard || !sw_context_is_any(&d->context))) ||
	    (d->possible && d->kind != SW_DEMAND_ATOMIC && !is_word(d)))
		return NULL;
	all = demand_text(t, d, guard);
	return *all ? all : NULL;
}

static const char *demand_words(struct text *t, const struct sw_demand *d)
{
	const char *text = demand_text(t, d, guard_words(t, &d->guard));

	return d->possible && !is_word(d) ? sw_intern_printf(t->strings, "possibly %s", text) : text;
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

	if (!sw_demand_unite(t->terms, &both, b) || (!demand_clauses(t, &both) && demand_clauses(t, a)))
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
	comment(t, demand_words(t, d));
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

static struct text begin(struct sw_strings *strings, struct sw_terms *terms, const struct sw_summary *summary)
{
	return (struct text){ .strings = strings, .terms = terms, .summary = summary, .clauses = "", .comment = "",
			      .contract = { .name = "" } };
}

static void add_summary(struct text *t)
{
	const struct sw_summary *summary = t->summary;

	add_demands(t);
	for (uint32_t i = 0; i < summary->cases.n; i++)
		add_case(t, i);
	if (summary->saves_irq)
		add(t, "save irq");
	if (summary->restores_irq)
		add(t, sw_intern_printf(t->strings, "restore irq arg %u", summary->restores_irq));
	for (uint32_t i = 0; i < summary->invokes.n; i++)
		add_invocation(t, &summary->invokes.at[i]);
	if (summary->doubtful)
		comment(t, "it could not be told which of its paths leave which counts");
	else if (summary->imbalanced)
		comment(t, "leaves different counts on different paths");
	if (!summary->returns)
		comment(t, "never returns");
	if (!*t->clauses && !*t->comment)
		t->clauses = "any context";
}

static const char *all_of(const struct text *t)
{
	if (!*t->comment)
		return t->clauses;
	return sw_intern_printf(t->strings, "%s%s# no clause says: %s", t->clauses, *t->clauses ? "  " : "", t->comment);
}

const char *sw_summary_clauses(struct sw_strings *strings, struct sw_terms *terms, const struct sw_summary *summary)
{
	struct text t = begin(strings, terms, summary);

	add_summary(&t);
	return all_of(&t);
}

const char *sw_summary_export(struct sw_strings *strings, struct sw_terms *terms, const struct sw_summary *summary)
{
	struct text t = begin(strings, terms, summary);

	t.weaker = true;
	add_summary(&t);
	return all_of(&t);
}

const char *sw_demand_clauses(struct sw_strings *strings, struct sw_terms *terms, const struct sw_summary *summary,
			      const struct sw_demand *demand)
{
	struct text t = begin(strings, terms, summary);
	const char *clauses = demand_clauses(&t, demand);

	return clauses && parses(&t, clauses) ? clauses : demand_words(&t, demand);
}

/* ---- what a summary does not hold ---- */

/* The first clause of TEXT, without what is around it; a comma between quotes is part of it. */
static const char *first_clause(struct text *t, const char **text)
{
	const char *start = *text + strspn(*text, " \t"), *end = start;

	for (bool quoted = false; *end && (quoted || *end != ','); end++) {
		if (*end == '\\' && quoted && end[1])
			end++;
		else if (*end == '"')
			quoted = !quoted;
	}
	*text = *end ? end + 1 : end;
	while (end > start && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	return sw_intern_n(t->strings, start, (size_t)(end - start));
}

static bool is_in_summary(enum sw_clause_kind kind)
{
	switch (kind) {
	case SW_CLAUSE_RETURNS:
	case SW_CLAUSE_PROTECTED:
	case SW_CLAUSE_UPDATE:
	case SW_CLAUSE_ENTERED:
	case SW_CLAUSE_ENTERS:
	case SW_CLAUSE_TRUSTED:
	case SW_CLAUSE_WARNS:
		return false;
	default:
		return true;
	}
}

/* What is declared in TEXT of other things than counters: what it enters, what it returns. */
static void add_declared(struct text *t, const char *text)
{
	while (*text) {
		const char *clause = first_clause(t, &text);
		struct sw_contract contract = { 0 };
		struct sw_parse_error error;

		if (sw_contract_parse(t->terms, &contract, clause, strlen(clause), &error) && contract.clauses.n &&
		    !is_in_summary(contract.clauses.at[0].kind) && !add(t, clause))
			comment(t, clause);
	}
}

/* "softirq 1 and irq 0.." or "task context" */
static const char *context_text(struct text *t, const struct sw_context *context)
{
	struct sw_context task = sw_context_task();
	const char *all = "";
	char text[SW_RANGE_TEXT];

	if (sw_context_equal(context, &task))
		return "task context";
	for (enum sw_counter c = 0; c < SW_COUNTERS; c++)
		if (!sw_range_is_any(context->of[c]))
			all = sw_intern_printf(t->strings, "%s%s%s %s", all, *all ? " and " : "", sw_counter_name(c),
					       sw_range_print(context->of[c], text));
	return all;
}

/* Who is given a function as an argument enters it as the slot says that he puts it into, or who he gives it to. */
static void add_placing(struct text *t, const struct sw_unit *unit, const struct sw_placing *p)
{
	struct sw_assignment a = { .contract = sw_pointer_contract(unit, p->slot, p->contract), .enters = p->enters };
	const struct sw_context *context = p->open ? NULL : sw_assignment_context(&a);
	const char *with = context ? context_text(t, context) : "";

	if (*with)
		add(t, sw_intern_printf(t->strings, "enters arg %u with %s", p->arg, with));
	else
		comment(t, p->slot ? sw_intern_printf(t->strings, "puts arg %u into '%s'", p->arg, p->slot)
				   : sw_intern_printf(t->strings, "may enter arg %u", p->arg));
}

const char *sw_symbol_clauses(struct sw_unit *unit, const struct sw_symbol *symbol)
{
	static const struct sw_summary nothing = { .returns = true };
	struct text t = begin(&unit->strings, &unit->terms, symbol->summary ? symbol->summary : &nothing);
	bool declared = symbol->contract && symbol->contract->origin != SW_ORIGIN_ASSUMED;

	add_summary(&t);
	if (declared)
		add_declared(&t, symbol->contract->text);
	for (uint32_t i = 0; !declared && i < symbol->placings.n; i++)
		add_placing(&t, unit, &symbol->placings.at[i]);
	return all_of(&t);
}
