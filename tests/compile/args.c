/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sleeps that hang on an argument: gfp flags, and parameters that say what is allowed. */
#include "kernel.h"

void bad_constant_in_a_variable(struct dev *d)
{
	gfp_t gfp = GFP_KERNEL;

	spin_lock(&d->lock);
	d->buf = kmalloc(8, gfp);		/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void ok_constant_in_a_variable(struct dev *d)
{
	gfp_t gfp = GFP_NOWAIT;

	spin_lock(&d->lock);
	d->buf = kmalloc(8, gfp);
	spin_unlock(&d->lock);
}

void bad_or_adds_reclaim(struct dev *d, gfp_t gfp)
{
	spin_lock(&d->lock);
	d->buf = kmalloc(8, gfp | GFP_KERNEL);	/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void ok_and_not_takes_it_away(struct dev *d, gfp_t gfp)
{
	spin_lock(&d->lock);
	d->buf = kmalloc(8, gfp & ~__GFP_DIRECT_RECLAIM);
	spin_unlock(&d->lock);
}

void ok_mask_of_other_bits(struct dev *d, gfp_t gfp)
{
	spin_lock(&d->lock);
	d->buf = kmalloc(8, (gfp & __GFP_ZERO) | GFP_ATOMIC);
	spin_unlock(&d->lock);
}

void bad_ternary_of_two_sleeping(struct dev *d)
{
	spin_lock(&d->lock);
	d->buf = kmalloc(8, cond() ? GFP_KERNEL : GFP_NOIO);	/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void ok_ternary_of_two_atomic(struct dev *d)
{
	spin_lock(&d->lock);
	d->buf = kmalloc(8, cond() ? GFP_ATOMIC : GFP_NOWAIT);
	spin_unlock(&d->lock);
}

static void *my_alloc(gfp_t gfp)
{
	return kmalloc(8, gfp | __GFP_ZERO);
}

void bad_through_a_wrapper(struct dev *d)
{
	spin_lock(&d->lock);
	d->buf = my_alloc(GFP_KERNEL);		/* FINDING sleep-in-atomic "'my_alloc'" */
	spin_unlock(&d->lock);
}

void ok_through_a_wrapper(struct dev *d)
{
	spin_lock(&d->lock);
	d->buf = my_alloc(GFP_ATOMIC);
	spin_unlock(&d->lock);
	d->buf = my_alloc(GFP_KERNEL);
}

static void *inner_alloc(void *cache, gfp_t gfp)
{
	return kmem_cache_alloc(cache, gfp);
}

static void *outer_alloc(gfp_t gfp, struct dev *d)
{
	return inner_alloc(d->buf, gfp);
}

void bad_through_two_wrappers(struct dev *d)
{
	spin_lock(&d->lock);
	consume(outer_alloc(GFP_NOIO, d));	/* FINDING sleep-in-atomic "'outer_alloc'" */
	spin_unlock(&d->lock);
}

void ok_through_two_wrappers(struct dev *d)
{
	spin_lock(&d->lock);
	consume(outer_alloc(GFP_ATOMIC, d));
	spin_unlock(&d->lock);
}

static void *alloc_in(bool atomic)
{
	return kmalloc(8, atomic ? GFP_ATOMIC : GFP_KERNEL);
}

void bad_not_told_that_it_is_atomic(struct dev *d)
{
	spin_lock(&d->lock);
	d->buf = alloc_in(false);		/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void ok_told_that_it_is_atomic(struct dev *d)
{
	spin_lock(&d->lock);
	d->buf = alloc_in(true);
	spin_unlock(&d->lock);
	d->buf = alloc_in(false);
}

static void free_dev(struct dev *d, bool can_sleep)
{
	if (can_sleep)
		vfree(d->buf);
	else
		kfree(d->buf);
}

void bad_said_it_can_sleep(struct dev *d)
{
	spin_lock(&d->lock);
	free_dev(d, true);			/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void ok_said_it_cannot_sleep(struct dev *d)
{
	spin_lock(&d->lock);
	free_dev(d, false);
	spin_unlock(&d->lock);
	free_dev(d, true);
}

/* gfpflags_allow_blocking() */
static inline bool may_block(gfp_t gfp)
{
	return !!(gfp & __GFP_DIRECT_RECLAIM);
}

static void reclaim(struct dev *d, gfp_t gfp)
{
	if (may_block(gfp))
		msleep(1);
	use(d);
}

void bad_test_in_a_helper(struct dev *d)
{
	spin_lock(&d->lock);
	reclaim(d, GFP_KERNEL);			/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void ok_test_in_a_helper(struct dev *d)
{
	spin_lock(&d->lock);
	reclaim(d, GFP_ATOMIC);
	spin_unlock(&d->lock);
	reclaim(d, GFP_KERNEL);
}

static void notify(struct dev *d, struct completion *x)
{
	use(d);
	if (x)
		wait_for_completion(x);
}

void bad_pointer_given(struct dev *d)
{
	struct completion x = { 0 };

	spin_lock(&d->lock);
	notify(d, &x);				/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void ok_null_given(struct dev *d)
{
	spin_lock(&d->lock);
	notify(d, NULL);
	spin_unlock(&d->lock);
}

static void set_mode(struct dev *d, int mode)
{
	if (mode == 2)
		mutex_lock(&d->mutex);
	d->state = mode;
	if (mode == 2)
		mutex_unlock(&d->mutex);
}

void bad_the_mode_that_sleeps(struct dev *d)
{
	spin_lock(&d->lock);
	set_mode(d, 2);				/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void ok_another_mode(struct dev *d)
{
	spin_lock(&d->lock);
	set_mode(d, 1);
	spin_unlock(&d->lock);
}

/* The caller's branch settles it. */
void ok_settled_by_a_branch(struct dev *d, gfp_t gfp)
{
	if (gfp & __GFP_DIRECT_RECLAIM)
		return;
	spin_lock(&d->lock);
	d->buf = kmalloc(8, gfp);
	spin_unlock(&d->lock);
}

void bad_settled_by_a_branch(struct dev *d, gfp_t gfp)
{
	if (!(gfp & __GFP_DIRECT_RECLAIM))
		return;
	spin_lock(&d->lock);
	d->buf = kmalloc(8, gfp);		/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

/* Nobody settles it. */
void ok_unless_asked_for_the_possible(struct dev *d, gfp_t gfp)
{
	spin_lock(&d->lock);
	d->buf = kmalloc(8, gfp);		/* POSSIBLE sleep-in-atomic */
	spin_unlock(&d->lock);
}

static void add_locked(struct dev *d, gfp_t gfp)
{
	spin_lock(&d->lock);
	d->buf = kmalloc(8, gfp);		/* POSSIBLE sleep-in-atomic */
	spin_unlock(&d->lock);
}

/* Here somebody does: the argument that makes it wrong is this one. */
void bad_argument_for_a_callee_with_a_lock(struct dev *d)
{
	add_locked(d, GFP_KERNEL);		/* FINDING sleep-in-atomic "where it is called" */
}

static void lock_unless(struct dev *d, bool locked)
{
	if (!locked)
		spin_lock(&d->lock);
}

static void unlock_unless(struct dev *d, bool locked)
{
	if (!locked)
		spin_unlock(&d->lock);
}

void bad_lock_by_argument(struct dev *d)
{
	lock_unless(d, false);
	msleep(1);				/* FINDING sleep-in-atomic */
	unlock_unless(d, false);
}

void ok_lock_by_argument(struct dev *d, bool locked)
{
	lock_unless(d, locked);
	use(d);
	unlock_unless(d, locked);
}

void ok_not_locked_by_argument(struct dev *d)
{
	lock_unless(d, true);
	msleep(1);
	unlock_unless(d, true);
}

/* What is read from memory and passed on is the caller's choice as much as an argument. */
static void fill(struct dev *d, gfp_t gfp)
{
	spin_lock(&d->lock);
	d->buf = kmalloc(8, gfp);		/* POSSIBLE sleep-in-atomic */
	spin_unlock(&d->lock);
}

void flags_from_memory(struct dev *d)
{
	fill(d, d->flags);			/* POSSIBLE sleep-in-atomic */
}
