/*
 * 9p: the files of a 9P2000.L server, such as QEMU's for a folder of its host.
 *
 *	mount -t 9p -o trans=virtio,cache=always TAG DIR
 *
 * The superblock owns the connection.  What the mount's options say of names and contents
 * is with whoever asks the server for them (dir.c, file.c).
 *
 * Left out: access=user and client (one attach serves all; the server checks what it lets
 * its own user do, the modes say the rest), locks at the server (QEMU's has none: they
 * are ours), posixacl.
 */
#include "abi/errno.h"
#include "abi/limits.h"
#include "abi/mount.h"
#include "cred/cred.h"
#include "debug/log.h"
#include "debug/missing.h"
#include "fs/9p/9p.h"
#include "fs/9p/internal.h"
#include "fs/9p/proto.h"
#include "fs/fstype.h"
#include "fs/options.h"
#include "lib/parse.h"
#include "lib/string.h"
#include "lib/text.h"
#include "mm/slab.h"
#include "time/clock.h"

#define V9FS_MAGIC   0x01021997
#define TIMEOUT_SECS 60
#define TIMEOUT_MOST 86400
#define MSIZE_LEAST  8192 /* a page, and what is around it */

static struct slab_cache inode_cache = SLAB_CACHE("9p_inode", struct p9_inode);

static struct inode *
alloc_inode(struct superblock *sb)
{
	struct p9_inode *i = slab_zalloc(&inode_cache);

	(void)sb;
	return i ? &i->inode : NULL;
}

static struct inode_entry *
entry(struct inode *inode)
{
	return &p9_inode(inode)->entry;
}

static void
free_inode(struct rcu_head *h)
{
	slab_free(&inode_cache, p9_inode(inode_of_rcu(h)));
}

static void
statfs(struct superblock *sb, struct statfs *st)
{
	struct p9_fid *fid = p9_inode_fid(sb->root->inode, P9_PATH);
	struct p9_statfs s;
	int err = p9_statfs(&p9_super(sb)->client, fid->number, &s);

	p9_fid_put(fid);
	if (err)
		return;
	st->f_bsize = st->f_frsize = s.bsize;
	st->f_blocks = (long)s.blocks;
	st->f_bfree = (long)s.bfree;
	st->f_bavail = (long)s.bavail;
	st->f_files = (long)s.files;
	st->f_ffree = (long)s.ffree;
	st->f_namelen = s.namelen;
}

static void
show_options(struct superblock *sb, struct text *t)
{
	const struct p9_super *s = p9_super(sb);

	text_printf(t, ",trans=%s,version=9p2000.L,cache=%s,msize=%u",
	    s->transport, s->shared ? "open" : "always", s->client.msize);
	if (s->client.remapped)
		text_printf(t, ",multidevs=remap");
	if (*s->aname)
		text_printf(t, ",aname=%s", s->aname);
}

static void
super_free_private(struct p9_super *s)
{
	kfree((void *)s->aname);
	kfree((void *)s->uname);
	kfree((void *)s->transport);
	kfree(s);
}

static void
free_super(struct superblock *sb)
{
	struct p9_super *s = p9_super(sb);

	if (s->client.transport)
		p9_disconnect(&s->client);
	super_free_private(s);
}

static const struct super_ops super_ops = {
	.alloc_inode = alloc_inode,
	.free_inode = free_inode,
	.entry = entry,
	.evict = p9_inode_evict,
	.statfs = statfs,
	.sync_inode = p9_sync_inode,
	.show_options = show_options,
	.revalidate = p9_revalidate,
	.free = free_super,
};

/* --- Options --- */

static int
set_cache(struct p9_super *s, const char *value)
{
	static const char *const always[] = { "always", "loose", "fscache" };
	static const char *const open[] = { "open", "none", "readahead",
		"mmap" };

	s->shared = false;
	for (size_t i = 0; i < ARRAY_SIZE(always); i++)
		if (strcmp(value, always[i]) == 0)
			return 0;
	s->shared = true;
	for (size_t i = 0; i < ARRAY_SIZE(open); i++)
		if (strcmp(value, open[i]) == 0)
			return 0;
	return (int)missing(-EINVAL, "mount", "9p option cache=%s", value);
}

static int
set_word(const char **word, const char *value)
{
	const char *copy = kstrndup(value, PATH_MAX);

	if (!copy)
		return -ENOMEM;
	kfree((void *)*word);
	*word = copy;
	return 0;
}

static int
set_number(const char *value, u64 least, u64 most, u64 *n)
{
	int err = parse_number(value, 10, most, n);

	return err || *n < least ? -EINVAL : 0;
}

/* One of "name=value" whose value is a number. => returns: -ENOENT: it is another */
static int
set_amount(struct p9_super *s, const char *option, const char *value)
{
	u64 n;
	int err;

	if (strcmp(option, "msize") == 0) {
		err = set_number(value, MSIZE_LEAST, UINT32_MAX, &n);
		s->msize = err ? 0 : (u32)n;
		return err;
	}
	if (strcmp(option, "timeout") == 0) {
		err = set_number(value, 1, TIMEOUT_MOST, &n);
		s->timeout = err ? 0 : (ktime_t)(n * NSEC_PER_SEC);
		return err;
	}
	if (strcmp(option, "rfdno") == 0 || strcmp(option, "wfdno") == 0) {
		err = set_number(value, 0, INT32_MAX, &n);
		*(option[0] == 'r' ? &s->client.rfdno :
				     &s->client.wfdno) = err ? -1 : (int)n;
		return err;
	}
	return -ENOENT;
}

/* One of "name=value". */
static int
set_value(struct p9_super *s, const char *option, const char *value)
{
	int err = set_amount(s, option, value);

	if (err != -ENOENT)
		return err;
	if (strcmp(option, "cache") == 0)
		return set_cache(s, value);
	if (strcmp(option, "trans") == 0)
		return set_word(&s->transport, value);
	if (strcmp(option, "aname") == 0)
		return set_word(&s->aname, value);
	if (strcmp(option, "uname") == 0)
		return set_word(&s->uname, value);
	if (strcmp(option, "version") == 0)
		return strcmp(value, "9p2000.L") == 0 ? 0 : -EINVAL;
	if (strcmp(option, "multidevs") == 0) {
		s->client.remapped = strcmp(value, "remap") == 0;
		return s->client.remapped ? 0 : -EINVAL;
	}
	/* Whose server it is, who may use it, and what it prints. */
	if (strcmp(option, "access") == 0 || strcmp(option, "debug") == 0 ||
	    strcmp(option, "dfltuid") == 0 || strcmp(option, "dfltgid") == 0)
		return 0;
	return (int)missing(-EINVAL, "mount", "9p option %s", option);
}

static int
set_flag(struct p9_super *s, const char *option)
{
	static const char *const nothing[] = { "nodevmap", "noxattr",
		"posixacl" };

	for (size_t i = 0; i < ARRAY_SIZE(nothing); i++)
		if (strcmp(option, nothing[i]) == 0)
			return 0;
	if (strcmp(option, "loose") == 0 || strcmp(option, "mmap") == 0 ||
	    strcmp(option, "fscache") == 0)
		return set_cache(s, option);
	return (int)missing(-EINVAL, "mount", "9p option %s", option);
}

static int
set_option(void *arg, const char *option, const char *value)
{
	return value ? set_value(arg, option, value) : set_flag(arg, option);
}

/* --- Mounting --- */

/* With an inode for the root, and its name. */
static int
make_root(struct superblock *sb)
{
	struct p9_super *s = p9_super(sb);
	struct inode *root;
	struct p9_qid qid;
	struct p9_attr a;
	u32 number;
	int err = p9_attach(&s->client, s->uname, s->aname,
	    current_cred()->fsuid, &number, &qid);

	if (err)
		return err;
	err = p9_getattr(&s->client, number, &a);
	if (!err && !S_ISDIR(a.mode))
		err = -ENOTDIR;
	if (err) {
		p9_number_drop(&s->client, number);
		return err;
	}
	err = p9_inode_get(sb, &a, number, &root);
	return err ? err : super_set_root(sb, root);
}

static int
start(struct superblock *sb, const char *source)
{
	struct p9_super *s = p9_super(sb);
	int err = p9_connect(&s->client, s->transport, source, s->msize);

	if (err) {
		s->client.transport = NULL;
		return err;
	}
	if (s->client.msize < MSIZE_LEAST) {
		log_err("9p: the server's messages of %u bytes are too short",
		    s->client.msize);
		return -EPROTO;
	}
	err = backing_start(&s->backing, "9p-write");
	if (err)
		return err;
	sb->backing = &s->backing;
	return make_root(sb);
}

static int
p9_super_make(const char *options, struct p9_super **out)
{
	struct p9_super *s = kzalloc(sizeof(*s));
	int err;

	if (!s)
		return -ENOMEM;
	s->msize = UINT32_MAX;
	s->timeout = TIMEOUT_SECS * NSEC_PER_SEC;
	s->client.rfdno = s->client.wfdno = -1;
	err = set_word(&s->transport, "virtio");
	if (!err)
		err = set_word(&s->aname, "");
	if (!err)
		err = set_word(&s->uname, "nobody");
	if (!err) {
		s->shared = true;
		err = options_parse(options, options_cut, set_option, s);
	}
	s->client.timeout = s->timeout;
	*out = s;
	if (err)
		super_free_private(s);
	return err;
}

static int
p9_mount(struct fs_type *type, const char *source, u32 flags, const char *data,
    struct superblock **out)
{
	struct superblock *sb;
	struct p9_super *s;
	int err = p9_super_make(data, &s);

	(void)flags;
	if (err)
		return err;
	err = super_alloc(type, &super_ops, &sb);
	if (err) {
		super_free_private(s);
		return err;
	}
	sb->private = s;
	sb->parallel = true;
	sb->magic = V9FS_MAGIC;
	err = start(sb, source);
	if (err)
		super_put(sb);
	else
		*out = sb;
	return err;
}

static struct fs_type p9_type = {
	.name = "9p", .nodev = true, .mount = p9_mount
};

void
p9_init(void)
{
	p9_fd_init();
	fs_type_register(&p9_type);
}
