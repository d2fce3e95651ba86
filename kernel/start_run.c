/*
 * Running one program for the host: breenix.run=1 (docs/run-protocol.md).
 *
 * Who it is, where it works, its arguments and environment are in a file of the initramfs;
 * its descriptors are ports.  It is an ordinary child of process 1, which this thread
 * stays, without a program: it has no signals to fear, and reaps what ends.
 */
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/limits.h"
#include "abi/signal.h"
#include "abi/wait.h"
#include "arch/boot.h"
#include "cred/cred.h"
#include "cred/rlimit.h"
#include "debug/log.h"
#include "debug/panic.h"
#include "drivers/host_run.h"
#include "fs/attr.h"
#include "fs/fdtable.h"
#include "fs/file.h"
#include "fs/fs_context.h"
#include "fs/namei.h"
#include "lib/cmdline.h"
#include "lib/fmt.h"
#include "lib/parse.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "proc/access.h"
#include "proc/end.h"
#include "proc/jobs.h"
#include "proc/process.h"
#include "sched/sched.h"
#include "signal/signal.h"
#include "start.h"
#include "tty/tty_job.h"

#define RUN_FILE "/.breenix/run"
#define DEVPTS_OPTIONS \
	"gid=5,mode=620,ptmxmode=666" /* as udev has it; 5: tty */

/* The strings of RUN_FILE, and what they say. */
static struct run {
	struct strings strings;
	const char *cwd, *program;
	const char *after; /* a command for what the program made, or NULL */
	const char **argv, **envp;
	u64 uid, gid, umask;
	u64 ignored; /* signals */
	struct {
		struct rlimit limit;
		bool given;
	} limits[RLIM_NLIMITS];
	int nice;
	struct groups *groups;
	int error; /* why the program did not start, once its process has ended */
} run = { .umask = 022 };

/* --- What the host asks for --- */

/* "4,24,27", ascending. */
static int
parse_groups(const char *s, struct groups **out)
{
	unsigned n = *s != '\0';
	struct groups *g;
	u64 gid, last = 0;

	for (const char *p = s; *p; p++)
		n += *p == ',';
	if (n > NGROUPS_MAX)
		return -EINVAL;
	g = kmalloc(sizeof(*g) + n * sizeof(gid_t));
	if (!g)
		return -ENOMEM;
	ref_init(&g->refs, 1);
	g->n = n;
	for (unsigned i = 0; i < n; i++, last = gid + 1) {
		if (parse_u64(&s, 10, &gid) || gid < last ||
		    gid >= UINT32_MAX || (*s && *s++ != ',')) {
			kfree(g);
			return -EINVAL;
		}
		g->gid[i] = (gid_t)gid;
	}
	*out = g;
	return 0;
}

/* One value of a limit, up to the character end. */
static int
parse_bound(const char **s, char end, u64 *bound)
{
	static const char none[] = "unlimited";

	*bound = RLIM_INFINITY;
	if (strncmp(*s, none, sizeof(none) - 1) == 0)
		*s += sizeof(none) - 1;
	else if (parse_u64(s, 10, bound))
		return -EINVAL;
	if (**s != end)
		return -EINVAL;
	*s += end != '\0';
	return 0;
}

/* "7:1024:4096" */
static int
parse_limit(struct run *r, const char *s)
{
	struct rlimit l;
	u64 resource;

	if (parse_u64(&s, 10, &resource) || *s++ != ':' ||
	    resource >= RLIM_NLIMITS || parse_bound(&s, ':', &l.rlim_cur) ||
	    parse_bound(&s, '\0', &l.rlim_max) || l.rlim_cur > l.rlim_max)
		return -EINVAL;
	r->limits[resource].limit = l;
	r->limits[resource].given = true;
	return 0;
}

static int
parse_nice(struct run *r, const char *s)
{
	bool negative = *s == '-';
	u64 n;

	if (parse_number(s + negative, 10, negative ? 20 : 19, &n))
		return -EINVAL;
	r->nice = negative ? -(int)n : (int)n;
	return 0;
}

static int
parse_setting(struct run *r, const char *key, size_t n, const char *value)
{
	static const struct {
		const char *key;
		size_t offset;
		unsigned base;
		u64 limit;
	} numbers[] = {
		{ "uid", offsetof(struct run, uid), 10, UINT32_MAX - 1 },
		{ "gid", offsetof(struct run, gid), 10, UINT32_MAX - 1 },
		{ "umask", offsetof(struct run, umask), 8, 0777 },
		{ "sigign", offsetof(struct run, ignored), 16, UINT64_MAX },
	};

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		if (strlen(numbers[i].key) == n &&
		    memcmp(key, numbers[i].key, n) == 0)
			return parse_number(value, numbers[i].base,
			    numbers[i].limit,
			    (u64 *)((char *)r + numbers[i].offset));
	if (n == 6 && memcmp(key, "groups", n) == 0 && !r->groups)
		return parse_groups(value, &r->groups);
	if (n == 5 && memcmp(key, "limit", n) == 0)
		return parse_limit(r, value);
	if (n == 4 && memcmp(key, "nice", n) == 0)
		return parse_nice(r, value);
	if (n == 3 && memcmp(key, "cwd", n) == 0)
		r->cwd = value;
	else if (n == 7 && memcmp(key, "program", n) == 0)
		r->program = value;
	else if (n == 5 && memcmp(key, "after", n) == 0)
		r->after = value;
	else
		return -EINVAL;
	return 0;
}

/* Settings, up to "argc=N", the arguments, the environment. */
static int
parse_run(struct run *r)
{
	static const char count[] = "argc=";
	const char *s, *value;
	size_t at = 0;
	u64 argc, n;
	int err = 0;

	while ((s = strings_next(&r->strings, &at)) &&
	    strncmp(s, count, sizeof(count) - 1) != 0) {
		value = strchr(s, '=');
		if (!value)
			return -EINVAL;
		err = parse_setting(r, s, (size_t)(value - s), value + 1);
		if (err)
			return err;
	}
	if (!s || !r->cwd || !r->program ||
	    parse_number(s + sizeof(count) - 1, 10, r->strings.n, &argc))
		return -EINVAL;
	r->argv = kcalloc(r->strings.n + 4, sizeof(*r->argv));
	if (!r->argv)
		return -ENOMEM;
	for (n = 0; n < argc && (s = strings_next(&r->strings, &at)); n++)
		r->argv[n] = s;
	r->envp = r->argv + n + 1;
	for (n = 0; (s = strings_next(&r->strings, &at)); n++)
		r->envp[n] = s;
	return r->argv[0] ? 0 : -EINVAL;
}

/* --- Becoming the program --- */

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
become_user(struct run *r)
{
	struct cred *c = cred_copy(current_cred());
	uid_t uid = (uid_t)r->uid;
	gid_t gid = (gid_t)r->gid;

	if (!c || cred_set_uid(c, uid))
		boot_no_memory("the program's user");
	c->euid = c->suid = c->fsuid = uid;
	c->gid = c->egid = c->sgid = c->fsgid = gid;
	if (r->groups)
		cred_set_groups(c, r->groups);
	if (uid)
		c->cap_effective = c->cap_permitted = 0;
	cred_commit(c);
}

/* The most that a limit can be here. */
static u64
most(unsigned resource, const struct rlimit *own)
{
	switch (resource) {
	case RLIMIT_NOFILE:
		return atomic_load(&nr_open);
	case RLIMIT_NPROC:
	case RLIMIT_SIGPENDING:
		return own->rlim_max; /* from the size of memory */
	default:
		return RLIM_INFINITY;
	}
}

static void
set_limits(const struct run *r)
{
	struct process *p = current_process();

	process_lock(p);
	for (unsigned i = 0; i < RLIM_NLIMITS; i++) {
		const struct rlimit *new = &r->limits[i].limit;
		struct rlimit *l = &p->limits.limit[i];
		u64 bound = most(i, l);

		if (!r->limits[i].given)
			continue;
		atomic_store(&l->rlim_max, min(new->rlim_max, bound));
		atomic_store(&l->rlim_cur, min(new->rlim_cur, bound));
	}
	process_unlock(p);
}

static void
ignore_signals(u64 set)
{
	static const struct kernel_sigaction ignore = {
		.handler = KERNEL_SIG_IGN
	};
	struct process *p = current_process();
	struct sigactions *a;

	set &= ~SIG_UNBLOCKABLE;
	signal_lock(p);
	a = p->sigactions;
	spin_lock(&a->lock);
	a->touched |= set;
	for (; set; set &= set - 1)
		sigaction_set(a, __builtin_ctzl(set) + 1, &ignore);
	spin_unlock(&a->lock);
	signal_unlock(p);
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
		start_take_descriptor(f, (int)fd);
	}
}

/* The value of PATH in the environment. */
static const char *
search_path(const char *const *envp)
{
	for (; *envp; envp++)
		if (strncmp(*envp, "PATH=", 5) == 0)
			return *envp + 5;
	return "/usr/bin:/bin";
}

/* The program in the folder that the first n bytes of dir name. */
static int
try_in(const struct run *r, const char *dir, size_t n)
{
	char path[PATH_SIZE];

	if (n + 1 + strlen(r->program) >= sizeof(path))
		return -ENOENT;
	memcpy(path, dir, n);
	snprintf(path + n, sizeof(path) - n, "/%s", r->program);
	return (int)process_exec_kernel(path, r->argv, r->envp);
}

/* Becomes the program; a name without a slash is looked for in the folders of PATH, as
 * execvp(3) does.  => errors: of execve(2) */
static int
become_program(const struct run *r)
{
	const char *dir = search_path(r->envp), *end;
	int err, worst = -ENOENT;

	if (strchr(r->program, '/'))
		return (int)process_exec_kernel(r->program, r->argv, r->envp);
	for (;; dir = end + 1) {
		end = strchr(dir, ':');
		if (!end)
			end = dir + strlen(dir);
		err = try_in(r, dir, (size_t)(end - dir));
		if (err != -ENOENT && err != -ENOTDIR && err != -EACCES)
			return err;
		if (err == -EACCES)
			worst = err;
		if (!*end)
			return worst;
	}
}

/* => runs in a process of its own */
static void
run_program(void *arg)
{
	struct run *r = arg;
	int err;

	if (host_run_has_tty())
		(void)process_setsid();
	open_descriptors((uid_t)r->uid);
	if (cmdline_has(boot_info.cmdline, "breenix.trace=1"))
		atomic_or(&current()->work, WORK_TRACE);
	atomic_store(&current_fs()->umask, (u32)r->umask);
	set_limits(r);
	ignore_signals(r->ignored);
	sched_set_nice(current(), r->nice);
	become_user(r);
	change_directory(r->cwd);
	err = become_program(r);
	if (!err)
		return; /* to user space */
	log_warn("cannot run %s: error %d", r->program, -err);
	r->error = -err;
	process_exit_thread(W_EXITCODE(err == -ENOENT ? 127 : 126, 0));
}

/* The command that takes what the program made to the host, as root.
 * => runs in a process of its own */
static void
run_after(void *arg)
{
	static const char *const env[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
		NULL };
	const struct run *r = arg;
	const char *argv[] = { "sh", "-c", r->after, NULL };
	struct file *f;
	int err;

	for (int fd = 0; fd < 3; fd++) {
		err = fd == 1 ? host_run_open_out(&f) :
				file_open("/dev/null", O_RDWR, 0, &f);
		if (!err)
			start_take_descriptor(f, fd);
	}
	err = (int)process_exec_kernel("/bin/sh", argv, env);
	if (err)
		process_exit_thread(W_EXITCODE(127, 0));
}

/* --- Process 1 --- */

/* Reaps whatever ends, until pid does. */
static void
reap_until(pid_t pid, struct wait_result *res)
{
	while (process_wait(P_ALL, 0, NULL, WEXITED | (int)__WALL, res) != pid)
		sched_point(); /* an orphan */
}

static void
take_out(struct run *r)
{
	struct wait_result res;
	int pid = process_spawn(run_after, r);

	if (pid < 0)
		boot_no_memory("what the program made");
	reap_until(pid, &res);
	if (res.wait_status)
		host_run_tell("out %d\n", res.wait_status);
}

/* When the program has ended the machine does. */
static __noreturn void
wait_for_program(pid_t pid, struct run *r)
{
	struct oom_victim victim;
	struct wait_result res;
	char status[16];

	reap_until(pid, &res);
	if (r->after && !r->error)
		take_out(r);
	if (WIFEXITED(res.wait_status))
		snprintf(status, sizeof(status), "%d",
		    WEXITSTATUS(res.wait_status));
	else
		snprintf(status, sizeof(status), "killed %d",
		    WTERMSIG(res.wait_status));
	if (r->error)
		snprintf(status, sizeof(status), "exec %d", r->error);
	oom_last_victim(&victim);
	if (victim.pid)
		host_run_tell("memory %s %lu\n", victim.name,
		    victim.npages * PAGE_SIZE >> 20);
	if (victim.pid == pid && WTERMSIG(res.wait_status) == SIGKILL)
		strscpy(status, "oom", sizeof(status));
	host_run_finish(status);
}

__noreturn void
start_run(void)
{
	int err;

	host_run_init();
	err = strings_read(RUN_FILE, &run.strings);
	if (!err)
		err = parse_run(&run);
	if (err)
		panic("breenix.run: %s is missing or damaged (%d)", RUN_FILE,
		    err);
	start_mounts(true);
	start_mount_dev();
	start_mount("tmpfs", "/dev/shm", 01777, NULL);
	start_mount("devpts", "/dev/pts", 0755, DEVPTS_OPTIONS);
	start_mount("proc", "/proc", 0555, NULL);
	err = process_spawn(run_program, &run);
	if (err < 0)
		boot_no_memory("the program's process");
	wait_for_program(err, &run);
}
