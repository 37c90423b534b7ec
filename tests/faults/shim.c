// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Stands before the C library (LD_PRELOAD), and does what strace cannot:
 *
 *	SHIM_MALLOC=N	call N of malloc(), calloc() and realloc() fails
 *	SHIM_CUT=PATH	the file is cut to nothing as soon as it is mapped
 *	SHIM_SHORT=1	read() and write() do one byte at a time
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);

static long number_of(const char *name)
{
	const char *text = getenv(name);

	return text ? strtol(text, NULL, 10) : 0;
}

static int is_the_one(void)
{
	static _Atomic long count; /* of all threads */

	if (++count != number_of("SHIM_MALLOC"))
		return 0;
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t size)
{
	return is_the_one() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return is_the_one() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
	return is_the_one() ? NULL : __libc_realloc(old, size);
}

static int is_file(int fd, const char *path)
{
	struct stat a, b;

	return fd >= 0 && path && !fstat(fd, &a) && !stat(path, &b) && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset)
{
	static void *(*next)(void *, size_t, int, int, int, off_t);
	const char *path = getenv("SHIM_CUT");
	int cut = is_file(fd, path);
	void *result;

	if (!next)
		next = (void *(*)(void *, size_t, int, int, int, off_t))dlsym(RTLD_NEXT, "mmap");
	result = next(at, length, protection, flags, fd, offset);
	if (cut && truncate(path, 0))
		abort();
	return result;
}

static size_t most(size_t n)
{
	return n > 1 && number_of("SHIM_SHORT") ? 1 : n;
}

ssize_t read(int fd, void *to, size_t n)
{
	static ssize_t (*next)(int, void *, size_t);

	if (!next)
		next = (ssize_t (*)(int, void *, size_t))dlsym(RTLD_NEXT, "read");
	return next(fd, to, most(n));
}

ssize_t write(int fd, const void *from, size_t n)
{
	static ssize_t (*next)(int, const void *, size_t);

	if (!next)
		next = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
	return next(fd, from, most(n));
}
