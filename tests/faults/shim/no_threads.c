/*
 * A system that gives no more threads, when a test says so. Preload it into the program under test (LD_PRELOAD).
 *
 *   NO_THREADS_TRIGGER  pthread_create fails with EAGAIN as long as this file exists
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument)
{
	__typeof__(pthread_create) *next = (__typeof__(pthread_create) *)dlsym(RTLD_NEXT, "pthread_create");
	const char *trigger = getenv("NO_THREADS_TRIGGER");

	if (trigger && syscall(SYS_faccessat, AT_FDCWD, trigger, F_OK) == 0)
		return EAGAIN;
	return next(thread, attributes, start, argument);
}
