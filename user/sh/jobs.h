/* Processes and jobs. */
#ifndef SH_JOBS_H
#define SH_JOBS_H

#include <stdbool.h>
#include <sys/types.h>

struct node;

struct process {
	pid_t pid;
	int status; /* as of wait(); -1 while it runs */
	char *text; /* its command, or NULL */
};

enum job_state {
	JOB_RUNNING,
	JOB_STOPPED,
	JOB_DONE
};

struct job {
	struct job *next; /* the more current first */
	int number;
	pid_t group; /* process group, 0 without job control */
	enum job_state state;
	bool changed; /* since the user was told */
	bool waited;  /* its status was asked for */
	int count;    /* of processes so far */
	struct process processes[];
};

/* A job for so many processes; it becomes the current one. */
struct job *job_create(int nprocesses);
void job_free(struct job *job);
/* Its state has changed: put it where it belongs in the list. */
void job_relink(struct job *job);

enum fork_kind {
	FORK_FOREGROUND,
	FORK_BACKGROUND,
	FORK_PLAIN
};

/*
 * Fork a process into the job (NULL: it is in none; FORK_PLAIN: it stays in the
 * shell's process group). `node` is what it runs, for the user.
 * => returns: 0 in the child, which is then a subshell
 * => errors: unwinds with a message
 */
pid_t job_fork(struct job *job, const struct node *node, enum fork_kind kind);
/* Run a program in a process of the job. */
void job_exec(struct job *job, const struct node *node, const char *path,
    char **argv);
/* A helper process of the shell itself. => returns: like fork() */
pid_t fork_unheard(void);

/* Wait until the job, in the foreground, ends or stops; an ended one is freed.
 * => returns: its exit status */
int job_wait(struct job *job);
/* => returns: the exit status that the state of its processes amounts to */
int job_status(const struct job *job);
/* Learn what became of processes, without waiting. */
void jobs_poll(void);
/* Wait for any process, or a signal with a trap. What ends a process of `watched`
 * is told.
 * => returns: false if there is no process left */
bool jobs_wait_any(const struct job *watched);

struct job *jobs_first(void);
/* => returns: the job that %id or a process id names, or NULL */
struct job *job_named(const char *id);
/* The same; => errors: unwinds if there is none */
struct job *job_required(const char *id);
/* Print it as `jobs` does: 'l' with process ids, 'p' only the leader's. */
void job_print(struct job *job, int how, bool to_error);
/* Tell the user what has changed; drop what has ended. */
void jobs_notify(void);
/* => returns: whether the shell should stay: it has just told of stopped jobs */
bool jobs_stopped_warning(void);
/* Put it in the foreground or background, and let it go on. */
int job_resume(struct job *job, bool foreground);

/* Take or give up job control, as `set -m` says. */
void jobs_follow_options(void);
/* The shell ends: give the terminal back. */
void jobs_fini(void);

#endif
