// SPDX-License-Identifier: GPL-2.0-or-later
/* Runs git, and reads the heads of files and hunks in what it says. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sleepwalk/characters.h"

#include "changes.h"
#include "child.h"

/* ---- reading ---- */

struct parser {
	struct changes *changes;
	const char *file;      /* that hunks are about; NULL: one that is gone */
	uint32_t old, new;     /* lines of the hunk that are still to come */
	uint32_t line;         /* the next line of the new file */
	struct change change;  /* that is being read: lines that stand together */
};

/* One character of a name that git quoted, as C does. */
static char unquoted(const char **at)
{
	static const char names[] = "abtnvfr\"\\", values[] = "\a\b\t\n\v\f\r\"\\";
	const char *p = *at, *name;
	unsigned number = 0, digits = 0;

	if (*p != '\\' || !p[1])
		return *(*at)++;
	while (digits < 3 && p[1 + digits] >= '0' && p[1 + digits] <= '7')
		number = number * 8 + (unsigned)(p[1 + digits++] - '0');
	name = strchr(names, p[1]);
	*at += digits ? 1 + digits : 2;
	return (char)(digits ? (int)number : name ? values[name - names] : p[1]);
}

/* The name in "b/net/x.c", which may be quoted, and has a tab behind it if it has a space; NULL in "/dev/null". */
static const char *name_of(struct sw_strings *strings, char *text)
{
	char *to = text;
	const char *at = text + 1;

	if (*text == '"') {
		while (*at && *at != '"')
			*to++ = unquoted(&at);
		*to = '\0';
	} else {
		text[strcspn(text, "\t")] = '\0';
	}
	return !strncmp(text, "b/", 2) && text[2] ? sw_intern(strings, text + 2) : NULL;
}

/* "12" or "12,3" */
static bool read_range(const char **at, uint32_t *first, uint32_t *n)
{
	char *end;

	if (**at < '0' || **at > '9')
		return false;
	*first = (uint32_t)strtoul(*at, &end, 10);
	*n = *end == ',' ? (uint32_t)strtoul(end + 1, &end, 10) : 1;
	*at = end;
	return true;
}

/* "@@ -12,0 +13,2 @@ what follows". A hunk without new lines names the one before it. */
static void read_hunk(struct parser *p, const char *line)
{
	uint32_t first;

	line += strlen("@@ -");
	if (!read_range(&line, &first, &p->old) || strncmp(line, " +", 2))
		return;
	line += 2;
	if (read_range(&line, &p->line, &p->new) && !p->new)
		p->line++;
}

/* What was read stands together no more. Lines that went and left nothing are said to have gone behind the one before. */
static void end_change(struct parser *p)
{
	struct change *change = &p->change;

	if (!change->n)
		change->first = p->line - 1;
	change->file = p->file;
	if (p->file && (change->n || change->removed))
		*sw_vec_push(p->changes->strings->arena, &p->changes->list) = *change;
	*change = (struct change){ 0 };
}

/* A line of a hunk; there are some that did not change, where its user wants them. */
static bool read_change(struct parser *p, char sign)
{
	if (sign == '-' && p->old) {
		p->old--;
		p->change.removed = true;
	} else if (sign == '+' && p->new) {
		p->new--;
		if (!p->change.n++)
			p->change.first = p->line;
		p->line++;
	} else if (sign == ' ' && p->old && p->new) {
		end_change(p);
		p->old--;
		p->new--;
		p->line++;
	} else {
		return false;
	}
	return true;
}

static void read_line(struct parser *p, char *line)
{
	if (read_change(p, *line))
		return;
	if (*line != '\\') /* "\ No newline at end of file" */
		end_change(p);
	if (!strncmp(line, "diff ", 5)) {
		p->file = NULL;
		p->old = p->new = 0;
	} else if (!strncmp(line, "+++ ", 4)) {
		p->file = name_of(p->changes->strings, line + 4);
	} else if (!strncmp(line, "@@ -", 4)) {
		read_hunk(p, line);
	}
}

static int by_file(const void *a, const void *b)
{
	const struct change *x = a, *y = b;
	int order = strcmp(x->file, y->file);

	return order ? order : x->first < y->first ? -1 : x->first > y->first;
}

void changes_read(struct changes *changes, FILE *from)
{
	struct parser parser = { .changes = changes };
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	while ((n = getline(&line, &room, from)) >= 0) {
		if (n && line[n - 1] == '\n')
			line[n - 1] = '\0';
		read_line(&parser, line);
	}
	free(line);
	end_change(&parser);
	if (changes->list.n)
		qsort(changes->list.at, changes->list.n, sizeof *changes->list.at, by_file);
}

/* ---- git ---- */

/* Of what git complains the first line says what is wrong; behind it can be all of its usage. */
static void tell_complaint(const char *top, const char *revision, FILE *complaints)
{
	char *line = NULL;
	size_t room = 0;

	sw_put_safely(stderr, "sleepwalk: error: 'git diff %s' failed in '%s'", revision, top);
	rewind(complaints);
	if (getline(&line, &room, complaints) > 0)
		sw_put_safely(stderr, ": %.*s", (int)strcspn(line, "\n"), line);
	fputc('\n', stderr);
	free(line);
}

/* Whatever its user's configuration is, names begin at TOP. */
static bool ask(struct changes *changes, const char *top, const char *revision, FILE *complaints)
{
	const char *command[] = { "git", "-C", top, "diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-textconv",
				  "--find-renames", "--inter-hunk-context=0", "--relative", "--src-prefix=a/", "--dst-prefix=b/", revision, "--", NULL };
	FILE *output;
	pid_t child;
	int status, error;

	output = child_start((char *const *)command, fileno(complaints), &child);
	if (!output) {
		sw_put_safely(stderr, "sleepwalk: error: cannot run git: %s\n", strerror(errno));
		return false;
	}
	changes_read(changes, output);
	error = feof(output) ? 0 : errno;
	fclose(output);
	if (waitpid(child, &status, 0) != child && !error)
		error = errno;
	if (error) {
		sw_put_safely(stderr, "sleepwalk: error: cannot read what git says: %s\n", strerror(error));
		return false;
	}
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return true;
	tell_complaint(top, revision, complaints);
	return false;
}

bool changes_ask(struct changes *changes, const char *top, const char *revision)
{
	FILE *complaints;
	bool good;

	if (*revision == '-' || !*revision) {
		sw_put_safely(stderr, "sleepwalk: --diff: expected a revision or a range of them, found '%s'\n", revision);
		return false;
	}
	complaints = tmpfile();
	if (!complaints) {
		sw_put_safely(stderr, "sleepwalk: error: cannot run git: %s\n", strerror(errno));
		return false;
	}
	good = ask(changes, top, revision, complaints);
	fclose(complaints);
	return good;
}

/* ---- asking ---- */

/* The first change that is not before FILE. */
static uint32_t first_of(const struct changes *changes, const char *file)
{
	uint32_t low = 0, high = changes->list.n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (strcmp(changes->list.at[middle].file, file) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_of(const struct changes *changes, uint32_t i, const char *file)
{
	return i < changes->list.n && !strcmp(changes->list.at[i].file, file);
}

bool changes_hit(const struct changes *changes, const char *file, uint32_t line)
{
	for (uint32_t i = first_of(changes, file); is_of(changes, i, file); i++)
		if (line >= changes->list.at[i].first && line - changes->list.at[i].first < changes->list.at[i].n)
			return true;
	return false;
}

bool changes_cut(const struct changes *changes, const char *file, uint32_t first, uint32_t last)
{
	for (uint32_t i = first_of(changes, file); is_of(changes, i, file); i++) {
		const struct change *c = &changes->list.at[i];

		if (c->removed && c->first >= first && c->first < last)
			return true;
	}
	return false;
}

bool changes_within(const struct changes *changes, const char *file, uint32_t first, uint32_t end)
{
	for (uint32_t i = first_of(changes, file); is_of(changes, i, file); i++) {
		const struct change *c = &changes->list.at[i];

		if (c->n && c->first < end && (c->first >= first || first - c->first < c->n))
			return true;
	}
	return changes_cut(changes, file, first, end);
}
