/*
 * patch: apply what diff printed.
 *
 * Reads the unified, context and normal forms into hunks: lines that stay, go
 * and come. A hunk is looked for where it says, moved by what earlier hunks were
 * moved, then further and further away, and at last with up to -F lines of its
 * context left out. Hunks that fit nowhere are saved in FILE.rej.
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/input.h"
#include "lib/lines.h"
#include "lib/memory.h"
#include "lib/number.h"
#include "lib/options.h"

static const char help[] =
    "Usage: patch [OPTION]... [FILE [PATCH]]\n"
    "Apply PATCH (standard input), what diff printed, to FILE or to the files that\n"
    "it names. Exit status 1 if a part of it did not fit, 2 after an error.\n\n"
    "  -b, --backup              keep the old file as FILE.orig\n"
    "  -d, --directory=DIR       go to DIR first\n"
    "  @d --dry-run              only say what would happen\n"
    "  -E, --remove-empty-files  remove files that become empty\n"
    "  -f, --force               ask nothing\n"
    "  -F, --fuzz=NUM            leave out up to NUM lines of context (2)\n"
    "  -i, --input=PATCH         read PATCH\n"
    "  -l, --ignore-whitespace   any run of space is like any other\n"
    "  -N, --forward             (ignored: what does not fit is rejected)\n"
    "  -o, --output=FILE         write to FILE\n"
    "  -p, --strip=NUM           take NUM leading components off names\n"
    "  -R, --reverse             the patch is the wrong way round\n"
    "  -r, --reject-file=FILE    save there what does not fit\n"
    "  -s, --quiet               only say what goes wrong\n"
    "  @s --silent               the same\n"
    "  -t, --batch               ask nothing\n"
    "  -u, --unified             (ignored: the form is recognised)\n"
    "  -c, --context             (ignored)\n"
    "  -n, --normal              (ignored)\n";

struct text {
	const char **lines;
	size_t *lengths;
	size_t n, capacity, lengths_capacity;
	bool no_newline;
};

enum {
	MAX_LINE = 1000000000
};

struct hunk {
	long old_start, old_count, new_start, new_count;
	struct text old, new; /* both with the context */
	size_t before, after; /* lines of context at the ends */
};

static struct {
	bool backup, dry, remove_empty, ignore_space, reverse, quiet;
	long fuzz, strip;
	const char *output, *rejects;
} opt = { .fuzz = 2, .strip = -1 };

static int status;
static struct lines patch;
static size_t at; /* the current line of the patch */

static void
text_add(struct text *t, const char *line, size_t length)
{
	array_grow(&t->lines, t->n, &t->capacity, sizeof *t->lines);
	array_grow(&t->lengths, t->n, &t->lengths_capacity, sizeof *t->lengths);
	t->lines[t->n] = line;
	t->lengths[t->n++] = length;
}

static void
text_free(struct text *t)
{
	free(t->lines);
	free(t->lengths);
	*t = (struct text){ 0 };
}

/* --- Reading the patch ---------------------------------------------------- */

/* Line i as a string that ends with its newline or at the end. */
static bool
begins(size_t i, const char *prefix)
{
	size_t n = strlen(prefix);

	return i < patch.n && patch.lines[i].length >= n &&
	    memcmp(patch.lines[i].text, prefix, n) == 0;
}

static const char *
line_text(size_t i)
{
	static char *copy;

	free(copy);
	copy = xstrndup(patch.lines[i].text, patch.lines[i].length);
	return copy;
}

static void
note_missing_newline(struct text *t)
{
	if (begins(at, "\\")) {
		t->no_newline = true;
		at++;
	}
}

/* Numbers of lines are cut, so that sums of a few of them do not overflow. */
static long
parse_line_number(const char *s, char **end)
{
	long n = strtol(s, end, 10);

	return n > MAX_LINE ? MAX_LINE : n < -MAX_LINE ? -MAX_LINE : n;
}

static bool
parse_range(const char **p, long *start, long *count)
{
	char *end;

	*start = parse_line_number(*p, &end);
	if (end == *p || *start < 0)
		return false;
	*count = 1;
	if (*end == ',') {
		*count = parse_line_number(end + 1, &end);
		if (*count < 0)
			return false;
	}
	*p = end;
	return true;
}

static void
count_context(struct hunk *h, const char *marks, size_t n)
{
	while (h->before < n && marks[h->before] == ' ')
		h->before++;
	while (h->after < n - h->before && marks[n - 1 - h->after] == ' ')
		h->after++;
}

/* "@@ -a,b +c,d @@" and its lines. */
static bool
read_unified(struct hunk *h)
{
	const char *p = line_text(at) + 4;
	char *marks;
	size_t n = 0;

	if (!parse_range(&p, &h->old_start, &h->old_count) || *p++ != ' ' ||
	    *p++ != '+' || !parse_range(&p, &h->new_start, &h->new_count))
		return false;
	at++;
	marks = xmalloc(patch.n - at + 1);
	while (at < patch.n &&
	    ((long)h->old.n < h->old_count || (long)h->new.n < h->new_count)) {
		const struct line_text *line = &patch.lines[at++];
		char mark = line->length ? line->text[0] : ' ';
		const char *text = line->text + (line->length > 0);
		size_t length = line->length - (line->length > 0);

		if (!strchr(" +-", mark)) {
			free(marks);
			return false;
		}
		marks[n++] = mark;
		if (mark != '+') {
			text_add(&h->old, text, length);
			if (mark == '-')
				note_missing_newline(&h->old);
		}
		if (mark != '-')
			text_add(&h->new, text, length);
		if (mark != '-' && begins(at, "\\")) {
			if (mark == ' ')
				h->old.no_newline = true;
			note_missing_newline(&h->new);
		}
	}
	count_context(h, marks, n);
	free(marks);
	return (long)h->old.n == h->old_count && (long)h->new.n == h->new_count;
}

/* "5,7c8,9" and its lines. */
static bool
read_normal(struct hunk *h)
{
	const char *p = line_text(at);
	long old_end, new_end;
	char *end, letter;

	h->old_start = old_end = parse_line_number(p, &end);
	if (*end == ',')
		old_end = parse_line_number(end + 1, &end);
	letter = *end;
	if (!strchr("acd", letter) || !letter)
		return false;
	h->new_start = new_end = parse_line_number(end + 1, &end);
	if (*end == ',')
		new_end = parse_line_number(end + 1, &end);
	h->old_count = letter == 'a' ? 0 : old_end - h->old_start + 1;
	h->new_count = letter == 'd' ? 0 : new_end - h->new_start + 1;
	at++;
	while (begins(at, "< ")) {
		text_add(&h->old, patch.lines[at].text + 2,
		    patch.lines[at].length - 2);
		at++;
		note_missing_newline(&h->old);
	}
	if (letter == 'c' && begins(at, "---"))
		at++;
	while (begins(at, "> ")) {
		text_add(&h->new, patch.lines[at].text + 2,
		    patch.lines[at].length - 2);
		at++;
		note_missing_newline(&h->new);
	}
	return (long)h->old.n == h->old_count && (long)h->new.n == h->new_count;
}

/* One side of a context hunk: lines behind two characters of marks. */
static void
read_context_side(struct text *t, char *marks, size_t *n, long count)
{
	while (at < patch.n && (long)t->n < count &&
	    patch.lines[at].length >= 1 &&
	    strchr(" !+-", patch.lines[at].text[0])) {
		const struct line_text *line = &patch.lines[at];
		size_t skip = line->length < 2 ? line->length : 2;

		if (begins(at, "--- ") && (long)t->n == 0)
			break;
		marks[(*n)++] = line->text[0];
		text_add(t, line->text + skip, line->length - skip);
		at++;
		note_missing_newline(t);
	}
}

/* A side whose lines are left out has the context of the other. */
static void
fill_side(struct text *t, const struct text *other, const char *marks)
{
	for (size_t i = 0; i < other->n; i++) {
		if (marks[i] == ' ')
			text_add(t, other->lines[i], other->lengths[i]);
	}
}

static bool
read_context(struct hunk *h)
{
	char *old_marks, *new_marks;
	size_t nold = 0, nnew = 0;
	const char *p;
	long end;

	at++;
	if (!begins(at, "*** "))
		return false;
	p = line_text(at) + 4;
	if (!parse_range(&p, &h->old_start, &end))
		return false;
	h->old_count = strchr(line_text(at), ',') ? end - h->old_start + 1 :
	    h->old_start                          ? 1 :
						    0;
	at++;
	old_marks = xcalloc(patch.n + 1, 1);
	new_marks = xcalloc(patch.n + 1, 1);
	read_context_side(&h->old, old_marks, &nold, h->old_count);
	if (!begins(at, "--- ")) {
		free(old_marks);
		free(new_marks);
		return false;
	}
	p = line_text(at) + 4;
	if (!parse_range(&p, &h->new_start, &end))
		return false;
	h->new_count = strchr(line_text(at), ',') ? end - h->new_start + 1 :
	    h->new_start                          ? 1 :
						    0;
	at++;
	read_context_side(&h->new, new_marks, &nnew, h->new_count);
	if (nold == 0)
		fill_side(&h->old, &h->new, new_marks);
	if (nnew == 0)
		fill_side(&h->new, &h->old, old_marks);
	h->old_count = (long)h->old.n;
	h->new_count = (long)h->new.n;
	/* The context that both sides have. */
	if (nold)
		count_context(h, old_marks, nold);
	if (nnew) {
		struct hunk other = { 0 };

		count_context(&other, new_marks, nnew);
		if (!nold || other.before < h->before)
			h->before = other.before;
		if (!nold || other.after < h->after)
			h->after = other.after;
	}
	free(old_marks);
	free(new_marks);
	return true;
}

static void
reverse_hunk(struct hunk *h)
{
	struct text text = h->old;
	long start = h->old_start, count = h->old_count;

	h->old = h->new;
	h->new = text;
	h->old_start = h->new_start;
	h->old_count = h->new_count;
	h->new_start = start;
	h->new_count = count;
}

static bool
is_normal_command(size_t i)
{
	const char *p;

	if (i >= patch.n || !patch.lines[i].length ||
	    !isdigit((unsigned char)patch.lines[i].text[0]))
		return false;
	p = line_text(i);
	p += strspn(p, "0123456789,");
	if (!*p || !strchr("acd", *p))
		return false;
	p++;
	return isdigit((unsigned char)*p) && p[strspn(p, "0123456789,")] == 0;
}

static bool
at_hunk(void)
{
	return begins(at, "@@ -") || begins(at, "***************") ||
	    is_normal_command(at);
}

static void
read_hunk(struct hunk *h)
{
	size_t start = at;
	bool good;

	*h = (struct hunk){ 0 };
	if (begins(at, "@@ -"))
		good = read_unified(h);
	else if (begins(at, "***************"))
		good = read_context(h);
	else
		good = read_normal(h);
	if (!good)
		errx(2, "**** malformed patch at line %zu: %s", start + 1,
		    line_text(at < patch.n ? at : start));
	if (opt.reverse)
		reverse_hunk(h);
}

/* --- The file ------------------------------------------------------------- */

static bool
equal_lines(const char *a, size_t na, const char *b, size_t nb)
{
	size_t i = 0, j = 0;

	if (!opt.ignore_space)
		return na == nb && memcmp(a, b, na) == 0;
	while (i < na || j < nb) {
		bool space = false, other = false;

		while (i < na && isspace((unsigned char)a[i]))
			space = true, i++;
		while (j < nb && isspace((unsigned char)b[j]))
			other = true, j++;
		if (i == na || j == nb)
			return i == na && j == nb;
		if (space != other || a[i++] != b[j++])
			return false;
	}
	return true;
}

/* Do the old lines, less fuzz at both ends, stand at this place? */
static bool
fits(const struct lines *file, const struct hunk *h, long place, size_t front,
    size_t back)
{
	for (size_t i = front; i + back < h->old.n; i++) {
		size_t line = (size_t)place + i;

		if (place + (long)i < 0 || line >= file->n ||
		    !equal_lines(file->lines[line].text,
			file->lines[line].length, h->old.lines[i],
			h->old.lengths[i]))
			return false;
	}
	return true;
}

/* The place for a hunk, nearest to the one it names; -1 if there is none. */
static long
find_place(const struct lines *file, const struct hunk *h, long wanted,
    long first, size_t fuzz)
{
	size_t front = fuzz < h->before ? fuzz : h->before;
	size_t back = fuzz < h->after ? fuzz : h->after;
	long last = (long)file->n - (long)(h->old.n - back);

	/* A place far away is no reason to go there step by step. */
	first -= (long)front;
	if (wanted > last)
		wanted = last;
	if (wanted < first)
		wanted = first;
	if (h->old.n == 0)
		return wanted;
	for (long distance = 0;
	     wanted - distance >= first || wanted + distance <= last;
	     distance++) {
		if (wanted + distance <= last &&
		    fits(file, h, wanted + distance, front, back))
			return wanted + distance;
		if (distance && wanted - distance >= first &&
		    wanted - distance <= last &&
		    fits(file, h, wanted - distance, front, back))
			return wanted - distance;
	}
	return -1 - (long)h->old.n;
}

struct job {
	char *name;
	struct lines file;
	struct text out;
	size_t copied; /* lines of the file that are in out */
	long moved;    /* how far from their places the last hunk was */
	size_t nhunks, nfailed;
	FILE *rejects;
	char *reject_name;
	bool ends_without_newline, replaced_end;
};

static void
copy_up_to(struct job *job, size_t line)
{
	for (; job->copied < line; job->copied++)
		text_add(&job->out, job->file.lines[job->copied].text,
		    job->file.lines[job->copied].length);
}

static void
reject(struct job *job, const struct hunk *h)
{
	job->nfailed++;
	status = status > 1 ? status : 1;
	if (opt.dry)
		return;
	if (!job->rejects) {
		job->reject_name = opt.rejects ? xstrdup(opt.rejects) :
						 xasprintf("%s.rej", job->name);
		job->rejects = fopen(job->reject_name, "we");
		if (!job->rejects)
			err(2, "%s", job->reject_name);
		fprintf(job->rejects, "--- %s\n+++ %s\n", job->name, job->name);
	}
	fprintf(job->rejects, "@@ -%ld,%ld +%ld,%ld @@\n", h->old_start,
	    h->old_count, h->new_start, h->new_count);
	for (size_t i = 0; i < h->old.n; i++)
		fprintf(job->rejects, "%c%.*s\n",
		    i < h->before || i + h->after >= h->old.n ? ' ' : '-',
		    (int)h->old.lengths[i], h->old.lines[i]);
	for (size_t i = h->before; i + h->after < h->new.n; i++)
		fprintf(job->rejects, "+%.*s\n", (int)h->new.lengths[i],
		    h->new.lines[i]);
}

static void
replace_lines(struct job *job, const struct hunk *h, long place, size_t fuzz)
{
	size_t front = fuzz < h->before ? fuzz : h->before;
	size_t back = fuzz < h->after ? fuzz : h->after;

	copy_up_to(job, (size_t)(place + (long)front));
	for (size_t i = front; i + back < h->new.n; i++) {
		/* Context stays as it is in the file. */
		bool context = i < h->before;

		if (context)
			copy_up_to(job, job->copied + 1);
		else
			text_add(&job->out, h->new.lines[i], h->new.lengths[i]);
	}
	job->copied = (size_t)place + h->old.n - back;
	if (job->copied >= job->file.n && back == 0) {
		job->replaced_end = true;
		job->ends_without_newline = h->new.no_newline;
	}
}

static void
apply(struct job *job, const struct hunk *h)
{
	long named = h->old_start - (h->old.n > 0), place = 0;
	long wanted = named + job->moved;
	long most = opt.fuzz, least = -1 - (long)h->old.n;
	long fuzz = 0;

	job->nhunks++;
	for (; fuzz <= most; fuzz++) {
		place = find_place(&job->file, h, wanted, (long)job->copied,
		    (size_t)fuzz);
		if (place != least)
			break;
	}
	if (fuzz > most) {
		printf("Hunk #%zu FAILED at %ld.\n", job->nhunks, h->old_start);
		reject(job, h);
		return;
	}
	if (!opt.quiet && (place != named || fuzz)) {
		printf("Hunk #%zu succeeded at %ld", job->nhunks,
		    place + (h->old.n > 0));
		if (fuzz)
			printf(" with fuzz %ld", fuzz);
		if (place != named)
			printf(" (offset %ld line%s)", place - named,
			    place - named == 1 || place - named == -1 ? "" :
									"s");
		puts(".");
	}
	job->moved = place - named;
	replace_lines(job, h, place, (size_t)fuzz);
}

static void
write_result(struct job *job, bool existed)
{
	const char *name = opt.output ? opt.output : job->name;
	struct stat st;
	char *temporary;
	FILE *file;
	bool no_newline = job->replaced_end ? job->ends_without_newline :
					      job->file.no_newline;

	if (opt.dry)
		return;
	if (existed && opt.backup) {
		char *backup = xasprintf("%s.orig", job->name);

		if (link(job->name, backup) < 0 && errno == EEXIST) {
			unlink(backup);
			if (link(job->name, backup) < 0)
				warn("%s", backup);
		}
		free(backup);
	}
	if (job->out.n == 0 && opt.remove_empty && !opt.output) {
		unlink(job->name);
		return;
	}
	temporary = xasprintf("%s.pXXXXXX", name);
	{
		int fd = mkstemp(temporary);

		file = fd < 0 ? NULL : fdopen(fd, "w");
		if (!file)
			err(2, "%s", temporary);
		fchmod(fd,
		    existed && stat(job->name, &st) == 0 ? st.st_mode & 07777 :
							   0644);
	}
	for (size_t i = 0; i < job->out.n; i++) {
		fwrite(job->out.lines[i], 1, job->out.lengths[i], file);
		if (i + 1 < job->out.n || !no_newline)
			putc('\n', file);
	}
	if (fclose(file) == EOF || rename(temporary, name) < 0)
		err(2, "%s", name);
	free(temporary);
}

/* The whole patch for one file. removes: its new side is /dev/null. */
static void
patch_file(char *name, bool removes)
{
	struct job job = { .name = name };
	bool existed = access(name, F_OK) == 0;
	bool was_removing = opt.remove_empty;

	if (!lines_read(&job.file, existed ? name : NULL))
		exit(2);
	if (!opt.quiet)
		printf("%s file %s\n", opt.dry ? "checking" : "patching", name);
	while (at_hunk()) {
		struct hunk h;

		read_hunk(&h);
		apply(&job, &h);
		text_free(&h.old);
		text_free(&h.new);
	}
	copy_up_to(&job, job.file.n);
	opt.remove_empty |= removes;
	if (job.nfailed < job.nhunks)
		write_result(&job, existed);
	opt.remove_empty = was_removing;
	if (job.nfailed) {
		printf("%zu out of %zu hunk%s FAILED", job.nfailed, job.nhunks,
		    job.nhunks == 1 ? "" : "s");
		if (job.rejects)
			printf(" -- saving rejects to file %s",
			    job.reject_name);
		putchar('\n');
	}
	if (job.rejects)
		fclose(job.rejects);
	text_free(&job.out);
	free(job.file.data);
	free(job.file.lines);
}

/* --- Names ---------------------------------------------------------------- */

/* The name in a heading line, without its date and leading components. */
static char *
heading_name(size_t i)
{
	const char *text = line_text(i) + 4;
	size_t n = strcspn(text, "\t");
	char *name, *p;

	if (text[n] != '\t') {
		/* Without a tab the date is behind the first space. */
		n = strcspn(text, " ");
	}
	name = p = xstrndup(text, n);
	if (strcmp(name, "/dev/null") == 0)
		return name;
	if (opt.strip < 0) {
		char *slash = strrchr(p, '/');

		/* Without -p the file is in the current directory, unless
		 * the whole name is there. */
		if (slash && access(p, F_OK) < 0)
			p = slash + 1;
	} else {
		for (long k = 0; k < opt.strip; k++) {
			char *slash = strchr(p, '/');

			if (!slash)
				break;
			p = slash + strspn(slash, "/");
		}
	}
	p = xstrdup(p);
	free(name);
	return p;
}

/* A patch must not reach outside the directory it is applied in. */
static bool
is_safe(const char *name)
{
	if (*name == '/')
		return false;
	for (const char *p = name; p;
	     p = strchr(p, '/') ? strchr(p, '/') + 1 : NULL) {
		if (strncmp(p, "..", 2) == 0 && (p[2] == '/' || !p[2]))
			return false;
	}
	return true;
}

static char *
choose_name(char *old, char *new, bool *removes)
{
	bool no_old = strcmp(old, "/dev/null") == 0;
	bool no_new = strcmp(new, "/dev/null") == 0;

	if (opt.reverse) {
		bool swap = no_old;

		no_old = no_new;
		no_new = swap;
	}
	*removes = no_new;
	if (strcmp(old, "/dev/null") == 0)
		return new;
	if (strcmp(new, "/dev/null") == 0)
		return old;
	if (access(new, F_OK) == 0 || access(old, F_OK) < 0)
		return new;
	return old;
}

static void
apply_all(char *only)
{
	bool any = false;

	while (at < patch.n) {
		char *name = only;
		bool removes = false;

		if ((begins(at, "--- ") && begins(at + 1, "+++ ")) ||
		    (begins(at, "*** ") && begins(at + 1, "--- "))) {
			char *chosen = choose_name(heading_name(at),
			    heading_name(at + 1), &removes);

			if (!name)
				name = chosen;
			at += 2;
		}
		if (!at_hunk()) {
			at++;
			continue;
		}
		if (!name)
			errx(2, "can't find file to patch at input line %zu",
			    at + 1);
		if (!only && !is_safe(name))
			errx(2, "%s: name leads out of this directory", name);
		patch_file(name, removes);
		any = true;
	}
	if (!any && patch.n)
		errx(2, "**** Only garbage was found in the patch input.");
}

int
main(int argc, char **argv)
{
	const char *input = "-";
	int option;

	usage_status = 2;
	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'b':
			opt.backup = true;
			break;
		case 'd':
			if (chdir(optarg) < 0)
				err(2, "%s", optarg);
			break;
		case LONG('d'):
			opt.dry = true;
			break;
		case 'E':
			opt.remove_empty = true;
			break;
		case 'F':
			opt.fuzz = (long)integer_argument(optarg, 0, 1000,
			    "fuzz factor");
			break;
		case 'i':
			input = optarg;
			break;
		case 'l':
			opt.ignore_space = true;
			break;
		case 'o':
			opt.output = optarg;
			break;
		case 'p':
			opt.strip = (long)integer_argument(optarg, 0, 1000,
			    "strip count");
			break;
		case 'R':
			opt.reverse = true;
			break;
		case 'r':
			opt.rejects = optarg;
			break;
		case 's':
		case LONG('s'):
			opt.quiet = true;
			break;
		}
	}
	need_operands(argc, argv, 0, 2);
	if (argc - optind == 2)
		input = argv[optind + 1];
	if (!lines_read(&patch, input))
		return 2;
	apply_all(optind < argc ? argv[optind] : NULL);
	return status;
}
