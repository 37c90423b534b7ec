/* SPDX-License-Identifier: GPL-2.0-or-later */
/* flags: -O0 */
/* Without optimisation a cleanup stands once, and a switch behind it goes on to where each path was heading. */
#include "kernel.h"

struct guard { spinlock_t *lock; };

static struct guard enter(spinlock_t *lock)
{
	struct guard guard = { .lock = lock };

	spin_lock(lock);
	return guard;
}

static void leave(struct guard *guard)
{
	if (guard->lock)
		spin_unlock(guard->lock);
}

#define guard(l)	struct guard guard __attribute__((cleanup(leave))) = enter(l)

int bad_guard(struct dev *d)
{
	guard(&d->lock);

	if (!probe(d))
		return -EIO;
	if (!probe(d->next))
		return -EINVAL;
	msleep(1);				/* FINDING sleep-in-atomic */
	return 0;
}

int ok_guard(struct dev *d)
{
	guard(&d->lock);

	if (!probe(d))
		return -EIO;
	if (!probe(d->next))
		return -EINVAL;
	use(d);
	return 0;
}

void ok_guard_in_a_loop(struct dev *list)
{
	struct dev *d;

	for (d = list; d; d = d->next) {
		{
			guard(&d->lock);

			if (!probe(d))
				continue;
			if (d->state)
				break;
		}
		msleep(1);
	}
	msleep(1);
}
