/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mm/dmapool.c: a function that sleeps with its caller's flags outside of its lock expects flags that sleep. */
#include "kernel.h"

#define GFP_MAY_SLEEP 0x400

static inline void might_alloc(gfp_t gfp)
{
	if (gfp & GFP_MAY_SLEEP)
		might_sleep();
}

void *bad_dma_pool_alloc(struct dev *d, gfp_t gfp)
{
	void *page;

	might_alloc(gfp);
	spin_lock(&d->lock);
	page = kmalloc(8, gfp);			/* FINDING sleep-in-atomic "kmalloc" */
	spin_unlock(&d->lock);
	return page;
}

/* Nothing here says what callers pass. */
void *ok_unless_asked_for_the_possible(struct dev *d, gfp_t gfp)
{
	void *page;

	spin_lock(&d->lock);
	page = kmalloc(8, gfp);			/* POSSIBLE sleep-in-atomic */
	spin_unlock(&d->lock);
	return page;
}

/* That it sleeps in any case, elsewhere, says nothing of the flags. */
void *ok_sleeps_elsewhere_whatever_is_passed(struct dev *d, gfp_t gfp)
{
	void *page;

	mutex_lock(&d->mutex);
	spin_lock(&d->lock);
	page = kmalloc(8, gfp);			/* POSSIBLE sleep-in-atomic */
	spin_unlock(&d->lock);
	mutex_unlock(&d->mutex);
	return page;
}
