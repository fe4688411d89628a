"""The findings of stored tables made anew: after the checks were bettered, a severity tuned, or a table changed.

Tables are taken by whole agencies and years, since a table is judged beside its siblings. Only tables whose findings
differ are written. What a reader found (version 0) is left alone: only another reading can tell.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, QuerySet

from budget.models import Agency
from indicators.checks import CHECKS, VERSION
from indicators.content import TableContent
from indicators.findings import Finding
from indicators.judging import judge
from indicators.keeping import relink, with_kept
from indicators.matching import Tree
from indicators.models import GoalTable, TableFinding
from indicators.storing import FINDING_TEXTS, contents_of, finding_texts, insert_findings

BATCH = 300  # tables in one transaction; an agency with more makes a larger one


class Counts(NamedTuple):
    """What a run did: how many tables it looked at, how many of them got other findings, how many came and went."""

    tables: int = 0
    changed: int = 0
    added: int = 0
    removed: int = 0

    def __add__(self, other: Any) -> Counts:
        """Both runs together."""
        return Counts(*(one + more for one, more in zip(self, other, strict=True)))


class Group(NamedTuple):
    """The tables of one agency in one year; `size` is how many of them were asked for."""

    region: str
    year: int
    agency: int
    size: int


def groups_of(tables: QuerySet[GoalTable], limit: int | None = None) -> list[Group]:
    """The groups that tables belong to, by region, year and agency."""
    names = ("project__agency__region", "project__year", "project__agency")
    return [Group(*row) for row in tables.order_by(*names).values_list(*names).annotate(size=Count("pk"))[:limit]]


def recompute(tables: QuerySet[GoalTable]) -> Counts:
    """Make the findings anew for the tables and their siblings, each batch in a transaction of its own."""
    return sum((recompute_groups(batch) for batch in batches(groups_of(tables))), Counts())


@transaction.atomic
def rejudge(table: GoalTable) -> Counts:
    """All findings of one table made anew after it has changed, and what its siblings are told beside it.

    Those may really differ: rows that are no longer the same are copied no more. The other checks of a hundred
    siblings would be most of what a save costs.
    """
    agency, year = table.project.agency, table.project.year
    lock_agencies([agency.pk])
    siblings = GoalTable.objects.filter(project__year=year, project__agency=agency)
    contents = contents_of(siblings.order_by("pk"))
    found = judge(agency.region, year, list(contents.values()), beside=True, wholly=[list(contents).index(table.pk)])
    made = dict(zip(contents, found, strict=True))
    counts = _write({table.pk: made.pop(table.pk)}) + _write(made, _beside())
    _relink(contents if counts.changed else {table.pk: contents[table.pk]})
    return counts


def lock_agencies(agencies: Iterable[int]) -> None:
    """Lock agencies by key before any of their tables, as a commit of documents does: one order for all who write."""
    locked = Agency.objects.filter(pk__in=agencies).order_by("pk")
    list(locked.select_for_update(no_key=True).values_list("pk"))


def batches(groups: Iterable[Group]) -> Iterator[list[Group]]:
    """Groups of one region and year, together about BATCH tables."""
    for _, same in groupby(groups, key=attrgetter("region", "year")):
        batch: list[Group] = []
        for group in same:
            if batch and sum(one.size for one in batch) + group.size > BATCH:
                yield batch
                batch = []
            batch.append(group)
        yield batch


def rejudge_beside(
    region: str, year: int, agencies: Collection[int], written: Collection[int] = (), known: Sequence[Tree] = ()
) -> Counts:
    """After tables of some agencies were written or removed: what their other tables are told beside them.

    Only checks that look at siblings can say something else of those. `written` are tables whose findings are new,
    `known` are the frameworks, for who has read them. The caller holds the agencies' locks and the transaction. Costs
    one query where the agencies have no other table, else reading their tables once; an agency whose tables come one by
    one is read that often, as when they are judged.
    """
    tables = GoalTable.objects.filter(project__year=year, project__agency__in=agencies)
    keys = set(tables.order_by().values_list("pk", flat=True)) if agencies else set()
    if keys <= set(written):
        return Counts()
    contents = contents_of(GoalTable.objects.filter(pk__in=keys).order_by("pk"))
    judged = zip(contents, judge(region, year, list(contents.values()), known, beside=True), strict=True)
    made = {key: findings for key, findings in judged if key not in written}
    counts = _write(made, _beside())
    kept = with_kept(made) if counts.changed else ()
    relink({key: contents[key] for key in kept})
    return counts


@transaction.atomic
def recompute_groups(groups: list[Group]) -> Counts:
    """The tables of some agencies of one region and year, in a bounded number of statements."""
    region, year = groups[0].region, groups[0].year
    agencies = [group.agency for group in groups]
    lock_agencies(agencies)
    tables = GoalTable.objects.filter(project__year=year, project__agency__in=agencies)
    # Locked, so that nothing is judged while it is being written.
    keys = list(tables.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    contents = contents_of(GoalTable.objects.filter(pk__in=keys).order_by("pk"))
    made = dict(zip(contents, judge(region, year, list(contents.values())), strict=True))
    counts = _write(made)
    _relink(contents)
    return counts


def _beside() -> list[str]:
    """The codes of the checks that look at siblings."""
    return [check.code for check in CHECKS.values() if check.beside]


def _write(made: dict[int, list[Finding]], codes: Collection[str] = ()) -> Counts:
    """Store what differs from what is stored; of these codes alone, where some are given."""
    stored: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    outdated = set()
    old = TableFinding.objects.filter(version__gt=0, **({"code__in": codes} if codes else {}))
    for table, version, *texts in old.filter(table__in=made).values_list("table", "version", *FINDING_TEXTS):
        stored[table].append(tuple(texts))
        if version != VERSION:
            outdated.add(table)
    added = removed = 0
    changed, rewritten = 0, {}
    for table, findings in made.items():
        now, before = Counter(map(finding_texts, findings)), Counter(stored[table])
        if now != before:
            changed += 1
            added += (now - before).total()
            removed += (before - now).total()
        if now != before or table in outdated:
            rewritten[table] = findings
    old.filter(table__in=rewritten).delete()
    insert_findings(rewritten.items())
    return Counts(len(made), changed, added, removed)


def _relink(contents: dict[int, TableContent]) -> None:
    """The reasons of all tables, also where no finding changed: another text in the row brings a warning back."""
    kept = with_kept(contents)
    if kept:
        relink({table: content for table, content in contents.items() if table in kept})
