/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The counters, what a path does to them, and what a place expects of them.
 *
 * Range: a closed interval of counts; the lattice of expectations. Bottom is the empty range (lo > hi), top is 0..max.
 * Meet is intersection. Ranges only narrow while a function is solved, and both ends are integers bounded by the counts
 * that the source can reach, so it ends.
 *
 * Transfer: the effect of a path on one counter, `x+d` or `=c` (include/linux/spinlock.h: spin_unlock_irq() sets
 * interrupts on whatever they were), with an interval for d or c where paths were joined. Composition is exact. join()
 * is the hull of two transfers of one kind; widen() sends an end that still moves to infinity, so that a loop which
 * locks without unlocking ends.
 */
#ifndef SLEEPWALK_COUNTERS_H
#define SLEEPWALK_COUNTERS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Rows: symbol, name, does `sleeps` expect it to be 0?, does `blocks`?, what is wrong when it is above 0.
 * The first three are the fields of the kernel's preempt_count() (include/linux/preempt.h). `pagefault` is the nesting
 * of pagefault_disable(): user access does not sleep under it, all else is as before. `blocks` is for
 * the locks that sleep on PREEMPT_RT (Documentation/locking/locktypes.rst): softirqs and read-side sections are preemptible there.
 */
#define SW_COUNTER_LIST(X)                                                                                             \
	X(PREEMPT, "preempt", true, true, "preemption is disabled")                                                    \
	X(SOFTIRQ, "softirq", true, false, "softirqs are disabled or being served")                                    \
	X(HARDIRQ, "hardirq", true, true, "a hardirq is being served")                                                 \
	X(IRQ, "irq", true, true, "interrupts are off")                                                                \
	X(RCU, "rcu", true, false, "an RCU read-side critical section is open")                                        \
	X(PAGEFAULT, "pagefault", false, false, "page faults are disabled")

enum sw_counter {
#define X(symbol, name, sleep, block, wrong) SW_##symbol,
	SW_COUNTER_LIST(X)
#undef X
	SW_COUNTERS
};

const char *sw_counter_name(enum sw_counter counter);
const char *sw_counter_wrong(enum sw_counter counter);
bool sw_counter_forbids_sleep(enum sw_counter counter);
/* The counter called by the first LENGTH bytes of NAME, or SW_COUNTERS. */
enum sw_counter sw_counter_by_name(const char *name, size_t length);

enum { SW_MAX = INT_MAX, SW_MIN = INT_MIN }; /* infinite ends */

struct sw_range {
	int lo, hi;
};

struct sw_range sw_range_any(void); /* 0..max */
bool sw_range_is_any(struct sw_range r);
bool sw_range_is_empty(struct sw_range r);
bool sw_range_equal(struct sw_range a, struct sw_range b);
bool sw_range_within(struct sw_range part, struct sw_range whole);
struct sw_range sw_range_meet(struct sw_range a, struct sw_range b);
struct sw_range sw_range_join(struct sw_range a, struct sw_range b);
/* "0", "1..", "0..1", "unsatisfiable"; BUFFER of SW_RANGE_TEXT bytes, which is also returned. */
enum { SW_RANGE_TEXT = 32 };
char *sw_range_print(struct sw_range r, char *buffer);

struct sw_transfer {
	int set;    /* `=c`; else, 0, `x+d` (no bool: without padding, vectors can be compared as bytes) */
	int lo, hi; /* c or d; lo < hi where paths were joined, SW_MIN and SW_MAX are infinite */
};

struct sw_transfer sw_transfer_add(int delta); /* delta 0 is the identity, as is zeroed memory */
struct sw_transfer sw_transfer_set(int count);
bool sw_transfer_is_identity(struct sw_transfer t);
bool sw_transfer_is_exact(struct sw_transfer t);
bool sw_transfer_equal(struct sw_transfer a, struct sw_transfer b);
/* FIRST, and THEN after it. A count never falls below 0. */
struct sw_transfer sw_transfer_then(struct sw_transfer first, struct sw_transfer then);
/* Only for two of one kind. */
struct sw_transfer sw_transfer_join(struct sw_transfer a, struct sw_transfer b);
struct sw_transfer sw_transfer_widen(struct sw_transfer before, struct sw_transfer now);
/* The counts that can be there after T when ENTRY can be there before it. */
struct sw_range sw_transfer_apply(struct sw_transfer t, struct sw_range entry);
/* The entry counts for which T can end inside WANTED: empty when no entry can, so what is empty is wrong on every path. */
struct sw_range sw_transfer_require(struct sw_transfer t, struct sw_range wanted);
/* "+1", "-1", "=0", "+0..2"; BUFFER of SW_RANGE_TEXT bytes. */
char *sw_transfer_print(struct sw_transfer t, char *buffer);

/* All counters at once. */
struct sw_vector {
	struct sw_transfer of[SW_COUNTERS];
};

bool sw_vector_equal(const struct sw_vector *a, const struct sw_vector *b);
bool sw_vector_within(const struct sw_vector *part, const struct sw_vector *whole);
bool sw_vector_is_identity(const struct sw_vector *v);

/* One range per counter: what is expected, or what is known. */
struct sw_context {
	struct sw_range of[SW_COUNTERS];
};

struct sw_context sw_context_any(void);
struct sw_context sw_context_sleep(void); /* what a sleep expects */
struct sw_context sw_context_block(void); /* what a lock expects that sleeps on PREEMPT_RT */
struct sw_context sw_context_task(void);  /* all counters 0 */
/* Bit per counter of which it says something. */
unsigned char sw_context_named(const struct sw_context *c);
struct sw_context sw_context_join(const struct sw_context *a, const struct sw_context *b);
bool sw_context_is_any(const struct sw_context *c);
bool sw_context_equal(const struct sw_context *a, const struct sw_context *b);

#endif
