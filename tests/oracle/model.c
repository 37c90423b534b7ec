// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Runs each function of the table on all its inputs, as far as the bounds allow, and prints what was seen:
 *
 *	S LINE COUNTS			the counters at a call, in a function that was entered with all of them 0
 *	V LINE:ENTRY ... COUNTS		a sleep with a counter above 0: the calls that led there, each with the counters
 *					that the function which it stands in was entered with
 *	U LINE:ENTRY ... COUNTS		a counter that would go below 0, likewise
 *	R FUNCTION LINE COUNTS		a return, and by how much the counters differ from what they were on entry
 *	C FUNCTION			the bounds did not allow all
 *
 * COUNTS and ENTRY are one digit for each counter. Inputs are what input() returns, and the arguments. They are a tape, that
 * is counted up like a number whose digits are written as they are asked for, so each path is run once. When there are too
 * many, the rest is a random sample.
 *
 * A function may be entered with counters above 0, too: in a second pass an unlock without a lock has that counter of the
 * entry raised instead. Lines of this pass begin with a small letter: they show what can be, not what has to be known. So do
 * those that come after a leak that was reported: what calls such a function is taken to be balanced.
 *
 * And what a function changes that was passed in is seen only where the one that calls it does the same on all of its ways.
 *
 *	model FUNCTION...	the functions that are known to be imbalanced; -FUNCTION: those of which it is not clear what they do
 */
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"

enum counter { PREEMPT, SOFTIRQ, HARDIRQ, IRQ, RCU, COUNTERS };
enum { TAPE = 28, RUNS = 1000, SAMPLES = 300, STEPS = 400, DEPTH = 24, SEEN = 1 << 18, FUNCTIONS = 1 << 16, SAVED = 256 };

typedef int apply_t(function_t *fn, int a, bool b, gfp_t g, struct object *o);

struct entry {
	void *function;
	unsigned long id, uses;
};

struct counts {
	int of[COUNTERS];
};

struct frame {
	int at;                   /* of the call in this function that is being made */
	int returns_at, function; /* when it returns */
	bool passed;              /* it was passed in to the function that calls it */
	struct counts entry;
};

extern const struct entry __start_sw_table[] __attribute__((weak)), __stop_sw_table[] __attribute__((weak));

static struct {
	int value, of;
} tape[TAPE];
static int used, written, steps, depth;
static bool cut, sampling, raising, raised, leaked, slept;
static uint32_t seed = 1;
static struct counts now;
static struct frame frames[DEPTH];
static jmp_buf stop;
static uint64_t seen[SEEN];
static bool imbalanced[FUNCTIONS], unclear[FUNCTIONS];

/* ---- inputs ---- */

static _Noreturn void end_run(bool bounded)
{
	cut |= bounded;
	longjmp(stop, 1);
}

static int random_below(int n)
{
	seed = seed * 1664525 + 1013904223;
	return (int)((seed >> 16) % (uint32_t)n);
}

/* One of 0 .. N - 1. */
static int input(int n)
{
	if (used == TAPE || ++steps > STEPS)
		end_run(true);
	if (used == written) {
		tape[written].value = sampling ? random_below(n) : 0;
		tape[written++].of = n;
	}
	return tape[used++].value;
}

bool cond(void)
{
	return input(2);
}

int number(void)
{
	static const int numbers[] = { 1, 0, 2, 3, -1 };

	return numbers[input(5)];
}

/* The next tape; false when there is none. */
static bool count_up(void)
{
	if (sampling)
		written = 0;
	while (written > 0 && tape[written - 1].value == tape[written - 1].of - 1)
		written--;
	if (written > 0)
		tape[written - 1].value++;
	return written > 0 || sampling;
}

/* ---- what is seen ---- */

/* Prints TEXT if it is new. */
static void tell(const char *text)
{
	uint64_t hash = 14695981039346656037u;
	uint32_t i;

	for (const char *c = text; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 1099511628211u;
	hash |= 1;
	for (i = (uint32_t)hash % SEEN; seen[i] && seen[i] != hash; i = (i + 1) % SEEN)
		;
	if (seen[i])
		return;
	seen[i] = hash;
	puts(text);
}

static char *put_counts(char *to, const struct counts *counts)
{
	for (int c = 0; c < COUNTERS; c++)
		*to++ = (char)('0' + (counts->of[c] > 9 ? 9 : counts->of[c]));
	*to = '\0';
	return to;
}

static bool is_zero(const struct counts *counts)
{
	for (int c = 0; c < COUNTERS; c++)
		if (counts->of[c])
			return false;
	return true;
}

static char letter(char kind)
{
	return raising || leaked ? (char)(kind + 'a' - 'A') : kind;
}

static void tell_stack(char kind)
{
	char text[DEPTH * 20 + 20], *to = text + sprintf(text, "%c", letter(kind));

	for (int i = 0; i <= depth; i++) {
		to += sprintf(to, " %d:", frames[i].at);
		to = put_counts(to, &frames[i].entry);
	}
	*to++ = ' ';
	put_counts(to, &now);
	tell(text);
}

static void tell_site(void)
{
	char text[40], *to;

	if (raising || !is_zero(&frames[depth].entry))
		return;
	to = text + sprintf(text, "%c %d ", slept ? 's' : letter('S'), frames[depth].at);
	put_counts(to, &now);
	tell(text);
}

static void visit(int at)
{
	if (++steps > STEPS)
		end_run(true);
	if (!at)
		return;
	frames[depth].at = at;
	tell_site();
}

/* ---- counters ---- */

static void lower(enum counter c)
{
	if (now.of[c]-- > 0)
		return;
	now.of[c] = 0;
	tell_stack('U');
	if (!raising) {
		raised = true;
		end_run(false);
	}
	for (int i = 0; i <= depth; i++)
		frames[i].entry.of[c]++;
}

static void sleep_here(void)
{
	if (is_zero(&now))
		return;
	tell_stack('V');
	slept = true; /* from here on the analysis goes by what should have been */
}

void spin_lock(int at) { visit(at); now.of[PREEMPT]++; }
void spin_unlock(int at) { visit(at); lower(PREEMPT); }
void preempt_disable(int at) { visit(at); now.of[PREEMPT]++; }
void preempt_enable(int at) { visit(at); lower(PREEMPT); }
void local_bh_disable(int at) { visit(at); now.of[SOFTIRQ]++; }
void local_bh_enable(int at) { visit(at); lower(SOFTIRQ); }
void rcu_read_lock(int at) { visit(at); now.of[RCU]++; }
void rcu_read_unlock(int at) { visit(at); lower(RCU); }
void local_irq_disable(int at) { visit(at); now.of[IRQ] = 1; }
void local_irq_enable(int at) { visit(at); now.of[IRQ] = 0; }
void spin_lock_bh(int at) { visit(at); now.of[PREEMPT]++; now.of[SOFTIRQ]++; }
void spin_unlock_bh(int at) { visit(at); lower(PREEMPT); lower(SOFTIRQ); }
void spin_lock_irq(int at) { visit(at); now.of[PREEMPT]++; now.of[IRQ] = 1; }
void spin_unlock_irq(int at) { visit(at); lower(PREEMPT); now.of[IRQ] = 0; }
void might_sleep(int at) { visit(at); sleep_here(); }

bool spin_trylock(int at)
{
	visit(at);
	if (!input(2))
		return false;
	now.of[PREEMPT]++;
	return true;
}

unsigned long local_irq_save(int at)
{
	visit(at);
	return SAVED + (unsigned long)now.of[IRQ]++;
}

/* Flags that nobody saved are no program. */
static void restore(unsigned long flags)
{
	if (flags < SAVED)
		end_run(true);
	now.of[IRQ] = (int)(flags - SAVED);
}

void local_irq_restore(int at, unsigned long flags)
{
	visit(at);
	restore(flags);
}

unsigned long spin_lock_irqsave(int at)
{
	visit(at);
	now.of[PREEMPT]++;
	return SAVED + (unsigned long)now.of[IRQ]++;
}

void spin_unlock_irqrestore(int at, unsigned long flags)
{
	visit(at);
	lower(PREEMPT);
	restore(flags);
}

/* On the line of the lock, whose interval is that before it. */
void spin_unlock_guard(int at)
{
	visit(0);
	frames[depth].at = at;
	lower(PREEMPT);
}

void *kmalloc(int at, gfp_t gfp)
{
	static char memory;

	visit(at);
	if (gfp & 0x400)
		sleep_here();
	return input(2) ? &memory : NULL;
}

/* ---- calls ---- */

void sw_push(int at)
{
	visit(at);
	if (depth == DEPTH - 1)
		end_run(true);
	depth++;
	frames[depth].at = 0;
	frames[depth].entry = now;
	frames[depth].passed = false;
}

void sw_push_passed(int at)
{
	sw_push(at);
	frames[depth].passed = true;
}

void sw_return(int at, int function)
{
	frames[depth].returns_at = at;
	frames[depth].function = function;
}

/* The function of the uppermost frame has returned. */
static void leave(void)
{
	const struct frame *f = &frames[depth];
	bool same = true;
	char text[80], *to = text + sprintf(text, "%c %d %d ", letter('R'), f->function, f->returns_at);

	for (int c = 0; c < COUNTERS; c++) {
		to += sprintf(to, "%s%d", c ? "," : "", now.of[c] - f->entry.of[c]);
		same &= now.of[c] == f->entry.of[c];
	}
	if (f->returns_at)
		tell(text);
	leaked |= (!same && (f->passed || imbalanced[f->function])) || unclear[f->function];
}

void sw_pop(void)
{
	leave();
	depth--;
}

/* ---- runs ---- */

/* What is passed to functions that call what is passed to them, when they are run by themselves. */
static int harmless(int a, bool b, gfp_t g, struct object *o)
{
	(void)a, (void)b, (void)g, (void)o;
	sw_return(0, 0);
	return number();
}

static void start(const struct entry *e)
{
	static const gfp_t gfps[] = { GFP_KERNEL, GFP_ATOMIC, 0, 0x420 };
	struct object object = { 0 };
	int a = 0;
	bool b = false;
	gfp_t g = 0;

	if (e->uses & USES_A)
		a = number();
	if (e->uses & USES_B)
		b = input(2);
	if (e->uses & USES_G)
		g = gfps[input(4)];
	if (e->uses & USES_STATE)
		object.state = number();
	if (e->uses & USES_READY)
		object.ready = input(2) & 1;
	if (e->uses & USES_MODE)
		object.mode = input(5);
	if (e->uses & USES_QUIET)
		object.quiet = input(2);
	if (e->uses & IS_APPLY)
		((apply_t *)e->function)(harmless, a, b, g, &object);
	else
		((function_t *)e->function)(a, b, g, &object);
	leave();
}

static void run(const struct entry *e)
{
	used = steps = depth = 0;
	leaked = slept = false;
	memset(&now, 0, sizeof now);
	memset(frames, 0, sizeof frames[0]);
	if (!setjmp(stop))
		start(e);
}

static void run_all(const struct entry *e)
{
	int runs = 0;

	written = 0;
	sampling = false;
	do
		run(e);
	while (count_up() && ++runs < RUNS);
	if (runs < RUNS)
		return;
	cut = sampling = true;
	written = 0;
	for (runs = 0; runs < SAMPLES && count_up(); runs++)
		run(e);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		*(argv[i][0] == '-' ? &unclear[atoi(argv[i] + 1) % FUNCTIONS] : &imbalanced[atoi(argv[i]) % FUNCTIONS]) = true;
	for (const struct entry *e = __start_sw_table; e < __stop_sw_table; e++) {
		cut = raised = raising = false;
		run_all(e);
		raising = raised;
		if (raising)
			run_all(e);
		if (cut)
			printf("C %lu\n", e->id);
	}
	return 0;
}
