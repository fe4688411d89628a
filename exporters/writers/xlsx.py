"""Workbooks of forms: a sheet for each table; where there are many, one for each agency, its forms below each other.

Excel slows down at some hundred sheets, and nobody finds one among a thousand tabs; both layouts read back exactly. A
list of the indicators is a workbook of its own (indicator_list.py): beside the forms, an import would have to tell all
its text as placed nowhere. The XML is written as strings, since openpyxl can't merge cells in its streaming mode.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, groupby, islice
from typing import IO

from exporters.entry import Entry, Facts
from exporters.writers.package import DECLARATION, Package
from exporters.writers.sheet_names import SheetNames
from exporters.writers.xlsx_form import COLUMNS, WIDTHS, FormRows
from exporters.writers.xlsx_parts import MAIN, made_from_name, write_parts

MOST_SHEETS = 200  # with more tables, the sheets are agencies'
MOST_FORMS = 200  # on one sheet, so that the list of its merges stays short
Numbered = tuple[int | None, Entry]


def write(entries: Iterable[Entry], target: IO[bytes], facts: Facts) -> None:
    """The forms as one workbook."""
    package, names = Package(target), SheetNames()
    written: list[str] = []
    defined = ""
    for wish, forms, made_from in _sheets(entries, facts.numbered):
        defined += made_from_name(len(written), made_from)
        written.append(names.name(wish))
        _write_sheet(package, len(written), forms)
    if not written:
        written.append(names.name("没有绩效目标表"))
        _write_sheet(package, 1, [])
    write_parts(package, written, defined)
    package.close()


def _sheets(entries: Iterable[Entry], numbered: bool) -> Iterator[tuple[str, Iterable[Numbered], str]]:
    """The wished name of each sheet, its forms, and what it was made from where it holds but one."""
    forms = ((number if numbered else None, entry) for number, entry in enumerate(entries, 1))
    first = list(islice(forms, MOST_SHEETS + 1))
    if len(first) <= MOST_SHEETS:
        for number, entry in first:
            yield entry.content.project_name or "绩效目标表", [(number, entry)], _made_from(number, entry)
        return
    for (code, name), of_agency in groupby(chain(first, forms), key=_agency):
        while some := list(islice(of_agency, MOST_FORMS)):
            yield code + name, some, ""


def _made_from(number: int | None, entry: Entry) -> str:
    """What a form was made from; none that is numbered otherwise than its table, which would come back as a change."""
    return entry.made_from if number in (None, entry.content.number) else ""


def _agency(item: Numbered) -> tuple[str, str]:
    return item[1].content.agency_code, item[1].content.agency_name


def _write_sheet(package: Package, number: int, forms: Iterable[Numbered]) -> None:
    """One sheet: A4, as wide as the page, each form on a page of its own."""
    merges: list[str] = []
    breaks: list[int] = []
    start, last = 1, 6
    with package.part(f"xl/worksheets/sheet{number}.xml") as part:
        part.write(_start().encode())
        for place, entry in forms:
            rows = FormRows(entry, place, start)
            part.write("".join(rows.rows()).encode())
            merges += rows.merges
            start, last = rows.end + 1, max(last, rows.last)
            breaks.append(start - 1)
        part.write(_end(merges, breaks[:-1], f"A1:{COLUMNS[last]}{max(1, start - 2)}").encode())


def _start() -> str:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(WIDTHS, 1)
    )
    return (
        f'{DECLARATION}<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>'
        '<sheetView showGridLines="0" workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
        f"<cols>{columns}</cols><sheetData>"
    )


def _end(merges: list[str], breaks: list[int], area: str) -> str:
    """What stands behind the rows, in the schema's order. Numbers as text are meant: no green corners."""
    merged = "".join(f'<mergeCell ref="{merge}"/>' for merge in merges)
    merged = f'<mergeCells count="{len(merges)}">{merged}</mergeCells>' if merges else ""
    broken = "".join(f'<brk id="{after}" max="16383" man="1"/>' for after in breaks)
    count = len(breaks)
    broken = f'<rowBreaks count="{count}" manualBreakCount="{count}">{broken}</rowBreaks>' if breaks else ""
    return (
        f'</sheetData>{merged}<printOptions horizontalCentered="1"/><pageMargins left="0.6" right="0.6" top="0.75" '
        'bottom="0.75" header="0.3" footer="0.4"/><pageSetup paperSize="9" orientation="portrait" fitToWidth="1" '
        f'fitToHeight="0"/><headerFooter><oddFooter>&amp;C— &amp;P —</oddFooter></headerFooter>{broken}'
        f'<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1"/></ignoredErrors></worksheet>'
    )
