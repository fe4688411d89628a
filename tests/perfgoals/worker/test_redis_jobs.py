"""The queue on a real Redis server: jobs come after the commit, and nothing is lost with the server's memory."""

import json
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from redis import Redis

from budget.queueing import DOCUMENTS, PACKAGES, is_idle
from importers.batches import create_batch, enqueue
from importers.claims import hand_out, sweep
from importers.models import ImportBatch
from perfgoals.worker.redis_jobs import FAILURE_KEPT
from tests.importers.stepping import CONTENT, document
from tests.importers.workers import SILENCE, workers
from tests.perfgoals.worker.jobs import fail, wait_for_the_test
from tests.queues import use_redis
from tests.redis_server import RedisServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
LONGEST = 60  # seconds until a test that gets nowhere is given up


def wait_until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture
def variables(redis: RedisServer, settings: Any) -> dict[str, str]:
    settings.IMPORT_SILENCE = SILENCE
    return use_redis(settings, redis)


def made(name: str = "一.docx") -> ImportBatch:
    return create_batch(2025, "", "批次", [(name, document(CONTENT))])


def states(batch: ImportBatch) -> set[str]:
    return set(batch.files.values_list("state", flat=True))


def test_jobs_come_after_the_commit_and_are_plain_data(variables: dict[str, str], redis: RedisServer) -> None:
    batch = made()
    with transaction.atomic():
        enqueue(batch)
        assert is_idle(DOCUMENTS)
    assert (is_idle(DOCUMENTS), is_idle(PACKAGES)) == (False, True)
    server = Redis.from_url(redis.url)
    (job,) = server.scan_iter("rq:job:*")
    data = server.hget(job, "data")
    assert isinstance(data, bytes)
    assert json.loads(zlib.decompress(data))[0] == "importers.tasks.import_file"


def test_what_is_handed_out_while_it_is_away_is_found_later(variables: dict[str, str], redis: RedisServer) -> None:
    batch = made()
    redis.kill()
    hand_out(batch.files.values_list("pk", flat=True))
    assert states(batch) == {"queued"}
    redis.start()
    batch.files.update(heartbeat=None)
    ImportBatch.objects.update(created_at="2020-01-01T00:00Z")
    assert sweep() == 1
    assert not is_idle(DOCUMENTS)


def test_a_server_that_forgets_everything_delays_and_loses_nothing(
    variables: dict[str, str], redis: RedisServer, tmp_path: Path
) -> None:
    """Killed with jobs in it and started again empty; the worker waits for it, and ends when it is told to."""
    with workers(tmp_path, number=1, **variables) as running:
        first, second = made("一.docx"), made("二.docx")
        enqueue(first)
        wait_until(lambda: states(first) == {"ready"})
        redis.kill()
        enqueue(second)
        redis.start()

        def read_in_the_end() -> bool:
            sweep()
            return states(second) == {"ready"}

        wait_until(read_in_the_end)
        (worker,) = running.running
        worker.terminate()
        assert worker.wait(LONGEST) == 0


def test_it_ends_when_it_is_told_to_while_the_server_is_away(
    variables: dict[str, str], redis: RedisServer, tmp_path: Path
) -> None:
    """Lost while it worked: that is when the worker of RQ would only note that it is to stop."""
    with workers(tmp_path, number=1, **variables) as running:
        wait_for_the_test.enqueue(str(tmp_path))
        wait_until((tmp_path / "begun").exists)
        redis.kill()
        (tmp_path / "go").touch()
        wait_until(lambda: "没有应答" in (tmp_path / "workers.txt").read_text())
        (worker,) = running.running
        worker.terminate()
        assert worker.wait(LONGEST) == 0


def test_what_failed_is_forgotten_after_a_day(variables: dict[str, str], redis: RedisServer, tmp_path: Path) -> None:
    """A traceback for each, and the server has no room for a year of them."""
    server = Redis.from_url(redis.url)
    with workers(tmp_path, number=1, **variables):
        fail.enqueue()
        wait_until(lambda: server.zcard("rq:failed:default") == 1)
        (job,) = server.scan_iter("rq:job:*")
        wait_until(lambda: 0 < server.ttl(job) <= FAILURE_KEPT)


def test_a_job_of_an_older_version_does_no_harm(
    variables: dict[str, str], redis: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its module is gone since."""
    with monkeypatch.context() as patch:
        patch.setattr(type(fail), "module_path", "gone.jobs.work")
        fail.enqueue()
    batch = made()
    enqueue(batch)
    with workers(tmp_path, number=1, **variables) as running:
        wait_until(lambda: states(batch) == {"ready"})
        assert running.running[0].poll() is None
    assert is_idle(DOCUMENTS)
