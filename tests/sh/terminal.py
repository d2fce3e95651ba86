#!/usr/bin/env python3
"""The shell on a terminal: line editing, history, completion, job control.

usage: terminal.py SHELL

A small terminal is emulated here, so that what a test looks at is the screen and
not the bytes that made it. Prints TAP.
"""
import fcntl
import os
import pathlib
import pty
import re
import select
import shutil
import struct
import sys
import tempfile
import termios
import time

count = 0
failures = 0


def ok(passed, what, detail=""):
    global count, failures
    count += 1
    print(f"{'' if passed else 'not '}ok {count} - {what}", flush=True)
    if not passed:
        failures += 1
        print("# " + repr(detail), flush=True)


class Screen:
    """As much of a terminal as the editor uses; all characters one wide, but CJK."""

    def __init__(self, columns):
        self.columns = columns
        self.rows = [[]]
        self.row = self.column = 0
        self.pending = b""

    def feed(self, data):
        text = self.pending + data
        try:
            decoded = text.decode()
            self.pending = b""
        except UnicodeDecodeError as error:
            decoded = text[:error.start].decode()
            self.pending = text[error.start:]
        for match in re.finditer(r"\x1b\[([?0-9;]*)([A-Za-z])|([\s\S])", decoded):
            if match[3]:
                self.byte(match[3])
            else:
                self.sequence(match[1], match[2])

    def sequence(self, arguments, letter):
        n = int(arguments) if arguments.isdigit() else 1
        if letter == "A":
            self.row = max(0, self.row - n)
        elif letter == "C":
            self.column = min(self.columns - 1, self.column + n)
        elif letter == "H":
            self.row = self.column = 0
        elif letter == "J" and arguments == "2":
            self.rows = [[]]
        elif letter == "J":
            del self.rows[self.row + 1:]
            del self.rows[self.row][self.column:]

    def byte(self, c):
        width = 2 if "\u2e80" <= c <= "\uffdc" else 1
        if c == "\r":
            self.column = 0
        elif c == "\n":
            self.row += 1
        elif c >= " ":
            if self.column + width > self.columns:
                self.row += 1
                self.column = 0
            while len(self.rows) <= self.row:
                self.rows.append([])
            line = self.rows[self.row]
            line.extend(" " * (self.column + width - len(line)))
            line[self.column] = c
            if width == 2:
                line[self.column + 1] = ""
            self.column += width
        while len(self.rows) <= self.row:
            self.rows.append([])

    def lines(self):
        return ["".join(row).rstrip() for row in self.rows]


class Session:
    def __init__(self, home, *arguments, columns=60, **variables):
        self.screen = Screen(columns)
        self.raw = b""
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.chdir(home)
            environment = {"PATH": "/usr/bin:/bin", "HOME": home, "TERM": "xterm",
                           "PS1": "$ ", **variables}
            os.execve(SHELL, ["sh", *arguments], environment)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ,
                    struct.pack("HHHH", 24, columns, 0, 0))
        self.until(lambda: self.raw.endswith(self.prompt_end()))

    @staticmethod
    def prompt_end():
        return b"\x1b[2C"

    def read(self, bound):
        if not select.select([self.master], [], [], bound)[0]:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.raw += data
        self.screen.feed(data)
        return bool(data)

    def until(self, done, bound=5):
        end = time.monotonic() + bound
        while not done():
            if time.monotonic() > end or not self.read(end - time.monotonic()):
                return done()
        return True

    def send(self, keys):
        os.write(self.master, keys.encode() if isinstance(keys, str) else keys)

    def shows(self, keys, *lines):
        """Type; => whether the screen's last lines become these."""
        self.send(keys)
        return self.until(lambda: self.screen.lines()[-len(lines):] ==
                          list(lines))

    def check(self, what, keys, *lines):
        passed = self.shows(keys, *lines)
        ok(passed, what, (lines, self.screen.lines()[-len(lines) - 3:]))

    def ends(self):
        """=> the exit status, -9 if it does not end."""
        end = time.monotonic() + 5
        while time.monotonic() < end:
            self.read(0.1)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
        os.kill(self.pid, 9)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def editing(home):
    s = Session(home)
    s.check("a command", "echo hi\r", "hi", "$")
    s.check("^A ^E", "bc\x01a\x05d", "$ abcd")
    s.check("^B ^D ^F", "\x02\x02\x04\x06x", "$ abdx")
    s.check("^U clears, ^Y brings back", "\x15\x19", "$ abdx")
    s.check("^W takes a word", " one two\x17\x17", "$ abdx")
    s.check("words in a row are one kill", "\x05\x15\x19\x05 one two\x17\x17\x19", "$ abdx  one two")
    s.check("ESC b, ESC d", "\x1bb\x1bb\x1bd", "$ abdx   two")
    s.check("ESC f, ESC DEL", "\x1bf\x1b\x7f", "$ abdx")
    s.check("arrows, Home, End, Delete", "\x15abc\x1b[D\x1b[D\x1b[3~\x1b[H<\x1b[F>", "$ <ac>")
    s.check("^T", "\x15ab\x14", "$ ba")
    s.check("^K", "\x01\x0bcd\x02\x0b", "$ c")
    s.check("^C drops the line", "\x03", "$ c", "$")
    s.check("^L", "x\x0c", "$ x")
    s.check("quoted insert", "\x15\x16\x01", "$ ^A")
    s.check("backspace over UTF-8", "\x15日本語é\x7f\x7f", "$ 日本")
    s.check("bracketed paste", "\x15\x1b[200~echo a\rb\x1b[201~", "$ echo a", "b")
    s.check("and it runs as two lines", "\r", "a", "sh: 3: b: not found", "$")
    s.check("more than a row", "\x0c\r" + "x" * 70, "$ " + "x" * 58, "x" * 12)
    s.check("exactly a row", "\x7f" * 12 + "\x01y\x05\x7f", "$ y" + "x" * 57, "")
    s.check("a command in several lines", "\x15if true\rthen echo yes\rfi\r",
            "$ if true", "> then echo yes", "> fi", "yes", "$")
    s.check("comes back as one", "\x10", "$ if true", "then echo yes", "fi")
    s.send("\x03exit 3\r")
    ok(s.ends() == 3, "exit's status")


def history(home):
    s = Session(home)
    s.check("history is kept", "\x10", "$ exit 3")
    s.check("older", "\x10", "$ if true", "then echo yes", "fi")
    s.check("newer", "\x0e\x0e", "$")
    s.check("what was typed comes back", "abc\x10\x0e", "$ abc")
    s.send("\x15echo needle one\r")
    s.check("a command", "echo two\r", "two", "$")
    s.check("^R", "\x12need", "(reverse-i-search)`need': echo needle one")
    s.check("a key takes it", "\x05!", "$ echo needle one!")
    s.check("ESC . gives the last word", "\x15\x1b.", "$ two")
    s.check("again, the one before", "\x1b.", "$ one")
    s.check("fc -l", "\x15fc -l -2\r", "    5 echo needle one".replace("5", str(number(s, "needle"))),
            "    6 echo two".replace("6", str(number(s, "needle") + 1)), "$")
    s.check("fc -s", "fc -s two=three echo\r", "echo three", "three", "$")
    s.send("\x04")
    ok(s.ends() == 0, "^D ends the shell")


def number(session, text):
    """The number of the history's newest entry with this text, by the file."""
    lines = pathlib.Path(HOME, ".sh_history").read_text().splitlines()
    return max(i for i, line in enumerate(lines, 1) if text in line)


def completion(home):
    pathlib.Path(home, "some file").touch()
    pathlib.Path(home, "alpha1").touch()
    pathlib.Path(home, "alpha2").touch()
    os.mkdir(os.path.join(home, "folder"))
    s = Session(home)
    s.check("a file, quoted", "cat so\t", "$ cat some\\ file")
    s.check("a folder", "\x15ls fo\t", "$ ls folder/")
    s.check("a common beginning", "\x15ls al\t", "$ ls alpha")
    s.check("a list at the second tab", "\t\t", "$ ls alpha", "alpha1  alpha2", "$ ls alpha")
    s.check("within quotes", "\x15cat 'so\t", "$ cat 'some file'")
    s.check("a built-in", "\x15unali\t", "$ unalias")
    s.check("a variable", "\x15echo $HISTFI", "$ echo $HISTFI")
    s.check("a set one", "\x15echo $OPTIN\t", "$ echo $OPTIND")
    s.check("after a tilde", "\x15ls ~/fo\t", "$ ls ~/folder/")
    s.check("a function", "\x15some_function() { :; }\r", "$")
    s.check("by its name", "some_f\t", "$ some_function")
    s.send("\x05\x15exit\r")
    s.ends()


def jobs(home):
    s = Session(home)
    s.send("sleep 100\r")
    s.until(lambda: "sleep 100" in s.screen.lines()[-1] or s.screen.lines()[-1] == "")
    time.sleep(0.5)
    s.check("^Z stops", "\x1a", "[1] + Stopped                    sleep 100", "$")
    s.check("jobs", "jobs\r", "[1] + Stopped                    sleep 100", "$")
    s.check("bg", "bg\r", "[1] sleep 100", "$")
    s.send("fg\r")
    s.until(lambda: s.screen.lines()[-2:] == ["sleep 100", ""])
    time.sleep(0.3)
    s.check("fg, and ^C ends it", "\x03echo $?\r", "130", "$")
    s.send("sleep 100 | cat &\r")
    s.until(lambda: s.screen.lines()[-1] == "$")
    s.check("a pipeline by its name", "kill %sleep; wait; jobs; echo none\r", "none", "$")
    s.send("(exit 3) &\r")
    s.until(lambda: s.screen.lines()[-1] == "$")
    time.sleep(0.3)
    ok(s.shows("\r", "[1] + Done(3)                    (exit 3)", "$"),
       "an end is told", s.screen.lines()[-4:])
    s.send("sleep 100\r")
    time.sleep(0.5)
    s.check("another stopped one", "\x1a", "[1] + Stopped                    sleep 100", "$")
    s.check("holds the shell once", "exit\r", "You have stopped jobs.", "$")
    s.send("exit 4\r")
    ok(s.ends() == 4, "and no more")


def others(home):
    s = Session(home, PS1="\\[\\e[1m\\]> \\[\\e[0m\\]")
    s.check("a prompt with colours", "x\x01\x06y", "> xy")
    s.check("PS1 is expanded", "\x15x=5 PS1='$x> '\r", "5>")
    s.send("\x05\x15exit\r")
    s.ends()
    s = Session(home, columns=20)
    s.check("a narrow terminal", "echo 0123456789abcdefgh", "$ echo 0123456789abc", "defgh")
    s.check("moving up a row", "\x01\x0b\x19\x01X", "$ Xecho 0123456789ab", "cdefgh")
    s.screen = Screen(40)
    fcntl.ioctl(s.master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
    s.check("made wider", "Y", "$ XYecho 0123456789abcdefgh")
    s.send("\x05\x15exit\r")
    s.ends()
    s = Session(home)
    s.check("an error in an expansion", "echo ${x?gone}; echo no\r", "sh: 1: x: gone", "$")
    s.check("a syntax error", "fi\r", 'sh: 2: Syntax error: "fi" unexpected', "$")
    s.check("a loop is interrupted", "while :; do :; done\r", "$ while :; do :; done", "")
    time.sleep(0.3)
    s.check("by ^C", "\x03echo $?\r", "130", "$")
    s.check("output without a newline stays", "printf abc\r", "abc%", "$")
    s.check("of a whole row too", "printf %060d 7\r", "0" * 59 + "7", "$")
    s.check("ignoreeof", "set -o ignoreeof\r\x04", 'Use "exit" to leave shell.', "$")
    s.send("exit\r")
    s.ends()


SHELL = os.path.abspath(sys.argv[1])
HOME = tempfile.mkdtemp(prefix="shtty")
for part in editing, history, completion, jobs, others:
    part(HOME)
shutil.rmtree(HOME)
print(f"1..{count}")
sys.exit(failures != 0)
