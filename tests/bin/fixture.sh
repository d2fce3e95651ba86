#!/bin/sh
# fixture.sh: the files that the cases of tests/bin work on, made in the current
# directory. Times are fixed, so that listings can be compared.
set -e
umask 022
seq 1 20 >numbers
printf 'banana 3\napple 10\ncherry 2\napple 1\n' >fruit
printf 'one\ttwo\tthree\nfour\tfive\tsix\n\nseven\teight\n' >'tabs'
printf 'a:b:c\nd:e\nno colon\n:empty:\n' >colons
printf 'The quick brown fox\njumps over\nthe lazy dog\n\n\nThe End\n' >text
printf 'no newline at the end' >unterminated
printf '' >empty
printf 'caf\303\251 na\303\257ve \342\202\254\nplain\n' >utf8
printf 'bin\000ary\001\377\n' >binary
printf 'a 1\nb 2\nd 4\n' >left
printf 'a x\nc y\nd z\n' >right
i=0
while [ $i -lt 200 ]; do
	echo "$i line $((i * 7919 % 1000)) $((i % 13)) word$((i % 7))"
	i=$((i + 1))
done >long
mkdir -p tree/sub/deep 'tree/with space' tree/empty
echo one >tree/one.c
echo two two >tree/two.h
echo three >tree/sub/three.c
echo deep >tree/sub/deep/deep.txt
echo spaced >'tree/with space/a file'
ln -s one.c tree/link
ln -s nowhere tree/dangling
chmod 755 tree/one.c
chmod 600 tree/two.h
find . -exec touch -h -d '2024-03-05 06:07:08 UTC' {} +
