/* Operations on processes: see tests/stress/pairs/operations.h. */

/* --- Credentials ---------------------------------------------------------------- */

OPERATION(setreuid, CRED)
{
	call(SYS_setreuid, -1, -1);
}

OPERATION(setresgid, CRED)
{
	call(SYS_setresgid, 1000, 1000, 1000);
}

OPERATION(setfsuid, CRED)
{
	call(SYS_setfsuid, 1000);
}

OPERATION(setuid, CRED)
{
	call(SYS_setuid, USER_ID);
	call(SYS_setgid, USER_ID);
	call(SYS_setfsgid, USER_ID);
}

OPERATION(get_ids, CRED)
{
	uid_t a, b, c;

	call(SYS_getresuid, &a, &b, &c);
	call(SYS_getresgid, &a, &b, &c);
	call(SYS_geteuid);
}

OPERATION(keepcaps, CRED)
{
	call(SYS_prctl, PR_SET_KEEPCAPS, w->round % 2, 0, 0, 0);
	call(SYS_prctl, PR_GET_KEEPCAPS, 0, 0, 0, 0);
	call(SYS_prctl, PR_GET_SECUREBITS, 0, 0, 0, 0);
	call(SYS_prctl, PR_CAPBSET_READ, 1, 0, 0, 0);
}

OPERATION(getgroups, CRED)
{
	gid_t groups[32];

	call(SYS_getgroups, 32, groups);
}

OPERATION(capset, CRED)
{
	uint32_t header[2] = { 0x20080522, 0 }, none[6] = { 0 };

	call(SYS_capset, header, none);
}

OPERATION(capget, CRED | TREE)
{
	uint32_t header[2] = { 0x20080522, (uint32_t)target(w) }, sets[6];

	call(SYS_capget, header, sets);
}

OPERATION(no_new_privs, CRED)
{
	call(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

OPERATION(dumpable, CRED | SPACE)
{
	call(SYS_prctl, PR_SET_DUMPABLE, 0, 0, 0, 0);
	call(SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0);
}

OPERATION(access, CRED | NAMES)
{
	call(SYS_faccessat, it.dir, "a", R_OK);
}

OPERATION(stat_proc, CRED | TREE)
{
	struct stat st;
	char path[32];

	snprintf(path, sizeof path, "/proc/%d", target(w));
	call(SYS_stat, path, &st);
}

/* --- Their tree ------------------------------------------------------------------ */

OPERATION(fork,
    TREE | CRED | SIGNAL | ACTION | SPACE | PAGES | TABLE | FS | LIMITS | SCHED)
{
	pid_t pid;

	/* Something to copy. */
	touch_pages(it.copied, touch_read);
	pid = (pid_t)syscall(SYS_fork);
	if (pid == 0) {
		be_victim();
		call(SYS_exit_group, 0);
	}
	reap(pid);
}

OPERATION(vfork, TREE | CRED | SPACE | TABLE)
{
	pid_t pid = vfork();

	if (pid == 0) {
		be_victim();
		_exit(0);
	}
	reap(pid);
}

static inline void
exec_end(void)
{
	static char *argv[] = { (char *)"pairs", (char *)"end", NULL };
	static char *envp[] = { (char *)"A=b", NULL };

	call(SYS_execve, "/proc/self/exe", argv, envp);
	call(SYS_exit_group, 1);
}

OPERATION(exec,
    TREE | CRED | SIGNAL | ACTION | SPACE | PAGES | TABLE | FS | TIMER)
{
	pid_t pid = vfork();

	if (pid == 0) {
		be_victim();
		exec_end();
	}
	reap(pid);
}

static int
exec_thread(void *arg)
{
	(void)arg;
	exec_end();
	return 0;
}

static int
exit_thread(void *arg)
{
	(void)arg;
	call(SYS_exit_group, 0);
	return 0;
}

/* A process with two threads, of which the second decides. */
static inline void
with_threads(int (*second)(void *arg))
{
	char stack[8192] __attribute__((aligned(16)));
	pid_t pid = (pid_t)syscall(SYS_fork);

	if (pid == 0) {
		be_victim();
		if (clone(second, stack + sizeof stack,
			CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
			    CLONE_THREAD | CLONE_SYSVSEM,
			NULL) < 0)
			call(SYS_exit_group, 1);
		for (;;)
			call(SYS_getppid);
	}
	reap(pid);
}

OPERATION(exec_in_thread, TREE | CRED | SIGNAL | SPACE | TABLE | FS)
{
	with_threads(exec_thread);
}

OPERATION(exit_in_thread, TREE | SIGNAL | SPACE | TABLE | FS | SCHED)
{
	with_threads(exit_thread);
}

static int
leave(void *arg)
{
	(void)arg;
	call(SYS_exit, 0);
	return 0;
}

OPERATION(thread, TREE | CRED | SIGNAL | SPACE | TABLE | FS | SCHED | FUTEX)
{
	char stack[8192] __attribute__((aligned(16)));
	int running = 1;

	if (clone(leave, stack + sizeof stack,
		CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
		    CLONE_THREAD | CLONE_SYSVSEM | CLONE_CHILD_CLEARTID |
		    CLONE_PARENT_SETTID,
		NULL, &running, NULL, &running) < 0)
		return;
	/* The kernel clears it when it does not need the stack any more. */
	for (int tid; (tid = __atomic_load_n(&running, __ATOMIC_ACQUIRE));)
		call(SYS_futex, &running, FUTEX_WAIT, tid, NULL, NULL, 0);
}

OPERATION(kill_child, TREE | SIGNAL)
{
	pid_t pid = (pid_t)syscall(SYS_fork);

	if (pid == 0) {
		be_victim();
		for (;;)
			call(SYS_getppid);
	}
	call(SYS_kill, pid, SIGKILL);
	reap(pid);
}

OPERATION(stop_child, TREE | SIGNAL)
{
	pid_t pid = (pid_t)syscall(SYS_fork);

	if (pid == 0) {
		be_victim();
		call(SYS_kill, (pid_t)syscall(SYS_getpid), SIGSTOP);
		call(SYS_exit_group, 0);
	}
	if (pid < 0)
		return;
	call(SYS_kill, pid, SIGCONT);
	call(SYS_kill, pid, SIGSTOP);
	call(SYS_kill, pid, SIGCONT);
	call(SYS_kill, pid, SIGKILL);
	reap(pid);
}

OPERATION(wait_any, TREE | SIGNAL | SCHED)
{
	struct rusage usage;
	int status;

	call(SYS_wait4, -1, &status, WNOHANG | WUNTRACED, &usage);
}

OPERATION(waitid, TREE)
{
	siginfo_t info;

	call(SYS_waitid, P_PID, target(w), &info,
	    WEXITED | WSTOPPED | WCONTINUED | WNOHANG | WNOWAIT, NULL);
}

OPERATION(pidfd_open, TREE | TABLE | CRED)
{
	struct pollfd p = { .fd = (int)syscall(SYS_pidfd_open, target(w), 0),
		.events = POLLIN };
	siginfo_t info;

	if (p.fd < 0)
		return;
	call(SYS_poll, &p, 1, 0);
	call(SYS_waitid, 3 /* P_PIDFD */, p.fd, &info,
	    WEXITED | WSTOPPED | WNOHANG | WNOWAIT, NULL);
	call(SYS_pidfd_send_signal, p.fd, 0, NULL, 0);
	call(SYS_close, p.fd);
}

OPERATION(pidfd_getfd, TREE | TABLE | OPENED | CRED)
{
	int fd = (int)syscall(SYS_pidfd_open, target(w), 0), copy;

	copy = (int)syscall(SYS_pidfd_getfd, fd, w->round % 4 ? it.file : SPARE,
	    0);
	if (copy >= 0)
		call(SYS_close, copy);
	if (fd >= 0)
		call(SYS_close, fd);
}

OPERATION(clone_pidfd, TREE | TABLE | EVENTS)
{
	struct epoll_event e = { .events = EPOLLIN };
	int fd = -1;
	pid_t pid = (pid_t)syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, NULL, &fd,
	    NULL, 0);

	if (pid == 0) {
		be_victim();
		call(SYS_exit_group, 0);
	}
	if (pid < 0)
		return;
	call(SYS_epoll_ctl, it.epoll, EPOLL_CTL_ADD, fd, &e);
	call(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0);
	reap(pid);
	call(SYS_close, fd);
}

OPERATION(getppid, TREE)
{
	call(SYS_getppid);
}

OPERATION(setpgid, TREE | TTY)
{
	pid_t pid = (pid_t)syscall(SYS_fork);

	if (pid == 0) {
		be_victim();
		call(SYS_setpgid, 0, 0);
		call(SYS_exit_group, 0);
	}
	if (pid > 0)
		call(SYS_setpgid, pid, pid);
	reap(pid);
}

OPERATION(setsid, TREE | TTY)
{
	pid_t pid = (pid_t)syscall(SYS_fork);

	if (pid == 0) {
		be_victim();
		call(SYS_setsid);
		call(SYS_ioctl, it.slave, TIOCSCTTY, 0);
		call(SYS_exit_group, 0);
	}
	reap(pid);
}

OPERATION(getpgid, TREE)
{
	call(SYS_getpgid, target(w));
	call(SYS_getsid, target(w));
}

OPERATION(subreaper, TREE)
{
	int is;

	call(SYS_prctl, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	call(SYS_prctl, PR_GET_CHILD_SUBREAPER, &is, 0, 0, 0);
}

OPERATION(pdeathsig, TREE | SIGNAL)
{
	call(SYS_prctl, PR_SET_PDEATHSIG, 0, 0, 0, 0);
}

/* Where the next program lies; 0xffffffff asks. */
OPERATION(personality, TREE | SPACE)
{
	call(SYS_personality, 0x0040000 /* not at random */);
	call(SYS_personality, 0xffffffff);
	call(SYS_personality, 0);
}

OPERATION(set_name, TREE)
{
	call(SYS_prctl, PR_SET_NAME, w->round % 2 ? "odd" : "even and long");
}

/* --- Signals ---------------------------------------------------------------------- */

OPERATION(kill_0, TREE | SIGNAL | CRED)
{
	call(SYS_kill, target(w), 0);
}

OPERATION(kill, TREE | SIGNAL | ACTION | CRED)
{
	call(SYS_kill, partner(w), SIGUSR1);
	call(SYS_kill, target(w), SIGUSR2);
}

OPERATION(kill_victim, TREE | SIGNAL)
{
	pid_t victim = __atomic_load_n(&world->victim, __ATOMIC_RELAXED);

	if (victim > 0)
		call(SYS_kill, victim, SIGKILL);
}

OPERATION(tgkill, TREE | SIGNAL | ACTION)
{
	call(SYS_tgkill, partner(w), world->tid[w->other], SIGUSR1);
}

OPERATION(tkill, TREE | SIGNAL | ACTION)
{
	siginfo_t info = { .si_code = SI_QUEUE };

	call(SYS_tkill, world->tid[w->other], SIGUSR1);
	call(SYS_rt_tgsigqueueinfo, partner(w), world->tid[w->other], SIGUSR1,
	    &info);
}

/* Until the signal that waits for it. */
OPERATION(sigsuspend, SIGNAL | ACTION)
{
	uint64_t set = 1ULL << (SIGUSR1 - 1), none = 0;

	call(SYS_rt_sigprocmask, SIG_BLOCK, &set, NULL, 8);
	call(SYS_tkill, (pid_t)syscall(SYS_gettid), SIGUSR1);
	call(SYS_rt_sigsuspend, &none, 8);
	call(SYS_rt_sigprocmask, SIG_UNBLOCK, &set, NULL, 8);
}

OPERATION(kill_group, TREE | SIGNAL | CRED)
{
	call(SYS_kill, 0, 0);
	call(SYS_kill, -target(w), 0);
}

OPERATION(sigqueue, SIGNAL | ACTION | LIMITS)
{
	siginfo_t info = { .si_code = SI_QUEUE };

	call(SYS_rt_sigqueueinfo, partner(w), SIGRTMAX, &info);
}

/* Everybody who can goes on. */
OPERATION(stop_partner, TREE | SIGNAL)
{
	if (partner(w) == (pid_t)syscall(SYS_getpid))
		return;
	call(SYS_kill, partner(w), SIGSTOP);
	call(SYS_kill, partner(w), SIGCONT);
}

OPERATION(sigaction, ACTION | SIGNAL)
{
	static const struct {
		void (*handler)(int sig);
		unsigned long flags;
		void (*restorer)(void);
		unsigned long mask;
	} ignore = { .handler = SIG_IGN };

	call(SYS_rt_sigaction, SIGUSR2, &ignore, NULL, 8);
}

OPERATION(sigprocmask, SIGNAL)
{
	uint64_t set = 1ULL << (SIGUSR1 - 1) | 1ULL << (SIGRTMAX - 1);

	call(SYS_rt_sigprocmask, SIG_BLOCK, &set, NULL, 8);
	call(SYS_rt_sigprocmask, SIG_UNBLOCK, &set, NULL, 8);
}

OPERATION(sigtimedwait, SIGNAL)
{
	uint64_t set = 1ULL << (SIGUSR1 - 1) | 1ULL << (SIGRTMAX - 1), pending;
	struct timespec none = { 0 };
	siginfo_t info;

	call(SYS_rt_sigprocmask, SIG_BLOCK, &set, NULL, 8);
	call(SYS_rt_sigpending, &pending, 8);
	call(SYS_rt_sigtimedwait, &set, &info, &none, 8);
	call(SYS_rt_sigprocmask, SIG_UNBLOCK, &set, NULL, 8);
}

/* --- Timers ----------------------------------------------------------------------- */

static inline void
set_timer(int which, long us)
{
	struct itimerval value = { .it_value.tv_usec = us,
		.it_interval.tv_usec = us };

	call(SYS_setitimer, which, &value, NULL);
}

OPERATION(setitimer, TIMER | SIGNAL)
{
	set_timer(ITIMER_REAL, 200 + w->round % 7 * 100);
}

OPERATION(itimer_off, TIMER | SIGNAL)
{
	set_timer(ITIMER_REAL, 0);
}

OPERATION(itimer_prof, TIMER | SIGNAL | SCHED)
{
	set_timer(ITIMER_PROF, 1000);
	set_timer(ITIMER_VIRTUAL, w->round % 2 * 1000);
}

OPERATION(getitimer, TIMER)
{
	struct itimerval value;

	call(SYS_getitimer, ITIMER_REAL, &value);
	call(SYS_getitimer, ITIMER_PROF, &value);
}

OPERATION(alarm, TIMER | SIGNAL)
{
	call(SYS_alarm, 1);
}

OPERATION(nanosleep, TIMER | SIGNAL | SCHED)
{
	struct timespec little = { .tv_nsec = 20000 };

	call(SYS_nanosleep, &little, NULL);
}

OPERATION(clock_nanosleep, TIMER | SIGNAL | SCHED)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += 20000;
	call(SYS_clock_nanosleep, CLOCK_REALTIME, TIMER_ABSTIME, &until, NULL);
	call(SYS_prctl, PR_SET_TIMERSLACK, 50000 + w->round, 0, 0, 0);
}

/* One of the first few of the process, whoever made it; its signal is
 * ignored by default. */
OPERATION(timer_create, TIMER | SIGNAL)
{
	static const int clocks[] = { CLOCK_MONOTONIC, CLOCK_REALTIME,
		CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID };
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL,
		.sigev_signo = SIGURG };
	struct itimerspec value = { { 0, 300000 }, { 0, 20000 } };
	int id;

	if (syscall(SYS_timer_create, clocks[w->round % 4], &event, &id))
		return;
	call(SYS_timer_settime, id, 0, &value, NULL);
	if (id >= 4)
		call(SYS_timer_delete, id);
}

OPERATION(timer_settime, TIMER | SIGNAL)
{
	struct itimerspec value = { { 0, w->round % 3 * 100000 }, { 0, 1 } };

	call(SYS_timer_settime, w->round % 4, 0, &value, &value);
	call(SYS_timer_gettime, w->round % 4, &value);
	call(SYS_timer_getoverrun, w->round % 4);
}

OPERATION(timer_delete, TIMER | SIGNAL)
{
	call(SYS_timer_delete, w->round % 6);
}

OPERATION(timer_of_other, TIMER | SIGNAL | TREE)
{
	int clock = ~world->pid[w->other] * 8 | 2, id;
	struct itimerspec value = { { 0, 0 }, { 0, 100000 } };

	if (syscall(SYS_timer_create, clock, NULL, &id))
		return;
	call(SYS_timer_settime, id, TIMER_ABSTIME, &value, NULL);
	call(SYS_timer_delete, id);
}

OPERATION(timerfd, TIMER | TABLE | EVENTS)
{
	int fd = (int)syscall(SYS_timerfd_create, CLOCK_REALTIME, O_NONBLOCK);
	struct itimerspec value = { { 0, 1 }, { 0, 20000 } };
	struct epoll_event event = { .events = EPOLLIN | EPOLLET };
	uint64_t n;

	call(SYS_timerfd_settime, fd, 3, &value, NULL);
	call(SYS_timerfd_settime, fd, 0, &value, NULL);
	call(SYS_epoll_ctl, it.epoll, EPOLL_CTL_ADD, fd, &event);
	call(SYS_read, fd, &n, sizeof n);
	call(SYS_timerfd_gettime, fd, &value);
	call(SYS_close, fd);
}

/* --- Limits, times, priorities ------------------------------------------------------ */

OPERATION(setrlimit, LIMITS | TABLE)
{
	struct rlimit limit = { .rlim_cur = 256 + w->round % 2 * 64,
		.rlim_max = 1024 };

	call(SYS_prlimit64, 0, RLIMIT_NOFILE, &limit, NULL);
}

OPERATION(prlimit, LIMITS | TREE | CRED)
{
	struct rlimit limit = { 1 << 20, 1 << 20 }, old;

	call(SYS_prlimit64, target(w), RLIMIT_CORE, &limit, &old);
	call(SYS_prlimit64, target(w), RLIMIT_NOFILE, NULL, &old);
}

OPERATION(getrusage, SCHED | TREE)
{
	struct rusage usage;
	struct tms tms;

	call(SYS_getrusage, RUSAGE_SELF, &usage);
	call(SYS_getrusage, RUSAGE_CHILDREN, &usage);
	call(SYS_times, &tms);
}

OPERATION(setpriority, SCHED | TREE | CRED)
{
	call(SYS_setpriority, PRIO_PROCESS, target(w), w->round % 2);
	call(SYS_getpriority, PRIO_PGRP, 0);
}

OPERATION(priority_of_many, SCHED | TREE | CRED)
{
	call(SYS_setpriority, PRIO_PGRP, 0, w->round % 2);
	call(SYS_setpriority, PRIO_USER, 0, w->round % 2);
	call(SYS_getpriority, PRIO_USER, 0);
}

OPERATION(sysinfo, SCHED | TREE | PAGES)
{
	char info[256];

	call(SYS_sysinfo, info);
	call(SYS_getcpu, info, info + 4, NULL);
	call(SYS_sched_yield);
}

OPERATION(setscheduler, SCHED | TREE | CRED)
{
	struct sched_param none = { 0 };

	call(SYS_sched_setscheduler, target(w),
	    w->round % 2 ? SCHED_BATCH : SCHED_OTHER, &none);
	call(SYS_sched_getparam, target(w), &none);
	call(SYS_sched_setparam, target(w), &none);
	call(SYS_sched_getscheduler, target(w));
}

OPERATION(setaffinity, SCHED | TREE | CRED)
{
	unsigned long all = ~0UL, mine = 1UL << w->other, mask;

	call(SYS_sched_setaffinity, world->tid[w->other], 8, &all);
	call(SYS_sched_getaffinity, target(w), 8, &mask);
	call(SYS_sched_setaffinity, world->tid[w->other], 8, &mine);
}

OPERATION(cpu_clock, SCHED | TREE)
{
	struct timespec time;

	call(SYS_clock_gettime, ~(long)target(w) << 3 | 2, &time);
}

/* --- What /proc says of them -------------------------------------------------------- */

OPERATION(proc_stat, TREE | SPACE | SIGNAL | ACTION | SCHED | CRED | TTY)
{
	read_proc(target(w), "stat");
}

OPERATION(proc_status, TREE | CRED | SPACE | SIGNAL | ACTION | TABLE | FS)
{
	read_proc(target(w), "status");
}

OPERATION(proc_io, OPENED | TREE | CRED)
{
	read_proc(target(w), "io");
}

OPERATION(proc_limits, LIMITS | TREE)
{
	read_proc(target(w), "limits");
}

OPERATION(proc_comm, TREE)
{
	read_proc(target(w), "comm");
}

/* What can be written there. */
OPERATION(proc_write, TREE | SPACE | CRED)
{
	static const char *const names[] = { "comm", "oom_score_adj" };
	char path[64];
	int fd;

	snprintf(path, sizeof path, "/proc/%d/%s", target(w),
	    names[w->round % 2]);
	fd = (int)syscall(SYS_open, path, O_WRONLY);
	if (fd < 0)
		return;
	call(SYS_write, fd, "7", 1);
	call(SYS_close, fd);
}

OPERATION(proc_mounts, TREE | NAMES | FS)
{
	read_proc(target(w), "mountinfo");
	read_proc(target(w), "mounts");
}

OPERATION(proc_oom_score, TREE | SPACE)
{
	read_proc(target(w), "oom_score");
	read_proc(target(w), "oom_score_adj");
}

OPERATION(proc_task, TREE | SCHED)
{
	char name[64];

	list_proc(target(w), "task");
	snprintf(name, sizeof name, "task/%d/stat", world->tid[w->other]);
	read_proc(target(w), name);
}

OPERATION(proc_maps, SPACE | TREE | CRED | NAMES)
{
	read_proc(target(w), "maps");
}

OPERATION(proc_smaps, SPACE | PAGES | TREE)
{
	read_proc(target(w), "smaps");
}

OPERATION(proc_cmdline, SPACE | TREE | PAGES)
{
	read_proc(target(w), "cmdline");
	read_proc(target(w), "environ");
	read_proc(target(w), "auxv");
}

OPERATION(proc_fd, TABLE | TREE | CRED | PIPE)
{
	char name[32];

	list_proc(target(w), "fd");
	snprintf(name, sizeof name, "fd/%d", SPARE + (int)(w->round % 4));
	readlink_proc(target(w), name);
	snprintf(name, sizeof name, "fdinfo/%d", it.file);
	read_proc(target(w), name);
}

OPERATION(proc_open_fd, TABLE | TREE | PIPE | OPENED)
{
	char name[32];

	snprintf(name, sizeof name, "fd/%d", it.file);
	readlink_proc(target(w), name);
	snprintf(name, sizeof name, "/proc/%d/fd/%d", target(w), it.pipe[0]);
	call(SYS_close, (int)syscall(SYS_open, name, O_RDONLY | O_NONBLOCK));
}

OPERATION(proc_cwd, FS | TREE | CRED | NAMES)
{
	readlink_proc(target(w), "cwd");
	readlink_proc(target(w), "root");
	readlink_proc(target(w), "exe");
	list_proc(target(w), "cwd/");
}

OPERATION(proc_list, TREE)
{
	list("/proc");
}

OPERATION(proc_system, TREE | SCHED | OPENED | NAMES | PAGES)
{
	static const char *const names[] = { "/proc/stat", "/proc/meminfo",
		"/proc/locks", "/proc/loadavg", "/proc/vmstat",
		"/proc/interrupts", "/proc/sys/fs/file-nr", "/proc/uptime" };
	char buf[2048];
	int fd = (int)syscall(SYS_open, names[w->round % 8], O_RDONLY);

	while (syscall(SYS_read, fd, buf, sizeof buf) > 0)
		;
	call(SYS_close, fd);
}
