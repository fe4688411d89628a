"""Packages are written as the tables come, into what can't be wound back, with names that every program reads."""

import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import datetime

import pytest
from openpyxl import load_workbook

from bench import documents
from budget.models import Agency
from exporters.entry import Entry
from exporters.formats import FORMATS
from exporters.models import Shape
from exporters.orders import BULKY, Order
from exporters.packing import Layout, pack
from exporters.taking import Taken
from tests.exporters.going_out import unzipped
from tests.exporters.reading_back import read

CONTENTS = documents.contents(20)
AT = datetime(2025, 1, 8, 16, 20)


class Pipe(io.RawIOBase):
    """Takes bytes and forgets them, all but their number."""

    size = 0

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:  # type: ignore[no-untyped-def,override]
        self.size += len(data)
        return len(data)


def tables(number: int, agencies: int = 3) -> Iterator[Taken]:
    """Agency by agency."""
    for each in range(number):
        code = each * agencies // number
        agency = Agency(pk=code + 1, code=f"66720{code}", name=f"单位{code}")
        yield Taken(agency, "已批复", Entry(2025, CONTENTS[each % len(CONTENTS)]))


def layout(shape: Shape, key: str = "docx", number: int = 9) -> Layout:
    return Layout(FORMATS[key], shape, "标题", True, number, AT)


@pytest.mark.parametrize("shape", Shape)
def test_every_table_is_in_it_once_and_in_order(shape: Shape) -> None:
    target = io.BytesIO()
    pack(tables(9), target, layout(shape))
    files = unzipped(target.getvalue()) if shape != Shape.ONE else {"": target.getvalue()}
    found = [content for name, data in files.items() if name != "目录.xlsx" for content in read("docx", data)]
    assert [content.project_name for content in found] == [content.project_name for content in CONTENTS[:9]]
    assert len(files) == {Shape.ONE: 1, Shape.AGENCY: 4, Shape.TABLE: 10}[shape]


def test_names_are_marked_as_utf_8_and_files_have_the_date_of_the_order() -> None:
    target = io.BytesIO()
    pack(tables(9), target, layout(Shape.TABLE, "txt"))
    with zipfile.ZipFile(io.BytesIO(target.getvalue())) as files:
        for entry in files.infolist():
            assert entry.flag_bits & 0x800, entry
            assert entry.date_time == (2025, 1, 8, 16, 20, 0)
            assert "/" not in entry.filename


def test_the_index_is_printed_as_wide_as_a_page_with_its_headings_on_each() -> None:
    target = io.BytesIO()
    pack(tables(9), target, layout(Shape.TABLE, "txt"))
    sheet = load_workbook(io.BytesIO(unzipped(target.getvalue())["目录.xlsx"])).active
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.orientation, int(sheet.page_setup.fitToHeight)) == ("landscape", 0)
    assert sheet.print_title_rows == "$1:$1"


@pytest.mark.parametrize("shape", [Shape.AGENCY, Shape.TABLE])
def test_programs_that_read_a_zip_from_its_beginning_need_no_zip64(shape: Shape) -> None:
    """With it the sizes behind each file, of what can't be wound back, are longer than such programs expect."""

    class Kept(Pipe):
        data = b""

        def write(self, data) -> int:  # type: ignore[no-untyped-def,override]
            self.data += data
            return len(data)

    target = Kept()
    pack(tables(9), target, layout(shape))  # type: ignore[arg-type]
    with zipfile.ZipFile(io.BytesIO(target.data)) as files:
        assert files.testzip() is None
        assert {entry.extract_version for entry in files.infolist()} == {20}


@pytest.mark.parametrize("shape", Shape)
def test_ten_times_the_tables_need_little_more_memory(shape: Shape, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exporters.writers.docx._IN_MEMORY", 100_000)
    peaks = []
    for number in (5, 30, 300):  # the first fills the caches
        tracemalloc.start()
        target = Pipe()
        pack(tables(number), target, layout(shape, number=number))  # type: ignore[arg-type]
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert target.size > number * 100
    assert peaks[2] < peaks[1] + 700_000


def test_who_asks_for_thousands_in_one_document_is_warned() -> None:
    def bulky(key: str, shape: Shape, number: int) -> bool:
        return Order("", "", [(each, 1) for each in range(number)], key, shape).is_bulky

    assert bulky("docx", Shape.ONE, BULKY + 1)
    assert not bulky("docx", Shape.ONE, BULKY)
    assert not bulky("docx", Shape.TABLE, BULKY + 1)
    assert not bulky("csv", Shape.ONE, BULKY + 1)
