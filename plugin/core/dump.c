// SPDX-License-Identifier: GPL-2.0-or-later
/* Stages in text. */
#include <string.h>

#include "sleepwalk/characters.h"
#include "sleepwalk/dump.h"

enum { TEXT = 240 };

static const char *place_text(const struct sw_place *place, char *buffer)
{
	snprintf(buffer, TEXT, "%s:%u:%u", place->file ? place->file : "?", place->line, place->column);
	return buffer;
}

/* ---- residue ---- */

static void dump_place_in_memory(FILE *out, const struct sw_unit *unit, sw_term base, const char *path)
{
	char text[TEXT];

	sw_put_safely(out, "%s%s%s", sw_term_print(&unit->terms, base, text, TEXT), *path ? "->" : "[0]", path);
}

static void dump_event(FILE *out, const struct sw_unit *unit, const struct sw_event *e)
{
	char text[TEXT];

	sw_put_safely(out, "    %u: ", e->id);
	if (e->value && e->kind != SW_EVENT_STORE)
		sw_put_safely(out, "%s = ", sw_term_print(&unit->terms, e->value, text, TEXT));
	switch (e->kind) {
	case SW_EVENT_CALL:
		sw_put_safely(out, "call %s(", e->callee ? e->callee->name : e->slot ? e->slot : "*");
		for (unsigned i = 0; i < e->n_args; i++)
			sw_put_safely(out, "%s%s", i ? ", " : "", sw_term_print(&unit->terms, e->args[i], text, TEXT));
		sw_put_safely(out, ")");
		break;
	case SW_EVENT_DEFINE:
		sw_put_safely(out, "anything");
		break;
	case SW_EVENT_LOAD:
		dump_place_in_memory(out, unit, e->base, e->path);
		break;
	case SW_EVENT_STORE:
		dump_place_in_memory(out, unit, e->base, e->path);
		sw_put_safely(out, " := %s", sw_term_print(&unit->terms, e->value, text, TEXT));
		break;
	case SW_EVENT_COPY:
		dump_place_in_memory(out, unit, e->base, e->path);
		sw_put_safely(out, " := all of %s", sw_term_print(&unit->terms, e->from, text, TEXT));
		break;
	case SW_EVENT_OBTAIN:
		sw_put_safely(out, "obtain pointer %u", e->pointer);
		break;
	case SW_EVENT_FOLLOW:
		sw_put_safely(out, "follow pointer %u (%s)", e->pointer, e->path);
		break;
	case SW_EVENT_GIVE:
		sw_put_safely(out, "give pointer %u", e->pointer);
		break;
	}
	sw_put_safely(out, "  # %s\n", place_text(&e->place, text));
}

static void dump_edge(FILE *out, const struct sw_unit *unit, const struct sw_edge *edge)
{
	char text[TEXT];

	sw_put_safely(out, "    -> %u", edge->to);
	if (!sw_values_is_any(&edge->when))
		sw_put_safely(out, " when %s", sw_values_print(&edge->when, text, TEXT));
	for (uint32_t i = 0; i < edge->assigns.n; i++) {
		sw_put_safely(out, "; %s := ", sw_term_print(&unit->terms, edge->assigns.at[i].val, text, TEXT));
		sw_put_safely(out, "%s", sw_term_print(&unit->terms, edge->assigns.at[i].from, text, TEXT));
	}
	sw_put_safely(out, "\n");
}

void sw_dump_residue(FILE *out, const struct sw_unit *unit, const struct sw_function *function)
{
	char text[TEXT];

	sw_put_safely(out, "residue %s (%u parameters)\n", function->symbol->name, function->n_params);
	for (uint32_t b = 0; b < function->blocks.n; b++) {
		const struct sw_block *block = &function->blocks.at[b];

		if (!block->events.n && !block->edges.n && !block->returns)
			continue;
		sw_put_safely(out, "  block %u\n", b);
		for (uint32_t i = 0; i < block->events.n; i++)
			dump_event(out, unit, &block->events.at[i]);
		if (block->returns)
			sw_put_safely(out, "    return %s\n", sw_term_print(&unit->terms, block->result, text, TEXT));
		if (block->condition)
			sw_put_safely(out, "    on %s\n", sw_term_print(&unit->terms, block->condition, text, TEXT));
		for (uint32_t i = 0; i < block->edges.n; i++)
			dump_edge(out, unit, &block->edges.at[i]);
	}
}

/* ---- summary ---- */

static const char *guard_text(struct sw_strings *strings, const struct sw_terms *terms, const struct sw_guard *guard)
{
	const char *all = "";

	for (unsigned i = 0; i < guard->n; i++) {
		char term[TEXT], values[TEXT];
		bool nonzero, count = sw_term_node(terms, guard->at[i].term)->op == SW_COUNTER;
		struct sw_values v = sw_values_nonzero();

		nonzero = sw_values_equal(guard->at[i].values, &v);
		sw_term_print(terms, guard->at[i].term, term, TEXT);
		sw_values_print(guard->at[i].values, values, TEXT);
		all = sw_intern_printf(strings, "%s%s%s%s%s", all, i ? " and " : " if ", term,
				       nonzero ? "" : count ? " " : " in ",
				       nonzero ? "" : values);
	}
	return all;
}

static const char *case_text(struct sw_strings *strings, const struct sw_terms *terms, const struct sw_case *c)
{
	const char *all = "";
	char text[SW_RANGE_TEXT];

	for (enum sw_counter k = 0; k < SW_COUNTERS; k++) {
		struct sw_transfer t = c->vector.of[k];

		if (sw_transfer_is_identity(t))
			continue;
		sw_transfer_print(t, text);
		all = sw_intern_printf(strings, "%s%s%s %s %s%s", all, *all ? ", " : "", t.set ? "set" : "adjust",
				       sw_counter_name(k), t.set ? text + 1 : text, guard_text(strings, terms, &c->guard));
	}
	return all;
}

static const char *demand_text(struct sw_strings *strings, const struct sw_terms *terms, const struct sw_demand *d)
{
	const char *all = "", *guard = guard_text(strings, terms, &d->guard);
	struct sw_context sleep = sw_context_sleep(), block = sw_context_block();
	char text[SW_RANGE_TEXT];

	if (d->kind == SW_DEMAND_ATOMIC)
		return sw_intern_printf(strings, "atomic context%s", guard);
	if (d->kind == SW_DEMAND_SLEEP && sw_context_equal(&d->context, &sleep))
		return sw_intern_printf(strings, "sleeps%s", guard);
	if (d->kind == SW_DEMAND_BLOCK && sw_context_equal(&d->context, &block))
		return sw_intern_printf(strings, "blocks%s", guard);
	for (enum sw_counter k = 0; k < SW_COUNTERS; k++)
		if (!sw_range_is_any(d->context.of[k]))
			all = sw_intern_printf(strings, "%s%s%sexpect %s %s%s", all, *all ? ", " : "",
					       d->possible ? "possibly " : "", sw_counter_name(k),
					       sw_range_print(d->context.of[k], text), guard);
	return all;
}

static const char *join(struct sw_strings *strings, const char *all, const char *more)
{
	return *more ? sw_intern_printf(strings, "%s%s%s", all, *all ? ", " : "", more) : all;
}

const char *sw_summary_text(struct sw_strings *strings, const struct sw_terms *terms, const struct sw_summary *summary)
{
	const char *all = summary->returns ? "" : "never returns";

	for (uint32_t i = 0; i < summary->demands.n; i++)
		all = join(strings, all, demand_text(strings, terms, &summary->demands.at[i]));
	for (uint32_t i = 0; i < summary->cases.n; i++)
		all = join(strings, all, case_text(strings, terms, &summary->cases.at[i]));
	if (summary->imbalanced)
		all = join(strings, all, "imbalanced");
	if (summary->saves_irq)
		all = join(strings, all, "save irq");
	if (summary->restores_irq)
		all = join(strings, all, sw_intern_printf(strings, "restore irq arg %u", summary->restores_irq));
	return *all ? all : "any context";
}

void sw_dump_summary(FILE *out, const struct sw_unit *unit, const struct sw_symbol *symbol)
{
	struct sw_strings *strings = (struct sw_strings *)&unit->strings;
	char text[TEXT];

	if (!symbol->inferred)
		return;
	sw_put_safely(out, "summary %s: %s", symbol->name, sw_summary_text(strings, &unit->terms, symbol->inferred));
	if (symbol->inferred->result)
		sw_put_safely(out, "; returns %s", sw_term_print(&unit->terms, symbol->inferred->result, text, TEXT));
	else if (!sw_values_is_any(&symbol->inferred->result_values))
		sw_put_safely(out, "; returns %s", sw_values_print(&symbol->inferred->result_values, text, TEXT));
	for (uint32_t i = 0; i < symbol->inferred->outs.n; i++) {
		const struct sw_out *o = &symbol->inferred->outs.at[i];

		sw_put_safely(out, "; ");
		dump_place_in_memory(out, unit, o->base, o->path);
		sw_put_safely(out, " := %s", sw_term_print(&unit->terms, o->value, text, TEXT));
	}
	for (enum sw_counter c = 0; c < SW_COUNTERS; c++)
		if (symbol->inferred->levels >> c & 1)
			sw_put_safely(out, "; some ways set %s", sw_counter_name(c));
	sw_put_safely(out, "\n");
}

/* ---- exits ---- */

void sw_dump_exits(FILE *out, const struct sw_flow *flow)
{
	struct sw_strings *strings = &flow->unit->strings;
	char text[TEXT];

	for (uint32_t i = 0; i < flow->exits.n; i++) {
		const struct sw_exit *exit = &flow->exits.at[i];
		const struct sw_case as_case = { .vector = exit->vector };

		sw_put_safely(out, "exit %s %s: %s%s;%s; after%s; returns ", place_text(&exit->place, text),
			flow->function->symbol->name, case_text(strings, &flow->unit->terms, &as_case),
			exit->inexact ? " (inexact)" : "", guard_text(strings, &flow->unit->terms, &exit->guard),
			guard_text(strings, &flow->unit->terms, &exit->after));
		sw_put_safely(out, "%s\n", sw_values_print(&exit->result, text, TEXT));
	}
}

/* ---- sites ---- */

void sw_dump_sites(FILE *out, const struct sw_flow *flow)
{
	char text[TEXT];

	for (uint32_t b = 0; b < flow->function->blocks.n; b++) {
		const struct sw_block *block = &flow->function->blocks.at[b];

		for (uint32_t i = 0; i < block->events.n; i++) {
			const struct sw_event *e = &block->events.at[i];

			if (e->kind != SW_EVENT_CALL || !flow->reached[e->id])
				continue;
			sw_put_safely(out, "site %s %s calls %s:", place_text(&e->place, text), flow->function->symbol->name,
				e->callee ? e->callee->name : e->slot ? e->slot : "*");
			for (enum sw_counter c = 0; c < SW_COUNTERS; c++) {
				char range[SW_RANGE_TEXT];

				sw_put_safely(out, " %s %s", sw_counter_name(c), sw_range_print(flow->sites[e->id].of[c], range));
			}
			sw_put_safely(out, "\n");
		}
	}
}

void sw_dump_statistics(FILE *out, const struct sw_statistics *s)
{
	sw_put_safely(out, "statistics: functions %u, calls %u, solved %u, components %u, recursive %u, unfinished %u, "
		"states %u, merges %u\n",
		s->functions, s->calls, s->solved, s->components, s->recursive, s->unfinished, s->states, s->merges);
}
