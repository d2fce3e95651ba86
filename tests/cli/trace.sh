#!/bin/sh
# ./breenix run --trace: each call of a program in strace's format, on stderr and apart
# from what the program says.

# shellcheck source=tests/cli/tap.sh
. "${0%/*}/tap.sh"

# What a line looks like, whatever the call.
line='^\[pid +[0-9]+\] [a-z0-9_]+\(.*\) += (-?[0-9]+|0x[0-9a-f]+|\?)( .*)?$'

# trace NAME: runs a test of system calls; its calls are in $tmp/NAME
trace()
{
	run --trace -- "build/tests/root/tests/$1" </dev/null >"$tmp/out" 2>"$tmp/$1"
	is $? 0 "$1: the program's status"
	is "$(grep -c '^not ok' "$tmp/out"):$(tail -n 1 "$tmp/out" | cut -c1-3)" 0:1.. \
		"what it says is as ever"
	is "$(grep -vE "$line" "$tmp/$1")" '' 'every line is a call'
	is "$(tail -n 1 "$tmp/$1" | tr -s ' ')" '[pid 2] exit_group(0) = ?' 'to the last'
}

# calls NAME TEXT: one of its calls was just this; blanks before the = do not count
calls()
{
	tr -s ' ' <"$tmp/$1" | sed 's/^\[pid [0-9]*\] //' | grep -qxF -e "$2"
	ok $? "$2"
}

trace stat
calls stat 'stat("f", {st_mode=S_IFREG|0644, st_size=5, ...}) = 0'
calls stat 'symlink("f", "l") = 0'
trace rw
calls rw 'writev(3, [{iov_base="one", iov_len=3}, {iov_base=NULL, iov_len=0}, {iov_base="three", iov_len=5}], 3) = 8'
calls rw 'pwrite64(3, "ab", 2, 1) = 2'
trace poll
calls poll 'poll([{fd=3, events=POLLIN}, {fd=4, events=POLLOUT}], 2, 0) = 1 ([{fd=4, revents=POLLOUT}])'
trace epoll
calls epoll 'epoll_create1(O_CLOEXEC) = 3'
trace itimer
calls itimer 'setitimer(ITIMER_REAL, {it_interval={tv_sec=0, tv_usec=2000}, it_value={tv_sec=0, tv_usec=1000}}, NULL) = 0'
trace rlimit
calls rlimit 'setrlimit(RLIMIT_CORE, {rlim_cur=0, rlim_max=RLIM64_INFINITY}) = 0'
trace sched
calls sched 'sched_setparam(0, [5]) = -1 EINVAL (Invalid argument)'
trace sigmask
calls sigmask 'rt_sigpending([USR1], 8) = 0'
trace uname
calls uname 'uname({sysname="Linux", nodename="breenix", ...}) = 0'
calls uname 'sysinfo(0x8) = -1 EFAULT (Bad address)'

finish
