// SPDX-License-Identifier: GPL-2.0-or-later
/* Only the last stage and the assembler complain. */
extern void there(void);
void twice(void) __asm__("same"), again(void) __asm__("same");
void twice(void) { there(); }
void again(void) { there(); }
int f(int n)
{
	__asm__("no such instruction" : "=b"(n) : "0"(3.0));
	__asm__("" : "=r"(n) : "i"(n + 1));
	return n;
}
