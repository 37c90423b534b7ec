// SPDX-License-Identifier: GPL-2.0-or-later
/* Calls and what computes: variadic functions, atomics, builtins. */
#include <stdarg.h>

extern int printf(const char *, ...), take(int, ...);
extern void *memcpy(void *, const void *, unsigned long);
static _Atomic int counter;
static _Atomic struct pair { long a, b; } pair;

int sum(int n, ...)
{
	va_list all, again;
	int total = 0;

	va_start(all, n);
	va_copy(again, all);
	while (n--)
		total += va_arg(all, int) + (int)va_arg(again, struct pair).a;
	va_end(again);
	va_end(all);
	return total;
}

static inline __attribute__((always_inline, gnu_inline)) int pass(int n, ...)
{
	return take(n + __builtin_va_arg_pack_len(), __builtin_va_arg_pack());
}

int packed(void)
{
	return pass(1, 2, 3.0) + pass(2);
}

void *forward(int n)
{
	void *arguments = __builtin_apply_args();

	__builtin_return(__builtin_apply((void (*)())take, arguments, 64));
}

int atomics(_Atomic(int *) *p, struct pair now)
{
	int expected = 3;

	counter += 2;
	counter++;
	pair = now;
	now = pair;
	*p += 1;
	if (__atomic_compare_exchange_n(&counter, &expected, 4, 1, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
		__sync_synchronize();
	return __sync_fetch_and_nand(&expected, now.a) + __atomic_test_and_set(&counter, __ATOMIC_SEQ_CST);
}

#define KIND(x) _Generic((x), int: 1, _Atomic int: 2, char *: take, default: 3)

int builtins(char *p, int n, double d)
{
	int sum, good = __builtin_add_overflow(n, 3, &sum) || __builtin_mul_overflow_p(n, 5L, (char)0);

	if (__builtin_expect(n == 3, 0) && __builtin_constant_p(n))
		__builtin_prefetch(p);
	p = __builtin_assume_aligned(p, 16);
	memcpy(p, __builtin_alloca(n), n);
	*(volatile char *)p;
	return sum + good + KIND(n) + KIND(p)(1) + __builtin_ctzll(n) + __builtin_isnan(d) + __builtin_signbit(d) +
	       __builtin_object_size(p, 0) + __builtin_choose_expr(1, n, p) ?: (__builtin_clear_padding((struct pair *)p), n);
}

long assembly(long a, long *p)
{
	long out, flag;

	asm volatile("# %0 %1 %[in]" : "=&r"(out), "+m"(*p), "=@ccz"(flag) : [in] "ri"(a), "0"(a) : "memory", "cc");
	asm("" : : : "rax", "rbx");
	return flag ? out : *p;
}

int shifts(unsigned a, int b, _Bool c, char d, float e)
{
	a <<= b & 31;
	a = (a >> 3) | (a << 29);
	c |= d < e;
	return c && !d ? a % 7 : (b / -1) ^ (int)e;
}

/* In each other's arguments, for many levels. */
#define F(x) take(x, x)
int many(int n) { return F(F(F(F(F(F(F(n))))))); }
#define N(x) (n ? x : !x)
int conditions(int n) { return N(N(N(N(N(N(N(n > 2 && n < 7 || n == 9))))))); }
