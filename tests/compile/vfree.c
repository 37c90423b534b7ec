// SPDX-License-Identifier: GPL-2.0-or-later
/* Functions that sleep only where their contract says so, and ask for it themselves. */
#include "kernel.h"

void __might_sleep(void) __sleeps;
void defer(const void *addr) __any_context;

void my_vfree(const void *addr) __sleepwalk("sleeps if softirq 0 and hardirq 0");
void my_vfree(const void *addr)
{
	if (in_interrupt()) {
		defer(addr);
		return;
	}
	__might_sleep();
}

void my_might_fault(void) __sleepwalk("sleeps if pagefault 0");
void my_might_fault(void)
{
	if (pagefault_disabled())
		return;
	__might_sleep();
}

void bad_might_fault(void) __sleepwalk("sleeps if pagefault 0");
void bad_might_fault(void)
{
	__might_sleep();	/* FINDING contract */
}

void my_free(const void *addr) __any_context;
void my_free(const void *addr)
{
	if (in_atomic() || irqs_disabled())
		defer(addr);
	else
		__might_sleep();	/* FINDING contract */
}
