/*
 * Streams: buffers and their flushing, positions, pushing back, modes, memory.
 */
#include "tests/sys/tap.h"

#include <stdio_ext.h>
#include <sys/ioctl.h>

static FILE *
make_stream(const char *content, const char *mode)
{
	make_file("file", content);
	return fopen("file", mode);
}

static void
test_modes(void)
{
	static const char *const modes[] = { "r", "r+", "rb", "r+b", "w", "a",
		"w+", "a+", "wx" };
	FILE *f;

	for (size_t i = 0; i < 8; i++) {
		f = make_stream("x", modes[i]);
		ok(f &&
			__freadable(f) ==
			    (*modes[i] == 'r' || !!strchr(modes[i], '+')) &&
			__fwritable(f) ==
			    (*modes[i] != 'r' || !!strchr(modes[i], '+')),
		    "mode %s", modes[i]);
		fclose(f);
	}
	ok(!fopen("file", "wx") && errno == EEXIST, "x refuses what is there");
	ok(!fopen("file", "q") && errno == EINVAL, "no such mode");
	ok(!fopen("nothing", "r") && errno == ENOENT, "no such file");
	f = fopen("file", "re");
	ok(fcntl(fileno(f), F_GETFD) == FD_CLOEXEC, "e closes on exec");
	fclose(f);
	f = make_stream("x", "r");
	ok(fputc('y', f) == EOF && errno == EBADF && ferror(f),
	    "writing to a stream for reading");
	fclose(f);
}

static void
test_append(void)
{
	FILE *f = make_stream("abc", "a+");
	char text[8];

	fputs("def", f);
	is(ftell(f), 6, "position after appending");
	rewind(f);
	ok(fgets(text, sizeof text, f) && strcmp(text, "abcdef") == 0,
	    "reading from the start");
	fseek(f, 1, SEEK_SET);
	fputs("g", f);
	fclose(f);
	ok(file_is("file", "abcdefg"), "what is written goes to the end");
}

static void
test_update(void)
{
	FILE *f = make_stream("0123456789", "r+");

	is(fgetc(f), '0', "read");
	fseek(f, 0, SEEK_CUR);
	fputs("AB", f);
	fseek(f, 0, SEEK_CUR);
	is(fgetc(f), '3', "read after writing");
	is(ftell(f), 4, "ftell");
	fseek(f, -2, SEEK_END);
	fputc('X', f);
	rewind(f);
	is(fgetc(f), '0', "rewind");
	fclose(f);
	ok(file_is("file", "0AB34567X9"), "the file has both changes");
}

static void
test_unget(void)
{
	FILE *f = make_stream("abc", "r");

	is(ungetc('x', f), 'x', "ungetc before any read");
	is(fgetc(f), 'x', "it comes first");
	is(fgetc(f), 'a', "then the file");
	ungetc('a', f);
	is(ftell(f), 0, "ftell with a byte pushed back");
	fseek(f, 1, SEEK_SET);
	is(fgetc(f), 'b', "fseek forgets what was pushed back");
	is(ungetc(EOF, f), EOF, "ungetc of EOF");
	while (fgetc(f) != EOF)
		;
	ok(feof(f), "the end");
	ungetc(0xff, f);
	ok(!feof(f), "ungetc clears the end");
	is(fgetc(f), 0xff, "byte 255 is not EOF");
	is(fgetc(f), EOF, "the end again");
	fclose(f);
}

static void
test_eof(void)
{
	FILE *f = make_stream("ab", "r");
	char buffer[4];

	is(fread(buffer, 1, 4, f), 2, "a short read");
	ok(feof(f) && !ferror(f), "is the end of the file");
	make_file("file", "abc");
	is(fgetc(f), EOF, "the end stays until it is cleared");
	clearerr(f);
	is(fgetc(f), 'c', "more after clearerr");
	fclose(f);
	f = fopen(".", "r");
	is(fgetc(f), EOF, "reading a folder");
	ok(ferror(f) && !feof(f) && errno == EISDIR, "is an error");
	fclose(f);
}

static void
test_blocks(void)
{
	static char data[100000], back[100000];
	FILE *f = fopen("file", "w+");
	bool good = true;

	for (size_t i = 0; i < sizeof data; i++)
		data[i] = (char)(i * 7 + i / 256);
	for (size_t i = 0, n = 1; i < sizeof data; i += n, n = n * 3 % 9973 + 1)
		good &= fwrite(data + i, 1,
			    n < sizeof data - i ? n : sizeof data - i, f) > 0;
	is(ftell(f), sizeof data, "all is written");
	rewind(f);
	for (size_t i = 0, n = 1; i < sizeof data;
	     i += n, n = n * 5 % 9871 + 1) {
		size_t left = sizeof data - i;

		good &= fread(back + i, 1, n < left ? n : left, f) > 0;
	}
	ok(good && memcmp(data, back, sizeof data) == 0,
	    "pieces of all sizes come back");
	is(fread(back, 3, 5, f), 0, "nothing at the end");
	fseek(f, -8, SEEK_END);
	is(fread(back, 3, 5, f), 2, "whole objects are counted");
	is(fread(back, 0, 5, f), 0, "objects of no size");
	fclose(f);
}

static void
test_lines(void)
{
	FILE *f = make_stream("one\ntwo\n\nlast", "r");
	char text[8], *line = NULL;
	size_t size = 0;

	ok(fgets(text, 3, f) && strcmp(text, "on") == 0, "fgets cuts");
	ok(fgets(text, 8, f) && strcmp(text, "e\n") == 0, "and goes on");
	ok(fgets(text, 1, f) && text[0] == 0, "fgets of nothing");
	is(getline(&line, &size, f), 4, "getline");
	ok(strcmp(line, "two\n") == 0, "keeps the end of the line");
	is(getline(&line, &size, f), 1, "an empty line");
	is(getdelim(&line, &size, 's', f), 3, "getdelim");
	is(getline(&line, &size, f), 1, "a line without an end");
	is(getline(&line, &size, f), -1, "no more lines");
	ok(!fgets(text, 8, f), "fgets at the end");
	free(line);
	fclose(f);
}

static void
test_long_line(void)
{
	FILE *f = fopen("file", "w+");
	char *line = NULL;
	size_t size = 0;

	for (int i = 0; i < 50000; i++)
		fputc('a' + i % 26, f);
	fputc('\n', f);
	rewind(f);
	is(getline(&line, &size, f), 50001, "getline of 50000 bytes");
	ok(line[25999] == 'a' + 25999 % 26 && line[50001] == 0, "all of them");
	free(line);
	fclose(f);
}

/* What another descriptor sees of a pipe. */
static ssize_t
pending(int fd)
{
	int n = 0;

	ioctl(fd, FIONREAD, &n);
	return n;
}

static void
test_buffering(void)
{
	int ends[2];
	static char buffer[512];
	FILE *f;

	works(pipe(ends), "pipe");
	f = fdopen(ends[1], "w");
	fputs("full\n", f);
	is(pending(ends[0]), 0, "fully buffered: nothing is written");
	fflush(f);
	is(pending(ends[0]), 5, "until fflush");
	setvbuf(f, NULL, _IOLBF, 0);
	fputs("part", f);
	is(pending(ends[0]), 5, "line buffered: part of a line waits");
	fputs("ial\nnext", f);
	is(pending(ends[0]), 13, "until its end");
	fputc('\n', f);
	is(pending(ends[0]), 18, "with what comes before it");
	setvbuf(f, NULL, _IONBF, 0);
	fputc('x', f);
	is(pending(ends[0]), 19, "unbuffered: at once");
	setvbuf(f, buffer, _IOFBF, sizeof buffer);
	fputs("own", f);
	is(pending(ends[0]), 19, "a buffer of the program's");
	ok(memmem(buffer, sizeof buffer, "own", 3) != NULL, "is used");
	fclose(f);
	is(pending(ends[0]), 22, "fclose flushes");
	close(ends[0]);
}

static void
test_error(void)
{
	FILE *f = fopen("/dev/full", "w");

	if (!f) {
		skip("no /dev/full");
		return;
	}
	ok(fputs("x", f) >= 0 && fflush(f) == EOF && errno == ENOSPC &&
		ferror(f),
	    "an error in writing shows in fflush");
	fputs("y", f);
	is(fclose(f), EOF, "and in fclose");
}

static void
test_freopen(void)
{
	FILE *f = make_stream("old", "r");
	int fd = fileno(f);

	make_file("other", "new");
	ok(freopen("other", "r", f) == f && fileno(f) == fd,
	    "freopen keeps stream and descriptor");
	is(fgetc(f), 'n', "and reads the other file");
	ok(!freopen("nothing/there", "r", f), "freopen of nothing fails");
	f = fopen("other", "r+");
	ok(freopen(NULL, "a", f) == f && fputs("er", f) >= 0, "another mode");
	fclose(f);
	ok(file_is("other", "newer"), "appends");
}

static void
test_memory(void)
{
	char *text = NULL, fixed[16];
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	fprintf(f, "%d-%s", 12, "ab");
	fflush(f);
	ok(size == 5 && strcmp(text, "12-ab") == 0, "open_memstream");
	fseek(f, 1, SEEK_SET);
	fputc('X', f);
	fflush(f);
	is(size, 2, "its size is the position");
	fseek(f, 8, SEEK_SET);
	fputc('Y', f);
	fclose(f);
	ok(size == 9 && memcmp(text, "1X-ab\0\0\0Y", 10) == 0, "gaps are null");
	free(text);

	memset(fixed, '#', sizeof fixed);
	f = fmemopen(fixed, 8, "w+");
	is(fprintf(f, "abc"), 3, "fmemopen");
	fflush(f);
	ok(strcmp(fixed, "abc") == 0, "has its null");
	rewind(f);
	ok(fgetc(f) == 'a' && fgetc(f) == 'b' && fgetc(f) == 'c' &&
		fgetc(f) == EOF,
	    "and can be read to its end");
	fclose(f);
	strcpy(fixed, "abc");
	f = fmemopen(fixed, 16, "a");
	fputs("de", f);
	fclose(f);
	ok(strcmp(fixed, "abcde") == 0, "appending begins at the null");
	f = fmemopen((void *)"12 34", 5, "r");
	ok(fscanf(f, "%*d %zu", &size) == 1 && size == 34,
	    "fscanf from memory");
	fclose(f);
}

struct counter {
	char text[64];
	size_t size;
	int closed;
};

static ssize_t
counter_write(void *cookie, const char *from, size_t size)
{
	struct counter *c = cookie;

	memcpy(c->text + c->size, from, size);
	c->size += size;
	return (ssize_t)size;
}

static int
counter_close(void *cookie)
{
	((struct counter *)cookie)->closed++;
	return 0;
}

static void
test_cookie(void)
{
	struct counter c = { .size = 0 };
	FILE *f = fopencookie(&c, "w",
	    (cookie_io_functions_t){
		.write = counter_write, .close = counter_close });

	fprintf(f, "hello %d", 7);
	fclose(f);
	ok(c.closed == 1 && c.size == 7 && memcmp(c.text, "hello 7", 7) == 0,
	    "fopencookie");
}

static void
test_popen(void)
{
	char text[32];
	FILE *f = popen("echo $((6 * 7)); exit 3", "r");

	ok(f && fgets(text, sizeof text, f) && strcmp(text, "42\n") == 0,
	    "popen reads");
	is(WEXITSTATUS(pclose(f)), 3, "pclose gives the status");
	f = popen("cat >piped", "w");
	fputs("through", f);
	is(pclose(f), 0, "popen writes");
	ok(file_is("piped", "through"), "all of it");
}

static void
test_tmp(void)
{
	FILE *f = tmpfile();
	char name[L_tmpnam];

	ok(f && fputs("x", f) >= 0, "tmpfile");
	rewind(f);
	is(fgetc(f), 'x', "can be read back");
	fclose(f);
	ok(tmpnam(name) && access(name, F_OK) != 0, "tmpnam gives a free name");
}

/* What a child leaves of a file that it shares: unread input is given back. */
static void
read_one_line(void)
{
	char text[16];

	if (!fgets(text, sizeof text, stdin))
		_exit(1);
	exit(0);
}

static void
test_shared_input(void)
{
	int saved = dup(0), fd;
	char c = 0;

	make_file("file", "one\ntwo\n");
	fd = open("file", O_RDONLY);
	dup2(fd, 0);
	is(in_child(read_one_line), 0, "a child reads a line of our input");
	is(read(0, &c, 1), 1, "and we the next");
	is(c, 't', "from where it stopped");
	dup2(saved, 0);
	close(saved);
	close(fd);
}

static void
test_positions(void)
{
	FILE *f = make_stream("abcdef", "r");
	fpos_t position;

	fgetc(f);
	works(fgetpos(f, &position), "fgetpos");
	fgetc(f);
	works(fsetpos(f, &position), "fsetpos");
	is(fgetc(f), 'b', "goes back");
	is_errno(fseek(f, -1, SEEK_SET), EINVAL, "before the start");
	is_errno(fseek(f, 0, 9), EINVAL, "a strange whence");
	fclose(f);
}

static void
test_lock(void)
{
	flockfile(stdout);
	is(ftrylockfile(stdout), 0, "a stream's lock is recursive");
	funlockfile(stdout);
	funlockfile(stdout);
	ok(putchar_unlocked('#') == '#' && putchar('\n') == '\n', "unlocked");
	fflush(stdout);
}

int
main(void)
{
	test_modes();
	test_append();
	test_update();
	test_unget();
	test_eof();
	test_blocks();
	test_lines();
	test_long_line();
	test_buffering();
	test_error();
	test_freopen();
	test_memory();
	test_cookie();
	test_popen();
	test_tmp();
	test_shared_input();
	test_positions();
	test_lock();
	return done();
}
