// SPDX-License-Identifier: GPL-2.0-or-later
/* Keeps in memory what is written, and puts the file into its place at the end. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sleepwalk/characters.h"

#include "output.h"

static bool is_special(const char *path, struct stat *about)
{
	return !stat(path, about) && !S_ISREG(about->st_mode);
}

/* Told early, for a check may take long; whether it was true is seen when all is written. */
bool output_is_possible(const char *path)
{
	bool is_there = !access(path, F_OK), can;
	struct stat about;
	char *copy;

	errno = *path ? EISDIR : ENOENT;
	if (!*path || path[strlen(path) - 1] == '/' || (is_there && !stat(path, &about) && S_ISDIR(about.st_mode)))
		return false;
	if (is_there && access(path, W_OK))
		return false;
	if (is_special(path, &about))
		return true;
	copy = is_there ? realpath(path, NULL) : strdup(path);
	can = copy && !access(dirname(copy), W_OK);
	free(copy);
	return can;
}

static void tell(const char *path, int error)
{
	sw_put_safely(stderr, "%s: error: cannot write: %s\n", path ? path : "standard output", strerror(error));
}

bool output_open(struct output *o, const char *path)
{
	*o = (struct output){ .path = path };
	if (!path)
		o->to = stdout;
	else if (output_is_possible(path))
		o->to = open_memstream(&o->text, &o->length);
	if (!o->to)
		tell(path, errno);
	return o->to;
}

/* Writes and closes FD. */
static bool write_text(const struct output *o, int fd)
{
	bool written = true;
	int error = 0;

	for (size_t done = 0; written && done < o->length;) {
		ssize_t n = write(fd, o->text + done, o->length - done);

		written = n >= 0;
		done += written ? (size_t)n : 0;
	}
	error = errno;
	if (close(fd) && written)
		return false;
	errno = error;
	return written;
}

/* What a file that is made by open() would be allowed, or what the one that is there is. */
static mode_t mode_of(const char *path)
{
	struct stat about;
	mode_t mask;

	if (!stat(path, &about))
		return about.st_mode & 07777;
	mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

/* Beside the file, and into its place when it is whole. */
static bool replace(const struct output *o, const char *path)
{
	static const char ending[] = ".XXXXXX";
	char *beside = malloc(strlen(path) + sizeof ending);
	bool written = false;
	int fd, error;

	if (!beside)
		return false;
	fd = mkstemp(strcat(strcpy(beside, path), ending));
	if (fd >= 0) {
		written = !fchmod(fd, mode_of(path));
		written = write_text(o, fd) && written && !rename(beside, path);
		error = errno;
		if (!written)
			unlink(beside);
		errno = error;
	}
	free(beside);
	return written;
}

static bool write_file(const struct output *o)
{
	struct stat about;
	char *path;
	bool written;
	int fd;

	if (is_special(o->path, &about)) {
		fd = open(o->path, O_WRONLY | O_CLOEXEC);
		return fd >= 0 && write_text(o, fd);
	}
	path = realpath(o->path, NULL);
	written = replace(o, path ? path : o->path);
	free(path);
	return written;
}

bool output_close(struct output *o, bool good)
{
	bool bad = ferror(o->to) || fflush(o->to);
	int error = errno;

	if (o->path) {
		fclose(o->to);
		if (!bad && !o->text)
			sw_give_up("out of memory"); /* it could not be made smaller, in the end */
		if (!bad && good && !write_file(o)) {
			error = errno;
			bad = true;
		}
		free(o->text);
	}
	if (bad)
		tell(o->path, error);
	return !bad;
}
