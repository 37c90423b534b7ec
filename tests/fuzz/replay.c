// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A harness on inputs that are kept: each file of the folders that are given, in a process of its own, with a limit to its
 * memory and its time.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz.h"

enum { LIMIT_MB = 1 << 10, SECONDS = 120 };

static int is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Of just the length of the file, so that what reads past the end is seen. */
static unsigned char *content(const char *path, size_t *n)
{
	FILE *file = fopen(path, "rb");
	unsigned char *bytes;
	long length;

	require(file && !fseek(file, 0, SEEK_END) && (length = ftell(file)) >= 0, "cannot read '%s'", path);
	rewind(file);
	*n = (size_t)length;
	bytes = malloc(*n + !*n);
	require(bytes && fread(bytes, 1, *n, file) == *n, "cannot read '%s'", path);
	fclose(file);
	return bytes;
}

static void look_at(const char *path)
{
	size_t n;
	unsigned char *bytes = content(path, &n);

#ifndef __SANITIZE_ADDRESS__
	const struct rlimit limit = { (rlim_t)LIMIT_MB << 20, (rlim_t)LIMIT_MB << 20 };

	require(!setrlimit(RLIMIT_AS, &limit), "no limit to memory");
#endif
	alarm(SECONDS);
	fuzz(bytes, n);
	free(bytes);
	exit(0);
}

static bool survives(const char *path)
{
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (!child)
		look_at(path);
	require(child > 0 && waitpid(child, &status, 0) == child, "no process for '%s'", path);
	if (!status)
		return true;
	printf("%s: %s %d\n", path, WIFSIGNALED(status) ? "signal" : "exit status",
	       WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	return false;
}

static void look_into(const char *folder, unsigned count[2])
{
	struct dirent **entries;
	int n = scandir(folder, &entries, is_input, alphasort);
	char path[4096];

	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
		count[survives(path)]++;
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
}

int main(int argc, char **argv)
{
	unsigned count[2] = { 0 };

	for (int i = 1; i < argc; i++)
		look_into(argv[i], count);
	if (!count[true])
		printf("no input in the folders\n");
	printf("%u passed, %u failed\n", count[true], count[false] + !count[true]);
	return count[false] || !count[true];
}
