/*
 * Prompts: \u \h \H \w \W \$ \t \n \e \a \\ \[ \] and \nnn first, then parameters
 * as in double quotes. What an escape yields is not looked at again: it is quoted.
 */
#include "prompt.h"

#include "expand.h"
#include "str.h"
#include "vars.h"
#include "workdir.h"

#include <pwd.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Append so that the expansion to come leaves it alone. */
static void
add_quoted(struct str *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (strchr("$`\\", *text) != NULL)
			str_char(out, '\\');
		str_char(out, *text);
	}
}

static void
add_folder(struct str *out, bool last_only)
{
	const char *folder = workdir_name();
	const char *home = var_text(var_home);
	size_t n = strlen(home);
	const char *slash = strrchr(folder, '/');

	if (n > 1 && strncmp(folder, home, n) == 0 &&
	    (folder[n] == '\0' || (folder[n] == '/' && !last_only))) {
		str_char(out, '~');
		add_quoted(out, folder + n);
	} else if (last_only && slash != NULL && slash[1] != '\0')
		add_quoted(out, slash + 1);
	else
		add_quoted(out, folder);
}

static void
add_host(struct str *out, bool whole)
{
	char name[256] = "";

	gethostname(name, sizeof name - 1);
	if (!whole)
		name[strcspn(name, ".")] = '\0';
	add_quoted(out, name);
}

static void
add_time(struct str *out)
{
	char text[16];
	time_t now = time(NULL);
	struct tm *local = localtime(&now);

	if (local != NULL && strftime(text, sizeof text, "%H:%M:%S", local) > 0)
		str_add_all(out, text);
}

static void
add_user(struct str *out)
{
	struct passwd *entry = getpwuid(geteuid());

	add_quoted(out, entry ? entry->pw_name : "?");
}

static int
octal(const char **p)
{
	int value = 0;

	for (int i = 0; i < 3 && **p >= '0' && **p <= '7'; i++)
		value = value * 8 + *(*p)++ - '0';
	return value;
}

/* The escape at p, past its backslash. => returns: what follows it */
static const char *
add_escape(struct str *out, const char *p)
{
	if (*p >= '0' && *p <= '7') {
		str_char(out, (char)octal(&p));
		return p;
	}
	switch (*p) {
	case 'u':
		add_user(out);
		break;
	case 'h':
	case 'H':
		add_host(out, *p == 'H');
		break;
	case 'w':
	case 'W':
		add_folder(out, *p == 'W');
		break;
	case '$':
		add_quoted(out, geteuid() == 0 ? "#" : "$");
		break;
	case 't':
		add_time(out);
		break;
	case 'n':
		str_char(out, '\n');
		break;
	case 'e':
		str_char(out, '\033');
		break;
	case 'a':
		str_char(out, '\a');
		break;
	case '[':
		str_char(out, PROMPT_HIDDEN);
		break;
	case ']':
		str_char(out, PROMPT_SHOWN);
		break;
	default:
		str_add_all(out, "\\\\");
		return *p == '\\' ? p + 1 : p;
	}
	return p + 1;
}

const char *
prompt_expand(const char *text)
{
	struct str out = str_new(&scratch);

	while (*text != '\0') {
		if (*text == '\\')
			text = add_escape(&out, text + 1);
		else
			str_char(&out, *text++);
	}
	return expand_text(str_text(&out));
}
