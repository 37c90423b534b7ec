/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A lock for any of more reasons than there is room to keep apart: the states are joined before their vectors differ, and
 * with them goes what would tell that the second test comes out as the first.
 */
#include "kernel.h"

struct wish {
	spinlock_t lock;
	int a, b, c, d, e, f;
};

void ok_five(struct wish *w)
{
	if (w->a || w->b || w->c || w->d || w->e)
		spin_lock(&w->lock);
	w->f = 1;
	if (w->a || w->b || w->c || w->d || w->e)
		spin_unlock(&w->lock);
}

void ok_six_of_values(struct wish *w)
{
	int a = cond(), b = cond(), c = cond(), d = cond(), e = cond(), f = cond();

	if (a || b || c || d || e || f)
		spin_lock(&w->lock);
	cond();
	if (a || b || c || d || e || f)
		spin_unlock(&w->lock);
}

/* What was forgotten is not asked for again: this path is. */
int bad_five_and_then_an_error(struct wish *w, struct dev *d)
{
	if (w->a || w->b || w->c || w->d || w->e)
		use(d);
	spin_lock(&w->lock);
	if (!probe(d))
		return -EIO;			/* FINDING imbalance */
	spin_unlock(&w->lock);
	return 0;
}

/* Asked for once, it is right for some of what was joined. */
int bad_one_of_the_five_again(struct wish *w, struct dev *d)
{
	if (w->a || w->b || w->c || w->d || w->e)
		use(d);
	spin_lock(&w->lock);
	if (w->c)
		return -EIO;			/* FINDING imbalance */
	spin_unlock(&w->lock);
	return 0;
}
