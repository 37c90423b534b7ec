// SPDX-License-Identifier: GPL-2.0-or-later
/* A pointer that was followed is not NULL, though it is a step away from something: local_trylock() of a per-CPU lock. */
#include "kernel.h"

struct trylock { int owner; unsigned char acquired; };
struct sheaves { struct trylock lock; int size; };

extern unsigned long this_cpu_off;
bool anything(void);

#define this_cpu_ptr(p)	((__typeof__(p))(this_cpu_off + (unsigned long)(p)))
#define acquired(l)	(*(volatile unsigned char *)&(l)->acquired)

#define local_trylock(lock) ({					\
	struct trylock *_l = this_cpu_ptr(lock);		\
								\
	preempt_disable();					\
	if (acquired(_l)) {					\
		preempt_enable();				\
		_l = NULL;					\
	} else {						\
		acquired(_l) = 1;				\
	}							\
	!!_l;							\
})

#define local_unlock(lock) ({ acquired(this_cpu_ptr(lock)) = 0; preempt_enable(); })

struct cache { struct sheaves *sheaves; };

bool ok_flush(struct cache *s)
{
	bool ret = false;

	do {
		if (!local_trylock(&s->sheaves->lock))
			return ret;
		ret = true;
		local_unlock(&s->sheaves->lock);
	} while (anything());
	return ret;
}

bool bad_flush(struct cache *s)
{
	if (!local_trylock(&s->sheaves->lock))
		return false;
	if (anything())
		return false;		/* FINDING imbalance */
	local_unlock(&s->sheaves->lock);
	return true;
}
