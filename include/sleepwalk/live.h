/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Liveness of VALs: at the start of each block, those that something after it reads. What is known of the others can be
 * forgotten, and states that differ only in it are one.
 */
#ifndef SLEEPWALK_LIVE_H
#define SLEEPWALK_LIVE_H

#include "sleepwalk/residue.h"

struct sw_live {
	uint64_t *bits;  /* `words` for each block, from `stride` to `stride`: 0 when the function is so large that all share them */
	uint32_t words, stride;
	uint64_t *kept;  /* room for one set more, for whoever forgets */
};

/* ORDER holds N blocks in reverse post-order. Memory comes from ARENA. */
struct sw_live sw_live_compute(struct sw_arena *arena, const struct sw_terms *terms, const struct sw_function *function,
			       const uint32_t *order, uint32_t n);

static inline bool sw_live_has(const struct sw_live *live, uint32_t block, int64_t val)
{
	return live->bits[(size_t)block * live->stride + (uint64_t)val / 64] >> (uint64_t)val % 64 & 1;
}

#endif
