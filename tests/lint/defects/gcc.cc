// SPDX-License-Identifier: GPL-2.0-or-later
/* As core.c, of what GCC's headers are for. */
#include "../../../plugin/gcc/gcc-compat.h"

/* g++: of a name that is another thing already. */
bool has_several(basic_block block)
{
	unsigned edge = EDGE_COUNT(block->succs);

	return edge > 1;
}

/* clang-tidy */
double of_count(long n)
{
	return n;
}

/* cppcheck: behind the last element; after what it has to be told of. */
int behind_the_end(basic_block block)
{
	int three[3] = { 1, 2, 3 };
	edge_iterator at;
	edge e;

	FOR_EACH_EDGE(e, at, block->succs)
		three[0]++;
	return three[3];
}
