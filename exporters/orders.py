"""What somebody wants to have exported, and both ways to get it: at once, or as a package made by the worker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from exporters.claims import hand_out
from exporters.formats import FORMATS
from exporters.models import Export, ExportTable, Shape, State
from exporters.names import clean
from exporters.packing import PACKED, Layout, pack
from exporters.responses import suffix
from exporters.taking import Taking
from indicators.bulk import insert
from indicators.queries import GoalTableQuerySet

AT_ONCE = 50  # tables: a second or two
SLOW = {"pdf": 5}  # formats that take longer, and how many tables of them are made at once
BULKY = 2_000  # tables in one document
IN_MEMORY = 4_000_000  # bytes, before a file made at once goes to the disk
MOST_OPEN, MOST_KEPT = 5, 20  # packages of one user: that wait or are made, and together with the finished ones


class Unfit(Exception):
    """An order that can't be carried out; str() is the sentence for whoever gave it."""


@dataclass(frozen=True, slots=True)
class Order:
    """The tables in their order, and how they are to be written. `tables` are (key of the table, of its agency).

    `refused` are keys that were asked for and are not there, or not for this user; `without` those not in force.
    """

    title: str
    scope: str
    tables: list[tuple[int, int]]
    format: str
    shape: str
    in_force: bool = False
    numbered: bool = False
    refused: int = 0
    without: int = 0

    @property
    def name(self) -> str:
        """The file's name."""
        return clean(self.title, suffix(self.format, self.shape))

    @property
    def is_small(self) -> bool:
        """Whether it is made while its user waits: not where there is something to tell besides."""
        return len(self.tables) <= SLOW.get(self.format, AT_ONCE) and not self.refused

    @property
    def is_bulky(self) -> bool:
        """Whether office programs will have trouble with it."""
        packed = FORMATS[self.format].suffix in PACKED
        return self.shape == Shape.ONE and packed and len(self.tables) > BULKY

    def check(self) -> Order:
        """Itself; raises Unfit where a file would hold more tables than its format can."""
        form, files = FORMATS[self.format], Counter(agency for _, agency in self.tables)
        largest = {Shape.ONE: len(self.tables), Shape.AGENCY: max(files.values()), Shape.TABLE: 1}[Shape(self.shape)]
        if form.most is not None and largest > form.most:
            raise Unfit(f"{form.words}一个文件最多 {form.most} 张表，这里有 {largest} 张；请改为每张表一个文件。")
        return self


def keys_of(tables: GoalTableQuerySet) -> list[tuple[int, int]]:
    """What an order keeps of ordered tables."""
    return list(tables.values_list("pk", "project__agency"))


def file_of(order: Order) -> IO[bytes]:
    """The file, made now, at its beginning; the caller closes it. Raises Unfit where no table is left."""
    form = FORMATS[order.format]
    tables = Taking([key for key, _ in order.tables], order.in_force, traced=form.traced)
    target = cast(IO[bytes], SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 - the answer closes it
    now = timezone.localtime()
    pack(tables, target, Layout(form, order.shape, order.title, order.numbered, len(order.tables), now))
    if tables.left_out == len(order.tables):
        raise Unfit("没有可以导出的表：所选的表刚刚被删除或不再有效。")
    target.seek(0)
    return target


@transaction.atomic
def place(order: Order, user: Any) -> Export:
    """A package for the worker, with which tables it holds as of now. Raises Unfit where the user has too many."""
    _check_room(user)
    export = Export.objects.create(
        by=user,
        title=order.title[:300],
        scope=order.scope[:1000],
        format=order.format,
        shape=order.shape,
        in_force=order.in_force,
        numbered=order.numbered,
        refused=order.refused,
        without=order.without,
        total=len(order.tables),
        name=order.name,
    )
    insert(ExportTable, ("export", "position", "table", "agency"), _rows(export, order.tables))
    hand_out([export.pk])
    return export


def _rows(export: Export, tables: Iterable[tuple[int, int]]) -> Iterable[tuple[int, ...]]:
    return ((export.pk, position, *keys) for position, keys in enumerate(tables, 1))


def _check_room(user: Any) -> None:
    """Packages take room and a worker's time. One whose day is over can't be deleted any more, so it doesn't count."""
    over = Q(state=State.DONE, expires_at__lte=timezone.now())
    states = list(Export.objects.filter(by=user).exclude(over).values_list("state", flat=True))
    open_now = sum(state in (State.WAITING, State.MAKING) for state in states)
    if open_now >= MOST_OPEN:
        raise Unfit(f"您已有 {open_now} 个导出在等待或制作，请等它们做好，或者取消不需要的。")
    if open_now + states.count(State.DONE) >= MOST_KEPT:
        raise Unfit(f"每人最多保留 {MOST_KEPT} 个做好的导出，请先删除不需要的。")
