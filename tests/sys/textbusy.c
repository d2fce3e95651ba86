// covers: open truncate execve
/* Programs that run are not written, and files that are written not run. */
#include "tests/sys/tap.h"

static void
copy_self(const char *name)
{
	char b[4096];
	ssize_t n;
	int in = open("/proc/self/exe", O_RDONLY);
	int out = open(name, O_CREAT | O_WRONLY, 0755);

	while ((n = read(in, b, sizeof b)) > 0)
		if (write(out, b, (size_t)n) != n)
			_exit(9);
	close(in);
	close(out);
}

int
main(int argc, char **argv)
{
	struct stat before, after;
	int p[2], q[2], fd;
	char c;
	pid_t pid;

	(void)argv;
	if (argc > 1)
		return write(1, "r", 1) != 1 || read(0, &c, 1) < 0;
	copy_self("run");
	is(pipe(p) | pipe(q), 0, "pipes");
	pid = fork();
	if (pid == 0) {
		dup2(p[0], 0);
		dup2(q[1], 1);
		close(p[1]);
		execl("run", "run", "x", (char *)NULL);
		_exit(9);
	}
	close(p[0]);
	close(q[1]);
	is(read(q[0], &c, 1), 1, "a program runs");
	stat("run", &before);
	is_errno(open("run", O_WRONLY), ETXTBSY, "open to write");
	is_errno(open("run", O_RDWR), ETXTBSY, "to read and write");
	is_errno(open("run", O_RDONLY | O_TRUNC), ETXTBSY, "to read, emptied");
	is_errno(open("run", O_WRONLY | O_TRUNC), ETXTBSY, "to write, emptied");
	is_errno(truncate("run", 0), ETXTBSY, "truncate");
	stat("run", &after);
	is(after.st_size, before.st_size, "it keeps its size");
	close(p[1]);
	is(wait_for(pid), 0, "and runs to its end");
	fd = works(open("run", O_WRONLY), "then it can be opened");
	is_errno(execl("run", "run", (char *)NULL), ETXTBSY, "but not run");
	close(fd);
	close(works(open("run", O_RDONLY | O_TRUNC), "and emptied"));
	stat("run", &after);
	is(after.st_size, 0, "is empty");
	return done();
}
