"""The queue on Redis, for many machines (the extra `redis`): RQ behind Django's Tasks API.

Its dashboard is left out, and jobs are JSON: whoever can write to the Redis server must not be able to run code here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_rq
from django_tasks_rq import Job, RQBackend

from budget.queueing import Keys


class RedisEngine(RQBackend):
    """Jobs are lost with the Redis server, and a killed worker's is given up; the sweeps over our rows find both."""

    in_transaction = False

    def enqueue_many(self, task: Any, keys: list[Keys]) -> None:
        """Queue a job for each. Raises redis.ConnectionError."""
        for key in keys:
            task.enqueue(key)

    def is_idle(self, queue: str) -> bool:
        """Whether no job waits there. Raises redis.ConnectionError."""
        return bool(django_rq.get_queue(queue, job_class=Job).is_empty())

    def check(self, **kwargs: Any) -> Iterable[Any]:
        """Without the demand that the dashboard's app is installed."""
        return ()
