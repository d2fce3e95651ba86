/*
 * Who is logged in, and passwords from the terminal.
 */
#include <errno.h>
#include <fcntl.h>
#include <paths.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define PASSWORD_MAX 256

/* The name of the user who owns the session, by its environment or else by uid. */
char *
getlogin(void)
{
	struct passwd *user;
	char *name = getenv("LOGNAME");

	if (name && *name)
		return name;
	user = getpwuid(getuid());
	if (!user)
		errno = ENXIO;
	return user ? user->pw_name : NULL;
}

/* => returns: 0 or an error number */
int
getlogin_r(char *to, size_t size)
{
	const char *name = getlogin();

	if (!name)
		return errno;
	if (strlen(name) >= size)
		return ERANGE;
	strcpy(to, name);
	return 0;
}

char *
cuserid(char *to)
{
	static char buffer[L_cuserid];
	struct passwd *user = getpwuid(geteuid());

	if (!to)
		to = buffer;
	*to = 0;
	if (user)
		snprintf(to, L_cuserid, "%s", user->pw_name);
	return to;
}

static ssize_t
read_line(int fd, char *to, size_t size)
{
	ssize_t n = read(fd, to, size - 1);

	if (n < 0)
		return -1;
	if (n > 0 && to[n - 1] == '\n')
		n--;
	to[n] = 0;
	return n;
}

/* Without echo. */
char *
getpass(const char *prompt)
{
	static char password[PASSWORD_MAX];
	struct termios old, quiet;
	ssize_t n;
	int fd = open(_PATH_TTY, O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return NULL;
	tcgetattr(fd, &old);
	quiet = old;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
	quiet.c_lflag |= ICANON;
	quiet.c_iflag |= ICRNL;
	tcsetattr(fd, TCSAFLUSH, &quiet);
	tcdrain(fd);
	dprintf(fd, "%s", prompt);
	n = read_line(fd, password, sizeof(password));
	tcsetattr(fd, TCSAFLUSH, &old);
	dprintf(fd, "\n");
	close(fd);
	return n < 0 ? NULL : password;
}
