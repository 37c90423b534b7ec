// SPDX-License-Identifier: GPL-2.0-or-later
/* flags: -Wall -Wextra -O2 */
/* It can be parsed, and some of it compiled; the mistakes are found by later stages. */
extern int a[3];
static int undefined(int);
static inline __attribute__((always_inline)) int endless(int n) { return n ? endless(n - 1) : 0; }

int f(int n)
{
	int m;

	if (n)
		__builtin_memcpy(a, &m, 40);
	__asm__("# %1" : "=r"(m) : "Q"(n), "i"(n));
	return endless(n) + undefined(m) + a[4];
}

int g(int n)
{
	__builtin_ia32_pslldqi128((long long __attribute__((vector_size(16)))){}, n);
	return f(n);
}
