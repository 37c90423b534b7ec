// SPDX-License-Identifier: GPL-2.0-or-later
/* Coverage: each call and each entry is counted under what it was resolved by, the first that applies. */
#include "coverage.h"

/* Rows: symbol, text. */
#define DIRECT_LIST(X)                                                                                                 \
	X(CONTRACT, "by a contract")                                                                                   \
	X(BODY, "by a body")                                                                                           \
	X(TYPE, "assumed by a parameter's type")                                                                       \
	X(NOTHING, "assumed to do nothing")
#define POINTER_LIST(X)                                                                                                \
	X(DECLARED, "by a contract of the field or pointer")                                                           \
	X(STORED, "by the functions that are put into the field")                                                      \
	X(PASSED, "by callers: the pointer is a parameter")                                                            \
	X(OPEN, "not resolved")
#define ENTRY_LIST(X)                                                                                                  \
	X(REGISTERED, "registered with a function that says how it enters it")                                         \
	X(ENTERED, "put into a field that says how it is entered")                                                     \
	X(PROMISED, "put into a field with a contract")                                                                \
	X(UNKNOWN, "put into a field without a contract")

#define X(symbol, text) symbol,
enum direct { DIRECT_LIST(X) N_DIRECT };
enum pointer { POINTER_LIST(X) N_POINTER };
enum entry { ENTRY_LIST(X) N_ENTRY };
#undef X

static enum direct of_callee(struct sw_symbol *callee)
{
	const struct sw_symbol *bound = sw_symbol_bound(callee), *real = sw_symbol_real(callee);

	if (bound->contract)
		return bound->contract->origin == SW_ORIGIN_ASSUMED ? TYPE : CONTRACT;
	return real->body ? BODY : NOTHING;
}

static enum pointer of_pointer(const struct sw_unit *unit, const struct sw_call *call)
{
	if (call->contract)
		return DECLARED;
	if (call->slot && sw_unit_candidates(unit, call->slot).n)
		return STORED;
	return call->by_parameter ? PASSED : OPEN;
}

static enum entry of_assignment(const struct sw_assignment *a)
{
	if (a->enters)
		return REGISTERED;
	return !a->contract ? UNKNOWN : a->contract->entered ? ENTERED : PROMISED;
}

static void print_rows(FILE *to, const char *title, const char *const *texts, const uint32_t *counts, unsigned n)
{
	uint32_t all = 0;

	for (unsigned i = 0; i < n; i++)
		all += counts[i];
	fprintf(to, "%-64s %9u\n", title, all);
	for (unsigned i = 0; i < n; i++)
		fprintf(to, "  %-62s %9u %5.1f %%\n", texts[i], counts[i], all ? 100.0 * counts[i] / all : 0);
}

void coverage_print(FILE *to, const struct program *program)
{
#define X(symbol, text) text,
	static const char *const directs[] = { DIRECT_LIST(X) }, *const pointers[] = { POINTER_LIST(X) },
				 *const entries[] = { ENTRY_LIST(X) };
#undef X
	const struct sw_unit *unit = &program->unit;
	uint32_t direct[N_DIRECT] = { 0 }, pointer[N_POINTER] = { 0 }, entry[N_ENTRY] = { 0 };

	for (uint32_t f = 0; f < unit->functions.n; f++) {
		for (uint32_t i = 0; i < unit->functions.at[f]->calls.n; i++) {
			const struct sw_call *call = &unit->functions.at[f]->calls.at[i];

			if (call->callee)
				direct[of_callee(call->callee)]++;
			else
				pointer[of_pointer(unit, call)]++;
		}
	}
	for (uint32_t i = 0; i < unit->assignments.n; i++)
		entry[of_assignment(&unit->assignments.at[i])]++;
	fprintf(to, "%-64s %9u\n", "objects", program->inputs.objects.n);
	fprintf(to, "%-64s %9u\n", "  without a section: taken to hold nothing", program->inputs.without_section);
	fprintf(to, "%-64s %9u\n", "functions", unit->functions.n);
	print_rows(to, "direct calls", directs, direct, N_DIRECT);
	print_rows(to, "calls through pointers", pointers, pointer, N_POINTER);
	print_rows(to, "entries", entries, entry, N_ENTRY);
}
