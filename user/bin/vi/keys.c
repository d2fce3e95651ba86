/*
 * keys: where vi's keys come from.
 *
 * Every command's keys are recorded. When it changed the text the record is kept,
 * and the . command makes it the source of the next keys.
 */
#include "../lib/memory.h"
#include "../lib/screen.h"
#include "vi.h"

struct record {
	int *keys;
	size_t n, capacity;
};

static struct record now, kept;
static size_t replay_at;
static bool replaying;

int
key_next(void)
{
	int key;

	if (replaying) {
		if (replay_at < kept.n)
			return kept.keys[replay_at++];
		/* A command that asks for more than it had ends. */
		return KEY_ESCAPE;
	}
	do
		key = screen_key();
	while (key == KEY_RESIZE && (draw(false), true));
	array_grow(&now.keys, now.n, &now.capacity, sizeof *now.keys);
	now.keys[now.n++] = key;
	return key;
}

bool
key_is_replay(void)
{
	return replaying;
}

void
key_record(void)
{
	if (replaying && replay_at >= kept.n)
		replaying = false;
	if (!replaying)
		now.n = 0;
}

void
key_keep(void)
{
	struct record old = kept;

	if (replaying)
		return;
	kept = now;
	now = old;
	now.n = 0;
}

void
key_replay(void)
{
	replaying = kept.n > 0;
	replay_at = 0;
}
