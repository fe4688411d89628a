"""Lives for the tables of the made-up years: indicators of all kinds and levels, findings, and reviews that took
random ways through all states, with times. Written by models alone, as nobody would work."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from indicators.checks import CHECKS
from indicators.library.alike import key_of
from indicators.models import Category, GoalTable, Indicator, KeptWarning, Revision, TableFinding
from reviews.models import ReviewEvent
from reviews.states import TRANSITIONS, Action, Transition
from tests.figures.made_up import all_tables

START = datetime(2025, 1, 6, 1, tzinfo=UTC)
CODES = [*list(CHECKS)[:6], "unplaced-text", "something-else"]
LEVELS = (
    ("产出指标", "数量指标"), ("产出指标", "质量指标"), ("产出指标", ""), ("效益指标", "社会效益指标"),
    ("满意度指标", "服务对象满意度指标"), ("自定一级", "自定二级"), ("产出", "数量"),
)  # fmt: skip
NAMES = ("培训人数", "合格率", "建设面积", "1.培训人数", "满意度")
Finding = dict[str, Any]


@dataclass
class Life:
    """A table's way so far."""

    table: GoalTable
    at: datetime
    events: list[ReviewEvent] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)

    @property
    def last(self) -> ReviewEvent | None:
        return self.events[-1] if self.events else None


def live(tables: Sequence[GoalTable], seed: int = 1) -> list[GoalTable]:
    """Give lives to the tables; those of one seed are always the same."""
    random = Random(seed)
    frameworks = [_nodes(code) for code in ("2015", "2021")]
    Indicator.objects.filter(table__in=tables).delete()
    for table in tables:
        Indicator.objects.bulk_create(_rows(random, table, random.choice(frameworks)))
        TableFinding.objects.bulk_create(_findings(random, table))
        _review(random, table)
    return list(all_tables())


def _nodes(code: str) -> dict[tuple[str, str], Category]:
    """The nodes of a framework by the names of both levels: a table's rows are at those of one framework."""
    nodes = Category.objects.filter(framework__code=code).select_related("parent")
    return {(each.parent.name, each.name) if each.parent else (each.name, ""): each for each in nodes}


def _rows(random: Random, table: GoalTable, nodes: dict[tuple[str, str], Category]) -> list[Indicator]:
    made = []
    only_words = random.random() < 0.2
    for position in range(1, 1 + random.randint(0, 8)):
        level1, level2 = random.choice(LEVELS)
        kind = "text" if only_words else random.choice(("number", "number", "number", "date", "text"))
        name, number = random.choice(NAMES), None
        if kind == "number":
            number = random.choice((Decimal(5), Decimal(90), Decimal("92.5"), Decimal(95), Decimal(100), Decimal(2000)))
        made.append(Indicator(
            table=table, position=position, level1=level1, level2=level2, name=name, target=str(number or "良好"),
            kind=kind, number=number, unit=random.choice(("%", "%", "人")) if number else "",
            category=nodes.get((level1, level2)), weight=random.choice((None, Decimal(10), Decimal("2.5"))),
            library_key=key_of(level1, level2, name),
        ))  # fmt: skip
    return made


def _findings(random: Random, table: GoalTable) -> list[TableFinding]:
    made = []
    for number in range(random.choice((0, 0, 1, 2, 5))):
        code, kept = random.choice(CODES), None
        if random.random() < 0.3:
            kept = KeptWarning.objects.create(table=table, code=code, basis=f"{number}", reason="有文件为据")
        severity = random.choice(("block", "warn", "info"))
        made.append(TableFinding(table=table, code=code, severity=severity, message="m", kept=kept))
    return made


def _review(random: Random, table: GoalTable) -> None:
    table.status, table.in_force = "draft", None
    life = Life(table, START + timedelta(seconds=random.randint(0, 10**6)))
    created_at = life.at
    for _ in range(random.randint(0, 9)):
        ways = [each for each in TRANSITIONS if each.before == table.status and _fits(each, life)]
        if not ways:
            break
        _move(random, life, random.choice(ways))
    GoalTable.objects.filter(pk=table.pk).update(
        status=table.status, version=table.version, in_force=table.in_force, created_at=created_at, changed_at=life.at
    )


def _fits(way: Transition, life: Life) -> bool:
    return way.undoes is None or (life.last is not None and life.last.action == way.undoes)


def _move(random: Random, life: Life, way: Transition) -> None:
    table, last = life.table, life.last
    life.at += timedelta(seconds=random.choice((60, 86_400, random.randint(1, 40 * 86_400))))
    if way.action == Action.SUBMIT:
        life.revisions.append(_revision(random, life))
    revision, before = life.revisions[-1], table.in_force
    if way.action == Action.ADJUST:
        table.version += 1
    elif way.action == Action.APPROVE:
        table.in_force = revision
    elif way.undoes == Action.APPROVE and last:
        table.in_force = last.in_force_before
    life.events.append(ReviewEvent.objects.create(
        table=table, revision=revision, position=len(life.events) + 1, action=way.action, before=way.before,
        after=way.after, version=table.version, by_name="甲", by_account="a", by_role="officer", at=life.at,
        comment="请核对", in_force_before=before,
    ))  # fmt: skip
    table.status = way.after.value


def _revision(random: Random, life: Life) -> Revision:
    found = [
        {"code": random.choice(CODES), "kept": random.choice((None, None, {"reason": "有文件为据"}))}
        for _ in range(random.choice((0, 1, 3, 6)))
    ]
    return Revision.objects.create(
        table=life.table, version=life.table.version, number=life.table.revisions.count() + 1, content_text="{}",
        findings_text=json.dumps(found), digest="0" * 64, by_name="甲", at=life.at,
    )  # fmt: skip
