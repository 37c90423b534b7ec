/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interned strings: the same text is the same pointer, so names are compared with ==. */
#ifndef SLEEPWALK_STRINGS_H
#define SLEEPWALK_STRINGS_H

#include <pthread.h>

#include "sleepwalk/arena.h"

enum { SW_STRINGS_RECENT = 1024 };

struct sw_strings {
	struct sw_arena *arena; /* set by the owner; holds the strings and the table */
	struct sw_string_entry {
		const char *text;       /* NULL: none */
		uint32_t hash, length;  /* looked at first: most that share a place differ in them */
	} *table;
	uint32_t used, size;    /* size is a power of two, or 0 */
	const char *recent[SW_STRINGS_RECENT]; /* interned strings that were given again, by their address */
	pthread_mutex_t *lock;     /* held while `shared` is asked; NULL: nobody else does */
	struct sw_strings *shared; /* where the strings are, when this is a table of one who shares them; or NULL */
};

/* TEXT need not end in NUL at LENGTH, and holds none before it; the result does, and lives as long as the arena. */
const char *sw_intern_n(struct sw_strings *strings, const char *text, size_t length);
const char *sw_intern(struct sw_strings *strings, const char *text);
/* printf into an interned string. */
const char *sw_intern_printf(struct sw_strings *strings, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* FNV-1a over bytes, and over the bytes of what it gave before. */
#define SW_HASH_START 2166136261u
uint32_t sw_hash(uint32_t hash, const void *bytes, size_t n);
/* The same in 64 bits, for what is kept: fingerprints, and what tells bodies apart. */
#define SW_HASH64_START 0xcbf29ce484222325u
#define SW_HASH64_STEP 0x100000001b3u
uint64_t sw_hash64(uint64_t hash, const void *bytes, size_t n);

/* A digest, and VALUE; all of its bits at once. */
static inline uint64_t sw_mix(uint64_t digest, uint64_t value)
{
	digest = (digest ^ value) * 0x9e3779b97f4a7c15u;
	return digest ^ digest >> 32;
}

/* Of many bytes, and quickly: machines of another byte order have another one. */
uint64_t sw_digest(const void *bytes, size_t n);

/* For tables in memory: of what stands at no other address. */
static inline uint32_t sw_hash_pointer(const void *pointer)
{
	return (uint32_t)((uintptr_t)pointer * 0x9e3779b97f4a7c15u >> 32);
}

#endif
