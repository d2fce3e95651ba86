/* Jobs as the user names and sees them. */
#include "error.h"
#include "jobs.h"
#include "mem.h"
#include "out.h"
#include "str.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define STATUS_WIDTH 33

/* Naming. */

static bool
text_matches(const struct job *job, const char *text)
{
	const char *command = job->processes[0].text;

	if (command == NULL)
		return false;
	if (*text == '?')
		return strstr(command, text + 1) != NULL;
	return strncmp(command, text, strlen(text)) == 0;
}

static struct job *
job_with_text(const char *text)
{
	struct job *found = NULL;

	for (struct job *job = jobs_first(); job != NULL; job = job->next) {
		if (!text_matches(job, text))
			continue;
		if (found != NULL)
			sh_error("%%%s: ambiguous", text);
		found = job;
	}
	return found;
}

static struct job *
job_with_number(const char *text)
{
	int number = atoi(text);

	for (struct job *job = jobs_first(); job != NULL; job = job->next)
		if (job->number == number)
			return job;
	return NULL;
}

static struct job *
job_with_process(const char *text)
{
	long pid = strtol(text, NULL, 10);

	for (struct job *job = jobs_first(); job != NULL; job = job->next)
		if (job->processes[job->count - 1].pid == pid)
			return job;
	return NULL;
}

struct job *
job_named(const char *id)
{
	struct job *current = jobs_first();

	if (*id != '%')
		return job_with_process(id);
	id++;
	if (*id == '\0' || ((*id == '%' || *id == '+') && id[1] == '\0'))
		return current;
	if (*id == '-' && id[1] == '\0')
		return current ? current->next : NULL;
	if (strspn(id, "0123456789") == strlen(id))
		return job_with_number(id);
	return job_with_text(id);
}

struct job *
job_required(const char *id)
{
	struct job *job = id ? job_named(id) : jobs_first();

	if (job == NULL && id == NULL)
		sh_error("No current job");
	if (job == NULL)
		sh_error("No such job: %s", id);
	return job;
}

/* Showing. */

static void
add_status(struct str *line, const struct job *job)
{
	int status = job->processes[job->count - 1].status;

	for (int i = 0; i < job->count && job->state == JOB_STOPPED; i++)
		if (WIFSTOPPED(job->processes[i].status))
			status = job->processes[i].status;
	if (job->state == JOB_RUNNING)
		str_add_all(line, "Running");
	else if (WIFSTOPPED(status))
		str_add_all(line, strsignal(WSTOPSIG(status)));
	else if (WIFSIGNALED(status)) {
		str_add_all(line, strsignal(WTERMSIG(status)));
		if (WCOREDUMP(status))
			str_add_all(line, " (core dumped)");
	} else if (WEXITSTATUS(status) != 0)
		str_printf(line, "Done(%d)", WEXITSTATUS(status));
	else
		str_add_all(line, "Done");
}

static const char *
text_of(const struct process *process)
{
	return process->text ? process->text : "";
}

static void
add_commands(struct str *line, const struct job *job, size_t start, int how)
{
	size_t indent = start;

	for (int i = 0; i < job->count; i++) {
		const struct process *process = &job->processes[i];

		if (i > 0 && how == 'l') {
			size_t begin;

			str_add_all(line, " |\n");
			begin = line->length;
			str_printf(line, "%*s%d ", (int)indent, "",
			    (int)process->pid);
			while (line->length - begin < STATUS_WIDTH)
				str_char(line, ' ');
		} else if (i > 0)
			str_add_all(line, " | ");
		str_add_all(line, text_of(process));
	}
}

void
job_print(struct job *job, int how, bool to_error)
{
	struct job *current = jobs_first();
	struct str line = str_new(&scratch);
	size_t start;

	if (how == 'p') {
		out_printf("%d\n", (int)job->processes[0].pid);
		return;
	}
	str_printf(&line, "[%d] %c ", job->number,
	    job == current                      ? '+' :
		current && job == current->next ? '-' :
						  ' ');
	start = line.length;
	if (how == 'l')
		str_printf(&line, "%d ", (int)job->processes[0].pid);
	add_status(&line, job);
	do
		str_char(&line, ' ');
	while (line.length < STATUS_WIDTH);
	add_commands(&line, job, start, how);
	str_char(&line, '\n');
	if (to_error)
		out_error(line.data, line.length);
	else
		out_add(line.data, line.length);
	job->changed = false;
}

void
jobs_notify(void)
{
	struct job *next;

	jobs_poll();
	for (struct job *job = jobs_first(); job != NULL; job = next) {
		next = job->next;
		if (job->changed && !job->waited)
			job_print(job, 0, true);
		if (job->state == JOB_DONE)
			job_free(job);
	}
}
