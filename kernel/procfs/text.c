/*
 * Growing texts.  Adding never fails for its caller: when memory is short the
 * text is marked, and the read that wanted it gets -ENOMEM.
 */
#include "procfs/text.h"

#include <stdarg.h>

#include "lib/fmt.h"
#include "lib/string.h"
#include "mm/slab.h"

#define FIRST_SIZE 512

struct text *
text_create(void)
{
	struct text *t = kzalloc(sizeof(*t));

	if (t)
		ref_init(&t->refs, 1);
	return t;
}

void
text_put(struct text *t)
{
	if (!t || !ref_put(&t->refs))
		return;
	kfree(t->data);
	kfree(t);
}

char *
text_room(struct text *t, size_t n)
{
	size_t size = t->size ? t->size : FIRST_SIZE;
	char *data;

	if (t->failed)
		return NULL;
	if (t->size - t->len >= n)
		return t->data + t->len;
	while (size - t->len < n)
		size *= 2;
	data = kmalloc(size);
	if (!data) {
		t->failed = true;
		return NULL;
	}
	if (t->len)
		memcpy(data, t->data, t->len);
	kfree(t->data);
	t->data = data;
	t->size = size;
	return t->data + t->len;
}

void
text_add(struct text *t, const void *s, size_t n)
{
	char *room = text_room(t, n);

	if (!room)
		return;
	memcpy(room, s, n);
	t->len += n;
}

void
text_string(struct text *t, const char *s)
{
	text_add(t, s, strlen(s));
}

void
text_printf(struct text *t, const char *format, ...)
{
	va_list args, again;
	char *room = text_room(t, 128);
	size_t n;

	if (!room)
		return;
	va_start(args, format);
	va_copy(again, args);
	n = (size_t)vsnprintf(room, t->size - t->len, format, args);
	if (n >= t->size - t->len) {
		room = text_room(t, n + 1);
		if (room)
			vsnprintf(room, n + 1, format, again);
	}
	va_end(again);
	va_end(args);
	if (room)
		t->len += n;
}

void
text_pad(struct text *t, size_t len)
{
	while (t->len < len && !t->failed)
		text_add(t, " ", 1);
}
