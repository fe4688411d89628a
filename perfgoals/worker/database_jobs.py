"""One process that takes jobs off the queue in the database.

The worker of django-tasks-db ends when SQLite stays locked for too long or PostgreSQL restarts; here both are waited
for. What a killed worker left behind is found by the sweep over our own rows (DESIGN 10).
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from budget.clock import set_clock
from perfgoals.worker.surviving import IDLE, survive


def make_worker(queues: Iterable[str]) -> Worker:
    """A worker that returns when its queues are empty, and ends its process on SIGTERM or SIGINT between two tasks."""
    worker = Worker(
        queue_names=list(queues),
        excluded_queue_names=[],
        interval=IDLE,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    )
    worker.configure_signals()
    return worker


def work(worker: Worker) -> None:
    """Take jobs until the worker is told to stop."""

    def turn() -> None:
        set_clock()
        worker.run()

    wait = IDLE
    while worker.running:
        wait = survive(turn, wait)
        if worker.running:
            time.sleep(wait)
