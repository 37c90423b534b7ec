// SPDX-License-Identifier: GPL-2.0-or-later
/* A mistake for each tool that looks at C: `check` is to hear of all of them, or nothing was looked at. */
#include <stdlib.h>
#include <string.h>

#include "sleepwalk/arena.h"

/* GCC's analyzer and clang-tidy: it is freed twice. */
void free_twice(char *at)
{
	free(at);
	free(at);
}

/* clang-tidy's own checks, by their families. */
unsigned of_no_use(const char *text)
{
	if (strlen(text) > 3)
		return 1;
	else if (strlen(text) > 3)
		return 1;
	return 0;
}

/* cppcheck: behind the last element; of a file that it has read to the end, through what it has to be told of. */
int behind_the_end(struct sw_arena *arena)
{
	SW_VEC(int) list = { 0 };
	int three[3] = { 1, 2, 3 };

	*sw_vec_push(arena, &list) = 1;
	return list.at[0] + three[3];
}
