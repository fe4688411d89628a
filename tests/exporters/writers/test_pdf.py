"""The form as HTML for print, and as PDF where weasyprint is installed."""

import re

import pytest

from exporters.entry import Entry
from exporters.formats import FORMATS, MISSING, TooMany
from exporters.writers import pdf
from exporters.writers.form_html import page
from indicators.content import IndicatorContent, TableContent
from tests.exporters.reading_back import SAMPLES, read, written


def test_every_text_is_escaped() -> None:
    hostile = '<img src="file:///etc/passwd">&"\''
    content = TableContent(hostile, "1", hostile, hostile, goal=hostile, indicators=(IndicatorContent(*[hostile] * 5),))
    tags = re.findall(r"<(\w+)", page([Entry(2025, content)] * 2, hostile, numbered=False))
    assert "img" not in tags
    assert {"html", "nav", "section", "table", "td"} <= set(tags)


def test_levels_span_their_rows_and_a_break_is_a_break() -> None:
    rows = (IndicatorContent("产出", "数量", "甲\n乙"), IndicatorContent("产出", "数量", "丙"))
    html = page([Entry(2025, TableContent("甲", indicators=rows))], "", numbered=False)
    assert '<td rowspan="2" class="middle">产出</td>' in html
    assert "<td>甲\n乙</td>" in html
    assert "<nav>" not in html


def test_a_machine_without_weasyprint_says_so() -> None:
    assert ("pdf" in FORMATS) == pdf.is_there()
    assert MISSING.get("pdf", "") == ("" if pdf.is_there() else pdf.WHY_NOT)


@pytest.mark.skipif(not pdf.is_there(), reason="needs weasyprint")
def test_a_pdf_is_written_and_the_same_each_time() -> None:
    contents = read("docx", SAMPLES[-1].read_bytes())
    data = written("pdf", contents)
    assert data.startswith(b"%PDF")
    assert data == written("pdf", contents)


@pytest.mark.skipif(not pdf.is_there(), reason="needs weasyprint")
def test_more_forms_than_fit_are_refused() -> None:
    with pytest.raises(TooMany, match="最多 100 张"):
        written("pdf", [TableContent("甲")] * (pdf.MOST + 1))
