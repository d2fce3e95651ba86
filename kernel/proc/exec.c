/*
 * execve(): replacing the program of a process.
 *
 * Everything that can fail is done first, beside the running program: the file
 * is opened and understood (a script leads to its interpreter), the strings
 * are copied, a whole new address space is built with image and stack, and new
 * credentials are made.  Then the other threads are ended, which only a
 * process that is dying anyway can refuse, and descriptors that other processes
 * share are copied; the old program is lost by now, so no memory for that ends
 * the process.  From then on nothing fails.
 *
 * The new program may have rights that the old one had not.  So, in this order:
 *  1. Who shares the directories is found out before rights are given, and
 *     nobody comes to share them from then on (fs_context_exec_begin()).
 *  2. Nobody else has the descriptors or the signal actions when it starts.
 *  3. Its credentials are there before its address space can be seen, and the
 *     space says itself whether it may be looked into: who takes a space first
 *     and asks for permission then (procfs/subject.c) gets the right answer.
 *  4. Signals that others chose for it while it was another are forgotten:
 *     exit signals of its children (nexecs), its own, pdeath_signal.
 */
#include "abi/capability.h"
#include "abi/elf.h"
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/limits.h"
#include "abi/mman.h"
#include "abi/mount.h"
#include "abi/prctl.h"
#include "arch/irqflags.h"
#include "arch/layout.h"
#include "arch/thread.h"
#include "arch/x86_64/cpufeat.h"
#include "cred/cred.h"
#include "cred/user.h"
#include "fs/fdtable.h"
#include "fs/file.h"
#include "fs/fs_context.h"
#include "fs/inode.h"
#include "fs/mount.h"
#include "lib/fmt.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "proc/args.h"
#include "proc/elf.h"
#include "proc/hooks.h"
#include "proc/internal.h"
#include "signal/signal.h"
#include "time/random.h"
#include "vm/usercopy.h"
#include "vm/vdso.h"
#include "vm/vmspace.h"

#define HEAD_SIZE          256 /* of a file: Linux's BINPRM_BUF_SIZE */
#define MAX_SCRIPTS        4   /* interpreters that are scripts themselves */
#define MAX_PREFIX         (2 * (MAX_SCRIPTS + 1) + 1)
#define STACK_MIN_GAP      (128UL << 20)
#define STACK_SECURE_LIMIT (8UL << 20)
#define STACK_SLIDE        0x3fffffUL /* pages: 16 GiB, as Linux */
#define STACK_INITIAL      (128UL << 10)
#define CLK_TCK            100

struct exec {
	struct file *file;
	char *path; /* as given, for AT_EXECFN; owned */
	char head[HEAD_SIZE];
	size_t head_size;
	char *prefix[MAX_PREFIX]; /* words before the caller's argv[1]; owned */
	unsigned nprefix;
	struct args args;
	int argc, envc;
	struct vmspace *vm;
	struct elf_image img;
	struct cred *cred;
	bool secure;    /* AT_SECURE: the program gains rights */
	u32 per_clear;  /* what its caller's personality(2) may not settle */
	bool shares_fs; /* with another process */
	bool dumpable;
	vaddr_t sp;
};

/* --- The file, and scripts -------------------------------------------------------- */

static int
read_head(struct exec *x)
{
	ssize_t n;

	memset(x->head, 0, sizeof(x->head));
	n = file_read_kernel(x->file, x->head, sizeof(x->head), 0);
	if (n < 0)
		return (int)n;
	x->head_size = (size_t)n;
	return 0;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Splits "#! interpreter argument" as Linux does: one argument, with inner
 * blanks; the line ends at a newline or with the buffer.
 * => returns: -ENOEXEC when it is none; *arg NULL: no argument */
static int
parse_script(char *line, size_t n, char **interp, char **arg)
{
	char *end = memchr(line, '\n', n), *p = line + 2;
	bool cut = !end;

	if (cut)
		end = line + n;
	while (end > p && is_blank(end[-1]))
		end--;
	while (p < end && is_blank(*p))
		p++;
	*interp = p;
	while (p < end && !is_blank(*p) && *p)
		p++;
	if (p == *interp)
		return -ENOEXEC;
	/* A name that fills the buffer may have been cut. */
	if (cut && p == line + n && n == HEAD_SIZE)
		return -ENOEXEC;
	*arg = p;
	while (*arg < end && is_blank(**arg))
		++*arg;
	if (*arg >= end)
		*arg = NULL;
	*end = '\0'; /* the line has a byte more than n */
	*p = '\0';
	return 0;
}

/* Puts a copy of s before the other prefix words. */
static int
prepend(struct exec *x, const char *s)
{
	char *copy = kstrndup(s, PATH_MAX);

	if (!copy)
		return -ENOMEM;
	assert(x->nprefix < MAX_PREFIX);
	memmove(x->prefix + 1, x->prefix, x->nprefix * sizeof(x->prefix[0]));
	x->prefix[0] = copy;
	x->nprefix++;
	return 0;
}

/* Follows scripts to a program. */
static int
resolve_scripts(struct exec *x)
{
	char line[HEAD_SIZE + 1], *interp, *arg;
	int err = read_head(x);

	for (unsigned depth = 0; !err; depth++) {
		struct file *file;

		if (x->head_size < 2 || x->head[0] != '#' || x->head[1] != '!')
			return 0;
		if (depth > MAX_SCRIPTS)
			return -ELOOP;
		memcpy(line, x->head, HEAD_SIZE);
		line[HEAD_SIZE] = '\0';
		err = parse_script(line, x->head_size, &interp, &arg);
		if (!err && !depth)
			err = prepend(x, x->path);
		if (!err && arg)
			err = prepend(x, arg);
		if (!err)
			err = prepend(x, interp);
		if (!err)
			err = file_open_exec(AT_FDCWD, interp, 0, &file);
		if (err)
			return err;
		file_put(x->file);
		x->file = file;
		err = read_head(x);
	}
	return err;
}

/* --- Credentials --------------------------------------------------------------------- */

/* What the new program may do (capabilities(7), "Transformation of capabilities during
 * execve()"; no file has capabilities).  Where the caller has promised to gain nothing,
 * or others share its folder, it gains nothing.  Order as Linux's
 * cap_bprm_creds_from_file(). */
static void
prepare_capabilities(struct exec *x, struct cred *c)
{
	const struct cred *now = current_cred();
	bool privileged = !(c->securebits & SECBIT_NOROOT);
	bool effective = privileged && c->euid == 0;
	bool set_id = c->euid != now->uid || c->egid != now->gid, gains;

	c->cap_permitted = privileged && (c->euid == 0 || c->uid == 0) ?
	    c->cap_bounding | c->cap_inheritable :
	    0;
	gains = c->cap_permitted & ~now->cap_permitted;
	if (gains)
		x->per_clear = PER_CLEAR_ON_SETID;
	if ((set_id || gains) && (now->no_new_privs || x->shares_fs)) {
		if (now->no_new_privs || !capable(CAP_SETUID)) {
			c->euid = c->uid;
			c->egid = c->gid;
		}
		c->cap_permitted &= now->cap_permitted;
	}
	if (set_id)
		c->cap_ambient = 0;
	c->cap_permitted |= c->cap_ambient;
	c->cap_effective = effective ? c->cap_permitted : c->cap_ambient;
	x->secure = set_id;
}

/* What the set-user-ID and set-group-ID bits give (execve(2)). */
static int
prepare_cred(struct exec *x)
{
	struct inode *inode = x->file->inode;
	const struct cred *now = current_cred();
	struct cred *c = cred_copy(now);
	mode_t mode;
	uid_t uid;
	gid_t gid;
	bool honoured = !now->no_new_privs &&
	    !mount_has(x->file->path.mount, MS_NOSUID);

	if (!c)
		return -ENOMEM;
	/* All of one moment: chown() takes the bits that belong to the old owner. */
	mutex_lock(&inode->lock);
	mode = inode->mode;
	uid = inode->uid;
	gid = inode->gid;
	mutex_unlock(&inode->lock);
	if (honoured && (mode & S_ISUID)) {
		c->euid = uid;
		x->per_clear = PER_CLEAR_ON_SETID;
	}
	if (honoured && (mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP)) {
		c->egid = gid;
		x->per_clear = PER_CLEAR_ON_SETID;
	}
	c->securebits &= ~SECBIT_KEEP_CAPS;
	prepare_capabilities(x, c);
	c->suid = c->fsuid = c->euid;
	c->sgid = c->fsgid = c->egid;
	/* Not what the caller might not read itself, nor what gains rights. */
	x->dumpable = now->euid == now->uid && now->egid == now->gid &&
	    !cred_changes_identity(now, c) &&
	    !inode_permission(inode, MAY_READ);
	x->cred = c;
	return 0;
}

/* --- The stack -------------------------------------------------------------------------- */

/* May addresses be random?  Not for a process that wants none (gdb's). */
static bool
randomizes(const struct exec *x)
{
	u32 persona = atomic_load(&current_process()->personality);

	return !(persona & ~x->per_clear & ADDR_NO_RANDOMIZE);
}

static u64
slide(const struct exec *x)
{
	return randomizes(x) ? random_u64() : 0;
}

static u32
cpu_hwcap(void)
{
	return cpuid(1, 0).edx;
}

/* A program that gains rights is not to be laid out by its caller's limit. */
static u64
stack_limit(const struct exec *x)
{
	u64 limit = rlimit_current(RLIMIT_STACK);

	return x->secure ? min(limit, (u64)STACK_SECURE_LIMIT) : limit;
}

/* Reserves the stack, below a random top, and the room for mappings below
 * that. */
static int
make_stack(struct exec *x)
{
	u64 limit = stack_limit(x);
	struct vmspace *vm = x->vm;
	vaddr_t top, start;
	size_t size;

	top = USER_STACK_TOP - (slide(x) & STACK_SLIDE) * PAGE_SIZE;
	vm->stack_top = top;
	limit = clamp(limit, STACK_MIN_GAP,
	    (USER_STACK_TOP - USER_REGION) / 6 * 5);
	vm->mmap_top = ALIGN_DOWN(top - limit - PAGE_SIZE * 257, PAGE_SIZE) -
	    slide(x) % 0x100000 * PAGE_SIZE;
	size = ALIGN_UP(x->args.len + x->args.pointers + STACK_INITIAL,
	    PAGE_SIZE);
	start = top - size;
	return vm_map(vm, start, size,
	    VM_READ | VM_WRITE | VM_MAYWRITE | VM_GROWSDOWN |
		(x->img.stack_exec ? VM_EXEC : 0),
	    MAP_FIXED, NULL, 0, &start);
}

static void
add_aux(struct vmspace *vm, unsigned *n, u64 key, u64 value)
{
	vm->auxv[(*n)++] = key;
	vm->auxv[(*n)++] = value;
}

/* => returns: how many words, AT_NULL included */
static unsigned
fill_auxv(struct exec *x, vaddr_t execfn, vaddr_t platform, vaddr_t rand)
{
	struct vmspace *vm = x->vm;
	const struct cred *c = x->cred;
	unsigned n = 0;

	if (vm->vdso)
		add_aux(vm, &n, AT_SYSINFO_EHDR, vm->vdso);
	add_aux(vm, &n, AT_MINSIGSTKSZ,
	    sizeof(struct rt_sigframe) + fpu_frame_size() + 64 + 16);
	add_aux(vm, &n, AT_HWCAP, cpu_hwcap());
	add_aux(vm, &n, AT_PAGESZ, PAGE_SIZE);
	add_aux(vm, &n, AT_CLKTCK, CLK_TCK);
	add_aux(vm, &n, AT_PHDR, x->img.phdr);
	add_aux(vm, &n, AT_PHENT, sizeof(struct elf64_phdr));
	add_aux(vm, &n, AT_PHNUM, x->img.phnum);
	add_aux(vm, &n, AT_BASE, x->img.base);
	add_aux(vm, &n, AT_FLAGS, 0);
	add_aux(vm, &n, AT_ENTRY, x->img.entry);
	add_aux(vm, &n, AT_UID, c->uid);
	add_aux(vm, &n, AT_EUID, c->euid);
	add_aux(vm, &n, AT_GID, c->gid);
	add_aux(vm, &n, AT_EGID, c->egid);
	add_aux(vm, &n, AT_SECURE, x->secure);
	add_aux(vm, &n, AT_RANDOM, rand);
	add_aux(vm, &n, AT_HWCAP2, cpu_features.fsgsbase ? 2 : 0);
	add_aux(vm, &n, AT_EXECFN, execfn);
	add_aux(vm, &n, AT_PLATFORM, platform);
	add_aux(vm, &n, AT_NULL, 0);
	return n;
}

/* The words of a new stack, on their way: there may be millions. */
struct words {
	struct vmspace *vm;
	vaddr_t at; /* where the first of buf goes */
	unsigned n; /* in buf */
	int err;
	u64 buf[64];
};

static void
flush_words(struct words *w)
{
	size_t size = w->n * sizeof(w->buf[0]);

	if (vm_access(w->vm, w->at, w->buf, size, true) != (ssize_t)size)
		w->err = -EFAULT;
	w->at += size;
	w->n = 0;
}

static void
put_word(struct words *w, u64 word)
{
	w->buf[w->n++] = word;
	if (w->n == ARRAY_SIZE(w->buf))
		flush_words(w);
}

/* Pointers to n strings that follow each other from address at, byte *off of the
 * strings on. */
static void
point_at(const struct exec *x, struct words *w, int n, vaddr_t strings,
    size_t *off)
{
	for (int i = 0; i < n; i++) {
		put_word(w, strings + *off);
		*off += args_strlen(&x->args, *off) + 1;
	}
	put_word(w, 0);
}

/* From high to low: a null word, the strings, the platform's name, 16 random
 * bytes, then (16-byte aligned) argc, argv, envp, auxv (psABI 3.4.1). */
static int
fill_stack(struct exec *x)
{
	static const char name[] = "x86_64";
	struct vmspace *vm = x->vm;
	vaddr_t strings = vm->stack_top - 8 - x->args.len;
	vaddr_t platform = (strings - sizeof(name)) & ~15UL;
	vaddr_t rand = platform - 16;
	u64 bytes[2] = { random_u64(), random_u64() };
	struct words w = { .vm = vm };
	int err = args_copy_out(&x->args, vm, strings);
	size_t off = 0, naux, n;

	if (err)
		return err;
	if (vm_access(vm, platform, (void *)name, sizeof(name), true) < 0 ||
	    vm_access(vm, rand, bytes, sizeof(bytes), true) < 0)
		return -EFAULT;
	naux = fill_auxv(x, 0, platform, rand);
	n = (size_t)x->argc + (size_t)x->envc + 3 + naux;
	w.at = x->sp = (rand - n * sizeof(u64)) & ~15UL;
	put_word(&w, (u64)x->argc);
	vm->arg_start = strings;
	point_at(x, &w, x->argc, strings, &off);
	vm->arg_end = vm->env_start = strings + off;
	point_at(x, &w, x->envc, strings, &off);
	vm->env_end = strings + off;
	/* The program's path comes after those, at an address known now. */
	naux = fill_auxv(x, strings + off, platform, rand);
	for (size_t i = 0; i < naux; i++)
		put_word(&w, vm->auxv[i]);
	flush_words(&w);
	return w.err;
}

/* --- Building and committing --------------------------------------------------------------- */

static int
build(struct exec *x)
{
	int err = vmspace_create(&x->vm);

	if (err)
		return err;
	/* Until the stack is placed, mappings go below where it will be. */
	x->vm->mmap_top = USER_STACK_TOP - STACK_MIN_GAP * 2;
	x->vm->stack_top = USER_STACK_TOP;
	err = make_stack(x);
	if (!err)
		err = elf_load(x->file, x->head, x->head_size, x->vm,
		    randomizes(x), &x->img);
	if (!err && x->img.stack_exec)
		err = vm_protect(x->vm, x->vm->stack_top - PAGE_SIZE, PAGE_SIZE,
		    PROT_READ | PROT_WRITE | PROT_EXEC);
	if (!err)
		err = vdso_map(x->vm);
	if (!err)
		err = fill_stack(x);
	return err;
}

static void
set_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	strscpy(current()->name, slash ? slash + 1 : path,
	    sizeof(current()->name));
}

/* Gives the process a table of actions of its own, caught ones reset. */
static void
commit_signals(struct process *p, struct sigactions *fresh)
{
	struct sigactions *old;

	signal_lock(p);
	old = p->sigactions;
	p->sigactions = fresh;
	signal_unlock(p);
	sigactions_put(old);
}

static void
limit_stack(struct process *p, u64 limit)
{
	process_lock(p);
	p->limits.limit[RLIMIT_STACK].rlim_cur = limit;
	process_unlock(p);
}

static void
commit(struct exec *x, struct sigactions *actions)
{
	struct thread *t = current();
	struct process *p = t->process;
	struct vmspace *old;

	thread_leaves_space(t);
	ptimers_delete_all(p);
	signal_flush_timers();
	tree_lock();
	atomic_store(&p->has_execed, true);
	atomic_store(&p->exit_signal, SIGCHLD);
	atomic_store(&p->nexecs, p->nexecs + 1);
	tree_unlock();
	commit_signals(p, actions);
	if (x->secure || cred_changes_identity(current_cred(), x->cred))
		atomic_store(&p->pdeath_signal, 0);
	atomic_store(&p->personality,
	    atomic_load(&p->personality) & ~x->per_clear);
	if (x->secure)
		limit_stack(p, stack_limit(x));
	cred_install(x->cred);
	x->cred = NULL;
	file_get(x->file);
	x->vm->exe = x->file;
	x->vm->dumpable = x->dumpable;
	process_note_rss(p);
	old = thread_replace_vm(x->vm);
	x->vm = NULL;
	vm_activate(current_vm());
	vfork_release(t);
	arch_thread_exec();
	fdtable_close_on_exec(current_fds());
	set_name(x->path);
	t->sas_sp = t->sas_size = 0;
	t->sas_flags = SS_DISABLE;
	t->set_child_tid = t->clear_child_tid = NULL;
	t->rseq = NULL;
	regs_init_user(arch_thread_regs(&t->arch), x->img.start, x->sp);
	atomic_or(&t->work, WORK_NO_SYSRET);
	if (old)
		vmspace_put(old);
}

static void
exec_fini(struct exec *x)
{
	if (x->vm)
		vmspace_put(x->vm);
	if (x->cred)
		cred_put(x->cred);
	if (x->file)
		file_put(x->file);
	for (unsigned i = 0; i < x->nprefix; i++)
		kfree(x->prefix[i]);
	args_fini(&x->args);
	kfree(x->path);
	kfree(x);
}

/* Do other processes have the caller's directories?  Counted under the lock that
 * threads leave them under, so that none of ours goes between the two counts. */
static bool
exec_begin(struct process *p, struct fs_context *fs)
{
	struct thread *t;
	bool shared;
	s32 own = 0;

	process_lock(p);
	list_for_each(t, &p->threads, process_node)
		own += t->fs == current()->fs;
	shared = fs_context_exec_begin(fs, own);
	process_unlock(p);
	return shared;
}

/* x->args holds all strings; goes to the new program. */
static int
exec_program(struct exec *x)
{
	struct process *p = current_process();
	struct sigactions *actions;
	int err = prepare_cred(x);

	if (!err)
		err = build(x);
	if (err)
		return err;
	if (!current()->arch.fpu) {
		void *area = kmalloc(ALIGN_UP(fpu_area_size(), 64));

		if (!area)
			return -ENOMEM;
		fpu_area_init(area);
		current()->arch.fpu = area;
	}
	role_unshared(&signal_role); /* only this thread changes the pointer */
	actions = sigactions_create(p->sigactions);
	if (!actions)
		return -ENOMEM;
	sigactions_reset_caught(actions);
	err = process_single_thread();
	if (err) {
		sigactions_put(actions);
		return err;
	}
	err = thread_unshare_fds();
	if (err) {
		process_exit_group(SIGKILL);
		sigactions_put(actions);
		return err;
	}
	/* Nothing below can fail. */
	commit(x, actions);
	return 0;
}

static int
exec_run(struct exec *x)
{
	struct fs_context *fs = current_fs();
	int err;

	x->shares_fs = exec_begin(current_process(), fs);
	err = exec_program(x);
	if (!x->shares_fs)
		fs_context_exec_end(fs);
	return err;
}

/* setuid() to a user with too many threads succeeds, since programs do not look;
 * what it started to run is refused instead. */
static int
check_nproc(void)
{
	if (current()->nproc_exceeded && user_exceeds_nproc(current_user()))
		return -EAGAIN;
	current()->nproc_exceeded = false;
	return 0;
}

/* Opens the file and adds the words that a script puts first. */
static int
exec_open(struct exec *x, int dirfd, int at_flags)
{
	int err = file_open_exec(dirfd, x->path, at_flags, &x->file);

	if (!err)
		err = resolve_scripts(x);
	for (unsigned i = 0; i < x->nprefix && !err; i++)
		err = args_add_kernel(&x->args, x->prefix[i]);
	return err;
}

/* Adds the rest after the prefix. counts < 0 are errors. */
static int
set_counts(struct exec *x, int argc, int envc)
{
	if (argc < 0 || envc < 0)
		return argc < 0 ? argc : envc;
	x->argc = argc + (int)x->nprefix;
	x->envc = envc;
	return args_add_kernel(&x->args, x->path); /* AT_EXECFN */
}

static struct exec *
exec_init(void)
{
	struct exec *x = kzalloc(sizeof(*x));

	if (x)
		args_init(&x->args);
	return x;
}

/* => returns: the path, also with *err set; NULL: no memory */
static char *
copy_path(const char __user *upath, int at_flags, int *err)
{
	char *path = kmalloc(PATH_MAX);
	ssize_t n;

	*err = -ENOMEM;
	if (!path)
		return NULL;
	n = strncpy_from_user(path, upath, PATH_MAX);
	*err = n < 0                              ? (int)n :
	    n == 0 && !(at_flags & AT_EMPTY_PATH) ? -ENOENT :
						    0;
	return path;
}

long
process_exec(int dirfd, const char __user *upath,
    const char __user *const __user *argv,
    const char __user *const __user *envp, int at_flags)
{
	struct exec *x = exec_init();
	int err, argc = 0, envc = 0;

	if (!x)
		return -ENOMEM;
	x->path = copy_path(upath, at_flags, &err);
	if (!err)
		err = check_nproc();
	if (!err)
		err = exec_open(x, dirfd, at_flags);
	if (!err && !x->path[0])
		snprintf(x->path, PATH_MAX, "/dev/fd/%d", dirfd);
	if (!err)
		argc = args_add_vector_user(&x->args, argv, x->nprefix ? 1 : 0);
	if (!err && argc == 0 && !x->nprefix) {
		/* As Linux: a program always has an argv[0]. */
		err = args_add_kernel(&x->args, "");
		argc = 1;
	}
	if (!err && argc >= 0)
		envc = args_add_vector_user(&x->args, envp, 0);
	if (!err)
		err = set_counts(x, argc, envc);
	if (!err)
		err = exec_run(x);
	exec_fini(x);
	return err;
}

long
process_exec_kernel(const char *path, const char *const *argv,
    const char *const *envp)
{
	struct exec *x = exec_init();
	int err, argc = 0, envc = 0;

	if (!x)
		return -ENOMEM;
	x->path = kstrndup(path, PATH_MAX);
	err = x->path ? exec_open(x, AT_FDCWD, 0) : -ENOMEM;
	if (!err)
		argc = args_add_vector_kernel(&x->args,
		    argv + (x->nprefix ? 1 : 0));
	if (!err && argc >= 0)
		envc = args_add_vector_kernel(&x->args, envp);
	if (!err)
		err = set_counts(x, argc, envc);
	if (!err)
		err = exec_run(x);
	exec_fini(x);
	return err;
}
