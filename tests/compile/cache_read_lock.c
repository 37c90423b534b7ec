// SPDX-License-Identifier: GPL-2.0-or-later
/* A contract that says what is returned: two branches on one key are one test, whichever function makes it. */
#include "kernel.h"

struct key { struct { int counter; } enabled; };
struct cache { spinlock_t lock; int no_sleep; };

_Bool asks(struct key *k, _Bool inverted) __sleepwalk("any context, returns arg 1->enabled.counter != arg 2");

static struct { struct key key; } no_sleep_enabled;

void enable(struct cache *c)
{
	no_sleep_enabled.key.enabled.counter = c->no_sleep;
}

static __attribute__((noinline)) void cache_lock(struct cache *c)
{
	if (asks(&no_sleep_enabled.key, 0) && c->no_sleep)
		spin_lock(&c->lock);
}

static __attribute__((noinline)) void cache_unlock(struct cache *c)
{
	if (asks(&no_sleep_enabled.key, 0) && c->no_sleep)
		spin_unlock(&c->lock);
}

void good(struct cache *c)
{
	cache_lock(c);
	if (!asks(&no_sleep_enabled.key, 0))
		msleep(1);
	cache_unlock(c);
}

void bad(struct cache *c)
{
	cache_lock(c);
	msleep(1);		/* FINDING sleep-in-atomic */
	cache_unlock(c);
}
