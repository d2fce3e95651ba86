/*
 * Mount options of an overlay.
 *
 * Values are as Linux has them: in all of them a backslash takes the next character as it
 * is, and colons separate the lower directories.
 */
#include "fs/options.h"
#include "abi/limits.h"
#include "debug/log.h"
#include "debug/missing.h"
#include "fs/overlay/overlay.h"
#include "lib/string.h"
#include "mm/slab.h"

/* Options that may be given if they say what holds here. */
static const struct {
	const char *name, *values; /* separated by blanks */
} fixed[] = {
	{ "redirect_dir", "off nofollow" },
	{ "index", "off" },
	{ "metacopy", "off" },
	{ "nfs_export", "off" },
	{ "uuid", "null off auto" },
	{ "xino", "off auto on" },
	{ "verity", "off" },
};

static bool
has_word(const char *words, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = words; (at = strstr(at, word)); at += len)
		if ((at == words || at[-1] == ' ') &&
		    (!at[len] || at[len] == ' '))
			return true;
	return false;
}

/* Ends the option at s, and gives what follows it; a backslash hides a comma. */
static char *
cut_option(char *s)
{
	for (; *s && *s != ','; s++)
		if (*s == '\\' && s[1])
			s++;
	if (!*s)
		return NULL;
	*s = '\0';
	return s + 1;
}

static int
set_path(char **to, const char *value)
{
	if (!*value)
		return -EINVAL;
	kfree(*to);
	*to = kstrndup(value, PAGE_SIZE);
	return *to ? 0 : -ENOMEM;
}

static int
set_option(void *arg, const char *option, const char *value)
{
	struct ovl_options *o = arg;

	if (!value && strcmp(option, "default_permissions") == 0)
		return 0;
	if (!value)
		return (int)missing(-EINVAL, "mount", "overlay option %s",
		    option);
	if (strcmp(option, "lowerdir") == 0)
		return set_path(&o->lowerdir, value);
	if (strcmp(option, "upperdir") == 0)
		return set_path(&o->upperdir, value);
	if (strcmp(option, "workdir") == 0)
		return set_path(&o->workdir, value);
	for (size_t i = 0; i < ARRAY_SIZE(fixed); i++)
		if (strcmp(option, fixed[i].name) == 0 &&
		    has_word(fixed[i].values, value))
			return 0;
	return (int)missing(-EINVAL, "mount", "overlay option %s=%s", option,
	    value);
}

static int
check(struct ovl_options *o)
{
	if (!o->lowerdir)
		log_warn("overlay: no lowerdir is given");
	else if (o->upperdir && !o->workdir)
		log_warn("overlay: no workdir is given");
	else
		return 0;
	return -EINVAL;
}

int
ovl_options_parse(const char *data, struct ovl_options *o)
{
	int err;

	*o = (struct ovl_options){ 0 };
	err = options_parse(data, cut_option, set_option, o);
	return err ? err : check(o);
}

void
ovl_options_free(struct ovl_options *o)
{
	kfree(o->lowerdir);
	kfree(o->upperdir);
	kfree(o->workdir);
}

int
ovl_next_path(const char **list, bool separated, char *name)
{
	const char *s = *list;
	size_t n = 0;

	for (; *s && !(separated && *s == ':'); s++) {
		if (*s == '\\' && s[1])
			s++;
		if (n == PATH_MAX - 1)
			return -ENAMETOOLONG;
		name[n++] = *s;
	}
	name[n] = '\0';
	*list = *s ? s + 1 : NULL;
	return n ? 0 : -EINVAL;
}
