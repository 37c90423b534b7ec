// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads the command line: each option is checked and kept, and what it means is up to the subcommand. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "options.h"

const char usage[] =
	"usage: sleepwalk check [OPTION]... PATH...      findings over a whole program\n"
	"       sleepwalk explain [OPTION]... FUNCTION PATH...\n"
	"                                                one function's contract, and where it is from\n"
	"       sleepwalk export [OPTION]... PATH...     inferred contracts, as an annotation file\n"
	"       sleepwalk dump [OPTION]... FILE...       what objects carry, for developers\n"
	"       sleepwalk --version | --help\n"
	"\n"
	"PATH is an object, an archive, a module, or the directory that a kernel was built in, compiled with the plugin.\n"
	"\n"
	"  --report definite|possible   possible: also what hangs on something that the program does not settle\n"
	"  --annotations PATH           contracts of your own, a file or directory; may be repeated\n"
	"  --profile linux|linux-rt|none\n"
	"                               linux-rt: as on PREEMPT_RT; none: without the annotations of the Linux kernel\n"
	"  --source DIR                 where source files are looked for, to quote them; may be repeated\n"
	"  --format text|json|sarif|gitlab|html\n"
	"                               json: for programs, see docs/json.md; sarif: SARIF 2.1.0; gitlab: code quality;\n"
	"                               html: one page that needs nothing else\n"
	"  --coverage                   how many calls and entries were resolved, and by what\n"
	"  --color auto|always|never\n"
	"  --output FILE                instead of standard output\n"
	"  --quiet                      no progress, and no summary\n"
	"\n"
	"Exit status: 0 clean, 1 findings, 2 could not run.\n";

static enum status wrong(const char *option, const char *expected, const char *found)
{
	fprintf(stderr, "sleepwalk: --%s: expected %s, found '%s'\n", option, expected, found);
	return FAILED;
}

static bool is_one_of(const char *value, const char *yes, const char *no, bool *which)
{
	*which = !strcmp(value, yes);
	return *which || !strcmp(value, no);
}

static enum status set_colour(struct options *o, const char *value)
{
	static const char *const values[] = { "never", "always", "auto" };
	static const int colours[] = { 0, 1, -1 };

	for (unsigned i = 0; i < 3; i++) {
		if (!strcmp(value, values[i])) {
			o->colour = colours[i];
			return CLEAN;
		}
	}
	return wrong("color", "auto, always or never", value);
}

static enum status set_format(struct options *o, const char *value)
{
	static const char *const names[] = {
#define X(symbol, text, printer) text,
		FORMAT_LIST(X)
#undef X
	};

	for (unsigned i = 0; i < FORMATS; i++) {
		if (!strcmp(value, names[i])) {
			o->format = (enum format)i;
			return CLEAN;
		}
	}
	return wrong("format", "text, json, sarif, gitlab or html", value);
}

static enum status set_option(struct options *o, int option, const char *value)
{
	switch (option) {
	case 'r':
		return is_one_of(value, "possible", "definite", &o->possible) ? CLEAN : wrong("report", "definite or possible", value);
	case 'p':
		o->profile = sw_profile_by_name(value);
		return o->profile ? CLEAN : wrong("profile", "linux, linux-rt or none", value);
	case 'a':
		if (o->n_annotations == ANNOTATIONS_ROOM)
			return wrong("annotations", "at most 32 of them", value);
		o->annotations[o->n_annotations++] = value;
		return CLEAN;
	case 's':
		if (o->n_sources == SOURCES_ROOM)
			return wrong("source", "at most 64 of them", value);
		o->sources[o->n_sources++] = value;
		return CLEAN;
	case 'f':
		return set_format(o, value);
	case 'c':
		return set_colour(o, value);
	case 'o':
		o->output = value;
		return CLEAN;
	case 'q':
		o->quiet = true;
		return CLEAN;
	case 'v':
		o->coverage = true;
		return CLEAN;
	case 'h':
		o->help = true;
		return CLEAN;
	default:
		fputs(usage, stderr);
		return FAILED;
	}
}

enum status read_options(struct options *o, int argc, char **argv)
{
	static const struct option known[] = {
		{ "report", required_argument, NULL, 'r' },   { "annotations", required_argument, NULL, 'a' },
		{ "profile", required_argument, NULL, 'p' },  { "source", required_argument, NULL, 's' },
		{ "color", required_argument, NULL, 'c' },    { "output", required_argument, NULL, 'o' },
		{ "quiet", no_argument, NULL, 'q' },          { "coverage", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },           { "format", required_argument, NULL, 'f' },
		{ 0 },
	};
	int option;

	*o = (struct options){ .profile = sw_profile_by_name("linux"), .colour = -1, .sources = { "" }, .n_sources = 1 };
	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1)
		if (set_option(o, option, optarg) != CLEAN)
			return FAILED;
	return CLEAN;
}
