"""Freezing a table's content, and what is in force of it. The caller holds the table's lock and a transaction."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.utils import timezone

from indicators.content import TableContent
from indicators.models import GoalTable, Revision, TableFinding
from indicators.storing import FINDING_TEXTS, content_of


def freeze(table: GoalTable, by: Any) -> Revision:
    """The table as it is now, with its findings and the reasons of those that are kept, as the next revision."""
    content = json.dumps(content_of(table).to_json(), ensure_ascii=False, sort_keys=True)
    findings = json.dumps([_frozen(each) for each in _findings(table)], ensure_ascii=False, sort_keys=True)
    revision = Revision(
        table=table,
        version=table.version,
        number=table.revisions.count() + 1,
        content_text=content,
        findings_text=findings,
        digest=digest_of(content, findings),
        by=by,
        by_name=str(by),
        at=timezone.now(),
    )
    revision.save()
    return revision


def digest_of(content: str, findings: str) -> str:
    """The digest that a revision with these texts has."""
    return hashlib.sha256(f"{content}\n{findings}".encode()).hexdigest()


def is_untouched(revision: Revision) -> bool:
    """Whether the texts of a revision are still those that it was made with."""
    return revision.digest == digest_of(revision.content_text, revision.findings_text)


def content_in_force(table: GoalTable) -> TableContent | None:
    """The content that was approved last and still holds; None for a table that never was."""
    return table.in_force.content if table.in_force else None


def _findings(table: GoalTable) -> list[TableFinding]:
    return list(table.findings.select_related("kept__by").order_by("pk"))


def _frozen(finding: TableFinding) -> dict[str, Any]:
    kept = finding.kept
    values: dict[str, Any] = {name: getattr(finding, name) for name in FINDING_TEXTS}
    reason = {"reason": kept.reason, "by": str(kept.by or ""), "at": kept.at.isoformat()} if kept else None
    return values | {"version": finding.version, "kept": reason}
