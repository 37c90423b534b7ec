// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines of source files: found under the bases, read once, indexed by line, the oldest forgotten. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source.h"

/* The largest files of kernels, tables of registers, have 20 MiB. */
enum { LARGEST = 64 << 20 };

void sw_sources_init(struct sw_sources *sources, const char *const *bases, unsigned n_bases)
{
	*sources = (struct sw_sources){ .bases = bases, .n_bases = n_bases };
}

static void forget(struct sw_source *s)
{
	free(s->name);
	free(s->text);
	free(s->starts);
	*s = (struct sw_source){ 0 };
}

void sw_sources_free(struct sw_sources *sources)
{
	for (unsigned i = 0; i < SW_SOURCES_KEPT; i++)
		forget(&sources->kept[i]);
}

static bool read_all(int fd, struct sw_source *s, size_t size)
{
	s->text = malloc(size + 1);
	while (s->text && s->size < size) {
		ssize_t n = read(fd, s->text + s->size, size - s->size);

		if (n <= 0)
			break;
		s->size += (size_t)n;
	}
	return s->text;
}

/* A pipe of that name must not hold us up, and a device must not be read. */
static bool load(struct sw_source *s, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat about;
	bool done;

	if (fd < 0)
		return false;
	done = !fstat(fd, &about) && S_ISREG(about.st_mode) && about.st_size <= LARGEST &&
	       read_all(fd, s, (size_t)about.st_size);
	close(fd);
	return done;
}

static bool load_below(struct sw_source *s, const char *base, const char *file)
{
	size_t room = strlen(base) + strlen(file) + 2;
	char *path = malloc(room);
	bool done;

	if (!path)
		return false;
	snprintf(path, room, "%s%s%s", base, *base ? "/" : "", file);
	done = load(s, path);
	free(path);
	return done;
}

/* Fills STARTS, if there is any; returns the number of lines. */
static uint32_t split(const struct sw_source *s, size_t *starts)
{
	uint32_t n = 0;

	for (size_t at = 0; at < s->size; n++) {
		const char *end = memchr(s->text + at, '\n', s->size - at);

		if (starts)
			starts[n] = at;
		at = end ? (size_t)(end - s->text) + 1 : s->size + 1;
	}
	return n;
}

/* Without memory for the index there are no lines. */
static void index_lines(struct sw_source *s)
{
	uint32_t n = split(s, NULL);

	s->starts = malloc((n + 1) * sizeof *s->starts);
	if (!s->starts)
		return;
	s->n_lines = split(s, s->starts);
	s->starts[n] = s->size && s->text[s->size - 1] == '\n' ? s->size : s->size + 1;
}

static void find_file(const struct sw_sources *sources, struct sw_source *s, const char *file)
{
	bool done = *file == '/' && load(s, file);

	for (unsigned i = 0; !done && *file != '/' && i < sources->n_bases; i++)
		done = load_below(s, sources->bases[i], file);
	if (done)
		index_lines(s);
}

/* FILE, whether it is there or not; NULL: no memory. */
static struct sw_source *source_of(struct sw_sources *sources, const char *file)
{
	struct sw_source *oldest = &sources->kept[0];

	for (unsigned i = 0; i < SW_SOURCES_KEPT; i++) {
		struct sw_source *s = &sources->kept[i];

		if (s->name && !strcmp(s->name, file))
			return s;
		if (s->used < oldest->used)
			oldest = s;
	}
	forget(oldest);
	oldest->name = strdup(file);
	if (!oldest->name)
		return NULL;
	find_file(sources, oldest, file);
	return oldest;
}

const char *sw_source_line(struct sw_sources *sources, const char *file, uint32_t line, size_t *length)
{
	struct sw_source *s = source_of(sources, file);

	if (!s)
		return NULL;
	s->used = ++sources->asked;
	if (!line || line > s->n_lines)
		return NULL;
	*length = s->starts[line] - 1 - s->starts[line - 1];
	if (*length && s->text[s->starts[line] - 2] == '\r')
		--*length;
	return s->text + s->starts[line - 1];
}
