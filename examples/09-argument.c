/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A helper that sleeps only if its argument allows it.
 *
 * What is wrong	dev_grow() passes its flags on to kmalloc().  Of its two callers under the lock the second
 *			passes GFP_KERNEL.
 * Reported		the second call.  No word is needed at dev_grow(): that it sleeps if arg 2 & 0x400, for 0x400
 *			is the bit in GFP_KERNEL that allows waiting for memory, is found out from its body.
 * How to read it	"'dev_grow' may sleep, but preemption is disabled here"; the notes name the argument and the
 *			bit, then the way to kmalloc().
 * The fix		GFP_ATOMIC here as well, or grow before taking the lock.
 */
#include "kernel.h"

static int dev_grow(struct dev *d, gfp_t gfp)
{
	void *buf = kmalloc(128, gfp);

	if (!buf)
		return -EIO;
	kfree(d->buf);
	d->buf = buf;
	return 0;
}

int dev_grow_in_irq(struct dev *d)
{
	int err;

	spin_lock(&d->lock);
	err = dev_grow(d, GFP_ATOMIC);
	spin_unlock(&d->lock);
	return err;
}

int dev_grow_on_open(struct dev *d)
{
	int err;

	spin_lock(&d->lock);
	err = dev_grow(d, GFP_KERNEL);		/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
	return err;
}
