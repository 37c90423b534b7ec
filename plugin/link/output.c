// SPDX-License-Identifier: GPL-2.0-or-later
/* Keeps in memory what is written, and writes the file at the end. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output.h"

/* Told early, for a check may take long; whether it was true is seen when all is written. */
static bool can_be_written(const char *path)
{
	char *copy;
	bool can;

	if (!access(path, F_OK))
		return !access(path, W_OK);
	copy = strdup(path);
	can = copy && !access(dirname(copy), W_OK);
	free(copy);
	return can;
}

static void tell(const char *path, int error)
{
	fprintf(stderr, "%s: error: cannot write: %s\n", path ? path : "standard output", strerror(error));
}

bool output_open(struct output *o, const char *path)
{
	*o = (struct output){ .path = path };
	if (!path)
		o->to = stdout;
	else if (can_be_written(path))
		o->to = open_memstream(&o->text, &o->length);
	if (!o->to)
		tell(path, errno);
	return o->to;
}

static bool write_text(const struct output *o, int fd)
{
	for (size_t done = 0; done < o->length;) {
		ssize_t n = write(fd, o->text + done, o->length - done);

		if (n < 0)
			return false;
		done += (size_t)n;
	}
	return true;
}

static bool write_file(const struct output *o)
{
	int fd = open(o->path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666), error;
	struct stat about;
	bool is_file, written;

	if (fd < 0)
		return false;
	is_file = !fstat(fd, &about) && S_ISREG(about.st_mode);
	written = (!is_file || !ftruncate(fd, 0)) && write_text(o, fd);
	error = errno;
	if (close(fd) && written) {
		written = false;
		error = errno;
	}
	if (!written && is_file)
		unlink(o->path);
	errno = error;
	return written;
}

bool output_close(struct output *o, bool good)
{
	bool bad = ferror(o->to) || fflush(o->to);
	int error = errno;

	if (o->path) {
		fclose(o->to);
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
