/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Contracts that nobody holds the bodies against: each may hide a finding, so they are counted. */
#ifndef SLEEPWALK_LINK_TRUSTED_H
#define SLEEPWALK_LINK_TRUSTED_H

#include "sleepwalk/contract.h"

struct trusted {
	uint32_t source, annotations; /* functions of the program, by where it is said; one of a header counts once */
	SW_VEC(const struct sw_symbol *) needless; /* of the first, those whose bodies hold the contract; by place */
};

/* Of a program that is solved. */
struct trusted find_trusted(struct sw_unit *unit);

#endif
