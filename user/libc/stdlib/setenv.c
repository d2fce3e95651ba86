/*
 * Changing the environment.
 *
 * The array that `environ` points at is the kernel's at first, ours once something
 * was added, or whatever the program makes it. An entry that we made is freed when
 * it is replaced; to know which those are, they are in a list. putenv's strings stay
 * the program's.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "libc.h"
#include "lock.h"
#include "string_internal.h"

/* An entry of ours: NAME=VALUE behind a link. */
struct own {
	struct own *next;
	char text[];
};

static struct {
	volatile int lock;
	char **array; /* the last one that we allocated */
	size_t room;  /* in it, the null included */
	struct own *entries;
} env;

static void
free_own(const char *text)
{
	for (struct own **at = &env.entries; *at; at = &(*at)->next) {
		struct own *own = *at;

		if (own->text == text) {
			*at = own->next;
			free(own);
			return;
		}
	}
}

/* The index of a name's entry, or how many entries there are. */
static size_t
find(const char *name, size_t size)
{
	size_t i = 0;

	for (; __environ && __environ[i]; i++)
		if (strncmp(__environ[i], name, size) == 0 &&
		    __environ[i][size] == '=')
			break;
	return i;
}

/* Room for one more entry after n of them. */
static int
grow(size_t n)
{
	char **array;
	size_t room;

	if (__environ == env.array && n + 2 <= env.room)
		return 0;
	room = n + n / 2 + 16;
	array = malloc(room * sizeof(char *));
	if (!array)
		return -1;
	if (n > 0)
		memcpy(array, __environ, n * sizeof(char *));
	array[n] = NULL;
	free(env.array);
	env.array = __environ = array;
	env.room = room;
	return 0;
}

/* `entry` becomes its name's entry, or the last one. */
static int
store(char *entry, size_t name_size)
{
	size_t i = find(entry, name_size);
	bool is_new = !__environ || !__environ[i];

	if (is_new && grow(i))
		return -1;
	if (is_new)
		__environ[i + 1] = NULL;
	else
		free_own(__environ[i]);
	__environ[i] = entry;
	return 0;
}

static int
set(const char *name, size_t name_size, const char *value)
{
	size_t value_size = strlen(value) + 1;
	struct own *own = malloc(sizeof(*own) + name_size + 1 + value_size);

	if (!own)
		return -1;
	memcpy(own->text, name, name_size);
	own->text[name_size] = '=';
	memcpy(own->text + name_size + 1, value, value_size);
	if (store(own->text, name_size)) {
		free(own);
		return -1;
	}
	own->next = env.entries;
	env.entries = own;
	return 0;
}

/* => returns: the size of a proper name, or 0 with errno set */
static size_t
check_name(const char *name)
{
	size_t size = name ? (size_t)(__strchrnul(name, '=') - name) : 0;

	if (size == 0 || name[size]) {
		errno = EINVAL;
		return 0;
	}
	return size;
}

int
setenv(const char *name, const char *value, int overwrite)
{
	size_t size = check_name(name);
	int result = 0;

	if (size == 0)
		return -1;
	if (!overwrite && getenv(name))
		return 0;
	__lock(&env.lock);
	result = set(name, size, value);
	__unlock(&env.lock);
	return result;
}

int
unsetenv(const char *name)
{
	size_t size = check_name(name), i;

	if (size == 0)
		return -1;
	__lock(&env.lock);
	/* There may be several. */
	while (__environ && __environ[i = find(name, size)]) {
		char *old = __environ[i];

		do
			__environ[i] = __environ[i + 1];
		while (__environ[i++]);
		free_own(old);
	}
	__unlock(&env.lock);
	return 0;
}

int
putenv(char *entry)
{
	size_t size = (size_t)(__strchrnul(entry, '=') - entry);
	int result;

	if (!entry[size])
		return unsetenv(entry);
	if (size == 0) {
		errno = EINVAL;
		return -1;
	}
	__lock(&env.lock);
	result = store(entry, size);
	__unlock(&env.lock);
	return result;
}

int
clearenv(void)
{
	__lock(&env.lock);
	__environ = NULL;
	while (env.entries) {
		struct own *own = env.entries;

		env.entries = own->next;
		free(own);
	}
	__unlock(&env.lock);
	return 0;
}
