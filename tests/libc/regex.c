/*
 * Regular expressions that are hostile: they must end, in memory and in time, and say
 * so if they are too much. Also threads that share one.
 */
#include "tests/sys/tap.h"

#include <pthread.h>
#include <regex.h>

#define DEPTH  20000
#define LENGTH 20000

/* The host's library runs out of stack, memory or patience with these. */
#ifdef __breenix__
static char *
repeated(const char *part, size_t n, const char *end)
{
	char *text = malloc(strlen(part) * n + strlen(end) + 1), *p = text;

	for (size_t i = 0; i < n; i++)
		p = stpcpy(p, part);
	strcpy(p, end);
	return text;
}

#endif

static int
match(const char *pattern, const char *text, regmatch_t *m, size_t nmatch)
{
	regex_t re;
	int result = regcomp(&re, pattern, REG_EXTENDED);

	if (result != 0)
		return -result;
	result = regexec(&re, text, nmatch, m, 0);
	regfree(&re);
	return result;
}

#ifdef __breenix__
static void
test_nesting(void)
{
	char *open = repeated("(", DEPTH, "a");
	char *all = repeated(")", DEPTH, "");
	char *pattern = malloc(strlen(open) + strlen(all) + 1);
	regex_t re;

	strcpy(stpcpy(pattern, open), all);
	is(regcomp(&re, pattern, REG_EXTENDED), 0, "many groups in each other");
	is(re.re_nsub, DEPTH, "they are counted");
	is(regexec(&re, "a", 0, NULL, 0), 0, "and match");
	regfree(&re);
	is(regcomp(&re, open, REG_EXTENDED), REG_EPAREN, "left open");
	free(open);
	free(all);
	free(pattern);
}

static void
test_bounds(void)
{
	regex_t re;
	int error = regcomp(&re, "(((a{255}){255}){255}){255}", REG_EXTENDED);

	is(error, REG_ESPACE, "a pattern of four thousand million a's");
	is(match("^(a{1,255}){2}$", "aaaa", NULL, 0), 0, "a large one");
}

static void
test_time(void)
{
	char *text = repeated("a", LENGTH, "");
	char *halves = repeated("ab", LENGTH / 2, "");
	regmatch_t m[3];

	is(match("(a*)*b", text, m, 3), REG_NOMATCH, "(a*)*b");
	is(match("(a|aa)+$", text, m, 3), 0, "(a|aa)+$");
	is(m[0].rm_eo, LENGTH, "all of it");
	is(match("(x+x+)+y|(a|b|ab)*c", halves, m, 3), REG_NOMATCH,
	    "alternatives that overlap");
	is(match("a.{500}b", text, m, 1), REG_NOMATCH, "a table too large");
	is(match("(.*)(.*)(.*)(.*)(.*)b", text, m, 3), REG_NOMATCH,
	    "five ways to cut");
	free(text);
	free(halves);
}

#endif

static void
test_arguments(void)
{
	char message[8];
	regmatch_t m[2] = { { 7, 7 }, { 7, 7 } };
	regex_t re;

	is(regcomp(&re, "b", REG_NOSUB), 0, "REG_NOSUB");
	is(regexec(&re, "abc", 2, m, 0), 0, "matches");
	regfree(&re);
	ok(regerror(REG_EPAREN, NULL, message, sizeof message) > 8 &&
		strlen(message) == 7,
	    "regerror cuts and says how long it is");
	is(match("(a)|b", "b", m, 2), 0, "a group that takes no part");
	is(m[1].rm_so, -1, "is nowhere");
	is(match("b", "abc", m, 2), 0, "more matches than groups");
	ok(m[0].rm_so == 1 && m[1].rm_so == -1, "the others are -1");
}

static regex_t shared;

static void *
use_shared(void *unused)
{
	regmatch_t m[2];

	(void)unused;
	for (int i = 0; i < 3000; i++)
		if (regexec(&shared, "some words = values", 2, m, 0) != 0 ||
		    m[1].rm_so != 5 || m[1].rm_eo != 10)
			return NULL;
	return &shared;
}

static void
test_threads(void)
{
	pthread_t threads[4];
	bool good = true;
	void *result;

	regcomp(&shared, "([a-z]+) *=", REG_EXTENDED);
	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, use_shared, NULL);
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], &result);
		good &= result != NULL;
	}
	ok(good, "threads may share a pattern");
	regfree(&shared);
}

int
main(void)
{
#ifdef __breenix__
	test_nesting();
	test_bounds();
	test_time();
#endif
	test_arguments();
	test_threads();
	return done();
}
