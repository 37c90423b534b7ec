/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sets of values that a scalar can have: the facts that branches teach, and the tests in guards.
 *
 * A set is a sorted list of disjoint closed intervals of signed 64-bit numbers; pointers and unsigned 64-bit values are
 * taken by their bit pattern, so that the error pointers are -4095..-1. Bottom is the empty list, top is one interval
 * that holds everything. A set that would need more intervals than there is room for gives up its narrowest gap: sets
 * only ever grow by that, which keeps unite() an upper bound. The lattice has long chains; who iterates must widen.
 */
#ifndef SLEEPWALK_VALUES_H
#define SLEEPWALK_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SW_VALUES_ROOM = 4, SW_MAX_ERRNO = 4095 };

struct sw_values {
	unsigned n;
	struct {
		int64_t lo, hi;
	} in[SW_VALUES_ROOM];
};

/* Empty when LO > HI. */
static inline struct sw_values sw_values_range(int64_t lo, int64_t hi)
{
	struct sw_values v;

	v.n = lo <= hi;
	v.in[0].lo = lo;
	v.in[0].hi = hi;
	return v;
}

static inline struct sw_values sw_values_none(void)
{
	return sw_values_range(1, 0);
}

static inline struct sw_values sw_values_any(void)
{
	return sw_values_range(INT64_MIN, INT64_MAX);
}

static inline struct sw_values sw_values_one(int64_t value)
{
	return sw_values_range(value, value);
}

struct sw_values sw_values_nonzero(void);
/* What a pointer that was dereferenced can be: neither near NULL nor an error pointer (include/linux/err.h). */
struct sw_values sw_values_object(void);

static inline bool sw_values_is_none(const struct sw_values *v)
{
	return v->n == 0;
}

static inline bool sw_values_is_any(const struct sw_values *v)
{
	return v->n == 1 && v->in[0].lo == INT64_MIN && v->in[0].hi == INT64_MAX;
}

static inline bool sw_values_is_one(const struct sw_values *v, int64_t *value)
{
	if (v->n != 1 || v->in[0].lo != v->in[0].hi)
		return false;
	*value = v->in[0].lo;
	return true;
}

static inline bool sw_values_equal(const struct sw_values *a, const struct sw_values *b)
{
	if (a == b)
		return true;
	if (a->n != b->n)
		return false;
	for (unsigned i = 0; i < a->n; i++)
		if (a->in[i].lo != b->in[i].lo || a->in[i].hi != b->in[i].hi)
			return false;
	return true;
}

bool sw_values_within(const struct sw_values *part, const struct sw_values *whole);
bool sw_values_disjoint(const struct sw_values *a, const struct sw_values *b);

struct sw_values sw_values_unite(const struct sw_values *a, const struct sw_values *b);
struct sw_values sw_values_intersect(const struct sw_values *a, const struct sw_values *b);
struct sw_values sw_values_complement(const struct sw_values *v);
/* Every value plus DELTA, in 64-bit arithmetic that wraps round. */
struct sw_values sw_values_add(const struct sw_values *v, int64_t delta);
struct sw_values sw_values_negate(const struct sw_values *v);

/* For people: "nonzero", "0", "-4095..-1", "1.. or ..-1". Writes at most SIZE bytes, NUL included; returns BUFFER. */
char *sw_values_print(const struct sw_values *v, char *buffer, size_t size);

#endif
