/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A model of the kernel's primitives for the tests: declarations only, each with its contract beside it, so that no
 * annotation file takes part.  What stands under "no contract" is a function nobody knows: harmless and balanced.
 */
#ifndef TESTS_COMPILE_KERNEL_H
#define TESTS_COMPILE_KERNEL_H

#include <sleepwalk.h>

typedef _Bool bool;
typedef unsigned int gfp_t;
typedef struct { int raw; } spinlock_t;
typedef struct { int raw; } raw_spinlock_t;
typedef struct { int raw; } rwlock_t;
struct mutex { int owner; };
struct completion { int done; };
struct timer_list { void (*function)(struct timer_list *); };
struct work_struct { void (*func)(struct work_struct *); };

#define NULL	((void *)0)
#define true	1
#define false	0
#define EIO	5
#define ENOMEM	12
#define EBUSY	16
#define EINVAL	22

/* spinlocks */
void spin_lock(spinlock_t *lock) __adjusts(preempt, +1);
void spin_unlock(spinlock_t *lock) __adjusts(preempt, -1);
int spin_trylock(spinlock_t *lock) __adjusts_if(nonzero, preempt, +1);
int spin_is_locked(spinlock_t *lock) __any_context;
void spin_lock_bh(spinlock_t *lock) __adjusts(preempt, +1) __adjusts(softirq, +1);
void spin_unlock_bh(spinlock_t *lock) __adjusts(preempt, -1) __adjusts(softirq, -1);
int spin_trylock_bh(spinlock_t *lock) __adjusts_if(nonzero, preempt, +1) __adjusts_if(nonzero, softirq, +1);
void spin_lock_irq(spinlock_t *lock) __adjusts(preempt, +1) __sets(irq, 1);
void spin_unlock_irq(spinlock_t *lock) __adjusts(preempt, -1) __sets(irq, 0);
unsigned long _spin_lock_irqsave(spinlock_t *lock) __adjusts(preempt, +1) __adjusts(irq, +1) __saves(irq);
void spin_unlock_irqrestore(spinlock_t *lock, unsigned long flags) __adjusts(preempt, -1) __restores(irq, 2);
#define spin_lock_irqsave(lock, flags)	((flags) = _spin_lock_irqsave(lock))

void raw_spin_lock(raw_spinlock_t *lock) __adjusts(preempt, +1);
void raw_spin_unlock(raw_spinlock_t *lock) __adjusts(preempt, -1);
void read_lock(rwlock_t *lock) __adjusts(preempt, +1);
void read_unlock(rwlock_t *lock) __adjusts(preempt, -1);
void write_lock(rwlock_t *lock) __adjusts(preempt, +1);
void write_unlock(rwlock_t *lock) __adjusts(preempt, -1);

/* interrupts, softirqs, preemption, RCU */
unsigned long arch_local_irq_save(void) __adjusts(irq, +1) __saves(irq);
void local_irq_restore(unsigned long flags) __restores(irq, 1);
void local_irq_disable(void) __sets(irq, 1);
void local_irq_enable(void) __sets(irq, 0);
#define local_irq_save(flags)	((flags) = arch_local_irq_save())
void local_bh_disable(void) __adjusts(softirq, +1);
void local_bh_enable(void) __adjusts(softirq, -1);
void preempt_disable(void) __adjusts(preempt, +1);
void preempt_enable(void) __adjusts(preempt, -1);
void rcu_read_lock(void) __adjusts(rcu, +1);
void rcu_read_unlock(void) __adjusts(rcu, -1);
void rcu_read_lock_bh(void) __adjusts(rcu, +1) __adjusts(softirq, +1);
void rcu_read_unlock_bh(void) __adjusts(rcu, -1) __adjusts(softirq, -1);

/* tests of the context: macros over the preemption count and over the saved state of interrupts */
int preempt_count(void) __returns(preempt 0xff and softirq 0xfe00 and entered softirq 0x100 and hardirq 0xf0000 and
				  some hardirq 0xf00000);
unsigned long arch_local_save_flags(void) __saves(irq);
bool arch_irqs_disabled_flags(unsigned long flags) __returns(irq 1 of arg 1);
bool pagefault_disabled(void) __returns(pagefault 1);
#define in_atomic()		(preempt_count() != 0)
#define in_nmi()		(preempt_count() & 0xf00000)
#define in_hardirq()		(preempt_count() & 0xf0000)
#define in_softirq()		(preempt_count() & 0xff00)
#define in_serving_softirq()	(in_softirq() & 0x100)
#define in_interrupt()		(preempt_count() & 0xffff00)
#define in_task()		(!(preempt_count() & (0xff0000 | 0x100)))
#define irqs_disabled()		({ unsigned long _flags = arch_local_save_flags(); arch_irqs_disabled_flags(_flags); })
#define preemptible()		(preempt_count() == 0 && !irqs_disabled())

/* what sleeps */
void might_sleep(void) __sleeps;
void schedule(void) __sleeps;
void msleep(unsigned int msecs) __sleeps;
void synchronize_rcu(void) __sleeps;
void mutex_lock(struct mutex *lock) __sleeps;
int mutex_lock_interruptible(struct mutex *lock) __sleeps;
void wait_for_completion(struct completion *x) __sleeps;
unsigned long copy_from_user(void *to, const void *from, unsigned long n) __sleeps;
void vfree(const void *addr) __sleeps;

/* what does not */
int mutex_trylock(struct mutex *lock) __any_context;
void mutex_unlock(struct mutex *lock) __any_context;
void complete(struct completion *x) __any_context;
void udelay(unsigned long usecs) __any_context;
void kfree(const void *addr) __any_context;
void printk(const char *fmt, ...) __any_context;

/* what sleeps if it is allowed to */
#define __GFP_HIGH		0x20u
#define __GFP_IO		0x40u
#define __GFP_ZERO		0x100u
#define __GFP_DIRECT_RECLAIM	0x400u
#define __GFP_KSWAPD_RECLAIM	0x800u
#define GFP_ATOMIC		(__GFP_HIGH | __GFP_KSWAPD_RECLAIM)
#define GFP_NOWAIT		__GFP_KSWAPD_RECLAIM
#define GFP_NOIO		(__GFP_DIRECT_RECLAIM | __GFP_KSWAPD_RECLAIM)
#define GFP_KERNEL		(GFP_NOIO | __GFP_IO)
void *kmalloc(unsigned long size, gfp_t gfp) __sleeps_if(arg 2 & 0x400);
void *kmem_cache_alloc(void *cache, gfp_t gfp) __sleeps_if(arg 2 & 0x400);

/* who calls functions back, and in which context */
void timer_setup(struct timer_list *timer, void (*fn)(struct timer_list *), unsigned int flags)
	__enters(2, softirq, 1);
int request_irq(unsigned int irq, int (*handler)(int, void *), void *dev) __enters(2, hardirq, 1);
void init_work(struct work_struct *work, void (*fn)(struct work_struct *)) __enters(2, preempt, 0);
void on_each_cpu(void (*fn)(void *), void *info) __enters(1, preempt, 1);

/* the end of the line */
__attribute__((noreturn)) void panic(const char *fmt, ...);
__attribute__((noreturn)) void do_exit(long code);
#define BUG()		do { __asm__ volatile("" : : : "memory"); __builtin_unreachable(); } while (0)
#define BUG_ON(cond)	do { if (cond) BUG(); } while (0)

#define IS_ERR_VALUE(x)	((unsigned long)(void *)(x) >= (unsigned long)-4095)
#define IS_ERR(p)	IS_ERR_VALUE((unsigned long)(p))
#define ERR_PTR(e)	((void *)(long)(e))
#define PTR_ERR(p)	((long)(p))
#define READ_ONCE(x)	(*(const volatile __typeof__(x) *)&(x))

/* no contract */
struct dev {
	spinlock_t lock;
	spinlock_t tx_lock;
	struct mutex mutex;
	struct timer_list timer;
	struct work_struct work;
	unsigned int flags;
	int state;
	struct dev *next;
	void *buf;
};
int cond(void);
int probe(struct dev *d);
int try_once(struct dev *d);
void use(struct dev *d);
void consume(void *p);

#endif
