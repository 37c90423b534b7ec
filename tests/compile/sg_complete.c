// SPDX-License-Identifier: GPL-2.0-or-later
/* A function that stands in a variable which is passed: it is looked at before, wherever in the file it is. */
#include "kernel.h"

struct callback { void (*run)(int); int x; };

void step(int n);
static void nap(int n);

static void spin(int n)
{
	step(n);
}

static __attribute__((noinline)) void run(struct callback *c)
{
	c->run(1);
}

static __attribute__((noinline)) void run_copy(struct callback c)
{
	c.run(1);
}

void good(spinlock_t *l)
{
	struct callback c = { .run = spin };

	spin_lock(l);
	run(&c);
	run_copy(c);
	spin_unlock(l);
}

void bad(spinlock_t *l)
{
	struct callback c = { .run = nap };

	spin_lock(l);
	run(&c);		/* FINDING sleep-in-atomic */
	spin_unlock(l);
}

void bad_copy(spinlock_t *l)
{
	struct callback c = { .run = nap };

	spin_lock(l);
	run_copy(c);		/* FINDING sleep-in-atomic */
	spin_unlock(l);
}

static void nap(int n)
{
	msleep(n);
}
