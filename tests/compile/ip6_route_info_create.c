/* SPDX-License-Identifier: GPL-2.0-or-later */
/* net/ipv6/route.c: more places that allocate with the caller's flags than a summary has room for, each under tests of its own.
 * What is joined for want of room still hangs on the flags. */
#include "kernel.h"

struct config {
	int type[16], state[16];
	gfp_t gfp;
	void *at;
};

#define PART(i)	if (c->type[i] == i + 5 && c->state[i] > i) c->at = kmalloc(8, i & 1 ? gfp : c->gfp);

static void create(struct config *c, gfp_t gfp)
{
	PART(0) PART(1) PART(2) PART(3) PART(4) PART(5) PART(6) PART(7)
	PART(8) PART(9) PART(10) PART(11) PART(12) PART(13) PART(14) PART(15)
}

void ok_create(struct dev *d, struct config *c, gfp_t gfp)
{
	spin_lock(&d->lock);
	create(c, gfp);				/* POSSIBLE sleep-in-atomic */
	spin_unlock(&d->lock);
}

void bad_create(struct dev *d, struct config *c)
{
	spin_lock(&d->lock);
	c->gfp = GFP_KERNEL;
	create(c, GFP_KERNEL);			/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}
