/*
 * wordexp: expansion of words as the shell does it, by the shell.
 *
 * Whoever wants all of a shell's expansions had best ask the shell: /bin/sh gets the
 * words as a list of arguments to a function that prints them with a null byte after
 * each. What has to be refused first is what would leave that list, an unquoted
 * newline or one of | & ; < > ( ) { }, and commands if the caller does not want them:
 * these are looked for by a scan that knows quotes and parentheses.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wordexp.h>

/* --- What may be given to the shell ------------------------------------------------------ */

struct scan {
	const char *at;
	bool commands; /* a command substitution was seen */
};

static int scan_braces(struct scan *s);

/* After `$(`, or `$((`; quotes inside count. => returns: 0 or WRDE_SYNTAX */
static int
scan_parentheses(struct scan *s)
{
	int depth = 1;

	for (; *s->at != '\0'; s->at++) {
		if (*s->at == '(')
			depth++;
		else if (*s->at == ')' && --depth == 0)
			return 0;
		else if (*s->at == '\\' && s->at[1] != '\0')
			s->at++;
		else if (*s->at == '`')
			s->commands = true;
		else if (*s->at == '$' && s->at[1] == '(' && s->at[2] != '(')
			s->commands = true;
		else if (*s->at == '\'' || *s->at == '"') {
			s->at = strchr(s->at + 1, *s->at);
			if (s->at == NULL)
				return WRDE_SYNTAX;
		}
	}
	return WRDE_SYNTAX;
}

/* At a `$`; leaves s->at at the last character of the expansion. */
static int
scan_dollar(struct scan *s)
{
	if (s->at[1] == '(') {
		if (s->at[2] != '(')
			s->commands = true;
		s->at += 2;
		return scan_parentheses(s);
	}
	if (s->at[1] == '{') {
		s->at += 2;
		return scan_braces(s);
	}
	return 0;
}

/* After `${`. */
static int
scan_braces(struct scan *s)
{
	for (; *s->at != '\0'; s->at++) {
		int error = 0;

		if (*s->at == '}')
			return 0;
		if (*s->at == '\\' && s->at[1] != '\0')
			s->at++;
		else if (*s->at == '`')
			s->commands = true;
		else if (*s->at == '$')
			error = scan_dollar(s);
		if (error != 0)
			return error;
	}
	return WRDE_SYNTAX;
}

static int
scan_double_quotes(struct scan *s)
{
	for (; *s->at != '\0'; s->at++) {
		int error = 0;

		if (*s->at == '"')
			return 0;
		if (*s->at == '\\' && s->at[1] != '\0')
			s->at++;
		else if (*s->at == '`')
			s->commands = true;
		else if (*s->at == '$')
			error = scan_dollar(s);
		if (error != 0)
			return error;
	}
	return WRDE_SYNTAX;
}

static int
check(const char *words, bool *commands)
{
	struct scan s = { words, false };
	int error = 0;

	for (; *s.at != '\0' && error == 0; s.at++) {
		if (strchr("\n|&;<>(){}", *s.at) != NULL)
			return WRDE_BADCHAR;
		if (*s.at == '\\') {
			if (s.at[1] == '\0')
				return WRDE_SYNTAX;
			s.at++;
		} else if (*s.at == '\'') {
			s.at = strchr(s.at + 1, '\'');
			if (s.at == NULL)
				return WRDE_SYNTAX;
		} else if (*s.at == '"') {
			s.at++;
			error = scan_double_quotes(&s);
		} else if (*s.at == '`') {
			s.commands = true;
			s.at = strchr(s.at + 1, '`');
			if (s.at == NULL)
				return WRDE_SYNTAX;
		} else if (*s.at == '$') {
			error = scan_dollar(&s);
		}
	}
	*commands = s.commands;
	return error;
}

/* --- Asking the shell ----------------------------------------------------------------------- */

static const char script[] = "eval \"set -- $1\" || exit 1\n"
			     "printf %s x\n"
			     "for word do printf '%s\\0' \"$word\"; done\n";

_Noreturn static void
run_shell(const char *words, int flags, int out)
{
	int null;

	dup2(out, STDOUT_FILENO);
	if (!(flags & WRDE_SHOWERR)) {
		null = open("/dev/null", O_WRONLY);
		if (null >= 0)
			dup2(null, STDERR_FILENO);
	}
	execl("/bin/sh", "sh", flags & WRDE_UNDEF ? "-uc" : "-c", script, "sh",
	    words, (char *)NULL);
	_exit(127);
}

/* All that the shell prints. => returns: NULL without memory */
static char *
read_all(int fd, size_t *size)
{
	size_t room = 0, n = 0;
	char *data = NULL;
	ssize_t got;

	do {
		if (n == room) {
			char *more = realloc(data, room + 4096);

			if (more == NULL) {
				free(data);
				return NULL;
			}
			data = more;
			room += 4096;
		}
		got = read(fd, data + n, room - n);
		if (got > 0)
			n += (size_t)got;
	} while (got > 0 || (got < 0 && errno == EINTR));
	*size = n;
	return data;
}

/* => returns: 0 or an error of wordexp; *data begins with an x */
static int
ask_shell(const char *words, int flags, char **data, size_t *size)
{
	int fds[2], status;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return WRDE_NOSPACE;
	pid = fork();
	if (pid == 0)
		run_shell(words, flags, fds[1]);
	close(fds[1]);
	*data = pid < 0 ? NULL : read_all(fds[0], size);
	close(fds[0]);
	if (pid < 0)
		return WRDE_NOSPACE;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (*data == NULL)
		return WRDE_NOSPACE;
	if (*size == 0 || **data != 'x') {
		free(*data);
		return flags & WRDE_UNDEF ? WRDE_BADVAL : WRDE_SYNTAX;
	}
	return 0;
}

static int
append(wordexp_t *we, size_t offset, const char *word)
{
	char **words = realloc(we->we_wordv,
	    (offset + we->we_wordc + 2) * sizeof *words);

	if (words == NULL)
		return WRDE_NOSPACE;
	we->we_wordv = words;
	words[offset + we->we_wordc] = strdup(word);
	if (words[offset + we->we_wordc] == NULL)
		return WRDE_NOSPACE;
	words[offset + ++we->we_wordc] = NULL;
	return 0;
}

static int
prepare(wordexp_t *we, size_t offset, int flags)
{
	if (flags & WRDE_REUSE)
		wordfree(we);
	if (flags & WRDE_APPEND)
		return 0;
	we->we_wordc = 0;
	we->we_wordv = calloc(offset + 1, sizeof *we->we_wordv);
	return we->we_wordv == NULL ? WRDE_NOSPACE : 0;
}

int
wordexp(const char *restrict words, wordexp_t *restrict we, int flags)
{
	size_t offset = flags & WRDE_DOOFFS ? we->we_offs : 0, size;
	bool commands = false;
	char *data;
	int error = check(words, &commands);

	if (error != 0)
		return error;
	if (commands && flags & WRDE_NOCMD)
		return WRDE_CMDSUB;
	error = prepare(we, offset, flags);
	if (error != 0)
		return error;
	if (!(flags & WRDE_DOOFFS))
		we->we_offs = 0;
	error = ask_shell(words, flags, &data, &size);
	if (error != 0)
		return error;
	for (char *p = data + 1; p < data + size && error == 0;
	     p += strlen(p) + 1)
		error = append(we, offset, p);
	free(data);
	return error;
}

void
wordfree(wordexp_t *we)
{
	for (size_t i = 0; we->we_wordv != NULL && i < we->we_wordc; i++)
		free(we->we_wordv[we->we_offs + i]);
	free(we->we_wordv);
	we->we_wordv = NULL;
	we->we_wordc = 0;
}
