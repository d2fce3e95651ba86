#!/usr/bin/env python3
"""What a newcomer does: make run in a fresh clone, then ./breenix run.

usage: tests/make/first.py [REPOSITORY]

Clones the repository into a folder whose name has a space, boots there on a
pseudo-terminal as `make run` does, types a command, powers off, and runs one of this
machine's programs. Nothing was built before. Prints TAP; what make says goes to
stderr as it comes.
"""
import os
import pty
import select
import signal
import subprocess
import sys
import tempfile
import time

count = 0
failures = 0


def ok(passed, what, detail=""):
    global count, failures
    count += 1
    sys.stderr.write("\n")  # after a prompt, say
    print(f"{'' if passed else 'not '}ok {count} - {what}", flush=True)
    if not passed:
        failures += 1
        for line in str(detail).splitlines()[-20:]:
            print(f"# {line!r}", flush=True)


class Terminal:
    """A command on a pseudo-terminal."""

    def __init__(self, *command):
        self.output = ""
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.execvp(command[0], command)

    def read(self, seconds):
        """What comes next is added to the output; whether there was anything."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.master, 4096)
        except OSError:
            data = b""
        text = data.decode(errors="replace").replace("\r", "")
        self.output += text
        sys.stderr.write(text)
        sys.stderr.flush()
        return bool(data)

    def expect(self, text, silence=300):
        """Reads until text has come: whether it did, before a long silence."""
        while text not in self.output:
            if not self.read(silence):
                return False
        self.output = self.output.split(text, 1)[1]
        return True

    def send(self, text):
        os.write(self.master, text.encode())

    def status(self, bound=300):
        end = time.monotonic() + bound
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            self.read(0.1)
        return None

    def end(self):
        """Ends what still runs."""
        try:
            os.killpg(self.pid, signal.SIGTERM)
        except ProcessLookupError:
            pass


def newcomer(repository, folder):
    clone = os.path.join(folder, "a fresh clone")
    subprocess.run(["git", "clone", "--quiet", repository, clone], check=True)
    os.chdir(clone)
    terminal = Terminal("make", "run")
    prompt = terminal.expect("root@breenix:")
    ok(prompt, "make run: a prompt", terminal.output)
    if prompt:
        terminal.send("echo $((6 * 7))-typed\r")
        ok(terminal.expect("42-typed\n"), "a command typed at it", terminal.output)
        terminal.send("poweroff\r")
    status = terminal.status()
    ok(status == 0, "poweroff ends it", f"status {status}")
    terminal.end()
    ls = subprocess.run(["./breenix", "run", "ls", "-l", "/"], text=True,
                        stdin=subprocess.DEVNULL, capture_output=True)
    sys.stderr.write(ls.stdout + ls.stderr)
    ok(ls.returncode == 0 and " proc\n" in ls.stdout and not ls.stderr,
       "./breenix run ls -l /", f"status {ls.returncode}\n{ls.stdout}{ls.stderr}")
    os.chdir("/")


repository = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ".")
with tempfile.TemporaryDirectory() as folder:
    newcomer(repository, folder)
print(f"1..{count}")
sys.exit(failures > 0)
