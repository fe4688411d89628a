"""How fast a batch goes, and how long it will take: told on its page and by the shell command."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count, Min, Sum
from django.utils import timezone

from importers.models import ImportBatch, ImportFile
from importers.progress import READING, UNDOING, WRITING, Progress

State = ImportFile.State
# What a file is after each phase; what it went through in the last minute tells the pace.
AFTER = {
    "reading": (READING, (State.READY, State.FAILED, State.DONE, State.UNPACKED)),
    "writing": (WRITING, (State.DONE,)),
    "undoing": (UNDOING, (State.UNDONE, State.READY, State.DONE)),
}
LOOKED_AT = timedelta(minutes=1)
FEWEST = 3  # files; fewer tell nothing


class Pace(NamedTuple):
    """Files, tables and rows a minute, and the time that the rest will take at this pace."""

    files: float
    tables: float
    rows: float
    left: timedelta

    @property
    def words(self) -> str:
        """The pace on screen."""
        speed = f"每分钟约 {self.files:,.0f} 个文件、{self.tables:,.0f} 张表、{self.rows:,.0f} 条指标"
        return f"{speed}，还需{in_words(self.left)}"


def pace(files: int, tables: int, rows: int, taken: timedelta, waiting: int) -> Pace | None:
    """The pace of what was done in a time; None where it was too little to tell."""
    minutes = taken / timedelta(minutes=1)
    if files < FEWEST or minutes <= 0:
        return None
    return Pace(files / minutes, tables / minutes, rows / minutes, taken * waiting / files)


def pace_of(batch: ImportBatch, progress: Progress) -> Pace | None:
    """How fast the batch went in the last minute.

    From the first sign on: how long what was done by then has taken is not known, and many files are done at once.
    """
    if progress.phase not in AFTER:
        return None
    waiting, done = AFTER[progress.phase]
    now = timezone.now()
    recent = batch.files.filter(state__in=done, heartbeat__gte=now - LOOKED_AT, heartbeat__lte=now)
    first = recent.aggregate(first=Min("heartbeat"))["first"]
    if first is None:
        return None
    later = recent.filter(heartbeat__gt=first)
    found = later.aggregate(files=Count("pk"), tables=Sum("tables_read"), rows=Sum("rows_read"))
    return pace(found["files"], found["tables"], found["rows"], now - first, progress.number(*waiting))


def in_words(left: timedelta) -> str:
    """A time that is still to go, roughly."""
    minutes = round(left / timedelta(minutes=1))
    if minutes < 1:
        return "不到 1 分钟"
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"约 {minutes} 分钟"
    return f"约 {hours} 小时 {rest} 分钟" if rest else f"约 {hours} 小时"
