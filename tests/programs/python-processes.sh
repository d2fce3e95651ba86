# python3: fork, pipes, select, signals, mmap, pools of processes and threads, shared memory
# needs: python3
cat >t.py <<'END'
import os, select, signal, mmap, time, sys, fcntl, resource, concurrent.futures as cf, multiprocessing as mp
from multiprocessing import shared_memory
r, w = os.pipe()
pid = os.fork()
if pid == 0:
    os.close(r); os.write(w, b'x' * 200000); os._exit(7)
os.close(w)
n = 0
while True:
    select.select([r], [], [])
    b = os.read(r, 65536)
    if not b: break
    n += len(b)
print(n, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
got = []
signal.signal(signal.SIGALRM, lambda s, f: got.append(s))
signal.setitimer(signal.ITIMER_REAL, 0.01); signal.pause(); print(got)
signal.signal(signal.SIGUSR1, lambda s, f: got.append(s)); os.kill(os.getpid(), signal.SIGUSR1); print(len(got))
with open('m', 'wb') as f: f.truncate(1 << 20)
with open('m', 'r+b') as f:
    m = mmap.mmap(f.fileno(), 0); m[4096:4100] = b'abcd'; m.flush()
    print(m.find(b'abcd'), open('m', 'rb').read()[4096:4100])
m = mmap.mmap(-1, 4096)
if os.fork() == 0: m[0:5] = b'child'; os._exit(0)
os.wait(); print(m[:5])
def square(x): return x * x
if __name__ == '__main__':
    with cf.ThreadPoolExecutor(4) as ex: print(sum(ex.map(square, range(200))))
    with mp.get_context('fork').Pool(3) as pool: print(sum(pool.map(square, range(200))))
    s = shared_memory.SharedMemory(create=True, size=100); s.buf[:3] = b'shm'
    t = shared_memory.SharedMemory(name=s.name); print(bytes(t.buf[:3])); t.close(); s.close(); s.unlink()
    with mp.Manager.__self__.Lock() if False else mp.Lock(): print('locked')
    q = mp.Queue(); p = mp.Process(target=lambda: q.put('from child')); p.start(); print(q.get()); p.join()
    with open('lock', 'w') as f:
        fcntl.lockf(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fork() == 0:
            g = open('lock', 'w')
            try: fcntl.lockf(g, fcntl.LOCK_EX | fcntl.LOCK_NB); os._exit(0)
            except OSError: os._exit(1)
        print('locked out', os.waitstatus_to_exitcode(os.wait()[1]))
    ep = select.epoll(); r, w = os.pipe(); ep.register(r, select.EPOLLIN)
    print(ep.poll(0)); os.write(w, b'.'); print(ep.poll(1)[0][1])
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try: open('big', 'wb', 0).write(b'x' * 500) and open('big', 'ab', 0).write(b'x' * 900) and open('big', 'ab', 0).write(b'x')
    except OSError as e: print(e.strerror, os.path.getsize('big'))
    print(os.sched_getaffinity(0) != set(), time.clock_gettime(time.CLOCK_MONOTONIC) > 0)
    st = os.statvfs('.'); print(st.f_namemax)
    os.mkfifo('fifo'); pid = os.fork()
    if pid == 0: open('fifo', 'w').write('through'); os._exit(0)
    print(open('fifo').read()); os.wait()
END
sed -i '/Manager.__self__/s/.*/    with mp.Lock(): print("locked")/' t.py
timeout 60 python3 t.py
