/* The line being edited: what the editor's parts share. */
#ifndef SH_EDITOR_H
#define SH_EDITOR_H

#include <stdbool.h>
#include <stddef.h>

struct editor {
	char *text; /* malloc'ed, NUL-terminated */
	size_t length;
	size_t capacity;
	size_t cursor;
	const char *prompt;
	int row; /* of the cursor on the screen, below the prompt's first */
	char *killed;
	bool killing;     /* the last key killed: what follows is added to it */
	int entry;        /* the history's that is shown */
	char *unsaved;    /* the new line while older ones are shown */
	int tabs;         /* completions in a row that changed nothing */
	int words_back;   /* entries that ESC . has gone back */
	size_t last_word; /* bytes that it inserted */
};

/* editor.c: changing the text */
void editor_set(struct editor *e, const char *text);
void editor_insert(struct editor *e, const char *text, size_t n);
/* Delete text[start..end); the cursor goes to start. */
void editor_delete(struct editor *e, size_t start, size_t end);
/* The same, keeping it for ^Y. */
void editor_kill(struct editor *e, size_t start, size_t end);
/* => returns: where the next or previous character begins */
size_t editor_next(const struct editor *e, size_t at);
size_t editor_previous(const struct editor *e, size_t at);
size_t editor_word_end(const struct editor *e, size_t at);
size_t editor_word_start(const struct editor *e, size_t at);
/* The same for words between blanks. */
size_t editor_blank_start(const struct editor *e, size_t at);

/* draw.c: showing it */
/* Others have written: a line that they left unfinished stays, with a mark. */
void editor_begin(struct editor *e);
void editor_draw(struct editor *e);
/* Leave the line: the cursor goes below it. */
void editor_finish(struct editor *e);
/* Below the line, in columns. */
void editor_list(struct editor *e, char **items, int count);
void editor_clear_screen(struct editor *e);

/* search.c: ^R. => returns: the key that ended it, to be acted on */
int editor_search(struct editor *e);

#endif
