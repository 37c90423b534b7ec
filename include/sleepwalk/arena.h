/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arena memory and growable arrays.
 *
 * Everything that the analysis makes lives in an arena and is freed with it, never one by one: a unit's facts live as
 * long as the unit, a function's states as long as that function is looked at. Memory comes zeroed and aligned for any
 * type. Running out of memory ends the process, so no caller tests for NULL.
 */
#ifndef SLEEPWALK_ARENA_H
#define SLEEPWALK_ARENA_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct sw_arena {
	struct sw_chunk *newest, *spare;
	char *next, *end;
	size_t used;
};

/* Tells why, and ends the process: for what memory has no room for there is nothing useful left to do. */
void sw_give_up(const char *reason) __attribute__((noreturn));

void *sw_alloc(struct sw_arena *arena, size_t size) __attribute__((returns_nonnull));
/* The same with whatever the memory held before. */
void *sw_alloc_raw(struct sw_arena *arena, size_t size) __attribute__((returns_nonnull));
/* Forgets all that was allocated; the memory is used again: for scratch between two functions. */
void sw_arena_reset(struct sw_arena *arena);
void sw_arena_free(struct sw_arena *arena);
/* What is in FROM belongs to ARENA from now on. */
void sw_arena_join(struct sw_arena *arena, struct sw_arena *from);
/* Of all that was allocated: the same for the same requests, whatever chunks were there. */
size_t sw_arena_size(const struct sw_arena *arena);

#define SW_NEW(arena, type) ((type *)sw_alloc((arena), sizeof(type)))

/* An array that grows; zero-initialised it is empty. Its memory belongs to the arena that it is pushed with. */
#define SW_VEC(type)                                                                                                   \
	struct {                                                                                                       \
		type *at;                                                                                              \
		uint32_t n, room;                                                                                      \
	}

void *sw_vec_grow(struct sw_arena *arena, void *at, uint32_t n, uint32_t *room, size_t size);

/* Room for one more; evaluates to the address of the new last element, which is zeroed. */
#define sw_vec_push(arena, vec)                                                                                        \
	((vec)->n == (vec)->room                                                                                       \
		 ? (void)((vec)->at = (__typeof__((vec)->at))sw_vec_grow((arena), (vec)->at, (vec)->n, &(vec)->room,   \
									 sizeof *(vec)->at))                           \
		 : (void)0,                                                                                            \
	 (__typeof__((vec)->at))memset(&(vec)->at[(vec)->n++], 0, sizeof *(vec)->at))

#endif
