/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A second name for a function has its body's contract. */
#include "kernel.h"

void do_wait(void)
{
	msleep(1);
}

void do_lock(struct dev *d)
{
	spin_lock(&d->lock);
}

void do_unlock(struct dev *d)
{
	spin_unlock(&d->lock);
}

int do_count(struct dev *d)
{
	return d->state++;
}

void sys_wait(void) __attribute__((alias("do_wait")));
void sys_wait_again(void) __attribute__((alias("sys_wait")));
void sys_lock(struct dev *d) __attribute__((alias("do_lock")));
void sys_unlock(struct dev *d) __attribute__((alias("do_unlock")));
int sys_count(struct dev *d) __attribute__((alias("do_count")));

void bad_alias_sleeps(struct dev *d)
{
	spin_lock(&d->lock);
	sys_wait();				/* FINDING sleep-in-atomic "sys_wait" */
	spin_unlock(&d->lock);
}

void bad_alias_of_an_alias_sleeps(struct dev *d)
{
	spin_lock(&d->lock);
	sys_wait_again();			/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void bad_alias_locks(struct dev *d)
{
	sys_lock(d);
	msleep(1);				/* FINDING sleep-in-atomic */
	sys_unlock(d);
}

void ok_alias_under_lock(struct dev *d)
{
	spin_lock(&d->lock);
	sys_count(d);
	spin_unlock(&d->lock);
}

void ok_alias_locks_and_unlocks(struct dev *d)
{
	sys_lock(d);
	do_unlock(d);
	do_lock(d);
	sys_unlock(d);
	sys_wait();
}

/* A weak reference may name what is not declared here. */
static void declared(unsigned int ms) __attribute__((weakref("msleep")));
static void unknown(void) __attribute__((weakref("nowhere")));

void bad_weak_reference_sleeps(struct dev *d)
{
	spin_lock(&d->lock);
	declared(1);				/* FINDING sleep-in-atomic "declared" */
	spin_unlock(&d->lock);
}

void ok_weak_reference_to_nothing_known(struct dev *d)
{
	spin_lock(&d->lock);
	unknown();
	spin_unlock(&d->lock);
}
