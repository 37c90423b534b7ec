/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Findings as text, in GCC's own shape with -fdiagnostics-path-format=separate-events, so that editors, people and
 * scripts that read a compiler's messages read these:
 *
 *	drivers/x/y.c: In function 'y_queue':
 *	drivers/x/y.c:212:13: warning: 'kmalloc' may sleep, but preemption is disabled here [sleepwalk:sleep-in-atomic]
 *	  212 |         p = kmalloc(len, GFP_KERNEL);
 *	      |             ^
 *	drivers/x/y.c:212:13: note: 'kmalloc' expects preempt 0, and it is 1 here
 *	drivers/x/y.c:205:9: note: (1) 'y_queue' calls 'spin_lock': preempt becomes 1
 *	...
 *
 * As in GCC's, columns count what is seen, with a tab going to the next multiple of 8, where the source can be read; they
 * are the compiler's bytes where it can not. Names and sources may come from anybody: control characters, those that
 * turn the direction of text, and bytes that are no UTF-8 are printed as <U+001B> and <9b>.
 *
 * Whether all was written, ferror() and fflush() of the stream tell.
 */
#ifndef SLEEPWALK_LINK_TEXT_H
#define SLEEPWALK_LINK_TEXT_H

#include <stdio.h>

#include "sleepwalk/groups.h"

#include "source.h"

enum sw_severity { SW_NOTE, SW_WARNING, SW_ERROR };

struct sw_text {
	FILE *to;
	struct sw_strings *strings; /* for the words */
	struct sw_sources *sources; /* NULL: nothing is quoted */
	enum sw_severity severity;  /* of findings */
	bool colour;
	const char *file, *function; /* the printer's own: what "In function" said last */
};

/* Like GCC: TO is a terminal that can, and NO_COLOR is not set. */
bool sw_text_wants_colour(FILE *to);

/* The group's shown finding, and what else has its cause. */
void sw_text_print(struct sw_text *text, const struct sw_group *group);

#endif
