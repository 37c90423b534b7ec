// SPDX-License-Identifier: GPL-2.0-or-later
/* The fixture, residues in few words, and what C says of arithmetic. */
#include <stdlib.h>

#include "helper.h"

int setup(void **state)
{
	struct fixture *f = test_calloc(1, sizeof *f);

	sw_unit_init(&f->unit);
	f->contracts.terms = &f->unit.terms;
	f->solver.unit = &f->unit;
	f->solver.findings.arena = &f->unit.arena;
	*state = f;
	return 0;
}

const char *const primitives[PRIMITIVES][2] = {
	{ "lock", "adjust preempt +1" },
	{ "unlock", "adjust preempt -1" },
	{ "trylock", "adjust preempt +1 if nonzero" },
	{ "lock_irq", "adjust preempt +1, set irq 1" },
	{ "unlock_irq", "adjust preempt -1, set irq 0" },
	{ "lock_bh", "adjust preempt +1, adjust softirq +1" },
	{ "unlock_bh", "adjust preempt -1, adjust softirq -1" },
	{ "irq_enable", "set irq 0" },
	{ "irq_disable", "set irq 1" },
	{ "irq_save", "adjust irq +1, save irq" },
	{ "irq_restore", "restore irq arg 1" },
	{ "rcu_lock", "adjust rcu +1" },
	{ "rcu_unlock", "adjust rcu -1" },
	{ "sleep", "sleeps" },
	{ "alloc", "sleeps if arg 1 & 0x400" },
	{ "by_flags", "sleeps if arg 1->flags & 4" },
	{ "unless_quick", "sleeps if !(arg 1->flags & 4)" },
	{ "atomic", "atomic context" },
};

int setup_primitives(void **state)
{
	struct fixture *f;

	setup(state);
	f = *state;
	for (size_t i = 0; i < PRIMITIVES; i++)
		declare(f, primitives[i][0], primitives[i][1]);
	symbol(f, "panic")->noreturn = true;
	return 0;
}

int teardown(void **state)
{
	struct fixture *f = *state;

	sw_arena_free(&f->scratch);
	sw_unit_free(&f->unit);
	test_free(f);
	return 0;
}

/* ---- contracts ---- */

struct sw_contract *contract(struct fixture *f, const char *name, const char *clauses)
{
	struct sw_contract *c = SW_NEW(&f->unit.arena, struct sw_contract);
	struct sw_parse_error error;
	const char *message;

	c->name = sw_intern(&f->unit.strings, name);
	c->place = (struct sw_place){ .file = "test.ann", .line = 1, .column = 1 };
	check(sw_contract_parse(&f->unit.terms, c, clauses, strlen(clauses), &error), "%s: %s at %zu", clauses,
	      error.message, error.offset);
	check(sw_contract_finish(&f->unit.terms, c, &message), "%s: %s", clauses, message);
	return c;
}

struct sw_symbol *symbol(struct fixture *f, const char *name)
{
	return sw_unit_symbol(&f->unit, name, name);
}

struct sw_symbol *declare(struct fixture *f, const char *name, const char *clauses)
{
	struct sw_symbol *s = symbol(f, name);

	s->contract = contract(f, name, clauses);
	s->summary = &s->contract->summary;
	return s;
}

/* ---- terms ---- */

sw_term number(struct fixture *f, int64_t value)
{
	return sw_term_const(&f->unit.terms, value);
}

sw_term arg(struct fixture *f, int n)
{
	return sw_term_leaf(&f->unit.terms, SW_PARAM, n);
}

sw_term val(struct fixture *f, int n)
{
	return sw_term_leaf(&f->unit.terms, SW_VAL, n);
}

sw_term local(struct fixture *f, int n)
{
	return sw_term_leaf(&f->unit.terms, SW_LOCAL, n);
}

sw_term address(struct fixture *f, const char *name)
{
	return sw_term_symbol(&f->unit.terms, name);
}

sw_term op(struct fixture *f, enum sw_op what, sw_term a, sw_term b)
{
	return sw_term_binary(&f->unit.terms, what, a, b);
}

const char *guard_text(struct fixture *f, const struct sw_guard *guard)
{
	const char *all = "";

	for (unsigned i = 0; i < guard->n; i++) {
		char term[200], values[200];

		sw_term_print(&f->unit.terms, guard->at[i].term, term, sizeof term);
		sw_values_print(guard->at[i].values, values, sizeof values);
		all = sw_intern_printf(&f->unit.strings, "%s%s%s in %s", all, i ? " and " : "", term, values);
	}
	return all;
}

/* ---- residues ---- */

static struct sw_place next_place(struct fixture *f)
{
	f->line++;
	return (struct sw_place){ .file = sw_intern(&f->unit.strings, "test.c"), .line = f->line, .column = 1,
				  .cookie = f->line };
}

void begin(struct fixture *f, const char *name, unsigned params, unsigned blocks)
{
	f->function = sw_function_begin(&f->unit, symbol(f, name), params, blocks);
}

static struct sw_event *event(struct fixture *f, uint32_t block, enum sw_event_kind kind)
{
	return sw_block_event(&f->unit, f->function, block, kind, next_place(f));
}

sw_term anything(struct fixture *f, uint32_t block)
{
	return event(f, block, SW_EVENT_DEFINE)->value = sw_function_new_val(&f->unit, f->function);
}

sw_term load(struct fixture *f, uint32_t block, sw_term base, const char *path)
{
	struct sw_event *e = event(f, block, SW_EVENT_LOAD);

	e->base = base;
	e->path = sw_intern(&f->unit.strings, path);
	return e->value = sw_function_new_val(&f->unit, f->function);
}

void store(struct fixture *f, uint32_t block, sw_term base, const char *path, sw_term value)
{
	struct sw_event *e = event(f, block, SW_EVENT_STORE);

	e->base = base;
	e->path = sw_intern(&f->unit.strings, path);
	e->value = value;
}

void copy(struct fixture *f, uint32_t block, sw_term base, const char *path, sw_term from)
{
	struct sw_event *e = event(f, block, SW_EVENT_COPY);

	e->base = base;
	e->path = sw_intern(&f->unit.strings, path);
	e->from = from;
}

static struct sw_event *call_event(struct fixture *f, uint32_t block, const sw_term *args, unsigned n)
{
	struct sw_event *e = event(f, block, SW_EVENT_CALL);

	e->args = sw_alloc(&f->unit.arena, (n + 1) * sizeof *e->args);
	memcpy(e->args, args, n * sizeof *args);
	e->n_args = n;
	e->value = sw_function_new_val(&f->unit, f->function);
	return e;
}

static void point(struct fixture *f, uint32_t block, enum sw_event_kind kind, uint32_t pointer)
{
	struct sw_event *e = event(f, block, kind);

	e->pointer = pointer;
	if (pointer > f->function->n_pointers)
		f->function->n_pointers = pointer;
	if (kind == SW_EVENT_FOLLOW)
		e->path = sw_intern(&f->unit.strings, "p");
}

void obtain(struct fixture *f, uint32_t block, uint32_t pointer)
{
	point(f, block, SW_EVENT_OBTAIN, pointer);
}

void follow(struct fixture *f, uint32_t block, uint32_t pointer)
{
	point(f, block, SW_EVENT_FOLLOW, pointer);
}

void give(struct fixture *f, uint32_t block, uint32_t pointer)
{
	point(f, block, SW_EVENT_GIVE, pointer);
}

sw_term call_n(struct fixture *f, uint32_t block, const char *callee, const sw_term *args, unsigned n)
{
	struct sw_event *e = call_event(f, block, args, n);

	e->callee = symbol(f, callee);
	return e->value;
}

sw_term call_pointer_n(struct fixture *f, uint32_t block, sw_term target, const char *slot, const sw_term *args,
		       unsigned n)
{
	struct sw_event *e = call_event(f, block, args, n);

	e->target = target;
	e->slot = slot ? sw_intern(&f->unit.strings, slot) : NULL;
	return e->value;
}

struct sw_edge *jump(struct fixture *f, uint32_t from, uint32_t to)
{
	return sw_block_edge(&f->unit, f->function, from, to, sw_values_any());
}

void branch(struct fixture *f, uint32_t from, sw_term condition, uint32_t yes, uint32_t no)
{
	f->function->blocks.at[from].condition = condition;
	sw_block_edge(&f->unit, f->function, from, yes, sw_values_nonzero());
	sw_block_edge(&f->unit, f->function, from, no, sw_values_one(0));
}

void phi(struct fixture *f, struct sw_edge *edge, sw_term to, sw_term from)
{
	*sw_vec_push(&f->unit.arena, &edge->assigns) = (struct sw_assign){ to, from };
}

void leave(struct fixture *f, uint32_t block, sw_term result)
{
	struct sw_block *b = &f->function->blocks.at[block];

	b->returns = true;
	b->result = result;
	b->place = next_place(f);
}

/* ---- results ---- */

struct sw_flow *run(struct fixture *f)
{
	struct sw_flow *flow = SW_NEW(&f->unit.arena, struct sw_flow);

	flow->unit = &f->unit;
	flow->function = f->function;
	flow->turn = SW_NEW(&f->unit.arena, struct sw_turn);
	flow->crowd = sw_crowd_new(&f->unit.arena);
	flow->keep = flow->made = flow->run = &f->unit.arena;
	flow->space = (struct sw_space){ .terms = &f->unit.terms, .scratch = &f->scratch, .keep = &f->unit.arena };
	sw_flow_run(flow);
	return flow;
}

void solve(struct fixture *f)
{
	f->solver.contracts = f->contracts.entries.n ? &f->contracts : NULL;
	sw_solve(&f->solver);
}

const char *inferred(struct fixture *f, const char *name)
{
	const struct sw_summary *summary = symbol(f, name)->inferred;

	return summary ? sw_summary_text(&f->unit.strings, &f->unit.terms, summary) : "nothing inferred";
}

const char *found(struct fixture *f)
{
	const char *all = "";

	for (uint32_t i = 0; i < f->solver.findings.list.n; i++) {
		const struct sw_finding *finding = &f->solver.findings.list.at[i];

		all = sw_intern_printf(&f->unit.strings, "%s%s%s:%u%s", all, i ? ", " : "", sw_tag_name(finding->tag),
				       finding->place.line, finding->possible ? "?" : "");
	}
	return all;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *found_sorted(struct fixture *f)
{
	uint32_t n = f->solver.findings.list.n;
	const char **texts = sw_alloc(&f->unit.arena, (n + 1) * sizeof *texts), *all = "";

	for (uint32_t i = 0; i < n; i++) {
		const struct sw_finding *finding = &f->solver.findings.list.at[i];

		texts[i] = sw_intern_printf(&f->unit.strings, "%04u:%s:%u%s", finding->place.line, sw_tag_name(finding->tag),
					    finding->other.line, finding->possible ? "?" : "");
	}
	qsort(texts, n, sizeof *texts, by_text);
	for (uint32_t i = 0; i < n; i++)
		all = sw_intern_printf(&f->unit.strings, "%s %s", all, texts[i]);
	return all;
}

const char *residue_text(struct fixture *f, const char *name)
{
	struct sw_function opened, *function = symbol(f, name)->body;
	struct memory memory;

	assert_non_null(function);
	sw_dump_residue(open_memory(&memory), &f->unit, sw_function_open(&f->unit, function, &f->unit.arena, &opened));
	return memory_text(f, &memory);
}

/* ---- files in memory ---- */

FILE *open_memory(struct memory *memory)
{
	*memory = (struct memory){ 0 };
	memory->to = open_memstream(&memory->text, &memory->length);
	assert_non_null(memory->to);
	return memory->to;
}

const char *memory_text(struct fixture *f, struct memory *memory)
{
	const char *text;

	fclose(memory->to);
	text = sw_intern_n(&f->unit.strings, memory->text, memory->length);
	free(memory->text);
	return text;
}

/* ---- units as bytes ---- */

struct sw_wire written(struct fixture *f, const char *file)
{
	struct sw_wire wire;

	solve(f);
	wire = sw_wire_write(&f->unit, file, &f->unit.arena);
	assert_non_null(wire.at);
	return wire;
}

bool read_into(struct fixture *f, const char *image, struct sw_wire wire, struct sw_wire_error *error)
{
	unsigned char *bytes = test_malloc(wire.n + 1);
	bool good;

	memcpy(bytes, wire.at, wire.n);
	good = sw_wire_read(&f->unit, image ? sw_intern(&f->unit.strings, image) : NULL, bytes, wire.n, error);
	memset(bytes, 0xee, wire.n);
	test_free(bytes);
	return good;
}

struct fixture *reread(struct sw_wire wire)
{
	struct sw_wire_error error;
	void *state;

	setup_primitives(&state);
	check(read_into(state, NULL, wire, &error), "at %zu: %s", error.offset, error.message);
	return state;
}

void discard(struct fixture *f)
{
	void *state = f;

	teardown(&state);
}

uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* ---- arithmetic ---- */

static int64_t low_bits(int64_t a, int64_t bits, bool sign)
{
	uint64_t mask = bits == 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1, kept = (uint64_t)a & mask;

	return (int64_t)(sign && (kept & ~(mask >> 1)) ? kept | ~mask : kept);
}

static int64_t compare(enum sw_op what, int64_t a, int64_t b)
{
	switch (what) {
	case SW_EQ:
		return a == b;
	case SW_NE:
		return a != b;
	case SW_LT:
		return a < b;
	case SW_LE:
		return a <= b;
	case SW_LTU:
		return (uint64_t)a < (uint64_t)b;
	default:
		return (uint64_t)a <= (uint64_t)b;
	}
}

bool reference(enum sw_op what, int64_t a, int64_t b, int64_t *result)
{
	uint64_t x = (uint64_t)a, y = (uint64_t)b;

	if ((what == SW_SHL || what == SW_SHR) && y > 63)
		return false;
	switch (what) {
	case SW_NOT:
		*result = ~a;
		break;
	case SW_NEG:
		*result = (int64_t)(-x);
		break;
	case SW_ZEXT:
	case SW_SEXT:
		*result = low_bits(a, b, what == SW_SEXT);
		break;
	case SW_ADD:
		*result = (int64_t)(x + y);
		break;
	case SW_MUL:
		*result = (int64_t)(x * y);
		break;
	case SW_AND:
		*result = a & b;
		break;
	case SW_OR:
		*result = a | b;
		break;
	case SW_XOR:
		*result = a ^ b;
		break;
	case SW_SHL:
		*result = (int64_t)(x << y);
		break;
	case SW_SHR:
		*result = a >> y;
		break;
	default:
		*result = compare(what, a, b);
	}
	return true;
}

bool contains(const struct sw_values *v, int64_t x)
{
	for (unsigned i = 0; i < v->n; i++)
		if (v->in[i].lo <= x && x <= v->in[i].hi)
			return true;
	return false;
}

void calls(struct fixture *f, const char *name, const char *first, const char *second, const char *third)
{
	const char *const callees[] = { first, second, third };

	begin(f, name, 1, 1);
	for (size_t i = 0; i < COUNT(callees); i++)
		if (callees[i])
			call(f, 0, callees[i], arg(f, 1));
	leave(f, 0, 0);
}
