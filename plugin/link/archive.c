// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The members of GNU archives. A member's header is 60 bytes of text. Names that do not fit into it stand in the member
 * "//", and the header says at which offset: "/123". A thin archive holds only headers; its members are files, or, as
 * "/123:456", members of another archive, at that offset in it.
 */
#include <ar.h>
#include <inttypes.h>
#include <limits.h>

#include "reading.h"

#define THIN_MAGIC "!<thin>\n"

enum { DEEPEST = 8, LONGEST_NAME = PATH_MAX };

struct archive {
	struct sw_reader *reader;
	const struct sw_source *source;
	bool thin;
	const char *names; /* of the member "//" */
	size_t names_length;
};

struct member {
	enum { MEMBER, SYMBOLS, NAMES } kind;
	const char *name;        /* interned; of a MEMBER */
	bool outside;            /* it is a file, or (ORIGIN above 0) a member of one */
	uint64_t origin;
	size_t at, size, next;   /* its bytes, unless it is outside, and the next header */
};

static bool corrupt(const struct archive *a, uint64_t offset, const char *what)
{
	return sw_fault(a->reader->inputs, a->source->name, "corrupt archive: the member at offset %" PRIu64 " %s", offset,
			what);
}

/* ---- headers ---- */

/* The number that TEXT begins with; *LENGTH becomes that of its digits. */
static uint64_t number(const char *text, size_t room, size_t *length)
{
	uint64_t value = 0;

	/* No field has more digits than 64 bits can hold. */
	for (*length = 0; *length < room && text[*length] >= '0' && text[*length] <= '9'; ++*length)
		value = value * 10 + (uint64_t)(text[*length] - '0');
	return value;
}

static bool is_blank(const char *text, size_t length)
{
	while (length && text[length - 1] == ' ')
		length--;
	return !length;
}

/* The entry at OFFSET of the member "//": it ends in "/\n". */
static const char *long_name(const struct archive *a, uint64_t offset)
{
	const char *name, *end;

	if (offset >= a->names_length)
		return NULL;
	name = a->names + offset;
	end = memchr(name, '\n', a->names_length - offset);
	if (!end || end - name < 2 || end[-1] != '/' || end - name > LONGEST_NAME || memchr(name, '\0', (size_t)(end - name)))
		return NULL;
	return sw_intern_n(a->reader->inputs->strings, name, (size_t)(end - name) - 1);
}

/* A name of up to 15 bytes, and a '/' after it; or 16 bytes, filled up with blanks. */
static const char *short_name(const struct archive *a, const char *field, size_t room)
{
	const char *end = memchr(field, '/', room);
	size_t length = end ? (size_t)(end - field) : room;

	while (!end && length && field[length - 1] == ' ')
		length--;
	if (!length || memchr(field, '\0', length))
		return NULL;
	return sw_intern_n(a->reader->inputs->strings, field, length);
}

/* What ar fills the field up with after a reference: blanks, and sometimes a '/' at its end. */
static bool is_filling(const char *text, size_t length)
{
	return is_blank(text, length) || (text[length - 1] == '/' && is_blank(text, length - 1));
}

/* "/123" or "/123:456" */
static bool read_reference(const struct archive *a, const char *field, size_t room, struct member *m)
{
	size_t digits, more = 0;

	m->name = long_name(a, number(field + 1, room - 1, &digits));
	digits++;
	if (a->thin && digits < room && field[digits] == ':') {
		m->origin = number(field + digits + 1, room - digits - 1, &more);
		digits += more + 1;
		if (!m->origin)
			return false;
	}
	return digits > 1 && is_filling(field + digits, room - digits) && m->name;
}

static bool read_name(const struct archive *a, const struct ar_hdr *header, struct member *m)
{
	const char *field = header->ar_name;
	size_t room = sizeof header->ar_name;

	m->kind = MEMBER;
	if (!memcmp(field, "// ", 3))
		m->kind = NAMES;
	else if (!memcmp(field, "/ ", 2) || !memcmp(field, "/SYM64/ ", 8))
		m->kind = SYMBOLS;
	else if (*field == '/')
		return read_reference(a, field, room, m);
	else
		m->name = short_name(a, field, room);
	return m->kind != MEMBER || m->name;
}

static bool read_header(const struct archive *a, size_t offset, struct member *m)
{
	struct ar_hdr header;
	size_t left = a->source->length - offset, digits;
	uint64_t size;

	*m = (struct member){ 0 };
	if (left < sizeof header)
		return corrupt(a, offset, "is cut off in its header");
	memcpy(&header, a->source->bytes + offset, sizeof header);
	size = number(header.ar_size, sizeof header.ar_size, &digits);
	if (memcmp(header.ar_fmag, ARFMAG, sizeof header.ar_fmag) || !digits ||
	    !is_blank(header.ar_size + digits, sizeof header.ar_size - digits))
		return corrupt(a, offset, "has no valid header");
	if (!memcmp(header.ar_name, "#1/", 3))
		return sw_fault(a->reader->inputs, a->source->name, "an archive in BSD's format, not in GNU's");
	if (!read_name(a, &header, m))
		return corrupt(a, offset, "has no valid name");
	m->outside = a->thin && m->kind == MEMBER;
	m->at = offset + sizeof header;
	if (!m->outside && size > left - sizeof header)
		return corrupt(a, offset, "is longer than the file");
	m->size = m->outside ? 0 : (size_t)size;
	/* Headers stand at even offsets. Behind the last member this may be past the end of the file. */
	m->next = m->at + m->size;
	m->next += m->next & 1;
	return true;
}

static void take_names(struct archive *a, const struct member *m)
{
	a->names = (const char *)a->source->bytes + m->at;
	a->names_length = m->size;
}

/* ---- members ---- */

static const char *member_name(const struct archive *a, const char *name)
{
	return sw_intern_printf(a->reader->inputs->strings, "%s(%s)", a->source->name, name);
}

static struct sw_source source_of(const struct archive *a, const struct member *m)
{
	struct sw_source source = *a->source;

	source.name = member_name(a, m->name);
	source.bytes += m->at;
	source.length = m->size;
	source.depth++;
	return source;
}

/* Finds the table of names without reading members: it stands before them. */
static bool find_names(struct archive *a)
{
	struct member m = { .next = SARMAG };

	do {
		if (m.next >= a->source->length)
			return true;
		if (!read_header(a, m.next, &m))
			return false;
	} while (m.kind == SYMBOLS);
	if (m.kind == NAMES)
		take_names(a, &m);
	return true;
}

/* The member of A at the offset that another archive names. */
static bool read_at(struct archive *a, uint64_t offset)
{
	struct sw_source source;
	struct member m;

	if (!find_names(a))
		return false;
	if (offset >= a->source->length)
		return corrupt(a, offset, "is not in the file");
	if (!read_header(a, (size_t)offset, &m))
		return false;
	if (m.kind != MEMBER || m.outside)
		return corrupt(a, offset, "is not an object");
	source = source_of(a, &m);
	if (sw_is_archive(source.bytes, source.length))
		return corrupt(a, offset, "is not an object");
	return sw_read_source(a->reader, &source);
}

/* The member of A is a member of the archive at PATH. */
static bool read_nested(const struct archive *a, const struct member *m, const char *name, const char *path)
{
	struct sw_source source = { .name = name, .image = a->source->image, .path = path };
	struct archive nested = { .reader = a->reader, .source = &source };
	struct sw_inputs *inputs = a->reader->inputs;
	uint32_t first = inputs->objects.n;
	struct sw_mapping mapping;
	bool good;

	if (!sw_map(inputs, name, path, &mapping))
		return false;
	source.mapping = &mapping;
	source.bytes = mapping.bytes;
	source.length = mapping.length;
	source.depth = a->source->depth + 1;
	good = sw_is_archive(source.bytes, source.length) ? read_at(&nested, m->origin) :
							    sw_fault(inputs, name, "'%s' is not an archive", path);
	sw_release(inputs, &mapping, first);
	return good;
}

static bool read_member(const struct archive *a, const struct member *m)
{
	struct sw_source source;
	const char *name, *path;

	if (!m->outside) {
		source = source_of(a, m);
		return sw_read_source(a->reader, &source);
	}
	name = member_name(a, m->name);
	path = sw_path_beside(a->reader->inputs, a->source->path, m->name);
	if (m->origin)
		return read_nested(a, m, name, path);
	return sw_read_file(a->reader, name, a->source->image, path, a->source->depth + 1);
}

static bool read_members(struct archive *a)
{
	bool good = true;
	struct member m;

	for (size_t at = SARMAG; at < a->source->length; at = m.next) {
		if (!read_header(a, at, &m))
			return false;
		if (m.kind == NAMES)
			take_names(a, &m);
		else if (m.kind == MEMBER && !read_member(a, &m))
			good = false;
	}
	return good;
}

/* Archives that name each other, or one of them often, would never end, or late. */
static bool first_time(const struct archive *a)
{
	const struct sw_mapping *file = a->source->mapping;
	struct sw_reader *reader = a->reader;

	if (a->source->bytes != file->bytes)
		return true;
	for (uint32_t i = 0; i < reader->archives.n; i++)
		if (reader->archives.at[i].device == file->device && reader->archives.at[i].inode == file->inode)
			return false;
	*sw_vec_push(reader->inputs->arena, &reader->archives) = *file;
	return true;
}

bool sw_is_archive(const unsigned char *bytes, size_t length)
{
	return length >= SARMAG && (!memcmp(bytes, ARMAG, SARMAG) || !memcmp(bytes, THIN_MAGIC, SARMAG));
}

bool sw_read_archive(struct sw_reader *reader, const struct sw_source *source)
{
	struct archive a = { .reader = reader, .source = source };

	a.thin = !memcmp(source->bytes, THIN_MAGIC, SARMAG);
	if (source->depth > DEEPEST)
		return sw_fault(reader->inputs, source->name, "archives are nested more than %d deep", DEEPEST);
	if (!first_time(&a))
		return sw_fault(reader->inputs, source->name, "this archive is named twice, or contains itself");
	return read_members(&a);
}
