/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sound/core/pcm_native.c: linked streams agree whether they are atomic, which no code here says. */
#include "kernel.h"

struct card { bool nonatomic; };
struct stream { struct card *card; spinlock_t lock; struct mutex mutex; struct stream *next; };

static void lock_stream(struct stream *s)
{
	if (s->card->nonatomic)
		mutex_lock(&s->mutex);
	else
		spin_lock(&s->lock);
}

static void unlock_stream(struct stream *s)
{
	if (s->card->nonatomic)
		mutex_unlock(&s->mutex);
	else
		spin_unlock(&s->lock);
}

void ok_both_streams(struct stream *a, struct stream *b)
{
	lock_stream(a);
	lock_stream(b);				/* POSSIBLE sleep-in-atomic "lock_stream" */
	unlock_stream(b);
	unlock_stream(a);
}

/* Of one stream it is known. */
void bad_wait_with_an_atomic_stream(struct stream *a)
{
	if (a->card->nonatomic)
		return;
	lock_stream(a);
	msleep(1);				/* FINDING sleep-in-atomic "msleep" */
	unlock_stream(a);
}
