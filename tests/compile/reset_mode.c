// SPDX-License-Identifier: GPL-2.0-or-later
/* One field under two names: below the object that holds it, and below a pointer to the struct that it is in. */
#include "kernel.h"

struct mode { int atomic, nap; };
struct device_state { int id; struct mode mode; };

void by_pointer(struct device_state *s, spinlock_t *l)
{
	struct mode *mode = &s->mode;

	mode->atomic = 1;
	spin_lock(l);
	if (!s->mode.atomic)
		msleep(1);
	spin_unlock(l);
}

static void set_nap(struct mode *mode)
{
	mode->nap = 0;
}

void by_setter(struct device_state *s, spinlock_t *l)
{
	set_nap(&s->mode);
	spin_lock(l);
	if (s->mode.nap)
		msleep(1);
	spin_unlock(l);
}

static void nap_by(struct mode mode)
{
	if (mode.nap)
		msleep(1);
}

void passed_whole(struct device_state *s, spinlock_t *l)
{
	s->mode.nap = 0;
	spin_lock(l);
	nap_by(s->mode);
	spin_unlock(l);
}

void bad_passed_whole(struct device_state *s, spinlock_t *l)
{
	s->mode.nap = 1;
	spin_lock(l);
	nap_by(s->mode);	/* FINDING sleep-in-atomic */
	spin_unlock(l);
}
