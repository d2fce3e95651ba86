/*
 * The exec family.
 *
 * The forms with `l` collect their arguments into an array on the stack, the forms
 * with `p` look along PATH. A script without a #! line, which the kernel refuses
 * with ENOEXEC, is given to the shell by those two, as POSIX has it.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <paths.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "libc.h"
#include "string_internal.h"
#include "syscall.h"

int
execve(const char *path, char *const argv[], char *const environment[])
{
	return (int)syscall_ret(__syscall(SYS_execve, path, argv, environment));
}

int
execveat(int dir, const char *path, char *const argv[],
    char *const environment[], int flags)
{
	return (int)syscall_ret(__syscall(SYS_execveat, dir, path, argv,
	    environment, flags));
}

int
fexecve(int fd, char *const argv[], char *const environment[])
{
	return execveat(fd, "", argv, environment, AT_EMPTY_PATH);
}

int
execv(const char *path, char *const argv[])
{
	return execve(path, argv, __environ);
}

static size_t
count(char *const strings[])
{
	size_t n = 0;

	while (strings[n])
		n++;
	return n;
}

/* sh PATH ARGUMENTS; memory on the stack, as a child of vfork may call this. */
static void
run_script(const char *path, char *const argv[], char *const environment[])
{
	size_t n = count(argv);
	char **arguments = __builtin_alloca((n + 3) * sizeof(char *));

	arguments[0] = (char *)_PATH_BSHELL;
	arguments[1] = (char *)path;
	memcpy(arguments + 2, argv + (n > 0), (n > 0 ? n : 1) * sizeof(char *));
	execve(_PATH_BSHELL, arguments, environment);
}

static void
try(const char *path, char *const argv[], char *const environment[])
{
	execve(path, argv, environment);
	if (errno == ENOEXEC)
		run_script(path, argv, environment);
}

/* Whether the next folder of PATH may have what this one has not. */
static bool
worth_trying_on(int error)
{
	return error == ENOENT || error == ENOTDIR || error == EACCES ||
	    error == ENODEV || error == ETIMEDOUT || error == ESTALE;
}

/* FOLDER/FILE; an empty folder is the current one. => returns: false: too long */
static bool
join(char to[PATH_MAX], const char *folder, size_t size, const char *file)
{
	size_t file_size = strlen(file);

	if (size + 1 + file_size >= PATH_MAX)
		return false;
	memcpy(to, folder, size);
	if (size > 0)
		to[size++] = '/';
	memcpy(to + size, file, file_size + 1);
	return true;
}

int
execvpe(const char *file, char *const argv[], char *const environment[])
{
	const char *folder = getenv("PATH"), *end;
	char path[PATH_MAX];
	bool denied = false;

	if (!*file) {
		errno = ENOENT;
		return -1;
	}
	if (strchr(file, '/')) {
		try(file, argv, environment);
		return -1;
	}
	if (!folder)
		folder = _PATH_DEFPATH;
	errno = ENOENT;
	for (;; folder = end + 1) {
		end = __strchrnul(folder, ':');
		if (join(path, folder, (size_t)(end - folder), file)) {
			try(path, argv, environment);
			denied |= errno == EACCES;
			if (!worth_trying_on(errno))
				return -1;
		}
		if (!*end)
			break;
	}
	if (denied)
		errno = EACCES;
	return -1;
}

int
execvp(const char *file, char *const argv[])
{
	return execvpe(file, argv, __environ);
}

/* How many arguments there are before the null that ends them. */
static size_t
count_list(va_list args)
{
	va_list copy;
	size_t n = 0;

	va_copy(copy, args);
	while (va_arg(copy, char *))
		n++;
	va_end(copy);
	return n;
}

/* argv[0] and the rest of the list, with its null. */
static void
collect(char **argv, const char *first, va_list *args)
{
	*argv++ = (char *)first;
	do
		*argv = va_arg(*args, char *);
	while (*argv++);
}

int
execl(const char *path, const char *first, ...)
{
	va_list args;
	char **argv;

	va_start(args, first);
	argv = __builtin_alloca((count_list(args) + 2) * sizeof(char *));
	collect(argv, first, &args);
	va_end(args);
	return execve(path, argv, __environ);
}

int
execle(const char *path, const char *first, ...)
{
	char *const *environment;
	va_list args;
	char **argv;

	va_start(args, first);
	argv = __builtin_alloca((count_list(args) + 2) * sizeof(char *));
	collect(argv, first, &args);
	environment = va_arg(args, char *const *);
	va_end(args);
	return execve(path, argv, environment);
}

int
execlp(const char *file, const char *first, ...)
{
	va_list args;
	char **argv;

	va_start(args, first);
	argv = __builtin_alloca((count_list(args) + 2) * sizeof(char *));
	collect(argv, first, &args);
	va_end(args);
	return execvpe(file, argv, __environ);
}
