# processes that are killed while they start a program, whose file is just being opened
# needs: python3 perl
# quick
cat >t.py <<'END'
import os, random, time
random.seed(1)
for i in range(600):
    pid = os.fork()
    if pid == 0:
        try: os.execv('/usr/bin/' + random.choice(['true', 'id', 'env', 'perl', 'ls', 'tac', 'seq']), ['x', '--version'])
        finally: os._exit(1)
    time.sleep(random.random() * 0.004)
    os.kill(pid, 9); os.waitpid(pid, 0)
END
python3 t.py >/dev/null; echo "status $?"
