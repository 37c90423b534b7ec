/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a trusted contract says holds where the function is entered, and whatever is passed in. */
#include "kernel.h"

struct net_ops {
	void (*poll_controller)(struct dev *d) __entered_with(hardirq, 1);
};

static void __any_context __trusted("it is never armed") ok_trusted_timer(struct timer_list *t)
{
	msleep(1);
}

static void __any_context bad_timer(struct timer_list *t)
{
	msleep(1);				/* FINDING entry-context */ /* FINDING contract */
}

static void __any_context __trusted("the queue is empty then") ok_trusted_poll(struct dev *d)
{
	msleep(1);
}

/* Trust is in what is declared: that it sleeps. */
static void __sleeps __trusted("in a way that nobody sees") trusted_sleeper(struct timer_list *t)
{
}

const struct net_ops ok_ops = { .poll_controller = ok_trusted_poll };

void ok_register(struct dev *d)
{
	timer_setup(&d->timer, ok_trusted_timer, 0);
	timer_setup(&d->timer, bad_timer, 0);
}

void bad_register(struct dev *d)
{
	timer_setup(&d->timer, trusted_sleeper, 0);	/* FINDING entry-context */
}

static int read_slowly(struct dev *d)
{
	msleep(1);
	return d->state;
}

static int __any_context __trusted("it reads so before the first interrupt only")
ok_send(struct dev *d, int (*read)(struct dev *))
{
	int state;

	spin_lock(&d->lock);
	state = read(d);
	spin_unlock(&d->lock);
	return state;
}

static int send_untrusted(struct dev *d, int (*read)(struct dev *))
{
	int state;

	spin_lock(&d->lock);
	state = read(d);
	spin_unlock(&d->lock);
	return state;
}

int ok_passes_it_to_a_trusted_one(struct dev *d)
{
	return ok_send(d, read_slowly);
}

int bad_passes_it_to_another(struct dev *d)
{
	return send_untrusted(d, read_slowly);	/* FINDING sleep-in-atomic */
}
