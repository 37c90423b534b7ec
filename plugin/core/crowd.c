// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which of the states at a block to join, when there are too many.
 *
 * Of states with one counter vector, those are joined first that lose least by it; a fact that tells vectors apart (it
 * contradicts one that holds under another vector) counts for many others. Past the bound vectors are joined, too, to
 * intervals: those of one kind (`x+d` or `=c` in each counter). Kinds can not be joined, so a block may be left with one
 * state for each.
 */
#include <stdlib.h>
#include <string.h>

#include "sleepwalk/crowd.h"
#include "sleepwalk/knowledge.h"

enum {
	SAME_VECTOR = 4,         /* states with one vector kept apart at a block */
	NO_CHANGES = 2,          /* the same where no vector differs, nor will: nothing has to be told apart */
	VECTORS = 12,            /* different vectors that leave an event */
	STATES = 24,             /* states at a block, but for one of each kind */
	KINDS = 1 << SW_COUNTERS,
	CROWD = 64,              /* states that may wait at a block before they are looked through */
	MOST = KINDS + CROWD + 1, /* what was left the last time, and what came since */
	PATIENCE = 12,           /* times that a block is come back to before joins widen: more than one only in loops */
	CHOICE = 4,              /* what a variable counts that was given one constant here and another there: it will be tested */
	TELLING = 16,            /* what a fact that tells vectors apart counts, against other facts */
};

/* What a join of places that were written differently is said to be written by: no event has such a number. */
static int64_t version_of_join(uint32_t block)
{
	return -1 - (int64_t)block;
}

static bool same_kinds(const struct sw_state *a, const struct sw_state *b)
{
	for (int c = 0; c < SW_COUNTERS; c++)
		if (a->vector.of[c].set != b->vector.of[c].set)
			return false;
	return true;
}

/* The states at a block while it is decided which of them to join. */
struct sw_crowd {
	struct sw_state *at[MOST];
	bool was_run[MOST];
	unsigned char *weights[MOST]; /* of the facts of each */
	uint16_t lost[MOST][MOST]; /* what joining two would lose, plus 1; 0: not computed */
	unsigned n;
};

/* A fact of one of the crowd, for looking through all facts about one term together. */
struct crowd_fact {
	sw_term term;
	unsigned state, fact;
};

static int by_term(const void *a, const void *b)
{
	const struct crowd_fact *x = a, *y = b;

	return x->term < y->term ? -1 : x->term > y->term;
}

/* Two facts about one term that contradict each other, under different vectors, tell what happened to the counters. */
static void weigh_pair(struct sw_crowd *crowd, const struct crowd_fact *a, const struct crowd_fact *b)
{
	const struct sw_state *x = crowd->at[a->state], *y = crowd->at[b->state];

	if (sw_vector_equal(&x->vector, &y->vector) ||
	    !sw_values_disjoint(&x->facts.at[a->fact].values, &y->facts.at[b->fact].values))
		return;
	crowd->weights[a->state][a->fact] = crowd->weights[b->state][b->fact] = TELLING;
}

static void weigh(struct sw_joiner *joiner, struct sw_crowd *crowd)
{
	uint32_t total = 0, n = 0;
	struct crowd_fact *facts;

	for (unsigned i = 0; i < crowd->n; i++)
		total += crowd->at[i]->facts.n;
	facts = sw_alloc(joiner->space->scratch, (total + 1) * sizeof *facts);
	for (unsigned i = 0; i < crowd->n; i++) {
		crowd->weights[i] = sw_alloc(joiner->space->scratch, crowd->at[i]->facts.n + 1);
		memset(crowd->weights[i], 1, crowd->at[i]->facts.n);
		for (uint32_t f = 0; f < crowd->at[i]->facts.n; f++)
			facts[n++] = (struct crowd_fact){ crowd->at[i]->facts.at[f].term, i, f };
	}
	qsort(facts, n, sizeof *facts, by_term);
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t j = i + 1; j < n && facts[j].term == facts[i].term; j++)
			weigh_pair(crowd, &facts[i], &facts[j]);
}

static unsigned char weight_of(const struct sw_crowd *crowd, unsigned i, sw_term term)
{
	const struct sw_fact *fact = sw_state_fact(crowd->at[i], term);

	return fact ? crowd->weights[i][fact - crowd->at[i]->facts.at] : 1;
}

/* The facts that a join keeps weigh what they weighed in the states that it was made from. */
static unsigned char *joined_weights(struct sw_joiner *joiner, const struct sw_crowd *crowd, unsigned a, unsigned b,
				     const struct sw_state *joined)
{
	unsigned char *weights = sw_alloc(joiner->space->scratch, joined->facts.n + 1);

	for (uint32_t f = 0; f < joined->facts.n; f++) {
		unsigned char x = weight_of(crowd, a, joined->facts.at[f].term),
			      y = weight_of(crowd, b, joined->facts.at[f].term);

		weights[f] = x > y ? x : y;
	}
	return weights;
}

/* What is lost of a binding whose key is bound to OTHER in the other state. */
static unsigned loss_of_binding(const struct sw_terms *terms, const struct sw_binding *binding, sw_term other)
{
	int64_t a, b;

	if (binding->value == other)
		return 0;
	return sw_term_is_const(terms, binding->value, &a) && sw_term_is_const(terms, other, &b) ? CHOICE : 1;
}

/* What a join would forget of state A: facts and bindings that B does not share. */
static unsigned loss(const struct sw_terms *terms, const struct sw_crowd *crowd, unsigned a, unsigned b)
{
	const struct sw_state *mine = crowd->at[a], *other = crowd->at[b];
	unsigned lost = 0;

	for (uint32_t i = 0, j = 0; i < mine->facts.n; i++) {
		while (j < other->facts.n && other->facts.at[j].term < mine->facts.at[i].term)
			j++;
		if (j == other->facts.n || other->facts.at[j].term != mine->facts.at[i].term ||
		    !sw_values_within(&other->facts.at[j].values, &mine->facts.at[i].values))
			lost += crowd->weights[a][i];
	}
	for (uint32_t i = 0; i < mine->bindings.n; i++)
		lost += loss_of_binding(terms, &mine->bindings.at[i], sw_state_binding(other, mine->bindings.at[i].key));
	return lost;
}

/* Would joining B to A forget something of A that tells counter vectors apart? */
static bool blurs(const struct sw_crowd *crowd, unsigned a, unsigned b)
{
	const struct sw_state *mine = crowd->at[a], *other = crowd->at[b];

	for (uint32_t i = 0; i < mine->facts.n; i++) {
		const struct sw_fact *fact = sw_state_fact(other, mine->facts.at[i].term);

		if (crowd->weights[a][i] == TELLING &&
		    (!fact || !sw_values_within(&fact->values, &mine->facts.at[i].values)))
			return true;
	}
	return false;
}

static unsigned loss_of_pair(const struct sw_terms *terms, struct sw_crowd *crowd, unsigned a, unsigned b)
{
	if (!crowd->lost[a][b])
		crowd->lost[a][b] = crowd->lost[b][a] = (uint16_t)(loss(terms, crowd, a, b) + loss(terms, crowd, b, a) + 1);
	return crowd->lost[a][b];
}

/* Place I of the crowd holds another state now. */
static void forget_losses(struct sw_crowd *crowd, unsigned i)
{
	for (unsigned k = 0; k < crowd->n; k++)
		crowd->lost[i][k] = crowd->lost[k][i] = 0;
}

static void leave_crowd(struct sw_crowd *crowd, unsigned i)
{
	crowd->n--;
	crowd->at[i] = crowd->at[crowd->n];
	crowd->was_run[i] = crowd->was_run[crowd->n];
	crowd->weights[i] = crowd->weights[crowd->n];
	forget_losses(crowd, i);
}

/* Joins state B to state A. What was run with more than the join knows has to be run again. */
static void join_in_crowd(struct sw_joiner *joiner, const struct sw_visit *visit, struct sw_crowd *crowd, unsigned a,
			  unsigned b)
{
	bool widen = visit->rounds > PATIENCE;
	unsigned first = crowd->was_run[b] ? b : a, second = first == a ? b : a;
	struct sw_state *joined =
		sw_state_join(joiner->space, crowd->at[first], crowd->at[second], widen, version_of_join(visit->block));

	if (blurs(crowd, first, second) || blurs(crowd, second, first))
		sw_state_blur(joined);
	joiner->merges++;
	if (!crowd->was_run[first] || !sw_state_covers(joiner->space, crowd->at[first], joined)) {
		crowd->weights[first] = joined_weights(joiner, crowd, first, second, joined);
		crowd->at[first] = joined;
		crowd->was_run[first] = false;
		forget_losses(crowd, first);
	}
	leave_crowd(crowd, second);
}

/* The pair with AT's vector that loses least; false when there are no more than ROOM such states. */
static bool find_pair(const struct sw_terms *terms, struct sw_crowd *crowd, unsigned at, unsigned room, unsigned *a, unsigned *b)
{
	unsigned same = 0, least = UINT_MAX;

	for (unsigned i = 0; i < crowd->n; i++)
		same += sw_vector_equal(&crowd->at[i]->vector, &crowd->at[at]->vector);
	if (same <= room)
		return false;
	for (unsigned i = 0; i < crowd->n; i++) {
		if (!sw_vector_equal(&crowd->at[i]->vector, &crowd->at[at]->vector))
			continue;
		for (unsigned j = i + 1; j < crowd->n; j++) {
			unsigned lost;

			if (!sw_vector_equal(&crowd->at[j]->vector, &crowd->at[at]->vector))
				continue;
			lost = loss_of_pair(terms, crowd, i, j);
			if (lost < least) {
				least = lost;
				*a = i;
				*b = j;
			}
		}
	}
	return true;
}

/* Two states whose vectors can be joined to intervals; false when there are none. */
static bool find_kin(const struct sw_crowd *crowd, unsigned *a, unsigned *b)
{
	for (*a = 0; *a < crowd->n; (*a)++)
		for (*b = *a + 1; *b < crowd->n; (*b)++)
			if (same_kinds(crowd->at[*a], crowd->at[*b]))
				return true;
	return false;
}

static const struct sw_state *state_at(const struct sw_visit *visit, uint32_t i)
{
	return i < visit->run.n ? visit->run.at[i] : visit->waiting.at[i - visit->run.n];
}

/* Nothing has to be told apart where all states have one vector and none will get another. */
static bool nothing_to_tell(const struct sw_visit *visit)
{
	for (uint32_t i = 1; i < visit->run.n + visit->waiting.n; i++)
		if (!sw_vector_equal(&state_at(visit, 0)->vector, &state_at(visit, i)->vector))
			return false;
	return !visit->changes_ahead;
}

/* How many states with one vector the block has room for. */
static unsigned room_at(const struct sw_visit *visit)
{
	return visit->rounds > PATIENCE ? 1 : nothing_to_tell(visit) ? NO_CHANGES : SAME_VECTOR;
}

/* Are there more than ROOM states with one vector, or more in all than may be? */
static bool is_crowded(const struct sw_visit *visit, unsigned room)
{
	uint32_t n = visit->run.n + visit->waiting.n;

	if (n <= room)
		return false;
	if (n > STATES || room == 1)
		return true;
	for (uint32_t i = 0; i < n; i++) {
		unsigned same = 0;

		for (uint32_t j = i; j < n; j++)
			same += sw_vector_equal(&state_at(visit, i)->vector, &state_at(visit, j)->vector);
		if (same > room)
			return true;
	}
	return false;
}

static void gather(struct sw_joiner *joiner, struct sw_visit *visit, struct sw_crowd *crowd)
{
	for (uint32_t i = 0; i < visit->run.n; i++) {
		crowd->at[crowd->n] = visit->run.at[i];
		crowd->was_run[crowd->n++] = true;
	}
	for (uint32_t i = 0; i < visit->waiting.n; i++) {
		crowd->at[crowd->n] = visit->waiting.at[i];
		crowd->was_run[crowd->n++] = false;
	}
	weigh(joiner, crowd);
	for (unsigned i = 0; i < crowd->n; i++)
		forget_losses(crowd, i);
	visit->run.n = visit->waiting.n = 0;
}

static void disperse(struct sw_joiner *joiner, struct sw_visit *visit, const struct sw_crowd *crowd)
{
	for (unsigned i = 0; i < crowd->n; i++) {
		if (crowd->was_run[i])
			*sw_vec_push(joiner->space->scratch, &visit->run) = crowd->at[i];
		else
			*sw_vec_push(joiner->space->scratch, &visit->waiting) = crowd->at[i];
	}
}

void sw_visit_thin_out(struct sw_joiner *joiner, struct sw_visit *visit)
{
	unsigned room = room_at(visit), a = 0, b = 0;
	struct sw_crowd *crowd = joiner->crowd;

	if (!is_crowded(visit, room))
		return;
	if (!crowd)
		crowd = joiner->crowd = sw_alloc(joiner->space->scratch, sizeof *crowd);
	crowd->n = 0;
	gather(joiner, visit, crowd);
	for (unsigned i = 0; i < crowd->n;) {
		if (find_pair(joiner->space->terms, crowd, i, room, &a, &b)) {
			join_in_crowd(joiner, visit, crowd, a, b);
			i = 0;
		} else {
			i++;
		}
	}
	/* a loop that raises a counter each time round ends in an interval without end */
	while ((crowd->n > STATES || visit->rounds > PATIENCE) && find_kin(crowd, &a, &b))
		join_in_crowd(joiner, visit, crowd, a, b);
	disperse(joiner, visit, crowd);
}

static bool is_covered(const struct sw_joiner *joiner, const struct sw_visit *visit, const struct sw_state *state)
{
	for (uint32_t i = 0; i < visit->run.n; i++)
		if (sw_state_covers(joiner->space, visit->run.at[i], state))
			return true;
	for (uint32_t i = 0; i < visit->waiting.n; i++)
		if (sw_state_covers(joiner->space, visit->waiting.at[i], state))
			return true;
	return false;
}

bool sw_visit_add(struct sw_joiner *joiner, struct sw_visit *visit, struct sw_state *state)
{
	if (is_covered(joiner, visit, state))
		return false;
	if (visit->waiting.n >= CROWD)
		sw_visit_thin_out(joiner, visit);
	*sw_vec_push(joiner->space->scratch, &visit->waiting) = state;
	return true;
}

void sw_states_thin_out(struct sw_joiner *joiner, struct sw_states *states, uint32_t block)
{
	uint32_t kept = 0;

	if (states->list.n <= STATES)
		return;
	for (uint32_t i = 0; i < states->list.n; i++) {
		uint32_t j = 0;

		while (j < kept && !sw_vector_equal(&states->list.at[j]->vector, &states->list.at[i]->vector))
			j++;
		for (uint32_t k = 0; j == kept && kept >= VECTORS && k < kept; k++)
			if (same_kinds(states->list.at[k], states->list.at[i]))
				j = k;
		if (j == kept)
			states->list.at[kept++] = states->list.at[i];
		else
			states->list.at[j] = sw_state_join(joiner->space, states->list.at[j], states->list.at[i], false,
							   version_of_join(block));
	}
	states->list.n = kept;
}
