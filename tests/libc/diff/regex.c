/*
 * Regular expressions: what is accepted and refused, where it matches and with which
 * groups, printed so that the output of two libraries can be compared.
 */
#define _GNU_SOURCE
#include <locale.h>
#include <regex.h>
#include <stdio.h>
#include <string.h>

static const struct {
	int flags;
	const char *pattern, *text;
} cases[] = {
	{ REG_EXTENDED, "*a", "*a" },
	{ REG_EXTENDED, "^*a", "^*a" },
	{ REG_EXTENDED, "a|*b", "b" },
	{ REG_EXTENDED, "(*a)", "*a" },
	{ REG_EXTENDED, "()", "a" },
	{ REG_EXTENDED, "a||b", "x" },
	{ REG_EXTENDED, "(|a)", "a" },
	{ REG_EXTENDED, "a$*", "a" },
	{ REG_EXTENDED, "\\b*", "a" },
	{ REG_EXTENDED, "a{1", "a{1" },
	{ REG_EXTENDED, "a{x", "a{x" },
	{ REG_EXTENDED, "a{,2}", "aaa" },
	{ REG_EXTENDED, "a{2,1}", "a" },
	{ REG_EXTENDED, "a{32768}", "a" },
	{ REG_EXTENDED, "a{1,40000}", "a" },
	{ REG_EXTENDED, "a{32767}", "b" },
	{ REG_EXTENDED, "{1}", "a" },
	{ REG_EXTENDED, "a{1}{2}", "aa" },
	{ REG_EXTENDED, "a**", "aa" },
	{ REG_EXTENDED, "a)", "a)" },
	{ REG_EXTENDED, "(a", "a" },
	{ REG_EXTENDED, "a\\", "a" },
	{ REG_EXTENDED, "[b-a]", "a" },
	{ REG_EXTENDED, "[a", "a" },
	{ REG_EXTENDED, "[[:foo:]]", "a" },
	{ REG_EXTENDED, "[[.xx.]]", "a" },
	{ REG_EXTENDED, "\\1", "a" },
	{ REG_EXTENDED, "(a)\\2", "a" },
	{ REG_EXTENDED, "(a)\\1", "aa" },
	{ REG_EXTENDED, "a{}", "a{}" },
	{ REG_EXTENDED, "a{1,2", "a" },
	{ REG_EXTENDED, "a{1a}", "a" },
	{ 0, "*a", "*a" },
	{ 0, "\\(*a\\)", "*a" },
	{ 0, "^*a", "*a" },
	{ 0, "a\\|*b", "*b" },
	{ 0, "\\{1\\}", "a" },
	{ 0, "a\\{1", "a" },
	{ 0, "a\\{1}", "a" },
	{ 0, "a\\{x\\}", "a" },
	{ 0, "\\)", "a" },
	{ 0, "\\(a", "a" },
	{ 0, "a^b", "a^b" },
	{ 0, "a$b", "a$b" },
	{ 0, "\\(^a\\)", "a" },
	{ 0, "\\(a$\\)", "a" },
	{ 0, "a\\|^b", "b" },
	{ 0, "\\+a", "+a" },
	{ 0, "a\\+", "aa" },
	{ 0, "x\\?", "x" },
	{ 0, "\\(\\)", "a" },
	{ 0, "^^a", "^a" },
	{ 0, "a$$", "a$" },
	{ 0, "\\<*a", "*a" },
	{ REG_EXTENDED, "[a-]", "-" },
	{ REG_EXTENDED, "[]a]", "]" },
	{ REG_EXTENDED, "[^]a]", "b" },
	{ REG_EXTENDED, "[--a]", "." },
	{ REG_EXTENDED, "[+--]", "," },
	{ REG_EXTENDED, "[a-[:alpha:]]", "-" },
	{ REG_EXTENDED, "[[=a=]-c]", "b" },
	{ REG_EXTENDED, "[a-[=c=]]", "b" },
	{ REG_EXTENDED, "[[.a.]-c]", "b" },
	{ REG_EXTENDED, "[[.hyphen.]]", "-" },
	{ REG_EXTENDED, "[[.-.]]", "-" },
	{ REG_EXTENDED, "[%--]", "-" },
	{ REG_EXTENDED, "[a\\]", "\\" },
	{ REG_EXTENDED, "[[.a]", "a" },
	{ REG_EXTENDED, "[[:alpha:", "a" },
	{ REG_EXTENDED, "[[=aa=]]", "a" },
	{ REG_EXTENDED, "[x--]", "x" },
	{ REG_EXTENDED, "[a--z]", "a" },
	{ REG_EXTENDED, "[]-a]", "_" },
	{ REG_EXTENDED, "[a-a]", "a" },
	{ REG_EXTENDED, "[-a-z]", "-" },
	{ REG_EXTENDED, "(a|ab)(c|bcd)(d*)", "abcd" },
	{ REG_EXTENDED, "(a*)*", "b" },
	{ REG_EXTENDED, "(a*)+", "b" },
	{ REG_EXTENDED, "(a|b*)*", "ab" },
	{ REG_EXTENDED, "((a)|b)*", "ab" },
	{ REG_EXTENDED, "(a){0}b", "b" },
	{ REG_EXTENDED, "(a){0}\\1", "a" },
	{ REG_EXTENDED, "x{0}", "x" },
	{ REG_EXTENDED, "(a?)*b", "aab" },
	{ REG_EXTENDED, "(a|(b))*", "ba" },
	{ REG_EXTENDED, "(^|x)a", "a" },
	{ REG_EXTENDED, "a|ab|abc", "abc" },
	{ REG_EXTENDED, "(a?){3}", "a" },
	{ REG_EXTENDED, "(a*){2}", "aa" },
	{ REG_EXTENDED, "(a*)(a*)", "aa" },
	{ REG_EXTENDED, "a+?", "aa" },
	{ REG_EXTENDED, ".", "\377" },
	{ REG_EXTENDED, "[^a]", "\377" },
	{ REG_EXTENDED, "\377", "\377" },
	{ REG_EXTENDED, "(b*|c(c*))*", "cbb" },
	{ REG_EXTENDED, "(a|ab)(bc|c)?", "abc" },
	{ REG_EXTENDED, "(.?)(.?)*", "abc" },
	{ REG_EXTENDED, "(x|())*y", "xy" },
	{ REG_EXTENDED, "a\\{", "a{" },
	{ REG_EXTENDED, "\\(a", "(a" },
	{ REG_EXTENDED, "a|", "b" },
	{ REG_EXTENDED, "|a", "b" },
	{ REG_EXTENDED, "", "b" },
	{ 0, "", "b" },
	{ 0, "a\\|", "b" },
	{ 0, "\\n", "n" },
	{ REG_EXTENDED, "\\w+\\W\\s\\S", "ab  c" },
	{ REG_EXTENDED, "[\\n]", "n" },
	{ 0, "a\\{,3\\}", "aaaa" },
	{ REG_EXTENDED, "\\`a\\'", "a" },
	{ REG_EXTENDED, "(a)|b", "b" },
	{ REG_EXTENDED, "a{0,0}b", "b" },
	{ REG_EXTENDED, "(a{0,1})*", "aa" },
	{ REG_EXTENDED, "\\", "a" },
	{ 0, "\\", "a" },
	{ 0, "\\(\\|a\\)*b", "ab" },
	{ REG_EXTENDED, "a{,}", "aa" },
	{ REG_EXTENDED, "a{1,2}{3,4}*", "aa" },
	{ REG_EXTENDED, "^{1}a", "a" },
	{ REG_EXTENDED, "(^)*a", "a" },
	{ REG_EXTENDED, "a{-1}", "a{-1}" },
	{ REG_EXTENDED, "a{1,x}", "a" },
	{ REG_EXTENDED, "a{ 1}", "a" },

	{ REG_EXTENDED | REG_ICASE, "HELLO|\303\211t", "hello" },
	{ REG_EXTENDED | REG_ICASE, "\303\211t\303\251", "x\303\251T\303\211" },
	{ REG_EXTENDED | REG_ICASE, "[a-c]+[^x]", "ABCX" },
	{ REG_EXTENDED | REG_ICASE, "(a)\\1", "aA" },
	{ REG_EXTENDED | REG_NEWLINE, "^b.*$", "a\nbc\nd" },
	{ REG_EXTENDED | REG_NEWLINE, "a[^x]b", "a\nb" },
	{ REG_EXTENDED, "^b", "a\nb" },
	{ 0, "\\(a*\\)b\\1", "aabaa" },
	{ 0, "^\\(.*\\)\\n\\1$", "abcnabc" },
	{ REG_EXTENDED, "([0-9]+)\\.([0-9]+)\\.([0-9]+)", "v 10.20.30" },
	{ REG_EXTENDED, "(foo|foobar)(bar)?", "foobarbar" },
	{ REG_EXTENDED, "[[:upper:]]{2,}", "aBCDe" },
	{ REG_EXTENDED, "\303\251+", "caf\303\251\303\251" },
	{ REG_EXTENDED, "\\bfoo\\b", "a foo b" },
	{ REG_EXTENDED, "(.)(.)(.)(.)(.)(.)(.)(.)(.)\\9", "abcdefghii" },
};

static void
run(const regex_t *re, const char *text, int flags)
{
	regmatch_t m[10];
	int result;

	memset(m, 0xff, sizeof m);
	if (flags & REG_STARTEND)
		m[0] = (regmatch_t){ 1, (regoff_t)strlen(text) };
	result = regexec(re, text, 10, m, flags);
	printf(" %d", result);
	for (size_t i = 0; result == 0 && i < 10 && i <= re->re_nsub; i++)
		printf(" (%d,%d)", (int)m[i].rm_so, (int)m[i].rm_eo);
}

int
main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char message[100];
		regex_t re;
		int error = regcomp(&re, cases[i].pattern, cases[i].flags);

		printf("%d /%s/ \"%s\":", cases[i].flags, cases[i].pattern,
		    cases[i].text);
		if (error != 0) {
			regerror(error, &re, message, sizeof message);
			printf(" %d %s\n", error, message);
			continue;
		}
		printf(" %zu", re.re_nsub);
		run(&re, cases[i].text, 0);
		run(&re, cases[i].text, REG_NOTBOL);
		run(&re, cases[i].text, REG_NOTEOL);
		if (strlen(cases[i].text) > 1)
			run(&re, cases[i].text, REG_STARTEND);
		printf("\n");
		regfree(&re);
	}
	return 0;
}
