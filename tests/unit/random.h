/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random small functions, the same in every run, or those that bytes choose. Argument 1 points to memory with two fields, 2
 * and 3 are numbers; local variables are copied to and fro.
 */
#ifndef SLEEPWALK_TESTS_UNIT_RANDOM_H
#define SLEEPWALK_TESTS_UNIT_RANDOM_H

#include "helper.h"

enum { MAKER_BLOCKS = 7, MAKER_EVENTS = 3, MAKER_VALS = 64, MAKER_PLACES = 3, MAKER_FIELDS = 2 };

extern const char *const maker_fields[MAKER_FIELDS];

struct maker {
	struct fixture *f; /* with the primitives */
	uint32_t seed;
	const unsigned char *at, *end; /* choices are these, and 0 after them; NULL: SEED makes them */
	unsigned blocks;               /* of a function; 0: MAKER_BLOCKS */
	bool loops;
	const char *const *callees; /* that may be called beside the primitives */
	unsigned n_callees;
	const char *const *stood_for; /* functions that go through memory and arguments, and are called from there; NULL: none */
	unsigned n_stood_for;
	sw_term vals[MAKER_VALS];
	unsigned n_vals;
};

/* Constant tables, and a slot, for functions that are not called by name. */
enum { MAKER_TABLES = 4 };
extern const char *const maker_tables[MAKER_TABLES], *const maker_slot, *const maker_member;

/* One of N, from 0. */
unsigned pick(struct maker *m, unsigned n);
/* Tables hold functions of STOOD_FOR, and so does the slot. */
void make_tables(struct maker *m);
void make_function(struct maker *m, const char *name);

#endif
