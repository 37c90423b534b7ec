/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the time of a check goes: each phase's, in seconds. */
#ifndef SLEEPWALK_LINK_TIMINGS_H
#define SLEEPWALK_LINK_TIMINGS_H

#include <stdio.h>

/* In their order. Rows: symbol, text, name in JSON. */
#define PHASE_LIST(X)                                                                                                  \
	X(READING, "reading", "reading")                                                                               \
	X(SOLVING, "solving, each function once", "solving")                                                           \
	X(JOINING, "joining slots, until no function changes", "joining")                                              \
	X(REPORTING, "reporting", "reporting")

enum phase {
#define X(symbol, text, name) PHASE_##symbol,
	PHASE_LIST(X)
#undef X
	PHASES
};

/* Seconds by the clock, and of all processors. */
struct time_spent {
	double wall, cpu;
};

struct timings {
	struct time_spent phases[PHASES];
	struct time_spent last; /* when the phase before ended */
};

void timings_begin(struct timings *timings);
/* What has passed since the phase before ended is PHASE's. */
void timings_end(struct timings *timings, enum phase phase);
/* A row for each phase, and their sum. FUNCTIONS: of the program, for how many a second takes. */
void timings_print(FILE *to, const struct timings *timings, unsigned functions);

#endif
