/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chains of error labels, and jumps to computed addresses. */
#include "kernel.h"

int bad_label_sleeps_with_the_lock(struct dev *d)
{
	int err;

	spin_lock(&d->lock);
	err = probe(d);
	if (err)
		goto out;
	spin_unlock(&d->lock);
	return 0;
out:
	msleep(1);				/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
	return err;
}

int bad_wrong_label_first(struct dev *d)
{
	int err = -ENOMEM;
	void *p = kmalloc(8, GFP_KERNEL);

	if (!p)
		goto out;
	spin_lock(&d->lock);
	err = probe(d);
	if (err)
		goto out_free;
	d->buf = p;
	spin_unlock(&d->lock);
	return 0;
out_free:
	vfree(p);				/* FINDING sleep-in-atomic "'vfree'" */
	spin_unlock(&d->lock);
out:
	return err;
}

void bad_jump_backwards(struct dev *d)
{
	int tries = 0;

again:
	msleep(1);				/* FINDING sleep-in-atomic */
	if (!tries++) {
		spin_lock(&d->lock);
		goto again;
	}
	spin_unlock(&d->lock);
}

void bad_computed_goto(struct dev *d)
{
	static const void *const labels[] = { &&stop, &&wait };

	spin_lock(&d->lock);
	goto *labels[probe(d) & 1];
wait:
	msleep(1);				/* FINDING sleep-in-atomic */
stop:
	spin_unlock(&d->lock);
}

int ok_error_chain(struct dev *d)
{
	int err = -ENOMEM;
	void *p = kmalloc(8, GFP_KERNEL);

	if (!p)
		goto out;
	spin_lock(&d->lock);
	err = probe(d);
	if (err)
		goto out_unlock;
	d->buf = p;
	spin_unlock(&d->lock);
	return 0;
out_unlock:
	spin_unlock(&d->lock);
	vfree(p);
out:
	return err;
}

int ok_one_way_out(struct dev *d)
{
	int err;

	spin_lock(&d->lock);
	err = probe(d);
	if (err)
		goto out;
	use(d);
	err = probe(d->next);
out:
	spin_unlock(&d->lock);
	if (err)
		msleep(1);
	return err;
}

int ok_two_locks_two_labels(struct dev *d)
{
	int err = -EIO;

	spin_lock(&d->lock);
	if (!probe(d))
		goto out;
	spin_lock(&d->tx_lock);
	if (!probe(d))
		goto out_tx;
	err = 0;
out_tx:
	spin_unlock(&d->tx_lock);
out:
	spin_unlock(&d->lock);
	msleep(1);
	return err;
}

/* An interpreter's loop: each operation gives back what it took. */
void ok_computed_goto(struct dev *d)
{
	static const void *const labels[] = { &&stop, &&wait, &&work };

	goto *labels[d->state];
work:
	spin_lock(&d->lock);
	use(d);
	spin_unlock(&d->lock);
	goto *labels[d->state];
wait:
	msleep(1);
	goto *labels[d->state];
stop:
	return;
}

void ok_jump_over_the_sleep(struct dev *d)
{
	spin_lock(&d->lock);
	if (cond())
		goto locked;
	spin_unlock(&d->lock);
	msleep(1);
	return;
locked:
	spin_unlock(&d->lock);
}
