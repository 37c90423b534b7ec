// SPDX-License-Identifier: GPL-2.0-or-later
/* The arithmetic of counters: ranges and transfers. counters.h states the laws, tests/unit/counters.c holds them. */
#include <stdio.h>
#include <string.h>

#include "sleepwalk/counters.h"

static const struct {
	const char *name, *wrong;
	bool forbids_sleep, forbids_blocking;
} counters[SW_COUNTERS] = {
#define X(symbol, name, sleep, block, wrong) { name, wrong, sleep, block },
	SW_COUNTER_LIST(X)
#undef X
};

const char *sw_counter_name(enum sw_counter counter)
{
	return counters[counter].name;
}

const char *sw_counter_wrong(enum sw_counter counter)
{
	return counters[counter].wrong;
}

bool sw_counter_forbids_sleep(enum sw_counter counter)
{
	return counters[counter].forbids_sleep;
}

enum sw_counter sw_counter_by_name(const char *name, size_t length)
{
	enum sw_counter c = 0;

	while (c < SW_COUNTERS && (strlen(counters[c].name) != length || memcmp(counters[c].name, name, length)))
		c++;
	return c;
}

static int min(int a, int b)
{
	return a < b ? a : b;
}

static int max(int a, int b)
{
	return a > b ? a : b;
}

/* A sum in which the infinite ends stay where they are. */
static int plus(int a, int b)
{
	long long sum = (long long)a + b;

	if (a == SW_MAX || a == SW_MIN)
		return a;
	if (b == SW_MAX || b == SW_MIN)
		return b;
	return sum >= SW_MAX ? SW_MAX : sum <= SW_MIN ? SW_MIN : (int)sum;
}

static int minus(int a, int b)
{
	return plus(a, b == SW_MIN ? SW_MAX : b == SW_MAX ? SW_MIN : -b);
}

struct sw_range sw_range_any(void)
{
	return (struct sw_range){ 0, SW_MAX };
}

bool sw_range_is_any(struct sw_range r)
{
	return r.lo <= 0 && r.hi == SW_MAX;
}

bool sw_range_is_empty(struct sw_range r)
{
	return r.lo > r.hi;
}

bool sw_range_equal(struct sw_range a, struct sw_range b)
{
	return (a.lo == b.lo && a.hi == b.hi) || (sw_range_is_empty(a) && sw_range_is_empty(b));
}

bool sw_range_within(struct sw_range part, struct sw_range whole)
{
	return sw_range_is_empty(part) || (part.lo >= whole.lo && part.hi <= whole.hi);
}

struct sw_range sw_range_meet(struct sw_range a, struct sw_range b)
{
	return (struct sw_range){ max(a.lo, b.lo), min(a.hi, b.hi) };
}

struct sw_range sw_range_join(struct sw_range a, struct sw_range b)
{
	if (sw_range_is_empty(a))
		return b;
	if (sw_range_is_empty(b))
		return a;
	return (struct sw_range){ min(a.lo, b.lo), max(a.hi, b.hi) };
}

char *sw_range_print(struct sw_range r, char *buffer)
{
	if (sw_range_is_empty(r))
		snprintf(buffer, SW_RANGE_TEXT, "unsatisfiable");
	else if (r.lo == r.hi)
		snprintf(buffer, SW_RANGE_TEXT, "%d", r.lo);
	else if (r.hi == SW_MAX)
		snprintf(buffer, SW_RANGE_TEXT, "%d..", r.lo);
	else
		snprintf(buffer, SW_RANGE_TEXT, "%d..%d", r.lo, r.hi);
	return buffer;
}

struct sw_transfer sw_transfer_add(int delta)
{
	return (struct sw_transfer){ .lo = delta, .hi = delta };
}

struct sw_transfer sw_transfer_set(int count)
{
	return (struct sw_transfer){ .set = true, .lo = count, .hi = count };
}

bool sw_transfer_is_identity(struct sw_transfer t)
{
	return !t.set && t.lo == 0 && t.hi == 0;
}

bool sw_transfer_is_exact(struct sw_transfer t)
{
	return t.lo == t.hi;
}

bool sw_transfer_equal(struct sw_transfer a, struct sw_transfer b)
{
	return a.set == b.set && a.lo == b.lo && a.hi == b.hi;
}

struct sw_transfer sw_transfer_then(struct sw_transfer first, struct sw_transfer then)
{
	struct sw_transfer t = { first.set, plus(first.lo, then.lo), plus(first.hi, then.hi) };

	if (then.set)
		return then;
	if (first.set) {
		t.lo = max(t.lo, 0);
		t.hi = max(t.hi, 0);
	}
	return t;
}

struct sw_transfer sw_transfer_join(struct sw_transfer a, struct sw_transfer b)
{
	return (struct sw_transfer){ a.set, min(a.lo, b.lo), max(a.hi, b.hi) };
}

struct sw_transfer sw_transfer_widen(struct sw_transfer before, struct sw_transfer now)
{
	struct sw_transfer t = before;

	if (now.lo < before.lo)
		t.lo = before.set ? 0 : SW_MIN;
	if (now.hi > before.hi)
		t.hi = SW_MAX;
	return t;
}

struct sw_range sw_transfer_apply(struct sw_transfer t, struct sw_range entry)
{
	if (t.set || sw_range_is_empty(entry))
		return t.set ? (struct sw_range){ t.lo, t.hi } : entry;
	return (struct sw_range){ max(plus(entry.lo, t.lo), 0), max(plus(entry.hi, t.hi), 0) };
}

struct sw_range sw_transfer_require(struct sw_transfer t, struct sw_range wanted)
{
	struct sw_range after = { t.lo, t.hi };
	struct sw_range empty = { 1, 0 };

	if (t.set)
		return sw_range_is_empty(sw_range_meet(after, wanted)) ? empty : sw_range_any();
	if (sw_range_is_empty(wanted) || wanted.hi < 0)
		return empty;
	/* what would fall below 0 stops there */
	return sw_range_meet((struct sw_range){ wanted.lo > 0 ? minus(wanted.lo, t.hi) : 0, minus(wanted.hi, t.lo) },
			     sw_range_any());
}

char *sw_transfer_print(struct sw_transfer t, char *buffer)
{
	const char *sign = t.set ? "=" : t.lo >= 0 ? "+" : "";

	if (t.lo == t.hi)
		snprintf(buffer, SW_RANGE_TEXT, "%s%d", sign, t.lo);
	else if (t.lo == SW_MIN)
		snprintf(buffer, SW_RANGE_TEXT, t.hi == SW_MAX ? "any" : "..%d", t.hi);
	else if (t.hi == SW_MAX)
		snprintf(buffer, SW_RANGE_TEXT, "%s%d..", sign, t.lo);
	else
		snprintf(buffer, SW_RANGE_TEXT, "%s%d..%d", sign, t.lo, t.hi);
	return buffer;
}

bool sw_vector_equal(const struct sw_vector *a, const struct sw_vector *b)
{
	return !memcmp(a, b, sizeof *a);
}

bool sw_vector_within(const struct sw_vector *part, const struct sw_vector *whole)
{
	for (int c = 0; c < SW_COUNTERS; c++)
		if (part->of[c].set != whole->of[c].set || part->of[c].lo < whole->of[c].lo ||
		    part->of[c].hi > whole->of[c].hi)
			return false;
	return true;
}

bool sw_vector_is_identity(const struct sw_vector *v)
{
	for (int c = 0; c < SW_COUNTERS; c++)
		if (!sw_transfer_is_identity(v->of[c]))
			return false;
	return true;
}

static struct sw_context all_counters(struct sw_range range)
{
	struct sw_context context;

	for (int c = 0; c < SW_COUNTERS; c++)
		context.of[c] = range;
	return context;
}

struct sw_context sw_context_any(void)
{
	return all_counters(sw_range_any());
}

struct sw_context sw_context_task(void)
{
	return all_counters((struct sw_range){ 0, 0 });
}

struct sw_context sw_context_sleep(void)
{
	struct sw_context context = sw_context_any();

	for (int c = 0; c < SW_COUNTERS; c++)
		if (counters[c].forbids_sleep)
			context.of[c] = (struct sw_range){ 0, 0 };
	return context;
}

struct sw_context sw_context_block(void)
{
	struct sw_context context = sw_context_any();

	for (int c = 0; c < SW_COUNTERS; c++)
		if (counters[c].forbids_blocking)
			context.of[c] = (struct sw_range){ 0, 0 };
	return context;
}

unsigned char sw_context_named(const struct sw_context *context)
{
	unsigned char named = 0;

	_Static_assert(SW_COUNTERS <= 8, "a bit per counter");
	for (int c = 0; c < SW_COUNTERS; c++)
		named |= (unsigned char)(!sw_range_is_any(context->of[c]) << c);
	return named;
}

struct sw_context sw_context_join(const struct sw_context *a, const struct sw_context *b)
{
	struct sw_context both;

	for (int c = 0; c < SW_COUNTERS; c++)
		both.of[c] = sw_range_join(a->of[c], b->of[c]);
	return both;
}

bool sw_context_is_any(const struct sw_context *context)
{
	return !sw_context_named(context);
}

bool sw_context_equal(const struct sw_context *a, const struct sw_context *b)
{
	for (int c = 0; c < SW_COUNTERS; c++)
		if (!sw_range_equal(a->of[c], b->of[c]))
			return false;
	return true;
}
