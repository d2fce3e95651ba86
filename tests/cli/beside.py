#!/usr/bin/env python3
"""Calls on files at random, on Linux and in a machine: what they return, and how the
files are afterwards, must be the same.

    tests/cli/beside.py
    tests/cli/beside.py --play SEED FOLDER KIND    (one sequence, told line by line)

A sequence is played in a new folder here, and then in three of a machine: in memory
(/tmp), in the host's tree below an overlay, and in a folder of the host's that is
shared for writing (9p). And it is played over what another has left, by an overlay here
and there. Needs root, for it plays several users. TIMES=N: so many sequences.
"""
import errno
import os
import random
import shutil
import stat
import subprocess
import sys
import tempfile

STEPS = 2500
NAMES = ["a", "b", "c", "d"]
MODES = [0o777, 0o755, 0o700, 0o666, 0o644, 0o600, 0, 0o070, 0o007, 0o2775, 0o2755, 0o4755,
         0o6777, 0o2644, 0o311, 0o444, 0o555, 0o222]
USERS = [(0, 0, []), (1000, 1000, [2000]), (1001, 1001, [2000, 1000])]
XATTRS = ["user.a", "user.b", "trusted.a", "user.", "other.x", "bad"]


class Play:
    """One sequence. kind: "server": QEMU's makes no nodes, and has no trusted attributes; nor
    has a layer of its ("layers"); or "own"."""

    def __init__(self, seed, folder, kind):
        self.random = random.Random(seed)
        self.server = kind == "server"
        self.trusted = kind == "own"
        self.layers = kind == "layers"
        self.fds = [None] * 4
        self.top = folder

    # --- What a step is made of ---

    def path(self, sticky=False):
        """Some go through the folder s, which is sticky."""
        pick, rest = self.random, []
        for _ in range(pick.choice([1, 2, 2, 2, 3, 4])):
            rest.append(pick.choice(NAMES if pick.randrange(10) else [".", "e", "l"]))
            if not pick.randrange(40):
                rest.append("..")
        if sticky and not pick.randrange(4):
            rest.insert(0, "s")
        if not pick.randrange(150):
            rest[-1] = "x" * 256
        return "/".join(rest) + ("/" if not pick.randrange(12) else "")

    def slot(self):
        return self.random.randrange(len(self.fds))

    def fd(self):
        fd = self.fds[self.slot()]
        return 99 if fd is None else fd

    def mode(self):
        return self.random.choice(MODES)

    def told(self, st):
        """What is the same on all file systems."""
        text = f"{st.st_mode:o} {st.st_uid}:{st.st_gid}"
        if not stat.S_ISDIR(st.st_mode):
            text += f" n{st.st_nlink} s{st.st_size}"
        # Set by us; that a fifo was used does not show through an overlay, and Linux's touches
        # folders in calls that fail.
        loose = stat.S_ISFIFO(st.st_mode) or (self.layers and stat.S_ISDIR(st.st_mode))
        if st.st_mtime_ns < 10**18 and not loose:
            text += f" m{st.st_mtime_ns}"
        return text

    def after(self, path):
        try:
            return self.told(os.lstat(path))
        except OSError as e:
            return errno.errorcode[e.errno]

    # --- The steps ---

    def open(self):
        pick, i, path = self.random, self.slot(), self.path()
        flags = pick.randrange(3) | os.O_NONBLOCK | (os.O_CREAT if pick.randrange(2) else 0)
        for flag in os.O_EXCL, os.O_TRUNC, os.O_APPEND, os.O_NOFOLLOW:
            flags |= 0 if pick.randrange(6) else flag
        if not flags & os.O_CREAT and not pick.randrange(8):
            flags |= pick.choice([os.O_DIRECTORY, os.O_PATH])
        mode = self.mode()
        if self.fds[i] is not None:
            os.close(self.fds[i])
            self.fds[i] = None
        self.fds[i] = os.open(path, flags, mode)
        return f"{path} {flags:o} {mode:o}: {self.told(os.fstat(self.fds[i]))}"

    def write(self):
        fd, n = self.fd(), self.random.choice([1, 80, 5000])
        return os.write(fd, bytes([self.random.randrange(97, 123)]) * n), self.told(os.fstat(fd))

    def read(self):
        return os.read(self.fd(), self.random.randrange(200))

    def pread(self):
        n, at = self.random.randrange(3000), self.random.randrange(9000)
        return hash_of(os.pread(self.fd(), n, at))

    def lseek(self):
        fd, at, how = self.fd(), self.random.randrange(-500, 9000), self.random.randrange(3)
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            return "a folder's positions are its own"
        return os.lseek(fd, at, how)

    def ftruncate(self):
        fd = self.fd()
        os.ftruncate(fd, self.random.randrange(-200, 20000))
        return self.told(os.fstat(fd))

    def truncate(self):
        path = self.path()
        os.truncate(path, self.random.randrange(-200, 20000))
        return path, self.after(path)

    def mkdir(self):
        path = self.path(True)
        os.mkdir(path, self.mode())
        return path, self.after(path)

    def rmdir(self):
        return os.rmdir(self.path(True))

    def unlink(self):
        return os.unlink(self.path(True))

    def rename(self):
        return os.rename(self.path(True), self.path(True))

    def link(self):
        """By root: fs.protected_hardlinks may be set."""
        old, new, follow = self.path(), self.path(), bool(self.random.randrange(2))
        return os.geteuid() or os.link(old, new, follow_symlinks=follow)

    def symlink(self):
        return os.symlink(self.path(), self.path())

    def readlink(self):
        return os.readlink(self.path())

    def mknod(self):
        path, kind = self.path(), self.random.choice([stat.S_IFIFO, stat.S_IFSOCK])
        mode = self.mode()
        return self.server or (os.mknod(path, kind | mode), self.after(path))

    def chmod(self):
        path = self.path(True)
        os.chmod(path, self.mode())
        return path, self.told(os.stat(path))

    def fchmod(self):
        fd = self.fd()
        os.fchmod(fd, self.mode())
        return self.told(os.fstat(fd))

    def chown(self):
        path, ids = self.path(), [-1, 0, 1000, 1001, 2000]
        os.chown(path, self.random.choice(ids), self.random.choice(ids),
                 follow_symlinks=bool(self.random.randrange(2)))
        return path, self.after(path)

    def utime(self):
        path, times = self.path(), (self.random.randrange(10**12), self.random.randrange(10**12))
        os.utime(path, ns=times, follow_symlinks=bool(self.random.randrange(2)))
        return path, self.after(path)

    def access(self):
        return os.access(self.path(), self.random.randrange(8), effective_ids=True)

    def stat(self):
        return self.told(os.stat(self.path(), follow_symlinks=bool(self.random.randrange(3))))

    def fstat(self):
        return self.told(os.fstat(self.fd()))

    def listdir(self):
        with os.scandir(self.path(True)) as entries:
            return sorted((e.name, e.is_dir(follow_symlinks=False), e.is_symlink(),
                           e.inode() == e.stat(follow_symlinks=False).st_ino) for e in entries)

    def xattr_name(self):
        name = self.random.choice(XATTRS)
        return "user.c" if not self.trusted and name == "trusted.a" else name

    def setxattr(self):
        flags = self.random.choice([0, 0, os.XATTR_CREATE, os.XATTR_REPLACE])
        return os.setxattr(self.path(), self.xattr_name(), b"v" * self.random.randrange(1, 20), flags)

    def getxattr(self):
        return os.getxattr(self.path(), self.xattr_name())

    def removexattr(self):
        return os.removexattr(self.path(), self.xattr_name())

    def listxattr(self):
        return sorted(n for n in os.listxattr(self.path()) if n.split(".")[0] in ("user", "trusted"))

    def become(self, who=None):
        uid, gid, groups = who or self.random.choice(USERS[:1] + USERS)
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)
        os.setegid(gid)
        os.seteuid(uid)
        return uid

    def umask(self):
        return os.umask(self.random.randrange(0o100))

    def restart(self):
        """Names to work with, and root again."""
        self.become(USERS[0])
        os.umask(0o022)
        for name in [*NAMES, "s"]:
            if not os.path.lexists(name):
                os.mkdir(name)
            if os.path.isdir(name):
                os.chmod(name, 0o1777 if name == "s" else 0o777, follow_symlinks=True)
                for made in self.random.sample(NAMES, 2):
                    below = f"{name}/{made}"
                    if not os.path.lexists(below):
                        os.mkdir(below) if self.random.randrange(2) else open(below, "x").close()
                        os.chmod(below, 0o777)

    def run(self):
        # So far down that ".." and links lead to nothing else.
        self.top = os.path.join(self.top, *["p"] * 16)
        os.makedirs(self.top, exist_ok=True)
        os.chmod(self.top, 0o777)
        os.chdir(self.top)
        often = [self.open] * 3 + [self.rename] * 4 + [self.mkdir, self.write, self.unlink, self.link]
        steps = often + [self.open, self.write, self.read, self.pread, self.lseek, self.ftruncate,
                         self.truncate, self.mkdir, self.rmdir, self.unlink, self.link, self.symlink,
                         self.readlink, self.mknod, self.chmod, self.fchmod, self.chown, self.utime,
                         self.access, self.stat, self.fstat, self.listdir, self.setxattr,
                         self.getxattr, self.removexattr, self.listxattr, self.become, self.umask]
        for n in range(STEPS):
            if n % 60 == 0:
                self.restart()
            step = self.random.choice(steps)
            try:
                result = step()
            except OSError as e:
                result = errno.errorcode[e.errno]
            print(n, step.__name__, result)


def hash_of(data):
    return len(data), sum((i + 1) * b for i, b in enumerate(data)) % 65521


# --- The test ---

def play(prefix, seed, folder, kind):
    """What a sequence said, by lines."""
    done = subprocess.run([*prefix, sys.executable, "-I", os.path.abspath(__file__), "--play",
                           str(seed), folder, kind], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    text = done.stdout.decode(errors="replace")
    return (text if done.returncode == 0 else f"{text}status {done.returncode}").splitlines()


def first_difference(here, there):
    for a, b in zip(here + ["the end"], there + ["the end"]):
        if a != b:
            return f"# here:  {a}\n# there: {b}"
    return ""


def compare(count, what, linux, there):
    print("ok" if linux == there else "not ok", count, what)
    if linux != there:
        print(first_difference(linux, there))


def over_layers(count, seed, here, breenix):
    """The sequence over a lower layer, by an overlay of Linux's and one of the machine's."""
    lower, upper, work, merged = (os.path.join(here, n) for n in ("lower", "upper", "work", "merged"))
    play([], 1000 + seed, lower, "layers")
    for folder in upper, work, merged:
        os.mkdir(folder)
    options = f"lowerdir={lower},upperdir={upper},workdir={work}"
    done = subprocess.run(["mount", "-t", "overlay", "-o", options + ",redirect_dir=off,index=off,metacopy=off",
                           "overlay", merged], stderr=subprocess.DEVNULL, check=False)
    if done.returncode:
        print("ok", count, "# SKIP no overlay can be mounted here")
        return
    try:
        linux = play([], seed, merged, "layers")
    finally:
        subprocess.run(["umount", merged], check=True)
    there = play([*breenix, "--"], seed, lower, "layers")
    compare(count, f"- {len(linux)} calls over another's files, sequence {seed}", linux, there)


def main():
    if len(sys.argv) > 1:
        Play(int(sys.argv[2]), sys.argv[3], sys.argv[4]).run()
        return
    if os.geteuid() != 0:
        print("1..0 # SKIP plays several users, so needs root")
        return
    times = int(os.environ.get("TIMES", "3"))
    print(f"1..{4 * times}")
    breenix = ["./breenix", "run", "--kernel", os.environ.get("KERNEL", "build/breenix.elf"), "--timeout", "300"]
    count = 0
    for seed in range(1, times + 1):
        # Not below /tmp, which is the machine's own.
        place = tempfile.mkdtemp(dir="build")
        here = os.path.abspath(place)
        shared = os.path.join(here, "shared")
        os.chmod(place, 0o755)
        os.mkdir(shared)
        for what, prefix, folder, kind in (
                ("in memory", [*breenix, "--"], "/tmp/play", "own"),
                ("in the host's tree", [*breenix, "--"], os.path.join(here, "play"), "own"),
                ("at the host", [*breenix, "--rw", shared, "--"], os.path.join(shared, "play"), "server")):
            linux = play([], seed, os.path.join(here, "linux"), kind)
            there = play(prefix, seed, folder, kind)
            shutil.rmtree(os.path.join(here, "linux"))
            count += 1
            compare(count, f"- {len(linux)} calls {what}, sequence {seed}", linux, there)
        count += 1
        over_layers(count, seed, here, breenix)
        shutil.rmtree(here)


main()
