/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which components have to wait for which, and several threads that go through them. */
#ifndef SLEEPWALK_SCHEDULE_H
#define SLEEPWALK_SCHEDULE_H

#include "sleepwalk/solver.h"

struct sw_schedule {
	uint32_t n;          /* components */
	uint32_t *waits;     /* by component: for how many others it waits */
	uint32_t *ends;      /* by component: where in `followers` those end that wait for it; they begin where the last one's end */
	uint32_t *followers;
};

/* Ties those of which the calls show that one looks at the other. Others come to light on the way. */
struct sw_schedule sw_make_schedule(struct sw_arena *arena, const struct sw_unit *unit, const struct sw_order *order);

/*
 * Solves COMPONENT, and returns it; or another that is to be done first, for it was looked at, and is not DONE. Then all is as
 * if it had not been begun. DONE is by component, to be read with __ATOMIC_ACQUIRE; NULL: all that can be asked for are.
 */
typedef uint32_t sw_component_fn(void *worker, uint32_t component, const bool *done);

/*
 * Calls FN until each component is done, on a thread of its own for each of the N workers. A component is begun when all that
 * it waits for are done, and what was written for these is seen then.
 */
void sw_run_schedule(const struct sw_schedule *schedule, sw_component_fn *fn, void **workers, unsigned n);

#endif
