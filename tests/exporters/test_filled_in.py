"""A workbook that was filled in as people do: the right tables come out, and each problem names its sheet and cell.

Filled in by openpyxl, which writes what Excel would: typed values, formats, copied sheets, rows that are gone.
"""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from importers.models import ImportTable
from importers.reading import FileReading, read_document
from importers.staging import findings_of
from indicators.content import TableContent
from tests.exporters.writers.test_fill_in import BLANK, WEIGHED, written
from tests.importers.stepping import batch_of

ROWS = (
    ("产出指标", "数量指标", "养护里程", "年内养护的里程", "≥12公里"),
    (None, None, "保洁里程", "年内保洁的里程", "≥20公里"),
    (None, "质量指标", "养护合格率", "合格的占全部的比例", "≥95%"),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "问卷", "≥90%"),
)
LEVELS = [("产出指标", "数量指标")] * 2 + [("产出指标", "质量指标"), ("满意度指标", "服务对象满意度指标")]
Found = list[tuple[str, str, str]]  # code, place, what stood there


def filled(name: str = "道路养护", *sheets: Any) -> Any:
    """A blank workbook with one sheet filled in."""
    book = openpyxl.load_workbook(io.BytesIO(written(*(sheets or [BLANK._replace(name=name), BLANK]))))
    sheet = book.worksheets[0]
    for place, value in {"B3": name, "D4": 455000, "B5": 400000.5, "B6": "用于养护", "B7": "完成养护"}.items():
        sheet[place] = value
    for number, row in enumerate(ROWS, 9):
        for column, value in zip("ABCDE", row, strict=True):
            sheet[f"{column}{number}"] = value
    return book


def saved(book: Any) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read(book: Any) -> tuple[list[TableContent], Found]:
    """The tables and what is told, apart from the sheets that stayed blank."""
    reading: FileReading = read_document("填报.xlsx", saved(book))
    findings = [finding for finding in reading.all_findings if finding.code != "blank-form"]
    assert all(finding.place.inside in finding.message or finding.place.cell in finding.message for finding in findings)
    told = [(finding.code, finding.place.inside, finding.found) for finding in findings]
    return [table.content for table in reading.tables], told


def read_one(change: Callable[[Any], object]) -> tuple[TableContent, Found]:
    book = filled()
    change(book.worksheets[0])
    (content,), told = read(book)
    return content, told


def test_a_form_as_it_is_meant_gives_its_table_and_nothing_is_told() -> None:
    content, told = read_one(lambda sheet: None)
    assert told == []
    assert (content.project_name, content.agency_code, content.agency_name) == ("道路养护", "007", "某局")
    amounts = (content.budget_total, content.fiscal_funds, content.other_funds)
    assert amounts == (Decimal(455000), Decimal("400000.5"), None)
    assert (content.purpose, content.goal, content.title) == ("用于养护", "完成养护", "2026年项目支出绩效目标表")
    assert [(row.level1, row.level2) for row in content.indicators] == LEVELS
    assert [(row.level3, row.description, row.target) for row in content.indicators] == [row[2:] for row in ROWS]


def put(**cells: Any) -> Callable[[Any], None]:
    """Type values into cells; a pair is a value and its number format."""

    def change(sheet: Any) -> None:
        for place, value in cells.items():
            sheet[place].value, form = value if isinstance(value, tuple) else (value, "")
            sheet[place].number_format = form or sheet[place].number_format

    return change


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"D4": "十万"}, [("amount-unreadable", "工作表“道路养护” D4", "十万")]),
        ({"D5": -5}, [("amount-unreadable", "工作表“道路养护” D5", "-5.00")]),
        ({"B5": "约40万"}, [("amount-unreadable", "工作表“道路养护” B5", "约40万")]),
        ({"B4": None}, [("currency-unit-missing", "工作表“道路养护” B4", "")]),
        ({"B3": None}, [("project-name-missing", "工作表“道路养护” B3", "")]),
        ({"B2": None, "D2": None}, [("agency-missing", "工作表“道路养护” B2", "")]),
        ({"E9": "=10+2"}, [("formula-without-value", "工作表“道路养护” E9", "=10+2")]),
        ({"H11": "请核对"}, [("unplaced-text", "工作表“道路养护” H11", "请核对")]),
        ({"A45": "填表人：张三"}, [("unplaced-text", "工作表“道路养护” A45", "张三")]),
        ({"E10": "≥20公里\n约"}, []),
        ({"A12": "特色指标", "B12": "惠民指标"}, []),
        ({"A20": "效益指标", "B20": "社会效益指标"}, []),
        ({"B6": None, "B7": None, "D4": None, "B5": None}, []),
    ],
)
def test_each_problem_names_its_sheet_and_cell_and_nothing_else_is_told(cells: dict[str, Any], told: Found) -> None:
    content, found = read_one(put(**cells))
    assert found == told
    assert len(content.indicators) == 4


def test_what_was_typed_is_kept_as_it_shows() -> None:
    targets = {"E9": (0.95, "0%"), "E10": (date(2026, 12, 31), "yyyy/m/d"), "E11": 12, "E12": (0.955, "0.0%")}
    content, told = read_one(put(**targets, B3=("007", "@"), D4="45.5万元", B4="万元", B5=45.5))
    assert told == []
    assert [row.target for row in content.indicators] == ["95%", "2026/12/31", "12", "95.5%"]
    assert (content.project_name, content.budget_total, content.fiscal_funds) == ("007", 455000, 455000)
    assert [row.reading.kind for row in content.indicators] == ["number", "date", "number", "number"]


def test_a_day_in_chinese_words_is_a_day() -> None:
    content, told = read_one(put(E9=(date(2026, 12, 1), 'yyyy"年"m"月"')))
    assert (told, content.indicators[0].target) == ([], "2026年12月")


def test_levels_of_ones_own_are_kept_and_go_on_below() -> None:
    content, told = read_one(put(A11="特色指标", B11="惠民指标", A12=None, B12=None))
    assert told == []
    assert [(row.level1, row.level2) for row in content.indicators[2:]] == [("特色指标", "惠民指标")] * 2


def test_levels_alone_in_a_row_hold_for_the_rows_below_them() -> None:
    content, told = read_one(put(A14="效益指标", B14="社会效益指标", C16="出行", E16="便利"))
    assert told == []
    last = content.indicators[-1]
    assert (last.level1, last.level2, last.level3) == ("效益指标", "社会效益指标", "出行")


def test_rows_may_be_deleted_inserted_and_merged() -> None:
    def change(sheet: Any) -> None:
        sheet.delete_rows(30, 20)
        sheet.insert_rows(11, 2)
        sheet.delete_rows(10)
        sheet.merge_cells("A9:A12")

    content, told = read_one(change)
    assert told == []
    assert [row.level3 for row in content.indicators] == ["养护里程", "养护合格率", "群众满意度"]
    assert [row.level1 for row in content.indicators] == ["产出指标", "产出指标", "满意度指标"]


def test_a_weight_that_is_none_is_told() -> None:
    book = filled("道路养护", WEIGHED)
    for place, value in {"F9": 30, "F10": 12.5, "F11": (0.2, "0%"), "F12": "最高"}.items():
        put(**{place: value})(book.worksheets[0])
    (content,), told = read(book)
    assert [row.weight for row in content.indicators] == [30, Decimal("12.5"), 20, None]
    assert told == [("unplaced-text", "工作表“道路养护” F12", "最高")]


@pytest.mark.django_db
def test_copied_sheets_are_projects_of_their_own_and_twins_are_told() -> None:
    book = filled()
    for name, target in (("桥梁养护", "≥12公里"), ("道路养护", "≥12公里"), ("道路养护", "≥13公里")):
        copy = book.copy_worksheet(book.worksheets[0])
        copy["B3"], copy["E9"] = name, target
    rows = ImportTable.objects.filter(file__batch=batch_of(("填报.xlsx", saved(book)))).order_by("ordinal")
    told = [(row.project_name, row.state, row.place, row.reason_code) for row in rows]
    assert told == [
        ("道路养护", "new", "工作表“道路养护”", ""),
        ("桥梁养护", "new", "工作表“道路养护 Copy”", ""),
        ("道路养护", "unchanged", "工作表“道路养护 Copy1”", ""),
        ("道路养护", "conflict", "工作表“道路养护 Copy2”", "project-twice"),
    ]


def test_a_workbook_that_stayed_blank_says_so() -> None:
    reading = read_document("填报.xlsx", written(BLANK, BLANK))
    assert [finding.code for finding in reading.findings] == ["blank-form", "blank-form", "no-tables"]
    assert {finding.severity for finding in reading.findings} == {"info", "warn"}


@pytest.mark.django_db
def test_what_the_checks_find_names_the_cell_too() -> None:
    book = filled()
    put(D4=None, E10=None, C11="合格率")(book.worksheets[0])
    (row,) = ImportTable.objects.filter(file__batch=batch_of(("填报.xlsx", saved(book))))
    places = {(finding.code, finding.place.cell) for finding in findings_of(row) if finding.place}
    assert {("required-missing", "D4"), ("required-missing", "E10"), ("generic-name", "C11")} <= places
    assert {finding.place.sheet for finding in findings_of(row) if finding.place} == {"道路养护"}
