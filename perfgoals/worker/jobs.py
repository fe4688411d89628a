"""One process that takes jobs, on the engine that the settings name. It starts often, so it loads little."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings


def take_jobs(queues: Sequence[str]) -> None:
    """Take jobs from these queues until told to stop."""
    if settings.QUEUE == "database":
        from perfgoals.worker import database_jobs

        database_jobs.work(database_jobs.make_worker(queues))
    else:
        from perfgoals.worker import redis_jobs

        redis_jobs.work(queues)
