"""Read a document in a child process with limits of time and memory, so that a hostile file costs only itself.

`read_isolated` is the one call; `IsolatedReader` keeps the child for the next document, since starting one takes
longer than reading most. A child that hangs, dies or runs out of memory becomes one finding, `reader-stopped`.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from importers.isolated import receive, send
from importers.reading import FileReading
from importers.refusals import refusal

SECONDS = 180  # more than a conversion by LibreOffice may take
MEGABYTES = 3072
PATIENCE = 2  # seconds for a reader to clean up behind itself
# A child is replaced after some documents: memory that one of them took does not count against the next.
DOCUMENTS_PER_CHILD = 100

_ROOT = str(Path(__file__).resolve().parents[1])
# What a reader needs of the environment; passwords and keys of the server are not among it.
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "USERPROFILE")


def read_isolated(name: str, data: bytes, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> FileReading:
    """Read one document in a child of its own; never raises for what is in the file."""
    with IsolatedReader(seconds, megabytes) as reader:
        return reader.read(name, data)


class IsolatedReader:
    """Reads documents one after the other in a child process, which is started when needed. For one thread."""

    module = "importers.isolated"

    def __init__(self, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self.seconds, self.megabytes = seconds, megabytes
        self._child: subprocess.Popen[bytes] | None = None
        self._served = 0
        self._late = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, name: str, data: bytes) -> FileReading:
        """What the document holds, or why its reading was stopped. Raises OSError where the disk is full."""
        child = self._ready_child()
        self._late = False
        clock = threading.Timer(self.seconds, self._stop, (child,))
        clock.start()
        try:
            outcome = self._ask(child, name, data)
        except (EOFError, OSError):
            outcome = ""
        except BaseException:  # told to stop, or out of memory: its answer must never be taken for that to the next
            self.close()
            raise
        finally:
            clock.cancel()
        if isinstance(outcome, OSError):
            raise outcome
        if isinstance(outcome, FileReading) and not self._late:
            return outcome
        self.close()
        if isinstance(outcome, FileReading):  # answered at the last moment
            return outcome
        why = f"超过 {self.seconds:g} 秒没有读完" if self._late else outcome or "在读取时使程序意外中断"
        return _stopped(name, data, why)

    def close(self) -> None:
        """End the child."""
        child, self._child, self._served = self._child, None, 0
        if child:
            _end(child)
            for pipe in (child.stdin, child.stdout):
                with suppress(OSError):  # what was not yet written is lost with the child
                    pipe.close() if pipe else None

    def _ready_child(self) -> subprocess.Popen[bytes]:
        """The child that reads the next document: a new one at first, after a failure and now and then."""
        if self._served >= DOCUMENTS_PER_CHILD or (self._child and self._child.poll() is not None):
            self.close()
        self._child = self._child or self._start()
        self._served += 1
        return self._child

    def _ask(self, child: subprocess.Popen[bytes], name: str, data: bytes) -> FileReading | OSError | str:
        """The child's answer, or that its memory ran out."""
        assert child.stdin
        assert child.stdout
        send(child.stdin, (name, data))
        reading, spent = receive(child.stdout)
        if spent:
            self._served = DOCUMENTS_PER_CHILD  # the next document finds a fresh child
        return reading if isinstance(reading, FileReading | OSError) else f"读取时需要的内存超过 {self.megabytes} MB"

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {key: os.environ[key] for key in _ENVIRONMENT if key in os.environ}
        environment |= {"PYTHONPATH": _ROOT, "PYTHONUTF8": "1"}
        command = [sys.executable, "-m", self.module, str(self.megabytes)]
        pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=quiet, cwd=_ROOT, env=environment)

    def _stop(self, child: subprocess.Popen[bytes]) -> None:
        """The time is up: called by the clock, while `read` waits for an answer that then never comes."""
        self._late = True
        _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Ask the child to stop, so that it can stop its own; kill it where it does not."""
    child.terminate()
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _stopped(name: str, data: bytes, why: str) -> FileReading:
    """The reading of a file whose reader was stopped."""
    advice = "已停止读取，请拆成较小的文件，或在 Word、WPS 中打开并另存后再导入"
    finding = refusal("reader-stopped", name, why, advice).finding
    return FileReading(name, hashlib.sha256(data).hexdigest(), findings=[finding], readable=False)
