/* The process that a node of /proc is about. */
#ifndef PROCFS_SUBJECT_H
#define PROCFS_SUBJECT_H

#include "procfs/node.h"

/* The subject of a node, with references. => errors: -ESRCH it has gone */
int subject_get(struct subject *s, const struct node *n) __must_check;
void subject_put(struct subject *s);

/* May the current thread look into it as a debugger may (ptrace(2))?  To be
 * asked after what is to be seen was taken. */
bool subject_is_open(const struct subject *s);
/* May its own user look into it? */
bool subject_is_dumpable(const struct subject *s);

#endif
