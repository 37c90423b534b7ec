/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the harnesses share. Each is a file of this folder with a function fuzz(), which two programs call: libFuzzer's, with
 * inputs that it makes, and replay.c, with those that are kept.
 */
#ifndef SLEEPWALK_TESTS_FUZZ_H
#define SLEEPWALK_TESTS_FUZZ_H

#include "../../plugin/link/program.h"

/* Looks at N bytes. What must hold for any bytes is required; else the process ends. */
void fuzz(const unsigned char *bytes, size_t n);

/* Ends the process with a message, unless CONDITION holds. */
#define require(condition, ...)                                                                                        \
	do {                                                                                                           \
		if (!(condition))                                                                                      \
			broken(__FILE__, __LINE__, #condition, __VA_ARGS__);                                           \
	} while (0)

_Noreturn void broken(const char *file, int line, const char *condition, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* ---- memory ---- */

/* From here on memory is counted anew: what is there at most, beyond what is there now. */
void count_memory(void);
/* No more than TIMES the N bytes of the input, and BASE. */
void require_memory(const char *what, size_t n, size_t times, size_t base);

/* ---- inputs ---- */

/* A file with these bytes, until the next one; its path. */
const char *file_of(const unsigned char *bytes, size_t n);

/* A program without objects, that knows some annotations of Linux; faults are counted, and not told. */
void begin_program(struct program *program);
/* Adds the bytes of a section, as IMAGE's or NULL. False: they are none, and the message says so. */
bool read_section(struct program *program, const char *image, const unsigned char *bytes, size_t n);
/* Links and solves it, and has every stage and finding put into words. N is that of the bytes that it was read from. */
void survive_program(struct program *program, size_t n);

/* CLAUSES, printed of a summary, parse. */
void require_clauses(struct sw_terms *terms, const char *clauses);

#endif
