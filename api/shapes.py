"""What answers look like, exactly: the OpenAPI description is made of these, and tests hold every answer to them.

Answers are made as plain dicts (api/rows.py) and not passed through these: that would take longer than the database.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.models import Scope
from api.queries import OneOf
from exporters.models import Shape, State
from figures.figure import Kind
from importers.models import ImportFile
from importers.progress import WORDS as PHASES
from indicators.models import Status
from reviews.models.events import LOG_WORDS

Key = Annotated[int, Field(ge=1)]
Count = Annotated[int, Field(ge=0)]
Money = Annotated[str, Field(pattern=r"^-?\d+\.\d{2,}$", description="元，至少两位小数", examples=["200000.00"])]
Number = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$")]
AStatus = Annotated[str, OneOf(tuple(Status.values))]
Severity = Literal["block", "warn", "info"]
Year = Annotated[int, Field(ge=1990, le=2100)]


class Exact(BaseModel):
    """A shape with these keys and no others."""

    model_config = ConfigDict(extra="forbid")


class FieldError(Exact):
    """What is wrong with one field or parameter."""

    name: str
    message: str


class ProblemShape(Exact):
    """An error (RFC 9457)."""

    type: str = Field(pattern="^urn:perfgoals:[a-z-]+$")
    title: str
    status: int
    detail: str
    errors: list[FieldError]
    request: str = Field(description="这次请求的编号，管理员可以据此查日志")


class AccountShape(Exact):
    """Whose token it is, and what it may be used for."""

    account: str
    name: str
    roles: list[str]
    scope: Annotated[str, OneOf(tuple(Scope.values))]
    token: str | None = Field(description="令牌的用途；用浏览器登录的是 null")
    expires_at: datetime | None


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


class KeptShape(Exact):
    """Why a finding stays."""

    reason: str
    by: str
    at: datetime


class FindingShape(Exact):
    """What was found. `name` is the check in words, null where a reader of documents found it."""

    key: Key
    table: Key
    code: str
    name: str | None
    severity: Severity
    message: str
    place: str | None
    found: str | None
    expected: str | None
    field: str | None
    level3: str | None
    kept: KeptShape | None


class RevisionShape(Exact):
    """A submission; its content has an address of its own."""

    number: Key
    version: Key
    by: str
    at: datetime
    in_force: bool
    digest: str
    address: str


class FrozenFinding(Exact):
    """A finding as it was when the table was submitted."""

    code: str
    severity: Severity
    message: str
    place: str | None
    found: str | None
    expected: str | None
    field: str | None
    level3: str | None
    kept: KeptShape | None


class RevisionContent(RevisionShape):
    """A submission with what was submitted."""

    content: ContentShape
    findings: list[FrozenFinding]


class EventShape(Exact):
    """Something that somebody did to a table in its review."""

    key: Key
    table: Key
    position: Key
    action: Annotated[str, OneOf(tuple(LOG_WORDS))]
    words: str
    before: AStatus
    after: AStatus
    version: Key
    revision: Key
    by: str
    role: str
    at: datetime
    comment: str | None
    grades: dict[str, Any]
    digest: str


class LoggedEvent(EventShape):
    """The same for who reads the log: with account, address, and where the table belongs."""

    account: str
    address: str | None
    year: Year
    agency: AgencyBrief
    project: ProjectBrief


class TotalsShape(Exact):
    """Sums over the tables of a list; null where no table has an amount."""

    tables: Count
    agencies: Count
    budget_total: Money | None
    fiscal_funds: Money | None
    other_funds: Money | None


class FileCounts(Exact):
    """How many tables of a batch were read, and what became of them."""

    read: Count
    new: Count
    changed: Count
    unchanged: Count
    conflict: Count
    failed: Count
    written: Count


class BatchShape(Exact):
    """An import. `page` is where people look at the preview and confirm it: nothing is written before that."""

    key: Key
    name: str
    year: Year
    region: str
    created_by: str | None
    created_at: datetime
    phase: Annotated[str, OneOf(tuple(PHASES))]
    words: str
    percent: int = Field(ge=0, le=100)
    files: dict[Annotated[str, OneOf(tuple(ImportFile.State.values))], Count]
    tables: FileCounts
    page: str


class OneBatch(BatchShape):
    """An import by itself."""

    known: Count = Field(description="以前导入过、等人在 page 的页面上决定是否再读的文件")


class RefusedFile(Exact):
    """A document that was not taken, and why."""

    name: str
    message: str


class StartedBatch(OneBatch):
    """A new import, with what was not taken."""

    refused: list[RefusedFile]


class ExportShape(Exact):
    """A package that a worker makes. `file` is its address as soon as it can be fetched."""

    key: Key
    title: str
    scope: str
    format: str
    shape: Annotated[str, OneOf(tuple(Shape.values))]
    content: Literal["now", "in-force"]
    state: Annotated[str, OneOf(tuple(State.values))]
    words: str
    total: Count
    done: Count
    left_out: Count
    asked_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None
    name: str
    size: Count
    file: str | None


class StatisticEntry(Exact):
    """A statistic that there is."""

    key: str
    section: str
    section_title: str
    address: str


class FigureColumn(Exact):
    """A column of a statistic; amounts are text."""

    key: str
    title: str
    kind: Annotated[str, OneOf(tuple(Kind))]


class FigureRow(Exact):
    """Values by column, and the addresses of the lists that some of them count."""

    values: dict[str, str | int | float | None]
    links: dict[str, str]


class FigureShape(Exact):
    """A statistic."""

    key: str
    title: str
    says: str
    notes: list[str]
    columns: list[FigureColumn]
    rows: list[FigureRow]
    total: FigureRow | None
    in_all: Count


class Page(Exact):
    """A page of a list: `next` is the address of the next one, null on the last."""

    next: str | None


class Agencies(Page):
    """A page."""

    items: list[AgencyShape]


class Projects(Page):
    """A page."""

    items: list[ProjectShape]


class Tables(Page):
    """A page."""

    items: list[TableShape]


class Indicators(Page):
    """A page."""

    items: list[IndicatorShape]


class Findings(Page):
    """A page."""

    items: list[FindingShape]


class Revisions(Page):
    """All of a table."""

    items: list[RevisionShape]


class Events(Page):
    """All of a table."""

    items: list[EventShape]


class LoggedEvents(Page):
    """A page."""

    items: list[LoggedEvent]


class Batches(Page):
    """A page."""

    items: list[BatchShape]


class Exports(Page):
    """A page."""

    items: list[ExportShape]


class Statistics(Page):
    """All of them."""

    items: list[StatisticEntry]
