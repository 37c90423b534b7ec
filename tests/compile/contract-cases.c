/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A declared contract of several cases is held against the body case by case, each counter, in both directions. */
#include "kernel.h"

/* what it does to the counters */

int __adjusts_if(nonzero, preempt, +1) bad_effect_where_zero(struct dev *d)
{
	spin_lock(&d->lock);
	return 0;			/* FINDING contract "preempt" */
}

int __adjusts_if(nonzero, preempt, +1) bad_two_when_nonzero(struct dev *d)
{
	spin_lock(&d->lock);
	spin_lock(&d->tx_lock);
	return 1;			/* FINDING contract "preempt" */
}

int __adjusts_if(nonzero, preempt, +1) bad_nonzero_without(struct dev *d)
{
	if (cond())
		return 1;		/* FINDING contract "preempt" */
	return spin_trylock(&d->lock);
}

int __adjusts_if(nonzero, preempt, +1) bad_always(struct dev *d)
{
	spin_lock(&d->lock);
	return cond();			/* POSSIBLE contract "preempt" */
}

int __adjusts_if(nonzero, preempt, +1) bad_never(struct dev *d)
{
	return cond();			/* POSSIBLE contract "preempt" */
}

int __adjusts_if(nonzero, preempt, +1) bad_softirq_too(struct dev *d)
{
	if (spin_trylock(&d->lock)) {
		local_bh_disable();
		return 1;		/* FINDING contract "softirq" */
	}
	return 0;
}

int __adjusts_if(nonzero, preempt, +1) bad_other_counter_when_zero(struct dev *d)
{
	if (spin_trylock(&d->lock))
		return 1;
	rcu_read_lock();
	return 0;			/* FINDING contract "rcu" */
}

int __adjusts_if(negative, preempt, +1) bad_negative(struct dev *d)
{
	spin_lock(&d->lock);
	if (cond())
		return 0;
	spin_unlock(&d->lock);
	return -EIO;			/* FINDING contract "preempt" */
}

int __adjusts_if(negative, preempt, +1) ok_negative(struct dev *d)
{
	spin_lock(&d->lock);
	if (cond())
		return -EIO;
	spin_unlock(&d->lock);
	return 0;
}

void __adjusts_if(arg 2, preempt, +1) bad_by_arg(struct dev *d, int how)
{
	if (!how)
		spin_lock(&d->lock);
}					/* FINDING contract "preempt" */

void __adjusts_if(arg 2, preempt, +1) ok_by_arg(struct dev *d, int how)
{
	if (how)
		spin_lock(&d->lock);
}

void __adjusts_if(arg 2, preempt, +1) bad_by_arg_always(struct dev *d, int how)
{
	spin_lock(&d->lock);
}					/* FINDING contract "preempt" */

void __adjusts_if(arg 2, preempt, +1) bad_by_arg_never(struct dev *d, int how)
{
	use(d);
}					/* FINDING contract "preempt" */

void __adjusts_if(arg 2 & 1, preempt, +1) bad_by_other_mask(struct dev *d, int how)
{
	if (how & 2)
		spin_lock(&d->lock);
}					/* POSSIBLE contract "preempt" */

void __adjusts_if(arg 1->flags & 1, preempt, +1) ok_by_mem(struct dev *d)
{
	if (d->flags & 1)
		spin_lock(&d->lock);
}

void __adjusts_if(arg 1->flags & 1, preempt, +1) bad_by_mem(struct dev *d)
{
	if (!(d->flags & 1))
		spin_lock(&d->lock);
}					/* FINDING contract "preempt" */

void *bad_error(struct dev *d) __adjusts_if(error, preempt, +1);
void *bad_error(struct dev *d)
{
	spin_lock(&d->lock);
	if (cond())
		return ERR_PTR(-EIO);
	return NULL;			/* FINDING contract "preempt" */
}

int __adjusts_if(nonzero, preempt, +1) __adjusts_if(zero, preempt, -1) bad_both(struct dev *d)
{
	if (cond()) {
		spin_unlock(&d->lock);
		return 1;
	}
	spin_lock(&d->lock);
	return 0;			/* FINDING contract "preempt" */
}

int __adjusts_if(nonzero, preempt, +1) __adjusts_if(zero, softirq, +1) bad_cross(struct dev *d)
{
	if (cond()) {
		local_bh_disable();
		return 1;
	}
	spin_lock(&d->lock);
	return 0;			/* FINDING contract "preempt" */
}

int __sleepwalk("set irq 1 if nonzero") bad_set_case(struct dev *d)
{
	if (cond()) {
		local_irq_enable();
		return 1;		/* FINDING contract "irq" */
	}
	return 0;
}

int __sets(irq, 1) bad_set_identity(struct dev *d)
{
	use(d);
	return 0;			/* FINDING contract "irq" */
}

int __adjusts(irq, +1) bad_adjust_set(struct dev *d)
{
	local_irq_disable();
	return 0;			/* POSSIBLE contract "irq" */
}

unsigned long __adjusts(irq, +1) __saves(irq) ok_save(void)
{
	unsigned long f;

	local_irq_save(f);
	return f;
}

unsigned long __adjusts(irq, +1) __saves(irq) bad_save(void)
{
	unsigned long f;

	local_irq_save(f);
	return 0;			/* FINDING contract */
}

void __restores(irq, 1) ok_restore(unsigned long f)
{
	local_irq_restore(f);
}

void __restores(irq, 1) bad_restore(unsigned long f)
{
	cond();
}					/* FINDING contract "irq" */

void __restores(irq, 1) bad_restore_lock(unsigned long f)
{
	preempt_disable();
	local_irq_restore(f);
}					/* FINDING contract "preempt" */

void __restores(irq, 2) __adjusts(preempt, -1) ok_unlock_irqrestore(spinlock_t *l, unsigned long g)
{
	spin_unlock_irqrestore(l, g);
}

/* what it expects */

void *bad_stronger_mask(gfp_t g) __sleeps_if(arg 1 & 0x400);
void *bad_stronger_mask(gfp_t g)
{
	if (g & 0xc00)
		msleep(1);		/* POSSIBLE contract */
	return NULL;
}

void *bad_sleeps_always(gfp_t g) __sleeps_if(arg 1 & 0x400);
void *bad_sleeps_always(gfp_t g)
{
	msleep(1);			/* FINDING contract */
	return NULL;
}

void *bad_sleeps_open(gfp_t g) __sleeps_if(arg 1 & 0x400);
void *bad_sleeps_open(gfp_t g)
{
	if (cond())
		msleep(1);		/* FINDING contract */
	return NULL;
}

void *bad_sleeps_in_opposite(gfp_t g) __sleeps_if(arg 1 & 0x400);
void *bad_sleeps_in_opposite(gfp_t g)
{
	if (!(g & 0x400))
		msleep(1);		/* POSSIBLE contract */
	return NULL;
}

void *bad_sleeps_on_other_arg(gfp_t g, int x) __sleeps_if(arg 1 & 0x400);
void *bad_sleeps_on_other_arg(gfp_t g, int x)
{
	if (x)
		msleep(1);		/* POSSIBLE contract */
	return NULL;
}

void *ok_weaker(gfp_t g) __sleeps_if(arg 1 & 0xc00);
void *ok_weaker(gfp_t g)
{
	if (g & 0x400)
		msleep(1);
	return NULL;
}

void *ok_narrower(gfp_t g, int x) __sleeps_if(arg 1 & 0x400);
void *ok_narrower(gfp_t g, int x)
{
	if (g & 0x400 && x)
		msleep(1);
	return NULL;
}

void bad_two_guards(gfp_t g, int x) __sleeps_if(arg 1 & 0x400 and arg 2);
void bad_two_guards(gfp_t g, int x)
{
	if (g & 0x400)
		msleep(1);		/* POSSIBLE contract */
}

void ok_two_guards(gfp_t g, int x) __sleeps_if(arg 1 & 0x400) __sleeps_if(arg 2);
void ok_two_guards(gfp_t g, int x)
{
	if (g & 0x400)
		msleep(1);
	if (x)
		msleep(2);
}

void bad_range(int x) __sleeps_if(arg 1 > 3);
void bad_range(int x)
{
	if (x > 2)
		msleep(1);		/* POSSIBLE contract */
}

void bad_mem_guard(struct dev *d) __sleeps_if(arg 1->flags & 4);
void bad_mem_guard(struct dev *d)
{
	if (d->flags & 12)
		msleep(1);		/* POSSIBLE contract */
}

void bad_mem_guard_any(struct dev *d) __sleeps_if(arg 1->flags & 4);
void bad_mem_guard_any(struct dev *d)
{
	msleep(1);			/* FINDING contract */
}

void bad_any_guarded(int x) __any_context;
void bad_any_guarded(int x)
{
	if (x)
		msleep(1);		/* POSSIBLE contract */
}

void ok_two_cases(int x) __sleeps_if(arg 1 == 1) __sleeps_if(arg 1 == 8);
void ok_two_cases(int x)
{
	if (x == 1)
		msleep(1);
	else if (x == 8)
		msleep(1);
}

void bad_three_cases(int x) __sleeps_if(arg 1 == 1) __sleeps_if(arg 1 == 8);
void bad_three_cases(int x)
{
	if (x == 1 || x == 8 || x == 20)
		msleep(1);		/* POSSIBLE contract */
}

void ok_both_cases(int x) __sleeps_if(arg 1) __sleeps_if(!arg 1);
void ok_both_cases(int x)
{
	msleep(1);
}

void bad_expect_guard(int x) __sleepwalk("expect preempt 1.. if arg 1");
void bad_expect_guard(int x)
{
	if (!x) {
		preempt_enable();		/* POSSIBLE underflow */
		preempt_disable();
	}
}

void ok_expect_guard(int x) __sleepwalk("expect preempt 1.. if arg 1");
void ok_expect_guard(int x)
{
	if (x) {
		preempt_enable();
		preempt_disable();
	}
}

unsigned long __adjusts(irq, +1) __saves(irq) bad_save_lost(struct dev *d)
{
	unsigned long f;

	local_irq_save(f);
	d->state = (int)f;
	return d->flags;		/* POSSIBLE contract */
}

void __restores(irq, 1) ok_restore_by_hand(unsigned long f)
{
	if (f & 0x200)
		local_irq_enable();
}

int __sleepwalk("set irq 1 if nonzero") ok_set_case(struct dev *d)
{
	if (cond()) {
		local_irq_disable();
		return 1;
	}
	return 0;
}

int __adjusts(preempt, +1) ok_irqs_off_and_on_again(struct dev *d)
{
	local_irq_disable();
	use(d);
	local_irq_enable();
	spin_lock(&d->lock);
	return 0;
}

int __adjusts(preempt, +1) bad_irqs_off_as_well(struct dev *d)
{
	local_irq_disable();
	spin_lock(&d->lock);
	return 0;			/* FINDING contract "irq" */
}

/* slots */

struct lock_ops {
	void (*lock)(struct dev *d, int how) __adjusts_if(arg 2, preempt, +1);
	int (*try)(struct dev *d) __adjusts_if(nonzero, preempt, +1);
	void (*get)(gfp_t g) __sleeps_if(arg 1 & 0x400);
	void (*irq)(unsigned long f) __restores(irq, 1);
};

static void lock_if(struct dev *d, int how)
{
	if (how)
		spin_lock(&d->lock);
}

static void lock_unless(struct dev *d, int how)
{
	if (!how)
		spin_lock(&d->lock);
}

static int try(struct dev *d)
{
	return spin_trylock(&d->lock);
}

static int lock_and_zero(struct dev *d)
{
	spin_lock(&d->lock);
	return 0;
}

static int zero_if_locked(struct dev *d)
{
	if (spin_trylock(&d->lock))
		return 0;
	return -EBUSY;
}

static void get_by_flag(gfp_t g)
{
	kmalloc(8, g);
}

static void get_by_flags(gfp_t g)
{
	if (g & 0xc00)
		msleep(1);
}

static void get_always(gfp_t g)
{
	msleep(1);
}

static void irq_back(unsigned long f)
{
	local_irq_restore(f);
}

const struct lock_ops ok_ops = {
	.lock = lock_if,
	.try = try,
	.get = get_by_flag,
	.irq = irq_back,
};

const struct lock_ops bad_opposite = {
	.lock = lock_unless,		/* FINDING slot-contract "preempt" */
	.try = lock_and_zero,		/* FINDING slot-contract "preempt" */
	.get = get_by_flags,		/* POSSIBLE slot-contract */
};

const struct lock_ops bad_others = {
	.try = zero_if_locked,		/* FINDING slot-contract "preempt" */
	.get = get_always,		/* FINDING slot-contract */
};
