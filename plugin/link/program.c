// SPDX-License-Identifier: GPL-2.0-or-later
/* From paths to a solved program. */
#define _GNU_SOURCE /* sched_getaffinity() */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "sleepwalk/characters.h"
#include "sleepwalk/wire.h"

#include "place.h"
#include "program.h"
#include "signals.h"

static void tell_input(void *cookie, const char *file, const char *message)
{
	struct program *program = cookie;

	program->faults++;
	sw_put_safely(stderr, "%s: error: %s\n", file, message);
}

static void tell_contract(void *cookie, const struct sw_place *place, const char *message)
{
	struct program *program = cookie;

	program->faults++;
	if (place->line)
		sw_put_safely(stderr, "%s:%u:%u: error: %s [sleepwalk:bad-annotation]\n", place->file, place->line, place->column, message);
	else
		sw_put_safely(stderr, "%s: error: %s [sleepwalk:bad-annotation]\n", place->file ? place->file : "?", message);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void program_init(struct program *program)
{
	*program = (struct program){ .begun = seconds() };
	timings_begin(&program->timings);
	sw_unit_init(&program->unit);
	program->unit.whole = true;
	program->contracts = (struct sw_contracts){ .terms = &program->unit.terms, .report = tell_contract, .cookie = program };
	program->inputs = (struct sw_inputs){ .arena = &program->unit.arena, .strings = &program->unit.strings,
					      .report = tell_input, .cookie = program };
	program->solver = (struct sw_solver){ .unit = &program->unit, .contracts = &program->contracts };
	program->solver.findings.arena = &program->unit.arena;
}

void program_free(struct program *program)
{
	signals_watch(NULL);
	cachefile_close(&program->cache, NULL, 0);
	sw_inputs_close(&program->inputs);
	sw_unit_free(&program->unit);
}

/* ---- annotations ---- */

/* They lie beside the command where it was built, and in ../share where it is installed. */
static const char *find_annotations(struct program *program)
{
	static const char *const places[] = { "annotations", "../share/sleepwalk/annotations" };
	const char *path = NULL;

	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		path = place_of(&program->unit.strings, places[i]);
		if (path && !access(path, R_OK))
			break;
	}
	return path;
}

void program_use_profile(struct program *program, const struct sw_profile *profile)
{
	const char *directory = find_annotations(program);

	sw_contracts_find_profile(&program->contracts, profile, directory ? directory : "annotations");
	sw_contracts_read_profile(&program->contracts);
}

/* ---- objects ---- */

static int by_name(const void *a, const void *b)
{
	const struct sw_object *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* What the kernel's image defines is what modules call; what a module defines, others see only if nobody else does. */
static const char *image_of(const struct sw_object *object)
{
	return object->image && strcmp(object->image, "vmlinux") ? object->image : NULL;
}

static void read_object(struct program *program, const struct sw_object *object)
{
	struct sw_wire_error error;

	if (sw_wire_read(&program->unit, image_of(object), object->bytes, object->length, &error))
		return;
	program->faults++;
	sw_put_safely(stderr, "%s: error: at offset %zu of section %s: %s\n", object->name, error.offset, SW_WIRE_SECTION, error.message);
}

bool program_read(struct program *program, char *const *paths, int n)
{
	struct sw_inputs *inputs = &program->inputs;

	signals_watch(inputs);
	for (int i = 0; i < n; i++)
		sw_inputs_add(inputs, paths[i]);
	if (program->faults)
		return false;
	if (inputs->objects.n)
		qsort(inputs->objects.at, inputs->objects.n, sizeof *inputs->objects.at, by_name);
	/* the kernel before its modules */
	for (uint32_t i = 0; i < inputs->objects.n; i++)
		if (inputs->objects.at[i].bytes && !image_of(&inputs->objects.at[i]))
			read_object(program, &inputs->objects.at[i]);
	for (uint32_t i = 0; i < inputs->objects.n; i++)
		if (inputs->objects.at[i].bytes && image_of(&inputs->objects.at[i]))
			read_object(program, &inputs->objects.at[i]);
	sw_inputs_unmap(inputs);
	sw_wire_link(&program->unit);
	return !program->faults;
}

/* ---- solving ---- */

enum { EVERY = 4096 };

static void show_progress(struct program *program, uint32_t done, uint32_t all)
{
	double now;

	if (done % EVERY)
		return;
	now = seconds();
	if (now - program->begun < 1 || now - program->shown < 0.1)
		return;
	program->shown = now;
	fprintf(stderr, "\rsolving: %u of %u functions", done, all);
}

/* The first round has all functions; those after it, the ones that call through slots which have changed. */
static void note_progress(void *cookie, uint32_t done, uint32_t all)
{
	struct program *program = cookie;

	if (done == all && !program->solver.statistics.rounds)
		timings_end(&program->timings, PHASE_SOLVING);
	if (program->shows_progress)
		show_progress(program, done, all);
}

/* More would wait for each other most of the time. */
enum { MOST_WORKERS = 8 };

/* As many as there are processors for us. */
static unsigned count_processors(void)
{
	cpu_set_t set;
	int n = sched_getaffinity(0, sizeof set, &set) ? 1 : CPU_COUNT(&set);

	return n > MOST_WORKERS ? MOST_WORKERS : (unsigned)n;
}

void program_solve(struct program *program)
{
	timings_end(&program->timings, PHASE_READING);
	program->solver.progress = note_progress;
	program->solver.cookie = program;
	if (!program->solver.workers)
		program->solver.workers = count_processors();
	sw_solve(&program->solver);
	timings_end(&program->timings, PHASE_JOINING);
	if (program->shown > 0)
		fprintf(stderr, "\r\033[K");
}

/* What was found before is looked at, and what is found is kept. */
static bool solve_with_cache(struct program *program, const char *path)
{
	if (path && !cachefile_open(&program->cache, path))
		return false;
	program->cached = path;
	program->solver.cache = path ? &program->cache.cache : NULL;
	program_solve(program);
	program->solver.cache = NULL;
	if (!cachefile_close(&program->cache, program->solver.kept, program->solver.n_kept))
		program->faults++;
	timings_end(&program->timings, PHASE_JOINING);
	return !program->faults;
}

bool program_load(struct program *program, const struct options *o, char **paths, int n)
{
	program_init(program);
	program->solver.workers = o->jobs;
	program->shows_progress = !o->quiet && isatty(STDERR_FILENO);
	program_use_profile(program, o->profile);
	for (unsigned i = 0; i < o->n_annotations; i++)
		sw_contracts_read(&program->contracts, o->annotations[i]);
	if (!program_read(program, paths, n))
		return false;
	if (program->inputs.objects.n == program->inputs.without_section) {
		sw_put_safely(stderr, "sleepwalk: error: none of the %u objects has a section %s: compile them with the plugin\n",
			program->inputs.objects.n, SW_WIRE_SECTION);
		return false;
	}
	program->solver.possible = o->possible;
	return solve_with_cache(program, o->cache);
}
