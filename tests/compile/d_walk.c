/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a callback does to the counters is what its caller does: d_walk(), kref_put(). */
#include "kernel.h"

enum walk { WALK_ON, WALK_STOP };

/* fs/dcache.c: the callback that stops the walk leaves the read-side section open for who asked for the walk. */
static void d_walk(struct dev *d, void *data, enum walk (*enter)(void *data, struct dev *d))
{
	rcu_read_lock();
	spin_lock(&d->lock);
	if (enter(data, d) == WALK_ON)
		d->state++;
	spin_unlock(&d->lock);
	rcu_read_unlock();
}

struct victim { struct dev *found; };

static enum walk count(void *data, struct dev *d)
{
	(void)data;
	d->state++;
	return WALK_ON;
}

static enum walk keep_section(void *data, struct dev *d)
{
	struct victim *v = data;

	rcu_read_lock();
	v->found = d;
	return WALK_STOP;
}

static enum walk sleep_in_walk(void *data, struct dev *d)
{
	(void)data;
	mutex_lock(&d->mutex);
	mutex_unlock(&d->mutex);
	return WALK_ON;
}

void ok_section_that_the_callback_left_open(struct dev *d)
{
	struct victim v = { NULL };

	d_walk(d, &v, keep_section);
	use(v.found);
	rcu_read_unlock();
	mutex_lock(&d->mutex);
	mutex_unlock(&d->mutex);
}

void bad_sleep_in_the_section_that_the_callback_left_open(struct dev *d)
{
	struct victim v = { NULL };

	d_walk(d, &v, keep_section);
	mutex_lock(&d->mutex);			/* FINDING rcu-sleep "mutex_lock" */
	mutex_unlock(&d->mutex);
	rcu_read_unlock();
}

void ok_callback_that_counts(struct dev *d)
{
	d_walk(d, NULL, count);
	mutex_lock(&d->mutex);
	mutex_unlock(&d->mutex);
}

void bad_callback_that_sleeps(struct dev *d)
{
	d_walk(d, NULL, sleep_in_walk);		/* FINDING sleep-in-atomic "sleep_in_walk" */
}

/* The same through two wrappers, one of which passes the callback as data. */
struct request { enum walk (*enter)(void *data, struct dev *d); void *data; };

static void walk_request(struct dev *d, struct request *r)
{
	d_walk(d, r->data, r->enter);
}

static void walk_with(struct dev *d, enum walk (*enter)(void *data, struct dev *d))
{
	struct request r = { .enter = enter, .data = d };

	walk_request(d, &r);
}

void bad_through_wrappers(struct dev *d)
{
	walk_with(d, sleep_in_walk);		/* FINDING sleep-in-atomic "sleep_in_walk" */
}

void ok_through_wrappers(struct dev *d)
{
	walk_with(d, count);
}

/* As data of no type, and as an integer. */
static void walk_opaque(struct dev *d, void *enter)
{
	d_walk(d, NULL, (enum walk (*)(void *, struct dev *))enter);
}

static void walk_number(struct dev *d, unsigned long enter)
{
	walk_opaque(d, (void *)enter);
}

void bad_through_casts(struct dev *d)
{
	walk_number(d, (unsigned long)sleep_in_walk);	/* FINDING sleep-in-atomic "sleep_in_walk" */
}

/* A callback that looks at the data that is passed with it. */
struct mode { bool atomic; };

static enum walk sleep_unless_atomic(void *data, struct dev *d)
{
	const struct mode *m = data;

	if (!m->atomic)
		mutex_lock(&d->mutex);
	if (!m->atomic)
		mutex_unlock(&d->mutex);
	return WALK_ON;
}

void ok_data_that_forbids_sleeping(struct dev *d)
{
	struct mode m = { .atomic = true };

	d_walk(d, &m, sleep_unless_atomic);
}

void bad_data_that_lets_sleep(struct dev *d)
{
	struct mode m = { .atomic = false };

	d_walk(d, &m, sleep_unless_atomic);	/* FINDING sleep-in-atomic "sleep_unless_atomic" */
}
