/* SPDX-License-Identifier: GPL-2.0-or-later */
/* flags: -fplugin-arg-sleepwalk-annotations=tests/compile/macros.ann */
/* Macros with a contract, as kernels without PREEMPT_COUNT, without SMP or without DEBUG_ATOMIC_SLEEP make them. */
#include "kernel.h"

#define barrier() __asm__ __volatile__("" : : : "memory")
#define preempt_off() barrier()
#define preempt_on() barrier()

/* without SMP: preemption is not counted, but softirqs are */
struct device_lock { spinlock_t lock; };
void look_at(spinlock_t *lock);
#define __LOCK(lock) do { preempt_off(); look_at(lock); } while (0)
#define __UNLOCK(lock) do { preempt_on(); look_at(lock); } while (0)
#define __LOCK_BH(lock) do { local_bh_disable(); look_at(lock); } while (0)
#define __UNLOCK_BH(lock) do { local_bh_enable(); look_at(lock); } while (0)

/* PREEMPT_VOLUNTARY: a call that has no contract of its own */
int voluntary_resched(void);
#define might_nap() do { voluntary_resched(); } while (0)

spinlock_t *wait_for_lock(struct device_lock *i) __sleeps;

void bad_barrier(void)
{
	preempt_off();
	msleep(1); /* FINDING sleep-in-atomic "preempt" */
	preempt_on();
}

void ok_barrier(void)
{
	preempt_off();
	preempt_on();
	msleep(1);
}

void bad_up_lock(struct device_lock *i)
{
	__LOCK(&i->lock);
	msleep(1); /* FINDING sleep-in-atomic "preempt" */
	__UNLOCK(&i->lock);
}

/* each of the two counts the same, whatever they call: netif_addr_lock_bh() and netif_addr_unlock_bh() */
void ok_bh_by_halves(struct device_lock *i)
{
	local_bh_disable();
	__LOCK(&i->lock);
	__UNLOCK_BH(&i->lock);
	msleep(1);
}

void bad_might_nap(struct device_lock *i)
{
	__LOCK_BH(&i->lock);
	might_nap(); /* FINDING sleep-in-atomic "'might_nap' may sleep" */
	__UNLOCK_BH(&i->lock);
}

/* what comes from an argument is no part of the macro */
void bad_argument(struct device_lock *i)
{
	__LOCK(wait_for_lock(i)); /* FINDING sleep-in-atomic "'wait_for_lock' may sleep" */
	__UNLOCK(&i->lock);
}
