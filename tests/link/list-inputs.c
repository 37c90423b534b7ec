// SPDX-License-Identifier: GPL-2.0-or-later
/* Says what the inputs make of paths, in lines of words that tabs separate: tests/link/inputs reads them. */
#include <stdio.h>

#include "../../plugin/link/inputs.h"

enum { LONG = 4096 };

static void report(void *cookie, const char *file, const char *message)
{
	(void)cookie;
	printf("fault\t%s\t%s\n", file, message);
}

static void print_object(const struct sw_object *object)
{
	printf("object\t%s\t%s\t", object->name, object->image ? object->image : "-");
	if (!object->bytes)
		printf("-");
	else if (object->length > LONG)
		printf("%zu bytes", object->length);
	for (size_t i = 0; object->length <= LONG && i < object->length; i++)
		printf("%02x", object->bytes[i]);
	printf("\n");
}

int main(int argc, char **argv)
{
	struct sw_arena arena = { 0 };
	struct sw_strings strings = { .arena = &arena };
	struct sw_inputs inputs = { .arena = &arena, .strings = &strings, .report = report };

	for (int i = 1; i < argc; i++)
		if (!sw_inputs_add(&inputs, argv[i]))
			printf("failed\t%s\n", argv[i]);
	for (uint32_t i = 0; i < inputs.objects.n; i++)
		print_object(&inputs.objects.at[i]);
	printf("without\t%u\nmapped\t%u\n", inputs.without_section, inputs.mappings.n);
	sw_inputs_close(&inputs);
	sw_arena_free(&arena);
	return 0;
}
