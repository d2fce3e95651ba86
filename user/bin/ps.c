/*
 * ps: list processes.
 *
 * The columns are a table: a name for -o, a heading, a width and a function that
 * prints the value. -f, -l and the BSD letters are lists of columns.
 */
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "lib/memory.h"
#include "lib/options.h"
#include "lib/owner.h"
#include "lib/process.h"

static const char help[] =
    "Usage: ps [OPTION]...\n"
    "       ps aux | ax | ef ...\n"
    "List your processes on this terminal, or others.\n\n"
    "  -a                        of everybody, on terminals\n"
    "  -A                        all\n"
    "  -e                        all\n"
    "  -f                        more columns\n"
    "  -l                        other columns\n"
    "  -o, --format=COLUMNS      these: pid ppid user uid group tty stat s time\n"
    "                            etime start args comm vsz rss pcpu pmem nice pri\n"
    "                            pgid sid nlwp, each perhaps with =HEADING\n"
    "  -p, --pid=LIST            these processes\n"
    "  -u, --user=LIST           of these users\n"
    "  -U LIST                   the same\n"
    "  -C NAMES                  with these names\n"
    "  @n --no-headers           without the headings\n"
    "  -w                        (ignored: lines are as long as they are)\n";

struct column;
typedef void print_value(const struct process *p, char *text, size_t size);

struct column {
	const char *name, *heading;
	int width; /* negative: to the left; 0: the rest of the line */
	print_value *print;
};

static double uptime;
static uint64_t memory;

static double
seconds_of(uint64_t ticks)
{
	return (double)ticks / (double)sysconf(_SC_CLK_TCK);
}

static void
print_pid(const struct process *p, char *text, size_t size)
{
	snprintf(text, size, "%d", p->pid);
}

static void
print_ppid(const struct process *p, char *text, size_t size)
{
	snprintf(text, size, "%d", p->parent);
}

static void
print_pgid(const struct process *p, char *text, size_t size)
{
	snprintf(text, size, "%d", p->group);
}

static void
print_sid(const struct process *p, char *text, size_t size)
{
	snprintf(text, size, "%d", p->session);
}

static void
print_user(const struct process *p, char *text, size_t size)
{
	snprintf(text, size, "%s", owner_user(p->euid));
}

static void
print_uid(const struct process *p, char *text, size_t size)
{
	snprintf(text, size, "%u", p->euid);
}

static void
print_group(const struct process *p, char *text, size_t size)
{
	snprintf(text, size, "%s", owner_group(p->gid));
}

static void
print_tty(const struct process *p, char *text, size_t size)
{
	process_tty(p->tty, text, size);
}

static void
print_state(const struct process *p, char *text, size_t size)
{
	snprintf(text, size, "%c", p->state);
}

static void
print_stat(const struct process *p, char *text, size_t size)
{
	snprintf(text, size, "%c%s%s%s%s", p->state,
	    p->nice < 0     ? "<" :
		p->nice > 0 ? "N" :
			      "",
	    p->session == p->pid ? "s" : "", p->nthreads > 1 ? "l" : "",
	    p->tpgid == p->group ? "+" : "");
}

static void
print_time(const struct process *p, char *text, size_t size)
{
	long t = (long)seconds_of(p->user_ticks + p->system_ticks);

	snprintf(text, size, "%02ld:%02ld:%02ld", t / 3600, t / 60 % 60,
	    t % 60);
}

static void
print_short_time(const struct process *p, char *text, size_t size)
{
	long t = (long)seconds_of(p->user_ticks + p->system_ticks);

	snprintf(text, size, "%ld:%02ld", t / 60, t % 60);
}

static void
print_elapsed(const struct process *p, char *text, size_t size)
{
	long t = (long)(uptime - seconds_of(p->start_ticks));

	if (t >= 86400)
		snprintf(text, size, "%ld-%02ld:%02ld:%02ld", t / 86400,
		    t / 3600 % 24, t / 60 % 60, t % 60);
	else if (t >= 3600)
		snprintf(text, size, "%02ld:%02ld:%02ld", t / 3600, t / 60 % 60,
		    t % 60);
	else
		snprintf(text, size, "%02ld:%02ld", t / 60, t % 60);
}

static void
print_start(const struct process *p, char *text, size_t size)
{
	time_t now = time(NULL);
	time_t start = now - (time_t)(uptime - seconds_of(p->start_ticks));

	strftime(text, size, now - start > 86400 ? "%b%d" : "%H:%M",
	    localtime(&start));
}

static void
print_vsz(const struct process *p, char *text, size_t size)
{
	snprintf(text, size, "%lu", p->virtual_bytes / 1024);
}

static void
print_rss(const struct process *p, char *text, size_t size)
{
	snprintf(text, size, "%lu", p->resident_bytes / 1024);
}

static void
print_pcpu(const struct process *p, char *text, size_t size)
{
	double lived = uptime - seconds_of(p->start_ticks);
	double used = seconds_of(p->user_ticks + p->system_ticks);

	snprintf(text, size, "%.1f", lived > 0 ? 100 * used / lived : 0);
}

static void
print_pmem(const struct process *p, char *text, size_t size)
{
	snprintf(text, size, "%.1f",
	    memory ? 100 * (double)p->resident_bytes / (double)memory : 0);
}

static void
print_nice(const struct process *p, char *text, size_t size)
{
	snprintf(text, size, "%ld", p->nice);
}

static void
print_priority(const struct process *p, char *text, size_t size)
{
	snprintf(text, size, "%ld", p->priority);
}

static void
print_threads(const struct process *p, char *text, size_t size)
{
	snprintf(text, size, "%ld", p->nthreads);
}

static void
print_zero(const struct process *p, char *text, size_t size)
{
	(void)p;
	snprintf(text, size, "0");
}

static void
print_comm(const struct process *p, char *text, size_t size)
{
	snprintf(text, size, "%s%s", p->name,
	    p->state == 'Z' ? " <defunct>" : "");
}

static void
print_args(const struct process *p, char *text, size_t size)
{
	snprintf(text, size, "%s%s", p->command,
	    p->state == 'Z' ? " <defunct>" : "");
}

static const struct column columns[] = {
	{ "pid", "PID", 7, print_pid },
	{ "ppid", "PPID", 7, print_ppid },
	{ "pgid", "PGID", 7, print_pgid },
	{ "pgrp", "PGRP", 7, print_pgid },
	{ "sid", "SID", 7, print_sid },
	{ "sess", "SESS", 7, print_sid },
	{ "user", "USER", -8, print_user },
	{ "euser", "EUSER", -8, print_user },
	{ "uid", "UID", 5, print_uid },
	{ "group", "GROUP", -8, print_group },
	{ "tty", "TT", -8, print_tty },
	{ "tname", "TTY", -8, print_tty },
	{ "s", "S", 1, print_state },
	{ "state", "S", 1, print_state },
	{ "stat", "STAT", -4, print_stat },
	{ "time", "TIME", 8, print_time },
	{ "bsdtime", "TIME", 6, print_short_time },
	{ "etime", "ELAPSED", 11, print_elapsed },
	{ "start", "START", 5, print_start },
	{ "stime", "STIME", 5, print_start },
	{ "vsz", "VSZ", 6, print_vsz },
	{ "rss", "RSS", 5, print_rss },
	{ "pcpu", "%CPU", 4, print_pcpu },
	{ "%cpu", "%CPU", 4, print_pcpu },
	{ "c", "C", 2, print_zero },
	{ "pmem", "%MEM", 4, print_pmem },
	{ "%mem", "%MEM", 4, print_pmem },
	{ "nice", "NI", 3, print_nice },
	{ "ni", "NI", 3, print_nice },
	{ "pri", "PRI", 3, print_priority },
	{ "nlwp", "NLWP", 4, print_threads },
	{ "comm", "COMMAND", -15, print_comm },
	{ "ucmd", "CMD", -15, print_comm },
	{ "args", "COMMAND", 0, print_args },
	{ "command", "COMMAND", 0, print_args },
	{ "cmd", "CMD", 0, print_args },
};

static struct chosen {
	const struct column *column;
	const char *heading;
} * chosen;
static size_t nchosen, chosen_capacity;

static struct {
	bool all, terminals, own, has_list, no_headings;
	char *pids, *users, *names;
} opt;

static const struct column *
find_column(const char *name)
{
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
		if (strcmp(columns[i].name, name) == 0)
			return &columns[i];
	}
	errx(1, "error: unknown user-defined format specifier \"%s\"", name);
}

/* "pid,user=WHO,args" */
static void
choose(const char *list)
{
	char *rest = xstrdup(list), *word;

	while ((word = strsep(&rest, ", "))) {
		char *equals = strchr(word, '=');

		if (*word == '\0')
			continue;
		if (equals)
			*equals++ = '\0';
		array_grow(&chosen, nchosen, &chosen_capacity, sizeof *chosen);
		chosen[nchosen].column = find_column(word);
		chosen[nchosen].heading = equals ?
		    equals :
		    chosen[nchosen].column->heading;
		nchosen++;
	}
}

static bool
in_list(const char *list, const char *word)
{
	char *copy = xstrdup(list), *rest = copy, *item;
	bool found = false;

	while (!found && (item = strsep(&rest, ", ")))
		found = strcmp(item, word) == 0;
	free(copy);
	return found;
}

static bool
is_listed(const struct process *p, const struct process *self)
{
	char number[16];

	if (opt.all)
		return true;
	if (opt.has_list) {
		snprintf(number, sizeof number, "%d", p->pid);
		if (opt.pids && in_list(opt.pids, number))
			return true;
		snprintf(number, sizeof number, "%u", p->euid);
		if (opt.users &&
		    (in_list(opt.users, number) ||
			in_list(opt.users, owner_user(p->euid))))
			return true;
		return opt.names && in_list(opt.names, p->name);
	}
	if (opt.terminals)
		return p->tty && p->session != p->pid;
	if (opt.own)
		return p->euid == self->euid;
	return p->tty == self->tty && p->euid == self->euid;
}

static void
print_cell(const struct column *column, const char *text, bool last)
{
	int width = column->width;

	if (last && width <= 0)
		fputs(text, stdout);
	else
		printf("%*s", width ? width : -27, text);
	putchar(last ? '\n' : ' ');
}

static void
print_headings(void)
{
	bool any = false;

	for (size_t i = 0; i < nchosen; i++)
		any |= *chosen[i].heading != '\0';
	for (size_t i = 0; any && i < nchosen; i++)
		print_cell(chosen[i].column, chosen[i].heading,
		    i + 1 == nchosen);
}

static void
print(const struct process *p)
{
	char text[4096];

	for (size_t i = 0; i < nchosen; i++) {
		chosen[i].column->print(p, text, sizeof text);
		print_cell(chosen[i].column, text, i + 1 == nchosen);
	}
}

/* `ps aux`: letters without a minus. */
static void
parse_bsd(const char *letters)
{
	bool a = strchr(letters, 'a') != NULL, x = strchr(letters, 'x') != NULL;

	opt.all = a && x;
	opt.terminals = a && !x;
	opt.own = !a && x;
	if (strchr(letters, 'u'))
		choose("user,pid,%cpu,%mem,vsz,rss,tname,stat,start,bsdtime,"
		       "args");
	else if (strchr(letters, 'l'))
		choose("uid,pid,ppid,pri,ni,vsz,rss,stat,tname,bsdtime,args");
	else
		choose("pid,tname,stat,bsdtime,args");
}

static void
parse_options(int argc, char **argv)
{
	bool full = false, detailed = false;
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'a':
			opt.terminals = true;
			break;
		case 'A':
		case 'e':
			opt.all = true;
			break;
		case 'f':
			full = true;
			break;
		case 'l':
			detailed = true;
			break;
		case 'o':
			choose(optarg);
			break;
		case 'p':
			opt.pids = optarg;
			opt.has_list = true;
			break;
		case 'u':
		case 'U':
			opt.users = optarg;
			opt.has_list = true;
			break;
		case 'C':
			opt.names = optarg;
			opt.has_list = true;
			break;
		case LONG('n'):
			opt.no_headings = true;
			break;
		}
	}
	if (nchosen)
		return;
	choose(full      ? "user=UID,pid,ppid,c,stime,tname,time,cmd" :
		detailed ? "s,uid,pid,ppid,pri,ni,rss,vsz,tname,time,ucmd" :
			   "pid,tname,time,ucmd");
}

static uint64_t
read_memory(void)
{
	FILE *file = fopen("/proc/meminfo", "re");
	unsigned long kilobytes = 0;

	if (file) {
		if (fscanf(file, "MemTotal: %lu", &kilobytes) != 1)
			kilobytes = 0;
		fclose(file);
	}
	return kilobytes * 1024;
}

int
main(int argc, char **argv)
{
	struct process *list, *self = NULL;
	bool any = false;
	size_t n;

	if (argc > 1 && isalpha((unsigned char)*argv[1]))
		parse_bsd(argv[1]);
	else
		parse_options(argc, argv);
	uptime = system_uptime();
	memory = read_memory();
	list = processes_read(&n);
	for (size_t i = 0; i < n; i++) {
		if (list[i].pid == getpid())
			self = &list[i];
	}
	if (!self)
		errx(1, "cannot find myself in /proc");
	if (!opt.no_headings)
		print_headings();
	for (size_t i = 0; i < n; i++) {
		if (is_listed(&list[i], self)) {
			print(&list[i]);
			any = true;
		}
	}
	processes_free(list, n);
	return any ? 0 : 1;
}
