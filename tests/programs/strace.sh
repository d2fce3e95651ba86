# strace: what a program asks for
# needs: strace
# lacks: ptrace
strace -e trace=openat,write -o o cat /etc/hostname; grep -c hostname o; grep -o '"breenix\\n"' o; strace -f -c -o c sh -c 'true; /bin/true'; grep -c execve c; strace -o s sh -c 'kill -TERM $$'; tail -1 s | grep -o SIGTERM
