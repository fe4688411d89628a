"""Counting the library anew, in the background, in steps that a worker may die between.

The worker asks now and then (`ask_if_stale`). Pages read the last counting that is done while the next one is made, so
nobody ever sees half of one. Whole groups are read at a time, in the order of their keys, which the index gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from indicators.library.alike import split
from indicators.library.groups import Group, Seen, common_group, whole_group
from indicators.matching import level_name
from indicators.models import GoalTable, Indicator, LibraryCount, LibraryEntry, Scope, SeenIndicator, Status

STEP = 4000  # indicators read in one transaction; a larger group makes a larger one
STEPS = 10  # in one task; then others may have their turn
CHUNK = 500  # rows per INSERT
SOONEST = timedelta(minutes=1)  # between two countings
RESTS = 20  # times as long as a counting takes nothing is counted: at most a twentieth of a worker's time goes into it
LATEST = timedelta(days=1)
SILENT = timedelta(minutes=5)  # a counting without a step for so long has lost its worker
OPEN = (Status.APPROVED, Status.PUBLISHED)
SEEN = ("level1", "level2", "name", "description", "target", "table__project__agency", "table__status")


def ask_if_stale() -> LibraryCount | None:
    """The counting that a task must be started for, or None: nothing has changed, or it is not yet time."""
    last, now = LibraryCount.objects.first(), timezone.now()
    if last and last.done_at is None:
        return last if now - last.moved_at > SILENT else None
    if last and last.done_at and now - last.done_at < max(SOONEST, RESTS * (last.done_at - last.asked_at)):
        return None
    mark = mark_of_tables()
    if last and last.mark == mark and now - last.asked_at < LATEST:
        return None
    return LibraryCount.objects.create(mark=mark)


def mark_of_tables() -> str:
    """Another one whenever a table was written, moved, added or removed."""
    found = GoalTable.objects.order_by().aggregate(Count("pk"), Max("pk"), Max("changed_at"))
    return " ".join(map(str, found.values()))


def carry_on(pk: int) -> bool:
    """Some steps of a counting; whether more is left to do."""
    return all(_step(pk) for _ in range(STEPS))


def count_now() -> LibraryCount:
    """A whole counting at once: for tests, figures and small databases."""
    run = LibraryCount.objects.create(mark=mark_of_tables())
    while _step(run.pk):
        pass
    run.refresh_from_db()
    return run


@transaction.atomic
def _step(pk: int) -> bool:
    """One stretch of keys; False when the counting is done, or another has taken its place."""
    run = LibraryCount.objects.select_for_update().filter(pk=pk, done_at=None).first()
    if run is None:
        return False
    last = _end_of_stretch(run.upto)
    rows = Indicator.objects.filter(library_key__gt=run.upto)
    _count(run, rows.filter(library_key__lte=last) if last else rows)
    if last:
        run.upto = last
    else:
        _finish(run)
    run.save()
    return bool(last)


def _end_of_stretch(begin: str) -> str:
    """The key that the next stretch ends with; "" for the last one."""
    keys = Indicator.objects.filter(library_key__gt=begin).order_by("library_key").values_list("library_key", flat=True)
    return next(iter(keys[STEP - 1 : STEP]), "")


def seen_by_key(indicators: QuerySet[Indicator]) -> Iterable[tuple[str, list[Seen]]]:
    """The rows of each key, in the order of the keys."""
    rows = indicators.order_by("library_key").values_list("library_key", *SEEN)
    for key, same in groupby(rows.iterator(), key=lambda row: row[0]):
        yield key, [Seen._make((*row[1:-1], row[-1] in OPEN)) for row in same]


def _count(run: LibraryCount, indicators: QuerySet[Indicator]) -> None:
    groups = list(seen_by_key(indicators))
    marked = set(LibraryEntry.objects.filter(standard=True, key__in=_few(groups)).values_list("key", flat=True))
    made = []
    for key, rows in groups:
        common = common_group(rows)
        made.append(seen_row(key, whole_group(rows), run=run, scope=Scope.WHOLE, standard=key in marked))
        if common:
            made.append(seen_row(key, common, run=run, scope=Scope.COMMON, standard=key in marked))
    SeenIndicator.objects.bulk_create(made, batch_size=CHUNK)


def _few(groups: Sequence[tuple[str, Any]]) -> QuerySet[LibraryEntry, str]:
    """The keys of the entries between two keys: there are far fewer of them than of groups."""
    entries = LibraryEntry.objects.values_list("key", flat=True)
    return entries.filter(key__gte=groups[0][0], key__lte=groups[-1][0]) if groups else entries.none()


def seen_row(key: str, group: Group, **values: Any) -> SeenIndicator:
    """A group as a row, not saved."""
    second, words = split(key)
    return SeenIndicator(
        key=key,
        first=level_name(group.level1),
        second=second,
        words=words,
        level1=group.level1,
        level2=group.level2,
        name=group.spellings[0][0],
        spellings=group.spellings,
        description=group.descriptions[0][0] if group.descriptions else "",
        targets=group.targets,
        count=group.times,
        agencies=group.agencies,
        **values,
    )


def _finish(run: LibraryCount) -> None:
    """Entries that nobody uses become rows too; then this counting takes the place of all before it."""
    for scope in Scope.values:
        seen = SeenIndicator.objects.filter(run=run, scope=scope).values("key")
        unused = LibraryEntry.objects.exclude(key__in=seen)
        made = [unused_row(entry, run=run, scope=scope) for entry in unused]
        SeenIndicator.objects.bulk_create(made, batch_size=CHUNK)
    SeenIndicator.objects.filter(run__lt=run.pk).delete()
    LibraryCount.objects.filter(pk__lt=run.pk).delete()
    run.done_at = timezone.now()


def unused_row(entry: LibraryEntry, **values: Any) -> SeenIndicator:
    """The row of an entry that no table uses, not saved."""
    group = Group(entry.level1, entry.level2, [(entry.name, 0)], [], [], 0, 0)
    return seen_row(entry.key, group, standard=entry.standard, **values)
