/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A helper that turns interrupts on, on the way where it sees that they are off. */
#include "kernel.h"

static void turn_on(void)
{
	if (irqs_disabled())
		local_irq_enable();
}

void ok_turned_on_again(struct dev *d)
{
	while (cond()) {
		local_irq_disable();
		if (probe(d))
			local_irq_enable();
		else
			turn_on();
	}
}

void bad_without_it(struct dev *d)
{
	local_irq_disable();
	if (!probe(d))
		return;			/* FINDING imbalance */
	local_irq_enable();
}
