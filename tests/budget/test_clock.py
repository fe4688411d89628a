"""A machine whose clock is wrong: what it does for others goes by the database's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from budget import clock
from budget.worker_signs import processes_alive, sign
from importers.batches import create_batch
from importers.claims import claim, sweep
from importers.models import ImportFile
from tests.importers.stepping import document, named

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]


@pytest.fixture(params=[timedelta(minutes=-5), timedelta(minutes=5)])
def wrong(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[timedelta]:
    """How far this machine's clock is ahead from now on; it is right again afterwards."""
    right = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: right() + request.param)
    clock.set_clock()
    yield request.param
    monkeypatch.undo()
    clock.set_clock()


def test_the_time_is_the_databases(wrong: timedelta) -> None:
    assert abs(timezone.now() - clock.now() - wrong) < timedelta(seconds=20)


@pytest.fixture
def claimed() -> ImportFile:
    """What another worker has just taken, by the right clock."""
    file = claim(create_batch(2025, "", "批次", [("a.docx", document(named("甲")))]).files.get().pk)
    assert file
    return file


def test_a_worker_with_a_wrong_clock_takes_nobody_for_dead(claimed: ImportFile, wrong: timedelta) -> None:
    assert sweep() == 0
    claimed.refresh_from_db()
    assert (claimed.state, claimed.claims) == (ImportFile.State.READING, 1)


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_web_process_with_a_clock_of_its_own_still_sees_workers(
    monkeypatch: pytest.MonkeyPatch, minutes: int
) -> None:
    sign(2)
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(minutes=minutes))
    assert processes_alive() == 2
