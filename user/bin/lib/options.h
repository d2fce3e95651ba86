/*
 * Command line options of the utilities, read from their help texts.
 */
#ifndef USER_BIN_LIB_OPTIONS_H
#define USER_BIN_LIB_OPTIONS_H

/* What option_next() gives for the line "  @x --name" of a help text. */
#define LONG(x) (0x100 + (x))

/*
 * The exit status for wrong usage: 1 unless a utility whose other statuses mean
 * something (grep, sort, ls ...) sets another one first.
 */
extern int usage_status;

/*
 * The next option: its letter, LONG(letter), or -1 when only operands are left,
 * which then begin at argv[optind]; optarg is the option's argument or NULL.
 * --help is answered here, a wrong option as well: neither returns.
 */
int option_next(int argc, char **argv, const char *help);

/* Says what is wrong with the command line, and ends with usage_status. */
__attribute__((noreturn, format(printf, 1, 2))) void usage(const char *format,
    ...);

/* usage("missing operand") or "extra operand" unless min <= operands <= max. */
void need_operands(int argc, char **argv, int min, int max);

#endif
