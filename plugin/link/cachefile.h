/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file of --cache: what a check has found of functions, for the next one (cache.h).
 *
 *	0	"SLPWKEPT"
 *	8	a digest of the command that wrote it: another one may find other things
 *	16	the solutions, as a zstd frame with a checksum
 *
 * Integers are in the byte order of the machine: the file is of use where it was written.
 */
#ifndef SLEEPWALK_LINK_CACHEFILE_H
#define SLEEPWALK_LINK_CACHEFILE_H

#include "sleepwalk/cache.h"

#include "output.h"

struct cachefile {
	struct output output;
	struct sw_cache cache;
	unsigned char *solutions; /* that the cache was read from, or NULL */
	uint64_t command;
};

/*
 * PATH is read if it is there. False: it can not be read, or is something else, or there is none and none can be written; which
 * was told. What another command wrote, or what is damaged, is passed over, and what can not be written is only read: that is
 * told, too.
 */
bool cachefile_open(struct cachefile *file, const char *path);
/* Writes the N bytes KEPT into its place, unless they are NULL. False: not all could be written, which was told. */
bool cachefile_close(struct cachefile *file, const unsigned char *kept, size_t n);

#endif
