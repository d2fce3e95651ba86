/*
 * The tests: what is asked of a file, and how the asking is written. Each has a
 * function that answers, and what it compares with is in its struct test.
 */
#include <ctype.h>
#include <err.h>
#include <fnmatch.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../lib/date.h"
#include "../lib/mode.h"
#include "../lib/owner.h"
#include "find.h"

/* --- Answers -------------------------------------------------------------- */

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
	else if (find.walk_flags & WALK_FOLLOW)
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

struct timespec
find_time_of(const struct stat *st, char which)
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
	struct timespec time = find_time_of(&item->st, t->which);

	if (time.tv_sec != t->time.tv_sec)
		return time.tv_sec > t->time.tv_sec;
	return time.tv_nsec > t->time.tv_nsec;
}

static bool
run_age(struct test *t, const struct walk_item *item)
{
	struct timespec time = find_time_of(&item->st, t->which);
	double age = (double)(find.now.tv_sec - time.tv_sec) +
	    (double)(find.now.tv_nsec - time.tv_nsec) / 1e9;

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

/* --- Their arguments ------------------------------------------------------ */

static void
parse_number(struct test *t, const char *option, char **end)
{
	char *text = find_argument(option);

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
		errx(1, "invalid argument `%s' to `%s'", find.arg[-1], option);
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
	const char *text = find_argument("-perm");

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
	const char *reference = find_argument(option);
	struct stat st;

	t->which = which;
	if (other == 't') {
		if (!date_parse(reference, find.now, &t->time))
			errx(1,
			    "I cannot figure out how to interpret `%s' as "
			    "a date or time",
			    reference);
		return;
	}
	if (stat(reference, &st) < 0)
		err(1, "`%s'", reference);
	t->time = find_time_of(&st, other);
}

static void
parse_types(struct test *t)
{
	t->text = find_argument("-type");
	for (const char *p = t->text; *p; p++) {
		if (!strchr("bcdflps,", *p))
			errx(1, "Unknown argument to -type: %c", *p);
	}
	if (!*t->text)
		errx(1,
		    "Arguments to -type should contain at least one letter");
}

/* --- Their names ---------------------------------------------------------- */

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
	t->text = find_argument(name);
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
		t->number = owner_parse_user(find_argument(name));
	} else if (strcmp(name, "-group") == 0) {
		t->run = run_gid;
		t->number = owner_parse_group(find_argument(name));
	} else if (strcmp(name, "-nouser") == 0 ||
	    strcmp(name, "-nogroup") == 0) {
		t->run = run_nouser;
		t->which = name[3];
	} else if (strcmp(name, "-samefile") == 0) {
		t->run = run_samefile;
		if (stat(find_argument(name), &st) < 0)
			err(1, "`%s'", find.arg[-1]);
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

bool
find_set_test(struct test *t, const char *name)
{
	return set_text_test(t, name) || set_time_test(t, name) ||
	    set_number_test(t, name) || set_file_test(t, name);
}
