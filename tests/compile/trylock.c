/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A lock that is held only if the call said so: the branch on its result decides. */
#include "kernel.h"

void bad_in_the_taken_branch(struct dev *d)
{
	if (spin_trylock(&d->lock)) {
		msleep(1);			/* FINDING sleep-in-atomic */
		spin_unlock(&d->lock);
	}
}

int bad_after_early_return(struct dev *d)
{
	if (!spin_trylock(&d->lock))
		return -EBUSY;
	msleep(1);				/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
	return 0;
}

void bad_result_kept_in_a_variable(struct dev *d)
{
	int got = spin_trylock(&d->lock);

	use(d);
	if (got) {
		schedule();			/* FINDING sleep-in-atomic */
		spin_unlock(&d->lock);
	}
}

void bad_result_compared(struct dev *d)
{
	if (spin_trylock(&d->lock) != 0) {
		msleep(1);			/* FINDING sleep-in-atomic */
		spin_unlock(&d->lock);
	}
}

void bad_spin_until_taken(struct dev *d)
{
	while (!spin_trylock(&d->lock))
		udelay(1);
	msleep(1);				/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void bad_sleep_after_either(struct dev *d)
{
	int got = spin_trylock(&d->lock);

	msleep(1);				/* FINDING sleep-in-atomic */
	if (got)
		spin_unlock(&d->lock);
}

void bad_bh_variant(struct dev *d)
{
	if (!spin_trylock_bh(&d->lock))
		return;
	msleep(1);				/* FINDING sleep-in-atomic */
	spin_unlock_bh(&d->lock);
}

static int get_lock(struct dev *d)
{
	return spin_trylock(&d->lock);
}

void bad_through_a_wrapper(struct dev *d)
{
	if (!get_lock(d))
		return;
	msleep(1);				/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

/* true: somebody else has it */
static bool lock_is_contended(struct dev *d)
{
	return !spin_trylock(&d->lock);
}

void bad_inverted_wrapper(struct dev *d)
{
	if (lock_is_contended(d))
		return;
	msleep(1);				/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

static int lock_both(struct dev *d)
{
	if (!spin_trylock(&d->lock))
		return 0;
	if (!spin_trylock(&d->tx_lock)) {
		spin_unlock(&d->lock);
		return 0;
	}
	return 1;
}

void bad_two_locks_one_given_back(struct dev *d)
{
	if (lock_both(d)) {
		spin_unlock(&d->tx_lock);
		msleep(1);			/* FINDING sleep-in-atomic */
		spin_unlock(&d->lock);
	}
}

void ok_in_the_other_branch(struct dev *d)
{
	if (spin_trylock(&d->lock))
		spin_unlock(&d->lock);
	else
		msleep(1);
}

int ok_early_return_sleeps(struct dev *d)
{
	if (!spin_trylock(&d->lock)) {
		msleep(1);
		return -EBUSY;
	}
	spin_unlock(&d->lock);
	return 0;
}

void ok_sleep_between_tries(struct dev *d)
{
	while (!spin_trylock(&d->lock))
		msleep(1);
	use(d);
	spin_unlock(&d->lock);
}

void ok_result_kept_in_a_variable(struct dev *d)
{
	int got = spin_trylock(&d->lock);

	use(d);
	if (got)
		spin_unlock(&d->lock);
	msleep(1);
}

void ok_a_few_tries(struct dev *d)
{
	int i;

	for (i = 0; i < 3; i++) {
		if (spin_trylock(&d->lock)) {
			use(d);
			spin_unlock(&d->lock);
			return;
		}
		msleep(1);
	}
}

void ok_through_a_wrapper(struct dev *d)
{
	if (get_lock(d))
		spin_unlock(&d->lock);
	msleep(1);
}

void ok_inverted_wrapper(struct dev *d)
{
	if (lock_is_contended(d)) {
		msleep(1);
		return;
	}
	spin_unlock(&d->lock);
}

void ok_two_locks(struct dev *d)
{
	if (!lock_both(d)) {
		msleep(1);
		return;
	}
	spin_unlock(&d->tx_lock);
	spin_unlock(&d->lock);
	msleep(1);
}

void ok_try_else_lock(struct dev *d)
{
	if (!spin_trylock(&d->lock))
		spin_lock(&d->lock);
	use(d);
	spin_unlock(&d->lock);
	msleep(1);
}
