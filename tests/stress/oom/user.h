/*
 * What the user does: one function for each thing of which he takes as much as there is.
 * A part of oom.c, which includes it once.
 */
#ifndef TESTS_STRESS_OOM_USER_H
#define TESTS_STRESS_OOM_USER_H

static bool eager; /* asks again at once */

/* Nothing more is to be had, for now: said once, and tried again later. */
static void
refused(void)
{
	static bool said;

	if (!said)
		__atomic_fetch_add(&shared->full, 1, __ATOMIC_SEQ_CST);
	said = true;
	if (!eager)
		pause_ms(20);
}

static void
many_descriptors(void)
{
	struct rlimit r;

	getrlimit(RLIMIT_NOFILE, &r);
	r.rlim_cur = r.rlim_max;
	setrlimit(RLIMIT_NOFILE, &r);
}

/* Has others do the same, each from the start. */
static void
call_others(void)
{
	int i;

	for (i = 1; i < CREW; i++)
		if (fork() == 0)
			return;
}

static void
plain(void)
{
	for (;;) {
		char *p = map(1 << 20, MAP_PRIVATE);

		if (p)
			memset(p, 1, 1 << 20);
		else
			refused();
	}
}

static void
pipes(void)
{
	static char block[65536];
	int p[2];

	call_others();
	many_descriptors();
	for (;;) {
		if (pipe2(p, O_NONBLOCK) < 0)
			refused();
		else if (write(p[1], block, sizeof block) <
		    (ssize_t)sizeof block)
			refused();
	}
}

static void
fill(int fd)
{
	static char block[65536];

	while (write(fd, block, sizeof block) > 0)
		;
	refused();
}

/* Files that have no name, so that nobody else can remove them. */
static void
files(void)
{
	int fd;

	call_others();
	for (;;) {
		fd = open("/tmp", O_TMPFILE | O_RDWR, 0600);
		if (fd < 0)
			refused();
		else
			fill(fd);
	}
}

/* Files whose pages are there, and not mapped. */
static void
mapped_files(void)
{
	many_descriptors();
	for (;;) {
		int fd = open("/tmp", O_TMPFILE | O_RDWR, 0600);
		char *p = MAP_FAILED;

		if (fd >= 0 && ftruncate(fd, 1 << 20) == 0)
			p = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE,
			    MAP_SHARED, fd, 0);
		if (p == MAP_FAILED) {
			refused();
			continue;
		}
		memset(p, 1, 1 << 20);
		munmap(p, 1 << 20);
	}
}

static void
shared_memory(void)
{
	for (;;) {
		char *p = map(1 << 20, MAP_SHARED);

		if (!p) {
			refused();
			continue;
		}
		memset(p, 1, 1 << 20);
		madvise(p, 1 << 20, MADV_DONTNEED); /* its pages stay */
	}
}

/* One page in each 2 MiB, never written: page tables, and nothing else. */
static void
tables(void)
{
	volatile char *p = mmap(NULL, 1UL << 40, PROT_READ,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	size_t at;

	if (p == MAP_FAILED)
		_exit(3);
	for (at = 0; at < 1UL << 40; at += 2 << 20)
		(void)p[at];
	refused();
}

static void
small_processes(void)
{
	enum {
		EACH = 300 * 1024
	};

	for (;;) {
		pid_t pid = fork();

		if (pid < 0) {
			refused();
		} else if (pid == 0) {
			char *p = map(EACH, MAP_PRIVATE);

			if (p)
				memset(p, 1, EACH);
			for (;;)
				pause();
		}
	}
}

/* As small_processes, but each has children that go on when it is ended. */
static void
fork_bomb(void)
{
	for (;;) {
		pid_t pid = fork();
		char *p;

		if (pid < 0) {
			refused();
			continue;
		}
		p = map(64 * 1024, MAP_PRIVATE);
		if (p)
			memset(p, 1, 64 * 1024);
	}
}

static void
locked(void)
{
	call_others();
	for (;;) {
		char *p = map(1 << 20, MAP_PRIVATE);

		if (!p || mlock(p, 1 << 20) < 0)
			refused();
		if (p)
			memset(p, 1, 1 << 20);
	}
}

static void
deep(void)
{
	char name[256];

	memset(name, 'd', 250);
	name[250] = '\0';
	for (;;) {
		if (mkdir(name, 0700) < 0 || chdir(name) < 0)
			refused();
	}
}

static void *
sleep_on(void *arg)
{
	for (;;)
		pause();
	return arg;
}

static void
threads(void)
{
	pthread_attr_t attr;
	pthread_t t;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 256 * 1024);
	for (;;) {
		char *p = map(128 * 1024, MAP_PRIVATE);

		if (p)
			memset(p, 1, 128 * 1024);
		if (pthread_create(&t, &attr, sleep_on, NULL))
			refused();
	}
}

static void
sets(void)
{
	struct epoll_event ev = { .events = EPOLLIN };

	call_others();
	many_descriptors();
	for (;;) {
		int set = epoll_create1(0), e = eventfd(0, 0), i;

		for (i = 3; i < e; i++)
			if (epoll_ctl(set, EPOLL_CTL_ADD, i, &ev) < 0 &&
			    errno != EPERM && errno != EEXIST && errno != ELOOP)
				break;
		if (set < 0 || e < 0 || i < e)
			refused();
		if (set < 0)
			close(e);
		if (e < 0)
			close(set);
	}
}

static void
file_locks(void)
{
	struct flock l = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1
	};
	int fd = open("/tmp", O_TMPFILE | O_RDWR, 0600), i;

	call_others();
	if (fd < 0)
		_exit(3);
	for (i = 0; i < 20000; i++) {
		l.l_start = 2 * i;
		if (fcntl(fd, F_SETLK, &l) < 0)
			refused();
	}
	refused();
}

/* Segments with their pages, sets, undo entries, queues and messages. */
static void
system_v(void)
{
	static struct {
		long type;
		char text[8000];
	} m = { 1, "" };
	struct sembuf undo = { 0, 1, SEM_UNDO };

	call_others();
	for (;;) {
		int s = shmget(IPC_PRIVATE, 1 << 20, 0600);
		int t = semget(IPC_PRIVATE, 1000, 0600);
		int q = msgget(IPC_PRIVATE, 0600);
		char *p = s < 0 ? (void *)-1 : shmat(s, NULL, 0);

		if (p != (void *)-1) {
			/* Beyond his share of pages: SIGBUS. */
			if (madvise(p, 1 << 20, POPULATE) < 0)
				refused();
			shmdt(p);
		}
		if (s < 0 || t < 0 || q < 0 || semop(t, &undo, 1) < 0)
			refused();
		while (msgsnd(q, &m, sizeof m.text, IPC_NOWAIT) == 0)
			continue;
		if (errno != EAGAIN)
			refused();
	}
}

/* Values, and lists of who may what. */
static void
attributes(void)
{
	static char value[65536];
	static struct {
		unsigned version;
		struct {
			unsigned short tag, perm;
			unsigned id;
		} e[8191];
	} list = { 2, { { 1, 7, -1U } } };
	int i;

	for (i = 1; i < 8188; i++) {
		list.e[i].tag = 2;
		list.e[i].id = (unsigned)i;
	}
	for (; i < 8191; i++) {
		list.e[i].tag = (unsigned short[]){ 4, 16, 32 }[i - 8188];
		list.e[i].id = -1U;
	}
	call_others();
	many_descriptors();
	for (;;) {
		int fd = open("/tmp", O_TMPFILE | O_RDWR, 0600);

		if (fd < 0 || fsetxattr(fd, "user.a", value, 60000, 0) < 0 ||
		    fsetxattr(fd, "user.b", value, 4, 0) < 0)
			refused();
		if (fd >= 0 &&
		    fsetxattr(fd, "system.posix_acl_access", &list, sizeof list,
			0) < 0 &&
		    errno != ENOSPC)
			refused();
	}
}

static void
queued_signals(void)
{
	union sigval v = { 0 };
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	for (;;)
		if (sigqueue(getpid(), SIGRTMIN, v) < 0)
			refused();
}

/* More pipes than one process can have, so that they are small at last. */
static void
small_pipes(void)
{
	static char block[2 * PAGE];
	int p[2], i;

	for (i = 1; i < 30; i++)
		if (fork() == 0)
			break;
	many_descriptors();
	for (;;) {
		if (pipe2(p, O_NONBLOCK) < 0)
			refused();
		else if (write(p[1], block, sizeof block) < 0)
			refused();
	}
}

/* The same without the limit of a user's pages, which main() takes away. */
static void
unlimited_pipes(void)
{
	static char block[65536];
	int p[2], i;

	eager = true;
	for (i = 1; i < 20; i++)
		if (fork() == 0)
			break;
	for (;;) {
		if (pipe2(p, O_NONBLOCK) < 0 ||
		    write(p[1], block, sizeof block) < (ssize_t)sizeof block)
			refused();
	}
}

/* All of it at once: what no process shows. */
static void
mixed(void)
{
	if (fork() == 0)
		files();
	if (fork() == 0)
		deep();
	if (fork() == 0)
		file_locks();
	if (fork() == 0)
		sets();
	if (fork() == 0)
		queued_signals();
	small_pipes();
}

/* And as many processes and threads as there may be. */
static void
everything(void)
{
	if (fork() == 0)
		tables();
	if (fork() == 0)
		threads();
	if (fork() == 0)
		locked();
	if (fork() == 0)
		shared_memory();
	if (fork() == 0)
		fork_bomb();
	mixed();
}

static const struct scenario {
	const char *name;
	void (*take)(void);
	int members; /* who have to be refused something */
} scenarios[] = {
	{ "plain", plain, 0 },
	{ "pipes", pipes, 0 },
	{ "files", files, 0 },
	{ "mapped", mapped_files, 0 },
	{ "shared", shared_memory, 0 },
	{ "tables", tables, 0 },
	{ "processes", small_processes, 0 },
	{ "forks", fork_bomb, 0 },
	{ "locked", locked, 0 },
	{ "deep", deep, 0 },
	{ "threads", threads, 0 },
	{ "sets", sets, 0 },
	{ "locks", file_locks, 0 },
	{ "signals", queued_signals, 0 },
	{ "attributes", attributes, 0 },
	{ "system-v", system_v, 0 },
	{ "small-pipes", small_pipes, 25 },
	{ "mixed", mixed, 40 },
	{ "everything", everything, 300 },
	{ "unlimited-pipes", unlimited_pipes, 10 },
};

#endif
