// SPDX-License-Identifier: GPL-2.0-or-later
/* The current task is read anew each time, through assembly; it is one task all the same. */
#include "kernel.h"

struct task_struct { unsigned int flags; };
struct task_struct *get_current(void) __returns(the same);
struct task_struct *get_some(void) __any_context;
#define current get_current()

void ok_flag_of_current(struct dev *d)
{
	if (current->flags & 0x800)
		spin_lock(&d->lock);
	if (!(current->flags & 0x800))
		mutex_lock(&d->mutex);
	if (current->flags & 0x800)
		spin_unlock(&d->lock);
}

static void may_sleep(void)
{
	if (!(current->flags & 0x800))
		msleep(1);
}

void ok_flag_seen_by_callee(struct dev *d)
{
	if (!(current->flags & 0x800))
		return;
	spin_lock(&d->lock);
	may_sleep();
	spin_unlock(&d->lock);
}

void bad_other_flag(struct dev *d)
{
	if (!(current->flags & 0x400))
		return;
	spin_lock(&d->lock);
	may_sleep();		/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}

void bad_other_task(struct dev *d)
{
	if (!(get_some()->flags & 0x800))
		return;
	spin_lock(&d->lock);
	may_sleep();		/* FINDING sleep-in-atomic */
	spin_unlock(&d->lock);
}
