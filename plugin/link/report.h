/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A checked program, as it is printed. What is shown and what it means was decided before (check.c): printers only say it,
 * each in its format, and whether all was written is seen on the stream.
 */
#ifndef SLEEPWALK_LINK_REPORT_H
#define SLEEPWALK_LINK_REPORT_H

#include <stdio.h>

#include "sleepwalk/groups.h"

#include "options.h"
#include "program.h"
#include "source.h"

struct report {
	const struct options *options;
	struct program *program;           /* solved; its strings hold what printers word */
	struct sw_sources *sources;
	struct sw_groups shown;            /* in the order to print */
	struct counted {
		uint32_t groups, findings;
		uint32_t by_tag[SW_TAGS];  /* findings */
	} counts[2];                       /* of all that was found, [1]: possible; shown or not */
};

typedef void report_fn(FILE *to, const struct report *report);

#define X(symbol, text, printer) report_fn printer;
FORMAT_LIST(X)
#undef X

#endif
