/*
 * mkdir: make directories.
 */
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/memory.h"
#include "lib/mode.h"
#include "lib/options.h"

static const char help[] =
    "Usage: mkdir [OPTION]... DIRECTORY...\n"
    "Make the DIRECTORYs.\n\n"
    "  -m, --mode=MODE           permissions as for chmod, not a=rwx - umask\n"
    "  -p, --parents             the directories above too; no error if there\n"
    "  -v, --verbose             say what is done\n";

static bool parents, verbose;
static mode_t mode = 0777;
static bool has_mode;

static bool
make(const char *path, mode_t bits)
{
	if (mkdir(path, bits) == 0) {
		if (verbose)
			printf("mkdir: created directory '%s'\n", path);
		return true;
	}
	return false;
}

static bool
is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The directories above path; they must let us in, whatever the umask says. */
static bool
make_parents(const char *path, mode_t umask_)
{
	char *above = xstrdup(path);
	bool good = true;

	for (char *p = above + strspn(above, "/"); good && *p;) {
		char *slash = strchr(p, '/');

		if (!slash || slash[strspn(slash, "/")] == '\0')
			break;
		*slash = '\0';
		umask(umask_ & ~(mode_t)0300);
		if (!make(above, 0777) && !is_directory(above)) {
			if (errno == EEXIST)
				errno = ENOTDIR;
			warn("cannot create directory '%s'", above);
			good = false;
		}
		umask(umask_);
		*slash = '/';
		p = slash + strspn(slash, "/");
	}
	free(above);
	return good;
}

static bool
make_operand(const char *path, mode_t umask_)
{
	if (parents && !make_parents(path, umask_))
		return false;
	if (!make(path, mode)) {
		int error = errno;

		if (parents && is_directory(path))
			return true;
		errno = error;
		warn("cannot create directory '%s'", path);
		return false;
	}
	if (has_mode && chmod(path, mode) < 0) {
		warn("cannot set permissions of '%s'", path);
		return false;
	}
	return true;
}

int
main(int argc, char **argv)
{
	mode_t umask_ = umask(0);
	bool good = true;
	int option;

	umask(umask_);
	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'm':
			has_mode = true;
			if (!mode_parse(optarg, 0777, true, umask_, &mode))
				errx(1, "invalid mode '%s'", optarg);
			break;
		case 'p':
			parents = true;
			break;
		case 'v':
			verbose = true;
			break;
		}
	}
	need_operands(argc, argv, 1, -1);
	for (int i = optind; i < argc; i++)
		good &= make_operand(argv[i], umask_);
	return good ? 0 : 1;
}
