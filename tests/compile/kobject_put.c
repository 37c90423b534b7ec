// SPDX-License-Identifier: GPL-2.0-or-later
/* What sleeps only when it drops the last reference, which its callers often know not to be theirs. */
#include "kernel.h"

struct object { int count; struct mutex mutex; };

int last(struct object *o);

void put(struct object *o) __may_sleep;
void put(struct object *o)
{
	if (last(o))
		mutex_lock(&o->mutex);
}

void ok_task(struct object *o)
{
	put(o);
}

void bad_locked(struct dev *d, struct object *o)
{
	spin_lock(&d->lock);
	put(o);			/* POSSIBLE sleep-in-atomic */
	spin_unlock(&d->lock);
}

void put_two(struct object *o, struct object *p)
{
	put(o);
	put(p);
}

void bad_below(struct dev *d, struct object *o)
{
	spin_lock(&d->lock);
	put_two(o, o->count ? o : NULL);	/* POSSIBLE sleep-in-atomic */
	spin_unlock(&d->lock);
}

void put_and_wait(struct object *o) __may_sleep;
void put_and_wait(struct object *o)
{
	spin_lock(&((struct dev *)o)->lock);
	mutex_lock(&o->mutex);	/* FINDING sleep-in-atomic */
	spin_unlock(&((struct dev *)o)->lock);
}
