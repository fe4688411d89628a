"""What the server says to the editor, as JSON: findings, the sum of the costs, readings, who else is here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.timezone import localtime

from indicators.cost_sum import cost_sum
from indicators.live import Found
from indicators.locating import rows_of_findings
from indicators.mending import is_mendable
from indicators.models import KeptWarning, Presence
from indicators.panel import name_of, side_of
from indicators.target import Target
from indicators.validation import Parsed

_BLANK = Target("")


def clock(at: datetime) -> str:
    """10:32, as the state of saving says it."""
    return f"{localtime(at):%H:%M}"


def day_and_time(at: datetime) -> str:
    """2025年1月8日 10:31."""
    local = localtime(at)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def when(at: datetime) -> str:
    """The clock for today, else the day too."""
    return clock(at) if timezone.localdate(at) == timezone.localdate() else day_and_time(at)


def judged(parsed: Parsed, found: Sequence[Found]) -> dict[str, Any]:
    """Findings, cost sum and readings of a content. Rows are counted as they were sent, blank ones included."""
    rows = rows_of_findings(parsed.content, [each.finding for each in found])
    readings = [_BLANK] * parsed.sent
    for position, row in zip(parsed.rows, parsed.content.indicators, strict=True):
        readings[position] = row.reading
    return {
        "findings": [
            _finding(each, None if row is None else parsed.rows[row]) for each, row in zip(found, rows, strict=True)
        ],
        "cost": cost_sum(parsed.content).to_json(),
        "readings": [reading.to_json() | {"words": reading_words(reading)} for reading in readings],
    }


def _finding(found: Found, row: int | None) -> dict[str, Any]:
    finding = found.finding
    return {
        "code": finding.code,
        "name": name_of(finding.code),
        "severity": finding.severity,
        "side": side_of(finding.code),
        "message": finding.message,
        "found": finding.found,
        "expected": finding.expected,
        "field": finding.field,
        "level3": finding.level3,
        "row": row,
        "mend": finding.expected if is_mendable(finding) else None,
        "kept": _kept(found.kept),
        "keepable": finding.severity != "block",
    }


def _kept(kept: KeptWarning | None) -> dict[str, str] | None:
    if kept is None:
        return None
    return {"reason": kept.reason, "who": str(kept.by or "已删除的用户"), "when": day_and_time(kept.at)}


def reading_words(reading: Target) -> str:
    """What a target says, for people: ≥ · 85 · %."""
    if reading.kind == "number" and reading.number is not None:
        return " · ".join(filter(None, (reading.sign, f"{reading.number:f}", reading.unit)))
    if reading.kind == "date":
        due = reading.due
        return f"期限 · {due.year}年{due.month}月{due.day}日" if due else "期限 · 没有写到哪一天"
    return "文字" if reading.text else ""


def people(present: Iterable[Presence]) -> list[dict[str, Any]]:
    """Who else is here, since when, and seen how many seconds ago."""
    now = timezone.now()
    return [
        {"name": str(each.user), "since": clock(each.since), "seconds": int((now - each.seen_at).total_seconds())}
        for each in present
    ]
