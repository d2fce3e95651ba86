/* Built-ins for what a process may do: ulimit and umask. */
#include "builtins.h"
#include "chars.h"
#include "error.h"
#include "mem.h"
#include "out.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

/* ulimit. */

#define SOFT 1
#define HARD 2

static const struct limit {
	const char *name;
	char letter;
	int resource;
	unsigned int unit;
} limits[] = {
	{ "time(seconds)", 't', RLIMIT_CPU, 1 },
	{ "file(blocks)", 'f', RLIMIT_FSIZE, 512 },
	{ "data(kbytes)", 'd', RLIMIT_DATA, 1024 },
	{ "stack(kbytes)", 's', RLIMIT_STACK, 1024 },
	{ "coredump(blocks)", 'c', RLIMIT_CORE, 512 },
	{ "memory(kbytes)", 'm', RLIMIT_RSS, 1024 },
	{ "locked memory(kbytes)", 'l', RLIMIT_MEMLOCK, 1024 },
	{ "process", 'p', RLIMIT_NPROC, 1 },
	{ "nofiles", 'n', RLIMIT_NOFILE, 1 },
	{ "vmemory(kbytes)", 'v', RLIMIT_AS, 1024 },
	{ "locks", 'w', RLIMIT_LOCKS, 1 },
	{ "rtprio", 'r', RLIMIT_RTPRIO, 1 },
};

#define NLIMITS (sizeof limits / sizeof *limits)

static void
print_limit(const struct limit *limit, unsigned int how)
{
	struct rlimit value;
	rlim_t n;

	getrlimit(limit->resource, &value);
	n = (how & SOFT) ? value.rlim_cur : value.rlim_max;
	if (n == RLIM_INFINITY)
		out_text("unlimited\n");
	else
		out_printf("%llu\n", (unsigned long long)n / limit->unit);
}

static rlim_t
limit_value(const struct limit *limit, const char *text)
{
	rlim_t value = 0;

	if (strcmp(text, "unlimited") == 0)
		return RLIM_INFINITY;
	for (const char *p = text; *p != '\0'; p++) {
		if (!is_digit((unsigned char)*p) ||
		    __builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, *p - '0', &value))
			sh_error("bad number");
	}
	if (__builtin_mul_overflow(value, limit->unit, &value))
		sh_error("bad number");
	return value;
}

static void
set_limit(const struct limit *limit, unsigned int how, const char *text)
{
	rlim_t wanted = limit_value(limit, text);
	struct rlimit value;

	getrlimit(limit->resource, &value);
	if (how & HARD)
		value.rlim_max = wanted;
	if (how & SOFT)
		value.rlim_cur = wanted;
	if (setrlimit(limit->resource, &value) < 0)
		sh_error("error setting limit (%s)", strerror(errno));
}

static const struct limit *
limit_with_letter(int letter)
{
	for (size_t i = 0; i < NLIMITS; i++)
		if (limits[i].letter == letter)
			return &limits[i];
	return NULL;
}

int
builtin_ulimit(int argc, char **argv)
{
	struct options options = options_start(argc, argv);
	const struct limit *limit = limit_with_letter('f');
	unsigned int how = 0;
	bool all = false;
	int letter;

	while ((letter = options_next(&options, "HSatfdscmlpnvwr")) != 0) {
		if (letter == 'H' || letter == 'S')
			how |= letter == 'H' ? HARD : SOFT;
		else if (letter == 'a')
			all = true;
		else
			limit = limit_with_letter(letter);
	}
	if (*options.rest != NULL) {
		if (all || options.rest[1] != NULL)
			sh_error("too many arguments");
		set_limit(limit, how ? how : SOFT | HARD, *options.rest);
		return 0;
	}
	for (size_t i = 0; i < NLIMITS && all; i++) {
		out_printf("%-20s ", limits[i].name);
		print_limit(&limits[i], how ? how : SOFT);
	}
	if (!all)
		print_limit(limit, how ? how : SOFT);
	return 0;
}

/* umask. */

static mode_t
current_mask(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return mask;
}

static void
print_symbolic(mode_t mask)
{
	static const char who[] = "ugo";

	for (int i = 0; i < 3; i++) {
		unsigned int bits = (~mask >> (6 - 3 * i)) & 7;

		out_printf("%s%c=%s%s%s", i > 0 ? "," : "", who[i],
		    (bits & 4) ? "r" : "", (bits & 2) ? "w" : "",
		    (bits & 1) ? "x" : "");
	}
	out_char('\n');
}

static mode_t
parse_octal(const char *text)
{
	unsigned int mask = 0;

	for (const char *p = text; *p != '\0'; p++) {
		if (*p < '0' || *p > '7')
			sh_error("Illegal number: %s", text);
		mask = (mask * 8 + (unsigned int)(*p - '0')) & 07777;
	}
	return mask;
}

/* The who of a clause, as the bits it covers. */
static unsigned int
parse_who(const char **p)
{
	unsigned int who = 0;

	for (;; (*p)++) {
		if (**p == 'u')
			who |= 0700;
		else if (**p == 'g')
			who |= 0070;
		else if (**p == 'o')
			who |= 0007;
		else if (**p == 'a')
			who |= 0777;
		else
			return who ? who : 0777;
	}
}

static unsigned int
parse_permissions(const char **p, unsigned int allowed)
{
	unsigned int bits = 0;

	for (;; (*p)++) {
		switch (**p) {
		case 'r':
			bits |= 0444;
			break;
		case 'w':
			bits |= 0222;
			break;
		case 'x':
			bits |= 0111;
			break;
		case 'X':
			bits |= (allowed & 0111) ? 0111 : 0;
			break;
		case 'u':
			bits |= (allowed >> 6 & 7) * 0111;
			break;
		case 'g':
			bits |= (allowed >> 3 & 7) * 0111;
			break;
		case 'o':
			bits |= (allowed & 7) * 0111;
			break;
		case 's':
		case 't':
			break;
		default:
			return bits;
		}
	}
}

/* A symbolic mode changes what is allowed: the mask's complement. */
static mode_t
parse_symbolic(const char *text, mode_t mask)
{
	unsigned int allowed = ~mask & 0777;
	const char *p = text;

	do {
		unsigned int who = parse_who(&p);

		if (*p == '\0' || strchr("+-=", *p) == NULL)
			sh_error("Illegal mode: %s", text);
		while (*p == '+' || *p == '-' || *p == '=') {
			char action = *p++;
			unsigned int bits = parse_permissions(&p, allowed) &
			    who;

			if (action == '+')
				allowed |= bits;
			else if (action == '-')
				allowed &= ~bits;
			else
				allowed = (allowed & ~who) | bits;
		}
		if (*p != ',' && *p != '\0')
			sh_error("Illegal mode: %s", text);
	} while (*p++ == ',');
	return ~allowed & 0777;
}

int
builtin_umask(int argc, char **argv)
{
	struct options options = options_start(argc, argv);
	mode_t mask = current_mask();
	bool symbolic = false;
	const char *operand;

	while (options_next(&options, "S") != 0)
		symbolic = true;
	operand = *options.rest;
	if (operand == NULL && symbolic)
		print_symbolic(mask);
	else if (operand == NULL)
		out_printf("%.4o\n", (unsigned int)mask);
	else if (is_digit((unsigned char)*operand))
		umask(parse_octal(operand));
	else
		umask(parse_symbolic(operand, mask));
	return 0;
}
