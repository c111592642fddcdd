/*
 * A disk that hangs, or fails, when a test says so. Preload it into the program under test (LD_PRELOAD); processes that
 * this program starts inherit it.
 *
 *   SLOW_DISK_CALLS    which calls: any of open,flock,fsync,rename,write, separated by commas. "open" includes mkdir and
 *                      unlink; "fsync" includes fdatasync
 *   SLOW_DISK_BELOW    only files below this directory
 *   SLOW_DISK_TRIGGER  the calls hang as long as this file exists, and go on when it is removed. Without it: always
 *   SLOW_DISK_ERROR    ENOSPC, EIO, EACCES or EROFS: the calls fail with this at once instead of hanging
 *   SLOW_DISK_ONLY     only in processes whose command line has this argument, such as --guardian
 *   SLOW_DISK_HITS     each call that hangs or fails adds a line to this file first: "PID CALL PATH". A test waits for it
 *
 * It sees the calls that go through libc, which are those of Rust's standard library. Crates that make system calls by
 * themselves (rustix, and so the rename of the crate tempfile) pass it by.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static char below[PATH_MAX];
static char trigger[PATH_MAX];
static char hits[PATH_MAX];
static char calls[128];
static int error_number;
static int is_meant;

static void copy(char *to, size_t size, const char *variable)
{
	const char *value = getenv(variable);

	snprintf(to, size, "%s", value ? value : "");
}

static int has_argument(const char *wanted)
{
	char line[4096];
	int fd = (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/cmdline", O_RDONLY, 0);
	ssize_t length = fd < 0 ? 0 : syscall(SYS_read, fd, line, sizeof(line) - 1);
	ssize_t at;

	if (fd >= 0)
		syscall(SYS_close, fd);
	line[length > 0 ? length : 0] = 0;
	for (at = 0; at < length; at += (ssize_t)strlen(line + at) + 1)
		if (!strcmp(line + at, wanted))
			return 1;
	return 0;
}

__attribute__((constructor)) static void begin(void)
{
	static const struct { const char *name; int number; } errors[] = {
		{ "ENOSPC", ENOSPC }, { "EIO", EIO }, { "EACCES", EACCES }, { "EROFS", EROFS },
	};
	const char *error = getenv("SLOW_DISK_ERROR");
	const char *only = getenv("SLOW_DISK_ONLY");
	size_t at;

	copy(below, sizeof(below), "SLOW_DISK_BELOW");
	copy(trigger, sizeof(trigger), "SLOW_DISK_TRIGGER");
	copy(hits, sizeof(hits), "SLOW_DISK_HITS");
	/* Commas around, so that names can be looked for whole. */
	calls[0] = ',';
	copy(calls + 1, sizeof(calls) - 2, "SLOW_DISK_CALLS");
	strcat(calls, ",");
	for (at = 0; error && at < sizeof(errors) / sizeof(errors[0]); at++)
		if (!strcmp(error, errors[at].name))
			error_number = errors[at].number;
	is_meant = below[0] && (!only || has_argument(only));
}

static int is_triggered(void)
{
	return !trigger[0] || syscall(SYS_faccessat, AT_FDCWD, trigger, F_OK) == 0;
}

static void tell(const char *call, const char *path)
{
	char line[PATH_MAX + 64];
	int length, fd;

	if (!hits[0])
		return;
	length = snprintf(line, sizeof(line), "%d %s %s\n", getpid(), call, path);
	fd = (int)syscall(SYS_openat, AT_FDCWD, hits, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	syscall(SYS_write, fd, line, length);
	syscall(SYS_close, fd);
}

/* Not 0: the call is to fail with this error. */
static int disturbed(const char *call, const char *path)
{
	const struct timespec pause = { 0, 2 * 1000 * 1000 };
	size_t length = strlen(below);
	char wanted[32];
	int saved = errno;

	if (!is_meant || !path)
		return 0;
	snprintf(wanted, sizeof(wanted), ",%s,", call);
	if (!strstr(calls, wanted) || strncmp(path, below, length) || (path[length] && path[length] != '/'))
		return 0;
	if (!is_triggered())
		return 0;
	tell(call, path);
	if (error_number) {
		errno = error_number;
		return error_number;
	}
	while (is_triggered())
		syscall(SYS_nanosleep, &pause, NULL);
	errno = saved;
	return 0;
}

static int disturbed_fd(const char *call, int fd)
{
	char link[64], path[PATH_MAX];
	ssize_t length;
	int saved = errno;

	if (!is_meant)
		return 0;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof(path) - 1);
	errno = saved;
	if (length < 0)
		return 0;
	path[length] = 0;
	return disturbed(call, path);
}

#define NEXT(name) __typeof__(name) *next = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static mode_t mode_of(int flags, va_list list)
{
	return (flags & (O_CREAT | __O_TMPFILE)) ? (mode_t)va_arg(list, int) : 0;
}

#define OPEN(name)                                            \
	int name(const char *path, int flags, ...)            \
	{                                                     \
		va_list list;                                 \
		mode_t mode;                                  \
		NEXT(name);                                   \
		va_start(list, flags);                        \
		mode = mode_of(flags, list);                  \
		va_end(list);                                 \
		if (disturbed("open", path))                  \
			return -1;                            \
		return next(path, flags, mode);               \
	}
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                          \
	int name(int at, const char *path, int flags, ...)    \
	{                                                     \
		va_list list;                                 \
		mode_t mode;                                  \
		NEXT(name);                                   \
		va_start(list, flags);                        \
		mode = mode_of(flags, list);                  \
		va_end(list);                                 \
		if (disturbed("open", path))                  \
			return -1;                            \
		return next(at, path, flags, mode);           \
	}
OPENAT(openat)
OPENAT(openat64)

int mkdir(const char *path, mode_t mode)
{
	NEXT(mkdir);
	return disturbed("open", path) ? -1 : next(path, mode);
}

int unlink(const char *path)
{
	NEXT(unlink);
	return disturbed("open", path) ? -1 : next(path);
}

int flock(int fd, int operation)
{
	static int (*next)(int, int);

	if (!next)
		next = (int (*)(int, int))dlsym(RTLD_NEXT, "flock");
	return disturbed_fd("flock", fd) ? -1 : next(fd, operation);
}

int fsync(int fd)
{
	NEXT(fsync);
	return disturbed_fd("fsync", fd) ? -1 : next(fd);
}

int fdatasync(int fd)
{
	NEXT(fdatasync);
	return disturbed_fd("fsync", fd) ? -1 : next(fd);
}

int rename(const char *from, const char *to)
{
	NEXT(rename);
	return disturbed("rename", to) ? -1 : next(from, to);
}

ssize_t write(int fd, const void *bytes, size_t count)
{
	NEXT(write);
	return disturbed_fd("write", fd) ? -1 : next(fd, bytes, count);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
	NEXT(writev);
	return disturbed_fd("write", fd) ? -1 : next(fd, parts, count);
}
