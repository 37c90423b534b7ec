/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The findings of a whole program: what is shown of them, and whether the check has failed. */
#ifndef SLEEPWALK_LINK_CHECK_H
#define SLEEPWALK_LINK_CHECK_H

#include <stdio.h>

#include "options.h"

/* Checks the program of PATHS and reports to TO in the format that O names. */
enum status check(FILE *to, const struct options *o, char **paths, int n);

#endif
