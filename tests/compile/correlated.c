/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The same test twice: what was locked under it is unlocked under it. */
#include "kernel.h"

void ok_same_parameter(struct dev *d, bool locked)
{
	if (!locked)
		spin_lock(&d->lock);
	use(d);
	if (!locked)
		spin_unlock(&d->lock);
}

void ok_same_local(struct dev *d)
{
	int a = cond();

	if (a)
		spin_lock(&d->lock);
	use(d);
	if (a)
		spin_unlock(&d->lock);
	msleep(1);
}

void ok_sleep_on_the_other_side(struct dev *d)
{
	int a = cond();

	if (a)
		spin_lock(&d->lock);
	if (!a)
		msleep(1);
	if (a)
		spin_unlock(&d->lock);
}

void bad_sleep_on_the_same_side(struct dev *d)
{
	int a = cond();

	if (a)
		spin_lock(&d->lock);
	use(d);
	if (a)
		msleep(1);			/* FINDING sleep-in-atomic */
	if (a)
		spin_unlock(&d->lock);
}

void ok_two_conditions(struct dev *d)
{
	int a = cond();
	int b = probe(d);

	if (a && b)
		spin_lock(&d->lock);
	use(d);
	if (a && b)
		spin_unlock(&d->lock);
	msleep(1);
}

void bad_two_conditions_one_forgotten(struct dev *d)
{
	int a = cond();
	int b = probe(d);

	if (a)
		spin_lock(&d->lock);
	if (a && b)
		msleep(1);			/* FINDING sleep-in-atomic */
	if (a)
		spin_unlock(&d->lock);
}

void ok_locked_flag(struct dev *d)
{
	bool locked = false;

	if (probe(d)) {
		spin_lock(&d->lock);
		locked = true;
	}
	use(d);
	if (locked)
		spin_unlock(&d->lock);
	msleep(1);
}

void bad_locked_flag(struct dev *d)
{
	bool locked = false;

	if (probe(d)) {
		spin_lock(&d->lock);
		locked = true;
	}
	if (locked)
		msleep(1);			/* FINDING sleep-in-atomic */
	if (locked)
		spin_unlock(&d->lock);
}

void ok_flag_reset_by_unlock(struct dev *d)
{
	bool locked = true;

	spin_lock(&d->lock);
	if (cond()) {
		spin_unlock(&d->lock);
		locked = false;
	}
	if (!locked)
		msleep(1);
	if (locked)
		spin_unlock(&d->lock);
}

void ok_flag_in_memory(struct dev *d)
{
	if (d->flags & 4)
		spin_lock(&d->lock);
	d->state = 1;
	if (d->flags & 4)
		spin_unlock(&d->lock);
}

void ok_sleep_without_the_flag_in_memory(struct dev *d)
{
	if (d->flags & 4)
		spin_lock(&d->lock);
	if (!(d->flags & 4))
		msleep(1);
	if (d->flags & 4)
		spin_unlock(&d->lock);
}

void bad_sleep_with_the_flag_in_memory(struct dev *d)
{
	if (d->flags & 4)
		spin_lock(&d->lock);
	if (d->flags & 4)
		msleep(1);			/* FINDING sleep-in-atomic */
	if (d->flags & 4)
		spin_unlock(&d->lock);
}

void bad_other_flag_in_memory(struct dev *d)
{
	if (d->flags & 4)
		spin_lock(&d->lock);
	if (d->flags & 8)
		msleep(1);			/* FINDING sleep-in-atomic */
	if (d->flags & 4)
		spin_unlock(&d->lock);
}

int bad_store_between(struct dev *d)
{
	int locked = d->flags & 4;

	if (locked)
		spin_lock(&d->lock);
	locked = cond();
	if (locked)
		spin_unlock(&d->lock);
	return 0;				/* POSSIBLE imbalance */
}

void ok_null_pointer(struct dev *d)
{
	if (d)
		spin_lock(&d->lock);
	use(d);
	if (d)
		spin_unlock(&d->lock);
}

void ok_same_value_compared(struct dev *d, int mode)
{
	if (mode == 3)
		spin_lock(&d->lock);
	use(d);
	if (mode != 3)
		return;
	spin_unlock(&d->lock);
}

void bad_same_value_compared(struct dev *d)
{
	int mode = cond();

	if (mode == 3)
		spin_lock(&d->lock);
	if (mode > 2)
		msleep(1);			/* FINDING sleep-in-atomic */
	if (mode == 3)
		spin_unlock(&d->lock);
}

void ok_same_value_in_a_range(struct dev *d)
{
	int mode = cond();

	if (mode == 3)
		spin_lock(&d->lock);
	if (mode < 3)
		msleep(1);
	if (mode == 3)
		spin_unlock(&d->lock);
}

void bad_value_changed_between(struct dev *d)
{
	int a = cond();

	if (a)
		spin_lock(&d->lock);
	a = cond();
	if (!a)
		msleep(1);			/* FINDING sleep-in-atomic */
	panic("lost count");
}
