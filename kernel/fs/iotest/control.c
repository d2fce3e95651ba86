/*
 * iotest's file "control": one setting a line, "name=value".
 *
 *   delay    us from a request to its answer
 *   reorder  1: of those that are due any one is answered, not the first; and of its
 *            pages any first
 *   hold     1: none is answered
 *   early    1: what is written is what the page had at the request, and what is read is
 *            what the file had, not at its answer
 *   short    of a request to read just so many pages are read, the others give EIO;
 *            0: all
 *   failread, failwrite   the next so many pages give EIO
 *   room     pages that write() and mappings may still make dirty; -1: any number
 *   inodedelay   us that it takes to read an inode
 *   failinode    the next so many give EIO
 *   stall    1: who reads an inode, or asks about a name, waits until it is 0
 *   ask      1: names of files that are looked up are asked about each time from then on
 *   reused   the next so many look-ups of a file find that its number has been given to
 *            another
 *   reread   1: each open of a file forgets what is cached of it, and clean
 *
 * It shows them, and what was counted, in the same form.
 */
#include "fs/iotest/internal.h"

#if defined(DEBUG) || defined(KCSAN)

#include "abi/errno.h"
#include "fs/file.h"
#include "lib/fmt.h"
#include "lib/parse.h"
#include "lib/string.h"
#include "sched/sched.h"

static const char *const names[SETTINGS] = { "delay", "reorder", "hold",
	"early", "short", "failread", "failwrite", "room", "inodedelay",
	"failinode", "stall", "ask", "reused", "reread", "reads", "writes",
	"mkwrites", "readruns", "writeruns", "pending", "inodereads",
	"evictions", "stalled" };

bool
iotest_take(struct iotest *t, enum setting s)
{
	s64 n = atomic_load(&t->value[s]);

	while (n > 0)
		if (atomic_cas(&t->value[s], &n, n - 1))
			return true;
	return false;
}

int
iotest_stall(struct iotest *t)
{
	int err;

	if (!atomic_load(&t->value[STALL]))
		return 0;
	atomic_add(&t->value[STALLED], 1);
	err = WAIT_EVENT(&t->wake, !atomic_load(&t->value[STALL]),
		  WAIT_KILLABLE, KTIME_FOREVER) ?
	    -EINTR :
	    0;
	atomic_sub(&t->value[STALLED], 1);
	return err;
}

static int
set_one(struct iotest *t, const char *line, size_t n)
{
	for (enum setting s = 0; s < READS; s++) {
		size_t len = strlen(names[s]);
		const char *at = line + len + 1;
		bool minus;
		u64 v;

		if (len >= n || memcmp(line, names[s], len) != 0 ||
		    line[len] != '=')
			continue;
		minus = *at == '-';
		at += minus;
		if (parse_u64(&at, 10, &v))
			return -EINVAL;
		atomic_store(&t->value[s], minus ? -(s64)v : (s64)v);
		wake_all(&t->wake);
		return 0;
	}
	return -EINVAL;
}

static ssize_t
control_write(struct file *f, struct uio *from, loff_t *pos)
{
	struct iotest *t = f->inode->sb->private;
	char text[256] = "", *at = text, *end;
	size_t n = min(from->resid, sizeof(text) - 1);
	int err = 0;

	(void)pos;
	n = uio_copy_in(from, text, n);
	while (!err && *at) {
		end = strchr(at, '\n');
		err = set_one(t, at, end ? (size_t)(end - at) : strlen(at));
		at = end ? end + 1 : at + strlen(at);
	}
	return err ? err : (ssize_t)n;
}

static ssize_t
control_read(struct file *f, struct uio *to, loff_t *pos)
{
	struct iotest *t = f->inode->sb->private;
	char text[1024];
	size_t n = 0;

	for (enum setting s = 0; s < SETTINGS; s++)
		n += (size_t)scnprintf(text + n, sizeof(text) - n, "%s=%ld\n",
		    names[s], atomic_load(&t->value[s]));
	n += (size_t)scnprintf(text + n, sizeof(text) - n, "inodes=%lu\n",
	    inode_table_count(f->inode->sb));
	if ((u64)*pos >= n)
		return 0;
	n = uio_copy_out(to, text + *pos, n - (size_t)*pos);
	*pos += (loff_t)n;
	return (ssize_t)n;
}

static const struct file_ops control_ops = { .read = control_read,
	.write = control_write };
static const struct inode_ops control_inode_ops;

void
iotest_control_init(struct inode *inode)
{
	inode->ops = &control_inode_ops;
	inode->fops = &control_ops;
}

#endif
