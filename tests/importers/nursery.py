"""python -m tests.importers.nursery: forks workers for a test that kills many of them.

Each line of its input is "start", answered with the process id, or "kill ID", answered with how that one ended. A
worker that starts by itself first spends a second on its modules, fifty of them a minute; a forked one has them, and is
a process of its own in all else. When its input ends it ends its workers, and then itself.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command

from tests.importers.workers import ROOT, Workers, environment

PATIENCE = 60.0  # seconds


class ForkedWorkers(Workers):
    """Workers that are forked; their process ids, the oldest first, are in `pids`."""

    def __init__(self, folder: Path, number: int, **more: str) -> None:
        self.log = (folder / "workers.txt").open("a+")
        command = [sys.executable, "-m", "tests.importers.nursery"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": self.log, "text": True}
        self.nursery = subprocess.Popen(command, cwd=ROOT, env=environment(folder, **more), **pipes)  # type: ignore[call-overload]
        self.pids = [self._ask("start") for _ in range(number)]

    def _ask(self, line: str) -> int:
        self.nursery.stdin.write(f"{line}\n")
        self.nursery.stdin.flush()
        return int(self.nursery.stdout.readline())

    def kill(self) -> None:
        """Kill the oldest as a power cut would, and start the next one."""
        ended = self._ask(f"kill {self.pids.pop(0)}")
        assert ended == -signal.SIGKILL, f"a worker had ended by itself: {self.said()}"
        self.pids.append(self._ask("start"))

    def end(self) -> None:
        """End all of them."""
        self.nursery.stdin.close()
        assert self.nursery.wait(2 * PATIENCE) == 0, self.said()
        self.nursery.stdout.close()
        self.log.close()


@contextmanager
def forked_workers(folder: Path, number: int = 2, **more: str) -> Iterator[Workers]:
    """Forked workers for the length of a block, with some variables more."""
    running = ForkedWorkers(folder, number, **more)
    try:
        yield running
    finally:
        running.end()


def _born() -> int:
    """A new worker; its process id."""
    pid = os.fork()
    if pid:
        return pid
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)  # what it says belongs to the log, not into our answers
    call_command("work", queues="packages,default")
    os._exit(0)


def _killed(pid: int) -> int:
    """How it ended."""
    os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _end(pids: set[int]) -> None:
    """Ask them to end; kill who does not, since none may outlive the test and its database."""
    for pid in pids:
        os.kill(pid, signal.SIGTERM)
    patience = time.monotonic() + PATIENCE
    while pids and time.monotonic() < patience:
        pids -= {pid for pid in pids if os.waitpid(pid, os.WNOHANG)[0]}
        time.sleep(0.02)
    for pid in pids:
        _killed(pid)


def main() -> None:
    """Do what the lines say."""
    django.setup()
    pids: set[int] = set()
    for line in sys.stdin:
        if line.strip() == "start":
            answer = _born()
            pids.add(answer)
        else:
            pid = int(line.split()[1])
            pids.discard(pid)
            answer = _killed(pid)
        print(answer, flush=True)
    _end(pids)


if __name__ == "__main__":
    main()
