// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A module with one bug: an allocation that may sleep, under a spinlock with interrupts off.
 *
 * Build it against an installed kernel, with the plugin and without anything else:
 *
 *	make -C /lib/modules/$(uname -r)/build M=$PWD KCFLAGS="$(sleepwalk --kcflags)"
 *
 * (with --cc, if it is not gcc that built the kernel).  The warning stands on the marked line; the notes lead from
 * spin_lock_irqsave() to it.  The fix: allocate before taking the lock, or GFP_ATOMIC.
 *
 * Loaded, it keeps the last few lines written to /dev/sleepwalk_example.  Without CONFIG_DEBUG_ATOMIC_SLEEP the bug
 * shows only when memory is short.
 */
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>

#define MAX_ENTRIES	16

struct entry {
	struct list_head list;
	char text[64];
};

static LIST_HEAD(entries);
static DEFINE_SPINLOCK(entries_lock);
static unsigned int nr_entries;

static struct entry *oldest_or_new(void)
{
	if (nr_entries == MAX_ENTRIES)
		return list_first_entry(&entries, struct entry, list);
	return NULL;
}

static int remember(const char *text)
{
	struct entry *e;
	unsigned long flags;

	spin_lock_irqsave(&entries_lock, flags);
	e = oldest_or_new();
	if (e) {
		list_move_tail(&e->list, &entries);
	} else {
		e = kmalloc(sizeof(*e), GFP_KERNEL);	/* FINDING sleep-in-atomic */
		if (!e) {
			spin_unlock_irqrestore(&entries_lock, flags);
			return -ENOMEM;
		}
		list_add_tail(&e->list, &entries);
		nr_entries++;
	}
	memcpy(e->text, text, sizeof(e->text));
	spin_unlock_irqrestore(&entries_lock, flags);
	return 0;
}

static ssize_t example_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	char text[sizeof_field(struct entry, text)] = "";
	int err;

	if (copy_from_user(text, buf, min(len, sizeof(text) - 1)))
		return -EFAULT;
	err = remember(text);
	return err ? err : len;
}

static const struct file_operations example_fops = {
	.owner	= THIS_MODULE,
	.write	= example_write,
};

static struct miscdevice example_dev = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "sleepwalk_example",
	.fops	= &example_fops,
};

static int __init example_init(void)
{
	return misc_register(&example_dev);
}

static void __exit example_exit(void)
{
	struct entry *e, *next;

	misc_deregister(&example_dev);
	list_for_each_entry_safe(e, next, &entries, list)
		kfree(e);
}

module_init(example_init);
module_exit(example_exit);
MODULE_DESCRIPTION("One bug for sleepwalk to find");
MODULE_LICENSE("GPL");
