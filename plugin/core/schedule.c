// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Components side by side, with the same outcome as one after the other: of two of which one looks at the other, the one
 * that comes first in the order is done before the other begins.
 */
#include <pthread.h>

#include "sleepwalk/schedule.h"

/* ---- who waits for whom ---- */

struct making {
	struct sw_schedule schedule;
	const struct sw_unit *unit;
	const struct sw_order *order;
	uint32_t *seen;  /* by component: the one, plus 1, that was found last to be tied to it */
	uint32_t *place; /* by component: where its next follower goes; NULL: they are counted only */
};

/* COMPONENT looks at what is known of FUNCTION. */
static void tie(struct making *m, uint32_t component, struct sw_symbol *function)
{
	uint32_t other, first, second;

	function = sw_symbol_real(function);
	if (!function || !function->body)
		return;
	other = function->component;
	if (other == component || m->seen[other] == component + 1)
		return;
	m->seen[other] = component + 1;
	first = component < other ? component : other;
	second = component < other ? other : component;
	if (m->place) {
		m->schedule.followers[m->place[first]++] = second;
	} else {
		m->schedule.ends[first]++;
		m->schedule.waits[second]++;
	}
}

/* To what FUNCTION calls and passes on, and to what it stores: of that the flow asks whether it changes counters. */
static void tie_function(struct making *m, uint32_t component, const struct sw_function *function)
{
	for (uint32_t i = 0; i < function->calls.n; i++) {
		const struct sw_call *call = &function->calls.at[i];
		struct sw_passing at = { 0 };
		struct sw_symbol *passed;

		tie(m, component, call->callee);
		while ((passed = sw_next_passed(m->unit, call, &at)))
			tie(m, component, passed);
	}
	for (uint32_t i = 0; i < function->stored.n; i++)
		tie(m, component, function->stored.at[i]);
}

static void tie_all(struct making *m)
{
	uint32_t start = 0;

	memset(m->seen, 0, m->schedule.n * sizeof *m->seen);
	for (uint32_t c = 0; c < m->schedule.n; start = m->order->ends.at[c++])
		for (uint32_t i = start; i < m->order->ends.at[c]; i++)
			tie_function(m, c, m->order->sorted.at[i]->body);
}

struct sw_schedule sw_make_schedule(struct sw_arena *arena, const struct sw_unit *unit, const struct sw_order *order)
{
	uint32_t n = order->ends.n, total = 0;
	struct making m = { .schedule = { .n = n }, .unit = unit, .order = order };
	uint32_t *places;

	m.schedule.waits = sw_alloc(arena, (n + 1) * sizeof *m.schedule.waits);
	m.schedule.ends = sw_alloc(arena, (n + 1) * sizeof *m.schedule.ends);
	m.seen = sw_alloc(arena, (n + 1) * sizeof *m.seen);
	tie_all(&m);
	places = sw_alloc(arena, (n + 1) * sizeof *places);
	for (uint32_t c = 0; c < n; c++) {
		places[c] = total;
		total += m.schedule.ends[c];
		m.schedule.ends[c] = total;
	}
	m.schedule.followers = sw_alloc(arena, (total + 1) * sizeof *m.schedule.followers);
	m.place = places;
	tie_all(&m);
	return m.schedule;
}

/* ---- work ---- */

enum { NONE = UINT32_MAX };

struct gang {
	const struct sw_schedule *schedule;
	sw_component_fn *fn;
	bool *done;            /* by component; written with the lock, read without */
	pthread_mutex_t lock;  /* of what follows */
	pthread_cond_t ready;
	uint32_t *waits;       /* by component: for how many */
	uint32_t *late;        /* by component: one that was put back until this one is done, and */
	uint32_t *next;        /* another that waits for the same; or NONE */
	uint32_t *queue;       /* a ring of those that wait for nobody, in the order in which that came to be */
	uint32_t first, queued, finished;
};

struct hand {
	struct gang *gang;
	void *worker;
	pthread_t thread;
	bool started;
};

static void enqueue(struct gang *g, uint32_t component)
{
	g->queue[(g->first + g->queued++) % g->schedule->n] = component;
	pthread_cond_signal(&g->ready);
}

static uint32_t dequeue(struct gang *g)
{
	uint32_t component = g->queue[g->first];

	g->first = (g->first + 1) % g->schedule->n;
	g->queued--;
	return component;
}

/* What waited for COMPONENT does so no longer. */
static void finish(struct gang *g, uint32_t component)
{
	const struct sw_schedule *s = g->schedule;

	__atomic_store_n(&g->done[component], true, __ATOMIC_RELEASE);
	for (uint32_t i = component ? s->ends[component - 1] : 0; i < s->ends[component]; i++)
		if (!--g->waits[s->followers[i]])
			enqueue(g, s->followers[i]);
	for (uint32_t late = g->late[component]; late != NONE; late = g->next[late])
		enqueue(g, late);
	if (++g->finished == s->n)
		pthread_cond_broadcast(&g->ready); /* for those that wait for more */
}

/* COMPONENT is to be begun anew when AWAITED is done, which it may be by now. */
static void put_back(struct gang *g, uint32_t component, uint32_t awaited)
{
	if (g->done[awaited]) {
		enqueue(g, component);
		return;
	}
	g->next[component] = g->late[awaited];
	g->late[awaited] = component;
}

static void *work(void *cookie)
{
	struct hand *hand = cookie;
	struct gang *g = hand->gang;
	uint32_t component, awaited;

	pthread_mutex_lock(&g->lock);
	for (;;) {
		while (!g->queued && g->finished < g->schedule->n)
			pthread_cond_wait(&g->ready, &g->lock);
		if (!g->queued)
			break;
		component = dequeue(g);
		pthread_mutex_unlock(&g->lock);
		awaited = g->fn(hand->worker, component, g->done);
		pthread_mutex_lock(&g->lock);
		if (awaited == component)
			finish(g, component);
		else
			put_back(g, component, awaited);
	}
	pthread_mutex_unlock(&g->lock);
	return NULL;
}

static void run_side_by_side(struct gang *g, struct hand *hands, unsigned n)
{
	pthread_mutex_init(&g->lock, NULL);
	pthread_cond_init(&g->ready, NULL);
	for (uint32_t c = 0; c < g->schedule->n; c++)
		if (!g->waits[c])
			enqueue(g, c);
	/* where no more threads are to be had, those that are there do it all */
	for (unsigned i = 1; i < n; i++)
		hands[i].started = !pthread_create(&hands[i].thread, NULL, work, &hands[i]);
	work(&hands[0]);
	for (unsigned i = 1; i < n; i++)
		if (hands[i].started)
			pthread_join(hands[i].thread, NULL);
	pthread_cond_destroy(&g->ready);
	pthread_mutex_destroy(&g->lock);
}

void sw_run_schedule(const struct sw_schedule *schedule, sw_component_fn *fn, void **workers, unsigned n)
{
	struct gang g = { .schedule = schedule, .fn = fn };
	struct sw_arena arena = { 0 };
	struct hand *hands = sw_alloc(&arena, n * sizeof *hands);

	g.done = sw_alloc(&arena, schedule->n + 1);
	g.waits = sw_alloc_raw(&arena, (schedule->n + 1) * sizeof *g.waits);
	g.late = sw_alloc_raw(&arena, (schedule->n + 1) * sizeof *g.late);
	g.next = sw_alloc_raw(&arena, (schedule->n + 1) * sizeof *g.next);
	g.queue = sw_alloc_raw(&arena, (schedule->n + 1) * sizeof *g.queue);
	memcpy(g.waits, schedule->waits, schedule->n * sizeof *g.waits);
	for (uint32_t c = 0; c < schedule->n; c++)
		g.late[c] = NONE;
	for (unsigned i = 0; i < n; i++)
		hands[i] = (struct hand){ .gang = &g, .worker = workers[i] };
	run_side_by_side(&g, hands, n);
	sw_arena_free(&arena);
}
