"""Models → the plain dicts of answers (api/shapes); a bounded number of queries for the rows of one page."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.urls import reverse

from api.answers import moment
from budget.models import Agency, Project
from indicators.checks import CHECKS
from indicators.content import IndicatorContent, TableContent, money_text
from indicators.filters import department_of
from indicators.models import GoalTable, Indicator, Revision, TableFinding
from indicators.storing import contents_of
from reviews.models import ReviewEvent

Row = dict[str, Any]
_COUNTS = {"block": "blocks", "warn": "warns", "info": "infos", "kept": "kept"}


def agency_row(agency: Agency) -> Row:
    """An AgencyShape; the agency comes with its parent."""
    return brief(agency) | {"department": department_of(agency), "parent": agency.parent_id}


def brief(agency: Agency) -> Row:
    """An AgencyBrief."""
    return {"key": agency.pk, "region": agency.region, "code": agency.code, "name": agency.name}


def project_row(project: Project) -> Row:
    """A ProjectShape; the project comes with agency, budget and table."""
    budget = getattr(project, "budget", None)
    amounts = {"budget_total": "total", "fiscal_funds": "fiscal_funds", "other_funds": "other_funds"}
    table = getattr(project, "table", None)
    return {
        "key": project.pk,
        "agency": brief(project.agency),
        "year": project.year,
        "name": project.name,
        "purpose": project.purpose or None,
        "currency_unit": budget.currency_unit if budget else "元",
        **{name: money_text(getattr(budget, field)) if budget else None for name, field in amounts.items()},
        "table": table.pk if table else None,
    }


def table_rows(keys: Iterable[int]) -> list[Row]:
    """TableShapes in the order of the keys; four queries, whatever their number."""
    wanted = list(keys)
    counts = {f"count_{name}": F(f"line__{field}") for name, field in _COUNTS.items()}
    chosen = GoalTable.objects.filter(pk__in=wanted)
    tables = chosen.annotate(force=F("in_force__number"), **counts).select_related("project__agency")
    found = {table.pk: table for table in tables}
    contents = contents_of(chosen)
    return [_table(found[key], contents[key]) for key in wanted if key in found and key in contents]


def _table(table: Any, content: TableContent) -> Row:
    project = table.project
    return {
        "key": table.pk,
        "year": project.year,
        "status": table.status,
        "version": table.version,
        "in_force": table.force,
        "created_at": moment(table.created_at),
        "changed_at": moment(table.changed_at),
        "agency": brief(project.agency),
        "project": {"key": project.pk, "name": project.name},
        "findings": {name: getattr(table, f"count_{name}") for name in _COUNTS},
        "content": content_row(content),
    }


def content_row(content: TableContent) -> Row:
    """A ContentShape: every row with a weight, null where it has none."""
    values = content.to_json()
    values["indicators"] = [{"weight": None, **row} for row in values["indicators"]]
    return values


INDICATOR = ("pk", "table_id", "position", "level1", "level2", "name", "description", "target", "weight")


def indicator_rows(indicators: Any) -> list[Row]:
    """IndicatorShapes of a queryset of Indicator, as bare rows: there are many of them."""
    return [indicator_row(*values) for values in indicators.values_list(*INDICATOR)]


def indicator_row(key: int, table: int, position: int, *values: Any) -> Row:
    """An IndicatorShape of what INDICATOR names."""
    return {"key": key, "table": table, "position": position, "weight": None, **IndicatorContent(*values).to_json()}


def finding_row(finding: TableFinding) -> Row:
    """A FindingShape; the finding comes with kept and its author."""
    kept = finding.kept
    reason = {"reason": kept.reason, "by": str(kept.by or ""), "at": moment(kept.at)} if kept else None
    check = CHECKS.get(finding.code)
    texts = {name: getattr(finding, name) or None for name in ("place", "found", "expected", "field", "level3")}
    return {
        "key": finding.pk,
        "table": finding.table_id,
        "code": finding.code,
        "name": check.name if check else None,
        "severity": finding.severity,
        "message": finding.message,
        **texts,
        "kept": reason,
    }


def revision_row(revision: Revision, in_force: int | None) -> Row:
    """A RevisionShape; `in_force` is the key of the table's revision that holds."""
    return {
        "number": revision.number,
        "version": revision.version,
        "by": revision.by_name,
        "at": moment(revision.at),
        "in_force": revision.pk == in_force,
        "digest": revision.digest,
        "address": reverse("api:api_revision", args=[revision.table_id, revision.number]),
    }


def revision_content(revision: Revision, in_force: int | None) -> Row:
    """A RevisionContent."""
    findings = [_frozen(finding) for finding in revision.findings]
    return revision_row(revision, in_force) | {"content": content_row(revision.content), "findings": findings}


def _frozen(finding: Row) -> Row:
    texts = {name: finding.get(name) or None for name in ("place", "found", "expected", "field", "level3")}
    plain = {name: finding[name] for name in ("code", "severity", "message")}
    return plain | texts | {"kept": finding.get("kept")}


def event_row(event: ReviewEvent) -> Row:
    """An EventShape; the event comes with its revision."""
    return {
        "key": event.pk,
        "table": event.table_id,
        "position": event.position,
        "action": event.action,
        "words": event.words,
        "before": event.before,
        "after": event.after,
        "version": event.version,
        "revision": event.revision.number,
        "by": event.by_name,
        "role": event.by_role,
        "at": moment(event.at),
        "comment": event.comment or None,
        "grades": event.grades,
        "digest": event.digest,
    }


def logged_event_row(event: ReviewEvent) -> Row:
    """A LoggedEvent; the event comes with its table's project and agency too."""
    project = event.table.project
    place = {
        "year": project.year,
        "agency": brief(project.agency),
        "project": {"key": project.pk, "name": project.name},
    }
    return event_row(event) | {"account": event.by_account, "address": event.address or None, **place}


def totals_row(totals: dict[str, Any]) -> Row:
    """A TotalsShape of what a list of tables sums up."""
    amounts: dict[str, Decimal | None] = {"budget_total": totals["total"]}
    amounts |= {name: totals[name] for name in ("fiscal_funds", "other_funds")}
    numbers = {"tables": totals["tables"], "agencies": totals["agencies"]}
    return numbers | {name: money_text(amount) for name, amount in amounts.items()}


def first_and_place(rows: Iterable[Any], size: int) -> tuple[list[Any], Any]:
    """The first `size` of rows that were read with one more, and the last of them where more follow, else None."""
    found = list(rows)
    shown = found[:size]
    return shown, shown[-1] if len(found) > size else None


def indicators_of(table: GoalTable) -> Any:
    """The indicators of a table in their order."""
    return Indicator.objects.filter(table=table).order_by("position")
