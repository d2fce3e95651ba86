/*
 * Reading the files of netfile.h. Lines and words beyond what has room are cut.
 */
#include "netfile.h"

#include <string.h>

static void
split(struct netfile *f)
{
	char *place, *word;

	f->line[strcspn(f->line, "#\n")] = '\0';
	f->nwords = 0;
	for (word = strtok_r(f->line, " \t", &place);
	     word != NULL && f->nwords < NET_WORDS - 1;
	     word = strtok_r(NULL, " \t", &place))
		f->words[f->nwords++] = word;
	f->words[f->nwords] = NULL;
}

int
__netfile_next(struct netfile *f)
{
	if (f->stream == NULL)
		f->stream = fopen(f->path, "re");
	if (f->stream == NULL)
		return 0;
	while (fgets(f->line, sizeof f->line, f->stream) != NULL) {
		split(f);
		if (f->nwords >= 2)
			return 1;
	}
	return 0;
}

void
__netfile_rewind(struct netfile *f)
{
	if (f->stream != NULL)
		rewind(f->stream);
}

void
__netfile_close(struct netfile *f)
{
	if (f->stream != NULL)
		fclose(f->stream);
	f->stream = NULL;
}
