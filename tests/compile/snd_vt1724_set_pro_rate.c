// SPDX-License-Identifier: GPL-2.0-or-later
/* Some functions of a slot sleep, and others do not: wrong where nobody calls through it but in atomic context. */
#include "kernel.h"

struct card {
	void (*set_rate)(struct dev *d);
	void (*set_gain)(struct dev *d);
};

static void write_register(struct dev *d)
{
	d->state++;
}

static void write_by_bus(struct dev *d)
{
	mutex_lock(&d->mutex);
	mutex_unlock(&d->mutex);
}

void choose_register(struct card *c)
{
	c->set_rate = write_register;
	c->set_gain = write_register;
}

void choose_bus(struct card *c)
{
	c->set_rate = write_by_bus;
	c->set_gain = write_by_bus;
}

void set_pro_rate(struct dev *d, struct card *c)
{
	spin_lock(&d->lock);
	c->set_rate(d);	/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

/* which of them stands in this one, callers may know */
void mute(struct dev *d, struct card *c)
{
	spin_lock(&d->lock);
	c->set_gain(d);	/* POSSIBLE sleep-in-atomic */
	spin_unlock(&d->lock);
}

void set_gain(struct dev *d, struct card *c)
{
	c->set_gain(d);
}
