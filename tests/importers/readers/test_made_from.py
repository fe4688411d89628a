"""What a sheet was made from: passed on from a hidden name of the sheet, and never content."""

import json
from typing import Any

import pytest

from importers.isolate import read_isolated
from importers.reading import read_document
from importers.reading_types import ReadTable
from indicators.made_from import NAME, as_formula, digest_in
from tests.exporters.writers.test_fill_in import BLANK, ONE, written
from tests.importers import hostile_files as make
from tests.importers.readers.test_xlsx import read

GOOD = "0123456789abcdef" * 4
Parts = dict[str, Any]


def workbook(*names: str) -> bytes:
    """A filled-in sheet with these names beside the usual one."""
    parts: Parts = make.unpacked(written(ONE))
    main = parts["xl/workbook.xml"].decode()
    parts["xl/workbook.xml"] = main.replace("</definedNames>", f"{''.join(names)}</definedNames>")
    return make.packed(parts)


def name(formula: str, place: str = "0", called: str = NAME) -> str:
    formula = formula.replace("&", "&amp;").replace("<", "&lt;")
    return f'<definedName name="{called}" localSheetId="{place}" hidden="1">{formula}</definedName>'


def made_from(data: bytes) -> str:
    """What the only table was made from; nothing may be told of it, and no text of it may be in the content."""
    reading = read_document("填报.xlsx", data)
    assert [table.content for table in reading.tables] == [table.content for table in plain().tables]
    assert reading.all_findings == plain().all_findings
    return reading.tables[0].made_from


def plain() -> Any:
    return read_document("填报.xlsx", workbook())


def test_a_digest_is_passed_on_also_by_the_isolated_reader() -> None:
    data = workbook(name(as_formula(GOOD)))
    assert made_from(data) == GOOD
    assert read_isolated("填报.xlsx", data).tables == read_document("填报.xlsx", data).tables
    assert made_from(workbook(name(f' "{GOOD}"\n'))) == GOOD


@pytest.mark.parametrize(
    "formula",
    ["", '""', GOOD, f'"{GOOD}', f'"{GOOD[1:]}"', f'"{GOOD}0"', f'"{GOOD.upper()}"', f'"{GOOD[1:]}\n"',
     f'"{GOOD[1:]}g"', f'"{GOOD[1:]}１"', f'"{GOOD}"&cmd', "#REF!", "'绩效目标表'!$A$1", '=WEBSERVICE("http://x")',
     "<script>", "长" * 9999],
)  # fmt: skip
def test_whatever_else_stands_there_is_no_digest(formula: str) -> None:
    assert made_from(workbook(name(formula))) == digest_in(formula) == ""


@pytest.mark.parametrize("place", ["", "-1", "1", "x", "²", "00000000", "9" * 5000])
def test_a_name_of_no_sheet_or_another_one_says_nothing(place: str) -> None:
    assert made_from(workbook(name(as_formula(GOOD), place))) == ""


def test_other_names_and_many_of_them_say_nothing() -> None:
    assert (
        made_from(
            workbook(name(as_formula(GOOD), called="_perfgoals"), *[name("1", "0", f"甲{n}") for n in range(9999)])
        )
        == ""
    )
    assert made_from(workbook(f'<definedName name="{NAME}">"{GOOD}"</definedName>')) == ""


def test_sheets_are_counted_as_excel_counts_them() -> None:
    """Hidden ones too, which are not read."""
    parts: Parts = make.unpacked(written(BLANK, ONE, ONE))
    main = parts["xl/workbook.xml"].decode().replace('sheetId="1"', 'sheetId="1" state="hidden"')
    names = "".join(name(as_formula(str(place) * 64), str(place)) for place in range(3))
    parts["xl/workbook.xml"] = main.replace("</definedNames>", f"{names}</definedNames>")
    tables, _ = read(make.packed(parts))
    assert [table.made_from for table in tables] == ["1" * 64, "2" * 64]


def test_it_is_kept_with_the_table_only_where_there_is_one() -> None:
    for data in (workbook(name(as_formula(GOOD))), workbook()):
        (table,) = read_document("填报.xlsx", data).tables
        values = json.loads(json.dumps(table.to_json()))
        assert ReadTable.from_json(values, table.findings) == table
        assert ("made_from" in values) == bool(table.made_from)
