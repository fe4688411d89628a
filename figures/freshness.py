"""As of when a page's facts are. A page counts some of what has changed itself, so that an edit shows at once, and says
how many agencies are still to be counted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import OperationalError, connection
from django.utils.timezone import localtime

from figures.facts import recount_some
from figures.models import AgencyYear, Mark
from figures.selection import Selection

MOST = 20  # agency years that a page counts itself
SECONDS = 0.5  # after which it begins with no more of them
PATIENCE = 200  # milliseconds that a page waits on SQLite while somebody else writes
Limit = Callable[[Any], Any]  # which of any rows that have `agency` and `year` are meant
AGAIN = "正在重新统计，请过几分钟再看。"  # why a list of what is counted is empty, as long as not all of it is


class AsOf(NamedTuple):
    """How many agency years of a selection have changed since they were counted, and when the oldest of them was.

    `at` is None where everything is counted, or something was never counted.
    """

    waiting: int = 0
    at: datetime | None = None

    @property
    def words(self) -> str:
        """For the sentence of a statistic."""
        if not self.waiting:
            return "数据截至现在"
        since = f"截至 {localtime(self.at):%m月%d日 %H:%M}，" if self.at else ""
        return f"{since}还有 {self.waiting} 个单位正在重新统计，数字可能与表不一致"


_known: WeakKeyDictionary[Selection, AsOf] = WeakKeyDictionary()


def up_to_date(selection: Selection) -> AsOf:
    """Count what the selection has changed, as far as a page may; once for all of its statistics."""
    if selection not in _known:
        _known[selection] = caught_up(selection.limit)
    return _known[selection]


def caught_up(limit: Limit) -> AsOf:
    """The same of what `limit` leaves, each time anew."""
    _catch_up(limit)
    return _as_of(limit)


def _catch_up(limit: Limit) -> None:
    """Only where little has changed: after an import the workers count, and no page waits for a part of it."""
    marks = limit(Mark.objects.all())
    waiting = len(marks.order_by().values("agency", "year").distinct()[: MOST + 1])
    if not 0 < waiting <= MOST:
        return
    end = time.monotonic() + SECONDS
    try:
        with _impatient():
            while time.monotonic() < end and recount_some(marks):
                pass
    except OperationalError:
        return  # somebody is writing a lot; what was counted before is shown, and as of when


@contextmanager
def _impatient() -> Iterator[None]:
    """Whoever reads doesn't wait long for who writes. PostgreSQL passes by what is locked."""
    if connection.vendor == "postgresql":
        yield
        return
    usual = int(settings.DATABASES["default"].get("OPTIONS", {}).get("timeout", 5) * 1000)
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


def _as_of(limit: Limit) -> AsOf:
    marks = limit(Mark.objects.all()).order_by()
    waiting = set(marks.values_list("agency", "year").distinct())
    if not waiting:
        return AsOf()
    counted = limit(AgencyYear.objects.all()).filter(agency__in={agency for agency, _ in waiting})
    times = {row[:2]: row[2] for row in counted.values_list("agency", "year", "at")}
    known = [times.get(each) for each in waiting]
    return AsOf(len(waiting), None if None in known else min(at for at in known if at))
