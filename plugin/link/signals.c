// SPDX-License-Identifier: GPL-2.0-or-later
/* Handlers, which are given nothing: what they must know is static. */
#include <signal.h>
#include <unistd.h>

#include "sleepwalk/characters.h"

#include "options.h"
#include "signals.h"

static const struct sw_inputs *watched;

/*
 * A page of a mapped file could not be read: it was cut short meanwhile, or its disk fails. This comes while we read it, so
 * never in the middle of stdio or malloc. What is not ours comes again, and ends us.
 */
static void page_is_gone(int number, siginfo_t *info, void *context)
{
	const char *name = watched ? sw_inputs_mapped_at(watched, info->si_addr) : NULL;

	(void)context;
	if (!name) {
		signal(number, SIG_DFL);
		return;
	}
	sw_put_safely(stderr, "%s: error: cannot read: Input/output error, or it became shorter while it was read\n", name);
	_exit(FAILED);
}

void signals_prepare(void)
{
	struct sigaction action = { .sa_sigaction = page_is_gone, .sa_flags = SA_SIGINFO };

	sigaction(SIGBUS, &action, NULL);
}

void signals_watch(const struct sw_inputs *inputs)
{
	watched = inputs;
}
