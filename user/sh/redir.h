/* Redirections. */
#ifndef SH_REDIR_H
#define SH_REDIR_H

#include "ast.h"

/* Descriptors from here on are the shell's own. */
#define FIRST_OWN_FD 10

/* Redirections with their words expanded, in scratch. */
struct target;

/* => errors: unwinds: an expansion failed */
struct target *redir_expand(struct redir *redirs);

/*
 * Redirect. With `save`, until the matching redir_pop().
 * => errors: unwinds with a message, with part of it done; the saved is still to
 *    be popped
 */
void redir_apply(const struct target *targets, bool save);
/* The same. => returns: false if it failed, with nothing to pop */
bool redir_apply_safely(const struct target *targets);
void redir_pop(void);
int redir_depth(void);
void redir_pop_to(int depth);
/* Like redir_pop(), but what was redirected stays so: `exec`. */
void redir_keep(void);
/* What was saved never comes back: in forked children. */
void redir_forget(void);

/* => returns: the descriptor moved to where it is in nobody's way */
int fd_move_away(int fd);

#endif
