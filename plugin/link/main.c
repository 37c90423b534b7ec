// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The `sleepwalk` command: joins what objects carry over a whole program.
 *
 * Exit status: 0 clean, 1 findings, 2 could not run. Faults go to standard error, all else to standard output.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sleepwalk/dump.h"
#include "sleepwalk/groups.h"
#include "sleepwalk/wire.h"

#include "coverage.h"
#include "explain.h"
#include "names.h"
#include "program.h"
#include "text.h"

enum { CLEAN, FINDINGS, FAILED };

enum { ANNOTATIONS_ROOM = 32, SOURCES_ROOM = 64 };

struct options {
	const char *annotations[ANNOTATIONS_ROOM], *sources[SOURCES_ROOM];
	unsigned n_annotations, n_sources;
	const char *output;
	const struct sw_profile *profile;
	bool possible, quiet, coverage, unmatched, help;
	int colour; /* -1: as the terminal is */
};

static const char usage[] =
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
	"  --coverage                   how many calls and entries were resolved, and by what\n"
	"  --unmatched                  also which lines of --annotations name what the program does not have\n"
	"  --color auto|always|never\n"
	"  -o, --output FILE            instead of standard output\n"
	"  --quiet                      no progress, and no summary\n"
	"\n"
	"Exit status: 0 clean, 1 findings, 2 could not run.\n";

static int wrong(const char *option, const char *expected, const char *found)
{
	fprintf(stderr, "sleepwalk: --%s: expected %s, found '%s'\n", option, expected, found);
	return FAILED;
}

/* ---- options ---- */

static bool is_one_of(const char *value, const char *yes, const char *no, bool *which)
{
	*which = !strcmp(value, yes);
	return *which || !strcmp(value, no);
}

static int set_colour(struct options *o, const char *value)
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

static int set_option(struct options *o, int option, const char *value)
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
	case 'u':
		o->unmatched = true;
		return CLEAN;
	case 'h':
		o->help = true;
		return CLEAN;
	default:
		fputs(usage, stderr);
		return FAILED;
	}
}

static int read_options(struct options *o, int argc, char **argv)
{
	static const struct option known[] = {
		{ "report", required_argument, NULL, 'r' },   { "annotations", required_argument, NULL, 'a' },
		{ "profile", required_argument, NULL, 'p' },  { "source", required_argument, NULL, 's' },
		{ "color", required_argument, NULL, 'c' },    { "output", required_argument, NULL, 'o' },
		{ "quiet", no_argument, NULL, 'q' },          { "coverage", no_argument, NULL, 'v' },
		{ "unmatched", no_argument, NULL, 'u' },      { "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option;

	*o = (struct options){ .profile = sw_profile_by_name("linux"), .colour = -1, .sources = { "" }, .n_sources = 1 };
	while ((option = getopt_long(argc, argv, "o:", known, NULL)) != -1)
		if (set_option(o, option, optarg) != CLEAN)
			return FAILED;
	return CLEAN;
}

/* ---- what all do ---- */

/* The program of PATHS, solved; false when it could not be read: then all that is wrong was told. */
static bool load(struct program *program, const struct options *o, char **paths, int n)
{
	program_init(program);
	program->quiet = o->quiet;
	program_use_profile(program, o->profile);
	for (unsigned i = 0; i < o->n_annotations; i++)
		sw_contracts_read(&program->contracts, o->annotations[i]);
	if (!program_read(program, paths, n))
		return false;
	if (program->inputs.objects.n == program->inputs.without_section) {
		fprintf(stderr, "sleepwalk: error: none of the %u objects has a section %s: compile them with the plugin\n",
			program->inputs.objects.n, SW_WIRE_SECTION);
		return false;
	}
	program->solver.possible = o->possible;
	program_solve(program);
	return !program->faults;
}

static void name_without_section(const struct program *program)
{
	enum { NAMED = 3 };
	unsigned named = 0;

	if (!program->inputs.without_section)
		return;
	fprintf(stderr, "sleepwalk: note: %u of %u objects have no section %s, and are taken to hold nothing: ",
		program->inputs.without_section, program->inputs.objects.n, SW_WIRE_SECTION);
	for (uint32_t i = 0; i < program->inputs.objects.n && named < NAMED; i++)
		if (!program->inputs.objects.at[i].bytes)
			fprintf(stderr, "%s%s", named++ ? ", " : "", program->inputs.objects.at[i].name);
	fprintf(stderr, "%s\n", program->inputs.without_section > NAMED ? ", ..." : "");
}

/* ---- check ---- */

static uint32_t callers_of(void *cookie, const struct sw_symbol *symbol)
{
	(void)cookie;
	return symbol->callers;
}

static void print_summary(FILE *to, const struct sw_groups *groups, bool possible)
{
	uint32_t places[SW_TAGS][2] = { 0 }, shown[2] = { 0 }, n[2] = { 0 };

	for (uint32_t i = 0; i < groups->list.n; i++) {
		const struct sw_group *g = &groups->list.at[i];

		shown[g->possible]++;
		n[g->possible] += g->places.n;
		for (uint32_t p = 0; p < g->places.n; p++)
			places[g->places.at[p]->tag][g->possible]++;
	}
	fprintf(to, "%u findings in %u groups", n[0], shown[0]);
	for (unsigned t = 0, first = 1; t < SW_TAGS; t++) {
		if (places[t][0])
			fprintf(to, "%s%s %u", first ? ": " : ", ", sw_tag_name((enum sw_tag)t), places[t][0]);
		first &= !places[t][0];
	}
	fprintf(to, "\n%u possible findings in %u groups%s\n", n[1], shown[1], possible || !shown[1] ? "" : "; --report possible shows them");
}

static int check(FILE *to, struct options *o, char **paths, int n)
{
	struct program program;
	struct sw_sources sources;
	struct sw_text text;
	struct sw_groups groups;
	struct stat about;
	bool any = false;

	if (!load(&program, o, paths, n)) {
		program_free(&program);
		return FAILED;
	}
	for (int i = 0; i < n && o->n_sources < SOURCES_ROOM; i++)
		if (!stat(paths[i], &about) && S_ISDIR(about.st_mode))
			o->sources[o->n_sources++] = paths[i];
	sw_sources_init(&sources, o->sources, o->n_sources);
	groups = sw_group_findings(&program.unit.arena, &program.solver.findings, callers_of, NULL);
	text = (struct sw_text){ .to = to, .strings = &program.unit.strings, .sources = &sources, .severity = SW_WARNING,
				 .colour = o->colour < 0 ? sw_text_wants_colour(to) : o->colour };
	for (uint32_t i = 0; i < groups.list.n; i++) {
		if (groups.list.at[i].possible && !o->possible)
			continue;
		sw_text_print(&text, &groups.list.at[i]);
		any = true;
	}
	name_without_section(&program);
	if (o->unmatched)
		names_print_unmatched(to, &program);
	if (o->coverage)
		coverage_print(to, &program);
	if (!o->quiet)
		print_summary(to, &groups, o->possible);
	sw_sources_free(&sources);
	program_free(&program);
	return any ? FINDINGS : CLEAN;
}

/* ---- the others ---- */

static void tell_absent(struct program *program, const char *name)
{
	const char *hint = names_hint(program, name);

	fprintf(stderr, "sleepwalk: error: no object has or calls a function '%s'%s%s\n", name, *hint ? ": " : "", hint);
}

static int explain(FILE *to, struct options *o, char **args, int n)
{
	struct program program;
	int status = FAILED;

	if (load(&program, o, args + 1, n - 1)) {
		if (explain_function(to, &program, args[0]))
			status = CLEAN;
		else
			tell_absent(&program, args[0]);
	}
	program_free(&program);
	return status;
}

static int export(FILE *to, struct options *o, char **paths, int n)
{
	struct program program;
	bool good = load(&program, o, paths, n);

	if (good)
		export_contracts(to, &program);
	program_free(&program);
	return good ? CLEAN : FAILED;
}

static int dump(FILE *to, struct options *o, char **paths, int n)
{
	struct program program;
	struct sw_arena scratch = { 0 };
	bool good;

	program_init(&program);
	program.quiet = o->quiet;
	good = program_read(&program, paths, n);
	for (uint32_t i = 0; good && i < program.unit.functions.n; i++) {
		struct sw_function opened;

		sw_dump_residue(to, &program.unit, sw_function_open(&program.unit, program.unit.functions.at[i], &scratch, &opened));
		sw_arena_reset(&scratch);
	}
	sw_arena_free(&scratch);
	program_free(&program);
	return good ? CLEAN : FAILED;
}

/* ---- main ---- */

typedef int command_fn(FILE *to, struct options *o, char **args, int n);

/*
 * Where a command writes. What it writes is of use only as a whole: until it is done, a file that was there stays as it
 * was, and there is none that was not; one that could not be finished is removed.
 */
struct output {
	const char *path; /* NULL: standard output */
	char *text;
	size_t length;
};

/* Told early, for a check may take long; whether it was true is seen when all is written. */
static bool can_be_written(const char *path)
{
	char *copy;
	bool can;

	if (!access(path, F_OK))
		return !access(path, W_OK);
	copy = strdup(path);
	can = copy && !access(dirname(copy), W_OK);
	free(copy);
	return can;
}

static FILE *open_output(struct output *o, const char *path)
{
	*o = (struct output){ .path = path };
	if (!path)
		return stdout;
	return can_be_written(path) ? open_memstream(&o->text, &o->length) : NULL;
}

static bool write_text(const struct output *o, int fd)
{
	for (size_t done = 0; done < o->length;) {
		ssize_t n = write(fd, o->text + done, o->length - done);

		if (n < 0)
			return false;
		done += (size_t)n;
	}
	return true;
}

static bool write_file(const struct output *o)
{
	int fd = open(o->path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666), error;
	struct stat about;
	bool is_file, written;

	if (fd < 0)
		return false;
	is_file = !fstat(fd, &about) && S_ISREG(about.st_mode);
	written = (!is_file || !ftruncate(fd, 0)) && write_text(o, fd);
	error = errno;
	if (close(fd) && written) {
		written = false;
		error = errno;
	}
	if (!written && is_file)
		unlink(o->path);
	errno = error;
	return written;
}

/* The status, or FAILED when not all could be written. */
static int finish(struct output *o, FILE *to, int status)
{
	bool bad = ferror(to) || fflush(to);
	int error = errno;

	if (o->path) {
		fclose(to);
		if (!bad && status != FAILED && !write_file(o)) {
			error = errno;
			bad = true;
		}
		free(o->text);
	}
	if (bad)
		fprintf(stderr, "%s: error: cannot write: %s\n", o->path ? o->path : "standard output", strerror(error));
	return bad ? FAILED : status;
}

/* Nothing of ours aborts but an arena for which there is no memory. Only what is safe in a signal handler. */
static void out_of_memory(int signal)
{
	static const char text[] = "sleepwalk: error: out of memory\n";

	(void)signal;
	(void)!write(STDERR_FILENO, text, sizeof text - 1);
	_exit(FAILED);
}

/* ARGV[0] is the command's name; messages begin with the whole of it. */
static int run(command_fn *command, int least, const char *expected, int argc, char **argv)
{
	char name[20];
	struct options o;
	struct output output;
	FILE *to;

	snprintf(name, sizeof name, "sleepwalk %s", argv[0]);
	argv[0] = name;
	if (read_options(&o, argc, argv) != CLEAN)
		return FAILED;
	if (o.help) {
		fputs(usage, stdout);
		return CLEAN;
	}
	if (argc - optind < least) {
		fprintf(stderr, "%s: expected %s\n", name, expected);
		return FAILED;
	}
	to = open_output(&output, o.output);
	if (!to) {
		fprintf(stderr, "%s: error: cannot write: %s\n", o.output, strerror(errno));
		return FAILED;
	}
	return finish(&output, to, command(to, &o, argv + optind, argc - optind));
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		command_fn *run;
		int least;
		const char *expected;
	} commands[] = { { "check", check, 1, "a PATH" }, { "explain", explain, 2, "a FUNCTION and a PATH" },
			 { "export", export, 1, "a PATH" }, { "dump", dump, 1, "a FILE" } };

	signal(SIGABRT, out_of_memory);
	if (argc == 2 && (!strcmp(argv[1], "--version") || !strcmp(argv[1], "--help"))) {
		fputs(argv[1][2] == 'v' ? "sleepwalk " SLEEPWALK_VERSION "\n" : usage, stdout);
		return CLEAN;
	}
	for (unsigned i = 0; argc > 1 && i < sizeof commands / sizeof *commands; i++)
		if (!strcmp(argv[1], commands[i].name))
			return run(commands[i].run, commands[i].least, commands[i].expected, argc - 1, argv + 1);
	if (argc > 1)
		fprintf(stderr, "sleepwalk: expected a command (check, explain, export or dump), found '%s'\n", argv[1]);
	else
		fputs(usage, stderr);
	return FAILED;
}
