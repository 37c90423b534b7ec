/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A pointer in the caller's variable is NULL exactly as long as nothing is locked. */
#include "kernel.h"

spinlock_t *lock_of(struct dev *d) __adjusts_if(nonzero, preempt, +1);

static void relock(struct dev *d, spinlock_t **held)
{
	if (*held) {
		if (probe(d))
			return;
		spin_unlock(*held);
	}
	*held = lock_of(d);
}

static void ok_take_off(struct dev *d, spinlock_t **held)
{
	if (cond()) {
		relock(d, held);
		if (*held)
			d->next = NULL;
	}
}

void ok_one(struct dev *d)
{
	spinlock_t *held = NULL;

	ok_take_off(d, &held);
	if (held)
		spin_unlock(held);
}

void ok_two(struct dev *d, struct dev *other)
{
	spinlock_t *held = NULL;

	ok_take_off(d, &held);
	ok_take_off(other, &held);
	if (held)
		spin_unlock(held);
	msleep(1);
}

void bad_left_held(struct dev *d)
{
	spinlock_t *held = NULL;

	ok_take_off(d, &held);
	if (held && cond())
		spin_unlock(held);
}					/* FINDING imbalance */
