/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of a solved unit the rest of the program can not need is left out, before it is written into the object. */
#ifndef SLEEPWALK_PRUNE_H
#define SLEEPWALK_PRUNE_H

#include "sleepwalk/codec.h"
#include "sleepwalk/contract.h"

/* Copies of UNIT's functions, in their order, with what is left of them; memory comes from ARENA and the unit's. */
struct sw_function **sw_prune(struct sw_unit *unit, struct sw_arena *arena);

/* coarsen.c: FUNCTION, a copy, without what callers can not understand, unless it changes counters. */
void sw_coarsen(struct sw_unit *unit, struct sw_arena *arena, struct sw_function *function);
/* substitute.c: what the values of FUNCTION's calls are, where that can be said. */
struct sw_substitution *sw_substitution_begin(struct sw_unit *unit, struct sw_arena *arena, struct sw_function *function);
/* CALL, which does nothing and goes, gives SUMMARY's result: what that reads is loaded in TO. False: it can not be said. */
bool sw_substitution_say(struct sw_substitution *s, const struct sw_event *call, const struct sw_summary *summary,
			 struct sw_block *to);
/* The values are replaced by what was said of them. */
void sw_substitution_end(struct sw_substitution *s);

/* Blocks that only follow one another become one. */
void sw_join_lines(struct sw_arena *arena, struct sw_function *function);

#endif
