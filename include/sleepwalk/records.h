/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What wire-write.c and wire-read.c share: the records of a unit, by functions that write and read (codec.h). */
#ifndef SLEEPWALK_RECORDS_H
#define SLEEPWALK_RECORDS_H

#include "sleepwalk/codec.h"
#include "sleepwalk/wire.h"

/* A symbol of a unit, by itself: its number is its place in the unit's table. */
struct sw_symbol_record {
	struct sw_symbol symbol;
	uint32_t alias_of;  /* the number of another symbol, plus 1; 0: no alias */
	bool has_body;
	/*
	 * Of a local function that other units may have too, for it stands in a header: a hash of its body and of those of its
	 * local callees, which tells those of one name apart; else 0.
	 */
	uint32_t content;
};

/* How a function begins: the number of its parameters above, and below what few have. */
enum { SW_HEAD_PLACINGS = 1, SW_HEAD_COARSE = 2, SW_HEAD_PARAMS = 2 };

/* For what is read with NAMES, from a payload of that size. */
void sw_contract_table_init(struct sw_arena *arena, struct sw_names *names, size_t payload);
/* Blocks are numbered anew in writing, and events and VALs in reading: only what can be reached counts. */
void sw_code_body(struct sw_codec *c, struct sw_function *function);
void sw_code_symbol_record(struct sw_codec *c, struct sw_symbol_record *record);
void sw_code_assignment(struct sw_codec *c, struct sw_assignment *assignment);
void sw_code_placing(struct sw_codec *c, struct sw_placing *placing);
void sw_code_constant(struct sw_codec *c, struct sw_constant *constant);

#endif
