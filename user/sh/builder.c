/*
 * Words under construction: a list of parts, the last of which may be a text that
 * still grows. A word that is constant is marked so when it is finished.
 */
#include "builder.h"

#include <string.h>

void
builder_init(struct builder *b, struct arena *arena)
{
	b->first = NULL;
	b->tail = &b->first;
	b->text = str_new(arena);
	b->open = false;
}

static struct part *
add_part(struct builder *b, enum part_kind kind, bool quoted)
{
	struct part *part = arena_zalloc(b->text.arena, sizeof *part);

	part->kind = kind;
	part->quoted = quoted;
	*b->tail = part;
	b->tail = &part->next;
	return part;
}

void
builder_close_text(struct builder *b)
{
	struct part *part;
	struct arena *arena = b->text.arena;

	if (!b->open)
		return;
	b->open = false;
	part = add_part(b, PART_TEXT, b->quoted);
	part->text.data = arena_strndup(arena, str_text(&b->text),
	    b->text.length);
	part->text.length = b->text.length;
	b->text.length = 0;
}

void
builder_open_text(struct builder *b, bool quoted)
{
	if (b->open && b->quoted == quoted)
		return;
	builder_close_text(b);
	b->open = true;
	b->quoted = quoted;
}

struct part *
builder_expansion(struct builder *b, enum part_kind kind, bool quoted)
{
	builder_close_text(b);
	return add_part(b, kind, quoted);
}

/* A bracket without its end is no pattern: the command `[`. */
static bool
may_expand(const char *text)
{
	const char *bracket = strchr(text, '[');

	return strpbrk(text, "*?\\~") != NULL ||
	    (bracket != NULL && strchr(bracket, ']') != NULL);
}

struct word *
builder_finish(struct builder *b)
{
	struct word *word = arena_zalloc(b->text.arena, sizeof *word);
	const struct part *part;

	builder_close_text(b);
	part = word->parts = b->first;
	if (part == NULL || part->next != NULL || part->kind != PART_TEXT)
		return word;
	if (!part->quoted)
		word->plain = part->text.data;
	if (part->quoted || !may_expand(part->text.data))
		word->literal = part->text.data;
	return word;
}
