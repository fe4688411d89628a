"""TableContent ↔ the database (DESIGN 3): content_of and contents_of read it, create_tables and replace write it.

Writing takes a bounded number of statements for any number of tables. Callers hold the transaction, and decide
beforehand whether a table may be written at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace as changed
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from budget.append_only import Frozen
from budget.models import Agency, Budget, Project
from indicators.bulk import Value, insert
from indicators.checks import CHECKS, VERSION
from indicators.content import IndicatorContent, TableContent
from indicators.findings import Finding
from indicators.keeping import relink, with_kept
from indicators.library.alike import key_of
from indicators.matching import Tree, best_tree, trees
from indicators.models import EDITABLE, Cause, GoalTable, Indicator, TableChange, TableFinding
from indicators.target import Target

CHUNK = 500  # rows per INSERT: SQLite takes some tens of thousands of values in one statement, not more


def content_of(table: GoalTable) -> TableContent:
    """The content of one table."""
    return contents_of(GoalTable.objects.filter(pk=table.pk))[table.pk]


def contents_of(tables: QuerySet[GoalTable]) -> dict[int, TableContent]:
    """The contents of many tables, by primary key, in two queries."""
    whole = tables.select_related("project__agency", "project__budget").prefetch_related("indicators")
    return {table.pk: _content(table) for table in whole}


def _content(table: GoalTable) -> TableContent:
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
        indicators=tuple(
            IndicatorContent(row.level1, row.level2, row.name, row.description, row.target, row.weight)
            for row in sorted(table.indicators.all(), key=lambda row: row.position)
        ),
    )


def _budget_of(project: Project) -> Budget:
    """Its budget, or a blank one that is not saved: a project may have none yet."""
    budget: Budget | None = getattr(project, "budget", None)
    return budget or Budget(project=project)


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


def create_tables(year: int, entries: list[tuple[Agency, TableContent, Cause]]) -> list[GoalTable]:
    """Make project, budget, table and indicators of each entry, in order; the projects must not exist yet."""
    known = trees()
    projects = Project.objects.bulk_create(
        (
            Project(agency=agency, year=year, name=content.project_name, purpose=content.purpose)
            for agency, content, _ in entries
        ),
        batch_size=CHUNK,
    )
    contents = [content for _, content, _ in entries]
    Budget.objects.bulk_create(map(_budget, projects, contents), batch_size=CHUNK)
    fitting = [best_tree(content, known) for content in contents]
    tables = GoalTable.objects.bulk_create(map(_table, projects, contents, fitting), batch_size=CHUNK)
    _insert_rows(zip(tables, contents, fitting, strict=True))
    causes = (cause for _, _, cause in entries)
    TableChange.objects.bulk_create(map(TableChange.of, tables, causes), batch_size=CHUNK)
    return tables


def _budget(project: Project, content: TableContent) -> Budget:
    return Budget(project=project, **_money(content))


def _money(content: TableContent) -> dict[str, Any]:
    """The fields of a Budget."""
    return {
        "total": content.budget_total,
        "fiscal_funds": content.fiscal_funds,
        "other_funds": content.other_funds,
        "currency_unit": content.currency_unit,
    }


def _table(project: Project, content: TableContent, tree: Tree) -> GoalTable:
    return GoalTable(
        project=project, framework=tree.framework, title=content.title, number=content.number, goal=content.goal
    )


_ROW_FIELDS = (
    "table", "category", "position", "level1", "level2", "name", "description", "target", "weight",
    "kind", "sign", "number", "unit", "due", "library_key",
)  # fmt: skip
_LARGEST_NUMBER = 10**20  # what the column of a reading's number takes


def _insert_rows(laid: Iterable[tuple[GoalTable, TableContent, Tree]]) -> None:
    """The indicators of many tables, in one go: there are ten times as many as of anything else."""
    insert(Indicator, _ROW_FIELDS, (row for table, content, tree in laid for row in _rows(table, content, tree)))


def _rows(table: GoalTable, content: TableContent, tree: Tree) -> Iterable[tuple[Value, ...]]:
    """The values of _ROW_FIELDS for each indicator."""
    for position, row in enumerate(content.indicators, 1):
        category = tree.find(row.level1, row.level2)
        head = (table.pk, category.pk if category else None, position, row.level1, row.level2)
        key = key_of(row.level1, row.level2, row.level3)
        yield (*head, row.level3, row.description, row.target, row.weight, *_reading(row.reading), key)


def _reading(reading: Target) -> tuple[Value, ...]:
    """Kind, sign, number, unit and due day; a number beyond all measure is left a text."""
    if reading.number is not None and abs(reading.number) >= _LARGEST_NUMBER:
        return ("text", "", None, "", None)
    return (reading.kind, reading.sign, reading.number, reading.unit, reading.due)


def replace(
    table: GoalTable,
    content: TableContent,
    cause: Cause,
    known: Iterable[Tree] | None = None,
    goes_on: TableChange | None = None,
) -> TableChange:
    """Write another content into a table of the same project; what was there is kept in the change that is returned.

    Its rows are written anew, and its serial is raised. Every way of changing a stored table goes through here, so that
    none is without history. `known` are the frameworks, for who replaces many tables and has read them once. `goes_on`
    is the last change, where this writing only continues it: then it keeps what was there before both. Raises Frozen
    for a table whose state is closed: the last guard behind those of the callers, who hold its lock.
    """
    change = _going_on(goes_on) if goes_on else TableChange.of(table, cause, content_of(table))
    tree = best_tree(content, known or trees())
    _write_head(table, content, tree)
    change.save()
    project, budget = table.project, _budget_of(table.project)
    project.name, project.purpose = content.project_name or project.name, content.purpose
    project.save(update_fields=["name", "purpose"])
    for name, value in _money(content).items():
        setattr(budget, name, value)
    budget.save()
    table.indicators.all().delete()
    _insert_rows([(table, content, tree)])
    return change


def _write_head(table: GoalTable, content: TableContent, tree: Tree) -> None:
    """The table's own row, only where it is open at this moment: what the caller has read may be older."""
    open_one = GoalTable.objects.filter(pk=table.pk, status__in=EDITABLE)
    head = {"title": content.title, "number": content.number, "goal": content.goal, "framework": tree.framework}
    if not open_one.update(**head, serial=F("serial") + 1, changed_at=timezone.now()):
        raise Frozen(f"“{table.project.name}”已送审或批复，内容不能修改。")
    for name, value in head.items():
        setattr(table, name, value)
    table.refresh_from_db(fields=["serial", "changed_at"])


def _going_on(change: TableChange) -> TableChange:
    change.at = timezone.now()
    return change


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
    texts = finding.stored() | {"field": finding.field, "level3": finding.level3}
    return tuple(texts[name] for name in FINDING_TEXTS)
