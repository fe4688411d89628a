"""Agencies, projects and tables with their rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from api.shapes.base import AStatus, Count, Exact, Key, Money, Number, Year


class AgencyShape(Exact):
    """An agency. `department` is the value for the filter of that name."""

    key: Key
    region: str
    code: str
    name: str
    department: str
    parent: Key | None


class AgencyBrief(Exact):
    """An agency, as it stands in other answers."""

    key: Key
    region: str
    code: str
    name: str


class ProjectBrief(Exact):
    """A project, as it stands in a table."""

    key: Key
    name: str


class ProjectShape(Exact):
    """A project with its budget."""

    key: Key
    agency: AgencyBrief
    year: Year
    name: str
    purpose: str | None
    currency_unit: str
    budget_total: Money | None
    fiscal_funds: Money | None
    other_funds: Money | None
    table: Key | None


class Reading(Exact):
    """One row of a table, as it is written, and what its target says."""

    level1: str | None
    level2: str | None
    level3: str | None
    description: str | None
    target: str | None
    kind: Literal["number", "date", "text"]
    sign: str | None
    number: Number | None
    unit: str | None
    due: date | None
    weight: Number | None


class ContentShape(Exact):
    """The form itself: the JSON of a TableContent."""

    number: int | None
    title: str | None
    agency_code: str | None
    agency_name: str | None
    currency_unit: str
    project_name: str | None
    budget_total: Money | None
    fiscal_funds: Money | None
    other_funds: Money | None
    purpose: str | None
    goal: str | None
    indicators: list[Reading]


class FindingCounts(Exact):
    """How many findings a table has: open ones by severity, and those that are kept with a reason."""

    block: Count
    warn: Count
    info: Count
    kept: Count


class TableShape(Exact):
    """A goal table. `in_force` is the number of the revision that is approved and holds; see its revisions."""

    key: Key
    year: Year
    status: AStatus
    version: Key
    in_force: Key | None
    created_at: datetime
    changed_at: datetime
    agency: AgencyBrief
    project: ProjectBrief
    findings: FindingCounts
    content: ContentShape


class IndicatorShape(Reading):
    """A row with its key and its table's."""

    key: Key
    table: Key
    position: Key


class TotalsShape(Exact):
    """Sums over the tables of a list; null where no table has an amount."""

    tables: Count
    agencies: Count
    budget_total: Money | None
    fiscal_funds: Money | None
    other_funds: Money | None
