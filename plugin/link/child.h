/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Other programs, run without a shell. */
#ifndef SLEEPWALK_LINK_CHILD_H
#define SLEEPWALK_LINK_CHILD_H

#include <stdio.h>
#include <sys/types.h>

/*
 * Runs WORDS, which end in NULL; the first is looked for in PATH. What it writes is read from the result, which the caller
 * closes before he waits for CHILD; what it complains of goes to the descriptor COMPLAINTS, or nowhere if that is -1. NULL:
 * it could not be run, and errno says why. Descriptors 0 to 2 are to be open (child_prepare()).
 */
FILE *child_start(char *const *words, int complaints, pid_t *child);
/* Once, first of all: of a program that was started with a standard stream closed, a pipe would take its place. */
void child_prepare(void);

#endif
