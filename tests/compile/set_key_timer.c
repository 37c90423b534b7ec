// SPDX-License-Identifier: GPL-2.0-or-later
/* Who is given a function puts it into a slot with a contract of its own: that is one mistake, and told once. */
#include "kernel.h"

struct key_timer { void (*run)(struct key_timer *) __entered_with(softirq, 1); };

void __attribute__((noinline)) set_key_timer(struct key_timer *t, void (*run)(struct key_timer *)) __enters(2, softirq, 1);

void set_key_timer(struct key_timer *t, void (*run)(struct key_timer *))
{
	t->run = run;
}

static void bad_run(struct key_timer *t)
{
	msleep(1);		/* FINDING entry-context */
}

void start(struct key_timer *t)
{
	set_key_timer(t, bad_run);
}
