// SPDX-License-Identifier: GPL-2.0-or-later
/* flags: -fgnu-tm */
static int counter;
extern int safe(int) __attribute__((transaction_safe));
extern int callable(int) __attribute__((transaction_callable));
extern int pure(int) __attribute__((transaction_pure));

int __attribute__((transaction_safe)) add(int n)
{
	return counter += n;
}

int commit(int n, int (*f)(int) __attribute__((transaction_safe)))
{
	__transaction_atomic {
		if (add(n) > 3)
			__transaction_cancel;
		counter = safe(n) + f(n);
		__transaction_atomic {
			if (pure(n))
				return n;
		}
	}
	__transaction_relaxed {
		callable(n);
		__asm__("");
	}
	return __transaction_atomic(counter + 1);
}
