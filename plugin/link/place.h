/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What comes with the command is found by where the command lies: beside it where it was built, in ../lib and ../share elsewhere. */
#ifndef SLEEPWALK_LINK_PLACE_H
#define SLEEPWALK_LINK_PLACE_H

#include "sleepwalk/strings.h"

/* PATH as seen from the directory that the command lies in, whether something is there or not; NULL: that is not known. */
const char *place_of(struct sw_strings *strings, const char *path);

#endif
