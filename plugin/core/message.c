// SPDX-License-Identifier: GPL-2.0-or-later
/* Words for findings: first what is expected, then what is, then how it came about, then what helps. */
#include <stdio.h>
#include <string.h>

#include "sleepwalk/finding.h"

const char *sw_tag_name(enum sw_tag tag)
{
	static const char *const names[SW_TAGS] = {
#define X(symbol, text) text,
		SW_TAG_LIST(X)
#undef X
	};

	return names[tag];
}

const char *sw_path_kind_name(enum sw_path_kind kind)
{
	static const char *const names[] = {
#define X(symbol, text) text,
		SW_PATH_LIST(X)
#undef X
	};

	return names[kind];
}

enum { STEPS = 24, CALLS = 32 }; /* that are told: of changes, and of calls at each end of a long chain */

struct writer {
	struct sw_strings *strings;
	const struct sw_finding *finding;
	struct sw_message *message;
};

/* The text says what the function does there; of what stands outside of all functions (NULL) it says the whole. */
static void add_step(struct writer *w, struct sw_path_step step)
{
	if (step.function)
		step.text = sw_intern_printf(w->strings, "'%s' %s", step.function->name, step.text);
	*sw_vec_push(w->strings->arena, &w->message->path) = step;
}

/* A name of a callee is worded to stand between quotes, "f' with 'g": the same where none stand around it. */
static const char *unquoted(struct writer *w, const char *name)
{
	char *copy = sw_alloc(w->strings->arena, strlen(name) + 1), *end = copy;

	for (; *name; name++)
		if (*name != '\'')
			*end++ = *name;
	return copy;
}

static const char *count_text(struct sw_transfer t, char *buffer)
{
	return sw_range_print(sw_transfer_apply(t, (struct sw_range){ 0, 0 }), buffer);
}

/* What the call of STEP did to the counter. */
static const char *change_text(struct writer *w, const struct sw_step *step, enum sw_counter c)
{
	struct sw_transfer t = step->vector.of[c];
	char text[SW_RANGE_TEXT];

	if (!t.set && t.lo == t.hi && t.lo < 0)
		return sw_intern_printf(w->strings, "%s becomes %d below what the caller has", sw_counter_name(c), -t.lo);
	return sw_intern_printf(w->strings, "%s becomes %s", sw_counter_name(c), count_text(t, text));
}

static void add_change(struct writer *w, const struct sw_step *step, struct sw_symbol *function, unsigned depth,
		       enum sw_counter c)
{
	const char *effect = change_text(w, step, c);

	add_step(w, (struct sw_path_step){ SW_PATH_CHANGE, step->place, function, depth, unquoted(w, step->callee), effect,
					   sw_intern_printf(w->strings, "calls '%s': %s", step->callee, effect) });
}

/* The steps that changed the finding's counter, oldest first: since the counter was last as on entry. */
static void add_trail(struct writer *w, const struct sw_step *newest, struct sw_symbol *function, unsigned depth)
{
	const struct sw_step *steps[STEPS];
	enum sw_counter c = w->finding->counter;
	unsigned n = 0;

	for (const struct sw_step *s = newest; s && n < STEPS; s = s->before) {
		struct sw_transfer before = s->before ? s->before->vector.of[c] : (struct sw_transfer){ 0 };

		if (sw_transfer_equal(before, s->vector.of[c]))
			continue;
		steps[n++] = s;
		if (sw_transfer_is_identity(before) || (before.set && before.hi == 0))
			break;
	}
	while (n--)
		add_change(w, steps[n], function, depth, c);
}

/* A function that stands in the chain again further down is told from there: a way round a recursion explains nothing. */
static const struct sw_witness *past_circle(const struct sw_witness *witness)
{
	const struct sw_witness *last = witness;

	for (const struct sw_witness *w = witness; w; w = w->next)
		if (w->function == witness->function)
			last = w;
	return last;
}

/* What is demanded of the end of a chain; NULL: nothing that has a name. */
static const char *end_text(enum sw_demand_kind demand)
{
	return demand == SW_DEMAND_SLEEP ? "may sleep" :
	       demand == SW_DEMAND_BLOCK ? "takes a lock that sleeps on PREEMPT_RT" : NULL;
}

/* LAST: nothing further down explains it. */
static void add_call_of(struct writer *w, struct sw_place place, struct sw_symbol *function, unsigned depth,
			const char *callee, bool last)
{
	const char *effect = last ? end_text(w->finding->demand) : NULL;

	add_step(w, (struct sw_path_step){ SW_PATH_CALL, place, function, depth, unquoted(w, callee), effect,
					   sw_intern_printf(w->strings, effect ? "calls '%s', which %s" : "calls '%s'", callee,
							    effect) });
}

static void add_call(struct writer *w, unsigned depth)
{
	const struct sw_finding *f = w->finding;

	add_call_of(w, f->place, f->function, depth, f->callee, !f->witness);
}

/* ", and 0 is returned": tells apart what ends at one `return`; "" for what is not known. */
static const char *returned_text(struct writer *w, const struct sw_values *returned)
{
	struct sw_values errors = sw_values_range(-SW_MAX_ERRNO, -1);
	int64_t value;

	if (sw_values_is_one(returned, &value))
		return sw_intern_printf(w->strings, ", and %lld is returned", (long long)value);
	return !sw_values_is_none(returned) && sw_values_within(returned, &errors) ? ", and an error is returned" : "";
}

/* WHERE: "leaves here"; RETURNED may be NULL. */
static void add_exit(struct writer *w, struct sw_place place, const char *where, const char *effect,
		     const struct sw_values *returned)
{
	add_step(w, (struct sw_path_step){ SW_PATH_EXIT, place, w->finding->function, 0, NULL, effect,
					   sw_intern_printf(w->strings, "%s: %s%s", where, effect,
							    returned ? returned_text(w, returned) : "") });
}

static void add_use(struct writer *w, struct sw_place place, const char *text)
{
	add_step(w, (struct sw_path_step){ SW_PATH_USE, place, w->finding->function, 0, NULL, NULL, text });
}

/*
 * Of a chain of calls that is longer than anybody reads, the middle is left out, for it is drawn as wide as it is deep: the
 * end of it, behind a step that says so.
 */
static const struct sw_witness *past_middle(struct writer *w, const struct sw_witness *witness, unsigned depth)
{
	const char *text = sw_intern_printf(w->strings, "calls '%s'; %u calls are left out", witness->callee,
					    witness->length - CALLS - 1);

	add_step(w, (struct sw_path_step){ SW_PATH_CALL, witness->place, witness->function, depth, unquoted(w, witness->callee),
					   NULL, text });
	while (witness->length > CALLS)
		witness = witness->next;
	return witness;
}

/* The chain of calls below the finding's place, down to what sleeps; what is wrong further down only came about there. */
static void add_chain(struct writer *w, const struct sw_witness *witness, unsigned depth)
{
	const struct sw_violation *inner = w->finding->inner;
	const unsigned middle = depth + CALLS;

	for (witness = past_circle(witness); witness; witness = past_circle(witness->next), depth++) {
		if (depth == middle && witness->length > CALLS + 1)
			witness = past_middle(w, witness, depth++);
		if (inner && inner->place.cookie && inner->place.cookie == witness->place.cookie)
			add_trail(w, w->finding->trail, inner->function, depth);
		add_call_of(w, witness->place, witness->function, depth, witness->callee, !witness->next);
	}
}

/* What was passed in is called further down; there it is that the counters are wrong. */
static const char *where_called(const struct sw_finding *f)
{
	return f->inner ? "where it is called" : "here";
}

static const char *expectation(struct writer *w)
{
	char expected[SW_RANGE_TEXT], actual[SW_RANGE_TEXT];
	const struct sw_finding *f = w->finding;
	const char *callee = f->inner ? f->inner->callee : f->callee;

	if (f->demand == SW_DEMAND_ATOMIC)
		return sw_intern_printf(w->strings, "'%s' expects some counter above 0, and all are 0 %s", callee,
					where_called(f));
	return sw_intern_printf(w->strings, "'%s' expects %s %s, and it is %s %s", callee,
				sw_counter_name(f->counter), sw_range_print(f->expected, expected),
				sw_range_print(f->actual, actual), where_called(f));
}

/* What is wrong, from the demand and the counter alone. */
static const char *complaint(struct writer *w)
{
	const struct sw_finding *f = w->finding;

	switch (f->demand) {
	case SW_DEMAND_SLEEP:
		return sw_intern_printf(w->strings, "'%s' may sleep, but %s %s",
					f->inner ? f->inner->callee : f->callee, sw_counter_wrong(f->counter), where_called(f));
	case SW_DEMAND_BLOCK:
		return sw_intern_printf(w->strings, "'%s' takes a lock that sleeps on PREEMPT_RT, but %s %s",
					f->inner ? f->inner->callee : f->callee, sw_counter_wrong(f->counter), where_called(f));
	case SW_DEMAND_UNDERFLOW:
		return sw_intern_printf(w->strings, "'%s' takes %s below 0 here", f->callee, sw_counter_name(f->counter));
	case SW_DEMAND_ATOMIC:
		return sw_intern_printf(w->strings, "'%s' must be called in atomic context", f->callee);
	default:
		return sw_intern_printf(w->strings, "'%s' is called with the wrong %s count", f->callee,
					sw_counter_name(f->counter));
	}
}

static bool is_too_high(const struct sw_finding *f, const struct sw_step *after)
{
	return sw_transfer_apply(after->vector.of[f->counter], (struct sw_range){ 0, 0 }).hi > f->expected.hi;
}

static const char *call_help(struct writer *w)
{
	const struct sw_finding *f = w->finding;
	const struct sw_step *step = f->trail;

	if ((f->demand != SW_DEMAND_SLEEP && f->demand != SW_DEMAND_BLOCK) || !step || f->inner)
		return NULL;
	/* back to where the counter rose above what is expected */
	while (step->before && is_too_high(f, step->before))
		step = step->before;
	return sw_intern_printf(w->strings, f->demand == SW_DEMAND_SLEEP ?
				"move the call before line %u, or use a variant that does not sleep" :
				"move the call before line %u, or behind what begins there", step->place.line);
}

static void word_call(struct writer *w)
{
	const struct sw_finding *f = w->finding;

	w->message->headline = complaint(w);
	w->message->expectation = expectation(w);
	if (!f->inner)
		add_trail(w, f->trail, f->function, 0);
	add_call(w, 0);
	add_chain(w, f->witness, 1);
	w->message->help = call_help(w);
}

/* "preempt is 1" for +1, "preempt is 1 less" for -1: relative to the entry */
static const char *exit_text(struct writer *w, struct sw_transfer t)
{
	const char *name = sw_counter_name(w->finding->counter);
	char text[SW_RANGE_TEXT];

	if (t.set)
		return sw_intern_printf(w->strings, "%s is %s", name, count_text(t, text));
	if (sw_transfer_is_identity(t))
		return sw_intern_printf(w->strings, "%s is as on entry", name);
	return sw_intern_printf(w->strings, "%s is %s of what it was on entry", name, sw_transfer_print(t, text));
}

static void word_exits(struct writer *w)
{
	const struct sw_finding *f = w->finding;
	const char *name = sw_counter_name(f->counter);

	if (f->kind == SW_FOUND_LEAK)
		w->message->headline = sw_intern_printf(w->strings,
			"'%s' returns an error with %s still raised, but gives it back on success", f->function->name, name);
	else
		w->message->headline = sw_intern_printf(w->strings, "'%s' leaves different %s counts on different paths",
							f->function->name, name);
	w->message->expectation = sw_intern_printf(w->strings, f->kind == SW_FOUND_LEAK
		? "an error return is expected to give back the %s count that the function took"
		: "the same %s count is expected on every return that a caller can not tell apart", name);
	add_trail(w, f->trail, f->function, 0);
	add_exit(w, f->place, "leaves here", exit_text(w, f->here), &f->returned);
	add_trail(w, f->other_trail, f->function, 0);
	add_exit(w, f->other, "leaves here on another path", exit_text(w, f->there), &f->other_returned);
	w->message->help = f->kind == SW_FOUND_LEAK
		? "give it back before the error is returned, or declare that callers get it then"
		: "give back on every path what was taken, or say by the returned value which it is";
}

static const char *declared_at(struct writer *w)
{
	const struct sw_contract *c = w->finding->contract;

	return sw_intern_printf(w->strings, "declared at %s:%u", c->place.file ? c->place.file : "?", c->place.line);
}

/* Of a function's own contract: those who mean it can say so. */
static const char *contract_help(const struct sw_finding *f)
{
	return f->tag != SW_TAG_CONTRACT ? NULL :
	       "correct the body or the contract; if the contract is right and the analysis can not see why, add to it: "
	       "trusted \"REASON\"";
}

static void word_effect(struct writer *w)
{
	const struct sw_finding *f = w->finding;
	char declared[SW_RANGE_TEXT], found[SW_RANGE_TEXT];

	sw_transfer_print(f->there, declared);
	sw_transfer_print(f->here, found);
	w->message->headline = sw_intern_printf(w->strings, "'%s' does not adjust %s as %s contract says",
						f->function->name, sw_counter_name(f->counter),
						f->tag == SW_TAG_SLOT_CONTRACT ? "this pointer's" : "its");
	w->message->expectation = sw_intern_printf(w->strings, "expects %s %s on this return, and it is %s (%s)",
						   sw_counter_name(f->counter), declared, found, declared_at(w));
	add_trail(w, f->trail, f->function, 0);
	add_exit(w, f->place, "leaves here", exit_text(w, f->here), NULL);
	w->message->help = contract_help(f);
}

static void word_unsaved(struct writer *w)
{
	const struct sw_finding *f = w->finding;

	w->message->headline = sw_intern_printf(w->strings, "'%s' does not return the saved irq state as its contract says",
						f->function->name);
	w->message->expectation = sw_intern_printf(w->strings, "expects the irq count of the entry to be returned (%s)",
						   declared_at(w));
	add_step(w, (struct sw_path_step){ SW_PATH_EXIT, f->place, f->function, .text = "returns something else here" });
}

/* What the contract of NAME allows its callers. */
static const char *allowance(struct writer *w, const char *name)
{
	char expected[SW_RANGE_TEXT], allowed[SW_RANGE_TEXT];
	const struct sw_finding *f = w->finding;

	return sw_intern_printf(w->strings, "'%s' expects %s %s, but callers of '%s' may have %s (%s)", f->callee,
				sw_counter_name(f->counter), sw_range_print(f->expected, expected), name,
				sw_range_print(f->actual, allowed), declared_at(w));
}

static void word_declared(struct writer *w)
{
	const struct sw_finding *f = w->finding;

	if (f->demand == SW_DEMAND_UNDERFLOW)
		w->message->headline = complaint(w);
	else
		w->message->headline = sw_intern_printf(w->strings, f->demand == SW_DEMAND_SLEEP
			? "'%s' may sleep, but the contract of '%s' does not say so"
			: f->demand == SW_DEMAND_BLOCK
			? "'%s' takes a lock that sleeps on PREEMPT_RT, but the contract of '%s' does not say so"
			: "'%s' expects more than the contract of '%s' says", f->callee, f->function->name);
	w->message->expectation = allowance(w, f->function->name);
	add_call(w, 0);
	add_chain(w, f->witness, 1);
	w->message->help = contract_help(f);
}

/* Who enters the finding's function in the wrong context. */
static void add_entry(struct writer *w)
{
	const struct sw_finding *f = w->finding;
	struct sw_path_step step = { SW_PATH_ENTRY, f->entered, f->entered_in, .callee = f->function->name };

	if (f->entered.line && f->entered_by) {
		step.effect = sw_intern_printf(w->strings, "given to %s", f->entered_by);
		step.text = sw_intern_printf(w->strings, f->entered_in ? "gives '%s' to '%s'" : "'%s' is given to '%s' here",
					     f->function->name, f->entered_by);
		add_step(w, step);
	} else if (f->contract && f->contract->place.line) {
		step.place = f->contract->origin == SW_ORIGIN_ATTRIBUTE ? f->contract->place : f->function->place;
		step.function = f->function;
		step.effect = "entered by its contract";
		step.text = sw_intern_printf(w->strings, "is entered like that by its contract (%s)", declared_at(w));
		add_step(w, step);
	}
}

/* Of a contract that allows more than one count it is said whose it is: there is no one context that is here. */
static const char *entry_expectation(struct writer *w)
{
	const struct sw_finding *f = w->finding;
	bool one = f->demand == SW_DEMAND_ATOMIC || !f->contract || !f->entered_by || f->actual.lo == f->actual.hi;

	if (!one)
		return allowance(w, f->entered_by);
	/* who doubts the context can look at who says so */
	return f->contract ? sw_intern_printf(w->strings, "%s (the context is %s)", expectation(w), declared_at(w)) : expectation(w);
}

static void word_entered(struct writer *w)
{
	const struct sw_finding *f = w->finding;
	bool moved = f->tag == SW_TAG_SLOT_CONTRACT || f->place.cookie == f->entered.cookie;

	w->message->headline = complaint(w);
	if (f->tag == SW_TAG_SLOT_CONTRACT)
		w->message->headline = sw_intern_printf(w->strings, "'%s' does not keep the contract of '%s': %s", f->callee,
							f->entered_by ? f->entered_by : "the pointer", w->message->headline);
	w->message->expectation = entry_expectation(w);
	add_entry(w);
	if (!moved)
		add_call(w, 1);
	add_chain(w, f->witness, moved ? 1 : 2);
}

/* The section that the pointer was obtained in ended with the oldest step that closed it since. */
static void add_end_of_section(struct writer *w)
{
	const struct sw_step *end = NULL;

	for (const struct sw_step *s = w->finding->trail; s; s = s->before) {
		struct sw_transfer before = s->before ? s->before->vector.of[SW_RCU] : (struct sw_transfer){ 0 };

		if (sw_same_place(&s->place, &w->finding->other))
			break;
		if (s->vector.of[SW_RCU].hi == 0 && before.hi > 0)
			end = s;
	}
	if (end)
		add_change(w, end, w->finding->function, 0, SW_RCU);
}

static void word_followed(struct writer *w)
{
	const struct sw_finding *f = w->finding;
	const char *name = *f->callee ? sw_intern_printf(w->strings, "'%s'", f->callee) : "a pointer";

	w->message->headline = sw_intern_printf(w->strings, "%s was loaded inside an RCU read-side critical section that has "
						"ended, and is followed here", name);
	w->message->expectation = sw_intern_printf(w->strings, "what %s points to is only sure to be there while the section is "
						   "open, or after a reference was taken", name);
	add_use(w, f->other, sw_intern_printf(w->strings, "loads %s inside the section", name));
	add_end_of_section(w);
	add_use(w, f->place, sw_intern_printf(w->strings, "follows %s", name));
	w->message->help = "move this into the section, or take a reference before the section ends";
}

struct sw_message sw_message_of(struct sw_strings *strings, const struct sw_finding *finding)
{
	struct sw_message message = { 0 };
	struct writer w = { strings, finding, &message };

	switch (finding->kind) {
	case SW_FOUND_CALL:
		word_call(&w);
		break;
	case SW_FOUND_EXITS:
	case SW_FOUND_LEAK:
		word_exits(&w);
		break;
	case SW_FOUND_EFFECT:
		word_effect(&w);
		break;
	case SW_FOUND_UNSAVED:
		word_unsaved(&w);
		break;
	case SW_FOUND_DECLARED:
		word_declared(&w);
		break;
	case SW_FOUND_ENTERED:
		word_entered(&w);
		break;
	case SW_FOUND_FOLLOWED:
		word_followed(&w);
		break;
	}
	return message;
}

const char *sw_given_up_message(struct sw_strings *strings, const struct sw_symbol *symbol)
{
	return sw_intern_printf(strings, "'%s' is given up: its paths would take too much memory or time, so nothing is found in it, and "
				"what it does to the counters is not known", symbol->name);
}
