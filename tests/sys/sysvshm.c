// covers: shmget shmat shmdt shmctl
/*
 * System V shared memory: segments, who is attached, who may what.
 */
#include "tests/sys/sysv.h"
#include <setjmp.h>
#include <sys/resource.h>
#include <sys/shm.h>

#ifndef SHM_STAT_ANY
#define SHM_STAT_ANY 15
#endif
#ifndef SHM_EXEC
#define SHM_EXEC 0100000
#endif
#define FAILED ((void *)-1)

static int id; /* what parts of a test talk about */
static char *at;

/* What the kernel says of it now. */
static struct shmid_ds
stat_of(int segment)
{
	struct shmid_ds ds;

	memset(&ds, 0xff, sizeof ds);
	if (shmctl(segment, IPC_STAT, &ds) < 0)
		memset(&ds, 0xff, sizeof ds);
	return ds;
}

static int
nattch(int segment)
{
	return (int)stat_of(segment).shm_nattch;
}

static bool
is_gone(int segment)
{
	struct shmid_ds ds;

	return shmctl(segment, IPC_STAT, &ds) == -1 && errno == EINVAL;
}

static int
segment(size_t size)
{
	return shmget(IPC_PRIVATE, size, IPC_CREAT | 0600);
}

/* --- shmget ------------------------------------------------------------------------ */

static void
test_get(void)
{
	int a, b, c;

	is_errno(shmget(IPC_PRIVATE, 0, 0600), EINVAL, "nothing is no segment");
	is_errno(syscall(SYS_shmget, IPC_PRIVATE, ULONG_MAX, 0600), EINVAL,
	    "nor is all");
	is_errno(syscall(SYS_shmget, IPC_PRIVATE, 1UL << 63, 0600), EINVAL,
	    "nor what no file holds");
	is_errno(shmget(IPC_PRIVATE, 1UL << 50, 0600), ENOMEM,
	    "more than there is");
	c = works(shmget(IPC_PRIVATE, 1UL << 50, 0600 | 010000),
	    "unless it is not to be kept ready");
	shmctl(c, IPC_RMID, NULL);
	is_errno(shmget(KEY, 100, 0600), ENOENT, "no such key");
	a = works(shmget(KEY, 100, IPC_CREAT | IPC_EXCL | 0640), "a segment");
	is(shmget(KEY, 100, 0600), a, "by its key");
	is(shmget(KEY, 0, 0), a, "for nothing in particular");
	is(shmget(KEY, 50, IPC_CREAT), a, "it is there already");
	is(shmget(KEY, 100, IPC_EXCL), a, "IPC_EXCL alone says nothing");
	is_errno(shmget(KEY, 100, IPC_CREAT | IPC_EXCL), EEXIST, "IPC_EXCL");
	is_errno(shmget(KEY, 101, 0), EINVAL, "larger than it is");
	is_errno(shmget(KEY, 5000, IPC_CREAT | IPC_EXCL), EEXIST,
	    "that it exists is found first");
	b = works(shmget(IPC_PRIVATE, 100, 0), "private");
	c = works(shmget(IPC_PRIVATE, 100, IPC_CREAT | IPC_EXCL),
	    "and another");
	ok(b != c && a != b, "are different");
	is(shmctl(b, IPC_RMID, NULL), 0, "remove");
	is_errno(shmctl(b, IPC_RMID, NULL), EINVAL, "once");
	is_errno(shmctl(-1, IPC_RMID, NULL), EINVAL, "an impossible id");
	is(shmctl(c, IPC_RMID, NULL), 0, "the other");
	is(shmctl(a, IPC_RMID, NULL), 0, "and the first");
	is_errno(shmget(KEY, 100, 0), ENOENT, "the key is free");
	a = shmget(KEY, 1, IPC_CREAT | 0600);
	ok(a != b && a != c, "an id does not come again at once");
	shmctl(a, IPC_RMID, NULL);
	if (on_breenix())
		is_errno(shmget(IPC_PRIVATE, PAGE, 04000 | 0600), EINVAL,
		    "no huge pages");
}

static void
test_stat(void)
{
	int s = shmget(KEY, 5000, IPC_CREAT | 01640);
	struct shmid_ds ds = stat_of(s);

	is(ds.shm_perm.__key, KEY, "key");
	is(ds.shm_perm.uid, 0, "owner");
	is(ds.shm_perm.cuid, 0, "creator");
	is(ds.shm_perm.gid, getegid(), "group");
	is(ds.shm_perm.cgid, getegid(), "and of the creator");
	is(ds.shm_perm.mode, 0640, "mode");
	is((unsigned short)ds.shm_perm.__seq, s >> 15, "sequence");
	is(ds.shm_segsz, 5000, "size");
	is(ds.shm_atime, 0, "not attached yet");
	is(ds.shm_dtime, 0, "nor detached");
	ok(is_recent(ds.shm_ctime), "made now");
	is(ds.shm_cpid, getpid(), "by this process");
	is(ds.shm_lpid, 0, "used by none");
	is(ds.shm_nattch, 0, "nobody has it");
	is_errno(shmctl(s, IPC_STAT, UNMAPPED), EFAULT, "to nowhere");
	is_errno(shmctl(s, IPC_STAT | 0x100, &ds), EINVAL, "IPC_64 is no more");
	is_errno(shmctl(s, 77, &ds), EINVAL, "no such command");
	is_errno(shmctl(s, -1, &ds), EINVAL, "nor that");
	is_errno(shmctl(s + 1, IPC_STAT, &ds), EINVAL, "another id");
	is_errno(shmctl(s ^ 1 << 15, IPC_STAT, &ds), EINVAL,
	    "the index alone is not the id");
	is(shmctl(s ^ 1 << 15, SHM_STAT, &ds), s, "but for SHM_STAT");
	is(shmctl(s & 0x7fff, SHM_STAT, &ds), s, "which gives the id");
	is(ds.shm_segsz, 5000, "and what it is");
	is(shmctl(s & 0x7fff, SHM_STAT_ANY, &ds), s, "so does SHM_STAT_ANY");
	is_errno(shmctl(0x7fff, SHM_STAT, &ds), EINVAL, "an index without one");
	is_errno(shmctl(s & 0x7fff, SHM_STAT, UNMAPPED), EFAULT, "to nowhere");
	shmctl(s, IPC_RMID, NULL);
}

static void
test_set(void)
{
	int s = segment(PAGE);
	struct shmid_ds ds = stat_of(s), now;

	ds.shm_perm.uid = USER;
	ds.shm_perm.gid = OTHER;
	ds.shm_perm.mode = 07604;
	ds.shm_segsz = 77;
	is_errno(shmctl(s, IPC_SET, UNMAPPED), EFAULT, "IPC_SET from nowhere");
	is_errno(shmctl(-1, IPC_SET, &ds), EINVAL, "of nothing");
	is_errno(shmctl(s + 1, IPC_SET, UNMAPPED), EFAULT,
	    "the pointer is looked at first");
	is(shmctl(s, IPC_SET, &ds), 0, "IPC_SET");
	now = stat_of(s);
	is(now.shm_perm.uid, USER, "owner");
	is(now.shm_perm.gid, OTHER, "group");
	is(now.shm_perm.cuid, 0, "the creator stays");
	is(now.shm_perm.mode, 0604, "mode");
	is(now.shm_segsz, PAGE, "nothing else");
	ds.shm_perm.uid = (uid_t)-1;
	is_errno(shmctl(s, IPC_SET, &ds), EINVAL, "no such user");
	ds.shm_perm.uid = 0;
	ds.shm_perm.gid = (gid_t)-1;
	is_errno(shmctl(s, IPC_SET, &ds), EINVAL, "no such group");
	shmctl(s, IPC_RMID, NULL);
}

static void
test_info(void)
{
	struct shminfo lim;
	struct shm_info use;
	int s, high = 0;
	unsigned long total, rss;
	char *p;

	works(shmctl(0, IPC_INFO, (void *)&lim), "IPC_INFO");
	is(lim.shmmni, strtoul(setting("shmmni"), NULL, 10), "shmmni");
	is(lim.shmseg, lim.shmmni, "of a process");
	is(lim.shmmin, 1, "the smallest");
	is(lim.shmmax, strtoul(setting("shmmax"), NULL, 10), "the largest");
	is(lim.shmall, strtoul(setting("shmall"), NULL, 10), "all");
	is_errno(shmctl(0, IPC_INFO, UNMAPPED), EFAULT, "to nowhere");
	is_errno(shmctl(-1, IPC_INFO, (void *)&lim), EINVAL, "no id, even so");
	works(shmctl(0, SHM_INFO, (void *)&use), "SHM_INFO");
	is(use.used_ids, 0, "there is none");
	total = use.shm_tot;
	rss = use.shm_rss;
	s = segment(3 * PAGE + 1);
	high = works(shmctl(0, SHM_INFO, (void *)&use), "of one");
	is(high, s & 0x7fff, "the highest index");
	is(use.used_ids, 1, "there is one");
	is(use.shm_tot, total + 4, "of four pages");
	is(use.shm_rss, rss, "none is there");
	p = shmat(s, NULL, 0);
	p[0] = p[2 * PAGE] = 1;
	shmctl(0, SHM_INFO, (void *)&use);
	is(use.shm_rss, rss + 2, "until it is touched");
	is(use.shm_swp, 0, "nothing is swapped");
	is_errno(shmctl(0, SHM_INFO, UNMAPPED), EFAULT, "to nowhere");
	shmdt(p);
	shmctl(s, IPC_RMID, NULL);
	shmctl(0, SHM_INFO, (void *)&use);
	is(use.shm_tot, total, "and it has gone");
}

/* --- shmat, shmdt -------------------------------------------------------------------- */

static void
test_attach(void)
{
	char *p, *q, *hole;
	int s = segment(2 * PAGE);
	struct shmid_ds ds;

	is_errno((long)shmat(-1, NULL, 0), EINVAL, "no id");
	is_errno((long)shmat(s + 1, NULL, 0), EINVAL, "another id");
	p = works(shmat(s, NULL, 0), "attach");
	ok(p != FAILED && (uintptr_t)p % PAGE == 0, "at a page");
	ds = stat_of(s);
	is(ds.shm_nattch, 1, "one has it");
	is(ds.shm_lpid, getpid(), "this process");
	ok(is_recent(ds.shm_atime), "now");
	is(ds.shm_dtime, 0, "nobody has left it");
	is(p[2 * PAGE - 1], 0, "it is zero");
	strcpy(p, "hello");
	q = works(shmat(s, NULL, SHM_RDONLY), "again, to read");
	ok(q != p, "somewhere else");
	ok(strcmp(q, "hello") == 0, "the same memory");
	is(nattch(s), 2, "two");
	is_errno(mprotect(q, PAGE, PROT_READ | PROT_WRITE), EACCES,
	    "it cannot be made writable");
	is(shmdt(q), 0, "detach");
	is(nattch(s), 1, "one");
	ok(is_recent(stat_of(s).shm_dtime), "a time of that");
	is_errno(shmdt(q), EINVAL, "once");
	is_errno(shmdt(p + 1), EINVAL, "not a page");
	is_errno(shmdt(p + PAGE), EINVAL, "not its beginning");
	is_errno(shmdt(NULL), EINVAL, "nothing there");

	hole = mmap(NULL, 8 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
	    0);
	is_errno((long)shmat(s, hole, 0), EINVAL, "something is there");
	is_errno((long)shmat(s, hole, SHM_RND), EINVAL, "even so");
	ok(shmat(s, hole, SHM_REMAP) == hole, "SHM_REMAP takes the place");
	ok(strcmp(hole, "hello") == 0, "of what was there");
	is(shmdt(hole), 0, "detach");
	munmap(hole, 8 * PAGE);
	is_errno((long)shmat(s, hole + 5, 0), EINVAL, "not a page");
	ok(shmat(s, hole + PAGE + 5, SHM_RND) == hole + PAGE, "SHM_RND");
	is_errno((long)shmat(s, hole, 0), EINVAL, "half of the place is taken");
	is(shmdt(hole + PAGE), 0, "detach");
	ok(shmat(s, hole, 0) == hole, "a free place");
	is(shmdt(hole), 0, "detach");
	is_errno((long)shmat(s, NULL, SHM_REMAP), EINVAL,
	    "SHM_REMAP of nothing");
	is_errno((long)shmat(s, (void *)5, SHM_REMAP | SHM_RND), EINVAL,
	    "nor of what is rounded to that");
	is_errno((long)shmat(s, (void *)-4096UL, 0), EINVAL, "beyond all");
	is_errno((long)shmat(s, KERNEL_ADDR, 0), ENOMEM, "beyond a program");
	is(nattch(s), 1, "what failed does not count");
	shmdt(p);
	shmctl(s, IPC_RMID, NULL);
}

static sigjmp_buf back;

static void
on_fault(int sig)
{
	siglongjmp(back, sig);
}

/* The signal that a write gives, or 0. */
static int
write_fault(volatile char *p)
{
	int sig = sigsetjmp(back, 1);

	if (!sig)
		*p = 1;
	return sig;
}

static void
test_rights(void)
{
	/* mov $42, %eax; ret */
	static const unsigned char code[] = { 0xb8, 42, 0, 0, 0, 0xc3 };
	struct sigaction act = { .sa_handler = on_fault };
	int s = shmget(IPC_PRIVATE, PAGE, 0700);
	int (*fn)(void);
	char *p = shmat(s, NULL, 0), *q;

	sigaction(SIGSEGV, &act, NULL);
	sigaction(SIGBUS, &act, NULL);
	memcpy(p, code, sizeof code);
	q = works(shmat(s, NULL, SHM_EXEC | SHM_RDONLY), "to run");
	memcpy(&fn, &q, sizeof fn);
	is(fn(), 42, "it runs");
	is(write_fault(q), SIGSEGV, "and is not written");
	is(write_fault(p), 0, "but there");
	shmdt(q);
	shmdt(p);
	shmctl(s, IPC_RMID, NULL);
	signal(SIGSEGV, SIG_DFL);
	signal(SIGBUS, SIG_DFL);
}

static void
test_parts(void)
{
	int s = segment(4 * PAGE), t = segment(4 * PAGE);
	char *p = shmat(s, NULL, 0), *q;

	is(mprotect(p + PAGE, PAGE, PROT_READ), 0, "protect a page");
	is(nattch(s), 3, "three areas");
	is(mprotect(p + PAGE, PAGE, PROT_READ | PROT_WRITE), 0, "and back");
	is(nattch(s), 3, "they are not joined");
	is(munmap(p + 2 * PAGE, PAGE), 0, "unmap a page");
	is(nattch(s), 3, "of the last");
	is(munmap(p, PAGE), 0, "and the first one");
	is(nattch(s), 2, "which was an area");
	is_errno(shmdt(p + PAGE), EINVAL, "what is left began earlier");
	is(shmdt(p), 0, "there it is detached");
	is(nattch(s), 0, "all of it");

	p = shmat(s, NULL, 0);
	is(munmap(p + PAGE, PAGE), 0, "a hole");
	q = mmap(p + PAGE, PAGE, PROT_READ,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	ok(q == p + PAGE, "with something else in it");
	is(shmdt(p), 0, "detach");
	is(nattch(s), 0, "both parts");
	is(*q, 0, "the other is there");
	munmap(q, PAGE);

	p = shmat(s, NULL, 0);
	q = shmat(t, NULL, 0);
	ok(mremap(q + PAGE, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
	       p + PAGE) == p + PAGE,
	    "a page of another into its middle");
	is(nattch(s), 2, "of this one there are two parts");
	is(nattch(t), 3, "of the other three");
	is(shmdt(p), 0, "detach this one");
	is(nattch(s), 0, "all");
	is(nattch(t), 3, "and nothing else");
	is(shmdt(q), 0, "detach the other");
	is(nattch(t), 1, "what lies where it belongs");
	is(munmap(p + PAGE, PAGE), 0, "unmap the rest");
	is(nattch(t), 0, "nothing");

	p = shmat(s, NULL, 0);
	q = mremap(p, 4 * PAGE, 8 * PAGE, MREMAP_MAYMOVE);
	ok(q != MAP_FAILED, "mremap");
	is(nattch(s), 1, "moves it");
	is(shmdt(q), 0, "where it is now");
	is(nattch(s), 0, "it is detached");
	shmctl(s, IPC_RMID, NULL);
	shmctl(t, IPC_RMID, NULL);
}

static void
test_processes(void)
{
	int ready[2], go[2], s = segment(PAGE);
	char *p = shmat(s, NULL, 0), c;
	struct shmid_ds ds;
	pid_t pid;

	ok(pipe(ready) == 0 && pipe(go) == 0, "pipes");
	pid = fork();
	if (pid == 0) {
		p[1] = 7;
		(void)!write(ready[1], "", 1);
		(void)!read(go[0], &c, 1);
		_exit(0);
	}
	is(read(ready[0], &c, 1), 1, "a child");
	is(nattch(s), 2, "has it too");
	is(p[1], 7, "and writes to it");
	is(stat_of(s).shm_lpid, getpid(), "the parent has made that");
	is(write(go[1], "", 1), 1, "the child ends");
	is(wait_for(pid), 0, "well");
	ds = stat_of(s);
	is(ds.shm_nattch, 1, "one has it");
	is(ds.shm_lpid, pid, "the child was the last");
	ok(is_recent(ds.shm_dtime), "to leave it");

	pid = fork();
	if (pid == 0) {
		char *const argv[] = { "/proc/self/exe", "sleep", NULL };

		dup2(go[0], STDIN_FILENO);
		dup2(ready[1], STDOUT_FILENO);
		execv(argv[0], argv);
		_exit(1);
	}
	is(read(ready[0], &c, 1), 1, "another program");
	is(nattch(s), 1, "does not have it");
	is(write(go[1], "", 1), 1, "it ends");
	is(wait_for(pid), 0, "well");
	madvise(p, PAGE, MADV_DONTFORK);
	pid = fork();
	if (pid == 0)
		_exit(nattch(s) == 1 ? 0 : 1);
	is(wait_for(pid), 0, "nor has a child what is not for it");
	shmdt(p);
	shmctl(s, IPC_RMID, NULL);
	close(ready[0]);
	close(ready[1]);
	close(go[0]);
	close(go[1]);
}

/* --- Removing ----------------------------------------------------------------------- */

static void
test_remove(void)
{
	int s = shmget(KEY, PAGE, IPC_CREAT | 0600), t;
	char *p = shmat(s, NULL, 0), *q;
	struct shmid_ds ds;

	strcpy(p, "still");
	is(shmctl(s, IPC_RMID, NULL), 0, "remove what is attached");
	ds = stat_of(s);
	is(ds.shm_perm.mode, 01600, "it is to go");
	is(ds.shm_perm.__key, IPC_PRIVATE, "has no key any more");
	is(ds.shm_nattch, 1, "and is there");
	is_errno(shmget(KEY, PAGE, 0), ENOENT, "nobody finds it");
	t = works(shmget(KEY, PAGE, IPC_CREAT | IPC_EXCL | 0600),
	    "another gets the key");
	q = works(shmat(s, NULL, 0), "who has its id may attach it");
	ok(strcmp(q, "still") == 0, "as it was");
	is(shmctl(s, IPC_RMID, NULL), 0, "remove again");
	is(shmdt(p), 0, "detach");
	is(nattch(s), 1, "it is there");
	is(shmdt(q), 0, "detach the last");
	ok(is_gone(s), "it is gone");
	is(nattch(t), 0, "the other is not");
	shmctl(t, IPC_RMID, NULL);

	s = segment(PAGE);
	shmat(s, NULL, 0);
	shmctl(s, IPC_RMID, NULL);
	id = s;
	if (fork() == 0)
		_exit(0);
	is(wait_for(-1), 0, "a child that has it ends");
	is(nattch(s), 1, "it is there");
}

static void
attach_and_leave(void)
{
	at = shmat(id, NULL, 0);
	shmctl(id, IPC_RMID, NULL);
}

static void
test_remove_at_exit(void)
{
	id = segment(PAGE);
	is(in_child(attach_and_leave), 0, "a child attaches, removes, ends");
	ok(is_gone(id), "it is gone");
}

/* --- Who may what --------------------------------------------------------------------- */

static void
as_stranger(void)
{
	struct shmid_ds ds;

	is_errno(shmget(KEY, PAGE, 0600), EACCES, "to write by key");
	is(shmget(KEY, PAGE, 0), id, "for nothing in particular");
	is(shmget(KEY, PAGE, 0444), id, "to read");
	is_errno(shmget(KEY, PAGE, 0446), EACCES, "any bit of the mode asks");
	is_errno((long)shmat(id, NULL, 0), EACCES, "attach to write");
	at = works(shmat(id, NULL, SHM_RDONLY), "attach to read");
	is_errno((long)shmat(id, NULL, SHM_RDONLY | SHM_EXEC), EACCES,
	    "attach to run");
	is(shmdt(at), 0, "detach");
	is(shmctl(id, IPC_STAT, &ds), 0, "who may read may ask");
	is_errno(shmctl(id, IPC_SET, &ds), EPERM, "but not change it");
	is_errno(shmctl(id, IPC_RMID, NULL), EPERM, "nor remove");
	is_errno(shmctl(id, SHM_LOCK, NULL), EPERM, "nor lock");
	is_errno(shmctl(id, SHM_UNLOCK, NULL), EPERM, "nor unlock");
	is_errno((long)shmat(id, (void *)5, SHM_RND), EACCES,
	    "rights come before places");
}

static void
without_rights(void)
{
	struct shmid_ds ds;

	is_errno(shmctl(id, IPC_STAT, &ds), EACCES, "not even ask");
	is_errno(shmctl(id & 0x7fff, SHM_STAT, &ds), EACCES, "by index");
	is(shmctl(id & 0x7fff, SHM_STAT_ANY, &ds), id, "but for all to see");
	is_errno((long)shmat(id, NULL, SHM_RDONLY), EACCES, "nor read");
	is_errno(shmctl(id, IPC_STAT, UNMAPPED), EACCES,
	    "rights come before pointers");
}

static void
as_owner(void)
{
	struct shmid_ds ds;

	is_errno((long)shmat(id, NULL, SHM_RDONLY), EACCES,
	    "the owner has the owner's rights, though others have more");
	is_errno(shmctl(id, IPC_STAT, &ds), EACCES, "so he may not ask");
	memset(&ds, 0, sizeof ds);
	ds.shm_perm.uid = USER;
	ds.shm_perm.gid = USER;
	ds.shm_perm.mode = 0600;
	is(shmctl(id, IPC_SET, &ds), 0, "but change that");
	at = works(shmat(id, NULL, 0), "and attach it then");
	shmdt(at);
	is(shmctl(id, IPC_RMID, NULL), 0, "and remove it");
}

static void
as_group(void)
{
	at = works(shmat(id, NULL, SHM_RDONLY), "the group's rights");
	is_errno((long)shmat(id, NULL, 0), EACCES, "are the group's alone");
	shmdt(at);
}

static void
own_mode(int segment, uid_t uid, gid_t gid, int mode)
{
	struct shmid_ds ds = { 0 };

	ds.shm_perm.uid = uid;
	ds.shm_perm.gid = gid;
	ds.shm_perm.mode = (unsigned short)mode;
	shmctl(segment, IPC_SET, &ds);
}

static void
test_permissions(void)
{
	id = shmget(KEY, PAGE, IPC_CREAT | 0604);
	as_user(USER, USER, as_stranger);
	own_mode(id, 0, 0, 0660);
	as_user(USER, USER, without_rights);
	own_mode(id, 0, USER, 0642);
	as_user(USER, USER, as_group);
	own_mode(id, USER, USER, 0066);
	as_user(USER, USER, as_owner);
	ok(is_gone(id), "it is gone");
}

static void
lock_little(void)
{
	struct rlimit few = { 3 * PAGE, 3 * PAGE }, none = { 0, 0 };
	int s = segment(2 * PAGE), t = segment(2 * PAGE);

	setrlimit(RLIMIT_MEMLOCK, &few);
	is(shmctl(s, SHM_LOCK, NULL), 0, "lock two pages of three");
	is(stat_of(s).shm_perm.mode, 02600, "the mode says so");
	is(shmctl(s, SHM_LOCK, NULL), 0, "again");
	is_errno(shmctl(t, SHM_LOCK, NULL), ENOMEM, "two more");
	is(stat_of(t).shm_perm.mode, 0600, "are not");
	is(shmctl(s, SHM_UNLOCK, NULL), 0, "unlock");
	is(stat_of(s).shm_perm.mode, 0600, "the mode says so");
	is(shmctl(s, SHM_UNLOCK, NULL), 0, "again");
	is(shmctl(t, SHM_LOCK, NULL), 0, "then the others may");
	is(shmctl(t, IPC_RMID, NULL), 0, "which are removed");
	is(shmctl(s, SHM_LOCK, NULL), 0, "and give back what they had");
	setrlimit(RLIMIT_MEMLOCK, &none);
	is_errno(shmctl(s, SHM_LOCK, NULL), EPERM, "who may lock nothing");
	is(shmctl(s, SHM_UNLOCK, NULL), 0, "may unlock");
	is_errno(shmctl(s + 1, SHM_LOCK, NULL), EINVAL, "no such id");
	shmctl(s, IPC_RMID, NULL);
}

static void
map_little(void)
{
	struct rlimit lim;
	int s = segment(1 << 24);

	getrlimit(RLIMIT_AS, &lim);
	lim.rlim_cur = 1 << 23;
	setrlimit(RLIMIT_AS, &lim);
	is_errno((long)shmat(s, NULL, 0), ENOMEM, "more than RLIMIT_AS");
	is(nattch(s), 0, "nobody has it");
	shmctl(s, IPC_RMID, NULL);
}

/* --- What /proc shows ------------------------------------------------------------------- */

static void
test_maps(void)
{
	int s = shmget(KEY, 2 * PAGE, IPC_CREAT | 0600), got = 0;
	char *p = shmat(s, NULL, SHM_RDONLY);
	char line[512], rights[5] = "", name[64] = "";
	unsigned long start = 0, end = 0, ino = 0, offset = 1;
	FILE *f = fopen("/proc/self/maps", "r");

	while (!got && fgets(line, sizeof line, f))
		got = sscanf(line, "%lx-%lx %4s %lx %*s %lu %63[^\n]", &start,
			  &end, rights, &offset, &ino, name) == 6 &&
		    start == (unsigned long)p;
	fclose(f);
	ok(got, "it is in maps");
	is(end - start, 2 * PAGE, "its length");
	ok(strcmp(rights, "r--s") == 0, "its rights");
	is(offset, 0, "from the beginning");
	is(ino, s, "the inode is the id");
	ok(strcmp(name, "/SYSV5eed0001 (deleted)") == 0, "the name: %s", name);
	shmdt(p);
	shmctl(s, IPC_RMID, NULL);
}

static void
test_proc(void)
{
	int s = shmget(KEY, 5000, IPC_CREAT | 0640);
	char *p = shmat(s, NULL, 0);
	char line[512] = "", want[512];
	struct shmid_ds ds;
	FILE *f;

	p[0] = 1;
	f = fopen("/proc/sysvipc/shm", "r");
	ok(f && fgets(line, sizeof line, f), "a head");
	ok(strcmp(line,
	       "       key      shmid perms                  size  cpid  lpid "
	       "nattch   uid   gid  cuid  cgid      atime      dtime      ctime"
	       "                   rss                  swap\n") == 0,
	    "which is Linux's");
	fclose(f);
	ok(ipc_line("shm", s, line, sizeof line), "a line");
	ds = stat_of(s);
	snprintf(want, sizeof want,
	    "%10d %10d  %4o %21lu %5u %5u  %5lu %5u %5u %5u %5u %10lu %10lu "
	    "%10lu %21lu %21lu\n",
	    KEY, s, 0640, 5000UL, (unsigned)getpid(), (unsigned)getpid(), 1UL,
	    0U, (unsigned)getegid(), 0U, (unsigned)getegid(),
	    (unsigned long)ds.shm_atime, 0UL, (unsigned long)ds.shm_ctime,
	    4096UL, 0UL);
	ok(strcmp(line, want) == 0, "which says all");
	if (strcmp(line, want) != 0)
		diag("%s# %s", line, want);
	shmdt(p);
	shmctl(s, IPC_RMID, NULL);
}

/* --- Limits ---------------------------------------------------------------------------- */

static void
test_limits(void)
{
	struct shm_info use;
	char text[32], all[32], mni[32], max[32];
	int s, t;

	strcpy(all, setting("shmall"));
	strcpy(mni, setting("shmmni"));
	strcpy(max, setting("shmmax"));
	ok(put_setting("shmmax", "8192"), "shmmax");
	ok(setting_is("shmmax", "8192"), "is so");
	is_errno(segment(8193), EINVAL, "no larger segment");
	s = works(segment(8192), "but one as large");
	ok(put_setting("shmmax", max), "put back");
	shmctl(0, SHM_INFO, (void *)&use);
	snprintf(text, sizeof text, "%lu", use.shm_tot + 2);
	ok(put_setting("shmall", text), "shmall");
	is_errno(segment(2 * PAGE + 1), ENOSPC, "no more pages");
	t = works(segment(2 * PAGE), "but as many");
	is_errno(segment(1), ENOSPC, "and then none");
	ok(put_setting("shmall", all), "put back");
	snprintf(text, sizeof text, "%d", use.used_ids + 1);
	ok(put_setting("shmmni", text), "shmmni");
	is_errno(segment(1), ENOSPC, "no more segments");
	is_errno(segment(0), EINVAL, "what is wrong is found first");
	ok(put_setting("shmmni", mni), "put back");
	is(put_setting("shmmni", "32769"), false, "more than 32768");
	is(put_setting("shmmni", "-1"), false, "less than 0");
	shmctl(s, IPC_RMID, NULL);
	shmctl(t, IPC_RMID, NULL);
}

static void
make_segment(void)
{
	id = segment(PAGE);
}

static void
test_forced(void)
{
	int told[2], s, t;
	char *p;

	(void)!pipe(told);
	is(put_setting("shm_rmid_forced", "2"), false, "0 or 1");
	if (fork() == 0) {
		make_segment();
		(void)!write(told[1], &id, sizeof id);
		_exit(0);
	}
	wait_for(-1);
	is(read(told[0], &s, sizeof s), sizeof s, "of a process that ended");
	t = segment(PAGE);
	p = shmat(s, NULL, 0);
	shmdt(p);
	is(nattch(s), 0, "a segment stays");
	ok(put_setting("shm_rmid_forced", "1"), "shm_rmid_forced");
	ok(is_gone(s), "it goes");
	is(nattch(t), 0, "that of this process is there");
	p = shmat(t, NULL, 0);
	is(shmdt(p), 0, "until it is detached");
	ok(is_gone(t), "then it is gone");
	if (fork() == 0) {
		make_segment();
		(void)!write(told[1], &id, sizeof id);
		_exit(0);
	}
	wait_for(-1);
	is(read(told[0], &s, sizeof s), sizeof s, "of another that ended");
	ok(is_gone(s), "it went with that");
	ok(put_setting("shm_rmid_forced", "0"), "put back");
	close(told[0]);
	close(told[1]);
}

static void
test_next_id(void)
{
	int s, t;

	ok(setting_is("shm_next_id", "-1"), "no id is asked for");
	if (!put_setting("shm_next_id", "98765")) {
		skip("shm_next_id needs CAP_CHECKPOINT_RESTORE");
		return;
	}
	ok(setting_is("shm_next_id", "98765"), "one is");
	s = segment(PAGE);
	is(s, 98765, "and given");
	ok(setting_is("shm_next_id", "-1"), "once");
	put_setting("shm_next_id", "98765");
	t = segment(PAGE);
	is(t, 98766, "the next one, if that is taken");
	is(put_setting("shm_next_id", "-1"), false, "-1 is not for writing");
	is_errno(shmget(KEY, PAGE, 0), ENOENT, "nothing else");
	shmctl(s, IPC_RMID, NULL);
	shmctl(t, IPC_RMID, NULL);
}

/* Another program, for test_processes(). */
static int
program(void)
{
	char c;

	(void)!write(STDOUT_FILENO, "", 1);
	(void)!read(STDIN_FILENO, &c, 1);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "sleep") == 0)
		return program();
	own_ipc();
	test_get();
	test_stat();
	test_set();
	test_info();
	test_attach();
	test_rights();
	test_parts();
	test_processes();
	test_remove();
	test_remove_at_exit();
	test_permissions();
	as_user(USER, USER, lock_little);
	as_user(USER, USER, map_little);
	test_maps();
	test_proc();
	test_limits();
	test_forced();
	test_next_id();
	return done();
}
