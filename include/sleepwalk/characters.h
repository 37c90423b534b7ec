/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text from the program that was analysed, made safe to print. Names and sources may come from anybody: control
 * characters, those that turn or hide the text around them, and bytes that are no UTF-8 become <U+001B> and <9b>.
 */
#ifndef SLEEPWALK_CHARACTERS_H
#define SLEEPWALK_CHARACTERS_H

#include <stddef.h>
#include <stdio.h>

#include "sleepwalk/strings.h"

/* SW_LONGEST_CHARACTER: bytes of one. */
enum { SW_LONGEST_CHARACTER = 4 };

/* A character as it is printed. */
struct sw_cell {
	size_t bytes;   /* that it takes in the text */
	unsigned width; /* columns */
	char text[16];
};

/* The character at TEXT, of which there are LEFT bytes, at least one. */
struct sw_cell sw_cell_at(const char *text, size_t left);

/* All of TEXT like that, which is valid UTF-8 then; lives as long as STRINGS. NULL for NULL. */
const char *sw_printable(struct sw_strings *strings, const char *text);

/* Prints TEXT like that. */
void sw_put_printable(FILE *to, const char *text);

/*
 * Prints as fprintf() does, and all that is printed is made safe, but for a newline that FORMAT ends with: one message stays
 * one line.
 */
void sw_put_safely(FILE *to, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
