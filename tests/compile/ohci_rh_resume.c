// SPDX-License-Identifier: GPL-2.0-or-later
/* A test of a bit field, which the compiler makes a test of the word that it lies in. */
#include "kernel.h"

struct hub {
	spinlock_t lock;
	unsigned int first:3;
	unsigned int stopped:1;
	unsigned int other:1;
	struct { int count; unsigned int a:1, nonatomic:1; } in;
};

void resume(struct hub *h)
{
	unsigned int stopped = h->stopped;

	h->stopped = 0;
	if (!stopped)
		msleep(20);
}

void ok_irq(struct hub *h)
{
	if (h->stopped) {
		spin_lock(&h->lock);
		resume(h);
		spin_unlock(&h->lock);
	}
}

void bad_irq(struct hub *h)
{
	if (h->other) {
		spin_lock(&h->lock);
		resume(h);	/* FINDING sleep-in-atomic */
		spin_unlock(&h->lock);
	}
}

void bad_opposite(struct hub *h)
{
	if (!h->stopped) {
		spin_lock(&h->lock);
		resume(h);	/* FINDING sleep-in-atomic */
		spin_unlock(&h->lock);
	}
}

void ok_inner(struct hub *h)
{
	if (!h->in.nonatomic)
		spin_lock(&h->lock);
	if (h->in.nonatomic)
		msleep(1);
	if (!h->in.nonatomic)
		spin_unlock(&h->lock);
}

void bad_inner(struct hub *h)
{
	if (!h->in.nonatomic)
		spin_lock(&h->lock);
	if (h->in.a)
		msleep(1);	/* FINDING sleep-in-atomic */
	if (!h->in.nonatomic)
		spin_unlock(&h->lock);
}

void ok_wide(struct hub *h)
{
	if (h->first)
		spin_lock(&h->lock);
	if (!h->first)
		msleep(1);
	if (h->first)
		spin_unlock(&h->lock);
}
