/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that tell by what they return whether they hold the lock. */
#include "kernel.h"

/* 0 with the lock held, -EINVAL without */
static int get(struct dev *d)
{
	if (!probe(d))
		return -EINVAL;
	spin_lock(&d->lock);
	return 0;
}

void bad_zero_means_held(struct dev *d)
{
	if (get(d))
		return;
	msleep(1);				/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

int bad_negative_tested(struct dev *d)
{
	int err = get(d);

	if (err < 0)
		return err;
	schedule();				/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
	return 0;
}

int ok_error_goes_out(struct dev *d)
{
	int err = get(d);

	if (err < 0) {
		msleep(1);
		return err;
	}
	spin_unlock(&d->lock);
	return 0;
}

void ok_zero_means_held(struct dev *d)
{
	if (!get(d))
		spin_unlock(&d->lock);
	msleep(1);
}

int ok_error_compared(struct dev *d)
{
	int err = get(d);

	if (err == -EINVAL) {
		msleep(1);
		return err;
	}
	spin_unlock(&d->lock);
	return 0;
}

/* the device, locked, or NULL */
static struct dev *find(struct dev *list)
{
	struct dev *d;

	for (d = list; d; d = d->next) {
		spin_lock(&d->lock);
		if (probe(d))
			return d;
		spin_unlock(&d->lock);
	}
	return NULL;
}

void bad_found_is_locked(struct dev *list)
{
	struct dev *d = find(list);

	if (!d)
		return;
	mutex_lock(&d->mutex);			/* FINDING sleep-in-atomic */
	mutex_unlock(&d->mutex);
	spin_unlock(&d->lock);
}

void bad_found_in_a_condition(struct dev *list)
{
	struct dev *d;

	if ((d = find(list)) != NULL) {
		msleep(1);			/* FINDING sleep-in-atomic */
		spin_unlock(&d->lock);
	}
}

void ok_not_found(struct dev *list)
{
	struct dev *d = find(list);

	if (!d) {
		msleep(1);
		return;
	}
	spin_unlock(&d->lock);
}

void ok_each_found(struct dev *list)
{
	struct dev *d;

	while ((d = find(list))) {
		use(d);
		spin_unlock(&d->lock);
		msleep(1);
	}
}

/* the device, locked, or an error pointer */
static struct dev *open_dev(struct dev *d)
{
	if (!probe(d))
		return ERR_PTR(-EIO);
	spin_lock(&d->lock);
	return d;
}

int bad_no_error_pointer(struct dev *list)
{
	struct dev *d = open_dev(list);

	if (IS_ERR(d))
		return PTR_ERR(d);
	d->buf = kmalloc(8, GFP_KERNEL);	/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
	return 0;
}

int ok_error_pointer(struct dev *list)
{
	struct dev *d = open_dev(list);

	if (IS_ERR(d)) {
		msleep(1);
		return PTR_ERR(d);
	}
	spin_unlock(&d->lock);
	return 0;
}

static bool try_start(struct dev *d)
{
	spin_lock(&d->lock);
	if (probe(d))
		return true;
	spin_unlock(&d->lock);
	return false;
}

void bad_true_means_held(struct dev *d)
{
	bool started = try_start(d);

	if (started)
		msleep(1);			/* FINDING sleep-in-atomic */
	if (started)
		spin_unlock(&d->lock);
}

void ok_true_means_held(struct dev *d)
{
	if (try_start(d))
		spin_unlock(&d->lock);
	else
		msleep(1);
}

/* how many locks are held: 0, 1 or 2 */
static int lock_some(struct dev *d)
{
	if (!probe(d))
		return 0;
	spin_lock(&d->lock);
	if (!probe(d->next))
		return 1;
	spin_lock(&d->next->lock);
	return 2;
}

void bad_three_results(struct dev *d)
{
	int held = lock_some(d);

	if (held == 2)
		spin_unlock(&d->next->lock);
	if (held >= 1) {
		msleep(1);			/* FINDING sleep-in-atomic */
		spin_unlock(&d->lock);
	}
}

void ok_three_results(struct dev *d)
{
	switch (lock_some(d)) {
	case 2:
		spin_unlock(&d->next->lock);
		/* fall through */
	case 1:
		spin_unlock(&d->lock);
	}
	msleep(1);
}

/* the error comes from elsewhere: anything negative, or 0 with the lock held */
static int get_checked(struct dev *d)
{
	int err = probe(d);

	if (err < 0)
		return err;
	spin_lock(&d->lock);
	return 0;
}

void bad_error_from_elsewhere(struct dev *d)
{
	if (get_checked(d) == 0) {
		msleep(1);			/* FINDING sleep-in-atomic */
		spin_unlock(&d->lock);
	}
}

int ok_error_from_elsewhere(struct dev *d)
{
	int err = get_checked(d);

	if (err < 0) {
		msleep(1);
		return err;
	}
	spin_unlock(&d->lock);
	return 0;
}

static int get_outer(struct dev *d)
{
	int err = get(d);

	if (err)
		return err;
	use(d);
	return 0;
}

int bad_result_passed_on(struct dev *d)
{
	if (get_outer(d))
		return -EIO;
	msleep(1);				/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
	return 0;
}

int ok_result_passed_on(struct dev *d)
{
	if (get_outer(d)) {
		msleep(1);
		return -EIO;
	}
	spin_unlock(&d->lock);
	return 0;
}
