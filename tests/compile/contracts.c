/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a function declares is held against its body, and what it expects against its callers. */
#include "kernel.h"

/* the body */

int __adjusts(preempt, +1) bad_lock_forgotten(struct dev *d)
{
	use(d);
	return 0;				/* FINDING contract */
}

int __adjusts(preempt, +1) bad_lock_not_on_every_path(struct dev *d)
{
	if (!probe(d))
		return -EIO;			/* FINDING contract */
	spin_lock(&d->lock);
	return 0;
}

int __adjusts(preempt, +1) bad_two_locks_for_one(struct dev *d)
{
	spin_lock(&d->lock);
	spin_lock(&d->tx_lock);
	return 0;				/* FINDING contract */
}

int __adjusts(preempt, -1) bad_lock_for_unlock(struct dev *d)
{
	spin_lock(&d->lock);
	return 0;				/* FINDING contract */
}

int __adjusts(softirq, +1) bad_other_counter(struct dev *d)
{
	spin_lock(&d->lock);
	return 0;				/* FINDING contract */
}

int __adjusts_if(nonzero, preempt, +1) bad_trylock_fails_with_nonzero(struct dev *d)
{
	if (!spin_trylock(&d->lock))
		return -EBUSY;			/* FINDING contract */
	return 1;
}

int __sets(irq, 1) bad_irqs_left_on(struct dev *d)
{
	spin_lock_irq(&d->lock);
	spin_unlock_irq(&d->lock);
	return 0;				/* FINDING contract */
}

void __any_context bad_any_context_that_sleeps(struct dev *d)
{
	use(d);
	msleep(1);				/* FINDING contract "'msleep'" */
}

static void settle(void)
{
	schedule();
}

void __any_context bad_any_context_through_a_helper(struct dev *d)
{
	if (!probe(d))
		settle();			/* FINDING contract "'settle'" */
}

void __atomic_only bad_atomic_that_sleeps(struct dev *d)
{
	use(d);
	mutex_lock(&d->mutex);			/* FINDING contract */
	mutex_unlock(&d->mutex);
}

void __expects(preempt, 1, max) bad_sleeps_with_the_callers_lock(struct dev *d)
{
	msleep(1);				/* FINDING contract */
	use(d);
}

/* With two locks held by the caller one would still be held here. */
void __expects(preempt, 1, 2) bad_sleeps_with_the_second_lock(struct dev *d)
{
	spin_unlock(&d->lock);
	msleep(1);				/* FINDING contract */
	spin_lock(&d->lock);
}

void *bad_sleeps_on_any_flags(gfp_t gfp) __sleeps_if(arg 1 & 0x400);
void *bad_sleeps_on_any_flags(gfp_t gfp)
{
	return kmalloc(8, gfp | GFP_KERNEL);	/* FINDING contract */
}

int __adjusts(preempt, +1) ok_lock(struct dev *d)
{
	spin_lock(&d->lock);
	return 0;
}

int __adjusts(preempt, 1) ok_lock_spelt_without_plus(struct dev *d)
{
	spin_lock(&d->lock);
	return 0;
}

int __adjusts(preempt, -1) ok_unlock(struct dev *d)
{
	spin_unlock(&d->lock);
	return 0;
}

int __adjusts(preempt, +1) __adjusts(softirq, +1) ok_two_clauses(struct dev *d)
{
	spin_lock_bh(&d->lock);
	return 0;
}

int __adjusts_if(nonzero, preempt, +1) ok_trylock(struct dev *d)
{
	return spin_trylock(&d->lock);
}

int __adjusts_if(zero, preempt, +1) ok_zero_is_success(struct dev *d)
{
	if (!spin_trylock(&d->lock))
		return -EBUSY;
	return 0;
}

void *ok_null_means_locked(struct dev *d) __adjusts_if(zero, preempt, +1);
void *ok_null_means_locked(struct dev *d)
{
	if (probe(d))
		return d;
	spin_lock(&d->lock);
	return NULL;
}

void __any_context ok_any_context(struct dev *d)
{
	spin_lock(&d->lock);
	d->buf = kmalloc(8, GFP_ATOMIC);
	spin_unlock(&d->lock);
}

void __atomic_only ok_atomic(struct dev *d)
{
	use(d);
}

void __task_context ok_task_context_may_sleep(struct dev *d)
{
	mutex_lock(&d->mutex);
	mutex_unlock(&d->mutex);
}

void __expects(preempt, 1, 1) ok_drops_the_callers_only_lock(struct dev *d)
{
	spin_unlock(&d->lock);
	msleep(1);
	spin_lock(&d->lock);
}

/* It need not sleep today. */
void __sleeps ok_declared_but_does_not_sleep(struct dev *d)
{
	use(d);
}

__sleeps_if(arg 1 & 0x400) void *ok_sleeps_as_declared(gfp_t gfp)
{
	return kmalloc(8, gfp);
}

void __any_context __trusted("only after the last user is gone") ok_trusted(struct dev *d)
{
	if (d->state)
		vfree(d->buf);
}

/* the callers */

extern void my_wait(struct dev *d) __sleeps;
extern void my_lock(struct dev *d) __adjusts(preempt, +1);
extern void my_unlock(struct dev *d) __adjusts(preempt, -1);
extern int my_trylock(struct dev *d) __adjusts_if(nonzero, preempt, +1);
extern int my_get(struct dev *d) __adjusts_if(zero, preempt, +1);
extern void my_ioctl(struct dev *d) __task_context;
extern void my_locked(struct dev *d) __expects(preempt, 1, max);
extern void my_swap(struct dev *d) __expects(preempt, 1, 1);
extern void my_unlocked(struct dev *d) __expects(preempt, 0, 0);
extern void my_irq_part(struct dev *d) __atomic_only;
extern void my_shutdown(struct dev *d, int how) __sleeps_if(arg 2 == 3);

void bad_calls_what_sleeps(struct dev *d)
{
	my_lock(d);				/* NOTE "preempt becomes 1" */
	my_wait(d);				/* FINDING sleep-in-atomic "'my_wait'" */
	my_unlock(d);
}

void bad_calls_what_wants_a_task(struct dev *d)
{
	spin_lock(&d->lock);
	my_ioctl(d);				/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void bad_calls_what_expects_zero(struct dev *d)
{
	spin_lock(&d->lock);
	my_unlocked(d);				/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void bad_trylock_by_contract(struct dev *d)
{
	if (my_trylock(d)) {
		msleep(1);			/* FINDING sleep-in-atomic */
		my_unlock(d);
	}
}

void bad_get_by_contract(struct dev *d)
{
	if (my_get(d))
		return;
	msleep(1);				/* FINDING sleep-in-atomic */
	my_unlock(d);
}

void bad_argument_by_contract(struct dev *d)
{
	spin_lock(&d->lock);
	my_shutdown(d, 3);			/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void bad_more_locks_than_expected(struct dev *d)
{
	spin_lock(&d->lock);
	spin_lock(&d->tx_lock);
	my_swap(d);				/* FINDING sleep-in-atomic */
	spin_unlock(&d->tx_lock);
	spin_unlock(&d->lock);
}

void __task_context bad_lock_not_held(struct dev *d)
{
	my_locked(d);				/* FINDING contract "'my_locked'" */
}

void __task_context bad_not_atomic(struct dev *d)
{
	my_irq_part(d);				/* FINDING contract "'my_irq_part'" */
}

void ok_calls_by_contract(struct dev *d)
{
	my_wait(d);
	my_unlocked(d);
	my_lock(d);
	my_locked(d);
	my_irq_part(d);
	my_swap(d);
	my_shutdown(d, 2);
	my_unlock(d);
	my_ioctl(d);
	my_shutdown(d, 3);
}

/* The caller of this one may hold the lock. */
void ok_passes_the_expectation_on(struct dev *d)
{
	my_locked(d);
}

void ok_get_by_contract(struct dev *d)
{
	if (my_get(d) == 0)
		my_unlock(d);
	my_wait(d);
}

void ok_trusted_callee(struct dev *d)
{
	spin_lock(&d->lock);
	ok_trusted(d);
	spin_unlock(&d->lock);
}
