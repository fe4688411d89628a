"""Every format gives back what was written: made-up contents, several tables, and the published samples."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.content import TableContent
from tests.exporters.reading_back import READ_BY_IMPORT, READERS, SAMPLES, as_read, contents, read, written

QUICK = settings(max_examples=settings.default.max_examples // 2)  # five tests of whole documents


@pytest.mark.parametrize("key", READ_BY_IMPORT)
@QUICK
@given(held=st.lists(contents(6), min_size=1, max_size=3))
def test_an_import_reads_what_was_written(key: str, held: list[TableContent]) -> None:
    assert read(key, written(key, held)) == as_read(held)


@pytest.mark.parametrize("key", READERS)
@QUICK
@given(held=st.lists(contents(6), max_size=3))
def test_csv_and_json_lose_nothing(key: str, held: list[TableContent]) -> None:
    assert read(key, written(key, held)) == held


@pytest.mark.parametrize("key", [*READ_BY_IMPORT, *READERS])
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_published_document_comes_back(key: str, sample) -> None:
    published = read("docx", sample.read_bytes())
    assert read(key, written(key, published)) == published


@pytest.mark.parametrize("key", READ_BY_IMPORT)
def test_a_package_is_numbered_from_one_and_its_title_is_no_table(key: str) -> None:
    published = [content for sample in SAMPLES for content in read("docx", sample.read_bytes())]
    data = written(key, published, title="667201 某中心2025年度绩效目标表", numbered=True)
    assert read(key, data) == [replace(content, number=place) for place, content in enumerate(published, 1)]
