// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Solutions of an earlier run, by a digest of their component.
 *
 * The bytes hold all strings, each once, and the solutions: the key, which strings it uses and which of these name symbols, its
 * digest, the trace by which it was found, and what was found (wire-solution.c). The last two speak of names by their place
 * among those that it uses: they stay as they are when the strings are given other numbers in the next run.
 */
#include <stdlib.h>
#include <string.h>

#include "sleepwalk/cache.h"

/* ---- reading ---- */

static void read_texts(struct sw_codec *c, struct sw_cache *cache)
{
	uint32_t n = 0, length = 0;

	sw_code_count(c, &n, 1);
	cache->texts = sw_alloc(&cache->arena, (n + 1) * sizeof *cache->texts);
	for (; cache->n_texts < n && !c->failed; cache->n_texts++) {
		sw_code_count(c, &length, 1);
		cache->texts[cache->n_texts] = (struct sw_kept_text){ (const char *)c->at, length };
		c->at += length;
	}
}

/* Numbers below LIMIT. */
static uint32_t *read_numbers(struct sw_codec *c, uint32_t *n, uint32_t limit)
{
	uint32_t *numbers;

	sw_code_count(c, n, 1);
	numbers = sw_alloc_raw(c->arena, (*n + 1) * sizeof *numbers);
	for (uint32_t i = 0; i < *n; i++) {
		SW_CODE(c, numbers[i]);
		if (numbers[i] >= limit)
			sw_code_fail(c);
	}
	return numbers;
}

static void read_solution(struct sw_codec *c, struct sw_cache *cache)
{
	struct sw_kept_solution kept = { 0 };

	SW_CODE(c, kept.key);
	kept.strings = read_numbers(c, &kept.n_strings, cache->n_texts);
	kept.symbols = read_numbers(c, &kept.n_symbols, kept.n_strings);
	sw_code_count(c, &kept.length, 1);
	kept.bytes = c->at;
	if (c->failed)
		return;
	c->at += kept.length;
	*sw_vec_push(&cache->arena, &cache->list) = kept;
}

static void index_all(struct sw_cache *cache)
{
	cache->used = sw_alloc(&cache->arena, cache->list.n + 1);
	for (cache->size = 64; cache->size < cache->list.n * 2;)
		cache->size *= 2;
	cache->table = sw_alloc(&cache->arena, cache->size * sizeof *cache->table);
	for (uint32_t n = 0; n < cache->list.n; n++) {
		uint32_t i = (uint32_t)cache->list.at[n].key & (cache->size - 1);

		while (cache->table[i])
			i = (i + 1) & (cache->size - 1);
		cache->table[i] = n + 1;
	}
}

void sw_cache_free(struct sw_cache *cache)
{
	sw_arena_free(&cache->arena);
	*cache = (struct sw_cache){ 0 };
}

bool sw_cache_read(struct sw_cache *cache, const unsigned char *bytes, size_t n)
{
	struct sw_codec c = { .arena = &cache->arena, .at = bytes, .end = n ? bytes + n : bytes }; /* NULL has no end */

	if (n)
		read_texts(&c, cache);
	while (!c.failed && c.at < c.end)
		read_solution(&c, cache);
	if (c.failed)
		sw_cache_free(cache);
	index_all(cache);
	return !c.failed;
}

void sw_cache_bind(struct sw_cache *cache, struct sw_strings *strings)
{
	cache->strings = sw_alloc_raw(&cache->arena, (cache->n_texts + 1) * sizeof *cache->strings);
	for (uint32_t i = 0; i < cache->n_texts; i++)
		cache->strings[i] = sw_intern_n(strings, cache->texts[i].at, cache->texts[i].length);
}

/* ---- a solution's names ---- */

/* False: one that names a symbol names none of the program. */
static bool find_names(struct sw_cache_user *user, struct sw_unit *unit, const struct sw_kept_solution *kept,
		       struct sw_names *names)
{
	names->n_strings = kept->n_strings;
	names->n_symbols = kept->n_symbols;
	names->strings = sw_alloc_raw(&user->scratch, (kept->n_strings + 1) * sizeof *names->strings);
	names->symbols = sw_alloc_raw(&user->scratch, (kept->n_symbols + 1) * sizeof *names->symbols);
	for (uint32_t i = 0; i < kept->n_strings; i++)
		names->strings[i] = user->cache->strings[kept->strings[i]];
	for (uint32_t i = 0; i < kept->n_symbols; i++) {
		names->symbols[i] = sw_unit_symbol_called(unit, names->strings[kept->symbols[i]]);
		if (!names->symbols[i])
			return false;
	}
	return true;
}

/* Has it what its kind needs? */
static bool is_whole(const struct sw_dependence *d)
{
	switch (d->kind) {
	case SW_ON_SUMMARY:
		return d->symbol;
	case SW_ON_BODY:
		return d->symbol && d->symbol->body;
	case SW_ON_CONSTANT:
		return d->name && d->path;
	case SW_ON_NAME:
	case SW_ON_SLOT:
		return d->name;
	default:
		return false;
	}
}

static void code_dependence(struct sw_codec *c, struct sw_dependence *d)
{
	SW_CODE(c, d->kind);
	SW_CODE(c, d->given);
	sw_code_symbol(c, &d->symbol);
	sw_code_symbol(c, &d->user);
	sw_code_string(c, &d->name);
	sw_code_string(c, &d->path);
	if (!is_whole(d))
		sw_code_fail(c);
}

static struct sw_solution_codec new_codec(struct sw_cache_user *user, struct sw_unit *unit, const struct sw_turn *turn)
{
	return (struct sw_solution_codec){ .c = { .unit = unit, .arena = &user->scratch }, .keep = &user->scratch,
					   .contracts = user->contracts, .trace = &user->trace, .turn = turn };
}

/* ---- recalling ---- */

/* Is all that it went by as it was? What it went by is the trace, then. */
static bool still_holds(struct sw_codec *c, struct sw_trace *trace, struct sw_turn *turn)
{
	uint32_t n = 0;

	for (sw_code_count(c, &n, 6); n && !c->failed && !turn->waits; n--) {
		struct sw_dependence d = { 0 };
		uint64_t was = 0;

		code_dependence(c, &d);
		sw_code_number(c, &was);
		if (c->failed || !was || sw_dependence_digest(c->unit, turn, &d) != was)
			return false;
		sw_trace_note(trace, turn, &d);
	}
	return !c->failed && !turn->waits;
}

static void name_solution(struct sw_solution *solution, uint64_t digest)
{
	for (uint32_t i = 0; i < solution->n; i++)
		solution->members[i]->solution = digest;
}

static bool try_kept(struct sw_cache_user *user, struct sw_unit *unit, struct sw_turn *turn, struct sw_arena *made,
		     struct sw_arena *keep, const struct sw_kept_solution *kept, struct sw_solution *solution)
{
	struct sw_names names = { 0 };
	struct sw_solution_codec s = new_codec(user, unit, turn);
	uint64_t digest = 0;

	s.c.names = &names;
	s.c.at = kept->bytes;
	s.c.end = kept->bytes + kept->length;
	if (!find_names(user, unit, kept, &names))
		return false;
	sw_code_number(&s.c, &digest);
	if (!still_holds(&s.c, &user->trace, turn))
		return false;
	s.c.arena = made;
	s.keep = keep;
	sw_code_solution(&s, solution);
	if (s.c.failed || s.c.at != s.c.end)
		return false;
	name_solution(solution, digest);
	return true;
}

bool sw_cache_recall(struct sw_cache_user *user, struct sw_unit *unit, struct sw_turn *turn, struct sw_symbol *const *callees,
		     uint32_t n_callees, bool for_value, struct sw_arena *made, struct sw_arena *keep, struct sw_solution *solution)
{
	const struct sw_cache *cache = user->cache;
	bool recalled = false;

	user->key = sw_component_digest(unit, solution->members, solution->n, callees, n_callees, for_value);
	for (uint32_t i = (uint32_t)user->key & (cache->size - 1); cache->table[i] && !recalled && !turn->waits;
	     i = (i + 1) & (cache->size - 1)) {
		uint32_t number = cache->table[i] - 1;

		if (cache->list.at[number].key != user->key)
			continue;
		sw_trace_forget(&user->trace);
		recalled = try_kept(user, unit, turn, made, keep, &cache->list.at[number], solution);
		sw_arena_reset(&user->scratch);
		if (recalled)
			__atomic_store_n(&cache->used[number], true, __ATOMIC_RELAXED);
	}
	sw_trace_forget(&user->trace);
	return recalled;
}

/* ---- keeping ---- */

static void write_trace(struct sw_codec *c, const struct sw_trace *trace, struct sw_turn *turn)
{
	uint32_t n = trace->list.n;

	sw_code_count(c, &n, 6);
	for (uint32_t i = 0; i < n; i++) {
		uint64_t is = sw_dependence_digest(c->unit, turn, &trace->list.at[i]);

		code_dependence(c, &trace->list.at[i]);
		sw_code_number(c, &is);
		if (!is)
			sw_code_fail(c);
	}
}

static bool is_same(const struct sw_cache *cache, const struct sw_kept_solution *old, const struct sw_found_solution *found)
{
	const struct sw_kept_solution *kept = &found->kept;

	if (old->key != kept->key || old->length != kept->length || old->n_strings != kept->n_strings ||
	    old->n_symbols != kept->n_symbols || memcmp(old->bytes, kept->bytes, kept->length))
		return false;
	for (uint32_t i = 0; i < kept->n_strings; i++)
		if (cache->strings[old->strings[i]] != found->strings[i])
			return false;
	return !memcmp(old->symbols, kept->symbols, kept->n_symbols * sizeof *kept->symbols);
}

/* One that could not be read again, as it happens when a term has become another one, is found again in each run. */
static bool is_there(const struct sw_cache *cache, const struct sw_found_solution *found)
{
	uint64_t key = found->kept.key;

	for (uint32_t i = (uint32_t)key & (cache->size - 1); cache->table[i]; i = (i + 1) & (cache->size - 1)) {
		if (is_same(cache, &cache->list.at[cache->table[i] - 1], found)) {
			__atomic_store_n(&cache->used[cache->table[i] - 1], true, __ATOMIC_RELAXED);
			return true;
		}
	}
	return false;
}

/* Its names are interned, and get their numbers when all that is to be kept is known. */
static struct sw_found_solution put_together(struct sw_cache_user *user, struct sw_unit *unit, const struct sw_codec *trace,
					     const struct sw_codec *solution, uint64_t digest)
{
	struct sw_codec whole = { .unit = unit, .arena = &user->scratch, .writing = true };
	struct sw_found_solution found = { .kept.key = user->key };
	struct sw_kept_solution *kept = &found.kept;

	sw_code_number(&whole, &digest);
	sw_code_append(&whole, trace->out.at, trace->out.n);
	sw_code_append(&whole, solution->out.at, solution->out.n);
	kept->length = whole.out.n;
	kept->bytes = whole.out.at;
	kept->n_symbols = trace->symbols->list.n;
	kept->symbols = sw_alloc_raw(&user->scratch, (kept->n_symbols + 1) * sizeof *kept->symbols);
	for (uint32_t i = 0; i < kept->n_symbols; i++)
		kept->symbols[i] = sw_number(&user->scratch, trace->strings,
					     ((const struct sw_symbol *)trace->symbols->list.at[i])->link_name);
	kept->n_strings = trace->strings->list.n;
	found.strings = (const char **)trace->strings->list.at;
	return found;
}

static void *copy(struct sw_arena *arena, const void *from, size_t size)
{
	return size ? memcpy(sw_alloc_raw(arena, size), from, size) : NULL;
}

/* Beyond the component. */
static void keep_found(struct sw_cache_user *user, struct sw_found_solution found)
{
	if (is_there(user->cache, &found))
		return;
	found.kept.bytes = copy(&user->arena, found.kept.bytes, found.kept.length);
	found.kept.symbols = copy(&user->arena, found.kept.symbols, found.kept.n_symbols * sizeof *found.kept.symbols);
	found.strings = copy(&user->arena, found.strings, found.kept.n_strings * sizeof *found.strings);
	*sw_vec_push(&user->arena, &user->found) = found;
}

void sw_cache_keep(struct sw_cache_user *user, struct sw_unit *unit, struct sw_turn *turn, struct sw_solution *solution)
{
	struct sw_numbering strings = { 0 }, symbols = { 0 };
	struct sw_solution_codec s = new_codec(user, unit, turn);
	struct sw_codec trace;
	uint64_t digest = SW_SOLUTION_UNKNOWN;

	s.c.writing = true;
	s.c.strings = &strings;
	s.c.symbols = &symbols;
	trace = s.c;
	write_trace(&trace, &user->trace, turn);
	sw_code_solution(&s, solution);
	if (!trace.failed && !s.c.failed) {
		digest = s.c.hash << 1; /* neither that, nor 0, but for one in very many */
		keep_found(user, put_together(user, unit, &trace, &s.c, digest));
	}
	name_solution(solution, digest);
	sw_trace_forget(&user->trace);
	sw_arena_reset(&user->scratch);
}

/* ---- for the next run ---- */

void sw_cache_user_free(struct sw_cache_user *user)
{
	sw_arena_free(&user->trace.arena);
	sw_arena_free(&user->scratch);
	sw_arena_free(&user->arena);
}

/*
 * What was not asked for may be of other objects, or of other options: the last of it stays, as long as it takes no more than so
 * many bytes, or half of what the rest takes.
 */
enum { ROOM_FOR_OTHERS = 64 << 20 };

struct keeping {
	struct sw_codec texts, solutions;
	struct sw_numbering strings; /* interned */
};

static uint32_t number_of(struct keeping *k, const char *text)
{
	uint32_t n = k->strings.list.n, number = sw_number(k->texts.arena, &k->strings, text);

	if (number == n) {
		uint32_t length = (uint32_t)strlen(text);

		sw_code_count(&k->texts, &length, 1);
		sw_code_append(&k->texts, text, length);
	}
	return number;
}

/* STRINGS: those that it uses, by number; interned. */
static void keep(struct keeping *k, const struct sw_kept_solution *kept, const char *const *strings)
{
	struct sw_codec *c = &k->solutions;
	uint32_t n = kept->n_strings, length = kept->length;
	uint64_t key = kept->key;

	sw_code_number(c, &key);
	sw_code_count(c, &n, 1);
	for (uint32_t i = 0; strings && i < n; i++) {
		uint64_t number = number_of(k, strings[i]);

		sw_code_number(c, &number);
	}
	n = kept->n_symbols;
	sw_code_count(c, &n, 1);
	for (uint32_t i = 0; i < n; i++)
		SW_CODE(c, kept->symbols[i]);
	sw_code_count(c, &length, 1);
	sw_code_append(c, kept->bytes, length);
}

/* Those that were taken again, or that were not, until there are LIMIT bytes. */
static void keep_old(struct keeping *k, const struct sw_cache *cache, bool used, uint64_t limit)
{
	SW_VEC(const char *) own = { 0 };

	for (uint32_t i = 0; i < cache->list.n && k->solutions.out.n < limit; i++) {
		const struct sw_kept_solution *kept = &cache->list.at[i];

		if (cache->used[i] != used)
			continue;
		own.n = 0;
		for (uint32_t s = 0; s < kept->n_strings; s++)
			*sw_vec_push(k->texts.arena, &own) = cache->strings[kept->strings[s]];
		keep(k, kept, own.at);
	}
}

static int by_key(const void *a, const void *b)
{
	const struct sw_kept_solution *x = &((const struct sw_found_solution *)a)->kept, *y = &((const struct sw_found_solution *)b)->kept;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->length != y->length)
		return x->length < y->length ? -1 : 1;
	return memcmp(x->bytes, y->bytes, x->length);
}

struct all_found {
	SW_VEC(struct sw_found_solution) list;
};

/* In the same order, whoever has found them. */
static struct all_found gather_found(struct sw_cache_user *const *users, unsigned n, struct sw_arena *arena)
{
	struct all_found all = { 0 };

	for (unsigned u = 0; u < n; u++)
		for (uint32_t i = 0; i < users[u]->found.n; i++)
			*sw_vec_push(arena, &all.list) = users[u]->found.at[i];
	if (all.list.n)
		qsort(all.list.at, all.list.n, sizeof *all.list.at, by_key);
	return all;
}

const unsigned char *sw_cache_bytes(const struct sw_cache *cache, struct sw_cache_user *const *users, unsigned n_users,
				    struct sw_arena *arena, size_t *n)
{
	struct keeping k = { .texts = { .arena = arena, .writing = true }, .solutions = { .arena = arena, .writing = true } };
	struct sw_codec whole = { .arena = arena, .writing = true };
	struct all_found found = gather_found(users, n_users, arena);

	if (!found.list.n)
		return NULL;
	keep_old(&k, cache, true, UINT64_MAX);
	for (uint32_t i = 0; i < found.list.n; i++)
		keep(&k, &found.list.at[i].kept, found.list.at[i].strings);
	keep_old(&k, cache, false, k.solutions.out.n + (uint64_t)(k.solutions.out.n / 2 > ROOM_FOR_OTHERS ? k.solutions.out.n / 2
														 : ROOM_FOR_OTHERS));
	sw_code_count(&whole, &k.strings.list.n, 1);
	sw_code_append(&whole, k.texts.out.at, k.texts.out.n);
	sw_code_append(&whole, k.solutions.out.at, k.solutions.out.n);
	*n = whole.out.n;
	return whole.out.at;
}
