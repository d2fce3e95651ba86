/*
 * A screen to draw on, and keys from the keyboard: for less, vi and top.
 */
#ifndef USER_BIN_LIB_SCREEN_H
#define USER_BIN_LIB_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

/* Keys that are no characters. */
enum {
	KEY_BACKSPACE = 0x100,
	KEY_ESCAPE,
	KEY_UP,
	KEY_DOWN,
	KEY_LEFT,
	KEY_RIGHT,
	KEY_HOME,
	KEY_END,
	KEY_PAGE_UP,
	KEY_PAGE_DOWN,
	KEY_INSERT,
	KEY_DELETE,
	KEY_RESIZE
};

/*
 * Takes the terminal: raw keys, the other screen. False if there is none. The
 * keys come from /dev/tty if standard input is something else.
 */
bool screen_begin(void);
/* Gives it back as it was. Also done when the program is ended by a signal. */
void screen_end(void);
/* Stay on the first screen, so that what was drawn remains. */
void screen_keep(bool keep);

int screen_rows(void);
int screen_columns(void);

/* Output is collected until screen_flush(). Rows and columns count from 0. */
void screen_move(int row, int column);
void screen_write(const char *bytes, size_t length);
__attribute__((format(printf, 1, 2))) void screen_print(const char *format,
    ...);
void screen_clear(void);
void screen_clear_line(void); /* from here to its end */
void screen_reverse(bool on);
void screen_flush(void);

/* Waits for a key: a byte, or one of the above; -1 at the end of the input. */
int screen_key(void);
/* Is there one within so many milliseconds? */
bool screen_wait_key(int milliseconds);

#endif
