"""The findings of a content that is not stored, as it is being typed: the same checks, quick enough for every pause.

Siblings are what takes time. They are kept in memory by serial, so that each is read once after it was written; nothing
is written here.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, TypeVar

from indicators.basis import AnyFinding, basis_of
from indicators.checks import Context, run_checks
from indicators.content import TableContent
from indicators.judging import names_of, required_by_framework
from indicators.models import GoalTable, KeptWarning, TableFinding
from indicators.severities import severities_of, tuned
from indicators.storing import contents_of

K = TypeVar("K")
V = TypeVar("V")
MOST_GROUPS = 64  # agencies and years that are remembered in one process
Stamps = dict[int, tuple[int, datetime]]  # serial and time of the last writing, by table


class Found(NamedTuple):
    """A finding and the reason why it is kept, where there is one."""

    finding: AnyFinding
    kept: KeptWarning | None


class _Group(NamedTuple):
    stamps: Stamps
    contents: dict[int, TableContent]


_groups: OrderedDict[tuple[int, int], _Group] = OrderedDict()
_contexts: OrderedDict[tuple[object, ...], Context] = OrderedDict()


def live_findings(table: GoalTable, content: TableContent) -> list[Found]:
    """What the checks say about a content of the table, and what its reader said, which typing can't change."""
    region = table.project.agency.region
    made: list[AnyFinding] = list(tuned(run_checks(content, _context(table, content)), severities_of(region)))
    read: list[AnyFinding] = list(TableFinding.objects.filter(table=table, version=0))
    return _with_reasons(table, content, [*read, *made])


def stored_findings(table: GoalTable) -> list[Found]:
    """What is stored with the table."""
    return [Found(finding, finding.kept) for finding in table.findings.select_related("kept__by")]


def _with_reasons(table: GoalTable, content: TableContent, findings: Iterable[AnyFinding]) -> list[Found]:
    in_force = table.kept_warnings.filter(dropped_at=None).select_related("by")
    reasons = {(kept.code, kept.basis): kept for kept in in_force}
    if not reasons:
        return [Found(finding, None) for finding in findings]
    return [Found(each, _reason(each, content, reasons)) for each in findings]


def _reason(
    finding: AnyFinding, content: TableContent, reasons: dict[tuple[str, str], KeptWarning]
) -> KeptWarning | None:
    """What must be mended is never kept, whatever the reason."""
    return None if finding.severity == "block" else reasons.get((finding.code, basis_of(finding, content)))


def _context(table: GoalTable, content: TableContent) -> Context:
    """What the checks may look at; kept, since the rows of all siblings are laid out in it."""
    project, agency = table.project, table.project.agency
    group = _siblings(agency.pk, project.year)
    required = required_by_framework()(content)
    stamps = tuple(sorted(group.stamps.items()))
    key = (table.pk, project.year, agency.name, required, stamps)
    context = _contexts.get(key)
    if context is None:
        siblings = tuple(each for pk, each in group.contents.items() if pk != table.pk)
        context = _remember(_contexts, key, Context(project.year, siblings, names_of(agency), required))
    return context


def _siblings(agency: int, year: int) -> _Group:
    """The contents of an agency's tables of a year; only what was written since is read again."""
    tables = GoalTable.objects.filter(project__agency=agency, project__year=year).order_by("pk")
    stamps: Stamps = {pk: (serial, at) for pk, serial, at in tables.values_list("pk", "serial", "changed_at")}
    known = _groups.get((agency, year), _Group({}, {}))
    new = [pk for pk, stamp in stamps.items() if known.stamps.get(pk) != stamp]
    read = contents_of(GoalTable.objects.filter(pk__in=new)) if new else {}
    contents = {pk: read.get(pk) or known.contents.get(pk) for pk in stamps}
    whole = {pk: content for pk, content in contents.items() if content is not None}
    return _remember(_groups, (agency, year), _Group(stamps, whole))


def _remember(store: OrderedDict[K, V], key: K, value: V) -> V:
    """Keep a value under a key, and forget the oldest."""
    store[key] = value
    while len(store) > MOST_GROUPS:
        store.popitem(last=False)
    return value
