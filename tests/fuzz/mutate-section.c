// SPDX-License-Identifier: GPL-2.0-or-later
/* Has libFuzzer change the payload of a section's record, and packs it anew: a change of what is packed is told by its checksum. */
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "sleepwalk/wire.h"

enum { ROOM = 1 << 20 };

size_t LLVMFuzzerMutate(unsigned char *bytes, size_t n, size_t room);
size_t LLVMFuzzerCustomMutator(unsigned char *bytes, size_t n, size_t room, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const unsigned char *a, size_t n_a, const unsigned char *b, size_t n_b, unsigned char *out,
				 size_t room, unsigned seed);

static size_t length_of(const unsigned char *record)
{
	return record[8] | (size_t)record[9] << 8 | (size_t)record[10] << 16 | (size_t)record[11] << 24;
}

/* The length of the first record's payload, which is put into PAYLOAD; 0: there is none. */
static size_t unpack(const unsigned char *bytes, size_t n, unsigned char *payload)
{
	size_t length = n > SW_WIRE_HEAD ? length_of(bytes) : 0, got;

	if (length <= SW_WIRE_HEAD || length > n)
		return 0;
	got = ZSTD_decompress(payload, ROOM, bytes + SW_WIRE_HEAD, length - SW_WIRE_HEAD);
	return ZSTD_isError(got) ? 0 : got;
}

static void put_u32(unsigned char *at, size_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(value >> 8 * i);
}

/* The length of the record that is put into OUT; 0: it has no room. */
static size_t pack(const unsigned char *payload, size_t n, unsigned char *out, size_t room)
{
	static ZSTD_CCtx *context;
	size_t got;

	if (!context)
		context = ZSTD_createCCtx();
	if (room <= SW_WIRE_HEAD)
		return 0;
	got = ZSTD_compressCCtx(context, out + SW_WIRE_HEAD, room - SW_WIRE_HEAD, payload, n, 1);
	if (ZSTD_isError(got))
		return 0;
	memset(out, 0, SW_WIRE_HEAD);
	memcpy(out, SW_WIRE_MAGIC, 4);
	out[4] = SW_WIRE_VERSION;
	put_u32(out + 8, SW_WIRE_HEAD + got);
	put_u32(out + 12, n);
	return SW_WIRE_HEAD + got;
}

/* One of eight changes is one of the section as it is. */
size_t LLVMFuzzerCustomMutator(unsigned char *bytes, size_t n, size_t room, unsigned seed)
{
	static unsigned char payload[ROOM];
	size_t length = seed % 8 ? unpack(bytes, n, payload) : 0, packed;

	if (!length)
		return LLVMFuzzerMutate(bytes, n, room);
	length = LLVMFuzzerMutate(payload, length, ROOM / 2);
	packed = pack(payload, length, bytes, room);
	return packed ? packed : n;
}

/* Both records, or a piece of one payload in the other. */
size_t LLVMFuzzerCustomCrossOver(const unsigned char *a, size_t n_a, const unsigned char *b, size_t n_b, unsigned char *out,
				 size_t room, unsigned seed)
{
	static unsigned char payload[ROOM], other[ROOM];
	size_t n = unpack(a, n_a, payload), m = unpack(b, n_b, other), at, from, length;

	if (seed % 4 == 0 && n_a + n_b <= room) {
		memcpy(out, a, n_a);
		memcpy(out + n_a, b, n_b);
		return n_a + n_b;
	}
	if (!n || !m)
		return 0;
	at = (seed >> 2) % n;
	from = (seed >> 12) % m;
	length = 1 + (seed >> 5) % 64;
	length = length > n - at ? n - at : length;
	memcpy(payload + at, other + from, length < m - from ? length : m - from);
	return pack(payload, n, out, room);
}
