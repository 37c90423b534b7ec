// SPDX-License-Identifier: GPL-2.0-or-later
/* Starts a program with its output in a pipe. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include "child.h"

extern char **environ;

void child_prepare(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
	signal(SIGCHLD, SIG_DFL); /* who ignores it, as some that start us do, learns of no exit status */
}

static int spawn(char *const *words, const int ends[2], int complaints, pid_t *child)
{
	posix_spawn_file_actions_t actions;
	int error;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	if (complaints < 0)
		posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	else
		posix_spawn_file_actions_adddup2(&actions, complaints, STDERR_FILENO);
	posix_spawn_file_actions_addclose(&actions, ends[0]);
	posix_spawn_file_actions_addclose(&actions, ends[1]);
	error = posix_spawnp(child, words[0], &actions, NULL, words, environ);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

FILE *child_start(char *const *words, int complaints, pid_t *child)
{
	FILE *output = NULL;
	int ends[2], error;

	if (pipe(ends))
		return NULL;
	error = spawn(words, ends, complaints, child);
	close(ends[1]);
	if (!error && !(output = fdopen(ends[0], "r")))
		error = errno;
	if (!output)
		close(ends[0]);
	errno = error;
	return output;
}
