/*
 * The directories of processes: /proc/PID, its task/, fd/ and fdinfo/.
 *
 * Owner and group are those of the process, which change: each lookup brings
 * them up to date (process_node_valid()).  What is in the directory of a process
 * that may not be dumped belongs to root.
 */
#include "proc/process.h"
#include "abi/dirent.h"
#include "abi/errno.h"
#include "abi/limits.h"
#include "cred/cred.h"
#include "fs/dentry.h"
#include "fs/file.h"
#include "fs/readdir.h"
#include "lib/fmt.h"
#include "lib/parse.h"
#include "lib/string.h"
#include "proc/access.h"
#include "procfs/node.h"
#include "procfs/procfs.h"
#include "procfs/subject.h"

static const struct inode_ops rows_ops, tasks_ops, fds_ops;
static const struct file_ops rows_fops, tasks_fops, fds_fops;

/* --- Inodes --- */

static void
set_owner(struct inode *inode, const struct subject *s)
{
	struct cred *c = NULL;

	if (s->thread &&
	    (inode_mode(inode) == (S_IFDIR | 0555) || subject_is_dumpable(s)))
		c = thread_cred_get(s->thread);
	atomic_store(&inode->uid, c ? c->euid : 0);
	atomic_store(&inode->gid, c ? c->egid : 0);
	if (c)
		cred_put(c);
}

bool
process_node_valid(struct inode *inode)
{
	const struct node *n = node_of(inode);
	struct subject s;

	if (n->kind == NODE_STATIC)
		return true;
	/* Descriptors change too often to be remembered. */
	if (n->kind == NODE_FD || n->kind == NODE_FDINFO || subject_get(&s, n))
		return false;
	set_owner(inode, &s);
	subject_put(&s);
	return true;
}

static int
make_inode(struct superblock *sb, const struct node *n, mode_t mode,
    const struct subject *s, struct inode **out)
{
	struct inode *inode = node_inode(sb, n, mode);

	if (!inode)
		return -ENOMEM;
	switch (n->kind) {
	case NODE_PROCESS:
		inode->ops = &rows_ops;
		inode->fops = &rows_fops;
		break;
	case NODE_TASKS:
		inode->ops = &tasks_ops;
		inode->fops = &tasks_fops;
		break;
	case NODE_FDS:
	case NODE_FDINFOS:
		inode->ops = &fds_ops;
		inode->fops = &fds_fops;
		break;
	case NODE_STATIC:
	case NODE_ROW:
	case NODE_FD:
	case NODE_FDINFO:
		break;
	}
	set_owner(inode, s);
	*out = inode;
	return 0;
}

int
process_inode(struct superblock *sb, pid_t pid, struct inode **out)
{
	/* Any thread's number works, though only leaders are listed. */
	struct thread *t = thread_find(pid);
	struct process *p = t ? t->process : process_find(pid);
	struct node n = { .kind = NODE_PROCESS,
		.pid = p ? p->pid : 0,
		.born = p ? p->start_time : 0 };
	struct subject s;
	int err = p ? subject_get(&s, &n) : -ENOENT;

	if (!err) {
		err = make_inode(sb, &n, S_IFDIR | 0555, &s, out);
		subject_put(&s);
	}
	if (t)
		thread_put(t);
	else if (p)
		process_put(p);
	return err == -ESRCH ? -ENOENT : err;
}

/* Attaches what n says to d. */
static int
attach(struct inode *dir, struct dentry *d, const struct node *n, mode_t mode,
    const struct subject *s)
{
	struct inode *inode;
	int err = make_inode(dir->sb, n, mode, s, &inode);

	if (!err)
		dentry_attach(d, inode);
	return err;
}

/* The whole name as a number, in its one spelling. */
static bool
name_number(const struct dentry *d, u64 *value)
{
	const char *s = d->name;

	return (d->len == 1 || *s != '0') && !parse_u64(&s, 10, value) &&
	    s == d->name + d->len && *value <= INT32_MAX;
}

/* --- /proc/PID and /proc/PID/task/TID --- */

int
process_emit_all(struct dir_emitter *e, loff_t first)
{
	struct process *p;
	char name[16];

	while ((p = process_next((pid_t)(e->pos - first)))) {
		int len = snprintf(name, sizeof(name), "%d", p->pid);
		bool ok;

		e->pos = first + p->pid;
		ok = dir_emit(e, name, (u32)len, (u64)p->pid << 20, DT_DIR);
		e->pos += ok;
		process_put(p);
		if (!ok)
			break;
	}
	return 0;
}

/* Rows with a kind of their own are directories with generated entries. */
static enum node_kind
row_kind(const struct entry *e)
{
	if (!S_ISDIR(e->mode))
		return NODE_ROW;
	if (!strcmp(e->path, "task"))
		return NODE_TASKS;
	return !strcmp(e->path, "fd") ? NODE_FDS : NODE_FDINFOS;
}

static bool
row_is_here(const struct node *dir, const struct entry *e)
{
	return !dir->tid || row_kind(e) != NODE_TASKS;
}

static int
rows_lookup(struct inode *dir, struct dentry *d)
{
	struct node n = *node_of(dir);
	const struct entry *e;
	struct subject s;
	int err = 0;

	atomic_or(&d->flags, DENTRY_REVALIDATE);
	for (unsigned i = 0; (e = process_entry(i)); i++)
		if (strlen(e->path) == d->len &&
		    !memcmp(e->path, d->name, d->len) &&
		    row_is_here(node_of(dir), e))
			break;
	if (!e || subject_get(&s, &n))
		return -ENOENT;
	n.kind = row_kind(e);
	n.entry = e;
	err = attach(dir, d, &n, e->mode, &s);
	subject_put(&s);
	return err;
}

static int
rows_iterate(struct file *f, struct dir_emitter *e)
{
	const struct entry *row;

	if (!dir_emit_dots(f, e))
		return 0;
	for (; (row = process_entry((unsigned)e->pos - 2)); e->pos++)
		if (row_is_here(node_of(f->inode), row) &&
		    !dir_emit(e, row->path, (u32)strlen(row->path),
			f->inode->ino + (u64)e->pos, row->mode >> 12))
			break;
	return 0;
}

static const struct inode_ops rows_ops = { .lookup = rows_lookup,
	.setattr = node_setattr };
static const struct file_ops rows_fops = {
	.iterate = rows_iterate,
	.seek = proc_dir_seek,
};

bool
file_is_process(const struct file *f)
{
	return f->ops == &rows_fops && !node_of(f->inode)->tid;
}

struct process *
file_process_get(const struct file *f)
{
	const struct node *n = node_of(f->inode);
	struct process *p = process_find(n->pid);

	if (!p || p->start_time == n->born)
		return p;
	process_put(p);
	return NULL;
}

/* --- task/ --- */

static int
tasks_lookup(struct inode *dir, struct dentry *d)
{
	struct node n = *node_of(dir);
	struct subject s;
	u64 tid;
	int err;

	atomic_or(&d->flags, DENTRY_REVALIDATE);
	if (!name_number(d, &tid))
		return -ENOENT;
	n.kind = NODE_PROCESS;
	n.entry = NULL;
	n.tid = (pid_t)tid;
	if (!tid || subject_get(&s, &n))
		return -ENOENT;
	err = attach(dir, d, &n, S_IFDIR | 0555, &s);
	subject_put(&s);
	return err;
}

static int
tasks_iterate(struct file *f, struct dir_emitter *e)
{
	struct subject s;
	struct thread *t;
	char name[16];

	if (!dir_emit_dots(f, e))
		return 0;
	if (subject_get(&s, node_of(f->inode)))
		return -ENOENT;
	/* A position is behind the thread of that tid. */
	while ((t = process_thread_after(s.process, (pid_t)(e->pos - 2)))) {
		int len = snprintf(name, sizeof(name), "%d", t->tid);
		bool ok = dir_emit(e, name, (u32)len, (u64)t->tid << 20 | 1,
		    DT_DIR);

		if (ok)
			e->pos = 2 + t->tid;
		thread_put(t);
		if (!ok)
			break;
	}
	subject_put(&s);
	return 0;
}

static const struct inode_ops tasks_ops = { .lookup = tasks_lookup,
	.setattr = node_setattr };
static const struct file_ops tasks_fops = {
	.iterate = tasks_iterate,
	.seek = proc_dir_seek,
};

/* --- fd/ and fdinfo/ --- */

/* A link's permissions show how the file is open. */
static mode_t
fd_mode(const struct node *n, const struct file *f)
{
	if (n->kind == NODE_FDINFO)
		return S_IFREG | 0444;
	return S_IFLNK | (f->mode & FMODE_READ ? 0500 : 0) |
	    (f->mode & FMODE_WRITE ? 0300 : 0);
}

static int
fds_lookup(struct inode *dir, struct dentry *d)
{
	struct node n = *node_of(dir);
	struct file *f = NULL;
	struct subject s;
	bool cloexec;
	int err = -ENOENT;
	u64 fd;

	atomic_or(&d->flags, DENTRY_REVALIDATE);
	if (!name_number(d, &fd) || subject_get(&s, &n))
		return -ENOENT;
	if (s.thread)
		f = thread_file_get(s.thread, (int)fd, &cloexec);
	if (!subject_is_open(&s)) {
		err = -EACCES;
	} else if (f) {
		n.kind = n.kind == NODE_FDS ? NODE_FD : NODE_FDINFO;
		n.entry = NULL;
		n.fd = (int)fd;
		err = attach(dir, d, &n, fd_mode(&n, f), &s);
	}
	if (f)
		file_put(f);
	subject_put(&s);
	return err;
}

static int
fds_iterate(struct file *f, struct dir_emitter *e)
{
	const struct node *n = node_of(f->inode);
	unsigned type = n->kind == NODE_FDS ? DT_LNK : DT_REG;
	struct subject s;
	char name[16];
	int fd, err = 0;

	if (subject_get(&s, n))
		return -ENOENT;
	if (!subject_is_open(&s))
		err = -EACCES;
	else if (!s.thread || !dir_emit_dots(f, e))
		goto out;
	while (!err && (fd = thread_fd_next(s.thread, (int)e->pos - 2)) >= 0) {
		int len = snprintf(name, sizeof(name), "%d", fd);

		e->pos = fd + 2;
		if (!dir_emit(e, name, (u32)len, f->inode->ino + (u64)fd + 1,
			type))
			break;
		e->pos++;
	}
out:
	subject_put(&s);
	return err;
}

/* A process may always look at its own descriptors, even after it has changed
 * its identity. */
static int
fds_permission(struct inode *dir, unsigned may)
{
	if (current_process() && node_of(dir)->pid == current_process()->pid)
		return 0;
	return cred_permission(current_cred(), atomic_load(&dir->uid),
	    atomic_load(&dir->gid), inode_mode(dir), may);
}

static const struct inode_ops fds_ops = {
	.lookup = fds_lookup,
	.permission = fds_permission,
	.setattr = node_setattr,
};
static const struct file_ops fds_fops = {
	.iterate = fds_iterate,
	.seek = proc_dir_seek,
};
