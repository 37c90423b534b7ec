// SPDX-License-Identifier: GPL-2.0-or-later
/* States that are kept: their facts as numbers. */
#include "sleepwalk/state.h"

enum { FIRST_SIZE = 64 };

struct sw_kept_state {
	const struct sw_state *rest; /* all but the facts */
	uint32_t n;
	uint32_t facts[];
};

/* A pool has equal values once, so it is their address that counts. */
static uint32_t hash(const struct sw_fact *fact)
{
	return sw_hash_pointer(fact->values) ^ (fact->term * 2u + fact->implied) * 0x9e3779b1u;
}

static bool is_same(const struct sw_fact *a, const struct sw_fact *b)
{
	return a->term == b->term && a->implied == b->implied && a->values == b->values;
}

/* Where the number of FACT stands, or will. */
static uint32_t *find(const struct sw_keeper *keeper, const struct sw_fact *fact)
{
	uint32_t i = hash(fact) & (keeper->size - 1);

	while (keeper->table[i] && !is_same(&keeper->facts.at[keeper->table[i] - 1], fact))
		i = (i + 1) & (keeper->size - 1);
	return &keeper->table[i];
}

static void grow(struct sw_keeper *keeper)
{
	keeper->size = keeper->size ? keeper->size * 2 : FIRST_SIZE;
	keeper->table = sw_alloc(keeper->arena, keeper->size * sizeof *keeper->table);
	for (uint32_t i = 0; i < keeper->facts.n; i++)
		*find(keeper, &keeper->facts.at[i]) = i + 1;
}

static uint32_t number_of(struct sw_keeper *keeper, const struct sw_fact *fact)
{
	uint32_t *number;

	if (2 * keeper->facts.n >= keeper->size)
		grow(keeper);
	number = find(keeper, fact);
	if (!*number) {
		*sw_vec_push(keeper->arena, &keeper->facts) = *fact;
		*number = keeper->facts.n;
	}
	return *number - 1;
}

const struct sw_kept_state *sw_state_keep(struct sw_keeper *keeper, const struct sw_state *state)
{
	struct sw_space space = { .scratch = keeper->states };
	struct sw_state rest = *state;
	struct sw_kept_state *kept = sw_alloc_raw(keeper->states, sizeof *kept + state->facts.n * sizeof *kept->facts);

	memset(&rest.facts, 0, sizeof rest.facts);
	kept->rest = sw_state_copy(&space, &rest);
	kept->n = state->facts.n;
	for (uint32_t i = 0; i < kept->n; i++)
		kept->facts[i] = number_of(keeper, &state->facts.at[i]);
	return kept;
}

struct sw_state *sw_state_revive(struct sw_space *space, const struct sw_keeper *keeper, const struct sw_kept_state *kept)
{
	struct sw_state *state = sw_state_copy(space, kept->rest);

	for (uint32_t i = 0; i < kept->n; i++)
		*sw_vec_push(space->scratch, &state->facts) = keeper->facts.at[kept->facts[i]];
	return state;
}
