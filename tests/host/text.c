// needs: kernel/lib/text.c kernel/lib/fmt.c
/*
 * Texts made record by record, in buffers of all sizes, against the text as a
 * whole.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/text.h"
#include "tests/host/tap.h"

#define MOST    20
#define LONGEST 700

static char whole[MOST * (LONGEST + 1)];
static struct {
	unsigned len, seed;
} record[MOST];
static unsigned nrecords;

static unsigned
pick(unsigned n)
{
	return (unsigned)(tap_random() >> 20) % n;
}

/* The record at t->at, in pieces of every kind, none longer than 9. */
static void
print(struct text *t)
{
	unsigned seed = record[t->at].seed, left = record[t->at].len;
	const char *letters = "abcdefghijklmnopqrstuvwxyz0123456789";
	unsigned done = 0;

	while (left) {
		unsigned n = 1 + seed % 9;

		n = n < left ? n : left;
		seed = seed * 1103515245 + 12345;
		left -= n;
		done += n;
		switch ((seed >> 16) % 6) {
		case 0:
			text_add(t, letters + (seed >> 20) % 26, n);
			break;
		case 1:
			text_printf(t, "%.*s", (int)n,
			    letters + (seed >> 20) % 26);
			break;
		case 2:
			text_pad(t, done);
			break;
		case 3:
			text_decimal(t, seed >> 20 & 7, n);
			break;
		case 4:
			text_hex(t, seed >> 20 & 7, n);
			break;
		default:
			text_printf(t, "%*u", (int)n, seed >> 20 & 7);
		}
	}
	if (t->at + 1 < nrecords)
		text_next(t, t->at + 1);
}

/* Collects all through a buffer of that size. => returns: the length */
static size_t
collect(char *out, size_t size, size_t want)
{
	struct text t = { .buf = malloc(size + 1), .size = size };
	size_t n = 0;

	text_rewind(&t);
	while (!t.ended) {
		bool more = true;

		t.len = 0;
		while (more && t.len < want) {
			text_begin(&t);
			print(&t);
			more = text_commit(&t, true);
		}
		memcpy(out + n, t.buf, t.len);
		n += t.len;
	}
	free(t.buf);
	return n;
}

static void
errors(void)
{
	char buf[16];
	struct text t = { .buf = buf, .size = sizeof buf - 1 };

	text_begin(&t);
	text_string(&t, "first");
	text_next(&t, 7);
	ok(text_commit(&t, true), "a record");
	text_begin(&t);
	text_string(&t, "bad");
	ok(!text_commit(&t, false), "and one that fails");
	ok(t.len == 5 && t.at == 7 && t.index == 1 && !t.ended,
	    "which is not there");
	text_begin(&t);
	text_string(&t, "does not fit");
	ok(!text_commit(&t, true), "one that is too long");
	ok(t.len == 5 && t.at == 7, "is taken back");
}

int
main(void)
{
	static char got[sizeof whole];
	unsigned wrong = 0;

	for (int round = 0; round < 2000; round++) {
		size_t n, size = 9 + pick(120), m;

		nrecords = 1 + pick(MOST);
		for (unsigned i = 0; i < nrecords; i++) {
			record[i].len = pick(pick(4) ? 40 : LONGEST);
			record[i].seed = (unsigned)tap_random();
		}
		n = collect(whole, sizeof whole, sizeof whole);
		m = collect(got, size, 1 + pick((unsigned)size));
		wrong += n != m || memcmp(got, whole, n);
	}
	ok(!wrong, "all are the same, through whatever buffer");
	errors();
	return tap_done();
}
