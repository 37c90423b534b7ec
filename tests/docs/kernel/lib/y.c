/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel.h"

void x_put(struct dev *x)
{
	mutex_lock(&x->mutex);
	mutex_unlock(&x->mutex);
}
