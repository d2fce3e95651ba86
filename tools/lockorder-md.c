/*
 * Prints docs/lockorder.md from kernel/sync/lockorder.def: every lock class, in
 * order of acquisition.
 */
#include <stdio.h>
#include <string.h>

struct row {
	const char *name;
	const char *kind;
	const char *same;
	const char *protects;
};

static const struct row rows[] = {
#define LOCK(name, kind, same, protects) { #name, #kind, #same, protects },
#include "kernel/sync/lockorder.def"
};

static const char *
rule_text(const char *same)
{
	if (!strcmp(same, "ADDRESS"))
		return "lower address first";
	if (!strcmp(same, "PARENT"))
		return "parent before child";
	return strcmp(same, "OTHER") ? "never two" : "see the text";
}

int
main(void)
{
	printf("# Lock order\n\n"
	       "Made from `kernel/sync/lockorder.def` by `make docs`.\n\n"
	       "A lock may be taken only while all locks held are of classes "
	       "above its own\nrow. Debug builds check each acquisition "
	       "(`kernel/sync/lockdep.c`). All locks\nthat sleep come before "
	       "all that spin.\n\n"
	       "| rank | class | kind | two of the class | protects |\n"
	       "|--:|--|--|--|--|\n");
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		printf("| %zu | %s | %s | %s | %s |\n", i + 1, rows[i].name,
		    strcmp(rows[i].kind, "SPIN") ? "sleeps" : "spins",
		    rule_text(rows[i].same), rows[i].protects);
	return 0;
}
