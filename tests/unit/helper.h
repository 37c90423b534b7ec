/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the unit tests share: CMocka, a fixture that holds one unit, and a few words to build residues by hand.
 *
 * Each event and each return stands on a line of its own in "test.c", counted from 1 over the whole unit; the last one
 * given is in fixture.line.
 */
#ifndef SLEEPWALK_TESTS_UNIT_HELPER_H
#define SLEEPWALK_TESTS_UNIT_HELPER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sleepwalk/dump.h"
#include "sleepwalk/wire.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Fails with a counterexample in words. */
#define check(condition, ...)                                                                                          \
	do {                                                                                                           \
		if (!(condition))                                                                                      \
			fail_msg(__VA_ARGS__);                                                                         \
	} while (0)

struct fixture {
	struct sw_unit unit;
	struct sw_contracts contracts;
	struct sw_solver solver;
	struct sw_arena scratch;
	struct sw_function *function; /* that is being built */
	uint32_t line;
};

enum { PRIMITIVES = 18 };

extern const char *const primitives[PRIMITIVES][2]; /* name, clauses */

int setup(void **state);
int setup_primitives(void **state); /* with the primitives declared */
int teardown(void **state);

#define unit_test_in(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
#define unit_test_with_primitives(function) cmocka_unit_test_setup_teardown(function, setup_primitives, teardown)

/* ---- contracts ---- */

struct sw_contract *contract(struct fixture *f, const char *name, const char *clauses);
struct sw_symbol *declare(struct fixture *f, const char *name, const char *clauses);
struct sw_symbol *symbol(struct fixture *f, const char *name);

/* ---- terms ---- */

sw_term number(struct fixture *f, int64_t value);
sw_term arg(struct fixture *f, int n);
sw_term val(struct fixture *f, int n);
sw_term local(struct fixture *f, int n);
sw_term address(struct fixture *f, const char *name);
sw_term op(struct fixture *f, enum sw_op what, sw_term a, sw_term b);
/* "arg 1->flags in 0..4 and the result in nonzero", or "" */
const char *guard_text(struct fixture *f, const struct sw_guard *guard);

/* ---- residues ---- */

void begin(struct fixture *f, const char *name, unsigned params, unsigned blocks);
/* A new value that may be anything. */
sw_term anything(struct fixture *f, uint32_t block);
sw_term load(struct fixture *f, uint32_t block, sw_term base, const char *path);
void store(struct fixture *f, uint32_t block, sw_term base, const char *path, sw_term value);
void copy(struct fixture *f, uint32_t block, sw_term base, const char *path, sw_term from);
/* A pointer that a read-side section protects, and what becomes of it. */
void obtain(struct fixture *f, uint32_t block, uint32_t pointer);
void follow(struct fixture *f, uint32_t block, uint32_t pointer);
void give(struct fixture *f, uint32_t block, uint32_t pointer);
sw_term call_n(struct fixture *f, uint32_t block, const char *callee, const sw_term *args, unsigned n);
sw_term call_pointer_n(struct fixture *f, uint32_t block, sw_term target, const char *slot, const sw_term *args,
		       unsigned n);
#define call(f, block, callee, ...)                                                                                    \
	call_n(f, block, callee, (sw_term[]){ 0, ##__VA_ARGS__ } + 1, COUNT(((sw_term[]){ 0, ##__VA_ARGS__ })) - 1)
#define call_pointer(f, block, target, slot, ...)                                                                      \
	call_pointer_n(f, block, target, slot, (sw_term[]){ 0, ##__VA_ARGS__ } + 1,                                    \
		       COUNT(((sw_term[]){ 0, ##__VA_ARGS__ })) - 1)
struct sw_edge *jump(struct fixture *f, uint32_t from, uint32_t to);
/* To YES when CONDITION is not 0, else to NO. */
void branch(struct fixture *f, uint32_t from, sw_term condition, uint32_t yes, uint32_t no);
void phi(struct fixture *f, struct sw_edge *edge, sw_term to, sw_term from);
void leave(struct fixture *f, uint32_t block, sw_term result);

/* ---- results ---- */

/* The flow of the function that was built last; its memory is the fixture's. */
struct sw_flow *run(struct fixture *f);
void solve(struct fixture *f);
/* What the solver inferred of NAME, as clauses. */
const char *inferred(struct fixture *f, const char *name);
/* All findings, in order: "sleep-in-atomic:3, imbalance:7?" (the line; '?' for a possible one). */
const char *found(struct fixture *f);

/* The same in the order of lines, whatever order they were found in. */
const char *found_sorted(struct fixture *f);
/* The residue of NAME in text; its memory is the unit's. */
const char *residue_text(struct fixture *f, const char *name);

/* ---- units as bytes ---- */

/* Solves the unit, and writes what its object carries; FILE is what was compiled. */
struct sw_wire written(struct fixture *f, const char *file);
/* Reads it into F's unit, from bytes that are gone after it. */
bool read_into(struct fixture *f, const char *image, struct sw_wire wire, struct sw_wire_error *error);
/* A new fixture, with the primitives, that it was read into. */
struct fixture *reread(struct sw_wire wire);
void discard(struct fixture *f);

/* A file in memory, and all that was written to it, interned; that closes it. */
struct memory {
	FILE *to;
	char *text;
	size_t length;
};

FILE *open_memory(struct memory *memory);
const char *memory_text(struct fixture *f, struct memory *memory);

/* A sequence of numbers that is the same in every run. */
uint32_t next_random(uint32_t *seed);

/* What (a op b), or for a unary OP with b bits (op a), is in C; false when C does not say. */
bool reference(enum sw_op what, int64_t a, int64_t b, int64_t *result);
bool contains(const struct sw_values *v, int64_t x);

/* A function of one block that calls the others in turn; NULL: no more. */
void calls(struct fixture *f, const char *name, const char *first, const char *second, const char *third);

#endif
