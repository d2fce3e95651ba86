/*
 * Starting init.
 *
 * As on Linux: with an initrd, rdinit= or /init; without one, or when that is
 * not there, the root that root= names, and in it (or, unlike Linux, without root= in
 * what there is) init= or the first of /sbin/init, /etc/init, /bin/init, /bin/sh.
 * What follows "--" on the command line are its arguments; words that the
 * kernel does not know go to it too, KEY=VALUE to its environment.
 *
 * With breenix.run=1 the host runs one program instead (start_run.c).
 */
#include "start.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "arch/boot.h"
#include "arch/layout.h"
#include "arch/power.h"
#include "debug/log.h"
#include "debug/panic.h"
#include "drivers/host_run.h"
#include "fs/dirops.h"
#include "fs/fdtable.h"
#include "fs/file.h"
#include "fs/fs.h"
#include "fs/mount.h"
#include "lib/cmdline.h"
#include "lib/string.h"
#include "mm/page.h"
#include "mm/slab.h"
#include "proc/end.h"
#include "proc/process.h"
#include "tty/tty.h"

#define MAX_WORDS 64

#define DEBUG_EXIT_NO_MEMORY 0x12 /* docs/run-protocol.md */

/* Words of the command line that init gets, pointing into a copy of it. */
struct words {
	const char *argv[MAX_WORDS + 2];
	const char *envp[MAX_WORDS + 3];
	unsigned argc, envc;
};

/* Words that the kernel takes for itself. */
static const char *const own_words[] = { "console", "root", "rootfstype",
	"rootflags", "ro", "rw", "init", "rdinit", "quiet", "debug", "panic",
	"mem", "maxcpus", "nokaslr", "seed", "breenix.", "virtio_mmio.device",
	"reboot", "initrd", "tsc", "noapic", "nosmp", "selftest" };

static bool
is_own(const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(own_words); i++) {
		size_t n = strlen(own_words[i]);

		if (!strncmp(word, own_words[i], n) &&
		    (!word[n] || word[n] == '=' || own_words[i][n - 1] == '.'))
			return true;
	}
	return false;
}

/* Splits what is left of the command line into init's words. */
static void
split(struct words *w, char *copy)
{
	const char *cursor = copy, *word;
	char *rest;
	size_t len;

	w->envp[w->envc++] = "HOME=/";
	w->envp[w->envc++] = "TERM=linux";
	while ((word = cmdline_next(&cursor, &len))) {
		if (word[len])
			cursor++; /* past the blank, which becomes the end */
		((char *)word)[len] = '\0';
		if (is_own(word))
			continue;
		if (strchr(word, '=')) {
			if (w->envc < MAX_WORDS)
				w->envp[w->envc++] = word;
		} else if (w->argc < MAX_WORDS) {
			w->argv[w->argc++] = word;
		}
	}
	/* Behind "--", every word is an argument. */
	rest = strstr(cursor, "--");
	for (rest = rest ? rest + 2 : NULL; rest && *rest;) {
		while (*rest == ' ')
			rest++;
		if (*rest && w->argc < MAX_WORDS)
			w->argv[w->argc++] = rest;
		while (*rest && *rest != ' ')
			rest++;
		if (*rest)
			*rest++ = '\0';
	}
}

void
start_mount(const char *type, const char *path, mode_t mode,
    const char *options)
{
	int err = path_mkdir(AT_FDCWD, path, mode);

	if (!err || err == -EEXIST)
		err = mount_do(type, path, type, 0, options);
	if (err)
		log_warn("cannot mount %s on %s: %d", type, path, err);
}

void
start_mount_dev(void)
{
	static const struct {
		const char *target, *name;
	} links[] = {
		{ "/proc/self/fd", "/dev/fd" },
		{ "/proc/self/fd/0", "/dev/stdin" },
		{ "/proc/self/fd/1", "/dev/stdout" },
		{ "/proc/self/fd/2", "/dev/stderr" },
	};

	start_mount("devtmpfs", "/dev", 0755, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(links); i++)
		(void)path_symlink(links[i].target, AT_FDCWD, links[i].name);
}

/* A damaged archive may still have brought an init; but with a file of it missing for
 * want of memory, whatever runs would only seem to be what was asked for. */
static void
unpack_initrd(void)
{
	size_t size = boot_info.initrd_end - boot_info.initrd;
	int err;

	if (!size)
		return;
	err = initramfs_unpack(phys_to_virt(boot_info.initrd), size);
	if (err == -ENOMEM || err == -ENOSPC) {
		machine_debug_exit(DEBUG_EXIT_NO_MEMORY);
		system_end(END_POWER_OFF);
	}
	page_release_initrd();
}

void
start_take_descriptor(struct file *f, int fd)
{
	(void)!fd_install_or_put(f, fd, false);
}

static void
open_console(void)
{
	struct file *f;

	if (file_open("/dev/console", O_RDWR, 0, &f)) {
		log_warn("unable to open an initial console");
		return;
	}
	for (int fd = 1; fd < 3; fd++) {
		file_get(f);
		start_take_descriptor(f, fd);
	}
	start_take_descriptor(f, 0);
}

/* Runs path with the words of the command line. => returns: only with an
 * error, or 0 when the program is to run */
static int
try(const char *path, struct words *w)
{
	const char *argv[MAX_WORDS + 2];

	argv[0] = path;
	for (unsigned i = 0; i <= w->argc; i++)
		argv[i + 1] = w->argv[i];
	return (int)process_exec_kernel(path, argv, w->envp);
}

static void
start_system(void)
{
	static const char *const usual[] = { "/sbin/init", "/etc/init",
		"/bin/init", "/bin/sh" };
	char *copy = kstrndup(boot_info.cmdline, BOOT_CMDLINE_MAX);
	struct words *w = kzalloc(sizeof(*w));
	char path[PATH_SIZE];
	int err;

	if (!copy || !w)
		boot_no_memory("starting init");
	split(w, copy);
	start_mounts(false);
	start_mount_dev();
	open_console();
	if (!cmdline_value(boot_info.cmdline, "rdinit", path, sizeof(path)))
		strscpy(path, "/init", sizeof(path));
	err = try(path, w);
	if (err && mount_named_root())
		start_mount_dev();
	if (err && cmdline_value(boot_info.cmdline, "init", path, sizeof(path)))
		err = try(path, w);
	for (size_t i = 0; err && i < ARRAY_SIZE(usual); i++) {
		if (err != -ENOENT)
			log_err("starting init: %s failed with %d", path, err);
		strscpy(path, usual[i], sizeof(path));
		err = try(path, w);
	}
	kfree(w);
	kfree(copy);
	if (err)
		panic("No working init found. Try passing rdinit= or init=");
}

void
start_init(void)
{
	unpack_initrd();
	if (host_run_active())
		start_run();
	host_set_winsize(tty_console());
	start_system();
}
