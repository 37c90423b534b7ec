// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which of the states at a block to join, when there are too many.
 *
 * Of states with one counter vector, those are joined first that lose least by it; a fact that tells vectors apart (it
 * contradicts one that holds under another vector) counts for many others. Past the bound vectors are joined, too, to
 * intervals: those of one kind (`x+d` or `=c` in each counter). Kinds can not be joined, so a block may be left with one
 * state for each.
 */
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
	ENOUGH = 500,            /* times after which a loop is taken to have settled: all that widening may drop is gone long before */
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

/* A state at a block while it is decided which of them to join. */
struct member {
	struct sw_state *state;
	bool was_run;
	unsigned vector; /* members with one counter vector have one number */
	unsigned char weights[SW_FACTS_ROOM]; /* of its facts */
	bool described; /* the rest is known */
	uint64_t fact_bits, binding_bits; /* a bit for each fact, and for each binding: equal ones have the same */
	uint32_t n_bindings;
	struct sw_binding bindings[SW_BINDINGS_ROOM]; /* sorted by key */
};

struct sw_crowd {
	struct member *at[MOST];
	struct member members[MOST];
	struct price {
		uint16_t loss : 14, asked : 1, known : 1;
	} price[MOST][MOST]; /* what joining two would lose; once asked, at least that; once known, just that */
	unsigned n;
	unsigned n_vectors; /* numbers that were given to vectors */
};

struct sw_crowd *sw_crowd_new(struct sw_arena *arena)
{
	return sw_alloc_raw(arena, sizeof(struct sw_crowd));
}

/* Gives the vector of member I its number. */
static void number_vector(struct sw_crowd *crowd, unsigned i)
{
	const struct sw_vector *vector = &crowd->at[i]->state->vector;

	for (unsigned k = 0; k < crowd->n; k++) {
		if (k != i && sw_vector_equal(&crowd->at[k]->state->vector, vector)) {
			crowd->at[i]->vector = crowd->at[k]->vector;
			return;
		}
	}
	crowd->at[i]->vector = crowd->n_vectors++;
}

static void add_member(struct sw_crowd *crowd, struct sw_state *state, bool was_run)
{
	struct member *m = &crowd->members[crowd->n];

	m->state = state;
	m->was_run = was_run;
	m->described = false;
	crowd->at[crowd->n] = m;
	number_vector(crowd, crowd->n);
	crowd->n++;
}

/* ---- weights ---- */

/* The facts of N members, FACTS by member, are about one term: those that contradict each other tell vectors apart. */
static void weigh_facts(struct sw_crowd *crowd, const unsigned *members, const uint32_t *facts, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		struct member *a = crowd->at[members[i]];
		uint32_t fa = facts[members[i]];

		for (unsigned j = i + 1; j < n; j++) {
			struct member *b = crowd->at[members[j]];
			uint32_t fb = facts[members[j]];

			if (a->vector != b->vector && (a->weights[fa] != TELLING || b->weights[fb] != TELLING) &&
			    sw_values_disjoint(a->state->facts.at[fa].values, b->state->facts.at[fb].values))
				a->weights[fa] = b->weights[fb] = TELLING;
		}
	}
}

/* Two facts about one term that contradict each other, under different vectors, tell what happened to the counters. */
static void weigh(struct sw_crowd *crowd)
{
	uint32_t next[MOST] = { 0 };
	unsigned same[MOST], n;

	for (unsigned i = 0; i < crowd->n; i++)
		memset(crowd->at[i]->weights, 1, crowd->at[i]->state->facts.n);
	if (crowd->n_vectors == 1)
		return;
	/* facts are sorted by term, so all about the lowest term are the next of their members */
	do {
		sw_term lowest = UINT32_MAX;

		n = 0;
		for (unsigned i = 0; i < crowd->n; i++) {
			const struct sw_state *state = crowd->at[i]->state;
			sw_term term = next[i] < state->facts.n ? state->facts.at[next[i]].term : UINT32_MAX;

			if (term < lowest) {
				lowest = term;
				n = 0;
			}
			if (term == lowest && term != UINT32_MAX)
				same[n++] = i;
		}
		weigh_facts(crowd, same, next, n);
		for (unsigned i = 0; i < n; i++)
			next[same[i]]++;
	} while (n);
}

static unsigned char weight_of(const struct member *m, sw_term term)
{
	const struct sw_fact *fact = sw_state_fact(m->state, term);

	return fact ? m->weights[fact - m->state->facts.at] : 1;
}

/* The facts that a join keeps weigh what they weighed in the states that it was made from. */
static void weigh_joined(const struct sw_crowd *crowd, const struct member *a, const struct member *b,
			 const struct sw_state *joined, unsigned char *weights)
{
	memset(weights, 1, joined->facts.n);
	for (uint32_t f = 0; crowd->n_vectors > 1 && f < joined->facts.n; f++) {
		unsigned char x = weight_of(a, joined->facts.at[f].term), y = weight_of(b, joined->facts.at[f].term);

		weights[f] = x > y ? x : y;
	}
}

/* ---- losses ---- */

/* The facts of which a join of A and B would forget some of what either says. */
static unsigned loss_of_facts(const struct member *a, const struct member *b)
{
	const struct sw_fact *x = a->state->facts.at, *y = b->state->facts.at;
	uint32_t n = a->state->facts.n, m = b->state->facts.n, i = 0, j = 0;
	unsigned lost = 0;

	while (i < n && j < m) {
		if (x[i].term < y[j].term) {
			lost += a->weights[i++];
		} else if (y[j].term < x[i].term) {
			lost += b->weights[j++];
		} else {
			if (!sw_values_equal(x[i].values, y[j].values)) {
				lost += sw_values_within(y[j].values, x[i].values) ? 0 : a->weights[i];
				lost += sw_values_within(x[i].values, y[j].values) ? 0 : b->weights[j];
			}
			i++;
			j++;
		}
	}
	while (i < n)
		lost += a->weights[i++];
	while (j < m)
		lost += b->weights[j++];
	return lost;
}

static uint64_t bit_of(sw_term term, uint64_t what)
{
	return (uint64_t)1 << ((term + what * 0x9e3779b97f4a7c15u) * 0xff51afd7ed558ccdu >> 58);
}

static void describe(struct member *m)
{
	m->described = true;
	m->fact_bits = m->binding_bits = 0;
	for (uint32_t i = 0; i < m->state->facts.n; i++) {
		const struct sw_fact *fact = &m->state->facts.at[i];
		const struct sw_values *values = fact->values;
		unsigned last = values->n ? values->n - 1 : 0;

		m->fact_bits |= bit_of(fact->term, values->n + 7 * (uint64_t)values->in[0].hi + 31 * (uint64_t)values->in[last].lo);
	}
	m->n_bindings = m->state->bindings.n;
	/* they stand in the order in which they were made, as their terms mostly do */
	for (uint32_t i = 0; i < m->n_bindings; i++) {
		struct sw_binding binding = m->state->bindings.at[i];
		uint32_t k = i;

		for (; k && m->bindings[k - 1].key > binding.key; k--)
			m->bindings[k] = m->bindings[k - 1];
		m->bindings[k] = binding;
		m->binding_bits |= bit_of(binding.key, binding.value);
	}
}

static unsigned count(uint64_t bits)
{
	return bits ? (unsigned)__builtin_popcountll(bits) : 0;
}

/* At least so much would be lost: what differs in a bit differs. Of two facts about one term, perhaps one is lost only. */
static unsigned least_loss(const struct member *a, const struct member *b)
{
	return (count(a->fact_bits ^ b->fact_bits) + 1) / 2 + count(a->binding_bits ^ b->binding_bits);
}

/* What either loses of two bindings of one key; of two functions, who is called. */
static unsigned loss_of_values(const struct sw_terms *terms, sw_term x, sw_term y)
{
	int64_t a, b;

	if (x == y)
		return 0;
	if (sw_term_node(terms, x)->op == SW_SYMBOL && sw_term_node(terms, y)->op == SW_SYMBOL)
		return TELLING;
	return sw_term_is_const(terms, x, &a) && sw_term_is_const(terms, y, &b) ? CHOICE : 1;
}

static unsigned loss_of_bindings(const struct sw_terms *terms, const struct member *a, const struct member *b)
{
	const struct sw_binding *x = a->bindings, *y = b->bindings;
	uint32_t i = 0, j = 0;
	unsigned lost = 0;

	while (i < a->n_bindings && j < b->n_bindings) {
		if (x[i].key == y[j].key)
			lost += 2 * loss_of_values(terms, x[i++].value, y[j++].value);
		else if (x[i].key < y[j].key)
			lost++, i++;
		else
			lost++, j++;
	}
	return lost + (a->n_bindings - i) + (b->n_bindings - j);
}

/*
 * What a join would forget: facts and bindings of one that the other does not share. UINT_MAX when that is not below LEAST.
 * A comes before B.
 */
static unsigned loss_of_pair(const struct sw_terms *terms, struct sw_crowd *crowd, unsigned a, unsigned b, unsigned least)
{
	const struct member *x = crowd->at[a], *y = crowd->at[b];
	struct price *price = &crowd->price[a][b];

	if (!price->asked)
		*price = (struct price){ .loss = least_loss(x, y) & 0x3fff, .asked = true };
	if (price->loss >= least)
		return UINT_MAX;
	if (!price->known)
		*price = (struct price){ .loss = (loss_of_facts(x, y) + loss_of_bindings(terms, x, y)) & 0x3fff,
					 .asked = true, .known = true };
	return price->loss;
}

/* Place I of the crowd holds another state now. */
static void forget_losses(struct sw_crowd *crowd, unsigned i)
{
	for (unsigned k = 0; k < crowd->n; k++)
		crowd->price[i][k] = crowd->price[k][i] = (struct price){ 0 };
}

/* Would joining the two forget something of MINE that tells counter vectors apart? */
static bool blurs(const struct member *mine, const struct member *other)
{
	for (uint32_t i = 0; i < mine->state->facts.n; i++) {
		const struct sw_fact *own = &mine->state->facts.at[i], *fact;

		if (mine->weights[i] != TELLING)
			continue;
		fact = sw_state_fact(other->state, own->term);
		if (!fact || !sw_values_within(fact->values, own->values))
			return true;
	}
	return false;
}

/* ---- joining ---- */

static void leave_crowd(struct sw_crowd *crowd, unsigned i)
{
	crowd->n--;
	crowd->at[i] = crowd->at[crowd->n];
	forget_losses(crowd, i);
}

/* Joins state B to state A. What was run with more than the join knows has to be run again. */
static void join_in_crowd(struct sw_joiner *joiner, const struct sw_visit *visit, struct sw_crowd *crowd, unsigned a,
			  unsigned b)
{
	/* the first time all that came so far is joined, which is no growth yet */
	bool widen = visit->rounds > PATIENCE + 1;
	unsigned first = crowd->at[b]->was_run ? b : a, second = first == a ? b : a;
	struct member *kept = crowd->at[first], *other = crowd->at[second];
	struct sw_state *joined =
		sw_state_join(joiner->space, kept->state, other->state, widen, version_of_join(visit->block));

	if (blurs(kept, other) || blurs(other, kept))
		sw_state_blur(joined);
	joiner->merges++;
	if (!kept->was_run || (visit->rounds <= ENOUGH && !sw_state_covers(joiner->space, kept->state, joined))) {
		unsigned char weights[SW_FACTS_ROOM];

		weigh_joined(crowd, kept, other, joined, weights);
		memcpy(kept->weights, weights, joined->facts.n);
		kept->state = joined;
		kept->was_run = kept->described = false;
		if (kept->vector != other->vector)
			number_vector(crowd, first);
		forget_losses(crowd, first);
	}
	leave_crowd(crowd, second);
}

/* The pair with AT's vector that loses least; false when there are no more than ROOM such states. */
static bool find_pair(const struct sw_terms *terms, struct sw_crowd *crowd, unsigned at, unsigned room, unsigned *a, unsigned *b)
{
	unsigned same[MOST], n = 0, least = UINT_MAX;

	for (unsigned i = 0; i < crowd->n; i++)
		if (crowd->at[i]->vector == crowd->at[at]->vector)
			same[n++] = i;
	if (n <= room)
		return false;
	for (unsigned i = 0; i < n; i++)
		if (!crowd->at[same[i]]->described)
			describe(crowd->at[same[i]]);
	for (unsigned i = 0; i < n; i++) {
		const struct price *prices = crowd->price[same[i]];

		for (unsigned j = i + 1; j < n; j++) {
			unsigned lost = prices[same[j]].loss < least ? loss_of_pair(terms, crowd, same[i], same[j], least) : UINT_MAX;

			if (lost < least) {
				least = lost;
				*a = same[i];
				*b = same[j];
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
			if (same_kinds(crowd->at[*a]->state, crowd->at[*b]->state))
				return true;
	return false;
}

/* How many states with one vector there is room for: nothing has to be told apart where no vector differs, nor will. */
static unsigned room_at(const struct sw_visit *visit, const struct sw_crowd *crowd)
{
	return visit->rounds > PATIENCE ? 1 :
	       crowd->n_vectors == 1 && !visit->changes_ahead ? NO_CHANGES : SAME_VECTOR;
}

/* Are there more than ROOM states with one vector, or more in all than may be? */
static bool is_crowded(const struct sw_crowd *crowd, unsigned room)
{
	unsigned same[MOST] = { 0 };

	if (crowd->n <= room)
		return false;
	if (crowd->n > STATES || room == 1)
		return true;
	for (unsigned i = 0; i < crowd->n; i++)
		if (++same[crowd->at[i]->vector] > room)
			return true;
	return false;
}

static struct sw_crowd *gather(struct sw_joiner *joiner, const struct sw_visit *visit)
{
	struct sw_crowd *crowd = joiner->crowd;

	crowd->n = crowd->n_vectors = 0;
	for (uint32_t i = 0; i < visit->run.n; i++)
		add_member(crowd, visit->run.at[i], true);
	for (uint32_t i = 0; i < visit->waiting.n; i++)
		add_member(crowd, visit->waiting.at[i], false);
	return crowd;
}

static void disperse(struct sw_joiner *joiner, struct sw_visit *visit, const struct sw_crowd *crowd)
{
	visit->run.n = visit->waiting.n = 0;
	for (unsigned i = 0; i < crowd->n; i++) {
		if (crowd->at[i]->was_run)
			*sw_vec_push(joiner->space->scratch, &visit->run) = crowd->at[i]->state;
		else
			*sw_vec_push(joiner->space->scratch, &visit->waiting) = crowd->at[i]->state;
	}
}

void sw_visit_thin_out(struct sw_joiner *joiner, struct sw_visit *visit)
{
	unsigned room, a = 0, b = 0;
	struct sw_crowd *crowd;

	if (visit->run.n + visit->waiting.n <= 1)
		return;
	crowd = gather(joiner, visit);
	room = room_at(visit, crowd);
	if (!is_crowded(crowd, room))
		return;
	weigh(crowd);
	for (unsigned i = 0; i < crowd->n; i++)
		forget_losses(crowd, i);
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
