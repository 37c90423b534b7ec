// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads the command line: each option is checked and kept, and what it means is up to the subcommand. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sleepwalk/characters.h"

#include "options.h"
#include "paths.h"

const char usage[] =
	"usage: sleepwalk check [OPTION]... PATH...      findings over a whole program\n"
	"       sleepwalk explain [OPTION]... FUNCTION|TAG.FIELD PATH...\n"
	"                                                the contract of a function, or of a field that holds one: where it\n"
	"                                                is from, and who calls it\n"
	"       sleepwalk export [OPTION]... PATH...     inferred contracts, as an annotation file\n"
	"       sleepwalk dump [OPTION]... FILE...       what objects carry, for developers\n"
	"       sleepwalk --kcflags [OPTION]...          the flags that a compiler loads the plugin by:\n"
	"                                                make KCFLAGS=\"$(sleepwalk --kcflags)\"\n"
	"       sleepwalk --version | --help\n"
	"\n"
	"PATH is an object, an archive, a module, or a directory that a kernel, a part of one, or modules were built in.\n"
	"\n"
	"  --report definite|possible   possible: also what hangs on something that the program does not settle\n"
	"  --annotations PATH           contracts of your own, a file or directory; may be repeated\n"
	"  --profile linux|linux-rt|none\n"
	"                               linux-rt: as on PREEMPT_RT; none: without the annotations of the Linux kernel\n"
	"  --source DIR                 where source files are looked for, to quote them, and the top of their names in\n"
	"                               baselines and patterns; may be repeated\n"
	"  --format text|json|sarif|gitlab|html\n"
	"                               json: for programs, see docs/json.md; sarif: SARIF 2.1.0; gitlab: code quality;\n"
	"                               html: one page that needs nothing else\n"
	"  --fail-on definite|possible|none\n"
	"                               which findings make exit status 1; what is reported, if this is not given\n"
	"  --baseline FILE              do not show, nor fail on, the findings that FILE has\n"
	"  --write-baseline FILE        all findings are known now: write them to FILE\n"
	"  --only PATH                  findings that touch PATH, at either end or between; may be repeated\n"
	"  --diff REVISION              findings that touch lines which git diff REVISION changed\n"
	"  --ratchet FILE               how many definite findings each PATTERN of FILE may have\n"
	"  --write-ratchet FILE         write how many they are to FILE, behind its patterns\n"
	"  --cache FILE                 keep in FILE what is found, and look only at what has changed since it was written\n"
	"  --unused-trusted             name the functions whose __trusted() in source hides nothing\n"
	"  --coverage                   how many calls and entries were resolved, and by what\n"
	"  --timings                    how long each phase of the check took\n"
	"  --unmatched                  also which lines of --annotations name what the program does not have\n"
	"  --color auto|always|never\n"
	"  --cc COMPILER                of --kcflags: the compiler that is meant, gcc if none is named\n"
	"  -j, --jobs N                 threads; as many as there are processors, if this is not given\n"
	"  -o, --output FILE            instead of standard output\n"
	"  --quiet                      no progress, and no summary\n"
	"\n"
	"Exit status: 0 clean, 1 findings, 2 could not run.\n";

static enum status wrong(const char *option, const char *expected, const char *found)
{
	sw_put_safely(stderr, "sleepwalk: --%s: expected %s, found '%s'\n", option, expected, found);
	return FAILED;
}

static bool is_one_of(const char *value, const char *yes, const char *no, bool *which)
{
	*which = !strcmp(value, yes);
	return *which || !strcmp(value, no);
}

/* Which of N NAMES is VALUE? N: none. */
static unsigned find_name(const char *const *names, unsigned n, const char *value)
{
	unsigned i = 0;

	while (i < n && strcmp(value, names[i]))
		i++;
	return i;
}

static enum status set_colour(struct options *o, const char *value)
{
	static const char *const names[] = { "never", "always", "auto" };
	static const int colours[] = { 0, 1, -1 };
	unsigned i = find_name(names, 3, value);

	if (i == 3)
		return wrong("color", "auto, always or never", value);
	o->colour = colours[i];
	return CLEAN;
}

static enum status set_format(struct options *o, const char *value)
{
	static const char *const names[] = {
#define X(symbol, text, printer) text,
		FORMAT_LIST(X)
#undef X
	};
	unsigned i = find_name(names, FORMATS, value);

	if (i == FORMATS)
		return wrong("format", "text, json, sarif, gitlab or html", value);
	o->format = (enum format)i;
	return CLEAN;
}

static enum status set_fail_on(struct options *o, const char *value)
{
	static const char *const names[] = {
#define X(symbol, text) text,
		FAIL_ON_LIST(X)
#undef X
	};
	unsigned n = sizeof names / sizeof *names, i = find_name(names, n, value);

	if (i == n)
		return wrong("fail-on", "definite, possible or none", value);
	o->fail_on = (enum fail_on)(FAIL_ON_REPORTED + 1 + i);
	return CLEAN;
}

static enum status add(const char *option, const char **values, unsigned *n, unsigned room, const char *value)
{
	if (*n == room) {
		sw_put_safely(stderr, "sleepwalk: --%s: expected at most %u of them, found '%s'\n", option, room, value);
		return FAILED;
	}
	values[(*n)++] = value;
	return CLEAN;
}

static enum status set_jobs(struct options *o, const char *value)
{
	char *end;
	unsigned long n = strtoul(value, &end, 10);

	if (*value < '0' || *value > '9' || *end || !n || n > MOST_JOBS)
		return wrong("jobs", "a number from 1 to 64", value);
	o->jobs = (unsigned)n;
	return CLEAN;
}

static enum status add_source(struct options *o, const char *value)
{
	if (!path_is_directory(value))
		return wrong("source", "a directory that is there", value);
	return add("source", o->sources, &o->n_sources, SOURCES_ROOM, value);
}

/* Where the value of a plain option goes; NULL: it is no such. */
static const char **text_of(struct options *o, int option)
{
	switch (option) {
	case 'o':
		return &o->output;
	case 'k':
		return &o->cache;
	case 'b':
		return &o->baseline;
	case 'B':
		return &o->write_baseline;
	case 't':
		return &o->ratchet;
	case 'T':
		return &o->write_ratchet;
	case 'd':
		return &o->diff;
	default:
		return NULL;
	}
}

static bool *flag_of(struct options *o, int option)
{
	switch (option) {
	case 'q':
		return &o->quiet;
	case 'v':
		return &o->coverage;
	case 'm':
		return &o->timings;
	case 'u':
		return &o->unmatched;
	case 'U':
		return &o->unused_trusted;
	case 'h':
		return &o->help;
	default:
		return NULL;
	}
}

static enum status set_plain(struct options *o, int option, const char *value)
{
	const char **text = text_of(o, option);
	bool *flag = flag_of(o, option);

	if (text)
		*text = value;
	else if (flag)
		*flag = true;
	else
		sw_put_safely(stderr, "sleepwalk: 'sleepwalk --help' names all options\n"); /* getopt said what is wrong */
	return text || flag ? CLEAN : FAILED;
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
		return add("annotations", o->annotations, &o->n_annotations, ANNOTATIONS_ROOM, value);
	case 's':
		return add_source(o, value);
	case 'y':
		return add("only", o->only, &o->n_only, ONLY_ROOM, value);
	case 'x':
		return set_fail_on(o, value);
	case 'f':
		return set_format(o, value);
	case 'g':
		o->cc = value;
		return CLEAN;
	case 'c':
		return set_colour(o, value);
	case 'j':
		return set_jobs(o, value);
	default:
		return set_plain(o, option, value);
	}
}

/* It is read and written; so are others, and they are something else. */
static enum status check_cache(const struct options *o)
{
	const char *const others[] = { o->output, o->baseline, o->write_baseline, o->ratchet, o->write_ratchet };

	if (o->cache && !*o->cache)
		return wrong("cache", "a file", o->cache);
	for (size_t i = 0; o->cache && i < sizeof others / sizeof *others; i++)
		if (others[i] && !strcmp(others[i], o->cache))
			return wrong("cache", "a file of its own", o->cache);
	return CLEAN;
}

/* An option that a command would take no notice of is one that somebody relies on. */
static enum status unfit(const char *command, const struct option *known, int option)
{
	while (known->val != option)
		known++;
	sw_put_safely(stderr, "%s: --%s is for other commands: sleepwalk(1) says for which\n", command, known->name);
	return FAILED;
}

enum status read_options(struct options *o, const char *fit, int argc, char **argv)
{
	static const struct option known[] = {
		{ "cc", required_argument, NULL, 'g' },
		{ "report", required_argument, NULL, 'r' },   { "annotations", required_argument, NULL, 'a' },
		{ "profile", required_argument, NULL, 'p' },  { "source", required_argument, NULL, 's' },
		{ "color", required_argument, NULL, 'c' },    { "output", required_argument, NULL, 'o' },
		{ "quiet", no_argument, NULL, 'q' },          { "coverage", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },           { "format", required_argument, NULL, 'f' },
		{ "baseline", required_argument, NULL, 'b' }, { "write-baseline", required_argument, NULL, 'B' },
		{ "ratchet", required_argument, NULL, 't' },  { "write-ratchet", required_argument, NULL, 'T' },
		{ "only", required_argument, NULL, 'y' },     { "diff", required_argument, NULL, 'd' },
		{ "fail-on", required_argument, NULL, 'x' },  { "unused-trusted", no_argument, NULL, 'U' },
		{ "unmatched", no_argument, NULL, 'u' },      { "timings", no_argument, NULL, 'm' },
		{ "jobs", required_argument, NULL, 'j' },     { "cache", required_argument, NULL, 'k' },
		{ 0 },
	};
	int option;

	*o = (struct options){ .profile = sw_profile_by_name("linux"), .cc = "gcc", .colour = -1, .sources = { "" }, .n_sources = 1 };
	while ((option = getopt_long(argc, argv, "j:o:", known, NULL)) != -1) {
		if (option != '?' && !strchr(fit, option))
			return unfit(argv[0], known, option);
		if (set_option(o, option, optarg) != CLEAN)
			return FAILED;
	}
	o->possible |= o->fail_on == FAIL_ON_POSSIBLE;
	return check_cache(o);
}
