"""The lists of findings and of indicators: what they hold, for whom, in which order, page by page, and as files."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.models import User
from figures.figure import CUT
from figures.lists import paging, views
from figures.lists.listing import FINDINGS, INDICATORS, Kind, listing
from figures.lists.paging import all_keys, page_of
from indicators.models import GoalTable, Indicator, TableFinding, TableLine
from tests.conftest import People
from tests.figures.lives import live
from tests.figures.made_up import ROLES, department_key, seen_by
from tests.tables import make_table

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture
def tables(years: list[GoalTable]) -> list[GoalTable]:
    return live(years)


def keys(kind: Kind, user: User, query: str) -> list[int]:
    listed = listing(kind, QueryDict(query), user)
    assert not listed.form.ignored, query
    assert listed.rows.keys is not None
    return listed.rows.keys


def filed(table: GoalTable) -> tuple[Any, ...]:
    """Where a table stands in the order of its agencies."""
    return -table.project.year, table.agency.region, table.agency.code, table.pk


def test_they_hold_what_loops_over_the_tables_find(people: People, tables: list[GoalTable]) -> None:
    """In the order of the agencies; for each role, as making the years takes longer than asking."""
    findings: dict[str, Callable[[Any], bool]] = {
        "": lambda each: True,
        "&findings=any": lambda each: not each.kept_id,
        "&findings=kept": lambda each: bool(each.kept_id),
        "&findings=warn": lambda each: not each.kept_id and each.severity == "warn",
        "&code=unplaced-text": lambda each: each.code == "unplaced-text",
        "&code=-&findings=kept": lambda each: each.code == "something-else" and each.kept_id,
    }
    rows: dict[str, Callable[[Any], bool]] = {
        "": lambda each: True,
        "&targets=quantified": lambda each: each.kind != "text",
        "&targets=date": lambda each: each.kind == "date",
        "&level=产出": lambda each: str(each.category_id and each.level1).startswith("产出"),
        "&level=-&targets=text": lambda each: each.category_id is None and each.kind == "text",
        "&outlier=yes": lambda each: False,
    }
    for role in ROLES:
        user = getattr(people, role)
        for year, where in ((2025, ""), (None, ""), (None, "&department=319"), (2024, "&region=-")):
            some = sorted((
                each for each in seen_by(role, tables)
                if year in (None, each.project.year) and (not where or each.agency.region == "")
                and ("319" not in where or department_key(each.agency) == "319")
            ), key=filed)  # fmt: skip
            if not some or (where and role not in ("finance", "administrator")):
                continue  # what is no choice is left out
            query = f"year={year or ''}{where}"
            for more, passes in findings.items():
                expected = [each.pk for table in some for each in table.findings.order_by("pk") if passes(each)]
                assert keys(FINDINGS, user, query + more) == expected, (role, query, more)
            for more, passes in rows.items():
                expected = [each.pk for table in some for each in table.indicators.order_by("position") if passes(each)]
                assert keys(INDICATORS, user, query + more) == expected, (role, query, more)


def test_more_than_are_counted_are_gone_through_page_by_page(
    people: People, tables: list[GoalTable], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same rows in the same order, whether few or many tables are asked for, with the same few statements."""
    wanted = {
        (kind.title, user, query): keys(kind, user, query)
        for user in (people.finance, people.department)
        for kind, query in ((FINDINGS, "year="), (FINDINGS, "year=2025&findings=any"), (INDICATORS, "year="),
                            (INDICATORS, "year=2025&targets=number"))
    }  # fmt: skip
    monkeypatch.setattr(paging, "MOST", 3)
    for few in (0, 2_000):
        monkeypatch.setattr(paging, "FEW", few)
        for (title, user, query), expected in wanted.items():
            kind = FINDINGS if title == FINDINGS.title else INDICATORS
            listed = listing(kind, QueryDict(query), user)
            assert len(expected) > 3
            assert listed.rows.keys is None
            assert [key for some in all_keys(listed.rows, 10_000, 7) for key in some] == expected
            assert sum(map(len, all_keys(listed.rows, 5, 5))) == 5
            monkeypatch.setattr(paging, "PAGE_SIZE", 4)
            with CaptureQueriesContext(connection) as queries:
                second = page_of(listed.rows, None, page_of(listed.rows, None, "").after)
            assert len(queries) == 5
            assert second.keys in (expected[50:100], expected[4:8])
            for nonsense in ("x", "1", "1-x", "0-0", f"{10**30}-1", "-", "①-②"):
                assert page_of(listed.rows, None, nonsense).keys == page_of(listed.rows, None, "").keys


def test_a_table_that_leaves_the_list_meanwhile_begins_nothing_anew(
    people: People, tables: list[GoalTable], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who leafs is not sent back to the first page, and no row stands in a file twice."""
    expected = keys(INDICATORS, people.finance, "year=&status=draft")
    monkeypatch.setattr(paging, "MOST", 3)
    monkeypatch.setattr(paging, "PAGE_SIZE", 4)
    listed = listing(INDICATORS, QueryDict("year=&status=draft"), people.finance)
    first, in_file = page_of(listed.rows, None, ""), all_keys(listed.rows, 10_000, 4)
    assert next(in_file) == first.keys == expected[:4]
    last = Indicator.objects.get(pk=expected[3]).table
    rest = [key for key in expected[4:] if Indicator.objects.get(pk=key).table != last]
    GoalTable.objects.filter(pk=last.pk).update(status="submitted")
    assert page_of(listed.rows, None, first.after).keys == rest[:4]
    TableLine.objects.filter(pk=last.pk).delete()
    assert [key for some in in_file for key in some] == rest
    behind_all = f"{Indicator.objects.get(pk=rest[-1]).table_id}-999"
    assert page_of(listed.rows, None, behind_all) == page_of(listed.rows, None, "")


@pytest.mark.once
def test_rows_lead_to_the_place_that_they_are_about(people: People, client_of: ClientOf) -> None:
    rows = [("产出指标", "数量指标", "接线人数", "≥20人"), ("产出指标", "质量指标", "<合格>", "良好")]
    table = make_table(people.agencies["667201"], "热线", rows=rows)
    told = {"severity": "warn", "code": "vague-target"}
    TableFinding.objects.create(table=table, level3="<合格>", field="target", message="没有数值", **told)
    TableFinding.objects.create(table=table, field="goal", message="目标太短", **told)
    TableFinding.objects.create(table=table, message="整张表", **told)
    client = client_of(people.officer)
    page = client.get("/findings/").content.decode()
    for address, where in (("#row-2", "第 2 行 &lt;合格&gt;"), ("#head-goal", "绩效目标"), ("", "整张表")):
        assert f'<a href="/tables/{table.pk}/{address}">' in page
        assert f'<div class="small">{where}' in page
    assert "共 <b>3</b> 处疑点" in page
    assert '<p class="on-paper">疑点清单　2025 年度　' in page
    assert '<a href="/statistics/" aria-current="page">统计</a>' in page
    page = client.get("/indicators/?sort=-target").content.decode()
    assert f'<a href="/tables/{table.pk}/#row-2">&lt;合格&gt;</a>' in page
    assert 'aria-sort="descending"' in page


@pytest.mark.once
def test_the_order_that_is_asked_for(people: People) -> None:
    for code, name in (("667201", "乙"), ("319101", "甲")):
        table = make_table(
            people.agencies[code], name, rows=[("产出", "数量", f"{name}{number}", "1") for number in "21"]
        )
        for severity, check in (("info", "b"), ("block", "c"), ("warn", "a")):
            TableFinding.objects.create(table=table, severity=severity, code=check, message=name)

    def order(kind: Kind, sort: str, name: str) -> list[Any]:
        return [getattr(each, name) for key in keys(kind, people.finance, f"sort={sort}") for each in [find(kind, key)]]

    def find(kind: Kind, key: int) -> Any:
        return kind.model.objects.get(pk=key)

    assert order(FINDINGS, "severity", "severity") == ["block", "block", "warn", "warn", "info", "info"]
    assert order(FINDINGS, "-check", "code") == ["c", "c", "b", "b", "a", "a"]
    assert order(FINDINGS, "project", "message") == ["乙"] * 3 + ["甲"] * 3
    assert order(FINDINGS, "nonsense", "message") == ["甲"] * 3 + ["乙"] * 3
    assert order(FINDINGS, "-agency", "message") == ["乙"] * 3 + ["甲"] * 3
    assert order(INDICATORS, "-agency", "name") == ["乙2", "乙1", "甲2", "甲1"]
    assert order(INDICATORS, "name", "name") == ["乙1", "乙2", "甲1", "甲2"]


@pytest.mark.once
def test_files_have_all_rows_or_say_that_they_have_not(
    people: People, tables: list[GoalTable], client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(people.finance)
    for address, kind in (("findings", FINDINGS), ("indicators", INDICATORS)):
        expected = keys(kind, people.finance, "year=2025")
        answer = client.get(f"/{address}.csv?year=2025")
        lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
        assert len(lines) == len(expected) + 1
        assert lines[0].split(",") == [column.title for column in kind.columns]
        assert all(",2025," in line or line.endswith(",2025") for line in lines[1:])
        for most, is_cut in ((len(expected), False), (len(expected) - 1, True)):
            with monkeypatch.context() as patch:
                patch.setattr(views, "MOST", most)
                book = load_workbook(io.BytesIO(b"".join(client.get(f"/{address}.xlsx?year=2025"))))
            assert book.worksheets[0].max_row == most + 1
            assert (CUT in [row[1].value for row in book.worksheets[1].iter_rows()]) == is_cut


@pytest.mark.once
def test_what_makes_no_sense_is_left_out_and_named(
    people: People, tables: list[GoalTable], client_of: ClientOf
) -> None:  # fmt: skip
    client = client_of(people.finance)
    page = client.get("/findings/?findings=none&code=x&page=-3&after=y").content.decode()
    assert "地址中的“程度”“检查项”没有这样的选项" in page
    for senseless in ("", "&alike=@", "&alike=a%00@x", "&alike=a@%00"):
        page = client.get(f"/indicators/?year=2025&outlier=yes{senseless}").content.decode()
        assert "要与“同类指标”一起选" in page
        assert ("“同类指标”没有这样的选项" in page) == bool(senseless)
    assert client.get("/indicators/?year=&outlier=yes&alike=x@y").status_code == 200
    assert client.post("/findings/").status_code == 405
    assert client.get("/findings.pdf").status_code == 404


@pytest.mark.once
def test_more_rows_need_no_more_queries(people: People, client_of: ClientOf, django_assert_num_queries: Any) -> None:
    client = client_of(people.department)
    for number in (1, 12):
        for each in range(number):
            table = make_table(people.agencies["319101"], f"{number}-{each}")
            TableFinding.objects.create(table=table, severity="warn", code="x", message="m")
        for address, queries in (("/findings/", 11), ("/indicators/", 12)):
            with django_assert_num_queries(queries):
                client.get(address)
    assert Indicator.objects.count() > 50
