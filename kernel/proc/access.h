/*
 * Reaching what other processes and threads have.
 *
 * A thread follows its own pointers; it alone changes them.  Everybody else
 * comes by these functions, which give a reference or a copy, taken under the
 * lock that the owner holds for the change: what they give may be out of date,
 * but is never freed.  docs/lifetimes.md has the table.
 */
#ifndef PROC_ACCESS_H
#define PROC_ACCESS_H

#include "abi/resource.h"
#include "fs/path.h"
#include "sched/thread.h"

struct cred;
struct file;
struct kernel_sigaction;
struct process;

/* --- Of a process --- */

/* Any thread that is alive, the leader first; else the leader, though it may have
 * ended, or (a process that was waited for) NULL. */
struct thread *process_thread_get(struct process *p);
/* Whom its leader acts for, borrowed; NULL: it was waited for.
 * => holds: an RCU section, for as long as it is used */
const struct cred *process_cred_peek(struct process *p);
/* A resource limit: both of its values at one time. */
struct rlimit process_limit(struct process *p, unsigned resource);
/* The real user id of its leader, 0 when it was waited for. */
uid_t process_uid(struct process *p);
/* What it does about a signal. */
struct kernel_sigaction process_action(struct process *p, int sig);

/* --- Of a thread of a process --- */

/* Its address space, or NULL: it has ended. */
struct vmspace *thread_vm_get(struct thread *t);
/* Copies with references; each may be NULL.
 * => returns: false with nothing set: it has ended */
bool thread_paths_get(struct thread *t, struct path *root, struct path *cwd,
    u32 *umask) __must_check;
/* The file at fd, or NULL; the next number in use from fd on, or -1; how many
 * the table has room for. */
struct file *thread_file_get(struct thread *t, int fd, bool *cloexec);
int thread_fd_next(struct thread *t, int fd);
u32 thread_fds_size(struct thread *t);
/* Adds the pages that its files keep. => sleeps */
void thread_add_file_pages(struct thread *t, u64 *npages);

/* --- The current thread's --- */

/* Makes its descriptors its own, if they are shared. => errors: -ENOMEM */
int thread_unshare_fds(void) __must_check;
/* The same of its directories and umask. */
int thread_unshare_fs(void) __must_check;
/* Replaces its address space. => returns: the old one, whose reference passes */
struct vmspace *thread_replace_vm(struct vmspace *vm);
/* Gives back what a thread has that ends, or that never ran. => sleeps */
void thread_release_resources(struct thread *t);

/* May the current thread look into another as a debugger may (ptrace(2),
 * "Ptrace access mode checking")?  By its ids for files, or its real ones.  To be
 * asked after what is to be seen was taken; vm: t's, NULL: none. */
bool thread_is_open(struct thread *t, const struct vmspace *vm, bool real_ids);
/* May its own user look into it? */
bool vm_is_dumpable(const struct vmspace *vm);

#endif
