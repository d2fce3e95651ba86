/*
 * Mounting the root file system that the command line names, when no initramfs brought an
 * init: root=NAME rootfstype=TYPE rootflags=OPTIONS ro|rw, as on Linux
 * (init/do_mounts.c).  It is mounted beside the first root, moved over that, and becomes
 * the root of process 1; /dev is mounted in it.
 */
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/mount.h"
#include "arch/boot.h"
#include "debug/log.h"
#include "debug/panic.h"
#include "fs/dirops.h"
#include "fs/fs_context.h"
#include "fs/mount.h"
#include "fs/namei.h"
#include "lib/cmdline.h"
#include "lib/string.h"
#include "start.h"

#define VALUE_SIZE 256

int
enter_root(const char *place)
{
	struct path p;
	int err = path_lookup(AT_FDCWD, place, LOOKUP_FOLLOW | LOOKUP_DIRECTORY,
	    &p);

	if (err)
		return err;
	fs_context_set_cwd(&p);
	path_put(&p);
	err = mount_do(".", "/", NULL, MS_MOVE, NULL);
	if (!err)
		err = path_lookup(AT_FDCWD, ".", LOOKUP_DIRECTORY, &p);
	if (err)
		return err;
	fs_context_set_root(&p);
	path_put(&p);
	return 0;
}

/* The last of the words `ro` and `rw`; without any it is read-only. */
static bool
is_read_only(void)
{
	const char *cursor = boot_info.cmdline, *word;
	bool ro = true;
	size_t len;

	while ((word = cmdline_next(&cursor, &len)))
		if (len == 2 && word[0] == 'r' &&
		    (word[1] == 'o' || word[1] == 'w'))
			ro = word[1] == 'o';
	return ro;
}

bool
mount_named_root(void)
{
	char root[VALUE_SIZE], type[VALUE_SIZE], flags[VALUE_SIZE];
	int err;

	if (!cmdline_value(boot_info.cmdline, "root", root, sizeof(root)))
		return false;
	if (!cmdline_value(boot_info.cmdline, "rootfstype", type, sizeof(type)))
		panic("root=%s: rootfstype= must say of which kind it is",
		    root);
	if (!cmdline_value(boot_info.cmdline, "rootflags", flags,
		sizeof(flags)))
		flags[0] = '\0';
	err = path_mkdir(AT_FDCWD, "/root", 0700);
	if (!err || err == -EEXIST)
		err = mount_do(root, "/root", type,
		    is_read_only() ? MS_RDONLY : 0, flags);
	if (!err)
		err = enter_root("/root");
	if (err)
		panic("VFS: Unable to mount root fs: root=%s rootfstype=%s: "
		      "error %d",
		    root, type, -err);
	log_info("VFS: Mounted root (%s filesystem)%s", type,
	    is_read_only() ? " readonly" : "");
	return true;
}
