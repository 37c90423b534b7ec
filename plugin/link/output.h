/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a command writes. What it writes is of use only as a whole: until all of it is on the disk, a file that was there
 * stays as it was, and there is none that was not.
 */
#ifndef SLEEPWALK_LINK_OUTPUT_H
#define SLEEPWALK_LINK_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct output {
	const char *path; /* NULL: standard output */
	FILE *to;
	char *text;       /* TO's, if there is a path */
	size_t length;
};

/* False: it can not be, as far as can be said before; errno says why. */
bool output_is_possible(const char *path);
/* PATH is NULL for standard output. False: it can not be written, which was told. */
bool output_open(struct output *output, const char *path);
/* Closes it, and writes the file if GOOD. False: not all could be written, which was told. */
bool output_close(struct output *output, bool good);

#endif
