/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A pointer that is followed as soon as a call has returned it is an object: on the ways on which it is none nothing follows. */
#include "kernel.h"

struct segment { spinlock_t lock; int attached; };

struct segment *find(int id);

static struct segment *lock_segment(int id)
{
	struct segment *s = find(id);

	if (!s)
		return NULL;
	rcu_read_lock();
	spin_lock(&s->lock);
	return s;
}

static void unlock_segment(struct segment *s)
{
	spin_unlock(&s->lock);
	rcu_read_unlock();
}

void ok_attach(int id)
{
	struct segment *s = lock_segment(id);

	s->attached--;
	unlock_segment(s);
}

int ok_detach(int id)
{
	struct segment *s = lock_segment(id);

	if (!s)
		return -EINVAL;
	s->attached--;
	unlock_segment(s);
	return 0;
}

int bad_forgotten(int id)
{
	struct segment *s = lock_segment(id);

	if (s && s->attached)
		unlock_segment(s);
	return 0; /* FINDING imbalance "bad_forgotten" */
}
