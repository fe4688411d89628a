"""A statistic as .xlsx and .csv, read back: numbers as numbers, texts as texts, all rows, the selection, who may."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from budget.models import Agency
from budget.money import UNITS
from figures import figure as figures_figure
from figures import selection as figures_selection
from figures.figure import Kind
from figures.registry import entries
from figures.selection import selection_of
from indicators.models import GoalTable
from tests.conftest import People
from tests.tables import make_table

ClientOf = Callable[[User], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.once]


def got(client: Client, address: str) -> tuple[bytes, Any]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return b"".join(answer.streaming_content), answer


def sheet(client: Client, address: str) -> tuple[list[list[Any]], list[list[Any]]]:
    """The cells of both sheets."""
    book = load_workbook(io.BytesIO(got(client, address)[0]))
    data, about = ([list(row) for row in each.iter_rows()] for each in book.worksheets)
    return data, about


def lines(client: Client, address: str) -> list[list[str]]:
    data = got(client, address)[0]
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_every_statistic_says_the_same_in_a_workbook_and_as_csv(
    people: People, years: list[GoalTable], client_of: ClientOf
) -> None:  # fmt: skip
    client = client_of(people.finance)
    for key, entry in entries().items():
        query = "year=2025&unit=元"
        figure = entry.make(people.finance, selection_of(QueryDict(query), people.finance, everything=True))
        data, _ = sheet(client, f"/statistics/{key}.xlsx?{query}")
        text = lines(client, f"/statistics/{key}.csv?{query}")
        rows = [*figure.rows, *([figure.total] if figure.total else [])]
        assert len(data) == len(text) == len(rows) + 1, key
        for cells, words, row in zip(data[1:], text[1:], rows, strict=True):
            for column, cell, word, ours in zip(figure.columns, cells, words, row, strict=True):
                _same(column.kind, ours.value, cell, word)


def _same(kind: Kind, value: Any, cell: Any, word: str) -> None:
    if value is None or value == "":
        assert cell.value is None
        assert word == ""
    elif kind == Kind.TEXT:
        assert (cell.data_type, cell.value) == ("s", value)
        assert word.removeprefix("'") == value
    else:
        exact = Decimal(str(value))
        assert float(cell.value) == pytest.approx(float(exact), rel=1e-14)
        assert Decimal(word) == exact or abs(Decimal(word) - exact) < abs(exact) / 10**11  # a share as a float


def test_all_rows_and_the_unit(people: People, client_of: ClientOf) -> None:
    for number in range(60):
        make_table(Agency.objects.create(code=f"7{number:05}", name=f"单位{number}"), rows=[], total="123456.5")
    data, about = sheet(client_of(people.finance), "/statistics/money-agencies.xlsx?unit=万元&money-agencies=2")
    assert len(data) == 62
    assert [cell.value for cell in data[0]][:3] == ["单位", "表", "预算数（万元）"]
    assert (data[1][2].value, data[1][2].data_type) == (12.34565, "n")
    assert data[-1][0].value == "合计"
    facts = {row[0].value: row[1].value for row in about}
    assert facts["范围"] == "2025 年度"
    assert "金额单位：万元" in facts["说明"]


def test_a_file_that_has_not_all_rows_says_so(
    people: People, years: list[GoalTable], client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    client = client_of(people.finance)
    for module in (figures_figure, figures_selection):
        monkeypatch.setattr(module, "MOST", 1)
    data, about = sheet(client, "/statistics/changes.xlsx?year=2025")
    assert len(data) == 2
    assert figures_figure.CUT in [row[1].value for row in about]
    assert "导出的文件最多列出前" in client.get("/statistics/changes/?year=2025").content.decode()


def test_an_amount_that_a_workbook_would_round_is_a_text(people: People, client_of: ClientOf) -> None:
    make_table(people.agencies["667201"], rows=[], total="1234567890.123456")
    data, _ = sheet(client_of(people.finance), f"/statistics/money-years.xlsx?unit={'亿元'}")
    assert data[1][2].data_type == "s"
    assert Decimal(data[1][2].value) * UNITS["亿元"] == pytest.approx(Decimal("1234567890.1235"))


def test_nothing_is_a_formula(people: People, client_of: ClientOf) -> None:
    agency = Agency.objects.create(code="=1+1", name="+cmd")
    make_table(agency, rows=[])
    data, _ = sheet(client_of(people.finance), "/statistics/money-agencies.xlsx")
    assert (data[1][0].data_type, data[1][0].value) == ("s", "=1+1 +cmd")
    assert lines(client_of(people.finance), "/statistics/money-agencies.csv")[1][0] == "'=1+1 +cmd"


def test_the_name_says_what_it_is(people: People, client_of: ClientOf) -> None:
    make_table(people.agencies["319101"], rows=[])
    make_table(people.agencies["319202"], rows=[], year=2024)
    make_table(people.agencies["667201"], rows=[], year=2024)
    _, answer = got(client_of(people.finance), "/statistics/money-departments.csv?department=319&year=2024")
    name = unquote(answer["Content-Disposition"].partition("UTF-8''")[2])
    today = timezone.localdate()
    assert name == f"各主管部门资金（2024 年度，319 市政务服务系统主管部门）{today:%Y%m%d}.csv"
    assert answer["Content-Type"].startswith("text/csv")


def test_one_exports_what_one_sees(people: People, years: list[GoalTable], client_of: ClientOf) -> None:
    rows = lines(client_of(people.reader), "/statistics/money-agencies.csv?year=2025")
    assert [row[0] for row in rows[1:]] == [str(people.agencies["319202"]), "合计"]
