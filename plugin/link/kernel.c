// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The directory that a kernel was built in: vmlinux.o, which is all that is built in, or vmlinux.a, the archive that it is
 * linked from; and the modules that modules.order names.
 */
#include <limits.h>
#include <unistd.h>

#include "reading.h"

static bool exists(const char *path)
{
	return !access(path, F_OK);
}

/* ---- modules.order ---- */

struct order {
	struct sw_reader *reader;
	const char *directory, *path; /* of modules.order itself */
	unsigned line;
};

/* A module whose name, without its ending, is STEM. The *.ko is what *.o became, and has all that it had. */
static bool read_module(const struct order *o, const char *stem)
{
	struct sw_inputs *inputs = o->reader->inputs;
	const char *image = sw_intern_printf(inputs->strings, "%s.ko", stem);
	const char *module = sw_path_below(inputs, o->directory, image), *object;

	if (exists(module))
		return sw_read_file(o->reader, module, image, module, 0);
	object = sw_path_below(inputs, o->directory, sw_intern_printf(inputs->strings, "%s.o", stem));
	if (exists(object))
		return sw_read_file(o->reader, object, image, object, 0);
	return sw_fault(inputs, o->path, "line %u: there is neither '%s' nor '%s'", o->line, module, object);
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
static bool read_modules(struct sw_reader *reader, const char *directory)
{
	struct order o = { .reader = reader, .directory = directory };
	struct sw_mapping text;
	bool good;

	o.path = sw_path_below(reader->inputs, directory, "modules.order");
	if (!exists(o.path))
		return true;
	if (!sw_map(reader->inputs, o.path, o.path, &text))
		return false;
	good = read_order(&o, (const char *)text.bytes, text.length);
	sw_release(reader->inputs, &text, reader->inputs->objects.n);
	return good;
}

/* ---- the directory ---- */

bool sw_read_kernel(struct sw_reader *reader, const char *directory)
{
	struct sw_inputs *inputs = reader->inputs;
	const char *path = sw_path_below(inputs, directory, "vmlinux.o");
	bool good;

	if (!exists(path))
		path = sw_path_below(inputs, directory, "vmlinux.a");
	if (!exists(path))
		return sw_fault(inputs, directory,
				"not a directory that a kernel was built in: it has neither 'vmlinux.o' nor 'vmlinux.a' (of a part of one, give its 'built-in.a')");
	good = sw_read_file(reader, path, sw_intern(inputs->strings, "vmlinux"), path, 0);
	return read_modules(reader, directory) && good;
}
