/* The terminal of the line editor: modes, size, keys, widths of text. */
#ifndef SH_TERM_H
#define SH_TERM_H

#include <stdbool.h>
#include <stddef.h>

/* Keys beyond single bytes. */
enum key {
	KEY_END = -1,     /* the terminal is gone */
	KEY_SIGNAL = -2,  /* a signal came */
	KEY_RESIZED = -3, /* another size */
	KEY_META = 0x100, /* ESC, then a byte */
	KEY_UP = 0x200,
	KEY_DOWN,
	KEY_RIGHT,
	KEY_LEFT,
	KEY_HOME,
	KEY_LAST,
	KEY_DELETE,
	KEY_WORD_RIGHT,
	KEY_WORD_LEFT,
	KEY_PASTE,     /* a bracketed paste begins */
	KEY_PASTE_END, /* and ends */
	KEY_OTHER,
};

/* => returns: whether standard input and error are a terminal one can edit on */
bool term_usable(void);
/* Bytes come one by one, without echo and signals. => returns: success */
bool term_enter(void);
void term_leave(void);

int term_columns(void);
int term_read_key(void);
/* Has a key been struck that was not read yet? */
bool term_key_waits(void);
/* The rest of the character that began with this key.
 * => returns: how many bytes it has in all */
size_t term_read_char(int key, char bytes[4]);
void term_write(const char *data, size_t n);

/*
 * The character at text[0..length): UTF-8, or a byte that is none.
 * => returns: how many bytes it has
 * => result: *width in columns; a control character is shown as ^X
 */
size_t char_measure(const char *text, size_t length, int *width);

#endif
