"""What the library shows to whom: the counted rows of the user's scope, or the user's own tables looked at right now.

Own tables are grouped by their keys in the database, a page at a time, and only the rows of that page are put together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from budget.access import sees_everything
from indicators.library.alike import name_key
from indicators.library.building import seen_by_key, seen_row
from indicators.library.groups import whole_group
from indicators.matching import level_name, second_name
from indicators.models import GoalTable, Indicator, LibraryCount, LibraryEntry, Scope, SeenIndicator
from indicators.search.texts import in_any_case


class Wanted(NamedTuple):
    """What is looked for: words, levels as they are called, standard ones only."""

    words: str = ""
    level1: str = ""
    level2: str = ""
    standard: bool = False


class Shown(NamedTuple):
    """One indicator of the library on the screen: what was seen of it, and what an administrator says of it."""

    seen: SeenIndicator
    entry: LibraryEntry | None

    @property
    def name(self) -> str:
        """The administrator's spelling, else the usual one."""
        return self.entry.name if self.entry else self.seen.name

    @property
    def spellings(self) -> list[str]:
        """The other spellings."""
        return [text for text, _ in self.seen.spellings if text != self.name]

    @property
    def level1(self) -> str:
        """The 一级."""
        return self.entry.level1 if self.entry else self.seen.level1

    @property
    def level2(self) -> str:
        """The 二级."""
        return self.entry.level2 if self.entry else self.seen.level2

    @property
    def description(self) -> str:
        """The administrator's description, else the usual one."""
        return (self.entry.description if self.entry else "") or self.seen.description

    @property
    def target(self) -> str:
        """The administrator's usual target, else the most frequent one."""
        said = (self.entry.target or self.entry.unit) if self.entry else ""
        return said or next((text for text, _ in self.seen.targets), "")


def scope_of(user: Any) -> Scope:
    """All that was counted for who sees every table, what is common for everybody else."""
    return Scope.WHOLE if sees_everything(user) else Scope.COMMON


def counted(user: Any) -> QuerySet[SeenIndicator]:
    """The rows of the last counting for the user; none before the first."""
    run = LibraryCount.current()
    return SeenIndicator.objects.filter(run=run, scope=scope_of(user)) if run else SeenIndicator.objects.none()


def matching(rows: QuerySet[SeenIndicator], wanted: Wanted, in_description: bool = True) -> QuerySet[SeenIndicator]:
    """The counted rows that fit; words are looked for as alike names are compared."""
    for word in wanted.words.split():
        found = Q(words__contains=name_key(word) or word.casefold())
        rows = rows.filter(found | in_any_case("description", word) if in_description else found)
    if wanted.level2:
        rows = rows.filter(second=second_name(wanted.level2))
    if wanted.level1:
        rows = rows.filter(first=level_name(wanted.level1))
    return rows.filter(standard=True) if wanted.standard else rows


def own_rows(tables: QuerySet[GoalTable], wanted: Wanted) -> QuerySet[Any, Any]:
    """The keys in some tables with `times` and `places` (agencies), for lists of what the user sees right now."""
    rows = Indicator.objects.filter(table__in=tables.order_by().values("pk")).exclude(library_key="")
    for word in wanted.words.split():
        rows = rows.filter(
            in_any_case("name", word)
            | in_any_case("description", word)
            | Q(library_key__contains=name_key(word) or word)
        )
    if wanted.level2:
        rows = rows.filter(library_key__startswith=f"{second_name(wanted.level2)}|")
    if wanted.level1:
        rows = rows.filter(level1__contains=level_name(wanted.level1))
    if wanted.standard:
        rows = rows.filter(library_key__in=LibraryEntry.objects.filter(standard=True).values("key"))
    counts = {"times": Count("pk"), "places": Count("table__project__agency", distinct=True)}
    return rows.order_by().values("library_key").annotate(**counts)


def own_groups(tables: QuerySet[GoalTable], keys: Collection[str]) -> list[SeenIndicator]:
    """What stands under some keys in some tables, in the order of the keys, as rows that are not saved."""
    rows = Indicator.objects.filter(library_key__in=keys, table__in=tables.order_by().values("pk"))
    marked = set(LibraryEntry.objects.filter(standard=True, key__in=keys).values_list("key", flat=True))
    made = {key: seen_row(key, whole_group(same), standard=key in marked) for key, same in seen_by_key(rows)}
    return [made[key] for key in keys if key in made]


def with_entries(rows: Iterable[SeenIndicator]) -> list[Shown]:
    """The rows with what administrators say of them."""
    seen = list(rows)
    entries = {entry.key: entry for entry in LibraryEntry.objects.filter(key__in=[row.key for row in seen])}
    return [Shown(row, entries.get(row.key)) for row in seen]
