// SPDX-License-Identifier: GPL-2.0-or-later
/* flags: -Wall -Wextra */
/* Nothing here is right, in the parser's eyes. */
int f(int n
{
	return m +;
}
struct s { int a; int a; struct t b; };
static int g(void) { goto nowhere; }
void h(void) { return 3; }
int f(char *p) { struct s t = { .b = 1 }; return p; }
__attribute__((alias("missing"))) int i(void);
_Static_assert(sizeof(struct s) == 1, "no");
int j(int n) { switch (n) { case 1: case 1: break; } int k(void) { return l; }
