"""Three made-up years of two regions with all states, and amounts that are missing, zero, tiny and huge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import count, cycle
from typing import NamedTuple

from django.utils import timezone

from budget.models import Agency, Budget, Project
from indicators.models import Framework, GoalTable, Indicator, Revision
from reviews.models import Deadline
from tests.conftest import People

REGION = "滨海新区"
YEARS = (2023, 2024, 2025)
# State, and whether an approved content stands.
STATES = (
    ("draft", False), ("returned", False), ("submitted", False), ("forwarded", False), ("approved", True),
    ("published", True), ("draft", True), ("submitted", True), ("forwarded", True), ("returned", True),
)  # fmt: skip
# Total, fiscal funds, other funds; None for a project without any budget at all.
MONEY: tuple[tuple[str | None, str | None, str | None] | None, ...] = (
    ("100000", "100000", None), None, ("0", "0", "0"), ("0.000001", "0.000001", None), (None, "7.5", None),
    ("8765432109.25", "8765432108", "1.123456"), ("333.33", None, "333.33"),
)  # fmt: skip
# How many tables an agency has in each year.
NUMBERS = {"319101": (3, 12, 7), "319202": (1, 0, 4), "511101": (2, 2, 0), "667201": (5, 5, 11), "319": (0, 0, 0)}
SEEN = {
    "officer": {("", "667201")}, "reader": {("", "319202")}, "stranger": {("", "511101")},
    "department": {("", "319"), ("", "319101"), ("", "319202")},
}  # fmt: skip
ROLES = ("officer", "department", "finance", "administrator", "reader", "stranger")


class Place(NamedTuple):
    """An agency as its region and code."""

    region: str
    code: str


def make_years(people: People) -> list[GoalTable]:
    """Everything: agencies of another region with the same codes, tables, deadlines. Few statements."""
    codes = ("319", "319101", "667201", "511101")
    there = {
        code: Agency.objects.create(region=REGION, code=code, name=f"{REGION}{people.agencies[code].name}")
        for code in codes
    }
    Agency.objects.filter(pk=there["319101"].pk).update(parent=there["319"])
    states, money, position = cycle(STATES), cycle(MONEY), count(1)
    for agency in [*people.agencies.values(), *there.values()]:
        for year, number in zip(YEARS, NUMBERS[agency.code], strict=True):
            fill(agency, year, [f"{year}年项目{each}" if each % 3 else f"项目{each}" for each in range(number)],
                  states, money, position)  # fmt: skip
    today = timezone.localdate()
    for region, stage, days in (("", "submit", -3), ("", "finance", 5), (REGION, "submit", 2), (REGION, "publish", -1)):
        Deadline.objects.create(region=region, year=2025, stage=stage, due=today + timedelta(days=days))
    Deadline.objects.create(region="", year=2024, stage="department", due=today - timedelta(days=300))
    return list(all_tables())


def fill(
    agency: Agency, year: int, names: list[str], states: Iterator[tuple[str, bool]],
    money: Iterator[tuple[str | None, ...] | None], position: Iterator[int],
) -> None:  # fmt: skip
    """Tables of one agency and year, with those names, and what comes next of all else."""
    framework = Framework.objects.get(code="2015")
    projects = Project.objects.bulk_create(Project(agency=agency, year=year, name=name) for name in names)
    Budget.objects.bulk_create(
        Budget(project=project, **dict(zip(("total", "fiscal_funds", "other_funds"), map(_amount, each), strict=True)))
        for project in projects
        if (each := next(money)) is not None
    )
    kinds = [next(states) for _ in projects]
    tables = GoalTable.objects.bulk_create(
        GoalTable(project=project, framework=framework, status=status, goal="目标")
        for project, (status, _) in zip(projects, kinds, strict=True)
    )
    for table, (_, in_force) in zip(tables, kinds, strict=True):
        if in_force:
            values = {"content_text": "{}", "findings_text": "[]", "digest": "0" * 64, "at": timezone.now()}
            revision = Revision.objects.create(table=table, version=1, number=1, by_name="甲", **values)
            GoalTable.objects.filter(pk=table.pk).update(in_force=revision)
    Indicator.objects.bulk_create(
        Indicator(table=table, position=at, level1="产出指标", level2="数量指标", name=f"指标{at}", target="≥1个")
        for table in tables
        for at in range(1, 1 + next(position) % 4)
    )


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def all_tables() -> Iterator[GoalTable]:
    """Every table as an object: what the naive counts in the tests go through."""
    return GoalTable.objects.select_related("project__agency__parent", "project__budget").iterator(500)


def seen_by(role: str, tables: list[GoalTable]) -> list[GoalTable]:
    """The tables that a role of tests.conftest.people may see, said once more and differently."""
    if role not in SEEN:
        return tables
    return [each for each in tables if Place(each.agency.region, each.agency.code) in SEEN[role]]


def department_key(agency: Agency) -> str:
    """The department's key in addresses."""
    head = agency.parent if agency.parent else agency
    return (agency.region + "-" if agency.region else "") + head.code[0:3]


def money_of(table: GoalTable, name: str) -> Decimal | None:
    """An amount of a table's budget; None where it has none."""
    budget = getattr(table.project, "budget", None)
    return getattr(budget, name) if budget else None


def sum_of(tables: list[GoalTable], name: str) -> Decimal | None:
    """The sum of one amount; None where no table has it."""
    found = [amount for each in tables if (amount := money_of(each, name)) is not None]
    return sum(found, Decimal(0)) if found else None
