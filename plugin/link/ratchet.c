// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads patterns with their numbers, counts, and writes the numbers anew. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "sleepwalk/characters.h"

#include "paths.h"
#include "ratchet.h"

/* A line, from START on in the text. */
struct line {
	const struct ratchet *ratchet;
	uint32_t number;
	size_t start, end, at;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool tell(const struct line *line, size_t at, size_t length, const char *expected)
{
	sw_put_safely(stderr, "%s:%u:%zu: error: expected %s, found ", line->ratchet->path, line->number, at - line->start + 1,
		expected);
	if (length)
		sw_put_safely(stderr, "'%.*s'\n", (int)length, line->ratchet->text.at + at);
	else
		sw_put_safely(stderr, "the end of the line\n");
	return false;
}

/* The next word, up to a comment; its length is 0 at the end, and its place behind what is there. */
static size_t next_word(struct line *line, size_t *at)
{
	const char *text = line->ratchet->text.at;
	size_t behind = line->at;

	while (line->at < line->end && is_blank(text[line->at]))
		line->at++;
	if (line->at == line->end || text[line->at] == '#') {
		*at = behind;
		return 0;
	}
	*at = line->at;
	while (line->at < line->end && !is_blank(text[line->at]))
		line->at++;
	return line->at - *at;
}

static bool read_number(const char *text, size_t length, uint32_t *number)
{
	unsigned long value = 0;

	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		value = value * 10 + (unsigned long)(text[i] - '0');
		if (value > INT_MAX)
			return false;
	}
	*number = (uint32_t)value;
	return length;
}

/* Two numbers for one part: which of them holds? */
static bool is_new(const struct ratchet *ratchet, const struct ratchet_part *part)
{
	for (uint32_t i = 0; i < ratchet->parts.n; i++)
		if (ratchet->parts.at[i].pattern == part->pattern) {
			sw_put_safely(stderr, "%s:%u:%u: error: '%s' stands in line %u, too\n", ratchet->path, part->line, part->column,
				part->pattern, ratchet->parts.at[i].line);
			return false;
		}
	return true;
}

static bool read_line(struct ratchet *ratchet, struct line *line, bool new)
{
	struct ratchet_part part = { .line = line->number };
	const char *text = ratchet->text.at;
	size_t at, length = next_word(line, &at);

	if (!length)
		return true;
	if (memchr(text + at, '\0', length))
		return tell(line, at, strlen(text + at), "a pattern");
	part.pattern = sw_intern_n(ratchet->strings, text + at, length);
	part.column = (uint32_t)(at - line->start) + 1;
	part.length = next_word(line, &part.at);
	if (!read_number(text + part.at, part.length, &part.allowed) && !(new && !part.length))
		return tell(line, part.at, part.length, "how many findings are allowed");
	length = next_word(line, &at);
	if (length)
		return tell(line, at, length, "the end of the line");
	if (!is_new(ratchet, &part))
		return false;
	*sw_vec_push(ratchet->strings->arena, &ratchet->parts) = part;
	return true;
}

bool ratchet_read(struct ratchet *ratchet, FILE *from, bool new)
{
	struct line line = { .ratchet = ratchet };
	bool good = true;
	int c;

	while ((c = getc(from)) != EOF)
		*sw_vec_push(ratchet->strings->arena, &ratchet->text) = (char)c;
	if (ferror(from)) {
		sw_put_safely(stderr, "%s: error: cannot read: %s\n", ratchet->path, strerror(errno));
		return false;
	}
	while (line.start < ratchet->text.n) {
		const char *text = ratchet->text.at + line.start, *end = memchr(text, '\n', ratchet->text.n - line.start);

		line.number++;
		line.at = line.start;
		line.end = end ? line.start + (size_t)(end - text) : ratchet->text.n;
		good &= read_line(ratchet, &line, new);
		line.start = line.end + 1;
	}
	return good;
}

bool ratchet_count(struct ratchet *ratchet, const char *file)
{
	bool any = false;

	for (uint32_t i = 0; i < ratchet->parts.n; i++) {
		bool matches = path_matches(ratchet->parts.at[i].pattern, file);

		ratchet->parts.at[i].found += matches;
		any |= matches;
	}
	return any;
}

bool ratchet_holds(const struct ratchet *ratchet)
{
	for (uint32_t i = 0; i < ratchet->parts.n; i++)
		if (ratchet->parts.at[i].found > ratchet->parts.at[i].allowed)
			return false;
	return true;
}

void ratchet_write(FILE *to, const struct ratchet *ratchet)
{
	size_t done = 0;

	for (uint32_t i = 0; i < ratchet->parts.n; i++) {
		const struct ratchet_part *part = &ratchet->parts.at[i];

		fwrite(ratchet->text.at + done, 1, part->at - done, to);
		fprintf(to, "%s%u", part->length ? "" : " ", part->found);
		done = part->at + part->length;
	}
	fwrite(ratchet->text.at + done, 1, ratchet->text.n - done, to);
}
