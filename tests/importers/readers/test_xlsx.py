"""Workbooks: cells as shown, with their real places; merges, dialects, and what is told."""

import io
from datetime import date
from random import Random

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from importers.cells import SourceTable, Unreadable
from importers.readers import xlsx
from indicators.findings import Finding
from tests.importers import hostile_files as make


def read(data: bytes) -> tuple[list[SourceTable], list[Finding]]:
    """The tables and the findings of a workbook."""
    found = list(xlsx.blocks(data, "表.xlsx"))
    tables = [item for item in found if isinstance(item, SourceTable)]
    return tables, [item for item in found if isinstance(item, Finding)]


def texts(data: bytes) -> dict[tuple[int, int], str]:
    """The texts of the only sheet by row and column."""
    (table,), _ = read(data)
    return {(row.number, cell.column): cell.text for row in table.rows for cell in row.cells if cell.text}


def one(*cells: str, **parts: str) -> dict[int, str]:
    """The texts of a sheet of one row by column."""
    return {column: text for (_, column), text in texts(make.xlsx(make.rows(*cells), **parts)).items()}


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_places_are_those_of_the_sheet():
    book = openpyxl.Workbook()
    book.active.title = "项目表"
    book.active["C5"] = "绩效目标"
    book.active["XFD1048576"] = "远"
    (table,), findings = read(saved(book))
    assert findings == []
    assert (table.number, table.sheet) == (1, "项目表")
    assert [row.number for row in table.rows] == [5, 1048576]
    assert str(table.place("表.xlsx", table.rows[0], 1)) == "表.xlsx 工作表“项目表” C5"
    assert table.place("表.xlsx", table.rows[1], 1).cell == "XFD1048576"


def test_text_is_verbatim():
    book = openpyxl.Workbook()
    for row, text in enumerate(("=100%", "≥100", " a ", "甲\n乙", "00123", "1-2", "甲_x000D_乙"), 1):
        book.active.cell(row, 1, text).data_type = "s"
    assert list(texts(saved(book)).values()) == ["=100%", "≥100", " a ", "甲\n乙", "00123", "1-2", "甲\r乙"]


def test_strings_of_all_kinds():
    strings = "<si><r><t>甲</t></r><r><t>乙</t></r><rPh><t>jia</t></rPh></si><si><t>a_x005F_x000D_</t></si><si/>"
    cells = one(
        '<c t="s"><v>0</v></c>',
        '<c t="s"><v>1</v></c>',
        '<c t="s"><v>2</v></c>',
        '<c t="inlineStr"><is><t>丙</t></is></c>',
        '<c t="str"><f>A1</f><v>丁</v></c>',
        '<c t="b"><v>1</v></c>',
        '<c t="b"><v>0</v></c>',
        '<c t="d"><v>2025-12-31</v></c>',
        "<c><v>不是数</v></c>",
        strings=strings,
    )
    assert cells == {0: "甲乙", 1: "a_x000D_", 3: "丙", 4: "丁", 5: "TRUE", 6: "FALSE", 7: "2025-12-31", 8: "不是数"}


def test_numbers_are_shown_in_their_formats():
    book = openpyxl.Workbook()
    sheet = book.active
    for column, (value, code) in enumerate(((0.9, "0%"), (455000, "#,##0.00"), (12, '0"个"')), 1):
        sheet.cell(1, column, value).number_format = code
    sheet.cell(1, 4, date(2025, 12, 31))
    sheet.cell(1, 5, 0.1 + 0.2)
    assert list(texts(saved(book)).values()) == ["90%", "455000.00", "12个", "2025-12-31", "0.3"]


def test_formats_of_differential_styles_do_not_count():
    styles = """<numFmts><numFmt numFmtId="164" formatCode="0&quot;个&quot;"/></numFmts>
        <cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf/><xf numFmtId="164"/><xf numFmtId="x"/></cellXfs>
        <dxfs><dxf><numFmt numFmtId="164" formatCode="0%"/></dxf></dxfs>"""
    cells = one(*(f'<c s="{style}"><v>5</v></c>' for style in ("0", "1", "2", "99", "-")), styles=styles)
    assert list(cells.values()) == ["5", "5个", "5", "5", "5"]


def test_formulas_without_values_and_errors_are_told():
    book = openpyxl.Workbook()
    book.active["B2"] = "=SUM(A1:A9)"
    book.active["C2"] = "#REF!"
    (table,), findings = read(saved(book))
    assert table.rows[0].texts == ("#REF!",)
    assert [(finding.code, finding.place.cell) for finding in findings if finding.place] == [
        ("formula-without-value", "B2"),
        ("error-value", "C2"),
    ]
    assert all("WPS" in finding.message for finding in findings)


def test_cached_values_of_formulas_are_read():
    cells = one("<c><f>1+1</f><v>2</v></c>", '<c t="str"><f>""</f><v></v></c>')
    assert cells == {0: "2"}


def test_hidden_digits_are_told():
    styles = '<cellXfs><xf numFmtId="9"/></cellXfs>'
    _, findings = read(make.xlsx(make.rows('<c r="A1" s="0"><v>0.905</v></c>'), styles=styles))
    assert [(finding.code, finding.found) for finding in findings] == [("rounded-by-format", "90.5%")]


def test_findings_of_one_kind_are_counted_not_repeated():
    _, findings = read(make.xlsx(make.rows(*['<c t="e"><v>#N/A</v></c>'] * 120)))
    assert len(findings) == xlsx.MAX_ALIKE + 1
    assert str(xlsx.MAX_ALIKE) in findings[-1].message


def test_hidden_sheets_are_told_and_keep_their_numbers():
    book = openpyxl.Workbook()
    book.active.sheet_state = "hidden"
    book.active["A1"] = "字典"
    book.create_sheet("绩效")["A1"] = "目标"
    (table,), findings = read(saved(book))
    assert (table.number, table.sheet) == (2, "绩效")
    assert [finding.code for finding in findings] == ["hidden-sheet"]
    assert "Sheet" in findings[0].message


def test_chart_sheets_count_but_are_not_read():
    book = openpyxl.Workbook()
    book.create_chartsheet("图", 0)
    book.active = 1
    book.worksheets[0]["A1"] = "目标"
    (table,), _ = read(saved(book))
    assert table.number == 2


def test_hidden_rows_are_read_and_told():
    book = openpyxl.Workbook()
    book.active["A1"] = "甲"
    book.active.row_dimensions[1].hidden = True
    (table,), findings = read(saved(book))
    assert table.rows[0].texts == ("甲",)
    assert [finding.code for finding in findings] == ["hidden-rows"]


def test_cells_and_rows_without_references():
    sheet = "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row></sheetData>"
    assert texts(make.xlsx(sheet)) == {(1, 0): "1", (1, 1): "2", (2, 0): "3"}


@pytest.mark.parametrize(("limit", "value"), [("MAX_ROWS", 2), ("MAX_COLUMNS", 2), ("MAX_CELLS", 8)])
def test_caps(monkeypatch, limit, value):
    book = openpyxl.Workbook()
    for row in range(1, 4):
        for column in range(1, 4):
            book.active.cell(row, column, "x")
    read(saved(book))
    monkeypatch.setattr(xlsx, limit, value)
    with pytest.raises(Unreadable, match=r"表\.xlsx.*Sheet"):
        read(saved(book))


def test_blank_formatted_cells_cost_nothing():
    book = openpyxl.Workbook()
    for row in range(1, 200):
        for column in range(1, 300):
            book.active.cell(row, column).fill = PatternFill("solid", "FFFF00")
    book.active["A1"] = "甲"
    assert texts(saved(book)) == {(1, 0): "甲"}


@pytest.mark.parametrize("seed", range(5))
def test_openpyxl_reads_the_same(seed):
    random = Random(seed)
    book = openpyxl.Workbook()
    for _ in range(200):
        value = random.choice(["项目", 12, 3.5, True, "≥100", "2025年"])
        book.active.cell(random.randint(1, 60), random.randint(1, 30), value)
    data = saved(book)
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True).active
    theirs = {(cell.row, cell.column - 1): cell.value for row in sheet.iter_rows() for cell in row}
    shown = {place: str(value).replace("True", "TRUE") for place, value in theirs.items() if value is not None}
    assert texts(data) == shown
