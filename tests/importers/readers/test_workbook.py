"""The package of a workbook: dialects, missing and broken parts, and how much is parsed at all."""

import pytest

from importers.cells import Unreadable
from importers.readers import workbook
from tests.importers import hostile_files as make
from tests.importers.readers.test_xlsx import read, texts


def test_strict_workbooks_and_other_prefixes():
    parts = make.unpacked(make.xlsx(make.rows('<c r="B1" t="inlineStr"><is><t>甲</t></is></c>')))
    strict = {}
    for name, content in parts.items():
        text = content.decode() if isinstance(content, bytes) else content
        text = text.replace(
            "schemas.openxmlformats.org/spreadsheetml/2006/main", "purl.oclc.org/ooxml/spreadsheetml/main"
        )
        text = text.replace("schemas.openxmlformats.org/officeDocument/2006", "purl.oclc.org/ooxml/officeDocument")
        strict[name] = text
    assert texts(make.packed(strict)) == {(1, 1): "甲"}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert isinstance(sheet, bytes)
    for tag in (b"worksheet", b"sheetData", b"row", b"c", b"is", b"t"):
        sheet = sheet.replace(b"<" + tag + b" ", b"<x:" + tag + b" ").replace(b"<" + tag + b">", b"<x:" + tag + b">")
        sheet = sheet.replace(b"</" + tag + b">", b"</x:" + tag + b">")
    sheet = sheet.replace(b"xmlns=", b"xmlns:x=")
    assert texts(make.packed({**parts, "xl/worksheets/sheet1.xml": sheet})) == {(1, 1): "甲"}


def test_missing_strings_and_styles_are_no_obstacle():
    parts = make.unpacked(make.xlsx(make.rows("<c><v>1</v></c>", '<c t="s"><v>7</v></c>')))
    links = make.relationships(("worksheet", "worksheets/sheet1.xml"))
    (table,), findings = read(make.packed({**parts, "xl/_rels/workbook.xml.rels": links}))
    assert table.rows[0].texts == ("1",)
    assert [finding.code for finding in findings] == ["missing-text"]


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"])
def test_missing_and_broken_parts_are_named(part):
    parts = make.unpacked(make.xlsx(make.rows("<c><v>1</v></c>")))
    with pytest.raises(Unreadable, match=part):
        read(make.packed({**parts, part: "<broken"}))
    del parts[part]
    with pytest.raises(Unreadable, match=part):
        read(make.packed(parts))


def test_a_workbook_without_sheets():
    parts = make.unpacked(make.xlsx(""))
    with pytest.raises(Unreadable, match="没有工作表"):
        read(make.packed({**parts, "xl/workbook.xml": "<workbook/>"}))


def test_cells_are_counted_before_they_are_parsed(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_ELEMENTS", 10)
    with pytest.raises(Unreadable, match=r"sheet1\.xml 中的单元格过多"):
        read(make.xlsx(make.rows(*["<c/>"] * 20) + "<broken"))
