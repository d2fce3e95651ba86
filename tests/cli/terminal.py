#!/usr/bin/env python3
"""A terminal under ./breenix run: raw, with ^C for the guest, and restored."""
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

if "BREENIX_TESTS" not in os.environ:
    os.execv("tests/environment", ["tests/environment", *sys.argv])
os.environ.setdefault("KERNEL", "build/breenix.elf")

count = 0
failures = 0


def ok(passed, what, detail=""):
    global count, failures
    count += 1
    print(f"{'' if passed else 'not '}ok {count} - {what}", flush=True)
    if not passed:
        failures += 1
        print(f"# {detail!r}", flush=True)


def within(bound, condition):
    """Whether the condition comes true."""
    end = time.monotonic() + bound
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


class Session:
    """./breenix run PROGRAM on a pseudo-terminal, from a shell's script perhaps."""

    def __init__(self, *program, script=""):
        self.master, self.slave = pty.openpty()
        self.resize(33, 77)
        self.before = termios.tcgetattr(self.slave)
        self.output = b""
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            for fd in 0, 1, 2:
                os.dup2(self.slave, fd)
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            os.closerange(3, 100)
            command = ["./breenix", "run", "--kernel", os.environ["KERNEL"],
                       "--timeout", "300", "--", *program]
            if script:
                command = ["sh", "-c", script, "sh", *command]
            os.execvp(command[0], command)

    def resize(self, rows, columns):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ,
                    struct.pack("HHHH", rows, columns, 0, 0))

    def expect(self, text, bound=300):
        end = time.monotonic() + bound
        while text not in self.output:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.master], [], [], left)[0]:
                return False
            try:
                self.output += os.read(self.master, 4096)
            except OSError:
                return False
        at = self.output.index(text) + len(text)
        self.output = self.output[at:]
        return True

    def send(self, text):
        os.write(self.master, text)

    def status(self):
        while True:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            if select.select([self.master], [], [], 0.05)[0]:
                self.output += os.read(self.master, 4096)

    def restored(self):
        return termios.tcgetattr(self.slave) == self.before


s = Session("busybox", "sh")
ok(s.expect(b"# "), "a shell's prompt", s.output)
s.send(b"tty >/dev/null && echo is-a-tty-$?\r")
ok(s.expect(b"is-a-tty-0"), "stdin is a terminal", s.output)
s.send(b"stty size\r")
ok(s.expect(b"33 77"), "of the same size", s.output)
s.send(b"sleep 1000\r")
s.expect(b"sleep 1000")
time.sleep(1)
s.send(b"\x03")
ok(s.expect(b"# "), "^C ends a program in the guest, not the machine", s.output)
s.send(b"seq 1 20000 | tail -n 1; exit 9\r")
ok(s.expect(b"20000\r\n"), "it goes on", s.output)
ok(s.status() == 9, "with the shell's status at the end")
ok(s.restored(), "the terminal is as it was")

s = Session("busybox", "seq", "1", "30000")
ok(s.expect(b"30000\r\n"), "much output arrives", s.output[-100:])
ok(s.status() == 0, "to its end")

s = Session("busybox", "sh")
s.expect(b"# ")
os.kill(s.pid, signal.SIGTERM)
ok(s.status() == -signal.SIGTERM, "SIGTERM ends it all")
ok(s.restored(), "and the terminal is as it was")

s = Session("busybox", "sh")
s.expect(b"# ")
os.kill(s.pid, signal.SIGKILL)
ok(s.status() == -9 and within(300, s.restored), "after SIGKILL too")

s = Session("busybox", "sh", "-c", "seq 1 3; read x; echo $x-end >&2",
            script='"$@" | cat')
ok(s.expect(b"1\r\n2\r\n3\r\n"), "who reads its output has lines as ever", s.output)
s.send(b"typed\r")
ok(s.expect(b"typed-end\r"), "while it reads the keyboard", s.output)
ok(s.status() == 0 and s.restored(), "and leaves it as it was")

s = Session("busybox", "sh", "-c", "trap 'stty size' WINCH; echo ready; "
            "while [ \"$(stty size)\" != '21 43' ]; do sleep 1; done; exit 7")
s.expect(b"ready")
for size in (20, 42), (21, 43):
    s.resize(*size)
    ok(s.expect(b"%d %d\r\n" % size), f"the terminal is resized to {size}", s.output)
ok(s.status() == 7, "and it goes on")

# In the background: it runs, the terminal stays as it is, input comes with fg.
s = Session("busybox", "sh", "-c", "tty; echo ran",
            script='set -m; "$@" & wait $!; echo status-$?; stty -a')
ok(s.expect(b"ran\r") and s.expect(b"status-0\r"), "it runs in the background",
   s.output)
ok(s.expect(b" onlcr") and s.status() == 0 and s.restored(),
   "and leaves the terminal as it is", s.output)
s = Session("busybox", "sh", "-c", "echo ran; read x; echo $x-read",
            script='set -m; "$@" & sleep 3; echo here; read y; echo $y-here; fg')
ok(s.expect(b"here\r"), "one that reads is not in the way", s.output)
s.send(b"mine\r")
ok(s.expect(b"mine-here\r"), "and takes no input", s.output)
s.send(b"yours\r")
ok(s.expect(b"yours-read\r"), "until it is in the foreground", s.output)
s.status()

s = Session("busybox", "sh", "-c", "sleep 1; wc -c; echo $((20 + 22))")
typed = b"".join(b"line %4d\r" % i for i in range(2000))
while typed:
    if select.select([s.master], [s.master], [])[1]:
        typed = typed[os.write(s.master, typed[:512]):]
    else:
        os.read(s.master, 4096)
s.send(b"\x04")
ok(s.expect(b"20000\r\n42"), "all that was typed ahead arrives", s.output[-100:])
ok(s.status() == 0 and s.restored(), "to its end")

print(f"1..{count}")
sys.exit(failures != 0)
