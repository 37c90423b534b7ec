/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A function that does not keep what it declares.
 *
 * What is wrong	dev_log() is declared to work in any context.  Its callers, in other files, rely on that; one
 *			day somebody adds an allocation.
 * Reported		the call of kmalloc(), as contract: the declaration is held against the body, callers or not.
 * How to read it	"'kmalloc' may sleep", although the function is declared "any context"; a note shows the
 *			declaration's line.
 * The fix		GFP_ATOMIC, and live with a lost message; or change the declaration, and see which callers
 *			turn up.
 */
#include "kernel.h"

void dev_log(struct dev *d, int value) __any_context;

void dev_log(struct dev *d, int value)
{
	int *entry = kmalloc(sizeof(*entry), GFP_KERNEL);	/* FINDING contract */

	if (entry)
		*entry = value;
	d->buf = entry;
}
