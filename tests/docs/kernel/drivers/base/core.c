/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel.h"

void dev_put(struct dev *d)
{
	mutex_lock(&d->mutex);
	mutex_unlock(&d->mutex);
}
