/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Terms: what the analysis knows of an expression of the program.
 *
 * Terms are hash-consed in a pool, so equal terms are the same number, and facts and guards can be kept about a number.
 * Arithmetic is on 64-bit patterns read as signed; constants fold when a term is made.
 *
 * The leaves decide where a term means something. CONST, PARAM, PASSED, SYMBOL, RET, COUNTER, and MEM paths over them mean the
 * same to a function and to its caller: such a term is *visible*, and a guard over it can be passed on. VAL (a value that
 * an event or a phi defines) and LOCAL (a variable in memory) only mean something inside one function.
 */
#ifndef SLEEPWALK_TERM_H
#define SLEEPWALK_TERM_H

#include "sleepwalk/strings.h"
#include "sleepwalk/values.h"

typedef uint32_t sw_term; /* 0 is "not known" */

/* Rows: symbol, text, operands. */
#define SW_TERM_OPS(X)                                                                                                 \
	X(UNKNOWN, "?", 0)                                                                                             \
	X(CONST, "const", 0)                                                                                           \
	X(PARAM, "arg", 0)    /* number: from 1 */                                                                     \
	X(PASSED, "arg", 0)   /* number: the parameter, a struct that is passed as it is; name: the part of it, "" for all */ \
	X(VAL, "val", 0)      /* number: an event's or a phi's value in this function */                               \
	X(SYMBOL, "sym", 0)   /* name: the address of a function or a global; number: 1 of a static variable, else 0 */  \
	X(LOCAL, "local", 0)  /* number: the address of a variable of this function */                                 \
	X(RET, "ret", 0)      /* what the function returns; as a base, the memory it returns */                        \
	X(COUNTER, "count", 0) /* number: enum sw_counter; its count on entry */                                       \
	X(MEM, "mem", 1)      /* what is stored at base `a`, path `name`; number: the store that wrote it, 0: on entry */ \
	X(ADDR, "addr", 1)    /* the address of path `name` below base `a` */                                          \
	X(NOT, "~", 1)                                                                                                 \
	X(NEG, "-", 1)                                                                                                 \
	X(ZEXT, "zext", 1)    /* number: bits kept of what is off by one time 2^bits at most, as a sum is */           \
	X(SEXT, "sext", 1)    /* number: bits kept */                                                                  \
	X(BITS, "", 1)        /* number: a mask, of which some bits are set exactly when `a`, a count, is above 0 */   \
	X(ENTERED, "entered ", 1) /* the same, of bits that are set by what enters the context, and by no lock */     \
	X(SOME, "some of ", 1) /* number: a mask, of which no bit is set when the count `a` is 0 */                    \
	X(SAVED, "saved ", 1) /* a word that keeps the count `a` for later */                                          \
	X(HELD, "held by ", 1) /* the count that the word `a` keeps */                                                 \
	X(ADD, "+", 2)                                                                                                 \
	X(MUL, "*", 2)                                                                                                 \
	X(AND, "&", 2)                                                                                                 \
	X(OR, "|", 2)                                                                                                  \
	X(XOR, "^", 2)                                                                                                 \
	X(SHL, "<<", 2)                                                                                                \
	X(SHR, ">>", 2)                                                                                                \
	X(EQ, "==", 2)                                                                                                 \
	X(NE, "!=", 2)                                                                                                 \
	X(LT, "<", 2)                                                                                                  \
	X(LE, "<=", 2)                                                                                                 \
	X(LTU, "<u", 2)       /* unsigned, 64 bits */                                                                  \
	X(LEU, "<=u", 2)

enum sw_op {
#define X(symbol, text, operands) SW_##symbol,
	SW_TERM_OPS(X)
#undef X
	SW_OPS
};

struct sw_node {
	uint8_t op;
	bool visible;   /* means the same to callers */
	bool has_val;   /* a VAL stands in it */
	bool has_mem;   /* a MEM stands in it */
	bool has_local; /* a LOCAL stands in it */
	bool has_count; /* a COUNTER stands in it */
	uint8_t depth;
	sw_term a, b;
	int64_t number;
	const char *name; /* interned */
	uint64_t stores;  /* which stores its MEMs name: bit number % 64 of each */
	uint64_t parts;   /* sw_term_bit() of it and of all that stands in it */
	const struct sw_values *can_be; /* what sw_term_can_be() found; NULL: nobody has asked yet */
} __attribute__((aligned(16))); /* so it takes 64 bytes: a line of the cache, where its pool puts it */

enum { SW_TERMS_RECENT = 1024, SW_TERMS_CHUNK = 1024, SW_TERMS_SIZES = 24 };

/*
 * A pool may lie over another: what that one has is its own too, under the same numbers, and what is new gets higher ones.
 * The pool below does not change meanwhile, and may have any number of pools over it.
 */
struct sw_terms {
	struct sw_arena *arena;
	struct sw_strings *strings;
	const struct sw_terms *below;    /* or NULL */
	sw_term first;                   /* numbers from here on are this pool's */
	SW_VEC(struct sw_node *) chunks; /* of SW_TERMS_CHUNK nodes each; the first is UNKNOWN */
	uint32_t n;
	struct sw_term_entry {
		uint32_t hash; /* looked at first: most that share a place differ in it */
		sw_term term;
	} *table, *tables[SW_TERMS_SIZES]; /* by size: an emptied pool begins with the first again */
	uint32_t used, size;
	uint32_t generation;             /* goes up when the pool is emptied */
	uint64_t *ordered;               /* bits by term, all 0 from `ordered_words` on: what sw_terms_note_order() has noted since then */
	uint32_t ordered_words, ordered_room;
	struct sw_written {
		uint32_t generation;
		sw_term place, term;
		int64_t store;
	} recent[SW_TERMS_RECENT]; /* what sw_term_written() gave */
	const struct sw_values **values; /* what sw_terms_values() gave; they stay when the pool is emptied */
	uint32_t n_values, values_size;
};

enum { SW_TERM_DEPTH = 12 }; /* a deeper term becomes unknown */

void sw_terms_init(struct sw_terms *terms, struct sw_arena *arena, struct sw_strings *strings);
/* An empty pool over BELOW. */
void sw_terms_init_over(struct sw_terms *terms, const struct sw_terms *below, struct sw_arena *arena, struct sw_strings *strings);
/* What nodes note of themselves when they are asked is noted: now they do not change while many look at them. */
void sw_terms_settle(struct sw_terms *terms);
/*
 * VALUES where they can be pointed to as long as the pool is there. Equal ones are the same pointer, but for those that another
 * pool has.
 */
const struct sw_values *sw_terms_values(struct sw_terms *terms, const struct sw_values *values);
/*
 * What was found hangs on the order of T and others that are noted, by their numbers: there was no room for all. That order is not
 * the component's own, for terms of the pool below were made as all objects were read.
 */
void sw_terms_note_order(struct sw_terms *terms, sw_term t);
static inline bool sw_terms_order_counts(const struct sw_terms *terms, sw_term t)
{
	return t / 64 < terms->ordered_words && terms->ordered[t / 64] >> t % 64 & 1;
}
/* Forgets all terms but those of the pool below. */
void sw_terms_empty(struct sw_terms *terms);
/* Nodes never change nor move: the node is good as long as the term is. */
static inline const struct sw_node *sw_term_node(const struct sw_terms *terms, sw_term t)
{
	return &terms->chunks.at[t / SW_TERMS_CHUNK][t % SW_TERMS_CHUNK];
}

/* A bit for each term, for sets of terms of which it is asked first whether T may be in them. */
static inline uint64_t sw_term_bit(sw_term t)
{
	return (uint64_t)1 << t % 64;
}

/* Does it hang on nothing but what is passed and returned: neither on memory nor on counters? */
static inline bool sw_term_is_scalar(const struct sw_terms *terms, sw_term t)
{
	const struct sw_node *n = sw_term_node(terms, t);

	return !n->has_mem && !n->has_count;
}

/* False when no MEM in the term names STORE; mostly true when one does. */
static inline bool sw_node_may_name(const struct sw_node *n, int64_t store)
{
	return n->stores >> (uint64_t)store % 64 & 1;
}

sw_term sw_term_const(struct sw_terms *terms, int64_t value);
sw_term sw_term_leaf(struct sw_terms *terms, enum sw_op op, int64_t number);
sw_term sw_term_symbol(struct sw_terms *terms, const char *name);
/* LOCAL: another unit's variable of this name is another one. */
sw_term sw_term_variable(struct sw_terms *terms, const char *name, bool local);
/* The part at PATH of the struct that is passed as parameter NUMBER. */
sw_term sw_term_passed(struct sw_terms *terms, int64_t number, const char *path);
/* PATH is joined by '.' to what is there: the address of b below &a->x is &a->x.b. The empty path is the base itself. */
sw_term sw_term_mem(struct sw_terms *terms, sw_term base, const char *path, int64_t store);
/* PLACE, a MEM as on entry, as STORE left it. */
sw_term sw_term_written(struct sw_terms *terms, sw_term place, int64_t store);
sw_term sw_term_addr(struct sw_terms *terms, sw_term base, const char *path);
sw_term sw_term_unary(struct sw_terms *terms, enum sw_op op, sw_term a, int64_t bits);
sw_term sw_term_binary(struct sw_terms *terms, enum sw_op op, sw_term a, sw_term b);
/* A op B for constants; false when that is not defined (a shift too far). */
bool sw_term_fold(enum sw_op op, int64_t a, int64_t b, int64_t *result);

/* Where terms stand that are still wanted when their pool is emptied. */
struct sw_term_field {
	sw_term *at, term; /* the same place may come twice */
};

struct sw_term_fields {
	SW_VEC(struct sw_term_field) list;
};

/* FIRST: the pool's; of terms that are of the pool below nothing is to be done. */
static inline void sw_term_fields_add(struct sw_arena *arena, struct sw_term_fields *fields, sw_term *at, sw_term first)
{
	if (*at >= first)
		*sw_vec_push(arena, &fields->list) = (struct sw_term_field){ at, *at };
}

/* Terms by themselves, to be made again in another pool over the same one: what they are made of comes first. */
struct sw_parcel {
	uint32_t n;
	struct sw_parcel_node {
		uint8_t op;
		sw_term a, b; /* of the pool below, or from its pool's `first` on those before it in the parcel */
		int64_t number;
		const char *name;
	} at[];
};

/*
 * The pool's own terms in FIELDS, and what stands in them. The fields become numbers in the parcel, which is made in ARENA;
 * SCRATCH is for working memory. NULL when none of them is the pool's own.
 */
const struct sw_parcel *sw_terms_pack(const struct sw_terms *terms, const struct sw_term_fields *fields, struct sw_arena *arena,
				      struct sw_arena *scratch);
/* Makes the terms of PARCEL, from a pool that began at FIRST; the fields become terms again. */
void sw_terms_unpack(struct sw_terms *terms, const struct sw_parcel *parcel, sw_term first, const struct sw_term_fields *fields,
		     struct sw_arena *scratch);

bool sw_term_is_const(const struct sw_terms *terms, sw_term t, int64_t *value);
bool sw_term_holds_inside(const struct sw_terms *terms, sw_term t, sw_term needle);

/* Does NEEDLE stand in T? */
static inline bool sw_term_holds(const struct sw_terms *terms, sw_term t, sw_term needle)
{
	/* what stands in a term was made before it */
	if (t <= needle)
		return t == needle && t;
	return (sw_term_node(terms, t)->parts & sw_term_bit(needle)) && sw_term_holds_inside(terms, t, needle);
}

/* T with every leaf replaced by what LEAF gives for it (0: the whole becomes unknown). MEM is asked as a leaf after its
 * base was replaced, with `base` set; else `base` is 0. */
typedef sw_term sw_term_leaf_fn(void *cookie, const struct sw_node *leaf, sw_term self, sw_term base);
sw_term sw_term_replace(struct sw_terms *terms, sw_term t, sw_term_leaf_fn *leaf, void *cookie);

/* The values that T can have, when KNOWN gives those of a term by facts (top when there are none). */
typedef struct sw_values sw_term_known_fn(void *cookie, sw_term t);
struct sw_values sw_term_eval(const struct sw_terms *terms, sw_term t, sw_term_known_fn *known, void *cookie);

/* The values that T can have at all, whatever its leaves hold: 0 and 64 for x & 64. */
struct sw_values sw_term_can_be(const struct sw_terms *terms, sw_term t);

/* Tells LEARN what follows for the operands of T when its value is among VALUES; never for T itself. */
typedef void sw_term_learn_fn(void *cookie, sw_term t, const struct sw_values *values);
void sw_term_infer(const struct sw_terms *terms, sw_term t, const struct sw_values *values, sw_term_known_fn *known,
		   sw_term_learn_fn *learn, void *cookie);

/* Is T's value known whenever its operand's is, and the other way round? Then facts are kept of the operand only. */
bool sw_term_is_derived(const struct sw_terms *terms, sw_term t);

/* "arg 2 & 1024", "arg 1->flags"; at most SIZE bytes; returns BUFFER. */
char *sw_term_print(const struct sw_terms *terms, sw_term t, char *buffer, size_t size);

#endif
