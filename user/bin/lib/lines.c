/*
 * lines: the differences between two files.
 *
 * Lines are given classes, so that comparing two is comparing two numbers. What
 * changed is then a shortest edit script by Myers's algorithm ("An O(ND)
 * Difference Algorithm", 1986) in its linear space form: the middle of a shortest
 * path is found from both ends, and each half is solved in the same way. The
 * common beginning and end are taken off first. When the two files differ so
 * much that the search becomes expensive, the best path so far will do: the
 * result is right then, but may not be the shortest.
 */
#include "lines.h"

#include <ctype.h>
#include <err.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "memory.h"

bool
lines_read(struct lines *l, const char *name)
{
	size_t size = 0, length = 0, capacity = 0;
	FILE *file = name ? input_open(name) : NULL;
	const char *p, *end;

	*l = (struct lines){ 0 };
	if (name && !file)
		return false;
	for (size_t n = 1; file && n > 0; length += n) {
		if (size - length < 4096) {
			size = size ? 2 * size : 32768;
			l->data = xrealloc(l->data, size, 1);
		}
		n = fread(l->data + length, 1, size - length, file);
	}
	if (file && !input_close(file, name))
		return false;
	l->binary = length && memchr(l->data, '\0', length);
	for (p = l->data, end = p + length; p < end;) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));

		l->no_newline = !stop;
		if (!stop)
			stop = end;
		array_grow(&l->lines, l->n, &capacity, sizeof *l->lines);
		l->lines[l->n++] = (struct line_text){ .text = p,
			.length = (size_t)(stop - p) };
		p = stop + 1;
	}
	return true;
}

/* --- Classes -------------------------------------------------------------- */

/* The next character that counts, or -1 at the end; a run of space is one. */
static int
next_char(const struct line_text *line, size_t *at,
    const struct lines_equality *e)
{
	size_t i = *at;
	bool space = false;
	int c;

	if (e->ignore_all_space || e->ignore_space_change) {
		while (i < line->length &&
		    isspace((unsigned char)line->text[i])) {
			space = true;
			i++;
		}
	} else if (e->ignore_trailing_space) {
		size_t j = i;

		while (j < line->length &&
		    isspace((unsigned char)line->text[j]))
			j++;
		if (j == line->length)
			i = j;
	}
	if (i == line->length) {
		*at = i;
		return -1;
	}
	if (space && e->ignore_space_change && !e->ignore_all_space) {
		*at = i;
		return ' ';
	}
	c = (unsigned char)line->text[i];
	*at = i + 1;
	return e->ignore_case ? tolower(c) : c;
}

static uint64_t
hash_line(const struct line_text *line, const struct lines_equality *e)
{
	uint64_t h = 0xcbf29ce484222325u;
	size_t at = 0;

	for (int c; (c = next_char(line, &at, e)) >= 0;)
		h = (h ^ (unsigned int)c) * 0x100000001b3u;
	return h;
}

static bool
same_line(const struct line_text *a, const struct line_text *b,
    const struct lines_equality *e)
{
	size_t i = 0, j = 0;

	for (;;) {
		int x = next_char(a, &i, e), y = next_char(b, &j, e);

		if (x != y)
			return false;
		if (x < 0)
			return true;
	}
}

struct class
{
	struct class *next;
	uint64_t hash;
	const struct line_text *line;
	bool complete; /* not a last line without its newline */
	size_t number;
};

void
lines_classify(struct lines *a, struct lines *b, const struct lines_equality *e)
{
	struct lines *both[2] = { a, b };
	size_t nchains = 1024, n = 0;
	struct class **chains;

	while (nchains < a->n + b->n)
		nchains *= 2;
	chains = xcalloc(nchains, sizeof *chains);
	for (int f = 0; f < 2; f++) {
		for (size_t i = 0; i < both[f]->n; i++) {
			struct line_text *line = &both[f]->lines[i];
			bool complete = !(both[f]->no_newline &&
					    i == both[f]->n - 1) ||
			    e->ignore_all_space || e->ignore_space_change;
			uint64_t hash = hash_line(line, e);
			struct class **chain = &chains[hash & (nchains - 1)];
			struct class *c = *chain;

			while (c &&
			    (c->hash != hash || c->complete != complete ||
				!same_line(c->line, line, e)))
				c = c->next;
			if (!c) {
				c = xmalloc(sizeof *c);
				*c = (struct class){ *chain, hash, line,
					complete, n++ };
				*chain = c;
			}
			line->class = c->number;
		}
	}
	for (size_t i = 0; i < nchains; i++) {
		for (struct class *c = chains[i], *next; c; c = next) {
			next = c->next;
			free(c);
		}
	}
	free(chains);
}

/* --- Differences ---------------------------------------------------------- */

struct search {
	const struct lines *a, *b;
	bool *deleted, *inserted;
	long *forward, *backward; /* by diagonal, with room for negative ones */
	long limit;
};

struct split {
	long x, y;
};

static bool
equal(const struct search *s, long x, long y)
{
	return s->a->lines[x].class == s->b->lines[y].class;
}

/* A point on a shortest path between two corners, near its middle. */
static struct split
find_middle(struct search *s, long x0, long x1, long y0, long y1)
{
	long *fd = s->forward, *bd = s->backward;
	long dmin = x0 - y1, dmax = x1 - y0;
	long fmid = x0 - y0, bmid = x1 - y1;
	long fmin = fmid, fmax = fmid, bmin = bmid, bmax = bmid;
	bool odd = (fmid - bmid) & 1;

	fd[fmid] = x0;
	bd[bmid] = x1;
	for (long cost = 1;; cost++) {
		if (fmin > dmin)
			fd[--fmin - 1] = -1;
		else
			fmin++;
		if (fmax < dmax)
			fd[++fmax + 1] = -1;
		else
			fmax--;
		for (long d = fmax; d >= fmin; d -= 2) {
			long low = fd[d - 1], high = fd[d + 1];
			long x = low >= high ? low + 1 : high, y = x - d;

			while (x < x1 && y < y1 && equal(s, x, y)) {
				x++;
				y++;
			}
			fd[d] = x;
			if (odd && bmin <= d && d <= bmax && bd[d] <= x)
				return (struct split){ x, y };
		}
		if (bmin > dmin)
			bd[--bmin - 1] = INT64_MAX;
		else
			bmin++;
		if (bmax < dmax)
			bd[++bmax + 1] = INT64_MAX;
		else
			bmax--;
		for (long d = bmax; d >= bmin; d -= 2) {
			long low = bd[d - 1], high = bd[d + 1];
			long x = low < high ? low : high - 1, y = x - d;

			while (x > x0 && y > y0 && equal(s, x - 1, y - 1)) {
				x--;
				y--;
			}
			bd[d] = x;
			if (!odd && fmin <= d && d <= fmax && x <= fd[d])
				return (struct split){ x, y };
		}
		if (cost >= s->limit) {
			/* The point that got furthest from the start. */
			struct split best = { x0, y0 };

			for (long d = fmax; d >= fmin; d -= 2) {
				long x = fd[d] < x1 ? fd[d] : x1, y = x - d;

				if (y > y1) {
					y = y1;
					x = y1 + d;
				}
				if (x + y > best.x + best.y)
					best = (struct split){ x, y };
			}
			return best;
		}
	}
}

/* The depth is bounded: each half is smaller, and by halves of the cost. */
static void
compare(struct search *s, long x0, long x1, long y0, long y1)
{
	struct split middle;

	while (x0 < x1 && y0 < y1 && equal(s, x0, y0)) {
		x0++;
		y0++;
	}
	while (x0 < x1 && y0 < y1 && equal(s, x1 - 1, y1 - 1)) {
		x1--;
		y1--;
	}
	if (x0 == x1) {
		for (; y0 < y1; y0++)
			s->inserted[y0] = true;
		return;
	}
	if (y0 == y1) {
		for (; x0 < x1; x0++)
			s->deleted[x0] = true;
		return;
	}
	middle = find_middle(s, x0, x1, y0, y1);
	compare(s, x0, middle.x, y0, middle.y);
	compare(s, middle.x, x1, middle.y, y1);
}

/*
 * Among equal lines a change may be moved down; it reads best where it ends
 * last, as far as it does not run into another change.
 */
static void
shift_down(const struct lines *l, bool *changed, const bool *other,
    size_t nother)
{
	size_t i = 0, j = 0;

	for (;;) {
		size_t start;

		while (i < l->n && !changed[i]) {
			while (j < nother && other[j])
				j++;
			i++;
			j++;
		}
		if (i == l->n)
			return;
		start = i;
		while (i < l->n && changed[i])
			i++;
		while (j < nother && other[j])
			j++;
		while (i < l->n && l->lines[start].class == l->lines[i].class &&
		    !(j < nother && other[j]) && !(j > 0 && other[j - 1])) {
			changed[start++] = false;
			changed[i++] = true;
			j++;
			while (i < l->n && changed[i])
				i++;
		}
	}
}

void
lines_compare(const struct lines *a, const struct lines *b, bool *deleted,
    bool *inserted)
{
	size_t diagonals = a->n + b->n + 3;
	long *room = xcalloc(2 * diagonals, sizeof *room);
	struct search search = {
		.a = a,
		.b = b,
		.deleted = deleted,
		.inserted = inserted,
		.forward = room + b->n + 1,
		.backward = room + diagonals + b->n + 1,
		.limit = 256,
	};

	while (search.limit * search.limit < (long)diagonals)
		search.limit *= 2;
	search.limit *= 4;
	compare(&search, 0, (long)a->n, 0, (long)b->n);
	free(room);
	shift_down(a, deleted, inserted, b->n);
	shift_down(b, inserted, deleted, a->n);
}
