// SPDX-License-Identifier: GPL-2.0-or-later
/* Paths and files: what a path is, and the mappings that sections are read in. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "paths.h"
#include "reading.h"

bool sw_fault(struct sw_inputs *inputs, const char *file, const char *format, ...)
{
	va_list args, again;
	size_t length;
	char *message;

	va_start(args, format);
	va_copy(again, args);
	length = (size_t)vsnprintf(NULL, 0, format, args);
	va_end(args);
	message = sw_alloc_raw(inputs->arena, length + 1);
	vsnprintf(message, length + 1, format, again);
	va_end(again);
	inputs->report(inputs->cookie, file, message);
	return false;
}

/* ---- paths ---- */

const char *sw_path_below(struct sw_inputs *inputs, const char *directory, const char *name)
{
	size_t length = strlen(directory);
	const char *between = !length || directory[length - 1] == '/' ? "" : "/";

	if (*name == '/')
		return sw_intern(inputs->strings, name);
	return sw_intern_printf(inputs->strings, "%s%s%s", directory, between, name);
}

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

const char *sw_path_beside(struct sw_inputs *inputs, const char *path, const char *name)
{
	return sw_path_below(inputs, sw_intern_n(inputs->strings, path, (size_t)(base_of(path) - path)), name);
}

/* The image that a file given by itself is. */
static const char *image_of(struct sw_inputs *inputs, const char *path)
{
	const char *base = base_of(path), *dot = strrchr(base, '.');

	if (!strcmp(base, "vmlinux.o") || !strcmp(base, "vmlinux.a"))
		return sw_intern(inputs->strings, "vmlinux");
	return dot && !strcmp(dot, ".ko") ? path : NULL;
}

/* ---- mappings ---- */

static const char *regular(const struct stat *status)
{
	if (S_ISREG(status->st_mode))
		return (uintmax_t)status->st_size > PTRDIFF_MAX ? strerror(EFBIG) : NULL;
	return S_ISDIR(status->st_mode) ? strerror(EISDIR) : "not a regular file";
}

/* Is the mapping that was kept last one of this file? Members of one archive come in a row. */
static bool is_kept(const struct sw_inputs *inputs, const struct stat *status, struct sw_mapping *mapping)
{
	if (!inputs->mappings.n)
		return false;
	*mapping = inputs->mappings.at[inputs->mappings.n - 1];
	return mapping->device == status->st_dev && mapping->inode == status->st_ino &&
	       mapping->length == (size_t)status->st_size;
}

/* NULL, or why it can not be mapped. */
static const char *map_open(int fd, struct sw_mapping *mapping)
{
	struct stat status;
	const char *fault = fstat(fd, &status) ? strerror(errno) : regular(&status);
	void *bytes = NULL;

	if (!fault && status.st_size)
		bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED)
		fault = strerror(errno);
	if (!fault)
		*mapping = (struct sw_mapping){ .bytes = bytes,
						.length = (size_t)status.st_size,
						.device = status.st_dev,
						.inode = status.st_ino };
	return fault;
}

/* To open what is no regular file can block, or rewind a tape, so it is asked before; and after, it may be another. */
static const char *map(const struct sw_inputs *inputs, const char *path, struct sw_mapping *mapping)
{
	struct stat status;
	const char *fault = stat(path, &status) ? strerror(errno) : regular(&status);
	int fd;

	if (fault)
		return fault;
	if (is_kept(inputs, &status, mapping))
		return NULL;
	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return strerror(errno);
	fault = map_open(fd, mapping);
	close(fd);
	return fault;
}

bool sw_map(struct sw_inputs *inputs, const char *name, const char *path, struct sw_mapping *mapping)
{
	const char *fault = map(inputs, path, mapping);

	if (!fault) {
		*sw_vec_push(inputs->arena, &inputs->mapped) = (struct sw_mapped){ mapping->bytes, mapping->length, name };
		return true;
	}
	if (!strcmp(name, path))
		return sw_fault(inputs, name, "cannot read: %s", fault);
	return sw_fault(inputs, name, "cannot read '%s': %s", path, fault);
}

/* What was mapped last where others were before is what is there. */
const char *sw_inputs_mapped_at(const struct sw_inputs *inputs, const void *address)
{
	for (uint32_t i = inputs->mapped.n; i-- > 0;) {
		const struct sw_mapped *m = &inputs->mapped.at[i];

		if ((uintptr_t)address - (uintptr_t)m->bytes < m->length)
			return m->name;
	}
	return NULL;
}

static bool points_into(const struct sw_object *object, const struct sw_mapping *mapping)
{
	uintptr_t at = (uintptr_t)object->bytes, start = (uintptr_t)mapping->bytes;

	/* An empty section may stand at the very end. */
	return object->bytes && at >= start && at - start <= mapping->length;
}

void sw_release(struct sw_inputs *inputs, const struct sw_mapping *mapping, uint32_t first)
{
	if (!mapping->length || mapping->kept)
		return;
	for (uint32_t i = first; i < inputs->objects.n; i++)
		if (points_into(&inputs->objects.at[i], mapping)) {
			*sw_vec_push(inputs->arena, &inputs->mappings) = *mapping;
			inputs->mappings.at[inputs->mappings.n - 1].kept = true;
			return;
		}
	munmap((void *)mapping->bytes, mapping->length);
}

/* ---- reading ---- */

bool sw_read_source(struct sw_reader *reader, const struct sw_source *source)
{
	if (sw_is_elf(source->bytes, source->length))
		return sw_read_elf(reader->inputs, source);
	if (sw_is_archive(source->bytes, source->length))
		return sw_read_archive(reader, source);
	return sw_fault(reader->inputs, source->name,
			source->length ? "neither an ELF file nor an archive" : "the file is empty");
}

bool sw_read_file(struct sw_reader *reader, const char *name, const char *image, const char *path, unsigned depth)
{
	struct sw_source source = { .name = name, .image = image, .path = path, .depth = depth };
	uint32_t first = reader->inputs->objects.n;
	struct sw_mapping mapping;
	bool good;

	if (!sw_map(reader->inputs, name, path, &mapping))
		return false;
	source.mapping = &mapping;
	source.bytes = mapping.bytes;
	source.length = mapping.length;
	good = sw_read_source(reader, &source);
	sw_release(reader->inputs, &mapping, first);
	return good;
}

bool sw_inputs_add(struct sw_inputs *inputs, const char *path)
{
	struct sw_reader reader = { .inputs = inputs };

	path = sw_intern(inputs->strings, path);
	if (path_is_directory(path))
		return sw_read_kernel(&reader, path);
	return sw_read_file(&reader, path, image_of(inputs, path), path, 0);
}

void sw_inputs_unmap(struct sw_inputs *inputs)
{
	static const unsigned char gone;

	for (uint32_t i = 0; i < inputs->mappings.n; i++)
		munmap((void *)inputs->mappings.at[i].bytes, inputs->mappings.at[i].length);
	inputs->mappings.n = inputs->mapped.n = 0;
	for (uint32_t i = 0; i < inputs->objects.n; i++) {
		struct sw_object *object = &inputs->objects.at[i];

		object->bytes = object->bytes ? &gone : NULL;
		object->length = 0;
	}
}

void sw_inputs_close(struct sw_inputs *inputs)
{
	sw_inputs_unmap(inputs);
	inputs->objects.n = 0;
}
