// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads, writes and compares baselines. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "sleepwalk/characters.h"

#include "baseline.h"

enum { FORMAT_VERSION = 1, DIGITS = 16 };

static const char *const ranks[] = { "definite", "possible" };

void baseline_add(struct baseline *baseline, const struct baseline_entry *entry)
{
	*sw_vec_push(baseline->strings->arena, &baseline->entries) = *entry;
}

/* ---- order ---- */

static int compare_numbers(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

/* Without the file: what is one finding, wherever it is. */
static int compare_findings(const struct baseline_entry *a, const struct baseline_entry *b)
{
	int order = compare_numbers(a->fingerprint, b->fingerprint);

	return order ? order : compare_numbers(a->possible, b->possible);
}

static int by_finding(const void *a, const void *b)
{
	const struct baseline_entry *x = a, *y = b;
	int order = compare_findings(x, y);

	return order ? order : strcmp(x->file, y->file);
}

/* As people look for them. */
static int by_file(const void *a, const void *b)
{
	const struct baseline_entry *x = a, *y = b;
	int order = strcmp(x->file, y->file);

	if (!order)
		order = strcmp(x->function, y->function);
	if (!order)
		order = strcmp(x->tag, y->tag);
	return order ? order : compare_findings(x, y);
}

static void sort(struct baseline *baseline, int (*compare)(const void *, const void *))
{
	if (baseline->entries.n)
		qsort(baseline->entries.at, baseline->entries.n, sizeof *baseline->entries.at, compare);
}

/* ---- reading ---- */

static bool tell(const char *path, uint32_t entry, const char *message)
{
	if (entry)
		sw_put_safely(stderr, "%s: error: entry %u of \"findings\": %s\n", path, entry, message);
	else
		sw_put_safely(stderr, "%s: error: %s\n", path, message);
	return false;
}

static bool read_fingerprint(const char *text, uint64_t *fingerprint)
{
	*fingerprint = strtoull(text, NULL, 16);
	return strlen(text) == DIGITS && strspn(text, "0123456789abcdef") == DIGITS;
}

static bool read_entry(struct baseline *baseline, json_t *value, const char *path, uint32_t number)
{
	const char *file, *function, *tag, *rank, *fingerprint;
	struct baseline_entry entry = { 0 };
	json_error_t error;
	int count;

	if (json_unpack_ex(value, &error, 0, "{ss ss ss ss ss si}", "file", &file, "function", &function, "tag", &tag, "rank",
			   &rank, "fingerprint", &fingerprint, "count", &count))
		return tell(path, number, error.text);
	if (!read_fingerprint(fingerprint, &entry.fingerprint))
		return tell(path, number, "expected 16 hexadecimal digits for \"fingerprint\"");
	entry.possible = !strcmp(rank, ranks[true]);
	if (strcmp(rank, ranks[entry.possible]))
		return tell(path, number, "expected \"definite\" or \"possible\" for \"rank\"");
	if (count < 1)
		return tell(path, number, "expected a \"count\" above 0");
	entry.count = (uint32_t)count;
	entry.file = sw_intern(baseline->strings, file);
	entry.function = sw_intern(baseline->strings, function);
	entry.tag = sw_intern(baseline->strings, tag);
	baseline_add(baseline, &entry);
	return true;
}

static bool read_document(struct baseline *baseline, json_t *document, const char *path)
{
	json_t *findings = json_object_get(document, "findings"), *format = json_object_get(document, "format");

	if (!json_is_integer(format) || !json_is_array(findings))
		return tell(path, 0, "not a baseline: expected an object with a number \"format\" and an array \"findings\"");
	if (json_integer_value(format) != FORMAT_VERSION) {
		sw_put_safely(stderr, "%s: error: expected \"format\" %d, found %" JSON_INTEGER_FORMAT ", of another sleepwalk\n", path,
			FORMAT_VERSION, json_integer_value(format));
		return false;
	}
	for (size_t i = 0; i < json_array_size(findings); i++)
		if (!read_entry(baseline, json_array_get(findings, i), path, (uint32_t)i + 1))
			return false;
	return true;
}

bool baseline_read(struct baseline *baseline, FILE *from, const char *path)
{
	json_error_t error;
	json_t *document = json_loadf(from, JSON_REJECT_DUPLICATES, &error);
	bool good;

	if (!document && ferror(from)) {
		sw_put_safely(stderr, "%s: error: cannot read: %s\n", path, strerror(errno));
		return false;
	}
	if (!document) {
		sw_put_safely(stderr, "%s:%d:%d: error: %s\n", path, error.line, error.column, error.text);
		return false;
	}
	good = read_document(baseline, document, path);
	json_decref(document);
	return good;
}

/* ---- writing ---- */

static void write_entry(FILE *to, const struct baseline_entry *entry, uint32_t count, const char *between)
{
	char fingerprint[DIGITS + 1];
	json_t *value;

	snprintf(fingerprint, sizeof fingerprint, "%016" PRIx64, entry->fingerprint);
	value = json_pack("{ss ss ss ss ss si}", "file", entry->file, "function", entry->function, "tag", entry->tag, "rank",
			  ranks[entry->possible], "fingerprint", fingerprint, "count", (int)count);
	fputs(between, to);
	json_dumpf(value, to, JSON_PRESERVE_ORDER);
	json_decref(value);
}

void baseline_write(FILE *to, struct baseline *baseline)
{
	uint32_t count = 0;

	sort(baseline, by_file);
	fprintf(to, "{\"format\": %d, \"findings\": [", FORMAT_VERSION);
	for (uint32_t i = 0, written = 0; i < baseline->entries.n; i++) {
		const struct baseline_entry *entry = &baseline->entries.at[i];

		count += entry->count;
		if (i + 1 < baseline->entries.n && !by_file(entry, entry + 1))
			continue;
		write_entry(to, entry, count, written++ ? ",\n" : "\n");
		count = 0;
	}
	fputs("\n]}\n", to);
}

/* ---- comparing ---- */

/* The first that does not come before KEY. */
static uint32_t find(const struct baseline *baseline, const struct baseline_entry *key)
{
	uint32_t low = 0, high = baseline->entries.n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (by_finding(&baseline->entries.at[middle], key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Takes one off the entries of this finding, in its file or in any. */
static bool take(struct baseline *baseline, const struct baseline_entry *found, bool in_any_file)
{
	struct baseline_entry key = *found;

	if (in_any_file)
		key.file = "";
	for (uint32_t i = find(baseline, &key); i < baseline->entries.n; i++) {
		struct baseline_entry *entry = &baseline->entries.at[i];

		if (in_any_file ? compare_findings(entry, found) : by_finding(entry, found))
			return false;
		if (entry->count) {
			entry->count--;
			return true;
		}
	}
	return false;
}

void baseline_match(struct baseline *baseline, const struct baseline_entry *found, uint32_t n, bool *known)
{
	sort(baseline, by_finding);
	for (uint32_t i = 0; i < n; i++)
		known[i] = take(baseline, &found[i], false);
	for (uint32_t i = 0; i < n; i++)
		known[i] = known[i] || take(baseline, &found[i], true);
}

uint32_t baseline_gone(const struct baseline *baseline, bool possible)
{
	uint32_t gone = 0;

	for (uint32_t i = 0; i < baseline->entries.n; i++)
		if (possible || !baseline->entries.at[i].possible)
			gone += baseline->entries.at[i].count;
	return gone;
}
