/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A module that is built outside of the kernel. */
#include "kernel.h"

void put_device(struct dev *d);

void my_exit(struct dev *d)
{
	put_device(d);
}
