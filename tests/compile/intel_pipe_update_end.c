// SPDX-License-Identifier: GPL-2.0-or-later
/* A section with interrupts off in two halves, neither of which does anything if a flag is set. */
#include "kernel.h"

struct state { int async; struct mutex mutex; };

void update_start(struct state *s)
{
	if (s->async)
		return;
	local_irq_disable();
}

void update_end(struct state *s)
{
	if (!s->async)
		local_irq_enable();
}

void ok_update(struct state *s)
{
	update_start(s);
	update_end(s);
	mutex_lock(&s->mutex);
}

void ok_many(struct state *s, int n)
{
	while (n--)
		ok_update(s);
}

void bad_update(struct state *s)
{
	update_start(s);
	mutex_lock(&s->mutex);	/* FINDING sleep-in-atomic */
	update_end(s);
}

void bad_half(struct state *s)
{
	update_end(s);
	update_start(s);
	mutex_lock(&s->mutex);	/* FINDING sleep-in-atomic */
	update_end(s);
}

/* what sleeps leaves interrupts on, and they were on before */
void __schedule(void) __sleeps __sets(irq, 0);

int schedule_timeout(int timeout)
{
	if (timeout < 0)
		return 0;
	__schedule();
	return timeout;
}

int ok_wait(struct state *s, spinlock_t *lock, int timeout)
{
	for (;;) {
		if (s->async)
			return 0;
		spin_unlock_irq(lock);
		timeout = schedule_timeout(timeout);
		spin_lock_irq(lock);
		if (timeout < 0)
			return timeout;
	}
}

/* this half leaves interrupts as it found them, or is wrong by itself */
void section(struct state *s, spinlock_t *lock)
{
	if (s->async) {
		spin_lock_irq(lock);
		s->async = 0;
		spin_unlock_irq(lock);
	}
}

void bad_section(struct state *s, spinlock_t *lock)
{
	local_irq_disable();
	section(s, lock);
	mutex_lock(&s->mutex);	/* FINDING sleep-in-atomic */
	local_irq_enable();
}
