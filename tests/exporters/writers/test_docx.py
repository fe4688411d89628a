"""What others find in an exported Word document: python-docx, and whoever looks at its XML."""

import io
import zipfile

import docx
import pytest
from lxml import etree

from exporters.entry import Entry
from exporters.writers.docx_pages import pages
from indicators.content import IndicatorContent, TableContent
from tests.exporters.reading_back import SAMPLES, read, written

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def row(**fields: str) -> IndicatorContent:
    return IndicatorContent(**{"level1": "产出指标", "level2": "数量指标", "level3": "人数", **fields})


def _document(data: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read("word/document.xml"))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_python_docx_finds_every_text(sample) -> None:
    contents = read("docx", sample.read_bytes())
    document = docx.Document(io.BytesIO(written("docx", contents)))
    found = {cell.text for table in document.tables for cells in table.rows for cell in cells.cells}
    for content in contents:
        assert {content.project_name, content.purpose, content.goal} <= found
        assert {content.agency_code + content.agency_name, f"单位：{content.currency_unit}"} <= found
        for one in content.indicators:
            assert {one.level1, one.level2, one.level3, one.description, one.target} <= found


def test_python_docx_sees_merged_levels_repeated_header_and_whole_rows() -> None:
    content = TableContent("甲", indicators=(row(), row(level3="次数"), row(level2="质量指标")))
    _, grid = docx.Document(io.BytesIO(written("docx", [content]))).tables
    assert grid.cell(1, 0)._tc is grid.cell(3, 0)._tc
    assert grid.cell(1, 1)._tc is grid.cell(2, 1)._tc is not grid.cell(3, 1)._tc
    assert [len(each._tr.xpath("w:trPr/w:tblHeader")) for each in grid.rows] == [1, 0, 0, 0]
    assert all(each._tr.xpath("w:trPr/w:cantSplit") for each in grid.rows)


def test_a_row_as_long_as_a_page_may_be_broken() -> None:
    content = TableContent("甲", goal="很长的目标，" * 300, indicators=(row(description="很长的说明，" * 300),))
    head, grid = docx.Document(io.BytesIO(written("docx", [content]))).tables
    assert not any(table.rows[-1]._tr.xpath("w:trPr/w:cantSplit") for table in (head, grid))


def test_a_column_of_weights_only_where_there_are_weights() -> None:
    plain = TableContent("甲", indicators=(row(),))
    weighted = TableContent("甲", indicators=(row(), IndicatorContent("产出指标", "数量指标", "乙", weight=10)))
    tables = docx.Document(io.BytesIO(written("docx", [plain, weighted]))).tables
    assert [len(tables[number].columns) for number in (1, 3)] == [5, 6]


def test_contents_point_to_the_bookmark_of_every_form_and_its_page() -> None:
    contents = [TableContent(f"项目{number}", goal="目标" * 2000 * number) for number in range(3)]
    root = _document(written("docx", contents, title="2025年绩效目标表汇编", numbered=True))
    links = [(link.get(f"{W}anchor"), "".join(link.itertext(f"{W}t"))) for link in root.iter(f"{W}hyperlink")]
    marks = [mark.get(f"{W}name") for mark in root.iter(f"{W}bookmarkStart")]
    starts = [1, 2, 2 + pages("", contents[1])]
    titles = [f"{number}.2025年项目{number - 1}绩效目标表{page}" for number, page in enumerate(starts, 1)]
    assert links == list(zip(marks, titles, strict=True))
    assert next(root.iter(f"{W}t")).text == "2025年绩效目标表汇编"
    kinds = [field.get(f"{W}fldCharType") for field in root.iter(f"{W}fldChar")]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") == 4


def test_one_form_has_no_contents() -> None:
    root = _document(written("docx", [TableContent("甲")]))
    assert not list(root.iter(f"{W}hyperlink", f"{W}pageBreakBefore"))


def test_nothing_in_the_package_points_outside() -> None:
    with zipfile.ZipFile(io.BytesIO(written("docx", [TableContent("甲")]))) as package:
        for name in package.namelist():
            etree.fromstring(package.read(name))
            assert b"TargetMode" not in package.read(name)


@pytest.mark.parametrize("project", ["<w:p/>&amp;", "]]>", "\ufffe甲\uffff", "a\u0085b", "\"'", "😀𠮷"])
def test_any_character_leaves_a_document_that_opens(project: str) -> None:
    content = TableContent(project, title=f"{project}绩效目标表")
    assert docx.Document(io.BytesIO(written("docx", [content]))).tables[0].cell(
        1, 1
    ).text == content.project_name.strip("\ufffe\uffff")


def test_the_year_is_in_a_made_title_once() -> None:
    for project, title in (("设备购置", "2025年设备购置绩效目标表"), ("2025年设备购置", "2025年设备购置绩效目标表")):
        document = docx.Document(io.BytesIO(written("docx", [Entry(2025, TableContent(project))])))
        assert document.paragraphs[0].text == title
