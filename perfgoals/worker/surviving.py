"""Going on whatever happens to the database or the Redis server meanwhile: a step, and how long to wait after it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.db import connections

from budget.outages import database_is_away

logger = logging.getLogger("perfgoals.worker")

IDLE = 1.0  # seconds between two looks at an empty queue
LONGEST_WAIT = 30.0  # seconds between two tries to reach a server that does not answer


def is_away(error: BaseException) -> bool:
    """Whether an error says that a server is not there, or not ready."""
    return database_is_away(error) or (settings.QUEUE != "database" and redis_is_away(error))


def redis_is_away(error: BaseException) -> bool:
    """A Redis server that has just been started answers with an error while it reads its data."""
    from redis.exceptions import ConnectionError as NoRedis
    from redis.exceptions import ResponseError, TimeoutError

    return isinstance(error, (NoRedis, TimeoutError, ResponseError))


def survive(step: Callable[[], object], wait: float) -> float:
    """Run one step; return how long to wait before the next, longer each time that a server does not answer."""
    try:
        step()
    except Exception as error:
        if not is_away(error):
            raise
        connections.close_all()
        wait = min(LONGEST_WAIT, wait * 2)
        logger.warning("数据库或任务队列暂时没有应答，%.0f 秒后再试：%s", wait, " ".join(str(error).split()))
        return wait
    return IDLE


def wait_for_database() -> None:
    """Return when the database answers: a job that is begun without it would only fail."""
    wait = IDLE
    while (wait := survive(connections["default"].ensure_connection, wait)) > IDLE:
        time.sleep(wait)
