"""Stands in for importers.isolated: a reader that does to order what hostile files make a real one do."""

import errno
import os
import signal
import sys
import time

from importers import isolated
from importers.reading import FileReading


def read_document(name: str, data: bytes) -> FileReading:
    """The name says what to do; the reading's sha256 carries something back."""
    if name == "hang":
        time.sleep(600)
    elif name == "hang-with-cleaning":
        try:
            time.sleep(600)
        finally:
            with open(data.decode(), "w", encoding="utf-8") as note:
                note.write("cleaned")
    elif name == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(600)
    elif name == "full disk":
        raise OSError(errno.ENOSPC, "No space left on device")
    elif name == "memory":
        bytearray(64 << 30)
    elif name == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif name == "print":
        print("libraries talk", flush=True)
        os.write(1, b"and their C code too")
        sys.stdout.flush()
    answers = {"pid": str(os.getpid()), "environment": " ".join(os.environ), "size": str(len(data))}
    return FileReading(name, answers.get(name, ""))


isolated.read_document = read_document

if __name__ == "__main__":
    isolated.main()
