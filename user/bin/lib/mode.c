/*
 * mode: chmod's little language. POSIX chmod(1), "extended description".
 *
 * A clause is who*(op perm*)+: who is u g o a, op is + - =, perm is letters of
 * rwxXst or one of u g o to copy from. Without a who the clause is for all, less
 * the bits of the umask.
 */
#include "mode.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static mode_t
who_bits(char who)
{
	switch (who) {
	case 'u':
		return S_ISUID | S_IRWXU;
	case 'g':
		return S_ISGID | S_IRWXG;
	case 'o':
		return S_ISVTX | S_IRWXO;
	case 'a':
		return 07777;
	}
	return 0;
}

/* The bits of one class of mode, repeated for all three. */
static mode_t
copy_bits(char from, mode_t mode)
{
	int shift = from == 'u' ? 6 : from == 'g' ? 3 : 0;
	mode_t bits = mode >> shift & 7;

	return bits << 6 | bits << 3 | bits;
}

static mode_t
permission_bits(char letter, mode_t mode, bool is_directory)
{
	switch (letter) {
	case 'r':
		return 0444;
	case 'w':
		return 0222;
	case 'x':
		return 0111;
	case 'X':
		return is_directory || (mode & 0111) ? 0111 : 0;
	case 's':
		return S_ISUID | S_ISGID;
	case 't':
		return S_ISVTX;
	}
	return 0;
}

/* One clause at *text, which is left at what follows it. */
static bool
apply_clause(const char **text, mode_t *mode, bool is_directory, mode_t umask_)
{
	const char *p = *text;
	mode_t who = 0, mask;

	for (; *p && strchr("ugoa", *p); p++)
		who |= who_bits(*p);
	mask = who ? who : 07777 & ~umask_;
	if (!*p || !strchr("+-=", *p))
		return false;
	while (*p && strchr("+-=", *p)) {
		char op = *p++;
		mode_t bits = 0;

		if (*p && strchr("ugo", *p))
			bits = copy_bits(*p++, *mode);
		else
			for (; *p && strchr("rwxXst", *p); p++)
				bits |= permission_bits(*p, *mode,
				    is_directory);
		/* Without a who, t is not for anybody: POSIX leaves it open,
		 * and everybody sets it. */
		bits &= mask | (who ? 0 : S_ISVTX);
		if (op == '+') {
			*mode |= bits;
		} else if (op == '-') {
			*mode &= ~bits;
		} else {
			mode_t clear = who ? who : 07777;

			/* A directory keeps its set-ID bits, unless they are
			 * asked for by name. */
			if (is_directory)
				clear &= ~(mode_t)(S_ISUID | S_ISGID);
			*mode = (*mode & ~clear) | bits;
		}
	}
	*text = p;
	return true;
}

bool
mode_parse(const char *text, mode_t old, bool is_directory, mode_t umask_,
    mode_t *mode)
{
	if (*text >= '0' && *text <= '7') {
		char *end;
		unsigned long number = strtoul(text, &end, 8);

		if (*end || number > 07777)
			return false;
		*mode = (mode_t)number;
		if (is_directory && end - text < 5)
			*mode |= old & (S_ISUID | S_ISGID);
		return true;
	}
	*mode = old & 07777;
	for (;;) {
		if (!apply_clause(&text, mode, is_directory, umask_))
			return false;
		if (*text == '\0')
			return true;
		if (*text++ != ',')
			return false;
	}
}

static char
type_letter(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return 'd';
	case S_IFLNK:
		return 'l';
	case S_IFCHR:
		return 'c';
	case S_IFBLK:
		return 'b';
	case S_IFIFO:
		return 'p';
	case S_IFSOCK:
		return 's';
	}
	return '-';
}

void
mode_string(mode_t mode, char text[11])
{
	strcpy(text, "?rwxrwxrwx");
	text[0] = type_letter(mode);
	for (int i = 0; i < 9; i++) {
		if (!(mode & 0400 >> i))
			text[i + 1] = '-';
	}
	if (mode & S_ISUID)
		text[3] = mode & S_IXUSR ? 's' : 'S';
	if (mode & S_ISGID)
		text[6] = mode & S_IXGRP ? 's' : 'S';
	if (mode & S_ISVTX)
		text[9] = mode & S_IXOTH ? 't' : 'T';
}
