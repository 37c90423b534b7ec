/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of plugin/gcc/ say to each other. Include gcc-compat.h first. */
#ifndef SLEEPWALK_GCC_H
#define SLEEPWALK_GCC_H

extern "C" {
#include "sleepwalk/characters.h"
#include "sleepwalk/contract.h"
#include "sleepwalk/dump.h"
#include "sleepwalk/groups.h"
#include "sleepwalk/pointers.h"
#include "sleepwalk/residue.h"
#include "sleepwalk/solver.h"
#include "sleepwalk/wire.h"
}

struct plugin_options {
	gcc_kind severity;
	bool possible;
	bool dump_residue, dump_summary, dump_exits, dump_sites, dump_statistics;
	const struct sw_profile *profile; /* which of the annotations found beside the plugin are read */
	const char *annotations[32];
	unsigned n_annotations;
	const char *directory;           /* of the plugin */
};

/* Names of macros, as identifiers: each is kept once, so that addresses tell them apart. */
struct macro_names {
	const char **at;
	uint32_t n, room;
};

/* All that lives as long as a translation unit. */
struct plugin_state {
	struct plugin_options options;
	struct sw_unit unit;
	struct sw_contracts contracts;
	struct macro_names macros;       /* that have a contract and occur in the unit: their identifiers */
	uint32_t *expansions;            /* by macro map: the last function in which it was met */
	struct macro_names protecting_macros; /* that give a pointer which a read-side section protects */
	struct macro_names updating_macros;   /* that stand where updaters are kept out */
	SW_VEC(tree) protecting;         /* functions that return such a pointer */
	SW_VEC(tree) holders;            /* functions that have such pointers */
	struct sw_wire wire;             /* for the object; n is 0: nothing to say */
	bool started;
	bool has_attributes;             /* some contract stands in the source, in one of our attributes */
	unsigned errors;                 /* faults in contracts: the compile fails */
};

extern struct plugin_state plugin;

/* attributes.cc */
void register_sleepwalk_attributes(void);
void remove_sleepwalk_attributes(tree decl);
/* Once the declaration or the head of the definition of FNDECL has been read. */
void keep_parameters(tree fndecl);
/* The contract of the function that is passed as parameter NUMBER, from 1; or NULL. */
struct sw_contract *contract_of_parameter(tree fndecl, unsigned number);
/* Looks for a contradiction between the declarations of DECL, when one more has been read. */
void check_redeclaration(tree decl);
/* The contract in DECL's attributes (of all its declarations), or NULL. */
struct sw_contract *contract_of_decl(tree decl);
/* The contract of a function pointer: of the field or variable REF it is read from, of its type, or NULL. */
struct sw_contract *contract_of_pointer(tree ref, tree pointer_type);

/* places.cc */
struct sw_place place_of(location_t location);
location_t location_of(const struct sw_place *place);

/* lower.cc */
void lower_unit(void);

/* diagnose.cc */
void report_fault(void *cookie, const struct sw_place *place, const char *message);
void report_fault_at(location_t location, const char *message);
void report_findings(const struct sw_findings *findings);
void report_given_up(void);
void report_contracts(void);

#endif
