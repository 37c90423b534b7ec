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
