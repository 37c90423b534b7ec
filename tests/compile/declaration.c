/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A contract was declared where its attribute stands, whatever declarations follow. */
#include "kernel.h"

void bad_declared_before(struct dev *d) __any_context;
void bad_declared_before(struct dev *d);

void bad_declared_before(struct dev *d)
{
	msleep(d->state);	/* FINDING contract */ /* NOTE "declaration.c:5)" */
}

int some_other(struct dev *d);

int __any_context bad_declared_here(struct dev *d)
{
	msleep(d->state);	/* FINDING contract */ /* NOTE "declaration.c:15)" */
	return d->state;
}

void each_of(struct dev *d, void (*fn)(struct dev *d) __any_context);
void each_other(struct dev *d, void (*fn)(struct dev *d) __any_context);
static void sleeps_in_each(struct dev *d) { msleep(d->state); }

void bad_passed_in(struct dev *d)
{
	each_of(d, sleeps_in_each);	/* FINDING slot-contract */ /* NOTE "declaration.c:21)" */
	each_other(d, sleeps_in_each);	/* FINDING slot-contract */ /* NOTE "declaration.c:22)" */
}

void each_other(struct dev *d, void (*fn)(struct dev *d));
