"""Workers killed at random moments of a batch: afterwards every table is there once and whole, and nothing is stuck."""

import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from budget.models import Agency, Budget, Project
from importers.asking import confirm, undo
from importers.batches import create_batch, enqueue
from importers.models import ImportTable, TableSource
from indicators.models import GoalTable, Indicator, TableChange
from tests.faults.batches import Documents, State, assert_whole, kill_at_random, number_in, told, wait_for_all
from tests.importers.nursery import forked_workers
from tests.importers.workers import SILENCE

pytestmark = pytest.mark.django_db(transaction=True)
FILES = int(os.environ.get("PERFGOALS_FAULT_FILES", "300"))
READ, WRITTEN = (State.READY, State.FAILED), (State.DONE, State.FAILED)


@pytest.fixture(autouse=True)
def short_waits(settings: Any) -> None:
    settings.IMPORT_SILENCE = SILENCE


def chance(of: str) -> random.Random:
    """The same moments in each run, others on another database."""
    return random.Random(f"{of} on {connection.vendor}")


def test_killed_while_reading_and_while_writing(tmp_path: Path, engine: dict[str, str]) -> None:
    """Two kills before the preview is complete and two after it was confirmed."""
    documents = Documents(60, damaged=10)
    batch = create_batch(2025, "", "批次", documents.files())
    enqueue(batch)
    with forked_workers(tmp_path, **engine) as running:
        kill_at_random(running, chance("reading"), lambda: number_in(batch, *READ), kills=2, most=40)
        wait_for_all(batch)
        assert number_in(batch, State.READY) == documents.number - documents.bad, told(batch)
        assert not GoalTable.objects.exists()
        assert not Agency.objects.exists()
        assert set(ImportTable.objects.values_list("project_name", flat=True)) == set(documents.expected())
        confirm(batch, None)
        kill_at_random(running, chance("writing"), lambda: number_in(batch, State.DONE), kills=2, most=40)
        wait_for_all(batch)
    assert_whole(batch, documents)


def test_killed_while_what_was_written_is_undone(tmp_path: Path) -> None:
    documents = Documents(40, damaged=10)
    batch = create_batch(2025, "", "批次", documents.files(), unattended=True)
    enqueue(batch)

    with forked_workers(tmp_path) as running:
        wait_for_all(batch)
        assert_whole(batch, documents)
        undo(batch, None)
        kill_at_random(running, chance("undoing"), lambda: number_in(batch, State.UNDONE), kills=2, most=20)
        wait_for_all(batch)
    states = Counter(batch.files.values_list("state", flat=True))
    assert states == {State.UNDONE: 36, State.FAILED: 4}, told(batch)
    for model in (GoalTable, Project, Budget, TableSource, TableChange, Indicator):
        assert not model.objects.exists(), model  # type: ignore[attr-defined]
    assert set(ImportTable.objects.values_list("result", flat=True)) == {"undone"}


def test_two_workers_on_the_same_files(tmp_path: Path, engine: dict[str, str]) -> None:
    """Every job comes three times, so both workers reach for each file: one has it, the other leaves it alone."""
    documents = Documents(20, damaged=10)
    batch = create_batch(2025, "", "批次", documents.files(), unattended=True)
    for _ in range(3):
        enqueue(batch)
    with forked_workers(tmp_path, **engine):
        wait_for_all(batch)
    assert_whole(batch, documents)
    assert set(batch.files.values_list("claims", "attempts")) == {(1, 1)}


@pytest.mark.postgresql
def test_fifty_dead_workers(tmp_path: Path) -> None:
    """One document in twenty damaged, while workers are killed from the beginning to the end of the batch.

    `make faults` does it with a year's batch of two thousand documents.
    """
    documents = Documents(FILES, damaged=20)
    batch = create_batch(2025, "", "一年的文件", documents.files(), unattended=True)
    enqueue(batch)
    with forked_workers(tmp_path, number=3) as running:
        most = FILES - FILES // 20
        kill_at_random(running, chance("a year"), lambda: number_in(batch, *WRITTEN), kills=50, most=most)
        wait_for_all(batch)
    assert_whole(batch, documents)
