/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The residue: what is left of a function once all that can not matter is gone, and the unit that holds residues.
 *
 * A front end pushes functions through this interface (the GCC plugin lowers GIMPLE); all later stages read only this.
 * A function is a graph of blocks. A block is a list of events, and ends in a return, in nothing (the path does not go
 * on), or in edges that are taken when the block's condition has one of the edge's values. Block 0 is the entry.
 */
#ifndef SLEEPWALK_RESIDUE_H
#define SLEEPWALK_RESIDUE_H

#include "sleepwalk/term.h"

/* Where something stands in the source. */
struct sw_place {
	const char *file; /* interned; NULL: not known */
	uint32_t line, column;
	uint32_t cookie;  /* the front end's own, for its printer */
};

static inline bool sw_same_place(const struct sw_place *a, const struct sw_place *b)
{
	return a->file == b->file && a->line == b->line && a->column == b->column;
}

/* Rows: symbol, text. */
#define SW_EVENT_LIST(X)                                                                                               \
	X(CALL, "call")     /* calls a function; `value` is the VAL of its result, or 0 */                             \
	X(LOAD, "load")     /* `value`, a VAL, becomes what is stored at `base`, `path` */                             \
	X(DEFINE, "define") /* `value`, a VAL, becomes anything */                                                     \
	X(STORE, "store")   /* `value`, a term, is stored at `base`, `path` */                                         \
	X(COPY, "copy")     /* all that is stored below `from` is now stored at `base`, `path` */                     \
	X(OBTAIN, "obtain") /* `pointer` is read: what it points to stays while the read-side section stays open */    \
	X(FOLLOW, "follow") /* what `pointer`, which people call `path`, points to is read or written */               \
	X(GIVE, "give")     /* `pointer` is given away: who has it may see to it that what it points to stays */

enum sw_event_kind {
#define X(symbol, text) SW_EVENT_##symbol,
	SW_EVENT_LIST(X)
#undef X
};

struct sw_event {
	enum sw_event_kind kind;
	uint32_t id; /* from 1, in order of their making; names the store in MEM terms */
	struct sw_place place;
	sw_term value;
	sw_term base, from;
	const char *path; /* interned, never NULL for LOAD, STORE, COPY */
	/* CALL only */
	struct sw_symbol *callee;             /* NULL when it goes through a pointer */
	sw_term target;                       /* the pointer, when there is no callee */
	const char *slot;                     /* "tag.field" of the pointer, or NULL */
	bool closed;                          /* the slot's type is this unit's own: no other can fill it */
	bool object;                          /* its value is followed before anything else is decided: it is the address of an object */
	bool inert;                           /* it does nothing, and may be left out when nothing reads its value */
	const struct sw_contract *contract;   /* of the pointer's type or field, or NULL */
	sw_term *args;
	unsigned n_args;
	uint32_t by_value;                    /* bit i, of the first 32: a struct is passed as it is, which stands at ARGS[i] */
	bool numeric;                         /* the first argument is a number that varies, and no address */
	sw_term result_memory;                /* where a struct that it returns goes, or 0 */
	/* OBTAIN, FOLLOW, GIVE only */
	uint32_t pointer;                     /* from 1, to SW_POINTERS_ROOM */
};

static inline bool sw_is_by_value(const struct sw_event *call, unsigned arg)
{
	return arg < 32 && call->by_value >> arg & 1;
}

struct sw_assign {
	sw_term val, from; /* a phi's VAL becomes the term FROM; all of an edge at once */
};

struct sw_edge {
	uint32_t to;
	struct sw_values when;  /* of the block's condition */
	struct sw_place place;  /* of the jump, when the source shows one */
	SW_VEC(struct sw_assign) assigns;
};

struct sw_block {
	SW_VEC(struct sw_event) events;
	sw_term condition;      /* 0: all edges can be taken */
	SW_VEC(struct sw_edge) edges;
	bool returns;
	sw_term result;         /* returned value, or 0 */
	sw_term result_memory;  /* base of the returned struct, or 0 */
	struct sw_place place;  /* of the return */
};

/* What is passed as argument ARG: a function's address, what the caller got as its own parameter, or a variable's address. */
struct sw_passed {
	unsigned arg;                /* 0: FUNCTION may be what is called */
	unsigned parameter;          /* from 1, or 0 */
	struct sw_symbol *function;  /* or NULL */
	sw_term variable;            /* its SYMBOL, or 0 */
	uint32_t table;              /* once bound: which of the unit's tables holds what stands in VARIABLE, from 1; 0: none */
	struct sw_place place;
};

/* The functions that stand in a constant variable, each once. */
struct sw_table {
	sw_term variable;
	struct sw_symbol **at;
	uint32_t n;
};

/* A constant is passed as argument ARG. */
struct sw_passed_constant {
	unsigned arg; /* from 1 */
	int64_t value;
};

/* A call as far as it can be said without running the function. */
struct sw_call {
	struct sw_symbol *callee;             /* NULL when it goes through a pointer; once bound, only when nobody is known to stand there */
	sw_term target;                       /* the pointer, or 0 */
	const char *slot;
	const struct sw_contract *contract;   /* of the pointer, or NULL */
	bool by_parameter;                    /* the pointer is a parameter */
	SW_VEC(struct sw_passed) passed;
	SW_VEC(struct sw_passed_constant) constants; /* empty when nothing is passed */
};

enum { SW_POINTERS_ROOM = 64 };

/* Blocks: so short a function is looked at for what it returns, even when it calls nothing. */
enum { SW_SMALL = 8 };

struct sw_function {
	struct sw_symbol *symbol;
	unsigned n_params;
	uint32_t pointers;                    /* which parameters are pointers: bit number - 1, of the first 32 */
	uint32_t n_vals, n_events;
	uint32_t n_pointers;                  /* that are obtained inside a section, and followed later: pointers.h */
	SW_VEC(struct sw_block) blocks;
	SW_VEC(struct sw_call) calls;         /* all of its calls */
	SW_VEC(struct sw_symbol *) stored;    /* functions whose addresses it puts into memory, or into variables */
	uint32_t n_blocks;                    /* wherever they are */
	bool coarse;                          /* what tells its paths apart was left out: it changed no counter, as far as its unit knew */
	/* Blocks that are not in memory; NULL: they are, or there are none. See wire.h. */
	const struct sw_names *names;
	uint64_t content;                     /* what tells it apart from other bodies of its symbol, in other runs, too */
	const unsigned char *bytes;
	uint32_t length;
	const sw_term *terms;                 /* all that the bytes spell out, in their order: they need not be made again */
	uint32_t n_terms;
};

/*
 * What is passed to a function as argument ARG is put into a slot, or given to one who declares how it enters it: by the
 * function itself, or by one that it passes it on to.
 */
struct sw_placing {
	unsigned arg;                       /* from 1 */
	const char *slot;                   /* "tag.field", or NULL */
	const struct sw_contract *contract; /* of the pointer, or of whom it is given to; NULL: the slot's name decides */
	const struct sw_clause *enters;     /* of that contract, when it is given to a function; else NULL */
	bool open;                          /* what that clause hangs on is not known */
};

/* What annotation files say of calls whose argument 1 is the address of a field of this name, in any object. */
struct sw_by_field {
	const char *field;
	const struct sw_contract *contract;
	const struct sw_by_field *next;
};

struct sw_symbol {
	const char *name;      /* as people write it; contracts go by it */
	const char *link_name; /* as the linker sees it; unique in the unit */
	struct sw_place place;
	bool noreturn;
	bool local;            /* static: no other unit sees it */
	bool weak;             /* a definition elsewhere replaces this one */
	bool builtin;          /* the compiler knows it: it works on memory, and does nothing else. Not carried */
	bool registered;       /* local, and its address goes nowhere but where assignments and arguments of calls say */
	struct sw_symbol *alias_of;
	struct sw_contract *contract; /* declared, or NULL */
	const struct sw_by_field *by_field; /* before it, for some calls; NULL: for none. Once bound */
	const char *assumed_type;     /* "(gfp_t)": a parameter has this type, by which it is judged if nothing else is known; or NULL */
	unsigned assumed_arg;         /* the number of that parameter */
	struct sw_function *body;     /* NULL: not in this unit */
	SW_VEC(struct sw_placing) placings;
	const struct sw_summary *summary; /* set by the solver: declared, else inferred; NULL: nothing is known */
	const struct sw_summary *inferred;
	const struct sw_summary *told;    /* the solver's: SUMMARY as it was after the last round */
	uint32_t component, order;        /* the solver's: its place in the order of strongly connected components, visit */
	uint32_t number;                  /* for whoever goes over the functions of the unit */
	bool inert;                       /* the solver's: whatever other units hold, its body does nothing to anybody's counters */
	bool on_stack;
	uint32_t scc, member;             /* the solver's: component by all calls, place in the one that is solved */
	uint32_t runs;                    /* the solver's: how often it was solved */
	bool due, changed;                /* the solver's: to be solved in this round; its summary is another than before it */
	bool given_up;                    /* the solver's: to follow its paths would take too much memory or time */
	bool needless_trust;              /* the solver's: its contract need not be trusted, for the body holds it */
	bool open;                        /* the solver's: its component is being solved, and its summary may still grow */
	uint32_t callers;                 /* the solver's: calls of it, once bound */
	struct sw_context *entry;         /* the contexts in which it is entered, once bound; NULL: any, as far as is known */
	const bool *wrong;                /* the solver's: by event id, is this call wrong whatever callers pass in? NULL: none */
	const bool *told_wrong;           /* the solver's: WRONG as it was after the last round */
	uint64_t attributes;              /* trace.c's: a digest of what is said of it; 0: nobody has asked */
	uint64_t solution, told_solution; /* the solver's: digests of what was found of its component, by now and in the last round; 0: nothing */
};

enum { SW_SOLUTION_UNKNOWN = 1 }; /* something was found, of which there is no digest */

/* A function's address that was put where a contract says how it will be entered. */
struct sw_assignment {
	struct sw_symbol *function;
	const char *slot;                   /* "tag.field", or NULL */
	const struct sw_contract *contract; /* of the pointer's type or field, or NULL: the slot's name decides */
	const struct sw_clause *enters;     /* as in sw_placing */
	bool open;                          /* as in sw_placing */
	const char *by;                     /* the function that it was passed to, or NULL */
	struct sw_symbol *in;               /* the function that does it; NULL: an initialiser */
	struct sw_place place;
};

/* What a variable that is never written holds: a function's address at a place in it. */
struct sw_constant {
	sw_term place; /* MEM over the variable's SYMBOL */
	struct sw_symbol *function;
};

enum sw_sleepers {
	SW_NOBODY,
	SW_SOME_OF_THEM,
	SW_SOME_IN_ATOMIC, /* and nobody calls through the slot but in atomic context: whoever stands in it is called there */
	SW_ALL,
};

/* The functions that the unit puts into one slot. */
struct sw_candidates {
	const char *slot;
	struct sw_symbol **at;
	uint32_t n;
	bool outside;           /* the solver's: it is called through where no counter is surely above 0 */
	enum sw_sleepers sleep; /* the solver's: as far as it knows by now */
	enum sw_sleepers block; /* the same of those that sleep or take a lock that does on PREEMPT_RT */
};

struct sw_unit {
	struct sw_arena arena;
	struct sw_strings strings;
	struct sw_terms terms;
	SW_VEC(struct sw_symbol *) symbols;
	struct sw_symbol **table;
	uint32_t table_size;
	SW_VEC(struct sw_function *) functions;
	SW_VEC(struct sw_assignment) assignments;
	SW_VEC(struct sw_constant) constants;    /* sorted by place once bound */
	SW_VEC(struct sw_candidates) candidates; /* sorted by the slot's address once bound */
	SW_VEC(struct sw_table) tables;          /* sorted by variable; once bound */
	const struct sw_contracts *contracts;    /* annotation files, once bound; or NULL */
	bool whole;                              /* it is a whole program: who is not here is nowhere */
};

void sw_unit_init(struct sw_unit *unit);
void sw_unit_free(struct sw_unit *unit);

/* The symbol called LINK_NAME, made if it is new; NAME is kept when given. */
struct sw_symbol *sw_unit_symbol(struct sw_unit *unit, const char *link_name, const char *name);
/* The body of SYMBOL with N_BLOCKS empty blocks; the unit owns it. */
struct sw_function *sw_function_begin(struct sw_unit *unit, struct sw_symbol *symbol, unsigned n_params,
				      unsigned n_blocks);
sw_term sw_function_new_val(struct sw_unit *unit, struct sw_function *function);
struct sw_event *sw_block_event(struct sw_unit *unit, struct sw_function *function, uint32_t block,
				enum sw_event_kind kind, struct sw_place place);
struct sw_edge *sw_block_edge(struct sw_unit *unit, struct sw_function *function, uint32_t from, uint32_t to,
			      struct sw_values when);
/* Folds away what carries nothing: values that nothing reads, branches whose sides do the same, empty blocks. May be repeated. */
void sw_function_end(struct sw_unit *unit, struct sw_function *function);
/* Fills `calls` from the blocks. */
void sw_function_list_calls(struct sw_unit *unit, struct sw_function *function);
/* FUNCTION with its blocks in memory: itself, or OPENED, which is filled from ARENA. */
struct sw_function *sw_function_open(struct sw_unit *unit, struct sw_function *function, struct sw_arena *arena,
				     struct sw_function *opened);

/* What an alias stands for, through a bounded chain, up to the first that has a contract of its own; NULL for NULL. */
struct sw_symbol *sw_symbol_bound(struct sw_symbol *symbol);
/* The same past contracts: the symbol that has the body. */
struct sw_symbol *sw_symbol_real(struct sw_symbol *symbol);

/* Is it known, whatever other units hold, that a call of it does nothing to counters and demands nothing? Once solved. */
bool sw_symbol_is_inert(struct sw_symbol *symbol);

/* The symbol called LINK_NAME, which is interned, or NULL. */
struct sw_symbol *sw_unit_symbol_called(const struct sw_unit *unit, const char *link_name);
/* The symbol that T is the address of, or NULL. */
struct sw_symbol *sw_unit_symbol_of(const struct sw_unit *unit, sw_term t);
/* The function that T is the address of, by itself or read from a constant variable; or NULL. Once bound. */
struct sw_symbol *sw_unit_function_of(const struct sw_unit *unit, sw_term t);
/* Who can stand in SLOT (interned) as far as the unit shows it; n is 0 when nobody is seen. Once bound. */
struct sw_candidates sw_unit_candidates(const struct sw_unit *unit, const char *slot);
/* The place of SLOT in `candidates`; UINT32_MAX when nobody is seen. Once bound. */
uint32_t sw_unit_slot(const struct sw_unit *unit, const char *slot);
/* How far one has gone over what a call passes on, functions first, then variables; all zeros: nowhere yet. */
struct sw_passing {
	uint32_t passed, entry;
};

/* The next function that CALL passes on, by itself or in a constant variable; NULL: there is no other. Once bound. */
struct sw_symbol *sw_next_passed(const struct sw_unit *unit, const struct sw_call *call, struct sw_passing *at);
/* False when SYMBOL was known to do so. */
bool sw_symbol_places(struct sw_unit *unit, struct sw_symbol *symbol, const struct sw_placing *placing);

#endif
