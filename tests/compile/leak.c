/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Exits that disagree about what is held, and cannot be told apart by the caller. */
#include "kernel.h"

int bad_error_return_keeps_the_lock(struct dev *d)
{
	spin_lock(&d->lock);
	if (!probe(d))
		return -EIO;			/* FINDING imbalance */
	spin_unlock(&d->lock);
	return 0;
}

int bad_second_error_return(struct dev *d)
{
	spin_lock(&d->lock);
	if (!probe(d)) {
		spin_unlock(&d->lock);
		return -EIO;
	}
	if (!probe(d->next))
		return -EINVAL;			/* FINDING imbalance */
	spin_unlock(&d->lock);
	return 0;
}

int bad_both_return_zero(struct dev *d)
{
	spin_lock(&d->lock);
	if (cond())
		return 0;			/* FINDING imbalance */
	spin_unlock(&d->lock);
	return 0;
}

void bad_void_return(struct dev *d)
{
	spin_lock(&d->lock);
	if (cond()) {
		use(d);
		return;				/* FINDING imbalance */
	}
	spin_unlock(&d->lock);
}

int bad_irqs_stay_off(struct dev *d)
{
	unsigned long flags;

	local_irq_save(flags);
	if (!probe(d))
		return -EIO;			/* FINDING imbalance */
	local_irq_restore(flags);
	return 0;
}

int bad_bh_stays_off(struct dev *d)
{
	spin_lock_bh(&d->lock);
	if (!probe(d)) {
		spin_unlock(&d->lock);
		return -EIO;			/* FINDING imbalance */
	}
	spin_unlock_bh(&d->lock);
	return 0;
}

void *bad_error_pointer_with_the_lock(struct dev *d)
{
	spin_lock(&d->lock);
	if (!probe(d))
		return ERR_PTR(-EIO);		/* FINDING imbalance */
	spin_unlock(&d->lock);
	return d->buf;
}

int bad_goto_past_the_unlock(struct dev *d)
{
	int err = 0;

	spin_lock(&d->lock);
	if (!probe(d)) {
		err = -EIO;
		goto out;			/* FINDING imbalance */
	}
	spin_unlock(&d->lock);
out:
	return err;
}

int bad_one_of_two_locks(struct dev *d)
{
	spin_lock(&d->lock);
	spin_lock(&d->tx_lock);
	if (!probe(d)) {
		spin_unlock(&d->tx_lock);
		return -EIO;			/* FINDING imbalance */
	}
	spin_unlock(&d->tx_lock);
	spin_unlock(&d->lock);
	return 0;
}

static void acquire(struct dev *d)
{
	spin_lock(&d->lock);
}

int bad_lock_from_a_helper(struct dev *d)
{
	acquire(d);
	if (!probe(d))
		return -EIO;			/* FINDING imbalance */
	spin_unlock(&d->lock);
	return 0;
}

int bad_lock_on_error_only(struct dev *d)
{
	if (!probe(d)) {
		spin_lock(&d->lock);
		return -EIO;			/* FINDING imbalance */
	}
	return 0;
}

int ok_held_on_success(struct dev *d)
{
	spin_lock(&d->lock);
	if (!probe(d)) {
		spin_unlock(&d->lock);
		return -EIO;
	}
	return 0;
}

void *ok_held_when_not_null(struct dev *d)
{
	spin_lock(&d->lock);
	if (probe(d))
		return d->buf;			/* POSSIBLE imbalance "leaves different preempt counts" */
	spin_unlock(&d->lock);
	return NULL;
}

int ok_held_when_one(struct dev *d)
{
	spin_lock(&d->lock);
	if (probe(d))
		return 1;
	spin_unlock(&d->lock);
	return 0;
}

void ok_told_by_the_argument(struct dev *d, bool keep)
{
	spin_lock(&d->lock);
	use(d);
	if (!keep)
		spin_unlock(&d->lock);
}

void ok_always_held(struct dev *d)
{
	spin_lock(&d->lock);
	if (cond())
		return;
	use(d);
}

int ok_all_exits_agree(struct dev *d)
{
	int err = -EIO;

	spin_lock(&d->lock);
	if (!probe(d))
		goto out;
	err = 0;
out:
	spin_unlock(&d->lock);
	return err;
}
