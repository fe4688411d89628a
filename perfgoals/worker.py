"""The worker: runs queued tasks until it is told to stop, whatever happens to the database meanwhile.

The worker of django-tasks-db ends when SQLite stays locked for too long or PostgreSQL restarts; here both are
waited for. What a killed worker left behind is found by the sweep over our own rows (DESIGN 10).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from exporters.sweeping import sweep as sweep_exports
from importers.claims import sweep
from indicators.tasks import refresh_library
from reviews.notes_sending import is_time, send_due

logger = logging.getLogger("perfgoals.worker")

IDLE = 1.0  # seconds between two looks at an empty queue
SWEEP_EVERY = 30  # looks
LONGEST_WAIT = 30.0  # seconds between two tries to reach a database that does not answer


def make_worker() -> Worker:
    """A worker that returns when the queue is empty, and ends its process on SIGTERM or SIGINT between two tasks."""
    worker = Worker(
        queue_names=["default"],
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


def survive(step: Callable[[], None], wait: float) -> float:
    """Run one step; return how long to wait before the next, longer each time that the database does not answer."""
    try:
        step()
    except (OperationalError, InterfaceError) as error:
        connections.close_all()
        wait = min(LONGEST_WAIT, wait * 2)
        logger.warning("数据库暂时没有应答，%.0f 秒后再试：%s", wait, " ".join(str(error).split()))
        return wait
    return IDLE


def write_notes() -> None:
    """Some of the day's mails, once their hour has come; a few at a time, since documents wait too."""
    if is_time():
        send_due()


def work(worker: Worker) -> None:
    """Work until the worker is told to stop; sweep at the start, for what the last worker left, and then regularly."""
    looks, wait = 0, IDLE

    def look() -> None:
        if looks % SWEEP_EVERY == 0:
            sweep()
            sweep_exports()
            refresh_library()
            write_notes()
        worker.run()

    while worker.running:
        wait = survive(look, wait)
        looks += 1
        if worker.running:
            time.sleep(wait)
