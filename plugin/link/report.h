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
#include "paths.h"
#include "program.h"
#include "ratchet.h"
#include "source.h"
#include "trusted.h"

struct report {
	const struct options *options;
	struct program *program;           /* solved; its strings hold what printers word */
	struct sw_sources *sources;
	struct paths *paths;               /* for names of files that do not depend on the machine */
	struct sw_groups shown;            /* in the order to print; those of a baseline are known */
	struct sw_groups hidden;           /* possible ones that nobody asked for */
	struct counted {
		uint32_t groups, findings;
		uint32_t by_tag[SW_TAGS];  /* findings */
	} counts[2];                       /* of all that touches what is asked for, [1]: possible; shown or not */
	struct compared {
		bool done;                 /* there is a baseline */
		uint32_t fresh, known;     /* groups */
		uint32_t gone;             /* findings that the baseline has and that are no more */
		uint32_t elsewhere;        /* and those that are in files which the program does not have */
	} compared;
	uint32_t left_out;                 /* groups that do not touch what is asked for */
	const struct ratchet *ratchet;     /* NULL: there is none */
	struct trusted trusted;
	SW_VEC(const struct sw_symbol *) given_up; /* functions, in the order of reading */
};

typedef void report_fn(FILE *to, const struct report *report);

#define X(symbol, text, printer) report_fn printer;
FORMAT_LIST(X)
#undef X

/* Where there is more than allowed, or nothing to allow, and, unless it is to be quiet, where there is less. */
void report_ratchet(FILE *to, const struct report *report);
/* How many functions are given up, if any. */
void report_given_up(FILE *to, const struct report *report);

#endif
