/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the examples of docs/findings.md use, beyond tests/compile/kernel.h. */
#include "kernel.h"

#define rcu_dereference(p)	({ __typeof__(p) _loaded = READ_ONCE(p); _loaded; })

extern struct dev the_dev, *current_dev;
int dev_ready(struct dev *d) __any_context;
void dev_get(struct dev *d) __any_context;
void dev_put(struct dev *d) __sleeps;
void queue_work(struct work_struct *work) __any_context;

/* as the profile linux-rt has it */
#ifdef RT
void rt_spin_lock(spinlock_t *lock) __blocks __adjusts(rcu, +1);
void rt_spin_unlock(spinlock_t *lock) __adjusts(rcu, -1);
#define spin_lock	rt_spin_lock
#define spin_unlock	rt_spin_unlock
#endif
