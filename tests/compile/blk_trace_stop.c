// SPDX-License-Identifier: GPL-2.0-or-later
/* Whether there is an object is data where it is read from memory, and a mode only where callers pass it. */
#include "kernel.h"

struct channel { int global; };
struct trace { spinlock_t lock; struct channel *channel; gfp_t gfp; };

void relay_flush(struct channel *c)
{
	if (!c)
		return;
	msleep(1);
}

void bad_stop(struct trace *t)
{
	spin_lock(&t->lock);
	relay_flush(t->channel);	/* FINDING sleep-in-atomic */
	spin_unlock(&t->lock);
}

/* NULL is what its callers may pass */
void stop_channel(struct trace *t, struct channel *c)
{
	spin_lock(&t->lock);
	relay_flush(c);			/* POSSIBLE sleep-in-atomic */
	spin_unlock(&t->lock);
}

void wait_if(int wait)
{
	if (wait)
		msleep(1);
}

/* a number is one wherever it stands */
void stop_gently(struct trace *t)
{
	spin_lock(&t->lock);
	wait_if(t->gfp);		/* POSSIBLE sleep-in-atomic */
	spin_unlock(&t->lock);
}
