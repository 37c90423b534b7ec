/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of source files, for printers that quote them.
 *
 * Objects name a file as the compiler saw it, often relative to the directory that it ran in. Each is looked for under
 * some base directories, in order. Only regular files are read, whole, up to a size; the last few are kept. A source
 * may have gone or changed since the object was built: what can not be had is just not there.
 */
#ifndef SLEEPWALK_LINK_SOURCE_H
#define SLEEPWALK_LINK_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SW_SOURCES_KEPT = 32 };

struct sw_source {
	char *name;       /* as asked for; NULL: this one is free */
	char *text;       /* NULL: it can not be read */
	size_t size;
	size_t *starts;   /* of each line in TEXT, and one more: where the next would start */
	uint32_t n_lines;
	uint64_t used;    /* when it was asked for last */
};

struct sw_sources {
	const char *const *bases; /* directories; the caller's, as long as this is used */
	unsigned n_bases;
	struct sw_source kept[SW_SOURCES_KEPT];
	uint64_t asked;
};

/* "" as a base is the working directory. */
void sw_sources_init(struct sw_sources *sources, const char *const *bases, unsigned n_bases);
void sw_sources_free(struct sw_sources *sources);

/*
 * Line LINE, from 1, of FILE, without what ends it; NULL: there is none. It need not end in NUL and may hold any byte, and
 * is there until the next question.
 */
const char *sw_source_line(struct sw_sources *sources, const char *file, uint32_t line, size_t *length);

#endif
