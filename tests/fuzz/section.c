// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The bytes are a section `.sleepwalk`. It is refused with a message, or read: then the program can be solved, and all of it
 * put into words. Every other one is the section of a module, too, that defines again what the kernel does.
 */
#include "fuzz.h"

void fuzz(const unsigned char *bytes, size_t n)
{
	enum { TIMES = 20000, BASE = 1 << 20 };
	struct program program;
	bool good;

	begin_program(&program);
	count_memory();
	good = read_section(&program, NULL, bytes, n);
	if (good && n % 2)
		good = read_section(&program, "a.ko", bytes, n);
	require_memory("reading", n, TIMES, BASE);
	if (good)
		survive_program(&program, n);
	program_free(&program);
}
