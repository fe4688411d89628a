"""What was found in tables, what was submitted, and what happened to it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from api.queries import OneOf
from api.shapes.base import AStatus, Exact, Key, Severity, Year
from api.shapes.tables import AgencyBrief, ContentShape, ProjectBrief
from reviews.models.events import LOG_WORDS


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
