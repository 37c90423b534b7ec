/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the bodies of functions stand in source files. An object says where a function begins; the body is taken to go on
 * to the next function of the file.
 */
#ifndef SLEEPWALK_LINK_BODIES_H
#define SLEEPWALK_LINK_BODIES_H

#include "sleepwalk/residue.h"

/* The lines from FIRST on, before END. */
struct body {
	const char *file;
	uint32_t first, end;
};

struct bodies {
	SW_VEC(struct sw_place) starts; /* sorted */
};

/* In ARENA's memory. */
struct bodies bodies_find(struct sw_arena *arena, const struct sw_unit *unit);

typedef bool body_fn(void *cookie, const struct body *body);
/*
 * Does ASKED say yes to a body that makes a call of CALLEE, a name, in FUNCTION change the counters? These are its own and
 * those of what it calls that change them, but for what has a contract: of that it is the contract that callers go by.
 */
bool bodies_any(const struct bodies *bodies, const struct sw_symbol *function, const char *callee, body_fn *asked,
		void *cookie);

#endif
