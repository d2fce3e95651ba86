#ifndef _SYS_WAIT_H
#define _SYS_WAIT_H

#include <bits/wait.h>
#include <signal.h>

__BEGIN_DECLS

typedef __id_t id_t;
typedef __pid_t pid_t;

#define WSTOPPED        WUNTRACED
#define WEXITED         4
#define WCONTINUED      8
#define WNOWAIT         0x01000000
#define WIFCONTINUED(s) ((s) == 0xffff)

#if __MISC_VISIBLE
#define WCOREFLAG             0x80
#define WCOREDUMP(s)          ((s)&WCOREFLAG)
#define W_EXITCODE(code, sig) ((code) << 8 | (sig))
#define W_STOPCODE(sig)       ((sig) << 8 | 0x7f)
#define WAIT_ANY              (-1)
#define WAIT_MYPGRP           0
#define __WNOTHREAD           0x20000000
#define __WALL                0x40000000
#define __WCLONE              0x80000000
#endif

typedef enum {
	P_ALL = 0,
	P_PID = 1,
	P_PGID = 2,
	P_PIDFD = 3
} idtype_t;

pid_t wait(int *);
#if __POSIX_VISIBLE
int waitid(idtype_t, id_t, siginfo_t *, int);
#endif
pid_t waitpid(pid_t, int *, int);

#if __MISC_VISIBLE
struct rusage;
pid_t wait3(int *, int, struct rusage *);
pid_t wait4(pid_t, int *, int, struct rusage *);
#endif

__END_DECLS

#endif
