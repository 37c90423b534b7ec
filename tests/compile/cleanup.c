/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Locks that the end of a scope gives back: attribute cleanup, and classes made of it. */
#include "kernel.h"

#define __cleanup(f)	__attribute__((cleanup(f)))

/* A guard is a struct by value; an empty one unlocks nothing. */
#define DEFINE_LOCK_CLASS(name, type, take, give)				\
	struct name##_guard { type *lock; };					\
	static inline struct name##_guard name##_enter(type *l)			\
	{									\
		struct name##_guard guard = { .lock = l }, *_T = &guard;	\
		take(_T->lock);							\
		return guard;							\
	}									\
	static inline void name##_leave(struct name##_guard *_T)		\
	{									\
		if (_T->lock)							\
			give(_T->lock);						\
	}

#define __UNIQUE2(a, b)	a##b
#define __UNIQUE(a, b)	__UNIQUE2(a, b)
#define guard(name, l)								\
	struct name##_guard __UNIQUE(guard_, __LINE__) __cleanup(name##_leave) = name##_enter(l)
#define scoped_guard(name, l)							\
	for (struct name##_guard scope __cleanup(name##_leave) = name##_enter(l),	\
	     *once = (void *)1; scope.lock && once; once = (void *)0)

DEFINE_LOCK_CLASS(spinlock, spinlock_t, spin_lock, spin_unlock)
DEFINE_LOCK_CLASS(spinlock_bh, spinlock_t, spin_lock_bh, spin_unlock_bh)
DEFINE_LOCK_CLASS(mutex, struct mutex, mutex_lock, mutex_unlock)

/* A class without object: RCU. */
struct rcu_guard { void *lock; };

static inline struct rcu_guard rcu_enter(void)
{
	struct rcu_guard guard = { .lock = (void *)1 };

	rcu_read_lock();
	return guard;
}

static inline void rcu_leave(struct rcu_guard *_T)
{
	if (_T->lock)
		rcu_read_unlock();
}

#define guard_rcu()	struct rcu_guard __UNIQUE(guard_, __LINE__) __cleanup(rcu_leave) = rcu_enter()

int bad_guard(struct dev *d)
{
	guard(spinlock, &d->lock);

	msleep(1);				/* FINDING sleep-in-atomic */
	return 0;
}

int bad_guard_with_early_return(struct dev *d)
{
	guard(spinlock, &d->lock);

	if (!probe(d))
		return -EIO;
	mutex_lock(&d->mutex);			/* FINDING sleep-in-atomic */
	mutex_unlock(&d->mutex);
	return 0;
}

void bad_scoped_guard(struct dev *d)
{
	scoped_guard(spinlock, &d->lock)
		msleep(1);			/* FINDING sleep-in-atomic */
}

void bad_guard_bh(struct dev *d)
{
	guard(spinlock_bh, &d->lock);

	d->buf = kmalloc(8, GFP_KERNEL);	/* FINDING sleep-in-atomic */
}

void bad_guard_in_a_loop(struct dev *list)
{
	struct dev *d;

	for (d = list; d; d = d->next) {
		guard(spinlock, &d->lock);

		if (!probe(d))
			continue;
		msleep(1);			/* FINDING sleep-in-atomic */
	}
}

void bad_guard_rcu(void)
{
	guard_rcu();

	msleep(1);				/* FINDING rcu-sleep */
}

void bad_two_guards(struct dev *d)
{
	guard(spinlock, &d->lock);
	guard(mutex, &d->mutex);		/* FINDING sleep-in-atomic */

	use(d);
}

/* The allocation is freed by a cleanup that sleeps, before the lock is given back. */
static void vfree_it(void **p)
{
	vfree(*p);
}

void bad_inner_cleanup_sleeps(struct dev *d)
{
	guard(spinlock, &d->lock);
	void *p __cleanup(vfree_it) = d->buf;	/* FINDING sleep-in-atomic "'vfree_it'" */

	consume(p);
}

int ok_guard(struct dev *d)
{
	guard(spinlock, &d->lock);

	use(d);
	return d->state;
}

int ok_guard_with_early_return(struct dev *d)
{
	guard(spinlock, &d->lock);

	if (!probe(d))
		return -EIO;
	use(d);
	return 0;
}

void ok_after_scoped_guard(struct dev *d)
{
	scoped_guard(spinlock, &d->lock)
		use(d);
	msleep(1);
}

int ok_return_out_of_scoped_guard(struct dev *d)
{
	scoped_guard(spinlock, &d->lock) {
		if (!probe(d))
			return -EIO;
	}
	msleep(1);
	return 0;
}

void ok_after_a_block_with_a_guard(struct dev *d)
{
	{
		guard(spinlock, &d->lock);

		use(d);
	}
	msleep(1);
}

void ok_guard_in_a_loop(struct dev *list)
{
	struct dev *d;

	for (d = list; d; d = d->next) {
		if (!probe(d)) {
			msleep(1);
			continue;
		}
		guard(spinlock, &d->lock);
		use(d);
	}
}

void ok_mutex_guard(struct dev *d)
{
	guard(mutex, &d->mutex);

	msleep(1);
}

void ok_guard_rcu(struct dev *d)
{
	{
		guard_rcu();

		use(d->next);
	}
	synchronize_rcu();
}

void ok_outer_cleanup_sleeps(struct dev *d)
{
	void *p __cleanup(vfree_it) = d->buf;
	guard(spinlock, &d->lock);

	consume(p);
}

/* A cleanup without a class, on the lock's pointer itself. */
static void unlock_it(spinlock_t **lock)
{
	spin_unlock(*lock);
}

int bad_plain_cleanup(struct dev *d)
{
	spinlock_t *held __cleanup(unlock_it) = &d->lock;

	spin_lock(held);
	if (!probe(d))
		return -EIO;
	msleep(1);				/* FINDING sleep-in-atomic */
	return 0;
}

int ok_plain_cleanup(struct dev *d)
{
	spinlock_t *held __cleanup(unlock_it) = &d->lock;

	spin_lock(held);
	if (!probe(d))
		return -EIO;
	return 0;
}
