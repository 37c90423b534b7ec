/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A configuration that is set to zeros, with parts that have more names than one: of those nothing is known. */
#include "kernel.h"

union address { unsigned char bytes[16]; unsigned int words[4]; };
struct config {
	union address dst;
	unsigned int flags;
	int *metrics;
	union { int metric; int weight; };
	struct { int family; int table[4]; } info;
};

static int route_add(struct config *cfg)
{
	if (cfg->metrics)
		msleep(1);
	if (cfg->info.family)
		msleep(2);
	return 0;
}

int ok_plain_fields_are_zero(spinlock_t *lock)
{
	struct config cfg = { .flags = 1 };

	cfg.metric = 5;
	spin_lock(lock);
	route_add(&cfg);
	spin_unlock(lock);
	return 0;
}

static int slow_if_weighted(struct config *cfg)
{
	if (cfg->weight)
		msleep(1);
	return 0;
}

int bad_members_of_a_union_are_not(spinlock_t *lock)
{
	struct config cfg = { .flags = 1 };

	cfg.metric = 5;
	spin_lock(lock);
	slow_if_weighted(&cfg); /* FINDING sleep-in-atomic "slow_if_weighted" */
	spin_unlock(lock);
	return 0;
}

static int slow_if_tabled(struct config *cfg)
{
	if (cfg->info.table[1])
		msleep(1);
	return 0;
}

int bad_elements_are_not(spinlock_t *lock, int i)
{
	struct config cfg = { .flags = 1 };

	cfg.info.table[i] = 5;
	spin_lock(lock);
	slow_if_tabled(&cfg); /* FINDING sleep-in-atomic "slow_if_tabled" */
	spin_unlock(lock);
	return 0;
}

struct pair { int first, second; };
struct request { struct pair pair; struct { int family; int table[4]; } info; };

static int slow_if_second(struct request *r)
{
	if (r->pair.second)
		msleep(1);
	return 0;
}

/* a part is written as something else */
int bad_copied_part(spinlock_t *lock, const struct pair *from)
{
	struct request r = { .info.family = 1 };

	__builtin_memcpy(&r.pair, from, sizeof r.pair);
	spin_lock(lock);
	slow_if_second(&r); /* FINDING sleep-in-atomic "slow_if_second" */
	spin_unlock(lock);
	return 0;
}
