/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A pointer that moves through a table as long as the table is mapped, and is NULL when it is not: over a loop. */
#include "kernel.h"

long *__map(struct dev *d) __adjusts_if(nonzero, rcu, +1);
long entry_of(long *p);
void unmap(long *p) __adjusts(rcu, -1);

static long *map(struct dev *d)
{
	return __map(d);
}

int ok_mapped_or_null(struct dev *d, int n)
{
	long *p = NULL;

	do {
		if (!p++) {
			p = map(d);
			if (!p)
				break;
		}
		if (!entry_of(p) || entry_of(p) == n)
			continue;
		unmap(p);
		p = NULL;
		msleep(1);
	} while (--n);
	if (p)
		unmap(p);
	return 0;
}

int bad_left_mapped(struct dev *d, int n)
{
	long *p = NULL;

	do {
		if (!p++) {
			p = map(d);
			if (!p)
				break;
		}
		if (!entry_of(p) || entry_of(p) == n)
			continue;
		unmap(p);
		p = NULL;
		msleep(1);
	} while (--n);
	return 0;				/* FINDING rcu-leak */
}
