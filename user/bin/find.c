/*
 * find: walk trees and evaluate an expression for each file.
 *
 * The expression is parsed into a tree of struct test, whose leaves are tests
 * and actions; -a, -o, ! and parentheses are its nodes. Options such as -maxdepth
 * count for the whole walk wherever they stand. -exec ... + collects names until
 * an argument list is full.
 *
 * -depth and -delete want a directory after what is in it, so the walk reports
 * directories on the way in or on the way out, not both.
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <math.h>
#include <regex.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/confirm.h"
#include "lib/date.h"
#include "lib/memory.h"
#include "lib/mode.h"
#include "lib/number.h"
#include "lib/options.h"
#include "lib/owner.h"
#include "lib/run.h"
#include "lib/walk.h"

static const char help[] =
    "+Usage: find [-H] [-L] [-P] [PATH]... [EXPRESSION]\n"
    "Walk the trees at the PATHs (.) and evaluate EXPRESSION (-print) for each\n"
    "file. A number N may be +N, more than that, or -N, less.\n"
    "  -H                        follow links among the PATHs\n"
    "  -L                        follow all symbolic links\n"
    "  -P                        follow none (the default)\n"
    "Operators: ( ) ! -not -a -and -o -or ,\n"
    "Options: -daystart -depth -maxdepth N -mindepth N -mount -xdev -noleaf\n"
    "Tests: -name -iname -path -ipath -wholename PATTERN, -regex -iregex REGEX,\n"
    "  -type bcdflps, -size N[cwbkMG], -empty, -perm [-/]MODE, -links N, -inum N,\n"
    "  -user NAME, -group NAME, -uid N, -gid N, -nouser, -nogroup, -newer FILE,\n"
    "  -newerXY REFERENCE, -mtime -atime -ctime N (days), -mmin -amin -cmin N,\n"
    "  -samefile FILE, -lname PATTERN, -xtype TYPE, -readable, -writable,\n"
    "  -executable, -true, -false\n"
    "Actions: -print -print0 -printf FORMAT -ls -delete -prune -quit\n"
    "  -exec -execdir -ok COMMAND {} ; or -exec COMMAND {} +, -fprint FILE\n";

struct test {
	bool (*run)(struct test *test, const struct walk_item *item);
	struct test *left, *right;
	char *text;
	char sign; /* + - or 0 */
	double number;
	double unit;
	mode_t mode;
	char which, other; /* a c m B of times */
	struct timespec time;
	dev_t dev;
	ino_t ino;
	regex_t regex;
	char **command;
	size_t ncommand;
	char **batch; /* of -exec ... + */
	size_t nbatch, capacity, chars;
	FILE *file;
};

static struct {
	unsigned int walk_flags;
	bool depth, has_action;
	int max_depth, min_depth;
	struct timespec now;
} opt = { .max_depth = INT32_MAX };

static int status;
static bool prune, stop;
static struct test *expression;
static char **arg;

/* --- Tests ---------------------------------------------------------------- */

static bool
run_and(struct test *t, const struct walk_item *item)
{
	return t->left->run(t->left, item) && !stop &&
	    t->right->run(t->right, item);
}

static bool
run_or(struct test *t, const struct walk_item *item)
{
	return t->left->run(t->left, item) ||
	    (!stop && t->right->run(t->right, item));
}

static bool
run_comma(struct test *t, const struct walk_item *item)
{
	t->left->run(t->left, item);
	return !stop && t->right->run(t->right, item);
}

static bool
run_not(struct test *t, const struct walk_item *item)
{
	return !t->left->run(t->left, item);
}

static bool
run_true(struct test *t, const struct walk_item *item)
{
	(void)t;
	(void)item;
	return true;
}

static bool
run_false(struct test *t, const struct walk_item *item)
{
	return !run_true(t, item);
}

static bool
compare_number(const struct test *t, double value)
{
	if (t->sign == '+')
		return value > t->number;
	if (t->sign == '-')
		return value < t->number;
	return value == t->number;
}

static bool
run_name(struct test *t, const struct walk_item *item)
{
	return fnmatch(t->text, item->name,
		   t->which == 'i' ? FNM_CASEFOLD : 0) == 0;
}

static bool
run_path(struct test *t, const struct walk_item *item)
{
	return fnmatch(t->text, item->path,
		   t->which == 'i' ? FNM_CASEFOLD : 0) == 0;
}

static bool
run_regex(struct test *t, const struct walk_item *item)
{
	regmatch_t m;

	/* The whole path has to match. */
	return regexec(&t->regex, item->path, 1, &m, 0) == 0 && m.rm_so == 0 &&
	    item->path[m.rm_eo] == '\0';
}

static bool
run_type(struct test *t, const struct walk_item *item)
{
	char mode[11];
	char type;

	mode_string(item->st.st_mode, mode);
	type = mode[0] == '-' ? 'f' : mode[0];
	return strchr(t->text, type) != NULL;
}

/* -type, where links are followed if they are not otherwise. */
static bool
run_xtype(struct test *t, const struct walk_item *item)
{
	struct walk_item other = *item;

	if (S_ISLNK(item->st.st_mode))
		stat(item->path, &other.st);
	else if (opt.walk_flags & WALK_FOLLOW)
		lstat(item->path, &other.st);
	return run_type(t, &other);
}

static bool
run_size(struct test *t, const struct walk_item *item)
{
	return compare_number(t, ceil((double)item->st.st_size / t->unit));
}

static bool
run_empty(struct test *t, const struct walk_item *item)
{
	char **names;
	bool empty;

	(void)t;
	if (S_ISREG(item->st.st_mode))
		return item->st.st_size == 0;
	if (!S_ISDIR(item->st.st_mode))
		return false;
	names = names_read(item->path, false);
	if (!names)
		return false;
	empty = names[0] == NULL;
	names_free(names);
	return empty;
}

static bool
run_perm(struct test *t, const struct walk_item *item)
{
	mode_t mode = item->st.st_mode & 07777;

	if (t->sign == '-')
		return (mode & t->mode) == t->mode;
	if (t->sign == '/')
		return t->mode == 0 || (mode & t->mode) != 0;
	return mode == t->mode;
}

static bool
run_links(struct test *t, const struct walk_item *item)
{
	return compare_number(t, (double)item->st.st_nlink);
}

static bool
run_inum(struct test *t, const struct walk_item *item)
{
	return compare_number(t, (double)item->st.st_ino);
}

static bool
run_uid(struct test *t, const struct walk_item *item)
{
	return compare_number(t, (double)item->st.st_uid);
}

static bool
run_gid(struct test *t, const struct walk_item *item)
{
	return compare_number(t, (double)item->st.st_gid);
}

static bool
run_nouser(struct test *t, const struct walk_item *item)
{
	const char *name = t->which == 'g' ? owner_group(item->st.st_gid) :
					     owner_user(item->st.st_uid);

	/* A name that is a number is none. */
	return isdigit((unsigned char)*name);
}

static struct timespec
time_of(const struct stat *st, char which)
{
	switch (which) {
	case 'a':
		return st->st_atim;
	case 'c':
		return st->st_ctim;
	}
	return st->st_mtim;
}

static bool
run_newer(struct test *t, const struct walk_item *item)
{
	struct timespec time = time_of(&item->st, t->which);

	if (time.tv_sec != t->time.tv_sec)
		return time.tv_sec > t->time.tv_sec;
	return time.tv_nsec > t->time.tv_nsec;
}

static bool
run_age(struct test *t, const struct walk_item *item)
{
	struct timespec time = time_of(&item->st, t->which);
	double age = (double)(opt.now.tv_sec - time.tv_sec) +
	    (double)(opt.now.tv_nsec - time.tv_nsec) / 1e9;

	/* Whole units for days; minutes are compared as they are. */
	if (t->unit > 60 || t->sign == 0)
		return compare_number(t,
		    t->sign == '-' || t->unit > 60 ? floor(age / t->unit) :
						     ceil(age / t->unit));
	return compare_number(t, age / t->unit);
}

static bool
run_samefile(struct test *t, const struct walk_item *item)
{
	return item->st.st_dev == t->dev && item->st.st_ino == t->ino;
}

static bool
run_lname(struct test *t, const struct walk_item *item)
{
	char target[4096];
	ssize_t n = readlink(item->path, target, sizeof target - 1);

	if (n < 0)
		return false;
	target[n] = '\0';
	return fnmatch(t->text, target, t->which == 'i' ? FNM_CASEFOLD : 0) ==
	    0;
}

static bool
run_access(struct test *t, const struct walk_item *item)
{
	return access(item->path, (int)t->mode) == 0;
}

/* --- Actions -------------------------------------------------------------- */

static bool
run_print(struct test *t, const struct walk_item *item)
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
		item->st.st_mtime > opt.now.tv_sec - 15778476 ? "%b %e %H:%M" :
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
		status = 1;
	}
	return result == 0;
}

static bool
run_prune(struct test *t, const struct walk_item *item)
{
	(void)t;
	(void)item;
	prune = true;
	return true;
}

static bool
run_quit(struct test *t, const struct walk_item *item)
{
	(void)t;
	(void)item;
	stop = true;
	return true;
}

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
		status = 1;
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

static void
flush_batches(struct test *t)
{
	if (!t)
		return;
	flush_batches(t->left);
	flush_batches(t->right);
	if (t->run == run_exec_batch)
		flush_batch(t);
}

/* --- -printf -------------------------------------------------------------- */

static void
print_time(FILE *file, struct timespec time, char letter)
{
	char *text, format[3] = { '%', letter, '\0' };

	if (letter == '@') {
		fprintf(file, "%jd.%09ld0", (intmax_t)time.tv_sec,
		    time.tv_nsec);
		return;
	}
	if (letter == '+')
		text = date_format("%Y-%m-%d+%H:%M:%S.%N0", time);
	else if (letter == 'S' || letter == 'T')
		text = date_format(letter == 'S' ? "%S.%N0" : "%H:%M:%S.%N0",
		    time);
	else if (letter == ' ')
		text = date_format("%a %b %e %H:%M:%S.%N0 %Y", time);
	else
		text = date_format(format, time);
	fputs(text, file);
	free(text);
}

static const char *
path_below_operand(const struct walk_item *item)
{
	const char *p = item->path + strlen(item->path);

	for (int depth = item->depth; depth > 0 && p > item->path; p--) {
		if (p[-1] == '/' && --depth == 0)
			return p;
	}
	return item->depth ? item->path : "";
}

/* One conversion; spec has its flags and width. Gives false if it is none. */
static bool
print_directive(FILE *file, const char *spec, const char **p,
    const struct walk_item *item)
{
	const struct stat *st = &item->st;
	char text[64] = "", mode[11], target[4096];
	char format[40];
	const char *value = text;
	char *made = NULL;
	ssize_t n;

	switch (**p) {
	case 'a':
	case 'c':
	case 't':
		print_time(file, time_of(st, **p), ' ');
		return true;
	case 'A':
	case 'C':
	case 'T':
		n = **p;
		++*p;
		print_time(file, time_of(st, (char)tolower((int)n)), **p);
		return true;
	case 'p':
		value = item->path;
		break;
	case 'P':
		value = path_below_operand(item);
		break;
	case 'f':
		value = item->name;
		break;
	case 'h':
		value = strrchr(item->path, '/');
		made = value ?
		    xstrndup(item->path, (size_t)(value - item->path)) :
		    xstrdup(".");
		value = made;
		break;
	case 'H':
		made = xstrndup(item->path,
		    (size_t)(path_below_operand(item) - item->path));
		if (item->depth == 0) {
			free(made);
			made = xstrdup(item->path);
		} else if (strlen(made) > 1) {
			made[strlen(made) - 1] = '\0';
		}
		value = made;
		break;
	case 'l':
		n = readlink(item->path, target, sizeof target - 1);
		target[n < 0 ? 0 : n] = '\0';
		value = target;
		break;
	case 'y':
		mode_string(st->st_mode, mode);
		snprintf(text, sizeof text, "%c",
		    mode[0] == '-' ? 'f' : mode[0]);
		break;
	case 'M':
		mode_string(st->st_mode, mode);
		value = mode;
		break;
	case 'm':
		snprintf(text, sizeof text, strchr(spec, '#') ? "%#o" : "%o",
		    st->st_mode & 07777);
		break;
	case 's':
		snprintf(text, sizeof text, "%jd", (intmax_t)st->st_size);
		break;
	case 'b':
		snprintf(text, sizeof text, "%jd", (intmax_t)st->st_blocks);
		break;
	case 'k':
		snprintf(text, sizeof text, "%jd",
		    (intmax_t)(st->st_blocks + 1) / 2);
		break;
	case 'd':
		snprintf(text, sizeof text, "%d", item->depth);
		break;
	case 'D':
		snprintf(text, sizeof text, "%ju", (uintmax_t)st->st_dev);
		break;
	case 'i':
		snprintf(text, sizeof text, "%ju", (uintmax_t)st->st_ino);
		break;
	case 'n':
		snprintf(text, sizeof text, "%ju", (uintmax_t)st->st_nlink);
		break;
	case 'u':
		value = owner_user(st->st_uid);
		break;
	case 'g':
		value = owner_group(st->st_gid);
		break;
	case 'U':
		snprintf(text, sizeof text, "%u", st->st_uid);
		break;
	case 'G':
		snprintf(text, sizeof text, "%u", st->st_gid);
		break;
	default:
		return false;
	}
	snprintf(format, sizeof format, "%%%ss", spec);
	if (strchr(spec, '#'))
		strcpy(format, "%s");
	fprintf(file, format, value);
	free(made);
	return true;
}

static const char *
print_escape(FILE *file, const char *p)
{
	static const char from[] = "abfnrtv\\", to[] = "\a\b\f\n\r\t\v\\";
	const char *at;

	if (*p >= '0' && *p <= '7') {
		int value = 0;

		for (int i = 0; i < 3 && *p >= '0' && *p <= '7'; i++)
			value = 8 * value + *p++ - '0';
		putc(value, file);
		return p;
	}
	at = *p ? strchr(from, *p) : NULL;
	if (at) {
		putc(to[at - from], file);
	} else {
		putc('\\', file);
		if (*p)
			putc(*p, file);
	}
	return *p ? p + 1 : p;
}

/* => returns: the length of the flags, width and precision at p */
static size_t
conversion_length(const char *p)
{
	size_t n = strspn(p, "-+ #0");

	n += strspn(p + n, "0123456789");
	if (p[n] == '.')
		n += 1 + strspn(p + n + 1, "0123456789");
	return n;
}

static bool
run_printf(struct test *t, const struct walk_item *item)
{
	for (const char *p = t->text; *p;) {
		char spec[24];
		size_t n;

		if (*p == '\\') {
			if (p[1] == 'c') {
				fflush(t->file);
				return true;
			}
			p = print_escape(t->file, p + 1);
			continue;
		}
		if (*p != '%') {
			putc(*p++, t->file);
			continue;
		}
		p++;
		n = conversion_length(p);
		snprintf(spec, sizeof spec, "%.*s", (int)n, p);
		p += n;
		if (*p == '%')
			putc('%', t->file);
		else if (*p && !print_directive(t->file, spec, &p, item))
			fprintf(t->file, "%%%s%c", spec, *p);
		if (*p)
			p++;
	}
	return true;
}

/* --- The expression ------------------------------------------------------- */

enum {
	MAX_NESTING = 2000
};

static int nesting;

static struct test *parse_comma(void);

static struct test *
make(bool (*run)(struct test *, const struct walk_item *), struct test *left,
    struct test *right)
{
	struct test *t = xcalloc(1, sizeof *t);

	t->run = run;
	t->left = left;
	t->right = right;
	t->file = stdout;
	return t;
}

static char *
need(const char *option)
{
	if (!*arg)
		errx(1, "missing argument to `%s'", option);
	return *arg++;
}

static void
parse_number(struct test *t, const char *option, char **end)
{
	char *text = need(option);

	t->sign = *text == '+' || *text == '-' ? *text++ : 0;
	t->number = strtod(text, end);
	if (*end == text)
		errx(1, "invalid argument `%s' to `%s'", text, option);
}

static void
parse_plain_number(struct test *t, const char *option)
{
	char *end;

	parse_number(t, option, &end);
	if (*end)
		errx(1, "invalid argument `%s' to `%s'", arg[-1], option);
}

static void
parse_size(struct test *t)
{
	static const char units[] = "bcwkMG";
	static const double sizes[] = { 512, 1, 2, 1024, 1048576, 1073741824 };
	char *end;

	parse_number(t, "-size", &end);
	t->unit = 512;
	if (*end && end[1] == '\0' && strchr(units, *end))
		t->unit = sizes[strchr(units, *end) - units];
	else if (*end)
		errx(1, "invalid -size type `%c'", *end);
}

static void
parse_perm(struct test *t)
{
	const char *text = need("-perm");

	if (*text == '-' || *text == '/') {
		/* "-u+w" and "-rwx" begin with the sign as well. */
		t->sign = *text++;
	}
	if (!mode_parse(text, 0, false, 0, &t->mode))
		errx(1, "invalid mode `%s'", text);
}

static void
parse_newer(struct test *t, char which, char other, const char *option)
{
	const char *reference = need(option);
	struct stat st;

	t->which = which;
	if (other == 't') {
		if (!date_parse(reference, opt.now, &t->time))
			errx(1,
			    "I cannot figure out how to interpret `%s' as "
			    "a date or time",
			    reference);
		return;
	}
	if (stat(reference, &st) < 0)
		err(1, "`%s'", reference);
	t->time = time_of(&st, other);
}

static void
parse_command(struct test *t, const char *option)
{
	size_t capacity = 0;

	while (*arg && strcmp(*arg, ";") != 0 &&
	    !(strcmp(*arg, "+") == 0 && t->ncommand &&
		strcmp(arg[-1], "{}") == 0)) {
		array_grow(&t->command, t->ncommand, &capacity,
		    sizeof *t->command);
		t->command[t->ncommand++] = *arg++;
	}
	if (!*arg || t->ncommand == 0)
		errx(1, "missing argument to `%s'", option);
	if (strcmp(*arg, "+") == 0) {
		t->ncommand--;
		t->run = run_exec_batch;
	}
	arg++;
}

static void
parse_types(struct test *t)
{
	t->text = need("-type");
	for (const char *p = t->text; *p; p++) {
		if (!strchr("bcdflps,", *p))
			errx(1, "Unknown argument to -type: %c", *p);
	}
	if (!*t->text)
		errx(1,
		    "Arguments to -type should contain at least one letter");
}

static struct test *
parse_action(const char *name)
{
	struct test *t = make(run_print, NULL, NULL);

	t->which = '\n';
	if (strcmp(name, "-print") == 0) {
		;
	} else if (strcmp(name, "-print0") == 0) {
		t->which = '\0';
	} else if (strcmp(name, "-fprint") == 0) {
		t->text = need(name);
		t->file = fopen(t->text, "we");
		if (!t->file)
			err(1, "%s", t->text);
	} else if (strcmp(name, "-printf") == 0) {
		t->run = run_printf;
		t->text = need(name);
	} else if (strcmp(name, "-ls") == 0) {
		t->run = run_ls;
	} else if (strcmp(name, "-delete") == 0) {
		t->run = run_delete;
		opt.depth = true;
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
	} else {
		free(t);
		return NULL;
	}
	opt.has_action = true;
	return t;
}

/* Options: true for every file. */
static struct test *
parse_global(const char *name)
{
	if (strcmp(name, "-maxdepth") == 0)
		opt.max_depth = (int)integer_argument(need(name), 0, INT_MAX,
		    "depth");
	else if (strcmp(name, "-mindepth") == 0)
		opt.min_depth = (int)integer_argument(need(name), 0, INT_MAX,
		    "depth");
	else if (strcmp(name, "-depth") == 0 || strcmp(name, "-d") == 0)
		opt.depth = true;
	else if (strcmp(name, "-mount") == 0 || strcmp(name, "-xdev") == 0)
		opt.walk_flags |= WALK_ONE_DEVICE;
	else if (strcmp(name, "-follow") == 0)
		opt.walk_flags |= WALK_FOLLOW;
	else if (strcmp(name, "-daystart") == 0)
		opt.now.tv_sec += 86400 - opt.now.tv_sec % 86400;
	else if (strcmp(name, "-noleaf") != 0 && strcmp(name, "-warn") != 0 &&
	    strcmp(name, "-nowarn") != 0)
		return NULL;
	return make(run_true, NULL, NULL);
}

static bool
set_text_test(struct test *t, const char *name)
{
	bool fold = name[1] == 'i';
	const char *plain = name + 1 + fold;

	t->which = fold ? 'i' : 0;
	if (strcmp(plain, "name") == 0)
		t->run = run_name;
	else if (strcmp(plain, "path") == 0 || strcmp(plain, "wholename") == 0)
		t->run = run_path;
	else if (strcmp(plain, "lname") == 0)
		t->run = run_lname;
	else if (strcmp(plain, "regex") == 0)
		t->run = run_regex;
	else
		return false;
	t->text = need(name);
	if (t->run == run_regex &&
	    regcomp(&t->regex, t->text, fold ? REG_ICASE : 0))
		errx(1, "failed to compile regular expression '%s'", t->text);
	return true;
}

static bool
set_time_test(struct test *t, const char *name)
{
	size_t length = strlen(name);

	if (strcmp(name, "-newer") == 0) {
		parse_newer(t, 'm', 'm', name);
	} else if (strcmp(name, "-anewer") == 0 ||
	    strcmp(name, "-cnewer") == 0) {
		parse_newer(t, name[1], 'm', name);
	} else if (strncmp(name, "-newer", 6) == 0 && length == 8) {
		parse_newer(t, name[6], name[7], name);
	} else if (strchr("acm", name[1]) &&
	    (strcmp(name + 2, "time") == 0 || strcmp(name + 2, "min") == 0)) {
		t->run = run_age;
		t->which = name[1];
		t->unit = name[2] == 't' ? 86400 : 60;
		parse_plain_number(t, name);
		return true;
	} else {
		return false;
	}
	t->run = run_newer;
	return true;
}

static bool
set_number_test(struct test *t, const char *name)
{
	static const struct {
		const char *name;
		bool (*run)(struct test *, const struct walk_item *);
	} tests[] = {
		{ "-links", run_links },
		{ "-inum", run_inum },
		{ "-uid", run_uid },
		{ "-gid", run_gid },
	};

	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
		if (strcmp(name, tests[i].name) == 0) {
			t->run = tests[i].run;
			parse_plain_number(t, name);
			return true;
		}
	}
	return false;
}

static bool
set_file_test(struct test *t, const char *name)
{
	struct stat st;

	if (strcmp(name, "-type") == 0) {
		t->run = run_type;
		parse_types(t);
	} else if (strcmp(name, "-xtype") == 0) {
		t->run = run_xtype;
		parse_types(t);
	} else if (strcmp(name, "-size") == 0) {
		t->run = run_size;
		parse_size(t);
	} else if (strcmp(name, "-empty") == 0) {
		t->run = run_empty;
	} else if (strcmp(name, "-perm") == 0) {
		t->run = run_perm;
		parse_perm(t);
	} else if (strcmp(name, "-user") == 0) {
		t->run = run_uid;
		t->number = owner_parse_user(need(name));
	} else if (strcmp(name, "-group") == 0) {
		t->run = run_gid;
		t->number = owner_parse_group(need(name));
	} else if (strcmp(name, "-nouser") == 0 ||
	    strcmp(name, "-nogroup") == 0) {
		t->run = run_nouser;
		t->which = name[3];
	} else if (strcmp(name, "-samefile") == 0) {
		t->run = run_samefile;
		if (stat(need(name), &st) < 0)
			err(1, "`%s'", arg[-1]);
		t->dev = st.st_dev;
		t->ino = st.st_ino;
	} else if (strcmp(name, "-readable") == 0 ||
	    strcmp(name, "-writable") == 0 ||
	    strcmp(name, "-executable") == 0) {
		t->run = run_access;
		t->mode = name[1] == 'r' ? R_OK : name[1] == 'w' ? W_OK : X_OK;
	} else {
		return false;
	}
	return true;
}

static struct test *
parse_primary(void)
{
	const char *name = *arg++;
	struct test *t;

	if (strcmp(name, "(") == 0) {
		t = parse_comma();
		if (!*arg || strcmp(*arg, ")") != 0)
			errx(1,
			    "invalid expression; I was expecting to find "
			    "a ')' somewhere but did not see one.");
		arg++;
		return t;
	}
	if ((t = parse_action(name)) || (t = parse_global(name)))
		return t;
	t = make(run_true, NULL, NULL);
	if (strcmp(name, "-true") == 0)
		return t;
	if (strcmp(name, "-false") == 0)
		t->run = run_false;
	else if (strcmp(name, "-prune") == 0)
		t->run = run_prune;
	else if (strcmp(name, "-quit") == 0)
		t->run = run_quit;
	else if (*name != '-' ||
	    (!set_text_test(t, name) && !set_time_test(t, name) &&
		!set_number_test(t, name) && !set_file_test(t, name)))
		errx(1,
		    *name == '-' ? "unknown predicate `%s'" :
				   "paths must precede expression: `%s'",
		    name);
	return t;
}

static bool
take(const char *one, const char *other)
{
	if (!*arg || (strcmp(*arg, one) != 0 && strcmp(*arg, other) != 0))
		return false;
	arg++;
	return true;
}

/* Every recursion passes here, and none is deeper than the stack. */
static struct test *
parse_not(void)
{
	struct test *t;

	if (++nesting > MAX_NESTING)
		errx(1, "expression too deep");
	if (take("!", "-not")) {
		if (!*arg)
			errx(1, "expected an expression after `%s'", arg[-1]);
		t = make(run_not, parse_not(), NULL);
	} else if (*arg) {
		t = parse_primary();
	} else {
		errx(1, "expected an expression");
	}
	nesting--;
	return t;
}

static bool
at_operator(void)
{
	return !*arg || strcmp(*arg, ")") == 0 || strcmp(*arg, ",") == 0 ||
	    strcmp(*arg, "-o") == 0 || strcmp(*arg, "-or") == 0;
}

static struct test *
parse_and(void)
{
	struct test *t = parse_not();

	while (take("-a", "-and") || !at_operator())
		t = make(run_and, t, parse_not());
	return t;
}

static struct test *
parse_or(void)
{
	struct test *t = parse_and();

	while (take("-o", "-or"))
		t = make(run_or, t, parse_and());
	return t;
}

static struct test *
parse_comma(void)
{
	struct test *t = parse_or();

	while (take(",", ","))
		t = make(run_comma, t, parse_or());
	return t;
}

/* --- The walk ------------------------------------------------------------- */

static void
evaluate(const struct walk_item *item)
{
	prune = false;
	if (item->depth >= opt.min_depth && !stop)
		expression->run(expression, item);
}

static enum walk_next
visit(const struct walk_item *item, void *context)
{
	(void)context;
	if (stop)
		return WALK_SKIP;
	switch (item->event) {
	case WALK_FILE:
		evaluate(item);
		break;
	case WALK_DIRECTORY:
		if (opt.depth && item->depth < opt.max_depth)
			return WALK_ON;
		evaluate(item);
		if (item->depth >= opt.max_depth || prune || stop)
			return WALK_SKIP;
		break;
	case WALK_LEAVE:
		if (opt.depth)
			evaluate(item);
		break;
	case WALK_CANNOT_STAT:
	case WALK_CANNOT_READ:
		errno = item->error;
		warn("'%s'", item->path);
		status = 1;
		break;
	case WALK_LOOP:
		warnx("File system loop detected; '%s'", item->path);
		status = 1;
		break;
	}
	return WALK_ON;
}

static bool
begins_expression(const char *word)
{
	return (word[0] == '-' && word[1]) || strcmp(word, "(") == 0 ||
	    strcmp(word, "!") == 0 || strcmp(word, ",") == 0 ||
	    strcmp(word, ")") == 0;
}

int
main(int argc, char **argv)
{
	static char *here[] = { (char *)".", NULL };
	char **paths;
	size_t npaths;

	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		option_next(argc, argv, help);
	clock_gettime(CLOCK_REALTIME, &opt.now);
	arg = argv + 1;
	for (; *arg && (*arg)[0] == '-' && strchr("HLP", (*arg)[1]) &&
	     (*arg)[1] && !(*arg)[2];
	     arg++)
		opt.walk_flags = (*arg)[1] == 'H' ? WALK_FOLLOW_OPERAND :
		    (*arg)[1] == 'L'              ? WALK_FOLLOW :
						    0;
	if (*arg && strcmp(*arg, "--") == 0)
		arg++;
	paths = arg;
	while (*arg && !begins_expression(*arg))
		arg++;
	npaths = (size_t)(arg - paths);
	expression = *arg ? parse_comma() : make(run_true, NULL, NULL);
	if (*arg)
		errx(1, "invalid expression; you have too many ')'");
	if (!opt.has_action) {
		struct test *print = make(run_print, NULL, NULL);

		print->which = '\n';
		expression = make(run_and, expression, print);
	}
	if (npaths == 0) {
		paths = here;
		npaths = 1;
	}
	for (size_t i = 0; i < npaths; i++)
		walk(paths[i], opt.walk_flags, visit, NULL);
	flush_batches(expression);
	return status;
}
