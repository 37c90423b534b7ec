/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program put together from objects, and solved: what all subcommands start from. */
#ifndef SLEEPWALK_LINK_PROGRAM_H
#define SLEEPWALK_LINK_PROGRAM_H

#include "sleepwalk/contract.h"
#include "sleepwalk/solver.h"

#include "cachefile.h"
#include "inputs.h"
#include "options.h"
#include "timings.h"

struct program {
	struct sw_unit unit;           /* all units as one */
	struct sw_contracts contracts;
	struct sw_inputs inputs;
	struct sw_solver solver;
	uint32_t faults;               /* that were told: what was to be read could not be */
	struct cachefile cache;
	bool cached;                   /* there is one */
	struct timings timings;
	bool shows_progress;
	double begun;                  /* for progress: seconds */
	double shown;
};

void program_init(struct program *program);
void program_free(struct program *program);

/* The contracts of PROFILE, of those that come with the command. First of all. */
void program_use_profile(struct program *program, const struct sw_profile *profile);
/* Reads PATHS, in an order of their own. All faults are told; false when there was one, and then nothing may be solved. */
bool program_read(struct program *program, char *const *paths, int n);
void program_solve(struct program *program);
/* All of that: the program of PATHS, solved. False when it could not be read: then all that is wrong was told. */
bool program_load(struct program *program, const struct options *options, char **paths, int n);

#endif
