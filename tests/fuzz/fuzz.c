// SPDX-License-Identifier: GPL-2.0-or-later
/* What the harnesses share: see fuzz.h. */
#define _GNU_SOURCE
#include <malloc.h>
#include <stdatomic.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sleepwalk/dump.h"
#include "sleepwalk/groups.h"
#include "sleepwalk/wire.h"

#include "../../plugin/link/explain.h"
#include "../../plugin/link/text.h"
#include "fuzz.h"

void broken(const char *file, int line, const char *condition, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s:%d: expected %s: ", file, line, condition);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	abort();
}

/* ---- memory ---- */

/* The linker has malloc() and free() of all that is linked here call these (-Wl,--wrap): arenas live on them. */
void *__real_malloc(size_t size);
void __real_free(void *memory);
void *__wrap_malloc(size_t size);
void __wrap_free(void *memory);

/* The solver has threads. Two of them may miss a peak of each other's, which is of no matter. */
static _Atomic ptrdiff_t now, most;

void *__wrap_malloc(size_t size)
{
	void *memory = __real_malloc(size);
	ptrdiff_t more = (ptrdiff_t)malloc_usable_size(memory), sum = atomic_fetch_add(&now, more) + more;

	if (sum > most)
		most = sum;
	return memory;
}

void __wrap_free(void *memory)
{
	now -= (ptrdiff_t)malloc_usable_size(memory);
	__real_free(memory);
}

void count_memory(void)
{
	now = most = 0;
}

void require_memory(const char *what, size_t n, size_t times, size_t base)
{
	require((size_t)most <= times * n + base, "%s takes %td bytes of memory for %zu bytes of input", what, most, n);
}

/* ---- inputs ---- */

const char *file_of(const unsigned char *bytes, size_t n)
{
	static char path[40];
	static int fd = -1;

	if (fd < 0) {
		fd = memfd_create("input", 0);
		snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	}
	require(fd >= 0 && !ftruncate(fd, 0) && pwrite(fd, bytes, n, 0) == (ssize_t)n, "no file in memory");
	return path;
}

static void count_fault(void *cookie, const char *file, const char *message)
{
	require(*file && *message, "a fault that says nothing");
	((struct program *)cookie)->faults++;
}

static void count_contract(void *cookie, const struct sw_place *place, const char *message)
{
	require(*message, "%s:%u: a fault that says nothing", place->file, place->line);
	((struct program *)cookie)->faults++;
}

void begin_program(struct program *program)
{
	static const char *const files[] = { "interrupt", "irqflags", "mutex", "preempt", "rcupdate", "slab", "spinlock", "timer" };

	program_init(program);
	program->solver.possible = true;
	program->inputs.report = count_fault;
	program->contracts.report = count_contract;
	program->contracts.on_demand = true;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		sw_contracts_read(&program->contracts, sw_intern_printf(&program->unit.strings, "annotations/linux/%s.ann", files[i]));
	require(!program->faults, "the annotations are read from the top folder of the source");
	program->contracts.on_demand = false;
}

bool read_section(struct program *program, const char *image, const unsigned char *bytes, size_t n)
{
	struct sw_wire_error error = { .offset = SIZE_MAX };

	if (image)
		image = sw_intern(&program->unit.strings, image);
	if (sw_wire_read(&program->unit, image, bytes, n, &error))
		return true;
	require(error.offset <= n, "a fault at %zu of %zu", error.offset, n);
	require(!strncmp(error.message, "expected ", 9) && strstr(error.message, ", found "), "'%s'", error.message);
	return false;
}

/* ---- a program that was read ---- */

static const char *clauses_alone(struct sw_strings *strings, const char *clauses)
{
	size_t n = strcspn(clauses, "#");

	while (n && (clauses[n - 1] == ' ' || clauses[n - 1] == ','))
		n--;
	return sw_intern_n(strings, clauses, n);
}

static struct sw_contract contract_of(struct sw_terms *terms, const char *clauses)
{
	struct sw_contract c = { .name = "" };
	struct sw_parse_error error;
	const char *message;

	require(sw_contract_parse(terms, &c, clauses, strlen(clauses), &error), "'%s': %s", clauses, error.message);
	require(sw_contract_finish(terms, &c, &message), "'%s': %s", clauses, message);
	return c;
}

/*
 * What is printed of a summary parses, and so does what is printed of that. One clause does the same; of several those that
 * say the same of cases apart may be joined, or told from each other, each time anew.
 */
void require_clauses(struct sw_terms *terms, const char *clauses)
{
	const char *text = clauses_alone(terms->strings, clauses), *printed;
	struct sw_contract c, again;

	if (!*text)
		return;
	c = contract_of(terms, text);
	printed = clauses_alone(terms->strings, sw_summary_clauses(terms->strings, terms, &c.summary));
	again = contract_of(terms, printed);
	require(c.clauses.n != 1 || sw_summary_same_effect(&c.summary, &again.summary), "'%s', printed as '%s'", text, printed);
}

static uint32_t callers_of(void *cookie, const struct sw_symbol *symbol)
{
	(void)cookie;
	return symbol->callers;
}

enum { EXPLAINED = 20 };

static void put_into_words(FILE *to, struct program *program)
{
	struct sw_unit *unit = &program->unit;
	struct sw_text text = { .to = to, .strings = &unit->strings, .severity = SW_WARNING };
	struct sw_groups groups = sw_group_findings(&unit->arena, &program->solver.findings, callers_of, NULL);
	struct sw_arena scratch = { 0 };

	for (uint32_t i = 0; i < groups.list.n; i++)
		sw_text_print(&text, &groups.list.at[i]);
	for (uint32_t i = 0; i < unit->functions.n; i++) {
		struct sw_function opened, *function = sw_function_open(unit, unit->functions.at[i], &scratch, &opened);

		sw_dump_residue(to, unit, function);
		sw_dump_summary(to, unit, function->symbol);
		sw_arena_reset(&scratch);
	}
	sw_arena_free(&scratch);
	for (uint32_t i = 0; i < unit->symbols.n && i < EXPLAINED; i++)
		explain_function(to, program, unit->symbols.at[i]->name);
	export_contracts(to, program);
}

static void require_exports(struct sw_unit *unit)
{
	for (uint32_t i = 0; i < unit->symbols.n; i++) {
		const struct sw_summary *summary = unit->symbols.at[i]->inferred;

		if (summary)
			require_clauses(&unit->terms, sw_summary_export(&unit->strings, &unit->terms, summary));
	}
}

void survive_program(struct program *program, size_t n)
{
	enum { TIMES = 40000, BASE = 64 << 20, STATES = 4000 };
	static FILE *nowhere;

	if (!nowhere)
		nowhere = fopen("/dev/null", "w");
	sw_wire_link(&program->unit);
	program->solver.workers = 1; /* memory is counted, by one */
	program_solve(program);
	require(program->solver.statistics.states <= STATES * (n + 100), "%u states of %zu bytes", program->solver.statistics.states, n);
	require_memory("solving", n, TIMES, BASE);
	put_into_words(nowhere, program);
	require_exports(&program->unit);
	require_memory("words", n, TIMES, BASE);
}
