/* SPDX-License-Identifier: GPL-2.0-or-later */
/* flags: -fplugin-arg-sleepwalk-annotations=tests/compile/warnings.ann */
/* A warning says of a state that it must not be: what would follow from that state is not looked at. */
#include "kernel.h"

#define barrier() __asm__ __volatile__("" : : : "memory")
#define unlikely(x) __builtin_expect(!!(x), 0)
#define WARN_FLAGS() barrier()
#define WARN_ON(condition) ({						\
	int __ret_warn_on = !!(condition);				\
	if (unlikely(__ret_warn_on))					\
		WARN_FLAGS();						\
	unlikely(__ret_warn_on);					\
})

struct group { spinlock_t lock; int refs; int discarding; struct group *next; };

bool is_discarding(struct group *g);

/* btrfs_put_block_group(): who is on the list holds a reference */
static void put_group(struct group *g)
{
	if (--g->refs == 0 && WARN_ON(is_discarding(g)))
		msleep(1);
}

void ok_put_under_lock(struct group *g, struct group *other)
{
	spin_lock(&g->lock);
	put_group(other);
	spin_unlock(&g->lock);
}

/* itimer_delete() */
void ok_return_after_warning(struct group *g)
{
	spin_lock(&g->lock);
	if (WARN_ON(g->next))
		return;
	spin_unlock(&g->lock);
}

/* what comes after a warning in any case is looked at */
void bad_sleep_after_warning(struct group *g)
{
	spin_lock(&g->lock);
	WARN_ON(g->discarding);
	msleep(1); /* FINDING sleep-in-atomic "preempt" */
	spin_unlock(&g->lock);
}

/* and so is what follows from its not being so */
void bad_other_branch(struct group *g)
{
	spin_lock(&g->lock);
	if (!WARN_ON(g->discarding))
		msleep(1); /* FINDING sleep-in-atomic "preempt" */
	spin_unlock(&g->lock);
}

/* a warning of a wrong context is no leave to sleep in it */
static void free_mapping(void)
{
	WARN_ON(irqs_disabled());
	msleep(1);
}

void bad_free_with_interrupts_off(struct group *g)
{
	local_irq_disable();
	free_mapping(); /* FINDING sleep-in-atomic "'free_mapping' may sleep" */
	local_irq_enable();
}

/* a function that does nothing else still returns */
static void unexpected(void)
{
	WARN_ON(1);
}

void bad_sleep_after_call(struct group *g)
{
	spin_lock(&g->lock);
	unexpected();
	msleep(1); /* FINDING sleep-in-atomic "preempt" */
	spin_unlock(&g->lock);
}

/* __shm_close(): that the warning is not gone past says what the call returned */
static inline bool is_error(const void *p)
{
	return (unsigned long)p >= (unsigned long)-4095;
}

struct group *find_group(int id);

static struct group *lock_group(int id)
{
	struct group *g = find_group(id);

	if (!g)
		return (void *)-22L;
	spin_lock(&g->lock);
	return g;
}

void ok_close(int id)
{
	struct group *g = lock_group(id);

	if (WARN_ON(is_error(g)))
		return;
	g->refs--;
	spin_unlock(&g->lock);
}

/* wrappers of a test of the context, too: z_erofs_in_atomic() */
static bool in_atomic_now(void)
{
	return preempt_count() != 0;
}

void bad_warned_of_context(struct group *g)
{
	spin_lock(&g->lock);
	WARN_ON(in_atomic_now());
	msleep(1); /* FINDING sleep-in-atomic "preempt" */
	spin_unlock(&g->lock);
}

/* who comes past the warning asserts nothing */
void bad_third_way(struct group *g, int mode)
{
	spin_lock(&g->lock);
	if (mode) {
		if (g->discarding)
			WARN_FLAGS();
	}
	if (g->discarding)
		msleep(1); /* FINDING sleep-in-atomic "preempt" */
	spin_unlock(&g->lock);
}

/* what is done beside the warning is done */
void bad_sleep_beside_warning(struct group *g)
{
	spin_lock(&g->lock);
	if (g->discarding) {
		WARN_FLAGS();
		msleep(1); /* FINDING sleep-in-atomic "preempt" */
	}
	spin_unlock(&g->lock);
}

/* that a function saves the state of interrupts does not make its value a test of it: timer_wait_running() */
static struct group *wait_running(struct group *g)
{
	unsigned long flags;

	spin_lock_irqsave(&g->lock, flags);
	g->refs++;
	spin_unlock_irqrestore(&g->lock, flags);
	return g->next;
}

int ok_return_after_waiting(struct group *g)
{
	spin_lock(&g->lock);
	if (WARN_ON(wait_running(g) != g))
		return -1;
	spin_unlock(&g->lock);
	return 0;
}
