// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sections that no plugin wrote: cut short, with flipped bits, and with payloads that were changed and compressed anew, so
 * that no checksum tells. Whatever is read, it ends soon, in little memory, with a message or with a program that can be
 * solved.
 */
#include <sys/resource.h>
#include <unistd.h>
#include <zstd.h>

#include "random.h"

enum { FUNCTIONS = 4, ROOM = 1 << 16, LIMIT_MB = 1 << 10, SECONDS = 120 };

struct bytes {
	unsigned char at[ROOM];
	size_t n;
};

/* ---- a unit that has some of everything ---- */

static struct sw_contract *attribute(struct fixture *f, const char *name, const char *clauses)
{
	struct sw_contract *c = contract(f, name, clauses);

	c->text = sw_intern(&f->unit.strings, clauses);
	return c;
}

static void add_tables(struct fixture *f)
{
	struct sw_constant *c = sw_vec_push(&f->unit.arena, &f->unit.constants);
	struct sw_assignment *a = sw_vec_push(&f->unit.arena, &f->unit.assignments);
	sw_term table = sw_term_variable(&f->unit.terms, "table", true);

	*c = (struct sw_constant){ sw_term_mem(&f->unit.terms, table, "run", 0), symbol(f, "f0") };
	*a = (struct sw_assignment){ .function = symbol(f, "f1"), .slot = sw_intern(&f->unit.strings, "ops.run"),
				     .contract = attribute(f, "ops.run", "entered with softirq 1"), .in = symbol(f, "f2") };
	symbol(f, "nap")->contract = attribute(f, "nap", "sleeps if arg 1 & 4 and arg 2->flags == 3, trusted \"why not\"");
	symbol(f, "typed")->assumed_type = sw_intern(&f->unit.strings, "(gfp_t)");
	symbol(f, "typed")->assumed_arg = 1;
	symbol(f, "alias")->alias_of = symbol(f, "f0");
	symbol(f, "f3")->weak = true;
	sw_symbol_places(&f->unit, symbol(f, "f0"), &(struct sw_placing){ .arg = 3, .slot = a->slot });
	begin(f, "user", 2, 1);
	call(f, 0, "lock");
	call_pointer(f, 0, c->place, "ops.run", address(f, "f1"), table, arg(f, 1));
	call(f, 0, "alias", local(f, 1), 0, address(f, "f1"));
	call(f, 0, "nap", load(f, 0, arg(f, 1), "a.b"), arg(f, 2));
	call(f, 0, "typed");
	call(f, 0, "unlock");
	call(f, 0, "rcu_lock");
	obtain(f, 0, SW_POINTERS_ROOM);
	call(f, 0, "rcu_unlock");
	follow(f, 0, SW_POINTERS_ROOM);
	leave(f, 0, op(f, SW_AND, arg(f, 1), number(f, 0x400)));
}

static struct sw_wire sample(struct fixture *f, uint32_t seed)
{
	static const char *const names[FUNCTIONS] = { "f0", "f1", "f2", "f3" };
	struct maker m = { .f = f, .seed = seed, .loops = seed % 2, .callees = names };

	for (unsigned i = 0; i < FUNCTIONS; i++) {
		m.n_callees = seed % 3 ? i : FUNCTIONS;
		make_function(&m, names[i]);
		f->function->symbol->local = next_random(&m.seed) % 2;
		sw_function_end(&f->unit, f->function);
	}
	add_tables(f);
	return written(f, "test.c");
}

/* ---- what becomes of bytes ---- */

/* Reads and, when they were read, solves. */
static bool survives(const unsigned char *at, size_t n, struct sw_wire_error *error)
{
	void *state;
	bool good;

	*error = (struct sw_wire_error){ .offset = SIZE_MAX };
	setup_primitives(&state);
	good = read_into(state, NULL, (struct sw_wire){ (unsigned char *)at, n }, error);
	if (good) {
		sw_wire_link(&((struct fixture *)state)->unit);
		solve(state);
	} else {
		check(error->offset <= n && !strncmp(error->message, "expected ", 9) && strstr(error->message, ", found "),
		      "at %zu of %zu: '%s'", error->offset, n, error->message);
	}
	discard(state);
	return good;
}

static void put_u32(unsigned char *at, size_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(value >> 8 * i);
}

static void unpack(struct sw_wire wire, struct bytes *payload)
{
	payload->n = ZSTD_decompress(payload->at, ROOM, wire.at + SW_WIRE_HEAD, wire.n - SW_WIRE_HEAD);
	assert_false(ZSTD_isError(payload->n));
}

/* A record of this payload whose checksums are right. */
static void pack(const unsigned char *payload, size_t n, unsigned char *record, size_t room, size_t *length)
{
	ZSTD_CCtx *context = ZSTD_createCCtx();
	size_t got;

	assert_non_null(context);
	ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
	got = ZSTD_compress2(context, record + SW_WIRE_HEAD, room - SW_WIRE_HEAD, payload, n);
	assert_false(ZSTD_isError(got));
	ZSTD_freeCCtx(context);
	memset(record, 0, SW_WIRE_HEAD);
	memcpy(record, SW_WIRE_MAGIC, 4);
	record[4] = SW_WIRE_VERSION;
	put_u32(record + 8, SW_WIRE_HEAD + got);
	put_u32(record + 12, n);
	*length = SW_WIRE_HEAD + got;
}

static bool payload_survives(const unsigned char *payload, size_t n, struct sw_wire_error *error)
{
	size_t room = SW_WIRE_HEAD + ZSTD_compressBound(n), length;
	unsigned char *record = test_malloc(room);
	bool good;

	pack(payload, n, record, room, &length);
	good = survives(record, length, error);
	test_free(record);
	return good;
}

/* ---- heads ---- */

static void expect_error(const unsigned char *at, size_t n, size_t offset, const char *message)
{
	struct sw_wire_error error;

	assert_false(survives(at, n, &error));
	assert_string_equal(error.message, message);
	assert_int_equal(error.offset, offset);
}

static void heads_are_refused_by_what_is_wrong(void **state)
{
	struct sw_wire wire = sample(*state, 1);
	unsigned char *bytes = test_malloc(2 * wire.n);

	memcpy(bytes, wire.at, wire.n);
	memcpy(bytes + wire.n, wire.at, wire.n);
	bytes[wire.n + 4] = 4;
	expect_error(bytes, 2 * wire.n, wire.n + 4,
		     "expected version 3, found version 4, of another sleepwalk: compile the object anew with this one's plugin");
	bytes[wire.n + 4] = 3;
	bytes[wire.n + 7] = 1;
	expect_error(bytes, 2 * wire.n, wire.n + 6, "expected 0, found 256, of another sleepwalk: compile the object anew with this one's plugin");
	bytes[wire.n + 7] = 0;
	bytes[wire.n] = 's';
	expect_error(bytes, 2 * wire.n, wire.n, "expected \"SLPW\", found other bytes");
	memcpy(bytes, wire.at, wire.n);
	put_u32(bytes + 8, 1 << 20);
	expect_error(bytes, wire.n, 8, "expected the length of a record within the section, found 1048576");
	put_u32(bytes + 8, 15);
	expect_error(bytes, wire.n, 8, "expected the length of a record within the section, found 15");
	put_u32(bytes + 8, wire.n);
	put_u32(bytes + 12, 1 << 30);
	expect_error(bytes, wire.n, 12, "expected the length of the payload, found another one");
	expect_error(wire.at, 15, 0, "expected the head of a record, found the end of the section");
	test_free(bytes);
}

static void every_truncation(void **state)
{
	struct sw_wire wire = sample(*state, 2);
	struct sw_wire_error error;

	for (size_t n = 1; n < wire.n; n++)
		assert_false(survives(wire.at, n, &error));
	assert_true(survives(wire.at, wire.n, &error));
	assert_true(survives(wire.at, 0, &error));
}

/* Some bits mean nothing to zstd; the payload is the same then. */
static void every_bit_flipped(void **state)
{
	static struct bytes before, after;
	struct sw_wire wire = sample(*state, 3);
	struct sw_wire_error error;
	unsigned accepted = 0;

	unpack(wire, &before);
	for (size_t i = 0; i < 8 * wire.n; i++) {
		wire.at[i / 8] ^= 1 << i % 8;
		if (survives(wire.at, wire.n, &error)) {
			accepted++;
			unpack(wire, &after);
			check(after.n == before.n && !memcmp(after.at, before.at, before.n), "bit %zu makes another payload", i);
		}
		wire.at[i / 8] ^= 1 << i % 8;
	}
	assert_true(accepted < wire.n / 10);
}

/* ---- payloads ---- */

static void every_truncation_of_the_payload(void **state)
{
	static struct bytes payload;
	struct sw_wire_error error;

	unpack(sample(*state, 4), &payload);
	for (size_t n = 0; n < payload.n; n++)
		assert_false(payload_survives(payload.at, n, &error));
	assert_true(payload_survives(payload.at, payload.n, &error));
	payload.at[payload.n] = 0;
	assert_false(payload_survives(payload.at, payload.n + 1, &error));
}

/* Each byte becomes each of a few others. */
static void every_byte_of_the_payload(void **state)
{
	static const unsigned char others[] = { 0, 1, 2, 0x7f, 0x80, 0xff };
	static struct bytes payload;
	struct sw_wire_error error;
	unsigned good = 0, bad = 0;

	unpack(sample(*state, 5), &payload);
	for (size_t i = 0; i < payload.n; i++) {
		unsigned char kept = payload.at[i];

		for (size_t k = 0; k < COUNT(others); k++) {
			payload.at[i] = others[k];
			if (payload_survives(payload.at, payload.n, &error))
				good++;
			else
				bad++;
		}
		payload.at[i] = kept;
	}
	assert_true(good > 100 && bad > 100);
}

/* One change to VICTIM, perhaps with a piece of OTHER. */
static void mutate(struct bytes *victim, const struct bytes *other, uint32_t *seed)
{
	size_t at = next_random(seed) % victim->n, n = 1 + next_random(seed) % 12;
	size_t from = next_random(seed) % other->n;

	n = at + n > victim->n ? victim->n - at : n;
	switch (next_random(seed) % 6) {
	case 0:
		victim->at[at] ^= 1 << next_random(seed) % 8;
		break;
	case 1:
		victim->at[at] = (unsigned char)next_random(seed);
		break;
	case 2: /* left out */
		memmove(victim->at + at, victim->at + at + n, victim->n - at - n);
		victim->n -= n;
		break;
	case 3: /* twice */
		memmove(victim->at + at + n, victim->at + at, victim->n - at);
		victim->n += n;
		break;
	case 4: /* a piece of the other in its place */
		memcpy(victim->at + at, other->at + from, n < other->n - from ? n : other->n - from);
		break;
	default: /* a near number */
		victim->at[at] += next_random(seed) % 2 ? 1 : 0xff;
	}
}

static void take_sample(uint32_t seed, struct bytes *payload)
{
	void *fixture;

	setup_primitives(&fixture);
	unpack(sample(fixture, seed), payload);
	discard(fixture);
}

enum { SAMPLES = 24, MUTANTS = 100 };

static void payloads_changed_at_random(void **state)
{
	static struct bytes payload, other, victim;
	struct sw_wire_error error;
	unsigned good = 0, bad = 0;
	uint32_t seed = 1;

	for (uint32_t i = 0; i < SAMPLES; i++) {
		take_sample(100 + i, &payload);
		take_sample(200 + i, &other);
		for (uint32_t k = 0; k < MUTANTS; k++) {
			memcpy(&victim, &payload, sizeof victim);
			for (uint32_t changes = 1 + next_random(&seed) % 3; changes && victim.n > 16 && victim.n < ROOM - 16; changes--)
				mutate(&victim, &other, &seed);
			if (payload_survives(victim.at, victim.n, &error))
				good++;
			else
				bad++;
		}
	}
	assert_true(good > SAMPLES * MUTANTS / 20 && bad > SAMPLES * MUTANTS / 20);
	(void)state;
}

/* ---- little that stands for much ---- */

static void zeros_are_no_payload(void **state)
{
	static unsigned char zeros[16 << 20];
	size_t room = SW_WIRE_HEAD + ZSTD_compressBound(sizeof zeros), length;
	unsigned char *record = test_malloc(room);

	pack(zeros, sizeof zeros, record, room, &length);
	assert_true(length < 1 << 16);
	expect_error(record, length, 12, "expected the length of the payload, found another one");
	test_free(record);
	(void)state;
}

enum { CONTRACTS = 5000, CLAUSES = 200 };

/* One long text, of which very many symbols speak in a few bytes each. */
static void a_contract_is_not_parsed_without_end(void **state)
{
	struct fixture *f = *state;
	struct sw_wire_error error;
	struct sw_contract *c;
	const char *text = "sleeps";
	struct sw_wire wire;
	char name[16];

	for (unsigned i = 0; i < CLAUSES; i++)
		text = sw_intern_printf(&f->unit.strings, "%s, sleeps if arg 1 == %u", text, i);
	c = attribute(f, "text", text);
	begin(f, "f", 0, 1);
	for (uint32_t i = 0; i < CONTRACTS; i++) {
		snprintf(name, sizeof name, "g%u", i);
		symbol(f, name)->contract = SW_NEW(&f->unit.arena, struct sw_contract);
		*symbol(f, name)->contract = *c;
		symbol(f, name)->contract->place.line = i;
		call(f, 0, name);
	}
	leave(f, 0, 0);
	wire = written(f, "test.c");
	assert_false(survives(wire.at, wire.n, &error));
}

/* A table of strings that is shorter than it says, and counts that nothing follows. */
static void counts_without_elements(void **state)
{
	static const unsigned char payloads[][12] = {
		{ 0, 0, 0xff, 0xff, 0xff, 0x7f, 2, 'a', 0, 0 }, { 0, 0, 1, 0xff, 0xff, 0xff, 0x7f, 'a', 0 },
		{ 0, 0, 2, 2, 'a', 0, 1, 0, 0 }, { 0, 0, 1, 2, 'a', 'b', 1, 0, 0 }, { 0, 0, 1, 2, 'a', 0, 0, 0, 0 },
		{ 0xff, 0xff, 0xff, 0x0f, 0, 1, 2, 'a', 0, 1 }, { 2, 2, 'f', 0, 1, 2, 'a', 0, 1, 0, 0 },
		{ 0, 0, 1, 2, 'a', 0, 1, 0xff, 0x7f }, { 0, 0, 1, 2, 'a', 0, 1, 0, 0xff, 0x7f }, { 0, 0, 1, 2, 'a', 0, 1, 0, 0, 5 },
		{ 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1 },
	};
	struct sw_wire_error error;

	for (size_t i = 0; i < COUNT(payloads); i++)
		check(!payload_survives(payloads[i], sizeof payloads[i], &error), "payload %zu was read", i);
	assert_true(payload_survives((const unsigned char[]){ 0, 0, 1, 2, 'a', 0, 1, 0, 0 }, 9, &error));
	(void)state;
}

/* ---- what no compiler makes ---- */

/* An alias of itself, two of each other, and a chain that is longer than anybody follows. */
static void aliases_in_a_circle(void **state)
{
	struct fixture *f = *state;
	struct sw_wire_error error;
	struct sw_wire wire;
	char name[16];

	symbol(f, "self")->alias_of = symbol(f, "self");
	symbol(f, "one")->alias_of = symbol(f, "two");
	symbol(f, "two")->alias_of = symbol(f, "one");
	for (int i = 0; i < 40; i++) {
		snprintf(name, sizeof name, "link%d", i);
		symbol(f, i ? name : "last")->alias_of = symbol(f, i ? "last" : "link39");
	}
	begin(f, "f", 0, 1);
	call(f, 0, "self", address(f, "one"), address(f, "last"));
	call(f, 0, "one");
	call(f, 0, "link7");
	leave(f, 0, 0);
	wire = written(f, "test.c");
	assert_true(survives(wire.at, wire.n, &error));
}

/* A function whose edges lead nowhere can not be written, so the one that leads to block 1 is made to lead to block 9. */
static void edges_that_lead_nowhere(void **state)
{
	static const unsigned char end[] = { 0, 0, 0, 0 }; /* to this block, no place; no assignments or constants */
	static struct bytes payload;
	struct fixture *f = *state;
	struct sw_wire_error error;
	unsigned char *at;

	begin(f, "f", 0, 3);
	call(f, 0, "lock");
	jump(f, 0, 1);
	call(f, 1, "use");
	jump(f, 1, 1);
	leave(f, 2, 0);
	unpack(written(f, "test.c"), &payload);
	at = payload.at + payload.n - sizeof end;
	assert_memory_equal(at, end, sizeof end);
	*at = 16; /* 8 blocks on */
	assert_false(payload_survives(payload.at, payload.n, &error));
	*at = 1; /* the block before */
	assert_true(payload_survives(payload.at, payload.n, &error));
}

/* ---- limits ---- */

/* Who asks for more memory than that, or for longer, is killed. A sanitizer needs its own memory. */
/* A constant stands in a variable: at a place that a function has by itself, it would be another in each. */
static void constants_that_are_no_variables(void **state)
{
	for (int which = 0; which < 3; which++) {
		struct fixture *f;
		struct sw_wire_error error = { 0 };
		struct sw_wire wire;
		sw_term base;

		setup(state);
		f = *state;
		add_tables(f);
		base = which == 0 ? val(f, 1) : which == 1 ? arg(f, 1) : local(f, 1);
		f->unit.constants.at[0].place = sw_term_mem(&f->unit.terms, base, "run", 0);
		wire = written(f, "test.c");
		assert_false(survives(wire.at, wire.n, &error));
		assert_non_null(strstr(error.message, "expected the tables and functions of a unit"));
		teardown(state);
	}
}

static int limit(void **state)
{
#ifndef __SANITIZE_ADDRESS__
	const struct rlimit most = { (rlim_t)LIMIT_MB << 20, (rlim_t)LIMIT_MB << 20 };

	if (setrlimit(RLIMIT_AS, &most))
		return -1;
#endif
	alarm(SECONDS);
	(void)state;
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_with_primitives(heads_are_refused_by_what_is_wrong),
		unit_test_with_primitives(every_truncation),
		unit_test_with_primitives(every_bit_flipped),
		unit_test_with_primitives(every_truncation_of_the_payload),
		unit_test_with_primitives(every_byte_of_the_payload),
		cmocka_unit_test(payloads_changed_at_random),
		cmocka_unit_test(zeros_are_no_payload),
		unit_test_with_primitives(a_contract_is_not_parsed_without_end),
		cmocka_unit_test(counts_without_elements),
		unit_test_with_primitives(aliases_in_a_circle),
		unit_test_with_primitives(edges_that_lead_nowhere),
		cmocka_unit_test(constants_that_are_no_variables),
	};

	return cmocka_run_group_tests_name("hostile", tests, limit, NULL);
}
