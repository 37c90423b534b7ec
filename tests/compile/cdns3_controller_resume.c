// SPDX-License-Identifier: GPL-2.0-or-later
/* A struct that is passed by value: what is read of it is what the caller put there. */
#include "kernel.h"

struct message { int event; };

void set_active(struct dev *d, int active)
{
	if (active)
		msleep(1);
}

static __attribute__((noinline)) void resume(struct dev *d, struct message m)
{
	spin_lock(&d->lock);
	set_active(d, !(m.event & 4));	/* POSSIBLE sleep-in-atomic */
	spin_unlock(&d->lock);
}

void runtime_resume(struct dev *d)
{
	struct message m = { 4 };

	resume(d, m);
}

void bad_resume(struct dev *d)
{
	struct message m = { 16 };

	resume(d, m);	/* FINDING sleep-in-atomic */
}

/* its own copy, which it changes, is not the caller's */
static __attribute__((noinline)) void retry(struct dev *d, struct message m)
{
	m.event |= 4;
	spin_lock(&d->lock);
	set_active(d, !(m.event & 4));
	spin_unlock(&d->lock);
}

void resume_again(struct dev *d)
{
	struct message m = { 16 };

	retry(d, m);
	spin_lock(&d->lock);
	if (m.event & 4)
		msleep(1);
	spin_unlock(&d->lock);
}

/* who gets a copy does not write ours, whoever it is */
void unknown(struct message m);

void copy_to_unknown(struct dev *d)
{
	struct message m = { 16 };

	unknown(m);
	spin_lock(&d->lock);
	if (m.event != 16)
		msleep(1);
	spin_unlock(&d->lock);
}

/* assembly writes, too */
static __attribute__((noinline)) void masked(struct dev *d, struct message m)
{
	asm volatile("" : "=r" (m.event));
	spin_lock(&d->lock);
	set_active(d, m.event);	/* POSSIBLE sleep-in-atomic */
	spin_unlock(&d->lock);
}

void resume_masked(struct dev *d)
{
	struct message m = { 0 };

	masked(d, m);
}
