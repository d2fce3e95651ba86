/*
 * passwd: change a password. Installed with set-user-ID root.
 *
 * The new /etc/shadow is written beside the old one and renamed over it, so that
 * there is always a whole one; a lock file keeps two of us apart.
 */
#include <crypt.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/login.h"
#include "lib/memory.h"
#include "lib/options.h"

static const char help[] =
    "Usage: passwd [OPTION]... [USER]\n"
    "Change your password, or as root that of USER.\n\n"
    "  -d, --delete              remove it: nobody is asked for it\n"
    "  -l, --lock                make it one that never fits\n"
    "  -u, --unlock              undo that\n";

static const char shadow[] = "/etc/shadow", next[] = "/etc/shadow.new";

static char *
make_hash(const char *password)
{
	static const char letters[] =
	    "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	unsigned char bytes[12];
	char salt[32] = "$6$";
	char *hash;

	if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
		err(1, "getrandom");
	for (size_t i = 0; i < sizeof bytes; i++)
		salt[3 + i] = letters[bytes[i] % 64];
	salt[3 + sizeof bytes] = '$';
	hash = crypt(password, salt);
	if (!hash || *hash == '*')
		errx(1, "cannot encrypt the password");
	return xstrdup(hash);
}

static char *
ask_new(void)
{
	char *first, *again;

	first = password_read("New password: ");
	if (!first || !*first)
		errx(1, "no password supplied; it is unchanged");
	first = xstrdup(first);
	again = password_read("Retype new password: ");
	if (!again || strcmp(first, again) != 0)
		errx(1, "the passwords do not match; it is unchanged");
	return make_hash(first);
}

/* Writes the table anew, with the user's hash; made if it is not there. */
static void
store(const char *user, const char *hash)
{
	FILE *in = fopen(shadow, "re"), *out;
	int fd = open(next, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	size_t n = strlen(user), size = 0;
	char *line = NULL;
	bool found = false;

	if (fd < 0)
		err(1, errno == EEXIST ? "%s: somebody else changes it" : "%s",
		    next);
	out = fdopen(fd, "w");
	while (in && getline(&line, &size, in) > 0) {
		if (strncmp(line, user, n) == 0 && line[n] == ':') {
			const char *rest = strchr(line + n + 1, ':');

			fprintf(out, "%s:%s:%ld%s", user, hash,
			    (long)(time(NULL) / 86400),
			    rest && strchr(rest + 1, ':') ?
				strchr(rest + 1, ':') :
				"::::::\n");
			found = true;
		} else {
			fputs(line, out);
		}
	}
	if (!found)
		fprintf(out, "%s:%s:%ld:0:99999:7:::\n", user, hash,
		    (long)(time(NULL) / 86400));
	free(line);
	if (in)
		fclose(in);
	if (fflush(out) == EOF || fsync(fd) < 0 || fclose(out) == EOF ||
	    rename(next, shadow) < 0) {
		warn("%s", next);
		unlink(next);
		exit(1);
	}
}

static void
check_old(const struct passwd *user)
{
	const char *hash = password_hash(user);
	char *old;

	if (getuid() == 0 || (hash && !*hash))
		return;
	old = password_read("Current password: ");
	if (!old || !password_check(user, old)) {
		sleep(2);
		errx(1, "Authentication failure; the password is unchanged");
	}
}

int
main(int argc, char **argv)
{
	int option, how = 0;
	struct passwd *user;
	const char *hash;
	char *name;

	while ((option = option_next(argc, argv, help)) != -1)
		how = option;
	need_operands(argc, argv, 0, 1);
	user = optind < argc ? getpwnam(argv[optind]) : getpwuid(getuid());
	if (!user)
		errx(1, "no such user");
	if (getuid() != 0 && (how || user->pw_uid != getuid()))
		errx(1, "only root may do that");
	name = xstrdup(user->pw_name);
	hash = password_hash(user);
	hash = xstrdup(hash ? hash : "*");
	switch (how) {
	case 'd':
		hash = "";
		break;
	case 'l':
		if (*hash != '!')
			hash = xasprintf("!%s", hash);
		break;
	case 'u':
		hash += *hash == '!';
		break;
	default:
		printf("Changing password for %s.\n", name);
		fflush(stdout);
		check_old(user);
		hash = ask_new();
	}
	store(name, hash);
	puts("passwd: password updated");
	return 0;
}
