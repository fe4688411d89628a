"""Limits that hold over several processes: what all of them hand out together is never more than the limit."""

import threading
import time

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from api import limits
from api.limits import Limit, ask, drop_old_counts, place_of
from api.models import RequestCount

HOUR = Limit(60, 3600)  # so long that no test sees it end


def allowed(key: str, limit: Limit, tries: int) -> int:
    return sum(ask(key, limit) == 0 for _ in range(tries))


def test_so_many_and_no_more(db: None) -> None:
    assert allowed("t1", HOUR, 100) == 60
    assert 0 < ask("t1", HOUR) <= 3601
    assert ask("t2", HOUR) == 0  # another one has its own


def test_processes_together_never_get_more(db: None) -> None:
    """A process that has forgotten is another process: what it had taken is lost, never given twice."""
    total = 0
    for _ in range(200):
        limits.forget()
        total += allowed("t1", HOUR, 2)
    assert 20 <= total <= 60
    assert RequestCount.objects.get(key="t1").number == 60


def test_the_last_ones_are_given_one_by_one(db: None) -> None:
    RequestCount.objects.create(key="t1", ends=HOUR.ends(), number=58)
    assert allowed("t1", HOUR, 5) == 2


def test_most_requests_write_nothing(db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert allowed("t1", Limit(1000, 3600), 100) == 100
    assert len(queries) <= 10


def test_a_new_window_begins_at_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert allowed("t1", HOUR, 100) == 60
    later = time.time() + 3600
    monkeypatch.setattr("api.limits.time.time", lambda: later)
    assert allowed("t1", HOUR, 100) == 60


def test_a_clock_that_is_behind_never_brings_a_window_back(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr("api.limits.time.time", lambda: now + 3600)
    assert allowed("t1", HOUR, 40) == 40
    limits.forget()
    monkeypatch.setattr("api.limits.time.time", lambda: now)
    assert allowed("t1", HOUR, 100) <= 20


def test_old_counts_are_forgotten(db: None) -> None:
    RequestCount.objects.create(key="old", ends=int(time.time()) - 4000, number=1)
    RequestCount.objects.create(key="new", ends=int(time.time()) + 10, number=1)
    assert drop_old_counts() == 1
    assert RequestCount.objects.get().key == "new"


@pytest.mark.once
@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("::ffff:10.0.0.1", "10.0.0.1"),  # the same, as a socket for both writes it
        ("::FFFF:a00:1", "10.0.0.1"),
        ("2001:DB8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("x" * 100, "x" * 60),
    ],
)
def test_what_an_address_is_counted_as(address: str, place: str) -> None:
    assert place_of(address) == place


@pytest.mark.django_db(transaction=True)
def test_threads_together_never_get_more() -> None:
    given: list[int] = []

    def work() -> None:
        given.append(allowed("t1", HOUR, 30))
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(given) == 60
