"""How far batches have come: counted from the rows of their files, one query for any number of batches (DESIGN 10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, Max, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from importers.models import ImportBatch, ImportFile
from importers.planning import STATES

State = ImportFile.State
SUMS = ("tables_read", "rows_read", "written", *STATES)
READING = (State.QUEUED, State.READING)
WRITING = (State.CONFIRMED, State.COMMITTING)
UNDOING = (State.TO_UNDO, State.UNDOING)
# A worker gives a sign of life every few seconds; after so long people should hear that none does.
QUIET = timedelta(minutes=2)
# Their time is that of the handing out, no sign of a worker.
HANDED_OUT = (State.QUEUED, State.CONFIRMED, State.TO_UNDO)
WORKING = (*READING, *WRITING, *UNDOING)
AGAIN = (State.FAILED, State.SKIPPED, State.UNDONE)
# Files that hold tables or never will: an unpacked archive is none, its documents are.
NO_DOCUMENT = (State.UNPACKED,)


@dataclass(slots=True)
class Progress:
    """The files of a batch by state, and sums over them."""

    files: Counter[str] = field(default_factory=Counter)
    sums: Counter[str] = field(default_factory=Counter)

    def number(self, *states: str) -> int:
        """How many files are in one of these states."""
        return sum(self.files[state] for state in states)

    @property
    def total(self) -> int:
        """Documents, archives that were unpacked aside."""
        return sum(self.files.values()) - self.number(*NO_DOCUMENT)

    @property
    def read(self) -> int:
        """Documents that were read, or will not be."""
        return self.total - self.number(State.RECEIVED, *READING)

    @property
    def is_working(self) -> bool:
        """Whether a worker has something to do, or should have."""
        return bool(self.number(*WORKING))

    @property
    def phase(self) -> str:
        """Where the batch as a whole stands: what there is to do next comes first."""
        steps = (
            ("reading", READING),
            ("writing", WRITING),
            ("undoing", UNDOING),
            ("received", (State.RECEIVED,)),
            ("ready", (State.READY,)),
            ("done", (State.DONE,)),
            ("undone", (State.UNDONE,)),
            ("failed", (State.FAILED,)),
        )
        return next((phase for phase, states in steps if self.number(*states)), "skipped" if self.total else "empty")

    @property
    def words(self) -> str:
        """The phase on screen."""
        return WORDS[self.phase]

    @property
    def percent(self) -> int:
        """Of reading while it is read, of writing while it is written."""
        if self.phase == "writing":
            waiting = self.number(*WRITING)
            done = self.number(State.DONE)
            return 100 * done // max(1, done + waiting)
        return 100 * self.read // max(1, self.total)

    @property
    def failed_files(self) -> int:
        """Documents that could not be read."""
        return self.files[State.FAILED]

    @property
    def retryable(self) -> int:
        """Documents that can be tried again."""
        return self.number(*AGAIN)


WORDS = {
    "reading": "正在读取",
    "writing": "正在写入",
    "undoing": "正在撤销",
    "received": "等待开始",
    "ready": "待确认",
    "done": "已导入",
    "failed": "未能读取",
    "undone": "已撤销",
    "skipped": "已放弃",
    "empty": "没有文件",
}


def progress_of(batches: Iterable[ImportBatch]) -> dict[int, Progress]:
    """The progress of each batch, by primary key."""
    found = {batch.pk: Progress() for batch in batches}
    rows = ImportFile.objects.filter(batch__in=found).order_by().values_list("batch", "state")
    sums = {f"sum_{name}": Coalesce(Sum(name), 0) for name in SUMS}
    for batch, state, number, *values in rows.annotate(number=Count("pk"), **sums):
        found[batch].files[state] += number
        found[batch].sums.update(dict(zip(SUMS, values, strict=True)))
    return found


def silent(batches: Iterable[ImportBatch]) -> set[int]:
    """Of these batches those that wait while no worker gives any sign of life: then none may be running.

    A batch that only waits for the files of another one to be done is not among them.
    """
    since = timezone.now() - QUIET
    files = ImportFile.objects.filter(batch__in=[batch.pk for batch in batches]).order_by()
    latest = dict(files.values_list("batch").annotate(latest=Max("heartbeat")))
    waiting = {batch for batch, heard in latest.items() if heard and heard < since}
    others = ImportFile.objects.filter(heartbeat__gte=since).exclude(state__in=HANDED_OUT)
    return set() if not waiting or others.exists() else waiting
