/* Completion of what is being typed. */
#ifndef SH_COMPLETE_H
#define SH_COMPLETE_H

#include "glob.h"

struct completion {
	struct list matches; /* sorted, as they are listed */
	size_t start;        /* where in the line the word begins */
	char *text;          /* what the word should become, or NULL */
	bool complete;       /* and nothing can follow but the next word */
};

/* => result: what line[0..cursor) could go on with; all of it in scratch */
void complete(const char *line, size_t cursor, struct completion *completion);

#endif
