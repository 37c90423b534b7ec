/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options of all subcommands, and the exit status that each ends with. */
#ifndef SLEEPWALK_LINK_OPTIONS_H
#define SLEEPWALK_LINK_OPTIONS_H

#include <stdbool.h>

#include "sleepwalk/contract.h"

enum status { CLEAN, FINDINGS, FAILED };

enum { ANNOTATIONS_ROOM = 32, SOURCES_ROOM = 64, ONLY_ROOM = 64, MOST_JOBS = 64 };

/* The shapes that findings are printed in. Rows: symbol, what --format calls it, its printer (report.h). */
#define FORMAT_LIST(X)                                                                                                 \
	X(TEXT, "text", report_text)                                                                                   \
	X(JSON, "json", report_json)                                                                                   \
	X(SARIF, "sarif", report_sarif)                                                                                \
	X(GITLAB, "gitlab", report_gitlab)                                                                             \
	X(HTML, "html", report_html)

enum format {
#define X(symbol, text, printer) FORMAT_##symbol,
	FORMAT_LIST(X)
#undef X
	FORMATS
};

/* The findings that make a check fail. Rows: symbol, what --fail-on calls it. */
#define FAIL_ON_LIST(X)                                                                                                \
	X(DEFINITE, "definite")                                                                                        \
	X(POSSIBLE, "possible")                                                                                        \
	X(NONE, "none")

enum fail_on {
	FAIL_ON_REPORTED, /* not said: what is shown */
#define X(symbol, text) FAIL_ON_##symbol,
	FAIL_ON_LIST(X)
#undef X
};

struct options {
	const char *annotations[ANNOTATIONS_ROOM], *sources[SOURCES_ROOM], *only[ONLY_ROOM];
	unsigned n_annotations, n_sources, n_only;
	const char *output, *cache, *baseline, *write_baseline, *ratchet, *write_ratchet, *diff;
	enum fail_on fail_on;
	const struct sw_profile *profile;
	const char *cc; /* the compiler that --kcflags is about */
	enum format format;
	bool possible, quiet, coverage, timings, unmatched, unused_trusted, help;
	int colour; /* -1: as the terminal is */
	unsigned jobs; /* threads; 0: as many as there are processors for us */
};

extern const char usage[];

/* What a command takes: letters, as read_options() has them. */
#define FOR_CHECK   "rapsycofqvmhbBtTdxUujk"
#define FOR_EXPLAIN "rapoqhjk"
#define FOR_DUMP    "pohq"
#define FOR_KCFLAGS "grapoh"

/*
 * Reads what begins with a dash; what is left starts at optind. ARGV[0] is what messages call the command, and FIT which options
 * it takes. CLEAN, or FAILED: then it was told.
 */
enum status read_options(struct options *o, const char *fit, int argc, char **argv);

#endif
