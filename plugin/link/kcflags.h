/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SLEEPWALK_LINK_KCFLAGS_H
#define SLEEPWALK_LINK_KCFLAGS_H

#include <stdio.h>

#include "options.h"

/* Prints the flags by which the compiler of --cc loads its plugin, with the options that the plugin takes, too. */
enum status kcflags(FILE *to, const struct options *o, char **args, int n);

#endif
