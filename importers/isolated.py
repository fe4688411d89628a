"""The child's side of importers/isolate.py: reads documents from its input until that ends.

`python -m importers.isolated MEGABYTES`. A message is its length in eight bytes and a pickle: (name, data) comes in;
out goes a FileReading, None where memory ran out or an OSError where the disk is full; and whether this process has
grown too large to go on. Pickle is safe enough here: both ends are this program.
"""

from __future__ import annotations

import ctypes
import errno
import os
import pickle
import signal
import struct
import sys
from contextlib import suppress
from typing import IO, Any

from importers.reading import FileReading, read_document

LENGTH = struct.Struct(">Q")


def send(pipe: IO[bytes], message: object) -> None:
    """Write one message."""
    body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    pipe.write(LENGTH.pack(len(body)))
    pipe.write(body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:
    """Read one message; EOFError where the other end is gone."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    (length,) = LENGTH.unpack(head)
    body = pipe.read(length)
    if len(body) < length:
        raise EOFError
    return pickle.loads(body)  # noqa: S301 - see the module's head


def limit_memory(megabytes: int) -> None:
    """Bound this process. Only the soft limit: a converter that it starts sets a limit of its own."""
    try:
        import resource
    except ImportError:  # Windows has no such limit; the time limit remains
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = megabytes << 20
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard < 0 else min(wanted, hard), hard))


def end_with_parent() -> None:
    """Linux tells us when the worker was killed: nobody would stop a document that is never read to its end."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def be_the_first_to_go() -> None:
    """Where the machine itself runs out of memory, Linux ends us and not the database or a worker beside us."""
    with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:
        score.write("1000")


def memory_peak() -> int:
    """The most address space that this process ever had, in megabytes; 0 where the system does not say."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            peaks = (line.split()[1] for line in status if line.startswith("VmPeak:"))
            return int(next(peaks, 0)) >> 10
    except OSError:
        return 0


def answer(name: str, data: bytes, megabytes: int) -> tuple[FileReading | OSError | None, bool]:
    """The reading, or why there is none; and whether the process has taken half of what it may."""
    try:
        reading: FileReading | None = read_document(name, data)
    except MemoryError:
        reading = None
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        return error, False  # no fault of the document: whoever asked tries again later
    peak = memory_peak()
    # Libraries in C that get no memory call the file broken; a broken file would not have needed so much.
    if reading and not reading.readable and peak * 4 > megabytes * 3:
        reading = None
    return reading, peak * 2 > megabytes


def main() -> None:
    """Answer each document in turn."""
    # So that a reader which is told to stop takes the converter that it started with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    end_with_parent()
    be_the_first_to_go()
    megabytes = int(sys.argv[1])
    limit_memory(megabytes)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get between the messages
    while True:
        try:
            name, data = receive(sys.stdin.buffer)
        except EOFError:
            return
        send(answers, answer(name, data, megabytes))


if __name__ == "__main__":
    main()
