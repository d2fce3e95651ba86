/*
 * The command line as words (Documentation/admin-guide/kernel-parameters.rst
 * of Linux tells their form).
 */
#include "lib/cmdline.h"

#include "lib/compiler.h"
#include "lib/parse.h"
#include "lib/string.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

const char *
cmdline_next(const char **cursor, size_t *len)
{
	const char *s = *cursor, *end;
	bool quoted = false;

	while (is_blank(*s))
		s++;
	for (end = s; *end && (quoted || !is_blank(*end)); end++)
		if (*end == '"')
			quoted = !quoted;
	*len = (size_t)(end - s);
	if (!*len || (*len == 2 && s[0] == '-' && s[1] == '-'))
		return NULL;
	*cursor = end;
	return s;
}

/* The value of the last word KEY=..., where it stands. */
static const char *
find_value(const char *cmdline, const char *key, size_t *len)
{
	size_t keylen = strlen(key), n;
	const char *word, *found = NULL;

	while ((word = cmdline_next(&cmdline, &n))) {
		if (n <= keylen || strncmp(word, key, keylen) != 0 ||
		    word[keylen] != '=')
			continue;
		found = word + keylen + 1;
		*len = n - keylen - 1;
	}
	if (found && *len >= 2 && found[0] == '"' && found[*len - 1] == '"') {
		found++;
		*len -= 2;
	}
	return found;
}

bool
cmdline_value(const char *cmdline, const char *key, char *value, size_t size)
{
	size_t n;
	const char *found = find_value(cmdline, key, &n);

	if (!found)
		return false;
	n = min(n, size - 1);
	memcpy(value, found, n);
	value[n] = 0;
	return true;
}

bool
cmdline_number(const char *cmdline, const char *key, u64 *value)
{
	char digits[24];

	return cmdline_value(cmdline, key, digits, sizeof(digits)) &&
	    !parse_number(digits, 0, UINT64_MAX, value);
}

bool
cmdline_signed(const char *cmdline, const char *key, s64 *value)
{
	char text[24];
	bool minus;
	u64 n;

	if (!cmdline_value(cmdline, key, text, sizeof(text)))
		return false;
	minus = text[0] == '-';
	if (parse_number(text + minus, 0, INT64_MAX, &n))
		return false;
	*value = minus ? -(s64)n : (s64)n;
	return true;
}

bool
cmdline_has(const char *cmdline, const char *key)
{
	size_t keylen = strlen(key), n;
	const char *word;

	while ((word = cmdline_next(&cmdline, &n)))
		if (n == keylen && !strncmp(word, key, n))
			return true;
	return false;
}
