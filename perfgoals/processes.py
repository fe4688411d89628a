"""Several processes started, watched and ended as one, so that Ctrl-C leaves none of them behind.

Each runs in a process group of its own: the terminal then sends Ctrl-C to us alone, and we end them in order.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOOK_EVERY = 0.2  # seconds
PATIENCE = 20.0  # seconds that a process gets to end by itself
MOST_RESTARTS = 5


# Looked up beforehand: between fork and exec a thread of the parent may have left a lock behind that nobody opens.
_PRCTL = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def _ends_with(parent: int) -> Callable[[], None]:
    """For the child: Linux tells it when its parent is gone, even where that was killed."""

    def arrange() -> None:
        if _PRCTL:
            _PRCTL(1, signal.SIGTERM)
            if os.getppid() != parent:  # it was gone before that
                os._exit(1)

    return arrange


@dataclass
class Process:
    """A program; where `restarts` is set, it is started again when it ends by itself."""

    title: str
    command: Sequence[str]
    restarts: bool = False
    patience: float = PATIENCE
    running: subprocess.Popen[bytes] | None = None
    starts: int = 0
    asked_at: float | None = None

    def start(self) -> None:
        """Start, or start again."""
        self.starts += 1
        self.asked_at = None
        self.running = subprocess.Popen(self.command, process_group=0, preexec_fn=_ends_with(os.getpid()))

    @property
    def alive(self) -> bool:
        """Whether it runs now."""
        return self.running is not None and self.running.poll() is None

    def revive(self) -> bool:
        """Whether it runs, after starting it again where that is wanted."""
        if not self.alive and self.restarts and self.starts <= MOST_RESTARTS:
            self.start()
        return self.alive

    def ask_to_end(self) -> None:
        """Let it finish what it does. Only the first call says so: at a second signal it would break that off."""
        if self.running and self.alive and self.asked_at is None:
            self.asked_at = time.monotonic()
            self.running.terminate()

    def wait_or_kill(self) -> None:
        """Wait for its end, no longer than our patience lasts: counted from when it was asked, so for all at once."""
        if self.running:
            asked = time.monotonic() if self.asked_at is None else self.asked_at
            try:
                self.running.wait(max(0.0, asked + self.patience - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.running.kill()
                self.running.wait()


SETTLED = 30.0  # seconds after which a process counts as having started well
LONGEST_PAUSE = 30.0


@dataclass
class Restarting(Process):
    """A program that is started again whenever it ends; where that is soon, after a longer pause each time."""

    pause: float = 0.0
    since: float = field(default_factory=time.monotonic)

    def start(self) -> None:
        """Start, or start again."""
        self.since = time.monotonic()
        super().start()

    def revive(self) -> bool:
        """Whether it was started again just now."""
        lived = time.monotonic() - self.since
        if lived < self.pause:
            return False
        self.pause = 0.0 if lived > SETTLED else min(LONGEST_PAUSE, 2 * self.pause + 1)
        self.start()
        return True


@contextmanager
def stop_signals_interrupt() -> Iterator[None]:
    """Every way of being told to stop looks like Ctrl-C: a KeyboardInterrupt."""
    before = {number: signal.signal(number, signal.default_int_handler) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def all_running(processes: Sequence[Process]) -> Iterator[None]:
    """Run them together, and end all of them afterwards; a second Ctrl-C does not interrupt that."""
    try:
        for process in processes:
            process.start()
        yield
    finally:
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        for process in processes:
            process.ask_to_end()
        for process in processes:
            process.wait_or_kill()


def watch(processes: Sequence[Process]) -> Process:
    """Wait for as long as all of them run; return the one that ended for good."""
    while True:
        for process in processes:
            if not process.revive():
                return process
        time.sleep(LOOK_EVERY)


def is_answering(host: str, port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) == 0


def can_listen(host: str, port: int) -> bool:
    """Whether we may listen there: False where another program does."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
