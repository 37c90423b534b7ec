// SPDX-License-Identifier: GPL-2.0-or-later
/* Arena memory: chunks that double in size, handed out from the front. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sleepwalk/arena.h"

enum { FAILED = 2 }; /* the command's exit status then; to the compiler one is as good as another */
enum { LARGE_ELEMENT = 64, ALIGN = 16, FIRST_CHUNK = 2 << 10, LARGEST_STEP = 4 << 20, LARGEST_SPARE = 1 << 20 };

struct sw_chunk {
	struct sw_chunk *older;
	size_t size; /* of the bytes after this header */
	_Alignas(ALIGN) char bytes[];
};

/* Nothing that runs at the end is run: it might want memory, too, and outputs that are not complete are not to be seen. */
void sw_give_up(const char *reason)
{
	fprintf(stderr, "sleepwalk: error: %s\n", reason);
	_exit(FAILED);
}

static struct sw_chunk *take_spare(struct sw_arena *arena, size_t least)
{
	struct sw_chunk *chunk = arena->spare;

	if (!chunk || chunk->size < least)
		return NULL;
	arena->spare = chunk->older;
	return chunk;
}

static struct sw_chunk *new_chunk(const struct sw_arena *arena, size_t least)
{
	size_t size = arena->newest ? arena->newest->size * 2 : FIRST_CHUNK;
	struct sw_chunk *chunk;

	if (size > LARGEST_STEP)
		size = LARGEST_STEP;
	if (size < least)
		size = least;
	chunk = malloc(sizeof *chunk + size);
	if (!chunk)
		sw_give_up("out of memory");
	chunk->size = size;
	return chunk;
}

static void add_chunk(struct sw_arena *arena, size_t least)
{
	struct sw_chunk *chunk = take_spare(arena, least);

	if (!chunk)
		chunk = new_chunk(arena, least);
	chunk->older = arena->newest;
	arena->newest = chunk;
	arena->next = chunk->bytes;
	arena->end = chunk->bytes + chunk->size;
}

void *sw_alloc_raw(struct sw_arena *arena, size_t size)
{
	void *result;

	if (size > PTRDIFF_MAX - ALIGN)
		sw_give_up("out of memory");
	size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (!arena->next || (size_t)(arena->end - arena->next) < size)
		add_chunk(arena, size);
	result = arena->next;
	arena->next += size;
	arena->used += size;
	return result;
}

void *sw_alloc(struct sw_arena *arena, size_t size)
{
	return memset(sw_alloc_raw(arena, size), 0, size);
}

static void free_chunks(struct sw_chunk *chunk)
{
	while (chunk) {
		struct sw_chunk *older = chunk->older;

		free(chunk);
		chunk = older;
	}
}

/* What one large function needed is given back; the next are small again. */
static void free_large_spare(struct sw_arena *arena)
{
	struct sw_chunk **end = &arena->spare;
	size_t size = 0;

	for (; *end && size + (*end)->size <= LARGEST_SPARE; end = &(*end)->older)
		size += (*end)->size;
	free_chunks(*end);
	*end = NULL;
}

void sw_arena_reset(struct sw_arena *arena)
{
	while (arena->newest) {
		struct sw_chunk *chunk = arena->newest;

		arena->newest = chunk->older;
		chunk->older = arena->spare;
		arena->spare = chunk;
	}
	arena->next = arena->end = NULL;
	arena->used = 0;
	free_large_spare(arena);
}

void sw_arena_free(struct sw_arena *arena)
{
	free_chunks(arena->newest);
	free_chunks(arena->spare);
	*arena = (struct sw_arena){ 0 };
}

void sw_arena_join(struct sw_arena *arena, struct sw_arena *from)
{
	struct sw_chunk **oldest = &from->newest;

	while (*oldest)
		oldest = &(*oldest)->older;
	*oldest = arena->newest;
	arena->newest = from->newest;
	arena->next = arena->end = NULL;
	arena->used += from->used;
	from->newest = NULL;
	sw_arena_free(from);
}

size_t sw_arena_size(const struct sw_arena *arena)
{
	return arena->used;
}

void *sw_vec_grow(struct sw_arena *arena, void *at, uint32_t n, uint32_t *room, size_t size)
{
	uint32_t more = *room ? *room * 2 : size > LARGE_ELEMENT ? 1 : 4;
	void *grown;

	if (more <= *room)
		sw_give_up("there is more in one list than can be counted");
	grown = sw_alloc_raw(arena, more * size);
	if (n)
		memcpy(grown, at, n * size);
	*room = more;
	return grown;
}
