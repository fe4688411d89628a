"""明细: one flat sheet with a row for each indicator, amounts in 元 and numbers as numbers, to be sorted and summed.

A table without indicators has one row, so that none is missing. The header stays in sight and filters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import IO

from exporters.entry import Entry, Facts
from exporters.measure import lines
from exporters.writers.package import DECLARATION, Package
from exporters.writers.xlsx_cell import date_cell, is_exact, number_cell, row, text_cell
from exporters.writers.xlsx_parts import COUNT, DATE, FREE, HEADING, MAIN, MIDDLE, write_parts
from indicators.content import MONEY_FIELDS, IndicatorContent

NAME = "明细"
MAX_ROWS = 1_000_000  # a sheet has 1,048,576
FULL = f"超过 {MAX_ROWS} 行，以下略，请分单位导出。"
# (heading, width in Latin characters)
COLUMNS = (
    ("年度", 8), ("单位代码", 11), ("单位名称", 34), ("项目名称", 40), ("预算数（元）", 18), ("财政资金（元）", 18),
    ("其他资金（元）", 18), ("一级指标", 14), ("二级指标", 18), ("三级指标", 30), ("绩效指标描述", 44), ("指标值", 20),
    ("符号", 6), ("数值", 14), ("计量单位", 12), ("完成时限", 12), ("权重", 8),
)  # fmt: skip
_LETTERS = "ABCDEFGHIJKLMNOPQ"
_MIDDLE = frozenset({"年度", "单位代码", "一级指标", "二级指标", "指标值", "符号", "计量单位", "权重"})
Value = str | Decimal | date | None


def write(entries: Iterable[Entry], target: IO[bytes], facts: Facts) -> None:
    """The list as a workbook of one sheet."""
    package = Package(target)
    with package.part("xl/worksheets/sheet1.xml") as part:
        part.write(_start().encode())
        number = 1
        for entry in entries:
            rows = list(_rows(entry))
            if number + len(rows) > MAX_ROWS:
                number += 1
                part.write(row(number, text_cell(f"A{number}", FULL, FREE)).encode())
                break
            part.write("".join(_row(number + order, values) for order, values in enumerate(rows, 1)).encode())
            number += len(rows)
        part.write(_end(number).encode())
    area = f"{NAME}!$A$1:$Q${number}"
    name = f'<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">{area}</definedName>'
    repeated = f'<definedName name="_xlnm.Print_Titles" localSheetId="0">{NAME}!$1:$1</definedName>'
    write_parts(package, [NAME], name + repeated)
    package.close()


def _rows(entry: Entry) -> Iterator[tuple[Value, ...]]:
    content = entry.content
    year = None if entry.year is None else Decimal(entry.year)
    money = (getattr(content, name) for name in MONEY_FIELDS)
    head: tuple[Value, ...] = (year, content.agency_code, content.agency_name, content.project_name, *money)
    for indicator in content.indicators:
        yield (*head, *_values(indicator))
    if not content.indicators:
        yield head


def _values(row: IndicatorContent) -> tuple[Value, ...]:
    reading = row.reading
    said = (reading.sign, reading.number, reading.unit, reading.due)
    return (row.level1, row.level2, row.level3, row.description, row.target, *said, row.weight)


def _row(number: int, values: tuple[Value, ...]) -> str:
    return row(number, "".join(map(_cell, values, _LETTERS, [number] * len(values))), _height(values))


def _height(values: tuple[Value, ...]) -> float:
    """Points that show every line: not every program reckons them when it opens a file."""
    texts = ((value, width) for value, (_, width) in zip(values, COLUMNS, strict=False) if isinstance(value, str))
    return min(409, 15 * max(lines(text, width / 2 - 1) for text, width in texts) + 3)


def _cell(value: Value, letter: str, number: int) -> str:
    place, heading = f"{letter}{number}", COLUMNS[_LETTERS.index(letter)][0]
    if isinstance(value, Decimal) and is_exact(value):
        return number_cell(place, value, COUNT if "元" in heading else MIDDLE)
    if isinstance(value, date):
        return date_cell(place, value, DATE)
    text = "" if value is None else format(value, "f") if isinstance(value, Decimal) else value
    return text_cell(place, text, MIDDLE if heading in _MIDDLE else FREE)


def _start() -> str:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, (_, width) in enumerate(COLUMNS, 1)
    )
    headings = "".join(
        text_cell(f"{letter}1", heading, HEADING) for letter, (heading, _) in zip(_LETTERS, COLUMNS, strict=True)
    )
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    return (
        f'{DECLARATION}<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView '
        f'tabSelected="1" workbookViewId="0">{pane}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
        f"<cols>{columns}</cols><sheetData>{row(1, headings, 24)}"
    )


def _end(rows: int) -> str:
    area = f"A1:Q{rows}"
    return (
        f'</sheetData><autoFilter ref="{area}"/><pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" '
        'header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
        f'<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1"/></ignoredErrors></worksheet>'
    )
