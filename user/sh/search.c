/*
 * ^R: looking for an older line while its text is typed.
 *
 * The prompt says what is looked for. ^R again goes further back, backspace takes a
 * character back, ^G gives up. Any other key takes the line found and is then
 * acted on as usual.
 */
#include "editor.h"
#include "history.h"
#include "mem.h"
#include "str.h"
#include "term.h"

#include <string.h>

#define CONTROL(letter) ((letter)&31)

/* => returns: the newest entry up to `from` that has the text, or 0 */
static int
find(const char *text, int from)
{
	for (int i = from; i >= history_first(); i--)
		if (history_get(i) != NULL &&
		    strstr(history_get(i), text) != NULL)
			return i;
	return 0;
}

static void
show(struct editor *e, const char *text, bool found)
{
	const char *prompt = e->prompt;
	struct str line = str_new(&scratch);

	str_printf(&line, "(%sreverse-i-search)`%s': ", found ? "" : "failed ",
	    text);
	e->prompt = str_text(&line);
	editor_draw(e);
	e->prompt = prompt;
}

static void
take(struct editor *e, int entry, const char *text)
{
	const char *line = history_get(entry);

	editor_set(e, line);
	e->cursor = (size_t)(strstr(line, text) - line);
	e->entry = entry;
}

int
editor_search(struct editor *e)
{
	struct str text = str_new(&scratch);
	char *before = arena_strdup(&scratch, e->text);
	int entry = history_end();
	bool found = true;

	str_text(&text);
	for (;;) {
		int from = entry;
		int key;

		show(e, str_text(&text), found);
		key = term_read_key();
		if (key == KEY_RESIZED)
			continue;
		if (key == CONTROL('R'))
			from = entry - 1;
		else if (key == 127 || key == CONTROL('H')) {
			if (text.length > 0)
				text.length--;
			from = history_end();
		} else if (key == CONTROL('G')) {
			editor_set(e, before);
			return KEY_RESIZED;
		} else if (key >= 32 && key < 256) {
			char bytes[4];

			str_add(&text, bytes, term_read_char(key, bytes));
		} else
			return key;
		from = text.length > 0 ? find(str_text(&text), from) : 0;
		found = from != 0 || text.length == 0;
		if (from != 0) {
			entry = from;
			take(e, entry, str_text(&text));
		}
	}
}
