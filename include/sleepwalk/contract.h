/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Contracts as people write them: the clause language of attributes and annotation files (annotations/README.md), and
 * the table of contracts that annotation files gave.
 */
#ifndef SLEEPWALK_CONTRACT_H
#define SLEEPWALK_CONTRACT_H

#include "sleepwalk/summary.h"

enum sw_clause_kind {
	SW_CLAUSE_EXPECT,
	SW_CLAUSE_ADJUST,
	SW_CLAUSE_SET,
	SW_CLAUSE_SAVE,
	SW_CLAUSE_RESTORE,
	SW_CLAUSE_RETURNS,
	SW_CLAUSE_PROTECTED,
	SW_CLAUSE_UPDATE,
	SW_CLAUSE_SLEEPS,
	SW_CLAUSE_BLOCKS,
	SW_CLAUSE_ANY,
	SW_CLAUSE_ATOMIC,
	SW_CLAUSE_TASK,
	SW_CLAUSE_ENTERED,
	SW_CLAUSE_ENTERS,
	SW_CLAUSE_TRUSTED,
	SW_CLAUSE_REPORT,
	SW_CLAUSE_WARNS,
};

struct sw_clause {
	enum sw_clause_kind kind;
	enum sw_counter counter;   /* expect, adjust, set */
	struct sw_range range;     /* expect */
	int amount;                /* adjust, set */
	unsigned arg;              /* enters, restore */
	struct sw_context context; /* entered, enters */
	sw_term result;            /* returns; 0: the same each time, or an object */
	bool object;               /* returns: the address of an object, never NULL or an error */
	bool possible;             /* sleeps, blocks: `may sleep`, `may block` */
	struct sw_guard guard;
	const char *why;           /* trusted */
};

enum sw_origin { SW_ORIGIN_ATTRIBUTE, SW_ORIGIN_ANNOTATION, SW_ORIGIN_ASSUMED };

struct sw_contract {
	enum sw_origin origin;
	struct sw_place place; /* of the attribute, or the line of the annotation file */
	const char *name;      /* whom it is about */
	const char *text;      /* the clauses as they stand in the source, or in the annotation file; NULL: assumed */
	const struct sw_contract *type; /* assumed: by what is said of this type */
	SW_VEC(struct sw_clause) clauses;
	/* Set by sw_contract_finish(): */
	struct sw_summary summary;
	bool declares_expectation, declares_effect, report;
	bool declares_blocking;     /* it says when locks may be taken that sleep on PREEMPT_RT; else the body tells */
	bool declares[SW_COUNTERS]; /* it says what this counter is expected to be */
	const char *trusted;
	bool warns;            /* it tells of a state that must not be */
	bool is_protected;     /* what it returns may be followed only inside of the read-side section */
	bool updates;          /* who calls it keeps updaters out, and needs no read-side section */
	bool enters;           /* it says how it enters an argument */
	bool entered;          /* `context` says how it is entered */
	struct sw_context context;
	unsigned highest_arg;  /* the largest argument number that it names */
	uint64_t digest;       /* trace.c's; 0: nobody has asked */
};

struct sw_parse_error {
	size_t offset;          /* into the text, from 0 */
	char message[256];      /* "expected ..., found ..." */
};

/*
 * Parses clauses separated by commas and adds them to CONTRACT, whose place, origin and name the caller has set. TEXT
 * is LENGTH bytes. False, with ERROR filled and the contract left as it was, when it does not parse. Memory comes from
 * the arena of TERMS.
 */
bool sw_contract_parse(struct sw_terms *terms, struct sw_contract *contract, const char *text, size_t length,
		       struct sw_parse_error *error);
/*
 * Works out the summary, after the last clause was added. False when the clauses contradict each other; MESSAGE then
 * says how (static text).
 */
bool sw_contract_finish(struct sw_terms *terms, struct sw_contract *contract, const char **message);
/*
 * What the contract of a type, whose argument 1 is a value of it, says of FUNCTION, which gets such a value as argument ARG.
 * An annotation file writes "(gfp_t)  sleeps if arg 1 & 0x400". It can not fail: TYPE was checked when it was read. Memory
 * comes from the arena of TERMS.
 */
struct sw_contract *sw_contract_of_type(struct sw_terms *terms, const struct sw_contract *type, const char *function,
					unsigned arg);
/* The contexts that the contract allows its callers where GUARD holds. */
struct sw_context sw_contract_allows(const struct sw_contract *contract, const struct sw_guard *guard);
/* Do both say the same? */
bool sw_contract_equal(const struct sw_contract *a, const struct sw_contract *b);

typedef void sw_report_fn(void *cookie, const struct sw_place *place, const char *message);

/* An entry that is about those calls of a function whose argument 1 is the address of a field. */
struct sw_field_entry {
	const char *function, *field, *name; /* "f", "g" and "f(->g)" */
};

/* A line of an annotation file. */
struct sw_line {
	const char *name; /* as in sw_contracts */
	struct sw_place place;
};

/* A file that was found, and waits to be read. */
struct sw_found {
	const char *path, *shown; /* interned; what messages call it */
	uint32_t read;            /* the number of the read that it belongs to */
};

/*
 * Contracts by name: "function", "function(->field)", "tag.field" or "(type)". The caller sets terms, report, cookie and
 * on_demand.
 */
struct sw_contracts {
	struct sw_terms *terms;
	sw_report_fn *report;       /* is told of every fault, with its place */
	void *cookie;
	bool on_demand;             /* clauses are parsed, and their faults found, when a name is looked up */
	SW_VEC(struct sw_entry) entries; /* one of each name, in the order of reading */
	uint32_t *table, size;      /* their numbers, plus 1, by name; open addressing */
	uint32_t reads;
	SW_VEC(struct sw_field_entry) by_field;
	SW_VEC(struct sw_line) own; /* of files that the user named, in the order of reading */
	SW_VEC(const char *) files; /* that were found, for the makefile's dependencies */
	SW_VEC(struct sw_found) found; /* those of the profile, until they are read */
	SW_VEC(const char *) macros; /* names that are macros in some configuration: their expansion counts as a call */
};

/* Of NAME, or NULL. The first time that a name is looked for is for one thread alone; later ones only read. */
struct sw_contract *sw_contracts_find(const struct sw_contracts *contracts, const char *name);
/*
 * Reads PATH: a file, or a directory of *.ann files. Lines without fault are taken. Returns the number of contracts read,
 * or -1 when there was a fault. A contract that contradicts one that is there is a fault.
 */
int sw_contracts_read(struct sw_contracts *contracts, const char *path);
/* The folders that are read below that of all annotations, each on top of those before: of one name the last contract holds. */
struct sw_profile {
	const char *name, *folders[2]; /* NULL: no more */
};

/* "linux", "linux-rt" or "none"; else NULL. */
const struct sw_profile *sw_profile_by_name(const char *name);
/*
 * Before all other contracts: finds the files, which sw_contracts_read_profile() reads. What is not there is told now, what can
 * not be read when it is read. They lie in DIRECTORY, and are "annotations/linux/x.ann" in messages.
 */
void sw_contracts_find_profile(struct sw_contracts *contracts, const struct sw_profile *profile, const char *directory);
/*
 * Before contracts are asked for; sw_contracts_read() sees to it, too. What comes with us was checked when it was made, so
 * its clauses are parsed on demand.
 */
void sw_contracts_read_profile(struct sw_contracts *contracts);

/*
 * Takes the ways out of the unit's functions, before sw_function_end(), on which the kernel tells of a state that must not
 * be: see warnings.c.
 */
void sw_unit_settle_warnings(struct sw_unit *unit, const struct sw_contracts *contracts);

#endif
