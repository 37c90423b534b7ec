// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The directory that a kernel was built in: vmlinux.o, which is all that is built in, or vmlinux.a, the archive that it is
 * linked from; and the modules that modules.order names. One that a part was built in has built-in.a, or only modules: those
 * of a kernel, or ones that are built outside of it.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "reading.h"

/* Of what can not be asked for, its reader tells why; who took it for absent would pass it over. */
static bool exists(const char *path)
{
	return !access(path, F_OK) || (errno != ENOENT && errno != ENOTDIR);
}

/* ---- modules.order ---- */

struct order {
	struct sw_reader *reader;
	const char *directory, *path; /* of modules.order itself */
	bool part;                    /* names can begin at the kernel's top, above it: drivers/net/tun.o, which is tun.o here */
	unsigned line;
};

/* Where a module is whose name, without its ending, is STEM; NULL: not there. The *.ko is what *.o became, and has all that it had. */
static const char *find_module(const struct order *o, const char *stem)
{
	struct sw_inputs *inputs = o->reader->inputs;
	const char *module = sw_path_below(inputs, o->directory, sw_intern_printf(inputs->strings, "%s.ko", stem));
	const char *object = sw_path_below(inputs, o->directory, sw_intern_printf(inputs->strings, "%s.o", stem));

	return exists(module) ? module : exists(object) ? object : NULL;
}

static bool read_module(const struct order *o, const char *stem)
{
	struct sw_inputs *inputs = o->reader->inputs;
	const char *path = NULL;

	for (const char *at = stem; at && !path; at = o->part && strchr(at, '/') ? strchr(at, '/') + 1 : NULL)
		path = find_module(o, at);
	if (path)
		return sw_read_file(o->reader, path, sw_intern_printf(inputs->strings, "%s.ko", stem), path, 0);
	path = sw_path_below(inputs, o->directory, stem);
	return sw_fault(inputs, o->path, "line %u: there is neither '%s.ko' nor '%s.o'", o->line, path, path);
}

/* Linux writes drivers/net/tun.ko, and since 6.2 drivers/net/tun.o. */
static bool read_line(const struct order *o, const char *line, size_t length)
{
	size_t ending = length > 3 && !memcmp(line + length - 3, ".ko", 3) ? 3 :
			length > 2 && !memcmp(line + length - 2, ".o", 2)  ? 2 :
									     0;

	if (!length)
		return true;
	if (!ending || length > PATH_MAX || memchr(line, '\0', length))
		return sw_fault(o->reader->inputs, o->path, "line %u: expected the path of a module, *.ko or *.o", o->line);
	return read_module(o, sw_intern_n(o->reader->inputs->strings, line, length - ending));
}

static bool read_order(struct order *o, const char *text, size_t length)
{
	bool good = true;

	for (size_t at = 0; at < length;) {
		const char *newline = memchr(text + at, '\n', length - at);
		size_t n = newline ? (size_t)(newline - text) - at : length - at;

		o->line++;
		good &= read_line(o, text + at, n);
		at += n + 1;
	}
	return good;
}

/* A kernel without modules has an empty modules.order, or none. */
static bool read_modules(struct order *o)
{
	struct sw_inputs *inputs = o->reader->inputs;
	struct sw_mapping text;
	bool good;

	if (!exists(o->path))
		return true;
	if (!sw_map(inputs, o->path, o->path, &text))
		return false;
	good = read_order(o, (const char *)text.bytes, text.length);
	sw_release(inputs, &text, inputs->objects.n);
	return good;
}

/* ---- the directory ---- */

/* The first of them that is in DIRECTORY, of which the last is that of a part; NULL: none. */
static const char *find_built_in(struct sw_inputs *inputs, const char *directory, bool *part)
{
	static const char *const names[] = { "vmlinux.o", "vmlinux.a", "built-in.a" };
	enum { N = sizeof names / sizeof *names };
	const char *path = NULL;

	for (unsigned i = 0; i < N && !path; i++) {
		path = sw_path_below(inputs, directory, names[i]);
		*part = i == N - 1;
		if (!exists(path))
			path = NULL;
	}
	return path;
}

bool sw_read_kernel(struct sw_reader *reader, const char *directory)
{
	struct sw_inputs *inputs = reader->inputs;
	struct order o = { .reader = reader, .directory = directory, .path = sw_path_below(inputs, directory, "modules.order") };
	const char *path = find_built_in(inputs, directory, &o.part);
	bool good = true;

	if (!path && !exists(o.path))
		return sw_fault(inputs, directory,
				"not a directory that a kernel or a part of one was built in: it has neither 'vmlinux.o' nor 'vmlinux.a', nor 'built-in.a' or 'modules.order'");
	if (path)
		good = sw_read_file(reader, path, sw_intern(inputs->strings, "vmlinux"), path, 0);
	return read_modules(&o) && good;
}
