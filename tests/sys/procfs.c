// covers: open read readlink
/*
 * /proc, as ps, top, free, lsof and debuggers expect it.
 */
#include "tests/sys/tap.h"
#include <dirent.h>
#include <limits.h>

static char text[65536];

/* Reads a whole file, ended by NUL; gives its length or -1. */
static long
slurp(const char *path)
{
	int fd = open(path, O_RDONLY);
	long n = 0, got;

	text[0] = '\0';
	if (fd < 0)
		return -1;
	while ((got = read(fd, text + n, sizeof text - 1 - (size_t)n)) > 0)
		n += got;
	close(fd);
	text[n] = '\0';
	return got < 0 ? -1 : n;
}

/* The number after `key` in text, or -1. */
static long
field(const char *key)
{
	char *at = strstr(text, key);

	return at ? strtol(at + strlen(key), NULL, 10) : -1;
}

static void
test_stat(void)
{
	char name[64], state, path[64];
	int pid, ppid, pgrp, session, n;
	char *close_paren;

	ok(slurp("/proc/self/stat") > 0, "/proc/self/stat");
	n = sscanf(text, "%d (%63[^)]) %c %d %d %d", &pid, name, &state, &ppid,
	    &pgrp, &session);
	is(n, 6, "has its first fields");
	is(pid, getpid(), "process");
	ok(strcmp(name, "procfs") == 0, "name");
	is(state, 'R', "state");
	is(ppid, getppid(), "parent");
	is(pgrp, getpgrp(), "group");
	is(session, getsid(0), "session");
	close_paren = strrchr(text, ')');
	for (n = 2; close_paren && (close_paren = strchr(close_paren + 1, ' '));
	     n++)
		;
	ok(n >= 52, "and as many as there should be");
	snprintf(path, sizeof path, "/proc/%d/stat", getpid());
	ok(slurp(path) > 0, "by number");
}

static void
test_status(void)
{
	ok(slurp("/proc/self/status") > 0, "/proc/self/status");
	ok(strncmp(text, "Name:\tprocfs\n", 13) == 0, "Name");
	is(field("\nPid:\t"), getpid(), "Pid");
	is(field("\nPPid:\t"), getppid(), "PPid");
	is(field("\nTgid:\t"), getpid(), "Tgid");
	is(field("\nUid:\t"), getuid(), "Uid");
	is(field("\nGid:\t"), getgid(), "Gid");
	is(field("\nThreads:\t"), 1, "Threads");
	ok(field("\nVmRSS:\t") > 0, "VmRSS");
	ok(field("\nVmSize:\t") > 0, "VmSize");
	ok(strstr(text, "\nSigBlk:\t0000000000000000\n") != NULL, "SigBlk");
	ok(strstr(text, "\nState:\tR (running)\n") != NULL, "State");
}

static void
test_strings(void)
{
	char path[PATH_MAX], target[PATH_MAX];
	long n;

	n = slurp("/proc/self/cmdline");
	ok(n > 0 && text[n - 1] == '\0' && strstr(text, "procfs") != NULL,
	    "cmdline");
	ok(slurp("/proc/self/environ") >= 0, "environ");
	is(slurp("/proc/self/comm"), 7, "comm");
	ok(strcmp(text, "procfs\n") == 0, "is the name");
	n = readlink("/proc/self/exe", target, sizeof target - 1);
	ok(n > 0, "exe");
	target[n > 0 ? n : 0] = '\0';
	ok(n > 6 && strcmp(target + n - 7, "/procfs") == 0, "is the program");
	getcwd(path, sizeof path);
	n = readlink("/proc/self/cwd", target, sizeof target - 1);
	ok(n > 0 && (size_t)n == strlen(path) &&
		memcmp(path, target, (size_t)n) == 0,
	    "cwd");
	is(readlink("/proc/self/root", target, sizeof target), 1, "root");
	n = readlink("/proc/self", target, sizeof target - 1);
	target[n > 0 ? n : 0] = '\0';
	is(atoi(target), getpid(), "/proc/self");
	n = readlink("/proc/thread-self", target, sizeof target - 1);
	ok(n > 0, "/proc/thread-self");
}

static void
test_fds(void)
{
	char path[64], target[PATH_MAX];
	int fd, again, count = 0, p[2];
	long n;
	DIR *dir;

	make_file("a file", "content");
	fd = open("a file", O_RDONLY);
	lseek(fd, 4, SEEK_SET);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	n = readlink(path, target, sizeof target - 1);
	target[n > 0 ? n : 0] = '\0';
	ok(strlen(target) > 7 &&
		strcmp(target + strlen(target) - 7, "/a file") == 0,
	    "a descriptor links to its file");
	again = works(open(path, O_RDONLY), "and opens it");
	is(lseek(again, 0, SEEK_CUR), 0, "anew");
	close(again);
	unlink("a file");
	n = readlink(path, target, sizeof target - 1);
	target[n > 0 ? n : 0] = '\0';
	ok(strstr(target, " (deleted)") != NULL, "an unlinked one says so");
	again = works(open(path, O_RDONLY), "and can still be opened");
	close(again);
	snprintf(path, sizeof path, "/proc/self/fdinfo/%d", fd);
	ok(slurp(path) > 0, "fdinfo");
	is(field("pos:\t"), 4, "pos");
	close(fd);
	pipe(p);
	snprintf(path, sizeof path, "/proc/self/fd/%d", p[0]);
	n = readlink(path, target, sizeof target);
	ok(n > 6 && memcmp(target, "pipe:[", 6) == 0, "a pipe has a number");
	close(p[0]);
	close(p[1]);
	dir = opendir("/proc/self/fd");
	while (dir && readdir(dir))
		count++;
	ok(count >= 5, "all are listed");
	if (dir)
		closedir(dir);
}

static void
test_maps(void)
{
	char *line, *map;
	unsigned long start, end, at;
	char perms[5];
	int stack = 0, text_seen = 0, mine = 0, sorted = 1;
	unsigned long before = 0;

	map = mmap(NULL, 8192, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ok(slurp("/proc/self/maps") > 0, "/proc/self/maps");
	at = (unsigned long)(uintptr_t)test_maps;
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		if (sscanf(line, "%lx-%lx %4s", &start, &end, perms) != 3)
			continue;
		sorted &= start >= before && end > start;
		before = end;
		stack |= strstr(line, "[stack]") != NULL;
		if (at >= start && at < end)
			text_seen = strcmp(perms, "r-xp") == 0 &&
			    strstr(line, "/procfs") != NULL;
		if ((unsigned long)map >= start && (unsigned long)map < end)
			mine = strcmp(perms, "r--p") == 0;
	}
	ok(sorted, "is sorted");
	ok(stack, "has the stack");
	ok(text_seen, "and the program");
	ok(mine, "and what is mapped");
	ok(slurp("/proc/self/statm") > 0 && atol(text) > 0, "statm");
	munmap(map, 8192);
}

static void
test_system(void)
{
	double up = 0;
	int pids = 0, me = 0;
	struct dirent *e;
	DIR *dir;

	ok(slurp("/proc/meminfo") > 0 && field("MemTotal:") > 0 &&
		field("MemFree:") > 0 && field("MemAvailable:") > 0,
	    "meminfo");
	ok(slurp("/proc/uptime") > 0 && sscanf(text, "%lf", &up) == 1 && up > 0,
	    "uptime");
	ok(slurp("/proc/loadavg") > 0, "loadavg");
	ok(slurp("/proc/version") > 0 &&
		strncmp(text, "Linux version ", 14) == 0,
	    "version");
	ok(slurp("/proc/cpuinfo") > 0 && strstr(text, "processor") != NULL,
	    "cpuinfo");
	ok(slurp("/proc/stat") > 0 && strncmp(text, "cpu ", 4) == 0 &&
		field("\nprocesses ") > 0,
	    "stat");
	ok(slurp("/proc/mounts") > 0 && strstr(text, " / ") != NULL, "mounts");
	ok(slurp("/proc/self/mounts") > 0, "self/mounts");
	ok(slurp("/proc/filesystems") > 0 && strstr(text, "tmpfs") != NULL,
	    "filesystems");
	ok(slurp("/proc/cmdline") > 0, "cmdline");
	ok(slurp("/proc/sys/kernel/ostype") > 0 && strcmp(text, "Linux\n") == 0,
	    "sys/kernel/ostype");
	ok(slurp("/proc/sys/kernel/pid_max") > 0 && atol(text) > 100,
	    "sys/kernel/pid_max");
	ok(slurp("/proc/devices") > 0 &&
		strncmp(text, "Character devices:\n", 19) == 0 &&
		strstr(text, "\nBlock devices:\n") != NULL,
	    "devices");
	ok(slurp("/proc/swaps") > 0 && strncmp(text, "Filename\t", 9) == 0,
	    "swaps");
	ok(slurp("/proc/partitions") >= 0, "partitions");
	ok(slurp("/proc/buddyinfo") > 0 &&
		strncmp(text, "Node 0, zone", 12) == 0,
	    "buddyinfo");
	ok(slurp("/proc/slabinfo") > 0 &&
		strncmp(text, "slabinfo - version: 2.1\n# name ", 31) == 0,
	    "slabinfo");
	dir = opendir("/proc");
	while (dir && (e = readdir(dir)) != NULL) {
		pids += atoi(e->d_name) > 0;
		me |= atoi(e->d_name) == getpid();
	}
	if (dir)
		closedir(dir);
	ok(pids >= 1 && me, "all processes are listed");
}

static void
test_others(void)
{
	siginfo_t info;
	char path[64];
	pid_t pid;

	pid = fork();
	if (pid == 0)
		_exit(0);
	waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT);
	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	ok(slurp(path) > 0 && strstr(text, ") Z ") != NULL, "a zombie is Z");
	wait_for(pid);
	is(slurp(path), -1, "and then gone");
	is_errno(open("/proc/999999/stat", O_RDONLY), ENOENT, "no process");
	is_errno(open("/proc/self/nothing", O_RDONLY), ENOENT, "no such file");
	is_errno(mkdir("/proc/x", 0755), ENOENT, "nothing can be made there");
	is_errno(unlink("/proc/version"), geteuid() == 0 ? EPERM : EACCES,
	    "or removed");
	ok(slurp("/proc/self/task") == -1 && errno == EISDIR,
	    "task is a folder");
	snprintf(path, sizeof path, "/proc/self/task/%d/stat", getpid());
	ok(slurp(path) > 0, "with each thread");
	ok(slurp("/proc/self/cgroup") > 0 && strstr(text, ":/") != NULL,
	    "cgroup");
	is(slurp("/proc/self/wchan"), 1, "wchan: it runs");
	ok(slurp("/proc/self/loginuid") > 0 && field("") == 4294967295,
	    "nobody has logged in");
	ok(slurp("/proc/self/root/proc/version") > 0 &&
		strncmp(text, "Linux version ", 14) == 0,
	    "root leads to the root");
	is(readlink("/proc/self/root", text, sizeof text), 1, "and is a link");
	is(slurp("/proc/self/limits") > 0, 1, "limits");
	ok(strstr(text, "Max open files") != NULL, "has names");
}

int
main(void)
{
	test_stat();
	test_status();
	test_strings();
	test_fds();
	test_maps();
	test_system();
	test_others();
	return done();
}
