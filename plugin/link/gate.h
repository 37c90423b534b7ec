/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of the findings is news, and makes a check fail: what a baseline lacks, what touches some files or changed lines,
 * what is more than a ratchet allows.
 */
#ifndef SLEEPWALK_LINK_GATE_H
#define SLEEPWALK_LINK_GATE_H

#include "baseline.h"
#include "bodies.h"
#include "changes.h"
#include "files.h"
#include "output.h"
#include "report.h"

struct gate {
	const struct options *options;
	struct sw_arena arena;
	struct sw_strings strings;
	SW_VEC(const char *) bases;       /* of the names of files: where the user says, then the directories that are checked */
	struct paths paths;
	const char *only[ONLY_ROOM];      /* what --only asks for, as patterns of names */
	bool *known;                      /* a row for the places of all groups that are shown: does the baseline have them? */
	struct baseline baseline, found;  /* that were known, and that are there */
	struct ratchet ratchet;
	struct changes changes;
	struct bodies bodies;            /* of the program, for what was changed in them */
	struct output written_baseline, written_ratchet; /* without TO: not asked for */
};

/* Reads what does not need the program, and sees what can be written. Each fault is told; it is to be closed all the same. */
bool gate_open(struct gate *gate, const struct options *options, char **paths, int n);
/* Takes what does not matter out of what REPORT shows, and marks what is known. False: it could not, which was told. */
bool gate_pass(struct gate *gate, struct report *report);
bool gate_fails(struct gate *gate, const struct report *report);
/* GOOD: what was to be written is. False: it could not, which was told. */
bool gate_close(struct gate *gate, bool good);

#endif
