/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The plain attributes: preempt_range(lo, hi) is an expectation, preempt_adjust(n) a change, both of preempt. */
#include "kernel.h"

#if __has_attribute(preempt_range)
# define __range(lo, hi)	__attribute__((preempt_range(lo, hi)))
# define __adjust(n)		__attribute__((preempt_adjust(n)))
#else
# define __range(lo, hi)
# define __adjust(n)
#endif

extern void plain_wait(void) __range(0, 0);
extern void plain_locked(struct dev *d) __range(1, 9);
extern void plain_lock(struct dev *d) __adjust(1);
extern void plain_unlock(struct dev *d) __adjust(-1) __range(1, 9);

void bad_called_out_of_range(struct dev *d)
{
	spin_lock(&d->lock);
	plain_wait();				/* FINDING sleep-in-atomic "'plain_wait'" */
	spin_unlock(&d->lock);
}

void bad_adjusted(struct dev *d)
{
	plain_lock(d);
	msleep(1);				/* FINDING sleep-in-atomic */
	plain_unlock(d);
}

int __adjust(1) bad_body_does_not_adjust(struct dev *d)
{
	use(d);
	return 0;				/* FINDING contract */
}

void __range(1, 1) bad_body_sleeps(struct dev *d)
{
	use(d);
	msleep(1);				/* FINDING contract */
}

void __range(0, 0) bad_called_without_the_lock(struct dev *d)
{
	plain_locked(d);			/* FINDING contract "'plain_locked'" */
}

void ok_called_in_range(struct dev *d)
{
	plain_wait();
	plain_lock(d);
	plain_locked(d);
	plain_unlock(d);
	plain_wait();
}

int __adjust(1) ok_body_adjusts(struct dev *d)
{
	spin_lock(&d->lock);
	return 0;
}

void __range(1, 1) ok_range_of_one(struct dev *d)
{
	spin_unlock(&d->lock);
	msleep(1);
	spin_lock(&d->lock);
}
