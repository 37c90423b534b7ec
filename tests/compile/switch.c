/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The branches of a switch, falling through and breaking out. */
#include "kernel.h"

void bad_in_one_case(struct dev *d)
{
	spin_lock(&d->lock);
	switch (d->state) {
	case 1:
		use(d);
		break;
	case 2:
		msleep(1);			/* FINDING sleep-in-atomic */
		break;
	}
	spin_unlock(&d->lock);
}

void bad_fall_through_with_the_lock(struct dev *d)
{
	int op = probe(d);

	switch (op) {
	case 1:
		spin_lock(&d->lock);
		/* fall through */
	case 2:
		might_sleep();			/* FINDING sleep-in-atomic */
	}
	if (op == 1)
		spin_unlock(&d->lock);
}

void bad_in_the_default(struct dev *d)
{
	spin_lock(&d->lock);
	switch (probe(d)) {
	case 0 ... 9:
		break;
	default:
		mutex_lock(&d->mutex);		/* FINDING sleep-in-atomic */
		mutex_unlock(&d->mutex);
	}
	spin_unlock(&d->lock);
}

void bad_locked_in_one_case(struct dev *d)
{
	switch (probe(d)) {
	case 1:
		spin_lock(&d->lock);
		msleep(1);			/* FINDING sleep-in-atomic */
		spin_unlock(&d->lock);
		break;
	case 2:
		msleep(1);
		break;
	}
}

void ok_unlocked_in_each_case(struct dev *d)
{
	spin_lock(&d->lock);
	switch (probe(d)) {
	case 1:
		spin_unlock(&d->lock);
		msleep(1);
		break;
	case 2:
		use(d);
		spin_unlock(&d->lock);
		break;
	default:
		spin_unlock(&d->lock);
	}
	msleep(1);
}

void ok_two_switches_on_one_value(struct dev *d, int op)
{
	switch (op) {
	case 1:
	case 2:
		spin_lock(&d->lock);
		break;
	}
	use(d);
	switch (op) {
	case 0:
		msleep(1);
		break;
	case 1:
	case 2:
		spin_unlock(&d->lock);
		break;
	}
}

void ok_return_from_a_case(struct dev *d)
{
	spin_lock(&d->lock);
	switch (probe(d)) {
	case 1:
		spin_unlock(&d->lock);
		return;
	case 2:
		break;
	}
	spin_unlock(&d->lock);
}

void ok_switch_in_a_loop(struct dev *d)
{
	for (;;) {
		spin_lock(&d->lock);
		switch (probe(d)) {
		case 0:
			spin_unlock(&d->lock);
			return;
		case 1:
			spin_unlock(&d->lock);
			continue;
		}
		spin_unlock(&d->lock);
		msleep(1);
	}
}
