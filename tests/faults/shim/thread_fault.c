/*
 * Makes single threads of another process stand still, or end, without that process's help (x86-64 Linux).
 *
 *   thread_fault freeze PID NAME   every thread of this name stands still until this program is killed
 *   thread_fault end PID NAME      every thread of this name is gone, without a word
 *
 * NAME is "#main" for the first thread of the process.
 *
 * Prints "done N" when it is so for N threads, then waits to be killed (freeze) or leaves (end). NAME may end in "*".
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

static int is_called(const char *pid, const char *tid, const char *wanted)
{
	char path[320], name[64] = "";
	size_t length = strlen(wanted);
	FILE *file;

	if (!strcmp(wanted, "#main"))
		return !strcmp(pid, tid);
	snprintf(path, sizeof(path), "/proc/%s/task/%s/comm", pid, tid);
	file = fopen(path, "r");
	if (!file)
		return 0;
	if (fgets(name, sizeof(name), file))
		name[strcspn(name, "\n")] = 0;
	fclose(file);
	if (length && wanted[length - 1] == '*')
		return !strncmp(name, wanted, length - 1);
	return !strcmp(name, wanted);
}

static int stop(pid_t tid)
{
	int status;

	if (ptrace(PTRACE_SEIZE, tid, 0, 0) || ptrace(PTRACE_INTERRUPT, tid, 0, 0))
		return 0;
	return waitpid(tid, &status, __WALL) == tid && WIFSTOPPED(status);
}

#if defined(__x86_64__)
/* Back to a system call instruction: where a thread waits in the kernel, it has just passed one. */
static int end(pid_t tid)
{
	struct user_regs_struct registers;
	long before;

	if (ptrace(PTRACE_GETREGS, tid, 0, &registers))
		return 0;
	errno = 0;
	before = ptrace(PTRACE_PEEKTEXT, tid, registers.rip - 2, 0);
	if (errno || (before & 0xffff) != 0x050f)
		return 0;
	registers.rip -= 2;
	registers.rax = SYS_exit;
	registers.orig_rax = (unsigned long long)-1;
	registers.rdi = 0;
	return !ptrace(PTRACE_SETREGS, tid, 0, &registers) && !ptrace(PTRACE_CONT, tid, 0, 0);
}
#else
static int end(pid_t tid)
{
	(void)tid;
	return 0;
}
#endif

int main(int argc, char **argv)
{
	char path[128];
	struct dirent *entry;
	int done = 0, is_end;
	DIR *tasks;

	if (argc != 4)
		return 2;
	is_end = !strcmp(argv[1], "end");
	/* With whoever started it. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	snprintf(path, sizeof(path), "/proc/%s/task", argv[2]);
	tasks = opendir(path);
	if (!tasks)
		return 3;
	while ((entry = readdir(tasks))) {
		pid_t tid = (pid_t)atoi(entry->d_name);

		if (tid > 0 && is_called(argv[2], entry->d_name, argv[3]) && stop(tid))
			done += is_end ? end(tid) : 1;
	}
	closedir(tasks);
	printf("done %d\n", done);
	fflush(stdout);
	if (is_end)
		/* Lets what has ended go. */
		while (waitpid(-1, NULL, __WALL) > 0)
			;
	else
		pause();
	return 0;
}
