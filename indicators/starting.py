"""A new table: from nothing, laid out by a framework, or with the content of another one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from budget.models import Agency, Project
from indicators.content import IndicatorContent, TableContent
from indicators.models import Category, Cause, Framework, GoalTable, TableChange
from indicators.queries import GoalTableQuerySet
from indicators.rechecking import lock_agencies, rejudge
from indicators.storing import content_of, create_tables
from indicators.years import with_year

FIRST_ROWS = 5
TAKEN = "本单位在这一年度已经有同名的项目，请换一个名称，或者直接修改那张表。"


class NameTaken(Exception):
    """The agency has a project of that name in the year."""


def blank(framework: Framework, name: str) -> TableContent:
    """A table with nothing but its name and some rows that say where indicators belong."""
    rows = tuple(IndicatorContent(first, second, "") for first, second in _first_seconds(framework))
    return TableContent(project_name=name, title=title_of(name), indicators=rows)


def title_of(name: str) -> str:
    """The title that a form has unless it says another."""
    return f"{name}绩效目标表"


def _first_seconds(framework: Framework) -> list[tuple[str, str]]:
    """The 二级 to begin with, in the framework's order: what it requires, one of each 一级, then the next ones."""
    seconds = Category.objects.filter(framework=framework, level=2).select_related("parent")
    ordered = list(seconds.order_by("parent__position", "position"))
    with_required = {each.parent_id for each in ordered if each.required}
    wanted = [each for each in ordered if each.required]
    for each in ordered:
        if each.parent_id not in with_required:
            with_required.add(each.parent_id)
            wanted.append(each)
    wanted += [each for each in ordered if each not in wanted]
    chosen = wanted[:FIRST_ROWS]
    return [(each.parent.name, each.name) for each in ordered if each in chosen and each.parent]


def copied(source: GoalTable, name: str, year: int, shift: bool, amounts: bool) -> TableContent:
    """The content of another table under a name; `shift` changes the years in its texts, `amounts` takes its money."""
    content = content_of(source)
    old_name = content.project_name
    if shift:
        content = with_year(content, source.project.year, year)
    if content.title in ("", title_of(content.project_name), title_of(old_name)):
        content = replace(content, title=title_of(name))
    if not amounts:
        content = replace(content, budget_total=None, fiscal_funds=None, other_funds=None)
    return replace(content, project_name=name, number=None)


@transaction.atomic
def start(user: Any, agency: Agency, year: int, content: TableContent, origin: str = "") -> GoalTable:
    """Make the table and check it; raises NameTaken. Who may, the caller has asked."""
    lock_agencies([agency.pk])
    if Project.objects.filter(agency=agency, year=year, name=content.project_name).exists():
        raise NameTaken(TAKEN)
    cause = Cause(TableChange.Kind.CREATED, by=user, origin=origin)
    content = replace(content, agency_code=agency.code, agency_name=agency.name, number=_next_number(agency, year))
    try:
        with transaction.atomic():
            (table,) = create_tables(year, [(agency, content, cause)])
    except IntegrityError as error:
        raise NameTaken(TAKEN) from error
    rejudge(table)
    return table


def _next_number(agency: Agency, year: int) -> int:
    """Behind the others of the agency and year, as they are filed."""
    tables = GoalTable.objects.filter(project__agency=agency, project__year=year)
    return int(tables.aggregate(last=Max("number"))["last"] or 0) + 1


def of_earlier_years(agency: Agency, year: int) -> GoalTableQuerySet:
    """The agency's tables of earlier years whose project has none in `year`; of each project the latest."""
    earlier = GoalTable.objects.filter(project__agency=agency, project__year__lt=year)
    there = Project.objects.filter(agency=agency, year=year, table__isnull=False).values("name")
    open_ones = earlier.exclude(project__name__in=there)
    latest = open_ones.order_by("project__name").values("project__name").annotate(latest=Max("project__year"))
    years = {row["project__name"]: row["latest"] for row in latest}
    keys = [
        pk
        for pk, name, own_year in open_ones.values_list("pk", "project__name", "project__year")
        if years[name] == own_year
    ]
    return (
        GoalTable.objects.filter(pk__in=keys)
        .select_related("project__agency")
        .order_by("-project__year", "number", "pk")
    )
