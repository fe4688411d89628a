"""Merged ranges over the rows that exist: spans, covered cells, and ranges that claim the whole sheet."""

import openpyxl
import pytest

from importers.cells import Unreadable
from importers.readers import merges
from tests.importers import hostile_files as make
from tests.importers.readers.test_xlsx import read, saved, texts


def test_merges_and_what_they_cover():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["A3"], sheet["C3"], sheet["C4"], sheet["E4"] = "标题", "产出", "质量", "时效", "值"
    sheet.merge_cells("A1:E2")
    sheet.merge_cells("A3:B5")
    (table,), findings = read(saved(book))
    assert findings == []
    shown = [[(cell.text, cell.column, cell.span, cell.above) for cell in row.cells] for row in table.rows]
    assert shown == [
        [("标题", 0, 5, False)],
        [("产出", 0, 2, False), ("质量", 2, 1, False)],
        [("", 0, 2, True), ("时效", 2, 1, False), ("值", 4, 1, False)],
    ]
    assert [cell.order for cell in table.rows[2].cells] == [1, 2, 3]


def test_a_blank_merged_cell_hides_what_is_above_it():
    sheet = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="B2"><v>2</v></c></row></sheetData>'
    (table,), _ = read(make.xlsx(sheet + '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>'))
    assert [cell.text for cell in table.rows[1].cells] == ["", "2"]


def test_text_under_a_merge_is_told():
    sheet = make.rows('<c r="A1"><v>1</v></c>', '<c r="B1"><v>2</v></c>')
    (table,), findings = read(make.xlsx(sheet + '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'))
    assert table.rows[0].texts == ("1",)
    assert [(finding.code, str(finding.place)) for finding in findings] == [("covered-text", "表.xlsx 工作表“表一” B1")]


def test_endless_merges_are_laid_over_real_rows_only():
    sheet = make.rows('<c r="A1"><v>1</v></c>') + "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 1000
    (table,), _ = read(make.xlsx(sheet + "</mergeCells>"))
    assert [cell.span for cell in table.rows[0].cells] == [16384]


def test_too_many_merges_are_refused(monkeypatch):
    monkeypatch.setattr(merges, "MAX_VISITS", 50)
    sheet = make.rows('<c r="A1"><v>1</v></c>') + "<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 60 + "</mergeCells>"
    with pytest.raises(Unreadable, match="合并单元格过多"):
        read(make.xlsx(sheet))


def test_nonsense_references_do_no_harm():
    sheet = make.rows('<c r="ZZZZ9"><v>1</v></c>', '<c r="A0"><v>2</v></c>', '<c r="XFE1"><v>3</v></c>')
    sheet += '<mergeCells><mergeCell ref="A1"/><mergeCell/><mergeCell ref="B:C"/><mergeCell ref="A1:A1"/></mergeCells>'
    assert list(texts(make.xlsx(sheet)).values()) == ["1", "2", "3"]
