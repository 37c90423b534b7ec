/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an object carries: a unit's residues as bytes, in the section `.sleepwalk` (non-alloc, SHF_EXCLUDE).
 *
 * The section is a sequence of records, one a unit, so that `ld -r` may put the sections of several objects one after the
 * other. A record begins with a head of its own length; integers in it are little-endian, whatever the machine is:
 *
 *	0	"SLPW"
 *	4	u16	version
 *	6	u16	0
 *	8	u32	length of the record, head and all
 *	12	u32	length of the payload before compression
 *	16		the payload, a zstd frame with a checksum
 *
 * The payload holds strings, symbols, contracts, what is put into slots, and the functions. Function bodies use numbers of
 * strings and symbols of their own unit, and stay bytes until somebody wants to run one: a program has a hundred thousand.
 * A static function of a header has a hash of its content, which is the same in all units: it is kept once.
 */
#ifndef SLEEPWALK_WIRE_H
#define SLEEPWALK_WIRE_H

#include "sleepwalk/contract.h"

#define SW_WIRE_SECTION ".sleepwalk"
#define SW_WIRE_MAGIC "SLPW"

enum { SW_WIRE_VERSION = 3, SW_WIRE_HEAD = 16 };

/* So that little input can not ask for much memory. Real units have a payload of some KiB, 10 times its compressed form. */
enum {
	SW_WIRE_LARGEST = 1 << 27, /* of a payload */
	SW_WIRE_RATIO = 100,       /* of it to its compressed form, which is made longer if need be */
};

struct sw_wire {
	unsigned char *at;
	size_t n;
};

/*
 * The record of UNIT, once solved; FILE is what was compiled. Its memory comes from ARENA. `at` is NULL when compression
 * fails, or when no reader would take so much.
 */
struct sw_wire sw_wire_write(struct sw_unit *unit, const char *file, struct sw_arena *arena);

struct sw_wire_error {
	size_t offset;     /* into the bytes that were given */
	char message[160]; /* "expected ..., found ..." */
};

/*
 * Adds the units of a section's bytes to PROGRAM, which the bytes outlive not. IMAGE, interned, is what they are linked
 * into, or NULL. False, with ERROR filled, at the first record that can not be read; those before it were added.
 */
bool sw_wire_read(struct sw_unit *program, const char *image, const unsigned char *bytes, size_t n,
		  struct sw_wire_error *error);
/* When all is read: what no image but a module defines is that module's. */
void sw_wire_link(struct sw_unit *program);

#endif
