// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads what an earlier check has kept, and writes what the next one is to have. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "sleepwalk/characters.h"

#include "cachefile.h"

static const char magic[8] = { 'S', 'L', 'P', 'W', 'K', 'E', 'P', 'T' };

enum { HEAD = 16, LEVEL = 1 }; /* of compression: it is written while somebody waits */

/* Else the file is damaged: so many bytes at most, and so many of one byte of the frame. */
enum { LARGEST = 1 << 30, RATIO = 100 };

/* All bytes of PATH, which the caller frees; NULL: they can not be read, and errno says why. */
static unsigned char *read_all(const char *path, size_t *n)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	unsigned char *bytes = NULL;
	struct stat about;
	ssize_t got = 1;

	*n = 0;
	if (fd >= 0 && !fstat(fd, &about))
		bytes = malloc((size_t)about.st_size + 1);
	while (bytes && got > 0 && *n < (size_t)about.st_size) {
		got = read(fd, bytes + *n, (size_t)about.st_size - *n);
		if (got > 0)
			*n += (size_t)got;
	}
	if (got < 0) {
		free(bytes);
		bytes = NULL;
	}
	if (fd >= 0)
		close(fd);
	return bytes;
}

/* Another command has another one, and may find other things. */
static bool digest_command(uint64_t *digest)
{
	size_t n;
	unsigned char *bytes = read_all("/proc/self/exe", &n);

	if (!bytes)
		return false;
	*digest = sw_digest(bytes, n);
	free(bytes);
	return true;
}

static bool cannot(const char *path, const char *what)
{
	sw_put_safely(stderr, "%s: error: cannot %s: %s\n", path, what, strerror(errno));
	return false;
}

static bool is_something_else(const char *path)
{
	sw_put_safely(stderr, "%s: error: expected a file that --cache has written, found something else\n", path);
	return false;
}

static void pass_over(const char *path, const char *why)
{
	sw_put_safely(stderr, "%s: note: the cache is %s: all is solved anew\n", path, why);
}

/* The solutions in the frame of LENGTH bytes, which the caller frees; NULL: it is damaged. */
static unsigned char *decompress(const unsigned char *frame, size_t length, size_t *n)
{
	unsigned long long content = ZSTD_getFrameContentSize(frame, length);
	unsigned char *bytes;

	if (content == ZSTD_CONTENTSIZE_ERROR || content == ZSTD_CONTENTSIZE_UNKNOWN || content > LARGEST ||
	    content / RATIO > length)
		return NULL;
	bytes = malloc(content + 1);
	*n = bytes ? ZSTD_decompress(bytes, content, frame, length) : 0;
	if (bytes && (ZSTD_isError(*n) || *n != content)) {
		free(bytes);
		bytes = NULL;
	}
	return bytes;
}

static void read_solutions(struct cachefile *file, const char *path, const unsigned char *bytes, size_t n)
{
	uint64_t command;
	size_t length;

	memcpy(&command, bytes + sizeof magic, sizeof command);
	if (command != file->command) {
		pass_over(path, "of another build of sleepwalk");
		return;
	}
	file->solutions = decompress(bytes + HEAD, n - HEAD, &length);
	if (!file->solutions || !sw_cache_read(&file->cache, file->solutions, length))
		pass_over(path, "damaged");
}

/* False: it is there, and can not be read, or is something else; which was told. */
static bool read_file(struct cachefile *file, const char *path)
{
	struct stat about;
	unsigned char *bytes;
	size_t n;
	bool good;

	if (stat(path, &about))
		return errno == ENOENT || cannot(path, "read");
	if (!S_ISREG(about.st_mode))
		return is_something_else(path);
	bytes = read_all(path, &n);
	if (!bytes)
		return cannot(path, "read");
	good = !n || (n >= HEAD && !memcmp(bytes, magic, sizeof magic)) || is_something_else(path);
	if (good && n)
		read_solutions(file, path, bytes, n);
	free(bytes);
	return good;
}

bool cachefile_open(struct cachefile *file, const char *path)
{
	*file = (struct cachefile){ 0 };
	if (!digest_command(&file->command))
		return cannot("/proc/self/exe", "read");
	if (!read_file(file, path))
		return false;
	if (!file->cache.size)
		sw_cache_read(&file->cache, NULL, 0);
	if (!file->solutions || output_is_possible(path))
		return output_open(&file->output, path);
	sw_put_safely(stderr, "%s: note: cannot write: %s: what is found now is not kept\n", path, strerror(errno));
	return true;
}

static void put(struct cachefile *file, const unsigned char *kept, size_t n)
{
	size_t room = ZSTD_compressBound(n), length;
	unsigned char *frame = malloc(room);
	ZSTD_CCtx *context = ZSTD_createCCtx();

	if (!frame || !context)
		sw_give_up("out of memory");
	ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, LEVEL);
	ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
	length = ZSTD_compress2(context, frame, room, kept, n);
	if (ZSTD_isError(length))
		sw_give_up("out of memory");
	fwrite(magic, sizeof magic, 1, file->output.to);
	fwrite(&file->command, sizeof file->command, 1, file->output.to);
	fwrite(frame, length, 1, file->output.to);
	ZSTD_freeCCtx(context);
	free(frame);
}

bool cachefile_close(struct cachefile *file, const unsigned char *kept, size_t n)
{
	bool kept_all;

	if (kept && n > LARGEST) {
		sw_put_safely(stderr, "%s: note: %zu bytes would be kept, and at most %d are: nothing is\n", file->output.path, n, LARGEST);
		kept = NULL;
	}
	if (kept && file->output.to)
		put(file, kept, n);
	sw_cache_free(&file->cache);
	free(file->solutions);
	file->solutions = NULL;
	if (!file->output.to)
		return true;
	kept_all = output_close(&file->output, kept);
	file->output.to = NULL;
	return kept_all;
}
