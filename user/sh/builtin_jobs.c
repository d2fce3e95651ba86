/* Built-ins for jobs: jobs fg bg wait kill. */
#include "builtins.h"
#include "chars.h"
#include "error.h"
#include "jobs.h"
#include "mem.h"
#include "options.h"
#include "out.h"
#include "shell.h"
#include "trap.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

int
builtin_jobs(int argc, char **argv)
{
	struct options options = options_start(argc, argv);
	struct job *job, *next;
	int how = 0;
	int letter;

	while ((letter = options_next(&options, "lp")) != 0)
		how = letter;
	jobs_poll();
	for (char **id = options.rest; *id != NULL; id++)
		job_print(job_required(*id), how, false);
	if (*options.rest != NULL)
		return 0;
	for (job = jobs_first(); job != NULL; job = job->next)
		job_print(job, how, false);
	for (job = jobs_first(); job != NULL; job = next) {
		next = job->next;
		if (job->state == JOB_DONE && how != 'p')
			job_free(job);
	}
	return 0;
}

static struct job *
controlled_job(const char *id)
{
	struct job *job = job_required(id);

	if (job->group == 0)
		sh_error("job %s not created under job control",
		    id ? id : "%+");
	return job;
}

/* fg and bg, for each operand or the current job. */
static int
resume(char **ids, bool foreground)
{
	int status = 0;

	do {
		struct job *job = controlled_job(*ids);

		if (!foreground)
			out_printf("[%d] ", job->number);
		for (int i = 0; i < job->count; i++)
			out_printf("%s%s", i > 0 ? " | " : "",
			    job->processes[i].text ? job->processes[i].text :
						     "");
		out_char('\n');
		out_flush();
		status = job_resume(job, foreground);
	} while (*ids != NULL && *++ids != NULL);
	return status;
}

int
builtin_fg(int argc, char **argv)
{
	struct options options = options_start(argc, argv);

	options_next(&options, "");
	return resume(options.rest, true);
}

int
builtin_bg(int argc, char **argv)
{
	struct options options = options_start(argc, argv);

	options_next(&options, "");
	return resume(options.rest, false);
}

/* wait. */

/* => returns: 0, or the status because of a signal that has a trap */
static int
wait_until_done(const struct job *job, bool tell)
{
	while (job->state == JOB_RUNNING) {
		bool more = jobs_wait_any(tell ? job : NULL);

		if (trap_pending)
			return 128 +
			    (trap_signal_due() ? trap_signal_due() : SIGINT);
		if (!more)
			break;
	}
	return 0;
}

static int
wait_for_all(void)
{
	struct job *job;
	int status;

	for (job = jobs_first(); job != NULL; job = job->next) {
		status = wait_until_done(job, false);
		if (status != 0)
			return status;
		job->waited = true;
	}
	return 0;
}

int
builtin_wait(int argc, char **argv)
{
	struct options options = options_start(argc, argv);
	int status = 0;

	options_next(&options, "");
	if (*options.rest == NULL)
		return wait_for_all();
	for (char **id = options.rest; *id != NULL; id++) {
		struct job *job;

		if (**id == '%')
			job = job_required(*id);
		else {
			number_of(*id);
			job = job_named(*id);
		}
		if (job == NULL) {
			status = 127;
			continue;
		}
		status = wait_until_done(job, true);
		if (status != 0)
			return status;
		job->waited = true;
		status = job_status(job);
	}
	return status;
}

/* kill. */

static int
list_signals(const char *operand)
{
	int number;

	if (operand == NULL) {
		out_text("0\n");
		for (int i = 1; i < NSIGNALS; i++)
			out_printf("%s\n", signal_name(i));
		return 0;
	}
	number = number_of(operand);
	if (number > 128)
		number -= 128;
	if (number <= 0 || number >= NSIGNALS)
		sh_error("invalid signal number or exit status: %s", operand);
	out_printf("%s\n", signal_name(number));
	return 0;
}

_Noreturn static void
kill_usage(void)
{
	sh_error(
	    "Usage: kill [-s sigspec | -signum | -sigspec] [pid | job]... or\n"
	    "kill -l [exitstatus]");
}

static long
process_number(const char *text)
{
	char *end;
	long pid = strtol(text, &end, 10);

	while (isspace((unsigned char)*end))
		end++;
	if (end == text || *end != '\0' || pid > INT_MAX || pid < -INT_MAX)
		sh_error("Illegal number: %s", text);
	return pid;
}

static int
kill_one(const char *operand, int number)
{
	pid_t pid;

	if (*operand == '%') {
		struct job *job = job_required(operand);

		pid = job->group ? -job->group : job->processes[0].pid;
	} else
		pid = (pid_t)process_number(operand);
	if (kill(pid, number) == 0)
		return 0;
	sh_warn("%s\n", strerror(errno));
	return 1;
}

/* -s name, -name or -number. => returns: the operands; *list for -l */
static char **
kill_options(char **args, int *number, bool *list)
{
	const char *arg = *args;

	*list = false;
	if (arg == NULL || arg[0] != '-' || arg[1] == '\0')
		return args;
	args++;
	if (strcmp(arg, "--") == 0)
		return args;
	if (strcmp(arg, "-l") == 0) {
		*list = true;
		return args;
	}
	if (strncmp(arg, "-s", 2) == 0 && signal_number(arg + 1) < 0) {
		const char *name = arg[2] ? arg + 2 : *args++;

		if (name == NULL)
			sh_error("No arg for -s option");
		*number = signal_number(name);
		if (*number < 0)
			sh_error("invalid signal number or name: %s", name);
	} else {
		*number = signal_number(arg + 1);
		if (*number < 0)
			sh_error("Illegal option -%c", arg[1]);
	}
	if (*args != NULL && strcmp(*args, "--") == 0)
		args++;
	return args;
}

int
builtin_kill(int argc, char **argv)
{
	int number = SIGTERM;
	int status = 0;
	bool list;
	char **operands = kill_options(argv + 1, &number, &list);

	(void)argc;
	if (list)
		return list_signals(*operands);
	if (*operands == NULL)
		kill_usage();
	for (; *operands != NULL; operands++)
		status |= kill_one(*operands, number);
	return status;
}
