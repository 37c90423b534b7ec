/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The findings that were there before: what a check does not fail on.
 *
 * A baseline is a JSON file that people keep with their source, and that merges well: sorted, one entry a line, with no
 * line numbers, and with files as they stand in the source tree (paths.h):
 *
 *	{"format": 1, "findings": [
 *	{"file": "ipc/sem.c", "function": "find_alloc_undo", "tag": "sleep-in-atomic", "rank": "definite",
 *	 "fingerprint": "68d41627b2c3410d", "count": 1},
 *	...
 *
 * (an entry is on one line). Each finding has an entry, not only those that are shown, for which of a group is shown changes
 * when one is mended; equal ones are counted.
 */
#ifndef SLEEPWALK_LINK_BASELINE_H
#define SLEEPWALK_LINK_BASELINE_H

#include <stdbool.h>
#include <stdio.h>

#include "sleepwalk/strings.h"

struct baseline_entry {
	uint64_t fingerprint;
	bool possible;
	const char *file, *function, *tag; /* interned or static; the last two are for people */
	uint32_t count;
};

struct baseline {
	struct sw_strings *strings; /* the owner sets this, and the rest to zero */
	SW_VEC(struct baseline_entry) entries;
};

void baseline_add(struct baseline *baseline, const struct baseline_entry *entry);
/* Adds the entries of FROM, which is called PATH. False: there was a fault, which was told. */
bool baseline_read(struct baseline *baseline, FILE *from, const char *path);
void baseline_write(FILE *to, struct baseline *baseline);

/*
 * Which of FOUND are in the baseline? Those in the file that it names first; what is left of a fingerprint then is taken for
 * findings of other files of that fingerprint: files are renamed, and functions moved. What matched is taken off the counts.
 */
void baseline_match(struct baseline *baseline, const struct baseline_entry *found, uint32_t n, bool *known);
/* How many were not matched, of those that are definite, and of the possible ones if these were looked for. */
uint32_t baseline_gone(const struct baseline *baseline, bool possible);

#endif
