/*
 * File modes as people write them.
 */
#ifndef USER_BIN_LIB_MODE_H
#define USER_BIN_LIB_MODE_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Applies text, octal ("755") or symbolic ("u+rwX,go-w", POSIX chmod), to the
 * mode old; umask_ counts where no who is given. False when text is not a mode.
 */
bool mode_parse(const char *text, mode_t old, bool is_directory, mode_t umask_,
    mode_t *mode);

/* "drwxr-xr-x" for ls -l, ten characters and a NUL. */
void mode_string(mode_t mode, char text[11]);

#endif
