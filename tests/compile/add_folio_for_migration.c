/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A lock that is only given back here was taken by whoever handed it out: a function of another file. */
#include "kernel.h"

struct walk {
	spinlock_t *ptl;
	int level;
};

struct dev *walk_start(struct walk *w, struct dev *d);

int ok_handed_out_in_a_variable(struct dev *d)
{
	struct walk w;
	int err = -EINVAL;

	if (walk_start(&w, d)) {
		err = probe(d);
		spin_unlock(w.ptl);
	}
	return err;
}

void ok_handed_out_as_a_value(struct dev *d)
{
	struct dev *other = walk_start(NULL, d);

	if (other)
		spin_unlock(&other->lock);
}

/* Nothing ran between the two that could have taken it again. */
void bad_given_back_twice(struct dev *d)
{
	spin_lock(&d->lock);
	if (!probe(d))
		spin_unlock(&d->lock);
	spin_unlock(&d->lock);
}					/* FINDING imbalance */

void bad_nobody_handed_it_out(struct dev *d)
{
	if (spin_is_locked(&d->lock))
		spin_unlock(&d->lock);
}					/* FINDING imbalance */
