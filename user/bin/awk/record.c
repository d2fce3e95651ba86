/*
 * record: $0, its fields and NF.
 *
 * $0 is kept as text and split when a field or NF is first asked for; a changed
 * field or NF makes $0 stale, which is joined again when it is asked for. So a
 * program that looks at $0 only never splits, and one that sets many fields
 * joins once.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/memory.h"
#include "awk.h"

static struct {
	struct value whole;
	struct value *fields; /* [0] is $1 */
	long n, room;
	bool split;  /* the fields are those of whole */
	bool joined; /* whole is that of the fields */
	bool setting_nf;
	struct string *separator; /* FS when whole was set */
} record;

static void
drop_fields(long from)
{
	for (long i = from; i < record.n; i++)
		value_drop(&record.fields[i]);
	if (record.n > from)
		record.n = from;
}

static void
reserve(long n)
{
	if (n <= record.room)
		return;
	n = n < 2 * record.room ? 2 * record.room : n;
	record.fields = xrealloc(record.fields, (size_t)n,
	    sizeof *record.fields);
	memset(record.fields + record.room, 0,
	    (size_t)(n - record.room) * sizeof *record.fields);
	record.room = n;
}

static void
store_nf(void)
{
	record.setting_nf = true;
	variable_set(var_nf, value_number((double)record.n));
	record.setting_nf = false;
}

/* --- Splitting ------------------------------------------------------------ */

static void
split_blanks(const char *text, size_t length, split_piece *piece, void *context)
{
	const char *p = text, *end = text + length;

	for (;;) {
		const char *start;

		while (p < end && (*p == ' ' || *p == '\t' || *p == '\n'))
			p++;
		if (p == end)
			return;
		start = p;
		while (p < end && *p != ' ' && *p != '\t' && *p != '\n')
			p++;
		piece(start, (size_t)(p - start), context);
	}
}

static void
split_char(const char *text, size_t length, char c, bool newline,
    split_piece *piece, void *context)
{
	const char *end = text + length;

	for (;;) {
		const char *p = text;

		while (p < end && *p != c && !(newline && *p == '\n'))
			p++;
		piece(text, (size_t)(p - text), context);
		if (p == end)
			return;
		text = p + 1;
	}
}

void
split_regex(const char *text, size_t length, regex_t *regex, split_piece *piece,
    void *context)
{
	size_t from = 0, search = 0;

	while (search < length) {
		regmatch_t m = { .rm_so = (regoff_t)search,
			.rm_eo = (regoff_t)length };

		if (regexec(regex, text, 1, &m,
			REG_STARTEND | (search ? REG_NOTBOL : 0)))
			break;
		/* An empty match separates nothing. */
		if (m.rm_eo == m.rm_so) {
			search = (size_t)m.rm_eo + 1;
			continue;
		}
		piece(text + from, (size_t)m.rm_so - from, context);
		from = search = (size_t)m.rm_eo;
	}
	piece(text + from, length - from, context);
}

static void
split_characters(const char *text, size_t length, split_piece *piece,
    void *context)
{
	while (length) {
		int n = mblen(text, length);
		size_t step = n > 0 ? (size_t)n : 1;

		piece(text, step, context);
		text += step;
		length -= step;
	}
}

void
split_text(const char *text, size_t length, const struct string *separator,
    bool paragraph, split_piece *piece, void *context)
{
	const char *s = separator->text;

	if (strcmp(s, " ") == 0) {
		split_blanks(text, length, piece, context);
	} else if (length == 0) {
		return;
	} else if (separator->length == 0) {
		split_characters(text, length, piece, context);
	} else if (separator->length == 1 && *s != '\\') {
		split_char(text, length, *s, paragraph, piece, context);
	} else if (paragraph) {
		/* In paragraph mode a newline separates as well. */
		char *both = xasprintf("(%s)|\n", s);

		split_regex(text, length, regex_get(both, strlen(both)), piece,
		    context);
		free(both);
	} else {
		split_regex(text, length, regex_get(s, separator->length),
		    piece, context);
	}
}

static void
add_field(const char *text, size_t length, void *context)
{
	(void)context;
	reserve(record.n + 1);
	record.fields[record.n++] = value_input(text, length);
}

static void
split_record(void)
{
	struct string *text, *rs;

	if (record.split)
		return;
	record.split = true;
	drop_fields(0);
	text = value_to_string(&record.whole, format_convfmt());
	rs = value_to_string(variable_scalar(var_rs), format_convfmt());
	split_text(text->text, text->length, record.separator, rs->length == 0,
	    add_field, NULL);
	string_drop(text);
	string_drop(rs);
	store_nf();
}

/* --- Joining -------------------------------------------------------------- */

static void
join_record(void)
{
	struct string *ofs, **texts, *whole;
	size_t length = 0, at = 0;

	if (record.joined)
		return;
	record.joined = true;
	ofs = value_to_string(variable_scalar(var_ofs), format_convfmt());
	texts = xcalloc((size_t)record.n, sizeof *texts);
	for (long i = 0; i < record.n; i++) {
		texts[i] = value_to_string(&record.fields[i], format_convfmt());
		length += texts[i]->length + (i ? ofs->length : 0);
	}
	whole = string_make(NULL, length);
	for (long i = 0; i < record.n; i++) {
		if (i) {
			memcpy(whole->text + at, ofs->text, ofs->length);
			at += ofs->length;
		}
		memcpy(whole->text + at, texts[i]->text, texts[i]->length);
		at += texts[i]->length;
		string_drop(texts[i]);
	}
	free(texts);
	string_drop(ofs);
	value_drop(&record.whole);
	record.whole = value_string(whole);
	record.whole.flags |= INPUT;
}

/* --- Access --------------------------------------------------------------- */

struct value
field_get(long number)
{
	if (number == 0) {
		join_record();
		return value_copy(&record.whole);
	}
	split_record();
	if (number > record.n)
		return (struct value){ 0 };
	return value_copy(&record.fields[number - 1]);
}

static void
set_count(long n)
{
	split_record();
	reserve(n);
	drop_fields(n);
	/* New ones are empty text. */
	for (long i = record.n; i < n; i++)
		record.fields[i] = value_input("", 0);
	record.n = n;
	record.joined = false;
}

/*
 * FS counts as it is when a record is read: the copy is taken then, though the
 * splitting comes later.
 */
void
record_set(struct string *text)
{
	string_drop(record.separator);
	record.separator = value_to_string(variable_scalar(var_fs),
	    format_convfmt());
	value_drop(&record.whole);
	record.whole = value_string(text);
	record.whole.flags |= INPUT;
	record.joined = true;
	record.split = false;
}

void
field_set(long number, struct value value)
{
	if (number == 0) {
		struct string *text = value_to_string(&value, format_convfmt());

		value_drop(&value);
		record_set(text);
		return;
	}
	split_record();
	if (number > record.n) {
		set_count(number);
		store_nf();
	}
	value_drop(&record.fields[number - 1]);
	record.fields[number - 1] = value;
	record.joined = false;
}

static void
nf_changed(void)
{
	double n;

	if (record.setting_nf)
		return;
	n = value_to_number(variable_scalar(var_nf));
	if (!(n >= 0) || n > 10000000)
		fatal("NF set to %g", n);
	/* Splitting sets NF itself: to what it was, then to what it becomes. */
	split_record();
	set_count((long)n);
	store_nf();
}

void
record_init(void)
{
	record.joined = true;
	record.split = true;
	record.whole = value_input("", 0);
	var_nf->changed = nf_changed;
	store_nf();
}
