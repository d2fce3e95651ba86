# many writers to one file: flock, O_APPEND, lockf, sqlite's like, renames over one name
# needs: util-linux python3
for i in 1 2 3 4; do (for j in 1 2 3 4 5 6 7 8 9 10; do flock l sh -c 'n=$(cat c 2>/dev/null || echo 0); echo $((n + 1)) >c'; done) & done; wait; cat c; for i in 1 2 3 4; do (for j in $(seq 100); do echo "line of $i" >>a; done) & done; wait; sort a | uniq -c | tr -s ' '; for i in 1 2 3; do (for j in $(seq 50); do echo $i$i$i$i >t$i; mv t$i same; done) & done; (for j in $(seq 50); do cat same 2>/dev/null; done | grep -v -c -E '^(1111|2222|3333)$'); wait; wc -c <same
python3 - <<'END'
import os, fcntl
f = os.open('p', os.O_RDWR | os.O_CREAT); os.write(f, b'0' * 8)
for i in range(4):
    if os.fork() == 0:
        for _ in range(200):
            fcntl.lockf(f, fcntl.LOCK_EX, 8); n = int(os.pread(f, 8, 0)); os.pwrite(f, b'%08d' % (n + 1), 0); fcntl.lockf(f, fcntl.LOCK_UN, 8)
        os._exit(0)
for i in range(4): os.wait()
print(os.pread(f, 8, 0))
END
