/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was found of components, kept from one run of the solver to the next.
 *
 * A solution is kept with its trace: what it has gone by, beside the bodies of its component. It is taken again where all of
 * that is as it was then (verifying traces: Mokhov, Mitchell, Peyton Jones: Build systems à la carte, ICFP 2018). What is the
 * same is told by digests: of what is said of a symbol, of a body, of what was found of a component. So what has
 * changed in one object is solved anew, and who calls it only where it was found to be another.
 */
#ifndef SLEEPWALK_CACHE_H
#define SLEEPWALK_CACHE_H

#include "sleepwalk/codec.h"
#include "sleepwalk/solver.h"
#include "sleepwalk/trace.h"

/* What solving a component has found. */
struct sw_solution {
	struct sw_symbol **members; /* of which `inferred`, `wrong` and `needless_trust` are */
	uint32_t n;
	struct sw_findings findings; /* reading: are added */
	SW_VEC(uint32_t) outside;    /* slots, as in struct sw_flow */
	SW_VEC(struct sw_symbol *) given_up; /* members, and those that were solved anew with what is passed in */
	struct sw_statistics statistics;     /* what it took */
};

/* ---- wire-solution.c ---- */

/* Contracts by their digest: all that UNIT, once bound, knows of. */
struct sw_contract_directory *sw_contract_directory(struct sw_arena *arena, const struct sw_unit *unit);

struct sw_solution_codec {
	struct sw_codec c;      /* whose arena holds what need not outlive the component */
	struct sw_arena *keep;  /* for the rest of what is read */
	const struct sw_contract_directory *contracts;
	const struct sw_trace *trace; /* by which the solution was found */
	const struct sw_turn *turn;
	unsigned inner;         /* its own: of how many violations, one within the other, there may be more */
};

/* It fails where something is spoken of that the program has not: what was set by then is to be forgotten. */
void sw_code_solution(struct sw_solution_codec *codec, struct sw_solution *solution);

/* ---- cache.c ---- */

struct sw_kept_text {
	const char *at; /* without a NUL */
	uint32_t length;
};

struct sw_kept_solution {
	uint64_t key;
	uint32_t *strings, n_strings; /* numbers of texts that it uses */
	uint32_t *symbols, n_symbols; /* places among these: they name symbols */
	const unsigned char *bytes;
	uint32_t length;
};

/* Solutions of an earlier run. */
struct sw_cache {
	struct sw_arena arena;
	struct sw_kept_text *texts;
	const char **strings; /* the same, interned: sw_cache_bind() */
	uint32_t n_texts;
	SW_VEC(struct sw_kept_solution) list;
	bool *used;      /* by number: it was taken again */
	uint32_t *table; /* by key: numbers, plus 1; open addressing */
	uint32_t size;
};

struct sw_found_solution {
	struct sw_kept_solution kept;
	const char **strings; /* interned, as many as `kept` uses */
};

/* Adds those in the N BYTES, which have to live as long as the cache does. False: they are not well-formed, and it is empty. */
bool sw_cache_read(struct sw_cache *cache, const unsigned char *bytes, size_t n);
/* Before it is asked: STRINGS are those of the program. */
void sw_cache_bind(struct sw_cache *cache, struct sw_strings *strings);
void sw_cache_free(struct sw_cache *cache);

/* Who asks it: one for each worker. */
struct sw_cache_user {
	struct sw_cache *cache;
	const struct sw_contract_directory *contracts;
	struct sw_trace trace;   /* of the component that is solved */
	uint64_t key;            /* its digest */
	struct sw_arena scratch;
	struct sw_arena arena;   /* of what follows */
	SW_VEC(struct sw_found_solution) found; /* for the next run */
};

/*
 * Fills SOLUTION, whose members are set, from one of them that still holds. CALLEES, FOR_VALUE: as for sw_component_digest(). MADE and
 * KEEP: as in struct sw_flow. False: there is none, or TURN has to wait; what was set of the members is to be forgotten.
 */
bool sw_cache_recall(struct sw_cache_user *user, struct sw_unit *unit, struct sw_turn *turn, struct sw_symbol *const *callees,
		     uint32_t n_callees, bool for_value, struct sw_arena *made, struct sw_arena *keep, struct sw_solution *solution);
/* Keeps SOLUTION of the component that was asked for last, which was found by the trace. */
void sw_cache_keep(struct sw_cache_user *user, struct sw_unit *unit, struct sw_turn *turn, struct sw_solution *solution);

void sw_cache_user_free(struct sw_cache_user *user);
/* For the next run: N bytes from ARENA; NULL: all is as it was read. */
const unsigned char *sw_cache_bytes(const struct sw_cache *cache, struct sw_cache_user *const *users, unsigned n_users,
				    struct sw_arena *arena, size_t *n);

#endif
