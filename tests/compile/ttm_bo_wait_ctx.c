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
	struct context c = { .no_wait = 1 }, copy = c;

	spin_lock(&d->lock);
	wait_ctx(&c);
	wait_deep(&c);
	wait_deep(&copy);
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
