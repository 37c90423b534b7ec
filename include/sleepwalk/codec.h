/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values as bytes and back. One function for each kind of value does both, so that what is written and what is read can not
 * differ: writing leaves the value as it is, reading sets it.
 *
 * Numbers are LEB128, seven bits a byte. Strings and symbols are numbers in tables of their unit. A term is spelled out where
 * its function has it for the first time, and is the distance to that place from then on. Reading what can not be makes the
 * codec `failed`, and all further numbers 0.
 * A count is held against the bytes that are left, by what an element takes at least: memory stays in proportion to the
 * payload, and that to what was read (wire-read.c).
 */
#ifndef SLEEPWALK_CODEC_H
#define SLEEPWALK_CODEC_H

#include "sleepwalk/residue.h"

/* Pointers by number, in the order in which they were first seen; open addressing. */
struct sw_numbering {
	SW_VEC(const void *) list;
	uint32_t *table; /* numbers, plus 1 */
	uint32_t size;
};

struct sw_codec {
	struct sw_unit *unit;
	struct sw_arena *arena;         /* for what is read, and for the tables */
	bool writing, failed;
	/* writing */
	SW_VEC(unsigned char) out;
	uint64_t hash;                  /* of the content: of a name its text, not its number */
	struct sw_numbering *strings, *symbols;
	/* reading */
	const unsigned char *at, *end;  /* once failed, AT is where */
	const struct sw_names *names;
	/* both: of one function */
	struct sw_numbering seen;       /* writing: terms */
	SW_VEC(sw_term) terms;          /* reading: those that were seen */
	const sw_term *made;            /* reading what was read before: all that will be; or NULL */
	uint32_t n_vals;
	struct sw_place place;          /* the last one */
};

/* What the numbers of a unit that was read stand for. */
struct sw_names {
	const char *file;               /* that was compiled */
	uint64_t digest;                /* of its payload */
	uint32_t hash;                  /* the same, shorter: what no other unit has goes by it */
	const char *text;               /* all strings, each with its NUL; NULL: those that are wanted were interned */
	uint32_t *offsets;
	const char **strings;           /* interned when wanted; NULL: not yet */
	uint32_t n_strings;
	struct sw_symbol **symbols;
	uint32_t n_symbols;
	struct sw_contract_table *contracts; /* wire.c: those that were parsed */
};

/* The number of POINTER, which is given the next one when it is new. */
uint32_t sw_number(struct sw_arena *arena, struct sw_numbering *numbering, const void *pointer);
/* The number that it has; UINT32_MAX: none. */
uint32_t sw_number_of(const struct sw_numbering *numbering, const void *pointer);
bool sw_is_numbered(const struct sw_numbering *numbering, const void *pointer);

void sw_code_fail(struct sw_codec *c);
/* Writing: bytes as they are. */
void sw_code_append(struct sw_codec *c, const void *bytes, uint32_t n);
void sw_code_any_number(struct sw_codec *c, uint64_t *value);
/* Most take one byte, and are read. */
static inline void sw_code_number(struct sw_codec *c, uint64_t *value)
{
	if (!c->writing && !c->failed && c->at < c->end && *c->at < 0x80)
		*value = *c->at++;
	else
		sw_code_any_number(c, value);
}
void sw_code_signed(struct sw_codec *c, int64_t *value);
/* How many elements follow, each of LEAST bytes at least. */
void sw_code_count(struct sw_codec *c, uint32_t *n, unsigned least);
void sw_code_string(struct sw_codec *c, const char **string); /* interned, or NULL */
void sw_code_symbol(struct sw_codec *c, struct sw_symbol **symbol); /* or NULL */
void sw_code_values(struct sw_codec *c, struct sw_values *values);
void sw_code_place(struct sw_codec *c, struct sw_place *place);
void sw_code_term(struct sw_codec *c, sw_term *term);
/* Writing: is TERM a VAL that was not seen yet? */
bool sw_code_is_new_val(const struct sw_codec *c, sw_term term);
/* Such a VAL, of which nothing need be said. */
void sw_code_new_val(struct sw_codec *c, sw_term *term);

/* A field of any integer type, enumerators and truth values too. */
#define SW_CODE(c, field)                                                                                              \
	do {                                                                                                           \
		uint64_t value_ = (uint64_t)(field);                                                                   \
		sw_code_number((c), &value_);                                                                          \
		if (!(c)->writing)                                                                                     \
			(field) = (__typeof__(field))value_;                                                           \
		if ((uint64_t)(field) != value_)                                                                       \
			sw_code_fail(c);                                                                               \
	} while (0)

/* A vector: its count, and then each element, of LEAST bytes or more, by FN(c, element). */
#define SW_CODE_VEC(c, vec, least, fn)                                                                                 \
	do {                                                                                                           \
		uint32_t n_ = (vec)->n;                                                                                \
		sw_code_count((c), &n_, (least));                                                                      \
		if (!(c)->writing) {                                                                                   \
			(vec)->at = sw_alloc((c)->arena, ((size_t)n_ + 1) * sizeof *(vec)->at);                        \
			(vec)->n = (vec)->room = n_;                                                                   \
		}                                                                                                      \
		for (uint32_t i_ = 0; i_ < n_ && !(c)->failed; i_++)                                                   \
			fn((c), &(vec)->at[i_]);                                                                       \
	} while (0)

#endif
