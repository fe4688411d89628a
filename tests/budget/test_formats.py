"""Lists in files: what goes out comes back, nothing becomes a formula, hostile files are refused in a sentence."""

import csv
import io
import zipfile

import openpyxl
import pytest
import tablib
from hypothesis import given, settings
from hypothesis import strategies as st

from budget.formats import MAX_ROWS, SafeCSV, SafeXLSX, UnreadableList, escaped, unescaped

FORMATS = (SafeXLSX, SafeCSV)
DANGEROUS = ["=100%", "+1", "-5%", "@x", "'=1", "''", "'", '=HYPERLINK("http://x")', "001", "1e5", "≥95%", 'a,b"c']
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=20).map(str.strip)


def there_and_back(form: type, rows: list[list[str]]) -> list[list[str]]:
    dataset = tablib.Dataset(*rows, headers=[f"列{number}" for number in range(len(rows[0]))])
    read = form().create_dataset(form().export_data(dataset))
    return [list(row) for row in read]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("text", DANGEROUS)
def test_dangerous_texts_come_back_as_they_were(form: type, text: str) -> None:
    assert there_and_back(form, [["x", text]]) == [["x", text]]


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.tuples(st.just("x"), TEXTS, TEXTS).map(list), min_size=1, max_size=5))
def test_every_list_comes_back_as_it_was(form: type, rows: list[list[str]]) -> None:
    assert there_and_back(form, rows) == rows


@given(TEXTS)
def test_no_escaped_text_starts_like_a_formula(text: str) -> None:
    assert not escaped(text).startswith(("=", "+", "-", "@"))
    assert unescaped(escaped(text)) == text


def test_what_people_type_keeps_its_apostrophe() -> None:
    assert unescaped("'99年项目") == "'99年项目"


def test_every_cell_of_a_workbook_is_text() -> None:
    data = SafeXLSX().export_data(tablib.Dataset(["=1+1", "0012"], headers=["=a", "b"]))
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells] == ["s"] * 4
    assert [cell.value for cell in cells] == ["=a", "b", "=1+1", "0012"]


def test_a_csv_opens_in_excel_and_runs_nothing() -> None:
    data = SafeCSV().export_data(tablib.Dataset(["=1+1"], headers=["列"]))
    assert data.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig")))) == [["列"], ["'=1+1"]]


def test_a_csv_that_excel_saved_in_chinese_is_read() -> None:
    assert list(SafeCSV().create_dataset("单位代码,单位名称\n319101,政务服务办\n".encode("gb18030"))) == [
        ("319101", "政务服务办")
    ]


def test_codes_that_excel_made_numbers_of_come_back_as_codes() -> None:
    book = openpyxl.Workbook()
    for row in (["单位代码", "数"], [319101, 2.0], [None, None]):
        book.worksheets[0].append(row)
    data = io.BytesIO()
    book.save(data)
    assert list(SafeXLSX().create_dataset(data.getvalue())) == [("319101", "2")]


@pytest.mark.parametrize(
    ("form", "data", "words"),
    [
        (SafeCSV, b"", "空的"),
        (SafeCSV, b"\n\n", "空的"),
        (SafeCSV, "列\na\n\nb\n".encode(), "第 3 行是空行"),
        (SafeCSV, b"a\n" + b"1\n" * MAX_ROWS, "太长"),
        (SafeCSV, b"x" * (6 * 1024 * 1024), "太大"),
        (SafeXLSX, b"", "另存为"),
        (SafeXLSX, b"not a workbook", "另存为"),
        (SafeXLSX, b"PK\x03\x04 broken", "另存为"),
    ],
)
def test_what_cannot_be_read_is_said(form: type, data: bytes, words: str) -> None:
    with pytest.raises(UnreadableList, match=words):
        form().create_dataset(data)


def test_a_package_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b" " * (61 * 1024 * 1024))
    with pytest.raises(UnreadableList, match="展开后太大"):
        SafeXLSX().create_dataset(packed.getvalue())


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("a.txt", b"a")
    with pytest.raises(UnreadableList, match="另存为"):
        SafeXLSX().create_dataset(packed.getvalue())


def test_far_cells_cost_nothing() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "列"
    book.worksheets[0]["XFD1048576"] = "far"
    data = io.BytesIO()
    book.save(data)
    assert list(SafeXLSX().create_dataset(data.getvalue())) == []
