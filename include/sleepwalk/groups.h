/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Groups: findings that share a cause, shown once with all their places, the surest first. Of those that are one mistake,
 * only the first is in a group; all of them count as calls.
 *
 * Who is wrong, the caller or the callee? Programmers believe what most of their code does (Engler, Chen, Hallem, Chou,
 * Chelf: Bugs as Deviant Behavior, SOSP 2001). If most calls of a function lie on paths to findings, it is the function
 * that is the suspect, and all findings through it are one group; if few do, each such caller is. Of several suspects on
 * a chain, the one nearest to its end is blamed. Calls are counted apart for each kind of demand, and on definite chains
 * apart: what is definite is grouped the same whether the possible findings are there or not.
 *
 * BELIEF is how much the calls of a function speak for the caller's being wrong: the paper's z statistic over its N call
 * sites, of which A lie on such paths,
 *
 *	z = ((N - A) / N - p) / sqrt(p * (1 - p) / N)	with p = 0.9, as there,
 *
 * kept as z * |z|, which has the same order and needs no root. One call among hundreds gives a high one, a hub with
 * hundreds the lowest. A group that blames a function has that function's belief; another the highest along its chains.
 * A function with one call site has none to compare with: it is as good as a part of its caller. What has nothing else on
 * its chain contradicts a contract or itself, and needs no statistics: SW_BELIEF_SURE.
 *
 * The order of groups: definite before possible, then belief, highest first, then the length of the chain, then tag, file
 * (as text), line, column and names: the same whatever order findings came in.
 */
#ifndef SLEEPWALK_GROUPS_H
#define SLEEPWALK_GROUPS_H

#include "sleepwalk/finding.h"

#define SW_BELIEF_SURE 1e300

struct sw_group {
	bool possible;                  /* all of its findings are, or none */
	const struct sw_symbol *suspect; /* a function that most of its callers call wrongly; NULL: its own callers are wrong */
	uint32_t atomic, callers;       /* of the suspect: call sites on chains to findings, and in all */
	double belief;
	unsigned length;                /* functions between the shown finding's place and the end of its chain */
	SW_VEC(const struct sw_finding *) places; /* each place once; the first is the one to show */
	uint64_t fingerprint;           /* of the shown finding */
	unsigned ordinal;               /* among the groups with this fingerprint, in order; from 1 */
	bool known, covered;            /* all of its places were, before; a ratchet counts it: set by whoever compares */
};

struct sw_groups {
	SW_VEC(struct sw_group) list;
};

/*
 * How many call sites of SYMBOL there are in the whole program. Calls of one function from the same line and column (both
 * from one macro) are one site here, and should be there.
 */
typedef uint32_t sw_callers_fn(void *cookie, const struct sw_symbol *symbol);

/*
 * Do both tell of one thing to mend: one place, in one function, in one context? A macro can make several calls that sleep,
 * and all of them stand where it is used.
 */
bool sw_same_mistake(const struct sw_finding *a, const struct sw_finding *b);

/* The groups, in order, in ARENA's memory. They point to FINDINGS. */
struct sw_groups sw_group_findings(struct sw_arena *arena, const struct sw_findings *findings, sw_callers_fn *callers,
				   void *cookie);

/*
 * Names a finding from one build to the next: it holds the tag, kind and counter, and the names of the function, of what it
 * calls, and of what stands at the end of the chain; no file, and no line. Findings in functions of one name can have one.
 */
uint64_t sw_finding_fingerprint(const struct sw_finding *finding);
/* Gives GROUPS their fingerprints and ordinals: once more when other places are shown. */
void sw_groups_number(struct sw_groups *groups);

enum { SW_FINGERPRINT_TEXT = 32 };

/* "0123456789abcdef", with "#2" behind it for the second group of that fingerprint. Returns BUFFER. */
const char *sw_fingerprint_print(const struct sw_group *group, char *buffer);

#endif
