/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The modelled language: primitives with contracts for the analysis, and with real counters behind them (model.c) for
 * the run. Each takes the line that it stands on first, as AT, so that a run knows where it is.
 */
#ifndef TESTS_ORACLE_MODEL_H
#define TESTS_ORACLE_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include <sleepwalk.h>

typedef unsigned int gfp_t;

/* What all functions of a program share: argument 4 of each. */
struct object {
	int state;
	int mode;
	unsigned int ready : 1; /* limit: of wider ones, the compiler compares whole words */
	bool quiet;
};

typedef int function_t(int a, bool b, gfp_t g, struct object *o);

#define GFP_ATOMIC	0x820u
#define GFP_KERNEL	0xcc0u

/* locks, preemption, softirqs, interrupts, RCU */
#ifdef WRONG_EFFECT /* for the self-test, as those below */
void spin_lock(int at) __any_context;
#else
void spin_lock(int at) __adjusts(preempt, +1);
#endif
void spin_unlock(int at) __adjusts(preempt, -1);
bool spin_trylock(int at) __adjusts_if(nonzero, preempt, +1);
void spin_lock_bh(int at) __adjusts(preempt, +1) __adjusts(softirq, +1);
void spin_unlock_bh(int at) __adjusts(preempt, -1) __adjusts(softirq, -1);
void spin_lock_irq(int at) __adjusts(preempt, +1) __sets(irq, 1);
void spin_unlock_irq(int at) __adjusts(preempt, -1) __sets(irq, 0);
unsigned long spin_lock_irqsave(int at) __adjusts(preempt, +1) __adjusts(irq, +1) __saves(irq);
void spin_unlock_irqrestore(int at, unsigned long flags) __adjusts(preempt, -1) __restores(irq, 2);
void preempt_disable(int at) __adjusts(preempt, +1);
void preempt_enable(int at) __adjusts(preempt, -1);
void local_bh_disable(int at) __adjusts(softirq, +1);
void local_bh_enable(int at) __adjusts(softirq, -1);
unsigned long local_irq_save(int at) __adjusts(irq, +1) __saves(irq);
void local_irq_restore(int at, unsigned long flags) __restores(irq, 2);
void local_irq_disable(int at) __sets(irq, 1);
void local_irq_enable(int at) __sets(irq, 0);
void rcu_read_lock(int at) __adjusts(rcu, +1);
void rcu_read_unlock(int at) __adjusts(rcu, -1);

void spin_unlock_guard(int at) __adjusts(preempt, -1);
/* Taken from here to the end of the block. */
static inline void unguard(const int *guard)
{
	if (*guard)
		spin_unlock_guard(*guard);
}
static inline int guard(int at)
{
	spin_lock(at);
	return at;
}
#define GUARD(at)	int __attribute__((cleanup(unguard))) guard_##at = guard(at)

/* what sleeps, or does when it may */
#ifdef WRONG_SLEEP
void might_sleep(int at) __any_context;
#else
void might_sleep(int at) __sleeps;
#endif
#ifdef SLEEP_TOO_MANY
void *kmalloc(int at, gfp_t gfp) __sleeps;
#else
void *kmalloc(int at, gfp_t gfp) __sleeps_if(arg 2 & 0x400);
#endif
#ifdef NO_PROGRAM
#error "for the self-test"
#endif

/* Inputs: a truth value, and a number, which is all that tests against 0, 1 and 2 can tell apart. No contract. */
bool cond(void);
int number(void);

/* What tells a run where it is: around each call of a function of the program, and before each return. */
void sw_push(int at) __any_context;
void sw_push_passed(int at) __any_context; /* of one that was passed in */
void sw_pop(void) __any_context;
void sw_return(int at, int function) __any_context;

/* Some programs are split over two objects: the file is compiled twice. */
#ifdef PART
#define IN_PART(n)	(PART == (n))
#define LOCAL
#else
#define IN_PART(n)	1
#define LOCAL	static __attribute__((used))
#endif

#define ROOT	__task_context __adjusts(preempt, 0) __adjusts(softirq, 0) __adjusts(irq, 0) __adjusts(rcu, 0)

/* The table of functions to run, which the analysis must not see: it would be a slot. */
#define RUN(function, id, uses) \
	__asm__(".section sw_table, \"aw\"\n\t.dc.a " #function ", " #id ", " #uses "\n\t.text");
enum { USES_A = 1, USES_B = 2, USES_G = 4, USES_STATE = 8, USES_READY = 16, USES_MODE = 32, USES_QUIET = 64,
       IS_APPLY = 128 };

#endif
