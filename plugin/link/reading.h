/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the readers of one path share: inputs.c opens files and tells what they are, the others know one form each.
 *
 * No offset or size in a file is believed before it was held against the file's length. Memory is bounded by that length:
 * a file that an archive names is read once for each time it is named, but an archive that archives name only once.
 */
#ifndef SLEEPWALK_LINK_READING_H
#define SLEEPWALK_LINK_READING_H

#include <sys/types.h>

#include "inputs.h"

/* A file, mapped. */
struct sw_mapping {
	const unsigned char *bytes;
	size_t length;
	dev_t device;
	ino_t inode;
	bool kept; /* it is in `mappings` */
};

/* Bytes that are one file: all of a mapping, or a member of an archive. */
struct sw_source {
	const char *name;                 /* for messages: "lib/lib.a(bsearch.o)" */
	const char *image;
	const char *path;                 /* of the mapped file; members of a thin archive are relative to it */
	const unsigned char *bytes;
	size_t length;
	const struct sw_mapping *mapping; /* that the bytes are in */
	unsigned depth;                   /* archives around it */
};

/* The reading of one path. */
struct sw_reader {
	struct sw_inputs *inputs;
	SW_VEC(struct sw_mapping) archives; /* files that were read as archives; to know them again */
};

/* ---- inputs.c ---- */

/* Reports what is wrong with FILE, and is false. */
bool sw_fault(struct sw_inputs *inputs, const char *file, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* NAME as seen from where the file PATH is, and from the directory itself. */
const char *sw_path_beside(struct sw_inputs *inputs, const char *path, const char *name);
const char *sw_path_below(struct sw_inputs *inputs, const char *directory, const char *name);
/* Maps the regular file at PATH; a fault is reported for NAME. An empty file has length 0. */
bool sw_map(struct sw_inputs *inputs, const char *name, const char *path, struct sw_mapping *mapping);
/* Done with it: it is unmapped, unless objects from number FIRST on point into it; then sw_inputs_close() does that. */
void sw_release(struct sw_inputs *inputs, const struct sw_mapping *mapping, uint32_t first);
/* Reads the file at PATH, whose objects get NAME and IMAGE. */
bool sw_read_file(struct sw_reader *reader, const char *name, const char *image, const char *path, unsigned depth);
bool sw_read_source(struct sw_reader *reader, const struct sw_source *source);

/* ---- one for each form ---- */

/* elf.c */
bool sw_is_elf(const unsigned char *bytes, size_t length);
bool sw_read_elf(struct sw_inputs *inputs, const struct sw_source *source);
/* archive.c */
bool sw_is_archive(const unsigned char *bytes, size_t length);
bool sw_read_archive(struct sw_reader *reader, const struct sw_source *source);
/* kernel.c */
bool sw_read_kernel(struct sw_reader *reader, const char *directory);

#endif
