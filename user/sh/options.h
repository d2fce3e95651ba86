/* The shell's options: `set -e` and the like. */
#ifndef SH_OPTIONS_H
#define SH_OPTIONS_H

#include <stdbool.h>

/* In the order of options.c's table, which `set -o` prints. */
enum option {
	OPT_ERREXIT,
	OPT_NOGLOB,
	OPT_IGNOREEOF,
	OPT_INTERACTIVE,
	OPT_MONITOR,
	OPT_NOEXEC,
	OPT_STDIN,
	OPT_XTRACE,
	OPT_VERBOSE,
	OPT_VI,
	OPT_EMACS,
	OPT_NOCLOBBER,
	OPT_ALLEXPORT,
	OPT_NOTIFY,
	OPT_NOUNSET,
	OPT_PRIVILEGED,
	OPT_NOLOG,
	OPT_DEBUG,
	OPT_PIPEFAIL,
	NOPTIONS
};

extern bool options_on[NOPTIONS];

static inline bool
option(enum option which)
{
	return options_on[which];
}

struct invocation {
	bool command; /* -c */
	bool login;   /* -l */
};

/*
 * Read option arguments, of the shell itself if `invocation` is not NULL.
 * => returns: the first argument that is none
 * => result: *replace says whether what follows replaces $1...
 */
char **options_read(char **args, struct invocation *invocation, bool *replace);
/* Let what depends on options (job control, signals) follow them. */
void options_apply(void);

/* => returns: the letters of the options that are on, for $- */
const char *options_letters(void);

/* Give the shell these positional parameters, copied. */
void params_set(char **args);
void params_free_owned(char **owned);

#endif
