"""Mending what has exactly one right answer (改正): units, signs, quotation marks, spaces. One click, one change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace as changed
from typing import Any

from indicators.basis import AnyFinding
from indicators.checks.spelling import MENDERS
from indicators.content import TableContent
from indicators.models import Cause, GoalTable, TableChange
from indicators.rechecking import rejudge
from indicators.storing import content_of, replace

ORIGIN = "按检查建议改正"
# The name of a project is what it is known by, and stays as it is when its table is written.
_HEAD, _ROW = ("purpose", "goal"), ("level3", "description", "target")


class CanNotMend(Exception):
    """Why a text can't be mended, as a sentence for the screen."""


def is_mendable(finding: AnyFinding) -> bool:
    """Whether the finding says which text stands where and the one that is right."""
    known = finding.field in (_ROW if finding.level3 else _HEAD)
    return known and finding.code in MENDERS and bool(finding.found) and finding.expected not in ("", finding.found)


def mended(content: TableContent, finding: AnyFinding) -> TableContent:
    """The content with the right text; raises CanNotMend where what was found is no longer there."""
    if not is_mendable(finding):
        raise CanNotMend("这条疑点没有唯一的改法，请自行修改。")
    if not finding.level3 and getattr(content, finding.field) == finding.found:
        values: dict[str, Any] = {finding.field: finding.expected}
        return changed(content, **values)
    rows = [_mended_row(row, finding) for row in content.indicators]
    if not finding.level3 or not any(new is not old for new, old in zip(rows, content.indicators, strict=True)):
        raise CanNotMend(f"原文“{finding.found[:40]}”已被改过，没有改动，请核对最新的内容。")
    return content.with_indicators(tuple(rows))


def _mended_row(row: Any, finding: AnyFinding) -> Any:
    is_meant = row.level3 == finding.level3 and getattr(row, finding.field) == finding.found
    return changed(row, **{finding.field: finding.expected}) if is_meant else row


def mend_findings(table: GoalTable, findings: Collection[AnyFinding], by: Any) -> Sequence[str]:
    """Write the right texts into the table, as one change, and check it again; the texts that were put right.

    The caller holds the transaction and the table's lock. Nothing is written where one of the texts is not there.
    """
    content = content_of(table)
    distinct = {(each.level3, each.field, each.found): each for each in findings}.values()  # equal rows go together
    # Names last: by the old name the other texts of a row are found.
    for finding in sorted(distinct, key=lambda each: each.field == "level3"):
        content = mended(content, finding)
    reason = "；".join(f"“{finding.found}”改为“{finding.expected}”" for finding in distinct)
    replace(table, content, Cause(TableChange.Kind.EDITED, by, ORIGIN, "", reason))
    rejudge(table)
    return [finding.expected for finding in distinct]
