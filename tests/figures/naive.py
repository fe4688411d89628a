"""What the statistics of findings, indicators, review and stages should say, by plain loops over model objects."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime

from indicators.models import GoalTable, Indicator, Revision
from reviews.models import ReviewEvent

REMARKS = ("comment", "settle", "reopen")
JUDGED = {"submitted": ("forward", "return"), "forwarded": ("approve", "return"), "approved": ("publish",),
          "draft": ("submit",), "returned": ("submit",), "adjusting": ("submit",)}  # fmt: skip


def findings(tables: list[GoalTable]) -> dict[str, tuple[int, int, int, int]]:
    """By code: open ones, tables with an open one, kept ones, tables with a kept one."""
    still_open: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    where: dict[tuple[str, bool], set[int]] = {}
    for table in tables:
        for each in table.findings.all():
            (kept if each.kept_id else still_open)[each.code] += 1
            where.setdefault((each.code, bool(each.kept_id)), set()).add(table.pk)
    return {
        code: (still_open[code], len(where.get((code, False), ())), kept[code], len(where.get((code, True), ())))
        for code in still_open.keys() | kept.keys()
    }


def with_findings(tables: list[GoalTable]) -> dict[str, int]:
    """How many tables have which open findings, kept ones, none."""
    numbers: Counter[str] = Counter(tables=len(tables))
    for table in tables:
        found = list(table.findings.all())
        severities = {each.severity for each in found if not each.kept_id}
        for severity in severities:
            numbers[f"{severity}_tables"] += 1
        numbers["open_tables"] += bool(severities)
        numbers["clean_tables"] += not severities
        numbers["kept_tables"] += any(each.kept_id for each in found)
        numbers["open"] += sum(1 for each in found if not each.kept_id)
        numbers["kept"] += sum(1 for each in found if each.kept_id)
    return numbers


def improvement(table: GoalTable) -> dict[str, Counter[str]]:
    """By code: findings of the first submission of the version in force, and of what is in force."""
    if table.in_force is None:
        return {}
    same = [each for each in Revision.objects.filter(table=table) if each.version == table.in_force.version]
    first = min(same, key=lambda each: each.number)
    numbers: dict[str, Counter[str]] = {}
    before, after = json.loads(first.findings_text), json.loads(table.in_force.findings_text)
    for code in {each["code"] for each in [*before, *after]}:
        one, other = (len([each for each in some if each["code"] == code]) for some in (before, after))
        numbers[code] = Counter(
            first=one, approved=other, removed=one - other if one > other else 0,
            added=other - one if other > one else 0,
            approved_kept=len([each for each in after if each["code"] == code and each["kept"]]),
        )  # fmt: skip
    return numbers


def level_of(row: Indicator, whole: bool) -> str:
    """The words of the level that a row is counted at."""
    node = row.category
    if node is None:
        return "未归入指标体系"
    head = node.parent.name if node.parent else node.name
    if whole:
        return head
    return f"{head} / {node.name}" if node.parent else f"{head} / 未分二级"


def levels(tables: list[GoalTable], whole: bool) -> dict[str, tuple[int, ...]]:
    """By level: rows, numbers, dates, texts, tables, those with a quantitative row there, with a qualitative one."""
    rows: dict[str, list[Indicator]] = {}
    for table in tables:
        for row in table.indicators.select_related("category__parent"):
            rows.setdefault(level_of(row, whole), []).append(row)
    return {level: _level(same) for level, same in rows.items()}


def _level(rows: list[Indicator]) -> tuple[int, ...]:
    kinds = Counter(row.kind for row in rows)
    tables = {row.table_id for row in rows}
    quantified = {row.table_id for row in rows if row.kind != "text"}
    texts = {row.table_id for row in rows if row.kind == "text"}
    return (len(rows), kinds["number"], kinds["date"], kinds["text"], len(tables), len(quantified), len(texts))


def moves(table: GoalTable) -> list[ReviewEvent]:
    """What moved a table, and was not taken back."""
    kept: list[ReviewEvent] = []
    for event in sorted(table.events.all(), key=lambda each: each.position):
        if event.action in REMARKS:
            continue
        if event.action in ("withdraw", "cancel"):
            kept = kept[:-1]
        else:
            kept.append(event)
    return kept


def stays(table: GoalTable) -> list[tuple[str, float]]:
    """The stages that a table has passed, and for how many seconds it was there."""
    found = []
    begin, before = table.created_at, None
    for event in moves(table):
        stage = "adjusting" if before and before.action == "adjust" else before.after if before else "draft"
        if event.action in JUDGED.get(stage, ()):
            found.append((stage, max(0.0, (event.at - begin).total_seconds())))
        begin, before = event.at, event
    return found


def handed_in(table: GoalTable) -> datetime | None:
    """When a table was submitted for the first time."""
    return next((event.at for event in moves(table) if event.action == "submit"), None)


def now(table: GoalTable) -> tuple[str, datetime]:
    """The stage that a table is in, and since when: what was taken back did not happen."""
    moved = next(iter(reversed(moves(table))), None)
    stage = "adjusting" if table.status == "draft" and table.in_force_id else table.status
    return stage, moved.at if moved else table.created_at
