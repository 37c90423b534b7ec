// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The bytes are a file that the command is given: ELF, or an archive. Every fault is told of the file or of a member of it,
 * and the sections that are found are as long as they say, and read or refused.
 */
#include "fuzz.h"

#include "../../plugin/link/reading.h"

static void read_objects(struct program *program)
{
	for (uint32_t i = 0; i < program->inputs.objects.n; i++) {
		const struct sw_object *object = &program->inputs.objects.at[i];

		require(*object->name, "an object without a name");
		if (object->bytes)
			read_section(program, object->image, object->bytes, object->length);
	}
}

void fuzz(const unsigned char *bytes, size_t n)
{
	enum { TIMES = 20000, BASE = 1 << 20 };
	struct program program;
	struct sw_reader reader = { .inputs = &program.inputs };
	struct sw_mapping mapping = { .bytes = bytes, .length = n, .kept = true };
	/* no file stands beside it */
	struct sw_source source = { .name = "input", .path = "/dev/null/input", .bytes = bytes, .length = n, .mapping = &mapping };
	bool good;

	begin_program(&program);
	count_memory();
	good = sw_read_source(&reader, &source);
	require(good == !program.faults, "it was %s with %u faults", good ? "read" : "refused", program.faults);
	require_memory("a file", n, TIMES, BASE);
	read_objects(&program);
	require_memory("sections", n, TIMES, BASE);
	program_free(&program);
}
