"""`manage.py work`: keeps some processes running that take jobs, and looks after what they leave behind.

The first process takes packages before documents, the others documents only: so with two or more of them neither kind
of work waits for a long one of the other. A process that dies is followed by the next; one that dies at once is
started less and less often.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType

from django.conf import settings
from django.db import connections

from budget.queueing import DOCUMENTS, PACKAGES
from budget.worker_signs import sign, sign_off
from hooks.sending import send_round
from perfgoals.processes import Restarting, all_running
from perfgoals.worker.housekeeping import keep_house
from perfgoals.worker.surviving import IDLE, survive

logger = logging.getLogger("perfgoals.worker")

HOUSE_EVERY = 15.0  # seconds; at most, while a shorter silence makes it more often
LOOK_EVERY = 0.2
PATIENCE = 100.0  # seconds that a process gets to finish its job; docker-compose.yml waits a little longer
LEAST, MOST = 2, 8  # processes by default: as many as there are cores, within reason


def default_processes() -> int:
    """One for each core that we may use; two at least, so that packages and documents do not wait for each other."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(MOST, max(LEAST, cores))


def queues_of(number: int) -> tuple[str, ...]:
    """The queues of the process with this number, counted from 0, the more urgent first."""
    return (PACKAGES, DOCUMENTS) if number == 0 else (DOCUMENTS,)


def children(processes: int) -> list[Restarting]:
    """The processes that take jobs."""
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py"), "work", "--queues"]
    commands = ([*manage, ",".join(queues_of(number))] for number in range(processes))
    return [Restarting(f"后台任务 {number}", each, patience=PATIENCE) for number, each in enumerate(commands, 1)]


class Supervisor:
    """Runs until SIGTERM, SIGINT or SIGHUP; the processes then finish the job at hand."""

    def __init__(self, processes: int) -> None:
        self.children = children(processes)
        self.told_to_stop = threading.Event()

    def stop(self, signum: int, frame: FrameType | None) -> None:
        """A signal has come."""
        self.told_to_stop.set()

    def run(self) -> None:
        """Start everything; return when it has ended."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self.stop)
        # Apart from each other: a slow mail server in the one must not look like a dead worker in the other, and
        # whoever hangs that messages are sent to must keep nothing else waiting.
        house, post, signs = (
            threading.Thread(target=self.regularly, args=(step,), daemon=True)
            for step in (keep_house, self.send, self.give_sign)
        )
        with all_running(self.children):
            for thread in (house, post, signs):
                thread.start()
            while not self.told_to_stop.wait(LOOK_EVERY):
                self.revive()
            for child in self.children:
                child.ask_to_end()
            signs.join(PATIENCE)  # it may wait for a database that hangs
            survive(sign_off, IDLE)
            house.join(PATIENCE)
            post.join(PATIENCE)

    def revive(self) -> None:
        """Start again whoever has died."""
        for child in self.children:
            if not child.alive and child.revive():
                logger.warning("%s 意外结束，已重新启动", child.title)

    def regularly(self, step: Callable[[], object]) -> None:
        """Do it at the start, for what the last worker left, and then again and again; in a thread of its own."""
        wait = IDLE
        while not self.told_to_stop.is_set():
            try:
                wait = survive(step, wait)
            except Exception:  # whatever it is, the next round may do better, and without sweeps work is lost
                logger.exception("后台清扫没有完成")
            every = min(HOUSE_EVERY, settings.IMPORT_SILENCE / 2)
            self.told_to_stop.wait(max(wait, every))
        connections.close_all()

    def send(self) -> None:
        """Messages to other systems; told to stop, the one at hand is the last."""
        send_round(self.told_to_stop.is_set)

    def give_sign(self) -> None:
        """Tell how many processes live."""
        sign(sum(child.alive for child in self.children))


def supervise(processes: int) -> None:
    """Run so many processes until told to stop."""
    Supervisor(processes).run()
