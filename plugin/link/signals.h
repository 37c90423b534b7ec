/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What ends the command from outside, told as any other fault is: a file is gone under a mapping. */
#ifndef SLEEPWALK_LINK_SIGNALS_H
#define SLEEPWALK_LINK_SIGNALS_H

#include "inputs.h"

/* Once, first of all. */
void signals_prepare(void);
/* Faults in what INPUTS has mapped are told of; NULL: nothing is mapped any more. */
void signals_watch(const struct sw_inputs *inputs);

#endif
