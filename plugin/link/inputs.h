/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The input of the command: from the paths that it is given to the bytes of sections.
 *
 * A path is an object file (one made by ld -r and a module too), an archive (a thin one too), or the directory that a
 * kernel was built in. Files are mapped and stay so until the inputs are closed: the bytes of a section are those of its
 * file, and nothing else of the file is read but its headers.
 */
#ifndef SLEEPWALK_LINK_INPUTS_H
#define SLEEPWALK_LINK_INPUTS_H

#include <stdbool.h>

#include "sleepwalk/strings.h"

/*
 * A section of one object file, or of one linked unit whose objects' sections stand one after the other in it. A file
 * with more sections of that name than one (ld -r keeps those apart whose flags differ) gives as many, all of one name.
 */
struct sw_object {
	const char *name;           /* for messages: "mm/slub.o", "lib/lib.a(bsearch.o)", "a.a(b.a)(c.o)"; interned, as the next */
	const char *image;          /* the link unit that it belongs to: "vmlinux", "drivers/net/tun.ko"; NULL: not known */
	const unsigned char *bytes; /* NULL: there is no section; never NULL for an empty one */
	size_t length;
};

/* FILE is what the fault is in, named as an object is. Both texts live as long as the arena. */
typedef void sw_input_fault_fn(void *cookie, const char *file, const char *message);

/* Where a file was mapped, and perhaps still is; in the order of time. */
struct sw_mapped {
	const unsigned char *bytes;
	size_t length;
	const char *name;
};

struct sw_inputs {
	struct sw_arena *arena; /* the owner sets this and the next three, and the rest to zero */
	struct sw_strings *strings;
	sw_input_fault_fn *report;
	void *cookie;
	SW_VEC(struct sw_object) objects; /* in the order of paths, of members, and of lines in modules.order */
	uint32_t without_section;         /* how many of them have none: not compiled with the plugin, or assembly */
	SW_VEC(struct sw_mapping) mappings;
	SW_VEC(struct sw_mapped) mapped;
};

/*
 * Adds what PATH holds. False when something of it could not be read; every such fault is reported, and what could be read
 * is added all the same. It is not asked whether another path has brought the same objects already.
 *
 * The image of an object is "vmlinux" in vmlinux.o and vmlinux.a. A module has its own path: the one given, or of a
 * kernel's directory the one that modules.order names, as *.ko even where only the *.o is there.
 */
bool sw_inputs_add(struct sw_inputs *inputs, const char *path);
/* Which file is mapped there, named as in its faults; NULL: none. */
const char *sw_inputs_mapped_at(const struct sw_inputs *inputs, const void *address);
/* The bytes of objects are gone after it, but not that there are some. */
void sw_inputs_unmap(struct sw_inputs *inputs);
/* Objects are gone after it; names live as long as the arena. */
void sw_inputs_close(struct sw_inputs *inputs);

#endif
