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
/* Blocks that only follow one another become one. */
void sw_join_lines(struct sw_arena *arena, struct sw_function *function);

#endif
