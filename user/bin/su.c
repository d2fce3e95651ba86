/*
 * su: become another user. Installed with set-user-ID root.
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/login.h"
#include "lib/options.h"

static const char help[] =
    "+Usage: su [OPTION]... [-] [USER [ARG]...]\n"
    "Run a shell as USER (root), with ARGs, after asking for USER's password.\n\n"
    "  -c, --command=COMMAND     run COMMAND in the shell\n"
    "  -l, --login               a login shell in USER's home\n"
    "  -m, --preserve-environment  leave the environment as it is\n"
    "  -p                        the same\n"
    "  -s, --shell=SHELL         run SHELL\n";

enum {
	PAUSE_S = 2
};

int
main(int argc, char **argv)
{
	bool login = false, keep = false;
	char *command = NULL, *shell = NULL, *arguments[64];
	const char *name = "root";
	struct passwd *user;
	size_t n = 0;
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'c':
			command = optarg;
			break;
		case 'l':
			login = true;
			break;
		case 'm':
		case 'p':
			keep = true;
			break;
		case 's':
			shell = optarg;
			break;
		}
	}
	if (optind < argc && strcmp(argv[optind], "-") == 0) {
		login = true;
		optind++;
	}
	if (optind < argc)
		name = argv[optind++];
	user = getpwnam(name);
	if (getuid() != 0) {
		char *password = password_read("Password: ");
		bool good = password && password_check(user, password);

		if (password)
			memset(password, 0, strlen(password));
		if (!good) {
			sleep(PAUSE_S);
			errx(1, "Authentication failure");
		}
	}
	if (!user)
		errx(1, "user %s does not exist", name);
	/* Another shell than their own is not for those who were given a
	 * restricted one. */
	if (shell && (getuid() == 0 || strcmp(user->pw_shell, "/bin/sh") == 0))
		user->pw_shell = shell;
	if (command) {
		arguments[n++] = (char *)"-c";
		arguments[n++] = command;
	}
	while (optind < argc && n < 62)
		arguments[n++] = argv[optind++];
	arguments[n] = NULL;
	if (!keep || login)
		set_login_environment(user);
	become(user);
	if (login && chdir(user->pw_dir) < 0)
		warn("cannot change directory to %s", user->pw_dir);
	run_shell(user, login, arguments);
}
