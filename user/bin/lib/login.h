/*
 * Passwords and becoming somebody: the common part of login, su and passwd.
 */
#ifndef USER_BIN_LIB_LOGIN_H
#define USER_BIN_LIB_LOGIN_H

#include <pwd.h>
#include <stdbool.h>

/*
 * Reads a line from the terminal without showing it. NULL at the end of the
 * input; good until the next call.
 */
char *password_read(const char *prompt);

/* Is it that user's password? Takes as long for users that there are not. */
bool password_check(const struct passwd *user, const char *password);

/* The encrypted password, from /etc/shadow or the entry; NULL if none. */
const char *password_hash(const struct passwd *user);

/* Sets groups, group and user; ends with a message when that fails. */
void become(const struct passwd *user);

/* HOME, SHELL, USER, LOGNAME and PATH as that user has them. */
void set_login_environment(const struct passwd *user);

/* Becomes the user's shell; as a login shell its name begins with '-'. */
__attribute__((noreturn)) void run_shell(const struct passwd *user, bool login,
    char **arguments);

#endif
