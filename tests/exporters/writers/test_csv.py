"""CSV for spreadsheets: nothing in it is a formula, and nothing is lost on the way."""

import csv
import io
import string
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from exporters.entry import Entry
from exporters.writers.csv import HEADINGS, entries, escaped, plain
from indicators.content import IndicatorContent, TableContent
from tests.exporters.reading_back import written

HOSTILE = ("=1+1", "+1", "-5%", "@x", "\t=1", " =1", "＝1", "＋1", "－1", "＠x", "'=1", "''", "=cmd|' /C calc'!A0")


def _rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_no_cell_begins_like_a_formula() -> None:
    held = [TableContent(text, goal=text, indicators=(IndicatorContent(*[text] * 5),)) for text in HOSTILE]
    data = written("csv", held)
    for row in _rows(data):
        texts = [cell.lstrip() for cell in row if not cell.removeprefix("-").isdecimal()]
        assert not any(text.startswith(tuple("=+-@＝＋－＠")) for text in texts)
    assert [entry.content for entry in entries(data)] == held


@given(st.text(string.printable + "＝＋－＠表"))
def test_the_escape_is_taken_back(text: str) -> None:
    assert plain(escaped(text)) == text


def test_a_row_says_table_and_reading_of_the_target() -> None:
    rows = (
        IndicatorContent("产出", "时效", "完成", target="2025年6月底"),
        IndicatorContent("产出", "数量", "数", target="≥-5%"),
    )
    first, second, blank = _rows(written("csv", [TableContent("甲", indicators=rows), TableContent("乙")]))[1:]
    named = dict(zip(HEADINGS, first, strict=True))
    assert (named["表序"], named["年度"], named["完成时限"]) == ("1", "2025", date(2025, 6, 30).isoformat())
    assert second[-4:] == ["≥", "-5", "%", ""]
    assert dict(zip(HEADINGS, blank, strict=True))["指标序"] == ""


def test_equal_tables_stay_two_and_years_their_own() -> None:
    content = TableContent("甲", indicators=(IndicatorContent("产出", "数量", "数"),))
    held = [Entry(2024, content), Entry(2024, content), Entry(None, content)]
    assert list(entries(written("csv", held))) == held
