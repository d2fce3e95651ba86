/*
 * login: begin a session on a terminal.
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/login.h"
#include "lib/options.h"

static const char help[] =
    "Usage: login [OPTION]... [USER]\n"
    "Ask for a name and a password, and begin a session.\n\n"
    "  -f                        USER needs no password (for root only)\n"
    "  -p                        keep the environment\n";

enum {
	TRIES = 5,
	PAUSE_S = 2
};

static char *
ask_name(void)
{
	static char name[64];
	char host[65] = "";

	gethostname(host, sizeof host - 1);
	do {
		printf("%s login: ", host);
		fflush(stdout);
		if (!fgets(name, sizeof name, stdin))
			exit(1);
		name[strcspn(name, "\n")] = '\0';
	} while (*name == '\0');
	return name;
}

static struct passwd *
ask(char *name)
{
	for (int i = 0; i < TRIES; i++) {
		struct passwd *user;
		char *password;

		if (!name)
			name = ask_name();
		user = getpwnam(name);
		if (user && password_hash(user) && !*password_hash(user))
			return user;
		password = password_read("Password: ");
		if (!password)
			exit(1);
		if (password_check(user, password)) {
			memset(password, 0, strlen(password));
			return user;
		}
		sleep(PAUSE_S);
		puts("Login incorrect");
		name = NULL;
	}
	exit(1);
}

static void
print_file(const char *name)
{
	FILE *file = fopen(name, "re");
	int c;

	if (!file)
		return;
	while ((c = getc(file)) != EOF)
		putchar(c);
	fclose(file);
	fflush(stdout);
}

int
main(int argc, char **argv)
{
	static char *none[] = { NULL };
	bool trusted = false, keep = false;
	struct passwd *user;
	char *name, *term;
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		trusted |= option == 'f';
		keep |= option == 'p';
	}
	need_operands(argc, argv, 0, 1);
	name = optind < argc ? argv[optind] : NULL;
	if (geteuid() != 0)
		errx(1, "must be root; try su");
	/* Bytes of the next program must not stay in our buffer. */
	setvbuf(stdin, NULL, _IONBF, 0);
	if (trusted && name) {
		user = getpwnam(name);
		if (!user)
			errx(1, "%s: no such user", name);
	} else {
		user = ask(name);
	}
	if (isatty(0)) {
		if (fchown(0, user->pw_uid, 5) < 0)
			warn("terminal");
		fchmod(0, 0620);
	}
	term = getenv("TERM");
	if (!keep) {
		term = term ? strdup(term) : NULL;
		clearenv();
		setenv("TERM", term ? term : "linux", 1);
	}
	set_login_environment(user);
	become(user);
	if (chdir(user->pw_dir) < 0) {
		warn("%s", user->pw_dir);
		if (chdir("/") < 0)
			err(1, "/");
	}
	print_file("/etc/motd");
	run_shell(user, true, none);
}
