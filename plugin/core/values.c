// SPDX-License-Identifier: GPL-2.0-or-later
/* Sets of scalar values as short lists of intervals; see values.h for the meaning and the laws. */
#include <inttypes.h>
#include <stdio.h>

#include "sleepwalk/values.h"

struct sw_values sw_values_nonzero(void)
{
	return (struct sw_values){ .n = 2, .in = { { INT64_MIN, -1 }, { 1, INT64_MAX } } };
}

struct sw_values sw_values_object(void)
{
	return (struct sw_values){ .n = 2, .in = { { INT64_MIN, -SW_MAX_ERRNO - 1 }, { 1, INT64_MAX } } };
}

/* Appends LO..HI, which begins no earlier than what is there; touching intervals become one. */
static void append(struct sw_values *v, int64_t lo, int64_t hi)
{
	unsigned narrowest = 0;

	if (v->n && (v->in[v->n - 1].hi == INT64_MAX || lo <= v->in[v->n - 1].hi + 1)) {
		if (hi > v->in[v->n - 1].hi)
			v->in[v->n - 1].hi = hi;
		return;
	}
	if (v->n < SW_VALUES_ROOM) {
		v->in[v->n].lo = lo;
		v->in[v->n++].hi = hi;
		return;
	}
	/* Full: close the narrowest gap, counting the one before the new interval. */
	for (unsigned i = 1; i <= v->n; i++) {
		uint64_t gap = (uint64_t)(i < v->n ? v->in[i].lo : lo) - (uint64_t)v->in[i - 1].hi;
		uint64_t best = (uint64_t)(narrowest + 1 < v->n ? v->in[narrowest + 1].lo : lo) -
				(uint64_t)v->in[narrowest].hi;

		if (gap < best)
			narrowest = i - 1;
	}
	if (narrowest == v->n - 1) {
		v->in[v->n - 1].hi = hi;
		return;
	}
	v->in[narrowest].hi = v->in[narrowest + 1].hi;
	for (unsigned i = narrowest + 1; i + 1 < v->n; i++)
		v->in[i] = v->in[i + 1];
	v->in[v->n - 1].lo = lo;
	v->in[v->n - 1].hi = hi;
}

struct sw_values sw_values_unite(const struct sw_values *a, const struct sw_values *b)
{
	struct sw_values result;

	result.n = 0;
	for (unsigned i = 0, j = 0; i < a->n || j < b->n;) {
		if (j == b->n || (i < a->n && a->in[i].lo <= b->in[j].lo)) {
			append(&result, a->in[i].lo, a->in[i].hi);
			i++;
		} else {
			append(&result, b->in[j].lo, b->in[j].hi);
			j++;
		}
	}
	return result;
}

struct sw_values sw_values_intersect(const struct sw_values *a, const struct sw_values *b)
{
	struct sw_values result;

	result.n = 0;
	for (unsigned i = 0, j = 0; i < a->n && j < b->n;) {
		int64_t lo = a->in[i].lo > b->in[j].lo ? a->in[i].lo : b->in[j].lo;
		int64_t hi = a->in[i].hi < b->in[j].hi ? a->in[i].hi : b->in[j].hi;

		if (lo <= hi)
			append(&result, lo, hi);
		if (a->in[i].hi < b->in[j].hi)
			i++;
		else
			j++;
	}
	return result;
}

struct sw_values sw_values_complement(const struct sw_values *v)
{
	struct sw_values result = { 0 };
	int64_t next = INT64_MIN;

	for (unsigned i = 0; i < v->n; i++) {
		if (v->in[i].lo > next)
			append(&result, next, v->in[i].lo - 1);
		if (v->in[i].hi == INT64_MAX)
			return result;
		next = v->in[i].hi + 1;
	}
	append(&result, next, INT64_MAX);
	return result;
}

bool sw_values_within(const struct sw_values *part, const struct sw_values *whole)
{
	if (part == whole)
		return true;
	for (unsigned i = 0, j = 0; i < part->n; i++) {
		while (j < whole->n && whole->in[j].hi < part->in[i].lo)
			j++;
		if (j == whole->n || part->in[i].lo < whole->in[j].lo || part->in[i].hi > whole->in[j].hi)
			return false;
	}
	return true;
}

bool sw_values_disjoint(const struct sw_values *a, const struct sw_values *b)
{
	for (unsigned i = 0, j = 0; i < a->n && j < b->n;) {
		if (a->in[i].hi < b->in[j].lo)
			i++;
		else if (b->in[j].hi < a->in[i].lo)
			j++;
		else
			return false;
	}
	return true;
}

/* LO..HI plus DELTA in 64-bit arithmetic, which may wrap round into two intervals. */
static struct sw_values add_to_interval(int64_t lo, int64_t hi, int64_t delta)
{
	int64_t new_lo, new_hi;
	bool lo_wraps = __builtin_add_overflow(lo, delta, &new_lo), hi_wraps = __builtin_add_overflow(hi, delta, &new_hi);
	struct sw_values low, high;

	if (lo_wraps == hi_wraps)
		return sw_values_range(new_lo, new_hi);
	low = sw_values_range(INT64_MIN, new_hi);
	high = sw_values_range(new_lo, INT64_MAX);
	return sw_values_unite(&low, &high);
}

struct sw_values sw_values_add(const struct sw_values *v, int64_t delta)
{
	struct sw_values result = { 0 };

	for (unsigned i = 0; i < v->n; i++) {
		struct sw_values moved = add_to_interval(v->in[i].lo, v->in[i].hi, delta);

		result = sw_values_unite(&result, &moved);
	}
	return result;
}

struct sw_values sw_values_negate(const struct sw_values *v)
{
	struct sw_values result = { 0 };

	for (unsigned i = v->n; i-- > 0;) {
		if (v->in[i].lo == INT64_MIN)
			return sw_values_any();
		append(&result, -v->in[i].hi, -v->in[i].lo);
	}
	return result;
}

static int print_interval(char *at, size_t room, int64_t lo, int64_t hi)
{
	if (lo == hi)
		return snprintf(at, room, "%" PRId64, lo);
	if (hi == INT64_MAX)
		return snprintf(at, room, "%" PRId64 "..", lo);
	if (lo == INT64_MIN)
		return snprintf(at, room, "..%" PRId64, hi);
	return snprintf(at, room, "%" PRId64 "..%" PRId64, lo, hi);
}

char *sw_values_print(const struct sw_values *v, char *buffer, size_t size)
{
	struct sw_values nonzero = sw_values_nonzero();
	size_t used = 0;

	if (sw_values_is_none(v) || sw_values_is_any(v) || sw_values_equal(v, &nonzero)) {
		snprintf(buffer, size, "%s", sw_values_is_none(v) ? "nothing" : sw_values_is_any(v) ? "any" : "nonzero");
		return buffer;
	}
	for (unsigned i = 0; i < v->n && used < size; i++) {
		if (i)
			used += (size_t)snprintf(buffer + used, size - used, " or ");
		if (used < size)
			used += (size_t)print_interval(buffer + used, size - used, v->in[i].lo, v->in[i].hi);
	}
	return buffer;
}
