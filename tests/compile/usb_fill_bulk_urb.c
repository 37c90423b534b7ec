/* SPDX-License-Identifier: GPL-2.0-or-later */
/* include/linux/usb.h: a wrapper puts its argument into the slot that says how it is entered. rsi_rx_done_handler() */
#include "kernel.h"

struct urb {
	void *context;
	void (*complete)(struct urb *urb) __entered_with(softirq, 1);
};

static inline void usb_fill_bulk_urb(struct urb *urb, void (*complete)(struct urb *urb), void *context)
{
	urb->complete = complete;
	urb->context = context;
}

static void fill(struct urb *urb, struct dev *d, void (*complete)(struct urb *urb))
{
	usb_fill_bulk_urb(urb, complete, d);
}

static void done_and_sleep(struct urb *urb)
{
	struct dev *d = urb->context;

	d->buf = kmalloc(8, GFP_KERNEL);
}

static void done(struct urb *urb)
{
	struct dev *d = urb->context;

	d->buf = kmalloc(8, GFP_ATOMIC);
}

void ok_fill(struct urb *urb, struct dev *d)
{
	fill(urb, d, done);
}

void bad_fill(struct urb *urb, struct dev *d)
{
	fill(urb, d, done_and_sleep);		/* FINDING slot-contract "done_and_sleep" */
}

/* What registers a function may do so through wrappers, too. */

static int request_two(struct dev *d, int (*handler)(int irq, void *data))
{
	request_irq(1, handler, d);
	request_irq(2, handler, d);
	return 0;
}

static int slow_handler(int irq, void *data)
{
	struct dev *d = data;

	(void)irq;
	mutex_lock(&d->mutex);			/* FINDING entry-context "hardirq" */
	mutex_unlock(&d->mutex);
	return 1;
}

int request_the_slow_one(struct dev *d)
{
	return request_two(d, slow_handler);
}
