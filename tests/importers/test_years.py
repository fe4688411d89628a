"""importers/years.py: the budget year that documents speak of, and why one thinks so."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.years import Told, suggested, suggested_beforehand, told_years
from indicators.content import TableContent
from tests.importers.stepping import ROWS
from tests.making.contents import contents

EMPTY = TableContent()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (EMPTY, {}),
        (replace(EMPTY, title="2025年项目支出绩效目标表"), {"2025": [1, 0]}),
        (replace(EMPTY, title="2025 年度绩效目标表"), {"2025": [1, 0]}),
        (replace(EMPTY, project_name="2026工程尾款"), {"2026": [1, 0]}),
        (replace(EMPTY, project_name="20251234工程"), {}),
        (replace(EMPTY, project_name="12025年"), {}),
        (replace(EMPTY, project_name="1999年工程"), {}),
        (replace(EMPTY, goal="2025年完成，2025年验收"), {"2025": [0, 2]}),
        (replace(EMPTY, indicators=(replace(ROWS[0], target="2026年3月底前"),)), {"2026": [0, 1]}),
        (replace(EMPTY, title="2024-2025年规划"), {"2025": [1, 0]}),
    ],
)
def test_where_years_are_told(content: TableContent, told: Told) -> None:
    assert told_years([content]) == told


def test_years_of_all_tables_add_up() -> None:
    some = [replace(EMPTY, title="2025年表", goal="2026年完成"), replace(EMPTY, title="2025年表")]
    assert told_years(some) == {"2025": [2, 0], "2026": [0, 1]}


@pytest.mark.parametrize(
    ("told", "year", "why"),
    [
        ([{"2025": [2, 0]}], 2025, "2处标题或项目名称写的是2025年"),
        ([{"2025": [0, 3]}], 2025, "3处目标或指标值写的是2025年"),
        ([{"2025": [1, 1]}, {"2025": [0, 1]}], 2025, "1处标题或项目名称、2处目标或指标值写的是2025年"),
        ([{"2025": [1, 0], "2026": [0, 2]}], 2025, "1处标题或项目名称写的是2025年"),
        ([{"2025": [1, 0], "2026": [0, 4]}], 2026, "4处目标或指标值写的是2026年"),
        ([{"2025": [1, 0], "2026": [1, 0]}], 2026, "1处标题或项目名称写的是2026年"),
    ],
)
def test_the_year_that_is_told_most_is_suggested_and_why(told: list[Told], year: int, why: str) -> None:
    assert suggested(told) == (year, why)


def test_where_no_year_is_told_none_is_suggested() -> None:
    assert suggested([]) is None
    assert suggested([{}, {}]) is None


@pytest.mark.parametrize(
    ("names", "today", "year", "why"),
    [
        (["2026年目标.docx", "2026-附件.docx"], date(2025, 3, 1), 2026, "2个文件名里写着2026"),
        (["2024-2024.docx", "2025.docx", "x2025y.docx"], date(2025, 3, 1), 2025, "2个文件名里写着2025"),
        (["20250108.docx"], date(2025, 3, 1), 2025, "上半年通常处理当年预算"),
        (["2099.docx"], date(2025, 9, 1), 2026, "下半年通常编报下一年度预算"),
        ([], date(2025, 6, 30), 2025, "上半年通常处理当年预算"),
        ([], date(2025, 7, 1), 2026, "下半年通常编报下一年度预算"),
    ],
)
def test_before_anything_is_read(names: list[str], today: date, year: int, why: str) -> None:
    assert suggested_beforehand(names, today) == (year, why)


@given(st.lists(contents(most_rows=3), max_size=3))
def test_the_suggested_year_is_one_that_was_told(some: list[TableContent]) -> None:
    told = told_years(some)
    found = suggested([told])
    assert (found is None) == (not told)
    if found:
        assert str(found.year) in told
        assert f"{found.year}年" in found.why
