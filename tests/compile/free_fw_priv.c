/* SPDX-License-Identifier: GPL-2.0-or-later */
/* drivers/base/firmware_loader: the last put calls a function that unlocks what its caller locked, and says so by its result. */
#include "kernel.h"

static int kref_put(struct dev *d, void (*release)(struct dev *d))
{
	if (--d->state == 0) {
		release(d);
		return 1;
	}
	return 0;
}

static void release_and_unlock(struct dev *d)
{
	d->state = 0;
	spin_unlock(&d->lock);
}

void ok_free_fw_priv(struct dev *d)
{
	spin_lock(&d->lock);
	if (!kref_put(d, release_and_unlock))
		spin_unlock(&d->lock);
}

void bad_free_that_sleeps(struct dev *d)
{
	spin_lock(&d->lock);
	if (!kref_put(d, release_and_unlock)) {
		msleep(1);			/* FINDING sleep-in-atomic "msleep" */
		spin_unlock(&d->lock);
	}
}

void ok_free_that_sleeps_when_it_was_the_last(struct dev *d)
{
	spin_lock(&d->lock);
	if (kref_put(d, release_and_unlock))
		msleep(1);
	else
		spin_unlock(&d->lock);
}
