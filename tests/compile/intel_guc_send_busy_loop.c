// SPDX-License-Identifier: GPL-2.0-or-later
/* A loop that sleeps longer each time, unless the context was atomic before it. */
#include "kernel.h"

int send(struct dev *d);

int send_busy_loop(struct dev *d, bool loop)
{
	unsigned int period = 1;
	bool not_atomic = !in_atomic() && !irqs_disabled();
	int err;

	if (loop && not_atomic)
		might_sleep();
retry:
	err = send(d);
	if (err == -EBUSY && loop) {
		if (not_atomic) {
			msleep(period);
			period = period << 1;
		} else {
			udelay(1);
		}
		goto retry;
	}
	return err;
}

int ok_locked(struct dev *d)
{
	unsigned long flags;
	int err;

	spin_lock_irqsave(&d->lock, flags);
	err = send_busy_loop(d, true);
	spin_unlock_irqrestore(&d->lock, flags);
	return err;
}

void bad_rcu(struct dev *d)
{
	rcu_read_lock();
	send_busy_loop(d, true);	/* FINDING rcu-sleep */
	rcu_read_unlock();
}

/* still a flag */
void ok_once(struct dev *d)
{
	int locked = 0, i = 0;

	do {
		if (!locked)
			spin_lock(&d->lock);
		locked = 1;
		i++;
	} while (send(d) && i < 5);
	if (locked)
		spin_unlock(&d->lock);
	msleep(1);
}
