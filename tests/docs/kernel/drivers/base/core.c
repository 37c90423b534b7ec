/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel.h"

void put_device(struct dev *d)
{
	mutex_lock(&d->mutex);
	mutex_unlock(&d->mutex);
}
