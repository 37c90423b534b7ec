// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Broken files: every truncation of small ELF files and archives, and every bit of them flipped. Their bytes end where a
 * page without access begins, so reading one byte too many ends the test.
 */
#include "helper.h"

#include <elf.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../plugin/link/reading.h"
#include "sleepwalk/wire.h"

enum { ROOM = 8192, SECTIONS = 4 };

static const char names[] = "\0.shstrtab\0" SW_WIRE_SECTION "\0.text";
static const char payload[] = "seventeen bytes!!";

/* ---- reading from memory ---- */

struct bench {
	struct sw_arena arena;
	struct sw_strings strings;
	struct sw_inputs inputs;
	unsigned faults;
	const char *last; /* message */
	unsigned char *end; /* of readable memory */
};

static void take_fault(void *cookie, const char *file, const char *message)
{
	struct bench *b = cookie;

	assert_true(*file);
	b->faults++;
	b->last = message;
}

static void begin_bench(struct bench *b)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), room = (ROOM + page - 1) / page * page;
	unsigned char *memory = mmap(NULL, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(memory, MAP_FAILED);
	assert_int_equal(mprotect(memory + room, page, PROT_NONE), 0);
	*b = (struct bench){ .end = memory + room };
}

static void forget(struct bench *b)
{
	sw_inputs_close(&b->inputs);
	sw_arena_reset(&b->arena);
	b->strings = (struct sw_strings){ .arena = &b->arena };
	b->inputs = (struct sw_inputs){ .arena = &b->arena, .strings = &b->strings, .report = take_fault, .cookie = b };
	b->faults = 0;
	b->last = "";
}

/* Reads these bytes as a file; what came before is forgotten. */
static bool read_bytes(struct bench *b, const unsigned char *bytes, size_t length)
{
	struct sw_mapping mapping = { .bytes = b->end - length, .length = length };
	struct sw_source source = { .name = "x", .path = "/nowhere/x", .length = length, .mapping = &mapping };
	struct sw_reader reader = { .inputs = &b->inputs };
	bool good;

	forget(b);
	source.bytes = mapping.bytes;
	memcpy(b->end - length, bytes, length);
	good = sw_read_source(&reader, &source);
	check(good == !b->faults, "it is %s, and %u faults were told: %s", good ? "good" : "bad", b->faults, b->last);
	check(good || !sw_is_elf(bytes, length) || !b->inputs.objects.n, "a bad file has objects: %s", b->last);
	for (uint32_t i = 0; i < b->inputs.objects.n; i++) {
		const struct sw_object *object = &b->inputs.objects.at[i];

		if (object->bytes && object->length)
			check(object->bytes >= b->end - length && object->length <= (size_t)(b->end - object->bytes),
			      "a section is outside of its file");
	}
	return good;
}

static void end_bench(struct bench *b)
{
	sw_inputs_close(&b->inputs);
	sw_arena_free(&b->arena);
}

/* ---- files ---- */

struct image {
	unsigned char bytes[ROOM];
	size_t length;
	bool large, big; /* 64 bits; big-endian */
};

static void put(struct image *image, size_t size, uint64_t value)
{
	for (size_t i = 0; i < size; i++)
		image->bytes[image->length++] = (unsigned char)(value >> 8 * (image->big ? size - 1 - i : i));
}

static void put_bytes(struct image *image, const void *bytes, size_t length)
{
	memcpy(image->bytes + image->length, bytes, length);
	image->length += length;
}

static void put_section(struct image *image, uint32_t name, uint32_t type, uint64_t offset, uint64_t size)
{
	size_t word = image->large ? 8 : 4;

	put(image, 4, name);
	put(image, 4, type);
	put(image, word, 0);
	put(image, word, 0);
	put(image, word, offset);
	put(image, word, size);
	put(image, 4, 0);
	put(image, 4, 0);
	put(image, word, 1);
	put(image, word, 0);
}

/* An object: its header, the names of sections, a section of ours, an empty one, and the section headers. */
static void make_elf(struct image *image, bool large, bool big)
{
	size_t word = large ? 8 : 4, head = large ? 64 : 52, ours = head + sizeof names, table = ours + sizeof payload;
	const unsigned char ident[] = { 0x7f, 'E', 'L', 'F', large ? 2 : 1, big ? 2 : 1, 1 };

	table = (table + 7) & ~(size_t)7;
	*image = (struct image){ .large = large, .big = big };
	put_bytes(image, ident, sizeof ident);
	image->length = EI_NIDENT;
	put(image, 2, ET_REL);
	put(image, 2, EM_NONE);
	put(image, 4, EV_CURRENT);
	put(image, word, 0);
	put(image, word, 0);
	put(image, word, table);
	put(image, 4, 0);
	put(image, 2, head);
	put(image, 2, 0);
	put(image, 2, 0);
	put(image, 2, large ? 64 : 40);
	put(image, 2, SECTIONS);
	put(image, 2, 1);
	put_bytes(image, names, sizeof names);
	put_bytes(image, payload, sizeof payload);
	image->length = table;
	put_section(image, 0, SHT_NULL, 0, 0);
	put_section(image, 1, SHT_STRTAB, head, sizeof names);
	put_section(image, 11, SHT_PROGBITS, ours, sizeof payload);
	put_section(image, 22, SHT_PROGBITS, ours, 0);
}

static void put_member(struct image *image, const char *name, size_t length)
{
	image->length += image->length & 1;
	image->length += (size_t)snprintf((char *)image->bytes + image->length, ROOM - image->length,
					  "%-16s%-12d%-6d%-6d%-8o%-10zu`\n", name, 0, 0, 0, 0644, length);
}

/* A symbol table, a table of names, a member with a long name, and one with a short name. */
static void make_archive(struct image *archive)
{
	static const char table[] = "a_name_of_more_than_16.o/\n";
	struct image elf;

	make_elf(&elf, true, false);
	*archive = (struct image){ 0 };
	put_bytes(archive, "!<arch>\n", 8);
	put_member(archive, "/", 4);
	put_bytes(archive, "\0\0\0", 4);
	put_member(archive, "//", sizeof table - 1);
	put_bytes(archive, table, sizeof table - 1);
	put_member(archive, "/0", elf.length);
	put_bytes(archive, elf.bytes, elf.length);
	put_member(archive, "short.o/", elf.length);
	put_bytes(archive, elf.bytes, elf.length);
}

/* ---- tests ---- */

#define FOR_EACH_FORM(image)                                                                                           \
	for (unsigned form_ = 0; form_ < 4 && (make_elf(image, form_ & 1, form_ & 2), true); form_++)

static void objects_are_read(void **state)
{
	struct image image;
	struct bench b;

	(void)state;
	begin_bench(&b);
	FOR_EACH_FORM(&image) {
		assert_true(read_bytes(&b, image.bytes, image.length));
		assert_int_equal(b.inputs.objects.n, 1);
		assert_int_equal(b.inputs.without_section, 0);
		assert_int_equal(b.inputs.objects.at[0].length, sizeof payload);
		assert_memory_equal(b.inputs.objects.at[0].bytes, payload, sizeof payload);
	}
	end_bench(&b);
}

static void truncated_objects_are_refused(void **state)
{
	struct image image;
	struct bench b;

	(void)state;
	begin_bench(&b);
	FOR_EACH_FORM(&image)
		for (size_t n = 0; n < image.length; n++) {
			check(!read_bytes(&b, image.bytes, n), "%zu bytes of %zu are taken", n, image.length);
			assert_int_equal(b.faults, 1);
			assert_int_equal(b.inputs.objects.n, 0);
		}
	end_bench(&b);
}

static void flip_all(struct bench *b, struct image *image)
{
	for (size_t i = 0; i < image->length * 8; i++) {
		image->bytes[i / 8] ^= (unsigned char)(1 << i % 8);
		read_bytes(b, image->bytes, image->length);
		image->bytes[i / 8] ^= (unsigned char)(1 << i % 8);
	}
}

static void flipped_bits_do_no_harm(void **state)
{
	struct image image;
	struct bench b;

	(void)state;
	begin_bench(&b);
	FOR_EACH_FORM(&image)
		flip_all(&b, &image);
	make_archive(&image);
	flip_all(&b, &image);
	end_bench(&b);
}

/* Several bytes at once, most often to the ends of their range. */
static void random_bytes_do_no_harm(void **state)
{
	static const unsigned char likely[] = { 0, 1, 0x7f, 0x80, 0xff, '/', '9', ' ' };
	uint32_t seed = 1;
	struct image whole, image;
	struct bench b;

	(void)state;
	begin_bench(&b);
	for (unsigned round = 0; round < 200000; round++) {
		if (round % 5 == 4)
			make_archive(&whole);
		else
			make_elf(&whole, round % 5 & 1, round % 5 & 2);
		image = whole;
		for (unsigned i = next_random(&seed) % 6; i < 6; i++)
			image.bytes[next_random(&seed) % image.length] = likely[next_random(&seed) % sizeof likely];
		read_bytes(&b, image.bytes, image.length);
	}
	end_bench(&b);
}

static void archives_are_read(void **state)
{
	struct image image;
	struct bench b;

	(void)state;
	begin_bench(&b);
	make_archive(&image);
	assert_true(read_bytes(&b, image.bytes, image.length));
	assert_int_equal(b.inputs.objects.n, 2);
	assert_string_equal(b.inputs.objects.at[0].name, "x(a_name_of_more_than_16.o)");
	assert_string_equal(b.inputs.objects.at[1].name, "x(short.o)");
	assert_memory_equal(b.inputs.objects.at[1].bytes, payload, sizeof payload);
	end_bench(&b);
}

/* Cut between two members it is a shorter archive. */
static void truncated_archives_are_refused(void **state)
{
	struct image image;
	unsigned good = 0;
	struct bench b;

	(void)state;
	begin_bench(&b);
	make_archive(&image);
	for (size_t n = 0; n < image.length; n++)
		good += read_bytes(&b, image.bytes, n);
	/* After the magic, after the symbols, after the names, and after the first member; before or after a padding byte. */
	check(good >= 4 && good <= 8, "%u are taken", good);
	end_bench(&b);
}

/* ---- numbers that do not fit into their fields ---- */

/* From 0xff00 sections on, the numbers stand in section 0. */
static void section_numbers_can_be_large(void **state)
{
	struct image image;
	struct bench b;
	size_t table;

	(void)state;
	begin_bench(&b);
	make_elf(&image, true, false);
	table = image.length - SECTIONS * 64;
	image.bytes[60] = 0;                      /* e_shnum: see sh_size of section 0 */
	image.bytes[62] = image.bytes[63] = 0xff; /* e_shstrndx: see its sh_link */
	image.bytes[table + 32] = SECTIONS;
	image.bytes[table + 40] = 1;
	assert_true(read_bytes(&b, image.bytes, image.length));
	assert_int_equal(b.inputs.objects.at[0].length, sizeof payload);

	for (unsigned byte = 32; byte < 40; byte++) {
		image.bytes[table + byte] ^= 0x80;
		assert_false(read_bytes(&b, image.bytes, image.length));
		image.bytes[table + byte] ^= 0x80;
	}
	image.bytes[table + 40] = SECTIONS;
	assert_false(read_bytes(&b, image.bytes, image.length));
	assert_string_equal(b.last, "truncated or corrupt ELF file: there are no names of sections");
	end_bench(&b);
}

static void bad_headers_are_refused(void **state)
{
	static const struct {
		size_t at; /* in the file; from its section headers, with TABLE */
		bool table;
		unsigned char byte;
		const char *fault;
	} rows[] = {
		{ 40, false, 0, "there are no section headers" },
		{ 58, false, 63, "section headers of an unknown size" },
		{ 60, false, SECTIONS + 1, "the section headers are not inside the file" },
		{ 62, false, SECTIONS, "there are no names of sections" },
		{ 62, false, 2, "there are no names of sections" },
		{ 64 + 32 + 3, true, 1, "there are no names of sections" },
		{ 128 + 32 + 3, true, 1, "section 2 is not inside the file" },
		{ 192 + 24 + 7, true, 255, "section 3 is not inside the file" },
	};
	struct image image;
	struct bench b;

	(void)state;
	begin_bench(&b);
	for (size_t i = 0; i < COUNT(rows); i++) {
		make_elf(&image, true, false);
		image.bytes[rows[i].at + (rows[i].table ? image.length - SECTIONS * 64 : 0)] = rows[i].byte;
		/* e_shoff of a file this small has two bytes. */
		if (rows[i].at == 40 && !rows[i].table)
			image.bytes[41] = 0;
		assert_false(read_bytes(&b, image.bytes, image.length));
		assert_string_equal(b.last, sw_intern_printf(&b.strings, "truncated or corrupt ELF file: %s", rows[i].fault));
	}
	end_bench(&b);
}

/* What follows the names in the file is not a part of them. */
static void names_end_with_their_section(void **state)
{
	struct image image;
	struct bench b;

	(void)state;
	begin_bench(&b);
	make_elf(&image, true, false);
	image.bytes[image.length - SECTIONS * 64 + 64 + 32] = 11 + sizeof SW_WIRE_SECTION - 1;
	assert_true(read_bytes(&b, image.bytes, image.length));
	assert_int_equal(b.inputs.without_section, 1);
	image.bytes[image.length - SECTIONS * 64 + 64 + 32]++;
	assert_true(read_bytes(&b, image.bytes, image.length));
	assert_int_equal(b.inputs.without_section, 0);
	end_bench(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_are_read),
		cmocka_unit_test(truncated_objects_are_refused),
		cmocka_unit_test(archives_are_read),
		cmocka_unit_test(truncated_archives_are_refused),
		cmocka_unit_test(flipped_bits_do_no_harm),
		cmocka_unit_test(random_bytes_do_no_harm),
		cmocka_unit_test(section_numbers_can_be_large),
		cmocka_unit_test(bad_headers_are_refused),
		cmocka_unit_test(names_end_with_their_section),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
