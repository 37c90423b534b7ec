/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines that a range of commits changed, as git tells them. */
#ifndef SLEEPWALK_LINK_CHANGES_H
#define SLEEPWALK_LINK_CHANGES_H

#include <stdbool.h>
#include <stdio.h>

#include "sleepwalk/strings.h"

/* N lines of FILE from FIRST on are new; N is 0 where lines are only gone: after FIRST. */
struct change {
	const char *file; /* interned */
	uint32_t first, n;
	bool removed;     /* lines that were here are gone */
};

struct changes {
	struct sw_strings *strings; /* the owner sets this, and the rest to zero */
	SW_VEC(struct change) list; /* sorted by file and line */
};

/* What `git diff REVISION` says in the directory TOP. False: git could not tell, which was told. */
bool changes_ask(struct changes *changes, const char *top, const char *revision);
/* Adds what FROM says: a unified diff without context whose prefixes are a/ and b/. */
void changes_read(struct changes *changes, FILE *from);

/* Is the line new? */
bool changes_hit(const struct changes *changes, const char *file, uint32_t line);
/* Are lines gone from what is between these two? */
bool changes_cut(const struct changes *changes, const char *file, uint32_t first, uint32_t last);
/* Are lines new, or gone, from FIRST on and before END? */
bool changes_within(const struct changes *changes, const char *file, uint32_t first, uint32_t end);

#endif
