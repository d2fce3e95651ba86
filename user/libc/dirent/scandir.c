/*
 * A folder's entries as a sorted array.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct list {
	struct dirent **entries;
	size_t n, room;
};

static int
list_add(struct list *list, const struct dirent *entry)
{
	struct dirent *copy;

	if (list->n == list->room) {
		size_t room = list->room * 2 + 16;
		struct dirent **entries = reallocarray(list->entries, room,
		    sizeof(struct dirent *));

		if (!entries)
			return -1;
		list->entries = entries;
		list->room = room;
	}
	copy = malloc(entry->d_reclen);
	if (!copy)
		return -1;
	list->entries[list->n++] = memcpy(copy, entry, entry->d_reclen);
	return 0;
}

static void
list_free(struct list *list)
{
	while (list->n > 0)
		free(list->entries[--list->n]);
	free(list->entries);
}

/* => returns: 0 or -1 with errno set */
static int
list_read(struct list *list, DIR *dir, int (*wanted)(const struct dirent *))
{
	struct dirent *entry;

	for (errno = 0; (entry = readdir(dir)); errno = 0) {
		if (wanted && !wanted(entry))
			continue;
		if (list_add(list, entry))
			return -1;
	}
	return errno ? -1 : 0;
}

static int
scan(DIR *dir, struct dirent ***result, int (*wanted)(const struct dirent *),
    int (*compare)(const struct dirent **, const struct dirent **))
{
	struct list list = { 0 };
	int error = list_read(&list, dir, wanted), saved_errno = errno;

	closedir(dir);
	if (error) {
		list_free(&list);
		errno = saved_errno;
		return -1;
	}
	if (compare && list.n > 0)
		qsort(list.entries, list.n, sizeof(struct dirent *),
		    (int (*)(const void *, const void *))compare);
	*result = list.entries;
	return (int)list.n;
}

int
scandir(const char *path, struct dirent ***result,
    int (*wanted)(const struct dirent *),
    int (*compare)(const struct dirent **, const struct dirent **))
{
	int saved_errno = errno;
	DIR *dir = opendir(path);
	int n;

	if (!dir)
		return -1;
	n = scan(dir, result, wanted, compare);
	if (n >= 0)
		errno = saved_errno;
	return n;
}

int
scandirat(int at, const char *path, struct dirent ***result,
    int (*wanted)(const struct dirent *),
    int (*compare)(const struct dirent **, const struct dirent **))
{
	int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (!dir) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return scan(dir, result, wanted, compare);
}

int
alphasort(const struct dirent **a, const struct dirent **b)
{
	return strcoll((*a)->d_name, (*b)->d_name);
}

int
versionsort(const struct dirent **a, const struct dirent **b)
{
	return strverscmp((*a)->d_name, (*b)->d_name);
}
