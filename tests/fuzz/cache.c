// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The bytes are changes of what was kept of a program: a place in it, in two bytes, and what is different there. The program is
 * solved with that. A checksum keeps such a file from being read; and still, none may be fatal.
 */
#include <stdlib.h>

#include "../unit/random.h"
#include "sleepwalk/cache.h"
#include "fuzz.h"

enum { FUNCTIONS = 40, SEED = 5, CHANGE = 3 /* bytes */ };

static const char *names[FUNCTIONS];

static struct fixture *program_of_functions(void)
{
	struct maker m = { .callees = names, .stood_for = names, .n_stood_for = FUNCTIONS };
	void *state;

	setup_primitives(&state);
	m.f = state;
	for (unsigned i = 0; i < FUNCTIONS; i++)
		names[i] = sw_intern_printf(&m.f->unit.strings, "f%u", i);
	m.seed = SEED;
	make_tables(&m);
	for (unsigned i = 0; i < FUNCTIONS; i++) {
		m.loops = i & 1;
		m.n_callees = i % 10 ? i : i + 3 < FUNCTIONS ? i + 3 : FUNCTIONS;
		make_function(&m, names[i]);
	}
	m.f->unit.whole = true;
	m.f->solver.possible = true;
	return m.f;
}

/* Solved with what is in the N BYTES, and all that was found put into words. */
static struct fixture *solved_with(const unsigned char *bytes, size_t n)
{
	struct fixture *f = program_of_functions();
	struct sw_cache cache = { 0 };

	require(sw_cache_read(&cache, bytes, n) || !cache.list.n, "some of it is taken");
	f->solver.cache = &cache;
	solve(f);
	require(f->solver.statistics.recalled <= f->solver.statistics.solved, "%u of %u", f->solver.statistics.recalled,
		f->solver.statistics.solved);
	for (uint32_t i = 0; i < f->solver.findings.list.n; i++)
		require(*sw_message_of(&f->unit.strings, &f->solver.findings.list.at[i]).headline, "a finding without words");
	sw_cache_free(&cache);
	return f;
}

void fuzz(const unsigned char *bytes, size_t n)
{
	struct fixture *first = solved_with(NULL, 0);
	size_t length = first->solver.n_kept;
	unsigned char *kept = memcpy(malloc(length), first->solver.kept, length);

	for (; n >= CHANGE; bytes += CHANGE, n -= CHANGE)
		kept[(bytes[0] | (size_t)bytes[1] << 8) % length] ^= bytes[2];
	/* what is left over cuts it off */
	discard(solved_with(kept, n ? length - bytes[0] % length : length));
	free(kept);
	discard(first);
}
