/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * As much of the kernel as the examples need.  Each primitive's contract stands beside it, in the words of
 * <sleepwalk.h>; the real kernel's headers stay as they are, and annotations/ says the same about them.
 */
#ifndef EXAMPLES_KERNEL_H
#define EXAMPLES_KERNEL_H

#include <sleepwalk.h>

#define NULL	((void *)0)
#define EIO	5
#define EBUSY	16

typedef unsigned int gfp_t;
typedef struct { int raw; } spinlock_t;
struct mutex { int owner; };
struct timer_list { void (*function)(struct timer_list *); };

void spin_lock(spinlock_t *lock) __adjusts(preempt, +1);
void spin_unlock(spinlock_t *lock) __adjusts(preempt, -1);
int spin_trylock(spinlock_t *lock) __adjusts_if(nonzero, preempt, +1);
unsigned long _spin_lock_irqsave(spinlock_t *lock) __adjusts(preempt, +1) __adjusts(irq, +1) __saves(irq);
void spin_unlock_irqrestore(spinlock_t *lock, unsigned long flags) __adjusts(preempt, -1) __restores(irq, 2);
#define spin_lock_irqsave(lock, flags)	((flags) = _spin_lock_irqsave(lock))

void local_irq_disable(void) __sets(irq, 1);
void local_irq_enable(void) __sets(irq, 0);
void rcu_read_lock(void) __adjusts(rcu, +1);
void rcu_read_unlock(void) __adjusts(rcu, -1);

void msleep(unsigned int msecs) __sleeps;
void mutex_lock(struct mutex *lock) __sleeps;
void mutex_unlock(struct mutex *lock) __any_context;

#define __GFP_DIRECT_RECLAIM	0x400u
#define GFP_ATOMIC		0x820u
#define GFP_KERNEL		0xcc0u
void *kmalloc(unsigned long size, gfp_t gfp) __sleeps_if(arg 2 & 0x400);
void kfree(const void *p) __any_context;

void timer_setup(struct timer_list *timer, void (*fn)(struct timer_list *), unsigned int flags)
	__enters(2, softirq, 1);

/* The device of all examples. */
struct dev {
	spinlock_t lock;
	struct mutex mutex;
	struct timer_list timer;
	struct dev *next;
	void *buf;
	int state;
};
int dev_ready(struct dev *d) __any_context;
void dev_write(struct dev *d, int value) __any_context;

#endif
