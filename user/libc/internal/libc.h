/*
 * What the library knows about the process it is in.
 */
#ifndef INTERNAL_LIBC_H
#define INTERNAL_LIBC_H

#include <stdbool.h>
#include <stddef.h>

struct thread;

extern char **__environ;

/* The auxiliary vector: pairs of type and value up to AT_NULL. */
extern const unsigned long *__auxv;

/* True from the first pthread_create on: what is shared must be locked. */
extern bool __threaded;

/* Second names; the first is the one the library itself calls. */
#define weak_alias(name, other)       \
	extern __typeof__(name) other \
	    __attribute__((__weak__, __alias__(#name)))

/* The value of an entry of the auxiliary vector, or 0. */
unsigned long __auxv_get(unsigned long type);

/* True if the kernel raised this program's privileges: trust no environment. */
bool __is_secure(void);

/*
 * Static TLS of one thread: how many bytes its TLS blocks and struct thread need,
 * and how to lay them out in that many bytes.
 * => returns: the thread, with self set and TLS initialised
 */
size_t __tls_size(void);
struct thread *__tls_init(void *memory);

/* exit's last steps, by those parts of the library that a program uses. */
void __stdio_exit(void) __attribute__((__weak__));

/* Around fork, likewise. */
void __stdio_fork_prepare(void) __attribute__((__weak__));
void __stdio_fork_parent(void) __attribute__((__weak__));
void __stdio_fork_child(int old_tid, int tid) __attribute__((__weak__));

#endif
