/* The process that a node of /proc is about. */
#ifndef PROCFS_SUBJECT_H
#define PROCFS_SUBJECT_H

#include "procfs/node.h"

struct cred;
struct fdtable;
struct fs_context;
struct vmspace;

/* The subject of a node, with references. => errors: -ESRCH it has gone */
int subject_get(struct subject *s, const struct node *n) __must_check;
void subject_put(struct subject *s);

/* May the current thread look into it as a debugger may (ptrace(2))? */
bool subject_is_open(const struct subject *s);

/* What its thread has, with a reference; NULL: it is ending, or has none. */
struct vmspace *subject_vm(const struct subject *s);
struct fdtable *subject_fds(const struct subject *s);
struct fs_context *subject_fs(const struct subject *s);
struct cred *subject_cred(const struct subject *s);

#endif
