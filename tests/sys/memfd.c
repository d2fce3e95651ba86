// covers: memfd_create fcntl
/*
 * Files in memory that only have descriptors, and seals: memfd_create(2), fcntl(2).
 */
#include "tests/sys/tap.h"
#include <sys/mman.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8U
#endif
#ifndef MFD_EXEC
#define MFD_EXEC 16U
#endif
#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 16
#endif
#ifndef F_SEAL_EXEC
#define F_SEAL_EXEC 32
#endif

#define PAGE 4096L

static int
sealable(void)
{
	int fd = memfd_create("sealable", MFD_ALLOW_SEALING);

	if (ftruncate(fd, 2 * PAGE) < 0)
		diag("ftruncate: %s", strerror(errno));
	return fd;
}

static void
test_create(void)
{
	char name[300], path[64], target[300];
	struct stat st;
	ssize_t n;
	int fd, again;

	memset(name, 'n', sizeof name);
	name[249] = '\0';
	fd = works(memfd_create(name, 0), "a name of 249 bytes");
	close(fd);
	name[249] = 'n';
	name[250] = '\0';
	is_errno(memfd_create(name, 0), EINVAL, "one of 250");
	name[299] = '\0';
	is_errno(memfd_create(name, 0), EINVAL, "one of 299");
	is_errno(memfd_create((char *)8, 0), EFAULT, "no name");
	is_errno(memfd_create("a", 0x100), EINVAL, "unknown flags");
	is_errno(memfd_create((char *)8, 0x100), EINVAL, "flags come first");
	is_errno(memfd_create("a", MFD_EXEC | MFD_NOEXEC_SEAL), EINVAL, "both");
	fd = works(memfd_create("a/b c", MFD_CLOEXEC), "memfd_create");
	is(fcntl(fd, F_GETFD), FD_CLOEXEC, "MFD_CLOEXEC");
	is(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDWR, "to read and write");
	is(fstat(fd, &st), 0, "fstat");
	is(st.st_mode, S_IFREG | 0777, "a file for all");
	is(st.st_nlink, 0, "without a name");
	is(st.st_size, 0, "empty");
	is(st.st_uid, geteuid(), "the maker's");
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	n = readlink(path, target, sizeof target - 1);
	target[n > 0 ? n : 0] = '\0';
	ok(!strcmp(target, "/memfd:a/b c (deleted)"), "%s", target);
	is(write(fd, "hello", 5), 5, "a write");
	again = works(open(path, O_RDONLY), "opened again");
	is(read(again, name, sizeof name), 5, "the same file");
	is_errno(write(again, "x", 1), EBADF, "to read only");
	is_errno(fcntl(again, F_ADD_SEALS, F_SEAL_GROW), EPERM,
	    "no seals by who may only read");
	close(again);
	is(ftruncate(fd, 1L << 33), 0, "8 GiB of holes");
	is(lseek(fd, 0, SEEK_END), 1L << 33, "its end");
	is(pwrite(fd, "x", 1, (1L << 33) - 1), 1, "a byte there");
	is(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, PAGE),
	    0, "a hole");
	is(fchmod(fd, 0600), 0, "fchmod");
	close(fd);
}

static void
test_seals(void)
{
	int fd = memfd_create("a", 0), pipes[2];

	is(fcntl(fd, F_GET_SEALS), F_SEAL_SEAL, "sealed from the start");
	is_errno(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW), EPERM, "no more");
	close(fd);
	fd = sealable();
	is(fcntl(fd, F_GET_SEALS), 0, "MFD_ALLOW_SEALING: none");
	is_errno(fcntl(fd, F_ADD_SEALS, 0x1000), EINVAL, "an unknown one");
	is(fcntl(fd, F_ADD_SEALS, 0), 0, "none at all");
	is(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW), 0, "one");
	is(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK), 0, "another");
	is(fcntl(fd, F_GET_SEALS), F_SEAL_GROW | F_SEAL_SHRINK, "both");
	is(fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL), 0, "the last");
	is_errno(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), EPERM, "no more");
	close(fd);
	if (pipe(pipes))
		return;
	is_errno(fcntl(pipes[0], F_GET_SEALS), EINVAL, "of a pipe");
	is_errno(fcntl(pipes[0], F_ADD_SEALS, 0), EPERM, "to who only reads");
	is_errno(fcntl(pipes[1], F_ADD_SEALS, 0), EINVAL, "to a pipe");
	close(pipes[0]);
	close(pipes[1]);
	fd = open("/dev/shm/memfd-test", O_CREAT | O_RDWR, 0600);
	if (fd >= 0) {
		is(fcntl(fd, F_GET_SEALS), F_SEAL_SEAL, "a file of a tmpfs");
		is_errno(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW), EPERM,
		    "is not sealed");
		unlink("/dev/shm/memfd-test");
		close(fd);
	}
}

static void
test_size(void)
{
	char buf[3 * PAGE];
	int fd = sealable();

	memset(buf, 'x', sizeof buf);
	fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK);
	is_errno(ftruncate(fd, PAGE), EPERM, "SHRINK: cut off");
	is(ftruncate(fd, 2 * PAGE), 0, "the same size");
	is(ftruncate(fd, 2 * PAGE + 100), 0, "more");
	fcntl(fd, F_ADD_SEALS, F_SEAL_GROW);
	is_errno(ftruncate(fd, 3 * PAGE), EPERM, "GROW: more");
	is_errno(fallocate(fd, 0, 0, 3 * PAGE), EPERM, "fallocate");
	is_errno(fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, 3 * PAGE), EPERM,
	    "behind the end");
	is(fallocate(fd, 0, 0, 2 * PAGE), 0, "within it");
	is(pwrite(fd, buf, PAGE, 100), PAGE, "a write within");
	is(pwrite(fd, buf, 3 * PAGE, 0), 2 * PAGE,
	    "one over the end: what fits");
	is_errno(pwrite(fd, buf, PAGE, 2 * PAGE), EPERM,
	    "one from its last page");
	is_errno(pwrite(fd, buf, 1, 4 * PAGE), EPERM, "one behind");
	is(pwrite(fd, buf, 100, 2 * PAGE), 100, "up to the end");
	close(fd);
}

static void
test_write(void)
{
	int fd = sealable();
	char *shared, *reading, *private;
	char c = 'x';

	shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ok(shared != MAP_FAILED, "a mapping to write");
	is_errno(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), EBUSY, "is in the way");
	is(mprotect(shared, PAGE, PROT_READ), 0, "only to read now");
	is_errno(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), EBUSY,
	    "it may come back");
	if (fork() == 0) {
		munmap(shared, PAGE);
		_exit(0);
	}
	wait(NULL);
	is_errno(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), EBUSY, "a child's went");
	munmap(shared, PAGE);
	private = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	is(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), 0, "private ones are not");
	is(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), 0, "again");
	private[0] = 'p';
	is_errno(write(fd, &c, 1), EPERM, "WRITE: write");
	is_errno(pwrite(fd, &c, 1, 100 * PAGE), EPERM,
	    "and what would grow it");
	is_errno(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
		     PAGE),
	    EPERM, "holes");
	ok(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) ==
		    MAP_FAILED &&
		errno == EPERM,
	    "no mapping to write");
	is(ftruncate(fd, PAGE), 0, "sizes are another seal's");
	reading = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
	if (reading != MAP_FAILED) { /* Linux 6.7 */
		is_errno(mprotect(reading, PAGE, PROT_READ | PROT_WRITE),
		    EACCES, "nor one that becomes so");
		munmap(reading, PAGE);
	}
	munmap(private, PAGE);
	close(fd);
}

static void
test_future_write(void)
{
	int fd = sealable();
	char *shared, *reading;

	shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	is(fcntl(fd, F_ADD_SEALS, F_SEAL_FUTURE_WRITE), 0, "FUTURE_WRITE");
	shared[0] = 'y';
	is(shared[0], 'y', "a mapping that is there writes");
	is_errno(write(fd, "x", 1), EPERM, "write does not");
	ok(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) ==
		    MAP_FAILED &&
		errno == EPERM,
	    "nor is there a new one");
	reading = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
	ok(reading != MAP_FAILED, "but to read");
	is(reading[0], 'y', "it reads");
	is_errno(mprotect(reading, PAGE, PROT_READ | PROT_WRITE), EACCES,
	    "and stays so");
	munmap(reading, PAGE);
	is_errno(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), EBUSY, "WRITE waits");
	munmap(shared, PAGE);
	is(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), 0, "until it has gone");
	close(fd);
}

/* Parts of a mapping count as one. */
static void
test_parts(void)
{
	int fd = sealable();
	char *p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
	    0);
	char *moved;

	munmap(p, PAGE);
	is_errno(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), EBUSY, "a half is left");
	moved = mremap(p + PAGE, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, p);
	is_errno(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), EBUSY, "it has moved");
	munmap(moved, PAGE);
	is(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), 0, "none is left");
	close(fd);
}

static void
test_exec(void)
{
	int fd = memfd_create("a", MFD_NOEXEC_SEAL);
	struct stat st;

	if (fd < 0 && errno == EINVAL) {
		skip("MFD_NOEXEC_SEAL is of Linux 6.3");
		return;
	}
	fstat(fd, &st);
	is(st.st_mode, S_IFREG | 0666, "MFD_NOEXEC_SEAL: no program");
	is(fcntl(fd, F_GET_SEALS), F_SEAL_EXEC, "sealed so, and more may come");
	is_errno(fchmod(fd, 0755), EPERM, "it does not become one");
	is(fchmod(fd, 0600), 0, "other bits change");
	close(fd);
	fd = memfd_create("a", MFD_EXEC | MFD_ALLOW_SEALING);
	is(fcntl(fd, F_ADD_SEALS, F_SEAL_EXEC), 0, "F_SEAL_EXEC of a program");
	is(fcntl(fd, F_GET_SEALS),
	    F_SEAL_EXEC | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE |
		F_SEAL_FUTURE_WRITE,
	    "seals what it is");
	close(fd);
}

/* A program that is in no folder. */
static void
test_program(void)
{
	int from = open("/proc/self/exe", O_RDONLY), fd = memfd_create("p", 0);
	char *argv[] = { "p", "x", NULL }, *envp[] = { NULL }, buf[65536];
	ssize_t n;
	pid_t pid;

	while ((n = read(from, buf, sizeof buf)) > 0)
		if (write(fd, buf, (size_t)n) != n)
			break;
	pid = fork();
	if (pid == 0) {
		fcntl(fd, F_SETFD, 0);
		fexecve(fd, argv, envp);
		_exit(99);
	}
	ok(exited_with(wait_for(pid), 7),
	    "it runs, though it is open for writing");
	snprintf(buf, sizeof buf, "/proc/self/fd/%d", fd);
	from = open(buf, O_RDONLY);
	close(fd);
	pid = fork();
	if (pid == 0) {
		fexecve(from, argv, envp);
		_exit(98);
	}
	ok(exited_with(wait_for(pid), 7), "it runs");
	close(from);
}

/* Of who seals and who maps at the same moment one is refused. */
static void
test_race(void)
{
	int both = 0;

	for (int i = 0; i < 300; i++) {
		int fd = sealable(), status;
		bool mapped;
		pid_t pid = fork();

		if (pid == 0)
			_exit(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE) == 0);
		mapped = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED,
			     fd, 0) != MAP_FAILED;
		status = wait_for(pid);
		both += mapped && WEXITSTATUS(status);
		both += mapped != (write(fd, "x", 1) == 1);
		close(fd);
	}
	is(both, 0, "sealed, or mapped to write, never both");
}

int
main(int argc, char **argv)
{
	(void)argv;
	if (argc > 1)
		return 7;
	test_create();
	test_seals();
	test_size();
	test_write();
	test_future_write();
	test_parts();
	test_exec();
	test_program();
	test_race();
	return done();
}
