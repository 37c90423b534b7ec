// SPDX-License-Identifier: GPL-2.0-or-later
/* One row for each tag. */
#include "rules.h"

static const struct rule rules[SW_TAGS] = {
	[SW_TAG_SLEEP_IN_ATOMIC] = {
		"SleepInAtomicContext", "A call may sleep where preemption is disabled.",
		"On a path to this call a spinlock is held, interrupts, softirqs or preemption are off, and what is called may sleep. "
		"The scheduler then runs another task in the middle of the critical section: a deadlock, or corrupted data.",
		"Move the call out of the section, use a variant that does not sleep (GFP_ATOMIC, a trylock), or defer it to a work "
		"item. If the function that is called can not sleep here, say so in its contract.",
	},
	[SW_TAG_RCU_SLEEP] = {
		"SleepInRcuReader", "A call may sleep in an RCU read-side critical section.",
		"rcu_read_lock() is held at this call. A reader that sleeps holds up the grace period, or lets it end too early.",
		"Sleep after rcu_read_unlock(), with a reference on the object, or use SRCU.",
	},
	[SW_TAG_RT_NESTING] = {
		"SleepingLockUnderRawLock", "A lock that sleeps on PREEMPT_RT is taken where even there nothing may sleep.",
		"On PREEMPT_RT spinlock_t, rwlock_t and local_lock_t are mutexes. Here one is taken under a raw_spinlock_t, or with "
		"interrupts or preemption disabled.",
		"Take it before the raw lock, or make it a raw_spinlock_t if what it guards is short and bounded.",
	},
	[SW_TAG_RCU_LEAK] = {
		"RcuReaderLeak", "Returns of one function disagree on whether an RCU read-side critical section is open.",
		"One return leaves the section open that another one closes, and nothing tells callers which it was.",
		"Call rcu_read_unlock() on every path, or use guard(rcu)(). If it is meant, declare what each return leaves.",
	},
	[SW_TAG_RCU_USE] = {
		"RcuUseAfterUnlock", "A pointer that RCU protects is followed after its read-side critical section.",
		"The pointer was loaded in a section that has ended on every path to this use: what it points to may be freed.",
		"Move the use into the section, copy what is needed, or take a reference there.",
	},
	[SW_TAG_IMBALANCE] = {
		"UnbalancedCount", "Returns of one function disagree on what they do to a count.",
		"One path gives back a lock, or enables what was disabled, and another does not; nothing tells callers which it was.",
		"Unlock on every path. If it is meant, declare what each returned value leaves.",
	},
	[SW_TAG_UNDERFLOW] = {
		"CountUnderflow", "A count would go below zero.",
		"Something is unlocked or enabled that was not locked or disabled, where the context on entry is known.",
		"Remove one of the two, or declare what the function that takes the lock does.",
	},
	[SW_TAG_CONTRACT] = {
		"ContractBroken", "A body, or a call, breaks a declared contract.",
		"What the function is declared to expect or to change is not what its body does.",
		"Correct the body or the declaration, whichever is wrong.",
	},
	[SW_TAG_SLOT_CONTRACT] = {
		"SlotContractBroken", "A function is put into a field that is entered in a context in which it must not be called.",
		"The field's functions are called with a lock held or from an interrupt, and this one may sleep, or expects another context.",
		"Mend the function, or defer its work. If the field's context is declared too strictly, correct the declaration.",
	},
	[SW_TAG_ENTRY_CONTEXT] = {
		"EntryContextBroken", "A registered function does what its context does not allow.",
		"Timers, interrupt handlers and other callbacks are entered in a known context; this one may sleep, or expects another.",
		"Do the sleeping part in a work item or a threaded handler.",
	},
	[SW_TAG_BAD_ANNOTATION] = {
		"BadAnnotation", "A contract can not be read, or two contradict each other.",
		"The text of an annotation is not in the language, or says what another one denies.",
		"The message says what was expected; annotations/README.md has the grammar.",
	},
};

const struct rule *rule_of(enum sw_tag tag)
{
	return &rules[tag];
}
