// SPDX-License-Identifier: GPL-2.0-or-later
/* Interned strings, in an open-addressed table. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sleepwalk/strings.h"

uint32_t sw_hash(uint32_t hash, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	while (n--)
		hash = (hash ^ *p++) * 16777619u;
	return hash;
}

uint64_t sw_hash64(uint64_t hash, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	while (n--)
		hash = (hash ^ *p++) * SW_HASH64_STEP;
	return hash;
}

uint64_t sw_digest(const void *bytes, size_t n)
{
	const unsigned char *p = bytes;
	uint64_t digest = n, word;

	for (; n >= sizeof word; n -= sizeof word, p += sizeof word) {
		memcpy(&word, p, sizeof word);
		digest = sw_mix(digest, word);
	}
	return sw_hash64(digest, p, n);
}

/* Eight bytes at a time: only the table goes by it. */
static uint32_t hash_text(const char *text, size_t length)
{
	uint64_t hash = length, word;

	for (; length >= sizeof word; text += sizeof word, length -= sizeof word) {
		memcpy(&word, text, sizeof word);
		hash = sw_mix(hash, word);
	}
	word = 0;
	memcpy(&word, text, length);
	return (uint32_t)sw_mix(hash, word);
}

/* Where a text is, or belongs. */
static struct sw_string_entry *find(const struct sw_strings *strings, const char *text, size_t length, uint32_t hash)
{
	uint32_t i = hash & (strings->size - 1);

	while (strings->table[i].text && (strings->table[i].hash != hash || strings->table[i].length != length ||
					  memcmp(strings->table[i].text, text, length)))
		i = (i + 1) & (strings->size - 1);
	return &strings->table[i];
}

static void grow(struct sw_strings *strings)
{
	const struct sw_string_entry *old = strings->table;
	uint32_t n = strings->size;

	strings->size = n ? n * 2 : 256;
	strings->table = sw_alloc(strings->arena, strings->size * sizeof *strings->table);
	for (uint32_t i = 0; i < n; i++)
		if (old[i].text)
			*find(strings, old[i].text, old[i].length, old[i].hash) = old[i];
}

static const char *new_string(struct sw_strings *strings, const char *text, size_t length)
{
	char *copy = sw_alloc(strings->arena, length + 1);

	return memcpy(copy, text, length);
}

static const char *shared_string(struct sw_strings *strings, const char *text, size_t length)
{
	const char *shared;

	if (strings->lock)
		pthread_mutex_lock(strings->lock);
	shared = sw_intern_n(strings->shared, text, length);
	if (strings->lock)
		pthread_mutex_unlock(strings->lock);
	return shared;
}

const char *sw_intern_n(struct sw_strings *strings, const char *text, size_t length)
{
	uint32_t hash = hash_text(text, length);
	struct sw_string_entry *place;

	if (strings->used * 4 >= strings->size * 3)
		grow(strings);
	place = find(strings, text, length, hash);
	if (!place->text) {
		strings->used++;
		text = strings->shared ? shared_string(strings, text, length) : new_string(strings, text, length);
		*place = (struct sw_string_entry){ text, hash, (uint32_t)length };
	}
	return place->text;
}

/* What is given is mostly interned already. */
const char *sw_intern(struct sw_strings *strings, const char *text)
{
	const char **recent = &strings->recent[(uintptr_t)text / 16 % SW_STRINGS_RECENT], *interned;

	if (*recent == text)
		return text;
	interned = sw_intern_n(strings, text, strlen(text));
	if (interned == text)
		*recent = text;
	return interned;
}

const char *sw_intern_printf(struct sw_strings *strings, const char *format, ...)
{
	va_list args;
	char small[256], *text = small;
	int length;

	va_start(args, format);
	length = vsnprintf(small, sizeof small, format, args);
	va_end(args);
	if (length < 0)
		sw_give_up("a text is longer than 2 GiB");
	if ((size_t)length >= sizeof small) {
		text = sw_alloc(strings->arena, (size_t)length + 1);
		va_start(args, format);
		vsnprintf(text, (size_t)length + 1, format, args);
		va_end(args);
	}
	return sw_intern_n(strings, text, (size_t)length);
}
