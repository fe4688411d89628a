"""One process that takes jobs off the queues on a Redis server, with the worker of RQ.

Jobs run in this process, not in a fork: it keeps the child that reads documents, and the database is looked at before
each job, since RQ would take and fail one after the other while it is away.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterable
from types import FrameType
from typing import Any

import django_rq
from django.db import close_old_connections
from django_tasks_rq import Job
from rq import SimpleWorker

from budget.clock import set_clock
from perfgoals.worker.surviving import IDLE, survive, wait_for_database

FAILURE_KEPT = 86_400  # seconds; RQ would keep the traceback of each for a year, until the server's memory is full


class RedisWorker(SimpleWorker):
    """Runs until SIGTERM or SIGINT, which let it finish the job at hand."""

    running = True

    def request_stop(self, signum: Any, frame: FrameType | None) -> None:
        """RQ's loop ends for other reasons too; then it is begun again."""
        self.running = False
        super().request_stop(signum, frame)

    def execute_job(self, job: Any, queue: Any) -> None:
        """Run one job, once the database answers."""
        close_old_connections()
        wait_for_database()
        set_clock()
        job.failure_ttl = FAILURE_KEPT
        super().execute_job(job, queue)
        close_old_connections()


def make_worker(queues: Iterable[str]) -> RedisWorker:
    """A worker for these queues, in their order. Raises redis.ConnectionError."""
    waiting = [django_rq.get_queue(name, job_class=Job) for name in queues]
    return RedisWorker(waiting, connection=waiting[0].connection, job_class=Job, serializer=waiting[0].serializer)


def end_on_signals() -> None:
    """While no worker of RQ is at work: its own handlers, left behind, would only note that it is to stop."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))


def work(queues: Iterable[str]) -> None:
    """Take jobs until told to stop."""
    wait, running, names = IDLE, True, list(queues)

    def session() -> None:
        nonlocal running
        worker = make_worker(names)
        try:
            worker.work(logging_level="WARNING")
        finally:
            running = worker.running
            end_on_signals()

    end_on_signals()
    while running:
        wait = survive(session, wait)
        if running:
            time.sleep(wait)
