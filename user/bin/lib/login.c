/*
 * login: checking passwords, and becoming a user.
 *
 * Passwords are checked by crypt(3) against /etc/shadow, which only root can
 * read. A wrong user name costs the same computation as a wrong password, so
 * that the time it takes does not tell which of them was wrong.
 */
#include "login.h"

#include <crypt.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <shadow.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "memory.h"

enum {
	MAX_ARGS = 256
};

char *
password_read(const char *prompt)
{
	static char line[256];
	struct termios old, quiet;
	bool terminal = tcgetattr(0, &old) == 0;
	size_t n = 0;
	char c;
	ssize_t got;

	/* What was typed before the question is no answer to it: it is dropped,
	 * and so the question comes after that. */
	if (terminal) {
		quiet = old;
		quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK);
		quiet.c_lflag |= ECHONL;
		tcsetattr(0, TCSAFLUSH, &quiet);
	}
	fputs(prompt, stderr);
	fflush(stderr);
	/* By bytes: what follows the line belongs to the shell. */
	while ((got = read(0, &c, 1)) == 1 && c != '\n') {
		if (n < sizeof line - 1)
			line[n++] = c;
	}
	line[n] = '\0';
	if (terminal)
		tcsetattr(0, TCSADRAIN, &old);
	return got <= 0 && n == 0 ? NULL : line;
}

const char *
password_hash(const struct passwd *user)
{
	struct spwd *shadow;

	if (strcmp(user->pw_passwd, "x") != 0)
		return user->pw_passwd;
	shadow = getspnam(user->pw_name);
	return shadow ? shadow->sp_pwdp : NULL;
}

bool
password_check(const struct passwd *user, const char *password)
{
	const char *hash = user ? password_hash(user) : NULL, *result;
	bool real = hash && *hash;

	/* No password at all lets everybody in; "!" and "*" nobody. */
	if (hash && *hash == '\0')
		return true;
	result = crypt(password, real ? hash : "$6$nobody$");
	return real && result && strcmp(result, hash) == 0;
}

void
become(const struct passwd *user)
{
	if (initgroups(user->pw_name, user->pw_gid) < 0 ||
	    setgid(user->pw_gid) < 0 || setuid(user->pw_uid) < 0)
		err(1, "cannot become %s", user->pw_name);
}

void
set_login_environment(const struct passwd *user)
{
	setenv("HOME", user->pw_dir, 1);
	setenv("SHELL", *user->pw_shell ? user->pw_shell : "/bin/sh", 1);
	setenv("USER", user->pw_name, 1);
	setenv("LOGNAME", user->pw_name, 1);
	setenv("PATH",
	    user->pw_uid == 0 ? "/sbin:/bin:/usr/sbin:/usr/bin" :
				"/bin:/usr/bin",
	    1);
}

void
run_shell(const struct passwd *user, bool login, char **arguments)
{
	const char *shell = *user->pw_shell ? user->pw_shell : "/bin/sh";
	const char *slash = strrchr(shell, '/');
	const char *name = slash ? slash + 1 : shell;
	char *argv[MAX_ARGS];
	size_t n = 0;

	argv[n++] = xasprintf("%s%s", login ? "-" : "", name);
	while (*arguments && n < MAX_ARGS - 1)
		argv[n++] = *arguments++;
	argv[n] = NULL;
	execv(shell, argv);
	err(errno == ENOENT ? 127 : 126, "%s", shell);
}
