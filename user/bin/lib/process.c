/*
 * process: reading /proc/PID. A process may end while it is read; then it is left
 * out.
 */
#include "process.h"

#include <ctype.h>
#include <dirent.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "memory.h"

static char *
read_file(pid_t pid, const char *file, size_t *length)
{
	char path[64];
	FILE *in;
	char *data = NULL;
	size_t size = 0, n = 1;

	snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
	*length = 0;
	in = fopen(path, "re");
	if (!in)
		return NULL;
	while (n > 0) {
		if (size - *length < 512) {
			size += 4096;
			data = xrealloc(data, size, 1);
		}
		n = fread(data + *length, 1, size - *length - 1, in);
		*length += n;
	}
	data[*length] = '\0';
	fclose(in);
	return data;
}

static bool
parse_stat(struct process *p, char *text)
{
	char *open = strchr(text, '('), *close = strrchr(text, ')');
	uint64_t virtual_bytes;
	long resident;

	/* The name may have anything in it, parentheses too. */
	if (!open || !close || close < open)
		return false;
	snprintf(p->name, sizeof p->name, "%.*s", (int)(close - open - 1),
	    open + 1);
	if (sscanf(close + 1,
		" %c %d %d %d %d %d %*u %*u %*u %*u %*u %lu %lu %*d %*d %ld %ld "
		"%ld %*d %lu %lu %ld",
		&p->state, &p->parent, &p->group, &p->session, &p->tty,
		&p->tpgid, &p->user_ticks, &p->system_ticks, &p->priority,
		&p->nice, &p->nthreads, &p->start_ticks, &virtual_bytes,
		&resident) != 14)
		return false;
	p->virtual_bytes = virtual_bytes;
	p->resident_bytes = (uint64_t)resident *
	    (uint64_t)sysconf(_SC_PAGESIZE);
	return true;
}

static void
parse_ids(struct process *p, const char *text)
{
	const char *line = strstr(text, "\nUid:");

	if (line)
		sscanf(line + 5, "%u %u", &p->uid, &p->euid);
	line = strstr(text, "\nGid:");
	if (line)
		sscanf(line + 5, "%u", &p->gid);
}

static bool
read_process(struct process *p, pid_t pid)
{
	size_t length;
	char *text = read_file(pid, "stat", &length);
	bool good;

	*p = (struct process){ .pid = pid };
	good = text && parse_stat(p, text);
	free(text);
	if (!good)
		return false;
	text = read_file(pid, "status", &length);
	if (text)
		parse_ids(p, text);
	free(text);
	p->command = read_file(pid, "cmdline", &length);
	while (length > 0 && p->command[length - 1] == '\0')
		length--;
	for (size_t i = 0; i < length; i++) {
		if (p->command[i] == '\0' || p->command[i] == '\n')
			p->command[i] = ' ';
	}
	if (length == 0) {
		free(p->command);
		p->command = xasprintf("[%s]", p->name);
	}
	return true;
}

static int
compare(const void *a, const void *b)
{
	const struct process *x = a, *y = b;

	return x->pid < y->pid ? -1 : x->pid > y->pid;
}

struct process *
processes_read(size_t *n)
{
	DIR *dir = opendir("/proc");
	struct process *list = NULL;
	size_t capacity = 0;
	struct dirent *entry;

	*n = 0;
	if (!dir)
		err(1, "/proc");
	while ((entry = readdir(dir))) {
		if (!isdigit((unsigned char)*entry->d_name))
			continue;
		array_grow(&list, *n, &capacity, sizeof *list);
		if (read_process(&list[*n], (pid_t)atoi(entry->d_name)))
			++*n;
	}
	closedir(dir);
	if (*n)
		qsort(list, *n, sizeof *list, compare);
	return list;
}

void
processes_free(struct process *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(list[i].command);
	free(list);
}

const char *
process_tty(int device, char *text, size_t size)
{
	unsigned int major_ = major((dev_t)device),
		     minor_ = minor((dev_t)device);

	if (device == 0)
		snprintf(text, size, "?");
	else if (major_ >= 136 && major_ < 144)
		snprintf(text, size, "pts/%u", (major_ - 136) * 256 + minor_);
	else if (major_ == 4 && minor_ < 64)
		snprintf(text, size, "tty%u", minor_);
	else if (major_ == 4)
		snprintf(text, size, "ttyS%u", minor_ - 64);
	else if (major_ == 229)
		snprintf(text, size, "hvc%u", minor_);
	else if (major_ == 5 && minor_ == 1)
		snprintf(text, size, "console");
	else
		snprintf(text, size, "%u:%u", major_, minor_);
	return text;
}

double
system_uptime(void)
{
	FILE *file = fopen("/proc/uptime", "re");
	double seconds = 0;

	if (file) {
		if (fscanf(file, "%lf", &seconds) != 1)
			seconds = 0;
		fclose(file);
	}
	return seconds;
}
