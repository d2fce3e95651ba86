/*
 * Tables of mounts, /etc/fstab and /proc/mounts: six words a line, in which blanks and
 * backslashes are written as octal numbers.
 */
#include <errno.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

FILE *
setmntent(const char *path, const char *mode)
{
	return fopen(path, mode);
}

int
endmntent(FILE *stream)
{
	if (stream != NULL)
		fclose(stream);
	return 1;
}

static int
is_octal(const char *p)
{
	return p[0] >= '0' && p[0] <= '3' && p[1] >= '0' && p[1] <= '7' &&
	    p[2] >= '0' && p[2] <= '7';
}

static char *
decode(char *word)
{
	char *to = word;

	for (const char *from = word; *from != '\0'; to++) {
		if (from[0] == '\\' && is_octal(from + 1)) {
			*to = (char)((from[1] - '0') << 6 |
			    (from[2] - '0') << 3 | (from[3] - '0'));
			from += 4;
		} else if (from[0] == '\\' && from[1] == '\\') {
			*to = '\\';
			from += 2;
		} else {
			*to = *from++;
		}
	}
	*to = '\0';
	return word;
}

static char *
next_word(char **line)
{
	char *word;

	*line += strspn(*line, " \t");
	word = *line;
	*line += strcspn(word, " \t");
	if (**line != '\0')
		*(*line)++ = '\0';
	return decode(word);
}

/* The rest of a line that was too long is skipped. */
static int
read_line(FILE *stream, char *buf, int size)
{
	size_t n;
	int c;

	if (fgets(buf, size, stream) == NULL)
		return 0;
	n = strlen(buf);
	if (n > 0 && buf[n - 1] == '\n')
		buf[n - 1] = '\0';
	else
		while ((c = getc(stream)) != EOF && c != '\n')
			;
	return 1;
}

struct mntent *
getmntent_r(FILE *stream, struct mntent *m, char *buf, int size)
{
	char *line;

	do {
		if (!read_line(stream, buf, size))
			return NULL;
		line = buf + strspn(buf, " \t");
	} while (*line == '\0' || *line == '#');
	m->mnt_fsname = next_word(&line);
	m->mnt_dir = next_word(&line);
	m->mnt_type = next_word(&line);
	m->mnt_opts = next_word(&line);
	m->mnt_freq = atoi(next_word(&line));
	m->mnt_passno = atoi(next_word(&line));
	return m;
}

struct mntent *
getmntent(FILE *stream)
{
	static char buf[4096];
	static struct mntent m;

	return getmntent_r(stream, &m, buf, sizeof buf);
}

static int
put_word(FILE *stream, const char *word)
{
	for (; *word != '\0'; word++)
		if ((strchr(" \t\n\\", *word) != NULL ?
			    fprintf(stream, "\\%03o", *word) :
			    putc(*word, stream)) < 0)
			return -1;
	return putc(' ', stream);
}

int
addmntent(FILE *stream, const struct mntent *m)
{
	if (fseek(stream, 0, SEEK_END) < 0)
		return 1;
	return put_word(stream, m->mnt_fsname) < 0 ||
	    put_word(stream, m->mnt_dir) < 0 ||
	    put_word(stream, m->mnt_type) < 0 ||
	    put_word(stream, m->mnt_opts) < 0 ||
	    fprintf(stream, "%d %d\n", m->mnt_freq, m->mnt_passno) < 0 ||
	    fflush(stream) < 0;
}

char *
hasmntopt(const struct mntent *m, const char *option)
{
	size_t n = strlen(option);
	char *p = m->mnt_opts;

	while (p != NULL && *p != '\0') {
		if (strncmp(p, option, n) == 0 &&
		    (p[n] == '\0' || p[n] == ',' || p[n] == '='))
			return p;
		p = strchr(p, ',');
		if (p != NULL)
			p++;
	}
	return NULL;
}
