/*
 * Waiting for children, and the status that they leave.
 */
#ifndef ABI_WAIT_H
#define ABI_WAIT_H

#define WNOHANG     0x00000001
#define WUNTRACED   0x00000002
#define WSTOPPED    WUNTRACED
#define WEXITED     0x00000004
#define WCONTINUED  0x00000008
#define WNOWAIT     0x01000000
#define __WNOTHREAD 0x20000000
#define __WALL      0x40000000
#define __WCLONE    0x80000000

#define P_ALL   0
#define P_PID   1
#define P_PGID  2
#define P_PIDFD 3

/* The status word: making it, for the kernel, and reading it. */
#define W_EXITCODE(code, sig) ((((code)&0xff) << 8) | (sig))
#define W_STOPCODE(sig)       (((sig) << 8) | 0x7f)
#define W_CONTINUED           0xffff
#define WCOREFLAG             0x80

#define WEXITSTATUS(s)  (((s)&0xff00) >> 8)
#define WTERMSIG(s)     ((s)&0x7f)
#define WSTOPSIG(s)     WEXITSTATUS(s)
#define WIFEXITED(s)    (WTERMSIG(s) == 0)
#define WIFSIGNALED(s)  (WTERMSIG(s) != 0 && WTERMSIG(s) != 0x7f)
#define WIFSTOPPED(s)   (((s)&0xff) == 0x7f)
#define WIFCONTINUED(s) ((s) == W_CONTINUED)
#define WCOREDUMP(s)    ((s)&WCOREFLAG)

#endif
