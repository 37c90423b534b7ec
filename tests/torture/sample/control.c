// SPDX-License-Identifier: GPL-2.0-or-later
/* Ways that a function can go. */
extern void use(int), stop(void) __attribute__((noreturn));
extern int again(void) __attribute__((returns_twice));

int computed(int n)
{
	static const void *const table[] = { &&zero, &&one, &&two };

	goto *table[n];
zero:
	use(0);
	goto *(&&zero + n);
one:
	return 1;
two:
	stop();
}

static void *buffer[5];

void jump(void)
{
	__builtin_longjmp(buffer, 1);
}

int catch(void)
{
	volatile int tries = 0;

	if (__builtin_setjmp(buffer))
		return tries;
	tries++;
	if (again())
		jump();
	return 0;
}

int assembly(int n)
{
	asm goto("# %0 %l1 %l2" : : "r"(n) : "memory" : left, right);
	return 0;
left:
	asm goto("# %0 %l2" : "+r"(n) : : : right);
right:
	return n;
}

int cases(long n)
{
	switch (n) {
	case -9223372036854775807 - 1 ... -5:
		use(1);
	case 0 ... 1000:
		break;
	case 9223372036854775807:
		return ({ int m = n; m ?: 3; });
	default:
		switch ((_Bool)n)
			while (1)
			case 1:
				use(2);
	}
	switch (n)
		;
	switch (n) {
#define TEN(n) case n: use(n); case n + 1: case n + 2: use(n + 2); break; case n + 3: return n; case n + 4: goto end;
	TEN(2000) TEN(2010) TEN(2020) TEN(2030) TEN(2040) TEN(2050) TEN(2060) TEN(2070) TEN(2080) TEN(2090) TEN(2100)
	}
end:
	return 0;
}

/* Jumps into statement expressions and loops, loops without an end, and code that nothing reaches. */
int loops(int n)
{
	if (n == 1)
		goto middle;
	do {
		use(n);
	middle:
		if (n & 2)
			continue;
		for (;;)
			if (({ int m = n++; if (m > 5) break; m; }))
				goto forever;
	} while (n < 10 && ({ if (n == 4) goto middle; 1; }));
	return 0;
forever:
	goto forever;
	use(3);
}

void unreachable(int n)
{
	if (n)
		__builtin_unreachable();
	__builtin_trap();
}

extern int nested(int n);

int (*choose(int n))(int)
{
	return n ? nested : computed;
}

int main(void)
{
	return choose(0)(1) + (&cases)(0) + (*****loops)(5);
}
