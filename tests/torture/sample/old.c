// SPDX-License-Identifier: GPL-2.0-or-later
/* flags: -std=gnu89 -w */
/* C as it was. */
add(a, b, c, d)
	int b;
	float c;
	short d;
{
	return a + b + c + d;
}

char *text(p, n, f)
	char p[];
	int (*f)();
{
	extern char *strcpy();
	register t;
	auto u;

	t = undeclared(p, n);
	(*f)(t, 1.0, p);
	f(u);
	f();
	return strcpy(p, "x", 3, 4);
}

static later();

main(argc, argv)
	char **argv;
{
	int (*g)() = add;
	struct { int a; } s;

	later(s, argv);
	((char *(*)(char *))text)(*argv);
	return g(s) + printf("%d\n", add(1)) + abs(1, 2);
}

static later(n)
	struct { int a; } n;
{
	if (n.a)
		return;
	leave(n);
}

struct { int x; } nothing();
int (*many())[3] { return 0; }
