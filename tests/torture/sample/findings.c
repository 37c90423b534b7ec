// SPDX-License-Identifier: GPL-2.0-or-later
/* Here the plugin has something to say. */
typedef struct spinlock { int value; } spinlock_t;
struct mutex { int value; };
extern void _raw_spin_lock(spinlock_t *), _raw_spin_unlock(spinlock_t *), mutex_lock(struct mutex *), unknown(void);

void sleeps(spinlock_t *lock, struct mutex *mutex, int n)
{
	int unused;

	_raw_spin_lock(lock);
	if (n)
		mutex_lock(mutex);
	unknown();
	_raw_spin_unlock(lock);
}
