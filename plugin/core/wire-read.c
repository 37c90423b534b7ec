// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads the records of a section into a program, and binds names as a linker does.
 *
 * A local function of a header is known by its name and the hash of its content: what every object carries is one function
 * of the program, and its body is kept once. Other local names are the unit's own. A global name has one meaning in what is
 * linked together, its image: the kernel, or a module. What a module defines is called NAME@@IMAGE, so that two modules may
 * each have an `init`, and what nobody else defines is looked for in the modules in the end.
 */
#include <stdio.h>
#include <string.h>
#include <zstd.h>

#include "sleepwalk/records.h"
#include "sleepwalk/solver.h"

/* A record on its way into the program. */
struct record {
	size_t at;                       /* offset in the section */
	struct sw_names *names;
	struct sw_symbol_record *symbols;
	bool *taken;                     /* by symbol: its definition here is the program's */
	struct sw_numbering passed_over; /* symbols of the program that are defined here, and also elsewhere, which counts */
	struct sw_codec rest;            /* where the functions begin */
};

struct reader {
	struct sw_unit *program;
	const char *image;
	const unsigned char *bytes;
	size_t n, at;
	struct sw_wire_error *error;
	struct sw_arena scratch;         /* for what is of no use once the section is read: payloads, tables of names */
	SW_VEC(struct record) records;
	struct sw_numbering defined;     /* names of what the image defines */
};

static bool fail(struct reader *r, size_t offset, const char *expected, const char *found)
{
	r->error->offset = offset;
	snprintf(r->error->message, sizeof r->error->message, "expected %s, found %s", expected, found);
	return false;
}

/* ---- the head ---- */

#define ANOTHER ", of another sleepwalk: compile the object anew with this one's plugin"

static uint32_t get_u32(const unsigned char *at)
{
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* The length of the record at `at`; 0 when it is none that we know. */
static size_t check_head(struct reader *r)
{
	const unsigned char *head = r->bytes + r->at;
	size_t left = r->n - r->at, length;
	char found[96], expected[32];

	if (left < SW_WIRE_HEAD)
		return fail(r, r->at, "the head of a record", "the end of the section");
	if (memcmp(head, SW_WIRE_MAGIC, 4))
		return fail(r, r->at, "\"" SW_WIRE_MAGIC "\"", "other bytes");
	if ((head[4] | head[5] << 8) != SW_WIRE_VERSION) {
		snprintf(found, sizeof found, "version %u" ANOTHER, head[4] | (unsigned)head[5] << 8);
		snprintf(expected, sizeof expected, "version %d", SW_WIRE_VERSION);
		return fail(r, r->at + 4, expected, found);
	}
	if (head[6] || head[7]) {
		snprintf(found, sizeof found, "%u" ANOTHER, head[6] | (unsigned)head[7] << 8);
		return fail(r, r->at + 6, "0", found);
	}
	length = get_u32(head + 8);
	if (length < SW_WIRE_HEAD || length > left) {
		snprintf(found, sizeof found, "%zu", length);
		return fail(r, r->at + 8, "the length of a record within the section", found);
	}
	return length;
}

/* The payload of the record, or NULL. */
static const unsigned char *decompress(struct reader *r, size_t length, size_t *n)
{
	const unsigned char *frame = r->bytes + r->at + SW_WIRE_HEAD;
	unsigned char *payload;
	size_t got;

	*n = get_u32(r->bytes + r->at + 12);
	length -= SW_WIRE_HEAD;
	/* the frame says its own length too: only when both agree is as much memory asked for */
	if (*n > SW_WIRE_LARGEST || *n / SW_WIRE_RATIO > length || ZSTD_getFrameContentSize(frame, length) != *n) {
		fail(r, r->at + 12, "the length of the payload", "another one");
		return NULL;
	}
	payload = sw_alloc_raw(&r->scratch, *n + 1);
	got = ZSTD_decompress(payload, *n, frame, length);
	if (ZSTD_isError(got) || got != *n) {
		fail(r, r->at + SW_WIRE_HEAD, "a zstd frame", ZSTD_isError(got) ? ZSTD_getErrorName(got) : "a shorter one");
		return NULL;
	}
	return payload;
}

/* ---- tables ---- */

static struct sw_codec new_codec(struct reader *r, const struct sw_names *names, const unsigned char *at,
				 const unsigned char *end)
{
	return (struct sw_codec){ .unit = r->program, .arena = &r->scratch, .at = at, .end = end, .names = names };
}

/* N texts, each with its NUL; NULL when they are none. */
static const char *read_texts(struct sw_codec *c, uint32_t *n, uint32_t *length)
{
	const char *text;

	sw_code_count(c, n, 1);
	sw_code_count(c, length, 1);
	if (c->failed || *n > *length || (size_t)(c->end - c->at) < *length || (*length && c->at[*length - 1])) {
		sw_code_fail(c);
		return NULL;
	}
	text = (const char *)c->at;
	c->at += *length;
	return text;
}

static void read_names(struct sw_codec *c, struct record *record)
{
	uint32_t n = 0, length = 0, at = 0;
	const char *text = read_texts(c, &n, &length);

	record->symbols = sw_alloc(c->arena, (n + 1) * sizeof *record->symbols);
	record->taken = sw_alloc(c->arena, n + 1);
	record->names->symbols = sw_alloc(&c->unit->arena, (n + 1) * sizeof *record->names->symbols);
	record->names->n_symbols = n;
	for (uint32_t i = 0; text && i < n; i++) {
		if (at >= length) {
			sw_code_fail(c);
			return;
		}
		record->symbols[i].symbol.link_name = sw_intern(&c->unit->strings, text + at);
		at += (uint32_t)strlen(text + at) + 1;
	}
}

/* The strings that bodies use are interned when these are decoded for the first time: then TEXT is not needed any more. */
static void read_strings(struct sw_codec *c, struct sw_names *names)
{
	uint32_t n = 0, length = 0, start = 0;

	names->text = read_texts(c, &n, &length);
	names->offsets = sw_alloc(c->arena, (n + 1) * sizeof *names->offsets);
	names->strings = sw_alloc(&c->unit->arena, (n + 1) * sizeof *names->strings);
	for (uint32_t i = 0; names->text && i < length; i++) {
		if (names->text[i])
			continue;
		if (names->n_strings < n)
			names->offsets[names->n_strings++] = start;
		start = i + 1;
	}
	if (names->n_strings < n)
		sw_code_fail(c);
}

static void read_symbols(struct sw_codec *c, struct record *record)
{
	sw_code_string(c, &record->names->file);
	if (!record->names->file)
		sw_code_fail(c);
	for (uint32_t i = 0; i < record->names->n_symbols && !c->failed; i++) {
		sw_code_symbol_record(c, &record->symbols[i]);
		if (record->symbols[i].alias_of > record->names->n_symbols)
			sw_code_fail(c);
	}
}

static bool broken(struct reader *r, size_t record)
{
	return fail(r, record + SW_WIRE_HEAD, "the tables and functions of a unit", "something else in the payload");
}

static bool read_record(struct reader *r)
{
	struct record *record = sw_vec_push(&r->scratch, &r->records);
	size_t length = check_head(r), n;
	const unsigned char *payload = length ? decompress(r, length, &n) : NULL;
	struct sw_codec c;

	if (!payload)
		return false;
	record->at = r->at;
	record->names = SW_NEW(&r->program->arena, struct sw_names);
	sw_contract_table_init(&r->program->arena, record->names, n);
	record->names->digest = sw_digest(payload, n);
	record->names->hash = (uint32_t)(record->names->digest ^ record->names->digest >> 32);
	c = new_codec(r, record->names, payload, payload + n);
	read_names(&c, record);
	read_strings(&c, record->names);
	read_symbols(&c, record);
	record->rest = new_codec(r, record->names, c.at, c.end); /* what follows counts lines and terms anew */
	if (c.failed)
		return broken(r, r->at);
	r->at += length;
	return true;
}

/* ---- binding ---- */

static bool is_defined(const struct sw_symbol_record *s)
{
	return s->has_body || s->alias_of;
}

static void note_defined(struct reader *r, const struct record *record)
{
	for (uint32_t i = 0; r->image && i < record->names->n_symbols; i++)
		if (is_defined(&record->symbols[i]) && !record->symbols[i].symbol.local)
			sw_number(&r->scratch, &r->defined, record->symbols[i].symbol.link_name);
}

/* NAME, BETWEEN and eight digits: there are as many as local functions. */
static const char *with_number(struct reader *r, const char *name, const char *between, uint32_t number)
{
	static const char digits[] = "0123456789abcdef";
	char *text = sw_alloc_raw(&r->scratch, strlen(name) + strlen(between) + sizeof "01234567");
	char *end = stpcpy(stpcpy(text, name), between);

	for (int shift = 28; shift >= 0; shift -= 4)
		*end++ = digits[number >> shift & 15];
	return sw_intern_n(&r->program->strings, text, (size_t)(end - text));
}

/* What the symbol is called in the program. */
static const char *name_of(struct reader *r, const struct record *record, const struct sw_symbol_record *s)
{
	struct sw_strings *strings = &r->program->strings;

	if (s->symbol.local && s->content)
		return with_number(r, s->symbol.link_name, "@", s->content);
	if (s->symbol.local)
		return with_number(r, s->symbol.link_name, "@u", record->names->hash);
	if (sw_is_numbered(&r->defined, s->symbol.link_name))
		return sw_intern_printf(strings, "%s@@%s", s->symbol.link_name, r->image);
	return s->symbol.link_name;
}

/* A definition that another one replaces: what its body does, nobody does. */
static void forget_definition(struct sw_unit *program, struct sw_symbol *symbol)
{
	uint32_t kept = 0;

	symbol->alias_of = NULL;
	symbol->placings.n = 0;
	for (uint32_t i = 0; i < program->assignments.n; i++)
		if (program->assignments.at[i].in != symbol)
			program->assignments.at[kept++] = program->assignments.at[i];
	program->assignments.n = kept;
	if (!symbol->body)
		return;
	program->functions.at[symbol->number] = program->functions.at[--program->functions.n];
	program->functions.at[symbol->number]->symbol->number = symbol->number;
	symbol->body = NULL;
}

/* True when the definition that the record has is the one to take: the first strong one, else the first. */
static bool merge(struct sw_unit *program, struct sw_symbol *to, const struct sw_symbol_record *from)
{
	bool take = is_defined(from) && ((!to->body && !to->alias_of) || (to->weak && !from->symbol.weak));

	to->noreturn |= from->symbol.noreturn;
	to->registered = from->symbol.registered && (to->registered || !to->place.line);
	to->local |= from->symbol.local;
	if (!to->contract)
		to->contract = from->symbol.contract;
	if (!to->assumed_type) {
		to->assumed_type = from->symbol.assumed_type;
		to->assumed_arg = from->symbol.assumed_arg;
	}
	if (take || !to->place.line)
		to->place = from->symbol.place;
	if (take) {
		if (to->body || to->alias_of)
			forget_definition(program, to);
		to->weak = from->symbol.weak;
	}
	return take;
}

static void bind_symbols(struct reader *r, struct record *record)
{
	struct sw_names *names = record->names;

	for (uint32_t i = 0; i < names->n_symbols; i++) {
		const struct sw_symbol_record *s = &record->symbols[i];

		names->symbols[i] = sw_unit_symbol(r->program, name_of(r, record, s), s->symbol.name);
		record->taken[i] = merge(r->program, names->symbols[i], s);
		if (is_defined(s) && !record->taken[i])
			sw_number(&r->scratch, &record->passed_over, names->symbols[i]);
	}
	for (uint32_t i = 0; i < names->n_symbols; i++)
		if (record->taken[i] && record->symbols[i].alias_of)
			names->symbols[i]->alias_of = names->symbols[record->symbols[i].alias_of - 1];
}

/* ---- functions ---- */

static bool edges_lead_somewhere(const struct sw_function *function)
{
	for (uint32_t b = 0; b < function->blocks.n; b++)
		for (uint32_t i = 0; i < function->blocks.at[b].edges.n; i++)
			if (function->blocks.at[b].edges.at[i].to >= function->blocks.n)
				return false;
	return true;
}

/* Events are numbered, and pointers get what annotation files say of their slots. */
static void finish_events(struct sw_unit *unit, struct sw_function *function)
{
	for (uint32_t b = 0; b < function->blocks.n; b++) {
		for (uint32_t i = 0; i < function->blocks.at[b].events.n; i++) {
			struct sw_event *e = &function->blocks.at[b].events.at[i];

			e->id = ++function->n_events;
			if (e->pointer > function->n_pointers)
				function->n_pointers = e->pointer;
			if (e->kind == SW_EVENT_CALL && !e->callee)
				e->contract = sw_pointer_contract(unit, e->slot, e->contract);
		}
	}
}

static bool decode(struct sw_unit *unit, struct sw_arena *arena, const struct sw_function *function,
		   struct sw_function *opened)
{
	struct sw_codec c = { .unit = unit, .arena = arena, .at = function->bytes, .end = function->bytes + function->length,
			      .names = function->names, .made = function->terms };

	*opened = *function;
	opened->n_events = 0;
	sw_code_body(&c, opened);
	if (!function->terms) {
		opened->n_vals = c.n_vals;
		opened->terms = c.terms.at;
		opened->n_terms = c.terms.n;
	}
	finish_events(unit, opened);
	return !c.failed && c.at == c.end && edges_lead_somewhere(opened);
}

struct sw_function *sw_function_open(struct sw_unit *unit, struct sw_function *function, struct sw_arena *arena,
				     struct sw_function *opened)
{
	if (function->blocks.at || !function->bytes)
		return function;
	decode(unit, arena, function, opened); /* it was decoded before, when the calls were listed */
	return opened;
}

/*
 * CONTENT: that of a function which units share, or 0. Names are those that they are bound to: in another program the same bytes
 * may speak of other symbols.
 */
static uint64_t content_of(const struct sw_terms *terms, const struct sw_function *function, const struct sw_function *opened,
			   uint32_t content)
{
	uint64_t digest = content ? content : function->names->digest;

	for (uint32_t i = 0; i < opened->n_terms; i++) {
		const struct sw_node *n = sw_term_node(terms, opened->terms[i]);

		if (n->op == SW_SYMBOL)
			digest = sw_mix(digest, sw_digest(n->name, strlen(n->name)));
	}
	return sw_mix(digest, function->coarse);
}

/* Of the body the bytes are kept; the calls are listed now, that all of the program is known by them. */
static bool keep_function(struct reader *r, struct sw_symbol *symbol, struct sw_function *function, uint32_t content,
			  struct sw_arena *scratch)
{
	struct sw_function opened = *function;
	bool good = !function->length || decode(r->program, scratch, function, &opened);

	if (!good)
		return false;
	if (function->length)
		sw_function_list_calls(r->program, &opened);
	if (function->length)
		function->bytes = memcpy(sw_alloc_raw(&r->program->arena, function->length), function->bytes, function->length);
	function->calls.at = opened.calls.at;
	function->calls.n = opened.calls.n;
	function->stored.at = opened.stored.at;
	function->stored.n = opened.stored.n;
	function->n_blocks = opened.n_blocks;
	function->n_vals = opened.n_vals;
	function->n_events = opened.n_events;
	function->content = content_of(&r->program->terms, function, &opened, content);
	if (opened.n_terms)
		function->terms = memcpy(sw_alloc_raw(&r->program->arena, opened.n_terms * sizeof *opened.terms), opened.terms,
					 opened.n_terms * sizeof *opened.terms);
	function->n_terms = opened.n_terms;
	symbol->body = function;
	symbol->number = r->program->functions.n;
	*sw_vec_push(&r->program->arena, &r->program->functions) = function;
	return true;
}

/* The NUMBERth symbol has it, from 0. */
static bool read_function(struct reader *r, struct record *record, uint32_t number, struct sw_arena *scratch)
{
	struct sw_codec *c = &record->rest;
	struct sw_function read = { 0 }, *function = &read;
	struct {
		struct sw_placing *at;
		uint32_t n, room;
	} placings = { 0 };
	uint32_t length = 0, head = 0;

	SW_CODE(c, head);
	SW_CODE(c, function->pointers);
	if (head & SW_HEAD_PLACINGS)
		SW_CODE_VEC(c, &placings, 3, sw_code_placing);
	sw_code_count(c, &length, 1);
	if (c->failed)
		return false;
	function->n_params = head >> SW_HEAD_PARAMS;
	function->coarse = head & SW_HEAD_COARSE;
	function->symbol = record->names->symbols[number];
	function->names = record->names;
	function->bytes = length ? c->at : NULL;
	function->length = length;
	c->at += length;
	if (!record->taken[number] || function->symbol->body) /* of two bodies of one symbol, the first */
		return true;
	function = SW_NEW(&r->program->arena, struct sw_function);
	*function = read;
	for (uint32_t i = 0; i < placings.n; i++)
		sw_symbol_places(r->program, function->symbol, &placings.at[i]);
	return keep_function(r, function->symbol, function, record->symbols[number].content, scratch);
}

static bool read_rest(struct reader *r, struct record *record)
{
	struct sw_codec *c = &record->rest;
	struct sw_unit *program = r->program;
	struct sw_arena scratch = { 0 };
	struct {
		struct sw_assignment *at;
		uint32_t n, room;
	} assignments = { 0 };
	struct {
		struct sw_constant *at;
		uint32_t n, room;
	} constants = { 0 };

	for (uint32_t i = 0; i < record->names->n_symbols && !c->failed; i++) {
		if (record->symbols[i].has_body && !read_function(r, record, i, &scratch))
			sw_code_fail(c);
		sw_arena_reset(&scratch);
	}
	sw_arena_free(&scratch);
	SW_CODE_VEC(c, &assignments, 5, sw_code_assignment);
	SW_CODE_VEC(c, &constants, 2, sw_code_constant);
	for (uint32_t i = 0; i < assignments.n && !c->failed; i++)
		if (!sw_is_numbered(&record->passed_over, assignments.at[i].in))
			*sw_vec_push(&program->arena, &program->assignments) = assignments.at[i];
	for (uint32_t i = 0; i < constants.n && !c->failed; i++)
		*sw_vec_push(&program->arena, &program->constants) = constants.at[i];
	return !c->failed && c->at == c->end;
}

static bool read_records(struct reader *r)
{
	while (r->at < r->n)
		if (!read_record(r))
			return false;
	for (uint32_t i = 0; i < r->records.n; i++)
		note_defined(r, &r->records.at[i]);
	for (uint32_t i = 0; i < r->records.n; i++) {
		bind_symbols(r, &r->records.at[i]);
		if (!read_rest(r, &r->records.at[i]))
			return broken(r, r->records.at[i].at);
		r->records.at[i].names->text = NULL;
		r->records.at[i].names->offsets = NULL;
	}
	return true;
}

bool sw_wire_read(struct sw_unit *program, const char *image, const unsigned char *bytes, size_t n,
		  struct sw_wire_error *error)
{
	struct reader r = { .program = program, .image = image, .bytes = bytes, .n = n, .error = error };
	bool good = read_records(&r);

	sw_arena_free(&r.scratch);
	return good;
}

void sw_wire_link(struct sw_unit *program)
{
	for (uint32_t i = 0, n = program->symbols.n; i < n; i++) {
		struct sw_symbol *own = program->symbols.at[i], *wanted;
		const char *image = strstr(own->link_name, "@@");

		if (!image || (!own->body && !own->alias_of))
			continue;
		wanted = sw_unit_symbol(program, sw_intern_n(&program->strings, own->link_name, (size_t)(image - own->link_name)), own->name);
		if (!wanted->body && !wanted->alias_of)
			wanted->alias_of = own;
	}
}
