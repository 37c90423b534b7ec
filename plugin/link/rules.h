/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each tag means, in a few sentences, for formats that carry a rule beside its findings. docs/findings.md has the long form. */
#ifndef SLEEPWALK_LINK_RULES_H
#define SLEEPWALK_LINK_RULES_H

#include "sleepwalk/finding.h"

struct rule {
	const char *name;  /* in words that are run together, as SARIF wants it */
	const char *brief; /* one sentence */
	const char *cause; /* what the code does */
	const char *fix;   /* and what to do when the finding is wrong */
};

const struct rule *rule_of(enum sw_tag tag);

#endif
