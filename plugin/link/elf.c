// SPDX-License-Identifier: GPL-2.0-or-later
/* The sections of one ELF file: relocatable, of either word size and byte order. */
#include <gelf.h>
#include <libelf.h>
#include <stdio.h>
#include <stdlib.h>

#include "reading.h"
#include "sleepwalk/wire.h"

struct file {
	struct sw_inputs *inputs;
	const struct sw_source *source;
	Elf *elf;
	size_t sections;
	GElf_Shdr names; /* the section of sections' names */
	bool found, decompressed;
};

static bool corrupt(const struct file *f, const char *what)
{
	return sw_fault(f->inputs, f->source->name, "truncated or corrupt ELF file: %s", what);
}

static bool inside(const struct file *f, uint64_t offset, uint64_t size)
{
	return offset <= f->source->length && size <= f->source->length - offset;
}

static bool read_type(struct file *f, GElf_Ehdr *header)
{
	if (!gelf_getehdr(f->elf, header))
		return corrupt(f, elf_errmsg(-1));
	if (header->e_type == ET_EXEC || header->e_type == ET_DYN)
		return sw_fault(f->inputs, f->source->name,
				"a linked file, which has lost the section '" SW_WIRE_SECTION "': give vmlinux.o, the directory that "
				"the kernel was built in, or the objects instead");
	if (header->e_type != ET_REL)
		return sw_fault(f->inputs, f->source->name, "an ELF file, but no object file");
	return true;
}

/* Holds what the ELF header says of the section headers against the file, before they are used. */
static bool read_table(struct file *f, const GElf_Ehdr *header)
{
	size_t each = gelf_fsize(f->elf, ELF_T_SHDR, 1, EV_CURRENT), names;

	if (!header->e_shoff)
		return corrupt(f, "there are no section headers");
	if (header->e_shentsize != each)
		return corrupt(f, "section headers of an unknown size");
	if (elf_getshdrnum(f->elf, &f->sections))
		return corrupt(f, elf_errmsg(-1));
	/* libelf takes headers that are not all in the file for none. */
	if (!f->sections || f->sections > f->source->length / each || !inside(f, header->e_shoff, f->sections * each))
		return corrupt(f, "the section headers are not inside the file");
	if (elf_getshdrstrndx(f->elf, &names) || !gelf_getshdr(elf_getscn(f->elf, names), &f->names) ||
	    f->names.sh_type != SHT_STRTAB || !inside(f, f->names.sh_offset, f->names.sh_size))
		return corrupt(f, "there are no names of sections");
	return true;
}

static bool is_ours(const struct file *f, const GElf_Shdr *section)
{
	return section->sh_name < f->names.sh_size && f->names.sh_size - section->sh_name >= sizeof SW_WIRE_SECTION &&
	       !memcmp(f->source->bytes + f->names.sh_offset + section->sh_name, SW_WIRE_SECTION, sizeof SW_WIRE_SECTION);
}

/* ---- compressed sections ---- */

/* Below zlib's highest ratio; whoever claims more has a corrupt header, or wants our memory. */
enum { HIGHEST_RATIO = 1000 };

/* Decompresses section INDEX of COPY into OBJECT. */
static bool decompress_in(struct file *f, Elf *copy, size_t index, struct sw_object *object)
{
	Elf_Scn *section = copy ? elf_getscn(copy, index) : NULL;
	GElf_Chdr header;
	Elf_Data *data;
	unsigned char *bytes;

	if (!section || !gelf_getchdr(section, &header))
		return corrupt(f, elf_errmsg(-1));
	if (header.ch_size / HIGHEST_RATIO > object->length)
		return corrupt(f, "the section '" SW_WIRE_SECTION "' claims to be larger than it can be");
	if (elf_compress(section, 0, 0) < 0 || !(data = elf_rawdata(section, NULL)))
		return sw_fault(f->inputs, f->source->name, "cannot decompress the section '" SW_WIRE_SECTION "': %s", elf_errmsg(-1));
	bytes = sw_alloc_raw(f->inputs->arena, data->d_size + 1);
	memcpy(bytes, data->d_buf, data->d_size);
	object->bytes = bytes;
	object->length = data->d_size;
	return true;
}

/* libelf writes into the image when it decompresses, so it gets one of its own. */
static bool decompress(struct file *f, size_t index, struct sw_object *object)
{
	char *image;
	Elf *copy;
	bool good;

	if (f->decompressed)
		return corrupt(f, "there is more than one compressed section '" SW_WIRE_SECTION "'");
	f->decompressed = true;
	image = malloc(f->source->length);
	if (!image)
		sw_give_up("out of memory");
	memcpy(image, f->source->bytes, f->source->length);
	copy = elf_memory(image, f->source->length);
	good = decompress_in(f, copy, index, object);
	elf_end(copy);
	free(image);
	return good;
}

/* ---- sections ---- */

static bool add(struct file *f, size_t index, const GElf_Shdr *section)
{
	struct sw_object object = { .name = f->source->name, .image = f->source->image };

	if (section->sh_type == SHT_NOBITS)
		return sw_fault(f->inputs, f->source->name,
				"the section '" SW_WIRE_SECTION "' was emptied, as in a file of debug information");
	object.bytes = f->source->bytes + section->sh_offset;
	object.length = section->sh_size;
	if (section->sh_flags & SHF_COMPRESSED && !decompress(f, index, &object))
		return false;
	*sw_vec_push(f->inputs->arena, &f->inputs->objects) = object;
	f->found = true;
	return true;
}

static bool read_section(struct file *f, size_t index)
{
	GElf_Shdr section;
	char what[64];

	if (!gelf_getshdr(elf_getscn(f->elf, index), &section))
		return corrupt(f, elf_errmsg(-1));
	/* Of section 0 only its fields for large numbers mean anything. */
	if (index && section.sh_type != SHT_NOBITS && section.sh_type != SHT_NULL &&
	    !inside(f, section.sh_offset, section.sh_size)) {
		snprintf(what, sizeof what, "section %zu is not inside the file", index);
		return corrupt(f, what);
	}
	return section.sh_type == SHT_NULL || !is_ours(f, &section) || add(f, index, &section);
}

static bool read_sections(struct file *f)
{
	uint32_t first = f->inputs->objects.n;
	GElf_Ehdr header;

	if (!read_type(f, &header) || !read_table(f, &header))
		return false;
	for (size_t i = 0; i < f->sections; i++)
		if (!read_section(f, i)) {
			f->inputs->objects.n = first;
			return false;
		}
	if (!f->found) {
		*sw_vec_push(f->inputs->arena, &f->inputs->objects) =
			(struct sw_object){ .name = f->source->name, .image = f->source->image };
		f->inputs->without_section++;
	}
	return true;
}

bool sw_is_elf(const unsigned char *bytes, size_t length)
{
	return length >= SELFMAG && !memcmp(bytes, ELFMAG, SELFMAG);
}

bool sw_read_elf(struct sw_inputs *inputs, const struct sw_source *source)
{
	struct file f = { .inputs = inputs, .source = source };
	bool good;

	elf_version(EV_CURRENT);
	/* It only reads. */
	f.elf = elf_memory((char *)source->bytes, source->length);
	if (f.elf && elf_kind(f.elf) != ELF_K_ELF)
		good = corrupt(&f, "there is no ELF header");
	else
		good = f.elf ? read_sections(&f) : corrupt(&f, elf_errmsg(-1));
	elf_end(f.elf);
	return good;
}
