// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The flow against an interpreter: random small functions are run with random entry counts, arguments and memory, and
 * whatever happens must have been foreseen. A sleep or an underflow has to be a violation or a demand that this entry
 * fails; a return has to be one of the exits, with this entry's guard, this result, these counts and this memory.
 *
 * Argument 1 points to memory with two fields, 2 and 3 are numbers; local variables are copied to and fro.
 */
#include "random.h"

enum { PROGRAMS = 400, RUNS = 40, STEPS = 40 };

/* ---- running them ---- */

struct machine {
	const struct sw_terms *terms;
	uint32_t seed;
	int64_t vals[1 + MAKER_VALS * 2], args[3], result;
	int64_t entry[MAKER_PLACES][MAKER_FIELDS], memory[MAKER_PLACES][MAKER_FIELDS];
	int entry_counts[SW_COUNTERS], counts[SW_COUNTERS];
	const struct sw_event *wrong; /* at which a contract is violated */
};

static unsigned place_of(const struct machine *m, sw_term base)
{
	const struct sw_node *n = sw_term_node(m->terms, base);

	return n->op == SW_PARAM ? 0 : (unsigned)n->number;
}

static unsigned field_of(const char *path)
{
	return !strcmp(path, maker_fields[1]);
}

/* T in MEMORY; what a field of argument 1 is counts, for only such terms are visible. */
static int64_t value_of(const struct machine *m, sw_term t, const int64_t memory[MAKER_PLACES][MAKER_FIELDS])
{
	const struct sw_node *n = sw_term_node(m->terms, t);
	int64_t a, b, result = 0;

	switch (n->op) {
	case SW_CONST:
		return n->number;
	case SW_PARAM:
		return m->args[n->number - 1];
	case SW_VAL:
		return m->vals[n->number];
	case SW_COUNTER:
		return m->entry_counts[n->number];
	case SW_RET:
		return m->result;
	case SW_MEM:
		return memory[place_of(m, n->a)][field_of(n->name)];
	default:
		assert_int_not_equal(n->a, 0);
		a = value_of(m, n->a, memory);
		b = n->b ? value_of(m, n->b, memory) : n->number;
		assert_true(reference(n->op, a, b, &result));
		return result;
	}
}

static bool holds(const struct machine *m, const struct sw_guard *guard, const int64_t memory[MAKER_PLACES][MAKER_FIELDS])
{
	for (unsigned i = 0; i < guard->n; i++)
		if (!contains(guard->at[i].values, value_of(m, guard->at[i].term, memory)))
			return false;
	return true;
}

static void machine_sleep(struct machine *m, const struct sw_event *e)
{
	for (int c = 0; c < SW_COUNTERS; c++)
		if (sw_counter_forbids_sleep(c) && m->counts[c] > 0)
			m->wrong = e;
}

static void machine_call(struct machine *m, const struct sw_event *e)
{
	const struct sw_summary *s = &e->callee->contract->summary;
	int64_t result = (int64_t)(next_random(&m->seed) % 3);

	if (!strcmp(e->callee->name, "sleep") ||
	    (!strcmp(e->callee->name, "alloc") && value_of(m, e->args[0], m->memory) & 0x400) ||
	    (!strcmp(e->callee->name, "by_flags") && m->memory[place_of(m, e->args[0])][0] & 4))
		machine_sleep(m, e);
	m->vals[sw_term_node(m->terms, e->value)->number] = m->result = result;
	for (uint32_t i = 0; i < s->cases.n; i++) {
		if (!holds(m, &s->cases.at[i].guard, m->memory))
			continue;
		for (int c = 0; c < SW_COUNTERS; c++) {
			struct sw_transfer t = s->cases.at[i].vector.of[c];

			m->counts[c] = t.lo + (t.set ? 0 : m->counts[c]);
			if (m->counts[c] < 0)
				m->wrong = e;
		}
	}
}

static void machine_event(struct machine *m, const struct sw_event *e)
{
	int64_t *to = &m->vals[e->value ? sw_term_node(m->terms, e->value)->number : 0];

	switch (e->kind) {
	case SW_EVENT_CALL:
		machine_call(m, e);
		break;
	case SW_EVENT_LOAD:
		*to = m->memory[place_of(m, e->base)][field_of(e->path)];
		break;
	case SW_EVENT_DEFINE:
		*to = (int64_t)(next_random(&m->seed) % 5);
		break;
	case SW_EVENT_STORE:
		m->memory[place_of(m, e->base)][field_of(e->path)] = value_of(m, e->value, m->memory);
		break;
	case SW_EVENT_COPY:
		memmove(m->memory[place_of(m, e->base)], m->memory[place_of(m, e->from)], sizeof m->memory[0]);
		break;
	default:
		break;
	}
}

static uint32_t machine_jump(struct machine *m, const struct sw_block *block)
{
	int64_t condition = block->condition ? value_of(m, block->condition, m->memory) : 0, values[8];
	const struct sw_edge *edge = block->edges.at;

	while (block->condition && !contains(&edge->when, condition))
		edge++;
	for (uint32_t i = 0; i < edge->assigns.n; i++)
		values[i] = value_of(m, edge->assigns.at[i].from, m->memory);
	for (uint32_t i = 0; i < edge->assigns.n; i++)
		m->vals[sw_term_node(m->terms, edge->assigns.at[i].val)->number] = values[i];
	return edge->to;
}

static void machine_start(struct machine *m, uint32_t seed)
{
	static const int64_t flags[] = { 0, 1, 4, 5, 0x400 };

	m->seed = seed;
	m->wrong = NULL;
	m->args[0] = 0x1000;
	for (int i = 1; i < 3; i++)
		m->args[i] = flags[next_random(&m->seed) % COUNT(flags)];
	for (size_t i = 0; i < COUNT(m->vals); i++)
		m->vals[i] = (int64_t)(next_random(&m->seed) % 3);
	for (int i = 0; i < MAKER_PLACES * MAKER_FIELDS; i++)
		m->entry[i / MAKER_FIELDS][i % MAKER_FIELDS] = flags[next_random(&m->seed) % COUNT(flags)];
	memcpy(m->memory, m->entry, sizeof m->entry);
	for (int c = 0; c < SW_COUNTERS; c++)
		m->entry_counts[c] = m->counts[c] = next_random(&m->seed) % 3 ? 0 : (int)(next_random(&m->seed) % 3);
}

/* The block that it returned from; NULL when it went wrong, or on and on. */
static const struct sw_block *machine_run(struct machine *m, const struct sw_function *function)
{
	uint32_t at = 0;

	for (int step = 0; step < STEPS; step++) {
		const struct sw_block *block = &function->blocks.at[at];

		for (uint32_t i = 0; i < block->events.n; i++) {
			machine_event(m, &block->events.at[i]);
			if (m->wrong)
				return NULL;
		}
		if (block->returns)
			return block;
		at = machine_jump(m, block);
	}
	return NULL;
}

/* ---- what the analysis says ---- */

static bool entry_fails(const struct machine *m, const struct sw_demand *d)
{
	for (int c = 0; c < SW_COUNTERS; c++) {
		struct sw_range r = d->context.of[c];

		if (m->entry_counts[c] < r.lo || m->entry_counts[c] > r.hi)
			return holds(m, &d->guard, m->entry);
	}
	return false;
}

static bool is_foreseen(const struct machine *m, const struct sw_flow *flow)
{
	for (uint32_t i = 0; i < flow->violations.n; i++)
		if (m->wrong && flow->violations.at[i].site == m->wrong->id)
			return true;
	for (uint32_t i = 0; i < flow->demands.demands.n; i++)
		if (entry_fails(m, &flow->demands.demands.at[i]))
			return true;
	return false;
}

static bool counts_fit(const struct machine *m, const struct sw_vector *vector)
{
	for (int c = 0; c < SW_COUNTERS; c++) {
		struct sw_range entry = { m->entry_counts[c], m->entry_counts[c] };
		struct sw_range end = sw_transfer_apply(vector->of[c], entry);

		if (m->counts[c] < end.lo || m->counts[c] > end.hi)
			return false;
	}
	return true;
}

static bool memory_fits(const struct machine *m, const struct sw_exit *exit)
{
	for (uint32_t i = 0; i < exit->outs.n; i++) {
		const struct sw_out *out = &exit->outs.at[i];

		if (m->memory[place_of(m, out->base)][field_of(out->path)] != value_of(m, out->value, m->entry))
			return false;
	}
	return holds(m, &exit->after, m->memory);
}

static bool is_exit(const struct machine *m, const struct sw_block *block, const struct sw_exit *exit)
{
	if (!counts_fit(m, &exit->vector) || !holds(m, &exit->guard, m->entry) || !memory_fits(m, exit))
		return false;
	return !block->result ||
	       (contains(&exit->result, m->result) &&
		(!exit->result_term || value_of(m, exit->result_term, m->entry) == m->result));
}

/* Joined counts promise less, so only exact ones are held to it. They show at the exits that they reach. */
static bool is_exact(const struct sw_flow *flow)
{
	for (uint32_t i = 0; i < flow->exits.n; i++)
		if (flow->exits.at[i].inexact)
			return false;
	return flow->exits.n > 0;
}

static void explain(struct fixture *f, const struct machine *m, const struct sw_flow *flow)
{
	sw_dump_residue(stderr, &f->unit, f->function);
	sw_dump_exits(stderr, flow);
	fprintf(stderr, "args %" PRId64 " %" PRId64 ", entry flags %" PRId64 " count %" PRId64 ", counts", m->args[1],
		m->args[2], m->entry[0][0], m->entry[0][1]);
	for (int c = 0; c < SW_COUNTERS; c++)
		fprintf(stderr, " %d->%d", m->entry_counts[c], m->counts[c]);
	fprintf(stderr, ", result %" PRId64 ", memory %" PRId64 " %" PRId64 "\n", m->result, m->memory[0][0],
		m->memory[0][1]);
}

static void try_run(struct fixture *f, struct machine *m, const struct sw_flow *flow, uint32_t program,
		    bool loops)
{
	const struct sw_block *block = machine_run(m, f->function);
	bool foreseen = false;

	/* counts that were joined in a loop need not reach an exit, and then a demand only says what can be met */
	if (m->wrong && (!loops || !flow->merges)) {
		foreseen = is_foreseen(m, flow);
		if (!foreseen)
			explain(f, m, flow);
		check(foreseen, "program %u: '%s' on line %u goes wrong unforeseen", program, m->wrong->callee->name,
		      m->wrong->place.line);
	}
	if (!block)
		return;
	m->result = block->result ? value_of(m, block->result, m->memory) : 0;
	for (uint32_t i = 0; i < flow->exits.n; i++)
		foreseen |= is_exit(m, block, &flow->exits.at[i]);
	if (!foreseen)
		explain(f, m, flow);
	check(foreseen, "program %u: a return is none of the %u exits", program, flow->exits.n);
}

/* Returns the number of functions of which everything was checked. */
static unsigned try_programs(void **state, bool loops)
{
	unsigned tried = 0;

	for (uint32_t program = 0; program < PROGRAMS; program++) {
		void *fixture;
		struct maker m = { .seed = program * 7919 + loops, .loops = loops };
		struct machine machine;
		struct sw_flow *flow;

		setup_primitives(&fixture);
		m.f = fixture;
		make_function(&m, "random");
		flow = run(m.f);
		machine.terms = &m.f->unit.terms;
		for (uint32_t i = 0; i < RUNS && is_exact(flow); i++) {
			machine_start(&machine, program * RUNS + i);
			try_run(m.f, &machine, flow, program, loops);
		}
		tried += is_exact(flow);
		teardown(&fixture);
	}
	(void)state;
	return tried;
}

static void functions_without_loops(void **state)
{
	assert_true(try_programs(state, false) > PROGRAMS * 9 / 10);
}

static void functions_with_loops(void **state)
{
	assert_true(try_programs(state, true) > PROGRAMS / 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(functions_without_loops),
		cmocka_unit_test(functions_with_loops),
	};

	return cmocka_run_group_tests_name("soundness", tests, NULL, NULL);
}
