// SPDX-License-Identifier: GPL-2.0-or-later
/* A struct that is set to zeros: each of its fields is zero until it is written. */
#include "kernel.h"

struct context { int no_wait; int interruptible; struct { int deep; } inner; };

static __attribute__((noinline)) void wait_ctx(struct context *c)
{
	if (!c->no_wait)
		msleep(1);
}

static __attribute__((noinline)) void wait_deep(struct context *c)
{
	if (c->inner.deep)
		msleep(1);
}

void fill(struct context *c);

void bad_wait(struct dev *d)
{
	struct context c = { };

	spin_lock(&d->lock);
	wait_ctx(&c);		/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void bad_wait_memset(struct dev *d)
{
	struct context c;

	__builtin_memset(&c, 0, sizeof c);
	c.interruptible = 1;
	spin_lock(&d->lock);
	wait_ctx(&c);		/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void no_wait(struct dev *d)
{
	struct context c = { .no_wait = 1 };

	spin_lock(&d->lock);
	wait_ctx(&c);
	wait_deep(&c);
	spin_unlock(&d->lock);
}

void joined(struct dev *d, int deep)
{
	struct context c = { };

	if (deep)
		c.interruptible = 1;
	else
		__builtin_memset(&c, 0, sizeof c);
	spin_lock(&d->lock);
	wait_deep(&c);
	spin_unlock(&d->lock);
}

/* somebody else wrote it since */
void filled(struct dev *d)
{
	struct context c = { };

	fill(&c);
	spin_lock(&d->lock);
	wait_ctx(&c);		/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

/* who has a contract and no body may write what it is given */
void read_values(struct context *c) __any_context;

void read_in(struct dev *d)
{
	struct context c = { };

	read_values(&c);
	if (c.no_wait)
		return;
	spin_lock(&d->lock);
	wait_ctx(&c);		/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void not_if_read(struct dev *d)
{
	struct context c = { };

	read_values(&c);
	if (!c.no_wait)
		return;
	spin_lock(&d->lock);
	wait_ctx(&c);
	msleep(1);		/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

/* a copy is no variable that was set to zeros, and what was written in part before may be anything there */
struct outer { struct { int x; } part; int rest; };

void init_part(void *part);

void copied(struct dev *d)
{
	struct outer v = { }, w;

	init_part(&v.part);
	w = v;
	spin_lock(&d->lock);
	if (w.part.x)
		msleep(1);	/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

/* what is read below an address is no part of the place that the address was read from */
struct node { struct node *next; };

void cut(struct dev *d, struct node *p)
{
	struct node *q = p->next;

	*q = (struct node){ };
	spin_lock(&d->lock);
	if (p->next)
		msleep(1);	/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

/* members of a union share their memory, and elements are reached in more ways than one */
union reg { unsigned raw; struct { unsigned en : 1; } b; };

void in_union(struct dev *d, unsigned raw)
{
	union reg r = { };

	r.raw = raw;
	spin_lock(&d->lock);
	if (r.b.en)
		msleep(1);	/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void in_array(struct dev *d, int i, int value)
{
	struct { int a[4]; } v = { };
	int *p = &v.a[i];

	*p = value;
	spin_lock(&d->lock);
	if (v.a[0])
		msleep(1);	/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}
