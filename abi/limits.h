/*
 * Limits that programs are compiled with.
 */
#ifndef ABI_LIMITS_H
#define ABI_LIMITS_H

#define PATH_MAX      4096 /* with the terminating null */
#define NAME_MAX      255
#define SYMLOOP_MAX   40 /* symbolic links followed in one lookup */
#define LINK_MAX      127
#define PIPE_BUF      4096 /* a pipe takes so much in one piece */
#define IOV_MAX       1024
#define NGROUPS_MAX   65536
#define HOST_NAME_MAX 64

/* execve: one string; all strings together, at least and at most. */
#define MAX_ARG_STRLEN (32 * 4096)
#define ARG_MAX        131072
#define ARG_MAX_TOTAL  (6 * 1024 * 1024)

/* What one read or write moves at most. */
#define MAX_RW_COUNT (0x7fffffff & ~4095)

#endif
