#!/usr/bin/env python3
"""The default image, used through its console as a person would."""
import os
import pty
import select
import sys
import time

count = 0
failures = 0


def ok(passed, what, detail=""):
    global count, failures
    count += 1
    print(f"{'' if passed else 'not '}ok {count} - {what}", flush=True)
    if not passed:
        failures += 1
        for line in str(detail).splitlines()[-20:]:
            print(f"# {line!r}", flush=True)


class Machine:
    """The image in a machine with 24 MiB, its console on a pseudo-terminal."""

    def __init__(self):
        self.output = ""
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "dumb"
            os.execv("./breenix", ["./breenix", "boot", "--kernel",
                                   os.environ.get("KERNEL", "build/breenix.elf"),
                                   "--root", "build/root/breenix.cpio.gz",
                                   "--mem", "24M", "--cpus", "2"])

    def expect(self, text, bound=300):
        """Reads until text has come; what came before it, or None."""
        end = time.monotonic() + bound
        while text not in self.output:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.master], [], [], left)[0]:
                return None
            try:
                data = os.read(self.master, 4096)
            except OSError:
                data = b""
            if not data:
                return None
            self.output += data.decode(errors="replace").replace("\r", "")
        before, self.output = self.output.split(text, 1)
        return before

    def send(self, text):
        os.write(self.master, text.encode())

    def run(self, command):
        """A command's output. The mark is computed: its echo is not it."""
        self.send(f"{command}; echo mark-$((40+2))\r")
        return self.expect("mark-42\n")

    def status(self, bound=300):
        end = time.monotonic() + bound
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            if select.select([self.master], [], [], 0.1)[0]:
                try:
                    self.output += os.read(self.master, 4096).decode(
                        errors="replace")
                except OSError:
                    pass
        return None


def check(machine, command, wanted):
    got = machine.run(command)
    ok(got is not None and wanted in got, command, got)


m = Machine()
motd = m.expect("root@breenix:")
ok(motd is not None and "Welcome to Breenix" in motd, "a prompt, after the motd",
   m.output)
m.run("stty -echo; PS1= PS2=; unset HISTFILE")
check(m, "uname -s", "Linux")
check(m, "id", "uid=0(root) gid=0(root)")
check(m, "readlink /proc/1/exe", "init")
check(m, "cat /etc/hostname", "breenix")
check(m, "seq 100 | awk '{ s += $1 } END { print s }'", "5050")
check(m, "echo hello | sed 's/l*o/p/' | tr a-z A-Z", "HEP")
check(m, "tar czf /tmp/etc.tgz -C / etc && mkdir /tmp/x && "
      "tar xzf /tmp/etc.tgz -C /tmp/x && diff -r /etc /tmp/x/etc && echo same",
      "same")
check(m, "find /bin -name sh -perm -755 -print", "/bin/sh")
check(m, "ps -o comm= -p 1", "init")
check(m, "for i in 1 2 3; do printf '%d,' $((i * i)); done", "1,4,9,")
check(m, "sleep 1000 & kill $!; wait $!; echo status $?", "status 143")
check(m, "mount -t tmpfs t /mnt && touch /mnt/f && df /mnt | tail -1 && "
      "umount /mnt && ls -A /mnt | wc -l", "0")
check(m, "su guest -c 'id -un; cat /etc/shadow' 2>&1", "Permission denied")
check(m, "su - guest -c 'pwd; touch made && stat -c %U made'",
      "/home/guest\nguest")
check(m, "su guest -c 'echo x > /etc/motd' 2>&1; grep -c Breenix /etc/motd", "1")

m.send("su guest -c 'su root -c id'\r")
m.expect("Password: ")
m.send("wrong\r")
ok(m.expect("Authentication failure") is not None, "su: a wrong password")
m.run(":")
m.send("su guest -c 'su root -c id'\r")
m.expect("Password: ")
m.send("breenix\r")
ok(m.expect("uid=0(root)") is not None, "su: the right password", m.output)
m.run(":")
m.send("su guest -c passwd\r")
for answer in "guest", "secret", "secret":
    m.expect("assword: ")
    m.send(answer + "\r")
ok(m.expect("password updated") is not None, "passwd changes a password", m.output)
check(m, "grep -c '^guest:$6' /etc/shadow; stat -c %a /etc/shadow", "1\n600")

for name in "awk", "sh -c 'kill -SEGV $$'", "cat /nonexistent":
    m.run(name + " >/dev/null 2>&1")
m.send("exit\r")
ok(m.expect("Welcome to Breenix") is not None, "init starts the session again")
m.expect("root@breenix:")
m.send("poweroff\r")
m.expect("ending all processes")
began = time.monotonic()
ok(m.expect("powering off") is not None, "poweroff goes through init", m.output)
ok(time.monotonic() - began < 4.5, "the shell at its prompt does not hold it up")
status = m.status()
ok(status == 0, "and ends the machine", f"status {status}")
print(f"1..{count}")
sys.exit(failures > 0)
