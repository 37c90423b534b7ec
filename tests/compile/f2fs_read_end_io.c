// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A callback that may run in any interrupt context asks where it is, and passes the answer on as a value. in_task() is
 * not enough: it is true with interrupts off, as under spin_lock_irqsave().
 */
#include "kernel.h"

struct bio {
	int status;
	void *private;
	void (*end_io)(struct bio *bio) __expects(irq, 0, max) __expects(softirq, 0, max) __expects(hardirq, 0, max);
};
void bio_put(struct bio *bio);

static void finish(struct bio *bio, bool intask)
{
	if (intask)
		vfree(bio->private);
	bio_put(bio);
}

static void ok_read_end_io(struct bio *bio)
{
	bool intask = in_task() && !irqs_disabled();

	if (bio->status) {
		finish(bio, intask);
		return;
	}
	if (bio->private && cond())
		bio->status = 1;
	finish(bio, intask);
}

static void read_end_io_asks_half(struct bio *bio)
{
	bool intask = in_task();

	if (bio->status) {
		finish(bio, intask);
		return;
	}
	finish(bio, intask);
}

static void ok_open_coded(struct bio *bio)
{
	if (in_task() && !irqs_disabled())
		vfree(bio->private);
}

static void open_coded_asks_half(struct bio *bio)
{
	if (!irqs_disabled())
		vfree(bio->private);
}

void submit(struct bio *bio)
{
	bio->end_io = ok_read_end_io;
	bio->end_io = read_end_io_asks_half;	/* FINDING slot-contract */
	bio->end_io = ok_open_coded;
	bio->end_io = open_coded_asks_half;	/* FINDING slot-contract */
}
