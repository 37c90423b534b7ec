// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The `sleepwalk` command: joins what objects carry over a whole program.
 *
 * Exit status: 0 clean, 1 findings, 2 could not run. Faults go to standard error, all else to standard output.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "sleepwalk/characters.h"
#include "sleepwalk/dump.h"

#include "check.h"
#include "child.h"
#include "explain.h"
#include "kcflags.h"
#include "names.h"
#include "options.h"
#include "output.h"
#include "program.h"
#include "signals.h"

static void tell_absent(struct program *program, const char *name, const char *slot)
{
	const char *hint = slot ? names_slot_hint(program, slot) : names_hint(program, name);

	sw_put_safely(stderr, "sleepwalk: error: no object %s '%s'%s%s\n",
		      slot ? "puts anything into, or calls through, a field" : "has or calls a function", slot ? slot : name,
		      *hint ? ": " : "", hint);
}

/* NAME is a function, or a field that holds one. */
static bool explain_name(FILE *to, struct program *program, const char *name)
{
	const char *slot = explain_slot_name(program, name);
	bool known = slot ? explain_slot(to, program, slot) : explain_function(to, program, name);

	if (!known)
		tell_absent(program, name, slot);
	return known;
}

static enum status explain(FILE *to, const struct options *o, char **args, int n)
{
	struct program program;
	enum status status = FAILED;

	if (program_load(&program, o, args + 1, n - 1) && explain_name(to, &program, args[0]))
		status = CLEAN;
	program_free(&program);
	return status;
}

static enum status export(FILE *to, const struct options *o, char **paths, int n)
{
	struct program program;
	bool good = program_load(&program, o, paths, n);

	if (good)
		export_contracts(to, &program);
	program_free(&program);
	return good ? CLEAN : FAILED;
}

static enum status dump(FILE *to, const struct options *o, char **paths, int n)
{
	struct program program;
	struct sw_arena scratch = { 0 };
	bool good;

	(void)o;
	program_init(&program);
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

typedef enum status command_fn(FILE *to, const struct options *o, char **args, int n);

/* For jansson, which without memory answers NULL; and what is NULL is left out of an array, and nobody is told. */
static void *allocate(size_t size)
{
	void *memory = malloc(size);

	if (!memory && size)
		sw_give_up("out of memory");
	return memory;
}

/* ARGV[0] is the command's name; messages begin with the whole of it. */
static enum status run(command_fn *command, const char *fit, int least, const char *expected, int argc, char **argv)
{
	char name[20];
	struct options o;
	struct output output;
	enum status status;

	snprintf(name, sizeof name, "sleepwalk %s", argv[0]);
	argv[0] = name;
	if (read_options(&o, fit, argc, argv) != CLEAN)
		return FAILED;
	if (o.help) {
		fputs(usage, stdout);
		return CLEAN;
	}
	if (argc - optind < least) {
		sw_put_safely(stderr, "%s: expected %s\n", name, expected);
		return FAILED;
	}
	if (!output_open(&output, o.output))
		return FAILED;
	status = command(output.to, &o, argv + optind, argc - optind);
	return output_close(&output, status != FAILED) ? status : FAILED;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		command_fn *run;
		const char *options;
		int least;
		const char *expected;
	} commands[] = { { "check", check, FOR_CHECK, 1, "a PATH" },
			 { "explain", explain, FOR_EXPLAIN, 2, "a FUNCTION or TAG.FIELD, and a PATH" },
			 { "export", export, FOR_EXPLAIN, 1, "a PATH" }, { "dump", dump, FOR_DUMP, 1, "a FILE" },
			 { "--kcflags", kcflags, FOR_KCFLAGS, 0, "no PATH" } };

	child_prepare();
	signals_prepare();
	json_set_alloc_funcs(allocate, free);
	if (argc == 2 && (!strcmp(argv[1], "--version") || !strcmp(argv[1], "--help"))) {
		fputs(argv[1][2] == 'v' ? "sleepwalk " SLEEPWALK_VERSION "\n" : usage, stdout);
		return CLEAN;
	}
	for (unsigned i = 0; argc > 1 && i < sizeof commands / sizeof *commands; i++)
		if (!strcmp(argv[1], commands[i].name))
			return run(commands[i].run, commands[i].options, commands[i].least, commands[i].expected, argc - 1, argv + 1);
	if (argc > 1)
		sw_put_safely(stderr, "sleepwalk: expected a command (check, explain, export or dump), found '%s'\n", argv[1]);
	else
		fputs(usage, stderr);
	return FAILED;
}
