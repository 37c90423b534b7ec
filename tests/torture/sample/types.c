// SPDX-License-Identifier: GPL-2.0-or-later
/* What values can be. */
typedef float vec __attribute__((vector_size(16)));
typedef int ivec __attribute__((vector_size(32)));
typedef struct { } empty;
typedef struct { char text[0]; } none;
typedef struct { int n; struct { union { int a; struct { char b : 3, : 0; signed c : 5; }; }; } in[2]; } deep;
typedef struct { int n; deep parts[3]; int tail[]; } whole;
typedef union { int *i; const char *c; void (*f)(void); } any __attribute__((transparent_union));
typedef struct { unsigned long long a : 40, b : 24; _Bool c : 1; } __attribute__((packed, aligned(2))) bits;

extern void take(any), keep(void *), f(void);
extern empty get_empty(none, empty);
extern deep get_deep(deep, ...);

int prototype(int n, int (*p)[*], int [static n]);
int vla(int n, int m, int a[n][m])
{
	int local[n][m + 1], (*row)[m + 1] = local;
	typedef char text[n];

	keep(local);
	keep(&row[1][sizeof(text)]);
	return a[1][2] + sizeof local + __builtin_types_compatible_p(text, char[]);
}

_Complex double complex(_Complex float a, double b, _Complex int i)
{
	return ~a + b * 2.0i + (__real__ i) + (__imag__ i == 3 ? a : -a);
}

vec vector(vec a, vec b, ivec i)
{
	ivec j = (i > 3 & i << 2) - i;

	a[1] = b[i[0]];
	return __builtin_shuffle(a, b, (__typeof__((int __attribute__((vector_size(16)))){})){ 0, 4, 1, j[2] }) * 2.0f;
}

_Decimal64 decimal(_Decimal32 a, _Decimal128 b)
{
	return a * 1.5dd + (_Decimal64)b;
}

__int128 wide(__int128 a, unsigned __int128 b)
{
	if (a > ((__int128)1 << 100) || b == ~(unsigned __int128)0)
		return a / 3;
	return a * b;
}

__float128 quad(__float128 a, long double b, _Float64x c)
{
	return a + b * c;
}

deep by_value(deep a, whole *w, int n)
{
	deep b = { .n = 3, .in = { [1].c = 2 } }, c = (deep){ n };

	w->parts[n] = get_deep(a, b, c, (empty){});
	*w = (whole){ .parts = { [0 ... 1] = b } };
	w->tail[n] = w->parts[1].in[n & 1].c++;
	return n ? a : get_deep(w->parts[n]);
}

empty no_bytes(none a)
{
	empty e;

	get_empty(a, e);
	return get_empty(a, (empty){});
}

void transparent(int *i)
{
	take(i);
	take("text");
	take((any)f);
}

int bit_fields(bits *b, bits c)
{
	b->a += c.b;
	b->c = !b->c;
	return b->a != c.a;
}

/* Functions in odd places of initialisers. */
struct ops { int n; union { void (*f)(void); void *p; }; void (*more[4])(void); struct ops *next; };
static struct ops one = { .f = f, .more = { [1 ... 2] = f }, .next = &(struct ops){ .p = (void *)f } };
static const struct ops table[2][2] = { [1][0].more[3] = f, [0] = { { 1 }, { 2, { f } } } };
static void *const addresses[] = { (char *)f + 1, &one.more[2], (void *)&table[1][1].f };
long difference = (char *)&one.next - (char *)&one;

void call_all(int n)
{
	one.more[n]();
	table[n][1].f();
	((void (*)(int))addresses[n])(n);
	((void (*)(void))0)();
}

/* Of more dimensions and of less. */
int pointers(int **restrict p, int (*(*q)[3])(int), const volatile char *r)
{
	return (*q)[*r](**p) + 2[*p] + ((int (*)[2][3])p)[1][1][1] + (p ?: (int **)q)[0][0];
}
