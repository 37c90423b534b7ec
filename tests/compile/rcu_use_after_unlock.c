/* SPDX-License-Identifier: GPL-2.0-or-later */
/* flags: -O2 -fplugin-arg-sleepwalk-annotations=tests/compile/rcu_use_after_unlock.ann */
/* Pointers that are loaded inside an RCU read-side section, and followed after it. */
#include "kernel.h"

#define rcu_pointer(p) ({ __typeof__(p) _loaded = READ_ONCE(p); _loaded; })
#define locked_pointer(p) ({ __typeof__(p) _loaded = (p); _loaded; })
#define other_pointer(p) ({ __typeof__(p) _loaded = READ_ONCE(p); _loaded; })
#define list_each_rcu(pos, head) for (pos = READ_ONCE((head)->next); pos; pos = READ_ONCE(pos->next))

struct dev *head, *kept;
bool dev_get(struct dev *d);
void dev_put(struct dev *d);
int srcu_read_lock(void);
void srcu_read_unlock(int index);
void assert_updater(void);
struct dev *find_dev_rcu(int id) __sleepwalk("returns protected by rcu");

int bad_use(void)
{
	struct dev *d;

	rcu_read_lock();
	d = rcu_pointer(head);
	rcu_read_unlock();
	return d ? d->state : 0;	/* FINDING rcu-use-after-unlock "'d' was loaded inside an RCU read-side" */
}

void bad_store(void)
{
	struct dev *d;

	rcu_read_lock();
	d = rcu_pointer(head);
	rcu_read_unlock();
	if (d)
		d->state = 1;		/* FINDING rcu-use-after-unlock "'d'" */
}

/* inside, and then again */
int bad_second_use(void)
{
	struct dev *d;
	int state = 0;

	rcu_read_lock();
	d = rcu_pointer(head);
	if (d)
		state = d->state;
	rcu_read_unlock();
	if (state)
		return d->flags;	/* FINDING rcu-use-after-unlock */
	return 0;
}

static struct dev *first_dev(void)
{
	return rcu_pointer(head);
}

int bad_through_a_helper(void)
{
	struct dev *d;

	rcu_read_lock();
	d = first_dev();
	rcu_read_unlock();
	return d->state;		/* FINDING rcu-use-after-unlock */
}

int bad_through_a_declared_function(void)
{
	struct dev *d;

	rcu_read_lock();
	d = find_dev_rcu(1);
	rcu_read_unlock();
	return d->state;		/* FINDING rcu-use-after-unlock */
}

int bad_after_a_loop(int state)
{
	struct dev *d;

	rcu_read_lock();
	list_each_rcu(d, head)
		if (d->state == state)
			break;
	rcu_read_unlock();
	return d ? (int)d->flags : 0;	/* FINDING rcu-use-after-unlock "'d'" */
}

int bad_one_of_two(bool first)
{
	struct dev *d = NULL;

	rcu_read_lock();
	if (first)
		d = rcu_pointer(head);
	else
		d = rcu_pointer(kept);
	rcu_read_unlock();
	return d ? d->state : 0;	/* FINDING rcu-use-after-unlock */
}

int bad_by_its_field(void)
{
	struct dev *d;
	spinlock_t *lock;

	rcu_read_lock();
	d = rcu_pointer(head);
	lock = &d->tx_lock;
	rcu_read_unlock();
	return lock->raw;		/* FINDING rcu-use-after-unlock */
}

int bad_rcu_bh_section(void)
{
	struct dev *d;

	rcu_read_lock_bh();
	d = rcu_pointer(head);
	rcu_read_unlock_bh();
	return d->state;		/* FINDING rcu-use-after-unlock */
}

int bad_in_a_loop(void)
{
	int sum = 0;

	while (cond()) {
		struct dev *d;

		rcu_read_lock();
		d = rcu_pointer(head);
		rcu_read_unlock();
		sum += d->state;	/* FINDING rcu-use-after-unlock */
	}
	return sum;
}

/* the reference is taken in another turn, to what was loaded then */
int bad_reloaded(void)
{
	struct dev *d;

	for (;;) {
		rcu_read_lock();
		d = rcu_pointer(head);
		if (cond()) {
			rcu_read_unlock();
			break;
		}
		use(d);
		rcu_read_unlock();
	}
	return d->state;		/* FINDING rcu-use-after-unlock */
}

int ok_inside(void)
{
	struct dev *d;
	int state;

	rcu_read_lock();
	d = rcu_pointer(head);
	state = d ? d->state : 0;
	rcu_read_unlock();
	return state;
}

int ok_reference(void)
{
	struct dev *d;
	int state;

	rcu_read_lock();
	d = rcu_pointer(head);
	if (d && !dev_get(d))
		d = NULL;
	rcu_read_unlock();
	if (!d)
		return 0;
	state = d->state;
	dev_put(d);
	return state;
}

int ok_reference_in_a_field(void)
{
	struct dev *d;

	rcu_read_lock();
	d = rcu_pointer(head);
	consume(&d->flags);
	rcu_read_unlock();
	return d->state;
}

/* net/socket.c: the module that it belongs to, and with it the object itself */
int ok_reference_to_its_owner(void)
{
	struct dev *d;

	rcu_read_lock();
	d = rcu_pointer(head);
	if (!dev_get(d->next)) {
		rcu_read_unlock();
		return 0;
	}
	rcu_read_unlock();
	return d->state;
}

int ok_counted_in_its_owner(void)
{
	struct dev *d;

	rcu_read_lock();
	d = rcu_pointer(head);
	d->next->flags++;
	rcu_read_unlock();
	return d->state;
}

int ok_counted_by_hand(void)
{
	struct dev *d;

	rcu_read_lock();
	d = rcu_pointer(head);
	d->flags++;
	rcu_read_unlock();
	return d->state;
}

void ok_stored(void)
{
	struct dev *d;

	rcu_read_lock();
	d = rcu_pointer(head);
	kept = d;
	rcu_read_unlock();
	d->state = 1;
}

int ok_reload(void)
{
	struct dev *d;
	int state;

	rcu_read_lock();
	d = rcu_pointer(head);
	rcu_read_unlock();
	if (!d)
		return 0;
	rcu_read_lock();
	d = rcu_pointer(head);
	state = d->state;
	rcu_read_unlock();
	return state;
}

int ok_nested(void)
{
	struct dev *d;
	int state;

	rcu_read_lock();
	rcu_read_lock();
	d = rcu_pointer(head);
	rcu_read_unlock();
	state = d->state;
	rcu_read_unlock();
	return state;
}

bool ok_only_tested(void)
{
	struct dev *d;

	rcu_read_lock();
	d = rcu_pointer(head);
	rcu_read_unlock();
	return d != NULL && d != kept;
}

int ok_conditional(bool locked)
{
	struct dev *d;
	int state;

	if (!locked)
		rcu_read_lock();
	d = rcu_pointer(head);
	state = d->state;
	if (!locked)
		rcu_read_unlock();
	return state;
}

int ok_conditional_unlock(bool early)
{
	struct dev *d;
	int state;

	rcu_read_lock();
	d = rcu_pointer(head);
	if (early)
		rcu_read_unlock();
	state = early ? 0 : d->state;
	if (!early)
		rcu_read_unlock();
	return state;
}

int ok_lock_held(struct dev *owner)
{
	struct dev *d;
	int state;

	spin_lock(&owner->lock);
	rcu_read_lock();
	d = rcu_pointer(head);
	rcu_read_unlock();
	state = d->state;
	spin_unlock(&owner->lock);
	return state;
}

/* drivers/block/drbd/drbd_req.c: a caller's spinlock is a section, too */
static __attribute__((noinline)) int ok_under_a_callers_lock(void)
{
	struct dev *d;
	int flags;

	rcu_read_lock();
	d = rcu_pointer(head);
	flags = d ? d->flags : 0;
	rcu_read_unlock();
	return flags ? d->state : 0;
}

int ok_caller(struct dev *owner)
{
	int state;

	spin_lock(&owner->lock);
	state = ok_under_a_callers_lock();
	spin_unlock(&owner->lock);
	return state;
}

/* callers hold what keeps it, for so it is read here too */
int ok_by_callers(void)
{
	struct dev *d, *k;
	int state;

	rcu_read_lock();
	d = rcu_pointer(head);
	rcu_read_unlock();
	state = d->state;
	k = rcu_pointer(kept);
	use(NULL);
	return state + k->state;
}

/* the updaters' lock is held: the section only pleases a check, or a helper's contract */
int ok_update_side(void)
{
	struct dev *d;

	assert_updater();
	rcu_read_lock();
	d = rcu_pointer(head);
	rcu_read_unlock();
	return d->state;
}

int ok_update_side_macro(struct dev *owner)
{
	struct dev *d, *next = locked_pointer(owner->next);

	use(next);
	rcu_read_lock();
	d = rcu_pointer(head);
	rcu_read_unlock();
	return d->state;
}

static inline struct dev *first_locked(void)
{
	return locked_pointer(head);
}

int ok_update_side_inline(void)
{
	struct dev *d;

	use(first_locked());
	rcu_read_lock();
	d = rcu_pointer(kept);
	rcu_read_unlock();
	return d->state;
}

int ok_declared(void) __expects(rcu, 1, max);
int ok_declared(void)
{
	struct dev *d;

	rcu_read_lock();
	d = rcu_pointer(head);
	rcu_read_unlock();
	return d->state;
}

int ok_srcu(void)
{
	struct dev *d;
	int index = srcu_read_lock();

	d = other_pointer(head);
	srcu_read_unlock(index);
	return d->state;
}

int ok_something_else(struct dev *d)
{
	if (cond()) {
		rcu_read_lock();
		d = rcu_pointer(head);
		rcu_read_unlock();
	}
	return d->state;
}

/* the best that was seen has a reference, whatever is loaded after it */
int ok_best(void)
{
	struct dev *d, *best = NULL;
	int state;

	rcu_read_lock();
	list_each_rcu(d, head) {
		if (!best || d->state > best->state) {
			if (best)
				dev_put(best);
			dev_get(d);
			best = d;
		}
	}
	rcu_read_unlock();
	state = best ? best->state : 0;
	return state;
}
