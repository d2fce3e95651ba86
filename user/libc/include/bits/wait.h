/*
 * The status word of a child, which both <sys/wait.h> and <stdlib.h> explain.
 */
#ifndef _BITS_WAIT_H
#define _BITS_WAIT_H

#define WNOHANG   1
#define WUNTRACED 2

#define WEXITSTATUS(s) (((s)&0xff00) >> 8)
#define WTERMSIG(s)    ((s)&0x7f)
#define WSTOPSIG(s)    WEXITSTATUS(s)
#define WIFEXITED(s)   (WTERMSIG(s) == 0)
#define WIFSIGNALED(s) (((s)&0xffff) - 1U < 0xffU)
#define WIFSTOPPED(s)  (((s)&0xff) == 0x7f)

#endif
