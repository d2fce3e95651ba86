/*
 * syslog: a line to the logging daemon's socket /dev/log, in the format of RFC 3164.
 * Without a daemon it goes to the console if LOG_CONS says so.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "libc.h"
#include "lock.h"

#define LINE_MAX_ 2048

extern char *program_invocation_short_name;

static struct {
	volatile int lock;
	const char *ident;
	int options, facility, mask;
	int fd;
} logger = { .facility = LOG_USER, .mask = 0xff, .fd = -1 };

static void
connect_daemon(void)
{
	static const struct sockaddr_un address = { AF_UNIX, "/dev/log" };

	logger.fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (logger.fd >= 0 &&
	    connect(logger.fd, (const struct sockaddr *)&address,
		sizeof address) < 0) {
		close(logger.fd);
		logger.fd = -1;
	}
}

static void
disconnect(void)
{
	if (logger.fd >= 0)
		close(logger.fd);
	logger.fd = -1;
}

void
openlog(const char *ident, int options, int facility)
{
	__lock(&logger.lock);
	logger.ident = ident;
	logger.options = options;
	if (facility != 0 && !(facility & ~LOG_FACMASK))
		logger.facility = facility;
	if (options & LOG_NDELAY && logger.fd < 0)
		connect_daemon();
	__unlock(&logger.lock);
}

void
closelog(void)
{
	__lock(&logger.lock);
	disconnect();
	logger.ident = NULL;
	__unlock(&logger.lock);
}

int
setlogmask(int mask)
{
	int old;

	__lock(&logger.lock);
	old = logger.mask;
	if (mask != 0)
		logger.mask = mask;
	__unlock(&logger.lock);
	return old;
}

/* "<13>Jan  1 00:00:00 " => returns: its length */
static size_t
begin_line(char *line, int priority)
{
	time_t now = time(NULL);
	struct tm tm;
	char stamp[32] = "";

	if (localtime_r(&now, &tm) != NULL)
		strftime(stamp, sizeof stamp, "%b %e %H:%M:%S", &tm);
	return (size_t)snprintf(line, LINE_MAX_, "<%d>%s ", priority, stamp);
}

static void
deliver(const char *line, size_t n, size_t text)
{
	if (logger.fd < 0)
		connect_daemon();
	if (logger.fd >= 0 && send(logger.fd, line, n, MSG_NOSIGNAL) >= 0)
		return;
	/* The daemon may have been started anew. */
	disconnect();
	connect_daemon();
	if (logger.fd >= 0 && send(logger.fd, line, n, MSG_NOSIGNAL) >= 0)
		return;
	if (logger.options & LOG_CONS) {
		int fd = open("/dev/console",
		    O_WRONLY | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);

		if (fd >= 0) {
			dprintf(fd, "%s\r\n", line + text);
			close(fd);
		}
	}
}

static void
log_line(int priority, const char *format, va_list args, int error)
{
	const char *ident = logger.ident != NULL ?
	    logger.ident :
	    program_invocation_short_name;
	char line[LINE_MAX_];
	size_t text, n;
	int length;

	if (!(priority & LOG_FACMASK))
		priority |= logger.facility;
	text = n = begin_line(line, priority);
	if (logger.options & LOG_PID)
		n += (size_t)snprintf(line + n, sizeof line - n,
		    "%.100s[%d]: ", ident, (int)getpid());
	else
		n += (size_t)snprintf(line + n, sizeof line - n,
		    "%.100s: ", ident);
	/* %m in the format means the error before the call. */
	errno = error;
	length = vsnprintf(line + n, sizeof line - n, format, args);
	if (length > 0)
		n += (size_t)length < sizeof line - n ? (size_t)length :
							sizeof line - n - 1;
	while (n > text && line[n - 1] == '\n')
		line[--n] = '\0';
	if (logger.options & LOG_PERROR)
		dprintf(STDERR_FILENO, "%s\n", line + text);
	deliver(line, n, text);
}

void
vsyslog(int priority, const char *format, va_list args)
{
	int error = errno;

	if (priority & ~(LOG_PRIMASK | LOG_FACMASK))
		return;
	__lock(&logger.lock);
	if (logger.mask & LOG_MASK(LOG_PRI(priority)))
		log_line(priority, format, args, error);
	__unlock(&logger.lock);
	errno = error;
}

void
syslog(int priority, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsyslog(priority, format, args);
	va_end(args);
}
