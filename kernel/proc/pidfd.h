/*
 * Processes by descriptor.
 *
 * A pidfd names a process, and stays the name of that one: when it has been waited
 * for, its number may be another's, the pidfd is nobody's.
 */
#ifndef PROC_PIDFD_H
#define PROC_PIDFD_H

#include "lib/types.h"
#include "proc/process.h"

struct file;
struct pidref;

/* pidfd_open(2): of the process of this number, zombie or not.
 * => errors: -EINVAL: a flag, or not a process's number (a thread's, a group's);
 * -ESRCH, -ENOMEM, -ENFILE */
int pidfd_create(pid_t pid, unsigned flags, struct file **out) __must_check;
/* The same of p, which nobody can wait for meanwhile: it is new. */
int pidfd_create_new(struct process *p, struct file **out) __must_check;

bool file_is_pidfd(const struct file *f);
/* Its process, with a reference; NULL: it has been waited for. */
struct process *pidfd_process_get(const struct file *f) __must_check;
/* pidfd_getfd(2)'s file: what p has at fd, with a reference.
 * => errors: -EPERM, -ESRCH: it has ended, -EBADF */
int process_take_file(struct process *p, int fd, struct file **out)
    __must_check;

/* p, which has a pidref, is a zombie: who polls its pidfds is told.
 * => holds: no lock */
void pidfd_tell_end(struct process *p);
/* p has been waited for. */
void pidref_forget(struct pidref *r) REQUIRES(tree_role);
/* A reference: p's own, or a file's. */
void pidref_put(struct pidref *r);

#endif
