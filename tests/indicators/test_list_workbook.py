"""Lists as workbooks: all rows, and nothing that a spreadsheet would calculate."""

import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from indicators import list_workbook
from indicators.list_workbook import CUT, LONGEST, written

COLUMNS = (("名称", 40), ("数", 12))


def rows_of(*rows: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    sheet = openpyxl.load_workbook(written(("表", COLUMNS, rows)))["表"]
    return list(sheet.iter_rows(values_only=True))


@pytest.mark.parametrize("text", ["=100%", "+1", "-1", "@SUM(A1)", "=1+1", "'=1", "#REF!", "12", "true"])
def test_texts_stay_texts(text: str) -> None:
    book = written(("表", COLUMNS, [(text, 1)]))
    cell = openpyxl.load_workbook(book)["表"]["A2"]
    assert (cell.value, cell.data_type) == (text, "s")
    with zipfile.ZipFile(book) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


def test_numbers_stay_numbers() -> None:
    assert rows_of(("甲", 7), ("乙", Decimal("1234567.89")), ("丙", None))[1:] == [
        ("甲", 7), ("乙", 1234567.89), ("丙", None),
    ]  # fmt: skip


def test_a_cell_does_not_keep_what_the_row_before_had() -> None:
    assert rows_of(("甲", 7), (8, "乙"), ("丙", Decimal(9)))[1:] == [("甲", 7), (8, "乙"), ("丙", 9)]


@pytest.mark.parametrize(
    ("text", "told"), [("甲\x07乙\ufffe丙\n丁", "甲乙丙\n丁"), ("\x0b", None), ("半\ud800个", "半个")]
)
def test_what_xml_cannot_hold_is_left_out(text: str, told: str | None) -> None:
    assert rows_of((text, 1))[1] == (told, 1)


def test_a_text_that_is_too_long_says_that_it_was_cut() -> None:
    ((whole, _), (cut, _)) = rows_of(("长" * LONGEST, 1), ("长" * (LONGEST + 1), 2))[1:]
    assert whole == "长" * LONGEST
    assert (len(cut), cut.endswith(CUT)) == (LONGEST, True)


def test_headings_stay_in_sight_and_filter() -> None:
    book = openpyxl.load_workbook(written(("表", COLUMNS, [("甲", 1), ("乙", 2)]), ("空", COLUMNS, [])))
    assert book.sheetnames == ["表", "空"]
    assert (book["表"].freeze_panes, book["表"].auto_filter.ref) == ("A2", "A1:B3")
    assert (book["空"].freeze_panes, book["空"].auto_filter.ref) == ("A2", "A1:B1")
    assert book["空"]["A1"].font.bold
    assert book["空"].column_dimensions["A"].width == 40


def test_more_rows_than_a_sheet_holds_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_workbook, "MAX_ROWS", 2)
    rows = rows_of(*((name, 1) for name in "甲乙丙丁"))
    assert len(rows) == 4
    assert "超过 2 行" in rows[-1][0]
