"""budget/heartbeat.py: a worker gives signs of life while it works, and they do no harm where they fail."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from budget.heartbeat import beating
from importers.batches import create_batch
from importers.claims import claim
from importers.models import ImportBatch, ImportFile

pytestmark = pytest.mark.django_db
State = ImportFile.State


@pytest.fixture
def batch() -> ImportBatch:
    return create_batch(2025, "", "批次", [("甲.txt", b"1"), ("乙.txt", b"2")])


@pytest.fixture
def file(batch: ImportBatch) -> ImportFile:
    return batch.files.order_by("pk")[0]


def claimed(file: ImportFile) -> ImportFile:
    ours = claim(file.pk)
    assert ours is not None
    return ours


def quiet(file: ImportFile, since: timedelta) -> None:
    ImportFile.objects.filter(pk=file.pk).update(heartbeat=timezone.now() - since)


@pytest.fixture
def quick_beats(settings: Any) -> None:
    settings.IMPORT_SILENCE = 0.06


@pytest.mark.django_db(transaction=True)
def test_a_worker_gives_signs_of_life_until_it_is_done(file: ImportFile, quick_beats: None) -> None:
    ours = claimed(file)
    quiet(file, timedelta(days=1))
    before = threading.active_count()
    with beating(ours):
        while timezone.now() - ImportFile.objects.get(pk=file.pk).heartbeat > timedelta(hours=1):  # type: ignore[operator]
            threading.Event().wait(0.005)
    assert threading.active_count() == before


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_was_taken_for_dead_gives_no_signs(file: ImportFile, quick_beats: None) -> None:
    ours = claimed(file)
    ImportFile.objects.update(claims=2)
    quiet(file, timedelta(days=1))
    with beating(ours):
        threading.Event().wait(0.1)
    assert timezone.now() - ImportFile.objects.get(pk=file.pk).heartbeat > timedelta(hours=1)  # type: ignore[operator]


def test_a_beat_that_does_not_get_through_is_no_error(
    file: ImportFile, quick_beats: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = threading.Event()

    def fail(*args: Any, **values: Any) -> None:
        tried.set()
        raise DatabaseError("locked")

    ours = claimed(file)
    monkeypatch.setattr(ImportFile.objects, "filter", fail)
    with beating(ours):
        assert tried.wait(10)


def test_the_signs_end_also_where_the_work_fails(file: ImportFile) -> None:
    before = threading.active_count()
    with pytest.raises(ValueError, match="ours"), beating(claimed(file)):
        raise ValueError("ours")
    assert threading.active_count() == before


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_signs_for_several_rows_do_not_wait_for_one_that_is_held(file: ImportFile, quick_beats: None) -> None:
    other = file.batch.files.order_by("pk")[1]
    ours = [claimed(file), claimed(other)]
    for each in ours:
        quiet(each, timedelta(days=1))
    with transaction.atomic():
        ImportFile.objects.select_for_update().get(pk=other.pk)
        with beating(*ours):
            beaten = threading.Event()
            for _ in range(200):
                if timezone.now() - ImportFile.objects.get(pk=file.pk).heartbeat < timedelta(hours=1):  # type: ignore[operator]
                    break
                beaten.wait(0.05)
            else:
                pytest.fail("it waits")
