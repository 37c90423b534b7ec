/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guard holds its lock to the end of the scope.
 *
 * What is wrong	the unlock is nowhere in the text: the cleanup attribute calls it when the scope ends.  The
 *			author thought of the early return, which is fine, and forgot that the lock is still held
 *			below.
 * Reported		the call of kmalloc().
 * How to read it	"'kmalloc' may sleep, but preemption is disabled here"; note (1) stands on the guard's line
 *			and names the spin_lock() inside, note (2) says which bit of the flags allows kmalloc() to
 *			sleep.
 * The fix		allocate before the guard, or put the guard into a block of its own that ends before the call.
 */
#include "kernel.h"

struct spinlock_guard { spinlock_t *lock; };

static inline struct spinlock_guard spinlock_enter(spinlock_t *lock)
{
	struct spinlock_guard guard = { .lock = lock };

	spin_lock(lock);
	return guard;
}

static inline void spinlock_leave(struct spinlock_guard *guard)
{
	if (guard->lock)
		spin_unlock(guard->lock);
}

#define guard_spinlock(l)	\
	struct spinlock_guard guard __attribute__((cleanup(spinlock_leave))) = spinlock_enter(l)

int dev_open(struct dev *d)
{
	guard_spinlock(&d->lock);

	if (d->state)
		return -EBUSY;
	d->buf = kmalloc(64, GFP_KERNEL);	/* FINDING sleep-in-atomic */
	d->state = 1;
	return 0;
}
