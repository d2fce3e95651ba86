"""gdb commands for the Breenix kernel; `make debug` loads them.

    processes       the tree of processes, with their threads
    backtrace-of T  the kernel stack of a thread that is not running

They read the kernel's own structures, so they work on a kernel that hangs.
"""
import gdb

# What is read below; tools/check-gdb looks for it in the kernel's headers.
HEADERS = "lib/list.h proc/jobs.h proc/process.h sched/thread.h"
MEMBERS = {
    "struct list": "next",
    "struct process": "pid pgrp zombie leader threads children sibling",
    "struct pgrp": "id session",
    "struct session": "id",
    "struct thread": "tid name state cpu process_node arch.kstack arch.rsp",
}
CONSTANTS = {
    "THREAD_DEAD": 6,
    "KSTACK_SIZE": 16384,
}
STATES = ["new", "runnable", "sleeping", "interruptible", "killable", "stopped",
          "dead"]


def members(head, kind, link):
    """The structures of a list, given its head, their type and the link."""
    kind = gdb.lookup_type(kind)
    offset = next(f.bitpos // 8 for f in kind.fields() if f.name == link)
    at = head["next"]
    seen = 0
    while at != head.address and seen < 100000:
        yield (at.cast(gdb.lookup_type("char").pointer()) - offset).cast(
            kind.pointer()).dereference()
        at = at["next"]
        seen += 1


def threads_of(process):
    return members(process["threads"], "struct thread", "process_node")


def processes():
    """Each process with its depth in the tree, init first."""
    def walk(process, depth):
        yield process, depth
        for child in members(process["children"], "struct process", "sibling"):
            yield from walk(child, depth + 1)
    init = gdb.parse_and_eval("init_process")
    if int(init) != 0:
        yield from walk(init.dereference(), 0)


class Processes(gdb.Command):
    """The tree of processes: number, group, session, and each thread's state."""

    def __init__(self):
        super().__init__("processes", gdb.COMMAND_STATUS)

    def invoke(self, argument, from_tty):
        print("  PID  PGID   SID  STATE")
        for process, depth in processes():
            state = "zombie" if process["zombie"] else ""
            group = process["pgrp"]  # none after its end
            print("%5d %5d %5d  %s%s" % (
                process["pid"], group["id"] if group else 0,
                group["session"]["id"] if group else 0, "  " * depth,
                state or process["leader"]["name"].string()))
            for thread in threads_of(process):
                state = int(thread["state"])
                print("%21s%s%d %s on CPU %d, %s" % (
                    "", "  " * depth, thread["tid"], thread["name"].string(),
                    thread["cpu"],
                    STATES[state] if state < len(STATES) else state))


class BacktraceOf(gdb.Command):
    """backtrace-of TID: the kernel stack of a thread that is not running.

    Every word on it that points into a function, the innermost first: the
    callers, and now and then one that is left over from an earlier call."""

    def __init__(self):
        super().__init__("backtrace-of", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        wanted = int(argument)
        for process, _ in processes():
            for thread in threads_of(process):
                if int(thread["tid"]) == wanted:
                    self.show(thread)
                    return
        raise gdb.GdbError("no thread %d" % wanted)

    def show(self, thread):
        word = gdb.lookup_type("unsigned long")
        low = int(thread["arch"]["kstack"])
        high = low + CONSTANTS["KSTACK_SIZE"]
        at = int(thread["arch"]["rsp"])
        while low <= at < high:
            value = int(gdb.Value(at).cast(word.pointer()).dereference())
            # The call is before the address it returns to, which may be
            # another function's first.
            block = gdb.block_for_pc(value - 1) if value > 1 << 47 else None
            if block is not None:
                # Inlined functions have blocks within their caller's.
                while block.superblock and not (block.superblock.is_static or
                                                block.superblock.is_global):
                    block = block.superblock
                if block.function is not None:
                    line = gdb.find_pc_line(value - 1)
                    print("%#018x  %s  %s:%d" % (value, block.function,
                                                 line.symtab, line.line))
            at += 8


Processes()
BacktraceOf()
