/*
 * Nodes of /proc: what an inode of it stands for.
 */
#ifndef PROCFS_NODE_H
#define PROCFS_NODE_H

#include "fs/inode.h"
#include "lib/text.h"
#include "lib/types.h"

struct dir_emitter;
struct path;
struct process;
struct thread;
struct vmspace;

/* The process, and the thread of it, that a node is about. */
struct subject {
	struct process *process;
	struct thread *thread; /* the leader, or any that is alive */
	struct vmspace *vm;    /* of that thread, when looked up; NULL: ended */
	u32 nexecs;            /* programs of the process before that */
	bool one_thread;       /* below task/: figures of this thread alone */
	int fd;                /* of an entry in fd/ or fdinfo/ */
};

/* A row of the tables entries.def and process.def. */
struct entry {
	const char *path; /* below /proc, or below /proc/PID */
	mode_t mode;      /* with the type */
	/* Prints the record at t->at; of a short text, all of it.
	 * => returns: 0 or -errno; sleeps */
	int (*show)(struct text *t, const struct subject *s);
	/* Takes what was written, NUL-terminated. => returns: 0 or -errno */
	int (*store)(const char *text, size_t n, const struct subject *s);
	/* The target of a link. => returns: its length */
	ssize_t (*readlink)(char *buf, size_t size, const struct subject *s);
	/* Where it leads to, with references; NULL: its text is walked. */
	int (*follow)(struct path *out, const struct subject *s);
	/* Needs the rights of a debugger over the process. */
	bool guarded;
};

enum node_kind {
	NODE_STATIC,  /* entries.def; a directory there has its rows below it */
	NODE_PROCESS, /* PID, or task/TID: rows of process.def */
	NODE_TASKS,   /* task */
	NODE_FDS,     /* fd */
	NODE_FDINFOS, /* fdinfo */
	NODE_ROW,     /* a row of process.def */
	NODE_FD,      /* fd/N */
	NODE_FDINFO,  /* fdinfo/N */
};

struct node {
	enum node_kind kind;
	const struct entry *entry; /* NULL for the root and generated ones */
	pid_t pid, tid;            /* tid 0: the process as a whole */
	s64 born;                  /* start time: pids are used again */
	int fd;
};

/* All of it [I]; in inode->private. */
static inline const struct node *
node_of(const struct inode *inode)
{
	return inode->private;
}

/* Is it a file or a folder of /proc/sys? */
bool node_is_setting(const struct node *n);

/* An inode for a node, which is copied. => returns: NULL: no memory */
struct inode *node_inode(struct superblock *sb, const struct node *n,
    mode_t mode) __must_check;

/* lseek() in directories of /proc. */
loff_t proc_dir_seek(struct file *f, loff_t offset, int whence);

/* The rows (tables.c), in order; NULL behind the last. */
const struct entry *static_entry(unsigned i);
const struct entry *process_entry(unsigned i);

/* --- Processes (process.c) --- */

/* The inode of /proc/PID. => errors: -ENOENT, -ENOMEM */
int process_inode(struct superblock *sb, pid_t pid, struct inode **out)
    __must_check;

/* Gives process directories from *pos on, which counts pids. */
int process_emit_all(struct dir_emitter *e, loff_t first);

/* Is the node's process still there?  Brings owner and group up to date. */
bool process_node_valid(struct inode *inode);

/* --- Files (file.c) --- */

/* chmod(2) and its like. => holds: inode->lock; errors: -EPERM */
int node_setattr(struct inode *inode, const struct attr *a)
    REQUIRES(inode->lock);
extern const struct inode_ops file_inode_ops, setting_inode_ops;
/* Links that are walked as text, and those that lead to an object. */
extern const struct inode_ops text_link_ops, object_link_ops;
extern const struct file_ops text_file_ops;

/* A link's text and target, for fd/N. */
ssize_t fd_readlink(char *buf, size_t size, const struct subject *s);
int fd_follow(struct path *out, const struct subject *s);
int fdinfo_show(struct text *t, const struct subject *s);

#endif
