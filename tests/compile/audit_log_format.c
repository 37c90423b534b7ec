// SPDX-License-Identifier: GPL-2.0-or-later
/* Allocation flags that the caller left in a buffer, and a pointer in an object: what they are is its choice, however far down. */
#include "kernel.h"

struct buffer { gfp_t gfp; void *data; };
struct groups { int n; };
struct cred { struct groups *groups; };

void *expand(struct buffer *b, gfp_t gfp)
{
	return kmalloc(8, gfp);
}

void format_list(struct buffer *b)
{
	b->data = expand(b, b->gfp);
}

void format(struct buffer *b)
{
	format_list(b);
}

void log_all(struct buffer *b)
{
	format(b);
}

void bad_log_locked(struct dev *d, struct buffer *b)
{
	spin_lock(&d->lock);
	log_all(b);		/* POSSIBLE sleep-in-atomic */
	spin_unlock(&d->lock);
}

void kvfree(const void *p)
{
	if ((unsigned long)p >= 0x1000000)
		vfree(p);
	else
		kfree(p);
}

void groups_free(struct groups *g)
{
	kvfree(g);
}

void put_cred_rcu(struct cred *c)
{
	groups_free(c->groups);
}

void put_cred(struct cred *c)
{
	put_cred_rcu(c);
}

void bad_put_locked(struct dev *d, struct cred *c)
{
	spin_lock(&d->lock);
	put_cred(c);		/* POSSIBLE sleep-in-atomic */
	spin_unlock(&d->lock);
}

/* what is just tested is data, as ever */
void flush(struct buffer *b)
{
	if (b->data)
		msleep(1);
}

void flush_all(struct buffer *b)
{
	flush(b);
}

void bad_flush_locked(struct dev *d, struct buffer *b)
{
	spin_lock(&d->lock);
	flush_all(b);		/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}
