// SPDX-License-Identifier: GPL-2.0-or-later
/* More tests on the way than there is room for: what the caller chooses is kept. */
#include "kernel.h"

struct queue { int a, b, c, d, e, f, g, h; };

void *fill_one(struct queue *q, gfp_t gfp)
{
	if (q->a)
		return NULL;
	return kmalloc(8, gfp);
}

void *fill(struct queue *q, struct queue *p, gfp_t gfp)
{
	if (p->a)
		return NULL;
	if (p->b)
		return NULL;
	if (p->c)
		return NULL;
	if (p->d)
		return NULL;
	if (p->e)
		return NULL;
	if (p->f)
		return NULL;
	if (p->g)
		return NULL;
	if (p->h)
		return NULL;
	return fill_one(q, gfp);
}

void *fill_all(struct queue *q, struct queue *p, gfp_t gfp)
{
	return fill(q, p, gfp);
}

void *ok_poll(struct dev *d, struct queue *q, struct queue *p)
{
	void *page;

	spin_lock_bh(&d->lock);
	page = fill_all(q, p, GFP_ATOMIC);
	spin_unlock_bh(&d->lock);
	return page;
}

void *bad_poll(struct dev *d, struct queue *q, struct queue *p)
{
	void *page;

	spin_lock_bh(&d->lock);
	page = fill_all(q, p, GFP_KERNEL);	/* FINDING sleep-in-atomic */
	spin_unlock_bh(&d->lock);
	return page;
}
