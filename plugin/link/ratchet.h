/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many definite findings parts of the tree may have: numbers that fall and do not rise. The file has a line for each
 * part, a pattern as in MAINTAINERS (paths.h) and its number:
 *
 *	# owners lower these
 *	drivers/net/          4
 *	drivers/net/wireless/ 0
 *	fs/ext4/              1   # the one in x.c is a false one
 *
 * Each group counts once, where it is shown, for every pattern that matches.
 */
#ifndef SLEEPWALK_LINK_RATCHET_H
#define SLEEPWALK_LINK_RATCHET_H

#include <stdbool.h>
#include <stdio.h>

#include "sleepwalk/strings.h"

struct ratchet_part {
	const char *pattern; /* interned */
	uint32_t allowed, found;
	uint32_t line, column;
	bool unmatched;      /* the program has no file that it matches */
	size_t at, length;   /* of the number, in the text; a length of 0: it is to be written there */
};

struct ratchet {
	struct sw_strings *strings; /* the owner sets these two, and the rest to zero */
	const char *path;
	SW_VEC(struct ratchet_part) parts;
	SW_VEC(char) text;
};

/* Adds what FROM says, the file at PATH. NEW: numbers may be missing. False: there was a fault, which was told. */
bool ratchet_read(struct ratchet *ratchet, FILE *from, bool new);
/* A group is shown in this file. Is that in any of the parts? */
bool ratchet_count(struct ratchet *ratchet, const char *file);
bool ratchet_holds(const struct ratchet *ratchet);
/* The text, with what was found for what was allowed. */
void ratchet_write(FILE *to, const struct ratchet *ratchet);

#endif
