/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by the files that turn GIMPLE into residues: lower.cc, terms.cc, macros.cc and pointers.cc. */
#ifndef SLEEPWALK_LOWERING_H
#define SLEEPWALK_LOWERING_H

#include "sleepwalk-gcc.h"

/* What a statement does to a pointer that a read-side section protects. */
struct pointer_event {
	gimple *stmt;
	enum sw_event_kind kind;
	unsigned pointer;  /* from 1 */
	tree name;         /* FOLLOW: the SSA name that is followed */
	const char *text;  /* what people call it, or "" */
};

struct pointer_events {
	struct pointer_event *at; /* sorted by statement */
	uint32_t n, room;
};

/* A phi that terms speak of, as `masked & val` where MASKED is not 0: it is that parameter on some ways, and 0 on the others. */
struct phi {
	tree result;
	sw_term val, masked;
};

enum { FEW_EDGES = 8 }; /* of a block: not worth an index */

struct lowering {
	struct sw_unit *unit;
	struct function *gcc_function;
	struct sw_function *function;
	sw_term *terms;          /* by SSA version; 0: not made yet */
	bool *opaque;            /* by SSA version: its definition is an event that makes it anything */
	uint32_t *edge_to;       /* by block: the edge to it, of the block whose switch is lowered now */
	hash_map<edge, uint32_t> *numbers; /* of the edges, in their block, of blocks with more than a few; or NULL */
	SW_VEC(struct phi) phis; /* whose assignments are still to be put on edges */
	SW_VEC(tree) locals;     /* variables in memory, by LOCAL number */
	uint32_t number;         /* of the function, from 1 */
	SW_VEC(tree) read_only;  /* parameters that are structs; NULL_TREE: it is written */
	struct pointer_events pointers;
};

/* The term of an operand: an SSA name, a constant, an address. 0 when nothing is known of it. */
sw_term term_of(struct lowering *l, tree value);
/* The term of a comparison's or a statement's right-hand side. */
sw_term term_of_operation(struct lowering *l, enum tree_code code, tree type, tree a, tree b);
/* The place in memory that REF names, as a base and a path; false when that can not be said (a variable index). */
bool place_in_memory(struct lowering *l, tree ref, sw_term *base, const char **path);
/* The address of that place, or 0. */
sw_term address_of(struct lowering *l, tree ref);
/* From 1. */
unsigned number_of_parameter(const struct lowering *l, tree parm);
/* The parameter of the function that VALUE is, as it was passed; or NULL_TREE. */
tree parameter_in(tree value);
/* "tag.field" when REF reads or writes a field that points to a function; else NULL. */
const char *slot_of(struct lowering *l, tree ref);
/* The symbol of a function's declaration, with its contract and flags. */
struct sw_symbol *symbol_of(struct sw_unit *unit, tree fndecl);


/* pointers.cc */

/* Once macros are known: which functions of the unit return what a read-side section protects. */
void find_protecting(void);
/* What becomes of such pointers in FUNCTION. */
struct pointer_events find_pointer_events(struct sw_unit *unit, struct function *function);
/* Those of STMT's events that come before it does anything else, or after. */
void lower_pointer_events(struct lowering *l, gimple *stmt, bool before);

/* macros.cc */

/* Once the unit is parsed: which macros have a contract. */
void find_macros(void);
/* Is STMT part of what a macro with a contract, whose NAME is told then, was expanded to? */
enum macro_part { NO_MACRO, MACRO_BEGINS, MACRO_GOES_ON };
enum macro_part macro_part_of(struct lowering *l, gimple *stmt, const char **name);
/* Does what stands at LOCATION come from a macro that gives a pointer which a read-side section protects? */
bool is_in_protecting_macro(location_t location);
/* Does it stand in a macro that is used only where updaters are kept out? */
bool is_in_updating_macro(location_t location);

#endif
