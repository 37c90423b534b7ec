// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Groups findings by cause, and puts the groups in order: chains are flattened, call sites counted, a suspect is chosen
 * for each finding, and who has the same is one group. Tables and sorting only, and of each chain a bounded part, so it is
 * near-linear in the findings and the links that they share. No order comes out of a table or from an address.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sleepwalk/groups.h"

/* ---- hashes and tables ---- */

/* With the NUL, so that "a", "bc" is not "ab", "c". */
static uint64_t hash_text(uint64_t hash, const char *text)
{
	return text ? sw_hash64(hash, text, strlen(text) + 1) : sw_hash64(hash, "", 1);
}

static uint64_t hash_number(uint64_t hash, uint64_t number)
{
	return sw_hash64(hash, &number, sizeof number);
}

struct slot {
	uint64_t hash;
	void *item;
};

/* Open addressing; size is a power of two, or 0. */
struct table {
	struct slot *at;
	uint32_t used, size;
};

typedef bool same_fn(const void *a, const void *b);

static struct slot *find(struct slot *at, uint32_t size, uint64_t hash, const void *key, same_fn *same)
{
	uint32_t i = (uint32_t)(hash ^ hash >> 32) & (size - 1);

	while (at[i].item && (at[i].hash != hash || !key || !same(at[i].item, key)))
		i = (i + 1) & (size - 1);
	return &at[i];
}

static void grow(struct sw_arena *arena, struct table *table)
{
	uint32_t size = table->size ? table->size * 2 : 256;
	struct slot *at = sw_alloc(arena, size * sizeof *at);

	for (uint32_t i = 0; i < table->size; i++)
		if (table->at[i].item)
			*find(at, size, table->at[i].hash, NULL, NULL) = table->at[i];
	table->at = at;
	table->size = size;
}

/* The item that is the same as KEY, or else room for it, which holds NULL and is to be filled. */
static void **entry(struct sw_arena *arena, struct table *table, uint64_t hash, const void *key, same_fn *same)
{
	struct slot *slot;

	if (table->used >= table->size / 2)
		grow(arena, table);
	slot = find(table->at, table->size, hash, key, same);
	if (!slot->item) {
		table->used++;
		slot->hash = hash;
	}
	return &slot->item;
}

/* ---- what is counted ---- */

enum { DEFINITE, ANY, SURENESSES };

enum { LINKS = 256 }; /* that are looked at of a chain, at its end: the cause of what many have in common is there */

/* A link of a long chain, and the one behind which LINKS are left. */
struct jump {
	const struct sw_witness *link, *to;
};

/* A function on some chain, for one kind of demand. */
struct node {
	const struct sw_symbol *symbol;
	enum sw_demand_kind demand;
	uint32_t atomic[SURENESSES]; /* call sites on definite chains, and on any */
	uint32_t callers;
	const struct sw_witness *last; /* its last link on the chain that is being flattened */
};

/* A call of the node's function. */
struct site {
	struct node *node;
	struct sw_place place;
	const struct sw_symbol *caller;
	bool seen[SURENESSES];
};

/* A finding, with the functions that its chain enters. */
struct record {
	const struct sw_finding *finding;
	struct site *chain;
	uint32_t n;
	const char *callee, *last; /* what is called at its place, and at the chain's end; or "" */
	struct node *suspect;
};

/* A group, while places are added. */
struct gathering {
	const struct record *first;
	struct sw_group *group;
};

/* A place of a group. */
struct spot {
	const struct gathering *group;
	const struct sw_finding *finding;
};

struct job {
	struct sw_arena *arena, scratch;
	struct record *records;
	uint32_t n;
	struct table nodes, sites, gatherings, spots, told, jumps;
	SW_VEC(struct node *) counted;
	SW_VEC(struct gathering *) gathered;
};

static int compare_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int compare_numbers(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static const char *name_of(const struct sw_symbol *symbol)
{
	return symbol && symbol->name ? symbol->name : "";
}

static int compare_places(const struct sw_place *a, const struct sw_place *b)
{
	int order = compare_text(a->file, b->file);

	if (!order)
		order = compare_numbers(a->line, b->line);
	return order ? order : compare_numbers(a->column, b->column);
}

static uint64_t hash_place(uint64_t hash, const struct sw_place *place)
{
	return hash_number(hash_text(hash, place->file), (uint64_t)place->line << 32 | place->column);
}

/* ---- chains ---- */

static bool same_node(const void *a, const void *b)
{
	const struct node *x = a, *y = b;

	return x->symbol == y->symbol && x->demand == y->demand;
}

static struct node *node_of(struct job *job, const struct sw_symbol *symbol, enum sw_demand_kind demand)
{
	const struct node key = { .symbol = symbol, .demand = demand };
	uint64_t hash = hash_number(hash_number(SW_HASH64_START, (uintptr_t)symbol), demand);
	void **at = entry(&job->scratch, &job->nodes, hash, &key, same_node);

	if (!*at) {
		*at = SW_NEW(&job->scratch, struct node);
		*(struct node *)*at = key;
		*sw_vec_push(&job->scratch, &job->counted) = *at;
	}
	return *at;
}

static bool has_chain(const struct sw_finding *f)
{
	return f->kind == SW_FOUND_CALL || f->kind == SW_FOUND_ENTERED || f->kind == SW_FOUND_DECLARED;
}

static bool same_jump(const void *a, const void *b)
{
	return ((const struct jump *)a)->link == ((const struct jump *)b)->link;
}

static struct jump **jump_from(struct job *job, const struct sw_witness *link)
{
	const struct jump key = { .link = link };

	return (struct jump **)entry(&job->scratch, &job->jumps, hash_number(SW_HASH64_START, (uintptr_t)link), &key, same_jump);
}

/* The link behind which LINKS are left of a longer chain. Chains share their ends, and no link is passed twice. */
static const struct sw_witness *jump(struct job *job, const struct sw_witness *chain)
{
	const struct sw_witness *end = chain, *to = NULL;

	while (end->length > LINKS + 1) {
		struct jump **passed = jump_from(job, end);

		if (*passed) {
			to = (*passed)->to;
			break;
		}
		*passed = SW_NEW(&job->scratch, struct jump);
		(*passed)->link = end;
		end = end->next;
	}
	if (!to)
		to = end;
	for (; chain != end; chain = chain->next)
		(*jump_from(job, chain))->to = to;
	return to;
}

/*
 * What the chain enters, and where from. A function that stands in it again further down goes on from there: a way round
 * a recursion explains nothing, and is not told either (message.c).
 */
static void flatten(struct job *job, struct record *r, const struct sw_finding *f)
{
	const struct sw_symbol *caller = f->function;
	const struct sw_witness *first = f->witness;
	struct sw_place place = f->place;
	uint32_t links = 0;

	*r = (struct record){ .finding = f, .callee = has_chain(f) && f->callee ? f->callee : "" };
	r->last = r->callee;
	if (!has_chain(f))
		return;
	if (first && first->length > LINKS) {
		const struct sw_witness *before = jump(job, first);

		place = before->place;
		caller = before->function;
		first = before->next;
	}
	for (const struct sw_witness *w = first; w; w = w->next, links++)
		node_of(job, w->function, f->demand)->last = w;
	r->chain = sw_alloc(&job->scratch, links * sizeof *r->chain);
	for (const struct sw_witness *w = first; w; w = w->next) {
		struct node *node = node_of(job, w->function, f->demand);

		r->chain[r->n++] = (struct site){ .node = node, .place = place, .caller = caller };
		w = node->last;
		place = w->place; /* NOLINT(clang-analyzer-core.NullDereference): the loop above has set it */
		caller = w->function;
		r->last = w->callee ? w->callee : "";
	}
}

static bool same_site(const void *a, const void *b)
{
	const struct site *x = a, *y = b;

	return x->node == y->node && x->caller == y->caller && !compare_places(&x->place, &y->place);
}

static void count_site(struct job *job, struct site *site, bool possible)
{
	uint64_t hash = hash_place(hash_number(hash_number(SW_HASH64_START, (uintptr_t)site->node), (uintptr_t)site->caller),
				   &site->place);
	void **at = entry(&job->scratch, &job->sites, hash, site, same_site);
	bool *seen;

	if (!*at)
		*at = site;
	seen = ((struct site *)*at)->seen;
	for (unsigned s = possible ? ANY : DEFINITE; s < SURENESSES; s++) {
		site->node->atomic[s] += !seen[s];
		seen[s] = true;
	}
}

/* The place of a function that is entered is one where it was given away, not one where it is called. */
static bool is_call(const struct record *r, const struct site *site)
{
	return site != r->chain || r->finding->kind != SW_FOUND_ENTERED || site->node->symbol != r->finding->function;
}

static void count(struct job *job, sw_callers_fn *callers, void *cookie)
{
	for (uint32_t i = 0; i < job->n; i++)
		for (uint32_t k = 0; k < job->records[i].n; k++)
			if (is_call(&job->records[i], &job->records[i].chain[k]))
				count_site(job, &job->records[i].chain[k], job->records[i].finding->possible);
	for (uint32_t i = 0; i < job->counted.n; i++) {
		struct node *node = job->counted.at[i];

		node->callers = node->symbol ? callers(cookie, node->symbol) : 0;
		if (node->callers < node->atomic[ANY])
			node->callers = node->atomic[ANY];
	}
}

/* ---- belief ---- */

static uint32_t atomic_calls(const struct node *node, bool possible)
{
	return node->atomic[possible ? ANY : DEFINITE];
}

static bool is_suspect(const struct node *node, bool possible)
{
	uint64_t atomic = atomic_calls(node, possible);

	return node->symbol && atomic >= 2 && 2 * atomic > node->callers;
}

static void choose_suspects(struct job *job)
{
	for (uint32_t i = 0; i < job->n; i++) {
		struct record *r = &job->records[i];

		for (uint32_t k = r->n; k-- && !r->suspect;)
			if (is_suspect(r->chain[k].node, r->finding->possible))
				r->suspect = r->chain[k].node;
	}
}

/* z * |z|; with p = 0.9, z is (10 * (n - a) - 9 * n) / (3 * sqrt(n)). */
static double belief_in(const struct node *node, bool possible)
{
	double n = node->callers, s = n - 10.0 * atomic_calls(node, possible);

	return (s < 0 ? -s * s : s * s) / (9 * n);
}

static double belief_of(const struct record *r)
{
	double highest = SW_BELIEF_SURE;

	if (r->suspect)
		return belief_in(r->suspect, r->finding->possible);
	for (uint32_t k = 0; k < r->n; k++) {
		double belief;

		if (r->chain[k].node->callers < 2)
			continue;
		belief = belief_in(r->chain[k].node, r->finding->possible);
		if (highest == SW_BELIEF_SURE || belief > highest)
			highest = belief;
	}
	return highest;
}

/* ---- order ---- */

/* What is left to tell findings of one place apart. */
static int compare_rest(const struct record *a, const struct record *b)
{
	const struct sw_finding *f = a->finding, *g = b->finding;
	int order = strcmp(name_of(f->function), name_of(g->function));

	if (!order)
		order = strcmp(a->callee, b->callee);
	if (!order)
		order = strcmp(a->last, b->last);
	if (!order)
		order = compare_numbers(f->kind, g->kind);
	if (!order)
		order = compare_numbers(f->counter, g->counter);
	if (!order)
		order = compare_numbers(f->demand, g->demand);
	if (!order)
		order = compare_places(&f->other, &g->other);
	if (!order)
		order = compare_places(&f->entered, &g->entered);
	if (!order && f->function && g->function)
		order = compare_text(f->function->link_name, g->function->link_name);
	return order;
}

/*
 * The order of places in a group, and so which one is shown: of what is one mistake, the definite one. Names go before files
 * and lines, for the shown one gives the group its fingerprint, which is to survive changes of these.
 */
static int by_showing(const void *a, const void *b)
{
	const struct record *x = a, *y = b;
	const struct sw_finding *f = x->finding, *g = y->finding;
	int order = compare_numbers(f->possible, g->possible);

	if (!order)
		order = compare_numbers(x->n, y->n);
	if (!order)
		order = compare_numbers(f->tag, g->tag);
	if (!order)
		order = strcmp(name_of(f->function), name_of(g->function));
	if (!order)
		order = strcmp(x->callee, y->callee);
	if (!order)
		order = strcmp(x->last, y->last);
	if (!order)
		order = compare_places(&f->place, &g->place);
	return order ? order : compare_rest(x, y);
}

static int by_rank(const void *a, const void *b)
{
	const struct gathering *x = *(struct gathering *const *)a, *y = *(struct gathering *const *)b;
	const struct sw_group *g = x->group, *h = y->group;
	int order = (int)g->possible - (int)h->possible;

	if (!order && g->belief != h->belief)
		order = g->belief > h->belief ? -1 : 1;
	if (!order)
		order = compare_numbers(g->length, h->length);
	if (!order)
		order = compare_numbers(g->places.at[0]->tag, h->places.at[0]->tag);
	if (!order)
		order = compare_places(&g->places.at[0]->place, &h->places.at[0]->place);
	if (!order)
		order = compare_rest(x->first, y->first);
	if (!order)
		order = strcmp(name_of(g->suspect), name_of(h->suspect));
	return order ? order : compare_numbers(g->places.n, h->places.n);
}

/* ---- groups ---- */

/* Who is wrong by itself: the function that makes the wrong call, be it further down, where callers only settle it. */
static const struct sw_symbol *culprit_of(const struct sw_finding *f)
{
	return f->inner ? f->inner->function : f->function;
}

static const char *wrong_call_of(const struct record *r)
{
	return r->finding->inner ? r->finding->inner->callee : r->callee;
}

/* The file that tells functions of one name apart. */
static const char *home_of(const struct sw_finding *f)
{
	const struct sw_symbol *culprit = culprit_of(f);

	return culprit && culprit->place.file ? culprit->place.file : f->place.file;
}

/*
 * The function that is wrong goes by its name and file, for a header's function can be many symbols with bodies that differ
 * a little.
 */
static bool same_cause(const void *a, const void *b)
{
	const struct record *x = ((const struct gathering *)a)->first, *y = ((const struct gathering *)b)->first;
	const struct sw_finding *f = x->finding, *g = y->finding;

	if (f->possible != g->possible || x->suspect != y->suspect)
		return false;
	return x->suspect ||
	       (f->tag == g->tag && !strcmp(wrong_call_of(x), wrong_call_of(y)) &&
		!strcmp(name_of(culprit_of(f)), name_of(culprit_of(g))) && !compare_text(home_of(f), home_of(g)));
}

static uint64_t hash_cause(const struct record *r)
{
	uint64_t hash = hash_number(SW_HASH64_START, r->finding->possible);

	if (r->suspect)
		return hash_number(hash, (uintptr_t)r->suspect);
	hash = hash_number(hash_text(hash, wrong_call_of(r)), r->finding->tag);
	return hash_text(hash_text(hash, name_of(culprit_of(r->finding))), home_of(r->finding));
}

static bool same_inner(const struct sw_violation *a, const struct sw_violation *b)
{
	return a && b ? !compare_places(&a->place, &b->place) : a == b;
}

/* What a function does wrong that was put somewhere stands in it, not where it was put. */
static const struct sw_place *wrong_place(const struct sw_finding *f)
{
	return f->kind == SW_FOUND_ENTERED && f->witness && f->witness->function == f->function ? &f->witness->place : &f->place;
}

bool sw_same_mistake(const struct sw_finding *a, const struct sw_finding *b)
{
	return a->tag == b->tag && a->kind == b->kind && a->demand == b->demand && a->counter == b->counter &&
	       a->actual.lo == b->actual.lo && a->actual.hi == b->actual.hi && !compare_places(&a->place, &b->place) &&
	       !compare_places(wrong_place(a), wrong_place(b)) && !strcmp(name_of(a->function), name_of(b->function)) &&
	       same_inner(a->inner, b->inner);
}

static bool same_mistake(const void *a, const void *b)
{
	return sw_same_mistake(a, b);
}

static struct gathering *begin_group(struct job *job, const struct record *r)
{
	struct gathering *g = SW_NEW(&job->scratch, struct gathering);

	g->first = r;
	g->group = SW_NEW(&job->scratch, struct sw_group);
	*g->group = (struct sw_group){ .possible = r->finding->possible, .belief = belief_of(r), .length = r->n };
	if (r->suspect) {
		g->group->suspect = r->suspect->symbol;
		g->group->atomic = atomic_calls(r->suspect, r->finding->possible);
		g->group->callers = r->suspect->callers;
	}
	*sw_vec_push(&job->scratch, &job->gathered) = g;
	return g;
}

static bool same_spot(const void *a, const void *b)
{
	const struct spot *x = a, *y = b;

	return x->group == y->group && !compare_places(&x->finding->place, &y->finding->place) &&
	       !strcmp(name_of(x->finding->function), name_of(y->finding->function));
}

static bool is_new_place(struct job *job, const struct gathering *g, const struct sw_finding *f)
{
	const struct spot key = { g, f };
	uint64_t hash = hash_place(hash_number(SW_HASH64_START, (uintptr_t)g), &f->place);
	void **at = entry(&job->scratch, &job->spots, hash_text(hash, name_of(f->function)), &key, same_spot);

	if (*at)
		return false;
	*at = SW_NEW(&job->scratch, struct spot);
	*(struct spot *)*at = key;
	return true;
}

/* Is it in no group yet, be it for another call of the same macro? */
static bool is_new_mistake(struct job *job, const struct sw_finding *f)
{
	uint64_t hash = hash_text(hash_place(hash_number(SW_HASH64_START, f->tag), &f->place), name_of(f->function));
	void **at = entry(&job->scratch, &job->told, hash, f, same_mistake);

	if (*at)
		return false;
	*at = (void *)f;
	return true;
}

/* Records come in the order in which a group shows them. */
static void gather(struct job *job)
{
	for (uint32_t i = 0; i < job->n; i++) {
		const struct record *r = &job->records[i];
		const struct gathering key = { .first = r };
		double belief = belief_of(r);
		struct gathering *g;
		void **at;

		if (!is_new_mistake(job, r->finding))
			continue;
		at = entry(&job->scratch, &job->gatherings, hash_cause(r), &key, same_cause);
		g = *at ? *at : (*at = begin_group(job, r));
		if (belief > g->group->belief)
			g->group->belief = belief;
		if (is_new_place(job, g, r->finding))
			*sw_vec_push(job->arena, &g->group->places) = r->finding;
	}
}

static struct sw_groups rank(struct job *job)
{
	struct sw_groups groups = { 0 };

	if (!job->gathered.n)
		return groups;
	qsort(job->gathered.at, job->gathered.n, sizeof *job->gathered.at, by_rank);
	groups.list.at = sw_alloc(job->arena, job->gathered.n * sizeof *groups.list.at);
	groups.list.n = groups.list.room = job->gathered.n;
	for (uint32_t i = 0; i < job->gathered.n; i++)
		groups.list.at[i] = *job->gathered.at[i]->group;
	return groups;
}

/* ---- fingerprints ---- */

/* These words are part of fingerprints that people keep: do not change them. */
static const char *kind_name(enum sw_finding_kind kind)
{
	switch (kind) {
	case SW_FOUND_CALL:
		return "call";
	case SW_FOUND_EXITS:
		return "exits";
	case SW_FOUND_LEAK:
		return "leak";
	case SW_FOUND_EFFECT:
		return "effect";
	case SW_FOUND_UNSAVED:
		return "unsaved";
	case SW_FOUND_DECLARED:
		return "declared";
	case SW_FOUND_ENTERED:
		return "entered";
	case SW_FOUND_FOLLOWED:
		return "followed";
	}
	return "";
}

uint64_t sw_finding_fingerprint(const struct sw_finding *finding)
{
	const char *last = finding->callee;
	uint64_t hash = hash_text(SW_HASH64_START, sw_tag_name(finding->tag));

	for (const struct sw_witness *w = has_chain(finding) ? finding->witness : NULL; w; w = w->next)
		last = w->callee;
	hash = hash_text(hash, kind_name(finding->kind));
	hash = hash_text(hash, sw_counter_name(finding->counter));
	hash = hash_text(hash, name_of(finding->function));
	hash = hash_text(hash, finding->callee);
	return hash_text(hash, last);
}

static bool same_fingerprint(const void *a, const void *b)
{
	return ((const struct sw_group *)a)->fingerprint == ((const struct sw_group *)b)->fingerprint;
}

/* The last group with a fingerprint is in the table. */
void sw_groups_number(struct sw_groups *groups)
{
	struct sw_arena scratch = { 0 };
	struct table table = { 0 };

	for (uint32_t i = 0; i < groups->list.n; i++) {
		struct sw_group *g = &groups->list.at[i];
		void **at;

		g->fingerprint = sw_finding_fingerprint(g->places.at[0]);
		at = entry(&scratch, &table, g->fingerprint, g, same_fingerprint);
		g->ordinal = *at ? ((struct sw_group *)*at)->ordinal + 1 : 1;
		*at = g;
	}
	sw_arena_free(&scratch);
}

const char *sw_fingerprint_print(const struct sw_group *group, char *buffer)
{
	int n = snprintf(buffer, SW_FINGERPRINT_TEXT, "%016" PRIx64, group->fingerprint);

	if (group->ordinal > 1)
		snprintf(buffer + n, SW_FINGERPRINT_TEXT - (size_t)n, "#%u", group->ordinal);
	return buffer;
}

struct sw_groups sw_group_findings(struct sw_arena *arena, const struct sw_findings *findings, sw_callers_fn *callers,
				   void *cookie)
{
	struct job job = { .arena = arena, .n = findings->list.n };
	struct sw_groups groups;

	job.records = sw_alloc(&job.scratch, job.n * sizeof *job.records);
	for (uint32_t i = 0; i < job.n; i++)
		flatten(&job, &job.records[i], &findings->list.at[i]);
	count(&job, callers, cookie);
	choose_suspects(&job);
	qsort(job.records, job.n, sizeof *job.records, by_showing);
	gather(&job);
	groups = rank(&job);
	sw_groups_number(&groups);
	sw_arena_free(&job.scratch);
	return groups;
}
