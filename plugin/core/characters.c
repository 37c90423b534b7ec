// SPDX-License-Identifier: GPL-2.0-or-later
/* Decodes UTF-8, and knows which characters may be printed and how wide they are. */
#define _GNU_SOURCE /* vasprintf() */
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sleepwalk/characters.h"

/* Characters that one byte becomes at most: <U+001B>. */
enum { MOST = 8 };

/* The number of bytes of the character at P, and the character; 0: it is none. */
static size_t decode(const unsigned char *p, size_t left, uint32_t *character)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = *p < 0x80 ? 1 : *p < 0xc2 ? 0 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : *p < 0xf5 ? 4 : 0;
	uint32_t c = n == 1 ? *p : *p & (0x7fu >> n);

	if (!n || n > left)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	*character = c;
	return c < least[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000) ? 0 : n;
}

struct span {
	uint32_t first, last;
};

static bool is_in(const struct span *spans, size_t n, uint32_t c)
{
	for (size_t i = 0; i < n; i++)
		if (c >= spans[i].first && c <= spans[i].last)
			return true;
	return false;
}

#define IS_IN(spans, c) is_in(spans, sizeof(spans) / sizeof *(spans), c)

/* What a terminal obeys, and what turns or hides the text around it. */
static bool is_unsafe(uint32_t c)
{
	static const struct span unsafe[] = {
		{ 0x00, 0x1f }, { 0x7f, 0x9f }, { 0x61c, 0x61c }, { 0x200b, 0x200f }, { 0x2028, 0x202e },
		{ 0x2060, 0x206f }, { 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0xe0000, 0xe007f },
	};

	return IS_IN(unsafe, c);
}

/* As terminals do, near enough to put a caret. */
static unsigned width_of(uint32_t c)
{
	static const struct span none[] = { { 0x300, 0x36f }, { 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f } };
	static const struct span two[] = {
		{ 0x1100, 0x115f }, { 0x2e80, 0x303e }, { 0x3041, 0xa4cf }, { 0xac00, 0xd7a3 }, { 0xf900, 0xfaff },
		{ 0xfe30, 0xfe6f }, { 0xff00, 0xff60 }, { 0xffe0, 0xffe6 }, { 0x1f300, 0x1faff }, { 0x20000, 0x3fffd },
	};

	return IS_IN(none, c) ? 0 : IS_IN(two, c) ? 2 : 1;
}

struct sw_cell sw_cell_at(const char *text, size_t left)
{
	struct sw_cell cell = { .bytes = 1 };
	uint32_t c = 0;
	size_t n = decode((const unsigned char *)text, left, &c);

	if (!n) {
		cell.width = (unsigned)snprintf(cell.text, sizeof cell.text, "<%02x>", (unsigned char)*text);
		return cell;
	}
	cell.bytes = n;
	if (is_unsafe(c)) {
		cell.width = (unsigned)snprintf(cell.text, sizeof cell.text, "<U+%04X>", (unsigned)c);
		return cell;
	}
	memcpy(cell.text, text, n);
	cell.width = width_of(c);
	return cell;
}

const char *sw_printable(struct sw_strings *strings, const char *text)
{
	size_t left = text ? strlen(text) : 0;
	char *safe, *end;

	if (!left)
		return text;
	safe = end = sw_alloc(strings->arena, left * MOST + 1);
	while (left) {
		struct sw_cell cell = sw_cell_at(text, left);

		end = stpcpy(end, cell.text);
		text += cell.bytes;
		left -= cell.bytes;
	}
	return safe;
}

void sw_put_printable(FILE *to, const char *text)
{
	for (size_t left = strlen(text); left;) {
		struct sw_cell cell = sw_cell_at(text, left);

		fputs(cell.text, to);
		text += cell.bytes;
		left -= cell.bytes;
	}
}

void sw_put_safely(FILE *to, const char *format, ...)
{
	size_t length = strlen(format);
	bool ends_line = length && format[length - 1] == '\n';
	va_list args;
	char *text;
	int n;

	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0)
		sw_give_up("out of memory");
	if (ends_line)
		text[n - 1] = '\0';
	sw_put_printable(to, text);
	if (ends_line)
		putc('\n', to);
	free(text);
}
