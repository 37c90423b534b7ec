/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pointers that are read inside an RCU read-side section. What they point to is sure to be there until the section ends,
 * and after that only if somebody saw to it.
 *
 * A front end says where such a pointer is obtained, followed and given away. All that is made from it by copies and steps
 * is one pointer with it. Whoever is given it, also by its being stored, may take a reference: then nothing more is said of it.
 */
#ifndef SLEEPWALK_POINTERS_H
#define SLEEPWALK_POINTERS_H

#include "sleepwalk/finding.h"

/*
 * Keeps of these events only those from which a finding can still come: a pointer that is followed when, on each way from
 * where it was obtained, something was called, which may have ended the section, and it was given to nobody.
 */
void sw_trim_pointers(struct sw_arena *arena, struct sw_function *function);
/* STATE gets to EVENT. */
void sw_note_pointer(struct sw_flow *flow, const struct sw_event *event, const struct sw_state *state);
/* Which pointers are followed when their section has ended? Once the function of FLOW is solved. */
void sw_check_pointers(const struct sw_flow *flow, struct sw_findings *findings);

/* The flow of SYMBOL, whose body is in the unit, with `sites`; it is good until the next one is asked for. */
typedef const struct sw_flow *sw_sites_fn(void *cookie, struct sw_symbol *symbol);
/*
 * Once all of UNIT is solved: of the findings about pointers those go that are in functions which somebody calls with a
 * counter above 0, himself or at the end of a few calls. Of whom too many call, it is not known: those become possible.
 */
void sw_drop_kept_pointers(const struct sw_unit *unit, struct sw_findings *findings, sw_sites_fn *sites, void *cookie);

#endif
