// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sets of terms of which joins forgot something. What loops lose is lost again, so that mostly one set has all of another,
 * and a state that is long on its way has some hundred terms in its own. Those over VALs, which die, stand apart.
 */
#include <stdlib.h>
#include <string.h>

#include "sleepwalk/knowledge.h"

/* The first place from FROM on whose term is not below T, or N: mostly it is near. */
static uint32_t find_from(const sw_term *at, uint32_t from, uint32_t n, sw_term t)
{
	uint32_t low = from, high, step = 1;

	if (low == n || at[low] >= t)
		return low;
	for (; step < n - low && at[low + step] < t; step *= 2)
		low += step;
	high = step < n - low ? low + step : n;
	for (low++; low < high;) {
		uint32_t middle = low + (high - low) / 2;

		if (at[middle] < t)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool has(const sw_term *at, uint32_t n, sw_term t)
{
	uint32_t i = find_from(at, 0, n, t);

	return i < n && at[i] == t;
}

bool sw_lost_has(const struct sw_lost *lost, sw_term t)
{
	return lost && (has(lost->at, lost->n_plain, t) || has(lost->at + lost->n_plain, lost->n - lost->n_plain, t));
}

static bool is_within(const sw_term *part, uint32_t n, const sw_term *whole, uint32_t m)
{
	if (n > m)
		return false;
	for (uint32_t i = 0, k = 0; i < n; i++, k++) {
		k = find_from(whole, k, m, part[i]);
		if (k == m || whole[k] != part[i])
			return false;
	}
	return true;
}

static bool lost_within(const struct sw_lost *part, const struct sw_lost *whole)
{
	return is_within(part->at, part->n_plain, whole->at, whole->n_plain) &&
	       is_within(part->at + part->n_plain, part->n - part->n_plain, whole->at + whole->n_plain, whole->n - whole->n_plain);
}

/* The terms of both, into TO; how many they are. */
static uint32_t merge(sw_term *to, const sw_term *a, uint32_t n, const sw_term *b, uint32_t m)
{
	uint32_t i = 0, k = 0, merged = 0;

	while (i < n && k < m) {
		sw_term x = a[i], y = b[k];

		to[merged++] = x < y ? x : y;
		i += x <= y;
		k += y <= x;
	}
	while (i < n)
		to[merged++] = a[i++];
	while (k < m)
		to[merged++] = b[k++];
	return merged;
}

const struct sw_lost *sw_lost_unite(struct sw_space *space, const struct sw_lost *a, const struct sw_lost *b)
{
	struct sw_lost *both;

	if (a == b || !b || (a && lost_within(b, a)))
		return a;
	if (!a || lost_within(a, b))
		return b;
	both = sw_alloc_raw(space->scratch, sizeof *both + (a->n + b->n) * sizeof *both->at);
	both->n_plain = merge(both->at, a->at, a->n_plain, b->at, b->n_plain);
	both->n = both->n_plain + merge(both->at + both->n_plain, a->at + a->n_plain, a->n - a->n_plain, b->at + b->n_plain,
					b->n - b->n_plain);
	return both;
}

static int by_number(const void *a, const void *b)
{
	sw_term x = *(const sw_term *)a, y = *(const sw_term *)b;

	return x < y ? -1 : x > y;
}

/* Adds those of the N sorted terms that hold a VAL, or those that hold none, each once. */
static void add_kind(struct sw_space *space, struct sw_lost *to, const sw_term *terms, uint32_t n, bool has_val)
{
	for (uint32_t i = 0; i < n; i++)
		if (sw_term_node(space->terms, terms[i])->has_val == has_val && !(i && terms[i] == terms[i - 1]))
			to->at[to->n++] = terms[i];
}

const struct sw_lost *sw_lost_add(struct sw_space *space, const struct sw_lost *lost, sw_term *terms, uint32_t n)
{
	struct sw_lost *more;
	uint32_t kept = 0;

	for (uint32_t i = 0; i < n; i++)
		if (!sw_lost_has(lost, terms[i]))
			terms[kept++] = terms[i];
	if (!kept)
		return lost;
	qsort(terms, kept, sizeof *terms, by_number);
	more = sw_alloc_raw(space->scratch, sizeof *more + kept * sizeof *more->at);
	more->n = 0;
	add_kind(space, more, terms, kept, false);
	more->n_plain = more->n;
	add_kind(space, more, terms, kept, true);
	return sw_lost_unite(space, lost, more);
}

const struct sw_lost *sw_lost_keep_if(struct sw_space *space, const struct sw_lost *lost, sw_lost_keep_fn *keep, void *cookie)
{
	struct sw_lost *rest;
	uint32_t i = lost ? lost->n_plain : 0;

	while (lost && i < lost->n && keep(cookie, lost->at[i]))
		i++;
	if (!lost || i == lost->n)
		return lost;
	rest = sw_alloc_raw(space->scratch, sizeof *rest + lost->n * sizeof *rest->at);
	memcpy(rest->at, lost->at, i * sizeof *rest->at);
	rest->n_plain = lost->n_plain;
	for (rest->n = i; i < lost->n; i++)
		if (keep(cookie, lost->at[i]))
			rest->at[rest->n++] = lost->at[i];
	return rest;
}
