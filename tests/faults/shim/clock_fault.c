/*
 * A clock that fails once, on a thread that a test names. Rust's standard library panics there: a panic in whatever asks
 * for the time, without that program's help. Preload it into the program under test (LD_PRELOAD).
 *
 *   CLOCK_FAULT_TRIGGER  the next question for the time of day fails when this file exists; the file is taken away first
 *   CLOCK_FAULT_THREAD   only on threads of this name
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *time)
{
	const char *trigger = getenv("CLOCK_FAULT_TRIGGER");
	const char *thread = getenv("CLOCK_FAULT_THREAD");
	char name[16] = "";

	if (clock == CLOCK_REALTIME && trigger && thread) {
		prctl(PR_GET_NAME, name, 0, 0, 0);
		if (!strcmp(name, thread) && syscall(SYS_unlinkat, AT_FDCWD, trigger, 0) == 0) {
			errno = EINVAL;
			return -1;
		}
	}
	return (int)syscall(SYS_clock_gettime, clock, time);
}
