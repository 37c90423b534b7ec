/* SPDX-License-Identifier: GPL-2.0-or-later */
/* GCC's nested functions are functions like others. */
#include "kernel.h"

void bad_nested_sleeps(struct dev *d)
{
	void wait(void)
	{
		msleep(d->state);
	}

	spin_lock(&d->lock);
	wait();					/* FINDING sleep-in-atomic "wait" */
	spin_unlock(&d->lock);
}

void bad_nested_locks(struct dev *d)
{
	void lock(void)
	{
		spin_lock(&d->lock);
	}
	void unlock(void)
	{
		spin_unlock(&d->lock);
	}

	lock();
	msleep(1);				/* FINDING sleep-in-atomic */
	unlock();
}

void bad_within_the_nested(struct dev *d)
{
	void both(void)
	{
		spin_lock(&d->lock);
		msleep(1);			/* FINDING sleep-in-atomic */
		spin_unlock(&d->lock);
	}

	both();
}

void ok_nested_sleeps_outside(struct dev *d)
{
	void wait(void)
	{
		msleep(d->state);
	}

	spin_lock(&d->lock);
	use(d);
	spin_unlock(&d->lock);
	wait();
}

void ok_nested_under_lock(struct dev *d)
{
	void count(void)
	{
		d->state++;
	}

	spin_lock(&d->lock);
	count();
	spin_unlock(&d->lock);
}

/* What the nested function returns out of itself, the outer one does not. */
int ok_nested_return(struct dev *d)
{
	int check(void)
	{
		if (!probe(d))
			return -EIO;
		return 0;
	}
	int err;

	spin_lock(&d->lock);
	err = check();
	spin_unlock(&d->lock);
	return err;
}
