/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The message of a whole program in README.md. */
#include "kernel.h"

void x_put(struct dev *x);

void x_evict(struct dev *x)
{
	spin_lock(&x->lock);
	x_put(x);
	spin_unlock(&x->lock);
}
