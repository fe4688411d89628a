"""The page of one table: every text of it, merged cells, units, findings, the way to its neighbours."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from budget.models import Budget
from indicators.models import GoalTable, Indicator, TableFinding
from tests.conftest import People
from tests.tables import ROWS, make_table

pytestmark = pytest.mark.once


@pytest.fixture
def officer(people: People, client_of: Callable[[User], Client]) -> Client:
    return client_of(people.officer)


@pytest.fixture
def table(people: People) -> GoalTable:
    return make_table(people.agencies["667201"])


def text(client: Client, table: GoalTable, **asked: str) -> str:
    response = client.get(f"/tables/{table.pk}/", asked)
    assert response.status_code == 200
    return response.content.decode()


def test_every_text_of_the_table_is_on_the_page(officer: Client, table: GoalTable) -> None:
    page = text(officer, table)
    for words in (table.title, "667201 天津市滨海新区网格化管理中心", "助力完成专项行动", table.goal, "编报中"):
        assert words in page
    for row in ROWS:
        assert all(words in page for words in row)


def test_level_cells_are_merged(officer: Client, table: GoalTable) -> None:
    page = text(officer, table)
    levels = re.findall(r'class="(l[12])" scope="rowgroup" rowspan="(\d)"', page)
    assert levels == [("l1", "3"), ("l2", "1"), ("l2", "2"), ("l1", "1"), ("l2", "1")]
    assert page.count("产出指标") == 1


def test_lines_stay_lines_and_names_stay_text(officer: Client, people: People) -> None:
    rows = [("产出指标", "数量指标", "<script>alert(1)</script>", "有效保障\n分两行", "")]
    page = text(officer, make_table(people.agencies["667201"], rows=rows, goal="1.第一条\n2.第二条"))
    assert "1.第一条\n2.第二条</td>" in page
    assert "有效保障\n分两行</td>" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("own", "asked", "shown"),
    [
        ("元", "", "3,570,001.50"),
        ("元", "万元", "357.00015"),
        ("万元", "", "357.00015"),
        ("万元", "元", "3,570,001.50"),
        ("亿元", "", "0.035700015"),
        ("万元", "美元", "357.00015"),
    ],
)
def test_money_is_exact_in_the_unit_asked_for(
    officer: Client, people: People, own: str, asked: str, shown: str
) -> None:
    table = make_table(people.agencies["667201"], total="3570001.5", currency_unit=own)
    page = text(officer, table, unit=asked)
    assert page.count(f">{shown}</td>") == 2


def test_blank_amounts_stay_blank(officer: Client, people: People) -> None:
    table = make_table(people.agencies["667201"])
    Budget.objects.update(total=None, fiscal_funds=None, other_funds=Decimal(0))
    assert re.findall(r'class="num ">(.*?)</td>', text(officer, table)) == ["", "", "0.00"]


def test_a_project_without_budget_has_a_page(officer: Client, people: People) -> None:
    assert "其他资金" in text(officer, make_table(people.agencies["667201"], total=None))


def test_a_table_without_rows_says_so(officer: Client, people: People) -> None:
    assert "还没有指标" in text(officer, make_table(people.agencies["667201"], rows=[]))


def test_weights_have_a_column_only_where_there_are_some(officer: Client, table: GoalTable) -> None:
    assert "权重" not in text(officer, table)
    Indicator.objects.filter(table=table, position=2).update(weight=Decimal("2.5"))
    page = text(officer, table)
    assert page.count('class="wt ') == 4
    assert ">2.5</td>" in page


def test_findings_are_grouped_and_lead_to_their_cells(officer: Client, table: GoalTable) -> None:
    make = table.findings.create
    make(code="a", severity="info", message="一个提示")
    make(code="b", severity="warn", message="率不会超过100%", level3="验收合格率", field="target", place="a.docx 第2行")
    make(code="c", severity="block", message="用途没有内容", field="purpose", found="目标", expected="具体用途")
    page = text(officer, table)
    assert page.index("用途没有内容") < page.index("率不会超过100%") < page.index("一个提示")
    assert "1 须改正" in page
    assert 'href="#row-2"' in page
    assert re.search(r'id="row-2">.*?class="t mark-warn"[^>]*>≥95%', page, re.S)
    assert re.search(r'id="head-purpose"><td[^>]*class="mark-block"', page)
    assert 'href="#head-purpose"' in page
    assert "原文：目标；应为：具体用途" in page
    assert "a.docx 第2行" in page


def test_the_worst_severity_marks_a_cell(officer: Client, table: GoalTable) -> None:
    for severity in ("block", "warn", "info"):
        TableFinding.objects.create(table=table, code="x", severity=severity, message="m", field="goal")
    page = text(officer, table)
    assert "mark-block" in page
    assert "mark-warn" not in page


def test_a_finding_about_no_cell_leads_nowhere(officer: Client, table: GoalTable) -> None:
    table.findings.create(code="x", severity="warn", message="m", level3="没有的指标", field="target")
    page = text(officer, table)
    assert "定位" not in page
    assert "mark-" not in page


def test_no_findings_are_said_too(officer: Client, table: GoalTable) -> None:
    assert "目前没有疑点" in text(officer, table)


def test_neighbours_are_tables_of_the_same_agency_and_year(people: People, officer: Client, table: GoalTable) -> None:
    assert "上一张" not in text(officer, table)
    later = make_table(people.agencies["667201"], name="乙")
    make_table(people.agencies["667201"], name="丙", year=2024)
    make_table(people.agencies["511101"], name="丁")
    page = text(officer, table)
    assert "第 1 / 2 张" in page
    assert f'href="/tables/{later.pk}/" rel="next"' in page
    assert f'href="/tables/{table.pk}/" rel="prev"' in text(officer, later)


def test_the_source_is_fetched_by_address_and_linked_without_scripts(officer: Client, table: GoalTable) -> None:
    page = text(officer, table)
    assert f'hx-get="/tables/{table.pk}/source/"' in page
    assert f'<a href="/tables/{table.pk}/source/">' in page


@pytest.mark.parametrize("pk", ["0", "99999999", "9" * 40])
def test_no_such_table(officer: Client, pk: str) -> None:
    assert officer.get(f"/tables/{pk}/").status_code == 404


@pytest.mark.once
def test_more_rows_need_no_more_queries(officer: Client, people: People, django_assert_max_num_queries: Any) -> None:
    rows = [("产出指标", "数量指标", f"指标{number}", "≥1个") for number in range(60)]
    for table in (
        make_table(people.agencies["667201"], rows=rows[:5]),
        make_table(people.agencies["667201"], "乙", rows=rows),
    ):
        for row in table.indicators.all():
            table.findings.create(code="x", severity="warn", message="m", level3=row.name, field="target")
        with django_assert_max_num_queries(10):
            officer.get(f"/tables/{table.pk}/")
