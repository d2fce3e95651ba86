/*
 * fnmatch over random patterns, glob in a folder of its own, search and entries of
 * the users' files, printed so that the output of two libraries can be compared.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <fnmatch.h>
#include <glob.h>
#include <grp.h>
#include <locale.h>
#include <pwd.h>
#include <search.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static uint64_t state = 88172645463325252u;

static unsigned int
number(unsigned int below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned int)(state >> 20) % below;
}

static void
random_text(char *s, const char *const *parts, unsigned int nparts,
    unsigned int max)
{
	unsigned int n = number(max);

	s[0] = '\0';
	for (unsigned int i = 0; i < n; i++)
		strcat(s, parts[number(nparts)]);
}

static void
patterns(void)
{
	static const char *const parts[] = { "a", "b", "*", "?", "[ab]", "[!a]",
		"[a-c]", "/", ".", "\\a", "\\*", "[[:alpha:]]", "c", "*",
		"[]a]", "A", "[^[:upper:]]", "[/]", "[a\\]]" };
	static const char *const text[] = { "a", "b", "c", "/", ".", "A", "*",
		"]", "a", "b" };

	for (int i = 0; i < 30000; i++) {
		char p[64], s[64];
		int flags = (int)number(32);

		random_text(p, parts, sizeof parts / sizeof *parts, 6);
		random_text(s, text, sizeof text / sizeof *text, 7);
		printf("%s|%s|%d %d\n", p, s, flags, fnmatch(p, s, flags));
	}
}

static int
on_error(const char *path, int error)
{
	printf("error %s %d\n", path, error);
	return 0;
}

static void
globs(void)
{
	static const char *const files[] = { "a", "b", "ab", "a.c", "b.c", ".h",
		"d1/x", "d1/y.c", "d2/x", "d2/.z", "a*b", "e f" };
	static const char *const tries[] = { "*", "*.c", "a*", "d*/x", "*/*",
		".*", "nothing*", "a", "nothing", "{a,b}.c", "{a,d1/y}*", "d?/",
		"*/", "[ab]", "\\*", "a\\*b", "d1/../d2/*", "~", "", "{}",
		"{a,}", "x{b", "e*", "./a*", "/*/nothing" };
	static const int flags[] = { 0, GLOB_MARK, GLOB_NOCHECK, GLOB_BRACE,
		GLOB_PERIOD, GLOB_NOESCAPE, GLOB_NOMAGIC | GLOB_BRACE,
		GLOB_TILDE, GLOB_MARK | GLOB_BRACE };
	char folder[] = "/tmp/libc-diff-XXXXXX", command[64];

	if (mkdtemp(folder) == NULL || chdir(folder) != 0)
		exit(1);
	mkdir("d1", 0755);
	mkdir("d2", 0755);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		close(open(files[i], O_CREAT | O_WRONLY, 0644));
	setenv("HOME", "/home/me", 1);
	for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
		for (size_t j = 0; j < sizeof flags / sizeof *flags; j++) {
			glob_t g = { .gl_offs = 0 };
			size_t n = strlen(tries[i]);
			int r;

			/* The host marks what is marked already. */
			if (flags[j] & GLOB_MARK && n > 0 &&
			    tries[i][n - 1] == '/')
				continue;
			r = glob(tries[i], flags[j], on_error, &g);

			printf("%s %#x: %d", tries[i], (unsigned)flags[j], r);
			if (r == 0)
				for (size_t k = 0; k < g.gl_pathc; k++)
					printf(" [%s]", g.gl_pathv[k]);
			printf("\n");
			if (r == 0)
				globfree(&g);
		}
	}
	snprintf(command, sizeof command, "rm -r %s", folder);
	if (chdir("/") != 0 || system(command) != 0)
		exit(1);
}

static int
compare(const void *a, const void *b)
{
	return (*(const int *)a > *(const int *)b) -
	    (*(const int *)a < *(const int *)b);
}

static void
visit(const void *node, VISIT when, int depth)
{
	(void)depth;
	if (when == postorder || when == leaf)
		printf(" %d", **(const int *const *)node);
}

static void
searches(void)
{
	static int keys[500];
	static char names[200][8];
	void *root = NULL;

	for (int i = 0; i < 3000; i++) {
		int k = (int)number(500);

		keys[k] = k;
		if (number(3) == 0)
			tdelete(&keys[k], &root, compare);
		else
			tsearch(&keys[k], &root, compare);
		if (i % 300 == 0)
			twalk(root, visit);
	}
	printf("\n%d\n", tfind(&keys[1], &root, compare) != NULL);
	hcreate(300);
	for (int i = 0; i < 200; i++) {
		snprintf(names[i], sizeof names[i], "k%d", i);
		hsearch((ENTRY){ names[i], &keys[i] }, ENTER);
	}
	for (int i = 0; i < 250; i++) {
		char name[16];
		ENTRY *e;

		snprintf(name, sizeof name, "k%d", i);
		e = hsearch((ENTRY){ name, NULL }, FIND);
		printf("%d ", e == NULL ? -1 : (int)((int *)e->data - keys));
	}
	printf("\n");
	hdestroy();
}

static void
users(void)
{
	struct passwd *p, mine;
	struct group *g;
	char small[16];

	while ((p = getpwent()) != NULL)
		printf("%s %u %u %s %s %s\n", p->pw_name, p->pw_uid, p->pw_gid,
		    p->pw_gecos, p->pw_dir, p->pw_shell);
	endpwent();
	while ((g = getgrent()) != NULL) {
		printf("%s %u", g->gr_name, g->gr_gid);
		for (char **m = g->gr_mem; *m; m++)
			printf(" %s", *m);
		printf("\n");
	}
	endgrent();
	p = getpwnam("root");
	printf("%s %d\n", p ? p->pw_dir : "-", getpwnam("no such") == NULL);
	p = getpwuid(1);
	printf("%s\n", p ? p->pw_name : "-");
	printf("%d %d\n", getpwnam_r("root", &mine, small, sizeof small, &p),
	    p == NULL);
	g = getgrgid(0);
	printf("%s\n", g ? g->gr_name : "-");
}

int
main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	patterns();
	globs();
	searches();
	users();
	return 0;
}
