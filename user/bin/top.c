/*
 * top: the processes that use the processors most, again and again.
 */
#include <err.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/interval.h"
#include "lib/memory.h"
#include "lib/number.h"
#include "lib/options.h"
#include "lib/owner.h"
#include "lib/process.h"
#include "lib/screen.h"

static const char help[] =
    "Usage: top [OPTION]...\n"
    "Show what runs, every few seconds. q leaves; P and M sort by processor and\n"
    "by memory.\n\n"
    "  -b, --batch               print, do not draw\n"
    "  -d, --delay=SECONDS       from one time to the next (2)\n"
    "  -n, --iterations=NUM      so many times\n";

struct row {
	const struct process *process;
	double cpu; /* percent since the last time */
};

static struct process *processes, *previous;
static size_t nprocesses, nprevious;
static struct row *rows;
static bool by_memory, batch;
static double memory;

static uint64_t
ticks(const struct process *p)
{
	return p->user_ticks + p->system_ticks;
}

/* What it had used the last time; it may be new. */
static uint64_t
ticks_before(const struct process *p)
{
	for (size_t i = 0; i < nprevious; i++) {
		if (previous[i].pid == p->pid &&
		    previous[i].start_ticks == p->start_ticks)
			return ticks(&previous[i]);
	}
	return 0;
}

static int
compare(const void *left, const void *right)
{
	const struct row *a = left, *b = right;

	if (!by_memory && a->cpu != b->cpu)
		return a->cpu > b->cpu ? -1 : 1;
	if (a->process->resident_bytes != b->process->resident_bytes)
		return a->process->resident_bytes > b->process->resident_bytes ?
		    -1 :
		    1;
	return a->process->pid - b->process->pid;
}

static void
sample(void)
{
	static struct timespec last;
	struct timespec now;
	double seconds;

	clock_gettime(CLOCK_MONOTONIC, &now);
	seconds = (double)(now.tv_sec - last.tv_sec) +
	    (double)(now.tv_nsec - last.tv_nsec) / 1e9;
	processes_free(previous, nprevious);
	previous = processes;
	nprevious = nprocesses;
	processes = processes_read(&nprocesses);
	rows = xrealloc(rows, nprocesses, sizeof *rows);
	for (size_t i = 0; i < nprocesses; i++) {
		uint64_t used = ticks(&processes[i]) -
		    (last.tv_sec ? ticks_before(&processes[i]) : 0);

		rows[i].process = &processes[i];
		rows[i].cpu = 100 * (double)used /
		    (double)sysconf(_SC_CLK_TCK) /
		    (last.tv_sec ? seconds : system_uptime());
	}
	last = now;
	qsort(rows, nprocesses, sizeof *rows, compare);
}

static double
meminfo(const char *name)
{
	FILE *file = fopen("/proc/meminfo", "re");
	char line[128];
	double value = 0;

	while (file && fgets(line, sizeof line, file)) {
		if (strncmp(line, name, strlen(name)) == 0)
			value = strtod(line + strlen(name) + 1, NULL) * 1024;
	}
	if (file)
		fclose(file);
	return value;
}

/* A line of the picture, on the screen or just printed. */
__attribute__((format(printf, 2, 3))) static void
put_line(int row, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (batch) {
		puts(text);
		return;
	}
	screen_move(row, 0);
	screen_print("%.*s", screen_columns(), text);
	screen_clear_line();
}

static int
draw_head(void)
{
	char total[HUMAN_SIZE], unused[HUMAN_SIZE], clock[16];
	double loads[3] = { 0 };
	size_t running = 0;
	long up = (long)system_uptime() / 60;
	time_t now = time(NULL);
	FILE *file = fopen("/proc/loadavg", "re");

	if (file) {
		if (fscanf(file, "%lf %lf %lf", &loads[0], &loads[1],
			&loads[2]) != 3)
			loads[0] = 0;
		fclose(file);
	}
	for (size_t i = 0; i < nprocesses; i++)
		running += processes[i].state == 'R';
	memory = meminfo("MemTotal:");
	strftime(clock, sizeof clock, "%H:%M:%S", localtime(&now));
	put_line(0, "top - %s up %ld:%02ld, load average: %.2f, %.2f, %.2f",
	    clock, up / 60, up % 60, loads[0], loads[1], loads[2]);
	put_line(1, "Tasks: %zu, %zu running", nprocesses, running);
	put_line(2, "Memory: %s, %s free",
	    number_human((uintmax_t)memory, 1024, total),
	    number_human((uintmax_t)meminfo("MemAvailable:"), 1024, unused));
	put_line(3, "%s", "");
	if (!batch)
		screen_reverse(true);
	put_line(4,
	    "    PID USER     PRI  NI     VSZ     RES S  %%CPU  %%MEM "
	    "    TIME COMMAND");
	if (!batch)
		screen_reverse(false);
	return 5;
}

static void
draw_row(int row, const struct row *r)
{
	const struct process *p = r->process;
	char virtual_size[HUMAN_SIZE], resident[HUMAN_SIZE];
	unsigned long seconds = ticks(p) / (unsigned long)sysconf(_SC_CLK_TCK);

	put_line(row,
	    "%7d %-8.8s %3ld %3ld %7s %7s %c %5.1f %5.1f %5lu:%02lu "
	    "%s",
	    p->pid, owner_user(p->euid), p->priority, p->nice,
	    number_human(p->virtual_bytes, 1024, virtual_size),
	    number_human(p->resident_bytes, 1024, resident), p->state, r->cpu,
	    memory > 0 ? 100 * (double)p->resident_bytes / memory : 0,
	    seconds / 60, seconds % 60, batch ? p->name : p->command);
}

static void
draw(void)
{
	int row = draw_head();

	for (size_t i = 0; i < nprocesses; i++) {
		if (!batch && row >= screen_rows())
			break;
		draw_row(row++, &rows[i]);
	}
	for (; !batch && row < screen_rows(); row++)
		put_line(row, "%s", "");
	if (!batch)
		screen_flush();
}

/* Waits; false when somebody wants to leave. */
static bool
wait_for_key(double seconds)
{
	int key;

	if (!screen_wait_key((int)(seconds * 1000)))
		return true;
	key = screen_key();
	if (key == 'M')
		by_memory = true;
	else if (key == 'P')
		by_memory = false;
	return key != 'q' && key != 3 && key != -1;
}

int
main(int argc, char **argv)
{
	double delay = 2;
	intmax_t left = -1;
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'b':
			batch = true;
			break;
		case 'd':
			delay = interval_parse(optarg);
			break;
		case 'n':
			left = integer_argument(optarg, 1, INTMAX_MAX,
			    "number of iterations");
			break;
		}
	}
	if (!batch && !screen_begin())
		errx(1, "no terminal; use -b");
	for (;;) {
		sample();
		draw();
		if (left > 0 && --left == 0)
			break;
		if (batch) {
			struct timespec t = interval_timespec(delay);

			fflush(stdout);
			putchar('\n');
			nanosleep(&t, NULL);
		} else if (!wait_for_key(delay)) {
			break;
		}
	}
	if (!batch)
		screen_end();
	return 0;
}
