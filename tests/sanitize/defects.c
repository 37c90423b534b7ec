// SPDX-License-Identifier: GPL-2.0-or-later
/* A mistake, by its name, for who watches memory, arithmetic and threads: `check` is to hear of each, or nothing was watched. */
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static char *volatile memory; /* the compiler is to leave the mistakes in */
static volatile int most = INT_MAX;

static void *add_one(void *to)
{
	++*(int *)to;
	return NULL;
}

/* Nothing says which of the two is first. */
static void race(void)
{
	pthread_t other;
	int n = 0;

	if (pthread_create(&other, NULL, add_one, &n))
		return;
	add_one(&n);
	pthread_join(other, NULL);
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";

	memory = malloc(3);
	if (!memory)
		return 1;
	if (!strcmp(name, "bounds"))
		memory[3] = 1;
	else if (!strcmp(name, "arithmetic"))
		most = most + argc;
	else if (!strcmp(name, "uninitialized"))
		return memory[1] ? 2 : 3;
	else if (!strcmp(name, "race"))
		race();
	else if (!strcmp(name, "leak"))
		memory = NULL;
	free(memory);
	return 0;
}
