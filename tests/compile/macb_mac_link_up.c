/* SPDX-License-Identifier: GPL-2.0-or-later */
/* drivers/net/ethernet/cadence: a switch over a parameter is about data; a truth value is a mode that callers ask for. */
#include "kernel.h"

static void set_clock(struct dev *d, int speed)
{
	switch (speed) {
	case 10:
		d->state = 2500;
		break;
	case 100:
		d->state = 25000;
		break;
	case 1000:
		d->state = 125000;
		break;
	default:
		return;
	}
	mutex_lock(&d->mutex);
	mutex_unlock(&d->mutex);
}

void bad_macb_mac_link_up(struct dev *d, int speed)
{
	spin_lock(&d->lock);
	set_clock(d, speed);			/* FINDING sleep-in-atomic "set_clock" */
	spin_unlock(&d->lock);
}

static void wait_if(struct dev *d, bool wait)
{
	if (wait)
		msleep(1);
	d->state = 0;
}

void ok_unless_asked_for_the_possible(struct dev *d, bool wait)
{
	spin_lock(&d->lock);
	wait_if(d, wait);			/* POSSIBLE sleep-in-atomic */
	spin_unlock(&d->lock);
}
