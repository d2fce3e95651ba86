/* An expansion under way: what expand.c and param.c share. */
#ifndef SH_EXPANSION_H
#define SH_EXPANSION_H

#include "ast.h"
#include "glob.h"

enum field_state {
	FIELD_NONE,  /* none has begun since the last ended */
	FIELD_OPEN,  /* one has begun */
	FIELD_SPACE, /* white space ended the last: one delimiter may follow */
};

struct expansion {
	struct str text;     /* the field under construction */
	struct str marks;    /* for each byte whether it was quoted */
	struct list *fields; /* the complete ones */
	enum field_state state;
	bool split;    /* make fields */
	bool marked;   /* keep marks */
	bool tilde;    /* expand one at the start */
	bool colons;   /* and after each colon */
	bool in_param; /* the word of ${x-word} is being expanded */
};

/* A result of an expansion. */
void expansion_put(struct expansion *e, const char *text, size_t length,
    bool quoted);
void expansion_put_word(struct expansion *e, const struct word *word);
void expansion_put_param(struct expansion *e, const struct param *param,
    bool quoted);
void expansion_break(struct expansion *e);

/* => returns: 0 if the byte is not in IFS, 1 if it is white space there, else 2 */
int ifs_kind(int c);
void expand_note_ifs(const char *ifs);

#endif
