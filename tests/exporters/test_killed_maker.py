"""A worker that is killed in the midst of a package: the next one makes it whole, and nothing of the first counts."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from bench.documents import contents
from budget.models import Agency
from exporters.models import Export, ExportChunk, State
from exporters.orders import Order, keys_of, place
from exporters.storing import pieces
from exporters.sweeping import sweep
from indicators.models import Cause, GoalTable
from indicators.storing import create_tables
from tests.conftest import People
from tests.exporters.going_out import index_of, unzipped
from tests.importers.nursery import forked_workers
from tests.importers.workers import SILENCE

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = 250
LONGEST = 90  # seconds until a test that gets nowhere is given up


def wait_until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST
    while not happened():
        assert time.monotonic() < end, Export.objects.values()
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def short_waits(settings: Any) -> None:
    settings.IMPORT_SILENCE = SILENCE


def test_another_worker_makes_it_whole(people: People, tmp_path: Path, engine: dict[str, str]) -> None:
    agency = Agency.objects.get(code="667201")
    with transaction.atomic():
        create_tables(2025, [(agency, content, Cause("imported", None)) for content in contents(NUMBER)])
    order = Order("全部", "2025 年", keys_of(GoalTable.objects.order_by("pk")), "xlsx", "table")
    export = place(order, people.finance)

    def seen() -> Export:
        sweep()
        export.refresh_from_db()
        return export

    with forked_workers(tmp_path, number=1, **engine) as running:
        wait_until(lambda: seen().done > 0)
        running.kill()
        assert (seen().state, export.claims) == (State.MAKING, 1)
        assert 0 < export.done < NUMBER
        wait_until(lambda: seen().state == State.DONE)
    assert export.claims == export.attempts == 2
    assert (export.done, export.left_out) == (NUMBER, 0)
    files = unzipped(b"".join(pieces(export)))
    assert len(files) == NUMBER + 1
    assert [row[4] for row in index_of(files["目录.xlsx"])] == [content.project_name for content in contents(NUMBER)]
    sweep()
    assert set(ExportChunk.objects.values_list("claim", flat=True)) == {export.claims}
