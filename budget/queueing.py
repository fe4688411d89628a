"""Handing work to the queue (DESIGN 10): jobs carry ids only, the rows that they name are the truth.

Which engine runs them is one setting, PERFGOALS_QUEUE; each engine is a backend of Django's Tasks API that can also be
asked whether nothing waits in it. A job may come twice, or be lost: who hands out rows also sweeps over them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any, Protocol, cast

from django.db import transaction
from django_tasks import default_task_backend
from django_tasks_db import DatabaseBackend

logger = logging.getLogger("perfgoals.queue")

# Packages are long: one process of a worker takes them before anything else, the others none, so neither packages nor
# documents wait for each other (perfgoals/worker/supervisor.py).
DOCUMENTS, PACKAGES = "default", "packages"
Keys = int | list[int]  # of the row or rows that a job is about
FIRST = 10  # a priority; on Redis it is the order of a worker's queues


class Engine(Protocol):
    """What an engine can do beyond the Tasks API."""

    in_transaction: bool

    def enqueue_many(self, task: Any, keys: list[Keys]) -> None:
        """Queue a job for each."""

    def is_idle(self, queue: str) -> bool:
        """Whether no job waits there."""


class DatabaseEngine(DatabaseBackend):
    """The queue in our own database: a job is there exactly when the rows that it is about are."""

    in_transaction = True

    def enqueue_many(self, task: Any, keys: list[Keys]) -> None:
        """Queue a job for each, in few statements for any number."""
        from django_tasks_db.models import DBTaskResult, get_date_max

        common: dict[str, Any] = {
            "priority": FIRST if task.queue_name == PACKAGES else task.priority,
            "task_path": task.module_path,
            "queue_name": task.queue_name,
            "backend_name": self.alias,
            "run_after": get_date_max(),  # its way of saying: at once
        }
        jobs: list[Any] = [DBTaskResult(args_kwargs={"args": [key], "kwargs": {}}, **common) for key in keys]
        DBTaskResult.objects.bulk_create(jobs, batch_size=500)

    def is_idle(self, queue: str) -> bool:
        """Whether no job waits there."""
        from django_tasks_db.models import DBTaskResult

        return not DBTaskResult.objects.ready().filter(queue_name=queue).exists()


def engine() -> Engine:
    """The engine that the settings name."""
    return cast(Engine, default_task_backend)


def hand_over(task: Any, keys: Iterable[Keys]) -> None:
    """Queue a job for each; with an engine outside of the database only once the rows are really there."""
    waiting = list(keys)
    if not waiting:
        return
    if engine().in_transaction:
        engine().enqueue_many(task, waiting)
    else:
        transaction.on_commit(lambda: _try_to_enqueue(task, waiting))


def _try_to_enqueue(task: Any, keys: list[Keys]) -> None:
    """The rows are written: that the queue does not answer must not look as if they were not. A sweep finds them."""
    try:
        engine().enqueue_many(task, keys)
    except Exception:
        logger.exception("任务队列没有应答，%d 个任务稍后由后台任务补发", len(keys))


def is_idle(queue: str) -> bool:
    """Whether no job waits in a queue: what still waits for a worker then has lost its job."""
    return engine().is_idle(queue)
