/*
 * The actions: what is done with a file. -exec ... + collects names until an argument
 * list is full; the rest of them runs after the walk.
 */
#include <err.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../lib/confirm.h"
#include "../lib/memory.h"
#include "../lib/mode.h"
#include "../lib/owner.h"
#include "../lib/run.h"
#include "find.h"

bool
find_print(struct test *t, const struct walk_item *item)
{
	fputs(item->path, t->file);
	putc(t->which, t->file);
	return true;
}

static bool
run_ls(struct test *t, const struct walk_item *item)
{
	struct tm *tm = localtime(&item->st.st_mtime);
	char mode[11], date[32], size[32];
	char target[4096];
	ssize_t n;

	(void)t;
	mode_string(item->st.st_mode, mode);
	if (!tm ||
	    !strftime(date, sizeof date,
		item->st.st_mtime > find.now.tv_sec - 15778476 ? "%b %e %H:%M" :
								 "%b %e  %Y",
		tm))
		snprintf(date, sizeof date, "%jd", (intmax_t)item->st.st_mtime);
	snprintf(size, sizeof size, "%jd", (intmax_t)item->st.st_size);
	printf("%9ju %6jd %s %3ju %-8s ", (uintmax_t)item->st.st_ino,
	    (intmax_t)item->st.st_blocks / 2, mode,
	    (uintmax_t)item->st.st_nlink, owner_user(item->st.st_uid));
	printf("%-8s %8s %s %s", owner_group(item->st.st_gid), size, date,
	    item->path);
	if (S_ISLNK(item->st.st_mode) &&
	    (n = readlink(item->path, target, sizeof target)) >= 0)
		printf(" -> %.*s", (int)n, target);
	putchar('\n');
	return true;
}

static bool
run_delete(struct test *t, const struct walk_item *item)
{
	int result;

	(void)t;
	if (strcmp(item->path, ".") == 0)
		return true;
	result = S_ISDIR(item->st.st_mode) ? rmdir(item->path) :
					     unlink(item->path);
	if (result < 0) {
		warn("cannot delete '%s'", item->path);
		find.status = 1;
	}
	return result == 0;
}

static bool
run_prune(struct test *t, const struct walk_item *item)
{
	(void)t;
	(void)item;
	find.prune = true;
	return true;
}

static bool
run_quit(struct test *t, const struct walk_item *item)
{
	(void)t;
	(void)item;
	find.stop = true;
	return true;
}

/* --- Commands ------------------------------------------------------------- */

static int
spawn(char **command, const char *directory)
{
	pid_t child;
	int wait_status;

	fflush(stdout);
	child = fork();
	if (child < 0)
		err(1, "cannot fork");
	if (child == 0) {
		if (directory && chdir(directory) < 0)
			err(1, "%s", directory);
		run_command(command);
	}
	while (waitpid(child, &wait_status, 0) < 0 && errno == EINTR)
		;
	return run_status(wait_status);
}

/* text with every {} replaced by name. */
static char *
substitute(const char *text, const char *name)
{
	char *result = xstrdup(""), *longer;
	const char *at;

	while ((at = strstr(text, "{}"))) {
		longer = xasprintf("%s%.*s%s", result, (int)(at - text), text,
		    name);
		free(result);
		result = longer;
		text = at + 2;
	}
	longer = xasprintf("%s%s", result, text);
	free(result);
	return longer;
}

static bool
run_exec(struct test *t, const struct walk_item *item)
{
	char **command = xcalloc(t->ncommand + 1, sizeof *command);
	char *directory = NULL, *name = xstrdup(item->path);
	int result = 1;

	if (t->which == 'd') {
		const char *slash = strrchr(item->path, '/');

		free(name);
		name = xasprintf("./%s",
		    slash && slash[1] ? slash + 1 : item->path);
		if (slash)
			directory = xstrndup(item->path,
			    slash == item->path ? 1 :
						  (size_t)(slash - item->path));
	}
	for (size_t i = 0; i < t->ncommand; i++)
		command[i] = substitute(t->command[i], name);
	if (t->which != 'o' ||
	    confirm("< %s ... %s > ? ", command[0], item->path))
		result = spawn(command, directory);
	for (size_t i = 0; i < t->ncommand; i++)
		free(command[i]);
	free(command);
	free(directory);
	free(name);
	return result == 0;
}

enum {
	MAX_BATCH_CHARS = 100000
};

static void
flush_batch(struct test *t)
{
	char **command;

	if (t->nbatch == 0)
		return;
	command = xcalloc(t->ncommand + t->nbatch + 1, sizeof *command);
	memcpy(command, t->command, t->ncommand * sizeof *command);
	memcpy(command + t->ncommand, t->batch, t->nbatch * sizeof *command);
	if (spawn(command, NULL) != 0)
		find.status = 1;
	for (size_t i = 0; i < t->nbatch; i++)
		free(t->batch[i]);
	free(command);
	t->nbatch = t->chars = 0;
}

static bool
run_exec_batch(struct test *t, const struct walk_item *item)
{
	if (t->chars + strlen(item->path) > MAX_BATCH_CHARS)
		flush_batch(t);
	array_grow(&t->batch, t->nbatch, &t->capacity, sizeof *t->batch);
	t->batch[t->nbatch++] = xstrdup(item->path);
	t->chars += strlen(item->path) + 1 + sizeof(char *);
	return true;
}

void
find_flush_batches(struct test *t)
{
	if (!t)
		return;
	find_flush_batches(t->left);
	find_flush_batches(t->right);
	if (t->run == run_exec_batch)
		flush_batch(t);
}

static void
parse_command(struct test *t, const char *option)
{
	size_t capacity = 0;

	while (*find.arg && strcmp(*find.arg, ";") != 0 &&
	    !(strcmp(*find.arg, "+") == 0 && t->ncommand &&
		strcmp(find.arg[-1], "{}") == 0)) {
		array_grow(&t->command, t->ncommand, &capacity,
		    sizeof *t->command);
		t->command[t->ncommand++] = *find.arg++;
	}
	if (!*find.arg || t->ncommand == 0)
		errx(1, "missing argument to `%s'", option);
	if (strcmp(*find.arg, "+") == 0) {
		t->ncommand--;
		t->run = run_exec_batch;
	}
	find.arg++;
}

/* --- Their names ---------------------------------------------------------- */

struct test *
find_parse_action(const char *name)
{
	struct test *t = find_test_new(find_print, NULL, NULL);

	t->which = '\n';
	if (strcmp(name, "-print") == 0) {
		;
	} else if (strcmp(name, "-print0") == 0) {
		t->which = '\0';
	} else if (strcmp(name, "-fprint") == 0) {
		t->text = find_argument(name);
		t->file = fopen(t->text, "we");
		if (!t->file)
			err(1, "%s", t->text);
	} else if (strcmp(name, "-printf") == 0) {
		t->run = find_printf;
		t->text = find_argument(name);
	} else if (strcmp(name, "-ls") == 0) {
		t->run = run_ls;
	} else if (strcmp(name, "-delete") == 0) {
		t->run = run_delete;
		find.depth = true;
	} else if (strcmp(name, "-exec") == 0) {
		t->run = run_exec;
		parse_command(t, name);
	} else if (strcmp(name, "-execdir") == 0) {
		t->run = run_exec;
		t->which = 'd';
		parse_command(t, name);
	} else if (strcmp(name, "-ok") == 0) {
		t->run = run_exec;
		t->which = 'o';
		parse_command(t, name);
	} else if (strcmp(name, "-prune") == 0 || strcmp(name, "-quit") == 0) {
		t->run = name[1] == 'p' ? run_prune : run_quit;
		return t; /* what it is true for is printed all the same */
	} else {
		free(t);
		return NULL;
	}
	find.has_action = true;
	return t;
}
