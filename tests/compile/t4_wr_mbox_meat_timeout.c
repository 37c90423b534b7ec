// SPDX-License-Identifier: GPL-2.0-or-later
/* A parameter that is reset on some ways: where it is not 0 it is what was passed. */
#include "kernel.h"

static void wait(bool sleep_ok, int timeout)
{
	int i;

	if (timeout < 0) {
		sleep_ok = false;
		timeout = -timeout;
	}
	for (i = 0; i < timeout; i++)
		if (sleep_ok)
			msleep(1);
		else
			udelay(1000);
}

/* Reset in a loop, and at two places. */
static void wait_until_told(bool sleep_ok, int *state)
{
	while (*state) {
		if (*state == 2)
			sleep_ok = false;
		else if (*state == 3)
			sleep_ok = false;
		if (sleep_ok)
			msleep(1);
	}
}

static void wait_if_set(bool sleep_ok, int timeout)
{
	if (timeout < 0)
		sleep_ok = true;
	if (sleep_ok)
		msleep(1);
}

void ok_not_asked(spinlock_t *lock, int timeout, int *state)
{
	spin_lock(lock);
	wait(false, timeout);
	wait_until_told(false, state);
	spin_unlock(lock);
}

void bad_asked(spinlock_t *lock)
{
	spin_lock(lock);
	wait(true, 10);			/* FINDING sleep-in-atomic */
	spin_unlock(lock);
}

void bad_asked_in_loop(spinlock_t *lock, int *state)
{
	spin_lock(lock);
	wait_until_told(true, state);	/* FINDING sleep-in-atomic */
	spin_unlock(lock);
}

void bad_set(spinlock_t *lock)
{
	spin_lock(lock);
	wait_if_set(false, -1);		/* FINDING sleep-in-atomic */
	spin_unlock(lock);
}
