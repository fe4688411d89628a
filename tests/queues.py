"""The engines of the queue, for tests that hold on each of them; the one on Redis where the database is PostgreSQL."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.redis_server import RedisServer, redis_server
from tests.tools import find_redis


def use_redis(settings: Any, server: RedisServer) -> dict[str, str]:
    """Have this process hand its jobs to a server; the variables of workers that take them there."""
    settings.QUEUE = server.url
    queue = {"URL": server.url, "DEFAULT_TIMEOUT": -1, "SERIALIZER": "rq.serializers.JSONSerializer"}
    settings.RQ_QUEUES = {"default": queue, "packages": queue}
    settings.TASKS = {"default": {"BACKEND": "budget.redis_queue.RedisEngine", "QUEUES": ["default", "packages"]}}
    return {"PERFGOALS_QUEUE": server.url}


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """A running Redis."""
    if not find_redis():
        pytest.skip("Redis（没有 redis-server）")
    with redis_server() as server:
        yield server


@pytest.fixture(params=["database", pytest.param("redis", marks=pytest.mark.postgresql)])
def engine(request: pytest.FixtureRequest, settings: Any) -> dict[str, str]:
    """Variables that have a worker take its jobs from this engine, which the test's own process uses too."""
    if request.param == "database":
        return {}
    return use_redis(settings, request.getfixturevalue("redis"))
