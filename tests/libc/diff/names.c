/*
 * Addresses as text, names of services, character sets, trees of files, tables of
 * mounts and words as the shell expands them, printed so that the output of two
 * libraries can be compared.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <iconv.h>
#include <mntent.h>
#include <netdb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wordexp.h>

static uint64_t state = 88172645463325252u;

static unsigned int
number(unsigned int below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned int)(state >> 20) % below;
}

/* --- Addresses ------------------------------------------------------------------------- */

static void
to_text(void)
{
	for (int i = 0; i < 3000; i++) {
		unsigned char a[16] = { 0 };
		char text[64];

		for (int k = 0; k < 16; k++)
			if (number(3) == 0)
				a[k] = (unsigned char)number(256);
		if (number(4) == 0)
			memset(a, 0, 10);
		if (number(8) == 0)
			a[10] = a[11] = 0xff;
		printf("%s ", inet_ntop(AF_INET6, a, text, sizeof text));
		printf("%s %d\n", inet_ntop(AF_INET, a, text, sizeof text),
		    inet_ntop(AF_INET6, a, text, 12) != NULL);
	}
}

static void
from_text(void)
{
	static const char *const fixed[] = { "1.2.3.4", "1.2.3", "1.2", "1",
		"256.1.1.1", "01.2.3.4", "0x7f.1", "1.2.3.4.5", "1.2.3.4 ",
		" 1.2.3.4", "", "::", "::1", "1::", "1:2:3:4:5:6:7:8",
		"1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8:9",
		"1::2::3", ":1", "1:", ":::", "::1.2.3.4", "::ffff:1.2.3.4",
		"1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:7:1.2.3.4",
		"12345::", "g::", "fe80::1%lo", "::1.2.3", "1.2.3.",
		"4294967295", "4294967296", "0377.0.0.1", "08.1.1.1", "1..2" };

	for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
		unsigned char a[16] = { 0 };
		struct in_addr in = { 0 };
		int r4 = inet_pton(AF_INET, fixed[i], a), r6, aton;

		printf("%s: %d %02x%02x%02x%02x", fixed[i], r4, a[0], a[1],
		    a[2], a[3]);
		memset(a, 0, sizeof a);
		r6 = inet_pton(AF_INET6, fixed[i], a);
		aton = inet_aton(fixed[i], &in);
		printf(" %d", r6);
		for (int k = 0; r6 == 1 && k < 16; k++)
			printf("%02x", a[k]);
		printf(" %d %08x\n", aton, aton ? in.s_addr : 0);
	}
}

static void
lookups(void)
{
	static const struct {
		const char *host, *service;
		struct addrinfo hints;
	} cases[] = { { "127.0.0.1", "80", { 0 } }, { "::1", "http", { 0 } },
		{ "127.0.0.1", "nothing", { 0 } }, { NULL, NULL, { 0 } },
		{ "1.2.3.4", NULL, { .ai_socktype = SOCK_STREAM } },
		{ "1.2.3.4", "53", { .ai_socktype = SOCK_DGRAM } },
		{ NULL, "22",
		    { .ai_family = AF_INET, .ai_flags = AI_PASSIVE } },
		{ NULL, "22", { .ai_family = AF_INET6 } },
		{ "1.2.3.4", "1", { .ai_family = AF_INET6 } },
		{ "1.2.3.4", "1", { .ai_family = 77 } },
		{ "no such host!", "1", { .ai_flags = AI_NUMERICHOST } },
		{ "1.2.3.4", "ssh", { .ai_flags = AI_NUMERICSERV } },
		{ "1.2.3.4", "1", { .ai_flags = 0x4000000 } },
		{ "1.2.3.4", "1",
		    { .ai_flags = AI_CANONNAME, .ai_socktype = SOCK_STREAM } },
		{ "1.2.3.4", "1", { .ai_socktype = 55 } } };

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct addrinfo *list, *a;
		int r = getaddrinfo(cases[i].host, cases[i].service,
		    &cases[i].hints, &list);

		printf("%s %s: %d", cases[i].host ? cases[i].host : "-",
		    cases[i].service ? cases[i].service : "-", r);
		for (a = r == 0 ? list : NULL; a != NULL; a = a->ai_next) {
			char host[64], port[16];

			getnameinfo(a->ai_addr, a->ai_addrlen, host,
			    sizeof host, port, sizeof port,
			    NI_NUMERICHOST | NI_NUMERICSERV);
			printf(" [%d %d %d %s %s %s]", a->ai_family,
			    a->ai_socktype, a->ai_protocol, host, port,
			    a->ai_canonname ? a->ai_canonname : "-");
		}
		printf("\n");
		if (r == 0)
			freeaddrinfo(list);
	}
	printf("%d\n", getprotobyname("tcp")->p_proto);
	printf("%s\n", getprotobynumber(17)->p_name);
}

/* --- Character sets --------------------------------------------------------------------- */

static void
convert(const char *to, const char *from)
{
	iconv_t c = iconv_open(to, from);

	printf("%s %s %d\n", to, from, c != (iconv_t)-1);
	if (c == (iconv_t)-1)
		return;
	for (int i = 0; i < 300; i++) {
		char in[24], out[64], *ip = in, *op = out;
		size_t n = number(12), left = n, room = 8 + number(40);
		size_t r;

		for (size_t k = 0; k < n; k++) {
			static const unsigned char likely[] = { 'a', 'b', 0xc3,
				0xa9, 0xe2, 0x82, 0xac, 0, 0x20, 0xd8 };

			in[k] = (char)(number(3) ? likely[number(10)] :
						   number(0xf0));
		}
		iconv(c, NULL, NULL, NULL, NULL);
		errno = 0;
		r = iconv(c, &ip, &left, &op, &room);
		printf("%d %d %zu:", r == (size_t)-1, errno, left);
		for (char *p = out; p < op; p++)
			printf(" %02x", (unsigned char)*p);
		printf("\n");
	}
	iconv_close(c);
}

/* --- Trees of files ------------------------------------------------------------------------ */

static char lines[64][80];
static int nlines;

static int
visit(const char *path, const struct stat *st, int type, struct FTW *f)
{
	(void)st;
	snprintf(lines[nlines++ % 64], sizeof *lines, "%.50s %d %d %d", path,
	    type, f->base, f->level);
	return 0;
}

static int
by_line(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void
walk(const char *path, int flags)
{
	int r;

	nlines = 0;
	r = nftw(path, visit, 10, flags);
	qsort(lines, (size_t)nlines, sizeof *lines, by_line);
	printf("%s %d: %d\n", path, flags, r);
	for (int i = 0; i < nlines; i++)
		printf("  %s\n", lines[i]);
}

static void
trees(void)
{
	char folder[] = "/tmp/libc-diff-XXXXXX", command[64];

	if (mkdtemp(folder) == NULL || chdir(folder) != 0)
		exit(1);
	mkdir("d", 0755);
	mkdir("d/e", 0755);
	close(open("d/f", O_CREAT | O_WRONLY, 0644));
	close(open("d/e/g", O_CREAT | O_WRONLY, 0644));
	if (symlink("e", "d/l") != 0 || symlink("nothing", "d/dangling") != 0 ||
	    symlink("..", "d/e/up") != 0)
		exit(1);
	walk("d", FTW_PHYS);
	walk("d", FTW_PHYS | FTW_DEPTH);
	walk("d/", FTW_PHYS | FTW_CHDIR);
	walk("d/e", FTW_PHYS | FTW_MOUNT);
	walk("d/f", 0);
	walk("nothing", FTW_PHYS);
	snprintf(command, sizeof command, "rm -r %s", folder);
	if (chdir("/") != 0 || system(command) != 0)
		exit(1);
}

/* --- Mounts and words ---------------------------------------------------------------------- */

static void
mounts(void)
{
	static char text[] = "# comment\n\n/dev/sda1 / ext4 rw,noatime 1 2\n"
			     "a\\040b /mnt\\011x none defaults\n"
			     "  x y\tz ro,size=5k 0 0\n";
	FILE *f = fmemopen(text, sizeof text - 1, "r");
	struct mntent *m;

	while ((m = getmntent(f)) != NULL) {
		char *option = hasmntopt(m, "size");

		printf("[%s] [%s] [%s] [%s] %d %d %s\n", m->mnt_fsname,
		    m->mnt_dir, m->mnt_type, m->mnt_opts, m->mnt_freq,
		    m->mnt_passno, option ? option : "-");
	}
	endmntent(f);
}

static void
words(void)
{
	static const char *const tries[] = { "a b  c", "'a b' \"c d\"",
		"$HOME/x", "${HOME}y \"$HOME z\"", "~/f", "a\\ b", "$((2+3*4))",
		"a;b", "a|b", "a\nb", "(a)", "\"unclosed", "$UNSET", "'$HOME'",
		"", "   ", "${UNSET:-word two}", "a&b" };

	setenv("HOME", "/home/me", 1);
	for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
		wordexp_t we;
		int r = wordexp(tries[i], &we, 0);

		printf("<%s> %d:", tries[i], r);
		for (size_t k = 0; r == 0 && k < we.we_wordc; k++)
			printf(" [%s]", we.we_wordv[k]);
		printf("\n");
		if (r == 0)
			wordfree(&we);
	}
	printf("%d\n", wordexp("$(echo x)", &(wordexp_t){ 0 }, WRDE_NOCMD));
	printf("%d\n", wordexp("$UNSET", &(wordexp_t){ 0 }, WRDE_UNDEF));
}

int
main(void)
{
	to_text();
	from_text();
	lookups();
	convert("UTF-8", "ISO-8859-1");
	convert("ISO-8859-1", "UTF-8");
	convert("UTF-16LE", "UTF-8");
	convert("UTF-8", "UTF-16BE");
	convert("UTF-16", "UTF-8");
	convert("UTF-8", "UTF-16");
	convert("UTF-32BE", "UTF-8");
	convert("ASCII", "UTF-8");
	convert("ISO-8859-15", "UTF-8");
	convert("UTF-8", "CP1252");
	convert("CP1252", "UTF-8");
	convert("UTF-8", "no such set");
	trees();
	mounts();
	words();
	return 0;
}
