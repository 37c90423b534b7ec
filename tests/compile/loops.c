/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Locks and sleeps around and inside of loops, and the ways out of them. */
#include "kernel.h"

void bad_lock_before_the_loop(struct dev *d)
{
	int i;

	spin_lock(&d->lock);
	for (i = 0; i < 4; i++)
		msleep(1);			/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void bad_break_keeps_the_lock(struct dev *d)
{
	for (;;) {
		spin_lock(&d->lock);
		if (cond())
			break;
		spin_unlock(&d->lock);
	}
	msleep(1);				/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void bad_sleep_at_the_end_of_the_body(struct dev *d)
{
	do {
		spin_lock(&d->lock);
		use(d);
		might_sleep();			/* FINDING sleep-in-atomic */
		spin_unlock(&d->lock);
	} while (cond());
}

void bad_unlocked_only_at_the_bottom(struct dev *d)
{
	spin_lock(&d->lock);
	while (cond()) {
		if (probe(d))
			msleep(1);		/* FINDING sleep-in-atomic */
		spin_unlock(&d->lock);
		spin_lock(&d->lock);
	}
	spin_unlock(&d->lock);
}

int bad_retry_with_the_lock(struct dev *d)
{
	int err;

	spin_lock(&d->lock);
retry:
	err = probe(d);
	if (err == -EBUSY) {
		msleep(1);			/* FINDING sleep-in-atomic */
		goto retry;
	}
	spin_unlock(&d->lock);
	return err;
}

void bad_continue_skips_the_unlock(struct dev *list)
{
	struct dev *d;

	for (d = list; d; d = d->next) {
		mutex_lock(&d->mutex);
		mutex_unlock(&d->mutex);
		spin_lock(&d->lock);
		if (probe(d)) {
			schedule();		/* FINDING sleep-in-atomic */
			spin_unlock(&d->lock);
			continue;
		}
		spin_unlock(&d->lock);
	}
}

void bad_nested_loops(struct dev *d)
{
	int i, j;

	for (i = 0; i < 4; i++) {
		spin_lock(&d->lock);
		for (j = 0; j < 4; j++)
			msleep(1);		/* FINDING sleep-in-atomic */
		spin_unlock(&d->lock);
	}
}

/* Two ways into the cycle of a and b: no loop header dominates it. */
void bad_irreducible(struct dev *d)
{
	spin_lock(&d->lock);
	if (cond())
		goto b;
a:
	use(d);
b:
	msleep(1);				/* FINDING sleep-in-atomic */
	if (cond())
		goto a;
	spin_unlock(&d->lock);
}

void ok_lock_inside(struct dev *d)
{
	int i;

	for (i = 0; i < 4; i++) {
		spin_lock(&d->lock);
		use(d);
		spin_unlock(&d->lock);
		msleep(1);
	}
}

void ok_break_after_unlock(struct dev *d)
{
	for (;;) {
		spin_lock(&d->lock);
		if (cond()) {
			spin_unlock(&d->lock);
			break;
		}
		spin_unlock(&d->lock);
		msleep(1);
	}
	msleep(1);
}

void ok_break_keeps_the_lock(struct dev *d)
{
	for (;;) {
		spin_lock(&d->lock);
		if (cond())
			break;
		spin_unlock(&d->lock);
		msleep(1);
	}
	spin_unlock(&d->lock);
}

void ok_lock_before_dropped_inside(struct dev *d)
{
	spin_lock(&d->lock);
	while (cond()) {
		spin_unlock(&d->lock);
		msleep(1);
		spin_lock(&d->lock);
	}
	spin_unlock(&d->lock);
	msleep(1);
}

int ok_retry_without_the_lock(struct dev *d)
{
	int err;

retry:
	spin_lock(&d->lock);
	err = probe(d);
	spin_unlock(&d->lock);
	if (err == -EBUSY) {
		msleep(1);
		goto retry;
	}
	return err;
}

void ok_do_while(struct dev *d)
{
	do {
		spin_lock(&d->lock);
		use(d);
		spin_unlock(&d->lock);
		msleep(1);
	} while (cond());
}

void ok_continue(struct dev *list)
{
	struct dev *d;

	for (d = list; d; d = d->next) {
		spin_lock(&d->lock);
		if (!probe(d)) {
			spin_unlock(&d->lock);
			continue;
		}
		use(d);
		spin_unlock(&d->lock);
		msleep(1);
	}
}

void ok_irreducible(struct dev *d)
{
	spin_lock(&d->lock);
	if (cond())
		goto b;
a:
	spin_unlock(&d->lock);
	msleep(1);
	spin_lock(&d->lock);
b:
	use(d);
	if (cond())
		goto a;
	spin_unlock(&d->lock);
}

/* The loop ends with the lock of the last element held: hand over hand. */
void ok_hand_over_hand(struct dev *d)
{
	spin_lock(&d->lock);
	while (d->next) {
		struct dev *next = d->next;

		spin_lock(&next->lock);
		spin_unlock(&d->lock);
		d = next;
	}
	spin_unlock(&d->lock);
	msleep(1);
}

/* As many locks as elements: no number can be told, and none is claimed. */
void ok_one_lock_each(struct dev *list)
{
	struct dev *d;

	for (d = list; d; d = d->next)
		spin_lock(&d->lock);
	for (d = list; d; d = d->next)
		spin_unlock(&d->lock);
}

void ok_endless_thread(struct dev *d)
{
	for (;;) {
		spin_lock(&d->lock);
		use(d);
		spin_unlock(&d->lock);
		schedule();
	}
}
