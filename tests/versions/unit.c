/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kept sections were compiled from: a lock, the sleep a call away, a field that holds a function, and a helper that asks. */
#include <sleepwalk.h>

struct ops {
	void (*run)(int);
};

void lock(void) __adjusts(preempt, +1);
void unlock(void) __adjusts(preempt, -1);
void nap(int) __sleeps;
void *get(int flags) __sleeps_if(arg 1 & 4);

static void far(int x)
{
	nap(x);
}

struct ops ops = { .run = far };

int top(struct ops *o, int flags)
{
	lock();
	far(flags);
	if (flags & 1)
		o->run(1);
	unlock();
	return get(flags) != 0;
}
