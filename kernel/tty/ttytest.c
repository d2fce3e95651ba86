/*
 * ttytest: terminals that come and go, for tests, in the debug kernels.
 *
 * What is written to /dev/ttytest is a command:
 *   add N        there is a terminal N from here on, with the device number 240:N
 *   remove N     its device goes; who has it open keeps what is left
 *   type N TEXT  the user types that
 *   break N, hangup N
 *   stop N       its output stays in its ring; start N: until then
 * and what is read tells how many terminals there are that were not freed.
 *
 * The driver knows its terminals by their class alone.
 */
#include "tty/ttytest.h"

#if defined(DEBUG) || defined(KCSAN)

#include "abi/errno.h"
#include "abi/stat.h"
#include "fs/file.h"
#include "lib/fmt.h"
#include "lib/parse.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "tty/tty.h"

#define MAJOR       240
#define COUNT       8192
#define COMMAND_MAX 256

struct test_tty {
	struct tty tty;
	bool held;    /* [a] output stays */
	bool removed; /* [a] by one, who has the driver's reference */
};

static u32 nttys; /* [a] that were not freed */

static struct test_tty *
test_tty(struct tty *t)
{
	return container_of(t, struct test_tty, tty);
}

/* --- The device --- */

static void
test_start(struct tty *t)
{
	const u8 *s;
	size_t n;

	assert_spin_held(&t->out_lock);
	spin_unshared(&t->out_lock);
	if (atomic_load(&test_tty(t)->held))
		return;
	while ((n = tty_output_next(t, &s))) {
		tty_output_claim(t, n);
		tty_output_done(t, n);
	}
}

static void
test_free(struct tty *t)
{
	kfree(test_tty(t));
	atomic_sub(&nttys, 1);
}

static struct tty_class class = {
	.prefix = "ttytest",
	.major = MAJOR,
	.count = COUNT,
	.start = test_start,
	.free = test_free,
};

/* --- Commands --- */

static int
add(u32 n)
{
	struct test_tty *tt = kzalloc(sizeof(*tt));
	int err;

	if (!tt)
		return -ENOMEM;
	atomic_add(&nttys, 1);
	err = tty_register(&tt->tty, &class, n);
	if (err)
		test_free(&tt->tty);
	return err;
}

static void
type(struct tty *t, const char *text)
{
	/* What finds no room is lost. */
	(void)tty_receive(t, (const u8 *)text, strlen(text));
}

static void
hold(struct tty *t, bool on)
{
	atomic_store(&test_tty(t)->held, on);
	tty_kick(t);
}

static int
change(struct tty *t, const char *verb, const char *text)
{
	if (!strcmp(verb, "type"))
		type(t, text);
	else if (!strcmp(verb, "break"))
		tty_receive_break(t);
	else if (!strcmp(verb, "hangup"))
		tty_receive_hangup(t);
	else if (!strcmp(verb, "stop") || !strcmp(verb, "start"))
		hold(t, !strcmp(verb, "stop"));
	else if (strcmp(verb, "remove") != 0)
		return -EINVAL;
	else if (!atomic_xchg(&test_tty(t)->removed, true))
		tty_unregister(t);
	return 0;
}

static int
command(char *s)
{
	char *verb = s, *number = strchr(s, ' ');
	const char *rest = number + 1;
	struct tty *t;
	u64 n;
	int err;

	if (!number || parse_u64(&rest, 10, &n) || n >= COUNT)
		return -EINVAL;
	*number = 0;
	rest += *rest == ' ';
	if (!strcmp(verb, "add"))
		return add((u32)n);
	t = tty_find(&class, (u32)n);
	if (!t)
		return -ENODEV;
	err = change(t, verb, rest);
	tty_put(t);
	return err;
}

static ssize_t
control_write(struct file *f, struct uio *from, loff_t *pos)
{
	char text[COMMAND_MAX];
	size_t n = from->resid;
	int err;

	(void)f;
	(void)pos;
	if (n >= sizeof(text))
		return -EINVAL;
	if (uio_copy_in(from, text, n) != n)
		return -EFAULT;
	text[n] = 0;
	err = command(text);
	return err ? err : (ssize_t)n;
}

static ssize_t
control_read(struct file *f, struct uio *to, loff_t *pos)
{
	char text[16];
	size_t n = (size_t)snprintf(text, sizeof(text), "%u\n",
	    atomic_load(&nttys));

	(void)f;
	(void)pos;
	n = min(n, to->resid);
	return uio_copy_out(to, text, n) == n ? (ssize_t)n : -EFAULT;
}

static const struct file_ops control_ops = {
	.read = control_read,
	.write = control_write,
};

static struct device_node control_node = {
	.name = "ttytest",
	.major = 10,
	.minor = 240,
	.mode = S_IFCHR | 0600,
	.ops = &control_ops,
};

void
ttytest_init(void)
{
	tty_class_register(&class);
	device_register(&control_node);
}

#endif
