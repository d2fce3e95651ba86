/* Words under construction. */
#ifndef SH_BUILDER_H
#define SH_BUILDER_H

#include "ast.h"
#include "str.h"

/* A list of parts under construction. */
struct builder {
	struct part *first;
	struct part **tail;
	struct str text; /* the last part's, not in the list yet */
	bool open;       /* there is such a part, maybe empty */
	bool quoted;     /* and this is its kind */
};

void builder_init(struct builder *b, struct arena *arena);
/* From here on text is quoted or not; even if none comes, the part exists. */
void builder_open_text(struct builder *b, bool quoted);
void builder_close_text(struct builder *b);
/* => returns: the new part, of no content yet */
struct part *builder_expansion(struct builder *b, enum part_kind kind,
    bool quoted);
struct word *builder_finish(struct builder *b);

static inline void
builder_char(struct builder *b, int c, bool quoted)
{
	if (!b->open || b->quoted != quoted)
		builder_open_text(b, quoted);
	str_char(&b->text, (char)c);
}

#endif
