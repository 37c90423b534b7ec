/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fs/namei.c: one flag of the walk becomes another of the permission check, which compilers do by a shift. */
#include "kernel.h"

#define WALK_RCU 0x40u
#define NOT_BLOCK 0x80u

static int permission(struct dev *d, unsigned int mask)
{
	if (mask & NOT_BLOCK)
		return probe(d);
	mutex_lock(&d->mutex);
	mutex_unlock(&d->mutex);
	return 0;
}

static int may_lookup(struct dev *d, unsigned int more)
{
	return permission(d, (d->flags & WALK_RCU ? NOT_BLOCK : 0) | more);
}

int ok_walk(struct dev *d)
{
	int err;

	if (!(d->flags & WALK_RCU))
		return may_lookup(d, 1);
	rcu_read_lock();
	err = may_lookup(d, 1);
	rcu_read_unlock();
	return err;
}

int bad_walk(struct dev *d)
{
	int err;

	if (d->flags & WALK_RCU)
		return may_lookup(d, 1);
	rcu_read_lock();
	err = may_lookup(d, 1);			/* FINDING rcu-sleep "may_lookup" */
	rcu_read_unlock();
	return err;
}

/* The other way round: a bit is moved down. */
static int permission_low(struct dev *d, unsigned int mask)
{
	if (mask & 1)
		return probe(d);
	mutex_lock(&d->mutex);
	mutex_unlock(&d->mutex);
	return 0;
}

int ok_low(struct dev *d)
{
	int err;

	if (!(d->flags & WALK_RCU))
		return 0;
	rcu_read_lock();
	err = permission_low(d, (d->flags >> 6) & 1);
	rcu_read_unlock();
	return err;
}
