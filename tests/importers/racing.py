"""Threads that import at the same time, on real transactions: workers, documents for them, and what must come of it."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, connections

from budget.models import Agency, Budget, Project
from importers import tasks
from importers.bundles import bundles
from importers.models import ImportBatch, ImportFile, ImportTable, TableSource
from importers.reading import read_document
from indicators.content import TableContent
from indicators.models import GoalTable, Indicator
from indicators.storing import contents_of
from tests.importers.stepping import CONTENT, WAITING, document, named

State = ImportFile.State


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child that reads documents is for one thread."""

    class Here:
        read = staticmethod(read_document)

    monkeypatch.setattr(tasks, "_reader", Here)


def together(*calls: Callable[[], object]) -> list[object]:
    """Run the calls at the same time, each on a connection of its own; their results, or their errors raised."""
    results: list[object] = [None] * len(calls)
    errors: list[BaseException] = []
    gate = threading.Barrier(len(calls))

    def run(number: int) -> None:
        try:
            gate.wait()
            results[number] = calls[number]()
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive(), "they wait for each other"
    if errors:
        raise errors[0]
    return results


@contextmanager
def beside(call: Callable[[], object]) -> Iterator[threading.Thread]:
    """The call in a thread with a connection of its own; its end is waited for, and its error raised."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            call()
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    yield thread
    thread.join(60)
    assert not thread.is_alive(), "they wait for each other"
    if errors:
        raise errors[0]


def blocked(thread: threading.Thread) -> None:
    """Wait until somebody waits for a lock (PostgreSQL), or the thread is over."""
    end = time.monotonic() + 60
    while thread.is_alive() and time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
            if cursor.fetchone()[0]:
                return
        thread.join(0.02)


def worker(*batches: ImportBatch, seed: int = 0) -> Callable[[], None]:
    """A worker that takes the files of the batches in an order of its own, until none waits."""

    def work() -> None:
        waiting = ImportFile.objects.filter(batch__in=batches, state__in=WAITING)
        while pks := list(waiting.values_list("pk", flat=True)):
            jobs = list(bundles(pks))
            random.Random(seed).shuffle(jobs)
            for keys in jobs:
                tasks.import_file.func(keys)

    return work


def content(number: int, goal: str = "完成2025年道路养护") -> TableContent:
    """Projects of five agencies."""
    agency = number % 5
    return named(f"项目{number}", goal=goal, agency_code=f"667{agency:03}", agency_name=f"单位{agency}")


def documents(numbers: list[int], goal: str, each: int = 8) -> list[tuple[str, bytes]]:
    """The projects in this order, some to a document."""
    parts = [numbers[at : at + each] for at in range(0, len(numbers), each)]
    return [(f"{goal}{n}.docx", document(*(content(one, goal) for one in part))) for n, part in enumerate(parts)]


def assert_whole(number: int) -> None:
    """So many projects, each of them once and with all that belongs to it."""
    tables = contents_of(GoalTable.objects.all())
    assert sorted(each.project_name for each in tables.values()) == sorted(f"项目{n}" for n in range(number))
    for model in (Project, Budget, TableSource, GoalTable):
        assert model.objects.count() == number, model  # type: ignore[attr-defined]
    assert Indicator.objects.count() == number * len(CONTENT.indicators)
    assert Agency.objects.count() == 5
    for source in TableSource.objects.select_related("table__project"):
        row = ImportTable.objects.get(file=source.file, ordinal=source.ordinal)
        assert (row.project_name, row.table_id) == (source.table.project.name, source.table_id)


def shuffled(numbers: range, seed: int) -> list[int]:
    order = list(numbers)
    random.Random(seed).shuffle(order)
    return order


def all_done(*batches: ImportBatch) -> bool:
    return set(ImportFile.objects.filter(batch__in=batches).values_list("state", flat=True)) == {State.DONE}
