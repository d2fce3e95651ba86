/*
 * Processes as /proc shows them.
 */
#ifndef USER_BIN_LIB_PROCESS_H
#define USER_BIN_LIB_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct process {
	pid_t pid, parent, group, session, tpgid;
	uid_t uid, euid;
	gid_t gid;
	char state;
	char name[64]; /* in brackets for those of the kernel's own */
	char *command; /* with its arguments; the name if there are none */
	int tty;       /* device number, 0: none */
	uint64_t user_ticks, system_ticks, start_ticks;
	uint64_t virtual_bytes, resident_bytes;
	long priority, nice, nthreads;
};

/* All processes by pid; *n of them; to be freed with processes_free(). */
struct process *processes_read(size_t *n);
void processes_free(struct process *processes, size_t n);

/* "pts/0", "ttyS0", "?" for a device number. */
const char *process_tty(int device, char *text, size_t size);

double system_uptime(void);

#endif
