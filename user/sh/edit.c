/*
 * The line editor: what the keys do. They are those of emacs.
 *
 * edit_line() reads keys until one ends the line. The terminal is raw meanwhile,
 * and is put back before anything unwinds. When a signal comes, its trap runs with
 * the terminal as the user knows it, and the line is shown again.
 */
#include "edit.h"

#include "complete.h"
#include "editor.h"
#include "error.h"
#include "history.h"
#include "mem.h"
#include "shell.h"
#include "term.h"
#include "trap.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define CONTROL(letter) ((letter)&31)
#define META(letter)    (KEY_META | (letter))

enum result {
	CONTINUE,
	LINE,
	END,
	INTERRUPT
};

static struct editor editor;

static void
beep(void)
{
	term_write("\a", 1);
}

/* History. */

static void
show_entry(struct editor *e, int entry)
{
	if (entry < history_first() || entry > history_end()) {
		beep();
		return;
	}
	if (e->entry == history_end()) {
		free(e->unsaved);
		e->unsaved = xstrdup(e->text);
	}
	e->entry = entry;
	editor_set(e, entry == history_end() ? e->unsaved : history_get(entry));
}

/* ESC . : the last word of the command before, of the one before that, ... */
static void
insert_last_word(struct editor *e, int back)
{
	const char *entry = history_get(history_end() - back);
	const char *end, *start;

	if (entry == NULL) {
		beep();
		return;
	}
	if (back > 1)
		editor_delete(e, e->cursor - e->last_word, e->cursor);
	end = entry + strlen(entry);
	while (end > entry && isspace((unsigned char)end[-1]))
		end--;
	start = end;
	while (start > entry && !isspace((unsigned char)start[-1]))
		start--;
	editor_insert(e, start, (size_t)(end - start));
	e->last_word = (size_t)(end - start);
	e->words_back = back;
}

/* Completion. */

static void
complete_word(struct editor *e, int tabs)
{
	struct arena_mark mark = arena_mark(&scratch);
	struct completion c;
	size_t n;

	complete(e->text, e->cursor, &c);
	n = c.text ? strlen(c.text) : 0;
	if (c.text == NULL)
		beep();
	else if (n != e->cursor - c.start ||
	    memcmp(c.text, e->text + c.start, n) != 0 || c.complete) {
		editor_delete(e, c.start, e->cursor);
		editor_insert(e, c.text, n);
		if (c.complete)
			editor_insert(e, " ", 1);
	} else if (tabs > 0 && c.matches.count > 1)
		editor_list(e, c.matches.items, c.matches.count);
	else {
		beep();
		e->tabs = tabs + 1;
	}
	arena_release(&scratch, mark);
}

/* Keys. */

static void
transpose(struct editor *e)
{
	size_t middle, start, end;
	char *copy;

	if (e->cursor == 0 || e->length < 2)
		return;
	middle = e->cursor == e->length ? editor_previous(e, e->cursor) :
					  e->cursor;
	start = editor_previous(e, middle);
	end = editor_next(e, middle);
	if (start == middle)
		return;
	copy = xmalloc(end - start);
	memcpy(copy, e->text + middle, end - middle);
	memcpy(copy + (end - middle), e->text + start, middle - start);
	memcpy(e->text + start, copy, end - start);
	free(copy);
	e->cursor = end;
}

/* What is pasted is text, whatever bytes it has. */
static void
paste(struct editor *e)
{
	for (;;) {
		int key = term_read_key();
		char c = (char)key;

		if (key == KEY_PASTE_END || key == KEY_END)
			return;
		if (key < 0 || key >= KEY_META)
			continue;
		if (c == '\r')
			c = '\n';
		editor_insert(e, &c, 1);
	}
}

static void
insert_literally(struct editor *e)
{
	int key = term_read_key();
	char c = (char)key;

	if (key > 0 && key < KEY_META)
		editor_insert(e, &c, 1);
}

static void
insert_char(struct editor *e, int key)
{
	char bytes[4];

	if (key < ' ' || key >= KEY_META)
		beep();
	else
		editor_insert(e, bytes, term_read_char(key, bytes));
}

/* => returns: whether the key moves the cursor and does nothing else */
static bool
move(struct editor *e, int key)
{
	switch (key) {
	case CONTROL('A'):
	case KEY_HOME:
		e->cursor = 0;
		return true;
	case CONTROL('E'):
	case KEY_LAST:
		e->cursor = e->length;
		return true;
	case CONTROL('B'):
	case KEY_LEFT:
		e->cursor = editor_previous(e, e->cursor);
		return true;
	case CONTROL('F'):
	case KEY_RIGHT:
		e->cursor = editor_next(e, e->cursor);
		return true;
	case META('b'):
	case KEY_WORD_LEFT:
		e->cursor = editor_word_start(e, e->cursor);
		return true;
	case META('f'):
	case KEY_WORD_RIGHT:
		e->cursor = editor_word_end(e, e->cursor);
		return true;
	default:
		return false;
	}
}

/* => returns: whether the key kills text */
static bool
kill_text(struct editor *e, int key)
{
	switch (key) {
	case CONTROL('K'):
		editor_kill(e, e->cursor, e->length);
		return true;
	case CONTROL('U'):
		editor_kill(e, 0, e->cursor);
		return true;
	case CONTROL('W'):
		editor_kill(e, editor_blank_start(e, e->cursor), e->cursor);
		return true;
	case META('d'):
		editor_kill(e, e->cursor, editor_word_end(e, e->cursor));
		return true;
	case META(127):
	case META(CONTROL('H')):
		editor_kill(e, editor_word_start(e, e->cursor), e->cursor);
		return true;
	default:
		return false;
	}
}

static void
change(struct editor *e, int key, int tabs, int words_back)
{
	switch (key) {
	case '\t':
		complete_word(e, tabs);
		break;
	case 127:
	case CONTROL('H'):
		editor_delete(e, editor_previous(e, e->cursor), e->cursor);
		break;
	case CONTROL('D'):
	case KEY_DELETE:
		editor_delete(e, e->cursor, editor_next(e, e->cursor));
		break;
	case CONTROL('Y'):
		if (e->killed != NULL)
			editor_insert(e, e->killed, strlen(e->killed));
		break;
	case CONTROL('T'):
		transpose(e);
		break;
	case CONTROL('L'):
		editor_clear_screen(e);
		break;
	case CONTROL('P'):
	case KEY_UP:
		show_entry(e, e->entry - 1);
		break;
	case CONTROL('N'):
	case KEY_DOWN:
		show_entry(e, e->entry + 1);
		break;
	case META('.'):
	case META('_'):
		insert_last_word(e, words_back + 1);
		break;
	case CONTROL('Q'):
	case CONTROL('V'):
		insert_literally(e);
		break;
	case KEY_PASTE:
		paste(e);
		break;
	default:
		insert_char(e, key);
	}
}

static enum result
act(struct editor *e, int key)
{
	int tabs = e->tabs;
	int words_back = e->words_back;
	bool killing;

	if (key == CONTROL('R'))
		key = editor_search(e);
	e->tabs = e->words_back = 0;
	if (key == '\r' || key == '\n')
		return LINE;
	if (key == CONTROL('C'))
		return INTERRUPT;
	if (key == KEY_END || (key == CONTROL('D') && e->length == 0))
		return END;
	if (key == KEY_RESIZED || key == KEY_OTHER || move(e, key)) {
		e->killing = false;
		return CONTINUE;
	}
	killing = kill_text(e, key);
	if (!killing)
		change(e, key, tabs, words_back);
	e->killing = killing;
	return CONTINUE;
}

/* A signal: its trap may unwind. */
static void
run_traps(struct editor *e)
{
	if (!trap_pending)
		return;
	editor_finish(e);
	term_leave();
	traps_run();
	term_enter();
	editor_begin(e);
}

static enum result
edit(struct editor *e)
{
	enum result result;

	do {
		int key;

		/* Of what comes at once, as a paste does, only the last. */
		if (!term_key_waits())
			editor_draw(e);
		key = term_read_key();
		if (key == KEY_SIGNAL) {
			run_traps(e);
			key = KEY_RESIZED;
		}
		result = act(e, key);
	} while (result == CONTINUE);
	return result;
}

const char *
edit_line(const char *prompt, size_t *length)
{
	struct editor *e = &editor;
	enum result result;

	if (!term_enter())
		return NULL;
	e->prompt = prompt;
	e->entry = history_end();
	e->killing = false;
	editor_set(e, "");
	editor_begin(e);
	result = edit(e);
	editor_finish(e);
	term_leave();
	if (result == INTERRUPT) {
		shell.status = 130;
		unwind(UNWIND_INTERRUPT);
	}
	if (result == END)
		return NULL;
	editor_insert(e, "\n", 1);
	*length = e->length;
	return e->text;
}
