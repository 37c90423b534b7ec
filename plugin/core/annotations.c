// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Annotation files: lines of a name and its clauses. Every fault is reported at its file, line and column, and the
 * lines without fault are taken all the same, so one slip never leaves a build unchecked.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sleepwalk/contract.h"

/* A line of an annotation file: a name, and clauses that are parsed when they are wanted. Of most lines nobody asks. */
struct sw_entry {
	const char *name, *clauses;   /* in the text of the file; CLAUSES is NULL once parsed */
	const char *file;             /* interned */
	struct sw_contract *contract; /* NULL: not parsed, or faulty */
	uint32_t hash;                /* of the name */
	uint32_t name_length;
	uint32_t length;              /* of the clauses */
	uint32_t line, column;        /* of the name, from 1 */
	uint32_t offset;              /* of the clauses in their line */
	uint32_t read;                /* the number of the read that brought it */
};

struct reader {
	struct sw_contracts *contracts;
	struct sw_arena *arena;
	struct sw_strings *strings;
	struct sw_place place;
	uint32_t number; /* of this read: see sw_entry */
	int read;
	bool replaces;   /* a profile is read, one folder on top of another */
	bool faulty;
};

static void fault(struct reader *r, const char *message)
{
	r->faulty = true;
	r->contracts->report(r->contracts->cookie, &r->place, message);
}

/* ---- entries ---- */

static uint32_t hash_name(const char *name, size_t length)
{
	return (uint32_t)sw_digest(name, length);
}

/* Where its number, plus 1, is or belongs. */
static uint32_t *find(const struct sw_contracts *contracts, const char *name, size_t length, uint32_t hash)
{
	uint32_t i = hash & (contracts->size - 1);

	for (; contracts->table[i]; i = (i + 1) & (contracts->size - 1)) {
		const struct sw_entry *entry = &contracts->entries.at[contracts->table[i] - 1];

		if (entry->hash == hash && entry->name_length == length && !memcmp(entry->name, name, length))
			break;
	}
	return &contracts->table[i];
}

/* There is room for entries up to half of the table: they are moved as seldom, for moving takes as much memory again. */
static void grow(struct sw_contracts *contracts)
{
	const struct sw_entry *old = contracts->entries.at;

	contracts->size = contracts->size ? contracts->size * 2 : 8192; /* the kernel's profiles have fewer than 4096 */
	contracts->table = sw_alloc(contracts->terms->arena, contracts->size * sizeof *contracts->table);
	contracts->entries.room = contracts->size / 2;
	contracts->entries.at = sw_alloc_raw(contracts->terms->arena, contracts->entries.room * sizeof *contracts->entries.at);
	if (contracts->entries.n)
		memcpy(contracts->entries.at, old, contracts->entries.n * sizeof *old);
	for (uint32_t i = 0; i < contracts->entries.n; i++) {
		const struct sw_entry *entry = &contracts->entries.at[i];

		*find(contracts, entry->name, entry->name_length, entry->hash) = i + 1;
	}
}

static struct sw_place place_of(const struct sw_entry *entry)
{
	return (struct sw_place){ .file = entry->file, .line = entry->line, .column = entry->column };
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static const char *trimmed(struct sw_strings *strings, const char *text, size_t length)
{
	while (length && is_blank(*text)) {
		text++;
		length--;
	}
	while (length && is_blank(text[length - 1]))
		length--;
	return sw_intern_n(strings, text, length);
}

/* The contract that ENTRY's clauses make; NULL, and told, when they have a fault. */
static struct sw_contract *parse(const struct sw_contracts *contracts, struct sw_entry *entry)
{
	struct sw_contract *contract = SW_NEW(contracts->terms->arena, struct sw_contract);
	struct sw_place place = place_of(entry);
	struct sw_parse_error error;
	const char *message;

	contract->origin = SW_ORIGIN_ANNOTATION;
	contract->place = place;
	contract->name = sw_intern_n(contracts->terms->strings, entry->name, entry->name_length);
	contract->text = trimmed(contracts->terms->strings, entry->clauses, entry->length);
	if (!sw_contract_parse(contracts->terms, contract, entry->clauses, entry->length, &error)) {
		place.column = (uint32_t)(entry->offset + error.offset) + 1;
		contracts->report(contracts->cookie, &place, error.message);
		return NULL;
	}
	if (!sw_contract_finish(contracts->terms, contract, &message)) {
		contracts->report(contracts->cookie, &place, message);
		return NULL;
	}
	if (*entry->name == '(' && contract->highest_arg > 1) {
		contracts->report(contracts->cookie, &place, "of a type there is 'arg 1' only: the value of that type");
		return NULL;
	}
	return contract;
}

static struct sw_contract *contract_of(const struct sw_contracts *contracts, struct sw_entry *entry)
{
	if (entry->clauses) {
		entry->contract = parse(contracts, entry);
		entry->clauses = NULL;
	}
	return entry->contract;
}

struct sw_contract *sw_contracts_find(const struct sw_contracts *contracts, const char *name)
{
	size_t length = strlen(name);
	uint32_t number = contracts->size ? *find(contracts, name, length, hash_name(name, length)) : 0;

	return number ? contract_of(contracts, &contracts->entries.at[number - 1]) : NULL;
}

/* Two entries of one name must say the same. */
static void compare(struct reader *r, struct sw_entry *old, struct sw_entry *new_one)
{
	struct sw_contract *a = contract_of(r->contracts, old), *b = contract_of(r->contracts, new_one);

	r->faulty |= !a || !b;
	if (a && b && !sw_contract_equal(a, b))
		fault(r, sw_intern_printf(r->strings, "the contract of '%s' contradicts the one at %s:%u; to overrule that one, "
					  "declare yours in the source, or correct it there", a->name, old->file, old->line));
}

/* "f(->g)" */
static void note_field(struct reader *r, const struct sw_entry *entry)
{
	const char *name, *arrow;

	if (entry->name[entry->name_length - 1] != ')')
		return;
	name = sw_intern_n(r->strings, entry->name, entry->name_length);
	arrow = strstr(name, "(->");
	if (!arrow) /* "(type)" */
		return;
	*sw_vec_push(r->arena, &r->contracts->by_field) = (struct sw_field_entry){
		.function = sw_intern_n(r->strings, name, (size_t)(arrow - name)),
		.field = sw_intern_n(r->strings, arrow + 3, strlen(arrow + 3) - 1), .name = name,
	};
}

/* Of one name, the first; of two profiles that are read one on top of the other, the last. */
static void keep(struct reader *r, struct sw_entry *entry)
{
	struct sw_contracts *contracts = r->contracts;
	uint32_t *number;

	if (contracts->entries.n == contracts->entries.room)
		grow(contracts);
	number = find(contracts, entry->name, entry->name_length, entry->hash);
	if (*number && !(r->replaces && contracts->entries.at[*number - 1].read < entry->read)) {
		compare(r, &contracts->entries.at[*number - 1], entry);
		return;
	}
	if (!contracts->on_demand && !contract_of(contracts, entry)) {
		r->faulty = true;
		return;
	}
	r->read++;
	if (*number) {
		contracts->entries.at[*number - 1] = *entry;
		return;
	}
	*sw_vec_push(r->arena, &contracts->entries) = *entry;
	*number = contracts->entries.n;
	note_field(r, entry);
}

/* ---- files ---- */

/* The end of what counts on a line: a '#' outside of quotes opens a comment. */
static size_t without_comment(const char *line, size_t length)
{
	bool quoted = false;

	if (!memchr(line, '#', length))
		return length;
	for (size_t i = 0; i < length; i++) {
		if (line[i] == '"')
			quoted = !quoted;
		else if (line[i] == '\\' && quoted)
			i++;
		if (line[i] == '#' && !quoted)
			return i;
	}
	return length;
}

/* Most of a file is looked at here: letters of both cases at once. */
static bool is_name_char(char c)
{
	return (unsigned)((c | ('a' - 'A')) - 'a') < 26 || (unsigned)(c - '0') < 10 || c == '_' || c == '.';
}

/* The end of "macro ", when the line at START has it; START else. */
static size_t end_of_macro(const char *line, size_t start, size_t length)
{
	static const char word[] = "macro";
	size_t end = start + sizeof word - 1;

	if (end >= length || memcmp(line + start, word, sizeof word - 1) || !is_blank(line[end]))
		return start;
	while (end < length && is_blank(line[end]))
		end++;
	return end;
}

static size_t end_of_word(const char *line, size_t start, size_t length)
{
	while (start < length && is_name_char(line[start]))
		start++;
	return start;
}

/* Where the parenthesis that opens before START is closed after a word; 0: it is not. */
static size_t end_of_parenthesis(const char *line, size_t start, size_t length)
{
	size_t end = end_of_word(line, start, length);

	return end > start && end < length && line[end] == ')' ? end + 1 : 0;
}

/* `f`, `tag.field`, `(type)` or `f(->field)`; START where there is none. */
static size_t end_of_name(const char *line, size_t start, size_t length)
{
	size_t end = end_of_word(line, start, length), closed = 0;

	if (start < length && line[start] == '(')
		closed = end_of_parenthesis(line, start + 1, length);
	else if (end > start && length - end > 3 && !memcmp(line + end, "(->", 3))
		closed = end_of_parenthesis(line, end + 3, length);
	return closed ? closed : end;
}

static void read_line(struct reader *r, const char *line, size_t length)
{
	size_t start = 0, name, end;
	struct sw_entry entry;

	length = without_comment(line, length);
	while (start < length && is_blank(line[start]))
		start++;
	if (start == length)
		return;
	name = end_of_macro(line, start, length);
	end = end_of_name(line, name, length);
	r->place.column = (uint32_t)end + 1;
	if (end == name || (name != start && line[name] == '(') || (end < length && !is_blank(line[end]))) {
		fault(r, "expected a function's name, function(->field), tag.field, (type) or macro NAME, and then its clauses");
		return;
	}
	r->place.column = (uint32_t)start + 1;
	entry = (struct sw_entry){ .name = line + name, .clauses = line + end, .file = r->place.file,
				   .hash = hash_name(line + name, end - name), .name_length = (uint32_t)(end - name),
				   .length = (uint32_t)(length - end), .line = r->place.line, .column = r->place.column,
				   .offset = (uint32_t)end, .read = r->number };
	if (name != start)
		*sw_vec_push(r->arena, &r->contracts->macros) = sw_intern_n(r->strings, entry.name, entry.name_length);
	if (!r->contracts->on_demand)
		*sw_vec_push(r->arena, &r->contracts->own) =
			(struct sw_line){ sw_intern_n(r->strings, entry.name, entry.name_length), r->place };
	keep(r, &entry);
}

/* How many bytes the code at TEXT has, which is none of ASCII; 0: it is no code. */
static size_t length_of_code(const unsigned char *text, size_t length)
{
	static const unsigned long least[] = { 1, 0x80, 0x800, 0x10000 };
	unsigned more = text[0] < 0x80 ? 0 : text[0] >> 5 == 6 ? 1 : text[0] >> 4 == 14 ? 2 : text[0] >> 3 == 30 ? 3 : 4;
	unsigned long code = more ? text[0] & (0x3fu >> more) : text[0];

	if (more == 4 || length <= more)
		return 0;
	for (unsigned k = 1; k <= more; k++) {
		if (text[k] >> 6 != 2)
			return 0;
		code = code << 6 | (text[k] & 0x3f);
	}
	return code < least[more] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? 0 : more + 1;
}

/* How many bytes at TEXT, which begins with one, are ASCII and no NUL: perhaps not all that are. */
static size_t ascii_at(const unsigned char *text, size_t length)
{
	const uint64_t ones = 0x0101010101010101, highest = 0x8080808080808080;
	size_t i = 0;
	uint64_t word;

	for (; length - i >= sizeof word; i += sizeof word) {
		memcpy(&word, text + i, sizeof word);
		/* a bit for each byte above 0x7f, and for the first NUL; for none else that comes before it */
		if ((word | (word - ones)) & highest)
			break;
	}
	return i ? i : 1;
}

/* The offset of the first byte that is not UTF-8 (RFC 3629), or LENGTH; NUL is refused too, it hides what follows. */
static size_t valid_utf8(const unsigned char *text, size_t length)
{
	size_t i = 0, n = 1;

	while (i < length && n) {
		if (!text[i] || text[i] >= 0x80) {
			n = length_of_code(text + i, length - i);
			i += n;
		} else {
			i += ascii_at(text + i, length - i); /* nearly all is that */
		}
	}
	return i;
}

static void read_text(struct reader *r, const char *text, size_t length)
{
	size_t at = 0, valid = valid_utf8((const unsigned char *)text, length);

	for (r->place.line = 1; at < length; r->place.line++) {
		const char *newline = memchr(text + at, '\n', length - at);
		size_t n = newline ? (size_t)(newline - text) - at : length - at;
		/* where all is well it was gone over once */
		size_t good = at + n <= valid ? n : valid_utf8((const unsigned char *)text + at, n);

		r->place.column = (uint32_t)good + 1;
		if (good < n)
			fault(r, "expected UTF-8 text");
		else
			read_line(r, text + at, n);
		at += n + 1;
	}
}

/* Whoever is to mend this needs the PATH as it is. */
static void system_fault(struct reader *r, const char *path)
{
	r->place = (struct sw_place){ .file = sw_intern(r->strings, path) };
	fault(r, sw_intern_printf(r->strings, "cannot read: %s%s", strerror(errno), !r->replaces ? "" :
				  "; the annotations that come with sleepwalk are expected there: install it as a whole, or choose "
				  "the profile 'none' and annotations of your own"));
}

/* All of FILE, in the arena: entries point into it. NULL, with errno set, when it can not be read. */
static const char *text_of(struct reader *r, int file, size_t *length)
{
	enum { LEAST = 1 << 12, MOST = 1 << 24 };
	struct stat status;
	size_t room = LEAST; /* of what has no size, or says that it has too much of it */
	char *text;
	ssize_t n;

	if (!fstat(file, &status) && status.st_size > 0 && status.st_size < MOST)
		room = (size_t)status.st_size + 1; /* so that the end is seen at once */
	text = sw_alloc_raw(r->arena, room);
	*length = 0;
	do {
		if (*length == room) {
			char *more = sw_alloc_raw(r->arena, room * 2);

			memcpy(more, text, room);
			text = more;
			room *= 2;
		}
		n = read(file, text + *length, room - *length);
		*length += n > 0 ? (size_t)n : 0;
	} while (n > 0 || (n < 0 && errno == EINTR));
	return n < 0 ? NULL : text;
}

/* SHOWN, interned, is what messages call it. False: it can not be read. */
static bool read_file(struct reader *r, const char *path, const char *shown)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	size_t length = 0;
	const char *text = file < 0 ? NULL : text_of(r, file, &length);

	if (!text) {
		system_fault(r, path);
	} else {
		r->place = (struct sw_place){ .file = shown };
		if (length > UINT32_MAX)
			fault(r, "expected less than 4 GiB of text, found more");
		else
			read_text(r, text, length);
	}
	if (file >= 0)
		close(file);
	return text != NULL;
}

static int is_annotation_file(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);

	return n > 4 && !strcmp(entry->d_name + n - 4, ".ann");
}

/* A profile's files wait until they are wanted. */
static void take_file(struct reader *r, const char *path, const char *shown)
{
	struct sw_found found = { sw_intern(r->strings, path), sw_intern(r->strings, shown), r->number };

	if (r->replaces)
		*sw_vec_push(r->arena, &r->contracts->found) = found;
	else if (!read_file(r, found.path, found.shown))
		return;
	*sw_vec_push(r->arena, &r->contracts->files) = found.path;
}

static void take_directory(struct reader *r, const char *path, const char *shown)
{
	struct dirent **entries;
	int n = scandir(path, &entries, is_annotation_file, alphasort);

	if (n < 0) {
		system_fault(r, path);
		return;
	}
	r->place = (struct sw_place){ .file = sw_intern(r->strings, path) };
	if (!n)
		fault(r, "expected *.ann files in this directory");
	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;

		take_file(r, sw_intern_printf(r->strings, "%s/%s", path, name), sw_intern_printf(r->strings, "%s/%s", shown, name));
		free(entries[i]);
	}
	free(entries);
}

/* As the user named it, or SHOWN. */
static void take_path(struct reader *r, const char *path, const char *shown)
{
	struct stat status;

	r->number = ++r->contracts->reads;
	if (stat(path, &status))
		system_fault(r, path);
	else if (S_ISDIR(status.st_mode))
		take_directory(r, path, shown);
	else
		take_file(r, path, shown);
}

static struct reader begin(struct sw_contracts *contracts, bool replaces)
{
	return (struct reader){ .contracts = contracts, .arena = contracts->terms->arena, .strings = contracts->terms->strings,
				.replaces = replaces };
}

int sw_contracts_read(struct sw_contracts *contracts, const char *path)
{
	struct reader r = begin(contracts, false);

	if (contracts->found.n)
		sw_contracts_read_profile(contracts);
	take_path(&r, path, path);
	return r.faulty ? -1 : r.read;
}

const struct sw_profile *sw_profile_by_name(const char *name)
{
	static const struct sw_profile profiles[] = {
		{ "linux", { "linux" } }, { "linux-rt", { "linux", "linux-rt" } }, { "none", { NULL } },
	};

	for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++)
		if (!strcmp(name, profiles[i].name))
			return &profiles[i];
	return NULL;
}

void sw_contracts_find_profile(struct sw_contracts *contracts, const struct sw_profile *profile, const char *directory)
{
	struct reader r = begin(contracts, true);

	for (unsigned i = 0; i < sizeof profile->folders / sizeof *profile->folders && profile->folders[i]; i++) {
		const char *folder = profile->folders[i];

		/* wherever it is installed, messages are the same */
		take_path(&r, sw_intern_printf(r.strings, "%s/%s", directory, folder),
			  sw_intern_printf(r.strings, "annotations/%s", folder));
	}
}

void sw_contracts_read_profile(struct sw_contracts *contracts)
{
	struct reader r = begin(contracts, true);

	contracts->on_demand = true;
	for (uint32_t i = 0; i < contracts->found.n; i++) {
		r.number = contracts->found.at[i].read;
		read_file(&r, contracts->found.at[i].path, contracts->found.at[i].shown);
	}
	contracts->found.n = 0;
	contracts->on_demand = false;
}
