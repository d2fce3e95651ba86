/*
 * Starting init.
 *
 * As on Linux: with an initrd, rdinit= or /init; without one, or when that is
 * not there, the root that root= names, and in it (or, unlike Linux, without root= in
 * what there is) init= or the first of /sbin/init, /etc/init, /bin/init, /bin/sh.
 * What follows "--" on the command line are its arguments; words that the
 * kernel does not know go to it too, KEY=VALUE to its environment.
 *
 * With breenix.run=1 the host runs one program (docs/run-protocol.md): its
 * arguments, environment and directory are in a file of the initramfs, its
 * descriptors are ports.
 */
#include "start.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/signal.h"
#include "abi/wait.h"
#include "arch/boot.h"
#include "arch/layout.h"
#include "arch/power.h"
#include "cred/cred.h"
#include "debug/log.h"
#include "debug/panic.h"
#include "drivers/host_run.h"
#include "fs/attr.h"
#include "fs/dirops.h"
#include "fs/fdtable.h"
#include "fs/file.h"
#include "fs/fs.h"
#include "fs/fs_context.h"
#include "fs/mount.h"
#include "fs/namei.h"
#include "lib/assert.h"
#include "lib/cmdline.h"
#include "lib/fmt.h"
#include "lib/parse.h"
#include "lib/string.h"
#include "mm/page.h"
#include "mm/slab.h"
#include "proc/end.h"
#include "proc/jobs.h"
#include "proc/process.h"
#include "sched/sched.h"
#include "tty/tty.h"
#include "tty/tty_job.h"

#define MAX_WORDS 64
#define PATH_SIZE 256

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

static void
mount_at(const char *type, const char *path, mode_t mode)
{
	int err = path_mkdir(AT_FDCWD, path, mode);

	if (!err || err == -EEXIST)
		err = mount_do(type, path, type, 0, NULL);
	if (err)
		log_warn("cannot mount %s on %s: %d", type, path, err);
}

/* /dev with the names that programs know their own descriptors by. */
static void
mount_dev(void)
{
	static const struct {
		const char *target, *name;
	} links[] = {
		{ "/proc/self/fd", "/dev/fd" },
		{ "/proc/self/fd/0", "/dev/stdin" },
		{ "/proc/self/fd/1", "/dev/stdout" },
		{ "/proc/self/fd/2", "/dev/stderr" },
	};

	mount_at("devtmpfs", "/dev", 0755);
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

/* Makes f descriptor fd of this process; f's reference passes. */
static void
take_descriptor(struct file *f, int fd)
{
	int got = fd_install(f, fd, false);

	if (got < 0)
		file_put(f);
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
		take_descriptor(f, fd);
	}
	take_descriptor(f, 0);
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
	mount_dev();
	open_console();
	if (!cmdline_value(boot_info.cmdline, "rdinit", path, sizeof(path)))
		strscpy(path, "/init", sizeof(path));
	err = try(path, w);
	if (err && mount_named_root())
		mount_dev();
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

/* --- breenix.run ------------------------------------------------------------------- */

/* The NUL-separated strings of /.breenix/run. */
struct run {
	char *text;
	size_t size;
	const char *cwd;
	const char **argv, **envp;
	uid_t uid;
	int error; /* why the program did not start, once its process has ended */
};

static int
read_run_file(struct run *r)
{
	struct file *f;
	ssize_t n;
	int err = file_open("/.breenix/run", O_RDONLY, 0, &f);

	if (err)
		return err;
	r->size = atomic_load(&f->inode->size);
	r->text = kmalloc(r->size + 1);
	n = r->text ? file_read_kernel(f, r->text, r->size, 0) : -ENOMEM;
	file_put(f);
	if (n < 0)
		return (int)n;
	r->text[n] = '\0';
	r->size = (size_t)n;
	return 0;
}

/* The string at *at, which moves behind its NUL; NULL at the end. */
static const char *
next_string(const struct run *r, size_t *at)
{
	const char *s = r->text + *at;

	if (*at >= r->size)
		return NULL;
	*at += strlen(s) + 1;
	return s;
}

static int
parse_run(struct run *r)
{
	size_t at = 0, nstrings = 0;
	const char *s, *uid, *argc;
	u64 value, n = 0;

	for (size_t i = 0; i < r->size; i++)
		nstrings += !r->text[i];
	r->argv = kcalloc(2 * nstrings + 4, sizeof(*r->argv));
	if (!r->argv)
		return -ENOMEM;
	r->cwd = next_string(r, &at);
	uid = next_string(r, &at);
	argc = next_string(r, &at);
	if (!argc || parse_number(uid, 10, UINT32_MAX, &value))
		return -EINVAL;
	r->uid = (uid_t)value;
	if (parse_number(argc, 10, nstrings, &value))
		return -EINVAL;
	for (; n < value && (s = next_string(r, &at)); n++)
		r->argv[n] = s;
	r->envp = r->argv + n + 1;
	for (n = 0; (s = next_string(r, &at)); n++)
		r->envp[n] = s;
	return r->argv[0] ? 0 : -EINVAL;
}

static void
change_directory(const char *path)
{
	struct path p;

	if (path_lookup(AT_FDCWD, path, LOOKUP_FOLLOW | LOOKUP_DIRECTORY, &p))
		return; /* the directory was not packed: stay at the root */
	fs_context_set_cwd(&p);
	path_put(&p);
}

static void
become_user(uid_t uid)
{
	struct cred *c = uid ? cred_copy(current_cred()) : NULL;

	if (!c)
		return;
	if (cred_set_uid(c, uid))
		panic("breenix.run: no memory for a user");
	c->euid = c->suid = c->fsuid = uid;
	c->gid = c->egid = c->sgid = c->fsgid = uid;
	c->cap_effective = c->cap_permitted = 0;
	cred_commit(c);
}

static void
open_descriptors(uid_t uid)
{
	for (unsigned fd = 0; fd < 3; fd++) {
		struct file *f;

		if (host_run_open(fd, &f))
			continue;
		/* So that the program can open /dev/stdout too. */
		(void)path_chown(&f->path, uid, (gid_t)-1);
		take_descriptor(f, (int)fd);
	}
}

/* Becomes the program. => runs in a process of its own */
static void
run_program(void *arg)
{
	struct run *r = arg;
	char path[PATH_SIZE];
	int err;

	if (host_run_has_tty())
		(void)process_setsid();
	open_descriptors(r->uid);
	change_directory(r->cwd);
	if (cmdline_has(boot_info.cmdline, "breenix.trace=1"))
		atomic_or(&current()->work, WORK_TRACE);
	if (!cmdline_value(boot_info.cmdline, "rdinit", path, sizeof(path)))
		strscpy(path, "/.breenix/program", sizeof(path));
	become_user(r->uid);
	err = (int)process_exec_kernel(path, r->argv, r->envp);
	if (!err)
		return; /* to user space */
	log_warn("cannot run %s: error %d", path, -err);
	r->error = -err;
	process_exit_thread(W_EXITCODE(err == -ENOENT ? 127 : 126, 0));
}

/* Reaps whatever ends, until the program does; then the machine ends. */
static __noreturn void
wait_for_program(pid_t pid, const struct run *r)
{
	struct wait_result res;
	char status[16];

	while (process_wait(P_ALL, 0, WEXITED | (int)__WALL, &res) != pid)
		sched_point(); /* an orphan */
	if (WIFEXITED(res.wait_status))
		snprintf(status, sizeof(status), "%d",
		    WEXITSTATUS(res.wait_status));
	else
		snprintf(status, sizeof(status), "killed %d",
		    WTERMSIG(res.wait_status));
	if (r->error)
		snprintf(status, sizeof(status), "exec %d", r->error);
	if (atomic_load(&oom_last_victim) == pid &&
	    WTERMSIG(res.wait_status) == SIGKILL)
		strscpy(status, "oom", sizeof(status));
	host_run_finish(status);
}

/* This thread stays process 1, without a program: it has no signals to fear,
 * and the program is an ordinary process with a parent. */
static __noreturn void
start_run(void)
{
	static struct run r;
	int err;

	host_run_init();
	mount_dev();
	mount_at("proc", "/proc", 0555);
	err = read_run_file(&r);
	if (!err)
		err = parse_run(&r);
	if (err)
		panic("breenix.run: /.breenix/run is missing or damaged (%d)",
		    err);
	err = process_spawn(run_program, &r);
	if (err < 0)
		boot_no_memory("the program's process");
	wait_for_program(err, &r);
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
