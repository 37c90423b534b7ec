/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * Contracts for sleepwalk, the checker that finds code which sleeps in atomic context.
 *
 * Each macro is one clause of a contract, and stands where an attribute may stand: after the declarator of a function
 * declaration, before the type of a function definition, after a function pointer's declarator.  A function may have
 * several.  Without the plugin all of them are empty, so this file may be included by any C file, of the kernel or not.
 *
 *	counter		preempt, softirq, hardirq, irq (interrupts off) or rcu (read-side sections); all are >= 0
 *	lo, hi		the two ends of a closed range; hi may be max
 *	n		a number; where a change is meant, 1 and +1 are the same
 *	arg, N		an argument's place, counted from 1
 *	guard		nonzero, zero, negative, nonnegative or error (the returned value); arg N, !arg N, arg N == V, arg N & MASK,
 *			arg N->path & MASK; joined by and
 *
 * The words are handed to the checker as they are written, before any macro in them is expanded: in a guard write
 * the number 0x400, not its name.
 */
#ifndef SLEEPWALK_H
#define SLEEPWALK_H

/* The clause as a string; the other macros spell the common ones. */
#ifdef __has_attribute
# if __has_attribute(sleepwalk)
#  define __sleepwalk(text)	__attribute__((sleepwalk(text)))
# endif
#endif
#ifndef __sleepwalk
# define __sleepwalk(text)
#endif

/* The counter must lie in lo..hi when the function is called: __expects(preempt, 1, max). */
#define __expects(counter, lo, hi)		__sleepwalk("expect " #counter " " #lo ".." #hi)

/* The function leaves the counter n higher (or, with -n, lower) than it found it: __adjusts(preempt, +1). */
#define __adjusts(counter, n)			__sleepwalk("adjust " #counter " " #n)

/* It does so only when the guard holds: __adjusts_if(nonzero, preempt, +1) is a trylock. */
#define __adjusts_if(guard, counter, n)		__sleepwalk("adjust " #counter " " #n " if " #guard)

/* The counter is n when the function returns, whatever it was: __sets(irq, 0) enables interrupts. */
#define __sets(counter, n)			__sleepwalk("set " #counter " " #n)

/* The returned value holds the counter as it was on entry: __adjusts(irq, +1) __saves(irq) is local_irq_save(). */
#define __saves(counter)			__sleepwalk("save " #counter)

/* The counter gets back the value that argument N has kept since the save: __restores(irq, 2). */
#define __restores(counter, N)			__sleepwalk("restore " #counter " arg " #N)

/*
 * The bits of a mask in the returned value are set exactly when a counter is above 0: __returns(irq 1) for a truth value.
 * Several are joined by and; annotations/README.md has the rest.
 */
#define __returns(bits)				__sleepwalk("returns " #bits)

/* May sleep: every counter must be 0 when it is called. */
#define __sleeps				__sleepwalk("sleeps")

/* May sleep when the guard holds: __sleeps_if(arg 2 & 0x400). */
#define __sleeps_if(guard)			__sleepwalk("sleeps if " #guard)

/* Sleeps in cases of which the call says nothing: a call where it should not is possibly wrong, and only that. */
#define __may_sleep				__sleepwalk("may sleep")

/* May be called anywhere, and so neither sleeps nor needs a lock held. */
#define __any_context				__sleepwalk("any context")

/* Must be called with some counter above 0. */
#define __atomic_only				__sleepwalk("atomic context")

/* Must be called with every counter 0, whether or not it sleeps today. */
#define __task_context				__sleepwalk("task context")

/* Somebody else calls the function, the slot or the parameter with the counter at n: __entered_with(softirq, 1). */
#define __entered_with(counter, n)		__sleepwalk("entered with " #counter " " #n)

/* The function that is passed as argument N will be called with the counter at n: __enters(2, softirq, 1). */
#define __enters(N, counter, n)			__sleepwalk("enters arg " #N " with " #counter " " #n)

/* The other clauses hold, and the body is not held against them; why is a string: __trusted("cold path"). */
#define __trusted(why)				__sleepwalk("trusted " #why)

/* Prints the contract that was found for this function, as clauses: the developer's print statement. */
#define __report_context			__sleepwalk("report")

#endif
