"""Any order of what people do around imports: nothing typed is lost, and edited or submitted tables are left alone.

A plain model is kept beside the database: which contents were typed, and which tables may not change. Seeded random
sequences, since they reach undone takeovers within some steps; HYPOTHESIS_PROFILE=deep tries many more.
"""

from __future__ import annotations

import os
import random

import pytest

from importers import asking, tasks
from importers.batches import create_batch
from importers.claims import sweep
from importers.models import ImportBatch, ImportFile, ImportTable
from importers.reading import FileReading
from importers.reading_types import ReadTable
from indicators.content import TableContent
from indicators.findings import Place
from indicators.models import Cause, GoalTable, Status, TableChange
from indicators.storing import contents_of
from indicators.storing import replace as write
from tests.effort import tries
from tests.importers.stepping import named, work_all

NAMES = ("甲", "乙", "丙")
State = ImportFile.State


def read(name: str, data: bytes) -> FileReading:
    """A document is its own list of project and goal, so that no time goes into real documents."""
    pairs = [line.split("=") for line in data.decode().split(";")[1:]]
    tables = [
        ReadTable(named(project, goal=goal), "project", n, Place(name, n)) for n, (project, goal) in enumerate(pairs, 1)
    ]
    return FileReading(name, "", tables)


class Here:
    read = staticmethod(read)


class Imports:
    """Three projects, any number of batches; every step is one that a person or a worker may take at any time."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.made = 0
        self.taken: list[str] = []
        self.typed: set[tuple[str, str]] = set()  # project and goal that somebody has typed
        self.guarded: dict[str, tuple[TableContent, bool]] = {}  # what only a takeover may change, or nothing at all

    def run(self, steps: int) -> None:
        """Random steps; what was done is told where it went wrong."""
        self.upload()
        for _ in range(steps):
            step = self.chance.choice(STEPS)
            self.taken.append(step)
            getattr(self, step)()
            try:
                self.check()
            except AssertionError as error:
                raise AssertionError(f"{error} after {self.taken}") from error

    def check(self) -> None:
        self.nothing_typed_is_lost()
        self.what_is_guarded_changes_by_a_takeover_only()
        self.every_table_is_whole_and_every_file_counts_its_rows()

    def batch(self) -> ImportBatch:
        """One of the latest, as a rule."""
        latest = list(ImportBatch.objects.order_by("-pk")[:4])
        return self.chance.choice(latest)

    def document(self) -> tuple[str, bytes]:
        self.made += 1
        pairs = [
            f"{self.chance.choice(NAMES)}={self.chance.choice('一二三')}" for _ in range(self.chance.randint(1, 4))
        ]
        return f"{self.made}.docx", ";".join([str(self.made), *pairs]).encode()

    def upload(self) -> None:
        documents = [self.document() for _ in range(self.chance.randint(1, 2))]
        work_all(create_batch(2025, "", "批次", documents, unattended=self.chance.random() < 0.3))

    def upload_unread(self) -> None:
        create_batch(2025, "", "批次", [self.document()])

    def confirm_some(self) -> None:
        batch = self.batch()
        rows = ImportTable.objects.filter(file__batch=batch, file__state=State.READY, takeover="").exclude(content="")
        for row in rows:
            ImportTable.objects.filter(pk=row.pk).update(chosen=self.chance.random() < 0.7)
        asking.confirm(batch, None)
        if self.chance.random() < 0.7:
            work_all(batch)

    def take_over(self) -> None:
        """Tick a conflict with a reason: this very difference may be written."""
        rows = ImportTable.objects.filter(file__state=State.READY, takeable=True, state="conflict")
        waiting = list(rows.exclude(content="").order_by("-pk")[:3])
        for row in waiting[:1]:
            ImportTable.objects.filter(pk=row.pk).update(chosen=True, takeover="以文件为准")
            asking.confirm(row.file.batch, None)
            self.work()

    def work(self) -> None:
        work_all(self.batch())

    def undo(self) -> None:
        asking.undo(self.batch(), None)

    def undo_now(self) -> None:
        batch = self.batch()
        asking.undo(batch, None)
        work_all(batch)

    def look_again(self) -> None:
        batch = self.batch()
        asking.look_again(batch)
        work_all(batch)

    def stop(self) -> None:
        asking.stop(self.batch())

    def give_up_batch(self) -> None:
        asking.give_up_batch(self.batch())

    def retry(self) -> None:
        asking.retry(self.batch())

    def sweep(self) -> None:
        sweep()

    def edit(self) -> None:
        name = self.chance.choice(NAMES)
        for table in GoalTable.objects.filter(project__name=name, status__in=(Status.DRAFT, Status.RETURNED)):
            content = named(name, goal=f"有人写的{self.chance.randint(1, 10**9)}")
            write(table, content, Cause("edited"))
            self.typed.add((name, content.goal))

    def review(self) -> None:
        status = self.chance.choice((Status.SUBMITTED, Status.APPROVED, Status.RETURNED, Status.DRAFT, Status.DRAFT))
        GoalTable.objects.filter(project__name=self.chance.choice(NAMES)).update(status=status)

    def nothing_typed_is_lost(self) -> None:
        now = {(each.project_name, each.goal) for each in contents_of(GoalTable.objects.all()).values()}
        before = {
            (each.content_before.project_name, each.content_before.goal)
            for each in TableChange.objects.all()
            if each.content_before
        }
        assert self.typed <= now | before

    def what_is_guarded_changes_by_a_takeover_only(self) -> None:
        """A table under review not even by that; and none of them is removed or undone."""
        tables = {each.project.name: each for each in GoalTable.objects.select_related("project")}
        contents = {each.project_name: each for each in contents_of(GoalTable.objects.all()).values()}
        for name, (content, frozen) in self.guarded.items():
            assert name in tables, "a guarded table was removed"
            if contents[name] != content:
                assert not frozen
                assert tables[name].changes.order_by("-pk")[0].kind in ("edited", "taken-over")
        self.guarded = {
            name: (contents[name], not table.is_editable)
            for name, table in tables.items()
            if not table.is_editable or (name, contents[name].goal) in self.typed
        }

    def every_table_is_whole_and_every_file_counts_its_rows(self) -> None:
        for table in GoalTable.objects.all():
            assert table.indicators.count() == 3
            assert table.project.budget
        for file in ImportFile.objects.all():
            kept = file.tables.filter(result__in=("written", "kept"))
            assert file.written == kept.count()
            if file.state in (State.SKIPPED, State.FAILED, State.UNDONE):
                assert not kept.exists(), "nobody could undo these"


STEPS = (
    "upload", "upload", "upload_unread", "confirm_some", "confirm_some", "confirm_some", "take_over", "take_over",
    "take_over", "work", "work", "undo", "undo_now", "undo_now", "look_again", "look_again", "stop", "give_up_batch",
    "retry", "sweep", "edit", "edit", "review",
)  # fmt: skip
SEEDS = 200 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else tries(10)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(SEEDS))
def test_any_order_of_steps(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(tasks, "_reader", Here)
    Imports(seed).run(60)
