"""The result of a batch as a workbook: all tables, all problems, and nothing that a spreadsheet would calculate."""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from django.test import Client

from accounts.models import User
from importers.models import ImportBatch, ImportTable
from importers.problems import Problems
from importers.result_workbook import written_result
from tests.conftest import People
from tests.importers.stepping import batch_of, document, imported, named

pytestmark = pytest.mark.once

BAD = ("坏的.docx", b"PK\x03\x04broken")


def book_of(batch: ImportBatch) -> Any:
    return openpyxl.load_workbook(written_result(batch))


def rows_of(batch: ImportBatch, sheet: str) -> list[tuple[Any, ...]]:
    return list(book_of(batch)[sheet].iter_rows(values_only=True))


def test_a_row_for_each_table(people: People) -> None:
    batch = imported(("一.docx", document(named("甲", budget_total=Decimal("1234567.89")), named("乙"))), BAD)
    head, first, second = rows_of(batch, "表")
    assert head[:5] == ("文件", "第几张表", "单位代码", "单位名称", "项目名称")
    assert first[:3] == ("一.docx", 1, "667201")
    assert first[4:8] == ("甲", 1234567.89, "新增", "已导入")
    assert second[4] == "乙"


def test_what_was_not_taken_says_why(people: People) -> None:
    batch = batch_of(("一.docx", document(named("甲"), named("甲", purpose="另一个用途"))))
    _, first, second = rows_of(batch, "表")
    assert first[6:] == ("新增", "尚未导入", None)
    assert second[6:8] == ("冲突", "尚未导入")
    assert "内容不同" in second[8]


def test_a_row_for_each_problem(people: People) -> None:
    batch = batch_of(("一.docx", document(named("甲"))), BAD)
    head, *rows = rows_of(batch, "问题")
    assert head == ("类别", "文件", "表", "位置", "代码", "程度", "说明", "原文", "应为")
    assert [(row[1], row[4], row[6]) for row in rows] == [
        (each.file, each.code, each.message) for each in Problems(batch)
    ]
    assert rows[0][:6] == ("文件的问题", "坏的.docx", None, None, "damaged-file", "须改正")


def test_a_blank_budget_stays_blank(people: People) -> None:
    batch = batch_of(("一.docx", document(named("甲", budget_total=None, fiscal_funds=None))))
    assert rows_of(batch, "表")[1][5] is None


def test_it_is_downloaded_under_a_chinese_name(people: People, client_of: Callable[[User], Client]) -> None:
    batch = batch_of(("一.docx", document(named("甲"))))
    ImportBatch.objects.filter(pk=batch.pk).update(name='附件/"2025"')
    response = client_of(people.administrator).get(f"/imports/{batch.pk}/result.xlsx")
    assert response.status_code == 200
    assert unquote(response["Content-Disposition"]).endswith("_2025_ 导入结果.xlsx")
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]
    assert book.sheetnames == ["表", "问题"]


def test_an_empty_batch_has_empty_sheets(people: People) -> None:
    batch = ImportBatch.objects.create(year=2025)
    assert [len(rows_of(batch, sheet)) for sheet in ("表", "问题")] == [1, 1]


@pytest.mark.once
def test_many_tables_cost_no_more_queries(people: People, django_assert_max_num_queries: Callable[[int], Any]) -> None:
    batch = batch_of(("一.docx", document(named("甲"))))
    row = ImportTable.objects.get()
    for ordinal in range(2, 200):
        row.pk, row.ordinal = None, ordinal
        row.save()
    with django_assert_max_num_queries(12):
        written_result(batch)
