"""TableContent ↔ the database (DESIGN 3): contents_of reads it, create_tables and replace_tables write it.

Writing takes a bounded number of statements for any number of tables. Callers hold the transaction, and decide
beforehand whether a table may be written at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace as changed
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, QuerySet
from django.utils import timezone

from budget.append_only import Frozen
from budget.models import Agency, Budget, Project
from indicators.bulk import give_keys, insert, insert_objects, update
from indicators.checks import CHECKS, VERSION
from indicators.columns import HEAD, MONEY, Laid, insert_rows, money
from indicators.content import IndicatorContent, TableContent
from indicators.findings import Finding
from indicators.keeping import relink, with_kept
from indicators.matching import Tree, best_tree, trees
from indicators.models import EDITABLE, Cause, GoalTable, Indicator, TableChange, TableFinding


def content_of(table: GoalTable) -> TableContent:
    """The content of one table."""
    return contents_of(GoalTable.objects.filter(pk=table.pk))[table.pk]


_ROW = ("level1", "level2", "name", "description", "target", "weight")


def contents_of(tables: QuerySet[GoalTable]) -> dict[int, TableContent]:
    """The contents of many tables, by primary key, in two queries; bare rows, since there are ten times as many."""
    found = {table.pk: table for table in tables.select_related("project__agency", "project__budget")}
    rows: dict[int, list[IndicatorContent]] = {key: [] for key in found}
    indicators = Indicator.objects.filter(table__in=found).order_by("table_id", "position")
    for key, *values in indicators.values_list("table", *_ROW) if found else ():
        rows[key].append(IndicatorContent(*values))
    return {key: _content(table, tuple(rows[key])) for key, table in found.items()}


def _content(table: GoalTable, indicators: tuple[IndicatorContent, ...]) -> TableContent:
    project = table.project
    agency, budget = project.agency, _budget_of(project)
    return TableContent(
        title=table.title,
        number=table.number,
        agency_code=agency.code,
        agency_name=agency.name,
        currency_unit=budget.currency_unit,
        project_name=project.name,
        budget_total=budget.total,
        fiscal_funds=budget.fiscal_funds,
        other_funds=budget.other_funds,
        purpose=project.purpose,
        goal=table.goal,
        indicators=indicators,
    )


def _budget_of(project: Project) -> Budget:
    """Its budget, or a blank one that is not saved: a project may have none yet."""
    return getattr(project, "budget", None) or Budget(project=project)


def digest(content: TableContent) -> str:
    """A fingerprint of a content, equal where the contents are equal."""
    values = content.to_json()
    for row in values["indicators"]:
        if "weight" in row:
            row["weight"] = str(Decimal(row["weight"]).normalize())
    # The agency's name is master data: that a document spells it otherwise is no change of the table.
    values.pop("agency_name")
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def same(one: TableContent, other: TableContent) -> bool:
    """Whether two contents are equal, the spelling of the agency's name aside."""
    return changed(one, agency_name="") == changed(other, agency_name="")


def create_tables(
    year: int,
    entries: Sequence[tuple[Agency, TableContent, Cause]],
    found: Sequence[Sequence[Finding]] = (),
    known: Sequence[Tree] = (),
) -> list[GoalTable]:
    """Make project, budget, table and indicators of each entry, in order; the projects must not exist yet.

    `found` are the findings of each, `known` the frameworks (matching.trees), for who has them already. Tables come
    last: what hangs on one that is there is counted by the database for each row (line_triggers), which takes longer.
    """
    known = known or trees()
    contents = [content for _, content, _ in entries]
    projects = [
        Project(agency=agency, year=year, name=content.project_name, purpose=content.purpose)
        for agency, content, _ in entries
    ]
    give_keys(projects)
    fitting = [best_tree(content, known) for content in contents]
    tables = list(map(_table, projects, contents, fitting))
    give_keys(tables)
    insert_rows(zip(tables, contents, fitting, strict=True))
    insert_findings(zip([table.pk for table in tables], found, strict=bool(found)))
    keys = [project.pk for project in projects]
    insert(Budget, ("project", *MONEY), ((key, *money(each)) for key, each in zip(keys, contents, strict=True)))
    _insert_changes(tables, [cause for _, _, cause in entries])
    insert_objects(projects)
    insert_objects(tables)
    return tables


def _table(project: Project, content: TableContent, tree: Tree) -> GoalTable:
    return GoalTable(
        project=project, framework=tree.framework, title=content.title, number=content.number, goal=content.goal
    )


_CHANGE = ("table", "kind", "by", "at", "origin", "address", "reason", "auto", "before")


def _insert_changes(tables: Sequence[GoalTable], causes: Sequence[Cause]) -> None:
    """The first line in the history of new tables."""
    now = timezone.now()
    pairs = [(table.pk, cause, cause.by.pk if cause.by else None) for table, cause in zip(tables, causes, strict=True)]
    insert(
        TableChange,
        _CHANGE,
        ((key, c.kind, by, now, c.origin, c.address, c.reason, c.auto, "") for key, c, by in pairs),
    )


class Writing(NamedTuple):
    """Another content for a table of the same project, and why.

    `goes_on` is the last change, where this writing only continues it: then it keeps what was there before both.
    """

    table: GoalTable
    content: TableContent
    cause: Cause
    goes_on: TableChange | None = None


def replace(table: GoalTable, content: TableContent, cause: Cause, goes_on: TableChange | None = None) -> TableChange:
    """Write another content into one table: replace_tables, with its guards."""
    return replace_tables([Writing(table, content, cause, goes_on)])[0]


def replace_tables(
    writings: Sequence[Writing],
    before: Mapping[int, TableContent] | None = None,
    known: Sequence[Tree] = (),
) -> list[TableChange]:
    """Write other contents into tables, each at most once, in a bounded number of statements; gives their changes.

    What was there is kept in the changes, the rows are written anew, and the serials are raised. Every way of changing
    a stored table goes through here, so that none is without history. `before` are the contents as they are stored,
    and `known` the frameworks, for who has read them under the tables' locks. Raises Frozen where the state of a table
    is closed: the last guard behind those of the callers, who hold the locks.
    """
    if not writings:
        return []
    known = known or trees()
    if before is None:
        fresh = [each.table.pk for each in writings if not each.goes_on]
        before = contents_of(GoalTable.objects.filter(pk__in=fresh)) if fresh else {}
    laid = [(each.table, each.content, best_tree(each.content, known)) for each in writings]
    _write_heads(laid)
    changes = [each.goes_on or TableChange.of(each.table, each.cause, before[each.table.pk]) for each in writings]
    insert_objects([change for change in changes if change.pk is None])
    for change in filter(None, (each.goes_on for each in writings)):
        change.at = timezone.now()
        change.save(update_fields=["at"])
    _write_projects(writings)
    Indicator.objects.filter(table__in=[each.table.pk for each in writings]).delete()
    insert_rows(laid)
    return changes


def _write_heads(laid: Sequence[Laid]) -> None:
    """The tables' own rows, only where all are open at this moment: what the caller has read may be older."""
    tables = {table.pk: table for table, _, _ in laid}
    rows, now = GoalTable.objects.filter(pk__in=tables), timezone.now()
    if rows.filter(status__in=EDITABLE).update(serial=F("serial") + 1, changed_at=now) < len(laid):
        closed = rows.exclude(status__in=EDITABLE).select_related("project").order_by("pk").first()
        raise Frozen(f"“{closed.project.name if closed else '这张表'}”已送审或批复，内容不能修改。")
    for table, content, tree in laid:
        table.title, table.number, table.goal = content.title, content.number, content.goal
        table.framework, table.changed_at = tree.framework, now
    update(GoalTable, HEAD, ((t.title, t.number, t.goal, t.framework_id, t.pk) for t in tables.values()))
    for key, serial in rows.values_list("pk", "serial"):
        tables[key].serial = serial


def _write_projects(writings: Sequence[Writing]) -> None:
    """Names and purposes of the projects, which keep a name whatever comes; and their budgets, or new ones."""
    projects = {each.table.project_id: (each.table.project, each.content) for each in writings}
    budgets = {budget.project_id: budget for budget in Budget.objects.filter(project__in=projects)}
    for key, (project, content) in projects.items():
        project.name, project.purpose = content.project_name or project.name, content.purpose
        project.budget = budgets.setdefault(key, Budget(project=project))
        for name, value in zip(MONEY, money(content), strict=True):
            setattr(project.budget, name, value)
    update(Project, ("name", "purpose"), ((each.name, each.purpose, each.pk) for each, _ in projects.values()))
    stored = [budget for budget in budgets.values() if budget.pk]
    update(Budget, MONEY, ((*(getattr(each, name) for name in MONEY), each.pk) for each in stored))
    insert_objects([budget for budget in budgets.values() if not budget.pk])


def store_findings(found: Iterable[tuple[GoalTable, Iterable[Finding]]]) -> None:
    """Store findings with their tables, instead of those that were there. Reasons to keep them hold on."""
    pairs = [(table.pk, findings) for table, findings in found]
    keys = [key for key, _ in pairs]
    TableFinding.objects.filter(table__in=keys).delete()
    insert_findings(pairs)
    kept = with_kept(keys)
    if kept:
        relink(contents_of(GoalTable.objects.filter(pk__in=kept)))


FINDING_TEXTS = ("code", "severity", "message", "place", "found", "expected", "field", "level3")
_FINDING_FIELDS = ("table", *FINDING_TEXTS, "version")


def insert_findings(found: Iterable[tuple[int, Iterable[Finding]]]) -> None:
    """Add findings to tables by key; only those of checks have a version."""
    insert(
        TableFinding,
        _FINDING_FIELDS,
        (
            (key, *finding_texts(finding), VERSION if finding.code in CHECKS else 0)
            for key, findings in found
            for finding in findings
        ),
    )


def finding_texts(finding: Finding) -> tuple[str, ...]:
    """The values of FINDING_TEXTS."""
    place = finding.place.inside if finding.place else ""
    texts = (finding.code, finding.severity, finding.message, place, finding.found, finding.expected)
    return (*texts, finding.field, finding.level3)
