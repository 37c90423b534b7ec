// SPDX-License-Identifier: GPL-2.0-or-later
/* What symbols can be. */
typedef void function(void);

function plain, second, other_file;
void plain(void) { }
void second(void) __attribute__((alias("plain")));
void third(void) __attribute__((weak, alias("second")));
static function reference __attribute__((weakref("somewhere_else")));
void perhaps(void) __attribute__((weak));
void renamed(void) __asm__("another.name");
void renamed(void) { perhaps(); }
static function *resolve(void) { return plain; }
void chosen(void) __attribute__((ifunc("resolve")));
extern int of_variable __attribute__((alias("variable")));
int variable = 3;
int tentative;
int tentative;
extern int incomplete[];
int common __attribute__((common)), section __attribute__((section("mine")));
static _Thread_local int local_of_thread;
__thread int of_thread __attribute__((tls_model("initial-exec")));

void __attribute__((constructor(200))) start(void) { reference(); }
void __attribute__((destructor)) finish(void) { if (perhaps) perhaps(); }
void __attribute__((section("mine.text"), noinline, cold)) placed(void) { chosen(); }
void __attribute__((visibility("hidden"), used, externally_visible)) hidden(void) { of_thread += local_of_thread++; }
int __attribute__((naked)) naked(void) { __asm__("ret"); }
static int __attribute__((unused)) unused(void) { return unused(); }
extern inline int __attribute__((gnu_inline)) only_inline(int n) { return n + 1; }
inline int inline_here(int n) { return n + 2; }
extern int inline_here(int);
static inline int __attribute__((always_inline)) always(int n) { return n ? only_inline(n) : inline_here(n); }
int __attribute__((flatten, optimize("O3"))) flat(int n) { return always(n) + always(n + 1); }
int __attribute__((target_clones("avx2", "default"))) cloned(const int *p, int n) { while (n--) variable += p[n]; return variable; }
int __attribute__((const)) constant(int n) { return n; }
int __attribute__((pure, leaf)) pure(const int *);
void *__attribute__((malloc, alloc_size(1))) allocate(unsigned long);

__asm__(".globl made_by_hand\nmade_by_hand:\n\tret");
extern function made_by_hand;

static void clean(int **p) { variable += **p; }

int cleans(int n)
{
	int *p __attribute__((cleanup(clean))) = &n, *q __attribute__((cleanup(clean))) = &variable;

	if (n > 2) {
		int *r __attribute__((cleanup(clean))) = q;
		return *r;
	}
	made_by_hand();
	renamed();
	return pure(p) + constant(n) + (allocate(3) == 0);
}

/* Two declarations in blocks, one function. */
int blocks(void)
{
	{
		extern int far(int);
		far(1);
	}
	extern int far(int);
	register long sp __asm__("rsp");
	return far(sp) + __builtin_constant_p(sp) + (plain == second);
}
