// SPDX-License-Identifier: GPL-2.0-or-later
/* Where the time of a check goes. */
#include <time.h>

#include "timings.h"

static double seconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct time_spent spent(void)
{
	return (struct time_spent){ .wall = seconds(CLOCK_MONOTONIC), .cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) };
}

void timings_begin(struct timings *timings)
{
	*timings = (struct timings){ .last = spent() };
}

void timings_end(struct timings *timings, enum phase phase)
{
	struct time_spent now = spent();

	timings->phases[phase].wall += now.wall - timings->last.wall;
	timings->phases[phase].cpu += now.cpu - timings->last.cpu;
	timings->last = now;
}

static void print_row(FILE *to, const char *text, const struct time_spent *row, unsigned functions)
{
	fprintf(to, "%-42s %9.3f %9.3f %13.0f\n", text, row->wall, row->cpu, row->wall > 0 ? functions / row->wall : 0);
}

void timings_print(FILE *to, const struct timings *timings, unsigned functions)
{
	static const char *const texts[] = {
#define X(symbol, text, name) text,
		PHASE_LIST(X)
#undef X
	};
	struct time_spent all = { 0 };

	fprintf(to, "%-42s %9s %9s %13s\n", "time", "wall s", "CPU s", "functions / s");
	for (unsigned i = 0; i < PHASES; i++) {
		print_row(to, texts[i], &timings->phases[i], functions);
		all.wall += timings->phases[i].wall;
		all.cpu += timings->phases[i].cpu;
	}
	print_row(to, "all", &all, functions);
}
